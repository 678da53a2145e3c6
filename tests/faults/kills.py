"""F1: a venue in full use while its hub is killed again and again, and what is left of it afterwards."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from devices.client import Hub
from hub.kit.crash import PLACES
from tests.faults.guests import Orders
from tests.faults.hubs import NO_PLACE, HubProcess, armed
from tests.faults.judge import Verdict, judge, judge_screen, read_log, read_numbers
from tests.faults.ledger import Ledger
from tests.faults.screens import Screen, screens_of
from tests.faults.seeded import Seeded

SHARE_KILLED_IN_BOOT = 0.1
POWER_CUT_EVERY = 5
REPEAT_EVERY = 3
"""When all is over, every third command is sent once more."""
ARMED_SECONDS = 20.0


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
    """From each end of a hub to the next answered order."""
    retries: int = 0

    def summary(self) -> dict[str, Any]:
        """The figures for people."""
        screens = self.verdict.screens
        return {
            "database": self.kind,
            "orders": self.orders,
            "wall_s": round(self.wall_seconds, 1),
            "kills at random instants": self.kills,
            "of these while starting": self.kills_in_boot,
            "ends at armed places": self.crashes,
            "power cuts of screens": self.power_cuts,
            "commands sent again": self.retries,
            "events": self.verdict.events,
            "applied by all screens": sum(screen.applied for screen in screens),
            "frames again, %": round(100 * sum(screen.again for screen in screens) / max(1, sum(screen.frames for screen in screens)), 2),
            "start to serving, p50 and max s": [round(median(self.boots), 2), round(max(self.boots), 2)],
            "processor time of a start, p50 s": round(median(self.boots_cpu), 2),
            "end to next answered order, p50 and max s": [round(median(self.away), 2), round(max(self.away), 2)] if self.away else [],
            "faults": self.verdict.faults(),
        }


class Killing:
    """Ends the hub again and again in the course of the orders, at instants that nobody chose or at places in the code."""

    def __init__(self, run: Run, hub: HubProcess, orders: Orders, screens: list[Screen], plan: Sequence[str], random: Random) -> None:
        self.run, self.hub, self.orders, self.screens, self.random = run, hub, orders, screens, random
        self.plan = plan

    def share(self, ends: float) -> int:
        """How many orders belong to the first so many ends."""
        return int(ends * self.orders.wanted / len(self.plan))

    async def go_on(self) -> None:
        """End after end, spread over the orders. The hub that serves at the beginning is armed with the plan's first place."""
        for turn, place in enumerate(self.plan):
            await self.orders.allow(self.share(turn + 1))
            at = await (self._crash() if place else self._kill(turn))
            if turn % POWER_CUT_EVERY == 2:
                self.run.power_cuts += 1
                await self.random.choice(self.screens).power_cut()
            following = self.plan[turn + 1] if turn + 1 < len(self.plan) else NO_PLACE
            await self._serve_again(at, following)
        await self.orders.allow(self.orders.wanted)

    async def _kill(self, turn: int) -> float:
        await self.orders.reach(self.share(turn + self.random.random()))
        await asyncio.sleep(self.random.uniform(0, 0.05))
        at = self.hub.kill()
        self.run.kills += 1
        if self.random.random() < SHARE_KILLED_IN_BOOT:
            self.hub.launch()
            await asyncio.sleep(self.random.uniform(0.2, 1.2) * median(self.hub.boot_seconds))
            self.hub.kill()
            self.run.kills += 1
            self.run.kills_in_boot += 1
        return at

    async def _crash(self) -> float:
        """Wait for the end at the armed place; a life that does not come by often enough is killed."""
        try:
            at = await self.hub.ended(ARMED_SECONDS)
        except TimeoutError:
            self.run.kills += 1
            return self.hub.kill()
        self.run.crashes += 1
        return at

    async def _serve_again(self, at: float, place: str) -> None:
        done = self.orders.done
        await self.hub.start(armed(place, self.random))
        if done < self.share(len(self.plan)) and await self._next_order(done):
            self.run.away.append(time.monotonic() - at)

    async def _next_order(self, done: int) -> bool:
        """Wait for an order to be answered; False when the hub has ended again before."""
        reached = asyncio.create_task(self.orders.reach(done + 1))
        while not reached.done() and self.hub.alive and self.orders.begun > done:
            await asyncio.wait({reached}, timeout=0.02)
        reached.cancel()
        return reached.done() and not reached.cancelled()


async def run_kills(
    seeded: Seeded,
    *,
    orders: int,
    kills: int,
    crashes: Sequence[str] = PLACES,
    seed: int = 1,
    sabotage: str = "",
    catch_up_seconds: float = 20.0,
    afterwards: bool = True,
) -> Run:
    """Orders from four pads, six screens, and a hub that dies `kills` times at random and once at each of the places `crashes`.

    `afterwards`: commands are repeated in the end, and the hub's own audit looks too.
    """
    random = Random(seed)
    plan = [NO_PLACE] * kills + list(crashes)
    random.shuffle(plan)
    run = Run(seeded.kind, orders, Verdict())
    hub = HubProcess(seeded, sabotage=sabotage)
    begun = time.monotonic()
    async with AsyncExitStack() as ends:
        ends.callback(hub.close)
        ledger = Ledger(seeded.clients / "ledger.db")
        ends.callback(ledger.close)
        await hub.start()
        address = await ends.enter_async_context(Hub(hub.url, timeout_seconds=5))
        screens = screens_of(seeded, address)
        for screen in screens:
            screen.switch_on()
            ends.push_async_callback(screen.kill)
        for screen in screens:
            await screen.device.wait_live(within_seconds=30)
        placing = Orders(seeded, address, ledger, orders)
        await placing.look_at_the_menu()
        if plan and plan[0]:
            hub.kill()
            await hub.start(armed(plan[0], random))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(placing.run())
            tasks.create_task(Killing(run, hub, placing, screens, plan, random).go_on())
        repeated = await placing.repeat(REPEAT_EVERY) if afterwards else []
        await settle(run, seeded, ledger, screens, catch_up_seconds)
        run.verdict.answered_anew = repeated
        run.wall_seconds = time.monotonic() - begun
        run.boots, run.boots_cpu, run.retries = hub.boot_seconds, hub.boot_cpu_seconds, placing.retries
        if afterwards:
            run.verdict.audit = await asyncio.to_thread(seeded.audit)
    return run


async def settle(run: Run, seeded: Seeded, ledger: Ledger, screens: list[Screen], within_seconds: float) -> None:
    """Let the screens catch up, then judge."""
    numbers, log = read_numbers(seeded), read_log(seeded)
    await asyncio.gather(*(screen.catch_up(log, within_seconds) for screen in screens))
    differences = [await screen.differences() for screen in screens]
    for screen in screens:
        await screen.switch_off()
    run.verdict = judge(seeded, ledger, numbers, log)
    run.verdict.screens = [judge_screen(screen, log, found) for screen, found in zip(screens, differences, strict=True)]


def told(run: Run) -> str:
    """The figures as text, with the first findings of each sort."""
    verdict = run.verdict
    text = "\n".join(f"  {name}: {value}" for name, value in run.summary().items())
    for name in ("lost", "doubled", "halves", "unheard_of", "refused", "silent", "told_twice", "answered_anew", "numbering", "errors"):
        if found := getattr(verdict, name):
            text += f"\n  {name}: {found[:5]}"
    for screen in verdict.screens:
        if screen.missing or screen.twice or screen.differences or screen.snapshots != 1:
            text += (
                f"\n  {screen.name}: {screen.missing} missing, {screen.twice} twice, {screen.snapshots} snapshots, {screen.differences[:3]}"
            )
    if verdict.audit != "clean":
        text += f"\n  audit: {verdict.audit}"
    return text


def write_down(run: Run, folder: Path) -> None:
    """Leave the figures where a later look finds them."""
    (folder / "verdict.txt").write_text(told(run), "utf-8")
