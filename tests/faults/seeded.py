"""The demo venue in a data folder, and a database, of its own; and what its tables say when the hub is not asked."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg

from tests.servers import drop_database, fresh_database

ROOT = Path(__file__).resolve().parents[2]
SQLITE = "sqlite"
POSTGRESQL = "postgresql"


class Seeded:
    """One venue for one run. `venue` is what `venuehub seed --json` printed."""

    def __init__(self, kind: str, folder: Path, venue: dict[str, Any], database: str = "", redis: str = "") -> None:
        self.kind = kind
        self.folder = folder
        self.bytecode = folder.parent / "bytecode"
        self.venue = venue
        self.database = database
        self.redis = redis
        self.shop: dict[str, Any] = venue["shops"][0]
        self.stream = f"shop:{self.shop['id']}"
        self.clients = folder / "clients"
        """Where the clients of a run keep what is theirs."""

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a hub's process: of ours, nothing that the hub would read as a setting.

        It keeps its bytecode, as every installed program does; where a machine forbids that, half of each start would be compiling.
        """
        own = {name: value for name, value in os.environ.items() if not name.startswith("VENUEHUB_")}
        own.pop("PYTHONDONTWRITEBYTECODE", None)
        own |= {"PYTHONPYCACHEPREFIX": str(self.bytecode), "VENUEHUB_LOG_LEVEL": "warning"}
        if self.database:
            own["VENUEHUB_DATABASE_URL"] = self.database
        if self.redis:
            own["VENUEHUB_REDIS_URL"] = self.redis
        return own

    def device(self, name: str) -> dict[str, Any]:
        """A device of the first shop, with its tokens."""
        found = [each for each in self.venue["devices"] if each["name"] == name and each["shop_id"] == self.shop["id"]]
        return dict(found[0])

    def devices(self, kind: str) -> list[dict[str, Any]]:
        """The first shop's devices of a kind, in the order of the seed."""
        return [each for each in self.venue["devices"] if each["kind"] == kind and each["shop_id"] == self.shop["id"]]

    def room_id(self, number: str) -> str:
        return next(str(room["id"]) for room in self.shop["rooms"] if room["number"] == number)

    def query(self, statement: str) -> list[Any]:
        """Rows straight from the tables, past all of the hub's code. Beside a serving hub, too."""
        if self.kind == POSTGRESQL:
            with psycopg.connect(self.database, autocommit=True) as server:
                return server.execute(statement.encode()).fetchall()
        connection = sqlite3.connect(f"file:{self.folder / 'hub.db'}?mode=ro", uri=True, timeout=5)
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()

    def integrity(self) -> str:
        """`ok`, or what the database says is wrong with its file; PostgreSQL has checksums of its own and says nothing here."""
        return str(self.query("pragma integrity_check")[0][0]) if self.kind == SQLITE else "ok"

    def audit(self) -> str:
        """`clean`, or what `venuehub audit` found."""
        command = [sys.executable, "-m", "hub.cli", "audit", "--data", str(self.folder)]
        done = subprocess.run(command, check=False, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=60)
        return "clean" if done.returncode == 0 else (done.stdout + done.stderr)[-4000:]

    def log(self) -> str:
        """What the hubs of this run have written to standard error."""
        return "".join(path.read_text("utf-8", "replace") for path in sorted(self.folder.rglob("*.log")))

    def remove(self) -> None:
        if self.database:
            drop_database(self.database)
        shutil.rmtree(self.folder, ignore_errors=True)


class Template:
    """The demo venue made once; every run begins with a copy."""

    def __init__(self, kind: str, folder: Path, postgres: str = "", redis: str = "") -> None:
        self.folder = folder
        self.postgres = postgres
        self.count = 0
        self.seeded = Seeded(kind, folder / "template", {"shops": [{"id": ""}]}, fresh_database(postgres) if postgres else "", redis)
        command = [sys.executable, "-m", "hub.cli", "seed", "--json", "--data", str(self.seeded.folder)]
        done = subprocess.run(command, check=False, cwd=ROOT, env=self.seeded.environment, capture_output=True, text=True, timeout=120)
        if done.returncode:
            raise RuntimeError(f"the demo venue could not be made: {done.stderr}")
        self.venue = json.loads(done.stdout)

    def copy(self) -> Seeded:
        """A venue that nobody has used."""
        self.count += 1
        folder = self.folder / f"run-{self.count}-{time.time_ns()}"
        shutil.copytree(self.seeded.folder, folder)
        (folder / "clients").mkdir()
        database = fresh_database(self.postgres, self.seeded.database) if self.postgres else ""
        return Seeded(self.seeded.kind, folder, self.venue, database, self.seeded.redis)
