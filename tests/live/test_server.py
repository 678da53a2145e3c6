"""The server around the app: slow and silent peers, the clean end, and what uvicorn was told."""

import asyncio
import hashlib
import inspect
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from hub.live.server import FINISH_SECONDS, HubHttp, HubServer
from hub.tls import prepare

pytestmark = pytest.mark.timeout(60)

ROOT = Path(__file__).parents[2]
GET = b"GET / HTTP/1.1\r\nHost: hub\r\n\r\n"
UPGRADE = GET[:-2] + (
    b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class QuickHttp(HubHttp):
    header_seconds = 0.4
    body_seconds = 1.2
    body_grace_seconds = 0.4
    bytes_per_second = 1000
    unread_seconds = 0.4


class App:
    """Answers with the length of what it was sent; the path says how: `/late` reads late, `/busy` answers late, `/large` answers much."""

    def __init__(self) -> None:
        self.left: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while (await receive())["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            while (message := await receive())["type"] == "websocket.receive":
                await send({"type": "websocket.send", "text": message["text"]})
        else:
            await self.answer(scope["path"], receive, send)

    async def answer(self, path: str, receive: Any, send: Any) -> None:
        if path == "/late":
            await asyncio.sleep(1)
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.left.append(path)
                return
            size, more = size + len(message["body"]), message["more_body"]
        if path == "/busy":
            await asyncio.sleep(1)
        body = b"x" * 30_000_000 if path == "/large" else str(size).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(body)).encode())]})
        await send({"type": "http.response.body", "body": body})


@contextmanager
def running(app: Any = None, **options: Any) -> Iterator[HubServer]:
    up = threading.Event()
    server = HubServer(app or App(), ready=lambda port: up.set(), **options)
    thread = threading.Thread(target=server.run, kwargs={"sockets": None}, daemon=True)
    thread.start()
    assert up.wait(30)
    try:
        yield server
    finally:
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive()


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with running(http=QuickHttp) as server:
        yield server


@contextmanager
def peer(server: HubServer) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
        yield client


def read_all(client: socket.socket) -> bytes:
    """Everything until the hub closes or cuts the connection."""
    taken = b""
    try:
        while piece := client.recv(1 << 16):
            taken += piece
    except ConnectionResetError:
        pass
    return taken


def read_answer(client: socket.socket) -> bytes:
    taken = b""
    while b"\r\n\r\n" not in taken:
        taken += client.recv(1 << 16)
    return taken


def post(path: str, length: int) -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: hub\r\nContent-Length: {length}\r\n\r\n".encode()


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline, "did not come true"
        time.sleep(0.005)


# A request that does not arrive


@pytest.mark.parametrize("sent", [b"G", b"GET / HTTP/1.1\r\nHost: hu", GET[:-2]])
def test_a_half_request_is_answered_with_408_at_the_deadline(hub: HubServer, sent: bytes) -> None:
    began = time.monotonic()
    with peer(hub) as client:
        client.sendall(sent)
        assert read_all(client).startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - began > 0.35


def test_a_request_that_drips_gets_no_more_time_than_one_that_stands_still(hub: HubServer) -> None:
    with peer(hub) as client, pytest.raises(OSError):
        for piece in b"GG" + b"E" * 80:  # four seconds of them
            client.sendall(bytes([piece]))
            time.sleep(0.05)


def test_a_connection_that_says_nothing_is_closed_without_a_word(hub: HubServer) -> None:
    with peer(hub) as client:
        assert read_all(client) == b""


def test_empty_lines_after_an_answer_keep_no_connection_open(hub: HubServer) -> None:
    with peer(hub) as client:
        client.sendall(GET)
        assert read_answer(client).startswith(b"HTTP/1.1 200 ")
        client.sendall(b"\r\n")
        assert read_all(client).startswith(b"HTTP/1.1 408 ")


def test_endless_headers_are_refused(hub: HubServer) -> None:
    with peer(hub) as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        for n in range(9):
            client.sendall(f"X-{n}: ".encode() + b"x" * 8000 + b"\r\n")
            time.sleep(0.01)
        assert read_all(client).startswith(b"HTTP/1.1 431 ")


def test_a_body_that_stops_arriving_ends_the_request_for_the_app_too() -> None:
    app = App()
    with running(app, http=QuickHttp) as server, peer(server) as client:
        client.sendall(post("/", 100) + b"begun")
        assert read_all(client).startswith(b"HTTP/1.1 408 ")
        until(lambda: app.left == ["/"])


def send_slowly(client: socket.socket, pieces: int, size: int) -> bytes:
    client.sendall(post("/", pieces * size))
    try:
        for _ in range(pieces):
            client.sendall(b"x" * size)
            time.sleep(0.05)
    except OSError:
        pass
    return read_all(client)


class PatientHttp(QuickHttp):
    """What has come buys much time: a machine that stands still for a while is no slow peer."""

    body_seconds = 60.0
    bytes_per_second = 100


def test_a_body_may_be_slow() -> None:
    with running(http=PatientHttp) as server, peer(server) as client:
        client.sendall(post("/", 3200) + b"x" * 1200)
        for _ in range(16):
            time.sleep(0.05)  # twice as long as a body may take to begin
            client.sendall(b"x" * 125)
        assert read_answer(client).endswith(b"\r\n\r\n3200")


def test_a_body_may_not_be_slower_than_its_rate_and_not_longer_than_its_limit(hub: HubServer) -> None:
    with peer(hub) as client:
        assert b" 408 " in send_slowly(client, 30, 10)
    with peer(hub) as client:
        assert b" 200 " not in send_slowly(client, 40, 500)


def test_requests_follow_each_other_on_one_connection_for_longer_than_a_deadline(hub: HubServer) -> None:
    with peer(hub) as client:
        for _ in range(6):
            client.sendall(post("/", 2) + b"ab")
            assert read_answer(client).endswith(b"\r\n\r\n2")
            time.sleep(0.15)


@pytest.mark.parametrize("sent", [post("/busy", 2) + b"ab", post("/busy", 2) + b"ab\r\n", post("/late", 200_000) + b"x" * 200_000])
def test_the_time_the_hub_takes_is_not_the_clients(hub: HubServer, sent: bytes) -> None:
    with peer(hub) as client:
        client.sendall(sent)
        assert read_answer(client).startswith(b"HTTP/1.1 200 ")


def test_an_answer_that_nobody_takes_does_not_hold_its_connection(hub: HubServer) -> None:
    with peer(hub) as client:
        client.sendall(b"GET /large HTTP/1.1\r\nHost: hub\r\n\r\n")
        assert client.recv(1) == b"H"
        until(lambda: not hub.server_state.connections)
    until(lambda: not hub.server_state.tasks)


def test_a_websocket_outlives_the_deadlines_of_requests(hub: HubServer) -> None:
    with connect(f"ws://127.0.0.1:{hub.port}/") as client:
        time.sleep(1)
        client.send("still here")
        assert client.recv(timeout=20) == "still here"


def test_a_websocket_does_not_begin_behind_a_request_that_has_no_answer_yet(hub: HubServer) -> None:
    with peer(hub) as client:
        client.sendall(b"GET /busy HTTP/1.1\r\nHost: hub\r\n\r\n" + UPGRADE)
        assert read_all(client) == b""


# What a client sees of the server


def test_the_answer_has_a_date_and_names_no_server(hub: HubServer) -> None:
    with peer(hub) as client:
        client.sendall(GET)
        head = read_answer(client).lower()
    assert b"\r\ndate: " in head
    assert b"\r\nserver: " not in head


def test_it_takes_sockets_that_are_open_already() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    up = threading.Event()
    server = HubServer(App(), ready=lambda port: up.set())
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    port = listening.getsockname()[1]
    thread.start()
    assert up.wait(30)
    assert server.port == port
    with peer(server) as client:
        client.sendall(GET)
        assert read_answer(client).startswith(b"HTTP/1.1 200 ")
    server.should_exit = True
    thread.join(30)
    assert not thread.is_alive()


def test_with_a_certificate_it_speaks_tls_on_both(tmp_path: Path) -> None:
    files = prepare(tmp_path, ["127.0.0.1"]).files
    trust = ssl.create_default_context(cafile=str(files.authority))
    with running(tls=(str(files.certificate), str(files.key))) as server:
        with connect(f"wss://127.0.0.1:{server.port}/", ssl=trust) as client:
            client.send("x" * 60_000)
            assert client.recv(timeout=20) == "x" * 60_000
            client.send("x" * 70_000)
            with pytest.raises(ConnectionClosed) as closed:
                client.recv(timeout=20)
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 1009
        with peer(server) as plain, trust.wrap_socket(plain, server_hostname="127.0.0.1") as client:
            client.sendall(GET)
            assert read_answer(client).startswith(b"HTTP/1.1 200 ")


# The end

PROGRAM = """
import asyncio, gc, sys
from hub.live.server import serve
from hub.live.wire import frame, frame_socket

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        print("lifespan over", flush=True)
        await send({"type": "lifespan.shutdown.complete"})
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        socket = frame_socket(scope, send)
        socket.on_shutdown = lambda: socket.end(4200, "deploy", frame(b"bye"))
        print("connected", flush=True)
        while (await receive())["type"] == "websocket.receive":
            pass
    else:
        print("asked", flush=True)
        await asyncio.sleep(0.6)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
        await send({"type": "http.response.body", "body": b"done"})

def ready(port):
    print(port, gc.get_freeze_count() > 0, flush=True)

def stopping():
    print("stopping", flush=True)

serve(app, "127.0.0.1", 0, ready=ready, stopping=stopping)
print("returned", flush=True)
"""


class Program:
    """A hub process of its own, told to stop by a signal."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)
        port, frozen = self.line().split()
        self.port = int(port)
        assert frozen == "True"

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def signalled(self, number: int) -> None:
        self.began = time.monotonic()
        self.process.send_signal(number)
        assert self.line() == "stopping"

    def ended(self) -> float:
        """Seconds from the signal to the end, which is without a fault and after the app's own end."""
        assert self.process.stdout is not None
        rest = self.process.stdout.read().split("\n")
        assert self.process.wait(30) == 0
        assert rest == ["lifespan over", "returned", ""]
        return time.monotonic() - self.began


@pytest.fixture
def program() -> Iterator[Program]:
    program = Program()
    yield program
    program.process.kill()
    program.process.wait()
    assert program.process.stdout is not None
    program.process.stdout.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no signals to send there")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_an_idle_hub_at_once_and_without_a_fault(program: Program, number: int) -> None:
    program.signalled(number)
    assert program.ended() < FINISH_SECONDS - 1, "it waited for nobody"


@pytest.mark.skipif(sys.platform == "win32", reason="no signals to send there")
def test_at_the_end_requests_are_finished_screens_told_and_mute_ones_cut_off(program: Program) -> None:
    with connect(f"ws://127.0.0.1:{program.port}/") as screen:
        assert program.line() == "connected"
        end_with_company(program, screen)


def end_with_company(program: Program, screen: ClientConnection) -> None:
    mute = socket.create_connection(("127.0.0.1", program.port), timeout=20)
    mute.sendall(UPGRADE)
    assert program.line() == "connected"
    idle = socket.create_connection(("127.0.0.1", program.port), timeout=20)
    asking = socket.create_connection(("127.0.0.1", program.port), timeout=20)
    asking.sendall(GET)
    assert program.line() == "asked"
    with closing(mute), closing(idle), closing(asking):
        program.signalled(signal.SIGTERM)
        assert screen.recv(timeout=20) == "bye"
        with pytest.raises(ConnectionClosed) as closed:
            screen.recv(timeout=20)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 4200
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", program.port), timeout=20)
        assert read_all(asking).endswith(b"\r\n\r\ndone")
        assert b"bye\x88" in read_all(mute)
        assert read_all(idle) == b""
        assert program.ended() < FINISH_SECONDS - 1, "it waited for the mute ones"


# The ground it stands on


def test_the_classes_of_uvicorn_that_are_built_on_are_the_ones_that_were_read() -> None:
    """A new release: read what changed in these classes against hub/live/server.py, then note the new digests."""
    digests = [hashlib.sha256(inspect.getsource(kind).encode()).hexdigest()[:16] for kind in (HttpToolsProtocol, uvicorn.Server)]
    assert digests == ["18fdf324b11bf160", "06e799f7c58f8be6"]


class WhereFrom:
    """Answers with the address that the app is told, and whether the way there was safe."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await App()(scope, receive, send)
            return
        told = f"{scope['client'][0]} {scope['scheme']}"
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": told})
            await receive()
        else:
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(told)).encode())]})
            await send({"type": "http.response.body", "body": told.encode()})


@pytest.mark.parametrize(
    ("trusted", "http", "websocket"),
    [
        ((), "127.0.0.1 http", "127.0.0.1 ws"),
        (("10.9.9.9",), "127.0.0.1 http", "127.0.0.1 ws"),
        (("127.0.0.1",), "203.0.113.7 https", "203.0.113.7 wss"),
        (("127.0.0.0/8",), "203.0.113.7 https", "203.0.113.7 wss"),
    ],
)
def test_only_a_trusted_proxy_says_where_a_request_comes_from(trusted: tuple[str, ...], http: str, websocket: str) -> None:
    """Tries at passwords and strangers' sockets are counted by address: behind a proxy a whole venue would share one count."""
    forwarded = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7", "X-Forwarded-Proto": "https"}
    with running(WhereFrom(), trusted_proxies=trusted) as server:
        lines = "".join(f"{name}: {value}\r\n" for name, value in forwarded.items())
        with peer(server) as client:
            client.sendall(GET[:-2] + lines.encode() + b"Connection: close\r\n\r\n")
            assert read_all(client).endswith(b"\r\n\r\n" + http.encode())
        with connect(f"ws://127.0.0.1:{server.port}/", additional_headers=forwarded, proxy=None) as socket_:
            assert socket_.recv(20) == websocket
