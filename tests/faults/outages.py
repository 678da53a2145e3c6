"""F11: devices that lose their Wi-Fi for a moment or for hours while the house goes on, and what each of them shows afterwards.

Hours are compressed: most outages last from a twentieth of a second to three. A few devices sleep through most of the orders, so that
more has happened than the hub replays; others are away while two days pass in the hub's log, which forgets what is older.
"""

import asyncio
import contextlib
import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Any

from devices.client import Device, Hub, Problem, Silence, SqliteStore
from devices.client.frames import Hello, Welcome
from tests.faults.breakable import until
from tests.faults.crashes import skus_of
from tests.faults.guests import Buttons
from tests.faults.hubs import HubProcess
from tests.faults.judge import Verdict, judge, read_log, read_numbers
from tests.faults.ledger import Ledger
from tests.faults.roaming import ANSWER_SECONDS, Cook, Course, Extent, Guests, NewestFirst, Roaming, forget_the_log, furnish
from tests.faults.screens import Logged
from tests.faults.seeded import Seeded

SHORTEST_SECONDS, LONGEST_SECONDS = 0.05, 3.0
COOKS = 3
FAR, OLD = 3, 6
"""So many devices sleep through most of the orders, and so many while the log forgets."""
FAR_ASLEEP, OLD_ASLEEP = (0.05, 0.7), (0.55, 0.95)
"""The share of the orders at which they fall asleep and wake up."""
FORGET_AT = 0.75
KEPT_EVENTS = 100
"""Of the newest, for those who are away for a moment just then."""


@dataclass
class Seen:
    """What one device went through and shows in the end."""

    name: str
    missing: int
    twice: int
    replays: int
    replayed: int
    snapshots: Counter[str]
    agrees: bool
    differences: list[str]


@dataclass
class Outages:
    """One run and what came of it."""

    kind: str
    verdict: Verdict
    devices: list[Seen] = field(default_factory=list)
    outages: int = 0
    left_behind: list[int] = field(default_factory=list)
    """How many commands each pad and cook made while it could not send them."""
    answered_again: int = 0
    out_of_order: list[str] = field(default_factory=list)
    moves: list[str] = field(default_factory=list)
    """Moves of lines that were refused, had no answer, or whose events are not there exactly once."""
    forgotten: int = 0
    wall_seconds: float = 0.0

    @property
    def replays(self) -> int:
        return sum(device.replays for device in self.devices)

    @property
    def snapshots(self) -> Counter[str]:
        """Returns by snapshot, by the hub's reason."""
        return sum((device.snapshots for device in self.devices), Counter())

    def faults(self) -> dict[str, int]:
        """How often each promise was broken; empty when all were kept."""
        found = self.verdict.faults() | {
            "events missing at devices": sum(device.missing for device in self.devices),
            "events applied twice": sum(device.twice for device in self.devices),
            "devices whose state is not the hub's": sum(not device.agrees for device in self.devices),
            "commands of a device out of order": len(self.out_of_order),
            "moves that are not there once": len(self.moves),
        }
        return {what: count for what, count in found.items() if count}

    def summary(self) -> dict[str, Any]:
        """The figures for people."""
        return {
            "database": self.kind,
            "devices": len(self.devices),
            "orders": self.verdict.asked,
            "wall_s": round(self.wall_seconds, 1),
            "outages": self.outages,
            "commands made while away": sum(self.left_behind),
            "answers lost, then given again": self.answered_again,
            "events": self.verdict.events,
            "returns by replay": self.replays,
            "events replayed": sum(device.replayed for device in self.devices),
            "returns by snapshot": dict(self.snapshots),
            "events the log forgot": self.forgotten,
            "faults": self.faults(),
        }

    def told(self) -> str:
        """The figures as text, with the first findings of each sort."""
        lines = [f"  {name}: {value}" for name, value in self.summary().items()]
        found = {"out of order": self.out_of_order, "moves": self.moves}
        found |= {name: getattr(self.verdict, name) for name in ("lost", "doubled", "halves", "refused", "silent", "numbering", "errors")}
        lines += [f"  {name}: {some[:5]}" for name, some in found.items() if some]
        for device in self.devices:
            if device.missing or device.twice or not device.agrees:
                lines.append(f"  {device.name}: {device.missing} missing, {device.twice} twice, {device.differences[:3]}")
        return "\n".join(lines)


async def run_outages(seeded: Seeded, extent: Extent, *, seed: int = 1, sabotage: str = "", newest_first: bool = False) -> Outages:
    """Orders from pads that come and go, watched by screens that come and go; then everybody is back.

    `newest_first`: a twin whose devices do not keep the order of their commands.
    """
    random = Random(seed)
    members = furnish(seeded, extent.pads, extent.screens)
    hub = HubProcess(seeded, sabotage=sabotage)
    begun = time.monotonic()
    async with AsyncExitStack() as ends:
        ends.callback(hub.close)
        ledger = Ledger(seeded.clients / "ledger.db")
        ends.callback(ledger.close)
        await hub.start()
        address = await ends.enter_async_context(Hub(hub.url, timeout_seconds=5))
        kept = NewestFirst if newest_first else SqliteStore
        roaming = [await Roaming.on(ends, member, hub.port, ledger, kept(seeded.clients / f"{member.id}.db")) for member in members]
        await asyncio.gather(*(each.device.wait_live(within_seconds=60) for each in roaming))
        house = House(seeded, extent, roaming, Buttons(address, seeded.device("Cashier 2"), ledger, seeded.clients), random)
        await house.play(Course(extent.orders, await skus_of(seeded, address)))
        await until(lambda: not any(each.device.sender.unsent for each in roaming), 60, "all commands are sent")
        run = await settle(seeded, ledger, house)
        run.wall_seconds = time.monotonic() - begun
    return run


class House:
    """Everybody who orders, cooks, sleeps or walks out of reach."""

    def __init__(self, seeded: Seeded, extent: Extent, roaming: Sequence[Roaming], desk: Buttons, random: Random) -> None:
        self.seeded, self.extent, self.roaming, self.desk, self.random = seeded, extent, roaming, desk, random
        self.pads = [each for each in roaming if each.member.kind == "pad"]
        self.cooks = [each for each in roaming if each.member.kind == "kitchen" and not each.device.follower.board.stations][:COOKS]
        watching = [each for each in roaming if each not in self.pads and each not in self.cooks]
        self.far, self.old = watching[:FAR], watching[FAR : FAR + OLD]
        self.before: list[Logged] = []
        """The log as it was before it forgot."""
        self.forgotten = 0

    async def play(self, course: Course) -> None:
        """Until all orders are placed and everybody is back."""
        asleep = {*self.far, *self.old}
        restless = [self._come_and_go(each) for each in self.roaming if each not in asleep]
        cooking = [Cook(each, turn, len(self.cooks)).cook() for turn, each in enumerate(self.cooks)]
        async with asyncio.TaskGroup() as beside:
            lasting = [beside.create_task(work) for work in (*restless, *cooking)]
            async with asyncio.TaskGroup() as tasks:
                for pad in self.pads:
                    tasks.create_task(Guests(pad, self.desk, course, self.extent, Random(self.random.random())).eat())
                tasks.create_task(self._sleep(self.far, course, *FAR_ASLEEP))
                tasks.create_task(self._sleep(self.old, course, *OLD_ASLEEP))
                tasks.create_task(self._forget(course))
            for work in lasting:
                work.cancel()
        for each in self.roaming:
            each.back()

    async def _come_and_go(self, each: Roaming) -> None:
        """Away now and then; of a device that presses buttons, every other time just when the hub has acted and its answer is under way."""
        random = Random(self.random.random())
        while True:
            await asyncio.sleep(random.expovariate(1 / self.extent.gap_seconds))
            if each.pressed and random.random() < 0.5:
                await each.sending.wait()
                await asyncio.sleep(1.4 * ANSWER_SECONDS)
            await each.drop(math.exp(random.uniform(math.log(SHORTEST_SECONDS), math.log(LONGEST_SECONDS))))

    async def _sleep(self, devices: Sequence[Roaming], course: Course, asleep: float, awake: float) -> None:
        await course.reach(asleep)
        for each in devices:
            each.away()
        await course.reach(awake)
        for each in devices:
            each.back()

    async def _forget(self, course: Course) -> None:
        await course.reach(FORGET_AT)
        self.before = read_log(self.seeded)
        self.forgotten = await asyncio.to_thread(forget_the_log, self.seeded, self.before[-1].seq - KEPT_EVENTS)


async def settle(seeded: Seeded, ledger: Ledger, house: House) -> Outages:
    """Let everybody catch up, then judge."""
    await asyncio.gather(*(each.device.wait_live(within_seconds=60) for each in house.roaming))
    numbers, newest = read_numbers(seeded), read_log(seeded)
    log = sorted({event.seq: event for event in (*house.before, *newest)}.values(), key=lambda event: event.seq)
    verdict = judge(seeded, ledger, (log[0].seq, numbers[1]), log)
    run = Outages(seeded.kind, verdict, forgotten=house.forgotten)
    await asyncio.gather(*(catch_up(each.device, log, house.extent.patience_seconds) for each in house.roaming))
    run.devices = [await judge_device(each.device, seeded.stream, log, house.extent.patience_seconds) for each in house.roaming]
    pressing = [*house.pads, *house.cooks]
    run.outages = sum(each.outages for each in house.roaming)
    run.left_behind = [each.left_behind for each in pressing]
    run.answered_again = sum(each.answered_again for each in pressing)
    first = {event.cause: event.seq for event in reversed(log)}
    for each in pressing:
        told = [first[key] for key in each.pressed if key in first]
        run.out_of_order += [f"{each.member.name}: {after} after {before}" for before, after in pairwise(told) if after <= before]
    run.moves = wrong_moves(ledger, log)
    return run


def wrong_moves(ledger: Ledger, log: Sequence[Logged]) -> list[str]:
    """What was started, finished and served has one event for each line. Nothing is refused but lines of guests who have left."""
    told = Counter(event.cause for event in log if event.type == "kds.line_moved")
    wrong = []
    for asked in ledger.all("moves"):
        if asked.answer is None:
            wrong.append(f"{asked.body['action']} {asked.key}: {asked.refused or 'no answer'}")
            continue
        refused = [each["problem"]["code"] for each in asked.answer["results"] if each.get("problem")]
        changed = sum(bool(each.get("changed")) for each in asked.answer["results"])
        unchanged = len(asked.body["line_ids"]) - changed - refused.count("order_closed")
        if unchanged or told[asked.key] != changed:
            wrong.append(f"{asked.body['action']} {asked.key}: {changed} changed, {told[asked.key]} events, refused {Counter(refused)}")
    return wrong


def events_for(device: Device, log: Sequence[Logged]) -> list[int]:
    """The numbers of what it may see."""
    assert device.welcome is not None
    channels = frozenset(device.welcome.channels)
    return [event.seq for event in log if not channels.isdisjoint(event.channels)]


async def catch_up(device: Device, log: Sequence[Logged], patience_seconds: float) -> None:
    """Wait for the last event that it may see; what it lacks then is for the judge to say."""
    with contextlib.suppress(TimeoutError):
        await device.wait_applied(events_for(device, log)[-1], within_seconds=patience_seconds)


async def judge_device(device: Device, stream: str, log: Sequence[Logged], patience_seconds: float) -> Seen:
    """What it applied against what it was to see, and what it shows against what the hub would show it."""
    mine = events_for(device, log)
    agrees, differences = await compared(device, patience_seconds / 2)
    seen = Seen(device.name, len(unseen(device, stream, mine)), device.record.applied_twice, 0, 0, Counter(), agrees, differences)
    for cursor, welcome in returns(device):
        state = welcome.streams[stream]
        missed = sum(1 for number in mine if cursor < number <= state.head)
        if state.resumed and missed:
            seen.replays += 1
            seen.replayed += missed
        elif not state.resumed:
            seen.snapshots[str(state.why)] += 1
    return seen


def returns(device: Device) -> Iterator[tuple[int, Welcome]]:
    """Each time it came back: up to where it knew the board's stream, and what the hub said to that. The first time is no return."""
    hello: Hello | None = None
    for entry in device.recorded:
        if isinstance(entry.frame, Hello):
            hello = entry.frame
        elif isinstance(entry.frame, Welcome) and hello is not None:
            cursor = next((cursor.seq for name, cursor in hello.cursors.items() if name.startswith("shop:")), None)
            if cursor is not None:
                yield cursor, entry.frame


def unseen(device: Device, stream: str, mine: Sequence[int]) -> list[int]:
    """Events for it that it neither applied nor stepped over with a snapshot."""
    applied: set[int] = set()
    stepped_over: list[tuple[int, int]] = []
    place = 0
    for entry in device.recorded:
        if entry.stream != stream or entry.what not in {"applied", "snapshot"}:
            continue
        if entry.what == "applied":
            applied.add(entry.seq)
        else:
            stepped_over.append((place, entry.seq))
        place = entry.seq
    return [seq for seq in mine if seq not in applied and not any(below < seq <= up_to for below, up_to in stepped_over)]


async def compared(device: Device, within_seconds: float) -> tuple[bool, list[str]]:
    """Whether its state has the hash of the hub's; else, in words, what differs. Between asking and looking an event may be on its way."""
    give_up_at = time.monotonic() + within_seconds
    while True:
        try:
            fresh = await device.fresh_board()
        except (Problem, Silence) as problem:
            agrees, differences = False, [f"no snapshot: {problem}"]
        else:
            agrees = device.board.state_hash() == fresh.state_hash()
            differences = device.board.differences(fresh)
        if agrees or time.monotonic() > give_up_at:
            return agrees, differences
        await asyncio.sleep(0.5)
