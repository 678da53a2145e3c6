"""Orders and lines as rows, and how a row looks on the wire. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from hub.kit.clock import stamp, stamp_or_none
from hub.orders.schemas import LineOut, NumberOut, OrderHead, OrderOut, PlacedRound
from hub.orders.states import NOT_CHARGED, LineState, NumberState, OrderState, Source
from hub.venue.schemas import RoomRef


class OrderRow(NamedTuple):
    """A row of `food_order`, column by column."""

    id: UUID
    brand_id: UUID
    shop_id: UUID
    stay_id: UUID
    business_day: date
    number: int
    room_id: UUID | None
    room_number: str | None
    wristband: str | None
    source: Source
    state: OrderState
    confirmed: bool
    rounds: list[dict[str, Any]]
    stations: list[str]
    line_count: int
    total_minor: int
    currency: str
    paid_minor: int
    number_state: NumberState | None
    number_called_at: datetime | None
    number_version: int
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    cancelled_at: datetime | None
    version: int


class LineRow(NamedTuple):
    """A row of `order_line`, column by column."""

    id: UUID
    brand_id: UUID
    shop_id: UUID
    order_id: UUID
    round: int
    position: int
    sku_id: UUID
    name: str
    names: dict[str, str]
    kitchen_name: str
    quantity: int
    options: list[dict[str, Any]]
    note: str
    allergens: list[str]
    station: str
    unit_price_minor: int
    prep_seconds: int | None
    state: LineState
    rush: bool
    placed_at: datetime
    started_at: datetime | None
    started_by: str | None
    ready_at: datetime | None
    ready_by: str | None
    called_at: datetime | None
    call_count: int
    claimed_by_id: UUID | None
    claimed_by_name: str | None
    served_at: datetime | None
    served_by: str | None
    cancelled_at: datetime | None
    voided_at: datetime | None
    void_confirmed_at: datetime | None
    version: int


def label(number: int) -> str:
    """`#01` … `#99`, `#100`: at least two digits, never cut, never wrapped."""
    return f"#{number:02d}"


def total_of(lines: Iterable[LineRow]) -> int:
    """What the guest owes for these lines; cancelled and voided ones cost nothing."""
    return sum(line.unit_price_minor * line.quantity for line in lines if line.state not in NOT_CHARGED)


def room_of(order: OrderRow) -> RoomRef | None:
    """Where the order's stay stands now."""
    if order.room_id is None or order.room_number is None:
        return None
    return RoomRef(id=order.room_id, number=order.room_number)


def _head(order: OrderRow) -> dict[str, Any]:
    return {
        "id": order.id,
        "number": label(order.number),
        "business_day": order.business_day.isoformat(),
        "shop_id": order.shop_id,
        "stay_id": order.stay_id,
        "room": room_of(order),
        "wristband": order.wristband,
        "source": order.source,
        "state": order.state,
        "rounds": [PlacedRound(**placed) for placed in order.rounds],
        "stations": order.stations,
        "confirmed": order.confirmed,
        "total": order.total_minor,
        "currency": order.currency,
        "paid": order.paid_minor,
        "created_at": stamp(order.created_at),
        "version": order.version,
    }


def head_of(order: OrderRow) -> OrderHead:
    """The order without its lines."""
    return OrderHead(**_head(order))


def order_of(order: OrderRow, lines: Sequence[LineOut]) -> OrderOut:
    """The order with its lines, which stand in the order they were placed."""
    return OrderOut(**_head(order), lines=list(lines))


def line_of(line: LineRow, order: OrderRow) -> LineOut:
    """A line with the number and the room of its order."""
    return LineOut(
        id=line.id,
        order_id=line.order_id,
        number=label(order.number),
        round=line.round,
        room=room_of(order),
        sku_id=line.sku_id,
        name=line.name,
        names=line.names,
        kitchen_name=line.kitchen_name,
        quantity=line.quantity,
        options=line.options,
        note=line.note,
        allergens=line.allergens,
        station=line.station,
        state=line.state,
        rush=line.rush,
        unit_price=line.unit_price_minor,
        placed_at=stamp(line.placed_at),
        started_at=stamp_or_none(line.started_at),
        started_by=line.started_by,
        ready_at=stamp_or_none(line.ready_at),
        ready_by=line.ready_by,
        called_at=stamp_or_none(line.called_at),
        call_count=line.call_count,
        claimed_by=line.claimed_by_name,
        served_at=stamp_or_none(line.served_at),
        served_by=line.served_by,
        cancelled_at=stamp_or_none(line.cancelled_at),
        voided_at=stamp_or_none(line.voided_at),
        void_confirmed_at=stamp_or_none(line.void_confirmed_at),
        version=line.version,
    )


def number_of(order: OrderRow) -> NumberOut | None:
    """What a call screen shows of the order; None when it shows nothing."""
    if order.number_state is None:
        return None
    return NumberOut(
        id=order.id,
        number=label(order.number),
        business_day=order.business_day.isoformat(),
        state=order.number_state,
        called_at=stamp_or_none(order.number_called_at),
        version=order.number_version,
    )


MOST_LINES = 12
MOST_BYTES = 7 * 1024
MOST_LINE_BYTES = 3_500
MOST_ROUND_BYTES = 2_500
_encode = msgspec.json.Encoder().encode


def recent_rounds(rounds: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rounds that a head carries: the newest that fit, so that the events of an endless evening keep fitting too."""
    shown = rounds
    while len(shown) > 1 and len(_encode(shown)) > MOST_ROUND_BYTES:
        shown = shown[1:]
    return shown


def is_too_large(line: LineOut) -> bool:
    """Whether one line alone would burst an event, as only an absurd number of long options can make it."""
    return len(_encode(line)) > MOST_LINE_BYTES


def in_portions(head: OrderHead, lines: Sequence[LineOut]) -> Iterable[list[LineOut]]:
    """The lines in portions that fit into one event each beside the head; at least one portion, at most 12 lines in each."""
    left = MOST_BYTES - len(_encode(head))
    portion: list[LineOut] = []
    taken = 0
    for line in lines:
        size = len(_encode(line)) + 1
        if portion and (len(portion) == MOST_LINES or taken + size > left):
            yield portion
            portion, taken = [], 0
        portion.append(line)
        taken += size
    yield portion
