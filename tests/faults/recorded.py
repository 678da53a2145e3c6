"""Sessions of real clients as they were recorded, and what a broken wire or a hostile client makes of them.

`python -m tests.faults record` makes `recorded.json` anew. Tokens, streams and numbers stand in it as places, for those of a run.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from devices.client import Device, Hub, Wanted
from tests.faults.crashes import skus_of
from tests.faults.grammar import NUMBERS, Grammar, Session, Step
from tests.faults.hubs import HubProcess
from tests.faults.seeded import Seeded
from tests.faults.socket_model import PING, TEXT, Known, unmasked

FILE = Path(__file__).with_suffix(".json")
LONGEST = 24
"""Frames of a recorded session that are kept: twice as many are still within the hub's limits."""
SCREENS = ["Pad 801", "Hot 1", "Pass", "Call screen", "Cashier 1", "Handheld 1", "Pass speaker"]


@cache
def recordings() -> dict[str, list[str]]:
    """What each kind of client said, frame by frame."""
    found: dict[str, list[str]] = json.loads(FILE.read_text("utf-8"))
    return found


def filled(text: str, known: Known) -> str:
    """A recorded frame with what is true in this run."""
    text = text.replace("{token}", known.token).replace("{stream}", known.stream)
    return re.sub(r'"\{head([+-]\d+)\}"', lambda found: str(max(1, known.head + int(found[1]))), text)


class Mutations(Grammar):
    """Recorded sessions, each with one to four things wrong with it."""

    def session(self) -> Session:
        frames = self.recorded()
        for _ in range(self.chance.randint(1, 4)):
            frames = self.chance.choice(self.ways())(frames)
        return Session(self.torn(b"".join(frames), len(frames)), self.chance.choice(["close", "abort", "abort"]))

    def recorded(self) -> list[bytes]:
        texts = recordings()[self.chance.choice(sorted(recordings()))]
        return [self.frame(TEXT, filled(text, self.known).encode()) for text in texts]

    def torn(self, data: bytes, frames: int) -> list[Step]:
        """The bytes in pieces, as a network would bring them."""
        cuts = sorted(self.chance.randrange(len(data) + 1) for _ in range(self.chance.choice([0, 0, 1, 5])))
        pieces = [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]
        return [Step(piece, frames=0) for piece in pieces[:-1]] + [Step(pieces[-1], frames=frames)]

    def ways(self) -> list[Callable[[list[bytes]], list[bytes]]]:
        return [self.flip, self.flip, self.cut, self.insert, self.drop, self.repeat, self.swap, self.truncate, self.splice, self.alter]

    def flip(self, frames: list[bytes]) -> list[bytes]:
        """Another bit somewhere: in a head, a length, a mask or a text."""
        at = self.chance.randrange(len(frames))
        frame = bytearray(frames[at])
        place = self.chance.choice([0, 1, self.chance.randrange(len(frame))]) if frame else 0
        if frame:
            frame[place % len(frame)] ^= 1 << self.chance.randrange(8)
        return [*frames[:at], bytes(frame), *frames[at + 1 :]]

    def cut(self, frames: list[bytes]) -> list[bytes]:
        """Some bytes are missing."""
        at = self.chance.randrange(len(frames))
        start = self.chance.randrange(len(frames[at]) + 1)
        return [*frames[:at], frames[at][:start] + frames[at][start + self.chance.randint(1, 9) :], *frames[at + 1 :]]

    def insert(self, frames: list[bytes]) -> list[bytes]:
        """Some bytes too many."""
        at = self.chance.randrange(len(frames))
        start = self.chance.randrange(len(frames[at]) + 1)
        more = self.chance.choice([self.chance.randbytes(self.chance.randint(1, 40)), self.frame(PING, b"?"), self.last().data])
        return [*frames[:at], frames[at][:start] + more + frames[at][start:], *frames[at + 1 :]]

    def drop(self, frames: list[bytes]) -> list[bytes]:
        at = self.chance.randrange(len(frames))
        return [*frames[:at], *frames[at + 1 :]] or frames

    def repeat(self, frames: list[bytes]) -> list[bytes]:
        at = self.chance.randrange(len(frames))
        return [*frames[: at + 1], *frames[at:]]

    def swap(self, frames: list[bytes]) -> list[bytes]:
        swapped, a, b = list(frames), self.chance.randrange(len(frames)), self.chance.randrange(len(frames))
        swapped[a], swapped[b] = swapped[b], swapped[a]
        return swapped

    def truncate(self, frames: list[bytes]) -> list[bytes]:
        at = self.chance.randrange(len(frames))
        return [*frames[:at], frames[at][: self.chance.randrange(len(frames[at]) + 1)]]

    def splice(self, frames: list[bytes]) -> list[bytes]:
        """The rest of another session."""
        other = self.recorded()
        return [*frames[: self.chance.randrange(1, len(frames) + 1)], *other[self.chance.randrange(len(other)) :]][: 2 * LONGEST]

    def alter(self, frames: list[bytes]) -> list[bytes]:
        """Another word or number in a whole frame."""
        text = filled(self.chance.choice(recordings()[self.chance.choice(sorted(recordings()))]), self.known)
        places = [found.span() for found in re.finditer(r'-?\d+|"[^"]*"|true|false|[{}\[\]:,]', text)]
        start, end = self.chance.choice(places)
        new = self.chance.choice([*NUMBERS, '"x"', '""', "null", "[]", "{}", "[[[[[[[[[[]]]]]]]]]]", "true", ":", "", '"'])
        at = self.chance.randrange(len(frames))
        return [*frames[:at], self.frame(TEXT, (text[:start] + new + text[end:]).encode()), *frames[at + 1 :]]


# Recording


@asynccontextmanager
async def relay(port: int) -> AsyncIterator[tuple[int, list[bytearray]]]:
    """A wire to the hub that keeps what the clients say, one entry a connection."""
    said: list[bytearray] = []

    carried: list[asyncio.Task[Any]] = []

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kept: bytearray | None) -> None:
        try:
            while not writer.is_closing() and (piece := await reader.read(65_536)):
                if kept is not None:
                    kept += piece
                writer.write(piece)
        except ConnectionError:
            return
        finally:
            writer.close()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        said.append(kept := bytearray())
        carried.extend((asyncio.create_task(carry(reader, far_writer, kept)), asyncio.create_task(carry(far_reader, writer, None))))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], said
        await asyncio.gather(*carried)


def texts_of(said: bytes) -> list[str]:
    """The texts of a client's bytes, behind its handshake; its control frames are left out."""
    data, found = said.partition(b"\r\n\r\n")[2], []
    while data:
        size, start = data[1] & 127, 2
        if size > 125:
            start = 4 if size == 126 else 10
            size = int.from_bytes(data[2:start], "big")
        end = start + 4 + size
        if data[0] & 15 == TEXT:
            found.append(unmasked(data[start + 4 : end], data[start : start + 4]).decode())
        data = data[end:]
    return found


def with_places(text: str, token: str, stream: str, head: int) -> str:
    """A frame with places where another run has other words."""
    frame = json.loads(text)
    for name in ("seq", "from"):
        if name in frame:
            frame[name] = f"{{head{frame[name] - head:+d}}}"
    for cursor in frame.get("cursors", {}).values():
        cursor["seq"] = f"{{head{cursor['seq'] - head:+d}}}"
    return json.dumps(frame, ensure_ascii=False).replace(token, "{token}").replace(stream, "{stream}")


async def record(seeded: Seeded, seconds: float = 12.0) -> dict[str, list[str]]:
    """Let a device of each kind follow a small evening, with a break in the middle, and keep what each said."""
    hub = HubProcess(seeded)
    async with AsyncExitStack() as ends:
        ends.callback(hub.close)
        await hub.start()
        port, said = await ends.enter_async_context(relay(hub.port))
        direct = await ends.enter_async_context(Hub(hub.url))
        far = await ends.enter_async_context(Hub(hub.url, stream_url=f"ws://127.0.0.1:{port}/api/v1/stream"))
        rows = {name: seeded.device(name) for name in SCREENS}
        devices = {name: Device(far, row["access_token"], caps=("speech",), audio="ready", name=name) for name, row in rows.items()}
        for device in devices.values():
            await ends.enter_async_context(device)
            await device.wait_live(within_seconds=20)
        await evening(seeded, direct, devices, seconds)
        head = seeded.query("select max(seq) from event")[0][0]
    found: dict[str, list[str]] = {}
    for kept in said:
        texts = texts_of(bytes(kept))
        name = next((name for name, row in rows.items() if texts and row["access_token"] in texts[0]), "")
        if name:
            number = sum(each.startswith(name) for each in found) + 1
            token = rows[name]["access_token"]
            found[f"{name}, {number}"] = [with_places(text, token, seeded.stream, head) for text in texts[:LONGEST]]
    return found


async def evening(seeded: Seeded, hub: Hub, devices: dict[str, Any], seconds: float) -> None:
    """Orders that are cooked and served; in the middle every device loses its connection and asks for some events again."""
    skus, chance = await skus_of(seeded, hub), Random(1)
    pad, cook = devices["Pad 801"].commands, devices["Pass"].commands
    for turn in range(int(seconds)):
        order = await pad.place([Wanted(sku_id=chance.choice(skus), quantity=1) for _ in range(2)])
        for line in order.lines[-2:]:
            await cook.start(line.id)
            await cook.finish(line.id)
        for device in devices.values():
            if turn == int(seconds) // 2:
                device.cut()
            elif turn % 4 == 1:
                await device.health(visible=turn % 8 == 1)
            elif turn % 4 == 3:
                await device.sync(max(1, device.applied - 5))
        await asyncio.sleep(1)
