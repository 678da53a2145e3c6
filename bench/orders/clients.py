"""Closed-loop order clients: each connection sends its next order as soon as the last one is answered.

usage: python -m bench.orders.clients SHOTS_FILE PORT [PORT …]

It prints `ready` and answers each line `turn SECONDS` with one JSON object: orders answered with 201, wall time, and each latency.
Requests are put together from ready-made bytes and answers are only counted, so that one process keeps ahead of any server here.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import cast

import uvloop

from bench.orders.shots import Shots, load


class Client(asyncio.Protocol):
    """One connection with its own token."""

    def __init__(self, head: bytes, bodies: Iterator[str]) -> None:
        self.head = head
        self.bodies = bodies
        self.buffer = b""
        self.running = False
        self.sent_at = 0
        self.latencies: list[int] = []
        self.idle: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's own class, which is no subclass of it

    def start(self) -> asyncio.Future[None]:
        self.idle = asyncio.get_running_loop().create_future()
        self.latencies = []
        self.running = True
        self.send()
        return self.idle

    def send(self) -> None:
        try:
            body = next(self.bodies)
        except StopIteration:
            self.fail("every prepared order has been sent")
            return
        self.sent_at = time.monotonic_ns()
        self.transport.write(b"%bIdempotency-Key: %b\r\nContent-Length: %d\r\n\r\n%b" % (self.head, key(), len(body), body.encode()))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self.buffer[:end].lower()
        at = head.index(b"content-length:") + 15
        if len(self.buffer) < end + 4 + int(head[at : at + 12].split(b"\r", 1)[0]):
            return
        if not head.startswith(b"http/1.1 201"):
            self.fail(self.buffer[:600].decode(errors="replace"))
            return
        self.buffer = b""
        self.latencies.append(time.monotonic_ns() - self.sent_at)
        if self.running:
            self.send()
        elif self.idle and not self.idle.done():
            self.idle.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        self.fail(f"the server closed the connection in the middle of a turn: {error}")

    def fail(self, why: str) -> None:
        if self.idle and not self.idle.done():
            self.idle.set_exception(SystemExit(why))


def key() -> bytes:
    """A key in time order, as devices make them."""
    return b"%012x-%b" % (time.time_ns() // 1_000_000, os.urandom(10).hex().encode())


class Clients:
    """All connections of a run, opened anew for each turn: a server may close one that was idle while the others had their turns."""

    def __init__(self, shots: Shots, ports: Sequence[int]) -> None:
        self.bodies = iter(shots.bodies) if shots.once else cycle(shots.bodies)
        self.seats = [(port, head_of(shots, token, port)) for token, port in zip(shots.tokens, cycle(ports), strict=False)]

    async def turn(self, seconds: float) -> dict[str, object]:
        loop = asyncio.get_running_loop()
        clients = [(await loop.create_connection(partial(Client, head, self.bodies), "127.0.0.1", port))[1] for port, head in self.seats]
        start = time.monotonic_ns()
        idle = [client.start() for client in clients]
        await asyncio.sleep(seconds)
        for client in clients:
            client.running = False
        await asyncio.gather(*idle)
        wall = time.monotonic_ns() - start
        for client in clients:
            client.transport.close()
        latencies = [one for client in clients for one in client.latencies]
        return {"orders": len(latencies), "wall_ns": wall, "latencies_ns": latencies}


def head_of(shots: Shots, token: str, port: int) -> bytes:
    lines = (
        f"POST {shots.path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Content-Type: application/json",
        f"Authorization: Bearer {token}",
        "",
    )
    return "\r\n".join(lines).encode()


async def main(file: str, *ports: str) -> None:
    clients = Clients(load(Path(file)), [int(port) for port in ports])
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await clients.turn(float(line.split()[1]))), flush=True)


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
