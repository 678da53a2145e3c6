"""All connections of one process: letting them in, pinging them, counting them, and sending them away."""

import asyncio
import contextlib
import ipaddress
import logging
import random
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from hub.kit.clock import Clock, stamp
from hub.kit.db import Database, Tx
from hub.kit.errors import Refusal
from hub.live import codes
from hub.live.codes import Close
from hub.live.connection import Connection, Feed, Hooks
from hub.live.fanout import Fanout
from hub.live.log import heads
from hub.live.protocol import HELLO_SECONDS, PING_SECONDS, SUBPROTOCOL, BadFrame, Health, Hello, Ping, Receipt, read_frame
from hub.live.seat import Seat
from hub.live.tail import Tail
from hub.live.wire import frame, frame_socket

log = logging.getLogger("hub.live")

STRANGERS_PER_ADDRESS = 20
GREETINGS_AT_ONCE = 64
"""Hellos that are looked up at once; when a whole venue comes back, the rest wait their turn instead of being refused."""
NAMED_BETWEEN, UNNAMED_MOST = 10, 200
"""Receipts that are named at once instead of with the next ping, and those of one connection that wait at most."""

encoder = msgspec.json.Encoder()


class NoHooks:
    """For a stage that only feeds."""

    def joined(self, connection: Connection) -> None: ...
    def left(self, connection: Connection) -> None: ...
    def received(self, connection: Connection, receipt: Receipt) -> None: ...
    def health(self, connection: Connection, health: Health) -> None: ...
    def acked(self, cursors: Sequence[tuple[Connection, str, int]]) -> None: ...
    def stored(self, connection: Connection, feed: Feed, before: int) -> None: ...


Identify = Callable[[Tx, str, UUID | None], Seat]
"""Turns the token of a hello into a seat. Raises a refusal of 401 or 403."""


class Stage:
    """The websocket side of one process."""

    def __init__(self, database: Database, fanout: Fanout, identify: Identify, redeem: Identify, ticket_prefix: str) -> None:
        self.database = database
        self.clock: Clock = database.clock
        self.fanout = fanout
        self.identify = identify
        self.redeem = redeem
        """Like `identify`, for one-use tickets: it writes."""
        self.ticket_prefix = ticket_prefix
        self.hooks: Hooks = NoHooks()
        self.scope_events: Mapping[str, Close] = {}
        """Event types on personal channels that end a connection."""
        self.seat_again: Callable[[Tx, Seat], Seat] = lambda _tx, seat: seat
        """Looks up what a seat may see now."""
        self.origins: frozenset[str] = frozenset()
        self.own_hosts: frozenset[str] = frozenset({"localhost", "127.0.0.1", "::1"})
        self.connections: dict[Connection, None] = {}
        self._by_owner: dict[UUID, deque[Connection]] = {}
        self._by_account: dict[UUID, int] = {}
        self._strangers: dict[str, int] = {}
        self._greeting = asyncio.Semaphore(GREETINGS_AT_ONCE)
        self._unacked: dict[tuple[Connection, str], int] = {}
        self._unnamed: dict[Connection, list[Receipt]] = {}
        """Receipts that are settled, and whose senders have not been told so."""
        self._wheel: list[dict[Connection, None]] = [{} for _ in range(PING_SECONDS)]
        self._spoke = 0
        self._task: asyncio.Task[None] | None = None
        self.going_away = False
        fanout.on_new_epoch = self.start_over

    def start(self) -> None:
        self._task = asyncio.create_task(self._turn(), name="ping-wheel")

    async def stop(self) -> None:
        self.going_away = True
        for connection in tuple(self.connections):
            connection.bye_deploy()
        if self._task is not None:
            self._task.cancel()

    # Letting in.

    async def __call__(self, scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]) -> None:
        """The ASGI application behind `GET /api/v1/stream`."""
        if scope["type"] != "websocket":
            await send({"type": "http.response.start", "status": 426, "headers": [(b"upgrade", b"websocket"), (b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
            return
        await receive()  # websocket.connect
        address = (scope.get("client") or ("?", 0))[0]
        refusal = 403 if not self.welcome_origin(scope) else 429 if self._strangers.get(address, 0) >= STRANGERS_PER_ADDRESS else 0
        if refusal:
            await refuse(scope, send, refusal)
            return
        offered = SUBPROTOCOL in scope.get("subprotocols", ())
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL if offered else None})
        socket = frame_socket(scope, send)
        self._strangers[address] = self._strangers.get(address, 0) + 1
        try:
            connection, close = await self._greet(socket, receive) if offered else (None, codes.VERSION)
        finally:
            self._strangers[address] -= 1
            if not self._strangers[address]:
                del self._strangers[address]
        if connection is None:
            if close is not None:
                socket.end(close.code, close.reason)
                await drain(receive)
            return
        await self._listen(connection, receive)

    async def _greet(self, socket: Any, receive: Callable[[], Awaitable[Any]]) -> tuple[Connection | None, Close | None]:
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                message = await receive()
                if message["type"] != "websocket.receive":
                    return None, None
                hello = read_frame(message.get("text") or "")
        except TimeoutError:
            return None, codes.HELLO_TIMEOUT
        except (BadFrame, msgspec.ValidationError):
            return None, codes.BAD_FRAME
        if not isinstance(hello, Hello):
            return None, codes.BAD_FRAME
        return await self._seat(socket, hello)

    async def _seat(self, socket: Any, hello: Hello) -> tuple[Connection | None, Close | None]:
        def look(tx: Tx) -> tuple[Seat, dict[str, Any]]:
            identify = self.redeem if hello.token.startswith(self.ticket_prefix) else self.identify
            seat = identify(tx, hello.token, hello.shop_id)
            return seat, heads(tx, [follow.stream for follow in seat.follows])

        try:
            database = self.database
            async with self._greeting:
                seat, states = await (database.run(look) if hello.token.startswith(self.ticket_prefix) else database.read(look))
        except Refusal as refusal:
            return None, close_for(refusal)
        except Exception:  # whatever it is, the client is told to come back
            log.exception("a hello failed")
            return None, codes.SERVER_ERROR
        if socket.gone:  # it left while we looked it up; its end would not be told to anybody any more
            return None, None
        if self.going_away:
            return None, codes.GOING_AWAY
        if seat.account_key is not None and self._by_account.get(seat.account_key, 0) >= seat.account_most:
            return None, codes.BUSY
        connection = Connection(self, socket, seat, hello)
        self._admit(connection)
        try:
            await connection.begin(states, hello.cursors)
        except Refusal as refusal:  # the log could not be read just now
            connection.end(close_for(refusal))
        except Exception:  # as above; uvicorn would close with 1011, which no client knows what to do with
            log.exception("a welcome failed")
            connection.end(codes.SERVER_ERROR)
        return connection, None

    async def _listen(self, connection: Connection, receive: Callable[[], Awaitable[Any]]) -> None:
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            if text is None:
                connection.end(codes.BAD_FRAME)
                continue
            try:
                connection.hear(text)
            except Exception:  # as above; nobody would be told, and no client knows the code it would be closed with
                log.exception("a frame could not be taken")
                connection.end(codes.SERVER_ERROR)

    def welcome_origin(self, scope: Any) -> bool:
        """Whether a page of this origin may connect; boxes without one may. To the letter, as browsers write it."""
        origins = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
        if len(origins) != 1:
            return not origins
        return origins[0] in self.origins or origins[0] in self.own_origins(scope)

    def own_origins(self, scope: Any) -> set[str]:
        """The hub's own pages: by the names of this machine, and by the address at which it was called."""
        host, port = scope.get("server") or ("", None)
        scheme, usual_port = ("https", 443) if scope.get("scheme") in ("wss", "https") else ("http", 80)
        end = "" if port == usual_port else f":{port}"
        return {f"{scheme}://[{name}]{end}" if ":" in name else f"{scheme}://{name}{end}" for name in (*self.own_hosts, host)}

    def _admit(self, connection: Connection) -> None:
        seat = connection.seat
        self.connections[connection] = None
        self._wheel[self._spoke - 1][connection] = None
        mates = self._by_owner.setdefault(seat.owner, deque())
        mates.append(connection)
        if seat.account_key is not None:
            self._by_account[seat.account_key] = self._by_account.get(seat.account_key, 0) + 1
        for oldest in tuple(mates)[: max(0, len(mates) - seat.replaces_after)]:
            oldest.end(codes.REPLACED)
        self.hooks.joined(connection)

    def forget(self, connection: Connection) -> None:
        """The connection is gone."""
        if connection not in self.connections:
            return
        del self.connections[connection]
        self._unnamed.pop(connection, None)
        for spoke in self._wheel:
            spoke.pop(connection, None)
        mates = self._by_owner[connection.seat.owner]
        with contextlib.suppress(ValueError):
            mates.remove(connection)
        if not mates:
            del self._by_owner[connection.seat.owner]
        account = connection.seat.account_key
        if account is not None:
            self._by_account[account] -= 1
            if not self._by_account[account]:
                del self._by_account[account]
        self.hooks.left(connection)

    # While they are here.

    async def _turn(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            self._spoke = (self._spoke + 1) % PING_SECONDS
            try:
                self.ping(tuple(self._wheel[self._spoke]))
                self.name_receipts()
                if self._unacked and self._spoke % 2 == 0:
                    self.flush_acks()
            except Exception:  # one that is at fault must not stop the wheel for all
                log.exception("a turn of the ping wheel failed")

    def ping(self, connections: Sequence[Connection]) -> None:
        """Ask these connections whether they live; those that did not answer the last time go."""
        now = stamp(self.clock.now())
        made: dict[tuple[int, ...], bytes] = {}
        for connection in connections:
            if not connection.is_live():
                continue
            if connection.pinged and not connection.ponged:
                connection.end(codes.NO_PONG)
                continue
            if connection in self._unnamed:
                ping = self._ping_for(connection, now)
            else:
                key = tuple(id(feed.tail) for feed in connection.feeds)
                ping = made.get(key) or made.setdefault(key, self._ping_for(connection, now))
            connection.pinged, connection.ponged = True, False
            connection.write(ping)

    def settled(self, connection: Connection, receipt: Receipt) -> None:
        """A client need not say this receipt again. One beyond the most that wait to be named it says again after a break."""
        if connection in self.connections and len(waiting := self._unnamed.setdefault(connection, [])) < UNNAMED_MOST:
            waiting.append(receipt)

    def name_receipts(self) -> None:
        """Name those of clients that have many, between their pings: a client has no more than twenty on their way."""
        many = [connection for connection, receipts in self._unnamed.items() if len(receipts) >= NAMED_BETWEEN and connection.is_live()]
        for connection in many:
            connection.write(self._ping_for(connection, stamp(self.clock.now())))

    def _ping_for(self, connection: Connection, now: str) -> bytes:
        """A ping of its own, with the receipts that are to be named. Only for who is live: the heads say what it was sent."""
        return frame(encoder.encode(Ping(now=now, heads=connection.heads(), receipts=self._unnamed.pop(connection, []))))

    def acked(self, connection: Connection, feed: Feed, before: int) -> None:
        """A client has stored a stream up to `feed.acked`."""
        self._unacked[connection, feed.tail.stream] = feed.acked
        self.hooks.stored(connection, feed, before)

    def flush_acks(self) -> None:
        """Store the cursors that have moved since the last time, all in one unit."""
        unacked, self._unacked = self._unacked, {}
        self.hooks.acked([(connection, stream, seq) for (connection, stream), seq in unacked.items()])

    def start_over(self, tail: Tail) -> None:
        """The stream cannot be followed any more: everybody who did connects again and is judged anew."""
        for connection in tuple(self.connections):
            if any(feed.tail is tail for feed in connection.feeds):
                connection.end(codes.GOING_AWAY, self.spread_ms())

    def spread_ms(self) -> int:
        """How long a client should wait before it comes back, so that not all come at once."""
        return random.randint(100, 100 + 2 * min(2_000, len(self.connections)))


def close_for(refusal: Refusal) -> Close:
    """Why a hello was refused. Only a fault of the token or the shop sends a client away for good: it would need a person to come back."""
    if refusal.status >= 500:
        return codes.BUSY
    if refusal.status in (403, 404):
        return codes.FORBIDDEN
    return codes.REVOKED if refusal.code == "revoked" else codes.TOKEN_INVALID


async def refuse(scope: Any, send: Callable[[Any], Awaitable[None]], status: int) -> None:
    """Answer the handshake with an HTTP status instead of an upgrade."""
    if status != 403 and "websocket.http.response" in (scope.get("extensions") or {}):
        await send(
            {"type": "websocket.http.response.start", "status": status, "headers": [(b"retry-after", b"5"), (b"content-length", b"0")]}
        )
        await send({"type": "websocket.http.response.body", "body": b""})
    else:
        await send({"type": "websocket.close", "code": 1008})


async def drain(receive: Callable[[], Awaitable[Any]]) -> None:
    """Wait for the end of a connection that was refused."""
    with contextlib.suppress(asyncio.CancelledError):
        while (await receive())["type"] != "websocket.disconnect":
            pass


def own_addresses() -> frozenset[str]:
    """Names and addresses under which a page may have come from this machine."""
    import socket

    names = {"localhost", "127.0.0.1", "::1", socket.gethostname().lower()}
    with contextlib.suppress(OSError):
        for info in socket.getaddrinfo(socket.gethostname(), None):
            with contextlib.suppress(ValueError):
                names.add(str(ipaddress.ip_address(info[4][0])))
    return frozenset(names)
