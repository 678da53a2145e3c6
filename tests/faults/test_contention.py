"""F6: many commands want the same rows, deadlocks are forced, another process holds the file. Bounded retries, then 503; never a 500."""

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import psycopg
import pytest

from devices.client import Hub
from hub.kit import db_postgresql, db_sqlite
from hub.kit.db_postgresql import PostgresDatabase
from hub.kit.ids import new_id
from tests.conftest import client_of
from tests.faults.breakable import BUSY_SECONDS, LONG, WAITING, figures, hub_on, rules_broken, until
from tests.faults.rounds import Guests, Hand, notes_of
from tests.faults.watchers import Watchers
from tests.running import Backend, RunningHub
from tests.venues import Venue

HANDS = 64
SECONDS = 20.0 if LONG else 4.0
DEADLOCKS = 10 if LONG else 2
LOCK_SECONDS = 3.0
"""The hub asks PostgreSQL to wait no longer for a row."""
ON_A_LINE = {"start": "kitchen", "finish": "kitchen", "call": "kitchen", "serve": "handheld 1", "cancel": "cashier 1", "rush": "cashier 1"}

DEADLOCK_COUNT = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
STREAM = "SELECT 1 FROM stream WHERE name = %s FOR UPDATE"
STAY = "SELECT 1 FROM stay WHERE room_id = %s AND closed_at IS NULL FOR UPDATE"


@pytest.fixture(scope="module")
def running(running_postgresql: RunningHub) -> RunningHub:
    """Races are PostgreSQL's: SQLite has one writer."""
    return running_postgresql


@pytest.fixture
async def venue(running: RunningHub) -> AsyncIterator[Venue]:
    async with client_of(running) as http:
        yield Venue(running, http)


class Crowd:
    """Everybody in the house works on one order at once."""

    def __init__(self, venue: Venue) -> None:
        self.venue = venue
        self.answers: Counter[tuple[int, str]] = Counter()
        self.slowest = 0.0
        self.lines: list[str] = []

    async def run(self, seconds: float) -> None:
        ends = time.monotonic() + seconds
        first = await self._send("pad 801", "/orders", {"lines": self.venue.lines("tea")})
        self.lines = [line["id"] for line in first["order"]["lines"]]
        async with asyncio.TaskGroup() as group:
            for number in range(HANDS):
                group.create_task(self._work(Random(number), ends))

    async def _work(self, random: Random, ends: float) -> None:
        while time.monotonic() < ends:
            often = 1 if len(self.lines) < 8 else 20  # an order of hundreds of lines would be slow for other reasons
            action = random.choice(["order", *["lines", *ON_A_LINE] * often])
            if action == "order":
                body = {"lines": self.venue.lines("tea", "dumplings")}
                answer = await self._send(random.choice(["pad 801", "pad 801 b"]), "/orders", body)
                self.lines = [line["id"] for line in answer.get("order", {}).get("lines", ())] or self.lines
            elif action == "lines":
                some = random.sample(self.lines, min(5, len(self.lines)))
                wanted = random.choice(["start", "finish", "serve"])
                await self._send("manager", "/kds/lines/transitions", {"action": wanted, "line_ids": some, "partial": True})
            else:
                await self._send(ON_A_LINE[action], f"/kds/lines/{random.choice(self.lines)}/{action}", None)

    async def _send(self, who: str, path: str, body: Any) -> Any:
        sent_at = time.monotonic()
        answer = await self.venue[who].post(path, body)
        self.slowest = max(self.slowest, time.monotonic() - sent_at)
        said = answer.json()
        self.answers[answer.status_code, said.get("code", "")] += 1
        if answer.status_code == 503:
            assert answer.headers["retry-after"]
            await asyncio.sleep(float(answer.headers["retry-after"]))
        return said


def retries_of(venue: Venue) -> int:
    database = venue.running.database
    assert isinstance(database, PostgresDatabase)
    return database.retries


@pytest.mark.timeout(300)
async def test_sixty_four_hands_on_one_order_meet_no_fault(venue: Venue) -> None:
    crowd = Crowd(venue)
    with psycopg.connect(venue.running.settings.database.url, autocommit=True) as server:
        async with Hub(venue.running.url) as address, Watchers(venue, address, "kitchen", "cashier 1", "pad 801") as screens:
            await crowd.run(SECONDS)
            await screens.agree()
        server.execute("SELECT pg_stat_clear_snapshot()")
        deadlocks = server.execute(DEADLOCK_COUNT).fetchone()
    faults = {answer: count for answer, count in crowd.answers.items() if answer[0] >= 500 and answer[0] != 503}
    done = sum(count for (status, _), count in crowd.answers.items() if status < 300)
    told = {f"{status} {code}".strip(): count for (status, code), count in sorted(crowd.answers.items())}
    figures("64 hands", done=done, slowest=crowd.slowest, deadlocks=deadlocks, retries=retries_of(venue), answers=told)
    assert faults == {}
    assert deadlocks == (0,), "somebody locks in another order"
    assert done > HANDS
    assert {status for status, _ in crowd.answers} <= {200, 201, 409, 503}
    assert rules_broken(venue.running) == []


class Outsider:
    """Another client of the same database, which locks what the hub locks, the other way round, and waits longer than the hub does."""

    def __init__(self, venue: Venue) -> None:
        self.venue = venue
        self.room_id = UUID(venue.rooms["801"])
        self.server = psycopg.connect(venue.running.settings.database.url, autocommit=True)
        self.looking = psycopg.connect(venue.running.settings.database.url, autocommit=True)

    def __enter__(self) -> "Outsider":
        return self

    def __exit__(self, *_: object) -> None:
        self.server.close()
        self.looking.close()

    def hold_stream(self) -> None:
        """What every command locks last."""
        self.server.execute("BEGIN")
        self.server.execute("SET LOCAL deadlock_timeout = '60s'")
        self.server.execute(STREAM, [self.venue.stream])

    def hold_stay(self) -> None:
        """What a new round locks early. After `hold_stream` this closes the circle, and the hub is the one to give way."""
        self.server.execute(STAY, [self.room_id])

    def let_go(self) -> None:
        self.server.execute("ROLLBACK")

    async def until_somebody_waits(self) -> None:
        await until(lambda: self.looking.execute(WAITING).fetchone(), 30, "waiting for a row")


async def deadlock(venue: Venue, outsider: Outsider, hand: Hand) -> Any:
    """One order that is sure to meet a deadlock; its first answer."""
    outsider.hold_stream()
    ordering = asyncio.create_task(hand.send("/orders", {"lines": venue.lines("tea")}, str(new_id())))
    await outsider.until_somebody_waits()
    await asyncio.to_thread(outsider.hold_stay)
    outsider.let_go()
    attempt, _ = await ordering
    return attempt


@pytest.mark.timeout(120)
async def test_a_deadlock_is_tried_again_and_nobody_learns_of_it(venue: Venue) -> None:
    hand, before = Hand(venue["pad 801"]), retries_of(venue)
    with Outsider(venue) as outsider:
        attempts = [await deadlock(venue, outsider, hand) for _ in range(DEADLOCKS)]
        outsider.looking.execute("SELECT pg_stat_clear_snapshot()")
        met = (outsider.looking.execute(DEADLOCK_COUNT).fetchone() or (0,))[0]
    figures("deadlocks", met=met, retries=retries_of(venue) - before, seconds=[attempt.seconds for attempt in attempts])
    assert met >= DEADLOCKS, "the fault did not happen"
    assert retries_of(venue) - before >= DEADLOCKS
    assert [attempt.status for attempt in attempts] == [201] * DEADLOCKS
    assert len(notes_of(venue)) == DEADLOCKS


@pytest.mark.timeout(120)
async def test_a_deadlock_that_may_not_be_tried_again_is_503(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    """The counterpart: it is the retry that hides it, and at its end there is an answer that a device knows what to do with."""
    monkeypatch.setattr(db_postgresql, "TRIES", 1)
    hand = Hand(venue["pad 801"])
    with Outsider(venue) as outsider:
        attempt = await deadlock(venue, outsider, hand)
    assert (attempt.status, attempt.retry_after) == (503, "1")
    assert notes_of(venue) == []


@pytest.mark.timeout(120)
async def test_a_row_that_stays_locked_is_503_and_the_other_rooms_go_on(venue: Venue) -> None:
    hand = Hand(venue["pad 801"])
    with Outsider(venue) as outsider:
        outsider.server.execute("BEGIN")
        outsider.hold_stay()
        key = str(new_id())
        waiting = asyncio.create_task(hand.send("/orders", {"lines": venue.lines("tea")}, key))
        await outsider.until_somebody_waits()
        next_door, _ = await Hand(venue["pad 802"]).send("/orders", {"lines": venue.lines("tea")}, str(new_id()))
        refused, problem = await waiting
        outsider.let_go()
    assert next_door.status == 201, "whoever waits for a locked row is refused"
    assert (refused.status, problem["code"], refused.retry_after) == (503, "busy", "1")
    assert refused.seconds <= LOCK_SECONDS + 4 + BUSY_SECONDS
    again, _ = await hand.send("/orders", {"lines": venue.lines("tea")}, key)
    assert (again.status, again.replayed) == (201, False)


# SQLite: another process on the file

HOLDS = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
connection.execute("ROLLBACK")
"""


@contextmanager
def held_by_another_process(folder: Path) -> Iterator[None]:
    """Somebody has the write lock of the file as long as the block lasts."""
    command = [sys.executable, "-c", HOLDS, str(folder / "hub.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == b"held\n"
        yield
        process.stdin.close()


@pytest.fixture
def impatient(sqlite_backend: Backend, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningHub]:
    """A hub that waits half a second for the file, so that the test need not wait for five."""
    connect = db_sqlite.connect

    def connect_impatiently(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
        connection = connect(path, read_only=read_only)
        connection.execute("PRAGMA busy_timeout=500")
        return connection

    monkeypatch.setattr(db_sqlite, "connect", connect_impatiently)
    with hub_on(sqlite_backend) as hub:
        yield hub


@pytest.mark.timeout(120)
async def test_a_file_that_is_held_for_a_moment_makes_commands_wait(sqlite_backend: Backend) -> None:
    with hub_on(sqlite_backend) as hub:
        async with client_of(hub) as http:
            venue = Venue(hub, http)
            guests = Guests(venue, 24, at_once=8)
            with held_by_another_process(hub.settings.data_path):
                ordering = asyncio.create_task(guests.run())
                await asyncio.sleep(1.0)
                assert guests.attempts == [], "the file was not held"
            await ordering
            assert {attempt.status for attempt in guests.attempts} == {201}
            assert guests.verdict() == {"lost": [], "twice": []}


@pytest.mark.timeout(120)
async def test_a_file_that_stays_held_is_503_for_all_who_wait_at_once(impatient: RunningHub) -> None:
    """Those of a batch are refused together: one after the other the last would wait half a minute."""
    async with client_of(impatient) as http:
        venue = Venue(impatient, http)
        guests = Guests(venue, 48, at_once=16)

        def refused() -> int:
            return sum(attempt.status == 503 for attempt in guests.attempts)

        with held_by_another_process(impatient.settings.data_path):
            ordering = asyncio.create_task(guests.run())
            assert (await venue["kitchen"].get("/me/board")).status_code == 200, "whoever only reads waits for nobody"
            await until(lambda: refused() >= 48, 60, "refused")
            assert guests.answered == 0, "the file was not held"
        await ordering
        figures("held file", refused=refused(), slowest=max(attempt.seconds for attempt in guests.attempts))
        assert max(attempt.seconds for attempt in guests.attempts) <= 8.0 + BUSY_SECONDS
        assert guests.verdict() == {"lost": [], "twice": []}
        assert rules_broken(impatient) == []
