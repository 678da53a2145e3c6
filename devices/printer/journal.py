"""What this printer has begun, what it has finished, and what of that the hub knows; on disk before anything else happens.

When an answer is lost or the power fails between paper and hub, the journal knows what lies on the paper: finished is not printed again
but told, also when the hub has given the job to another printer meanwhile, and begun without an end is said to be so.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Literal

KEPT = 2_000
WAIT_SECONDS = 2.0
"""So long it waits for a file that somebody reads."""

Mark = Literal["begun", "printed", "told"]


class Journal:
    """A small file beside the printer's tokens."""

    def __init__(self, path: Path | str) -> None:
        self._file = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
        self._file.execute("PRAGMA synchronous = FULL")
        self._file.execute("CREATE TABLE IF NOT EXISTS paper (job TEXT PRIMARY KEY, mark TEXT NOT NULL, at REAL NOT NULL)")
        self._file.execute("CREATE TABLE IF NOT EXISTS tried (it INTEGER PRIMARY KEY, at REAL NOT NULL)")

    def check(self) -> None:
        """Write something, before a job is taken that could not be noted down.

        Raises:
            sqlite3.Error: it cannot be written, as on a full disk.
        """
        self._file.execute("INSERT INTO tried (it, at) VALUES (1, ?) ON CONFLICT (it) DO UPDATE SET at = excluded.at", (time.time(),))

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

    def told(self, job_id: str) -> None:
        """The hub has heard that it lies on paper."""
        self._put(job_id, "told")
        self._file.execute(
            "DELETE FROM paper WHERE mark <> 'printed' AND job NOT IN (SELECT job FROM paper ORDER BY at DESC LIMIT ?)",
            (KEPT,),
        )

    def untold(self) -> list[str]:
        """What lies on paper and the hub does not know yet, oldest first."""
        return [job for (job,) in self._file.execute("SELECT job FROM paper WHERE mark = 'printed' ORDER BY at")]

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
