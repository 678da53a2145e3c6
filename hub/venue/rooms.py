"""Rooms: open, move, check out, clean; reserve and block.

Locks are taken in the order room, wristband, stay; rooms among themselves by id. A verb looks at the locked room to find
the right words for a refusal; the update itself names the states it starts from once more.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.kit.db import Tx
from hub.kit.door import Row, upsert_row
from hub.kit.errors import NotFound, invalid
from hub.live.append import publish, shop_stream, tell
from hub.venue import audience
from hub.venue.errors import RoomInUse, RoomNotFree, StayClosed, wrong_state
from hub.venue.events import RoomChanged, StayCheckedOut, StayEnded, StayMoved
from hub.venue.models import room
from hub.venue.queries import ROOM, at_room, at_shop, get_stay, room_as_out
from hub.venue.schemas import AddRoom, MoveGuests, OpenRoom, RoomAnswer, RoomMoved, RoomOut, RoomRef, StayOut
from hub.venue.sessions import end_sessions, move_sessions
from hub.venue.states import FREE, IN_USE, ROOM_FLOW
from hub.venue.stays import EndedRoom, begin_stay, check_out_stay, close_stay, move_stay, take_off_wristbands, wristbands_in
from hub.venue.wristbands import give_wristband

LOCK_ROOMS = (
    select(room)
    .where(room.c.shop_id == bindparam("shop_id"), room.c.id.in_(bindparam("room_ids", expanding=True)))
    .order_by(room.c.id)
    .with_for_update()
)
LOCK_ROOM = ROOM.with_for_update()
MOVE_ROOM = (
    update(room)
    .where(room.c.id == bindparam("room_id"), room.c.shop_id == bindparam("shop_id"), room.c.state.in_(bindparam("before", expanding=True)))
    .values(
        state=bindparam("after"),
        state_before=bindparam("came_from"),
        stay_id=bindparam("own_stay"),
        updated_at=bindparam("now"),
        version=room.c.version + 1,
    )
    .returning(room)
)
ADD_ROOM = upsert_row(
    room,
    ["id", "brand_id", "shop_id", "number", "area", "area_names", "state", "created_at", "updated_at", "version"],
    conflict=["shop_id", "number"],
    returning=["id"],
)


def add_room(tx: Tx, who: Actor | None, brand_id: UUID, shop_id: UUID, data: AddRoom) -> RoomOut:
    """A new room of the shop, free.

    Raises:
        Invalid: the shop has a room with this number.
    """
    room_id = tx.new_id()
    area = data.area or next(iter(data.area_names.values()), "")
    values = {"number": data.number, "area": area, "area_names": data.area_names, "state": FREE}
    made = tx.value(ADD_ROOM, id=room_id, brand_id=brand_id, shop_id=shop_id, **values, created_at=tx.now, updated_at=tx.now, version=1)
    if made is None:
        raise invalid("/number", f"there is a room {data.number} already")
    added = room_as_out(tx.one(ROOM, room_id=room_id, shop_id=shop_id))
    publish(tx, RoomChanged(room=added), stream=shop_stream(shop_id), to=audience.STAFF)
    if who is not None:
        record(tx, who, "venue.add_room", "room", room_id, None, values)
    return added


def create_room(tx: Tx, who: Actor, data: AddRoom, shop_id: UUID | None = None) -> RoomAnswer:
    """Add a room to the caller's shop, or to the one an owner names."""
    who, shop_id = at_shop(tx, who, shop_id)
    return RoomAnswer(room=add_room(tx, who, who.brand_id, shop_id, data))


def open_room(tx: Tx, who: Actor, room_id: UUID, data: OpenRoom) -> RoomMoved:
    """Guests come in: the room's own stay begins, and wristbands are handed out to those who get one.

    Opening a room for the very guests who are in it changes nothing.

    Raises:
        RoomInUse: other guests are in it.
        RoomNotFree: it is dirty or out of order.
        WristbandInUse: one of the wristbands is with a guest.
    """
    who, shop_id = at_room(tx, who, room_id)
    before = lock_room(tx, shop_id, room_id)
    if before.state == IN_USE:
        return opened_already(tx, before, data)
    check_can_enter(before)
    begun = begin_stay(tx, who.brand_id, shop_id, data.guests or 1, room_id=room_id)
    opened = tell_of_room(tx, who, "open", before, move_room(tx, before, "open", own_stay=begun.id), begun)
    for code in sorted(set(data.wristbands)):
        give_wristband(tx, who, shop_id, code, 1, room_id)
    return opened


def opened_already(tx: Tx, row: Row, data: OpenRoom) -> RoomMoved:
    own = get_stay(tx, row.shop_id, row.stay_id)
    if data.guests not in (None, own.guests) or not wristbands_in(tx, row.shop_id, row.id).issuperset(data.wristbands):
        raise RoomInUse(f"guests are in room {row.number}", **from_and_allowed(row.state, "open"))
    return RoomMoved(room=room_as_out(row), stay=own, changed=False)


def move_guests(tx: Tx, who: Actor, room_id: UUID, data: MoveGuests) -> RoomMoved:
    """The stay moves to another room and its order with it; the room that is left has to be cleaned. Wristbands stay where they are.

    Raises:
        StayClosed: nobody is in the room, or they have checked out.
        RoomInUse: other guests are in the room they want.
        RoomNotFree: that room cannot take guests.
    """
    who, shop_id = at_room(tx, who, room_id)
    rows = {row.id: row for row in tx.all(LOCK_ROOMS, shop_id=shop_id, room_ids=[room_id, data.to])}
    if not rows.keys() >= {room_id, data.to}:
        raise NotFound
    left, entered = rows[room_id], rows[data.to]
    if left.state not in ROOM_FLOW["move"].before:
        raise StayClosed(f"no guests are in room {left.number}", **from_and_allowed(left.state, "move"))
    if left.id == entered.id:
        return RoomMoved(room=room_as_out(left), stay=get_stay(tx, shop_id, left.stay_id), changed=False)
    if entered.state == IN_USE:
        raise RoomInUse(f"guests are in room {entered.number}", **from_and_allowed(entered.state, "open"))
    check_can_enter(entered)
    return carry_over(tx, who, left, entered)


def carry_over(tx: Tx, who: Actor, left: Row, entered: Row) -> RoomMoved:
    """Write a move that is possible. Both rooms tell of the stay as it is now, so that the pad left behind lets go of it.

    Whatever follows the stay is told after the rooms: a pad must know its stay before it gets that stay's order.
    """
    shop_id, stay_id = left.shop_id, left.stay_id
    behind = room_as_out(move_room(tx, left, "move", own_stay=None))
    ahead = room_as_out(move_room(tx, entered, "open", own_stay=stay_id))
    moved = move_stay(tx, shop_id, stay_id, entered.id)
    for changed in (behind, ahead):
        event = RoomChanged(room=changed, stay=moved)
        publish(tx, event, stream=shop_stream(shop_id), to=audience.of_room(changed.id), begins=audience.guests_in(changed.id))
    move_sessions(tx, shop_id, stay_id, entered.id)
    here, there = RoomRef(id=left.id, number=left.number), RoomRef(id=entered.id, number=entered.number)
    tell(tx, StayMoved(shop_id=shop_id, stay_id=stay_id, left=here, room=there, who=who))
    record(tx, who, "venue.move", "stay", stay_id, {"room": left.number}, {"room": entered.number})
    return RoomMoved(room=ahead, stay=moved, changed=True)


def check_out(tx: Tx, who: Actor, room_id: UUID) -> RoomMoved:
    """The guests leave: no more rounds; the stay ends when the room is cleaned.

    Raises:
        StayClosed: nobody is in the room.
    """
    who, shop_id = at_room(tx, who, room_id)
    before = lock_room(tx, shop_id, room_id)
    if before.state in ROOM_FLOW["checkout"].already:
        return RoomMoved(room=room_as_out(before), stay=own_stay(tx, before), changed=False)
    if before.state not in ROOM_FLOW["checkout"].before:
        raise StayClosed(f"no guests are in room {before.number}", **from_and_allowed(before.state, "checkout"))
    after = move_room(tx, before, "checkout", own_stay=before.stay_id)
    moved = tell_of_room(tx, who, "checkout", before, after, check_out_stay(tx, shop_id, before.stay_id))
    tell(tx, StayCheckedOut(shop_id=shop_id, stay_id=before.stay_id))
    return moved


def end_room_stay(tx: Tx, who: Actor, room_id: UUID) -> EndedRoom:
    """Clean the room: its own stay is over, and wristbands that stood in it go on without a room.

    Whoever calls completes the orders of `stay_ids_closed`. A room that is empty already changes nothing.

    Raises:
        StateNotAllowed: the room is out of order.
    """
    who, shop_id = at_room(tx, who, room_id)
    before = lock_room(tx, shop_id, room_id)
    flow = ROOM_FLOW["clean"]
    if before.state in flow.already:
        return EndedRoom(room=room_as_out(before), stay=None, stay_ids_closed=[], changed=False)
    if before.state not in flow.before:
        raise wrong_state(before.state, flow.before)
    after = move_room(tx, before, "clean", own_stay=None)
    ended = None if before.stay_id is None else close_stay(tx, shop_id, before.stay_id)
    cleaned = tell_of_room(tx, who, "clean", before, after, ended)
    if ended is not None:
        end_sessions(tx, shop_id, ended.id)
        tell(tx, StayEnded(shop_id=shop_id, stay_id=ended.id, room=RoomRef(id=after.id, number=after.number), who=who))
    take_off_wristbands(tx, who, after)
    return EndedRoom(room=cleaned.room, stay=ended, stay_ids_closed=[] if ended is None else [ended.id], changed=True)


def change_room(tx: Tx, who: Actor, room_id: UUID, action: str) -> RoomMoved:
    """Reserve, release, block or unblock a room. A dirty room that was blocked comes back dirty.

    Raises:
        RoomInUse: guests are in it.
        RoomNotFree: it cannot be reserved as it is.
        StateNotAllowed: the move makes no sense from here.
    """
    who, shop_id = at_room(tx, who, room_id)
    before = lock_room(tx, shop_id, room_id)
    flow, own = ROOM_FLOW[action], own_stay(tx, before)
    if before.state in flow.already:
        return RoomMoved(room=room_as_out(before), stay=own, changed=False)
    if before.state not in flow.before:
        if before.state == IN_USE:
            raise RoomInUse(f"guests are in room {before.number}", **from_and_allowed(before.state, action))
        if action == "reserve":
            raise RoomNotFree(f"room {before.number} is {before.state}", **from_and_allowed(before.state, action))
        raise wrong_state(before.state, flow.before)
    came_from = before.state if action == "block" else None
    to = before.state_before if action == "unblock" else None
    after = move_room(tx, before, action, own_stay=before.stay_id, came_from=came_from, to=to)
    return tell_of_room(tx, who, action, before, after, own)


# What the verbs share


def lock_room(tx: Tx, shop_id: UUID, room_id: UUID) -> Row:
    """The room, ours until the end of the unit.

    Raises:
        NotFound: the shop has no such room.
    """
    row = tx.one_or_none(LOCK_ROOM, room_id=room_id, shop_id=shop_id)
    if row is None:
        raise NotFound
    return row


def own_stay(tx: Tx, row: Row) -> StayOut | None:
    return None if row.stay_id is None else get_stay(tx, row.shop_id, row.stay_id)


def check_can_enter(row: Row) -> None:
    if row.state not in ROOM_FLOW["open"].before:
        raise RoomNotFree(f"room {row.number} is {row.state}", **from_and_allowed(row.state, "open"))


def move_room(tx: Tx, row: Row, action: str, *, own_stay: UUID | None, came_from: str | None = None, to: str | None = None) -> Row:
    """Write one move of a locked room."""
    flow = ROOM_FLOW[action]
    return tx.one(
        MOVE_ROOM,
        room_id=row.id,
        shop_id=row.shop_id,
        before=sorted(flow.before),
        after=to or flow.after,
        came_from=came_from,
        own_stay=own_stay,
        now=tx.now,
    )


def tell_of_room(tx: Tx, who: Actor, action: str, before: Row, after: Row, own: StayOut | None) -> RoomMoved:
    """Say what a move made of the room and its own stay: to the screens, to the audit log, to the caller."""
    changed = room_as_out(after)
    event = RoomChanged(room=changed) if own is None else RoomChanged(room=changed, stay=own)
    begins = None if before.stay_id == after.stay_id else audience.guests_in(after.id)
    publish(tx, event, stream=shop_stream(after.shop_id), to=audience.of_room(after.id), begins=begins)
    record(tx, who, f"venue.{action}", "room", after.id, {"state": before.state}, {"state": after.state, "stay": own and own.id})
    return RoomMoved(room=changed, stay=own, changed=True)


def from_and_allowed(state: str, action: str) -> dict[str, Any]:
    return {"from": state, "allowed": sorted(ROOM_FLOW[action].before)}
