"""F12: peers that vanished without a word. The hub lets them go, the devices notice by themselves and come back from their cursors."""

import asyncio
import gc
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from devices.client import Device, Hub
from devices.simulator import FaultProxy
from hub.live.connection import Connection
from tests.conftest import client_of
from tests.faults.breakable import BUSY_SECONDS, LONG, figures, hub_on, until
from tests.faults.watchers import Watchers
from tests.running import Backend, RunningHub
from tests.venues import Venue

NAMES = ("pad 801", "pad 801 b", "pad 802", "kitchen", "kitchen hot", "kitchen cold", "call", "cashier 1", "cashier 2", "handheld 1")
VENUES, EACH = (3, 4) if LONG else (1, 1)
"""Ten devices of each venue, each with so many pages open: 120 connections, or 10."""
GONE_SECONDS = 21.0
NOTICED_SECONDS = 15.0
BACK_SECONDS = 25.0
SLACK_SECONDS = 1.0 + BUSY_SECONDS
"""What a busy machine may add to the timers of a device or of the hub."""


class House:
    """A venue whose devices are behind a wire that can swallow everything, and a manager who is not."""

    def __init__(self, running: RunningHub, http: httpx.AsyncClient, far: Hub, near: Hub) -> None:
        self.venue = Venue(running, http)
        self.screens = [Watchers(self.venue, far, *NAMES, ack_seconds=0.2) for _ in range(EACH)]
        self.office = Watchers(self.venue, near, "manager")

    @property
    def devices(self) -> list[Device]:
        return [device for screens in self.screens for device in screens.devices.values()]

    async def presences(self) -> set[str]:
        """How the office sees them."""
        listed = (await self.venue["manager"].get("/devices", limit=200)).json()["items"]
        here = {self.venue[name].id for name in NAMES}
        return {each["presence"] for each in listed if each["id"] in here}

    async def seen_as(self, presence: str, within_seconds: float) -> None:
        """Wait until the office sees all of them so.

        Raises:
            TimeoutError: it does not.
        """

        async def are() -> bool:
            return await self.presences() == {presence}

        await until(are, within_seconds, presence)


def without_pings(hub: RunningHub) -> None:
    """The counterpart: a hub that asks nobody whether he lives."""
    hub.hub.stage.ping = lambda connections: None  # type: ignore[method-assign]


def held(hub: RunningHub, houses: Sequence[House]) -> int:
    """How many connections of these houses' devices the hub believes in."""
    here = {house.venue[name].id for house in houses for name in NAMES}
    return sum(1 for connection in tuple(hub.hub.stage.connections) if str(connection.seat.owner) in here)


def connections_in_memory() -> int:
    gc.collect()
    return sum(1 for each in gc.get_objects() if isinstance(each, Connection))


async def noticed(device: Device, since: float) -> float:
    """Wait until a device says that it is not live; how long that took."""
    await until(lambda: not device.live, NOTICED_SECONDS + 30, f"{device.name} noticed it")
    return time.monotonic() - since


@pytest.mark.timeout(300)
async def test_vanished_devices_are_let_go_and_come_back(sqlite_backend: Backend) -> None:
    async with AsyncExitStack() as ends:
        running, careless = (ends.enter_context(hub_on(sqlite_backend)) for _ in range(2))
        without_pings(careless)
        proxies, houses = await open_houses(ends, running, VENUES)
        careless_proxies, careless_houses = await open_houses(ends, careless, 1)
        for house in houses:
            await house.seen_as("online", 30)
        here = len(NAMES) * EACH * VENUES
        assert held(running, houses) == here
        before = connections_in_memory()

        since = time.monotonic()
        for proxy in (*proxies, *careless_proxies):
            proxy.swallow()
        for house in houses:  # news that they must catch up on
            await house.venue["manager"].post("/orders", {"lines": house.venue.lines("tea"), "room_id": house.venue.rooms["801"]})
        devices = [device for house in houses for device in house.devices]
        noticing = [asyncio.create_task(noticed(device, since)) for device in devices]
        gone_after = await until(lambda: held(running, houses) == 0, GONE_SECONDS + 30, "the hub let go")
        noticed_after = await asyncio.gather(*noticing)
        for house in houses:
            await house.seen_as("offline", 30)
        await asyncio.sleep(max(0.0, since + GONE_SECONDS - time.monotonic()))
        assert held(careless, careless_houses) == len(NAMES) * EACH, "connections end without a ping too: the fault did not happen"
        assert connections_in_memory() <= before - here

        for proxy in (*proxies, *careless_proxies):
            proxy.heal()
        healed = time.monotonic()
        for house in houses:
            for screens in house.screens:
                await screens.live(BACK_SECONDS + 30)
        back_after = time.monotonic() - healed
        for house in houses:
            await house.seen_as("online", 30)
            for screens in house.screens:
                await screens.agree()
            await house.office.agree()
            assert house.office["manager"].count.connects == 1
        assert held(running, houses) == here
        assert all(device.count.dead >= 1 and device.count.snapshots == 1 for device in devices)
    figures("half-open", connections=here, gone_after=gone_after, noticed_after=max(noticed_after), back_after=back_after)
    assert gone_after <= GONE_SECONDS + BUSY_SECONDS
    assert max(noticed_after) <= NOTICED_SECONDS + SLACK_SECONDS
    assert back_after <= BACK_SECONDS + BUSY_SECONDS


async def open_houses(ends: AsyncExitStack, hub: RunningHub, many: int) -> tuple[list[FaultProxy], list[House]]:
    """Houses with everybody live, each with a wire of its own."""
    http: Any = await ends.enter_async_context(client_of(hub))
    near = await ends.enter_async_context(Hub(hub.url))
    proxies, houses = [], []
    for _ in range(many):
        proxy = await ends.enter_async_context(FaultProxy("127.0.0.1", hub.server.port))
        far = await ends.enter_async_context(Hub(proxy.url))
        house = House(hub, http, far, near)
        for screens in (*house.screens, house.office):
            await ends.enter_async_context(screens)
        proxies.append(proxy)
        houses.append(house)
    return proxies, houses
