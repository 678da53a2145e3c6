"""How long things took in the kitchen. Medians and nine-in-ten values, because a mean hides the slow ones.

The database counts, in one short read; what a median needs beyond that is done outside the transaction.
"""

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
from hub.kit.sheets import Cell, write_csv
from hub.orders.figures import QUARTER_MS, Asked, Grain, Group, Lines, counted_lines, grouped, taken_apart
from hub.store.queries import dish_names, name_of
from hub.venue.days import business_day
from hub.venue.queries import ShopRow, at_shop, shop_row

K = TypeVar("K")

MOST_DAYS = 92
COUNTS = ("lines", "portions", "late", "recalled", "cancelled", "voided", "abandoned")

By = Literal["dish", "station", "hour", "day"]


class Range(NamedTuple):
    """Business days, both included."""

    first: date
    last: date


class Counted(NamedTuple):
    """The lines of a range as the database counted them, and what is needed to show them."""

    shop: ShopRow
    days: Range
    names: Mapping[UUID, dict[str, str]]
    lines: Lines

    @property
    def language(self) -> str:
        return str(self.shop.setting("language"))

    def dish(self, sku_id: UUID) -> dict[str, Any]:
        names = self.names.get(sku_id, {})
        return {"sku_id": sku_id, "name": name_of(names, self.language) if names else "", "names": names}


def counted(
    tx: Tx,
    who: Actor,
    first: date | None = None,
    last: date | None = None,
    station: str | None = None,
    shop_id: UUID | None = None,
    grains: Sequence[Grain] = ("dish", "quarter"),
) -> Counted:
    """The lines of some business days; none named: the present one.

    Raises:
        Invalid: the days run backwards, or are more than 92.
    """
    who, shop_id = at_shop(tx, who, shop_id)
    shop = shop_row(tx, shop_id)
    days = range_of(first, last, business_day(tx.now, shop.timezone, shop.day_start))
    red_seconds = {each.code: each.red_seconds for each in stations_of(tx, shop_id)}
    lines = counted_lines(tx, Asked(shop_id, *days, station), grains, red_seconds)
    return Counted(shop, days, dish_names(tx, shop_id), lines)


def kitchen_stats(found: Counted) -> KitchenStats:
    """The kitchen's times in all, and by day, station, dish and hour."""
    apart = taken_apart(found.lines)
    dishes, hour = grouped(found.lines, apart, "dish"), hours_of(found.shop.timezone)
    by_day = [DayTimes(business_day=day.isoformat(), **asdict(some)) for day, some in by(dishes, lambda day, station, sku: day)]
    by_station = [StationTimes(station=code, **asdict(some)) for code, some in by(dishes, lambda day, station, sku: station)]
    by_dish = [
        DishTimes(station=code, **found.dish(sku), **asdict(some))
        for (code, sku), some in by(dishes, lambda day, station, sku: (station, sku))
    ]
    by_hour = [
        HourTimes(hour=at, **asdict(some))
        for at, some in by(grouped(found.lines, apart, "quarter"), lambda day, quarter: hour(quarter * QUARTER_MS))
    ]
    return KitchenStats(
        first=found.days.first.isoformat(),
        last=found.days.last.isoformat(),
        timezone=found.shop.timezone,
        total=times(dishes),
        days=sorted(by_day, key=lambda one: one.business_day),
        stations=sorted(by_station, key=lambda one: one.station),
        dishes=sorted(by_dish, key=lambda one: (-one.lines, one.name)),
        hours=sorted(by_hour, key=lambda one: one.hour),
    )


def by(groups: Iterable[Group], key: Callable[..., K]) -> list[tuple[K, Times]]:
    """The figures of everything that has the same key."""
    alike: dict[K, list[Group]] = {}
    for group in groups:
        alike.setdefault(key(*group.key), []).append(group)
    return [(at, times(some)) for at, some in alike.items()]


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


def times(groups: Sequence[Group]) -> Times:
    """The figures of all these groups together."""
    counts = {name: sum(getattr(one, name) for one in groups) for name in COUNTS}
    waiting, cooking, pickup = (spread(getattr(one, name) for one in groups) for name in ("waiting", "cooking", "pickup"))
    return Times(waiting=waiting, cooking=cooking, pickup=pickup, **counts)


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


GRAIN: dict[By, Grain] = {"day": "dish", "station": "dish", "dish": "dish", "hour": "quarter"}


def stats_table(found: Counted, kind: By) -> list[list[Cell]]:
    """One row per business day and station, dish or hour, under a heading in the shop's language."""
    hour, own = hours_of(found.shop.timezone), OWN[kind]
    keys: dict[By, Callable[..., tuple[Any, ...]]] = {
        "day": lambda day, station, sku: (day,),
        "station": lambda day, station, sku: (day, station),
        "dish": lambda day, station, sku: (day, station, sku),
        "hour": lambda day, quarter: (day, f"{hour(quarter * QUARTER_MS):02d}"),
    }
    rows: list[list[Cell]] = []
    for (day, *about), some in by(grouped(found.lines, taken_apart(found.lines), GRAIN[kind]), keys[kind]):
        named = [found.dish(value)["name"] if name == "dish" else value for name, value in zip(own, about, strict=True)]
        rows.append([day.isoformat(), *named, *figures(some)])
    columns = [name for name in COLUMNS if name not in ("station", "dish", "hour") or name in own]
    heading: list[Cell] = [COLUMNS[name][found.language != "zh-CN"] for name in columns]
    return [heading, *sorted(rows, key=lambda row: [str(cell) for cell in row[: 1 + len(own)]])]


def figures(found: Times) -> list[Cell]:
    spans = (found.waiting, found.cooking, found.pickup)
    seconds = [None if value is None else Decimal(value) / 1000 for span in spans for value in (span.median_ms, span.p90_ms)]
    counts = (found.late, found.cooking.count, found.recalled, found.cancelled, found.voided, found.abandoned)
    return [Decimal(found.lines), Decimal(found.portions), *seconds, *map(Decimal, counts)]


def stats_csv(found: Counted, kind: By) -> bytes:
    return write_csv(stats_table(found, kind))
