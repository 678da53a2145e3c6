"""What the kitchen's figures are made of: the lines of some business days, counted by the database.

A month of a busy house has a hundred thousand lines. As rows they would cost seconds; so the database counts them in groups, and the
spans that a median needs come as one text per group.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Double, Select, Text, and_, bindparam, case, false, func, select, type_coerce
from sqlalchemy import cast as sql_cast

from hub.kit.db import Tx
from hub.orders.models import food_order, line_history, order_line
from hub.orders.states import CANCELLED, UNFINISHED, VOIDED

Grain = Literal["dish", "quarter"]
"""Lines are counted by business day, station and SKU; or by business day and the quarter of an hour in which they were placed."""
QUARTER_MS = 15 * 60 * 1000
"""No zone is off the full hour by anything but quarters, so all lines of one quarter have the same hour."""


class Asked(NamedTuple):
    """Which lines are counted: those of a shop's orders of these business days (both included), perhaps of one station alone."""

    shop_id: UUID
    first_day: date
    last_day: date
    station: str | None

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self._asdict().items() if value is not None}


class Group(NamedTuple):
    """Lines that were counted together. Spans are in milliseconds, in no order."""

    key: tuple[Any, ...]
    lines: int
    portions: int
    waiting: str | None
    cooking: str | None
    pickup: str | None
    late: int
    cancelled: int
    voided: int
    abandoned: int
    recalled: int


def counted_lines(tx: Tx, asked: Asked, grain: Grain, red_seconds: Mapping[str, int]) -> list[Group]:
    """The lines in groups. Late is what was ready later than its station's red mark, or than the dish takes where that is longer."""
    recalled = {tuple(key): times for *key, times in tx.query(_recalled(tx.dialect, asked, grain), **asked.values())}
    rows = tx.query(_counted(tx.dialect, asked, grain, red_seconds), **asked.values())
    width = len(_keys(tx.dialect, grain))
    return [Group._make((key := tuple(row[:width]), *row[width:], recalled.get(key, 0))) for row in rows]


def _counted(dialect: str, asked: Asked, grain: Grain, red_seconds: Mapping[str, int]) -> Select[Any]:
    line, keys = order_line.c, _keys(dialect, grain)
    until_ready = _span_ms(line.placed_at, line.ready_at, dialect)
    late: ColumnElement[bool] = false()
    if red_seconds:
        red_ms = case({code: seconds * 1000 for code, seconds in red_seconds.items()}, value=line.station)
        late = and_(line.started_at.is_not(None), until_ready > red_ms, until_ready > func.coalesce(line.prep_seconds, 0) * 1000)
    spans = ((line.placed_at, line.started_at), (line.started_at, line.ready_at), (line.ready_at, line.served_at))
    return (
        select(
            *keys,
            func.count(),
            func.sum(line.quantity),
            *(func.aggregate_strings(sql_cast(_span_ms(start, end, dialect), Text), ",") for start, end in spans),
            _many(late),
            _many(line.state == CANCELLED),
            _many(line.state == VOIDED),
            _many(and_(food_order.c.closed_at.is_not(None), line.state.in_(sorted(UNFINISHED)))),
        )
        .select_from(food_order)
        .join(order_line, line.order_id == food_order.c.id)
        .where(*_lines_of(asked))
        .group_by(*keys)
    )


def _recalled(dialect: str, asked: Asked, grain: Grain) -> Select[Any]:
    """How often lines of a group were taken back."""
    keys, history = _keys(dialect, grain), line_history.c
    return (
        select(*keys, func.count())
        .select_from(food_order)
        .join(line_history, history.order_id == food_order.c.id)
        .join(order_line, order_line.c.id == history.line_id)
        .where(*_lines_of(asked), history.shop_id == bindparam("shop_id"), history.action == "recall")
        .group_by(*keys)
    )


def _keys(dialect: str, grain: Grain) -> list[ColumnElement[Any]]:
    if grain == "dish":
        return [food_order.c.business_day, order_line.c.station, order_line.c.sku_id]
    placed = order_line.c.placed_at
    if dialect == "sqlite":
        return [food_order.c.business_day, (type_coerce(placed, BigInteger) // QUARTER_MS).label("quarter")]
    seconds = func.date_part("epoch", placed, type_=Double)
    return [food_order.c.business_day, sql_cast(func.floor(seconds / (QUARTER_MS // 1000)), BigInteger).label("quarter")]


def _lines_of(asked: Asked) -> list[ColumnElement[bool]]:
    conditions = [
        food_order.c.shop_id == bindparam("shop_id"),
        food_order.c.business_day.between(bindparam("first_day"), bindparam("last_day")),
        order_line.c.shop_id == bindparam("shop_id"),
    ]
    if asked.station is not None:
        conditions.append(order_line.c.station == bindparam("station"))
    return conditions


def _span_ms(start: ColumnElement[Any], end: ColumnElement[Any], dialect: str) -> ColumnElement[int]:
    """From one instant to another; NULL where one of them is missing."""
    if dialect == "sqlite":
        return type_coerce(end, BigInteger) - type_coerce(start, BigInteger)
    return sql_cast(func.date_part("epoch", end - start, type_=Double) * 1000, BigInteger)


def _many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))
