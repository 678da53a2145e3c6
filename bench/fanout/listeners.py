"""The receiving side: one process that holds N sockets of one server, drives it, and counts what arrives by its length.

usage: python -m bench.fanout.listeners KIND PORT CONTROL_PORT PID N

It prints `ready` and then answers each line `turn SECONDS IN_FLIGHT` with one JSON object: the events published, the
server's processor time and the wall time. Within a turn it publishes, waits until every socket has everything, and
publishes again; so the server never runs ahead, and what is not delivered stops the bench instead of flattering it.
"""

import json
import select
import socket
import sys
import time
from collections.abc import Callable

from bench.fanout import handshakes
from bench.processes import cpu_ns

PATIENCE_SECONDS = 20.0


class Listeners:
    def __init__(self, kind: str, port: int, control_port: int, pid: int, count: int) -> None:
        self.pid = pid
        self.epoll = select.epoll()
        self.count = count
        self.buffer = bytearray(1 << 16)
        self.sockets: dict[int, socket.socket] = {}
        self.reads: dict[int, Callable[[bytearray], int]] = {}
        for _ in range(count):
            one = handshakes.connect(kind, port)
            self.sockets[one.fileno()] = one
            self.reads[one.fileno()] = one.recv_into
            self.epoll.register(one, select.EPOLLIN)
        self.control = socket.create_connection(("127.0.0.1", control_port))
        self.control.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        time.sleep(0.2)
        self.frame_bytes = self.first_event()

    def first_event(self) -> int:
        """Publish once and look at the frames themselves: each socket must hold exactly one, all equally long."""
        self.control.sendall(b"1\n")
        lengths = set()
        for one in self.sockets.values():
            one.settimeout(PATIENCE_SECONDS)
            frame = handshakes.read_frame(one)
            if b'"fill"' not in frame:
                raise SystemExit(f"an unexpected frame: {frame[:80]!r}")
            lengths.add(len(frame))
            one.setblocking(False)
        if len(lengths) != 1:
            raise SystemExit(f"frames of different lengths: {sorted(lengths)}")
        return lengths.pop() + handshakes.HEADER_BYTES

    def turn(self, seconds: float, in_flight: int) -> dict[str, int]:
        events = 0
        line = b"%d\n" % in_flight
        due = in_flight * self.frame_bytes * self.count
        cpu_before, start = cpu_ns(self.pid), time.monotonic_ns()
        end = start + int(seconds * 1e9)
        while time.monotonic_ns() < end:
            self.control.sendall(line)
            self.receive(due)
            events += in_flight
        return {"events": events, "cpu_ns": cpu_ns(self.pid) - cpu_before, "wall_ns": time.monotonic_ns() - start}

    def receive(self, due: int) -> None:
        poll, reads, buffer, count = self.epoll.poll, self.reads, self.buffer, self.count
        while due > 0:
            ready = poll(PATIENCE_SECONDS, count)
            if not ready:
                raise SystemExit(f"{due} bytes never arrived")
            for fd, _ in ready:
                got = reads[fd](buffer)
                if got == 0:
                    raise SystemExit("the server closed a connection")
                due -= got
        if due < 0:
            raise SystemExit("more arrived than was published")


def main(kind: str, port: str, control_port: str, pid: str, count: str) -> None:
    listeners = Listeners(kind, int(port), int(control_port), int(pid), int(count))
    print("ready", flush=True)
    for line in sys.stdin:
        _, seconds, in_flight = line.split()
        print(json.dumps(listeners.turn(float(seconds), int(in_flight))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
