"""F13: screens that read slowly or not at all. They are paused, fed from the log, closed after ten seconds; nobody else waits for them."""

import asyncio
import json
import os
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from sqlalchemy import bindparam, select

from devices.client import Device, Hub, new_key
from devices.simulator import FaultProxy
from hub.accounts.sessions import open_session
from hub.app import open_database
from hub.im.devices import add_device
from hub.kit.clock import Clock
from hub.kit.db import Tx
from hub.settings import read_settings
from hub.tables import TABLES
from tests.faults.breakable import LONG, figures, share, until
from tests.faults.crashes import skus_of
from tests.faults.hubs import HubProcess
from tests.faults.listening import Listener
from tests.faults.seeded import Seeded

SCREENS, SLOW = (500, 25) if LONG else (36, 4)
COMMANDS_PER_SECOND, QUIET_SECONDS, SLOW_SECONDS = (10.0, 15.0, 30.0) if LONG else (5.0, 6.0, 17.0)
LINES = 10
"""In one order; each further command moves all of them, so it makes as many events."""
PAGES = 4
READS_PER_SECOND = 1_000
RISE, ALLOWED_SECONDS = 1.2, 0.020 if LONG else 0.080
GROWTH_MIB = 64.0
CAUGHT_UP_SECONDS = 30.0


# Many screens and some slow ones, at a hub that is a process of its own

KITCHEN_EVENTS = ("orders.order_placed", "kds.line_moved")
shop = TABLES["shop"]
BRAND = (
    select(shop.c.brand_id).where(shop.c.id == bindparam("shop_id")).execution_options(any_tenant="a test looks for the venue's own brand")
)


class Kitchen:
    """Orders that are placed and moved at an even pace, and when each command was sent."""

    def __init__(self, seeded: Seeded, hub: Hub) -> None:
        self.seeded = seeded
        self.hub = hub
        self.sent: dict[str, float] = {}
        self.pad = seeded.device("Pad 801")
        self.cook = seeded.device("Pass")
        self.cashier = seeded.device("Cashier 1")
        self.skus: list[str] = []

    async def work(self, seconds: float) -> None:
        """Place, start, finish, serve; again and again."""
        self.skus = self.skus or await skus_of(self.seeded, self.hub)
        loop = asyncio.get_running_loop()
        next_at = loop.time()
        ends, orders, lines = next_at + seconds, 0, []
        actions: list[str] = []
        while loop.time() < ends:
            if not actions:
                orders += 1
                if orders % 4 == 0:
                    await self._next_guest()
                body = {"lines": [{"sku_id": self.skus[n % len(self.skus)], "quantity": 1} for n in range(LINES)]}
                answer = await self._send(self.pad, "/orders", body)
                lines = [line["id"] for line in answer["order"]["lines"][-LINES:]]
                actions = ["start", "finish", "serve"]
            else:
                await self._send(self.cook, "/kds/lines/transitions", {"action": actions.pop(0), "line_ids": lines})
            next_at += 1 / COMMANDS_PER_SECOND
            await asyncio.sleep(max(0.0, next_at - loop.time()))

    async def _next_guest(self) -> None:
        room = self.seeded.room_id("801")
        await self._send(self.cashier, f"/rooms/{room}/clean", None)
        await self._send(self.cashier, f"/rooms/{room}/open", {"guests": 2})

    async def _send(self, who: dict[str, Any], path: str, body: Any) -> Any:
        key = new_key()
        self.sent[key] = time.monotonic()
        reply = await self.hub.request("POST", path, token=who["access_token"], body=body, headers={"Idempotency-Key": key})
        assert reply.ok, reply.body
        return reply.body


class Measured(NamedTuple):
    """What the screens that read saw of one run."""

    events: int
    growth_mib: float
    p50: float
    p99: float
    slowest: float


def more_devices(seeded: Seeded, many: int) -> list[str]:
    """Tokens of kitchen screens that the demo venue does not have, made before the hub starts."""
    database = open_database(read_settings(seeded.environment, data=str(seeded.folder)), Clock())
    shop_id = UUID(seeded.shop["id"])

    def add(tx: Tx) -> list[str]:
        brand_id = tx.query(BRAND, shop_id=shop_id)[0].brand_id
        made = [add_device(tx, brand_id=brand_id, shop_id=shop_id, kind="kitchen", name=f"more {number}").id for number in range(many)]
        return [open_session(tx, kind="device", subject_id=each, brand_id=brand_id, access_seconds=86_400).access_token for each in made]

    try:
        return database.run_now(add)
    finally:
        database.close()


def measure(seeded: Seeded, kitchen: Kitchen, screens: list[Listener], growth_mib: float) -> Measured:
    """From the button to each screen."""
    rows = seeded.query("select seq, cause, type from event order by seq")
    caused = [(seq, kitchen.sent[cause]) for seq, cause, kind in rows if cause in kitchen.sent and kind in KITCHEN_EVENTS]
    numbers = [seq for seq, _ in caused]
    delays = []
    for screen in screens:
        arrivals = screen.arrivals(numbers)
        assert len(arrivals) == len(numbers), "a screen lacks the end"
        delays += [at - sent for at, (_, sent) in zip(arrivals, caused, strict=True)]
    return Measured(len(numbers), growth_mib, share(delays, 0.5), share(delays, 0.99), max(delays))


class Memory:
    """The most that a process has held while the block ran, in MiB above what it held before (Linux; 0 elsewhere)."""

    def __init__(self, hub: HubProcess) -> None:
        assert hub.process is not None
        self.statm = Path(f"/proc/{hub.process.pid}/statm")
        self.growth = 0.0

    def now(self) -> float:
        try:
            return int(self.statm.read_text("utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
        except OSError:
            return 0.0

    async def __aenter__(self) -> "Memory":
        self._watching = asyncio.create_task(self._watch(self.now()))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._watching.cancel()

    async def _watch(self, before: float) -> None:
        while True:
            self.growth = max(self.growth, self.now() - before)
            await asyncio.sleep(0.1)


async def run_with(hub: HubProcess, address: Hub, tokens: list[str], seconds: float) -> Measured:
    """Let the kitchen work while screens listen; what those saw."""
    seeded = hub.seeded
    screens = [await Listener.open(hub.url, token) for token in tokens for _ in range(PAGES)]
    try:
        kitchen = Kitchen(seeded, address)
        async with Memory(hub) as memory:
            await kitchen.work(seconds)
        last = seeded.query("select max(seq) from event where type in ('orders.order_placed', 'kds.line_moved')")[0][0]
        await until(lambda: all(screen.heard and screen.heard[-1][1] >= last for screen in screens), 20, "everything heard")
        assert not any(screen.lost for screen in screens)
        return measure(seeded, kitchen, screens, memory.growth)
    finally:
        for screen in screens:
            screen.close()


async def caught_up(seeded: Seeded, device: Device, within_seconds: float) -> None:
    """Wait until a device shows what the hub would show it."""
    assert device.welcome is not None
    channels = set(device.welcome.channels)
    rows = seeded.query("select seq, channels from event order by seq")
    last = max(seq for seq, heard_in in rows if channels & set(json.loads(heard_in)))
    await device.wait_applied(last, within_seconds=within_seconds)
    assert device.board.differences(await device.fresh_board()) == []
    assert device.record.applied_twice == 0


@pytest.mark.timeout(300)
async def test_nobody_waits_for_the_slow_ones(seeded_sqlite: Seeded) -> None:
    seeded, hub = seeded_sqlite, HubProcess(seeded_sqlite)
    tokens = more_devices(seeded, (SCREENS + SLOW + PAGES - 1) // PAGES + 1)
    quick, slow = tokens[: SCREENS // PAGES], tokens[SCREENS // PAGES :]
    async with AsyncExitStack() as ends:
        ends.callback(hub.close)
        await hub.start()
        address = await ends.enter_async_context(Hub(hub.url))
        proxy = await ends.enter_async_context(FaultProxy("127.0.0.1", hub.port, buffer_bytes=4096))
        far = await ends.enter_async_context(Hub(address.url, stream_url=proxy.url.replace("http", "ws") + "/api/v1/stream"))
        await run_with(hub, address, quick[:1], 2.0)  # so that nothing is cold in the first run
        alone = await run_with(hub, address, quick, QUIET_SECONDS)

        devices = [Device(far, slow[number // PAGES], name=f"slow {number}") for number in range(SLOW)]
        for device in devices:
            await ends.enter_async_context(device)
        for device in devices:
            await device.wait_live(within_seconds=30)
        proxy.faults.bytes_per_second = READS_PER_SECOND
        together = await run_with(hub, address, quick, SLOW_SECONDS)
        behind = seeded.query("select max(seq) from event")[0][0] - max(device.applied for device in devices)
        proxy.faults.bytes_per_second = None
        since = time.monotonic()
        for device in devices:
            await caught_up(seeded, device, CAUGHT_UP_SECONDS + 10)
        caught_up_after = time.monotonic() - since
        closes = [sum(device.count.closes.get(code, 0) for code in (4101, 1006)) for device in devices]
    figures(
        "slow screens",
        screens=len(quick) * PAGES,
        slow=SLOW,
        events=together.events,
        p99_alone=alone.p99,
        p99_together=together.p99,
        growth_mib_alone=alone.growth_mib,
        growth_mib_together=together.growth_mib,
        closed=sum(closes),
        behind=behind,
        caught_up_after=caught_up_after,
    )
    assert all(closes), f"the fault did not happen at each: {closes}"
    assert behind > LINES
    assert together.p99 <= alone.p99 * RISE + ALLOWED_SECONDS
    assert together.growth_mib <= GROWTH_MIB
    assert caught_up_after <= CAUGHT_UP_SECONDS
