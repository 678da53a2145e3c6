"""Refusals of rules and templates, and what stops a sentence."""

from hub.kit.errors import Refusal


class UnknownPlaceholder(Refusal):
    """The text names a placeholder that this event does not bring. `placeholder` is the one, `allowed` are those it may use.

    Only names from a fixed list can stand between braces: no code, no attributes, no braces that are left open.
    """

    status, code, title = 422, "unknown_placeholder", "The text names an unknown placeholder"


class MissingParam(Refusal):
    """A call of this event must bring a value that it does not. `param` names it."""

    status, code, title = 422, "missing_param", "The call lacks a value"


class TemplateInUse(Refusal):
    """Rules speak with this template; `rules` counts them. Give them another one first."""

    status, code, title = 409, "template_in_use", "The template is in use"


class CannotRender(Exception):
    """A placeholder of the text has no value, so nothing is shown or said; the message ends as failed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no value for {name}")
        self.name = name
