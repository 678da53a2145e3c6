"""Hundreds of screens at the price of a few: they note when which number came, and decode nothing."""

import asyncio
import base64
import json
import os
import re
import time
from urllib.parse import urlsplit

SEQ = re.compile(rb'"t":"event","stream":"shop:[^"]+","seq":(\d+)')
PING = b'{"t":"ping"'
HEAD_BYTES = 100
"""No frame's beginning up to its number is longer; so much is looked at again with the next piece."""


def masked(text: bytes) -> bytes:
    """One text frame as a client sends it, masked with zeros."""
    size = len(text)
    head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
    return head + bytes(4) + text


class Listener(asyncio.Protocol):
    """One screen's socket. `heard` has, for each piece that came, when it came and the last number in it."""

    def __init__(self, host: str, token: str) -> None:
        self.host = host
        self.token = token
        self.heard: list[tuple[float, int]] = []
        self.live = asyncio.get_running_loop().create_future()
        self.lost = False
        self._rest = b""
        self._transport: asyncio.Transport

    @classmethod
    async def open(cls, url: str, token: str) -> "Listener":
        """A screen that has had its welcome."""
        address = urlsplit(url)
        made = cls(address.netloc, token)
        await asyncio.get_running_loop().create_connection(lambda: made, address.hostname or "", address.port or 80)
        async with asyncio.timeout(30):
            await made.live
        return made

    def close(self) -> None:
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            "GET /api/v1/stream HTTP/1.1",
            f"Host: {self.host}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Protocol: venuehub.v1.json",
        ]
        transport.write("\r\n".join([*lines, "", ""]).encode())

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        text = self._rest + data
        if not self.live.done():
            self._greet(text)
            return
        numbers = list(SEQ.finditer(text))
        if numbers:
            self.heard.append((now, int(numbers[-1][1])))
        if PING in text:
            self._transport.write(masked(b'{"t":"pong","now":"2026-01-01T00:00:00.000Z"}'))
            text = text.replace(PING, b"")
        self._rest = text[max(numbers[-1].end() if numbers else 0, len(text) - HEAD_BYTES) :]

    def _greet(self, text: bytes) -> None:
        if b"\r\n\r\n" in text and not self._rest.endswith(b"\r\n\r\n"):
            self._transport.write(masked(json.dumps({"t": "hello", "token": self.token}).encode()))
            text = b"\r\n\r\n"
        self._rest = text
        if b'"t":"welcome"' in text:
            self.live.set_result(None)
            self._rest = b""

    def connection_lost(self, error: Exception | None) -> None:
        self.lost = True

    def arrivals(self, numbers: list[int]) -> list[float]:
        """When each of these numbers had come; those that did not are left out."""
        found, at = [], 0
        for number in numbers:
            while at < len(self.heard) and self.heard[at][1] < number:
                at += 1
            if at == len(self.heard):
                break
            found.append(self.heard[at][0])
        return found
