"""What goes out of alarms."""

from typing import Literal
from uuid import UUID

from hub.kit.clock import Stamp
from hub.kit.web import Out

Kind = Literal["device_unreachable", "announcement_unheard", "round_missed"]
Ended = Literal["connected", "switched_off", "shop_closed", "answered", "quiet", "seen", "needless"]
"""How an alarm was over: the device is back, was switched off or thrown out, the shop has closed; a device has answered, or nothing was
said that nobody heard; a kitchen screen has seen the round, or nobody waits for it any more."""


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
    print_job_id: UUID | None = None


class AlarmListed(AlarmOut, frozen=True, kw_only=True):
    """An alarm in the office's list, with its whole life."""

    shop_id: UUID
    raised_at: Stamp
    cleared_at: Stamp | None
    ended: Ended | None
    steps: list[AlarmStep]
