"""Units of work: one transaction each for the caller, whatever the database does underneath.

A verb is a plain function that gets the open transaction. `Database.run` carries it to the writer; the two engines
(`db_sqlite`, `db_postgresql`) are the only code that commits. After the commit there is one call into the event loop
per batch: first the answers, then whatever listens to commits (the fan-out).
"""

import asyncio
import contextlib
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future as ThreadFuture
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, ParamSpec, Protocol, TypeVar
from uuid import UUID

from hub.kit.clock import Clock
from hub.kit.door import Door, Row, Statement
from hub.kit.errors import Busy, Fault
from hub.kit.ids import new_id

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger("hub.db")

MOST_WAITING = 512
"""Units that may wait for the writer, and queries for a reader; further ones are refused with 503."""
READERS = 4

Reactions = Mapping[type, Sequence[Callable[["Tx", Any], None]]]


class Cursor(Protocol):
    """What the door needs of a driver's cursor."""

    @property
    def rowcount(self) -> int: ...
    def execute(self, sql: str, parameters: Any = ..., /) -> Any: ...
    def executemany(self, sql: str, parameters: Any, /) -> Any: ...
    def fetchall(self) -> list[Any]: ...


class Tx:
    """One open transaction. Verbs and queries touch nothing else."""

    __slots__ = ("_cursor", "_door", "answer", "cause", "claims", "due_at", "if_match", "news", "now", "reactions", "request_id")

    def __init__(self, door: Door, cursor: Cursor, now: datetime, reactions: Reactions, claims: set[Any]) -> None:
        self._door = door
        self._cursor = cursor
        self.now = now
        self.reactions = reactions
        self.claims = claims
        """Idempotency keys taken by units of the same, not yet committed batch."""
        self.cause: str | None = None
        self.if_match: str | None = None
        self.request_id: str | None = None
        self.news: list[Any] = []
        """Events published by this unit, in order; numbered and written when the unit ends."""
        self.answer: Any = None
        """The idempotent answer to store with the unit, if any."""
        self.due_at: datetime | None = None
        """When the earliest job that this unit added is due."""

    @property
    def dialect(self) -> str:
        return self._door.dialect.name

    def _execute(self, statement: Statement, values: dict[str, Any]) -> tuple[Any, list[Any]]:
        prepared = self._door.prepare(statement)
        sql, parameters = prepared.bind(values)
        self._cursor.execute(sql, parameters)
        return prepared, self._cursor.fetchall() if prepared.row is not None else []

    def all(self, statement: Statement, /, **values: Any) -> list[Row]:
        """All rows, read to the end."""
        prepared, rows = self._execute(statement, values)
        return prepared.read(rows)  # type: ignore[no-any-return]

    def one_or_none(self, statement: Statement, /, **values: Any) -> Row | None:
        """The row, or None.

        Raises:
            Fault: there is more than one.
        """
        prepared, rows = self._execute(statement, values)
        if not rows:
            return None
        if len(rows) > 1:
            raise Fault("a statement for one row gave several")
        return prepared.read(rows)[0]

    def one(self, statement: Statement, /, **values: Any) -> Row:
        """Exactly one row.

        Raises:
            Fault: there is none, or more than one.
        """
        row = self.one_or_none(statement, **values)
        if row is None:
            raise Fault("a row that must exist is missing")
        return row

    def value(self, statement: Statement, /, **values: Any) -> Any:
        """The first column of the first row, or None."""
        prepared, rows = self._execute(statement, values)
        return prepared.read(rows[:1])[0][0] if rows else None

    def run(self, statement: Statement, /, **values: Any) -> int:
        """Change rows; the number of rows changed."""
        prepared, rows = self._execute(statement, values)
        return len(rows) if prepared.row is not None else self._cursor.rowcount

    def many(self, statement: Statement, rows: Sequence[dict[str, Any]]) -> None:
        """The same statement once per row of values."""
        if not rows:
            return
        prepared = self._door.prepare(statement)
        bound = [prepared.bind(values) for values in rows]
        self._cursor.executemany(bound[0][0], [parameters for _, parameters in bound])

    def query(self, statement: Statement, /, **values: Any) -> list[Row]:
        """All rows of a statement that was built for this call (a list with varying filters); slower."""
        prepared = self._door.compile(statement)
        sql, parameters = prepared.bind(values)
        self._cursor.execute(sql, parameters)
        return prepared.read(self._cursor.fetchall())

    def not_before(self, at: datetime) -> None:
        """Let the unit's time be no earlier than `at`: it began to wait for a row before another unit changed it."""
        self.now = max(self.now, at)

    def new_id(self) -> UUID:
        """A fresh UUIDv7."""
        return new_id()


class Unit:
    """Some work that waits for its transaction, and what became of it."""

    __slots__ = ("error", "future", "result", "since", "small", "tx", "work")

    def __init__(self, work: Callable[[Tx], Any], future: "asyncio.Future[Any] | ThreadFuture[Any]") -> None:
        self.work = work
        self.future = future
        self.result: Any = None
        self.error: BaseException | None = None
        self.tx: Tx | None = None
        self.since = 0.0
        """When it was submitted, on the monotonic clock, where the engine wants to know."""
        self.small = False
        """It may share its transaction with others of the second lane."""

    def settle(self) -> None:
        """Hand the outcome to whoever waits; a caller that went away changes nothing."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(bearable(self.error))
        else:
            self.future.set_result(self.result)


Ending = Callable[[Tx, Sequence[Tx]], None]
"""Written once per transaction, after all units: stored answers, then stream numbers and events."""


class Database(ABC):
    """Where units run. One object per process."""

    kind: str

    def __init__(self, door: Door, clock: Clock) -> None:
        self.door = door
        self.clock = clock
        self.endings: tuple[Ending, ...] = ()
        self.reactions: Reactions = {}
        self.on_commit: Callable[[Sequence[Tx]], None] = lambda _: None
        """Called on the event loop after each commit, when the answers are out; without a loop, on the writer's thread."""
        self.loop: asyncio.AbstractEventLoop | None = None
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="hub-read")
        self._reading = 0

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """From now on commits are announced on this loop."""
        self.loop = loop

    async def run(self, work: Callable[[Tx], T]) -> T:
        """Run a writing unit and wait for its commit.

        Raises:
            Busy: too many units wait already.
            Refusal: whatever the verb refuses with; nothing was changed then.
        """
        future: asyncio.Future[T] = self._future()
        self.submit(Unit(work, future))
        return await future

    def _future(self) -> "asyncio.Future[Any]":
        """Something to wait for on the running loop, which from now on hears of commits if no other was attached."""
        loop = asyncio.get_running_loop()
        if self.loop is None:
            self.attach(loop)
        return loop.create_future()

    def run_now(self, work: Callable[[Tx], T]) -> T:
        """Like `run`, for a plain thread: blocks."""
        future: ThreadFuture[T] = ThreadFuture()
        self.submit(Unit(work, future))
        return future.result()

    async def run_later(self, work: Callable[[Tx], T], *, small: bool = False) -> T:
        """Like `run`, in the second lane: sweeps and imports, alone in their transaction, when nobody waits in front.

        `small`: a row or two, which may share a transaction with others of its kind; a thousand devices come back at once.
        """
        future: asyncio.Future[T] = self._future()
        unit = Unit(work, future)
        unit.small = small
        self.submit(unit, patient=True)
        return await future

    @abstractmethod
    def submit(self, unit: Unit, *, patient: bool = False) -> None:
        """Queue a unit. Raises `Busy` when too many wait."""

    async def read(self, work: Callable[[Tx], T]) -> T:
        """Run a query on one consistent state of the database, at most 5 s.

        Raises:
            Busy: too many queries wait already.
        """
        if self._reading >= MOST_WAITING:
            raise busy(self._reading)
        self._reading += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, self._look, work)
        finally:
            self._reading -= 1

    def _look(self, work: Callable[[Tx], T]) -> T:
        try:
            return self.read_now(work)
        except StopIteration as error:
            raise bearable(error) from error

    @abstractmethod
    def read_now(self, work: Callable[[Tx], T]) -> T:
        """Like `read`, for a plain thread: blocks."""

    @abstractmethod
    def close(self) -> None:
        """Finish the units that wait, then let go of the database."""

    def finish(self, tx: Tx, txs: Sequence[Tx]) -> None:
        """Write what every transaction writes last."""
        if txs:
            for ending in self.endings:
                ending(tx, txs)

    def announce(self, units: Sequence[Unit]) -> None:
        """After the commit: waiting threads go on at once, then one call into the loop for the whole batch."""
        for unit in units:
            if isinstance(unit.future, ThreadFuture):
                unit.settle()
        if self.loop is None:
            self._deliver(units)
            return
        with contextlib.suppress(RuntimeError):  # the loop has ended, and whoever waited there with it
            self.loop.call_soon_threadsafe(self._deliver, units)

    def _deliver(self, units: Sequence[Unit]) -> None:
        for unit in units:
            unit.settle()
        committed = [unit.tx for unit in units if unit.error is None and unit.tx is not None and (unit.tx.news or unit.tx.due_at)]
        if committed:
            self.on_commit(committed)


def bearable(error: BaseException) -> BaseException:
    """The error itself, unless it is one that no future can carry: whoever waits would wait for ever, and others of the batch too."""
    return Fault(f"an iterator ended inside a unit: {error!r}") if isinstance(error, StopIteration) else error


def busy(waiting: int) -> Busy:
    return Busy(f"{waiting} commands are waiting already", retry_after=1)
