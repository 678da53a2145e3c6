"""Stays: one party's time in a room or on a wristband. Written by the verbs of rooms and wristbands, held by those that order.

A stay is locked after its room and its wristband, and before any order.
"""

from uuid import UUID

import msgspec
from sqlalchemy import and_, bindparam, select, update

from hub.accounts.actor import Actor
from hub.kit.db import Tx
from hub.kit.door import Row, insert_row
from hub.kit.errors import NotFound
from hub.kit.web import Out
from hub.live.append import publish, shop_stream, tell
from hub.venue import audience
from hub.venue.errors import StayClosed
from hub.venue.events import RoomChanged, StayMoved
from hub.venue.models import room, stay, wristband
from hub.venue.queries import RUNNING_STAYS, get_stay, room_as_out, room_of, room_ref, stay_as_out
from hub.venue.schemas import RoomOut, RoomRef, StayOut

ADD_STAY = insert_row(stay, "id", "brand_id", "shop_id", "room_id", "wristband_id", "guests", "opened_at", "version")

_RUNNING = and_(stay.c.shop_id == bindparam("shop_id"), stay.c.closed_at.is_(None))
_THIS = and_(stay.c.id == bindparam("stay_id"), _RUNNING)
CHECK_OUT = update(stay).where(_THIS, stay.c.checked_out_at.is_(None)).values(checked_out_at=bindparam("now"), version=stay.c.version + 1)
CLOSE_STAY = update(stay).where(_THIS).values(closed_at=bindparam("now"), version=stay.c.version + 1)
MOVE_STAY = update(stay).where(_THIS, stay.c.checked_out_at.is_(None)).values(room_id=bindparam("to_room"), version=stay.c.version + 1)
TAKE_OFF_WRISTBANDS = (
    update(stay)
    .where(_RUNNING, stay.c.room_id == bindparam("left_room"), stay.c.wristband_id.is_not(None))
    .values(room_id=None, version=stay.c.version + 1)
    .returning(stay.c.id)
)
STAYS_IN_ROOM = RUNNING_STAYS.where(stay.c.room_id == bindparam("room_id"))

HOLD_ROOM_STAY = (
    select(stay.c.id, stay.c.brand_id, stay.c.checked_out_at, stay.c.room_id, room.c.number.label("room_number"))
    .join_from(stay, room, and_(room.c.id == stay.c.room_id, room.c.shop_id == stay.c.shop_id))
    .where(_RUNNING, stay.c.room_id == bindparam("room_id"), stay.c.wristband_id.is_(None))
    .with_for_update(of=stay)
)
HOLD_WRISTBAND_STAY = (
    select(stay.c.id, stay.c.brand_id, stay.c.checked_out_at, stay.c.room_id, room.c.number.label("room_number"))
    .join_from(stay, wristband, and_(wristband.c.id == stay.c.wristband_id, wristband.c.shop_id == stay.c.shop_id))
    .outerjoin(room, and_(room.c.id == stay.c.room_id, room.c.shop_id == stay.c.shop_id))
    .where(_RUNNING, stay.c.wristband_id.is_not(None), wristband.c.code == bindparam("code"))
    .with_for_update(of=stay)
)
WRISTBAND = select(wristband).where(wristband.c.shop_id == bindparam("shop_id"), wristband.c.code == bindparam("code"))
HOLD_STAY_IN_ROOM = (
    select(stay.c.id)
    .where(_RUNNING, stay.c.room_id == bindparam("room_id"), stay.c.checked_out_at.is_(None))
    .order_by(stay.c.wristband_id.is_not(None), stay.c.id)
    .limit(1)
    .with_for_update()
)


class HeldStay(msgspec.Struct, frozen=True):
    """A stay that takes orders, locked until the end of the unit: nobody ends or moves it meanwhile."""

    stay_id: UUID
    brand_id: UUID
    shop_id: UUID
    room: RoomRef | None
    wristband: str | None


class EndedRoom(Out, frozen=True, kw_only=True):
    """A room that was cleaned or a wristband that was handed in, for whoever completes the orders of `stay_ids_closed`."""

    room: RoomOut | None
    stay: StayOut | None
    stay_ids_closed: list[UUID]
    changed: bool


def hold_room_stay(tx: Tx, shop_id: UUID, room_id: UUID) -> HeldStay:
    """Lock the room's own stay.

    Raises:
        NotFound: the shop has no such room.
        StayClosed: no stay runs in it, or its guests have checked out.
    """
    row = tx.one_or_none(HOLD_ROOM_STAY, shop_id=shop_id, room_id=room_id)
    if row is None:
        raise StayClosed(f"no guests are in room {room_of(tx, shop_id, room_id).number}")
    if row.checked_out_at is not None:
        raise StayClosed(f"the guests of room {row.room_number} have checked out")
    return HeldStay(row.id, row.brand_id, shop_id, room_ref(row), None)


def hold_wristband_stay(tx: Tx, shop_id: UUID, code: str) -> HeldStay:
    """Lock the stay of a wristband that is with a guest.

    Raises:
        NotFound: the shop has no such wristband.
        StayClosed: it is not handed out.
    """
    row = tx.one_or_none(HOLD_WRISTBAND_STAY, shop_id=shop_id, code=code)
    if row is None or row.checked_out_at is not None:
        if tx.one_or_none(WRISTBAND, shop_id=shop_id, code=code) is None:
            raise NotFound
        raise StayClosed(f"wristband {code} is with no guest")
    return HeldStay(row.id, row.brand_id, shop_id, room_ref(row), code)


def hold_any_stay_in(tx: Tx, shop_id: UUID, room_id: UUID) -> UUID:
    """Lock the stay of the guests in a room: the room's own, else that of the first wristband that stands in it.

    Raises:
        NotFound: the shop has no such room.
        StayClosed: nobody is in it.
    """
    stay_id: UUID | None = tx.value(HOLD_STAY_IN_ROOM, shop_id=shop_id, room_id=room_id)
    if stay_id is None:
        raise StayClosed(f"no guests are in room {room_of(tx, shop_id, room_id).number}")
    return stay_id


def begin_stay(tx: Tx, brand_id: UUID, shop_id: UUID, guests: int, *, room_id: UUID | None, wristband_id: UUID | None = None) -> StayOut:
    """A party comes in. A second running stay of a room or a wristband is impossible by unique indexes."""
    stay_id = tx.new_id()
    tx.run(
        ADD_STAY,
        id=stay_id,
        brand_id=brand_id,
        shop_id=shop_id,
        room_id=room_id,
        wristband_id=wristband_id,
        guests=guests,
        opened_at=tx.now,
        version=1,
    )
    return get_stay(tx, shop_id, stay_id)


def check_out_stay(tx: Tx, shop_id: UUID, stay_id: UUID) -> StayOut:
    """From now on it takes no more rounds."""
    tx.run(CHECK_OUT, stay_id=stay_id, shop_id=shop_id, now=tx.now)
    return get_stay(tx, shop_id, stay_id)


def close_stay(tx: Tx, shop_id: UUID, stay_id: UUID) -> StayOut:
    """The stay is over."""
    tx.run(CLOSE_STAY, stay_id=stay_id, shop_id=shop_id, now=tx.now)
    return get_stay(tx, shop_id, stay_id)


def move_stay(tx: Tx, shop_id: UUID, stay_id: UUID, to_room: UUID) -> StayOut:
    """The party stands in another room.

    Raises:
        StayClosed: it has checked out.
    """
    if not tx.run(MOVE_STAY, stay_id=stay_id, shop_id=shop_id, to_room=to_room):
        raise StayClosed
    return get_stay(tx, shop_id, stay_id)


def wristbands_in(tx: Tx, shop_id: UUID, room_id: UUID) -> set[str]:
    """The codes of the wristbands that stand in a room."""
    return {code for row in tx.all(STAYS_IN_ROOM, shop_id=shop_id, room_id=room_id) for code in stay_as_out(row).wristbands}


def take_off_wristbands(tx: Tx, who: Actor, left: Row) -> None:
    """The room is not theirs any more; their stays go on without one."""
    for row in tx.all(TAKE_OFF_WRISTBANDS, left_room=left.id, shop_id=left.shop_id):
        tell_of_stay(tx, left.shop_id, get_stay(tx, left.shop_id, row.id), room_as_out(left))
        tell(tx, StayMoved(shop_id=left.shop_id, stay_id=row.id, left=RoomRef(id=left.id, number=left.number), room=None, who=who))


def tell_of_stay(tx: Tx, shop_id: UUID, changed: StayOut, where: RoomOut | None) -> None:
    """Tell the staff of a wristband's stay that begins, changes or ends."""
    event = RoomChanged(stay=changed) if where is None else RoomChanged(room=where, stay=changed)
    publish(tx, event, stream=shop_stream(shop_id), to=audience.STAFF)
