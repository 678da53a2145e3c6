"""The hub's HTTP and websocket server: uvicorn with our websocket class, deadlines for slow requests, and a clean end."""

import asyncio
import gc
import socket
from collections.abc import Callable, Sequence
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from hub.live.wire import ABORT_SECONDS, HubWebSocket

FRAME_BYTES = 64 * 1024  # a larger websocket message is closed with 1009
FINISH_SECONDS = 10  # what running requests have when the hub goes down
HEADER_BYTES = 64 * 1024


class HubHttp(HttpToolsProtocol):
    """uvicorn's HTTP with an end to a request that does not arrive and an answer that is not taken.

    The time runs only while the peer is to move: not while the hub works on an earlier request of the connection, nor while the
    app has not read what has arrived.
    """

    header_seconds = 10.0
    body_seconds = 30.0
    body_grace_seconds = 10.0  # a body may begin slowly; afterwards it must come at 1 KiB/s
    bytes_per_second = 1024
    unread_seconds = 30.0  # until the peer has read from 64 KiB of an answer down to 16 KiB

    watch: asyncio.TimerHandle | None = None
    stall: asyncio.TimerHandle | None = None
    since = 0.0
    received = 0
    in_body = False
    complete = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.begin_part()
        self.watch_for(self.header_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.unwatch()
        self.unstall()

    def data_received(self, data: bytes) -> None:
        self.complete = False
        super().data_received(data)
        self.received += len(data)
        if self.complete or self.parser is None:
            self.unwatch()
            return
        if self.watch is None:
            if not self.in_body:
                self.since = self.loop.time()
            self.watch_for(self.time_left())
        if not self.in_body and self.received > HEADER_BYTES:
            self.refuse(431)

    def handle_websocket_upgrade(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.abort()  # an earlier request of this connection would answer into the websocket
            return
        super().handle_websocket_upgrade()
        self.parser = None  # type: ignore[assignment]  # it refers back to us; the transport no longer does
        self.unwatch()
        self.unstall()

    # What the parser calls.

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.complete = self.in_body = False
        self.begin_part()

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self.in_body = True
        self.begin_part()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self.complete, self.in_body = True, False
        self.begin_part()

    # A request that does not arrive.

    def begin_part(self) -> None:
        self.since = self.loop.time()
        self.received = 0

    def watch_for(self, seconds: float) -> None:
        self.watch = self.loop.call_later(max(seconds, 0.02), self.look)

    def unwatch(self) -> None:
        if self.watch is not None:
            self.watch.cancel()
            self.watch = None

    def time_left(self) -> float:
        allowed = self.header_seconds
        if self.in_body:
            allowed = min(self.body_seconds, self.body_grace_seconds + self.received / self.bytes_per_second)
        return self.since + allowed - self.loop.time()

    def look(self) -> None:
        self.watch = None
        if self.hub_is_to_move():
            self.since = self.loop.time()
        left = self.time_left()
        if left > 0:
            self.watch_for(left)
        else:
            self.refuse(408)

    def hub_is_to_move(self) -> bool:
        cycle = self.cycle
        running = cycle is not None and not cycle.response_complete and (cycle.waiting_for_100_continue or not cycle.more_body)
        return running or self.flow.read_paused

    def refuse(self, status: int) -> None:
        """Close, with an answer where a request has begun and no other answer is on the way."""
        if self.transport.is_closing():
            return
        silent = self.received == 0 and not self.in_body
        answering = self.pipeline or (self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete)
        if not silent and not answering:
            self.transport.write(STATUS_LINE[status] + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()
        self.loop.call_later(ABORT_SECONDS, self.transport.abort)

    # An answer that is not taken.

    def pause_writing(self) -> None:
        super().pause_writing()
        self.stall = self.loop.call_later(self.unread_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self.unstall()

    def unstall(self) -> None:
        if self.stall is not None:
            self.stall.cancel()
            self.stall = None


class HubServer(uvicorn.Server):
    """One hub process's server, for the command line and, in a thread, for tests.

    `ready` is called with the port once connections are taken. `stopping` is called first of all when the hub goes down, so that
    the app answers what waits (long polls). Then the listening sockets close, every websocket is told (wire.py), running requests
    have 10 s, and the app's lifespan ends last.
    """

    def __init__(
        self,
        app: Any,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        tls: tuple[str, str] | None = None,
        ready: Callable[[int], None] | None = None,
        stopping: Callable[[], None] | None = None,
        http: type[HubHttp] = HubHttp,
        trusted_proxies: Sequence[str] = (),
    ) -> None:
        certificate, key = tls or (None, None)
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            http=http,
            ws=HubWebSocket,
            ws_max_size=FRAME_BYTES,
            ws_per_message_deflate=False,
            ws_ping_interval=None,
            interface="asgi3",
            lifespan="on",
            log_config=None,
            log_level="warning",  # uvicorn tells of every websocket that opens and closes
            access_log=False,
            proxy_headers=bool(trusted_proxies),  # else anybody could say where they come from, and never run out of tries
            forwarded_allow_ips=list(trusted_proxies),
            server_header=False,
            backlog=4096,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=FINISH_SECONDS,
            ssl_certfile=certificate,
            ssl_keyfile=key,
        )
        super().__init__(config)
        self.port = port
        self.ready = ready
        self.stopping = stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.port = self.servers[0].sockets[0].getsockname()[1]
        if self.ready is not None:
            self.ready(self.port)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self.stopping is not None:
            self.stopping()
        for server in self.servers:
            server.close()
        await asyncio.sleep(0.01)  # connections that were taken last have not met their protocol yet, and would not be told
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: Any) -> None:
        super().handle_exit(sig, frame)
        self._captured_signals.clear()  # uvicorn would raise it again at the end: to stop when asked is no failure


def serve(
    app: Any,
    host: str,
    port: int,
    *,
    sockets: list[socket.socket] | None = None,
    ready: Callable[[int], None] | None = None,
    stopping: Callable[[], None] | None = None,
    tls: tuple[str, str] | None = None,
    header_seconds: float = HubHttp.header_seconds,
    trusted_proxies: Sequence[str] = (),
) -> None:
    """Serve until SIGTERM or SIGINT; returns when everything has ended. `tls` is (certificate file, key file)."""
    http = type("Http", (HubHttp,), {"header_seconds": header_seconds})

    def started(real_port: int) -> None:
        gc.collect()
        gc.enable()
        gc.freeze()  # what start-up made stays: looking through it again and again was most of p99 under load
        if ready is not None:
            ready(real_port)

    HubServer(app, host, port, tls=tls, ready=started, stopping=stopping, http=http, trusted_proxies=trusted_proxies).run(sockets)
