"""What clients send and get about orders."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from hub.kit.clock import Stamp
from hub.kit.web import In, Out
from hub.orders.states import LineState, NumberState, OrderState, Source
from hub.venue.schemas import RoomOut, RoomRef

Quantity = Annotated[int, msgspec.Meta(ge=1, le=999)]
Note = Annotated[str, msgspec.Meta(max_length=200)]


class OrderedLine(In, frozen=True, kw_only=True):
    """One dish as the guest wants it; `options` are choice ids of the menu."""

    sku_id: UUID
    quantity: Quantity
    options: Annotated[list[UUID], msgspec.Meta(max_length=50)] = []
    note: Note = ""


class PlaceOrder(In, frozen=True, kw_only=True):
    """One round. A pad's room comes from its binding; cashier and handheld name a room or a wristband.

    `stay_id`, where it is sent, says for whom the round was made: when other guests are there by then, it is refused.
    """

    lines: Annotated[list[OrderedLine], msgspec.Meta(min_length=1, max_length=50)]
    wristband: Annotated[str, msgspec.Meta(min_length=1, max_length=40)] | None = None
    room_id: UUID | None = None
    stay_id: UUID | None = None


class PlacedRound(Out, frozen=True, kw_only=True):
    """Who pressed "order", where and when."""

    round: int
    source: Source
    placed_by: str
    placed_at: Stamp


class OrderHead(Out, frozen=True, kw_only=True):
    """An order without its lines, as events carry it. Amounts are whole minor units of `currency`."""

    id: UUID
    number: str
    business_day: str
    shop_id: UUID
    stay_id: UUID
    room: RoomRef | None
    wristband: str | None
    source: Source
    state: OrderState
    rounds: list[PlacedRound]
    stations: list[str]
    confirmed: bool
    total: int
    currency: str
    paid: int
    created_at: Stamp
    version: int


class LineOut(Out, frozen=True, kw_only=True):
    """One line: the dish as it was sold, and how far it has come. Times not reached are null.

    Who started, finished and served it is a device's name or a person's first; `claimed_by` is the whole name of whoever fetches it.
    """

    id: UUID
    order_id: UUID
    number: str
    round: int
    room: RoomRef | None
    sku_id: UUID
    name: str
    names: dict[str, str]
    kitchen_name: str
    quantity: int
    options: list[dict[str, Any]]
    note: str
    allergens: list[str]
    station: str
    state: LineState
    rush: bool
    unit_price: int
    placed_at: Stamp
    started_at: Stamp | None
    started_by: str | None
    ready_at: Stamp | None
    ready_by: str | None
    called_at: Stamp | None
    call_count: int
    claimed_by: str | None
    served_at: Stamp | None
    served_by: str | None
    cancelled_at: Stamp | None
    voided_at: Stamp | None
    void_confirmed_at: Stamp | None
    version: int


class OrderOut(OrderHead, frozen=True, kw_only=True):
    """An order with its lines in the order they were placed."""

    lines: list[LineOut]


class RoundOut(Out, frozen=True, kw_only=True):
    """Whether the kitchen has seen a round, and after how long."""

    id: UUID
    order_id: UUID
    round: int
    seen_at: Stamp | None
    delay_ms: int | None


class NumberOut(Out, frozen=True, kw_only=True):
    """All that a call screen may know of an order."""

    id: UUID
    number: str
    business_day: str
    state: NumberState
    called_at: Stamp | None
    version: int


class OneOrder(Out, frozen=True, kw_only=True):
    order: OrderOut


class By(Out, frozen=True, kw_only=True):
    """Who did something. The hub itself has no id."""

    kind: Literal["device", "user", "hub"]
    id: UUID | None
    name: str


class HistoryEntry(Out, frozen=True, kw_only=True):
    """One thing that happened to an order. Which members come beside `action` depends on it.

    Actions on a line (`place`, `start`, `finish`, `call`, `serve`, `cancel`, `undo`, `recall`, `void`, `confirm`, `rush`, `claim`)
    bring `line_id` with the states before and after. Of the order: `confirmed` by the cashier, `seen` or `missed` by the kitchen
    (`round`), `moved` (`from`, `to`: room numbers), `closed` (`unfinished`: how many lines nobody had finished).
    """

    key: str
    at: Stamp
    action: str
    by: By
    round: int | UnsetType = UNSET
    line_id: UUID | UnsetType = UNSET
    from_state: LineState | UnsetType | None = UNSET
    to_state: LineState | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    delay_ms: int | UnsetType | None = UNSET
    left: str | UnsetType | None = msgspec.field(default=UNSET, name="from")
    entered: str | UnsetType | None = msgspec.field(default=UNSET, name="to")
    unfinished: int | UnsetType = UNSET


class OrderHistory(Out, frozen=True, kw_only=True):
    """Oldest first."""

    items: list[HistoryEntry]


class Confirmed(Out, frozen=True, kw_only=True):
    order: OrderOut
    changed: bool


class Ended(Out, frozen=True, kw_only=True):
    """A cleaned room or a handed-in wristband: the orders it completed and the lines nobody finished."""

    room: RoomOut | None
    completed_orders: list[UUID]
    unfinished: list[LineOut]
    changed: bool


class BoardOrders(Out, frozen=True, kw_only=True):
    """The part of a screen's board that orders fill; what the kind of device does not hold stays empty."""

    orders: list[OrderHead] = []
    lines: list[LineOut] = []
    rounds: list[RoundOut] = []
    numbers: list[NumberOut] = []
