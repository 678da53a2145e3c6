"""Alternating turns of sixteen closed-loop clients against the hub, the same verb by the book, and raw statements."""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.orders.shots import Shots
from bench.processes import ROOT, WORK, NotRun, Process, python

CLIENTS = 16
HUB, BOOK, RAW = "Venue Hub, SQLite", "by the book, SQLite (ORM AsyncSession, aiosqlite)", "raw sqlite3, one transaction each"
PG_HUB, PG_TWO, PG_BOOK = (
    "Venue Hub, PostgreSQL",
    "Venue Hub, PostgreSQL, two processes",
    "by the book, PostgreSQL (ORM AsyncSession, asyncpg)",
)
CORES_FOR_TWO = 6
METHOD = (
    f"{CLIENTS} connections, each with its own device token, send an order of three lines as soon as the last one is answered; the same client "
    "process and the same kind of request for every server. Each order finds the device, looks its Idempotency-Key up, reads the menu, takes "
    "a display number, writes order, lines, history, stream numbers, events and the stored answer, and is durable (SQLite WAL with "
    "synchronous=FULL, PostgreSQL as it comes). The peers do no more than that; the hub also holds the stay and writes the round and its "
    "announcements. A reading is the number of answered orders per second of one turn."
)


class Firing:
    """A running server and the client process in front of it."""

    def __init__(self, processes: list[Process], port: int, shots: Shots) -> None:
        self.processes = processes
        self.latencies: list[int] = []
        self.cpu_ns = self.orders = 0
        with tempfile.NamedTemporaryFile(dir=WORK, suffix=".json", delete=False) as file:
            path = Path(file.name)
        shots.save(path)
        self.client = subprocess.Popen(
            python("bench.orders.clients", port, path),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        ready = self.answer()
        path.unlink()
        if ready != "ready":
            raise NotRun("the order clients could not connect")

    def answer(self) -> str:
        assert self.client.stdout is not None and self.client.stderr is not None
        line = self.client.stdout.readline().strip()
        if not line:
            words = self.client.stderr.read().strip().splitlines()
            raise NotRun(f"an order was not taken: {words[-1][:300]}" if words else "the order clients ended")
        return line

    def rate(self, seconds: float) -> float:
        """Orders per second over one turn."""
        assert self.client.stdin is not None
        before = sum(process.cpu_ns() for process in self.processes)
        self.client.stdin.write(f"turn {seconds}\n")
        self.client.stdin.flush()
        turn: dict[str, Any] = json.loads(self.answer())
        self.cpu_ns += sum(process.cpu_ns() for process in self.processes) - before
        self.orders += turn["orders"]
        self.latencies += turn["latencies_ns"]
        return float(turn["orders"]) / float(turn["wall_ns"]) * 1e9

    def stop(self) -> None:
        self.client.kill()
        self.client.wait()


@contextmanager
def firing(processes: list[Process], port: int, shots: Shots) -> Iterator[Firing]:
    group = Firing(processes, port, shots)
    try:
        yield group
    finally:
        group.stop()
