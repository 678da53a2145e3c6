"""What goes in and out of calls and messages."""

from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from hub.im.messages.states import CallKind, MessageState, Problem
from hub.im.rules.placeholders import EventName
from hub.im.rules.schemas import RuleOut, Source
from hub.kit.clock import Stamp
from hub.kit.web import In, Out

Channel = Annotated[str, Meta(min_length=2, max_length=60, pattern=r"^[a-z]+(:[a-zA-Z0-9_-]+)?$")]
ParamName = Annotated[str, Meta(min_length=1, max_length=40)]
Param = Annotated[str, Meta(max_length=200)] | Annotated[int, Meta(ge=-(2**31), le=2**31)]


class AboutIn(In, frozen=True, kw_only=True):
    """What a call is about. A message about something that is over is dropped before it is sent."""

    order_id: UUID | None = None
    line_id: UUID | None = None
    stay_id: UUID | None = None
    session_id: UUID | None = None
    room_id: UUID | None = None


class MakeCall(In, frozen=True, kw_only=True):
    """Say something on these channels. `template_id` belongs to a pad call and to nothing else; `designated` are device accounts.

    A refresh names in `params` the `resource` that went stale and, where there is one, its `version`: a number of at most 9 digits.
    """

    brand_id: UUID
    shop_id: UUID
    event: EventName
    kind: CallKind
    channels: Annotated[list[Channel], Meta(min_length=1, max_length=32)]
    params: Annotated[dict[ParamName, Param], Meta(max_length=20)] = {}
    designated: Annotated[list[UUID], Meta(max_length=64)] | UnsetType | None = UNSET
    template_id: UUID | None = None
    about: AboutIn | UnsetType | None = UNSET
    source: Source | None = None


class TryRule(In, frozen=True, kw_only=True):
    """The device that a rule is tried out on."""

    device_id: UUID


class CallOut(Out, frozen=True, kw_only=True):
    """A call, before anything of it is sent. `messages` counts its rows."""

    id: UUID
    brand_id: UUID
    shop_id: UUID
    event: str
    kind: CallKind | None
    channels: list[str] | None
    params: dict[str, Any]
    designated: list[UUID] | None
    template_id: UUID | None
    messages: int
    created_at: Stamp


class CallAnswer(Out, frozen=True, kw_only=True):
    call: CallOut


class DeliveryOut(Out, frozen=True, kw_only=True):
    """What became of a message on one device: when it was sent, when it was stored there, and what the device did with it."""

    device_id: UUID
    device: str
    sent_at: Stamp
    acked_at: Stamp | None
    result: str | None
    at: Stamp | None


class MessageOut(Out, frozen=True, kw_only=True):
    """One row of a call: a channel and a repeat, and how far it has come.

    `turn_at` is when a voice had its turn that had to wait for others on its channel, or has it at the earliest; `got_by` who was the first
    to understand.
    """

    id: UUID
    channel: str
    kind: CallKind
    repeat: int
    of: int
    due_at: Stamp
    expires_at: Stamp | None
    state: MessageState
    reason: str | None
    text: str | None
    speech: str | None
    lang: str | None
    voice: bool | None
    chime: str | None
    audio: str | None
    attempts: int
    turn_at: Stamp | None
    made_at: Stamp
    sent_at: Stamp | None
    updated_at: Stamp
    got_by: str | None
    got_at: Stamp | None
    rule_id: UUID | None
    lines: list[UUID]
    deliveries: list[DeliveryOut]


class CallMessages(Out, frozen=True, kw_only=True):
    """What became of each row of a call."""

    call: CallOut
    messages: list[MessageOut]


class LoggedMessage(MessageOut, frozen=True, kw_only=True):
    """A message in the log, with what its call was about: `number`, `room` and `wristband` as they were when it was made.

    A `trial` is a rule that somebody has tried out on one device.
    """

    call_id: UUID
    event: str
    order_id: UUID | None
    line_id: UUID | None
    room_id: UUID | None
    number: str | None
    room: str | None
    wristband: str | None
    trial: bool
    made_by: str
    problem: Problem | None


class MessageLife(Out, frozen=True, kw_only=True):
    """The whole life of a message: `rule` as it is now, if it still stands, and what else was said of the same happening."""

    message: LoggedMessage
    rule: RuleOut | None
    siblings: list[LoggedMessage]


class MessageAnswer(Out, frozen=True, kw_only=True):
    """A message after somebody acted on it. `ended` counts the repeats that nobody need hear any more."""

    message: MessageOut
    changed: bool
    ended: int = 0
