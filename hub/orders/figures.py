"""What the kitchen's figures are made of: the lines of some business days, counted by the database.

A quarter of a year of a busy house has a hundred thousand lines. As rows they would cost seconds, and a database that groups them by more
than it has in order already sorts all of them; so it hands each business day over in a few long texts, one for each thing that is counted,
and they are taken apart and grouped when the transaction is over.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Double, Select, Text, and_, bindparam, case, false, func, literal, select, type_coerce
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


class Day(NamedTuple):
    """The lines of one business day: texts with commas, in each of them the lines in the same order. A span that has not ended is empty."""

    day: date
    stations: str
    skus: str
    quarters: str
    portions: str
    waiting: str
    cooking: str
    pickup: str
    marks: str
    """What is to be said of each line: the sum of the bits of MARKS."""


MARKS = ("late", "cancelled", "voided", "abandoned")


class Lines(NamedTuple):
    """The lines of some business days, and how often lines were taken back, by the keys of each grain."""

    days: Sequence[Day]
    recalled: Mapping[Grain, Mapping[tuple[Any, ...], int]]


class Group(NamedTuple):
    """Lines that were counted together. Spans are in milliseconds, in no order."""

    key: tuple[Any, ...]
    lines: int
    portions: int
    waiting: list[int]
    cooking: list[int]
    pickup: list[int]
    late: int
    cancelled: int
    voided: int
    abandoned: int
    recalled: int


def counted_lines(tx: Tx, asked: Asked, grains: Sequence[Grain], red_seconds: Mapping[str, int]) -> Lines:
    """The lines asked for. Late is what was ready later than its station's red mark, or than the dish takes where that is longer."""
    days = [Day._make(row) for row in tx.query(_days(tx.dialect, asked, red_seconds), **asked.values())]
    return Lines(days, {grain: _times_recalled(tx, asked, grain) for grain in grains})


Line = tuple[int, int | None, int | None, int | None, int]
"""Portions, three spans, and marks."""


def taken_apart(found: Lines) -> list[list[Line]]:
    """The lines of each day, in the order of its texts. Slow, as what follows is: not for a transaction."""
    return [
        list(zip(*(numbers(text) for text in (day.portions, day.waiting, day.cooking, day.pickup, day.marks)), strict=True))
        for day in found.days
    ]


def numbers(text: str) -> list[Any]:
    return [int(each) if each else None for each in text.split(",")]


def grouped(found: Lines, apart: Sequence[Sequence[Line]], grain: Grain) -> list[Group]:
    """The lines, `taken_apart`, in groups: by business day, station and SKU, or by business day and quarter of an hour."""
    recalled, groups = found.recalled[grain], list[Group]()
    for day, lines in zip(found.days, apart, strict=True):
        together: dict[Any, list[Line]] = {}
        places: Iterable[Any] = (
            zip(day.stations.split(","), day.skus.split(","), strict=True) if grain == "dish" else day.quarters.split(",")
        )
        for place, line in zip(places, lines, strict=True):
            together.setdefault(place, []).append(line)
        for place, some in together.items():
            key = (day.day, place[0], UUID(place[1])) if grain == "dish" else (day.day, int(place))
            groups.append(_group(key, some, recalled.get(key, 0)))
    return groups


def _group(key: tuple[Any, ...], lines: Sequence[Line], recalled: int) -> Group:
    portions, *spans, marks = zip(*lines, strict=True)
    waiting, cooking, pickup = ([each for each in span if each is not None] for span in spans)
    marked = [mark for mark in marks if mark]
    counts = {name: sum(mark >> bit & 1 for mark in marked) for bit, name in enumerate(MARKS)}
    return Group(key, len(lines), sum(portions), waiting, cooking, pickup, **counts, recalled=recalled)


def _days(dialect: str, asked: Asked, red_seconds: Mapping[str, int]) -> Select[Any]:
    line = order_line.c
    until_ready = _span_ms(line.placed_at, line.ready_at, dialect)
    late: ColumnElement[bool] = false()
    if red_seconds:
        red_ms = case({code: seconds * 1000 for code, seconds in red_seconds.items()}, value=line.station)
        late = and_(line.started_at.is_not(None), until_ready > red_ms, until_ready > func.coalesce(line.prep_seconds, 0) * 1000)
    abandoned = and_(food_order.c.closed_at.is_not(None), line.state.in_(sorted(UNFINISHED)))
    said = (late, line.state == CANCELLED, line.state == VOIDED, abandoned)
    marks = sum((case((true, 1 << bit), else_=0) for bit, true in enumerate(said)), literal(0))
    spans = ((line.placed_at, line.started_at), (line.started_at, line.ready_at), (line.ready_at, line.served_at))
    columns = (
        line.station,
        func.hex(line.sku_id) if dialect == "sqlite" else line.sku_id,
        _quarter(dialect),
        line.quantity,
        *(_span_ms(start, end, dialect) for start, end in spans),
        marks,
    )
    return (
        select(food_order.c.business_day, *(func.aggregate_strings(func.coalesce(sql_cast(each, Text), ""), ",") for each in columns))
        .select_from(food_order)
        .join(order_line, line.order_id == food_order.c.id)
        .where(*_lines_of(asked))
        .group_by(food_order.c.business_day)
    )


def _times_recalled(tx: Tx, asked: Asked, grain: Grain) -> dict[tuple[Any, ...], int]:
    return {tuple(key): times for *key, times in tx.query(_recalled(tx.dialect, asked, grain), **asked.values())}


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
    return [food_order.c.business_day, _quarter(dialect).label("quarter")]


def _quarter(dialect: str) -> ColumnElement[int]:
    placed = order_line.c.placed_at
    if dialect == "sqlite":
        return type_coerce(placed, BigInteger) // QUARTER_MS
    return sql_cast(func.floor(func.date_part("epoch", placed, type_=Double) / (QUARTER_MS // 1000)), BigInteger)


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
