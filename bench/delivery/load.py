"""Open-loop load: orders leave at a fixed rate whatever the answers do, and every screen notes when each arrives.

usage: python -m bench.delivery.load PLAN_FILE

It prints `ready` and answers each line `turn SECONDS RATE` with one JSON object; `stalled SECONDS RATE` does the same while one more
screen reads nothing. One process, one epoll loop, no framework: at 500 orders a second it reads 25,000 frames and more a second.
"""

import json
import select
import socket
import sys
import time
from collections import deque
from itertools import count, cycle
from pathlib import Path
from typing import Any

import msgspec

from bench.delivery import screens
from bench.delivery.commits import CommitReader
from bench.orders.shots import Shots
from bench.spread import percentile

CONNECTIONS = 32
GRACE_SECONDS = 5.0


class Plan(msgspec.Struct, frozen=True):
    port: int
    shots: Shots
    commits: str
    floor_screens: int  # the port for the floor's screens, 0 for a hub
    screen_tokens: list[str]
    stalled_token: str = ""


class Poster:
    """One kept-alive connection that sends orders."""

    def __init__(self, port: int, path: str, token: str) -> None:
        self.one = socket.create_connection(("127.0.0.1", port))
        self.one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}\r\n"
        ).encode()
        self.buffer = b""
        self.key = b""

    def send(self, key: bytes, body: bytes) -> None:
        self.key = key
        self.one.sendall(b"%bIdempotency-Key: %b\r\nContent-Length: %d\r\n\r\n%b" % (self.head, key, len(body), body))

    def answered(self) -> bool:
        """Whether the answer is whole now."""
        data = self.one.recv(1 << 16)
        if not data:
            raise SystemExit("the server closed an order connection")
        self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return False
        at = head.lower().index(b"content-length:") + 15
        if len(body) < int(head[at:].split(b"\r", 1)[0]):
            return False
        if b" 201 " not in head[:20]:
            raise SystemExit(f"an order was not taken: {self.buffer[:400]!r}")
        self.buffer = b""
        return True


class Load:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.epoll = select.epoll()
        self.numbers = count(1)
        self.bodies = iter(plan.shots.bodies) if plan.shots.once else cycle(plan.shots.bodies)
        self.commits = CommitReader(Path(plan.commits))
        if plan.floor_screens:
            self.screens = [screens.of_floor(plan.floor_screens) for _ in plan.screen_tokens]
        else:
            self.screens = [screens.of_hub(plan.port, token) for token in plan.screen_tokens]
        self.by_fd = {screen.one.fileno(): screen for screen in self.screens}
        tokens = plan.shots.tokens
        self.tokens = [tokens[n % len(tokens)] for n in range(CONNECTIONS)]
        self.posters: dict[int, Poster] = {}
        for fd in self.by_fd:
            self.epoll.register(fd, select.EPOLLIN)
        self.stalled: screens.Screen | None = None

    def dial(self) -> None:
        """Fresh connections for the orders of a turn: a server may close those that are idle until the next."""
        posters = [Poster(self.plan.port, self.plan.shots.path, token) for token in self.tokens]
        self.posters = {poster.one.fileno(): poster for poster in posters}
        for fd in self.posters:
            self.epoll.register(fd, select.EPOLLIN)

    def hang_up(self) -> None:
        for fd, poster in self.posters.items():
            self.epoll.unregister(fd)
            poster.one.close()
        self.posters = {}

    def stall(self, wanted: bool) -> None:
        """A fresh screen that will not be read from, for one turn only: the hub closes one that is paused for 10 s."""
        if self.stalled is not None:
            self.stalled.one.close()
            self.stalled = None
        if wanted:
            self.stalled = screens.of_hub(self.plan.port, self.plan.stalled_token, unread=True)

    def turn(self, seconds: float, rate: float, stalled: bool) -> dict[str, Any]:
        self.settle(0.02)
        for screen in self.screens:
            screen.seen.clear()
        self.stall(stalled)
        self.dial()
        sent: dict[bytes, int] = {}
        answered: dict[bytes, int] = {}
        free = deque(self.posters.values())
        start = time.monotonic_ns()
        due = [start + int(n * 1e9 / rate) for n in range(int(seconds * rate))]
        end = start + int((seconds + GRACE_SECONDS) * 1e9)
        waited = False
        while time.monotonic_ns() < end and (len(answered) < len(due) or self.arrived() < len(due) * len(self.screens)):
            now = time.monotonic_ns()
            while len(sent) < len(due) and due[len(sent)] <= now and free:
                key = b"bench-%014d" % next(self.numbers)
                sent[key] = due[len(sent)] if waited else now  # lateness of this loop is its own, waiting for a free line is the server's
                free.popleft().send(key, self.next_body())
            waited = len(sent) < len(due) and due[len(sent)] <= now
            following = due[len(sent)] - time.monotonic_ns() if len(sent) < len(due) and free else 20_000_000
            for fd, _ in self.epoll.poll(max(0.0, following / 1e9)):
                if fd in self.by_fd:
                    self.by_fd[fd].read()
                elif fd in self.posters and (poster := self.posters[fd]).answered():
                    answered[poster.key] = time.monotonic_ns()
                    free.append(poster)
        self.hang_up()
        return self.told(sent, answered)

    def arrived(self) -> int:
        return sum(len(screen.seen) for screen in self.screens)

    def told(self, sent: dict[bytes, int], answered: dict[bytes, int]) -> dict[str, Any]:
        """What became of the turn; every screen must have every order, once."""
        committed = {key.encode(): at for key, at in self.commits.news().items()}
        arrivals = [arrival for screen in self.screens for arrival in screen.seen]
        return {
            "orders": len(sent),
            "unanswered": len(sent) - len(answered),
            "lost": sum(len(sent.keys() - {key for key, _ in screen.seen}) for screen in self.screens),
            "doubled": sum(len(screen.seen) - len({key for key, _ in screen.seen}) for screen in self.screens),
            "commit_to_screen": quantiles([at - committed[key] for key, at in arrivals if key in committed]),
            "post_to_screen": quantiles([at - sent[key] for key, at in arrivals if key in sent]),
            "post_to_answer": quantiles([at - sent[key] for key, at in answered.items()]),
        }

    def next_body(self) -> bytes:
        body = next(self.bodies, None)
        if body is None:
            raise SystemExit("every prepared order has been sent")
        return body.encode()

    def settle(self, seconds: float) -> None:
        """Take what is still on its way from the last turn."""
        while self.serve(seconds):
            pass

    def serve(self, seconds: float) -> bool:
        """Read what has come; between turns this answers the pings, or the hub would send the screens away."""
        ready = [fd for fd, _ in self.epoll.poll(seconds) if fd in self.by_fd]
        for fd in ready:
            self.by_fd[fd].read()
        return bool(ready)


def quantiles(series: list[int]) -> dict[str, float]:
    """In milliseconds."""
    if not series:
        return {}
    return {"p50": percentile(series, 0.5) / 1e6, "p99": percentile(series, 0.99) / 1e6, "most": max(series) / 1e6}


def main(file: str) -> None:
    load = Load(msgspec.json.decode(Path(file).read_bytes(), type=Plan))
    commands = select.poll()
    commands.register(sys.stdin, select.POLLIN)
    print("ready", flush=True)
    while True:
        load.serve(0.05)
        if commands.poll(0):
            line = sys.stdin.readline()
            if not line:
                return
            command, seconds, rate = line.split()
            print(json.dumps(load.turn(float(seconds), float(rate), command == "stalled")), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
