"""What goes in and out of rules and templates."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from hub.accounts.schemas import PRINTABLE
from hub.im.rules.placeholders import EventName, Language
from hub.im.rules.texts import TEXT_CHARACTERS_MAX
from hub.kit.clock import Stamp
from hub.kit.web import In, Out
from hub.venue.schemas import WallTime

Source = Literal["any", "pad", "cashier", "handheld", "wristband"]
RuleChannel = Literal["kitchen", "call", "cashier", "handheld", "room", "office", "all"]
MessageKind = Literal["announcement", "notice", "pad_call"]
Chime = Literal["", "new_order", "late", "call", "called", "served", "done", "alarm"]
"""A sound of `sounds/`; empty: none."""

Times = Annotated[int, Meta(ge=1, le=10)]
IntervalSeconds = Annotated[int, Meta(ge=5, le=3600)]
LimitSeconds = Annotated[int, Meta(ge=5, le=86_400)]
Volume = Annotated[int, Meta(ge=0, le=100)]
"""Percent of what a device is set to itself; 0 only shows."""
VOLUME = 80
TemplateName = Annotated[str, Meta(min_length=1, max_length=80, pattern=PRINTABLE)]
Text = Annotated[str, Meta(extra_json_schema={"maxLength": TEXT_CHARACTERS_MAX})]
"""Looked at where it is checked, so that the refusal can say in which language it is too long."""
Params = Annotated[dict[Annotated[str, Meta(max_length=40)], Annotated[str, Meta(max_length=200)]], Meta(max_length=20)]


class Words(In, frozen=True, kw_only=True):
    """A text to show, and one to say where it differs."""

    text: Text
    speech: Text = ""


Texts = Annotated[dict[Language, Words], Meta(min_length=1)]


class AddTemplate(In, frozen=True, kw_only=True):
    """Words for an event, in one language or both."""

    event: EventName
    name: TemplateName
    texts: Texts


class EditTemplate(In, frozen=True, kw_only=True):
    """Members left out stay as they are. `texts` comes whole."""

    name: TemplateName | UnsetType = UNSET
    texts: Texts | UnsetType = UNSET


class TemplateOut(Out, frozen=True, kw_only=True):
    """A template; `rules` counts those that speak with it."""

    id: UUID
    event: str
    name: str
    texts: dict[Language, Words]
    rules: int
    updated_at: Stamp
    version: int


class TemplateAnswer(Out, frozen=True, kw_only=True):
    template: TemplateOut


class PreviewTemplate(In, frozen=True, kw_only=True):
    """Texts to try before they are saved. Values that `params` and `items` do not bring are examples; `items` are dishes of one round."""

    event: EventName
    texts: Texts
    language: Language
    params: Params = {}
    items: Annotated[list[Params], Meta(max_length=20)] = []


class Preview(Out, frozen=True, kw_only=True):
    """What would be shown and said, and in which language."""

    text: str
    speech: str
    language: Language


class AddRule(In, frozen=True, kw_only=True):
    """Tell a channel of an event: how often, until when, how loud, in which words."""

    event: EventName
    channel: RuleChannel
    kind: MessageKind
    template_id: UUID
    source: Source = "any"
    enabled: bool = True
    times: Times = 1
    interval_seconds: IntervalSeconds = 30
    time_limit_seconds: LimitSeconds = 120
    chime: Chime = ""
    voice: bool = True
    volume: Volume = VOLUME
    language: Language | UnsetType = UNSET
    quiet_from: WallTime | None = None
    quiet_to: WallTime | None = None


class EditRule(In, frozen=True, kw_only=True):
    """Members left out stay as they are. What a rule is about (event, source, channel, kind) does not change: make another one."""

    enabled: bool | UnsetType = UNSET
    times: Times | UnsetType = UNSET
    interval_seconds: IntervalSeconds | UnsetType = UNSET
    time_limit_seconds: LimitSeconds | UnsetType = UNSET
    chime: Chime | UnsetType = UNSET
    voice: bool | UnsetType = UNSET
    volume: Volume | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    quiet_from: WallTime | UnsetType | None = UNSET
    quiet_to: WallTime | UnsetType | None = UNSET
    template_id: UUID | UnsetType = UNSET


class RuleOut(Out, frozen=True, kw_only=True):
    """A rule: this event, when it comes from this source, is told on this channel in this manner."""

    id: UUID
    event: str
    source: Source
    channel: RuleChannel
    kind: MessageKind
    enabled: bool
    times: int
    interval_seconds: int
    time_limit_seconds: int
    chime: str
    voice: bool
    volume: int
    language: Language
    quiet_from: str | None
    quiet_to: str | None
    template_id: UUID
    updated_at: Stamp
    version: int


class RuleAnswer(Out, frozen=True, kw_only=True):
    rule: RuleOut


class PlaceholderOut(Out, frozen=True, kw_only=True):
    """A name that texts of this event may hold, with a value to try it with."""

    name: str
    example: dict[Language, str]
    by_digit: bool
    per_item: bool


class EventOut(Out, frozen=True, kw_only=True):
    """An event that rules can be made for. Of each group in `required` a call brings one at least."""

    event: str
    required: list[list[str]]
    placeholders: list[PlaceholderOut]


class Events(Out, frozen=True, kw_only=True):
    """All events, and what rules can be made of."""

    events: list[EventOut]
    sources: list[str]
    channels: list[str]
    kinds: list[str]
    chimes: list[str]
    languages: list[str]
