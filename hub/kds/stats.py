"""How long things took in the kitchen. Medians and nine-in-ten values, because a mean hides the slow ones."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any, Literal, NamedTuple, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import asdict

from hub.accounts.actor import Actor
from hub.kds.schemas import DayTimes, DishTimes, HourTimes, KitchenStats, Spread, StationTimes, Times
from hub.kds.stations import stations_of
from hub.kit.db import Tx
from hub.kit.errors import invalid
from hub.orders.figures import SoldLine, day_of, recalls, sku_of, sold_lines
from hub.orders.states import CANCELLED, UNFINISHED, VOIDED
from hub.store.queries import dish_names, name_of
from hub.store.sheets import Cell, write_csv
from hub.venue.days import business_day
from hub.venue.queries import ShopRow, at_shop, shop_row

K = TypeVar("K")

MOST_DAYS = 92
QUARTER_MS = 15 * 60 * 1000
"""No zone is off the full hour by anything but quarters, so all lines of one quarter have the same hour."""

By = Literal["dish", "station", "hour", "day"]


class Tally:
    """Lines as they are counted."""

    __slots__ = ("abandoned", "cancelled", "cooking", "late", "lines", "pickup", "portions", "recalled", "voided", "waiting")

    def __init__(self) -> None:
        self.waiting: list[int] = []
        self.cooking: list[int] = []
        self.pickup: list[int] = []
        self.lines = self.portions = self.late = self.recalled = self.cancelled = self.voided = self.abandoned = 0

    def add(self, line: SoldLine, red_ms: int | None) -> None:
        self.lines += 1
        self.portions += line.quantity
        if line.waiting_ms is not None:
            self.waiting.append(line.waiting_ms)
        if line.cooking_ms is not None:
            self.cooking.append(line.cooking_ms)
            self.late += is_late(line, red_ms)
        if line.pickup_ms is not None:
            self.pickup.append(line.pickup_ms)
        if line.state == CANCELLED:
            self.cancelled += 1
        elif line.state == VOIDED:
            self.voided += 1
        elif line.is_closed and line.state in UNFINISHED:
            self.abandoned += 1


def is_late(line: SoldLine, red_ms: int | None) -> bool:
    """Ready later after it was placed than its station allows, or than the dish takes where that is longer."""
    until_ready_ms = (line.waiting_ms or 0) + (line.cooking_ms or 0)
    return red_ms is not None and until_ready_ms > max(red_ms, (line.prep_seconds or 0) * 1000)


class Range(NamedTuple):
    """Business days, both included."""

    first: date
    last: date


class Key(NamedTuple):
    """What parts lines from each other. A day and a SKU are as the database has them."""

    day: Any
    station: str
    sku: Any
    hour: int


class Kitchen(NamedTuple):
    """The lines of a range, counted as finely as anybody asks for."""

    shop: ShopRow
    days: Range
    cells: dict[Key, Tally]
    names: Mapping[UUID, dict[str, str]]

    @property
    def language(self) -> str:
        return str(self.shop.setting("language"))

    def by(self, key: Callable[[Key], K]) -> list[tuple[K, Times]]:
        """The figures of everything that has the same key."""
        groups: dict[K, list[Tally]] = {}
        for at, tally in self.cells.items():
            groups.setdefault(key(at), []).append(tally)
        return [(at, times(tallies)) for at, tallies in groups.items()]

    def dish(self, sku: Any) -> dict[str, Any]:
        sku_id = sku_of(sku)
        names = self.names.get(sku_id, {})
        return {"sku_id": sku_id, "name": name_of(names, self.language) if names else "", "names": names}


def kitchen_stats(
    tx: Tx, who: Actor, first: date | None = None, last: date | None = None, station: str | None = None, shop_id: UUID | None = None
) -> KitchenStats:
    """The kitchen's times of some business days (none named: the present one), in all, and by day, station, dish and hour.

    Raises:
        Invalid: the days run backwards, or are more than 92.
    """
    kitchen = read(tx, who, first, last, station, shop_id)
    by_day = [DayTimes(business_day=day_of(day), **asdict(found)) for day, found in kitchen.by(lambda at: at.day)]
    by_station = [StationTimes(station=code, **asdict(found)) for code, found in kitchen.by(lambda at: at.station)]
    by_dish = [
        DishTimes(station=code, **kitchen.dish(sku), **asdict(found)) for (code, sku), found in kitchen.by(lambda at: (at.station, at.sku))
    ]
    by_hour = [HourTimes(hour=hour, **asdict(found)) for hour, found in kitchen.by(lambda at: at.hour)]
    return KitchenStats(
        first=kitchen.days.first.isoformat(),
        last=kitchen.days.last.isoformat(),
        timezone=kitchen.shop.timezone,
        total=times(kitchen.cells.values()),
        days=sorted(by_day, key=lambda one: one.business_day),
        stations=sorted(by_station, key=lambda one: one.station),
        dishes=sorted(by_dish, key=lambda one: (-one.lines, one.name)),
        hours=sorted(by_hour, key=lambda one: one.hour),
    )


def read(tx: Tx, who: Actor, first: date | None, last: date | None, station: str | None, shop_id: UUID | None) -> Kitchen:
    who, shop_id = at_shop(tx, who, shop_id)
    shop = shop_row(tx, shop_id)
    days = range_of(first, last, business_day(tx.now, shop.timezone, shop.day_start))
    hour = hours_of(shop.timezone)
    red_ms = {each.code: each.red_seconds * 1000 for each in stations_of(tx, shop_id)}
    cells: dict[Key, Tally] = {}
    for line in sold_lines(tx, shop_id, *days):
        if station is None or line.station == station:
            key = Key(line.day, line.station, line.sku, hour(line.placed_ms))
            cell = cells.get(key)
            if cell is None:
                cell = cells[key] = Tally()
            cell.add(line, red_ms.get(line.station))
    for row in recalls(tx, shop_id, *days):
        recalled = cells.get(Key(row.day, row.station, row.sku, hour(row.placed_ms)))
        if recalled is not None:
            recalled.recalled += 1
    return Kitchen(shop, days, cells, dish_names(tx, shop_id))


def range_of(first: date | None, last: date | None, today: date) -> Range:
    """One day named means that day alone; none, today.

    Raises:
        Invalid: the days run backwards, or are more than 92.
    """
    days = Range(first or last or today, last or first or today)
    if days.first > days.last:
        raise invalid("/to", "a day that is not before `from`")
    if days.last - days.first >= timedelta(days=MOST_DAYS):
        raise invalid("/from", f"at most {MOST_DAYS} days at once")
    return days


def hours_of(timezone: str) -> Callable[[int], int]:
    """The hour on the shop's clocks at an instant in milliseconds."""
    zone, known = ZoneInfo(timezone), dict[int, int]()

    def hour(at_ms: int) -> int:
        quarter = at_ms // QUARTER_MS
        found = known.get(quarter)
        if found is None:
            found = known[quarter] = datetime.fromtimestamp(quarter * QUARTER_MS / 1000, UTC).astimezone(zone).hour
        return found

    return hour


def times(tallies: Iterable[Tally]) -> Times:
    """The figures of all these tallies together."""
    some = list(tallies)
    return Times(
        lines=sum(one.lines for one in some),
        portions=sum(one.portions for one in some),
        waiting=spread(one.waiting for one in some),
        cooking=spread(one.cooking for one in some),
        pickup=spread(one.pickup for one in some),
        late=sum(one.late for one in some),
        recalled=sum(one.recalled for one in some),
        cancelled=sum(one.cancelled for one in some),
        voided=sum(one.voided for one in some),
        abandoned=sum(one.abandoned for one in some),
    )


def spread(parts: Iterable[list[int]]) -> Spread:
    taken = sorted(chain.from_iterable(parts))
    return Spread(count=len(taken), median_ms=_at_rank(taken, 0.5), p90_ms=_at_rank(taken, 0.9))


def _at_rank(taken: Sequence[int], share: float) -> int | None:
    """The smallest value that at least this share of the values does not exceed (nearest rank)."""
    return taken[max(0, math.ceil(share * len(taken)) - 1)] if taken else None


# As a table

COLUMNS = {
    "business_day": ("营业日", "Business day"),
    "station": ("档口", "Station"),
    "dish": ("菜品", "Dish"),
    "hour": ("小时", "Hour"),
    "lines": ("行数", "Lines"),
    "portions": ("份数", "Portions"),
    "waiting_median_s": ("等待中位数（秒，下单→开始）", "Waiting, median (s, placed → started)"),
    "waiting_p90_s": ("等待90%（秒，下单→开始）", "Waiting, 90 % (s, placed → started)"),
    "cooking_median_s": ("制作中位数（秒，开始→做好）", "Cooking, median (s, started → ready)"),
    "cooking_p90_s": ("制作90%（秒，开始→做好）", "Cooking, 90 % (s, started → ready)"),
    "pickup_median_s": ("取餐中位数（秒，做好→送达）", "Pickup, median (s, ready → served)"),
    "pickup_p90_s": ("取餐90%（秒，做好→送达）", "Pickup, 90 % (s, ready → served)"),
    "late": ("超时", "Late"),
    "finished": ("做好", "Finished"),
    "recalled": ("召回", "Recalled"),
    "cancelled": ("取消", "Cancelled"),
    "voided": ("作废", "Voided"),
    "abandoned": ("未上", "Not served"),
}
OWN = {"day": (), "station": ("station",), "dish": ("station", "dish"), "hour": ("hour",)}
"""What a row is about, beside its day."""


def stats_table(
    tx: Tx,
    who: Actor,
    by: By = "dish",
    first: date | None = None,
    last: date | None = None,
    station: str | None = None,
    shop_id: UUID | None = None,
) -> list[list[Cell]]:
    """One row per business day and station, dish or hour, under a heading in the shop's language."""
    kitchen = read(tx, who, first, last, station, shop_id)
    own = OWN[by]
    of: dict[str, Callable[[Key], Any]] = {"station": lambda at: at.station, "dish": lambda at: at.sku, "hour": lambda at: f"{at.hour:02d}"}
    rows: list[list[Cell]] = []
    for (day, *about), found in kitchen.by(lambda at: (at.day, *(of[name](at) for name in own))):
        named = [kitchen.dish(value)["name"] if name == "dish" else value for name, value in zip(own, about, strict=True)]
        rows.append([day_of(day), *named, *figures(found)])
    columns = [name for name in COLUMNS if name not in of or name in own]
    heading: list[Cell] = [COLUMNS[name][kitchen.language != "zh-CN"] for name in columns]
    return [heading, *sorted(rows, key=lambda row: [str(cell) for cell in row[: 1 + len(own)]])]


def figures(found: Times) -> list[Cell]:
    spans = (found.waiting, found.cooking, found.pickup)
    seconds = [None if value is None else Decimal(value) / 1000 for span in spans for value in (span.median_ms, span.p90_ms)]
    counts = (found.late, found.cooking.count, found.recalled, found.cancelled, found.voided, found.abandoned)
    return [Decimal(found.lines), Decimal(found.portions), *seconds, *map(Decimal, counts)]


def as_csv(table: list[list[Cell]]) -> bytes:
    return write_csv(table)
