"""The control connection of the asyncio servers: a line with a number publishes that many events at once."""

import asyncio
from collections.abc import Callable


async def serve_control(port: int, publish: Callable[[int], None]) -> asyncio.Server:
    async def drive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            publish(int(line))
        writer.close()

    return await asyncio.start_server(drive, "127.0.0.1", port)
