"""The stand-in as a machine in the network: takes bytes, answers what it is asked, and fails when it is told to."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from pathlib import Path
from types import TracebackType

from devices.printer.paper.commands import Asked, Cut, Fed, Happening, Printed, Reader
from devices.printer.paper.sheet import DOTS, save

log = logging.getLogger("paper")

STATUS = b"\x10\x04"
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""Asked and obeyed at once, whatever still waits to be printed."""
STATUS_OUT_OF_PAPER = (0x18, 0x00, 0x0C, 0x00)
FIXED = 0x12
"""Two bits that are set in every answer."""


class Paper:
    """A printer that is none. Entered, it listens on `port`; what it cuts off lies in `folder` as 0001.png, 0002.png …"""

    def __init__(self, folder: Path, *, port: int = 0, host: str = "127.0.0.1", dots: int = DOTS, font: str | None = None) -> None:
        self.folder = folder
        self.host = host
        self.port = port
        self.dots = dots
        self.font = font
        self.lines_left: int | None = None
        """So many lines until the paper ends; None: a roll without end."""
        self.is_low = False
        self.cover_open = False
        self.seconds_per_line = 0.0
        self.silent = False
        """Takes everything and answers nothing, as one that hangs."""
        self.speaks_by_itself = False
        """Says how it is whenever that changes, without being asked (Automatic Status Back)."""
        self.cuts = 0
        self.unknown: list[bytes] = []
        self._on_paper: list[Printed | Fed] = []
        self._may_print = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Paper:
        await self.switch_on()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        await self.switch_off()

    async def switch_on(self) -> None:
        """Listen; a port of 0 becomes a free one, and stays it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.cuts = max((int(file.stem) for file in self.folder.glob("[0-9]*.png")), default=0)
        self._server = await asyncio.start_server(self._talk, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        self.settle()

    async def switch_off(self) -> None:
        """As if the plug was pulled: what it had not printed is gone."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in list(self._talks):
            task.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        self._on_paper.clear()

    def settle(self) -> None:
        """Go on, or stop, after the paper or the cover has changed."""
        if self.can_print:
            self._may_print.set()
        else:
            self._may_print.clear()

    def tell(self, words: str) -> str:
        """What a person or time does to it: `paper out|in|low|12`, `cover open|shut`, `slow 2`, `hang`, `wake`; answers how it is."""
        what, _, how = words.strip().partition(" ")
        if what == "paper":
            self.is_low = how == "low"
            self.lines_left = {"out": 0, "in": None, "low": None}[how] if not how.isdigit() else int(how)
        elif what == "cover":
            self.cover_open = how == "open"
        elif what == "slow":
            self.seconds_per_line = float(how or 0)
        elif what in ("hang", "wake"):
            self.silent = what == "hang"
        elif what:
            raise KeyError(what)
        self.settle()
        return self.state

    @property
    def can_print(self) -> bool:
        return not self.cover_open and self.lines_left != 0

    @property
    def state(self) -> str:
        """In words, for whoever sits before it."""
        faults = [
            *(["cover open"] if self.cover_open else []),
            *(["out of paper"] if self.lines_left == 0 else ["paper low"] if self.is_low else []),
            *(["hangs"] if self.silent else []),
            *([f"{self.seconds_per_line:g} s a line"] if self.seconds_per_line else []),
        ]
        return ", ".join(faults) or "ready"

    def answer(self, question: int) -> int:
        """DLE EOT: 1 the printer, 2 why it is offline, 3 errors, 4 the paper."""
        out = self.lines_left == 0
        return FIXED | {
            1: 0x08 if not self.can_print else 0,
            2: (0x04 if self.cover_open else 0) | (0x20 if out else 0),
            4: (0x60 if out else 0) | (0x0C if self.is_low or out else 0),
        }.get(question, 0)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._talks.add(task)
            task.add_done_callback(self._talks.discard)
        waiting: asyncio.Queue[bytes] = asyncio.Queue()
        language = Reader()
        printing = asyncio.create_task(self._print(language, waiting, writer))
        try:
            while data := await reader.read(4096):
                if self.silent:
                    continue
                if CLEAR in data:
                    data = data.replace(CLEAR, b"")
                    while not waiting.empty():
                        waiting.get_nowait()
                    language.clear()
                    self._on_paper.clear()
                waiting.put_nowait(await self._answer_at_once(data, writer))
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            printing.cancel()
            self.unknown += language.unknown
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer_at_once(self, data: bytes, writer: asyncio.StreamWriter) -> bytes:
        """What is left when the questions that may not wait are answered."""
        while (at := data.find(STATUS)) >= 0 and at + 2 < len(data):
            await self._say(writer, self.answer(data[at + 2]))
            data = data[:at] + data[at + 3 :]
        return data

    async def _print(self, language: Reader, waiting: asyncio.Queue[bytes], writer: asyncio.StreamWriter) -> None:
        while True:
            for happening in language.feed(await waiting.get()):
                await self._may_print.wait()
                await self._happen(happening, writer)

    async def _happen(self, happening: Happening, writer: asyncio.StreamWriter) -> None:
        if isinstance(happening, Asked):
            out, low = self.lines_left == 0, self.is_low
            await self._say(writer, (0x0C if out else 0) | (0x03 if low or out else 0))
        elif isinstance(happening, Cut):
            await self._cut()
        else:
            self._on_paper.append(happening)
            await self._use_line(happening, writer)

    async def _use_line(self, happening: Printed | Fed, writer: asyncio.StreamWriter) -> None:
        if isinstance(happening, Printed):
            await asyncio.sleep(self.seconds_per_line)
            if self.lines_left:
                self.lines_left -= 1
                self.settle()
                if self.speaks_by_itself and not self.lines_left:
                    for byte in STATUS_OUT_OF_PAPER:
                        await self._say(writer, byte)

    async def _cut(self) -> None:
        piece, self._on_paper = self._on_paper, []
        self.cuts += 1
        path = self.folder / f"{self.cuts:04d}.png"
        await asyncio.to_thread(save, path, piece, self.dots, self.font)
        log.info("%s", path)

    async def _say(self, writer: asyncio.StreamWriter, byte: int) -> None:
        with contextlib.suppress(ConnectionError):
            writer.write(bytes([byte]))
            await writer.drain()
