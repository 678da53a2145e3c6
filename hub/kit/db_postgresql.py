"""PostgreSQL: a small pool of threads, one transaction per unit, bounded retries.

READ COMMITTED for writing: verbs lock what they read in one order and let a conditional UPDATE decide. Reads are
REPEATABLE READ: a board read at READ COMMITTED was wrong 285 times in 1,500.
"""

import contextlib
import itertools
import logging
import os
import queue
import random
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

import psycopg

from hub.kit.clock import Clock
from hub.kit.crash import crash_point
from hub.kit.db import MOST_WAITING, Database, Tx, Unit, busy
from hub.kit.door import postgresql_door
from hub.kit.errors import Busy, ReadOnly, Refusal, StorageFull

T = TypeVar("T")

log = logging.getLogger("hub.db")

WRITERS = 4
"""Sixteen clients had 316 orders per second with 8, 358 with 4, 364 with 2: they share one interpreter. A few may wait for rows."""
PATIENT_WRITERS = 2
"""For the second lane: sweeps and notes on sockets never take the threads, or the places to wait, of commands."""
TRIES = 6
AWAY_SECONDS = 1.0
"""A unit waits this long for a database that is away, counted from its submission: nobody waits for the retries of those in front."""
KNOWN_AWAY_SECONDS = 0.1
"""After a connection could not be made, nobody else tries for this long: a server that does not even refuse costs two seconds each time."""
CONNECT_SECONDS = 2

BEGIN_WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED"
BEGIN_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

Lane = queue.SimpleQueue[Unit | None]

AGAIN = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
FULL = (psycopg.errors.DiskFull, psycopg.errors.OutOfMemory)
SLOW = (psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable)


def connect(url: str) -> psycopg.Connection[Any]:
    """A connection in autocommit, so that BEGIN and COMMIT are ours, with time limits on the server's side."""
    connection = psycopg.connect(
        url,
        autocommit=True,
        connect_timeout=CONNECT_SECONDS,
        options="-c timezone=UTC -c statement_timeout=5000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=15000",
        application_name="venuehub",
    )
    connection.prepare_threshold = 2
    return connection


def refusal_of(error: psycopg.Error) -> Refusal | psycopg.Error:
    """What the caller is told of a database error that is no fault of the verb."""
    if isinstance(error, FULL):
        return StorageFull(retry_after=5)
    if isinstance(error, AGAIN + SLOW):
        return Busy(retry_after=1)
    if isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
        return ReadOnly(retry_after=2)
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return ReadOnly("the database does not answer", retry_after=1)
    return error


class Pipelined:
    """A cursor that does not wait for statements nobody reads the outcome of.

    The rows of an order's number and of its stream stay locked until the commit, so every answer waited for after them is
    time in which no other order of the shop can go on. From the first `executemany` (which says nothing of what it did) the
    statements of the transaction are sent one behind the other, and only those with rows to read or to count are waited for.
    An error of an earlier one arrives there, or with the commit.
    """

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._pipeline: AbstractContextManager[psycopg.Pipeline] | None = None
        self._running: psycopg.Pipeline | None = None

    @property
    def rowcount(self) -> int:
        if self._running is not None and self._cursor.pgresult is None:
            self._running.sync()
        return self._cursor.rowcount

    def execute(self, sql: str, parameters: Any = None, /) -> Any:
        return self._cursor.execute(sql, parameters)

    def executemany(self, sql: str, rows: Any, /) -> Any:
        if self._running is None:
            self._pipeline = self._connection.pipeline()
            self._running = self._pipeline.__enter__()
        return self._connection.cursor().executemany(sql, rows)

    def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    def commit(self) -> None:
        """Send the COMMIT behind everything else, and wait for all of it.

        Raises:
            psycopg.Error: of any statement that was not waited for, too.
        """
        self._cursor.execute("COMMIT")
        self.leave()

    def leave(self) -> None:
        """Wait for what is under way and be an ordinary connection again."""
        pipeline, self._pipeline, self._running = self._pipeline, None, None
        if pipeline is not None:
            pipeline.__exit__(None, None, None)


class Worker:
    """One thread's connection: made when first needed, thrown away when it breaks."""

    def __init__(self, database: "PostgresDatabase") -> None:
        self.database = database
        self.connection: psycopg.Connection[Any] | None = None
        self._open: Pipelined | None = None

    def cursor(self) -> Pipelined:
        if self.connection is None or self.connection.closed:
            self.connection = self.database.connect()
        self._open = Pipelined(self.connection)
        return self._open

    def give_up(self) -> None:
        """Roll back if the connection lives; drop it if not."""
        connection = self.connection
        if connection is None:
            return
        if self._open is not None:
            with contextlib.suppress(psycopg.Error):  # it is what brought us here
                self._open.leave()
        try:
            if not connection.closed:
                connection.execute("ROLLBACK")
        except psycopg.Error:
            connection.close()
        if connection.closed:
            self.connection = None

    def step(self, unit: Unit) -> None:
        """Commit one unit; a serialization failure, a deadlock or a connection found dead before anything was sent is tried again."""
        for attempt in itertools.count(1):
            committing = False
            try:
                cursor = self.cursor()
                crash_point("before_begin")
                cursor.execute(BEGIN_WRITE)
                tx = unit.tx = Tx(self.database.door, cursor, self.database.clock.now(), self.database.reactions, set())
                unit.error, unit.result = None, unit.work(tx)
                crash_point("after_effect")
                self.database.finish(tx, [tx])
                crash_point("before_commit")
                committing = True
                cursor.commit()
                crash_point("after_commit")
                return
            except psycopg.Error as error:
                self.give_up()
                unit.error = refusal_of(error)
                if isinstance(error, AGAIN) and attempt < TRIES:
                    self.database.retries += 1
                elif committing or self.connection is not None or time.monotonic() - unit.since > AWAY_SECONDS:
                    return
                time.sleep(random.uniform(0.002, 0.02) * 2 ** min(attempt, 4))
            except Exception as error:  # the verb's own refusal or fault
                self.give_up()
                unit.error = error
                return


class PostgresDatabase(Database):
    """Any number of hubs may share one."""

    kind = "postgresql"

    def __init__(self, url: str, clock: Clock) -> None:
        super().__init__(postgresql_door(), clock)
        self.url = url
        self.retries = 0
        """Transactions run again after a serialization failure or a deadlock."""
        self._away_until = 0.0
        self._inbox: Lane = queue.SimpleQueue()
        self._patient: Lane = queue.SimpleQueue()
        self._closing = False
        self._door_to_lanes = threading.Lock()
        """Whoever is let in is run: without it a unit could come when the writers have just gone, and would be waited for in vain."""
        self._local = threading.local()
        lanes = [self._inbox] * WRITERS + [self._patient] * PATIENT_WRITERS
        self._threads = [
            threading.Thread(target=self._live, args=(lane,), name=f"hub-write-{number}", daemon=True) for number, lane in enumerate(lanes)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, unit: Unit, *, patient: bool = False) -> None:
        unit.since = time.monotonic()
        with self._door_to_lanes:
            if self._closing:
                raise Busy("the hub is going away", retry_after=2)
            if patient:
                self._patient.put(unit)
                return
            waiting = self._inbox.qsize()
            if waiting >= MOST_WAITING:
                raise busy(waiting)
            self._inbox.put(unit)

    def connect(self) -> psycopg.Connection[Any]:
        """A new connection, or at once the refusal that somebody else has just had.

        Raises:
            psycopg.OperationalError: the database is away.
        """
        if time.monotonic() < self._away_until:
            raise psycopg.OperationalError("the database did not answer a moment ago")
        try:
            return connect(self.url)
        except psycopg.OperationalError:
            self._away_until = time.monotonic() + KNOWN_AWAY_SECONDS
            raise

    def _live(self, lane: Lane) -> None:
        try:
            worker = Worker(self)
            while (unit := lane.get()) is not None:
                worker.step(unit)
                self.announce([unit])
            if worker.connection is not None:
                worker.connection.close()
        except BaseException:  # its units would be waited for in vain, and after the last such thread all of them
            log.critical("a writer died", exc_info=True)
            os._exit(70)

    def read_now(self, work: Callable[[Tx], T]) -> T:
        worker: Worker | None = getattr(self._local, "worker", None)
        if worker is None:
            worker = self._local.worker = Worker(self)
        for attempt in (1, 2):
            try:
                cursor = worker.cursor()
                cursor.execute(BEGIN_READ)
                result = work(Tx(self.door, cursor, self.clock.now(), {}, set()))
                cursor.commit()
                return result
            except psycopg.Error as error:
                worker.give_up()
                if worker.connection is not None or attempt == 2:
                    raise refusal_of(error) from error
            except BaseException:
                worker.give_up()
                raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        with self._door_to_lanes:
            self._closing = True
        for lane, threads in ((self._inbox, WRITERS), (self._patient, PATIENT_WRITERS)):
            for _ in range(threads):
                lane.put(None)
        for thread in self._threads:
            thread.join(timeout=10)
        self._readers.shutdown(wait=True)
