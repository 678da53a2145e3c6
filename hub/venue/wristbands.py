"""Wristbands: a tag that carries a guest's tab. Each has a stay of its own, which may stand in a room."""

from typing import Literal
from uuid import UUID

from sqlalchemy import bindparam, select, update

from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.kit.db import Tx
from hub.kit.door import upsert_row
from hub.kit.errors import NotFound, invalid
from hub.kit.paging import Page, key_of, limit_of, page_of
from hub.live.append import tell
from hub.venue.errors import RoomNotFree, WristbandInUse
from hub.venue.events import StayEnded
from hub.venue.models import wristband
from hub.venue.queries import at_shop, at_wristband, get_room
from hub.venue.schemas import AddWristband, HandOut, StayAnswer, StayOut, WristbandAnswer
from hub.venue.sessions import end_sessions
from hub.venue.states import IN, OUT, OUT_OF_ORDER, WRISTBAND_FLOW
from hub.venue.stays import WRISTBAND, EndedRoom, begin_stay, close_stay, hold_wristband_stay, tell_of_stay

ADD_WRISTBAND = upsert_row(
    wristband,
    ["id", "brand_id", "shop_id", "code", "state", "created_at", "updated_at", "version"],
    conflict=["shop_id", "code"],
    returning=["id"],
)
MOVE_WRISTBAND = (
    update(wristband)
    .where(
        wristband.c.shop_id == bindparam("shop_id"),
        wristband.c.code == bindparam("code"),
        wristband.c.state.in_(bindparam("before", expanding=True)),
    )
    .values(state=bindparam("after"), updated_at=bindparam("now"), version=wristband.c.version + 1)
    .returning(wristband.c.id)
)


WRISTBANDS = select(wristband).where(wristband.c.shop_id == bindparam("shop_id")).order_by(wristband.c.code)
STATE_ASKED = {"free": IN, "out": OUT}


def wristbands(
    tx: Tx,
    who: Actor,
    shop_id: UUID | None = None,
    state: Literal["free", "out"] | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[WristbandAnswer]:
    """The tags of one shop by code: all, those nobody has, or those that are with a guest."""
    _, shop_id = at_shop(tx, who, shop_id)
    most, after = limit_of(limit), key_of(cursor, tuple[str])
    statement = WRISTBANDS.limit(most + 1)
    if state is not None:
        statement = statement.where(wristband.c.state == STATE_ASKED[state])
    if after is not None:
        statement = statement.where(wristband.c.code > after[0])
    rows = tx.query(statement, shop_id=shop_id)
    return page_of(rows, most, lambda row: (row.code,), lambda row: WristbandAnswer(id=row.id, code=row.code, state=row.state))


def add_wristband(tx: Tx, who: Actor | None, brand_id: UUID, shop_id: UUID, code: str) -> UUID:
    """A new tag of the shop.

    Raises:
        Invalid: the shop has a wristband with this code.
    """
    values = {"code": code, "state": IN}
    made: UUID | None = tx.value(
        ADD_WRISTBAND, id=tx.new_id(), brand_id=brand_id, shop_id=shop_id, **values, created_at=tx.now, updated_at=tx.now, version=1
    )
    if made is None:
        raise invalid("/code", f"there is a wristband {code} already")
    if who is not None:
        record(tx, who, "venue.add_wristband", "wristband", made, None, values)
    return made


def create_wristband(tx: Tx, who: Actor, data: AddWristband, shop_id: UUID | None = None) -> WristbandAnswer:
    """Add a tag to the caller's shop, or to the one an owner names."""
    who, shop_id = at_shop(tx, who, shop_id)
    return WristbandAnswer(id=add_wristband(tx, who, who.brand_id, shop_id, data.code), code=data.code, state="in")


def hand_out(tx: Tx, who: Actor, code: str, data: HandOut, shop_id: UUID | None = None) -> StayAnswer:
    """A guest gets the wristband, and with it a stay and a tab.

    Raises:
        NotFound: the shop has no such wristband, or no such room.
        WristbandInUse: it is with a guest already.
        RoomNotFree: the room is out of order.
    """
    who, shop_id = at_wristband(tx, who, code, shop_id)
    return StayAnswer(stay=give_wristband(tx, who, shop_id, code, data.guests or 1, data.room_id))


def give_wristband(tx: Tx, who: Actor, shop_id: UUID, code: str, guests: int, room_id: UUID | None) -> StayOut:
    """Hand out one tag in a shop that is known; opening a room does it for several."""
    where = None if room_id is None else get_room(tx, shop_id, room_id)
    if where is not None and where.state == OUT_OF_ORDER:
        raise RoomNotFree(f"room {where.number} is out of order", **{"from": where.state})
    wristband_id = move_wristband(tx, shop_id, code, "hand_out")
    if wristband_id is None:
        if tx.one_or_none(WRISTBAND, shop_id=shop_id, code=code) is None:
            raise NotFound(f"there is no wristband {code}")
        raise WristbandInUse(f"wristband {code} is with a guest", codes=[code], **{"from": OUT, "allowed": [IN]})
    begun = begin_stay(tx, who.brand_id, shop_id, guests, room_id=room_id, wristband_id=wristband_id)
    tell_of_stay(tx, shop_id, begun, where)
    record(tx, who, "venue.hand_out", "wristband", wristband_id, {"state": IN}, {"state": OUT, "code": code, "stay": begun.id})
    return begun


def end_wristband_stay(tx: Tx, who: Actor, code: str, shop_id: UUID | None = None) -> EndedRoom:
    """The guest gives the wristband back: its stay is over. One that is in already changes nothing.

    Whoever calls completes the orders of `stay_ids_closed`.

    Raises:
        NotFound: the shop has no such wristband.
    """
    who, shop_id = at_wristband(tx, who, code, shop_id)
    wristband_id = move_wristband(tx, shop_id, code, "hand_in")
    if wristband_id is None:
        if tx.one_or_none(WRISTBAND, shop_id=shop_id, code=code) is None:
            raise NotFound
        return EndedRoom(room=None, stay=None, stay_ids_closed=[], changed=False)
    held = hold_wristband_stay(tx, shop_id, code)
    where = None if held.room is None else get_room(tx, shop_id, held.room.id)
    ended = close_stay(tx, shop_id, held.stay_id)
    tell_of_stay(tx, shop_id, ended, where)
    end_sessions(tx, shop_id, held.stay_id)
    tell(tx, StayEnded(shop_id=shop_id, stay_id=held.stay_id, room=held.room, who=who))
    record(tx, who, "venue.hand_in", "wristband", wristband_id, {"state": OUT}, {"state": IN, "code": code, "stay": ended.id})
    return EndedRoom(room=where, stay=ended, stay_ids_closed=[ended.id], changed=True)


def move_wristband(tx: Tx, shop_id: UUID, code: str, action: str) -> UUID | None:
    """The id of the wristband that this action moved; None when it was not in a state to start from."""
    flow = WRISTBAND_FLOW[action]
    moved: UUID | None = tx.value(MOVE_WRISTBAND, shop_id=shop_id, code=code, before=sorted(flow.before), after=flow.after, now=tx.now)
    return moved
