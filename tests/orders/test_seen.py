"""A kitchen screen that holds a round has seen it, however the round came to it."""

import asyncio
from typing import Any

from devices.client import Device, Hub, MemoryStore
from tests.conftest import MakeVenue
from tests.running import RunningHub
from tests.venues import Venue


async def seen(venue: Venue, within: float = 30.0) -> list[dict[str, Any]]:
    """The cashier's rounds once all of them are seen."""
    async with asyncio.timeout(within):
        while True:
            rounds: list[dict[str, Any]] = (await venue["cashier 1"].get("/me/board")).json()["board"]["rounds"]
            if rounds and all(each["seen_at"] is not None for each in rounds):
                return rounds
            await asyncio.sleep(0.1)


async def live_and_acked(screen: Device) -> None:
    await screen.wait_live()
    await screen.wait_until(lambda _: screen.count.acks)


async def test_by_an_event(venue: Venue, address: Hub) -> None:
    async with venue.device("kitchen hot", address) as kitchen:
        await live_and_acked(kitchen)
        await venue.order("dumplings")
        assert len(await seen(venue)) == 1


async def test_with_the_snapshot_of_a_screen_that_comes_later(venue: Venue, address: Hub) -> None:
    await venue.order("dumplings")
    await venue.order("noodles")
    async with venue.device("kitchen", address):
        assert len(await seen(venue)) == 2


async def test_from_the_log_by_a_hub_that_does_not_remember(running: RunningHub, venue: Venue, address: Hub) -> None:
    """As after a restart, or on another hub: what was replayed from the log counts like what was fanned out."""
    store = MemoryStore()
    async with venue.device("kitchen", address, store=store) as kitchen:
        await live_and_acked(kitchen)
    await venue.order("dumplings")
    running.hub.fanout.tails[venue.stream].ring.clear()
    async with venue.device("kitchen", address, store=store) as kitchen:
        await seen(venue)
        assert kitchen.count.resumed == 1


async def test_by_a_screen_whose_ack_was_lost_with_its_connection(venue: Venue, address: Hub) -> None:
    store = MemoryStore()
    async with venue.device("kitchen", address, store=store, ack_seconds=60) as kitchen:
        await live_and_acked(kitchen)
        await venue.order("dumplings")
        await kitchen.wait_until(lambda board: board.lines)
        kitchen.follower.save()
        await kitchen.kill()
    async with venue.device("kitchen", address, store=store) as kitchen:
        await seen(venue)
        assert kitchen.count.resumed == 1


async def test_with_the_confirmation_where_the_cashier_is_asked_first(make_venue: MakeVenue, address: Hub) -> None:
    venue = make_venue(settings={"wristband_needs_confirm": True})
    async with venue.device("kitchen", address) as kitchen:
        await live_and_acked(kitchen)
        order = await venue.order("dumplings", who="cashier 1", wristband=venue.wristbands[0])
        await asyncio.sleep(0.3)
        assert (await venue["cashier 1"].get("/me/board")).json()["board"]["rounds"][0]["seen_at"] is None
        assert (await venue["cashier 1"].post(f"/orders/{order['id']}/confirm")).status_code == 200
        await seen(venue)


async def test_by_a_screen_of_the_rounds_own_stations_only(venue: Venue, address: Hub) -> None:
    async with venue.device("kitchen cold", address) as cold:
        await live_and_acked(cold)
        await venue.order("dumplings")
        await asyncio.sleep(1.5)
        assert (await venue["cashier 1"].get("/me/board")).json()["board"]["rounds"][0]["seen_at"] is None
