"""F7 and F8: jobs whose workers are killed, whose Redis forgets, or which are poison.

`python -m tests.faults.working LEASE worker --data …` is a worker that knows one more kind of job, which does nothing but leave a
mark in a table of ours; a lease lasts so many seconds there, as the product's half minute would be most of a run of the suite.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import psycopg
import redis as redis_client

from hub.kit.crash import JOB_BEGUN
from hub.kit.ids import new_id
from tests.faults.breakable import until
from tests.faults.hubs import WorkerProcess
from tests.faults.seeded import Seeded
from tests.servers import RedisServer

KIND = "faults.mark"
LIMIT_SECONDS = 2
PAUSE_SECONDS = 0.005
ARMED_SECONDS = 10.0
SECRET = "vh_at_a-secret-that-no-row-may-hold"
POISON = "poison"
MARKS = "create table mark (key text not null, at timestamptz not null default clock_timestamp())"
EFFECTS = "create table effect (key text primary key, at timestamptz not null default clock_timestamp())"
ADD = "insert into job (id, kind, key, args, state, due_at, attempts, created_at) values (%s, %s, %s, %s, 'waiting', %s, 0, %s)"
WAITING = f"select count(*) from job where kind = '{KIND}' and state = 'waiting'"
FOUND = f"""
    select job.key, job.state, job.attempts, job.error, job.due_at, job.done_at, effect.at,
        (select count(*) from mark where mark.key = job.key) from job left join effect on effect.key = job.key where kind = '{KIND}'
"""


class Marker(WorkerProcess):
    """A worker with one more kind of job."""

    def __init__(self, seeded: Seeded, name: str, lease_seconds: float) -> None:
        super().__init__(seeded, name)
        self.lease_seconds = lease_seconds

    def module(self) -> list[str]:
        return ["tests.faults.working", str(self.lease_seconds)]


@dataclass
class Worked:
    """What became of the jobs."""

    jobs: int
    states: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    again: int = 0
    """Runs beyond the first: a job may run twice, its effect is keyed."""
    without_effect: list[str] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    """From the time a job was due to its effect, without the poison's."""
    dead: list[tuple[str, int, str]] = field(default_factory=list)
    """Key, attempts and error of each dead letter."""
    others_done_first: bool = True
    """Whether the poison was still being tried when the last of the others was done."""


async def run_jobs(
    seeded: Seeded,
    *,
    jobs: int,
    kills: int,
    seconds: float,
    lease_seconds: float,
    poison: int = 0,
    patience_seconds: float = 120,
    seed: int = 1,
) -> Worked:
    """So many jobs fall due in so many seconds; two workers run them and are killed so often, and Redis forgets everything half-way."""
    random = Random(seed)
    async with AsyncExitStack() as ends:
        server = ends.enter_context(RedisServer())
        seeded.redis = server.url
        database = ends.enter_context(psycopg.connect(seeded.database, autocommit=True))
        database.execute(MARKS)
        database.execute(EFFECTS)
        workers = [Marker(seeded, f"worker-{number}", lease_seconds) for number in (1, 2)]
        for each in workers:
            ends.callback(each.close)
        await asyncio.gather(*(each.start() for each in workers))
        add_jobs(database, jobs, poison, seconds, random)
        worked = Worked(jobs + poison)
        for turn in range(kills):
            if turn == kills // 2:
                with redis_client.Redis.from_url(server.url) as client:
                    client.flushall()
            victim = workers[turn % 2]
            if turn % 4 < 2:  # as soon as it has begun a job, or at an instant that nobody chose
                await end_with_a_job(victim, random)
            else:
                await asyncio.sleep(random.uniform(0, 2 * seconds / kills))
                victim.kill()
            worked.kills += 1
            await victim.start()
        with suppress(TimeoutError):  # what is left is for the judge to count
            await until(lambda: database.execute(WAITING).fetchone() == (0,), patience_seconds, "done")
        judge(worked, database.execute(FOUND.encode()).fetchall())
    return worked


async def end_with_a_job(worker: Marker, random: Random) -> None:
    """One that has begun some job, and takes its lease along; when nothing is due for a while, just so."""
    worker.kill()
    if not await worker.start(f"{JOB_BEGUN}:{random.randint(1, 3)}"):
        return
    with suppress(TimeoutError):
        await worker.ended(ARMED_SECONDS)
    worker.kill()


def add_jobs(database: psycopg.Connection[Any], jobs: int, poison: int, seconds: float, random: Random) -> None:
    now = datetime.now(UTC)
    rows = []
    for number in range(jobs + poison):
        key = f"{POISON}-{number}" if number < poison else f"job-{number}"
        due_at = now + timedelta(seconds=0 if number < poison else random.uniform(0, seconds))
        rows.append((new_id(), KIND, key, json.dumps({"key": key}), due_at, now))
    with database.cursor() as cursor:
        cursor.executemany(ADD, rows)


def judge(worked: Worked, rows: list[Any]) -> None:
    last, died = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    for key, state, attempts, error, due_at, done_at, effect_at, marks in rows:
        worked.states[state] += 1
        if state == "dead":
            worked.dead.append((key, attempts, error or ""))
            died = min(died, due_at)  # when it would have been tried once more
            continue
        worked.again += max(0, marks - 1)
        if effect_at is None:
            worked.without_effect.append(key)
            continue
        worked.lags.append((effect_at - due_at).total_seconds())
        last = max(last, done_at or last)
    worked.others_done_first = last < died


def main() -> None:
    """Name the kind, set the lease, then be the command line."""
    from sqlalchemy import Column, MetaData, String, Table, bindparam
    from sqlalchemy.dialects.postgresql import insert

    from hub.cli import main as command_line
    from hub.kit import jobs
    from hub.kit.jobs import JobRun

    ours = MetaData()
    marks, effects = (Table(name, ours, Column("key", String)) for name in ("mark", "effect"))
    leave_mark = insert(marks).values(key=bindparam("key"))
    have_effect = insert(effects).values(key=bindparam("key")).on_conflict_do_nothing()
    jobs.LEASE = timedelta(seconds=float(sys.argv.pop(1)))

    @jobs.job(KIND, attempts=5, time_limit_seconds=LIMIT_SECONDS)
    def mark(run: JobRun, args: dict[str, Any]) -> None:
        """Say that it runs, take a moment, and have an effect that is there once."""
        key = str(args["key"])
        if key.startswith(POISON):
            raise ValueError(f"no job can do that with the token {SECRET}")
        run(lambda tx: tx.run(leave_mark, key=key))
        time.sleep(PAUSE_SECONDS)
        run(lambda tx: tx.run(have_effect, key=key))

    command_line()


if __name__ == "__main__":
    main()
