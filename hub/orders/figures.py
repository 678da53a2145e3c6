"""What the kitchen's figures are made of: the lines of some business days, only as much of each as is counted.

A month of a busy house has a hundred thousand lines, so nothing is read that is not needed, and times come as whole milliseconds.
"""

from datetime import date
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import BigInteger, Column, ColumnElement, Select, Text, bindparam, func, select, type_coerce
from sqlalchemy import cast as sql_cast
from sqlalchemy.types import NullType

from hub.kit.columns import uuid_of
from hub.kit.db import Tx
from hub.kit.door import PerDialect
from hub.orders.models import food_order, line_history, order_line
from hub.orders.states import LineState


class SoldLine(NamedTuple):
    """One line. `day` and `sku` are as the database has them; `day_of` and `sku_of` say what they mean. Spans are in milliseconds."""

    day: Any
    station: str
    sku: Any
    state: LineState
    quantity: int
    prep_seconds: int | None
    placed_ms: int
    waiting_ms: int | None
    cooking_ms: int | None
    pickup_ms: int | None
    is_closed: bool


_of_days = (
    food_order.c.shop_id == bindparam("shop_id"),
    food_order.c.business_day >= bindparam("first_day"),
    food_order.c.business_day <= bindparam("last_day"),
)
_lines = (
    order_line.c.order_id == food_order.c.id,
    order_line.c.shop_id == food_order.c.shop_id,
    order_line.c.shop_id == bindparam("shop_id"),
)


def _ms(column: Column[Any], dialect: str) -> ColumnElement[int]:
    """An instant as milliseconds since 1970."""
    if dialect == "sqlite":
        return type_coerce(column, BigInteger)
    return sql_cast(func.extract("epoch", column) * 1000, BigInteger)


def _raw(column: Column[Any], dialect: str) -> ColumnElement[Any]:
    """A value as the driver has it soonest: a hundred thousand are grouped by it, and few are read."""
    return type_coerce(column, NullType()) if dialect == "sqlite" else sql_cast(column, Text)


def _sold(dialect: str) -> Select[Any]:
    placed, started, ready, served = (_ms(order_line.c[name], dialect) for name in ("placed_at", "started_at", "ready_at", "served_at"))
    return (
        select(
            _raw(food_order.c.business_day, dialect).label("day"),
            order_line.c.station,
            _raw(order_line.c.sku_id, dialect).label("sku"),
            order_line.c.state,
            order_line.c.quantity,
            order_line.c.prep_seconds,
            placed.label("placed_ms"),
            (started - placed).label("waiting_ms"),
            (ready - started).label("cooking_ms"),
            (served - ready).label("pickup_ms"),
            food_order.c.closed_at.is_not(None).label("is_closed"),
        )
        .select_from(food_order)
        .join(order_line, order_line.c.order_id == food_order.c.id)
        .where(*_of_days, *_lines)
    )


def _recalled(dialect: str) -> Select[Any]:
    return (
        select(
            _raw(food_order.c.business_day, dialect).label("day"),
            order_line.c.station,
            _raw(order_line.c.sku_id, dialect).label("sku"),
            _ms(order_line.c.placed_at, dialect).label("placed_ms"),
        )
        .select_from(food_order)
        .join(order_line, order_line.c.order_id == food_order.c.id)
        .join(line_history, line_history.c.line_id == order_line.c.id)
        .where(*_of_days, *_lines, line_history.c.shop_id == bindparam("shop_id"), line_history.c.action == "recall")
    )


SOLD = PerDialect({dialect: _sold(dialect) for dialect in ("sqlite", "postgresql")})
RECALLED = PerDialect({dialect: _recalled(dialect) for dialect in ("sqlite", "postgresql")})


def sold_lines(tx: Tx, shop_id: UUID, first: date, last: date) -> list[SoldLine]:
    """All lines of the orders of these business days."""
    return cast(list[SoldLine], tx.all(SOLD, shop_id=shop_id, first_day=first, last_day=last))


def recalls(tx: Tx, shop_id: UUID, first: date, last: date) -> list[Any]:
    """One row (`day`, `station`, `sku`, `placed_ms`) for each time that one of these lines was taken back."""
    return tx.all(RECALLED, shop_id=shop_id, first_day=first, last_day=last)


def day_of(stored: Any) -> str:
    return str(stored)


def sku_of(stored: Any) -> UUID:
    return UUID(stored) if isinstance(stored, str) else uuid_of(stored)
