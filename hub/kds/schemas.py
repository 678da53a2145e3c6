"""What clients send and get about the kitchen."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from hub.kit.web import In, Out
from hub.orders.schemas import LineOut, OrderOut

Action = Literal["start", "finish", "call", "serve", "cancel", "undo", "recall", "confirm", "rush", "claim"]
"""What several lines can do in one request; a void wants a reason for each."""

Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"\S")]
CANCEL_REASONS = ("guest_changed_mind", "wrong_dish", "twice", "too_slow", "sold_out")
"""What is said most often; the screens have words for these. Anything else is free text."""
Seconds = Annotated[int, msgspec.Meta(ge=10, le=86_400)]


class Void(In, frozen=True, kw_only=True):
    """Why the line leaves the order, for the record."""

    reason: Reason


class Cancel(In, frozen=True, kw_only=True):
    """Why, for the record: `guest_changed_mind`, `wrong_dish`, `twice` (ordered twice), `too_slow`, `sold_out`, or words of one's own."""

    reason: Reason | None = None


class Rush(In, frozen=True, kw_only=True):
    """Put the line first, or no longer."""

    on: bool = True


class MoveLines(In, frozen=True, kw_only=True):
    """One action on up to 200 lines: all of them or none, unless `partial` takes what is possible. `reason` goes with `cancel` only."""

    action: Action
    line_ids: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=200)]
    partial: bool = False
    reason: Reason | None = None


class CancelOrder(In, frozen=True, kw_only=True):
    """`partial` cancels what is still placed, whatever the rest has come to; `reason` as for one line."""

    partial: bool = False
    reason: Reason | None = None


class Moved(Out, frozen=True, kw_only=True):
    """A line after an action. `changed` is false when it was there already; `coalesced` when the call counts with the one before it."""

    line: LineOut
    changed: bool
    coalesced: bool | UnsetType = UNSET


class MoveResult(Out, frozen=True, kw_only=True):
    """What became of one of several lines."""

    line_id: UUID
    line: LineOut | UnsetType = UNSET
    changed: bool | UnsetType = UNSET
    coalesced: bool | UnsetType = UNSET
    problem: dict[str, Any] | UnsetType = UNSET


class MovedLines(Out, frozen=True, kw_only=True):
    results: list[MoveResult]


class RefusedLine(Out, frozen=True, kw_only=True):
    """A line that could not follow, with the state it is in and the code it was refused with."""

    id: UUID
    state: str | None
    code: str


class CancelledOrder(Out, frozen=True, kw_only=True):
    """The order, the lines that this request cancelled, and those that were past it."""

    order: OrderOut
    cancelled: list[UUID]
    refused: list[RefusedLine]


class KitchenBoard(Out, frozen=True, kw_only=True):
    """Lines to do, rush first, then oldest first."""

    lines: list[LineOut]


class PutStation(In, frozen=True, kw_only=True):
    """A place in the kitchen; a line turns amber, then red, at these ages."""

    names: dict[Literal["zh-CN", "en"], Annotated[str, msgspec.Meta(min_length=1, max_length=80)]]
    amber_seconds: Seconds = 300
    red_seconds: Seconds = 480
    position: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0


class StationOut(Out, frozen=True, kw_only=True):
    code: str
    names: dict[str, str]
    amber_seconds: int
    red_seconds: int
    position: int


class StationAnswer(Out, frozen=True, kw_only=True):
    station: StationOut


class Stations(Out, frozen=True, kw_only=True):
    stations: list[StationOut]


class Spread(Out, frozen=True, kw_only=True):
    """How long something took: middle and slow end, over so many lines."""

    count: int
    median_ms: int | None
    p90_ms: int | None


class Times(Out, frozen=True, kw_only=True):
    """The kitchen's times of some lines.

    Waiting runs from placed to started, cooking from started to ready, pickup from ready to served. Late are those that were ready
    later after they were placed than their station's red mark, or than the dish takes where that is longer. A line that was not
    finished when its order was completed counts as abandoned, not as a long time. `portions` counts quantities.
    """

    lines: int
    portions: int
    waiting: Spread
    cooking: Spread
    pickup: Spread
    late: int
    recalled: int
    cancelled: int
    voided: int
    abandoned: int


class DayTimes(Times, frozen=True, kw_only=True):
    business_day: str


class StationTimes(Times, frozen=True, kw_only=True):
    station: str


class DishTimes(Times, frozen=True, kw_only=True):
    """Of one dish at one station. `names` are those of today's menu."""

    station: str
    sku_id: UUID
    name: str
    names: dict[str, str]


class HourTimes(Times, frozen=True, kw_only=True):
    """Of what was placed in one hour of the shop's clocks, whatever the day."""

    hour: int


class KitchenStats(Out, frozen=True, kw_only=True):
    """Figures of the business days `from` to `to`."""

    first: str = msgspec.field(name="from")
    last: str = msgspec.field(name="to")
    timezone: str
    total: Times
    days: list[DayTimes]
    stations: list[StationTimes]
    dishes: list[DishTimes]
    hours: list[HourTimes]
