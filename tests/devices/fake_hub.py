"""The protocol's edge and nothing behind it: a hub that keeps a log of events, resumes or does not, and answers HTTP as a test scripts it.

Real sockets on the loopback, so that breaks, close codes and half answers are the real ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import uvicorn

from tests.devices.soon import soon
from tests.devices.things import SHOP

STREAM = "shop:shop-1"
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


@dataclass
class Asked:
    """One HTTP request."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any

    @property
    def key(self) -> str:
        """Its idempotency key; empty when it has none."""
        return self.headers.get("idempotency-key", "")


@dataclass
class Answer:
    """What to say. `wait_seconds` comes first; `silent` breaks the connection in place of an answer."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    wait_seconds: float = 0.0
    silent: bool = False


def problem(status: int, code: str, **facts: Any) -> Answer:
    """A refusal as the hub words it."""
    return Answer(status, {"type": "about:blank", "title": code, "status": status, "code": code, **facts})


class Quiet(uvicorn.Server):
    """A server inside a test takes no signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them to pytest."""
        yield


class Socket:
    """One connection after its hello."""

    def __init__(self, send: Send, hello: dict[str, Any]) -> None:
        self.hello = hello
        self.frames: list[dict[str, Any]] = []
        self._send = send

    async def say(self, frame: dict[str, Any]) -> None:
        """Send one frame."""
        await self._send({"type": "websocket.send", "text": json.dumps(frame)})

    async def end(self, code: int, *, reason: str = "", retry_after_ms: int | None = None) -> None:
        """Bye, then close."""
        bye = {"t": "bye", "code": code, "reason": reason}
        await self.say(bye if retry_after_ms is None else {**bye, "retry_after_ms": retry_after_ms})
        await self._send({"type": "websocket.close", "code": code, "reason": reason})

    def got(self, kind: str) -> list[dict[str, Any]]:
        """The frames of one type that this client sent after its hello."""
        return [frame for frame in self.frames if frame["t"] == kind]


class FakeHub:
    """One shop's stream, one kind of device. Attributes may be changed at any time; `answers` is asked before the built-in routes."""

    def __init__(self) -> None:
        self.device: dict[str, Any] | None = {"id": "device-1", "kind": "kitchen", "name": "Hot 1"}
        self.user: dict[str, Any] | None = None
        self.room: dict[str, Any] | None = None
        self.stations: list[str] = ["hot"]
        self.epoch = "e1"
        self.head = 0
        self.oldest = 1
        self.log: list[dict[str, Any]] = []
        self.board: dict[str, Any] = {"shop": SHOP, "orders": [], "lines": [], "sold_out": []}
        self.resume = True
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.sockets: list[Socket] = []
        self.hellos: list[dict[str, Any]] = []
        self.asked: list[Asked] = []
        self.answers: dict[tuple[str, str], Callable[[Asked], Answer]] = {}
        self.stored: dict[str, Answer] = {}
        self.effects: list[Asked] = []
        self.close_at_hello: int | None = None
        self.refuse_upgrades: int | None = None
        self.silent_after_hello = False
        self.keeps_receipts = True
        self.before_board: Callable[[], Awaitable[None]] | None = None
        self._server: Quiet | None = None
        self._task: asyncio.Task[None] | None = None
        self.url = ""

    async def __aenter__(self) -> FakeHub:
        config = uvicorn.Config(
            self._app, interface="asgi3", port=0, lifespan="off", log_level="error", ws="websockets-sansio", ws_ping_interval=None
        )
        server = self._server = Quiet(config)
        self._task = asyncio.create_task(server.serve())
        await soon(lambda: server.started)
        self.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        assert self._server is not None and self._task is not None
        self._server.should_exit = self._server.force_exit = True
        await self._task

    @property
    def stamp(self) -> str:
        """The hub's time on the wire."""
        return self.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def commit(self, event_type: str, data: dict[str, Any], *, cause: str | None = None) -> dict[str, Any]:
        """Put an event into the log and tell nobody."""
        self.head += 1
        event = {"t": "event", "stream": STREAM, "seq": self.head, "id": f"event-{self.head}", "type": event_type, "at": self.stamp}
        self.log.append({**event, "cause": cause, "channels": ["all"], "data": data})
        return self.log[-1]

    async def publish(self, event_type: str, data: dict[str, Any], *, cause: str | None = None) -> int:
        """Put an event into the log and send it to everyone."""
        event = self.commit(event_type, data, cause=cause)
        for socket in self.sockets:
            await socket.say(event)
        return self.head

    async def ping(self) -> None:
        """One ping with the head to everyone."""
        for socket in self.sockets:
            await socket.say({"t": "ping", "now": self.stamp, "heads": {STREAM: self.head}})

    async def name(self, socket: Socket, *receipts: dict[str, Any]) -> None:
        """Say that these are in writing."""
        named = [{"t": "receipt", "message": receipt["message"], "result": receipt["result"]} for receipt in receipts]
        await socket.say({"t": "ping", "now": self.stamp, "heads": {STREAM: self.head}, "receipts": named})

    async def socket(self, count: int = 1) -> Socket:
        """The newest connection, once so many hellos came."""
        await soon(lambda: len(self.hellos) >= count and self.sockets)
        return self.sockets[-1]

    async def _app(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._follow(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _follow(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        await receive()
        if self.refuse_upgrades is not None:
            await send({"type": "websocket.http.response.start", "status": self.refuse_upgrades, "headers": []})
            await send({"type": "websocket.http.response.body", "body": b""})
            return
        await send({"type": "websocket.accept", "subprotocol": scope["subprotocols"][0]})
        message = await receive()
        if message["type"] != "websocket.receive":
            return
        hello = json.loads(message["text"])
        self.hellos.append(hello)
        if self.close_at_hello is not None:
            await send({"type": "websocket.close", "code": self.close_at_hello})
            return
        socket = Socket(send, hello)
        if not self.silent_after_hello:
            await socket.say(self._welcome(hello))
            for event in self._missed(hello):
                await socket.say(event)
        self.sockets.append(socket)
        try:
            while (message := await receive())["type"] == "websocket.receive":
                said = json.loads(message["text"])
                socket.frames.append(said)
                if said["t"] == "receipt" and self.keeps_receipts:
                    await self.name(socket, said)
        finally:
            self.sockets.remove(socket)

    def _resumes(self, hello: dict[str, Any]) -> bool:
        cursor = hello.get("cursors", {}).get(STREAM)
        return bool(self.resume and cursor and cursor["epoch"] == self.epoch and self.oldest - 1 <= cursor["seq"] <= self.head)

    def _missed(self, hello: dict[str, Any]) -> list[dict[str, Any]]:
        return [event for event in self.log if event["seq"] > hello["cursors"][STREAM]["seq"]] if self._resumes(hello) else []

    def _welcome(self, hello: dict[str, Any]) -> dict[str, Any]:
        resumed = self._resumes(hello)
        state = {"epoch": self.epoch, "head": self.head, "oldest": self.oldest, "resumed": resumed}
        streams = {STREAM: state if resumed else {**state, "why": "new"}}
        who = {"device": self.device, "user": self.user, "account": {"id": "account-1"}, "shop": SHOP, "room": self.room}
        return {
            "t": "welcome",
            "session": "s1",
            **who,
            "stations": self.stations,
            "channels": ["all"],
            "streams": streams,
            "now": self.stamp,
        }

    async def _answer(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        content = b""
        while True:
            message = await receive()
            content += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        query = dict(part.split("=", 1) for part in scope["query_string"].decode().split("&") if part)
        asked = Asked(scope["method"], scope["path"].removeprefix("/api/v1"), query, headers, json.loads(content) if content else None)
        self.asked.append(asked)
        answer = await self._decide(asked)
        await asyncio.sleep(answer.wait_seconds)
        body = b"" if answer.body is None else json.dumps(answer.body).encode()
        fields = [(b"content-length", str(len(body) + (1 if answer.silent else 0)).encode())]
        fields += [(name.lower().encode(), value.encode()) for name, value in answer.headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": fields})
        if not answer.silent:  # otherwise less than announced: the server breaks the connection
            await send({"type": "http.response.body", "body": body})

    async def _decide(self, asked: Asked) -> Answer:
        scripted = self.answers.get((asked.method, asked.path))
        if scripted is not None:
            return scripted(asked)
        if asked.path == "/me/board":
            if self.before_board is not None:
                await self.before_board()
            return Answer(body={"stream": STREAM, "epoch": self.epoch, "seq": self.head, "board": self.board})
        if asked.path == "/me/events":
            return await self._poll(asked)
        if asked.path == "/me":
            return Answer(body={"device": self.device, "user": self.user, "shop": SHOP, "stations": self.stations, "room": self.room})
        if asked.method == "POST" and asked.key:
            return self.take(asked, Answer(body={"line": None, "changed": True}))
        return problem(404, "not_found")

    async def _poll(self, asked: Asked) -> Answer:
        after = int(asked.query["after"])
        answer: dict[str, Any] = {"stream": STREAM, "epoch": self.epoch, "head": self.head}
        if asked.query.get("epoch", self.epoch) != self.epoch:
            return Answer(body={**answer, "resumed": False, "why": "epoch", "events": []})
        with contextlib.suppress(TimeoutError):
            await soon(lambda: self.head > after, min(1.0, float(asked.query["wait"])))
        events = [event for event in self.log if event["seq"] > after]
        return Answer(body={**answer, "head": self.head, "resumed": True, "events": events})

    def take(self, asked: Asked, answer: Answer) -> Answer:
        """The rule of repeats: the first of a key has the effect, the others get its answer."""
        if asked.key in self.stored:
            return Answer(self.stored[asked.key].status, self.stored[asked.key].body, {"Idempotency-Replayed": "true"})
        self.stored[asked.key] = answer
        self.effects.append(asked)
        return answer
