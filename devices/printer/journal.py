"""What this printer has begun and what it has finished, on disk before the hub hears of it.

When an answer is lost or the power fails between paper and hub, the journal knows what lies on the paper: finished is not printed again,
and begun without an end is said to be so.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Literal

KEPT = 2_000

Mark = Literal["begun", "printed"]


class Journal:
    """A small file beside the printer's tokens."""

    def __init__(self, path: Path | str) -> None:
        self._file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._file.execute("PRAGMA synchronous = FULL")
        self._file.execute("CREATE TABLE IF NOT EXISTS paper (job TEXT PRIMARY KEY, mark TEXT NOT NULL, at REAL NOT NULL)")

    def mark(self, job_id: str) -> Mark | None:
        """How far a job has come here."""
        row = self._file.execute("SELECT mark FROM paper WHERE job = ?", (job_id,)).fetchone()
        return row[0] if row else None

    def begin(self, job_id: str) -> None:
        """From here on a part of it may be on paper."""
        self._put(job_id, "begun")

    def printed(self, job_id: str) -> None:
        """It lies on paper, whole."""
        self._put(job_id, "printed")

    def forget(self, job_id: str) -> None:
        """The hub knows that it was not printed."""
        self._file.execute("DELETE FROM paper WHERE job = ?", (job_id,))

    def close(self) -> None:
        self._file.close()

    def _put(self, job_id: str, mark: Mark) -> None:
        self._file.execute(
            "INSERT INTO paper (job, mark, at) VALUES (?, ?, ?) ON CONFLICT (job) DO UPDATE SET mark = excluded.mark, at = excluded.at",
            (job_id, mark, time.time()),
        )
        self._file.execute("DELETE FROM paper WHERE job IN (SELECT job FROM paper ORDER BY at DESC LIMIT -1 OFFSET ?)", (KEPT,))
