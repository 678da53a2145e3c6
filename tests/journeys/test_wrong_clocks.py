"""Tablets whose clocks stand in 1970 and in 2099: the ages they show and the times that are stored are everybody's.

Over the client library, which reckons by the hub's time; a screen of the house does the same.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from devices.client import Device, Hub, SystemClock, Wanted, new_key
from devices.client.clock import instant, stamp
from devices.client.storage import QueuedCommand
from tests.venues import Venue

WRONG = {"1970": datetime(1970, 1, 1, tzinfo=UTC), "right": None, "2099": datetime(2099, 12, 31, 23, 59, tzinfo=UTC)}
NEAR = timedelta(seconds=30)
"""More than a round trip on a busy machine, and far less than the errors of these clocks."""
A_PING = timedelta(seconds=2)
"""So much a screen may put its hub time back when it hears the hub's anew."""

House = dict[str, Device]


def clock_at(start: datetime | None) -> SystemClock:
    return SystemClock(skew_seconds=0.0 if start is None else (start - datetime.now(UTC)).total_seconds())


@pytest.fixture
async def kitchens(venue: Venue, address: Hub) -> AsyncIterator[House]:
    """Three screens of the same kitchen, one of them with a good clock."""
    async with AsyncExitStack() as stack:
        names = zip(("kitchen", "kitchen hot", "cook"), WRONG.items(), strict=True)
        house = {
            year: await stack.enter_async_context(venue.device(name, address, clock=clock_at(start), caps=("speech",)))
            for name, (year, start) in names
        }
        for screen in house.values():
            await screen.wait_live()
        yield house


def ages(house: House, line_id: str) -> dict[str, timedelta]:
    """How long ago the line was placed, as each screen would show it."""
    return {year: screen.hub_time.now() - instant(screen.board.lines[line_id]["placed_at"]) for year, screen in house.items()}


async def test_the_premise_the_clocks_are_wrong(kitchens: House) -> None:
    now = datetime.now(UTC)
    assert kitchens["1970"].clock.now().year == 1970
    assert kitchens["2099"].clock.now().year >= 2099
    assert abs(kitchens["1970"].hub_time.offset - (now - datetime(1970, 1, 1, tzinfo=UTC))) < timedelta(seconds=30)


async def test_every_screen_shows_the_same_age(venue: Venue, kitchens: House) -> None:
    order = await venue.order("dumplings")
    line = order["lines"][0]
    for screen in kitchens.values():
        await screen.wait_until(lambda board: line["id"] in board.lines)
    for wait in (0.0, 1.5):
        await asyncio.sleep(wait)
        true = datetime.now(UTC) - instant(line["placed_at"])
        for year, age in ages(kitchens, line["id"]).items():
            assert abs(age - true) < NEAR, year


async def test_what_they_do_is_stored_at_the_hubs_time(venue: Venue, kitchens: House) -> None:
    began = datetime.now(UTC)
    line = (await venue.order("dumplings"))["lines"][0]
    for year, action in (("1970", "start"), ("2099", "finish"), ("1970", "call")):
        moved = await getattr(kitchens[year].commands, action)(line["id"])
        line_now: Any = moved.line
    for at in (line_now.placed_at, line_now.started_at, line_now.ready_at, line_now.called_at):
        assert began - NEAR < instant(at) < datetime.now(UTC) + NEAR
    assert line_now.placed_at <= line_now.started_at <= line_now.ready_at <= line_now.called_at


@pytest.mark.parametrize(("year", "start"), WRONG.items())
async def test_a_guest_orders_from_a_pad_with_any_clock(venue: Venue, address: Hub, year: str, start: datetime | None) -> None:
    began = datetime.now(UTC)
    async with venue.device("pad 801", address, clock=clock_at(start)) as pad:
        await pad.wait_live()
        order = await pad.commands.place([Wanted(venue.skus["tea"], 1)])
        assert began - NEAR < instant(order.created_at) < datetime.now(UTC) + NEAR
        right = (await venue["cashier 1"].get(f"/orders/{order.id}")).json()["order"]
        assert (right["number"], right["created_at"]) == (order.number, order.created_at)
        assert right["business_day"] == (await venue["cashier 1"].get("/me")).json()["shop"]["business_day"]


@pytest.mark.parametrize(("year", "start"), WRONG.items())
async def test_a_command_that_waited_is_as_old_as_it_is(venue: Venue, address: Hub, year: str, start: datetime | None) -> None:
    """Queued while the hub was away, sent with the hub's time of the press; an age by the tablet's date would be refused, or 130 years."""
    clock = clock_at(start)
    async with venue.device("pad 801", address, clock=clock) as pad:
        await pad.wait_live()
        for waited, kept in ((timedelta(hours=1), True), (timedelta(hours=71), True), (timedelta(hours=73), False)):
            body = {"lines": [{"sku_id": venue.skus["tea"], "quantity": 1}]}
            command = QueuedCommand(new_key(), "POST", "/orders", body, stamp(clock.now() - waited))
            settled: list[Any] = []
            pad.sender.on_settled[:] = [lambda _, answer, into=settled: into.append(answer)]  # type: ignore[misc]
            pad.sender.store.queue(command)
            assert await pad.sender.replay() == 1
            (answer,) = settled
            assert (answer.status, answer.code) == ((201, "") if kept else (409, "command_too_old"))


async def test_what_has_an_end_ends_for_all_at_once(venue: Venue, kitchens: House) -> None:
    short, long = datetime.now(UTC) + timedelta(seconds=4), datetime.now(UTC) + 3 * NEAR
    soon, later = venue.skus["salad"], venue.skus["tea"]
    for sku, until in ((soon, short), (later, long)):
        await venue["manager"].put(f"/sold-out/{sku}", {"mode": "until", "until": stamp(until)})
    for screen in kitchens.values():
        await screen.wait_until(lambda board: later in board.array("sold_out"))
    while any(screen.hub_time.now() <= short for screen in kitchens.values()):
        for year, screen in kitchens.items():
            before, shown, after = screen.hub_time.now(), soon in screen.board.array("sold_out"), screen.hub_time.now()
            assert before < short if shown else after > short - A_PING, year
        await asyncio.sleep(0.1)
    for year, screen in kitchens.items():
        assert abs(screen.hub_time.now() - datetime.now(UTC)) < NEAR, year
        assert list(screen.board.array("sold_out")) == [later], year


async def test_the_office_sees_which_clocks_are_wrong(venue: Venue, kitchens: House) -> None:
    async with asyncio.timeout(30):
        while True:
            listed = {each["name"]: each["faults"] for each in (await venue["manager"].get("/devices", limit=200)).json()["items"]}
            if "clock_off" in listed["kitchen"]:
                break
            await asyncio.sleep(0.1)
    assert "clock_off" not in listed["kitchen hot"]
