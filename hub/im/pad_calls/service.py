"""Verbs on guests' calls: made by the room's pad, taken by the first of the staff, finished, or over with the stay.

Whoever takes one may forget it: after the shop's time it is marked, the guest may call anew, and any colleague may take it over. Whoever
cannot go after all hands it back. The audit log keeps who had it, each time it leaves somebody's hands otherwise than done by them.

A stay is locked before its calls and its pace are written; of two hands on one call the update decides, which names what it starts from.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, update

from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.accounts.paces import Pace, keep_pace
from hub.im.pad_calls.errors import AlreadyAccepted
from hub.im.pad_calls.events import PadCallChanged, PadCallEscalated, PadCallMade, PadCallTaken
from hub.im.pad_calls.models import RUNS, pad_call
from hub.im.pad_calls.queries import CALL, CALL_OF_BRAND, RUNNING_OF_STAY, pad_call_out
from hub.im.pad_calls.schemas import MakePadCall, PadCallAnswer, PadCallOut
from hub.im.pad_calls.states import ACCEPTED, OPEN, PAD_CALL_FLOW
from hub.kit.db import Tx
from hub.kit.door import Row, upsert_row
from hub.kit.errors import NotFound
from hub.kit.jobs import add_job
from hub.live.append import publish, shop_stream, tell
from hub.venue import audience
from hub.venue.errors import StayClosed, wrong_state
from hub.venue.events import StayEnded, StayMoved
from hub.venue.queries import shop_row
from hub.venue.stays import HeldStay, hold_room_stay

ESCALATE = "im.escalate_pad_call"
SUPERVISE = "calls.supervise"
PRESSES = Pace("pad_call", at_once=8, every=timedelta(seconds=15))
"""Each of the four buttons pressed, taken back and pressed again; then no more than people who walk can answer. Each is said aloud."""

_NEW = (
    "id",
    "brand_id",
    "shop_id",
    "stay_id",
    "room_id",
    "service",
    "presses",
    "turn",
    "state",
    "made_by_id",
    "made_by_name",
    "created_at",
    "updated_at",
    "version",
)
ADD = upsert_row(pad_call, _NEW, conflict=["stay_id", "service"], index_where=RUNS, returning=["id"])
RUNNING_FOR = RUNNING_OF_STAY.where(pad_call.c.service == bindparam("wanted"))

_this = (pad_call.c.id == bindparam("call_id"), pad_call.c.shop_id == bindparam("shop_id"))
_next: dict[str, Any] = {"version": pad_call.c.version + 1, "updated_at": bindparam("now")}
_by: dict[str, Any] = {"by_kind": bindparam("who_kind"), "by_id": bindparam("who_id"), "by_name": bindparam("who_name")}
_there: dict[str, Any] = {
    "finished_by_kind": bindparam("who_kind"),
    "finished_by_id": bindparam("who_id"),
    "finished_by_name": bindparam("who_name"),
}
_end: dict[str, Any] = {"state": "finished", "finished_at": bindparam("now"), "finished_why": bindparam("why"), **_next}
_taken: dict[str, Any] = {"state": ACCEPTED, "accepted_at": bindparam("now"), "escalated_at": None, **_by, **_next}
_turn: dict[str, Any] = {"turn": pad_call.c.turn + 1}
_nobody: dict[str, Any] = {"by_kind": None, "by_id": None, "by_name": None, "accepted_at": None, "escalated_at": None}
ACCEPT = update(pad_call).where(*_this, pad_call.c.state == OPEN).values(**_taken).returning(pad_call)
FINISH_TAKEN = update(pad_call).where(*_this, pad_call.c.state == ACCEPTED).values(**_there, **_end).returning(pad_call)
FINISH_OPEN = update(pad_call).where(*_this, pad_call.c.state == OPEN).values(**_by, **_there, **_end).returning(pad_call)
WITHDRAW = update(pad_call).where(*_this, pad_call.c.state == OPEN).values(**_end).returning(pad_call)
END = update(pad_call).where(*_this, RUNS).values(**_end).returning(pad_call)
MOVE = update(pad_call).where(*_this, RUNS).values(room_id=bindparam("to_room"), **_next).returning(pad_call)
_overdue = pad_call.c.escalated_at.is_not(None)
_own = pad_call.c.by_id == bindparam("who_id")
_anothers = update(pad_call).where(*_this, pad_call.c.state == ACCEPTED, pad_call.c.by_id == bindparam("was"))
MAKE_ANEW = (
    update(pad_call)
    .where(*_this, pad_call.c.state == ACCEPTED, _overdue)
    .values(state=OPEN, presses=pad_call.c.presses + 1, **_turn, **_nobody, **_next)
    .returning(pad_call)
)
HAND_BACK_ANY = _anothers.values(state=OPEN, **_turn, **_nobody, **_next).returning(pad_call)
HAND_BACK = HAND_BACK_ANY.where(or_(_own, _overdue))
TAKE_OVER_ANY = _anothers.where(~_own).values(**_taken, **_turn).returning(pad_call)
TAKE_OVER = TAKE_OVER_ANY.where(_overdue)
SET_ESCALATED = (  # still as it was when the time was set: it is in nobody else's hands since
    update(pad_call)
    .where(
        *_this,
        pad_call.c.state == bindparam("still"),
        pad_call.c.turn == bindparam("this_turn"),
        pad_call.c.escalated_at.is_(None),
    )
    .values(escalated_at=bindparam("now"), **_next)
    .returning(pad_call)
)


def make_pad_call(tx: Tx, who: Actor, data: MakePadCall) -> PadCallAnswer:
    """A guest presses a button. While a call for this service runs, pressing again answers that one; it is made anew when it was taken
    and the guest has waited too long since.

    Raises:
        StayClosed: the pad is bound to no room, nobody is in it, the guests have checked out, or others are there by now.
        RateLimited: these guests press too often.
    """
    if who.room_id is None or who.shop_id is None:
        raise StayClosed("this pad is bound to no room")
    held = hold_room_stay(tx, who.shop_id, who.room_id)
    if data.stay_id not in (None, held.stay_id):
        raise StayClosed("the guests who pressed this have left; others are there now")
    made = _add(tx, who, held, data)
    if made is None:
        running = tx.one_or_none(RUNNING_FOR, shop_id=held.shop_id, stay_id=held.stay_id, wanted=data.service)
        if running is not None:
            return _made_anew(tx, who, running)
        made = _add(tx, who, held, data)  # it was finished in this very moment; other pads of the room wait for the stay
    keep_pace(tx, PRESSES, held.stay_id)
    return _called(tx, who, tx.one(CALL, call_id=made, shop_id=held.shop_id))


def _made_anew(tx: Tx, who: Actor, running: Row) -> PadCallAnswer:
    """Once more of a call that runs: nothing, unless it was taken and the guest has waited too long since."""
    anew = tx.one_or_none(MAKE_ANEW, call_id=running.id, shop_id=running.shop_id, now=tx.now)
    if anew is None:
        return PadCallAnswer(pad_call=pad_call_out(tx, running), changed=False)
    keep_pace(tx, PRESSES, running.stay_id)
    _note(tx, who, "make_anew", running, anew)
    return _called(tx, who, anew)


def _called(tx: Tx, who: Actor, row: Row) -> PadCallAnswer:
    """Everybody who can go hears of it, and it may not wait too long."""
    call = _tell(tx, row)
    tell(tx, PadCallMade(brand_id=row.brand_id, shop_id=row.shop_id, call=call, by=who))
    _watch(tx, row, "call_escalate_seconds")
    return PadCallAnswer(pad_call=call, changed=True)


def _watch(tx: Tx, row: Row, setting: str) -> None:
    """Look again when the shop's time for this is over."""
    due_at = tx.now + timedelta(seconds=shop_row(tx, row.shop_id).setting(setting))
    args = {"shop_id": str(row.shop_id), "call_id": str(row.id), "state": row.state, "turn": row.turn}
    add_job(tx, ESCALATE, f"{row.id}:{row.state}:{row.turn}", due_at, args)


def _add(tx: Tx, who: Actor, held: HeldStay, data: MakePadCall) -> UUID | None:
    made: UUID | None = tx.value(
        ADD,
        id=tx.new_id(),
        brand_id=held.brand_id,
        shop_id=held.shop_id,
        stay_id=held.stay_id,
        room_id=who.room_id,
        service=data.service,
        presses=1,
        turn=1,
        state=OPEN,
        made_by_id=who.id,
        made_by_name=who.name,
        created_at=tx.now,
        updated_at=tx.now,
        version=1,
    )
    return made


def withdraw_pad_call(tx: Tx, who: Actor, call_id: UUID) -> PadCallAnswer:
    """The guest has changed their mind, as long as nobody is on the way.

    Raises:
        NotFound: it is not a call of the guests in this room.
        StateNotAllowed: somebody is on the way.
    """
    if who.room_id is None or who.shop_id is None:
        raise NotFound
    row = _get(tx, who.shop_id, call_id)
    if row.room_id != who.room_id or row.stay_id != hold_room_stay(tx, who.shop_id, who.room_id).stay_id:
        raise NotFound
    withdrawn = tx.one_or_none(WITHDRAW, call_id=call_id, shop_id=who.shop_id, why="withdrawn", now=tx.now)
    return _settled(tx, withdrawn) if withdrawn is not None else _nothing_left(tx, who.shop_id, call_id, "withdraw")


def accept_pad_call(tx: Tx, who: Actor, call_id: UUID) -> PadCallAnswer:
    """Somebody goes. The first wins; the same person again changes nothing.

    Raises:
        NotFound: the shop has no such call.
        AlreadyAccepted: another one goes.
        StateNotAllowed: it is finished.
    """
    shop_id = _shop_of(tx, who, call_id)
    taken = tx.one_or_none(ACCEPT, call_id=call_id, shop_id=shop_id, now=tx.now, **_named(who))
    if taken is not None:
        _watch(tx, taken, "call_finish_seconds")
        return _settled(tx, taken)
    row = _get(tx, shop_id, call_id)
    _refuse_anothers(who, row)
    return _nothing_left(tx, shop_id, call_id, "accept")


def take_over_pad_call(tx: Tx, who: Actor, call_id: UUID) -> PadCallAnswer:
    """Somebody goes in place of whoever said they would. The first to accept has won, so before it waits too long only who supervises may.

    One that has come free meanwhile is accepted, as both mean the same: I go.

    Raises:
        NotFound: the shop has no such call.
        AlreadyAccepted: another one goes, and there is time left.
        StateNotAllowed: it is finished.
    """
    shop_id = _shop_of(tx, who, call_id)
    before = _get(tx, shop_id, call_id)
    known = {"call_id": call_id, "shop_id": shop_id, "was": before.by_id, "now": tx.now, **_named(who)}
    taken = tx.one_or_none(TAKE_OVER_ANY if who.may(SUPERVISE) else TAKE_OVER, **known)
    if taken is not None:
        _note(tx, who, "take_over", before, taken)
        _watch(tx, taken, "call_finish_seconds")
        return _settled(tx, taken)
    row = _get(tx, shop_id, call_id)
    if row.state == OPEN:
        return accept_pad_call(tx, who, call_id)
    _refuse_anothers(who, row)
    return _nothing_left(tx, shop_id, call_id, "take_over")


def hand_back_pad_call(tx: Tx, who: Actor, call_id: UUID) -> PadCallAnswer:
    """Whoever said they would go cannot: everybody is asked again, the wait begins anew. Of another's call as with `take_over_pad_call`.

    Raises:
        NotFound: the shop has no such call.
        AlreadyAccepted: another one goes, and there is time left.
        StateNotAllowed: it is finished.
    """
    shop_id = _shop_of(tx, who, call_id)
    before = _get(tx, shop_id, call_id)
    known = {"call_id": call_id, "shop_id": shop_id, "was": before.by_id, "now": tx.now}
    free = tx.one_or_none(HAND_BACK_ANY, **known) if who.may(SUPERVISE) else tx.one_or_none(HAND_BACK, **known, who_id=who.id)
    if free is not None:
        _note(tx, who, "hand_back", before, free)
        return _called(tx, who, free)
    _refuse_anothers(who, _get(tx, shop_id, call_id))
    return _nothing_left(tx, shop_id, call_id, "hand_back")


def finish_pad_call(tx: Tx, who: Actor, call_id: UUID) -> PadCallAnswer:
    """The guest has what they called for. Whoever finishes a call that nobody had taken was the one who went.

    Raises:
        NotFound: the shop has no such call.
    """
    shop_id = _shop_of(tx, who, call_id)
    known = {"call_id": call_id, "shop_id": shop_id, "now": tx.now, "why": "done", **_named(who)}
    done = tx.one_or_none(FINISH_OPEN, **known) or tx.one_or_none(FINISH_TAKEN, **known)
    if done is None:
        return _nothing_left(tx, shop_id, call_id, "finish")
    if done.by_id != who.id:
        _note(tx, who, "finish", done, done)
    return _settled(tx, done)


def escalate_pad_call(tx: Tx, shop_id: UUID, call_id: UUID, state: str = OPEN, turn: int = 1) -> None:
    """The time is over in which somebody should have taken the call, or have been there. Said once, if it is still as it was then."""
    late = tx.one_or_none(SET_ESCALATED, call_id=call_id, shop_id=shop_id, still=state, this_turn=turn, now=tx.now)
    if late is not None:
        tell(tx, PadCallEscalated(brand_id=late.brand_id, shop_id=shop_id, call=_tell(tx, late)))


def end_calls(tx: Tx, fact: StayEnded) -> None:
    """The guests are gone, and what they called for is asked of nobody any more."""
    for row in tx.all(RUNNING_OF_STAY, shop_id=fact.shop_id, stay_id=fact.stay_id):
        ended = tx.one_or_none(END, call_id=row.id, shop_id=fact.shop_id, why="stay_ended", now=tx.now)
        if ended is not None:
            _settled(tx, ended)


def move_calls(tx: Tx, fact: StayMoved) -> None:
    """The guests are in another room, and whoever goes should go there. Both rooms hear of it: the one that is left lets go of the call."""
    if fact.room is None:
        return
    for row in tx.all(RUNNING_OF_STAY, shop_id=fact.shop_id, stay_id=fact.stay_id):
        moved = tx.one_or_none(MOVE, call_id=row.id, shop_id=fact.shop_id, to_room=fact.room.id, now=tx.now)
        if moved is not None:
            _tell(tx, moved, f"room:{fact.left.id}")


def _shop_of(tx: Tx, who: Actor, call_id: UUID) -> UUID:
    """The caller's shop; for an owner the call says which is meant."""
    shop_id: UUID | None = who.shop_id or tx.value(CALL_OF_BRAND, call_id=call_id, brand_id=who.brand_id)
    if shop_id is None:
        raise NotFound
    return shop_id


def _get(tx: Tx, shop_id: UUID, call_id: UUID) -> Row:
    row = tx.one_or_none(CALL, call_id=call_id, shop_id=shop_id)
    if row is None:
        raise NotFound
    return row


def _named(who: Actor) -> dict[str, object]:
    return {"who_kind": who.kind, "who_id": who.id, "who_name": who.name}


def _refuse_anothers(who: Actor, row: Row) -> None:
    """Raises `AlreadyAccepted` of a call that another one goes to."""
    if row.state == ACCEPTED and row.by_id != who.id:
        raise AlreadyAccepted(f"{row.by_name} goes already", by=row.by_name)


def _note(tx: Tx, who: Actor, act: str, before: Row, after: Row) -> None:
    """For the audit log: in whose hands the call was, and in whose it is; of one that is done, who was there."""
    hands = {"by": after.by_name} if after.finished_by_name is None else {"finished_by": after.finished_by_name}
    record(tx, who, f"calls.{act}", "pad_call", after.id, {"by": before.by_name}, hands, shop_id=after.shop_id)


def _nothing_left(tx: Tx, shop_id: UUID, call_id: UUID, action: str) -> PadCallAnswer:
    """The answer where the update found nothing to change: it was done before, or makes no sense from here."""
    row, move = _get(tx, shop_id, call_id), PAD_CALL_FLOW[action]
    if row.state not in move.already:
        raise wrong_state(row.state, move.before)
    return PadCallAnswer(pad_call=pad_call_out(tx, row), changed=False)


def _settled(tx: Tx, row: Row) -> PadCallAnswer:
    """Nobody need be asked any more."""
    call = _tell(tx, row)
    tell(tx, PadCallTaken(shop_id=row.shop_id, call=call))
    return PadCallAnswer(pad_call=call, changed=True)


def _tell(tx: Tx, row: Row, *more: str) -> PadCallOut:
    call = pad_call_out(tx, row)
    publish(tx, PadCallChanged(pad_call=call), stream=shop_stream(row.shop_id), to=[*audience.of_room(row.room_id), *more])
    return call
