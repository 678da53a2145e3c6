"""What the clients of a run asked for and what they were answered, on the disk before and after each send."""

import json
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple

SCHEMA = """
create table if not exists command (
    key text primary key, what text not null, note text not null, answer text, refused text
);
"""


class Asked(NamedTuple):
    """One command: `answer` is the 2xx body or None, `refused` the problem's code or None."""

    key: str
    what: str
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

    def ask(self, key: str, what: str, note: str = "") -> None:
        """Before the first send. `note` is what marks an order's lines in the hub's tables."""
        self._file.execute("insert into command (key, what, note) values (?, ?, ?)", (key, what, note))

    def answered(self, key: str, body: Any) -> None:
        self._file.execute("update command set answer = ? where key = ?", (json.dumps(body), key))

    def refused(self, key: str, code: str) -> None:
        self._file.execute("update command set refused = ? where key = ?", (code, key))

    def all(self, what: str) -> list[Asked]:
        rows = self._file.execute("select key, what, note, answer, refused from command where what = ? order by key", (what,))
        return [
            Asked(key, kind, note, None if answer is None else json.loads(answer), refused) for key, kind, note, answer, refused in rows
        ]

    def close(self) -> None:
        self._file.close()
