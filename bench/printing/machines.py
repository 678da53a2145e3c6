"""Receipt printers in the network, as many as are asked for, that print nothing: they note when a paper is whole, or are dead in one way.

usage: python -m bench.printing.machines KIND…

`works` answers what it is asked; `silent` takes every connection and never says a word; `refuses` takes none; `hangs` is well until it
has a paper, and then never says that it is done. It answers two commands, one JSON object each: `ports`, and `papers` (of each machine
the marks it has printed since it was last asked, with the moment of each on the clock that all processes share).
"""

import asyncio
import contextlib
import json
import re
import socket
import sys
import time

MARK = re.compile(rb"R\d{6}")
STATUS, ASK_WHEN_DONE, CUT = b"\x10\x04", b"\x1d\x72\x01", b"\x1dV"
WELL = b"\x12"


class Machine:
    """One of them."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))  # without listening, a connection is refused
        self.port: int = self.socket.getsockname()[1]
        self.papers: dict[str, int] = {}

    async def begin(self) -> None:
        if self.kind != "refuses":
            await asyncio.start_server(self.talk, sock=self.socket)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One conversation. What is asked while a paper comes in is answered at once, what follows it when it is whole."""
        paper = b""
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                if self.kind == "silent":
                    continue
                writer.write(WELL * data.count(STATUS))
                paper += data
                if self.kind == "hangs" or ASK_WHEN_DONE not in paper:
                    continue
                if CUT in paper:
                    now = time.monotonic_ns()
                    for mark in MARK.findall(paper):
                        self.papers.setdefault(mark.decode(), now)
                writer.write(b"\x00")
                paper = b""
        writer.close()

    def news(self) -> dict[str, int]:
        told, self.papers = self.papers, {}
        return told


async def main(kinds: list[str]) -> None:
    machines = [Machine(kind) for kind in kinds]
    for machine in machines:
        await machine.begin()
    print("ready", flush=True)
    while command := await asyncio.to_thread(sys.stdin.readline):
        told = [each.port for each in machines] if command.strip() == "ports" else [each.news() for each in machines]
        print(json.dumps({command.strip(): told}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
