"""Jobs are rows, written in the transaction that wants them; dramatiq only runs them.

A dispatcher leases due rows and sends their ids to dramatiq: threads of this process, or worker processes behind Redis.
Attempts, back-off and dead letters live in the row; an attempt is counted when it begins, so a broker that is away uses up
none and a job that kills its worker does not come back for ever. A job may run twice, so its effect is keyed. The commit that
makes a job due wakes the dispatcher of its process; a lost wake-up costs at most a second.
"""

import asyncio
import contextlib
import logging
import random
import threading
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

import dramatiq
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import Interrupt
from sqlalchemy import Column, Index, Table, and_, bindparam, case, delete, func, or_, select, text, update

from hub.kit.clock import MovableClock
from hub.kit.columns import Instant, Integer, Json, String, Text, Uuid, metadata
from hub.kit.crash import JOB_BEGUN, crash_point
from hub.kit.db import Database, Tx
from hub.kit.door import PerDialect, Row, insert_row, upsert_row
from hub.kit.errors import Fault, Refusal
from hub.kit.ids import new_id
from hub.kit.log import without_secrets

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger("hub.jobs")

LEASE = timedelta(seconds=30)
"""From being sent to being begun; once begun, a job holds it for its time limit and as long again as this."""
KEEP_DONE = timedelta(days=1)
AT_ONCE = 20
FORGET_AT_ONCE = 200
SLEEP_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 8.0
QUEUE = "venuehub"
IDLE_MS = 250
"""How long a thread without a job waits before it looks whether the hub goes down."""

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
    Column("wanted_at", Instant),  # it runs, and is wanted once more from this time on
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
Index("ix_job_done_at", jobs.c.done_at, sqlite_where=jobs.c.state == "done", postgresql_where=jobs.c.state == "done")
Index("ix_job_due", jobs.c.due_at, sqlite_where=jobs.c.state == "waiting", postgresql_where=jobs.c.state == "waiting")

ADD = upsert_row(
    jobs,
    ["id", "kind", "key", "args", "state", "due_at", "attempts", "created_at"],
    conflict=["kind", "key"],
    index_where=text("state = 'waiting'"),
)
_wanted = bindparam("due_at", type_=Instant)
_free = jobs.c.lease_owner.is_(None)
WANT = upsert_row(
    jobs,
    ["id", "kind", "key", "args", "state", "due_at", "attempts", "created_at"],
    conflict=["kind", "key"],
    index_where=text("state = 'waiting'"),
    update={
        "due_at": case((and_(_free, jobs.c.due_at > _wanted), _wanted), else_=jobs.c.due_at),
        "wanted_at": case(
            (and_(jobs.c.lease_owner.is_not(None), or_(jobs.c.wanted_at.is_(None), jobs.c.wanted_at > _wanted)), _wanted),
            else_=jobs.c.wanted_at,
        ),
    },
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
    .values(lease_owner=bindparam("lease"), lease_until=bindparam("until"))
    .returning(jobs.c.id, jobs.c.kind)
)
NEXT_DUE = select(func.min(jobs.c.due_at).label("due_at")).where(jobs.c.state == "waiting", jobs.c.lease_owner.is_(None))
_leased = (jobs.c.id == bindparam("job_id"), jobs.c.lease_owner == bindparam("lease"))
LEASED = select(jobs.c.kind, jobs.c.args, jobs.c.attempts).where(*_leased, jobs.c.state == "waiting")
BEGIN = (
    update(jobs)
    .where(*_leased, jobs.c.state == "waiting")
    .values(attempts=jobs.c.attempts + 1, lease_until=bindparam("until"))
    .returning(jobs.c.kind, jobs.c.args, jobs.c.attempts)
)
DONE = (
    update(jobs)
    .where(*_leased, jobs.c.wanted_at.is_(None))
    .values(state="done", done_at=bindparam("now"), lease_owner=None, lease_until=None, error=None)
)
ONCE_MORE = (
    update(jobs)
    .where(*_leased, jobs.c.wanted_at.is_not(None))
    .values(due_at=jobs.c.wanted_at, wanted_at=None, attempts=0, lease_owner=None, lease_until=None, error=None)
    .returning(jobs.c.kind, jobs.c.key, jobs.c.args, jobs.c.due_at, jobs.c.created_at)
)
_again_at = bindparam("again_at", type_=Instant)
GIVE_BACK = (
    update(jobs)
    .where(*_leased)
    .values(
        due_at=case((jobs.c.wanted_at < _again_at, jobs.c.wanted_at), else_=_again_at),
        wanted_at=None,
        attempts=bindparam("counted"),
        error=bindparam("why"),
        lease_owner=None,
        lease_until=None,
    )
    .returning(jobs.c.due_at)
)
GIVE_UP = (
    update(jobs)
    .where(*_leased, jobs.c.wanted_at.is_(None))
    .values(state="dead", attempts=bindparam("counted"), error=bindparam("why"), lease_owner=None, lease_until=None)
)
DEAD_LETTER = insert_row(jobs, "id", "kind", "key", "args", "state", "due_at", "attempts", "error", "created_at")
FREE_THESE = (
    update(jobs)
    .where(jobs.c.id.in_(bindparam("job_ids", expanding=True)), jobs.c.lease_owner == bindparam("lease"), jobs.c.state == "waiting")
    .values(lease_owner=None, lease_until=None)
)
FREE_ALL = update(jobs).where(jobs.c.lease_owner.is_not(None)).values(lease_owner=None, lease_until=None)
_over = select(jobs.c.id).where(jobs.c.state == "done", jobs.c.done_at < bindparam("before")).limit(FORGET_AT_ONCE)
SWEEP = delete(jobs).where(jobs.c.id.in_(_over))
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
    _put(tx, ADD, kind, key, due_at, args)


def want_job(tx: Tx, kind: str, key: str, due_at: datetime, args: dict[str, Any]) -> None:
    """Like `add_job`, for a job that looks after everything of its key: one that waits runs no later, one that runs runs once more."""
    _put(tx, WANT, kind, key, due_at, args)


def _put(tx: Tx, statement: PerDialect, kind: str, key: str, due_at: datetime, args: dict[str, Any]) -> None:
    if kind not in KINDS:
        raise Fault(f"no handler for jobs of kind {kind}")
    put_job(tx, statement, kind, key, due_at, args)


def put_job(tx: Tx, statement: PerDialect, kind: str, key: str, due_at: datetime, args: dict[str, Any]) -> None:
    """Write what is wanted, whether this process knows how to do it or not."""
    row = {
        "id": tx.new_id(),
        "kind": kind,
        "key": key,
        "args": args,
        "state": "waiting",
        "due_at": due_at,
        "attempts": 0,
        "created_at": tx.now,
    }
    tx.many(statement, [row])  # nobody reads what it did, so nobody waits for it
    tx.due_at = due_at if tx.due_at is None else min(tx.due_at, due_at)


def forget_done(tx: Tx) -> int:
    """Housekeeping: jobs that were done a day ago, at most 200; how many. Call again until it is none."""
    return tx.run(SWEEP, before=tx.now - KEEP_DONE)


def back_off(attempts: int) -> timedelta:
    """How long a job rests after its n-th failure: 1, 2, 4 … 300 s, with jitter so that many do not come back together."""
    return timedelta(seconds=min(300.0, 2.0 ** (attempts - 1)) * random.uniform(0.8, 1.2))


class Dispatcher:
    """Leases due jobs and hands their ids to dramatiq."""

    def __init__(self, database: Database, broker: dramatiq.Broker | None = None) -> None:
        self.database = database
        self.broker = broker or StubBroker()
        self.embedded = broker is None
        self._worker: dramatiq.Worker | None = None
        self._wake = asyncio.Event()
        self._stopping = threading.Event()
        self._task: asyncio.Task[None] | None = None
        self.last_turn: float | None = None
        self.actor: dramatiq.Actor[[str, str], None] = dramatiq.actor(  # type: ignore[call-overload]
            self.execute, actor_name="run_job", queue_name=QUEUE, broker=self.broker, max_retries=0
        )

    async def start(self, *, dispatch: bool = True, execute: bool = True) -> None:
        """Begin; a hub with Redis leaves executing to `venuehub worker` processes."""
        if self.database.kind == "sqlite":  # one process: every lease is left from an earlier boot
            await self.database.run(lambda tx: tx.run(FREE_ALL))
        if execute:
            self.broker.emit_after("process_boot")  # dramatiq's own command would: without it nobody watches time limits
            self._worker = dramatiq.Worker(self.broker, queues={QUEUE}, worker_threads=2, worker_timeout=IDLE_MS)
            self._worker.start()
        if dispatch:
            self._task = asyncio.create_task(self._live(), name="job-dispatcher")

    async def stop(self) -> None:
        """Let running jobs end."""
        self._stopping.set()
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
                lease = new_id()
                taken, rest = await self.database.run(lambda tx, lease=lease: self._lease(tx, lease))  # type: ignore[misc]
                await self._send_all(taken, lease)
                self.last_turn = self.database.clock.monotonic()
            except Exception:  # the dispatcher outlives a database or a broker that is away
                log.warning("no jobs could be dispatched", exc_info=True)
                taken, rest = [], SLEEP_SECONDS
            if len(taken) < AT_ONCE:
                self._wake.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), rest)

    async def _send_all(self, taken: Sequence[Row], lease: UUID) -> None:
        """Hand over what was leased. What the broker did not take is free again at once, not when its lease has run out."""
        for place, row in enumerate(taken):
            try:
                await asyncio.to_thread(self._send, row, lease)
            except Exception:
                left = [each.id for each in taken[place:]]
                await self.database.run(lambda tx, left=left: tx.run(FREE_THESE, job_ids=left, lease=lease))  # type: ignore[misc]
                raise

    def _send(self, row: Row, lease: UUID) -> None:
        kind = KINDS.get(row.kind)
        limit = 1000 * (kind.time_limit_seconds if kind is not None else 1)
        self.actor.send_with_options(args=(str(row.id), str(lease)), time_limit=limit)

    def _now(self, tx: Tx) -> datetime:
        if tx.dialect == "postgresql" and not isinstance(self.database.clock, MovableClock):
            return tx.value(SERVER_NOW)  # type: ignore[no-any-return]
        return tx.now

    def _until(self, tx: Tx, now: datetime, lasts: timedelta) -> datetime:
        """On SQLite a lease ends with its boot only, so a clock that jumps frees none."""
        return datetime.max.replace(tzinfo=now.tzinfo, microsecond=0) if tx.dialect == "sqlite" else now + lasts

    def _lease(self, tx: Tx, lease: UUID) -> tuple[list[Row], float]:
        now = self._now(tx)
        taken = tx.all(LEASE_DUE, now=now, lease=lease, until=self._until(tx, now, LEASE), most=AT_ONCE)
        due_at = tx.value(NEXT_DUE)
        rest = SLEEP_SECONDS if due_at is None else min(SLEEP_SECONDS, max(0.01, (due_at - now).total_seconds()))
        return taken, rest

    def execute(self, job_id: str, lease: str) -> None:
        """Run one leased job, on a worker's thread; a lease that was lost meanwhile changes nothing."""
        known = {"job_id": UUID(job_id), "lease": UUID(lease)}
        row = self._note(lambda tx: self._begin(tx, **known))
        if row is None:
            return
        crash_point(JOB_BEGUN)
        kind = KINDS[row.kind]
        try:
            kind.handler(JobRun(self.database), row.args)
        except Refusal as refusal:
            why = traceback.format_exc(limit=20)
            self._failed(row, known, why, ours=refusal.status < 500)
        except (Exception, Interrupt):  # whatever went wrong belongs into the row, where an operator sees it
            self._failed(row, known, traceback.format_exc(limit=20), ours=True)
        else:
            self._note(lambda tx: self._end(tx, known))

    def _end(self, tx: Tx, known: dict[str, UUID]) -> None:
        """It is done, unless it was wanted again while it ran."""
        if not tx.run(DONE, **known, now=tx.now):
            self._once_more(tx, known)

    def _once_more(self, tx: Tx, known: dict[str, UUID]) -> Row | None:
        """What was wanted while it ran runs as if it were new, when it is wanted."""
        row = tx.one_or_none(ONCE_MORE, **known)
        if row is not None:
            tx.due_at = row.due_at
        return row

    def _begin(self, tx: Tx, job_id: UUID, lease: UUID) -> Row | None:
        """Count the attempt before it is made. None when there is nothing to run: the lease is lost, or the attempts are used up."""
        row = tx.one_or_none(LEASED, job_id=job_id, lease=lease)
        kind = None if row is None else KINDS.get(row.kind)
        if row is None:
            return None
        now = self._now(tx)
        if kind is None:  # a newer hub wants it; one of those will run it
            self._give_back(tx, {"job_id": job_id, "lease": lease}, row.attempts, now + LEASE, f"no handler for {row.kind} here")
            return None
        if row.attempts >= kind.attempts:  # the last attempt took its worker with it
            self._give_up(tx, {"job_id": job_id, "lease": lease}, row.attempts, "the worker ended while it ran")
            return None
        lasts = timedelta(seconds=kind.time_limit_seconds) + LEASE
        return tx.one_or_none(BEGIN, job_id=job_id, lease=lease, until=self._until(tx, now, lasts))

    def _failed(self, row: Row, known: dict[str, UUID], why: str, *, ours: bool) -> None:
        """Try again later. A database that was away or full is no fault of the job's, so that attempt does not count."""
        dead = ours and row.attempts >= KINDS[row.kind].attempts
        log.log(logging.ERROR if dead else logging.WARNING, "job %s failed (attempt %s)", row.kind, row.attempts, exc_info=True)
        why = without_secrets(why)
        if dead:
            self._note(lambda tx: self._give_up(tx, known, row.attempts, why))
        else:
            counted = row.attempts if ours else row.attempts - 1
            self._note(lambda tx: self._give_back(tx, known, counted, self._now(tx) + back_off(row.attempts), why))

    def _give_back(self, tx: Tx, known: dict[str, UUID], counted: int, again_at: datetime, why: str) -> None:
        """Wait for the next attempt, and no longer than it was wanted for meanwhile."""
        tx.due_at = tx.value(GIVE_BACK, **known, counted=counted, again_at=again_at, why=why)

    def _give_up(self, tx: Tx, known: dict[str, UUID], counted: int, why: str) -> None:
        """Leave a dead letter; what was wanted while it ran for the last time runs as new beside it."""
        if tx.run(GIVE_UP, **known, counted=counted, why=why):
            return
        row = self._once_more(tx, known)
        if row is not None:
            letter = {"kind": row.kind, "key": row.key, "args": row.args, "created_at": row.created_at}
            tx.run(DEAD_LETTER, id=tx.new_id(), state="dead", due_at=tx.now, attempts=counted, error=why, **letter)

    def _note(self, work: Callable[[Tx], T]) -> T | None:
        """Write how far a job has come, however long the database is away: on SQLite nobody else would take the job up again."""
        wait = 0.5
        while True:
            try:
                return self.database.run_now(work)
            except Refusal as refusal:
                log.warning("a note on a job has to wait: %s", refusal.code)
            except Interrupt:  # its time limit; what is left to do is only this note
                continue
            if self._stopping.wait(wait):
                return None
            wait = min(LONGEST_WAIT_SECONDS, 2 * wait)
