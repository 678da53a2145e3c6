"""Therapist sessions: a member of staff at work on a guest, clocked on and off."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, select, update

from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.accounts.queries import staff_member, staff_with_job
from hub.kit.clock import stamp_or_none
from hub.kit.db import Tx
from hub.kit.door import Row, upsert_row
from hub.kit.errors import NotFound
from hub.live.append import publish, shop_stream
from hub.venue.errors import TherapistBusy, wrong_state
from hub.venue.events import SessionChanged
from hub.venue.models import AT_WORK, therapist_session
from hub.venue.queries import RUNNING_SESSIONS, SESSION, at_room, at_shop, session_as_out
from hub.venue.schemas import ExtendSession, SessionAnswer, SessionOut, StaffRef, StartSession, Therapists
from hub.venue.states import OFF, ON, SESSION_FLOW
from hub.venue.stays import hold_any_stay_in

ADD_SESSION = upsert_row(
    therapist_session,
    ["id", "brand_id", "shop_id", "staff_id", "staff_name", "room_id", "stay_id", "started_at", "ends_at", "version"],
    conflict=["staff_id"],
    index_where=AT_WORK,
    returning=["id"],
)
SESSION_OF_BRAND = select(therapist_session.c.shop_id).where(
    therapist_session.c.id == bindparam("session_id"), therapist_session.c.brand_id == bindparam("brand_id")
)
_THIS = (therapist_session.c.shop_id == bindparam("shop_id"), AT_WORK)
EXTEND = (
    update(therapist_session)
    .where(therapist_session.c.id == bindparam("session_id"), *_THIS)
    .values(ends_at=bindparam("until"), version=therapist_session.c.version + 1)
)
FINISH = (
    update(therapist_session)
    .where(therapist_session.c.id == bindparam("session_id"), *_THIS)
    .values(ends_at=bindparam("now"), finished_at=bindparam("now"), version=therapist_session.c.version + 1)
)
AT_WORK_ON = (
    select(therapist_session.c.id).where(therapist_session.c.stay_id == bindparam("stay_id"), *_THIS).order_by(therapist_session.c.id)
)
MOVE_SESSION = (
    update(therapist_session)
    .where(therapist_session.c.id == bindparam("session_id"), *_THIS)
    .values(room_id=bindparam("to_room"), version=therapist_session.c.version + 1)
)
LOCK_SESSION = SESSION.with_for_update(of=therapist_session)
SESSION_OF_STAFF = RUNNING_SESSIONS.where(therapist_session.c.staff_id == bindparam("staff_id"))


THERAPIST = "therapist"
"""The job, among staff, of those whom the desk is offered."""


def therapists(tx: Tx, who: Actor, shop_id: UUID | None = None) -> Therapists:
    """Who can be put to work on a guest of the shop: names alone, for the desk manages no staff."""
    who, shop_id = at_shop(tx, who, shop_id)
    people = staff_with_job(tx, who.brand_id, shop_id, THERAPIST)
    return Therapists(therapists=[StaffRef(id=person.id, name=person.name) for person in people])


def start_session(tx: Tx, who: Actor, data: StartSession) -> SessionAnswer:
    """A therapist begins on the guests of a room. Asking again for the very session that runs changes nothing.

    Raises:
        NotFound: the shop has no such room or member of staff.
        StayClosed: nobody is in the room.
        TherapistBusy: they are at work elsewhere.
    """
    who, shop_id = at_room(tx, who, data.room_id)
    staff = staff_member(tx, who, data.staff_id)
    if staff.state != "active":
        raise NotFound
    stay_id = hold_any_stay_in(tx, shop_id, data.room_id)
    made = tx.value(
        ADD_SESSION,
        id=tx.new_id(),
        brand_id=who.brand_id,
        shop_id=shop_id,
        staff_id=data.staff_id,
        staff_name=staff.name,
        room_id=data.room_id,
        stay_id=stay_id,
        started_at=tx.now,
        ends_at=None if data.minutes is None else tx.now + timedelta(minutes=data.minutes),
        version=1,
    )
    if made is None:
        return started_already(tx, shop_id, data.staff_id, stay_id)
    started = tell_of_session(tx, shop_id, made)
    record(tx, who, "venue.start_session", "therapist_session", made, None, {"staff": staff.name, "room": started.room.number})
    return SessionAnswer(session=started, changed=True)


def started_already(tx: Tx, shop_id: UUID, staff_id: UUID, stay_id: UUID) -> SessionAnswer:
    row = tx.one_or_none(SESSION_OF_STAFF, shop_id=shop_id, staff_id=staff_id)
    if row is None or row.stay_id != stay_id:
        raise TherapistBusy("the therapist is at work on another guest", **{"from": ON, "allowed": [OFF]})
    return SessionAnswer(session=session_as_out(row), changed=False)


def extend_session(tx: Tx, who: Actor, session_id: UUID, data: ExtendSession) -> SessionAnswer:
    """Add time: to the planned end, or, where the end is open, from now.

    Raises:
        NotFound: the shop has no such session.
        StateNotAllowed: it is over.
    """
    who, shop_id, row = lock_session(tx, who, session_id)
    if row.finished_at is not None:
        raise wrong_state(OFF, SESSION_FLOW["extend"].before)
    until = (row.ends_at or tx.now) + timedelta(minutes=data.minutes)
    tx.run(EXTEND, session_id=session_id, shop_id=shop_id, until=until)
    longer = tell_of_session(tx, shop_id, session_id)
    record(
        tx,
        who,
        "venue.extend_session",
        "therapist_session",
        session_id,
        {"ends_at": stamp_or_none(row.ends_at)},
        {"ends_at": longer.ends_at},
    )
    return SessionAnswer(session=longer, changed=True)


def finish_session(tx: Tx, who: Actor, session_id: UUID) -> SessionAnswer:
    """The therapist clocks off.

    Raises:
        NotFound: the shop has no such session.
    """
    who, shop_id, row = lock_session(tx, who, session_id)
    if row.finished_at is not None:
        return SessionAnswer(session=session_as_out(row), changed=False)
    tx.run(FINISH, session_id=session_id, shop_id=shop_id, now=tx.now)
    record(tx, who, "venue.finish_session", "therapist_session", session_id, {"state": ON}, {"state": OFF})
    return SessionAnswer(session=tell_of_session(tx, shop_id, session_id), changed=True)


def end_sessions(tx: Tx, shop_id: UUID, stay_id: UUID) -> None:
    """The guest is gone: whoever is at work on that stay is off."""
    for row in tx.all(AT_WORK_ON, stay_id=stay_id, shop_id=shop_id):
        tx.run(FINISH, session_id=row.id, shop_id=shop_id, now=tx.now)
        tell_of_session(tx, shop_id, row.id)


def move_sessions(tx: Tx, shop_id: UUID, stay_id: UUID, to_room: UUID) -> None:
    """The guest is in another room, and so is whoever is at work on them."""
    for row in tx.all(AT_WORK_ON, stay_id=stay_id, shop_id=shop_id):
        tx.run(MOVE_SESSION, session_id=row.id, shop_id=shop_id, to_room=to_room)
        tell_of_session(tx, shop_id, row.id)


def lock_session(tx: Tx, who: Actor, session_id: UUID) -> tuple[Actor, UUID, Row]:
    """The session, ours until the end of the unit, with the caller in its shop.

    Raises:
        NotFound: it is not in the caller's shop or brand.
    """
    shop_id = who.shop_id or tx.value(SESSION_OF_BRAND, session_id=session_id, brand_id=who.brand_id)
    row = None if shop_id is None else tx.one_or_none(LOCK_SESSION, session_id=session_id, shop_id=shop_id)
    if shop_id is None or row is None:
        raise NotFound
    return who.at(shop_id), shop_id, row


def tell_of_session(tx: Tx, shop_id: UUID, session_id: UUID) -> SessionOut:
    """Tell the desk of a session as it is now."""
    changed = session_as_out(tx.one(SESSION, session_id=session_id, shop_id=shop_id))
    publish(tx, SessionChanged(session=changed), stream=shop_stream(shop_id), to=["cashier", "office"])
    return changed
