"""SQLite: one writer that commits in groups, a savepoint per unit, and four readers.

WAL with `synchronous=FULL`: what was answered survives a power cut. Only the writer's connection ever checkpoints.
"""

import logging
import os
import queue
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from hub.kit.clock import Clock
from hub.kit.crash import crash_point
from hub.kit.db import MOST_WAITING, Database, Tx, Unit, busy
from hub.kit.door import sqlite_door
from hub.kit.errors import Busy, ReadOnly, Refusal, StorageFull

T = TypeVar("T")

log = logging.getLogger("hub.db")

BATCH_UNITS = 64
BATCH_SECONDS = 0.010
READ_SECONDS = 5.0


class TransactionLost(Exception):
    """SQLite ended the transaction by itself, as it does when the disk is full."""


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection with the pragmas the hub relies on; transactions are begun by hand."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=1024, timeout=5)
    if not read_only:  # stands in the file from then on; two who change it at once find it locked
        connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA temp_store=MEMORY")
    connection.execute("PRAGMA cache_size=-32768")
    if read_only:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA wal_autocheckpoint=0")
    return connection


def refusal_of(error: sqlite3.Error) -> Refusal | sqlite3.Error:
    """What the caller is told of a database error that is no fault of the verb."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return StorageFull(retry_after=5)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_INTERRUPT):
        return Busy(retry_after=1)
    if code == sqlite3.SQLITE_READONLY:  # as some systems mount a disk that has failed once
        return ReadOnly(retry_after=5)
    return error


class Writer:
    """Commits units. Can be stepped by hand: it needs neither thread, socket nor clock of its own."""

    def __init__(self, database: "SqliteDatabase", connection: sqlite3.Connection) -> None:
        self.database = database
        self.connection = connection
        self.cursor = connection.cursor()

    def _tx(self, claims: set[Any]) -> Tx:
        return Tx(self.database.door, self.cursor, self.database.clock.now(), self.database.reactions, claims)

    def step(self, units: Sequence[Unit]) -> None:
        """Commit these units in one transaction; if that fails as a whole, each again in its own, unless another process holds the file."""
        try:
            self._commit(units)
        except (sqlite3.Error, TransactionLost) as error:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            refusal = refusal_of(error) if isinstance(error, sqlite3.Error) else StorageFull(retry_after=5)
            if len(units) == 1 or isinstance(refusal, Busy):  # each would wait as long again, one after the other
                for unit in units:
                    unit.error = refusal
                return
            for unit in units:
                self.step([unit])

    def _commit(self, units: Sequence[Unit]) -> None:
        crash_point("before_begin")
        claims: set[Any] = set()
        self.cursor.execute("BEGIN IMMEDIATE")
        for unit in units:
            self._run(unit, claims)
        crash_point("after_effect")
        self.database.finish(self._tx(claims), [unit.tx for unit in units if unit.error is None and unit.tx is not None])
        crash_point("before_commit")
        self.cursor.execute("COMMIT")
        crash_point("after_commit")

    def _run(self, unit: Unit, claims: set[Any]) -> None:
        unit.tx, unit.error, unit.result = self._tx(claims), None, None
        self.cursor.execute("SAVEPOINT unit")
        try:
            unit.result = unit.work(unit.tx)
        except Exception as error:  # a failing unit must not take the others of its batch with it
            if not self.connection.in_transaction:
                raise TransactionLost from error
            unit.error = refusal_of(error) if isinstance(error, sqlite3.Error) else error
            self.cursor.execute("ROLLBACK TO unit")
        if not self.connection.in_transaction:
            raise TransactionLost
        self.cursor.execute("RELEASE unit")


class SqliteDatabase(Database):
    """One file, one writer thread, four reader threads."""

    kind = "sqlite"

    def __init__(self, path: Path, clock: Clock) -> None:
        super().__init__(sqlite_door(), clock)
        self.path = path
        self._inbox: queue.SimpleQueue[Unit | None] = queue.SimpleQueue()
        self._patient: deque[Unit] = deque()
        self._woken = False
        """A wake-up for the second lane lies in the inbox; one is enough, and more would count as commands that wait."""
        self._closing = False
        self._door_to_lanes = threading.Lock()
        """Whoever is let in is run: without it a unit could come when the writer has just gone, and would be waited for in vain."""
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._thread = threading.Thread(target=self._live, name="hub-writer", daemon=True)
        self._thread.start()

    def submit(self, unit: Unit, *, patient: bool = False) -> None:
        with self._door_to_lanes:
            if self._closing:
                raise Busy("the hub is going away", retry_after=2)
            if patient:
                self._patient.append(unit)
                self._wake_up()
                return
            waiting = self._inbox.qsize()
            if waiting >= MOST_WAITING:
                raise busy(waiting)
            self._inbox.put(unit)

    def _wake_up(self) -> None:
        if not self._woken:
            self._woken = True
            self._inbox.put(None)

    def _live(self) -> None:
        try:
            writer = Writer(self, connect(self.path))
            while not (self._closing and self._inbox.empty() and not self._patient):
                units = self._next_batch()
                if units:
                    writer.step(units)
                    self.announce(units)
            writer.connection.close()
        except BaseException:  # without its writer the process is of no use, and must not pretend
            log.critical("the writer died", exc_info=True)
            os._exit(70)

    def _next_batch(self) -> list[Unit]:
        """Units for one transaction: what waits in front, or, when nobody does, what `_patient_ones` gives. May be empty."""
        first = self._inbox.get()
        while first is None:  # a wake-up for the second lane
            self._woken = False  # before the lane is looked at, so that whoever comes later wakes us again
            try:
                first = self._inbox.get_nowait()
            except queue.Empty:
                return self._patient_ones()
        units = [first]
        closes = time.monotonic() + BATCH_SECONDS
        while len(units) < BATCH_UNITS and time.monotonic() < closes:
            try:
                unit = self._inbox.get_nowait()
            except queue.Empty:
                break
            if unit is not None:
                units.append(unit)
            else:
                self._woken = False
        if self._patient:
            self._wake_up()
        return units

    def _patient_ones(self) -> list[Unit]:
        """The first unit of the second lane alone, or with the small ones behind it if it is small itself."""
        if not self._patient:
            return []
        units = [self._patient.popleft()]
        while units[0].small and self._patient and self._patient[0].small and len(units) < BATCH_UNITS:
            units.append(self._patient.popleft())
        if self._patient:
            self._wake_up()
        return units

    def _read_connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = connect(self.path, read_only=True)
            self._connections.append(connection)
        return connection

    def read_now(self, work: Callable[[Tx], T]) -> T:
        connection = self._read_connection()
        ends = time.monotonic() + READ_SECONDS
        connection.set_progress_handler(lambda: time.monotonic() > ends, 50_000)
        cursor = connection.cursor()
        try:
            cursor.execute("BEGIN")
            return work(Tx(self.door, cursor, self.clock.now(), {}, set()))
        except sqlite3.Error as error:
            raise refusal_of(error) from error
        finally:
            connection.set_progress_handler(None, 0)
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def close(self) -> None:
        self._readers.shutdown(wait=True)
        for connection in self._connections:
            connection.close()  # the writer's, closed last, leaves one file and no log beside it
        with self._door_to_lanes:
            self._closing = True
        self._inbox.put(None)
        self._thread.join(timeout=10)
