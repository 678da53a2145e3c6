"""Jobs are rows, written in the transaction that wants them; dramatiq only runs them.

A dispatcher leases due rows and sends their ids to dramatiq: threads of this process, or worker processes behind Redis.
Attempts, back-off and dead letters live in the row. A job may run twice, so its effect is keyed. The commit that makes a
job due wakes the dispatcher of its process; a lost wake-up costs at most a second.
"""

import asyncio
import contextlib
import logging
import random
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

import dramatiq
from dramatiq.brokers.stub import StubBroker
from sqlalchemy import Column, Index, Table, bindparam, delete, func, or_, select, update

from hub.kit.clock import MovableClock
from hub.kit.columns import Instant, Integer, Json, String, Text, Uuid, metadata
from hub.kit.db import Database, Tx
from hub.kit.door import upsert_row
from hub.kit.errors import Fault
from hub.kit.ids import new_id

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger("hub.jobs")

LEASE = timedelta(seconds=30)
KEEP_DONE = timedelta(days=1)
AT_ONCE = 20
SLEEP_SECONDS = 1.0
QUEUE = "venuehub"

jobs = Table(
    "job",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", String(64), nullable=False),
    Column("key", String(200), nullable=False),
    Column("args", Json, nullable=False),
    Column("state", String(8), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_owner", Uuid),
    Column("lease_until", Instant),
    Column("error", Text),
    Column("created_at", Instant, nullable=False),
    Column("done_at", Instant),
)
Index(
    "uq_job_waiting",
    jobs.c.kind,
    jobs.c.key,
    unique=True,
    sqlite_where=jobs.c.state == "waiting",
    postgresql_where=jobs.c.state == "waiting",
)
Index("ix_job_due", jobs.c.due_at, sqlite_where=jobs.c.state == "waiting", postgresql_where=jobs.c.state == "waiting")

ADD = upsert_row(
    jobs,
    ["id", "kind", "key", "args", "state", "due_at", "attempts", "created_at"],
    conflict=["kind", "key"],
    index_where=jobs.c.state == "waiting",
)
_due = (
    select(jobs.c.id)
    .where(
        jobs.c.state == "waiting",
        jobs.c.due_at <= bindparam("now"),
        or_(jobs.c.lease_owner.is_(None), jobs.c.lease_until < bindparam("now")),
    )
    .order_by(jobs.c.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
LEASE_DUE = (
    update(jobs)
    .where(jobs.c.id.in_(_due.scalar_subquery()))
    .values(lease_owner=bindparam("owner"), lease_until=bindparam("until"), attempts=jobs.c.attempts + 1)
    .returning(jobs.c.id)
)
NEXT_DUE = select(func.min(jobs.c.due_at).label("due_at")).where(jobs.c.state == "waiting", jobs.c.lease_owner.is_(None))
LEASED = select(jobs.c.kind, jobs.c.args, jobs.c.attempts).where(
    jobs.c.id == bindparam("job_id"), jobs.c.lease_owner == bindparam("owner"), jobs.c.state == "waiting"
)
DONE = (
    update(jobs)
    .where(jobs.c.id == bindparam("job_id"), jobs.c.lease_owner == bindparam("owner"))
    .values(state="done", done_at=bindparam("now"), lease_owner=None, lease_until=None, error=None)
)
FAILED = (
    update(jobs)
    .where(jobs.c.id == bindparam("job_id"), jobs.c.lease_owner == bindparam("owner"))
    .values(state=bindparam("after"), due_at=bindparam("again_at"), error=bindparam("why"), lease_owner=None, lease_until=None)
)
FREE_OTHER_BOOTS = (
    update(jobs).where(jobs.c.lease_owner.is_not(None), jobs.c.lease_owner != bindparam("owner")).values(lease_owner=None, lease_until=None)
)
SWEEP = delete(jobs).where(jobs.c.state == "done", jobs.c.done_at < bindparam("before"))
SERVER_NOW = select(func.clock_timestamp(type_=Instant).label("now"))


class JobRun:
    """Runs verbs for a job, from the thread that executes it; each call is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def __call__(self, verb: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self.database.run_now(lambda tx: verb(tx, *args, **kwargs))


Handler = Callable[[JobRun, dict[str, Any]], None]


class Kind:
    """One sort of job: what runs, how often it is tried, how long it may take."""

    def __init__(self, handler: Handler, attempts: int, time_limit_seconds: int) -> None:
        self.handler = handler
        self.attempts = attempts
        self.time_limit_seconds = time_limit_seconds


KINDS: dict[str, Kind] = {}


def job(name: str, *, attempts: int = 5, time_limit_seconds: int = 15) -> Callable[[Handler], Handler]:
    """Name a function as the handler of a kind of job."""

    def named(handler: Handler) -> Handler:
        KINDS[name] = Kind(handler, attempts, time_limit_seconds)
        return handler

    return named


def add_job(tx: Tx, kind: str, key: str, due_at: datetime, args: dict[str, Any]) -> None:
    """Want a job done, at the earliest at `due_at`; while one with this kind and key waits, nothing is added."""
    if kind not in KINDS:
        raise Fault(f"no handler for jobs of kind {kind}")
    tx.run(ADD, id=tx.new_id(), kind=kind, key=key, args=args, state="waiting", due_at=due_at, attempts=0, created_at=tx.now)
    tx.due_at = due_at if tx.due_at is None else min(tx.due_at, due_at)


def back_off(attempts: int) -> timedelta:
    """How long a job rests after its n-th failure: 1, 2, 4 … 300 s, with jitter so that many do not come back together."""
    return timedelta(seconds=min(300.0, 2.0 ** (attempts - 1)) * random.uniform(0.8, 1.2))


class Dispatcher:
    """Leases due jobs and hands their ids to dramatiq."""

    def __init__(self, database: Database, broker: dramatiq.Broker | None = None) -> None:
        self.database = database
        self.boot = new_id()
        self.broker = broker or StubBroker()
        self.embedded = broker is None
        self._worker: dramatiq.Worker | None = None
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.last_turn: float | None = None
        self.actor: dramatiq.Actor[[str, str], None] = dramatiq.actor(  # type: ignore[call-overload]
            self.execute, actor_name="run_job", queue_name=QUEUE, broker=self.broker, max_retries=0, time_limit=600_000
        )

    async def start(self, *, dispatch: bool = True, execute: bool = True) -> None:
        """Begin; a hub with Redis leaves executing to `venuehub worker` processes."""
        if self.database.kind == "sqlite":
            await self.database.run(lambda tx: tx.run(FREE_OTHER_BOOTS, owner=self.boot))
        if execute:
            self._worker = dramatiq.Worker(self.broker, queues={QUEUE}, worker_threads=2, worker_timeout=250)
            self._worker.start()
        if dispatch:
            self._task = asyncio.create_task(self._live(), name="job-dispatcher")

    async def stop(self) -> None:
        """Let running jobs end."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if self._worker is not None:
            await asyncio.to_thread(self._worker.stop, 5_000)
        if self.embedded:
            self.broker.close()

    def wake(self, txs: Sequence[Tx]) -> None:
        """Part of what follows a commit: a job may be due now."""
        if any(tx.due_at is not None for tx in txs):
            self._wake.set()

    async def _live(self) -> None:
        while True:
            try:
                taken, rest = await self.database.run(self._lease)
                for job_id in taken:
                    await asyncio.to_thread(self.actor.send, str(job_id), str(self.boot))
                self.last_turn = self.database.clock.monotonic()
            except Exception:  # the dispatcher outlives a database or a broker that is away
                log.warning("no jobs could be dispatched", exc_info=True)
                taken, rest = [], SLEEP_SECONDS
            if len(taken) < AT_ONCE:
                self._wake.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), rest)

    def _now(self, tx: Tx) -> datetime:
        if tx.dialect == "postgresql" and not isinstance(self.database.clock, MovableClock):
            return tx.value(SERVER_NOW)  # type: ignore[no-any-return]
        return tx.now

    def _lease(self, tx: Tx) -> tuple[list[UUID], float]:
        now = self._now(tx)
        until = datetime.max.replace(tzinfo=now.tzinfo, microsecond=0) if tx.dialect == "sqlite" else now + LEASE
        taken = [row.id for row in tx.all(LEASE_DUE, now=now, owner=self.boot, until=until, most=AT_ONCE)]
        due_at = tx.value(NEXT_DUE)
        rest = SLEEP_SECONDS if due_at is None else min(SLEEP_SECONDS, max(0.01, (due_at - now).total_seconds()))
        return taken, rest

    def execute(self, job_id: str, owner: str) -> None:
        """Run one leased job, on a worker's thread; a lease that was lost meanwhile changes nothing."""
        run, job_key, lease = JobRun(self.database), UUID(job_id), UUID(owner)
        row = run(lambda tx: tx.one_or_none(LEASED, job_id=job_key, owner=lease))
        if row is None:
            return
        kind = KINDS[row.kind]
        try:
            kind.handler(run, row.args)
        except Exception:  # whatever went wrong belongs into the row, where an operator sees it
            why = traceback.format_exc(limit=20)
            dead = row.attempts >= kind.attempts
            log.log(logging.ERROR if dead else logging.WARNING, "job %s failed (attempt %s)", row.kind, row.attempts, exc_info=True)
            after = "dead" if dead else "waiting"
            run(
                lambda tx: tx.run(
                    FAILED, job_id=job_key, owner=lease, after=after, again_at=self._now(tx) + back_off(row.attempts), why=why
                )
            )
        else:
            run(lambda tx: tx.run(DONE, job_id=job_key, owner=lease, now=tx.now))
