"""A server under closed-loop load: the client process in front of it, and what its turns brought."""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.orders.shots import Shots
from bench.processes import ROOT, WORK, NotRun, Process, python


class Firing:
    """A running server and the client process in front of it."""

    def __init__(self, processes: list[Process], ports: list[int], shots: Shots) -> None:
        self.processes = processes
        self.latencies: list[int] = []
        self.cpu_ns = self.orders = 0
        with tempfile.NamedTemporaryFile(dir=WORK, suffix=".json", delete=False) as file:
            path = Path(file.name)
        shots.save(path)
        self.client = subprocess.Popen(
            python("bench.orders.clients", path, *ports),
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
def firing(processes: list[Process], ports: list[int], shots: Shots) -> Iterator[Firing]:
    group = Firing(processes, ports, shots)
    try:
        yield group
    finally:
        group.stop()
