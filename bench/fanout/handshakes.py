"""Websocket clients by hand: only what is needed to subscribe and to count, so that the client costs little."""

import base64
import json
import os
import socket
import struct
from typing import Any

HEADER_BYTES = 4  # of a server's frame with a payload of 126 to 65,535 bytes


def connect(kind: str, port: int) -> socket.socket:
    """One subscribed socket of a server of this kind; `none` is for the floors, which take any connection as a subscriber."""
    one = socket.create_connection(("127.0.0.1", port), timeout=20)
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if kind == "websocket":
        upgrade(one, port, "/kitchen")
    elif kind == "hub":
        say_hello(one, port, "nobody looks at it here")
    elif kind == "socketio":
        upgrade(one, port, "/socket.io/?EIO=4&transport=websocket")
        expect(read_frame(one), b"0{")
        send_text(one, b"40")
        expect(read_frame(one), b"40")
    return one


def say_hello(one: socket.socket, port: int, token: str, **more: object) -> dict[str, Any]:
    """Through the hub's handshake to its welcome."""
    upgrade(one, port, "/api/v1/stream", "Sec-WebSocket-Protocol: venuehub.v1.json")
    send_text(one, json.dumps({"t": "hello", "token": token, "app": "bench/1", **more}).encode())
    welcome = read_frame(one)
    expect(welcome, b'{"t":"welcome"')
    told: dict[str, Any] = json.loads(welcome)
    return told


def upgrade(one: socket.socket, port: int, path: str, *headers: str) -> None:
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        *headers,
    ]
    one.sendall("\r\n".join([*lines, "", ""]).encode())
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        piece = one.recv(1)  # byte by byte, since the first frame may follow at once
        if not piece:
            raise SystemExit(f"no upgrade: {answer[:200]!r}")
        answer += piece
    expect(answer, b"HTTP/1.1 101")


def send_text(one: socket.socket, text: bytes) -> None:
    """A masked text frame; the mask is zero, which the standard allows and no server minds."""
    size = struct.pack("!BH", 0xFE, len(text)) if len(text) > 125 else bytes([0x80 | len(text)])
    one.sendall(b"\x81" + size + bytes(4) + text)


def read_frame(one: socket.socket) -> bytes:
    """The payload of the next frame."""
    head = exactly(one, 2)
    length = head[1] & 0x7F
    if length == 126:
        length = int.from_bytes(exactly(one, 2))
    elif length == 127:
        length = int.from_bytes(exactly(one, 8))
    return exactly(one, length)


def exactly(one: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        piece = one.recv(count - len(got))
        if not piece:
            raise SystemExit("the server closed the connection")
        got += piece
    return got


def expect(got: bytes, start: bytes) -> None:
    if not got.startswith(start):
        raise SystemExit(f"expected {start!r}, got {got[:200]!r}")
