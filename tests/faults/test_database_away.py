"""F5: PostgreSQL crashes, loses a backend, stands still, is gone for a while. Nothing is lost or doubled, nobody is sent away for good."""

import asyncio
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import psycopg
import pytest

from devices.client import Hub
from hub.kit import db_postgresql
from hub.kit.db import Tx, Unit
from hub.kit.errors import Busy, ReadOnly
from hub.kit.ids import new_id
from hub.live.epoch import Marks
from tests.conftest import client_of
from tests.faults.breakable import BUSY_SECONDS, LONG, Own, backends, figures, hub_on, own_servers, rules_broken, until
from tests.faults.rounds import UNTIL_TOLD, Guests, Hand, notes_of
from tests.faults.watchers import Watchers
from tests.im.sockets import socket
from tests.running import RunningHub
from tests.servers import PostgresServer
from tests.venues import Venue

ROUNDS, TIMES = (1000, 20) if LONG else (120, 4)
AWAY_SECONDS = 30.0 if LONG else 4.0
FROZEN_SECONDS = 10.0 if LONG else 2.0
ANSWER_SECONDS = 3.0 + BUSY_SECONDS
"""A command is answered within this, with a database or without."""
BACK_SECONDS = 2.0 + BUSY_SECONDS
"""From the moment the database takes connections to the first order."""
STRAIGHT_AFTER = 200
IMPATIENT = 60
SCREENS = ("kitchen", "cashier 1", "manager", "pad 802")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    with own_servers(tmp_path_factory.mktemp("database-away")) as servers:
        yield servers


@pytest.fixture(scope="module")
def running(own: Own) -> Iterator[RunningHub]:
    with hub_on(own.backend) as hub:
        yield hub


@pytest.fixture
async def venue(own: Own, running: RunningHub) -> AsyncIterator[Venue]:
    own.postgres.start()
    async with client_of(running) as http:
        yield Venue(running, http)


def crash(server: PostgresServer, url: str) -> None:
    """As a power cut of the server's machine; what was committed is recovered at its start."""
    server.restart("immediate")


def kill_a_backend(server: PostgresServer, url: str) -> None:
    """One process of the server is killed: the server ends all others too and recovers by itself."""
    os.kill(backends(url)[0], signal.SIGKILL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            psycopg.connect(server.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.005)
        else:
            return
    raise TimeoutError("the server did not recover")


def end_a_backend(server: PostgresServer, url: str) -> None:
    """One connection is ended by an operator."""
    server.kill_backend(backends(url)[0])


class Fault(NamedTuple):
    """What is done to the server, and the words in its log that show that it happened."""

    do: Callable[[PostgresServer, str], None]
    words: str


FAULTS = {
    "crash": Fault(crash, "database system was not properly shut down"),
    "killed backend": Fault(kill_a_backend, "was terminated by signal 9"),
    "ended backend": Fault(end_a_backend, "terminating connection due to administrator command"),
}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_database_that_breaks_again_and_again_loses_and_doubles_nothing(own: Own, venue: Venue, fault: str) -> None:
    random, url, server = Random(5), venue.running.settings.database.url, own.postgres
    before = server.log.read_text("utf-8", "replace").count(FAULTS[fault].words)
    back_after: list[float] = []
    async with Hub(venue.running.url) as address, Watchers(venue, address, *SCREENS) as screens:
        guests = Guests(venue, UNTIL_TOLD)
        ordering = asyncio.create_task(guests.run())
        for number in range(1, TIMES + 1):
            await guests.reach(number * ROUNDS // (TIMES + 1))
            await asyncio.sleep(random.uniform(0, 0.05))
            await asyncio.to_thread(FAULTS[fault].do, server, url)
            back_after.append(await guests.next_answer(30))
        guests.wanted = max(ROUNDS, guests.begun)
        await ordering
        straight_after = Guests(venue, STRAIGHT_AFTER, first=guests.begun + 1)
        await straight_after.run()
        await screens.agree()
        assert [device.count.connects for device in screens.devices.values()] == [1] * len(SCREENS)
    slowest = max(attempt.seconds for attempt in guests.attempts)
    figures(fault, back_after=back_after, slowest_answer=slowest, answers=Counter(attempt.status for attempt in guests.attempts))
    assert server.log.read_text("utf-8", "replace").count(FAULTS[fault].words) - before >= TIMES, "the fault did not happen"
    assert guests.verdict() == straight_after.verdict() == {"lost": [], "twice": []}
    assert rules_broken(venue.running) == []
    assert max(back_after) <= BACK_SECONDS
    assert slowest <= ANSWER_SECONDS
    assert {attempt.status for attempt in straight_after.attempts} == {201}, "a connection was poisoned"


@pytest.mark.timeout(300)
async def test_while_the_database_is_gone_commands_are_answered_soon_and_screens_stay(own: Own, venue: Venue) -> None:
    """More commands wait than there are threads, so that one that waits behind others must not wait for all their retries."""
    async with Hub(venue.running.url) as address, Watchers(venue, address, *SCREENS) as screens:
        guests = Guests(venue, IMPATIENT, at_once=IMPATIENT // 3)
        await asyncio.to_thread(own.postgres.stop, "immediate")
        ordering = asyncio.create_task(guests.run())
        await asyncio.sleep(AWAY_SECONDS)
        boards = await asyncio.gather(*(venue[name].get("/me/board") for name in SCREENS))
        assert [(board.status_code, board.json()["code"]) for board in boards] == [(503, "read_only")] * len(SCREENS)
        assert all(int(board.headers["retry-after"]) >= 1 for board in boards)
        assert guests.answered == 0
        assert all(device.live for device in screens.devices.values())
        await asyncio.to_thread(own.postgres.start)
        back_after = await guests.next_answer(30)
        await ordering
        await screens.agree()
        assert [device.count.connects for device in screens.devices.values()] == [1] * len(SCREENS)
    refused = [attempt for attempt in guests.attempts if attempt.status == 503]
    slowest = max(attempt.seconds for attempt in refused)
    figures("gone", back_after=back_after, refused=len(refused), slowest_refusal=slowest)
    assert len(refused) >= IMPATIENT
    assert slowest <= ANSWER_SECONDS
    assert back_after <= BACK_SECONDS
    assert guests.verdict() == {"lost": [], "twice": []}


@pytest.mark.timeout(120)
async def test_a_screen_that_says_hello_meanwhile_is_told_to_come_back(own: Own, venue: Venue) -> None:
    """Whoever cannot be looked up is not sent away for good: a stopped screen would need a person."""
    ticket = (await venue["manager"].post("/auth/ticket")).json()["ticket"]
    async with Hub(venue.running.url) as address, Watchers(venue, address, "kitchen") as screens:
        await asyncio.to_thread(own.postgres.stop, "immediate")
        for token in (venue["cashier 1"].token, ticket):
            async with socket(venue, token) as refused:
                assert refused.code == 4105
        screens["kitchen"].cut()
        await until(lambda: screens["kitchen"].count.closes.get(4105), 30, "the hello refused")
        await asyncio.to_thread(own.postgres.start)
        await screens.live(30)
        await venue.order("dumplings")
        await screens.agree()
        assert screens["kitchen"].stopped_by is None


async def shown(venue: Venue, name: str, presence: str) -> None:
    """Wait until the office is told so of a device.

    Raises:
        TimeoutError: it is not.
    """

    async def is_shown() -> bool:
        return bool((await venue["manager"].get(f"/devices/{venue[name].id}")).json().get("presence") == presence)

    await until(is_shown, 30, f"{name} {presence}")


@pytest.mark.timeout(120)
async def test_a_screen_that_left_meanwhile_leaves_no_ghost(own: Own, venue: Venue) -> None:
    async with socket(venue, venue["cashier 1"].token) as leaving:
        await shown(venue, "cashier 1", "online")
        await asyncio.to_thread(own.postgres.stop, "immediate")
        await leaving.ws.close()
        await asyncio.sleep(1.5)
        await asyncio.to_thread(own.postgres.start)
        await shown(venue, "cashier 1", "offline")


@pytest.mark.timeout(120)
async def test_a_screen_whose_arrival_could_not_be_noted_is_shown_when_it_can(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    """So it is when thousands come at once: notes wait, and are not dropped."""
    database, refused = venue.running.database, 0
    submit, full_until = database.submit, time.monotonic() + 2

    def submit_but_no_notes(unit: Unit, *, patient: bool = False) -> None:
        nonlocal refused
        if patient and time.monotonic() < full_until:
            refused += 1
            raise Busy(retry_after=1)
        submit(unit, patient=patient)

    monkeypatch.setattr(database, "submit", submit_but_no_notes)
    async with socket(venue, venue["handheld 1"].token) as coming:
        assert coming.welcome is not None
        await shown(venue, "handheld 1", "online")
    await shown(venue, "handheld 1", "offline")
    assert refused


@pytest.mark.timeout(120)
async def test_commands_wait_for_a_database_that_stands_still(own: Own, venue: Venue) -> None:
    """Frozen, not gone: nothing tells the hub, so everything waits, and goes on when the database does."""
    await venue.order("tea")
    frozen = [*backends(venue.running.settings.database.url), own.postgres.process.pid] if own.postgres.process else []
    guests = Guests(venue, 24, at_once=4)
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    try:
        ordering = asyncio.create_task(guests.run())
        await asyncio.sleep(FROZEN_SECONDS)
        assert guests.answered == 0
        live = await venue.http.get("/health/live")
        assert live.status_code == 200
    finally:
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)
    assert await guests.next_answer(30) <= BACK_SECONDS
    await ordering
    assert guests.verdict() == {"lost": [], "twice": []}


class Cut:
    """Breaks the connection of one command around its COMMIT, once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, server: PostgresServer, place: str) -> None:
        self.server, self.place, self.key, self.done = server, place, "", 0
        self._of: dict[int, psycopg.Connection[Any]] = {}
        monkeypatch.setattr(db_postgresql, "crash_point", self.at)
        monkeypatch.setattr(db_postgresql.PostgresDatabase, "finish", self.finishing(db_postgresql.PostgresDatabase.finish))

    def finishing(self, finish: Callable[..., None]) -> Callable[..., None]:
        def note_and_finish(database: Any, tx: Tx, txs: Sequence[Tx]) -> None:
            finish(database, tx, txs)
            if self.key and tx.cause == self.key:
                self._of[threading.get_ident()] = tx._cursor._connection  # type: ignore[attr-defined]

        return note_and_finish

    def at(self, place: str) -> None:
        if place != self.place or threading.get_ident() not in self._of:
            return
        connection = self._of.pop(threading.get_ident())
        self.done, self.key = self.done + 1, ""
        if place == "before_commit":
            self.server.kill_backend(connection.info.backend_pid)
        else:
            connection.close()
            raise psycopg.OperationalError("the server closed the connection unexpectedly")


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("place", "committed"), [("before_commit", False), ("after_commit", True)])
async def test_a_commit_without_an_answer_is_settled_by_the_key(
    own: Own, venue: Venue, monkeypatch: pytest.MonkeyPatch, place: str, committed: bool
) -> None:
    """Nobody can say on which side of the COMMIT the connection broke; the same key can."""
    hand, cut = Hand(venue["pad 801"]), Cut(monkeypatch, own.postgres, place)
    body = {"lines": [{"sku_id": venue.skus["tea"], "quantity": 1, "note": "round 00001"}]}
    async with Hub(venue.running.url) as address, Watchers(venue, address, "kitchen", "pad 801") as screens:
        cut.key = key = str(new_id())
        unsure, problem = await hand.send("/orders", body, key)
        assert (unsure.status, problem["code"], unsure.retry_after, cut.done) == (503, "read_only", "1", 1)
        assert len(notes_of(venue)) == int(committed)
        if committed:  # this hub does not know that it has news; it looks once a second
            await screens["kitchen"].wait_until(lambda board: board.lines, within_seconds=1.5 + BUSY_SECONDS)
        again, _ = await hand.send("/orders", body, key)
        assert (again.status, again.replayed) == (201, committed)
        assert len(notes_of(venue)) == 1
        await screens.agree()
        await hand.send("/orders", body, str(new_id()))
        assert len(notes_of(venue)) == 2, "with another key it is another round: the key is what settles it"


def test_an_outage_of_some_minutes_does_not_look_like_a_restored_backup(running: RunningHub, tmp_path: Path) -> None:
    """The mark in the file runs ahead of the one in the database once a minute; a start must still know the latter."""

    class Away:
        def run_now(self, work: Callable[[Tx], Any]) -> Any:
            raise ReadOnly

    marks = Marks(tmp_path)
    marks.renew(running.database, starting=True)
    for _ in range(4):
        with pytest.raises(ReadOnly):
            marks.renew(Away())  # type: ignore[arg-type]
    assert not Marks(tmp_path).renew(running.database, starting=True)
