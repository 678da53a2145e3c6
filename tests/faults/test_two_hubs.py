"""F4: two hubs on one PostgreSQL. Redis only makes the second one quicker: without it nothing is lost, and nothing is a second late."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from statistics import median
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from devices.client import Hub
from devices.simulator import FaultProxy
from tests.conftest import client_of
from tests.faults.breakable import BUSY_SECONDS, LONG, Own, figures, own_servers
from tests.faults.rounds import UNTIL_TOLD, Guests
from tests.faults.watchers import Watchers
from tests.im.sockets import socket
from tests.quiet import hushed
from tests.running import RunningHub
from tests.servers import RedisServer
from tests.venues import Venue

AWAY_SECONDS = 60.0 if LONG else 5.0
VANISHED_SECONDS = 30.0 if LONG else 8.0
ORDERS_PER_SECOND = 20.0 if LONG else 12.0
NORMAL_SECONDS = 0.1
"""From the commit at one hub to the screens of the other, with Redis, in the middle; a poll of the heads takes half a second."""
WITHOUT_SECONDS = 1.5 + BUSY_SECONDS
BACK_SECONDS = 5.0
SCREENS = ("kitchen", "kitchen hot", "cashier 1", "manager")


class Pair(NamedTuple):
    """Two hubs on one database; guests order at the first, screens hang on the second."""

    first: RunningHub
    second: RunningHub
    redis: RedisServer


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    with own_servers(tmp_path_factory.mktemp("two-hubs")) as servers:
        yield servers


@contextmanager
def two_hubs(own: Own) -> Iterator[Pair]:
    own.redis.start()
    first = RunningHub(own.backend.settings())
    second = RunningHub(own.backend.beside(first.settings))
    try:
        yield Pair(first, second, own.redis)
    finally:
        own.redis.start()
        second.stop()
        first.stop()


@pytest.fixture(scope="module")
def pair(own: Own) -> Iterator[Pair]:
    with two_hubs(own) as hubs:
        yield hubs


@pytest.fixture
async def venue(pair: Pair) -> AsyncIterator[Venue]:
    """Its clients talk to the first hub. It announces nothing: a message that the second hub runs would bring it the news as well."""
    async with client_of(pair.first) as http:
        yield hushed(Venue(pair.first, http))


class Delays:
    """How long after its answer each round was on each screen of the other hub."""

    def __init__(self, guests: Guests, screens: Watchers) -> None:
        self.guests = guests
        self.screens = screens
        self.seen: list[tuple[float, str]] = []
        for device in screens.devices.values():
            device.on_event(lambda event: self.seen.append((time.monotonic(), event.cause or "")))

    def between(self, since: float, before: float = float("inf")) -> list[float]:
        """Of the rounds answered in this time. Negative is possible: a hint may be quicker than an answer."""
        answered = self.guests.answered_at
        return [at - answered[cause] for at, cause in self.seen if cause in answered and since <= answered[cause] < before]


@contextmanager
def stopped(redis: RedisServer) -> Iterator[None]:
    redis.stop()
    yield
    redis.start()


@contextmanager
def killed(redis: RedisServer) -> Iterator[None]:
    redis.kill()
    yield
    redis.start()


@contextmanager
def frozen(redis: RedisServer) -> Iterator[None]:
    assert redis.process is not None
    os.kill(redis.process.pid, signal.SIGSTOP)
    yield
    os.kill(redis.process.pid, signal.SIGCONT)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("away", [killed, frozen, *([stopped] if LONG else [])])
async def test_without_redis_screens_of_the_other_hub_are_a_second_late_at_most(
    pair: Pair, venue: Venue, away: Callable[[RedisServer], AbstractContextManager[None]]
) -> None:
    async with Hub(pair.second.url) as address, Watchers(venue, address, *SCREENS) as screens:
        guests = Guests(venue, UNTIL_TOLD)
        guests.pause_seconds = len(guests.hands) / ORDERS_PER_SECOND
        delays = Delays(guests, screens)
        ordering = asyncio.create_task(guests.run())
        began = time.monotonic()
        await asyncio.sleep(2)
        gone_at = time.monotonic()
        with away(pair.redis):
            await asyncio.sleep(AWAY_SECONDS)
            ready = await venue.http.get("/health/ready")
        back_at = time.monotonic()
        await asyncio.sleep(BACK_SECONDS + 2)
        guests.wanted = guests.begun
        await ordering
        await screens.agree(5)
        assert [device.count.connects for device in screens.devices.values()] == [1] * len(SCREENS)
    normal, without, after = delays.between(began, gone_at), delays.between(gone_at, back_at), delays.between(back_at + BACK_SECONDS)
    figures(
        f"Redis {away.__name__}",
        rounds=guests.answered,
        normal=median(normal),
        without=median(without),
        slowest_without=max(without),
        after=median(after),
        slowest_after=max(after),
    )
    assert guests.verdict() == {"lost": [], "twice": []}
    assert {attempt.status for attempt in guests.attempts} == {201}
    assert ready.status_code == 200, ready.text
    assert median(without) > 2 * median(normal), "Redis was there all the time"
    assert max(delays.between(gone_at)) <= WITHOUT_SECONDS
    assert median(without) > median(after), "it was not found again"
    if LONG:
        assert median(normal) <= NORMAL_SECONDS
        assert max(after) <= 2 * NORMAL_SECONDS


@pytest.mark.timeout(60)
async def test_without_the_poll_news_of_the_other_hub_would_be_missing(pair: Pair, venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    """The counterpart: what a hub knows from Redis alone it does not know without."""

    async def poll_nothing(names: object) -> None:
        pass

    async with Hub(pair.second.url) as address, Watchers(venue, address, "kitchen") as screens:
        pair.redis.kill()
        with monkeypatch.context() as without:
            without.setattr(pair.second.hub.fanout, "poll", poll_nothing)
            await venue.order("dumplings")
            with pytest.raises(TimeoutError):
                await screens["kitchen"].wait_until(lambda board: board.lines, within_seconds=3)
        await screens["kitchen"].wait_until(lambda board: board.lines, within_seconds=WITHOUT_SECONDS)
        pair.redis.start()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("with_redis", [True, False])
async def test_a_device_revoked_at_one_hub_is_sent_away_by_the_other(pair: Pair, venue: Venue, with_redis: bool) -> None:
    elsewhere = Venue.__new__(Venue)
    elsewhere.__dict__.update(venue.__dict__ | {"running": pair.second})
    async with socket(elsewhere, venue["pad 801"].token) as screen:
        if not with_redis:
            pair.redis.kill()
        since = time.monotonic()
        await venue["manager"].post(f"/devices/{venue['pad 801'].id}/revoke")
        assert await screen.closed() == 4002
        figures(f"revoked, Redis {with_redis}", closed_after=time.monotonic() - since)
        assert time.monotonic() - since <= WITHOUT_SECONDS
    pair.redis.start()


@pytest.mark.timeout(120)
async def test_a_redis_that_has_vanished_without_a_word_is_left_and_found_again(own: Own) -> None:
    """The wire between the second hub and Redis is half-open: nothing comes, nothing breaks, and only asking tells."""
    own.redis.start()
    first = RunningHub(own.backend.settings())
    async with FaultProxy("127.0.0.1", own.redis.port) as wire, client_of(first) as http:
        settings = own.backend.beside(first.settings)
        far = replace(settings, redis=replace(settings.redis, url=wire.url.replace("http", "redis") + "/0"))
        second = await asyncio.to_thread(RunningHub, far)
        venue = hushed(Venue(first, http))
        try:
            async with Hub(second.url) as address, Watchers(venue, address, *SCREENS) as screens:
                guests = Guests(venue, UNTIL_TOLD)
                guests.pause_seconds = len(guests.hands) / ORDERS_PER_SECOND
                delays = Delays(guests, screens)
                ordering = asyncio.create_task(guests.run())
                await asyncio.sleep(1)
                wire.swallow()
                gone_at = time.monotonic()
                await asyncio.sleep(VANISHED_SECONDS)
                wire.heal()
                back_at = time.monotonic()
                await asyncio.sleep(BACK_SECONDS + 2)
                guests.wanted = guests.begun
                await ordering
                await screens.agree(5)
        finally:
            await asyncio.to_thread(second.stop)
            await asyncio.to_thread(first.stop)
    without, after = delays.between(gone_at, back_at), delays.between(back_at + BACK_SECONDS)
    figures("Redis vanished", without=median(without), slowest_without=max(without), after=median(after), slowest_after=max(after))
    assert max(delays.between(gone_at)) <= WITHOUT_SECONDS
    assert median(without) > NORMAL_SECONDS, "Redis was there all the time"
    assert median(without) > median(after), "it was not found again"
    if LONG:
        assert max(after) <= 2 * NORMAL_SECONDS
