"""Fill a hub's SQLite database with finished orders: one real order, placed and closed, is copied by SQL with new ids and times."""

import secrets
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from bench.hub_process import HubVenue, serving, three_lines

STEP_MS = 30_000  # an order every half minute, so 10^6 orders are most of a year
PER_DAY = 86_400_000 // STEP_MS
EVENTS_KEPT = 100_000
KEYS_KEPT = 100_000
AT_ONCE = 50_000


def fill(venue: HubVenue, count: int) -> None:
    order = one_finished_order(venue)
    venue.engine.dispose()
    database = sqlite3.connect(venue.database_file(), isolation_level=None)
    database.execute("PRAGMA synchronous=OFF")
    database.execute("PRAGMA cache_size=-262144")
    copies = Copies(database, venue.tables, order, count)
    copies.pick_order()
    for start in range(0, count, AT_ONCE):
        database.execute("BEGIN")
        copies.write(start, min(count, start + AT_ONCE))
        database.execute("COMMIT")
    database.execute("BEGIN")
    copies.write_events(min(count, EVENTS_KEPT))
    copies.write_keys(min(count, KEYS_KEPT))
    database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def one_finished_order(venue: HubVenue) -> UUID:
    """An order that was placed and whose room was cleaned, all over HTTP."""
    room = venue.add_rooms(1)[0]
    cashier = venue.device("cashier")["access_token"]
    with serving(venue, name="volume first order") as hub:
        placed = hub.send("POST", "/api/v1/orders", cashier, {**three_lines(venue.skus, 0), "room_id": str(room)}, secrets.token_hex(16))
        hub.send("POST", f"/api/v1/rooms/{room}/clean", cashier, {}, secrets.token_hex(16))
    return UUID(placed["order"]["id"])


class Copies:
    """The statements that copy one order's rows; number `n.i` is the copy's."""

    def __init__(self, database: sqlite3.Connection, tables: Mapping[str, Table], order: UUID, count: int) -> None:
        self.database = database
        self.tables = tables
        kept = as_kept(tables["food_order"], order)
        self.order = kept
        database.create_function("copied_id", 4, made_id if isinstance(kept, bytes) else made_hex, deterministic=True)
        created, self.stay = database.execute("SELECT created_at, stay_id FROM food_order WHERE id = ?", (self.order,)).fetchone()
        first = datetime.now(UTC) - timedelta(days=count // PER_DAY + 2)
        self.first_ms = int(first.timestamp() * 1000)
        self.shift = f"({self.first_ms} + n.i * {STEP_MS} - {created})"
        self.day = f"date('{first.date().isoformat()}', '+' || (n.i / {PER_DAY}) || ' days')"
        self.number = f"(n.i % {PER_DAY} + 1)"

    def id(self, kind: int, part: str = "0") -> str:
        """A UUIDv7 as the database keeps it: the order's time, then what it is, its number, and which part."""
        return f"copied_id({self.first_ms} + n.i * {STEP_MS}, {kind}, n.i, {part})"

    def pick(self, table: str, where: str, part: str = "0", join: str = "") -> None:
        """Put the rows to copy into a table of their own, so that a copy reads one to three rows and not a growing table."""
        self.database.execute(
            f'CREATE TEMP TABLE "model_{table}" AS SELECT m.*, {part} AS part FROM "{table}" AS m {join} WHERE {where}',
            {"order": self.order, "stay": self.stay},
        )

    def pick_order(self) -> None:
        self.pick("stay", "m.id = :stay")
        self.pick("food_order", "m.id = :order")
        self.pick("order_round", "m.order_id = :order")
        self.pick("order_line", "m.order_id = :order", "m.position")
        self.pick("line_history", "m.order_id = :order", "l.position", "JOIN order_line AS l ON l.id = m.line_id")

    def write(self, start: int, stop: int) -> None:
        days = {"business_day": self.day, "number": self.number}
        self.copy("stay", {"id": self.id(1)}, start, stop)
        self.copy("food_order", {"id": self.id(2), "stay_id": self.id(1), **days}, start, stop)
        self.copy("order_round", {"id": self.id(4), "order_id": self.id(2)}, start, stop)
        self.copy("order_line", {"id": self.id(3, "m.part"), "order_id": self.id(2)}, start, stop)
        self.copy("line_history", {"line_id": self.id(3, "m.part"), "order_id": self.id(2)}, start, stop)

    def write_events(self, count: int) -> None:
        """As many as a stream keeps, all of the last hours: the order's own event again and again, and the stream's head moved on."""
        found = "SELECT stream, seq, at FROM event WHERE type = 'orders.order_placed' ORDER BY seq DESC LIMIT 1"
        stream, seq, at = self.database.execute(found).fetchone()
        head = self.database.execute("SELECT head FROM stream WHERE name = ?", (stream,)).fetchone()[0]
        self.pick("event", f"m.stream = '{stream}' AND m.seq = {seq}")
        self.copy("event", {"seq": f"{head} + 1 + n.i", "id": self.id(5), "at": f"{at} - ({count} - n.i) * 100"}, 0, count)
        self.database.execute("UPDATE stream SET head = head + ? WHERE name = ?", (count, stream))

    def write_keys(self, count: int) -> None:
        """Stored answers of the last days, each as large as the order's own."""
        key, at = self.database.execute("SELECT key, created_at FROM idempotency_key ORDER BY length(body) DESC LIMIT 1").fetchone()
        self.pick("idempotency_key", f"m.key = '{key}'")
        changed = {"key": "printf('bench-%012d', n.i)", "created_at": f"{at} - ({count} - n.i) * 1000"}
        self.copy("idempotency_key", changed, 0, count)

    def copy(self, table: str, changed: Mapping[str, str], start: int, stop: int) -> None:
        """Every column as it is, except those that are named and the times, which all move by the same span."""
        columns = self.tables[table].columns
        values = []
        for column in columns:
            moved = f" + {self.shift}" if type(column.type).__name__ == "Instant" else ""
            values.append(changed.get(column.name, f'm."{column.name}"{moved}'))
        names = ", ".join(f'"{column.name}"' for column in columns)
        numbers = "WITH RECURSIVE n(i) AS (SELECT :start UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :stop)"
        self.database.execute(
            f'{numbers} INSERT INTO "{table}" ({names}) SELECT {", ".join(values)} FROM n CROSS JOIN "model_{table}" AS m',
            {"start": start, "stop": stop},
        )


def as_kept(table: Table, id_: UUID) -> str | bytes:
    """An id in the form in which this database keeps it."""
    processor = table.c.id.type.bind_processor(SQLiteDialect())
    kept: str | bytes = processor(id_) if processor else id_.hex
    return kept


def made_id(ms: int, kind: int, number: int, part: int) -> bytes:
    return (ms << 80 | 7 << 76 | kind << 64 | 8 << 60 | number << 12 | part).to_bytes(16)


def made_hex(ms: int, kind: int, number: int, part: int) -> str:
    return made_id(ms, kind, number, part).hex()
