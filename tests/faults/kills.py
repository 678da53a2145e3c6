"""F1: a venue in full use while its hub is killed again and again, and what is left of it afterwards."""

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from devices.client import Hub
from hub.kit.crash import PLACES
from tests.faults.guests import Orders
from tests.faults.hubs import HubProcess
from tests.faults.judge import Verdict, judge, judge_screen, read_log
from tests.faults.ledger import Ledger
from tests.faults.screens import Screen, screens_of
from tests.faults.seeded import Seeded

SHARE_KILLED_IN_BOOT = 0.1
POWER_CUT_EVERY = 5


@dataclass
class Run:
    """One run and what came of it."""

    kind: str
    orders: int
    verdict: Verdict
    wall_seconds: float = 0.0
    kills: int = 0
    kills_in_boot: int = 0
    crashes: int = 0
    power_cuts: int = 0
    boots: list[float] = field(default_factory=list)
    boots_cpu: list[float] = field(default_factory=list)
    away: list[float] = field(default_factory=list)
    """From each kill to the next answered order."""
    retries: int = 0

    def summary(self) -> dict[str, Any]:
        """The figures for people."""
        screens = self.verdict.screens
        return {
            "database": self.kind,
            "orders": self.orders,
            "wall_s": round(self.wall_seconds, 1),
            "kills": self.kills,
            "of these while starting": self.kills_in_boot,
            "crashes at armed places": self.crashes,
            "screens' power cuts": self.power_cuts,
            "commands sent again": self.retries,
            "events": self.verdict.events,
            "applied by all screens": sum(screen.applied for screen in screens),
            "frames again, %": round(100 * sum(screen.again for screen in screens) / max(1, sum(screen.frames for screen in screens)), 2),
            "start to serving, p50 and max s": [round(median(self.boots), 2), round(max(self.boots), 2)],
            "processor time of a start, p50 s": round(median(self.boots_cpu), 2),
            "kill to next answered order, p50 and max s": [round(median(self.away), 2), round(max(self.away), 2)] if self.away else [],
            "faults": self.verdict.faults(),
        }


class Killing:
    """Ends the hub so many times in the course of so many orders, at instants that nobody chose."""

    def __init__(self, run: Run, hub: HubProcess, orders: Orders, screens: list[Screen], kills: int, crashes: int, seed: int) -> None:
        self.run, self.hub, self.orders, self.screens = run, hub, orders, screens
        self.kills = kills
        self.random = Random(seed)
        self.armed = [PLACES[n % len(PLACES)] for n in range(crashes)]
        self.random.shuffle(self.armed)

    async def go_on(self) -> None:
        """Kill after kill, spread over the orders, until all have happened."""
        ends = self.kills + len(self.armed)
        for turn in range(ends):
            await self.orders.reach(int((turn + self.random.random()) * self.orders.wanted / ends))
            crash_at = self._next_crash() if self.armed and self.random.random() < len(self.armed) / (ends - turn) else ""
            await (self._arm(crash_at) if crash_at else self._kill())
            if turn % POWER_CUT_EVERY == 2:
                self.run.power_cuts += 1
                await self.random.choice(self.screens).power_cut()

    def _next_crash(self) -> str:
        return f"{self.armed.pop()}:{self.random.randint(8, 40)}"

    async def _kill(self) -> None:
        await asyncio.sleep(self.random.uniform(0, 0.06))
        at = self.hub.kill()
        self.run.kills += 1
        if self.random.random() < SHARE_KILLED_IN_BOOT:
            self.hub.launch()
            await asyncio.sleep(self.random.uniform(0.2, 1.2) * median(self.hub.boot_seconds))
            self.hub.kill()
            self.run.kills += 1
            self.run.kills_in_boot += 1
        await self._serve_again(at)

    async def _arm(self, crash_at: str) -> None:
        """Start a hub that ends itself at a place in the code, after it has come by some times."""
        at = self.hub.kill()
        self.run.kills += 1
        if await self.hub.start(crash_at):
            at = await self.hub.ended(60)
        self.run.crashes += 1
        await self._serve_again(at)

    async def _serve_again(self, at: float) -> None:
        done = self.orders.done
        await self.hub.start()
        if done < self.orders.wanted:
            await self.orders.reach(done + 1)
            self.run.away.append(time.monotonic() - at)


async def run_kills(
    seeded: Seeded,
    *,
    orders: int,
    kills: int,
    crashes: int = 6,
    seed: int = 1,
    sabotage: str = "",
    catch_up_seconds: float = 20.0,
    audit: bool = True,
) -> Run:
    """Orders from four pads, six screens, and a hub that dies `kills` times at random and `crashes` times at armed places."""
    run = Run(seeded.kind, orders, Verdict())
    clients = seeded.folder / "clients"
    clients.mkdir()
    hub = HubProcess(seeded, sabotage=sabotage)
    ledger = Ledger(clients / "ledger.db")
    begun = time.monotonic()
    async with AsyncExitStack() as ends:
        ends.callback(hub.close)
        await hub.start()
        address = await ends.enter_async_context(Hub(hub.url, timeout_seconds=5))
        screens = screens_of(seeded, address, clients)
        placing = Orders(seeded, address, ledger, clients, orders)
        for screen in screens:
            screen.switch_on()
            ends.push_async_callback(screen.device.kill)
        for screen in screens:
            await screen.device.wait_live(within_seconds=20)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(placing.run())
            tasks.create_task(Killing(run, hub, placing, screens, kills, crashes, seed).go_on())
        await settle(run, seeded, ledger, screens, catch_up_seconds)
        run.wall_seconds = time.monotonic() - begun
        run.boots, run.boots_cpu = hub.boot_seconds, hub.boot_cpu_seconds
        run.retries = sum(buttons.sender.retries for buttons in (placing.cashier, placing.kitchen.buttons, *(pad for pad, _ in placing.pads)))
        if audit:
            run.verdict.audit = await asyncio.to_thread(seeded.audit)
    return run


async def settle(run: Run, seeded: Seeded, ledger: Ledger, screens: list[Screen], within_seconds: float) -> None:
    """Let the screens catch up, then judge."""
    log = read_log(seeded)
    await asyncio.gather(*(screen.catch_up(log, within_seconds) for screen in screens))
    differences = [await screen.differences() for screen in screens]
    for screen in screens:
        await screen.switch_off()
    run.verdict = judge(seeded, ledger, log)
    run.verdict.screens = [judge_screen(screen, log, found) for screen, found in zip(screens, differences, strict=True)]


def judged(run: Run, folder: Path) -> str:
    """The summary as text, with the first findings of each sort; also written beside the run's files."""
    verdict = run.verdict
    text = "\n".join(f"  {name}: {value}" for name, value in run.summary().items())
    for name in ("lost", "doubled", "halves", "unheard_of", "refused", "silent", "told_twice", "numbering", "errors"):
        if found := getattr(verdict, name):
            text += f"\n  {name}: {found[:5]}"
    for screen in verdict.screens:
        if screen.missing or screen.twice or screen.differences:
            text += f"\n  {screen.name}: {screen.missing} missing, {screen.twice} twice, {screen.differences[:3]}"
    if verdict.audit != "clean":
        text += f"\n  audit: {verdict.audit}"
    (folder / "verdict.txt").write_text(text, "utf-8")
    return text
