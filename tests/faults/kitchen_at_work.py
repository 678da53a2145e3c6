"""A kitchen that works at an even pace, and what screens that listen see of it: how long from the button to each of them."""

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from devices.client import Hub, new_key
from hub.accounts.sessions import open_session
from hub.app import open_database
from hub.im.devices import add_device
from hub.kit.clock import Clock
from hub.kit.db import Tx
from hub.settings import read_settings
from hub.tables import TABLES
from tests.faults.breakable import share
from tests.faults.crashes import skus_of
from tests.faults.hubs import HubProcess
from tests.faults.listening import Listener
from tests.faults.seeded import Seeded

LINES = 10
"""In one order; each further command moves all of them, so it makes as many events."""
KITCHEN_EVENTS = ("orders.order_placed", "kds.line_moved")
shop = TABLES["shop"]
BRAND = (
    select(shop.c.brand_id).where(shop.c.id == bindparam("shop_id")).execution_options(any_tenant="a test looks for the venue's own brand")
)


class Kitchen:
    """Orders that are placed and moved at an even pace, and when each command was sent."""

    def __init__(self, seeded: Seeded, hub: Hub, per_second: float) -> None:
        self.per_second = per_second
        self.seeded = seeded
        self.hub = hub
        self.sent: dict[str, float] = {}
        self.pad = seeded.device("Pad 801")
        self.cook = seeded.device("Pass")
        self.cashier = seeded.device("Cashier 1")
        self.skus: list[str] = []

    async def work(self, seconds: float, enough: Callable[[], bool] = lambda: False) -> None:
        """Place, start, finish, serve; again and again, so long or until it is enough."""
        self.skus = self.skus or await skus_of(self.seeded, self.hub)
        loop = asyncio.get_running_loop()
        next_at = loop.time()
        ends, orders, lines = next_at + seconds, 0, []
        actions: list[str] = []
        while loop.time() < ends and not enough():
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
            next_at += 1 / self.per_second
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
    found = delays_of(seeded, kitchen, screens)
    return measured(found, growth_mib, len(found) // len(screens))


def measured(delays: list[float], growth_mib: float, events: int) -> Measured:
    return Measured(events, growth_mib, share(delays, 0.5), share(delays, 0.99), max(delays))


def delays_of(seeded: Seeded, kitchen: Kitchen, screens: list[Listener], after: int = 0) -> list[float]:
    """How long each event of this kitchen was on its way to each screen; `after`: where in the stream it began."""
    rows = seeded.query(f"select seq, cause, type from event where seq > {after:d} order by seq")
    caused = [(seq, kitchen.sent[cause]) for seq, cause, kind in rows if cause in kitchen.sent and kind in KITCHEN_EVENTS]
    numbers = [seq for seq, _ in caused]
    delays: list[float] = []
    for screen in screens:
        arrivals = screen.arrivals(numbers)
        assert len(arrivals) == len(numbers), "a screen lacks the end"
        delays += [at - sent for at, (_, sent) in zip(arrivals, caused, strict=True)]
    return delays


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
