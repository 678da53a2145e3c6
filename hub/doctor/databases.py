"""What keeps the orders: SQLite on this disk, or PostgreSQL and Redis somewhere, and what stands in it."""

import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg
import redis
from sqlalchemy import func, select

from hub.audit.reading import NothingToRead, ReadOnly, known_revisions, one_line, opened, revision_of
from hub.doctor.check import Check
from hub.doctor.machine import existing
from hub.kit import db_postgresql, db_sqlite
from hub.kit.clock import Clock, stamp
from hub.kit.columns import Instant
from hub.kit.db import READERS
from hub.kit.dead_letters import dead_letters
from hub.live.epoch import FIND, Marks
from hub.live.log import ALL_HEADS
from hub.migrations import sqlite_path
from hub.settings import Settings
from hub.tables import TABLES

OLDEST_SQLITE = (3, 35, 0)
OLDEST_POSTGRESQL = 14
CONNECTIONS_EACH = db_postgresql.WRITERS + db_postgresql.PATIENT_WRITERS + READERS + 4
DRIFT = timedelta(seconds=2)
TO_BE_SAFE = {"fsync": ("on",), "full_page_writes": ("on",), "synchronous_commit": ("on", "remote_write", "remote_apply")}
"""Settings of PostgreSQL without which a power cut takes back what was confirmed."""

event, shop = TABLES["event"], TABLES["shop"]
NEWEST_EVENT = select(func.max(event.c.at, type_=Instant).label("at"))
ZONES = select(shop.c.timezone).distinct().execution_options(any_tenant="the doctor looks at the whole house")
SETTING = "SELECT current_setting(%s)"


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
        row = connection.execute(SETTING, [name]).fetchone()
        return str(row[0]) if row else ""

    major = connection.info.server_version // 10_000
    if major < OLDEST_POSTGRESQL:
        yield Check("BAD", f"PostgreSQL {major} is too old.", f"Use PostgreSQL {OLDEST_POSTGRESQL} or newer.")
    else:
        yield Check("ok", f"PostgreSQL {major} answers.")
    for name, wanted in TO_BE_SAFE.items():
        if setting(name) not in wanted:
            yield Check(
                "BAD", f"PostgreSQL runs with {name} = {setting(name)}: a power cut loses confirmed orders.", f"Set {name} = {wanted[0]}."
            )
    if setting("server_encoding") != "UTF8":
        yield Check("BAD", f"The database is encoded in {setting('server_encoding')}.", "Make it anew with ENCODING 'UTF8'.")
    isolation = {}
    for name, begin in (("writing", db_postgresql.BEGIN_WRITE), ("reading", db_postgresql.BEGIN_READ)):
        connection.execute(begin)
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
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    apart = (row[0] - before) if row else timedelta()
    if abs(apart) > DRIFT:
        yield Check(
            "BAD",
            f"The clocks of this machine and of PostgreSQL are {abs(apart.total_seconds()):.0f} s apart.",
            "Let both follow the same time server (NTP).",
        )
    else:
        yield Check("ok", "This machine and PostgreSQL agree on the time.")


def contents(settings: Settings) -> Iterator[Check]:
    """What the database itself says: its schema, its times, its epochs."""
    try:
        with opened(settings) as database:
            yield from schema(database)
            if revision_of(database) == known_revisions()[0]:
                yield from times(database)
                yield from epochs(settings, database)
                yield from given_up(database)
    except NothingToRead as nothing:
        if settings.database.url:
            return  # said above
        if not sqlite_path(settings).exists():
            yield Check("note", "There is no database yet; the first start makes it.")
        else:
            yield Check("BAD", f"The file is no database of a hub: {nothing}.", "Put a backup in its place.")
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
    unknown = row is not None and row.mark not in marks.known
    strange = unknown if database.kind == "sqlite" else bool(marks.known) and (row is None or unknown)
    if strange:
        yield Check(
            "note",
            f"This database is not the one that the last start left: the next start gives its {len(heads)} streams new epochs.",
            "Nothing to do, if it comes from a backup: every device will take a fresh snapshot.",
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


def given_up(database: ReadOnly) -> Iterator[Check]:
    """Jobs whose attempts are used up. Nobody else would ever look at them again."""
    dead = database.read_now(dead_letters)
    for kind in sorted({row.kind for row in dead}):
        rows = [row for row in dead if row.kind == kind]
        why = (rows[-1].error or "").strip().splitlines()
        yield Check(
            "BAD",
            f"{len(rows)} job{'s' if len(rows) > 1 else ''} of kind {kind} {'were' if len(rows) > 1 else 'was'} given up, the last one by: "
            f"{why[-1][:160] if why else 'no reason'}.",
            "The log has the whole story. venuehub doctor --jobs-again lets them run once more, on SQLite while the hub is stopped.",
        )
