"""The receiving screens of one server, read by hand: whole frames are found by their length, orders by their Idempotency-Key."""

import json
import socket
import time

from bench.fanout import handshakes

ORDER_PLACED = b'"orders.order_placed"'
CAUSE = b'"cause":"'
EVENT = b'{"t":"event"'
PING = b'{"t":"ping"'
ACK_NS = 500_000_000
KEY_LENGTH = 20


class Screen:
    """One socket; `seen` holds (key, time) of every order that arrived."""

    def __init__(self, one: socket.socket, speaks: bool) -> None:
        self.one = one
        self.speaks = speaks
        self.seen: list[tuple[bytes, int]] = []
        self.rest = b""
        self.stream, self.seq = "", 0
        self.acked_at = time.monotonic_ns()
        one.setblocking(False)

    def read(self) -> None:
        try:
            data = self.one.recv(1 << 18)
        except BlockingIOError:
            return
        if not data:
            raise SystemExit("the server closed a screen's connection")
        now = time.monotonic_ns()
        buffer = self.rest + data if self.rest else data
        at, end = 0, len(buffer)
        while end - at >= 4:
            size, start = buffer[at + 1], at + 2
            if size == 126:
                size, start = buffer[at + 2] << 8 | buffer[at + 3], at + 4
            elif size == 127:
                size, start = int.from_bytes(buffer[at + 2 : at + 10], "big"), at + 10
            if start + size > end:
                break
            self.take(buffer, start, start + size, now)
            at = start + size
        self.rest = buffer[at:]
        if self.speaks and now - self.acked_at > ACK_NS:
            self.ack(now)

    def take(self, buffer: bytes, start: int, stop: int, now: int) -> None:
        if buffer.startswith(EVENT, start):
            if self.speaks:
                number = buffer.find(b'"seq":', start, stop) + 6
                self.seq = int(buffer[number : buffer.index(b",", number)])
            cause = buffer.find(CAUSE, start, stop)
            if cause > 0 and buffer.find(ORDER_PLACED, start, stop) > 0:
                cause += len(CAUSE)
                self.seen.append((buffer[cause : cause + KEY_LENGTH], now))
        elif buffer.startswith(PING, start):
            handshakes.send_text(self.one, b'{"t":"pong","now":"%b"}' % time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()).encode())
        elif buffer[start - 4 : start - 2] == b"\x88" or buffer.startswith(b'{"t":"bye"', start):
            raise SystemExit(f"a screen was sent away: {buffer[start:stop][:200]!r}")

    def ack(self, now: int) -> None:
        """Far more seldom than every 16 events: at these rates that would be over the 30 frames a second a client may send."""
        self.acked_at = now
        if self.seq:
            handshakes.send_text(self.one, json.dumps({"t": "ack", "stream": self.stream, "seq": self.seq}).encode())


def of_floor(port: int) -> Screen:
    return Screen(handshakes.connect("none", port), False)


def of_hub(port: int, token: str, unread: bool = False) -> Screen:
    """A device's screen; an `unread` one asks for little and will never be read from."""
    one = socket.socket()
    if unread:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    one.settimeout(20)
    one.connect(("127.0.0.1", port))
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    welcome = handshakes.say_hello(one, port, token)
    screen = Screen(one, True)
    screen.stream = next(iter(welcome["streams"]))
    return screen
