"""Jobs: rows that run, are tried again, and end."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hub.app import open_broker, open_database
from hub.kit import jobs
from hub.kit.clock import Clock
from hub.kit.db import Database
from hub.kit.jobs import Dispatcher, JobRun, add_job, job
from hub.settings import Settings
from tests.running import Backend

ran: list[str] = []


@job("test.note", attempts=3)
def note(run: JobRun, args: dict[str, Any]) -> None:
    ran.append(args["name"])
    if args.get("fails"):
        raise ValueError("poison")


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


async def until(done: Any, seconds: float = 8.0) -> None:
    async with asyncio.timeout(seconds):
        while not await done():  # noqa: ASYNC110 (the rows are looked at as an operator would)
            await asyncio.sleep(0.02)


async def states(database: Database) -> list[tuple[str, str, int]]:
    rows = await database.read(lambda tx: tx.query(select(jobs.jobs).order_by(jobs.jobs.c.id)))
    return [(row.args["name"], row.state, row.attempts) for row in rows]


async def test_a_due_job_runs_at_once_and_is_done(database: Database, dispatcher: Dispatcher) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    await database.run(lambda tx: add_job(tx, "test.note", "a", tx.now, {"name": "a"}))

    async def is_done() -> bool:
        return await states(database) == [("a", "done", 1)]

    await until(is_done)
    assert ran == ["a"]
    assert loop.time() - began < 5


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

    await until(is_over, 20)
    found = await states(database)
    assert found[0] == ("bad", "dead", 3)
    assert {state for _, state, _ in found[1:]} == {"done"}
    error = await database.read(lambda tx: tx.query(select(jobs.jobs.c.error).where(jobs.jobs.c.state == "dead"))[0].error)
    assert "poison" in error


async def test_a_lease_that_another_boot_left_is_taken_again(settings: Settings, database: Database) -> None:
    await database.run(lambda tx: add_job(tx, "test.note", "a", tx.now, {"name": "a"}))
    dead = Dispatcher(database, None)
    taken, _ = await database.run(dead._lease)
    assert len(taken) == 1
    if database.kind == "postgresql":  # there it has to run out
        await database.run(lambda tx: tx.run(jobs.jobs.update().values(lease_until=tx.now - timedelta(seconds=1))))
    alive = Dispatcher(database, None)
    await alive.start()

    async def is_done() -> bool:
        return await states(database) == [("a", "done", 2)]

    await until(is_done)
    await asyncio.to_thread(dead.execute, str(taken[0]), str(dead.boot))  # the late one finds its lease gone
    assert ran == ["a"]
    await alive.stop()


async def test_a_job_that_waits_for_its_time_does_not_run_before(database: Database, dispatcher: Dispatcher) -> None:
    await database.run(lambda tx: add_job(tx, "test.note", "a", tx.now + timedelta(milliseconds=700), {"name": "a"}))
    await asyncio.sleep(0.3)
    assert ran == []

    async def is_done() -> bool:
        return ran == ["a"]

    await until(is_done)
