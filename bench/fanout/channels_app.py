"""Litestar Channels with its memory backend, on uvicorn, set up as its documentation shows.

usage: python -m bench.fanout.channels_app PORT CONTROL_PORT
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from litestar import Litestar
from litestar.channels import ChannelsPlugin
from litestar.channels.backends.memory import MemoryChannelsBackend

from bench.fanout import event
from bench.fanout.control import serve_control


def create_app(control_port: int) -> Litestar:
    channels = ChannelsPlugin(backend=MemoryChannelsBackend(), channels=["kitchen"], create_ws_route_handlers=True)
    number = event.FIRST

    def publish(count: int) -> None:
        nonlocal number
        for _ in range(count):
            number += 1
            channels.publish(event.payload(number), "kitchen")

    @asynccontextmanager
    async def controlled(_: Litestar) -> AsyncIterator[None]:
        server = await serve_control(control_port, publish)
        yield
        server.close()

    return Litestar(plugins=[channels], lifespan=[controlled], openapi_config=None)


def main(port: int, control_port: int) -> None:
    uvicorn.run(
        create_app(control_port),
        port=port,
        log_level="warning",
        backlog=4096,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        timeout_graceful_shutdown=1,
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
