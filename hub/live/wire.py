"""Prepared websocket frames, written straight to the transport, and a socket that always ends.

A frame is made once and its bytes go to every screen. uvicorn's own `send` builds the frame anew for each receiver and waits for
the slow ones, so the hub extends uvicorn's websocket class by one ASGI extension, `scope["extensions"]["venuehub.frames"]`.
Everything here belongs to the event loop's thread.

The classes this builds on are not uvicorn's public interface: tests/live/test_wire.py fails when they move.
"""

import asyncio
import socket
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import suppress
from typing import Any, Protocol, cast

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.protocol import State

EXTENSION = "venuehub.frames"
HIGH_WATER = 64 * 1024
LOW_WATER = 16 * 1024
KERNEL_BUFFER = 64 * 1024
UNANSWERED_MS = 20_000
ABORT_SECONDS = 2.0  # from the Close frame, or from closing, until a peer that does nothing is cut off
SLICE = 4096  # so many bytes are taken apart before the flood is looked at
FLOOD = 256  # frames of any kind in one second; the protocol's own limit, 30 text frames, answers politely long before
DISCARDED = 1 << 20  # what a refused peer may still send while it is shown its Close frame
REASON_BYTES = 123  # a Close frame holds no more

RATE_LIMITED = 4102
GOING_AWAY = 4200


def frame(text: bytes) -> bytes:
    """One whole text frame as a server sends it; `text` is UTF-8."""
    size = len(text)
    if size < 126:
        return bytes((0x81, size)) + text
    if size < 1 << 16:
        return b"\x81\x7e" + size.to_bytes(2, "big") + text
    return b"\x81\x7f" + size.to_bytes(8, "big") + text


def payloads(frames: bytes) -> Iterator[bytes]:
    """What `frame` was given, from any number of its frames in a row."""
    at = 0
    while at < len(frames):
        size, start = frames[at + 1], at + 2
        if size > 125:
            wide = 2 if size == 126 else 8
            size, start = int.from_bytes(frames[start : start + wide], "big"), start + wide
        at = start + size
        yield frames[start:at]


def _nothing() -> None:
    pass


def _dropped(frames: bytes) -> None:
    pass


class Line(Protocol):
    """What a FrameSocket stands on: our websocket class, or the queue that replaces it on another server."""

    def buffered(self) -> int: ...

    def end(self, code: int, reason: str, before: bytes) -> None: ...


class NoLine:
    """Where a connection was."""

    def buffered(self) -> int:
        return 0

    def end(self, code: int, reason: str, before: bytes) -> None:
        pass


NO_LINE = NoLine()


class FrameSocket:
    """The open connection, for whoever writes prepared frames to it.

    `write` is the transport's own bound method: whole frames, one or many in one call, nothing is checked. After a Close frame
    nothing may follow, and a closed transport may raise in the middle of a fan-out. So whoever keeps `write`, or this object in
    a live set, lets go of it in `on_gone`, which is called once, before the Close frame is written or the transport closes, whoever
    began that; and asks `gone` before it joins. Afterwards `write` here drops what it is given.

    `on_pause` is called inside `write`, in the middle of a loop over the live set, when more than 64 KiB are unsent; `on_resume`
    when no more than 16 KiB are left, and may write. Neither is called once the connection is gone. `on_shutdown` is called when
    the hub goes down, to say `bye`; a connection that does not end itself there is ended with 4200.
    """

    __slots__ = ("_line", "gone", "on_gone", "on_pause", "on_resume", "on_shutdown", "paused", "write")

    def __init__(self, line: Line, write: Callable[[bytes], None]) -> None:
        self._line = line
        self.write = write
        self.paused = False
        self.gone = False
        self.on_pause: Callable[[], None] = _nothing
        self.on_resume: Callable[[], None] = _nothing
        self.on_gone: Callable[[], None] = _nothing
        self.on_shutdown: Callable[[], None] = _nothing

    def buffered(self) -> int:
        """Bytes written that the kernel has not taken yet."""
        return self._line.buffered()

    def end(self, code: int, reason: str = "", before: bytes = b"") -> None:
        """Write the frames `before` and a Close frame, and cut the connection 2 s later if the peer has not closed it.

        Works on a paused connection too, and a second time does nothing. `reason` is cut at 123 bytes. The app's `receive()`
        then gives `websocket.disconnect`.
        """
        self._line.end(code, reason, before)

    def set_paused(self, paused: bool) -> None:
        """For the line: the water mark was crossed."""
        self.paused = paused
        (self.on_pause if paused else self.on_resume)()

    def leave(self) -> None:
        """For the line: from here on nothing is written but its own last words."""
        if self.gone:
            return
        self.gone = True
        on_gone = self.on_gone
        self.on_pause = self.on_resume = self.on_gone = self.on_shutdown = _nothing
        self.write = _dropped
        on_gone()

    def cut(self) -> None:
        """For the line: it is no more. Two that hold each other would stay in memory until somebody collects them."""
        self._line = NO_LINE


def frame_socket(scope: MutableMapping[str, Any], send: Callable[[Any], Awaitable[None]]) -> FrameSocket:
    """The frame socket of an accepted connection: the server's own, or one that queues to `send` on a server without it."""
    offered = (scope.get("extensions") or {}).get(EXTENSION)
    return cast(FrameSocket, offered) if offered is not None else SendQueue(send).frame_socket


class HubWebSocket(WebSocketsSansIOProtocol):
    """uvicorn's websocket with the frames extension; it never waits for a peer that does nothing."""

    frame_socket: FrameSocket

    abort_timer: asyncio.TimerHandle | None = None
    refused = False
    discarded = 0
    second = 0
    frames_in_second = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=HIGH_WATER, low=LOW_WATER)
        bound_kernel_buffers(self.transport.get_extra_info("socket"))
        self.frame_socket = FrameSocket(self, self.transport.write)

    async def run_asgi(self) -> None:
        cast(dict[str, object], self.scope["extensions"])[EXTENSION] = self.frame_socket
        await super().run_asgi()
        self.frame_socket.leave()
        self.abort_later()

    def buffered(self) -> int:
        return self.transport.get_write_buffer_size()

    def end(self, code: int, reason: str = "", before: bytes = b"") -> None:
        if self.close_sent or self.transport.is_closing():
            return
        self.frame_socket.leave()
        if self.conn.state is State.OPEN:  # else the Close frame, an answer to the peer's, waits in `conn` already
            self.conn.send_close(code, reason.encode()[:REASON_BYTES].decode(errors="ignore"))
        self.transport.write(before + b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        if self.read_paused:  # the peer's own Close frame may stand behind what the app has not taken
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(ABORT_SECONDS, self.transport.abort)

    def abort_later(self) -> None:
        """A transport that is closing waits for its buffer without end; this one does not."""
        if self.abort_timer is None and self.transport.is_closing() and not self.disconnected:
            self.abort_timer = self.loop.call_later(ABORT_SECONDS, self.transport.abort)

    def refuse(self, code: int, reason: str) -> None:
        """End a peer that breaks the rules, and read on without looking: unread bytes would reset the connection before it knows why."""
        if self.refused:
            return
        self.refused = True
        self.end(code, reason)
        if self.transport.can_write_eof() and not self.transport.is_closing():
            self.transport.write_eof()  # its answer is not looked at either, so this tells it that it may go

    # What the transport calls.

    def data_received(self, data: bytes) -> None:
        if len(data) <= SLICE:
            self.take(data)
            return
        for start in range(0, len(data), SLICE):
            self.take(data[start : start + SLICE])

    def take(self, data: bytes) -> None:
        if self.refused:
            self.discarded += len(data)
            if self.discarded > DISCARDED:
                self.transport.abort()
            return
        super().data_received(data)
        if not self.handshake_initiated and self.conn.handshake_exc is not None:  # uvicorn forgets this case: the peer would wait for ever
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()
            self.abort_later()

    def pause_writing(self) -> None:
        super().pause_writing()
        self.frame_socket.set_paused(True)

    def resume_writing(self) -> None:
        super().resume_writing()
        self.frame_socket.set_paused(False)

    def eof_received(self) -> None:
        self.frame_socket.leave()
        self.loop.call_soon(self.abort_later)  # the transport begins to close when this has returned

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.abort_timer is not None:
            self.abort_timer.cancel()
            self.abort_timer = None
        self.frame_socket.leave()
        self.frame_socket.cut()
        self.conn.parser.close()  # its generator holds it

    # What uvicorn calls.

    def handle_events(self) -> None:
        second = int(self.loop.time())
        if second != self.second:
            self.second, self.frames_in_second = second, 0
        self.frames_in_second += len(self.conn.events)
        if self.frames_in_second > FLOOD:
            self.conn.data_to_send()  # the answers to a flood of pings
            self.refuse(RATE_LIMITED, "rate_limited")
        else:
            super().handle_events()

    def send_receive_event_to_app(self) -> None:
        if self.curr_msg_data_type == "text" and not _is_utf8(b"".join(self.frames)):  # uvicorn would log a traceback
            self.frames = []
            self.refuse(1007, "invalid UTF-8")
        else:
            super().send_receive_event_to_app()

    def handle_parser_exception(self) -> None:
        close = self.conn.close_sent
        assert close is not None  # `conn` has failed the connection and says why
        self.refuse(close.code, close.reason)

    def handle_ping(self) -> None:
        if self.close_sent:
            self.conn.data_to_send()  # nothing follows the Close frame, not even an answer
        else:
            super().handle_ping()

    def handle_close(self, event: Frame) -> None:
        self.frame_socket.leave()
        super().handle_close(event)
        self.abort_later()

    async def send(self, message: ASGISendEvent) -> None:
        if message["type"] == "websocket.close" and self.handshake_complete:
            self.end(message.get("code", 1000), message.get("reason") or "")
        else:
            await super().send(message)
            if message["type"] == "websocket.http.response.body" and self.close_sent:
                self.handshake_complete = True  # uvicorn would log an error for each handshake that was refused with a status

    def shutdown(self) -> None:
        if not self.handshake_complete:
            super().shutdown()
            self.abort_later()
            return
        try:
            self.frame_socket.on_shutdown()
        except Exception:
            self.logger.exception("A connection could not say bye")  # the other connections still can
        self.end(GOING_AWAY, "going_away")


class SendQueue:
    """The same interface over another server's `send`: one task sends what is queued, with the same water marks.

    It cannot cut a connection: a peer that reads nothing, even the Close frame, is left to that server's own limits.
    """

    def __init__(self, send: Callable[[Any], Awaitable[None]]) -> None:
        self.send = send
        self.waiting: deque[bytes] = deque()
        self.size = 0
        self.close: dict[str, Any] | None = None
        self.sender: asyncio.Task[None] | None = None
        self.frame_socket = FrameSocket(self, self.write)

    def write(self, frames: bytes) -> None:
        for payload in payloads(frames):
            self.waiting.append(payload)
            self.size += len(payload)
        if self.size > HIGH_WATER and not self.frame_socket.paused:
            self.frame_socket.set_paused(True)
        if self.sender is None:
            self.sender = asyncio.get_running_loop().create_task(self.send_waiting())

    async def send_waiting(self) -> None:
        try:
            while self.waiting:
                payload = self.waiting.popleft()
                await self.send({"type": "websocket.send", "text": payload.decode()})
                self.size -= len(payload)
                if self.frame_socket.paused and self.size <= LOW_WATER:
                    self.frame_socket.set_paused(False)
            if self.close is not None:
                await self.send(self.close)
        except Exception:  # servers raise what they like when the peer has gone
            self.frame_socket.leave()
            self.waiting.clear()
        finally:
            self.sender = None

    def buffered(self) -> int:
        return self.size

    def end(self, code: int, reason: str, before: bytes) -> None:
        if self.close is not None:
            return
        self.frame_socket.leave()
        self.close = {"type": "websocket.close", "code": code, "reason": reason}
        self.write(before)
        assert self.sender is not None
        asyncio.get_running_loop().call_later(ABORT_SECONDS, self.sender.cancel)


def bound_kernel_buffers(peer: Any) -> None:
    """The kernel keeps no more for a slow screen than we do, and gives up on one that has left without a word."""
    if peer is None or peer.family not in (socket.AF_INET, socket.AF_INET6):
        return
    with suppress(OSError):  # some systems refuse when the peer has gone already
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNANSWERED_MS)


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
