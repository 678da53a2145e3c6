"""Display numbers: `#01` at the start of each business day of the shop's own zone, without gap or repeat."""

from asyncio import gather
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from hub.kit.clock import MovableClock
from hub.kit.db import Tx
from hub.venue.schemas import HandOut
from hub.venue.wristbands import add_wristband, hand_out
from tests.conftest import client_of
from tests.running import RunningHub
from tests.venues import Venue


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.fixture
async def shop(timed: RunningHub) -> AsyncIterator["Shop"]:
    async with client_of(timed) as http:
        yield Shop(timed, http)


class Shop:
    """Venues in zones of the test's choice, in a hub whose clock it moves."""

    def __init__(self, timed: RunningHub, http: object) -> None:
        self.timed, self.http = timed, http

    def __call__(self, zone: str, **more: object) -> Venue:
        return Venue(self.timed, self.http, zone=zone, **more)  # type: ignore[arg-type]


async def first_order(venue: Venue) -> tuple[str, str]:
    """Number and day of a new guest's first order in 801."""
    order = await venue.order("tea", who="cashier 1", room_id=venue.rooms["801"])
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/open")
    return order["number"], order["business_day"]


@pytest.mark.parametrize(
    ("zone", "steps"),
    [
        (
            "Asia/Shanghai",
            [
                ("2026-11-22T02:59:59.998+08:00", "#01", "2026-11-21"),
                ("2026-11-22T02:59:59.999+08:00", "#02", "2026-11-21"),
                ("2026-11-22T03:00:00.000+08:00", "#01", "2026-11-22"),
                ("2026-11-22T23:59:59.999+08:00", "#02", "2026-11-22"),
                ("2026-11-23T00:00:00.000+08:00", "#03", "2026-11-22"),
            ],
        ),
        (  # 03:00 does not exist: the clocks go from 02:59:59 to 04:00
            "Europe/Helsinki",
            [
                ("2026-03-29T00:59:59.999Z", "#01", "2026-03-28"),
                ("2026-03-29T01:00:00.000Z", "#01", "2026-03-29"),
                ("2026-03-29T02:00:00.000Z", "#02", "2026-03-29"),
            ],
        ),
        (  # 03:00 happens twice: the day turns at the first
            "Europe/Helsinki",
            [
                ("2026-10-24T23:59:59.999Z", "#01", "2026-10-24"),
                ("2026-10-25T00:00:00.000Z", "#01", "2026-10-25"),
                ("2026-10-25T00:59:59.999Z", "#02", "2026-10-25"),
                ("2026-10-25T01:00:00.000Z", "#03", "2026-10-25"),
            ],
        ),
        (
            "Asia/Kathmandu",
            [("2026-11-21T21:14:59.999Z", "#01", "2026-11-21"), ("2026-11-21T21:15:00.000Z", "#01", "2026-11-22")],
        ),
    ],
)
async def test_the_number_restarts_when_the_business_day_of_the_shop_turns(
    shop: Shop, clock: MovableClock, zone: str, steps: list[tuple[str, str, str]]
) -> None:
    clock.jump(at(steps[0][0]))
    venue = shop(zone)
    for when, number, day in steps:
        clock.jump(at(when))
        assert await first_order(venue) == (number, day), when


async def test_a_bill_that_lives_over_the_turn_keeps_its_number(timed_venue: Venue, clock: MovableClock) -> None:
    clock.jump(at("2026-11-22T02:59:00+08:00"))
    old = await timed_venue.order("tea")
    clock.jump(at("2026-11-22T03:01:00+08:00"))
    again = await timed_venue.order("tea")
    new = await timed_venue.order("tea", who="pad 802")
    assert (again["id"], again["number"], again["business_day"]) == (old["id"], "#01", "2026-11-21")
    assert (new["number"], new["business_day"]) == ("#01", "2026-11-22")
    numbers = (await timed_venue["call"].get("/me/board")).json()["board"]["numbers"]
    assert {(number["number"], number["business_day"]) for number in numbers} == {("#01", "2026-11-21"), ("#01", "2026-11-22")}


async def test_a_zone_changed_at_midday_goes_on_with_the_counter_of_the_computed_day(shop: Shop, clock: MovableClock) -> None:
    clock.jump(at("2026-11-22T04:00:00+08:00"))
    venue = shop("Asia/Shanghai")
    assert await first_order(venue) == ("#01", "2026-11-22")
    changed = await venue["manager"].patch(f"/shops/{venue.shop_id}", {"timezone": "Asia/Kathmandu"})  # 01:45 of the same date
    assert changed.status_code == 200, changed.text
    assert await first_order(venue) == ("#01", "2026-11-21")
    assert (await venue["manager"].patch(f"/shops/{venue.shop_id}", {"timezone": "Asia/Shanghai"})).status_code == 200
    assert await first_order(venue) == ("#02", "2026-11-22")


async def test_each_shop_of_a_brand_counts_for_itself(shop: Shop, clock: MovableClock) -> None:
    clock.jump(at("2026-11-22T02:00:00Z"))
    shanghai = shop("Asia/Shanghai")
    helsinki = shop("Europe/Helsinki", brand_id=shanghai.brand_id)
    assert [await first_order(venue) for venue in (shanghai, helsinki, shanghai)] == [
        ("#01", "2026-11-22"),
        ("#01", "2026-11-22"),
        ("#02", "2026-11-22"),
    ]


async def test_a_refused_order_takes_no_number(timed_venue: Venue) -> None:
    refused = await timed_venue["pad 801"].post("/orders", {"lines": [{"sku_id": timed_venue.rooms["801"], "quantity": 1}]})
    assert refused.status_code == 422
    assert (await timed_venue.order("tea"))["number"] == "#01"


async def test_parallel_first_orders_at_the_turn_get_each_number_once(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    clock.jump(at("2026-11-22T03:00:00+08:00"))
    codes = [f"N{number}" for number in range(200)]
    venue.running.database.run_now(lambda tx: give_to_guests(tx, venue, codes))
    orders = await gather(*(venue.order("tea", who=f"cashier {index % 2 + 1}", wristband=code) for index, code in enumerate(codes)))
    assert sorted(order["number"] for order in orders) == sorted(f"#{number:02d}" for number in range(1, 201))


def give_to_guests(tx: Tx, venue: Venue, codes: list[str]) -> None:
    """New wristbands, each with a guest."""
    who = venue.as_actor("cashier")
    for code in codes:
        add_wristband(tx, None, venue.brand_id, venue.shop_id, code)
        hand_out(tx, who, code, HandOut())
