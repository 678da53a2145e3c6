"""A whole run of the websocket fuzz: quiet first, then with the clients of `fuzzing.py`; what the hub and its other screens made of it."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ProcessPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any, NamedTuple

from devices.client import Hub, Silence
from tests.faults.breakable import LONG, share, until
from tests.faults.fuzzing import WRONG_MOST, Part, Task, fuzz_in_its_own_process
from tests.faults.hubs import HubProcess
from tests.faults.kitchen_at_work import KITCHEN_EVENTS, Kitchen, Memory, delays_of, more_devices
from tests.faults.listening import Listener
from tests.faults.seeded import Seeded

CLIENTS = 6
"""Each with a device of its own, so that no limit on a device's connections is reached."""
SCREENS = 6
COMMANDS_PER_SECOND = 5.0
BACK_SECONDS = 20.0
RISE = 2.0
PIECE = (500, 2_500)
"""Recorded sessions and frames that are said before the head of the stream is looked at again."""


class Size(NamedTuple):
    """How much is said and how fast; the rise in seconds that is never held against a hub, and by how much its memory may have grown.

    Before each piece the screens are measured alone for `quiet_seconds`. A kitchen works for `warm_seconds` before anything is measured,
    until the caches of the database are full: they would look like memory that does not come back.
    """

    frames: int
    recorded: int
    per_second: float
    quiet_seconds: float
    warm_seconds: float
    floor_seconds: float
    back_mib: float


FULL = Size(100_000, 20_000, 60.0, 3.0, 90.0, 0.0, 10.0)
SMALL = Size(1_200, 250, 100.0, 3.0, 2.0, 0.25 if LONG else 5.0, 30.0)
"""For every run of the suite, beside other tests on two cores: what it can say of times is that nobody stands still, and what is used
for the first time counts in its memory."""


@dataclass
class Fuzzed:
    """What a run has found."""

    size: Size
    part: Part = field(default_factory=Part)
    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    """Seconds from the button to a screen: without the fuzz, and with it."""
    mib_before: float = 0.0
    mib_most: float = 0.0
    mib_after: float = 0.0
    ended: bool = False
    left_open: int = 0
    lost: int = 0
    mib: list[float] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    def faults(self) -> dict[str, Any]:
        """What should not be."""
        found: dict[str, Any] = {
            "not as the model says": self.part.wrong[:WRONG_MOST],
            "written to the log": self.log[:5],
            "the hub ended": self.ended,
            "connections that are never closed": self.left_open,
            "screens that lost their connection": self.lost,
        }
        if self.mib_after > self.mib_before + self.size.back_mib:
            found["memory that does not come back, MiB"] = round(self.mib_after - self.mib_before, 1)
        alone, beside = (share(each, 0.99) if each else 0.0 for each in (self.alone, self.beside))
        if beside > max(RISE * alone, self.size.floor_seconds):
            found["other screens wait, p99 in seconds"] = (round(alone, 3), round(beside, 3))
        return {what: how for what, how in found.items() if how}

    def summary(self) -> dict[str, Any]:
        times = {
            f"p{part * 100:.0f}_{name}_ms": round(share(delays, part) * 1000, 1)
            for name, delays in (("alone", self.alone), ("beside", self.beside))
            for part in (0.5, 0.99)
            if delays
        }
        mib = {"before": self.mib_before, "most": self.mib_most, "after": self.mib_after}
        memory = {f"mib_{name}": round(value, 1) for name, value in mib.items()} | {"mib": self.mib}
        return self.part.summary() | {"events": len(self.beside) // SCREENS} | times | memory | {"faults": self.faults()}

    def told(self) -> str:
        return "\n".join(f"  {name}: {value}" for name, value in self.summary().items())


async def run_fuzz(seeded: Seeded, size: Size, *, seed: int = 1, sabotage: str = "", only: str = "") -> Fuzzed:
    """Serve one venue, and find out what some thousands of hostile sessions do to it. `only` is a single session, by its name."""
    found, hub = Fuzzed(size), HubProcess(seeded, sabotage="+".join(["small-page-cache", *([sabotage] if sabotage else [])]))
    tokens = more_devices(seeded, CLIENTS + SCREENS)
    async with AsyncExitStack() as ends:
        ends.callback(hub.close)
        await hub.start()
        address = await ends.enter_async_context(Hub(hub.url))
        pool = ends.enter_context(ProcessPoolExecutor(1, mp_context=get_context("spawn")))
        again = f"{sys.executable} -m tests.faults fuzz --database {seeded.kind} --seed {seed}"
        run = Run(hub, address, pool, tokens[:CLIENTS], seed, again)
        if only:
            await run.say(size, found.part, only=only)
        else:
            with suppress(Silence):  # a hub that has ended
                await measured(run, tokens[CLIENTS:], found)
        found.ended = not hub.alive
        with suppress(TimeoutError):
            await until(lambda: not open_connections(seeded), BACK_SECONDS)
        found.left_open = open_connections(seeded)
    found.log = complaints(seeded)
    return found


class Run(NamedTuple):
    """A hub and who talks to it."""

    hub: HubProcess
    address: Hub
    pool: ProcessPoolExecutor
    tokens: list[str]
    seed: int
    again: str

    def head(self) -> int:
        return int(self.hub.seeded.query("select coalesce(max(seq), 0) from event")[0][0])

    async def say(self, size: Size, part: Part, *, seed: int = 0, only: str = "") -> None:
        """Have the next piece of this said, by a process of its own."""
        task = Task(
            self.hub.port,
            self.tokens,
            self.hub.seeded.stream,
            self.head(),
            seed or self.seed,
            size.per_second,
            recorded=min(PIECE[0], size.recorded - part.recorded),
            first_recorded=part.recorded,
            frames=min(PIECE[1], size.frames - part.frames),
            first_grammar=part.grammar,
            only=only,
            again=self.again,
        )
        part.join(await asyncio.get_running_loop().run_in_executor(self.pool, fuzz_in_its_own_process, task))


async def measured(run: Run, tokens: list[str], found: Fuzzed) -> None:
    """Pieces of the fuzz and quiet in turn, so that whatever else this machine does falls on both; the hub's memory before and after."""
    size, part, memory = found.size, found.part, Memory(run.hub)
    async with listening(run.hub, tokens) as screens:
        warm = Size(size.frames // 20, size.recorded // 20, 100.0, 0, 0, 0, 0)
        busy = Kitchen(run.hub.seeded, run.address, 1_000.0)
        await asyncio.gather(busy.work(size.warm_seconds), run.say(warm, Part(), seed=run.seed + 1_000_000))
        found.mib_before = memory.now()
        async with memory:
            while (part.recorded < size.recorded or part.frames < size.frames) and len(part.wrong) <= WRONG_MOST and run.hub.alive:
                found.mib.append(round(memory.now(), 1))
                found.alone += await heard(run, screens, asyncio.sleep(size.quiet_seconds))
                found.beside += await heard(run, screens, run.say(size, part))
        found.mib_most = found.mib_before + memory.growth
        with suppress(TimeoutError):
            await until(lambda: memory.now() <= found.mib_before + size.back_mib, BACK_SECONDS)
        found.mib_after = memory.now()
        found.lost = sum(screen.lost for screen in screens)


async def heard(run: Run, screens: list[Listener], meanwhile: Coroutine[Any, Any, None]) -> list[float]:
    """How long everything that the kitchen does meanwhile is on its way to the screens; nothing, once the hub or a screen is gone."""
    kitchen, after = Kitchen(run.hub.seeded, run.address, COMMANDS_PER_SECOND), run.head()
    doing = asyncio.create_task(meanwhile)
    try:
        await kitchen.work(3_600.0, doing.done)
    finally:
        await doing
    if not run.hub.alive or any(screen.lost for screen in screens):
        return []
    kinds = ", ".join(f"'{kind}'" for kind in KITCHEN_EVENTS)
    last = run.hub.seeded.query(f"select max(seq) from event where type in ({kinds})")[0][0]
    await until(lambda: all(screen.heard and screen.heard[-1][1] >= last for screen in screens), 60, "everything heard")
    return delays_of(run.hub.seeded, kitchen, screens, after)


@asynccontextmanager
async def listening(hub: HubProcess, tokens: list[str]) -> AsyncIterator[list[Listener]]:
    screens = [await Listener.open(hub.url, token) for token in tokens]
    try:
        yield screens
    finally:
        for screen in screens:
            screen.close()


def open_connections(seeded: Seeded) -> int:
    return int(seeded.query("select count(*) from connection where closed_at is null")[0][0])


def complaints(seeded: Seeded) -> list[str]:
    """Lines of the hub's log that nothing a client says may be worth: tracebacks and everything from `error` on."""
    found = []
    for line in seeded.log().splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            found.append(line)
            continue
        if entry["level"] in ("error", "critical") or "exception" in entry:
            found.append(line[:2_000])
    return found
