"""What goes out of alarms."""

from typing import Literal
from uuid import UUID

from hub.kit.clock import Stamp
from hub.kit.web import Out

Kind = Literal["device_unreachable", "announcement_unheard", "round_missed"]


class AlarmAbout(Out, frozen=True, kw_only=True):
    """What an alarm is about, as people know it: a device, a channel with the text nobody heard, or a round of an order."""

    device_id: UUID | None = None
    device: str | None = None
    channel: str | None = None
    text: str | None = None
    order_id: UUID | None = None
    number: str | None = None
    room: str | None = None
    round: int | None = None


class AlarmOut(Out, frozen=True, kw_only=True):
    """Something that must work does not, since then."""

    id: UUID
    kind: Kind
    subject: str
    since: Stamp
    about: AlarmAbout


class AlarmStep(Out, frozen=True, kw_only=True):
    """What was done about it; a step that is not set up is skipped for that reason."""

    step: Literal["notice", "print", "text"]
    state: Literal["done", "skipped"]
    reason: str | None
    call_id: UUID | None
    at: Stamp


class AlarmListed(AlarmOut, frozen=True, kw_only=True):
    """An alarm in the office's list, with its whole life."""

    shop_id: UUID
    raised_at: Stamp
    cleared_at: Stamp | None
    steps: list[AlarmStep]
