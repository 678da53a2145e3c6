"""F5: PostgreSQL crashes, loses a backend, stands still or is gone for a while. Nothing is lost or doubled, and nobody is sent away for good."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from random import Random
from typing import Any

import psycopg
import pytest

from devices.client import Device, Hub
from hub.kit import db_postgresql
from hub.kit.ids import new_id
from hub.live.epoch import Marks
from tests.conftest import client_of
from tests.faults.breakable import LONG, Guests, Hand, Own, backends_of_the_hub, hub_on, own_servers, rules_broken, share, until
from tests.im.sockets import socket
from tests.running import RunningHub
from tests.servers import PostgresServer
from tests.venues import Venue

ORDERS, FAULTS = (1000, 20) if LONG else (90, 4)
AWAY_SECONDS = 30.0 if LONG else 4.0
HELD_SECONDS = 10.0 if LONG else 2.0
ANSWER_SECONDS = 3.0
"""A command is answered within this, database or no database."""
BACK_SECONDS = 2.0
"""From the moment the database takes connections to the first order."""
SCREENS = ("kitchen", "cashier 1", "manager", "pad 802")

Break = Callable[[PostgresServer, str], None]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    with own_servers(tmp_path_factory.mktemp("database-away")) as servers:
        yield servers


@pytest.fixture(scope="module")
def running(own: Own) -> Iterator[RunningHub]:
    own.postgres.start()
    with hub_on(own.backend) as hub:
        yield hub


@pytest.fixture
async def venue(own: Own, running: RunningHub) -> AsyncIterator[Venue]:
    own.postgres.start()
    async with client_of(running) as http:
        yield Venue(running, http)


class Screens:
    """Live screens that must not notice."""

    def __init__(self, venue: Venue, hub: Hub) -> None:
        self.devices = {name: Device(hub, venue[name].token, name=name) for name in SCREENS}

    async def __aenter__(self) -> "Screens":
        for device in self.devices.values():
            device.start()
        for device in self.devices.values():
            await device.wait_live(within_seconds=30)
        return self

    async def __aexit__(self, *_: object) -> None:
        for device in self.devices.values():
            await device.close()

    async def agree(self, head: int) -> None:
        """Each has what the hub has, each event once, over its first connection."""
        for name, device in self.devices.items():
            await device.wait_applied(head, within_seconds=30)
            assert device.board.differences(await device.fresh_board()) == [], name
            assert (device.count.connects, device.count.snapshots, device.record.applied_twice) == (1, 1, 0), f"{name}: {device.count}"


async def head_of(venue: Venue) -> int:
    """The number of the last event for everybody; the office hears most."""
    return int((await venue["manager"].get("/me/board")).json()["seq"])


async def heard_by_all(venue: Venue, screens: Screens) -> None:
    """One more order, so that there is a last event that every screen may see."""
    await venue.order("tea", who="pad 802")
    kitchen = screens.devices["kitchen"]
    head = await head_of(venue)
    del kitchen
    await screens.agree_up_to(head)  # type: ignore[attr-defined]
