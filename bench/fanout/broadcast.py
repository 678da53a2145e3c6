"""`websockets.broadcast` over the connections of its own asyncio server, on uvloop.

usage: python -m bench.fanout.broadcast PORT CONTROL_PORT
"""

import asyncio
import sys

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

from bench.fanout import event
from bench.fanout.control import serve_control


async def serve_forever(port: int, control_port: int) -> None:
    connections: set[ServerConnection] = set()
    number = event.FIRST

    async def subscribe(connection: ServerConnection) -> None:
        connections.add(connection)
        try:
            await connection.wait_closed()
        finally:
            connections.discard(connection)

    def publish(count: int) -> None:
        nonlocal number
        for _ in range(count):
            number += 1
            broadcast(connections, event.payload(number))

    await serve_control(control_port, publish)
    async with serve(subscribe, "127.0.0.1", port, compression=None, ping_interval=None, backlog=4096, close_timeout=1):
        await asyncio.get_running_loop().create_future()


def main(port: int, control_port: int) -> None:
    uvloop.run(serve_forever(port, control_port))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
