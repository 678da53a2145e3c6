"""Messages that fall due, with their repeats, while hub, workers and Redis die at random and screens lose their power.

Some are called by hand, as notices and as voices, each repeated; others follow from orders, and end when a cook begins. Whoever
is alive has to send what is due. In the end everybody lives, and `told.py` judges what became of each.
"""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

import redis as redis_client

from devices.client import Hub
from hub.kit.crash import JOB_BEGUN
from tests.faults.breakable import until
from tests.faults.crashes import skus_of
from tests.faults.guests import Buttons
from tests.faults.hubs import NO_PLACE, HubProcess, WorkerProcess
from tests.faults.judge import harmless
from tests.faults.ledger import Ledger
from tests.faults.seeded import POSTGRESQL, Seeded
from tests.faults.told import PROMISED_SECONDS, Lives, Told, all_reported, judge_messages, waiting
from tests.faults.voices import Voice
from tests.servers import RedisServer

QUIET = {"VENUEHUB_SPEECH_ENGINE": "none"}
"""Rendering hundreds of sentences would measure the voice."""
LEFT_TO_WORKERS = QUIET | {"VENUEHUB_JOBS_INSIDE": "false"}
SHARED = ["handheld", "cashier", "kitchen", "call"]
NOTICE, VOICE = {"times": 3, "interval_seconds": 5, "voice": False}, {"times": 3, "interval_seconds": 5, "time_limit_seconds": 12}
ROWS_OF_NOTICE = len(SHARED) * 3
VOICES_AT_ONCE = 4
ROWS_OF_VOICE = VOICES_AT_ONCE * 3
LONGEST_REPEATS = 10
"""Seconds from a call to its last repeat."""
RECEIPTS_SECONDS = 30.0
"""All of the last half minute come again to a hub that has just started, and it writes them when nobody waits for anything else."""
WORDS = {"displayNo": "#01", "goodsName": "tea", "num": 1, "roomName": "801"}


class Extent(NamedTuple):
    """How many rows fall due in how many seconds, how long each process lives on the average, and how it may end by itself."""

    messages: int
    seconds: float
    life_seconds: float
    cut_seconds: float
    orders: int
    armed: float = 0.5
    """The share of lives that end at the place, unless they are killed before."""
    latest: int = 4
    """The place is passed so many times at most."""
    hub_dies: bool = True


FULL = Extent(2000, 150, 4.0, 4.0, 20)
SMALL = Extent(300, 10, 3.5, 1.0, 3)
TWIN = Extent(150, 8, 2.0, 0.6, 0)
JOBS_LOST = TWIN._replace(life_seconds=3.0, armed=1.0, latest=1, hub_dies=False)
"""Workers die with the first job they take, while the hub is there to look for what is late."""


@dataclass
class Run:
    """One run and what came of it."""

    kind: str
    told: Told
    kills: dict[str, int] = field(default_factory=dict)
    armed_ends: int = 0
    redis_ends: int = 0
    power_cuts: int = 0
    retries: int = 0
    wall_seconds: float = 0.0

    def faults(self) -> dict[str, int]:
        return self.told.faults()

    def summary(self) -> dict[str, Any]:
        """The figures for people."""
        return {
            "database": self.kind,
            "wall_s": round(self.wall_seconds, 1),
            "kills": self.kills,
            "ends at an armed place": self.armed_ends,
            "ends of Redis": self.redis_ends,
            "power cuts of devices": self.power_cuts,
            "calls sent again": self.retries,
        } | self.told.summary()

    def text(self) -> str:
        return "\n".join(f"  {name}: {value}" for name, value in self.summary().items()) + self.told.findings()


class Mortal:
    """A process that dies at random and comes back, and the times in which it was alive."""

    def __init__(self, process: HubProcess, lives: Lives) -> None:
        self.process = process
        self.lives = lives
        self.kills = 0
        self.ends_by_itself = 0
        self.armed = False

    async def start(self, crash_at: str = NO_PLACE) -> None:
        """An armed place may be reached before it serves: then it begins anew, without."""
        self.armed = crash_at != NO_PLACE
        if not await self.process.start(crash_at):
            self.ends_by_itself += 1
            await self.process.start()
            self.armed = False
        self.lives.begin(self)

    def kill(self) -> None:
        if self.process.alive:
            self.kills += 1
        else:
            self.ends_by_itself += 1
        self.process.kill()
        self.lives.end(self)

    async def die_again(self, random: Random, extent: Extent, place: str) -> None:
        """Until it is cancelled, which may leave it dead. Some lives are armed with the place, too."""
        while True:
            with suppress(TimeoutError):
                await until(lambda: not self.process.alive, random.expovariate(1 / extent.life_seconds))
            self.kill()
            await asyncio.sleep(random.uniform(0, 1.5))
            await self.start(f"{place}:{random.randint(1, extent.latest)}" if random.random() < extent.armed else NO_PLACE)

    async def live(self) -> None:
        """From now on to the end, with no place armed."""
        if self.armed or not self.process.alive or not self.lives.knows(self):
            self.process.kill()
            self.lives.end(self)
            await self.start()


class RedisEnds:
    """A Redis that is killed, emptied, or does not answer."""

    def __init__(self, server: RedisServer) -> None:
        self.server = server
        self.ends = 0

    async def end_again(self, random: Random, life_seconds: float) -> None:
        while True:
            await asyncio.sleep(random.expovariate(1 / life_seconds))
            self.ends += 1
            way: Callable[[float], Awaitable[None]] = random.choice([self.killed, self.emptied, self.frozen])
            await way(random.uniform(0, 3))

    async def killed(self, seconds: float) -> None:
        self.server.kill()
        await asyncio.sleep(seconds)
        await asyncio.to_thread(self.server.start)

    async def emptied(self, _seconds: float) -> None:
        with redis_client.Redis.from_url(self.server.url) as client:
            await asyncio.to_thread(client.flushall)

    async def frozen(self, seconds: float) -> None:
        assert self.server.process is not None
        os.kill(self.server.process.pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            os.kill(self.server.process.pid, signal.SIGCONT)

    async def heal(self) -> None:
        await asyncio.to_thread(self.server.start)


class Caller:
    """A manager who makes calls, and guests whose orders are announced, spread over the time of the run."""

    def __init__(self, seeded: Seeded, hub: Hub, ledger: Ledger, extent: Extent, voices: list[Voice], random: Random) -> None:
        self.seeded, self.extent, self.voices, self.random = seeded, extent, voices, random
        manager = next(each for each in seeded.venue["users"] if each["role"] == "manager" and each["shop_id"] == seeded.shop["id"])
        self.manager = Buttons(hub, manager | {"refresh_token": None}, ledger, seeded.clients)
        self.pad = Buttons(hub, seeded.device("Pad 801"), ledger, seeded.clients)
        self.cook = Buttons(hub, seeded.device("Pass"), ledger, seeded.clients)
        self.skus: list[str] = []
        self.started: dict[str, float] = {}
        """When the cook's start of all that was ordered was answered, by order."""

    @property
    def retries(self) -> int:
        return sum(buttons.sender.retries for buttons in (self.manager, self.pad, self.cook))

    async def set_rules(self, hub: Hub) -> None:
        """Each channel repeats, every five seconds."""
        self.skus = await skus_of(self.seeded, hub)
        identity = self.manager.sender.identity
        known = (await identity.get("/im/rules?limit=200"))["items"]
        template = next(each["template_id"] for each in known if each["event"] == "line_called" and each["channel"] == "handheld")
        for channel in [*SHARED, "room"]:
            for kind, wanted in (("notice", NOTICE), ("announcement", VOICE)):
                rule = next((each for each in known if rule_key(each) == ("line_called", "any", channel, kind)), None)
                if rule is None:
                    body = {"event": "line_called", "channel": channel, "kind": kind, "template_id": template, **wanted}
                    await self.manager.press("rule", "/im/rules", body)
                else:
                    await self.edit(rule, wanted)
        for each in known:
            if each["event"] == "order_placed" and each["enabled"]:
                await self.edit(each, VOICE)

    async def edit(self, rule: dict[str, Any], wanted: dict[str, Any]) -> None:
        await self.manager.commands.write("PATCH", f"/im/rules/{rule['id']}", wanted, if_match=str(rule["version"]))

    async def call(self) -> None:
        """All calls and orders, at random moments of the time there is."""
        by_voice = self.extent.messages // 4
        calls = [self._notice] * round((self.extent.messages - by_voice) / ROWS_OF_NOTICE) + [self._voice] * round(by_voice / ROWS_OF_VOICE)
        plan = [*calls, *([self._order] * self.extent.orders)]
        self.random.shuffle(plan)
        begun = time.monotonic()
        moments = sorted(self.random.uniform(0, self.extent.seconds) for _ in plan)
        async with asyncio.TaskGroup() as tasks:
            for at, act in zip(moments, plan, strict=True):
                await asyncio.sleep(max(0.0, begun + at - time.monotonic()))
                tasks.create_task(act())

    async def _notice(self) -> None:
        await self._call("notice", SHARED)

    async def _voice(self) -> None:
        await self._call("announcement", [f"device:{each.id}" for each in self.random.sample(self.voices, VOICES_AT_ONCE)])

    async def _call(self, kind: str, channels: list[str]) -> None:
        shop = self.seeded.shop
        body = {"brand_id": shop["brand_id"], "shop_id": shop["id"], "event": "line_called", "kind": kind, "channels": channels}
        await self.manager.press("call", "/im/calls", body | {"params": WORDS})

    async def _order(self) -> None:
        """Announced until a cook begins, a while later."""
        skus = self.random.sample(self.skus, 2)
        answer = await self.pad.press("order", "/orders", {"lines": [{"sku_id": sku, "quantity": 1} for sku in skus]})
        await asyncio.sleep(self.random.uniform(1, 6))
        for line in answer["order"]["lines"]:
            await self.cook.press("move", f"/kds/lines/{line['id']}/start")
        self.started[answer["order"]["id"]] = time.time()


def rule_key(rule: dict[str, Any]) -> tuple[str, str, str, str]:
    return rule["event"], rule["source"], rule["channel"], rule["kind"]


async def run_announcing(
    seeded: Seeded,
    extent: Extent,
    *,
    seed: int = 1,
    place: str = JOB_BEGUN,
    sabotage: str = "",
    forgets: bool = False,
    promised: float = PROMISED_SECONDS,
    patience_seconds: float = 90,
) -> Run:
    """Processes are killed, or end at the place. `forgets`: a twin whose devices do not know what they have met."""
    random = Random(seed)
    begun = time.monotonic()
    lives = Lives()
    async with AsyncExitStack() as ends:
        ledger = Ledger(seeded.clients / "ledger.db")
        ends.callback(ledger.close)
        redis: RedisEnds | None = None
        if seeded.kind == POSTGRESQL:
            redis = RedisEnds(ends.enter_context(RedisServer()))
            seeded.redis = redis.server.url  # the run's own: others need theirs alive
        hub = HubProcess(seeded, sabotage=sabotage, settings=LEFT_TO_WORKERS if redis else QUIET)
        workers = [WorkerProcess(seeded, f"worker-{number}", sabotage=sabotage, settings=QUIET) for number in (1, 2)] if redis else []
        mortals = [Mortal(each, lives) for each in (hub, *workers)]
        for each in mortals:
            ends.callback(each.process.close)
        await asyncio.gather(*(each.start() for each in mortals))
        address = await ends.enter_async_context(Hub(hub.url, timeout_seconds=5))
        rows = [row for row in seeded.venue["devices"] if row["shop_id"] == seeded.shop["id"]]
        voices = [Voice(address, row, seeded.clients, Random(random.random()), forgets=forgets) for row in rows]
        for voice in voices:
            voice.switch_on()
            ends.push_async_callback(voice.kill)
        await asyncio.gather(*(voice.device.wait_live(within_seconds=30) for voice in voices))
        caller = Caller(seeded, address, ledger, extent, voices, random)
        await caller.set_rules(address)
        await go_through(extent, caller, mortals, redis, voices, random, place)
        await settle(seeded, voices, patience_seconds)
        told = judge_messages(seeded, voices, lives, caller.started, promised)
        for voice in voices:
            await voice.switch_off()
    kills = {"hub": mortals[0].kills} | ({"workers": sum(each.kills for each in mortals[1:])} if workers else {})
    told.errors = [line for line in seeded.log().splitlines() if not is_harmless(line)]
    told.audit = await asyncio.to_thread(seeded.audit) if not sabotage else "clean"
    return Run(
        seeded.kind,
        told,
        kills,
        sum(each.ends_by_itself for each in mortals),
        redis.ends if redis else 0,
        sum(voice.power_cuts for voice in voices),
        caller.retries,
        time.monotonic() - begun,
    )


async def go_through(
    extent: Extent, caller: Caller, mortals: list[Mortal], redis: RedisEnds | None, voices: list[Voice], random: Random, place: str
) -> None:
    """Calls, repeats and ends, then everybody lives."""
    async with asyncio.TaskGroup() as tasks:
        mortal = mortals if extent.hub_dies else mortals[1:]
        dying = [tasks.create_task(each.die_again(Random(random.random()), extent, place)) for each in mortal]
        dying.append(tasks.create_task(cut_again(voices[::3], Random(random.random()), extent.cut_seconds)))
        if redis is not None:
            dying.append(tasks.create_task(redis.end_again(Random(random.random()), extent.life_seconds)))
        await caller.call()
        await asyncio.sleep(min(LONGEST_REPEATS, extent.seconds))
        for work in dying:
            work.cancel()
    if redis is not None:
        await redis.heal()
    for each in mortals:
        await each.live()


async def cut_again(voices: list[Voice], random: Random, every_seconds: float) -> None:
    """Power cuts, at devices that are there: one that is just coming back has nothing to lose."""
    while True:
        await asyncio.sleep(random.expovariate(1 / every_seconds))
        voice = random.choice(voices)
        if voice.device.live:
            await voice.power_cut()


async def settle(seeded: Seeded, voices: list[Voice], patience_seconds: float) -> None:
    """Until nothing waits to be said, and everybody has dealt with what was; what is missing then is for the judge to say."""
    await patiently(lambda: not waiting(seeded), patience_seconds)
    await patiently(lambda: all(voice.idle for voice in voices), 30)
    head = seeded.query(f"select head from stream where name = '{seeded.stream}'")[0][0]
    await patiently(lambda: all(voice.applied(seeded.stream) >= head for voice in voices), 30)
    await patiently(lambda: all(voice.idle for voice in voices), 30)
    for voice in voices:
        voice.keep_channels()
    await patiently(lambda: all_reported(seeded, voices), RECEIPTS_SECONDS)


async def patiently(true: Callable[[], bool], seconds: float) -> None:
    with suppress(TimeoutError):
        await until(true, seconds)


def is_harmless(line: str) -> bool:
    """A line below error, or dramatiq's own word that its Redis is away."""
    return harmless(line) or '"dramatiq.' in line
