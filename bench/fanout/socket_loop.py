"""The floor in Python: a bare loop over `socket.send`, no framework, no event loop.

usage: python -m bench.fanout.socket_loop PORT CONTROL_PORT
"""

import selectors
import socket
import sys

from bench.fanout import event


def listen_on(port: int) -> socket.socket:
    return socket.create_server(("127.0.0.1", port), backlog=4096)


def main(port: int, control_port: int) -> None:
    subscribers, control = listen_on(port), listen_on(control_port)
    sends = []
    kept = []
    number = event.FIRST
    ready = selectors.DefaultSelector()
    ready.register(subscribers, selectors.EVENT_READ)
    ready.register(control, selectors.EVENT_READ)
    while True:
        for key, _ in ready.select():
            if key.fileobj is subscribers:
                client, _ = subscribers.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                kept.append(client)
                sends.append(client.send)
            elif key.fileobj is control:
                driver, _ = control.accept()
                ready.register(driver, selectors.EVENT_READ)
            else:
                line = key.fileobj.recv(64)  # type: ignore[union-attr]
                if not line:
                    ready.unregister(key.fileobj)
                    continue
                for _ in range(int(line)):
                    number += 1
                    frame = event.frame(number)
                    for send in sends:
                        send(frame)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
