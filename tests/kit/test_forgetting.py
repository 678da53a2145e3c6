"""What is forgotten by age goes a few rows at a time, and nothing young goes with it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from hub.accounts.attempts import ADDRESS, forget_old_attempts, take_attempt
from hub.app import open_database
from hub.im.messages.tidying import forget_lanes
from hub.kit import idempotency, jobs
from hub.kit.clock import Clock
from hub.kit.db import Database, Tx
from hub.kit.door import insert_row
from hub.kit.ids import new_id
from hub.tables import TABLES
from tests.running import Backend


@pytest.fixture
def database(backend: Backend) -> Iterator[Database]:
    settings = backend.settings()
    database = open_database(settings, Clock())
    yield database
    database.close()
    backend.forget(settings)


def counted(database: Database, name: str) -> int:
    statement = select(func.count().label("n")).select_from(TABLES[name]).execution_options(any_tenant="counted in all houses")
    found: int = database.read_now(lambda tx: tx.query(statement)[0].n)
    return found


def in_turns(database: Database, work: Any) -> list[int]:
    """How many rows went, call by call, until none did."""
    gone = [database.run_now(work)]
    while gone[-1]:
        gone.append(database.run_now(work))
    return gone


def test_keys_of_a_hub_that_was_off_for_weeks(database: Database) -> None:
    def keep(tx: Tx, number: int, age: timedelta) -> None:
        rows = {"owner": new_id(), "request_hash": b"x" * 32, "status": 200, "plain_bytes": 1, "body": b"y", "created_at": tx.now - age}
        tx.many(idempotency.INSERT, [rows | {"key": str(new_id())} for _ in range(number)])

    database.run_now(lambda tx: keep(tx, 450, timedelta(days=7, seconds=5)))
    database.run_now(lambda tx: keep(tx, 5, timedelta(days=6, hours=23)))
    assert in_turns(database, idempotency.forget_old) == [200, 200, 50, 0]
    assert counted(database, "idempotency_key") == 5


def test_jobs_that_were_done(database: Database) -> None:
    def add(tx: Tx, number: int, state: str, age: timedelta) -> None:
        done_at = tx.now - age if state == "done" else None
        plain = {"id": new_id(), "kind": "test.old", "args": {}, "due_at": tx.now, "attempts": 1, "created_at": tx.now}
        tx.run(jobs.jobs.insert().values(**plain, key=str(number), state=state, done_at=done_at))

    for number in range(230):
        database.run_now(lambda tx, n=number: add(tx, n, "done", timedelta(days=1, seconds=5)))  # type: ignore[misc]
    database.run_now(lambda tx: add(tx, 1, "done", timedelta(hours=23)))
    database.run_now(lambda tx: add(tx, 2, "waiting", timedelta(days=9)))
    database.run_now(lambda tx: add(tx, 3, "dead", timedelta(days=9)))
    assert in_turns(database, jobs.forget_done) == [200, 30, 0]
    assert counted(database, "job") == 3


def test_what_was_done_is_found_by_its_time_and_not_by_looking_through_all_jobs(database: Database) -> None:
    def fill(tx: Tx) -> None:
        plain = {"kind": "test.old", "args": {}, "state": "done", "attempts": 1, "due_at": tx.now, "created_at": tx.now, "done_at": tx.now}
        tx.many(insert_row(jobs.jobs, "id", "key", *plain), [plain | {"id": new_id(), "key": str(number)} for number in range(3_000)])
        if tx.dialect == "postgresql":
            tx._cursor.execute("ANALYZE job")

    def plan(tx: Tx) -> str:
        sql, parameters = tx._door.compile(jobs.SWEEP).bind({"before": tx.now - jobs.KEEP_DONE})
        tx._cursor.execute(f"{'EXPLAIN QUERY PLAN' if tx.dialect == 'sqlite' else 'EXPLAIN'} {sql}", parameters)
        return "\n".join(str(row[-1]) for row in tx._cursor.fetchall())

    database.run_now(fill)
    found = database.run_now(plan)
    assert "ix_job_done_at" in found, found


def test_tries_of_a_stranger_with_many_names(database: Database) -> None:
    for number in range(210):
        database.run_now(lambda tx, n=number: take_attempt(tx, ADDRESS, f"10.0.{n}"))  # type: ignore[misc]
    long_ago = timedelta(hours=2)
    attempt = TABLES["attempt"]
    database.run_now(lambda tx: tx.run(attempt.update().values(window_started_at=tx.now - long_ago)))
    database.run_now(lambda tx: take_attempt(tx, ADDRESS, "10.1.1"))
    assert in_turns(database, forget_old_attempts) == [200, 10, 0]
    assert counted(database, "attempt") == 1


def test_channels_on_which_nobody_has_spoken_for_two_weeks(database: Database) -> None:
    """Each refreshed resource is one, so there may be many."""

    def keep(tx: Tx, number: int, age: timedelta) -> None:
        rows = {"shop_id": new_id(), "brand_id": new_id(), "slots": [], "next_at": None, "updated_at": tx.now - age}
        tx.many(insert_row(TABLES["im_lane"]), [rows | {"name": f"cashier#order:{each}"} for each in range(number)])

    database.run_now(lambda tx: keep(tx, 450, timedelta(days=14, seconds=5)))
    database.run_now(lambda tx: keep(tx, 5, timedelta(days=13, hours=23)))
    assert in_turns(database, forget_lanes) == [200, 200, 50, 0]
    assert counted(database, "im_lane") == 5
