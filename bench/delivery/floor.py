"""The floor: an order's raw statements, one commit, and one `send` per screen, in a plain asyncio protocol without a framework.

usage: python -m bench.delivery.floor PORT SCREENS_PORT DATABASE_FILE COMMITS_FILE

It answers first and then tells the screens, as the hub does. The moment of each commit is appended to COMMITS_FILE.
"""

import asyncio
import hashlib
import socket
import sys

import msgspec
import uvloop

from bench.delivery.commits import CommitLog
from bench.orders.statements import connect, unit
from bench.orders.wire import PlaceOrder


class Kitchen:
    """The database and everybody who watches."""

    def __init__(self, database: str, commits: str) -> None:
        self.connection = connect(database)
        self.commits = CommitLog(commits)
        self.screens: list[socket.socket] = []
        self.seq = 0

    def place(self, token: str, key: str, body: bytes) -> tuple[int, bytes]:
        wish = hashlib.sha256(b"POST /api/v1/orders " + body).digest()
        status, answer = unit(self.connection, token, msgspec.json.decode(body, type=PlaceOrder), key, wish)
        self.commits.note([key])
        return status, answer

    def tell(self, key: str, answer: bytes) -> None:
        self.seq += 1
        text = b'{"t":"event","stream":"shop","seq":%d,"type":"orders.order_placed","cause":"%b","data":%b}' % (
            self.seq,
            key.encode(),
            answer,
        )
        frame = b"\x81\x7e" + len(text).to_bytes(2, "big") + text
        for screen in self.screens:
            screen.send(frame)


class Request(asyncio.Protocol):
    """One kept-alive connection; requests come one at a time."""

    def __init__(self, kitchen: Kitchen) -> None:
        self.kitchen = kitchen
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        if len(body) < int(headers[b"content-length"]):
            return
        self.buffer = b""
        token = head.split(b"Bearer ", 1)[1].split(b"\r\n", 1)[0].decode()
        key = headers[b"idempotency-key"].decode()
        status, answer = self.kitchen.place(token, key, body)
        self.transport.write(  # type: ignore[attr-defined]
            b"HTTP/1.1 %d Created\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (status, len(answer), answer)
        )
        self.kitchen.tell(key, answer)


async def accept_screens(port: int, kitchen: Kitchen) -> None:
    listener = socket.create_server(("127.0.0.1", port), backlog=256)
    listener.setblocking(False)
    while True:
        screen, _ = await asyncio.get_running_loop().sock_accept(listener)
        screen.setblocking(True)
        screen.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        kitchen.screens.append(screen)


async def main(port: str, screens_port: str, database: str, commits: str) -> None:
    kitchen = Kitchen(database, commits)
    await asyncio.get_running_loop().create_server(lambda: Request(kitchen), "127.0.0.1", int(port))
    await accept_screens(int(screens_port), kitchen)


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
