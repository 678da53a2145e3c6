"""An epoch cannot be restored: a database that was put back from a backup gets new ones.

A random mark stands in the database and in a file beside it; both are renewed at every start and once a minute. When they
differ at a start, numbers may have run backwards, and every device must take a snapshot. A backup of the whole folder holds
both, so the file says when it was written: one that was copied or put back has changed later than that, and counts as none.
On PostgreSQL the cluster's system identifier and timeline are compared too.
"""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from sqlalchemy import Select, bindparam, column, func, select

from hub.kit.db import Database, Tx
from hub.kit.door import upsert_row
from hub.live.log import renew_epochs
from hub.live.models import start_marks

MARK_FILE = "epoch.mark"
RENEW_SECONDS = 60
COPIED_SECONDS = 5.0
"""Between writing the file and its last change, by the file system's own clock; what lies further apart was copied."""

FIND = select(start_marks.c.mark, start_marks.c.system).where(start_marks.c.place == bindparam("place_name"))
WRITE = upsert_row(
    start_marks,
    ["place", "mark", "system", "marked_at"],
    conflict=["place"],
    update={"mark": "excluded", "system": "excluded", "marked_at": "excluded"},
)
FIRST = upsert_row(start_marks, ["place", "mark", "system", "marked_at"], conflict=["place"])
SYSTEM: Select[Any] = select(column("system_identifier")).select_from(func.pg_control_system().table_valued("system_identifier"))
TIMELINE: Select[Any] = select(column("timeline_id")).select_from(func.pg_control_checkpoint().table_valued("timeline_id"))


def installation(tx: Tx) -> str:
    """The name of this database's installation: what its hubs and workers say to each other over Redis bears it."""
    tx.run(FIRST, place="installation", mark=secrets.token_hex(8), system="", marked_at=tx.now)
    return str(tx.one(FIND, place_name="installation").mark)


def secret_of(tx: Tx, purpose: str) -> bytes:
    """A random secret of this database's installation for one purpose: all its hubs and workers find the same, and it goes nowhere else."""
    place = f"secret of {purpose}"
    row = tx.one_or_none(FIND, place_name=place)
    if row is None:
        tx.run(FIRST, place=place, mark=secrets.token_hex(16), system="", marked_at=tx.now)
        row = tx.one(FIND, place_name=place)
    return str(row.mark).encode()


class Marks:
    """The mark of one hub: its place, and the marks that the database may show at the next start."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / MARK_FILE
        self.place, self.known = self._read()

    def _read(self) -> tuple[str, list[str]]:
        try:
            stored = json.loads(self.path.read_text("utf-8"))
            changed_later = self.path.stat().st_ctime - float(stored["at"])
            if abs(changed_later) < COPIED_SECONDS:
                return str(stored["place"]), [str(mark) for mark in stored["marks"]]
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return secrets.token_hex(8), []

    def _write(self, marks: list[str]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_bytes(b"")
        at = fresh.stat().st_mtime
        fresh.write_text(json.dumps({"place": self.place, "marks": marks, "at": at}), "utf-8")
        os.replace(fresh, self.path)
        self.known = marks

    def renew(self, database: Database, *, starting: bool = False) -> bool:
        """Write a new mark to both places; renew all epochs if the database is not the one we left. Blocks.

        A mark that does not fit counts at a start only: hubs that share a folder write over each other's. Another timeline counts
        always: the server was promoted or restored while we ran, and what we would write now hides it from every later start.
        The file names every mark that the database may show until the new one is committed: neither a kill in between nor a
        database that was away for some turns is a restore.
        """
        fresh = secrets.token_hex(12)
        known = self.known
        self._write([*known, fresh])
        renewed = database.run_now(lambda tx: mark(tx, self.place, known, fresh, starting=starting))
        self._write([fresh])
        return renewed


def mark(tx: Tx, place: str, known: list[str], fresh: str, *, starting: bool) -> bool:
    """Compare and replace the mark; True when the epochs were renewed."""
    system = f"{tx.value(SYSTEM)}/{tx.value(TIMELINE)}" if tx.dialect == "postgresql" else ""
    if tx.dialect == "sqlite":
        place = "here"
    row = tx.one_or_none(FIND, place_name=place)
    cluster = tx.one_or_none(FIND, place_name="cluster")
    restored = (
        row is not None and (row.mark not in known) if tx.dialect == "sqlite" else bool(known) and (row is None or row.mark not in known)
    )
    another_timeline = cluster is not None and cluster.system != system
    tx.run(WRITE, place=place, mark=fresh, system=system, marked_at=tx.now)
    if cluster is None or another_timeline:
        tx.run(WRITE, place="cluster", mark=fresh, system=system, marked_at=tx.now)
    if another_timeline or (starting and restored):
        renew_epochs(tx)
        return True
    return False
