"""The rows of `food_order`: held, and brought in line with their lines.

Whoever changes a line or an order holds the order's row first, orders by id when there are several. So an order and
its lines change one after the other, and the stored state is the one that follows from the lines.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select, update

from hub.kit.db import Tx
from hub.kit.door import insert_row, upsert_row
from hub.kit.errors import NotFound, require
from hub.live.append import publish, shop_stream
from hub.orders.events import NumberChanged
from hub.orders.models import daily_number, food_order, order_line
from hub.orders.rows import LineRow, OrderRow, number_of, total_of
from hub.orders.states import CALLED, number_state, order_state

ADDING = ("confirmed", "rounds", "stations", "line_count")
FOLLOWING = (
    "state",
    "total_minor",
    "number_state",
    "number_called_at",
    "number_version",
    "updated_at",
    "closed_at",
    "cancelled_at",
    "version",
)

INSERT = insert_row(food_order)
NEXT_NUMBER = upsert_row(
    daily_number,
    ["shop_id", "business_day", "brand_id", "last"],
    conflict=["shop_id", "business_day"],
    update={"last": daily_number.c.last + 1},
    returning=["last"],
)

_in_shop = food_order.c.shop_id == bindparam("shop_id")
checked_shop = func.coalesce(food_order.c.shop_id, food_order.c.shop_id) == bindparam("shop_id")
"""The shop as a check only. Beside a list of ids SQLite would otherwise rather walk all orders of the shop."""
IS_OPEN = food_order.c.closed_at.is_(None) & food_order.c.cancelled_at.is_(None)
FIND = select(food_order).where(_in_shop, food_order.c.id == bindparam("order_id"))
HOLD = FIND.with_for_update()
HOLD_OPEN_OF_STAY = select(food_order).where(_in_shop, food_order.c.stay_id == bindparam("stay_id"), IS_OPEN).with_for_update()
HOLD_OPEN_OF_STAYS = (
    select(food_order)
    .where(_in_shop, food_order.c.stay_id.in_(bindparam("stay_ids", expanding=True)), IS_OPEN)
    .order_by(food_order.c.id)
    .with_for_update()
)
HOLD_UNCLOSED_OF_STAY = (
    select(food_order)
    .where(_in_shop, food_order.c.stay_id == bindparam("stay_id"), food_order.c.closed_at.is_(None))
    .order_by(food_order.c.id)
    .with_for_update()
)
_order_of_line = select(order_line.c.order_id).where(order_line.c.id == bindparam("line_id"), order_line.c.shop_id == bindparam("shop_id"))
_orders_of_lines = select(order_line.c.order_id).where(
    order_line.c.id.in_(bindparam("line_ids", expanding=True)), order_line.c.shop_id == bindparam("shop_id")
)
HOLD_OF_LINE = select(food_order).where(_in_shop, food_order.c.id == _order_of_line.scalar_subquery()).with_for_update()
HOLD_OF_LINES = select(food_order).where(checked_shop, food_order.c.id.in_(_orders_of_lines)).order_by(food_order.c.id).with_for_update()

_same = (food_order.c.id == bindparam("order_id"), _in_shop, food_order.c.version == bindparam("version_before"))
FOLLOW = update(food_order).where(*_same).values({name: bindparam(name) for name in FOLLOWING})
EXTEND = update(food_order).where(*_same).values({name: bindparam(name) for name in FOLLOWING + ADDING})
MOVE = update(food_order).where(*_same).values({name: bindparam(name) for name in ("room_id", "room_number", "updated_at", "version")})
SHOP_OF = select(food_order.c.shop_id).where(food_order.c.id == bindparam("order_id"), food_order.c.brand_id == bindparam("brand_id"))


def hold(tx: Tx, statement: Select[Any], **values: Any) -> list[OrderRow]:
    """Orders held until the unit ends. It may have waited for them: its time is then that of whoever changed them last, or later."""
    held: list[OrderRow] = tx.all(statement, **values)
    for order in held:
        tx.not_before(order.updated_at)
    return held


def hold_order(tx: Tx, shop_id: UUID, order_id: UUID) -> OrderRow:
    """The order, held until the unit ends.

    Raises:
        NotFound: the shop has no such order.
    """
    return _found(*hold(tx, HOLD, shop_id=shop_id, order_id=order_id))


def hold_order_of_line(tx: Tx, shop_id: UUID, line_id: UUID) -> OrderRow:
    """The order of a line, held until the unit ends.

    Raises:
        NotFound: the shop has no such line.
    """
    return _found(*hold(tx, HOLD_OF_LINE, shop_id=shop_id, line_id=line_id))


def hold_orders_of_lines(tx: Tx, shop_id: UUID, line_ids: Sequence[UUID]) -> list[OrderRow]:
    """The orders of several lines, held one after the other by id; lines of other shops find none."""
    return hold(tx, HOLD_OF_LINES, shop_id=shop_id, line_ids=list(line_ids))


def find_order(tx: Tx, shop_id: UUID, order_id: UUID) -> OrderRow | None:
    """The order as it stands, not held."""
    found: OrderRow | None = tx.one_or_none(FIND, shop_id=shop_id, order_id=order_id)
    return found


def _found(order: OrderRow | None = None) -> OrderRow:
    if order is None:
        raise NotFound
    return order


def next_number(tx: Tx, brand_id: UUID, shop_id: UUID, business_day: date) -> int:
    """Raise the counter of the day; a unit that rolls back gives the number back."""
    return int(tx.value(NEXT_NUMBER, brand_id=brand_id, shop_id=shop_id, business_day=business_day, last=1))


def add_order(tx: Tx, order: OrderRow, lines: Sequence[LineRow]) -> OrderRow:
    """Insert a new order, as it follows from its lines, and show its number."""
    order = following(order, lines)
    tx.many(INSERT, [order._asdict()])
    tell_call_screens(tx, None, order)
    return order


def extend_order(tx: Tx, order: OrderRow, lines: Sequence[LineRow], **added: Any) -> OrderRow:
    """Write a further round, or the confirmation, of a held order; `lines` are all of its lines."""
    return _write(tx, EXTEND, order, lines, added)


def follow_lines(tx: Tx, order: OrderRow, lines: Sequence[LineRow]) -> OrderRow:
    """Write what follows from the lines of a held order: state, total and number, one version on."""
    return _write(tx, FOLLOW, order, lines, {})


def close_order(tx: Tx, order: OrderRow, lines: Sequence[LineRow]) -> OrderRow:
    """Complete a held order. Its lines stay as they are."""
    return _write(tx, FOLLOW, order, lines, {"closed_at": tx.now})


def _write(tx: Tx, statement: Any, order: OrderRow, lines: Sequence[LineRow], changes: dict[str, Any]) -> OrderRow:
    changed = following(order._replace(**changes, updated_at=tx.now, version=order.version + 1), lines)
    names = FOLLOWING if statement is FOLLOW else FOLLOWING + ADDING
    values = {name: getattr(changed, name) for name in names}
    count = tx.run(statement, order_id=order.id, shop_id=order.shop_id, version_before=order.version, **values)
    require(count == 1, "an order changes only while it is held")
    tell_call_screens(tx, order, changed)
    return changed


def following(order: OrderRow, lines: Sequence[LineRow]) -> OrderRow:
    """The order as it follows from its lines."""
    states = [line.state for line in lines]
    state = order_state(states, closed=order.closed_at is not None)
    shown = number_state(states) if order.closed_at is None else None
    called_at = max((line.called_at for line in lines if line.state == CALLED and line.called_at), default=None) if shown else None
    unchanged = (shown, called_at) == (order.number_state, order.number_called_at)
    return order._replace(
        state=state,
        total_minor=total_of(lines),
        number_state=shown,
        number_called_at=called_at,
        number_version=order.number_version if unchanged else order.version,
        cancelled_at=(order.cancelled_at or order.updated_at) if state == "cancelled" else None,
    )


def tell_call_screens(tx: Tx, before: OrderRow | None, after: OrderRow) -> None:
    """Tell the call screens, if what they show of the order is no longer the same."""
    if before is not None and before.number_version == after.number_version:
        return
    number = number_of(after)
    event = NumberChanged(number=number) if number else NumberChanged(removed={"number": [after.id]})
    publish(tx, event, stream=shop_stream(after.shop_id), to=("call",))


def move_order(tx: Tx, order: OrderRow, room_id: UUID | None, room_number: str | None) -> OrderRow:
    """Write where a held order's stay stands now."""
    moved = order._replace(room_id=room_id, room_number=room_number, updated_at=tx.now, version=order.version + 1)
    values = {"room_id": room_id, "room_number": room_number, "updated_at": tx.now, "version": moved.version}
    count = tx.run(MOVE, order_id=order.id, shop_id=order.shop_id, version_before=order.version, **values)
    require(count == 1, "an order changes only while it is held")
    return moved
