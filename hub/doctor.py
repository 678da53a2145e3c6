"""`venuehub doctor`: is this machine fit to serve? Looks and says so in sentences; changes nothing unless asked for new epochs."""

import http.client
import shutil
import socket
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
import psycopg
import redis
from sqlalchemy import func, select

from hub.audit.reading import NothingToRead, ReadOnly, known_revisions, one_line, opened, require_current, revision_of
from hub.kit import db_postgresql, db_sqlite
from hub.kit.clock import Clock, stamp
from hub.kit.columns import Instant
from hub.kit.db import Database
from hub.kit.db_postgresql import PostgresDatabase
from hub.kit.db_sqlite import SqliteDatabase
from hub.kit.lock import LOCK_FILE, AlreadyServed, FolderLock
from hub.live.epoch import FIND, Marks
from hub.live.log import ALL_HEADS, renew_epochs
from hub.migrations import sqlite_path
from hub.settings import Settings
from hub.tables import TABLES

SCREENS = 5_000
"""What one hub is made for; each screen is an open file."""
OTHER_FILES = 200
LEAST_BYTES, FEW_BYTES = 200 * 2**20, 2 * 2**30
OLDEST_SQLITE = (3, 35, 0)
OLDEST_POSTGRESQL = 14
CONNECTIONS_EACH = db_postgresql.WRITERS + db_postgresql.READERS + 4
NEVER_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
DRIFT = timedelta(seconds=2)
TO_BE_SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}

event, shop = TABLES["event"], TABLES["shop"]
_all = {"any_tenant": "the doctor looks at the whole house"}
NEWEST_EVENT = select(func.max(event.c.at, type_=Instant).label("at"))
ZONES = select(shop.c.timezone).distinct().execution_options(**_all)
DATABASE_CLOCK = "SELECT clock_timestamp()"
POSTGRES_SETTING = "SELECT current_setting(%s)"


class Check(NamedTuple):
    """One thing looked at: how it stands, and what to do about it."""

    level: Literal["ok", "note", "BAD"]
    said: str
    todo: str = ""


def main(settings: Settings, new_epoch: bool) -> int:
    """Print what is well and what is not. 0: ready to serve; 1: something is in the way."""
    if new_epoch:
        return renew(settings)
    checks = []
    for check in examine(settings):
        checks.append(check)
        click.echo(f"{check.level:<5} {check.said}")
        if check.todo:
            click.echo(f"      → {check.todo}")
    bad = sum(check.level == "BAD" for check in checks)
    click.echo("")
    click.echo(
        "Ready to serve." if not bad else f"{bad} thing{'s are' if bad > 1 else ' is'} in the way; what to do stands behind the arrow."
    )
    return 1 if bad else 0


def examine(settings: Settings) -> Iterator[Check]:
    """Everything, the ground first."""
    yield from python()
    yield from folder(settings)
    yield from holder(settings)
    if settings.database.url:
        yield from postgresql(settings.database.url)
    else:
        yield from sqlite(settings)
    yield from clock()
    yield from contents(settings)
    if settings.redis.url:
        yield from redis_server(settings.redis.url)
    yield from open_files()
    yield from port(settings)


def python() -> Iterator[Check]:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < (3, 11):
        yield Check("BAD", f"This is Python {version}; the hub needs 3.11 or newer.", "Install a newer Python and run start.py with it.")
    else:
        yield Check("ok", f"Python {version}.")


def existing(path: Path) -> Path:
    """The folder itself, or the nearest one above it that is there."""
    return next(each for each in (path.absolute(), *path.absolute().parents) if each.is_dir())


def folder(settings: Settings) -> Iterator[Check]:
    """Whether the data folder takes files, and how much more fits."""
    place = existing(settings.data_path)
    made = place == settings.data_path.absolute()
    try:
        with tempfile.TemporaryFile(dir=place) as probe:
            probe.write(b"venuehub")
            probe.flush()
    except OSError as error:
        yield Check(
            "BAD",
            f"The data folder {settings.data} takes no files: {one_line(error)}.",
            f"Let this user write in {place}, or choose another with --data.",
        )
        return
    yield Check(
        "ok", f"The data folder {settings.data} takes files." if made else f"The data folder {settings.data} is made at the first start."
    )
    free = shutil.disk_usage(place).free
    said = f"{free / 2**30:.1f} GiB of disk are free."
    if free < LEAST_BYTES:
        yield Check("BAD", said, "Make room: when the disk is full, orders are refused with 507.")
    elif free < FEW_BYTES:
        yield Check("note", said, "A busy shop writes some hundred MiB a month; make room in time.")
    else:
        yield Check("ok", said)


def holder(settings: Settings) -> Iterator[Check]:
    """Who works on an SQLite folder; PostgreSQL takes any number of hubs."""
    if settings.database.url:
        return
    serving = served_by(settings)
    yield Check("ok", f"A hub serves this folder now: {serving}." if serving else "No hub serves this folder now.")


def served_by(settings: Settings) -> str | None:
    """Why the folder cannot be taken, or None."""
    if not (settings.data_path / LOCK_FILE).exists():
        return None
    lock = FolderLock(settings.data_path)
    try:
        lock.take()
    except AlreadyServed as served:
        return str(served).partition(" is in use by ")[2].partition(":")[0]
    except OSError:
        return "somebody whose lock this user may not read"
    lock.release()
    return None


def sqlite(settings: Settings) -> Iterator[Check]:
    """Whether SQLite is new enough, and keeps what it says on this very disk."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        yield Check("BAD", f"SQLite {sqlite3.sqlite_version} is too old.", "Use a Python that was built with SQLite 3.35 or newer.")
        return
    yield Check("ok", f"SQLite {sqlite3.sqlite_version}.")
    try:
        with tempfile.TemporaryDirectory(dir=existing(settings.data_path), prefix="doctor-") as scratch:
            connection = db_sqlite.connect(Path(scratch) / "probe.db")
            connection.execute("CREATE TABLE probe (id INTEGER)")
            mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
            level = connection.execute("PRAGMA synchronous").fetchone()[0]
            connection.close()
    except (OSError, sqlite3.Error) as error:
        yield Check("BAD", f"SQLite cannot write in the data folder: {one_line(error)}.", "Put the data folder on a local disk.")
        return
    if (mode, level) == ("wal", 2):
        yield Check("ok", "What is answered survives a power cut: journal_mode is WAL, synchronous is FULL.")
    else:
        yield Check(
            "BAD",
            f"SQLite runs with journal_mode {mode} and synchronous {level} here.",
            "Put the data folder on a local disk; network drives cannot do this.",
        )


def postgresql(url: str) -> Iterator[Check]:
    """Whether PostgreSQL answers, keeps what it confirmed, and can be written."""
    try:
        connection = db_postgresql.connect(url)
    except (psycopg.Error, ValueError) as error:
        yield Check("BAD", f"PostgreSQL does not answer: {one_line(error)}.", "Start it, or set VENUEHUB_DATABASE_URL to where it is.")
        return
    with connection:
        yield from postgresql_settings(connection)


def postgresql_settings(connection: psycopg.Connection[Any]) -> Iterator[Check]:
    def setting(name: str) -> str:
        row = connection.execute(POSTGRES_SETTING, [name]).fetchone()
        return str(row[0]) if row else ""

    major = connection.info.server_version // 10_000
    if major < OLDEST_POSTGRESQL:
        yield Check("BAD", f"PostgreSQL {major} is too old.", f"Use PostgreSQL {OLDEST_POSTGRESQL} or newer.")
    else:
        yield Check("ok", f"PostgreSQL {major} answers.")
    for name, wanted in TO_BE_SAFE.items():
        if setting(name) not in (wanted, "remote_apply", "remote_write"):
            yield Check(
                "BAD", f"PostgreSQL runs with {name} = {setting(name)}: a power cut loses confirmed orders.", f"Set {name} = {wanted}."
            )
    if setting("server_encoding") != "UTF8":
        yield Check("BAD", f"The database is encoded in {setting('server_encoding')}.", "Make it anew with ENCODING 'UTF8'.")
    isolation = {}
    for name, begin in (("writing", db_postgresql.BEGIN_WRITE), ("reading", db_postgresql.BEGIN_READ)):
        connection.execute(begin)  # type: ignore[arg-type]
        isolation[name] = setting("transaction_isolation")
        connection.execute("ROLLBACK")
    if isolation == {"writing": "read committed", "reading": "repeatable read"} and setting("TimeZone") == "UTC":
        yield Check("ok", "It writes at READ COMMITTED, reads at REPEATABLE READ, and talks to the hub in UTC.")
    else:
        yield Check(
            "BAD",
            f"It writes at {isolation['writing']}, reads at {isolation['reading']}, in {setting('TimeZone')}.",
            "Connect to the server itself: something in between changes sessions (a pooler, perhaps).",
        )
    standby = connection.execute("SELECT pg_is_in_recovery()").fetchone()
    if standby and standby[0]:
        yield Check("BAD", "This is a standby, which cannot be written.", "Name the primary in VENUEHUB_DATABASE_URL.")
    if int(setting("max_connections")) < 2 * CONNECTIONS_EACH:
        yield Check(
            "note",
            f"PostgreSQL takes {setting('max_connections')} connections; each hub uses up to {CONNECTIONS_EACH}.",
            "Raise max_connections before a second hub.",
        )
    yield from database_clock(connection)


def database_clock(connection: psycopg.Connection[Any]) -> Iterator[Check]:
    before = Clock().now()
    row = connection.execute(DATABASE_CLOCK).fetchone()
    apart = (row[0] - before) if row else timedelta()
    if abs(apart) > DRIFT:
        yield Check(
            "BAD",
            f"The clocks of this machine and of PostgreSQL are {abs(apart.total_seconds()):.0f} s apart.",
            "Let both follow the same time server (NTP).",
        )
    else:
        yield Check("ok", "This machine and PostgreSQL agree on the time.")


def clock() -> Iterator[Check]:
    """A clock that stands at its factory setting, and zones that cannot be looked up."""
    now = Clock().now()
    if now < NEVER_BEFORE:
        yield Check("BAD", f"The clock says {stamp(now)}.", "Set it, and let it follow a time server (NTP).")
    try:
        ZoneInfo("Asia/Shanghai")
    except ZoneInfoNotFoundError:
        yield Check("BAD", "There are no time zones on this machine.", "Install the package tzdata.")
    else:
        yield Check("ok", f"The clock says {stamp(now)}, and time zones are known.")


def contents(settings: Settings) -> Iterator[Check]:
    """What the database itself says: its schema, its times, its epochs."""
    try:
        with opened(settings) as database:
            yield from schema(database)
            if revision_of(database) == known_revisions()[0]:
                yield from times(database)
                yield from epochs(settings, database)
    except NothingToRead as nothing:
        new = not settings.database.url and not sqlite_path(settings).exists()
        yield Check("note", "There is no database yet; the first start makes it.") if new else Check("BAD", f"{nothing}.")
    except (sqlite3.Error, psycopg.Error) as error:
        yield Check("BAD", f"The database cannot be read: {one_line(error)}.", "venuehub audit looks whether it is whole.")


def schema(database: ReadOnly) -> Iterator[Check]:
    present, known = revision_of(database), known_revisions()
    if present == known[0]:
        yield Check("ok", f"The schema is current ({present}).")
    elif present is None:
        yield Check("note", "The database holds no tables yet; the first start makes them.")
    elif present in known:
        yield Check("note", f"The schema stands at {present}; the next start brings it to {known[0]}.", "Make a backup before.")
    else:
        yield Check(
            "BAD",
            f"The schema stands at {present}, which this hub does not know: a newer one made it.",
            "Start the newer hub, or restore the backup from before.",
        )


def times(database: ReadOnly) -> Iterator[Check]:
    now = database.clock.now()
    newest = database.read_now(lambda tx: tx.value(NEWEST_EVENT))
    if newest is not None and newest > now + timedelta(minutes=1):
        yield Check(
            "BAD",
            f"The newest event is of {stamp(newest)}, which is still to come.",
            "Set the clock: it was put back, or another hub's runs ahead.",
        )
    for row in database.read_now(lambda tx: tx.all(ZONES)):
        try:
            ZoneInfo(row.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            yield Check("BAD", f"A shop stands in the zone {row.timezone}, which this machine does not know.", "Update the package tzdata.")


def epochs(settings: Settings, database: ReadOnly) -> Iterator[Check]:
    """Whether the next start will find the database that the last one left."""
    heads = database.read_now(lambda tx: tx.all(ALL_HEADS))
    marks = Marks(settings.data_path)
    place = "here" if database.kind == "sqlite" else marks.place
    row = database.read_now(lambda tx: tx.one_or_none(FIND, place_name=place))
    strange = (row is not None and row.mark not in marks.known) or (row is None and bool(marks.known))
    if strange:
        yield Check(
            "note",
            f"This database is not the one that the last start left (a backup, perhaps): the next start gives its {len(heads)} streams new epochs.",
        )
    else:
        yield Check("ok", f"{len(heads)} streams go on in their epochs.")


def redis_server(url: str) -> Iterator[Check]:
    """Redis carries hints and wake-ups only, so nothing is lost without it; but whoever names one wants it."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2) as client:
            memory: Any = client.info("memory")
    except (redis.RedisError, ValueError, OSError) as error:
        yield Check(
            "BAD",
            f"Redis does not answer: {one_line(error)}.",
            "Start it, set VENUEHUB_REDIS_URL to where it is, or leave it empty for a single hub.",
        )
        return
    policy = memory.get("maxmemory_policy", "noeviction")
    if policy != "noeviction" and memory.get("maxmemory"):
        yield Check(
            "note", f"Redis throws keys away when it is full ({policy}).", "Set maxmemory-policy noeviction: it holds the wake-ups of jobs."
        )
    else:
        yield Check("ok", "Redis answers.")


def open_files() -> Iterator[Check]:
    """Each screen is an open file."""
    try:
        import resource
    except ImportError:  # Windows knows no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= SCREENS + OTHER_FILES:
        yield Check(
            "ok",
            f"{soft:,} open files are allowed, enough for {SCREENS:,} screens."
            if soft != resource.RLIM_INFINITY
            else "Open files are not limited.",
        )
        return
    fit = max(0, soft - OTHER_FILES)
    level: Literal["note", "BAD"] = "note" if fit >= 50 else "BAD"
    yield Check(
        level,
        f"{soft:,} open files are allowed: room for about {fit:,} screens.",
        f"For {SCREENS:,}: ulimit -n {SCREENS + OTHER_FILES} before the start, or LimitNOFILE in the service's unit (at most {hard:,} here).",
    )


def port(settings: Settings) -> Iterator[Check]:
    """Whether the port can be had, or is held by a hub already."""
    host, number = settings.server.host, settings.server.port
    if number == 0:
        yield Check("ok", "The port is chosen at the start.")
        return
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if is_hub(host, number):
            yield Check("ok", f"A hub answers on port {number}.")
        else:
            yield Check(
                "BAD",
                f"{host}:{number} cannot be had: {one_line(error)}.",
                "End the program that listens there, or choose another with --port.",
            )
    else:
        yield Check("ok", f"{host}:{number} is free.")


def is_hub(host: str, number: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1" if host in ("0.0.0.0", "::", "") else host, number, timeout=2)
    try:
        connection.request("GET", "/health/live")
        return b'"alive"' in connection.getresponse().read(200)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def renew(settings: Settings) -> int:
    """Give every stream a new epoch; on SQLite only while nobody serves the folder."""
    lock = None if settings.database.url else FolderLock(settings.data_path)
    try:
        with opened(settings) as readable:
            require_current(readable)
        if lock is not None:
            lock.take()
        database: Database = (
            PostgresDatabase(settings.database.url, Clock()) if settings.database.url else SqliteDatabase(sqlite_path(settings), Clock())
        )
        try:
            count = database.run_now(renew_epochs)
        finally:
            database.close()
    except (NothingToRead, AlreadyServed) as reason:
        click.echo(f"venuehub: {reason}", err=True)
        return 1
    finally:
        if lock is not None:
            lock.release()
    click.echo(f"{count} stream{'s begin' if count != 1 else ' begins'} a new epoch: every device takes a fresh snapshot.")
    return 0
