"""Clients that say what the grammar makes, against a hub that is a process of its own, held to the model's answer for every frame."""

import asyncio
import base64
import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.faults.grammar import Grammar, Session
from tests.faults.recorded import Mutations
from tests.faults.socket_model import (
    CLOSE,
    HELLO_TIMEOUT,
    NO_CODE,
    PING,
    PONG,
    RATE_LIMITED,
    TEXT,
    Heard,
    Known,
    Model,
    Pointers,
    differences,
    wrong_answers,
)

ANSWER_SECONDS = 20.0
"""A hub that answers nothing for so long has not answered."""
UNSURE_SECONDS = 0.01
"""So long a client waits in the middle of a frame, where nothing can be asked."""
WRONG_MOST = 20
OURS = (1002, 1007, 1009, 4001, 4004, 4102, 4103)
PROBE = {"t": "are you there?"}


class Unanswered(Exception):
    """The hub did not do what was due within its time."""


class Client:
    """One connection, byte by byte."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.welcomed = False
        self.head = 0
        self.errors: list[Pointers] = []
        self.pongs: list[bytes] = []
        self.bye: int | None = None
        self.closed: int | None = None
        self.ended = False
        self.strange: list[str] = []
        self.changed = asyncio.Event()
        self.reading: asyncio.Task[None]

    @classmethod
    async def open(cls, port: int, *, offers_compression: bool = False) -> "Client":
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n" if offers_compression else ""
        writer.write(
            f"GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}\r\n"
            f"Sec-WebSocket-Protocol: venuehub.v1.json\r\n{offer}\r\n".encode()
        )
        made = cls(reader, writer)
        answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), ANSWER_SECONDS)
        if not answer.startswith(b"HTTP/1.1 101 ") or b"extensions" in answer.lower():
            made.strange.append(f"the handshake was answered with {answer!r}")
        made.reading = asyncio.create_task(made._read())
        return made

    async def _read(self) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await self.reader.readexactly(2)
                size = head[1]
                if size > 125:
                    size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8), "big")
                self._take(head[0], await self.reader.readexactly(size))
                self.changed.set()
        self.ended = True
        self.changed.set()

    def _take(self, head: int, payload: bytes) -> None:
        if self.closed is not None:
            self.strange.append(f"bytes behind the Close frame: {payload[:100]!r}")
        if head == 0x80 | CLOSE:
            self.closed = int.from_bytes(payload[:2], "big") if payload else NO_CODE
        elif head == 0x80 | PONG:
            self.pongs.append(payload)
        elif head == 0x80 | TEXT:
            self._frame(json.loads(payload))
        elif head != 0x80 | PING:
            self.strange.append(f"a frame that begins with {head:#x}")

    def _frame(self, frame: dict[str, Any]) -> None:
        match frame["t"]:
            case "welcome":
                self.welcomed = True
            case "error":
                self.errors.append(frozenset(each["pointer"] for each in frame["problem"].get("errors", [])))
                if (frame["problem"]["status"], frame["problem"]["code"]) != (422, "invalid"):
                    self.strange.append(f"an error {frame['problem']}")
            case "bye":
                self.bye = frame["code"]
            case "event" | "ping":
                pass
            case other:
                self.strange.append(f"a frame {other}")

    def send(self, data: bytes) -> None:
        if not self.writer.is_closing():
            self.writer.write(data)

    async def until(self, model: Model) -> None:
        """Wait until everything that is due has come, or the connection has ended.

        Raises:
            Unanswered: it has not.
        """
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                while not self.ended and self.closed is None and not self.has_all(model):
                    self.changed.clear()
                    await self.changed.wait()
        except TimeoutError:
            raise Unanswered from None

    def has_all(self, model: Model) -> bool:
        return (
            not model.ends
            and self.welcomed >= model.greeted
            and len(self.pongs) >= len(model.pongs)
            and not any(wrong_answers(model.answers, self.errors, whole=True))
        )

    def heard(self) -> Heard:
        return Heard(self.welcomed, self.errors, self.pongs, self.bye, self.closed)

    async def leave(self, *, politely: bool) -> None:
        if politely:
            self.writer.close()
        else:
            self.writer.transport.abort()
        self.reading.cancel()
        with suppress(asyncio.CancelledError, ConnectionError):
            await self.reading


def session_of(seed: int, number: int, known: Known, *, recorded: bool) -> Session:
    """The session with this number: the same in every run of its seed."""
    chance = Random(f"{seed}/{'recorded' if recorded else 'grammar'}/{number}")
    return (Mutations if recorded else Grammar)(chance, known).session()


async def play(port: int, session: Session, known: Known) -> tuple[Model, list[str]]:
    """Say one session, and what was not as the model says."""
    client, model = await Client.open(port, offers_compression=session.offers_compression), Model(known)
    try:
        for step in session.steps:
            if step.settle and not model.ends and model.between_frames and not model.in_message:
                await client.until(model)
            model.feed(step.data)
            client.send(step.data)
            if client.ended:
                break
        await finish(client, model, session)
        found = client.strange + list(differences(model, client.heard())) if not session.floods else flooded(client)
    except Unanswered:
        found = [*client.strange, f"unanswered: {model.ends} {model.answers} {len(model.pongs)} pongs; heard {client.heard()}"]
    except (TimeoutError, ConnectionError, asyncio.IncompleteReadError) as error:
        found = [*client.strange, f"{type(error).__name__}: {error}"]
    await client.leave(politely=session.leaves == "close")
    return model, found


async def finish(client: Client, model: Model, session: Session) -> None:
    """Wait for what is due; where nothing ends the connection, see that it lives, and that nothing came that was not due."""
    if session.floods:
        await asyncio.wait_for(asyncio.shield(client.reading), ANSWER_SECONDS)
        return
    if session.leaves == "silence":
        model.ends.append(HELLO_TIMEOUT)
    await client.until(model)
    if model.ends or client.ended:
        return
    if not model.between_frames:
        await asyncio.sleep(UNSURE_SECONDS)
    elif model.in_message or not model.greeted:
        ask(client, model, PING, b"are you there?")
        await client.until(model)
    else:
        ask(client, model, TEXT, json.dumps(PROBE).encode())
        await client.until(model)
        if session.leaves == "close":
            ask(client, model, CLOSE, (1000).to_bytes(2, "big"))
            await client.until(model)


def flooded(client: Client) -> list[str]:
    """Beyond the limits only the end is the same each time: what was answered before depends on the second it was said in."""
    return [] if client.closed == RATE_LIMITED else [f"a flood was closed with {client.closed}"]


def ask(client: Client, model: Model, opcode: int, payload: bytes) -> None:
    data = bytes((0x80 | opcode, 0x80 | len(payload))) + bytes(4) + payload
    model.feed(data)
    client.send(data)


@dataclass
class Part:
    """What was said in a run, and what was not as it should be."""

    sessions: int = 0
    frames: int = 0
    recorded: int = 0
    grammar: int = 0
    welcomes: int = 0
    errors: int = 0
    ends: dict[int, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def add(self, model: Model) -> None:
        self.sessions += 1
        self.welcomes += model.greeted
        self.errors += len(model.answers)
        for code in model.ends[:1]:
            self.ends[code] = self.ends.get(code, 0) + 1

    def join(self, other: "Part") -> None:
        self.sessions += other.sessions
        self.frames += other.frames
        self.recorded += other.recorded
        self.grammar += other.grammar
        self.welcomes += other.welcomes
        self.errors += other.errors
        self.wrong += other.wrong
        for code, times in other.ends.items():
            self.ends[code] = self.ends.get(code, 0) + times

    def summary(self) -> dict[str, Any]:
        own = {code: times for code, times in sorted(self.ends.items()) if code in OURS}
        return {
            "sessions": self.sessions,
            "frames": self.frames,
            "recorded": self.recorded,
            "welcomes": self.welcomes,
            "errors": self.errors,
            "ends": own | {"by the peer": sum(self.ends.values()) - sum(own.values())},
            "not as the model says": len(self.wrong),
        }


@dataclass(frozen=True)
class Task:
    """Some sessions: so many recorded ones, and the grammar's until so many frames were said. `again` is the command for one of them."""

    port: int
    tokens: list[str]
    stream: str
    head: int
    seed: int
    per_second: float
    recorded: int = 0
    first_recorded: int = 0
    frames: int = 0
    first_grammar: int = 0
    only: str = ""
    again: str = ""


async def fuzz(task: Task) -> Part:
    """Let some clients at once say their sessions, evenly paced."""
    part, began = Part(), time.monotonic()
    planned = plan(task, part)

    async def client(token: str) -> None:
        known = Known(token, task.stream, task.head)
        for turn, (recorded, number) in planned:
            await asyncio.sleep(max(0.0, began + turn / task.per_second - time.monotonic()))
            model, wrong = await play(task.port, session_of(task.seed, number, known, recorded=recorded), known)
            part.add(model)
            name = f"{'recorded' if recorded else 'grammar'}/{number}"
            part.wrong += [f"{name}: {each}; again: {task.again} --only {name}" for each in wrong]
            if len(part.wrong) > WRONG_MOST:
                return

    await asyncio.gather(*(client(token) for token in task.tokens))
    return part


def plan(task: Task, part: Part) -> Iterator[tuple[int, tuple[bool, int]]]:
    """The turns of a task: (recorded, number), counted as they are taken."""
    if task.only:
        kind, _, number = task.only.partition("/")
        yield 0, (kind == "recorded", int(number))
        return
    turn, nobody = 0, Known("x" * 49, task.stream, task.head)
    while part.recorded < task.recorded or part.frames < task.frames:
        if part.recorded < task.recorded:
            part.recorded += 1
            yield turn, (True, task.first_recorded + part.recorded - 1)
        else:
            part.frames += session_of(task.seed, task.first_grammar + part.grammar, nobody, recorded=False).frames
            part.grammar += 1
            yield turn, (False, task.first_grammar + part.grammar - 1)
        turn += 1


def fuzz_in_its_own_process(task: Task) -> Part:
    """For a pool: the clients' work does not hold up whoever measures."""
    os.nice(5)
    return asyncio.run(fuzz(task))
