"""A bare websocket for tests that look at frames and close codes themselves."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.frames import checked
from tests.venues import Venue


class Socket:
    """One connection after its hello. `welcome` is None when the hub has closed it instead."""

    def __init__(self, ws: ClientConnection, welcome: dict[str, Any] | None, code: int | None) -> None:
        self.ws, self.welcome, self.code = ws, welcome, code
        self.frames: list[dict[str, Any]] = []

    async def say(self, **frame: Any) -> None:
        await self.ws.send(json.dumps(frame))

    async def next(self) -> dict[str, Any]:
        """The next frame, kept in `frames`; a ping is answered."""
        self.frames.append(checked(json.loads(await self.ws.recv())))
        if self.frames[-1]["t"] == "ping":
            await self.say(t="pong", now="")
        return self.frames[-1]

    async def event(self, kind: str) -> dict[str, Any]:
        """The next event of this type; whatever comes before it is kept in `frames`."""
        while (await self.next()).get("type") != kind:
            pass
        return self.frames[-1]

    async def closed(self) -> int:
        """Wait for the end; its close code."""
        try:
            while True:
                await self.next()
        except ConnectionClosed as end:
            assert end.rcvd is not None
            return end.rcvd.code

    def types(self) -> list[str]:
        return [frame["type"] for frame in self.frames if frame["t"] == "event"]


@asynccontextmanager
async def socket(venue: Venue, token: str, **hello: Any) -> AsyncIterator[Socket]:
    """Say hello with a token or a ticket."""
    url = venue.running.url.replace("http", "ws", 1) + "/api/v1/stream"
    async with connect(url, subprotocols=[Subprotocol("venuehub.v1.json")], compression=None, max_queue=None) as ws:
        await ws.send(json.dumps({"t": "hello", "token": token} | hello))
        try:
            yield Socket(ws, checked(json.loads(await ws.recv())), None)
        except ConnectionClosed as end:
            if end.rcvd is None:
                raise
            yield Socket(ws, None, end.rcvd.code)


def cursors(screen: Socket, stream: str, seq: int) -> dict[str, Any]:
    """What a client that has stored a stream up to `seq` brings to its next hello."""
    assert screen.welcome is not None
    return {stream: {"epoch": screen.welcome["streams"][stream]["epoch"], "seq": seq}}
