"""F13, seen from inside: what the hub does with a screen that does not read at all, and that it does no more than that."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from devices.client import Hub
from hub.live.connection import PIECE_BYTES, Connection
from hub.live.wire import HIGH_WATER
from tests.conftest import client_of
from tests.faults.breakable import hub_on, until
from tests.faults.watchers import Watchers
from tests.orders.log import everything_said, head
from tests.running import Backend, RunningHub
from tests.venues import Venue


@pytest.fixture(scope="module")
def running(sqlite_backend: Backend) -> Iterator[RunningHub]:
    with hub_on(sqlite_backend) as hub:
        yield hub


@pytest.fixture
async def venue(running: RunningHub) -> AsyncIterator[Venue]:
    async with client_of(running) as http:
        yield Venue(running, http)


class Sleeper:
    """A kitchen screen that does not read, and takes little in while it does not."""

    def __init__(self, socket: ClientConnection, inside: Connection) -> None:
        self.socket = socket
        self.inside = inside
        """The hub's own end."""
        self.frames: list[dict[str, Any]] = []

    async def read_to(self, last: int) -> None:
        """Read up to the event with this number."""
        async with asyncio.timeout(30):
            while not self.numbers or self.numbers[-1] < last:
                self.frames.append(json.loads(await self.socket.recv()))

    async def read(self, seconds: float = 20.0) -> int | None:
        """Read until nothing comes any more; the close code if that ended it."""
        try:
            while True:
                async with asyncio.timeout(seconds):
                    self.frames.append(json.loads(await self.socket.recv()))
        except TimeoutError:
            return None
        except ConnectionClosed as end:
            return end.rcvd.code if end.rcvd is not None else 1006

    @property
    def numbers(self) -> list[int]:
        return [frame["seq"] for frame in self.frames if frame["t"] == "event"]


@asynccontextmanager
async def sleeper(venue: Venue, name: str = "kitchen") -> AsyncIterator[Sleeper]:
    """Asleep from its welcome on."""
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.setblocking(False)
    await asyncio.get_running_loop().sock_connect(narrow, ("127.0.0.1", venue.running.server.port))
    url = venue.running.url.replace("http", "ws") + "/api/v1/stream"
    async with connect(
        url, sock=narrow, subprotocols=[Subprotocol("venuehub.v1.json")], compression=None, max_queue=1, ping_interval=None, close_timeout=1
    ) as opened:
        await opened.send(json.dumps({"t": "hello", "token": venue[name].token}))
        await opened.recv()
        here = [each for each in tuple(venue.running.hub.stage.connections) if str(each.seat.owner) == venue[name].id]
        assert len(here) == 1
        yield Sleeper(opened, here[0])


async def flood(venue: Venue, orders: int) -> None:
    """About 50 KiB of events for the kitchen with each order."""
    for _ in range(orders):
        lines = [{"sku_id": venue.skus["tea"], "quantity": 1, "note": "slow " * 20} for _ in range(50)]
        answer = await venue["pad 801"].post("/orders", {"lines": lines})
        assert answer.status_code == 201
        await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
        await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/open", {"guests": 2})


def for_the_kitchen(venue: Venue, after: int) -> list[int]:
    heard = {"all", "kitchen", "kitchen:hot", "kitchen:cold", "kitchen:bar"}
    return [event.seq for event in everything_said(venue, after) if event.channels & heard]


@pytest.mark.timeout(60)
async def test_one_that_reads_again_in_time_is_fed_from_the_log(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.live.connection.SLOW_SECONDS", 300.0)
    async with sleeper(venue) as slow, Hub(venue.running.url) as address, Watchers(venue, address, "cashier 1") as screens:
        before = head(venue)
        await flood(venue, 8)
        await until(lambda: slow.inside.socket.paused, 30, "paused")
        assert not slow.inside.is_live()
        unsent = slow.inside.socket.buffered()
        await flood(venue, 4)
        assert slow.inside.socket.buffered() <= unsent <= HIGH_WATER + PIECE_BYTES
        await screens.agree()
        await slow.read_to(for_the_kitchen(venue, before)[-1])
        await until(slow.inside.is_live, 30, "live")
        assert await slow.read(0.5) is None
        assert [number for number in slow.numbers if number > before] == for_the_kitchen(venue, before)


@pytest.mark.timeout(60)
async def test_without_the_pause_what_is_unsent_would_grow_and_grow(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    """The counterpart: the same screen at a hub that goes on writing."""
    monkeypatch.setattr(Connection, "paused", lambda connection: None)
    async with sleeper(venue) as slow:
        await flood(venue, 12)
        assert slow.inside.socket.buffered() > 3 * HIGH_WATER


@pytest.mark.timeout(60)
async def test_one_that_stays_asleep_is_closed_after_ten_seconds(venue: Venue) -> None:
    async with sleeper(venue) as slow:
        paused_at: list[float] = []
        pause = slow.inside.socket.on_pause

        def note_and_pause() -> None:
            paused_at.append(time.monotonic())
            pause()

        slow.inside.socket.on_pause = note_and_pause
        await flood(venue, 8)
        await until(lambda: slow.inside not in venue.running.hub.stage.connections, 30, "closed")
        assert time.monotonic() - paused_at[-1] >= 9.9
        assert await slow.read() in (4101, 1006)


@pytest.mark.timeout(60)
async def test_one_that_is_revoked_while_it_does_not_read_is_sent_away_when_it_does(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.live.connection.SLOW_SECONDS", 300.0)
    async with sleeper(venue) as slow:
        await flood(venue, 8)
        await until(lambda: slow.inside.socket.paused, 30, "paused")
        assert (await venue["manager"].post(f"/devices/{venue['kitchen'].id}/revoke")).status_code < 300
        revoked_at = head(venue)
        await flood(venue, 1)
        assert await slow.read() == 4002
        assert max(slow.numbers) <= revoked_at, "it heard what was said behind its back"
