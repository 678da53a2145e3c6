"""Reading orders: one, a list, and what each kind of screen's board holds of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, exists, select, tuple_

from hub.accounts.actor import Actor
from hub.kit.db import Tx
from hub.kit.errors import NotFound, invalid
from hub.kit.paging import Page, cursor_of, key_of, limit_of, page_of
from hub.orders import heads
from hub.orders.lines import lines_of, lines_of_orders, shop_of_line
from hub.orders.models import food_order, order_line, order_round
from hub.orders.rounds import round_of
from hub.orders.rows import LineRow, OrderRow, head_of, line_of, number_of, order_of
from hub.orders.schemas import BoardOrders, OneOrder, OrderHead
from hub.orders.states import CALLED, OPEN_ORDER_STATES, PLACED, PREPARING, READY, VOIDED, LineState, OrderState
from hub.venue.queries import at_shop, get_room, had_later_guests

_in_shop = food_order.c.shop_id == bindparam("shop_id")
OPEN_ORDERS = select(food_order).where(_in_shop, heads.IS_OPEN).order_by(food_order.c.id)
UNCLOSED_OF_STAY = (
    select(food_order)
    .where(_in_shop, food_order.c.stay_id == bindparam("stay_id"), food_order.c.closed_at.is_(None))
    .order_by(food_order.c.id)
)
STRUCK_THROUGH = (
    select(order_line)
    .where(order_line.c.shop_id == bindparam("shop_id"), order_line.c.state == VOIDED, order_line.c.void_confirmed_at.is_(None))
    .order_by(order_line.c.id)
)
ORDERS_BY_ID = (
    select(food_order).where(heads.checked_shop, food_order.c.id.in_(bindparam("order_ids", expanding=True))).order_by(food_order.c.id)
)
ROUNDS_OF_ORDERS = select(order_round).where(
    order_round.c.order_id.in_(bindparam("order_ids", expanding=True)), order_round.c.shop_id == bindparam("shop_id")
)
_place = tuple_(food_order.c.business_day, food_order.c.number)
_newest_first = (food_order.c.business_day.desc(), food_order.c.number.desc())
NEWEST_FIRST = select(food_order).where(_in_shop).order_by(*_newest_first)
PLACES = select(food_order.c.business_day, food_order.c.number).where(_in_shop).order_by(*_newest_first)

NUMBERED_MOST = 200
LOOKED_AT = 10_000
"""Among so many orders one page of a station's orders is looked for, however few are found; the next page goes on behind them."""

KITCHEN_STATES: frozenset[LineState] = frozenset({PLACED, PREPARING, READY, CALLED, VOIDED})
"""What a kitchen's board keeps; of voided lines those that the kitchen has not confirmed yet."""


# One order


def at_order(tx: Tx, who: Actor, order_id: UUID) -> tuple[Actor, UUID]:
    """The caller in the shop of an order; for an owner the order says which shop is meant.

    Raises:
        NotFound: no shop of the owner's brand has this order.
    """
    return _at(who, who.shop_id or tx.value(heads.SHOP_OF, order_id=order_id, brand_id=who.brand_id))


def at_line(tx: Tx, who: Actor, line_id: UUID) -> tuple[Actor, UUID]:
    """Like `at_order`, by one of its lines."""
    return _at(who, who.shop_id or shop_of_line(tx, who.brand_id, line_id))


def _at(who: Actor, shop_id: UUID | None) -> tuple[Actor, UUID]:
    if shop_id is None:
        raise NotFound
    return who.at(shop_id), shop_id


def require_visible(tx: Tx, who: Actor, order: OrderRow) -> None:
    """A pad sees the orders of its room's own stay; everyone else those of the shop.

    While nobody is in the room, the orders of the stay that has just ended still answer there, so that a guest's last tap is
    told "completed" and not "unknown"; with the next guest they are gone.

    Raises:
        NotFound: it is another stay's, seen from a pad.
    """
    if who.role != "pad":
        return
    if who.room_id is None or order.wristband is not None or order.room_id != who.room_id:
        raise NotFound
    own = get_room(tx, order.shop_id, who.room_id).stay_id
    if own != order.stay_id and (own is not None or had_later_guests(tx, order.shop_id, who.room_id, order.stay_id)):
        raise NotFound


def get_order(tx: Tx, who: Actor, order_id: UUID) -> OneOrder:
    """An order with all its lines.

    Raises:
        NotFound: not of this shop, or another stay's from a pad.
    """
    who, shop_id = at_order(tx, who, order_id)
    order = heads.find_order(tx, shop_id, order_id)
    if order is None:
        raise NotFound
    require_visible(tx, who, order)
    return OneOrder(order=order_of(order, [line_of(line, order) for line in lines_of(tx, order.shop_id, order.id)]))


def orders_by_id(tx: Tx, shop_id: UUID, order_ids: Sequence[UUID]) -> list[OrderRow]:
    """These orders, those that the shop has."""
    found: list[OrderRow] = tx.all(ORDERS_BY_ID, shop_id=shop_id, order_ids=list(order_ids)) if order_ids else []
    return found


# Lists


def orders(
    tx: Tx,
    who: Actor,
    shop_id: UUID | None = None,
    state: OrderState | None = None,
    room_id: UUID | None = None,
    station: str | None = None,
    business_day: date | None = None,
    number: str | None = None,
    room: str | None = None,
    wristband: str | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[OrderHead]:
    """Orders of one shop, newest first. A pad lists those of its own stay.

    The list is built on lines: `station` keeps the orders that have a line there, and such a page may hold few orders, or none,
    though more follow. `number` is what guests are told, `room` what stands on the door.

    Raises:
        Invalid: `number` is none.
    """
    who, shop_id = at_shop(tx, who, shop_id)
    most, after = limit_of(limit), key_of(cursor, tuple[date, int])
    conditions: list[Any] = []
    if state is not None:
        conditions += _in_state(state)
    if room_id is not None:
        conditions.append(food_order.c.room_id == room_id)
    if business_day is not None:
        conditions.append(food_order.c.business_day == business_day)
    if number is not None:
        conditions.append(food_order.c.number == number_from(number))
    if room is not None:
        conditions.append(food_order.c.room_number == room.strip())
    if wristband is not None:
        conditions.append(food_order.c.wristband == wristband.strip())
    if who.role == "pad":
        conditions.append(food_order.c.stay_id == _own_stay(tx, who, shop_id))
    if after is not None:
        conditions.append(_place < after)
    far = None
    if station is not None:
        found = tx.query(PLACES.where(*conditions).offset(LOOKED_AT - 1).limit(1), shop_id=shop_id)
        far = (found[0].business_day, found[0].number) if found else None
        conditions.append(exists().where(order_line.c.order_id == food_order.c.id, order_line.c.station == station))
    if far is not None:
        conditions.append(_place >= far)
    rows = tx.query(NEWEST_FIRST.where(*conditions).limit(most + 1), shop_id=shop_id)
    page = page_of(rows, most, lambda row: (row.business_day, row.number), head_of)
    return Page(items=page.items, next=cursor_of(*far)) if page.next is None and far is not None else page


def _in_state(state: OrderState) -> list[ColumnElement[bool]]:
    """Said so that the few orders of a rare state are found in an index of their own, and not by a walk through all of history."""
    found: list[ColumnElement[bool]] = [food_order.c.state == state]
    if state in OPEN_ORDER_STATES:
        found.append(heads.IS_OPEN)
    elif state == "cancelled":
        found.append(food_order.c.cancelled_at.is_not(None))
    return found


def ids_by_number(tx: Tx, shop_id: UUID, text: str, business_day: date | None) -> list[UUID]:
    """The newest orders that guests were told this number of, on one business day or on any.

    Raises:
        Invalid: it is no number.
    """
    conditions = [food_order.c.number == number_from(text)]
    if business_day is not None:
        conditions.append(food_order.c.business_day == business_day)
    found = tx.query(NEWEST_FIRST.with_only_columns(food_order.c.id).where(*conditions).limit(NUMBERED_MOST), shop_id=shop_id)
    return [row.id for row in found]


def number_from(text: str) -> int:
    """`7`, `07` and `#07` are the same number.

    Raises:
        Invalid: it is none.
    """
    digits = text.strip().removeprefix("#")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 9):
        raise invalid("/number", "a number as the guest was told, such as #07")
    return int(digits)


def _own_stay(tx: Tx, who: Actor, shop_id: UUID) -> UUID | None:
    return None if who.room_id is None else get_room(tx, shop_id, who.room_id).stay_id


# Boards: each function gives what one kind of screen holds of the orders of a shop


def board_of_pad(tx: Tx, shop_id: UUID, stay_id: UUID | None) -> BoardOrders:
    """The orders of the room's own stay that are not closed, with their lines and rounds."""
    if stay_id is None:
        return BoardOrders()
    return _whole(tx, shop_id, tx.all(UNCLOSED_OF_STAY, shop_id=shop_id, stay_id=stay_id))


def board_of_cashier(tx: Tx, shop_id: UUID) -> BoardOrders:
    """The open orders, with all their lines and rounds; the back office shows the same."""
    return _whole(tx, shop_id, tx.all(OPEN_ORDERS, shop_id=shop_id))


def board_of_kitchen(tx: Tx, shop_id: UUID, stations: Sequence[str] = ()) -> BoardOrders:
    """What the stations (none named: all) still have to do, and struck-through lines until they confirm them; the orders of these lines."""
    shown = kitchen_lines(tx, shop_id, stations)
    heads_of = {order.id: head_of(order) for _, order in shown}
    return BoardOrders(orders=list(heads_of.values()), lines=[line_of(line, order) for line, order in shown])


def board_of_handheld(tx: Tx, shop_id: UUID) -> BoardOrders:
    """The lines to fetch."""
    shown = _open_lines(tx, shop_id)
    return BoardOrders(lines=[line_of(line, order) for line, order in shown if line.state in (READY, CALLED)])


def board_of_call_screen(tx: Tx, shop_id: UUID) -> BoardOrders:
    """The numbers somebody waits for."""
    numbers = [number_of(order) for order in tx.all(OPEN_ORDERS, shop_id=shop_id)]
    return BoardOrders(numbers=[number for number in numbers if number is not None])


def kitchen_lines(
    tx: Tx, shop_id: UUID, stations: Sequence[str] = (), states: frozenset[LineState] = KITCHEN_STATES
) -> list[tuple[LineRow, OrderRow]]:
    """The lines in these states that a kitchen sees, with their orders: confirmed orders only.

    Struck-through lines come in one piece with `voided`, until the kitchen confirms them, even when nothing else is left of their order.
    """
    shown = [(line, order) for line, order in _open_lines(tx, shop_id) if line.state in states and line.state != VOIDED]
    struck: list[LineRow] = tx.all(STRUCK_THROUGH, shop_id=shop_id) if VOIDED in states else []
    if struck:
        by_id = {order.id: order for order in tx.all(ORDERS_BY_ID, shop_id=shop_id, order_ids=[line.order_id for line in struck])}
        shown += [(line, by_id[line.order_id]) for line in struck if by_id[line.order_id].closed_at is None]
    return [(line, order) for line, order in shown if order.confirmed and (not stations or line.station in stations)]


def _open_lines(tx: Tx, shop_id: UUID) -> list[tuple[LineRow, OrderRow]]:
    held: list[OrderRow] = tx.all(OPEN_ORDERS, shop_id=shop_id)
    of_order = lines_of_orders(tx, shop_id, [order.id for order in held])
    return [(line, order) for order in held for line in of_order[order.id]]


def _whole(tx: Tx, shop_id: UUID, held: Sequence[OrderRow]) -> BoardOrders:
    ids = [order.id for order in held]
    of_order = lines_of_orders(tx, shop_id, ids)
    return BoardOrders(
        orders=[head_of(order) for order in held],
        lines=[line_of(line, order) for order in held for line in of_order[order.id]],
        rounds=[round_of(row) for row in tx.all(ROUNDS_OF_ORDERS, shop_id=shop_id, order_ids=ids)] if ids else [],
    )
