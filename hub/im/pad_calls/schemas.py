"""What goes in and out of guests' calls."""

from typing import Literal
from uuid import UUID

from hub.im.pad_calls.states import Service
from hub.kit.clock import Stamp
from hub.kit.web import In, Out
from hub.venue.schemas import RoomRef


class MakePadCall(In, frozen=True, kw_only=True):
    """Which button was pressed; the room is the pad's own.

    `stay_id`, where it is sent, says for whom: when other guests are there by then, it is refused.
    """

    service: Service
    stay_id: UUID | None = None


class PadCallOut(Out, frozen=True, kw_only=True):
    """A guest's call. `stay_id` says whose; `by` is the name of whoever goes, and `by_kind` whether that is a person or a device, whose
    name says nothing to a guest; `escalated_at` says since when it has waited too long, for somebody to take it or, once taken, to be done.
    `presses` grows when the guest calls anew because nobody came, `turn` whenever somebody else is to go: called anew, handed back, taken
    over. `finished_by` is the name of whoever was there, who need not be the one who had taken it; nobody, when the guest took it back or
    left.
    """

    id: UUID
    stay_id: UUID
    room: RoomRef
    service: Service
    state: Literal["open", "accepted", "finished"]
    by: str | None
    by_kind: Literal["user", "device"] | None = None
    created_at: Stamp
    accepted_at: Stamp | None
    escalated_at: Stamp | None
    presses: int
    turn: int = 1
    finished_by: str | None = None
    version: int


class PadCallAnswer(Out, frozen=True, kw_only=True):
    """`changed` is false when the call was already as asked for."""

    pad_call: PadCallOut
    changed: bool
