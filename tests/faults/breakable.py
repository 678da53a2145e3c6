"""Servers that belong to one module of tests and are broken by it, and people who go on pressing buttons meanwhile."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import select

from hub.audit.rules import broken, run_audit
from hub.kit.ids import new_id
from hub.tables import TABLES
from tests.running import Backend, RunningHub
from tests.servers import PostgresServer, RedisServer
from tests.venues import Client, Venue

LONG = os.environ.get("HUB_TEST_FAULTS") == "long"
"""The sizes of a release instead of those of every run."""

order_line, event = TABLES["order_line"], TABLES["event"]
LOOK_SECONDS = 0.01


class Own(NamedTuple):
    """A PostgreSQL and a Redis that nobody else uses, and databases on them."""

    postgres: PostgresServer
    redis: RedisServer
    backend: Backend


@contextmanager
def own_servers(folder: Path) -> Iterator[Own]:
    with PostgresServer() as postgres, RedisServer() as redis:
        yield Own(postgres, redis, Backend("postgresql", folder, postgres.url, redis.url))


@contextmanager
def hub_on(backend: Backend) -> Iterator[RunningHub]:
    """A hub on a database that nobody has used. It is left behind on a server that ends with the module."""
    hub = RunningHub(backend.settings())
    try:
        yield hub
    finally:
        hub.stop()


class Attempt(NamedTuple):
    """One send of a command."""

    sent_at: float
    answered_at: float
    status: int
    retry_after: str | None
    replayed: bool

    @property
    def seconds(self) -> float:
        return self.answered_at - self.sent_at


class Hand:
    """Sends a command with the same key until it is answered, as a device does, and notes each attempt."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.attempts: list[Attempt] = []

    async def press(self, path: str, body: Any = None, *, key: str | None = None, within_seconds: float = 60.0) -> Any:
        """The body of the 2xx answer.

        Raises:
            AssertionError: the hub refused, or said 5xx other than 503.
            TimeoutError: no answer in time.
        """
        key = key or str(new_id())
        async with asyncio.timeout(within_seconds):
            while True:
                attempt, answer = await self.send(path, body, key)
                if attempt.status < 300:
                    return answer
                assert attempt.status == 503 or answer["code"] == "request_in_progress", answer
                assert attempt.retry_after is not None, answer
                await asyncio.sleep(float(attempt.retry_after))

    async def send(self, path: str, body: Any, key: str) -> tuple[Attempt, Any]:
        """Once."""
        sent_at = time.monotonic()
        answer = await self.client.post(path, body, key=key)
        replayed = answer.headers.get("idempotency-replayed") == "true"
        attempt = Attempt(sent_at, time.monotonic(), answer.status_code, answer.headers.get("retry-after"), replayed)
        self.attempts.append(attempt)
        return attempt, answer.json()


class Guests:
    """So many rounds of one line each, `round 00001` and so on, from several pads at once; a room is turned over now and then."""

    ROUNDS_OF_A_STAY = 25

    def __init__(self, venue: Venue, wanted: int, pads: Sequence[str] = ("pad 801", "pad 802", "pad 801 b")) -> None:
        self.venue = venue
        self.wanted = wanted
        self.begun = 0
        self.answered = 0
        self.hands = {name: Hand(venue[name]) for name in pads}
        self.desk = Hand(venue["cashier 1"])
        self.pause_seconds = 0.0

    @property
    def attempts(self) -> list[Attempt]:
        """All attempts to place a round, in the order of their answers."""
        return sorted((each for hand in self.hands.values() for each in hand.attempts), key=lambda attempt: attempt.answered_at)

    async def run(self) -> None:
        """Until all are answered."""
        await asyncio.gather(*(self._sit(name) for name in self.hands))

    async def reach(self, answered: int) -> None:
        """Wait until so many are answered."""
        while self.answered < min(answered, self.wanted):
            await asyncio.sleep(LOOK_SECONDS)

    async def _sit(self, name: str) -> None:
        rounds = 0
        while self.begun < self.wanted:
            self.begun += 1
            rounds += 1
            line = {"sku_id": self.venue.skus["tea"], "quantity": 1, "note": f"round {self.begun:05d}"}
            await self.hands[name].press("/orders", {"lines": [line]})
            self.answered += 1
            if name == "pad 802" and rounds % self.ROUNDS_OF_A_STAY == 0:
                await self.desk.press(f"/rooms/{self.venue.rooms['802']}/clean")
                await self.desk.press(f"/rooms/{self.venue.rooms['802']}/open", {"guests": 2})
            await asyncio.sleep(self.pause_seconds)

    def verdict(self) -> dict[str, list[str]]:
        """What was lost and what stands there twice, straight from the tables."""
        rows = self.venue.running.database.read_now(
            lambda tx: tx.query(select(order_line.c.note).where(order_line.c.shop_id == self.venue.shop_id))
        )
        there = [row.note for row in rows]
        asked = [f"round {number:05d}" for number in range(1, self.begun + 1)]
        return {"lost": [note for note in asked if note not in there], "twice": [note for note in asked if there.count(note) > 1]}


def rules_broken(hub: RunningHub) -> list[Any]:
    """What `venuehub audit` would find."""
    return broken(run_audit(hub.database))


def backends_of_the_hub(server: PostgresServer, url: str) -> list[int]:
    """Process ids of the hub's connections to its database, those that have written last first."""
    with psycopg.connect(url, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'venuehub' AND datname = current_database() ORDER BY state_change DESC"
        )
        return [row[0] for row in rows.fetchall()]


async def until(true: Callable[[], object], within_seconds: float, what: str = "it") -> float:
    """Wait until something is true; how long that took.

    Raises:
        TimeoutError: it never was.
    """
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > within_seconds:
            raise TimeoutError(f"{what} was not true after {within_seconds} s")
        await asyncio.sleep(LOOK_SECONDS)
    return time.monotonic() - began


def share(values: Sequence[float], part: float) -> float:
    """The value below which this part of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
