"""What the hub answers, as structs. Times are RFC 3339 text or None while not reached, money is whole minor units, ids are text.

Boards hold the plain objects of the wire instead: there every member counts, those of a newer hub too.
"""

from __future__ import annotations

from typing import Any

import msgspec


class RoomRef(msgspec.Struct):
    """A room as an order or a line names it."""

    id: str
    number: str


class Line(msgspec.Struct):
    """One dish of an order. `unit_price` includes the chosen options."""

    id: str
    order_id: str
    number: str
    round: int
    sku_id: str
    name: str
    quantity: int
    station: str
    state: str
    unit_price: int
    placed_at: str
    version: int
    room: RoomRef | None = None
    names: dict[str, str] = msgspec.field(default_factory=dict)
    kitchen_name: str | None = None
    options: list[Any] = msgspec.field(default_factory=list)
    note: str | None = None
    allergens: list[Any] = msgspec.field(default_factory=list)
    rush: bool = False
    started_at: str | None = None
    started_by: str | None = None
    ready_at: str | None = None
    ready_by: str | None = None
    called_at: str | None = None
    call_count: int = 0
    claimed_by: Any = None
    served_at: str | None = None
    served_by: str | None = None
    cancelled_at: str | None = None
    voided_at: str | None = None
    void_confirmed_at: str | None = None


class PlacedRound(msgspec.Struct):
    """One press of "order" within an order."""

    round: int
    source: str
    placed_at: str
    placed_by: Any = None


class Order(msgspec.Struct):
    """An order; `lines` stand in the order they were placed, and are left out where the hub speaks of its head alone."""

    id: str
    number: str
    business_day: str
    shop_id: str
    stay_id: str
    source: str
    state: str
    total: int
    currency: str
    created_at: str
    version: int
    room: RoomRef | None = None
    wristband: str | None = None
    rounds: list[PlacedRound] = msgspec.field(default_factory=list)
    lines: list[Line] = msgspec.field(default_factory=list)
    stations: list[str] = msgspec.field(default_factory=list)
    confirmed: bool = True
    paid: int = 0


class Moved(msgspec.Struct):
    """A line after an action; `changed` is false when it was there already, `coalesced` is true when two calls counted as one."""

    line: Line
    changed: bool
    coalesced: bool = False


class LineResult(msgspec.Struct):
    """One line of a bulk action: what it is now, or the problem document that says why not."""

    line_id: str
    line: Line | None = None
    changed: bool | None = None
    problem: dict[str, Any] | None = None


class Cancelled(msgspec.Struct):
    """A cancelled order: the ids of the lines that went, and what is said of those that did not."""

    order: Order
    cancelled: list[str]
    refused: list[Any] = msgspec.field(default_factory=list)


class Room(msgspec.Struct):
    """A room; `state` is `free`, `reserved`, `in_use`, `dirty` or `out_of_order`."""

    id: str
    number: str
    state: str
    version: int
    area: str | None = None
    area_names: dict[str, str] = msgspec.field(default_factory=dict)
    stay_id: str | None = None


class Stay(msgspec.Struct):
    """One party's time in a room or on a wristband."""

    id: str
    opened_at: str
    version: int
    room: RoomRef | None = None
    wristbands: list[Any] = msgspec.field(default_factory=list)
    guests: int | None = None
    checked_out_at: str | None = None
    closed_at: str | None = None


class RoomMoved(msgspec.Struct):
    """A room after open, move or checkout, and the stay it was about."""

    room: Room
    changed: bool
    stay: Stay | None = None


class Cleaned(msgspec.Struct):
    """A room cleaned or a wristband handed in: the orders that completed, and their lines that were never served."""

    changed: bool
    room: Room | None = None
    completed_orders: list[Any] = msgspec.field(default_factory=list)
    unfinished: list[Any] = msgspec.field(default_factory=list)


class Session(msgspec.Struct):
    """A therapist at work; `state` is `on` or `off`."""

    id: str
    state: str
    started_at: str
    version: int
    staff: Any = None
    room: RoomRef | None = None
    ends_at: str | None = None


class SoldOut(msgspec.Struct):
    """A mark on an SKU (`id`); `until` is set when it ends by itself."""

    id: str
    mode: str
    until: str | None = None


class PadCall(msgspec.Struct):
    """A guest's call; `state` is `open`, `accepted` or `finished`, `by` who has it."""

    id: str
    service: str
    state: str
    created_at: str
    version: int
    room: RoomRef | None = None
    by: str | None = None
    escalated_at: str | None = None
    turn: int = 1
    finished_by: str | None = None


class PadCallMoved(msgspec.Struct):
    """A guest's call after a button was pressed."""

    pad_call: PadCall
    changed: bool


class MenuItem(msgspec.Struct):
    """One thing to order. `options` are groups `{id,name,names,min,max,choices}`; ask for choices by their ids."""

    id: str
    sku_id: str
    name: str
    price: int
    currency: str
    station: str
    names: dict[str, str] = msgspec.field(default_factory=dict)
    options: list[dict[str, Any]] = msgspec.field(default_factory=list)
    allergens: list[Any] = msgspec.field(default_factory=list)
    picture: Any = None
    sold_out: Any = None


class Category(msgspec.Struct):
    """A page of the menu."""

    id: str
    name: str
    items: list[MenuItem]
    names: dict[str, str] = msgspec.field(default_factory=dict)


class Menu(msgspec.Struct):
    """The shop's menu; `version` is the shop's `menu_version` at which it was read."""

    version: Any
    currency: str
    categories: list[Category]

    @property
    def items(self) -> list[MenuItem]:
        """All items, category by category."""
        return [item for category in self.categories for item in category.items]


class Snapshot(msgspec.Struct):
    """A board and the place in the stream at which it is true."""

    stream: str
    epoch: str
    seq: int
    board: dict[str, Any]


class Missed(msgspec.Struct):
    """A long poll's answer; with `resumed` false the snapshot is to be taken."""

    stream: str
    epoch: str
    head: int
    resumed: bool
    events: list[dict[str, Any]] = msgspec.field(default_factory=list)
    why: str | None = None


class Wanted(msgspec.Struct, omit_defaults=True):
    """One line of an order to place: quantity 1–999, note at most 200 characters, `options` are ids of choices."""

    sku_id: str
    quantity: int
    options: list[str] | None = None
    note: str | None = None
