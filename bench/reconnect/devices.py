"""All devices of a venue in one process: they connect, remember their cursors, lose the hub, and come back.

usage: python -m bench.reconnect.devices PLAN_FILE

It answers four commands, one JSON object each: `connect` (everybody, without a cursor), `health SECONDS` (each says once how it is, spread
over the time), `leave` (close, keeping the cursors) and
`return` (everybody at once, each with its cursor, after a first back-off of up to 0.5 s as the protocol says). Every device has an
address of its own, as on a real network.
"""

import asyncio
import base64
import json
import os
import random
import sys
import time
from pathlib import Path
from typing import Any, cast

import msgspec
import uvloop

from bench.spread import percentile

BACK_OFF_SECONDS = 0.5
PATIENCE_SECONDS = 60.0
ATTEMPTS = 6


class Plan(msgspec.Struct, frozen=True):
    port: int
    tokens: list[str]


class Expected(msgspec.Struct, frozen=True):
    """What happened while they were away: the keys of the commands whose events each device must get, in order."""

    causes: list[list[str]]


class Device(asyncio.Protocol):
    """One connection; ended by whatever it waits for, or by the hub."""

    def __init__(self, token: str, port: int, cursors: dict[str, Any], wanted: list[str]) -> None:
        self.token, self.port = token, port
        self.cursors = cursors
        self.missing = list(wanted)
        self.buffer = b""
        self.upgraded = False
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.wrong = ""
        self.last_seq = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(
            f"GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: venuehub.v1.json\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.upgraded:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head[:20]:
                self.end(f"no upgrade: {head[:60]!r}")
                return
            self.upgraded, self.buffer = True, rest
            self.send({"t": "hello", "token": self.token, "app": "bench/1", "cursors": self.cursors})
        at = 0
        while len(self.buffer) - at >= 4:
            size, start = self.buffer[at + 1], at + 2
            if size == 126:
                size, start = int.from_bytes(self.buffer[start : start + 2]), start + 2
            elif size == 127:
                size, start = int.from_bytes(self.buffer[start : start + 8]), start + 8
            if len(self.buffer) < start + size:
                break
            self.take(self.buffer[at] & 15, self.buffer[start : start + size])
            at = start + size
        self.buffer = self.buffer[at:]

    def take(self, opcode: int, text: bytes) -> None:
        if opcode == 8:
            self.end(f"closed with {int.from_bytes(text[:2])}")
        elif text.startswith(b'{"t":"event"'):
            self.event(json.loads(text))
        elif text.startswith(b'{"t":"welcome"'):
            self.welcome(json.loads(text))
        elif text.startswith(b'{"t":"ping"'):
            self.send({"t": "pong", "now": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())})

    def welcome(self, told: dict[str, Any]) -> None:
        for stream, state in told["streams"].items():
            if self.cursors and not state["resumed"]:
                self.end(f"not resumed: {state.get('why')}")
            before = self.cursors.get(stream, {"seq": state["head"]})
            self.last_seq = before["seq"]
            self.cursors[stream] = {"epoch": state["epoch"], "seq": before["seq"]}
        if not self.missing:
            self.end()

    def event(self, told: dict[str, Any]) -> None:
        if told["seq"] <= self.last_seq:
            self.wrong = "an event came twice or out of order"
        self.last_seq = told["seq"]
        self.cursors[told["stream"]]["seq"] = told["seq"]
        if self.missing and told.get("cause") == self.missing[0]:
            self.missing.pop(0)
            if not self.missing:
                self.end()

    def connection_lost(self, error: Exception | None) -> None:
        self.end("connection lost")

    def may_retry(self) -> bool:
        """Codes 4100 to 4299, and a connection that was lost, mean: come back later with the same data."""
        return self.wrong == "connection lost" or self.wrong.startswith(("closed with 41", "closed with 42"))

    def end(self, wrong: str = "") -> None:
        if not self.done.done():
            self.wrong = self.wrong or wrong
            self.done.set_result(None)

    def send(self, frame: dict[str, Any]) -> None:
        text = json.dumps(frame).encode()
        size = bytes([0x80 | len(text)]) if len(text) < 126 else b"\xfe" + len(text).to_bytes(2)
        self.transport.write(b"\x81" + size + bytes(4) + text)


class Venue:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.cursors: list[dict[str, Any]] = [{} for _ in plan.tokens]
        self.devices: list[Device] = []

    async def all_at_once(self, wanted: list[list[str]], back_off: float, at_most: int) -> dict[str, Any]:
        """Everybody connects; how long each took, and what went wrong with whom."""
        gate = asyncio.Semaphore(at_most)
        start = time.monotonic()

        async def one(number: int) -> tuple[Device, float, int]:
            for attempt in range(ATTEMPTS):
                await asyncio.sleep(random.random() * back_off * 2**attempt)
                async with gate:
                    device = await self.attempt(number, wanted[number])
                if not device.may_retry():
                    break
                wanted[number] = device.missing
            return device, time.monotonic() - start, attempt

        came = await asyncio.gather(*[one(number) for number in range(len(self.plan.tokens))])
        self.devices = [device for device, _, _ in came]
        seconds = [took for _, took, _ in came]
        wrong = [device.wrong for device, _, _ in came if device.wrong]
        return {
            "p50": percentile(seconds, 0.5),
            "p99": percentile(seconds, 0.99),
            "most": max(seconds),
            "again": sum(attempt > 0 for _, _, attempt in came),
            "wrong": len(wrong),
            "reasons": sorted(set(wrong))[:5],
        }

    async def attempt(self, number: int, wanted: list[str]) -> Device:
        """One connection, until it has all it wants or has failed; its cursors stay as far as it came."""
        device = Device(self.plan.tokens[number], self.plan.port, self.cursors[number], wanted)
        source = (f"127.1.{number // 250}.{number % 250 + 1}", 0)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await asyncio.get_running_loop().create_connection(lambda: device, "127.0.0.1", self.plan.port, local_addr=source)
                await device.done
        except (OSError, TimeoutError) as error:
            device.wrong = f"{type(error).__name__}, {len(device.missing)} events short"
        return device

    def leave(self) -> dict[str, Any]:
        for device in self.devices:
            device.transport.abort()
        self.devices = []
        return {}

    async def say_health(self, seconds: float) -> dict[str, Any]:
        """Everybody says once how it is, spread over the time."""
        health = {"t": "health", "visible": True, "audio": "ready", "wake_lock": True, "clock_offset_ms": 0, "unsent": 0}
        for device in self.devices:
            device.send(health)
            await asyncio.sleep(seconds / len(self.devices))
        return {"said": len(self.devices)}


def plan_of(file: str) -> Plan:
    return msgspec.json.decode(Path(file).read_bytes(), type=Plan)


def expected_of(file: str) -> list[list[str]]:
    return msgspec.json.decode(Path(file).read_bytes(), type=Expected).causes


async def main(file: str) -> None:
    venue = Venue(plan_of(file))
    none_wanted: list[list[str]] = [[] for _ in venue.plan.tokens]
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        command, _, argument = line.strip().partition(" ")
        if command == "connect":
            told = await venue.all_at_once(none_wanted, 0, 500)
        elif command == "leave":
            told = venue.leave()
        elif command == "health":
            told = await venue.say_health(float(argument))
        else:
            wanted = expected_of(argument)
            told = await venue.all_at_once(wanted, BACK_OFF_SECONDS, len(wanted))
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
