"""The plain `websockets` client, for tests that decide about every frame themselves, the first one too."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from tests.frames import checked
from tests.running import RunningHub
from tests.venues import Venue

OURS = "venuehub.v1.json"


def stream_url(hub: RunningHub) -> str:
    return hub.url.replace("http", "ws", 1) + "/api/v1/stream"


def opening(hub: RunningHub, *, subprotocols: Sequence[str] = (OURS,), origin: str | None = None) -> connect:
    """A handshake with the hub, nothing said yet; to be awaited or entered."""
    return connect(
        stream_url(hub),
        subprotocols=[Subprotocol(each) for each in subprotocols] or None,
        origin=None if origin is None else Origin(origin),
        compression=None,
        ping_interval=None,
        proxy=None,
        max_size=1 << 20,
        max_queue=None,  # a full queue would keep the Close frame from being read
    )


def framed(**frame: Any) -> str:
    return json.dumps(frame)


def greeting(token: str, **more: Any) -> str:
    """A hello."""
    return framed(t="hello", token=token, **more)


@asynccontextmanager
async def greeted(hub: RunningHub, token: str, **more: Any) -> AsyncIterator[tuple[ClientConnection, dict[str, Any]]]:
    """A socket after its hello, with its welcome."""
    async with opening(hub) as ws:
        await ws.send(greeting(token, **more))
        yield ws, await received(ws)


async def received(ws: ClientConnection, within: float = 30) -> dict[str, Any]:
    """The next frame."""
    async with asyncio.timeout(within):
        found: dict[str, Any] = json.loads(await ws.recv())
    return checked(found)


async def next_of(ws: ClientConnection, kind: str) -> dict[str, Any]:
    """The next frame of this type; what comes before it is of no interest, but that a ping is answered."""
    while True:
        found = await received(ws)
        if found["t"] == kind:
            return found
        if found["t"] == "ping":
            await ws.send(framed(t="pong", now=""))


async def quiet(ws: ClientConnection, seconds: float) -> list[dict[str, Any]]:
    """What comes within this time; pings count as silence."""
    found: list[dict[str, Any]] = []
    try:
        async with asyncio.timeout(seconds):
            while True:
                found.append(json.loads(await ws.recv()))
    except TimeoutError:
        return [frame for frame in found if frame["t"] != "ping"]


async def rest_of(ws: ClientConnection, within: float = 30) -> tuple[list[dict[str, Any]], int | None]:
    """Everything up to the end, and the close code; None when there was no Close frame."""
    found: list[dict[str, Any]] = []
    try:
        async with asyncio.timeout(within):
            while True:
                found.append(json.loads(await ws.recv()))
    except ConnectionClosed as end:
        return found, end.rcvd.code if end.rcvd is not None else None


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that happens on the hub's loop."""
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def events_up_to(ws: ClientConnection, last_id: str) -> list[dict[str, Any]]:
    """The event frames up to the one with this id."""
    found: list[dict[str, Any]] = []
    while not found or found[-1]["id"] != last_id:
        frame = await received(ws)
        if frame["t"] == "event":
            found.append(frame)
    return found


async def still_hears(ws: ClientConnection, venue: Venue) -> None:
    """An order reaches this screen."""
    order = await venue.order("tea")
    while True:
        frame = await next_of(ws, "event")
        if frame["type"] == "orders.order_placed" and frame["data"]["order"]["version"] == order["version"]:
            return


@contextmanager
def no_complaint(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing of what happens here is worth a line at the hub, a traceback least of all."""
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        yield
    assert [record.getMessage() for record in caplog.records if record.name.startswith(("hub", "uvicorn", "websockets"))] == []
