"""What must outlive a reload: the place in the streams with the board that goes with it, the commands not yet answered, the tokens,
which announcements were heard, and what became of them as far as the hub may not know.

Two stores: one SQLite file for a device, and memory for tests and simulated devices.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec

from devices.client.frames import Cursor, Receipt

KEEP_HEARD = 10_000


class Place(msgspec.Struct, frozen=True):
    """The cursors and the board that is true at them; they are only ever written together."""

    kind: str
    stations: list[str]
    cursors: dict[str, Cursor]
    board: dict[str, Any]


class QueuedCommand(msgspec.Struct, frozen=True):
    """One write that the hub has not answered for good. `made_at` is the device's own clock, RFC 3339."""

    key: str
    method: str
    path: str
    body: Any
    made_at: str
    if_match: str | None = None


class TokenPair(msgspec.Struct, frozen=True):
    """The tokens of a device or a person."""

    access_token: str
    refresh_token: str | None = None


class DeviceStore(Protocol):
    """What the client asks of a store. Every call has taken effect, durably where the store can, when it returns."""

    def place(self) -> Place | None:
        """The last place written, or None on a new device."""

    def keep_place(self, place: Place) -> None:
        """Write cursors and board in one step."""

    def keep_cursors(self, cursors: dict[str, Cursor]) -> None:
        """Move the cursors of the place written last; the board has not changed since."""

    def forget_place(self) -> None:
        """The next hello begins from nothing."""

    def queue(self, command: QueuedCommand) -> None:
        """Add a command at the end."""

    def settle(self, key: str) -> None:
        """The command is answered for good; take it out."""

    def queued(self) -> list[QueuedCommand]:
        """All that wait, oldest first."""

    def tokens(self) -> TokenPair | None:
        """The last tokens written."""

    def keep_tokens(self, tokens: TokenPair) -> None:
        """Write new tokens over the old."""

    def forget_tokens(self) -> None:
        """These tokens are good for nothing any more."""

    def hear(self, message_id: str) -> bool:
        """Note that a message was met here; False when it had been met before."""

    def keep_receipt(self, receipt: Receipt) -> None:
        """Add one that the hub is to be told, at the end."""

    def settle_receipts(self, receipts: Sequence[Receipt]) -> None:
        """The hub has these in writing; take them out."""

    def receipts(self) -> list[Receipt]:
        """All that the hub may not have, oldest first."""


class MemoryStore:
    """A store that lasts as long as the object. Handed to a second `Device`, it is the first one's memory after a reload."""

    def __init__(self) -> None:
        self._place: bytes | None = None
        self._cursors: dict[str, Cursor] = {}
        self._commands: dict[str, QueuedCommand] = {}
        self._tokens: TokenPair | None = None
        self._heard: dict[str, None] = {}
        self._receipts: dict[Receipt, None] = {}

    def place(self) -> Place | None:
        """See `DeviceStore`."""
        if self._place is None:
            return None
        return msgspec.structs.replace(msgspec.json.decode(self._place, type=Place), cursors=dict(self._cursors))

    def keep_place(self, place: Place) -> None:
        """See `DeviceStore`. Kept as bytes: what the board becomes later must not leak in."""
        self._place = msgspec.json.encode(place)
        self._cursors = dict(place.cursors)

    def keep_cursors(self, cursors: dict[str, Cursor]) -> None:
        """See `DeviceStore`."""
        self._cursors = dict(cursors)

    def forget_place(self) -> None:
        """See `DeviceStore`."""
        self._place = None

    def queue(self, command: QueuedCommand) -> None:
        """See `DeviceStore`."""
        self._commands[command.key] = command

    def settle(self, key: str) -> None:
        """See `DeviceStore`."""
        self._commands.pop(key, None)

    def queued(self) -> list[QueuedCommand]:
        """See `DeviceStore`."""
        return list(self._commands.values())

    def tokens(self) -> TokenPair | None:
        """See `DeviceStore`."""
        return self._tokens

    def keep_tokens(self, tokens: TokenPair) -> None:
        """See `DeviceStore`."""
        self._tokens = tokens

    def forget_tokens(self) -> None:
        """See `DeviceStore`."""
        self._tokens = None

    def hear(self, message_id: str) -> bool:
        """See `DeviceStore`."""
        if message_id in self._heard:
            return False
        self._heard[message_id] = None
        if len(self._heard) > KEEP_HEARD:
            del self._heard[next(iter(self._heard))]
        return True

    def keep_receipt(self, receipt: Receipt) -> None:
        """See `DeviceStore`."""
        self._receipts[receipt] = None

    def settle_receipts(self, receipts: Sequence[Receipt]) -> None:
        """See `DeviceStore`."""
        for receipt in receipts:
            self._receipts.pop(receipt, None)

    def receipts(self) -> list[Receipt]:
        """See `DeviceStore`."""
        return list(self._receipts)


SCHEMA = """
create table if not exists place (
    one integer primary key check (one = 1), kind text not null, stations blob not null, board blob not null, cursors blob not null
);
create table if not exists command (nr integer primary key autoincrement, key text not null unique, command blob not null);
create table if not exists token (one integer primary key check (one = 1), pair blob not null);
create table if not exists heard (nr integer primary key autoincrement, message text not null unique);
create table if not exists receipt (
    nr integer primary key autoincrement, message text not null, result text not null, unique (message, result)
);
"""


class SqliteStore:
    """A store in one SQLite file, written with full synchronisation: a key is on the disk before the command is on the wire.

    One process, one thread; a second process on the file waits up to 5 s for its turn. A new file is readable by its user alone.
    """

    def __init__(self, path: Path | str) -> None:
        if str(path) != ":memory:":
            Path(path).touch(mode=0o600)  # it will hold tokens
        self._db = sqlite3.connect(path, isolation_level=None, timeout=5.0)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = full")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def place(self) -> Place | None:
        """See `DeviceStore`."""
        row = self._db.execute("select kind, stations, board, cursors from place").fetchone()
        if row is None:
            return None
        cursors = msgspec.json.decode(row[3], type=dict[str, Cursor])
        return Place(row[0], msgspec.json.decode(row[1], type=list[str]), cursors, msgspec.json.decode(row[2], type=dict[str, Any]))

    def keep_place(self, place: Place) -> None:
        """See `DeviceStore`."""
        values = (place.kind, msgspec.json.encode(place.stations), msgspec.json.encode(place.board), msgspec.json.encode(place.cursors))
        self._db.execute("insert or replace into place (one, kind, stations, board, cursors) values (1, ?, ?, ?, ?)", values)

    def keep_cursors(self, cursors: dict[str, Cursor]) -> None:
        """See `DeviceStore`."""
        self._db.execute("update place set cursors = ?", (msgspec.json.encode(cursors),))

    def forget_place(self) -> None:
        """See `DeviceStore`."""
        self._db.execute("delete from place")

    def queue(self, command: QueuedCommand) -> None:
        """See `DeviceStore`."""
        self._db.execute("insert into command (key, command) values (?, ?)", (command.key, msgspec.json.encode(command)))

    def settle(self, key: str) -> None:
        """See `DeviceStore`."""
        self._db.execute("delete from command where key = ?", (key,))

    def queued(self) -> list[QueuedCommand]:
        """See `DeviceStore`."""
        return [msgspec.json.decode(row[0], type=QueuedCommand) for row in self._db.execute("select command from command order by nr")]

    def tokens(self) -> TokenPair | None:
        """See `DeviceStore`."""
        row = self._db.execute("select pair from token").fetchone()
        return None if row is None else msgspec.json.decode(row[0], type=TokenPair)

    def keep_tokens(self, tokens: TokenPair) -> None:
        """See `DeviceStore`."""
        self._db.execute("insert or replace into token (one, pair) values (1, ?)", (msgspec.json.encode(tokens),))

    def forget_tokens(self) -> None:
        """See `DeviceStore`."""
        self._db.execute("delete from token")

    def hear(self, message_id: str) -> bool:
        """See `DeviceStore`. The newest 10,000 are remembered, far more than a hub keeps events for."""
        added = self._db.execute("insert or ignore into heard (message) values (?)", (message_id,))
        if added.rowcount == 0:
            return False
        self._db.execute("delete from heard where nr <= ?", ((added.lastrowid or 0) - KEEP_HEARD,))
        return True

    def keep_receipt(self, receipt: Receipt) -> None:
        """See `DeviceStore`."""
        self._db.execute("insert or ignore into receipt (message, result) values (?, ?)", (receipt.message, receipt.result))

    def settle_receipts(self, receipts: Sequence[Receipt]) -> None:
        """See `DeviceStore`. All in one commit."""
        with self._db:
            self._db.execute("begin")
            self._db.executemany("delete from receipt where message = ? and result = ?", [(each.message, each.result) for each in receipts])

    def receipts(self) -> list[Receipt]:
        """See `DeviceStore`."""
        return [Receipt(*row) for row in self._db.execute("select message, result from receipt order by nr")]
