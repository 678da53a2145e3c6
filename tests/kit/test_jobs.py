"""Jobs: rows that run, are tried again, and end."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hub.app import open_broker, open_database
from hub.kit import jobs
from hub.kit.clock import Clock
from hub.kit.db import Database
from hub.kit.dead_letters import dead_letters, run_dead_again
from hub.kit.errors import StorageFull
from hub.kit.ids import new_id
from hub.kit.jobs import Dispatcher, JobRun, add_job, job, want_job
from hub.settings import Settings
from tests.running import Backend

ran: list[str] = []


@job("test.note", attempts=3)
def note(run: JobRun, args: dict[str, Any]) -> None:
    ran.append(args["name"])
    if args.get("fails"):
        raise ValueError("poison")


@job("test.slow", attempts=1, time_limit_seconds=1)
def slow(run: JobRun, args: dict[str, Any]) -> None:
    for _ in range(200):
        time.sleep(0.05)


@job("test.refused", attempts=2)
def refused(run: JobRun, args: dict[str, Any]) -> None:
    ran.append(args["name"])
    if len(ran) < 5:
        raise StorageFull


@pytest.fixture
def settings(backend: Backend) -> Settings:
    return backend.settings()


@pytest.fixture
async def database(settings: Settings, backend: Backend) -> AsyncIterator[Database]:
    ran.clear()
    database = open_database(settings, Clock())
    database.attach(asyncio.get_running_loop())
    yield database
    await asyncio.to_thread(database.close)
    backend.forget(settings)


@pytest.fixture
async def dispatcher(settings: Settings, database: Database) -> AsyncIterator[Dispatcher]:
    dispatcher = Dispatcher(database, await asyncio.to_thread(open_broker, settings, database))
    database.on_commit = dispatcher.wake
    await dispatcher.start()
    yield dispatcher
    await dispatcher.stop()


async def until(done: Any, seconds: float = 30.0) -> None:
    async with asyncio.timeout(seconds):
        while not await done():  # noqa: ASYNC110 (the rows are looked at as an operator would)
            await asyncio.sleep(0.02)


async def states(database: Database) -> list[tuple[str, str, int]]:
    rows = await database.read(lambda tx: tx.query(select(jobs.jobs).order_by(jobs.jobs.c.id)))
    return [(row.args["name"], row.state, row.attempts) for row in rows]


async def test_a_due_job_runs_at_once_and_is_done(database: Database, dispatcher: Dispatcher) -> None:
    await database.run(lambda tx: add_job(tx, "test.note", "a", tx.now, {"name": "a"}))

    async def is_done() -> bool:
        return await states(database) == [("a", "done", 1)]

    await until(is_done)
    assert ran == ["a"]


async def test_a_job_of_a_unit_that_refused_does_not_exist(database: Database, dispatcher: Dispatcher) -> None:
    def refuse(tx: Any) -> None:
        add_job(tx, "test.note", "a", tx.now, {"name": "a"})
        raise ValueError

    with pytest.raises(ValueError):
        await database.run(refuse)
    assert await states(database) == []


async def test_a_second_job_with_the_same_key_is_not_added_while_one_waits(database: Database) -> None:
    later = timedelta(hours=1)
    for _ in range(3):
        await database.run(lambda tx: add_job(tx, "test.note", "a", tx.now + later, {"name": "a"}))
    assert await states(database) == [("a", "waiting", 0)]


async def test_jobs_are_added_however_often_a_connection_has_done_it(database: Database) -> None:
    """PostgreSQL tries a plan for all values after five executions; an index that is named by a parameter is not found then."""
    for number in range(60):
        await database.run(lambda tx, n=number: add_job(tx, "test.note", f"{n % 7}", tx.now + timedelta(hours=1), {"name": "later"}))  # type: ignore[misc]
    assert len(await states(database)) == 7


async def test_a_poison_job_ends_as_a_dead_letter_and_holds_nobody_up(
    database: Database, dispatcher: Dispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "back_off", lambda attempts: timedelta(milliseconds=20))
    await database.run(lambda tx: add_job(tx, "test.note", "bad", tx.now, {"name": "bad", "fails": True}))
    for number in range(20):
        await database.run(lambda tx, n=number: add_job(tx, "test.note", f"good {n}", tx.now, {"name": f"good {n}"}))  # type: ignore[misc]

    async def is_over() -> bool:
        found = await states(database)
        return all(state != "waiting" for _, state, _ in found)

    await until(is_over)
    found = await states(database)
    assert found[0] == ("bad", "dead", 3)
    assert {state for _, state, _ in found[1:]} == {"done"}
    error = await database.read(lambda tx: tx.query(select(jobs.jobs.c.error).where(jobs.jobs.c.state == "dead"))[0].error)
    assert "poison" in error


async def test_a_lease_that_another_boot_left_is_taken_again(settings: Settings, database: Database) -> None:
    await database.run(lambda tx: add_job(tx, "test.note", "a", tx.now, {"name": "a"}))
    dead, lease = Dispatcher(database, None), new_id()
    taken, _ = await database.run(lambda tx: dead._lease(tx, lease))
    assert len(taken) == 1
    if database.kind == "postgresql":  # there it has to run out
        await database.run(lambda tx: tx.run(jobs.jobs.update().values(lease_until=tx.now - timedelta(seconds=1))))
    alive = Dispatcher(database, None)
    await alive.start()

    async def is_done() -> bool:
        return await states(database) == [("a", "done", 1)]

    await until(is_done)
    await asyncio.to_thread(dead.execute, str(taken[0].id), str(lease))  # the late one finds its lease gone
    assert ran == ["a"]
    await alive.stop()


async def test_a_job_that_waits_for_its_time_does_not_run_before(database: Database, dispatcher: Dispatcher) -> None:
    await database.run(lambda tx: add_job(tx, "test.note", "a", tx.now + timedelta(milliseconds=700), {"name": "a"}))

    async def is_done() -> bool:
        return await states(database) == [("a", "done", 1)]

    await until(is_done)
    (row,) = await database.read(lambda tx: tx.query(select(jobs.jobs)))
    assert row.done_at >= row.due_at


async def test_a_job_whose_end_could_not_be_written_at_once_is_done_all_the_same(
    database: Database, dispatcher: Dispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite a lease ends with its boot: were the note lost, the job would stay leased until the next start."""
    real, calls = database.run_now, iter(range(1000))

    def full_for_a_while(work: Any) -> Any:
        if next(calls) in (1, 2):  # the first call begins the job
            raise StorageFull
        return real(work)

    monkeypatch.setattr(database, "run_now", full_for_a_while)
    await database.run(lambda tx: add_job(tx, "test.note", "a", tx.now, {"name": "a"}))

    async def is_done() -> bool:
        return await states(database) == [("a", "done", 1)]

    await until(is_done)
    assert ran == ["a"]


async def test_a_job_that_runs_beyond_its_time_is_ended_and_said_so(database: Database, dispatcher: Dispatcher) -> None:
    await database.run(lambda tx: add_job(tx, "test.slow", "a", tx.now, {"name": "a"}))

    async def is_dead() -> bool:
        return await states(database) == [("a", "dead", 1)]

    await until(is_dead)
    error = await database.read(lambda tx: tx.query(select(jobs.jobs.c.error))[0].error)
    assert "TimeLimitExceeded" in error


async def test_a_full_disk_uses_up_no_attempt(database: Database, dispatcher: Dispatcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "back_off", lambda attempts: timedelta(milliseconds=20))
    await database.run(lambda tx: add_job(tx, "test.refused", "a", tx.now, {"name": "a"}))

    async def is_done() -> bool:
        return await states(database) == [("a", "done", 1)]

    await until(is_done)
    assert len(ran) == 5


async def test_a_broker_that_is_away_uses_up_no_attempt(
    database: Database, dispatcher: Dispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(dispatcher, "_send", away)
        await database.run(lambda tx: add_job(tx, "test.note", "a", tx.now, {"name": "a"}))
        await asyncio.sleep(0.5)
    assert await states(database) == [("a", "waiting", 0)]

    async def is_done() -> bool:
        return await states(database) == [("a", "done", 1)]

    await until(is_done)  # as soon as the broker is back, not when the lease of half a minute has run out


async def test_a_job_that_ends_its_worker_every_time_becomes_a_dead_letter(database: Database) -> None:
    """Nobody is left to write down how it failed: the attempts that began are counted instead."""
    await database.run(lambda tx: add_job(tx, "test.note", "a", tx.now, {"name": "a"}))
    for _ in range(4):
        killed, lease = Dispatcher(database, None), new_id()
        taken, _ = await database.run(lambda tx, d=killed, lease=lease: d._lease(tx, lease))  # type: ignore[misc]
        await database.run(lambda tx, d=killed, row=taken[0], lease=lease: d._begin(tx, row.id, lease))  # type: ignore[misc]
        await database.run(lambda tx: tx.run(jobs.FREE_ALL))  # as the next start does, or the end of the lease
    assert await states(database) == [("a", "dead", 3)]
    assert ran == []


gate = threading.Event()


@job("test.gated", attempts=2)
def gated(run: JobRun, args: dict[str, Any]) -> None:
    ran.append(args["name"])
    gate.wait(10)


async def test_a_job_that_is_wanted_while_it_runs_runs_once_more(database: Database, dispatcher: Dispatcher) -> None:
    """Added, it would be swallowed: what came after its first look would lie until somebody else comes."""
    gate.clear()
    await database.run(lambda tx: want_job(tx, "test.gated", "a", tx.now, {"name": "a"}))

    async def runs() -> bool:
        return ran == ["a"]

    await until(runs)
    for seconds in (0, 0, 3600):  # the earliest wish counts, and several are one
        await database.run(lambda tx, s=seconds: want_job(tx, "test.gated", "a", tx.now + timedelta(seconds=s), {"name": "a"}))  # type: ignore[misc]
    gate.set()

    async def is_done() -> bool:
        return await states(database) == [("a", "done", 1)]

    await until(is_done)
    assert ran == ["a", "a"]


@job("test.gated_once", attempts=1)
def gated_once(run: JobRun, args: dict[str, Any]) -> None:
    gated_poison(run, args)


@job("test.gated_poison", attempts=2)
def gated_poison(run: JobRun, args: dict[str, Any]) -> None:
    ran.append(args["name"])
    gate.wait(10)
    if len(ran) == 1:
        raise ValueError("poison")


async def want_while_it_runs(database: Database, kind: str, seconds: float) -> None:
    """A job that will fail begins, and is wanted once more before it does."""
    gate.clear()
    await database.run(lambda tx: want_job(tx, kind, "a", tx.now, {"name": "a"}))

    async def runs() -> bool:
        return ran == ["a"]

    await until(runs)
    await database.run(lambda tx: want_job(tx, kind, "a", tx.now + timedelta(seconds=seconds), {"name": "a"}))
    gate.set()


async def test_what_is_wanted_while_a_job_fails_for_the_last_time_runs_beside_its_dead_letter(
    database: Database, dispatcher: Dispatcher
) -> None:
    """Nobody would want it again: whoever did has committed, and looks no more."""
    await want_while_it_runs(database, "test.gated_once", 0)

    async def both() -> bool:
        return sorted(await states(database)) == [("a", "dead", 1), ("a", "done", 1)]

    await until(both)
    assert ran == ["a", "a"]
    (letter,) = await database.read(dead_letters)
    assert (letter.kind, letter.key, letter.args, letter.attempts) == ("test.gated_once", "a", {"name": "a"}, 1)
    assert "poison" in letter.error


async def test_what_is_wanted_for_later_while_a_job_fails_for_the_last_time_waits_for_then(
    database: Database, dispatcher: Dispatcher
) -> None:
    await want_while_it_runs(database, "test.gated_once", 3600)

    async def both() -> bool:
        return sorted(await states(database)) == [("a", "dead", 1), ("a", "waiting", 0)]

    await until(both)
    (row,) = await database.read(lambda tx: tx.query(select(jobs.jobs).where(jobs.jobs.c.state == "waiting")))
    assert (row.due_at > row.created_at + timedelta(minutes=59), row.wanted_at, row.lease_owner) == (True, None, None)


async def test_what_is_wanted_while_a_job_fails_does_not_rest_with_it(
    database: Database, dispatcher: Dispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "back_off", lambda attempts: timedelta(hours=1))
    await want_while_it_runs(database, "test.gated_poison", 0)

    async def is_done() -> bool:
        return await states(database) == [("a", "done", 2)]

    await until(is_done)
    assert ran == ["a", "a"]


async def test_what_is_wanted_while_a_job_takes_its_last_worker_with_it_is_not_lost(database: Database) -> None:
    await database.run(lambda tx: want_job(tx, "test.note", "a", tx.now, {"name": "a"}))
    for number in range(4):
        killed, lease = Dispatcher(database, None), new_id()
        taken, _ = await database.run(lambda tx, d=killed, lease=lease: d._lease(tx, lease))  # type: ignore[misc]
        if number == 3:
            await database.run(lambda tx: want_job(tx, "test.note", "a", tx.now, {"name": "a"}))
        await database.run(lambda tx, d=killed, row=taken[0], lease=lease: d._begin(tx, row.id, lease))  # type: ignore[misc]
        if number < 3:
            await database.run(lambda tx: tx.run(jobs.FREE_ALL))
    assert sorted(await states(database)) == [("a", "dead", 3), ("a", "waiting", 0)]


async def test_a_job_that_waits_runs_no_later_than_it_is_wanted(database: Database, dispatcher: Dispatcher) -> None:
    for hours in (2, 0, 1):
        await database.run(lambda tx, h=hours: want_job(tx, "test.note", "a", tx.now + timedelta(hours=h), {"name": "a"}))  # type: ignore[misc]

    async def has_run() -> bool:
        return ran[:1] == ["a"]

    await until(has_run)
    assert ran == ["a"]


async def test_what_was_given_up_runs_again_when_an_operator_says_so(
    database: Database, dispatcher: Dispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of several with one key one runs; where another waits by now, that one does the work."""
    monkeypatch.setattr(jobs, "back_off", lambda attempts: timedelta(0))
    now = database.clock.now()
    for _ in range(2):
        await database.run(lambda tx: add_job(tx, "test.note", "same", now, {"name": "same", "fails": True}))
        await until(lambda: all_are(database, "dead"))
    await dispatcher.stop()
    await database.run(lambda tx: add_job(tx, "test.note", "other", now, {"name": "other", "fails": True}))
    ((oldest, *_), *_) = await database.read(dead_letters)
    assert [row.attempts for row in await database.read(dead_letters)] == [3, 3]
    assert await database.run(run_dead_again) == 2
    assert await states(database) == [("same", "done", 3), ("same", "done", 3), ("other", "waiting", 0), ("same", "waiting", 0)]
    assert await database.run(run_dead_again) == 0
    assert oldest == (await database.read(lambda tx: tx.query(select(jobs.jobs.c.id).order_by(jobs.jobs.c.id))))[0].id


async def all_are(database: Database, state: str) -> bool:
    return {found for _, found, _ in await states(database)} == {state}
