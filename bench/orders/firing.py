"""A server under closed-loop load: the client process in front of it, and what its turns brought."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.driver import Driver
from bench.orders.shots import Shots
from bench.processes import WORK, Process


class Firing:
    """The server's processes, their client, and the sums over all turns."""

    def __init__(self, processes: list[Process], client: Driver) -> None:
        self.processes = processes
        self.client = client
        self.latencies: list[int] = []
        self.cpu_ns = self.orders = 0

    def rate(self, seconds: float) -> float:
        """Orders per second over one turn."""
        before = sum(process.cpu_ns() for process in self.processes)
        turn = self.client.ask(f"turn {seconds}")
        self.cpu_ns += sum(process.cpu_ns() for process in self.processes) - before
        self.orders += turn["orders"]
        self.latencies += turn["latencies_ns"]
        return float(turn["orders"]) / float(turn["wall_ns"]) * 1e9


@contextmanager
def firing(processes: list[Process], ports: list[int], shots: Shots) -> Iterator[Firing]:
    with tempfile.NamedTemporaryFile(dir=WORK, suffix=".json") as file:
        shots.save(Path(file.name))
        client = Driver("bench.orders.clients", file.name, *ports)
        try:
            client.wait()
            yield Firing(processes, client)
        finally:
            client.stop()
