"""Prepared frames on real sockets: who gets them, who is paused, and how every connection ends."""

import asyncio
import base64
import gc
import hashlib
import inspect
import os
import socket
import struct
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, TypeVar

import pytest
import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from hub.live import wire
from hub.live.server import HubServer
from hub.live.wire import EXTENSION, HIGH_WATER, LOW_WATER, FrameSocket, frame, frame_socket, payloads

pytestmark = pytest.mark.timeout(60)

T = TypeVar("T")
LOOPS = ["asyncio"] if sys.platform == "win32" else ["uvloop", "asyncio"]


class Screens:
    """An app that keeps the frame socket of every connection and notes what happens to it."""

    def __init__(self) -> None:
        self.sockets: list[FrameSocket] = []
        self.notes: list[tuple[int, object]] = []
        self.heard: list[object] = []
        self.extended: list[bool] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            self.loop = asyncio.get_running_loop()
            while (await receive())["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        await receive()
        await send({"type": "websocket.accept"})
        mine = len(self.sockets)
        frames = frame_socket(scope, send)
        self.extended.append(EXTENSION in scope["extensions"])
        frames.on_pause = lambda: self.notes.append((mine, "paused"))
        frames.on_resume = lambda: self.notes.append((mine, "resumed"))
        frames.on_gone = lambda: self.notes.append((mine, "gone"))
        self.sockets.append(frames)
        while (message := await receive())["type"] == "websocket.receive":
            self.heard.append(message.get("text"))
        self.notes.append((mine, message["code"]))

    def do(self, what: Callable[[], T]) -> T:
        """Run it on the hub's loop and wait for what it gives."""
        done: Future[T] = Future()

        def run() -> None:
            try:
                done.set_result(what())
            except BaseException as error:
                done.set_exception(error)

        self.loop.call_soon_threadsafe(run)
        return done.result(30)

    def of(self, screen: int) -> list[object]:
        return [note for who, note in self.notes if who == screen]


class Hub:
    def __init__(self, server: HubServer, screens: Screens) -> None:
        self.server, self.screens = server, screens
        self.open = ExitStack()

    def join(self) -> ClientConnection:
        before = len(self.screens.sockets)
        client: ClientConnection = self.open.enter_context(connect(f"ws://127.0.0.1:{self.server.port}/", max_size=None))
        until(lambda: len(self.screens.sockets) > before)
        return client

    def join_bare(self, *, receive_buffer: int | None = None) -> socket.socket:
        """A client that does nothing by itself, not even answer a Close frame."""
        before = len(self.screens.sockets)
        client = self.open.enter_context(socket.socket())
        if receive_buffer is not None:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        client.settimeout(30)
        client.connect(("127.0.0.1", self.server.port))
        client.sendall(handshake())
        assert b" 101 " in read_head(client)
        until(lambda: len(self.screens.sockets) > before)
        return client


@contextmanager
def running(loop: str) -> Iterator[Hub]:
    screens, up = Screens(), threading.Event()
    server = HubServer(screens, ready=lambda port: up.set())
    server.config.loop = loop
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert up.wait(30)
    hub = Hub(server, screens)
    try:
        with hub.open:
            yield hub
    finally:
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive()


@pytest.fixture(params=LOOPS)
def hub(request: pytest.FixtureRequest) -> Iterator[Hub]:
    with running(request.param) as hub:
        yield hub


@pytest.fixture
def short_wait(monkeypatch: pytest.MonkeyPatch) -> float:
    assert wire.ABORT_SECONDS == 2.0
    monkeypatch.setattr(wire, "ABORT_SECONDS", 0.4)
    return 0.4


def handshake(*headers: str, path: str = "/") -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [f"GET {path} HTTP/1.1", "Host: hub", "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}"]
    return "\r\n".join([*lines, "Sec-WebSocket-Version: 13", *headers, "", ""]).encode("latin-1")


def read_head(client: socket.socket) -> bytes:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = client.recv(1)
        if not byte:
            break
        head += byte
    return head


def read_all(client: socket.socket) -> bytes:
    """Everything until the hub closes or cuts the connection."""
    taken = b""
    try:
        while piece := client.recv(1 << 16):
            taken += piece
    except ConnectionResetError:
        pass
    return taken


def bare_close_code(client: socket.socket) -> int:
    """The code of the next Close frame; every frame before it is shorter than 126 bytes."""
    with client.makefile("rb") as frames:
        while True:
            opcode, size = frames.read(2)
            payload = frames.read(size)
            if opcode == 0x88:
                return int.from_bytes(payload[:2], "big")


def masked(opcode: int, payload: bytes, *, fin: bool = True) -> bytes:
    head = bytes([(0x80 if fin else 0) | opcode])
    size = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
    return head + size + b"\0\0\0\0" + payload


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, "did not come true"
        time.sleep(0.005)


def close_code(client: ClientConnection) -> int | None:
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            client.recv(timeout=30)
    return closed.value.rcvd.code if closed.value.rcvd else None


# Frames


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 200_000])
def test_a_real_client_reads_a_prepared_frame_of_any_length(hub: Hub, size: int) -> None:
    client = hub.join()
    text = "x" * size
    write = hub.screens.sockets[0].write
    hub.screens.do(lambda: write(frame(text.encode())))
    assert client.recv(timeout=30) == text


def test_the_payloads_of_joined_frames_come_apart_again() -> None:
    wanted = [b"", b"a" * 125, b"b" * 126, b"c" * 65_535, b"d" * 65_536, "水饺".encode()]
    assert list(payloads(b"".join(map(frame, wanted)))) == wanted


def test_the_same_bytes_reach_fifty_clients_several_frames_in_one_write(hub: Hub) -> None:
    clients = [hub.join() for _ in range(50)]
    frames = b"".join(frame(f"event {n}".encode()) for n in range(8))

    def fan_out() -> None:
        for frames_socket in hub.screens.sockets:
            frames_socket.write(frames)

    hub.screens.do(fan_out)
    for client in clients:
        assert [client.recv(timeout=30) for _ in range(8)] == [f"event {n}" for n in range(8)]


def test_what_a_client_sends_comes_by_receive_and_compression_is_not_agreed(hub: Hub) -> None:
    client = hub.join()
    assert hub.screens.extended == [True]
    assert client.protocol.extensions == []
    client.send("one")
    client.send("two")
    until(lambda: hub.screens.heard == ["one", "two"])


# A client that stops reading


def fill(hub: Hub, screens: list[int], *, size: int = 1000, most: int = 5000) -> int:
    """Write numbered frames to these screens until the first of them is paused; how many it took."""
    sockets = [hub.screens.sockets[screen] for screen in screens]
    for number in range(most):
        text = frame(str(number).encode().rjust(size))

        def write(text: bytes = text) -> bool:
            for each in sockets:
                each.write(text)
            return sockets[0].paused

        if hub.screens.do(write):
            return number + 1
    raise AssertionError("never paused")


def test_a_client_that_stops_reading_is_paused_alone_and_gets_everything_in_order_when_it_reads(hub: Hub) -> None:
    slow = hub.join_bare(receive_buffer=4096)
    others = [hub.join() for _ in range(3)]
    taken: list[list[int]] = [[], [], []]

    def read(client: ClientConnection, into: list[int]) -> None:
        for text in client:
            into.append(int(text))

    for client, into in zip(others, taken, strict=True):
        threading.Thread(target=read, args=(client, into), daemon=True).start()
    sent = fill(hub, [0, 1, 2, 3])
    until(lambda: all(len(into) == sent for into in taken))
    assert all(into == list(range(sent)) for into in taken)
    assert hub.screens.of(0) == ["paused"]
    assert hub.screens.do(hub.screens.sockets[0].buffered) > HIGH_WATER
    assert [hub.screens.of(other) for other in (1, 2, 3)] == [[], [], []]

    read_back = b""
    wanted = sent * len(frame(b" " * 1000))
    while len(read_back) < wanted:
        read_back += slow.recv(1 << 16)
    assert [int(text) for text in payloads(read_back)] == list(range(sent))
    until(lambda: hub.screens.of(0) == ["paused", "resumed"])
    assert hub.screens.do(hub.screens.sockets[0].buffered) <= LOW_WATER


def test_a_connection_may_write_from_within_on_resume(hub: Hub) -> None:
    slow = hub.join_bare(receive_buffer=4096)
    sent = fill(hub, [0])
    more = b"".join(frame(str(sent + n).encode().rjust(1000)) for n in range(60))

    def replay_once() -> None:
        hub.screens.sockets[0].on_resume = lambda: None
        hub.screens.sockets[0].write(more)

    hub.screens.sockets[0].on_resume = replay_once
    read_back = b""
    wanted = (sent + 60) * len(frame(b" " * 1000))
    while len(read_back) < wanted:
        read_back += slow.recv(1 << 16)
    assert [int(text) for text in payloads(read_back)] == list(range(sent + 60))


def test_the_kernel_keeps_little_for_a_slow_client(hub: Hub) -> None:
    hub.join_bare(receive_buffer=4096)
    sent = fill(hub, [0])
    assert sent * 1000 < HIGH_WATER + 4 * 64 * 1024  # ours, the kernel's (it counts double), and the client's


# How a connection ends


def test_a_reading_client_sees_bye_and_the_code(hub: Hub) -> None:
    client = hub.join()
    hub.screens.do(lambda: hub.screens.sockets[0].end(4200, "deploy", frame(b"bye")))
    hub.screens.do(lambda: hub.screens.sockets[0].end(4100))
    assert client.recv(timeout=30) == "bye"
    assert close_code(client) == 4200
    until(lambda: hub.screens.of(0) == ["gone", 4200])
    assert not hub.screens.do(lambda: hub.server.server_state.connections)


def test_a_long_reason_is_cut_between_two_characters(hub: Hub) -> None:
    client = hub.join()
    hub.screens.do(lambda: hub.screens.sockets[0].end(4004, "坏" * 60))
    with pytest.raises(ConnectionClosed) as closed:
        client.recv(timeout=30)
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4004, "坏" * 41)


def test_nothing_is_written_after_the_close_frame(hub: Hub) -> None:
    client = hub.join_bare()

    def end_and_write() -> None:
        hub.screens.sockets[0].end(4201)
        hub.screens.sockets[0].write(frame(b"too late"))

    hub.screens.do(end_and_write)
    client.sendall(masked(8, struct.pack("!H", 4201)))
    assert read_all(client) == b"\x88\x02" + struct.pack("!H", 4201)


@pytest.mark.parametrize("paused", [False, True])
def test_a_client_that_does_not_answer_the_close_frame_is_cut_off(hub: Hub, short_wait: float, paused: bool) -> None:
    client = hub.join_bare(receive_buffer=4096)
    if paused:
        fill(hub, [0])
    began = time.monotonic()

    def end() -> int:
        hub.screens.sockets[0].end(4101, "slow", frame(b"bye"))
        return len(hub.server.server_state.connections)

    assert hub.screens.do(end) == 1
    until(lambda: 4101 in hub.screens.of(0))
    until(lambda: not hub.screens.do(lambda: hub.server.server_state.connections))
    assert time.monotonic() - began > short_wait * 0.9
    if not paused:
        assert read_all(client) == frame(b"bye") + b"\x88\x06" + struct.pack("!H", 4101) + b"slow"


@pytest.mark.parametrize("how", ["close", "half close", "reset", "nonsense"])
def test_a_paused_connection_leaves_the_live_set_and_ends_when_the_client_goes(hub: Hub, short_wait: float, how: str) -> None:
    client = hub.join_bare(receive_buffer=4096)
    fill(hub, [0])
    if how == "close":
        client.sendall(masked(8, struct.pack("!H", 1000)))
    elif how == "half close":
        client.shutdown(socket.SHUT_WR)
    elif how == "nonsense":
        client.sendall(b"\xff\xff\xff\xff")
    else:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
    until(lambda: "gone" in hub.screens.of(0))
    until(lambda: not hub.screens.do(lambda: hub.server.server_state.connections))
    assert hub.screens.of(0).count("gone") == 1
    hub.screens.do(lambda: hub.screens.sockets[0].write(frame(b"too late")))


def test_at_shutdown_each_connection_says_bye_itself_and_the_others_get_4200(hub: Hub) -> None:
    polite, plain, broken = hub.join(), hub.join(), hub.join()
    first, _, third = hub.screens.sockets
    first.on_shutdown = lambda: first.end(4200, "deploy", frame(b"bye"))
    third.on_shutdown = lambda: 1 / 0  # type: ignore[assignment]
    hub.server.should_exit = True
    assert polite.recv(timeout=30) == "bye"
    assert [close_code(client) for client in (polite, plain, broken)] == [4200, 4200, 4200]


# A client that breaks the rules


def test_a_message_above_64_kib_is_closed_with_1009_even_while_it_is_being_sent(hub: Hub) -> None:
    fits, large, huge = hub.join(), hub.join(), hub.join()
    fits.send("x" * 65_536)
    large.send("x" * 65_537)
    assert close_code(large) == 1009

    def send_huge() -> None:
        with suppress(ConnectionClosed):
            huge.send("x" * 900_000)

    sending = threading.Thread(target=send_huge, daemon=True)
    sending.start()
    assert close_code(huge) == 1009
    sending.join(20)
    assert not sending.is_alive()
    until(lambda: hub.screens.heard == ["x" * 65_536])


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (masked(1, b"\xff\xfe"), 1007),
        (masked(1, b"\xff") + masked(9, b"") + masked(1, b"x"), 1007),
        (masked(1, b"\xff") + masked(8, struct.pack("!H", 1000)), 1000),
        (masked(1, b"half", fin=False) + masked(1, b"again"), 1002),
        (masked(3, b""), 1002),
        (b"\x81\x05plain", 1002),
        (masked(1, b"x") * 600, 4102),
        (masked(9, b"ping" * 30) * 600, 4102),
        (masked(1, b"", fin=False) + masked(0, b"", fin=False) * 600, 4102),
    ],
    ids=["utf-8", "utf-8 and more", "utf-8 and close", "fragments", "opcode", "unmasked", "flood", "pings", "empty fragments"],
)
def test_a_client_that_breaks_the_rules_is_told_the_code_without_a_traceback(
    hub: Hub, caplog: pytest.LogCaptureFixture, sent: bytes, code: int
) -> None:
    client = hub.join_bare()
    client.sendall(sent)
    assert bare_close_code(client) == code
    client.close()
    until(lambda: not hub.screens.do(lambda: hub.server.server_state.connections))
    assert "gone" in hub.screens.of(0)
    assert caplog.records == []


def test_a_refused_client_that_goes_on_sending_is_cut_off_at_once(hub: Hub) -> None:
    client = hub.join_bare()
    client.sendall(masked(3, b""))
    with pytest.raises(OSError):
        while True:
            client.sendall(b"\0" * 65_536)


@pytest.mark.parametrize(
    ("headers", "path"),
    [([f"X-{n}: {n}" for n in range(200)], "/"), ([], "/" + "x" * 9000), (["Origin: a", "Origin: b"], "/"), (["X-Name: \xff"], "/\xff")],
    ids=["many headers", "long path", "two origins", "not ascii"],
)
def test_an_odd_handshake_is_answered_or_closed(hub: Hub, caplog: pytest.LogCaptureFixture, headers: list[str], path: str) -> None:
    with socket.create_connection(("127.0.0.1", hub.server.port), timeout=20) as client:
        client.sendall(handshake(*headers, path=path))
        assert read_all(client).startswith(b"HTTP/1.1 4")
    until(lambda: not hub.screens.do(lambda: hub.server.server_state.connections))
    assert [record for record in caplog.records if record.exc_info] == []


# Without the extension


class OtherServer:
    """Another server's `send`: it takes nothing while the gate is shut."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.gate = asyncio.Event()

    async def send(self, message: dict[str, Any]) -> None:
        await self.gate.wait()
        self.sent.append(message)


async def turns(true: Callable[[], object]) -> None:
    for _ in range(2000):
        if true():
            return
        await asyncio.sleep(0)
    raise AssertionError("did not come true")


def test_without_the_extension_the_frames_are_queued_to_send_with_the_same_marks() -> None:
    async def scene() -> None:
        other, notes = OtherServer(), []
        frames = frame_socket({"type": "websocket"}, other.send)
        frames.on_pause = lambda: notes.append("paused")
        frames.on_resume = lambda: notes.append("resumed")
        frames.on_gone = lambda: notes.append("gone")
        texts = [f"{n} 水饺".rjust(1000) for n in range(100)]
        for first, second in zip(texts[::2], texts[1::2], strict=True):
            frames.write(frame(first.encode()) + frame(second.encode()))
        assert notes == ["paused"]
        assert frames.buffered() > HIGH_WATER
        other.gate.set()
        await turns(lambda: len(other.sent) == 100)
        assert [message["text"] for message in other.sent] == texts
        await turns(lambda: frames.buffered() == 0)
        assert notes == ["paused", "resumed"]
        assert not frames.paused
        frames.end(4200, "deploy", frame(b"bye"))
        frames.end(4100)
        frames.write(frame(b"too late"))
        await turns(lambda: len(other.sent) == 102)
        assert other.sent[100:] == [
            {"type": "websocket.send", "text": "bye"},
            {"type": "websocket.close", "code": 4200, "reason": "deploy"},
        ]
        assert notes == ["paused", "resumed", "gone"] and frames.gone

    asyncio.run(scene())


def test_without_the_extension_a_send_that_fails_ends_the_connection() -> None:
    async def scene() -> None:
        async def send(message: dict[str, Any]) -> None:
            raise OSError("gone")

        frames = frame_socket({"type": "websocket", "extensions": None}, send)
        frames.write(frame(b"one"))
        await turns(lambda: frames.gone)

    asyncio.run(scene())


# What is left of it


ENDS: dict[str, Callable[[Hub, socket.socket], object]] = {
    "the client closes": lambda hub, client: client.sendall(masked(8, struct.pack("!H", 1000))),
    "the client is gone": lambda hub, client: client.close(),
    "the hub ends it": lambda hub, client: hub.screens.do(lambda: hub.screens.sockets[0].end(4000, "enough")),
    "the client breaks the rules": lambda hub, client: client.sendall(masked(3, b"")),
}


@pytest.mark.parametrize("how", ENDS)
def test_what_is_left_of_a_connection_goes_at_once_and_not_when_somebody_collects_it(hub: Hub, short_wait: float, how: str) -> None:
    client = hub.join_bare()
    line = hub.screens.do(lambda: weakref.ref(hub.screens.sockets[0]._line))
    gc.disable()
    try:
        assert isinstance(line(), wire.HubWebSocket)
        ENDS[how](hub, client)
        until(lambda: line() is None)
    finally:
        gc.enable()
    assert hub.screens.do(hub.screens.sockets[0].buffered) == 0
    hub.screens.do(lambda: hub.screens.sockets[0].end(4000))


# The ground it stands on


def test_the_classes_of_uvicorn_that_are_built_on_are_the_ones_that_were_read() -> None:
    """A new release: read what changed in this class against hub/live/wire.py, then note the new digest."""
    assert uvicorn.__version__.startswith("0.54.")
    source = inspect.getsource(WebSocketsSansIOProtocol)
    assert hashlib.sha256(source.encode()).hexdigest()[:16] == "0bbcec98938432f7"
