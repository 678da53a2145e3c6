"""A TCP proxy on the loopback for trying faults: cut connections, swallow bytes both ways, delay them, or let them through slowly.

Faults are set on the proxy (all connections, later ones too) or on one `Link` of `links`.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from random import Random
from types import TracebackType

CHUNK_BYTES = 16 * 1024


class Faults:
    """What is wrong with a wire. `swallow`: bytes vanish both ways and no end of a side reaches the other (half-open TCP).

    `delay_seconds` holds every byte back so long, each way; `bytes_per_second` is the rate each way of one connection (None: no limit).
    """

    def __init__(self, *, delay_seconds: float = 0.0, bytes_per_second: int | None = None, swallow: bool = False) -> None:
        self.delay_seconds = delay_seconds
        self.bytes_per_second = bytes_per_second
        self.swallow = swallow


class Link:
    """One connection through the proxy. `faults` is the proxy's own object until it is replaced."""

    def __init__(self, proxy: FaultProxy, near: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
        self.faults: Faults = proxy.faults
        self.bytes_to_client = 0
        self.bytes_to_hub = 0
        self._proxy = proxy
        self._near_reader, self._near_writer = near
        self._far_writer: asyncio.StreamWriter | None = None
        self._swallowed = False

    async def run(self) -> None:
        """Connect to the hub and carry bytes until one side ends."""
        try:
            far_reader, self._far_writer = await self._proxy.connect_to_hub()
        except OSError:
            self.cut()
            return
        towards_hub = asyncio.create_task(self._carry(self._near_reader, self._far_writer, to_hub=True))
        towards_client = asyncio.create_task(self._carry(far_reader, self._near_writer, to_hub=False))
        try:
            await asyncio.wait({towards_hub, towards_client}, return_when=asyncio.FIRST_COMPLETED)
            if self.faults.swallow or self._swallowed:  # the end of one side is swallowed too: each finds out by itself
                self._swallowed = True
                await asyncio.wait({towards_hub, towards_client})
        finally:
            for task in (towards_hub, towards_client):
                task.cancel()
            await asyncio.gather(towards_hub, towards_client, return_exceptions=True)
            self._near_writer.close()  # what is written goes out first, a websocket's close frame above all
            self._far_writer.close()

    def cut(self) -> None:
        """Reset both sides."""
        self._swallowed = False
        for writer in (self._near_writer, self._far_writer):
            if writer is not None:
                writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, to_hub: bool) -> None:
        """Read as fast as the limit allows, write each piece when its time has come."""
        pieces: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue(maxsize=64)
        writing = asyncio.create_task(self._write(pieces, writer, to_hub=to_hub))
        loop = asyncio.get_running_loop()
        try:
            with contextlib.suppress(ConnectionError):
                while piece := await reader.read(self._piece_bytes()):
                    await pieces.put((loop.time() + self.faults.delay_seconds, piece))
                    if self.faults.bytes_per_second:
                        await asyncio.sleep(len(piece) / self.faults.bytes_per_second)
            await pieces.put(None)
            await writing
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)

    async def _write(self, pieces: asyncio.Queue[tuple[float, bytes] | None], writer: asyncio.StreamWriter, *, to_hub: bool) -> None:
        loop = asyncio.get_running_loop()
        while (entry := await pieces.get()) is not None:
            due, piece = entry
            if due > loop.time():
                await asyncio.sleep(due - loop.time())
            if self.faults.swallow or self._swallowed:
                self._swallowed = True  # what was lost on a connection stays lost: it can only end
                continue
            try:
                writer.write(piece)
                await writer.drain()
            except ConnectionError:
                return
            if to_hub:
                self.bytes_to_hub += len(piece)
            else:
                self.bytes_to_client += len(piece)

    def _piece_bytes(self) -> int:
        limit = self.faults.bytes_per_second
        return CHUNK_BYTES if not limit else max(1, min(CHUNK_BYTES, limit // 10))


class FaultProxy:
    """Listens on 127.0.0.1 and carries every connection to one hub.

        async with FaultProxy("127.0.0.1", 8000) as proxy, Hub(proxy.url) as hub: ...

    `buffer_bytes` shrinks the socket buffers, so that a throttled reader is felt at the hub after that many bytes and not after megabytes.
    """

    def __init__(self, host: str, port: int, *, faults: Faults | None = None, buffer_bytes: int | None = None) -> None:
        self.host = host
        self.port = port
        self.faults = faults or Faults()
        self.links: set[Link] = set()
        self.accepted = 0
        self.refusing = False
        self._buffer_bytes = buffer_bytes
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> FaultProxy:
        await self.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    async def start(self) -> None:
        """Listen on a free port."""
        listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
        if self._buffer_bytes is not None:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, self._buffer_bytes)
        self._server = await asyncio.start_server(self._accept, sock=listener, limit=self._buffer_bytes or 64 * 1024)

    async def close(self) -> None:
        """Stop listening and reset every connection."""
        if self._server is not None:
            self._server.close()
        self.cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def url(self) -> str:
        """The hub's address as seen through this proxy."""
        if self._server is None:
            raise RuntimeError("the proxy does not listen yet")
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def cut(self, count: int | None = None, random: Random | None = None) -> int:
        """Reset all connections, or `count` of them at random; returns how many."""
        chosen = list(self.links)
        if count is not None and count < len(chosen):
            chosen = (random or Random()).sample(chosen, count)
        for link in chosen:
            link.cut()
        return len(chosen)

    def swallow(self) -> None:
        """From now on every byte of every connection vanishes, and new ones are accepted into nothing."""
        self.faults.swallow = True

    def heal(self) -> None:
        """New connections work again. Those that lost bytes stay dead until a side gives up, as a real half-open connection does."""
        self.faults.swallow = False

    def refuse(self, refusing: bool) -> None:
        """Whether new connections are reset at once."""
        self.refusing = refusing

    async def connect_to_hub(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to the hub, with small buffers where they were asked for."""
        if self._buffer_bytes is None:
            return await asyncio.open_connection(self.host, self.port)
        wire = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        wire.setblocking(False)
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._buffer_bytes)
        try:
            await asyncio.get_running_loop().sock_connect(wire, (self.host, self.port))
        except OSError:
            wire.close()
            raise
        return await asyncio.open_connection(sock=wire, limit=self._buffer_bytes)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        if self.refusing:
            writer.transport.abort()
            return
        link = Link(self, (reader, writer))
        self.links.add(link)
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        try:
            await link.run()
        finally:
            self.links.discard(link)
            if task is not None:
                self._tasks.discard(task)
