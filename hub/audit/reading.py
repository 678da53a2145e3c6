"""A database that is only read, from outside the hub that serves it: no writer, no lock, no time limit, nothing created."""

import asyncio
import sqlite3
from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Select, column, select, table

import hub.migrations
from hub.kit.clock import Clock
from hub.kit.db import Database, Tx, Unit
from hub.kit.db_postgresql import BEGIN_READ, connect
from hub.kit.door import Door, postgresql_door, sqlite_door
from hub.kit.errors import Fault
from hub.migrations import sqlite_path
from hub.settings import Settings

T = TypeVar("T")

REVISION: Select[Any] = select(column("version_num")).select_from(table("alembic_version"))


class NothingToRead(Exception):
    """There is no database, or it is not one of this hub; the message says what to do."""


class ReadOnly(Database):
    """One connection, one consistent state per `read_now`."""

    def __init__(self, door: Door, connection: Any, begin: str) -> None:
        super().__init__(door, Clock())
        self._connection = connection
        self._begin = begin

    def read_now(self, work: Callable[[Tx], T]) -> T:
        cursor = self._connection.cursor()
        cursor.execute(self._begin)
        try:
            return work(Tx(self.door, cursor, self.clock.now(), {}, set()))
        finally:
            if self.in_transaction():
                cursor.execute("ROLLBACK")

    @abstractmethod
    def in_transaction(self) -> bool:
        """Whether there is something to end: a database may do it by itself, or be gone."""

    async def read(self, work: Callable[[Tx], T]) -> T:
        return await asyncio.to_thread(self.read_now, work)

    def submit(self, unit: Unit, *, patient: bool = False) -> None:
        raise Fault("this database is only read")

    def close(self) -> None:
        self._connection.close()


class ReadOnlySqlite(ReadOnly):
    """Beside a serving hub too: the log of writes is read as it stands and never folded into the file."""

    kind = "sqlite"

    def __init__(self, path: Path) -> None:
        address = f"{path.absolute().as_uri()}?mode=ro"
        connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False, timeout=5)
        connection.execute("PRAGMA cache_size=-32768")
        connection.execute("PRAGMA temp_store=MEMORY")
        super().__init__(sqlite_door(), connection, "BEGIN")

    def in_transaction(self) -> bool:
        return bool(self._connection.in_transaction)


class ReadOnlyPostgres(ReadOnly):
    """As slow as the audit of a large database may be."""

    kind = "postgresql"

    def __init__(self, url: str) -> None:
        connection = connect(url)
        connection.execute("SET statement_timeout = 0")
        connection.execute("SET default_transaction_read_only = on")
        super().__init__(postgresql_door(), connection, BEGIN_READ)

    def in_transaction(self) -> bool:
        return not self._connection.closed


@contextmanager
def opened(settings: Settings) -> Iterator[ReadOnly]:
    """The database of these settings, whoever serves it.

    Raises:
        NothingToRead: it is not there or does not answer.
    """
    url, path = settings.database.url, sqlite_path(settings)
    if not url and not path.exists():
        raise NothingToRead(f"there is no database in {settings.data_path}: name the data folder with --data, or start with venuehub serve")
    try:
        database: ReadOnly = ReadOnlyPostgres(url) if url else ReadOnlySqlite(path)
    except (sqlite3.Error, psycopg.Error) as error:
        raise NothingToRead(f"the database cannot be read: {one_line(error)}") from error
    try:
        yield database
    finally:
        database.close()


def revision_of(database: ReadOnly) -> str | None:
    """The schema's revision; None in a database without one.

    Raises:
        NothingToRead: the file is no database.
    """
    try:
        revision: str | None = database.read_now(lambda tx: tx.value(REVISION))
    except (sqlite3.OperationalError, psycopg.errors.UndefinedTable):
        return None
    except sqlite3.DatabaseError as error:
        raise NothingToRead(f"the database cannot be read: {one_line(error)}") from error
    return revision


def known_revisions() -> list[str]:
    """The revisions that this hub's code knows, the newest first: their files are named after them."""
    folder = Path(hub.migrations.__file__).parent / "versions"
    return sorted((path.stem for path in folder.glob("[0-9]*.py")), reverse=True)


def require_current(database: ReadOnly) -> None:
    """Raises `NothingToRead` when the schema is not the one that this code knows."""
    present, newest = revision_of(database), known_revisions()[0]
    if present is None:
        raise NothingToRead("the database holds no tables of a hub yet: venuehub migrate makes them")
    if present != newest:
        raise NothingToRead(f"the schema stands at {present}, this hub knows {newest}: venuehub migrate brings it there")


def one_line(error: Exception) -> str:
    """A driver's message without its line breaks."""
    return " ".join(str(error).split()) or type(error).__name__
