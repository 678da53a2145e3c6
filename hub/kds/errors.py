"""Refusals of the kitchen that are not said of a line's state alone."""

from hub.kit.errors import Refusal


class AlreadyClaimed(Refusal):
    """Somebody else is fetching the line: `claimed_by` says who."""

    status, code, title = 409, "already_claimed", "Somebody else fetches it"


class WindowOver(Refusal):
    """A start can be undone for 60 seconds, a finished line recalled for 15 minutes; this is later. A manager still can."""

    status, code, title = 409, "window_over", "It is too late to take that back"


class LinesRefused(Refusal):
    """Some of the lines cannot do this, so none of them did. `lines` names each with its state and the code it was refused with."""

    status, code, title = 409, "lines_refused", "Some lines cannot do this"
