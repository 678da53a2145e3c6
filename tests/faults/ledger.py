"""What the clients of a run asked for and what they were answered, on the disk before and after each send."""

import json
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple

SCHEMA = """
create table if not exists command (
    key text primary key, device text not null, what text not null, path text not null, body text not null, note text not null,
    answer text, refused text
);
"""


class Asked(NamedTuple):
    """One command: `answer` is the 2xx body or None, `refused` the problem's code or None."""

    key: str
    device: str
    what: str
    path: str
    body: Any
    note: str
    answer: Any
    refused: str | None


class Ledger:
    """One file for all clients of a run; it belongs to them, so a kill of the hub does not touch it."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.execute("pragma journal_mode = wal")
        self._file.execute("pragma synchronous = normal")
        self._file.executescript(SCHEMA)

    def ask(self, key: str, device: str, what: str, path: str, body: Any, note: str = "") -> None:
        """Before the first send. `note` is what marks an order's lines in the hub's tables."""
        row = (key, device, what, path, json.dumps(body), note)
        self._file.execute("insert into command (key, device, what, path, body, note) values (?, ?, ?, ?, ?, ?)", row)

    def answered(self, key: str, body: Any) -> None:
        self._file.execute("update command set answer = ? where key = ?", (json.dumps(body), key))

    def refused(self, key: str, code: str) -> None:
        self._file.execute("update command set refused = ? where key = ?", (code, key))

    def all(self, what: str) -> list[Asked]:
        """Every command of one sort, in the order they were made."""
        return self._read("what = ?", what)

    def of_device(self, device: str) -> list[Asked]:
        return self._read("device = ?", device)

    def _read(self, condition: str, value: str) -> list[Asked]:
        rows = self._file.execute(f"select * from command where {condition} order by key", (value,))
        return [
            Asked(key, device, what, path, json.loads(body), note, None if answer is None else json.loads(answer), refused)
            for key, device, what, path, body, note, answer, refused in rows
        ]

    def close(self) -> None:
        self._file.close()
