"""The kitchen's figures: counted again by hand from the lines themselves, over days, stations, dishes and hours."""

import csv
import io
import math
from collections import defaultdict
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hub.kds import stats
from hub.kds.stats import hours_of, range_of
from hub.kit.clock import MovableClock
from hub.kit.errors import Invalid
from tests.conftest import MakeVenue
from tests.venues import Venue


async def figures(venue: Venue, who: str = "manager", **query: str) -> dict[str, Any]:
    answer = await venue[who].get("/kds/stats", **query)
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


def at_rank(values: list[int], share: float) -> int | None:
    return sorted(values)[math.ceil(share * len(values)) - 1] if values else None


def between(start: str | None, end: str | None) -> int | None:
    if start is None or end is None:
        return None
    return round((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() * 1000)


def by_hand(lines: list[dict[str, Any]], red_seconds: int = 480, prep_seconds: int = 300) -> dict[str, Any]:
    """The same figures in the slow and plain way."""
    spans: dict[str, list[int]] = {
        name: [took for line in lines if (took := between(line[start], line[end])) is not None]
        for name, start, end in (
            ("waiting", "placed_at", "started_at"),
            ("cooking", "started_at", "ready_at"),
            ("pickup", "ready_at", "served_at"),
        )
    }
    until_ready = [between(line["placed_at"], line["ready_at"]) for line in lines]
    return {
        "lines": len(lines),
        "portions": sum(line["quantity"] for line in lines),
        **{name: {"count": len(took), "median_ms": at_rank(took, 0.5), "p90_ms": at_rank(took, 0.9)} for name, took in spans.items()},
        "late": sum(took is not None and took > max(red_seconds, prep_seconds) * 1000 for took in until_ready),
        "cancelled": sum(line["state"] == "cancelled" for line in lines),
        "voided": sum(line["state"] == "voided" for line in lines),
    }


async def some_hours(venue: Venue, clock: MovableClock, random: Random, rounds: int) -> None:
    """Orders at odd times, their lines brought here and there."""
    for _ in range(rounds):
        order = await venue.order(*random.choices(("dumplings", "noodles", "salad", "tea"), k=3))
        for line in order["lines"][-3:]:
            way = random.choice(("served", "served", "served", "ready", "preparing", "placed", "cancelled", "voided"))
            for action in {"served": ("start", "finish", "serve"), "ready": ("start", "finish"), "preparing": ("start",), "placed": ()}.get(
                way, ()
            ):
                clock.advance(seconds=random.randrange(5, 700))
                assert (await venue.act(line, action)).status_code == 200
            if way == "cancelled":
                await venue.act(line, "cancel")
            if way == "voided":
                await venue.act(line, "start")
                await venue.act(line, "void", body={"reason": "x"})
        clock.advance(seconds=random.randrange(60, 3000))


async def all_lines(venue: Venue) -> list[dict[str, Any]]:
    orders = (await venue["manager"].get("/orders", limit="200")).json()["items"]
    found = []
    for head in orders:
        order = (await venue["manager"].get(f"/orders/{head['id']}")).json()["order"]
        found += [line | {"business_day": order["business_day"]} for line in order["lines"]]
    return found


def grouped(lines: list[dict[str, Any]], key: Any) -> dict[Any, list[dict[str, Any]]]:
    groups = defaultdict(list)
    for line in lines:
        groups[key(line)].append(line)
    return groups


async def test_the_figures_are_those_that_a_recount_gives(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    await some_hours(venue, clock, Random(5), 14)
    lines = await all_lines(venue)
    found = await figures(venue, **{"from": "2026-11-20", "to": "2026-11-24"})
    zone = ZoneInfo("Asia/Shanghai")

    def agrees(row: dict[str, Any], wanted: list[dict[str, Any]]) -> None:
        assert {name: row[name] for name in by_hand(wanted)} == by_hand(wanted)

    agrees(found["total"], lines)
    assert (found["from"], found["to"], found["timezone"]) == ("2026-11-20", "2026-11-24", "Asia/Shanghai")
    for part, name, key in (
        ("days", "business_day", lambda line: line["business_day"]),
        ("stations", "station", lambda line: line["station"]),
        ("hours", "hour", lambda line: datetime.fromisoformat(line["placed_at"]).astimezone(zone).hour),
    ):
        groups = grouped(lines, key)
        assert [row[name] for row in found[part]] == sorted(groups)
        for row in found[part]:
            agrees(row, groups[row[name]])
    dishes = grouped(lines, lambda line: (line["station"], line["sku_id"]))
    assert {(row["station"], row["sku_id"]) for row in found["dishes"]} == set(dishes)
    for row in found["dishes"]:
        agrees(row, dishes[row["station"], row["sku_id"]])
        assert (row["name"], row["names"]) == (
            dishes[row["station"], row["sku_id"]][0]["name"],
            dishes[row["station"], row["sku_id"]][0]["names"],
        )
    assert [row["lines"] for row in found["dishes"]] == sorted((row["lines"] for row in found["dishes"]), reverse=True)
    for station in ("hot", "cold"):
        alone = await figures(venue, station=station, **{"from": "2026-11-20", "to": "2026-11-24"})
        agrees(alone["total"], grouped(lines, lambda line: line["station"])[station])
        assert [row["station"] for row in alone["stations"]] == [station]


async def test_a_day_is_the_shops_day(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue  # noon of the 22nd in Shanghai
    await venue.order("tea")
    clock.advance(seconds=int(timedelta(hours=14, minutes=30).total_seconds()))  # half past two at night: the same evening
    await venue.order("salad")
    assert (await figures(venue))["total"]["lines"] == 2
    clock.advance(seconds=3600)  # half past three: the next day
    await venue.order("beer")  # of an order that began yesterday
    await venue.order("beer", who="pad 802")
    today = await figures(venue)
    assert (today["from"], today["to"], today["total"]["lines"]) == ("2026-11-23", "2026-11-23", 1)
    both = await figures(venue, **{"from": "2026-11-22", "to": "2026-11-23"})
    assert [(day["business_day"], day["lines"]) for day in both["days"]] == [("2026-11-22", 3), ("2026-11-23", 1)]
    assert [(hour["hour"], hour["lines"]) for hour in both["hours"]] == [(2, 1), (3, 2), (12, 1)]
    assert (await figures(venue, to="2026-11-22"))["total"]["lines"] == 3


async def test_late_is_what_was_ready_after_its_red_mark_or_its_own_time(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    await venue["manager"].put("/kds/stations/hot", {"names": {"en": "Hot"}, "amber_seconds": 60, "red_seconds": 120})
    for wait in (119, 299, 301):  # the dumplings' own time is 300 s, longer than the station's red mark
        order = await venue.order("dumplings")
        clock.advance(seconds=wait)
        for action in ("start", "finish"):
            await venue.act(order["lines"][-1], action)
    await venue["manager"].put("/kds/stations/cold", {"names": {"en": "Cold"}, "amber_seconds": 60, "red_seconds": 600})
    for wait in (599, 601):
        order = await venue.order("salad")
        clock.advance(seconds=wait)
        for action in ("start", "finish"):
            await venue.act(order["lines"][-1], action)
    assert {row["station"]: row["late"] for row in (await figures(venue))["stations"]} == {"hot": 1, "cold": 1}


async def test_recalls_and_what_nobody_finished_are_counted(venue: Venue) -> None:
    order = await venue.order("dumplings", "dumplings", "tea")
    first, second, tea = order["lines"]
    await venue.bring(first, "served")
    for _ in range(2):
        await venue.act(first, "recall")
    await venue.bring(second, "ready")
    await venue.act(second, "recall")
    await venue.bring(tea, "ready")
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    found = await figures(venue)
    assert (found["total"]["recalled"], found["total"]["abandoned"]) == (3, 3)
    bar, hot = found["stations"]
    assert (hot["recalled"], hot["abandoned"], bar["recalled"], bar["abandoned"]) == (3, 2, 0, 1)
    assert {row["name"]: row["recalled"] for row in found["dishes"]} == {"dumplings": 3, "tea": 0}


async def test_a_shop_sees_its_own_figures_only(venue: Venue, make_venue: MakeVenue) -> None:
    sister = make_venue(brand_id=venue.brand_id)
    await sister.order("tea")
    await make_venue().order("tea")
    assert (await figures(venue))["total"]["lines"] == 0
    assert (await figures(venue, "owner", shop_id=str(sister.shop_id)))["total"]["lines"] == 1
    assert (await venue["owner"].get("/kds/stats")).status_code == 422
    empty = await figures(venue)
    assert (empty["days"], empty["stations"], empty["dishes"], empty["hours"]) == ([], [], [], [])
    assert empty["total"]["waiting"] == {"count": 0, "median_ms": None, "p90_ms": None}


@pytest.mark.parametrize(
    ("query", "pointer"),
    [({"from": "2026-11-22", "to": "2026-11-21"}, "/to"), ({"from": "2026-01-01", "to": "2026-11-22"}, "/from")],
)
@pytest.mark.parametrize("path", ["/kds/stats", "/kds/stats/export"])
async def test_days_that_cannot_be_are_pointed_at(venue: Venue, path: str, query: dict[str, str], pointer: str) -> None:
    answer = await venue["manager"].get(path, **query)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await venue["manager"].get(path, **{"from": "yesterday"})).status_code == 422
    for who in ("cook", "kitchen", "cashier 1", "waiter", "pad 801"):
        assert (await venue[who].get(path)).status_code == 403


def test_ranges() -> None:
    today, other = date(2026, 11, 22), date(2026, 11, 1)
    assert range_of(None, None, today) == (today, today)
    assert range_of(other, None, today) == (other, other)
    assert range_of(None, other, today) == (other, other)
    assert range_of(today - timedelta(days=stats.MOST_DAYS - 1), today, today)
    with pytest.raises(Invalid):
        range_of(today - timedelta(days=stats.MOST_DAYS), today, today)


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "Europe/Helsinki"])
def test_hours_are_those_of_the_wall_clock_whatever_the_zone(zone: str) -> None:
    hour, random = hours_of(zone), Random(zone)
    for _ in range(400):
        at = random.randrange(1_700_000_000_000, 1_800_000_000_000)
        assert hour(at) == datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).hour


@pytest.mark.parametrize(("by", "own"), [("dish", ["档口", "菜品"]), ("station", ["档口"]), ("hour", ["小时"]), ("day", [])])
async def test_the_table_has_a_row_for_each_day_and_thing(timed_venue: Venue, clock: MovableClock, by: str, own: list[str]) -> None:
    venue = timed_venue
    await some_hours(venue, clock, Random(9), 6)
    span = {"from": "2026-11-20", "to": "2026-11-24"}
    answer = await venue["manager"].get("/kds/stats/export", by=by, **span)
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == f'attachment; filename="kitchen-by-{by}.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert list(rows[0])[: 2 + len(own)] == ["营业日", *own, "行数"]
    assert "下单→开始" in list(rows[0])[len(own) + 3]
    total = (await figures(venue, **span))["total"]
    for heading, name in (
        ("行数", "lines"),
        ("份数", "portions"),
        ("超时", "late"),
        ("取消", "cancelled"),
        ("作废", "voided"),
        ("未上", "abandoned"),
    ):
        assert sum(int(row[heading]) for row in rows) == total[name]
    keys = [tuple(row[name] for name in ("营业日", *own)) for row in rows]
    assert keys == sorted(keys) and len(set(keys)) == len(keys)
    for row in rows:
        median = row["制作中位数（秒，开始→做好）"]
        assert (median == "") == (row["做好"] == "0")
        assert median == "" or float(median) > 0
