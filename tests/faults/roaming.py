"""A house full of devices behind wires that can be pulled: pads whose guests go on ordering, cooks who go on pressing, and screens."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, update

from devices.client import Device, Hub, Problem, Reply, SqliteStore, StillUnsent, new_key
from devices.client.storage import QueuedCommand
from devices.simulator import FaultProxy
from hub.accounts.sessions import open_session
from hub.app import open_database
from hub.im.devices import add_device
from hub.kit.clock import Clock
from hub.kit.columns import Instant
from hub.kit.db import Database, Tx
from hub.kit.errors import Busy, ReadOnly
from hub.live import log
from hub.live.models import events
from hub.settings import read_settings
from hub.venue.rooms import add_room
from hub.venue.schemas import AddRoom
from tests.faults.breakable import until
from tests.faults.guests import ROUNDS_OF_A_GUEST, Buttons, Hasty
from tests.faults.ledger import Ledger
from tests.faults.seeded import Seeded

ANSWER_SECONDS = 0.02
"""What a wire holds back each way, so that there is a moment in which the hub has acted and its answer is still under way."""
PLAY_SECONDS = 600.0
COOKING = ("start", "finish", "serve")
MOST_AT_ONCE = 50
STATIONS: tuple[tuple[str, ...], ...] = ((), ("hot",), ("cold",), ("bar",))
AGE = (
    update(events)
    .where(events.c.stream == bindparam("stream"), events.c.seq <= bindparam("up_to"))
    .values(at=bindparam("then", type_=Instant))
)


class Extent(NamedTuple):
    """How much of it. `gap_seconds` lies between two outages of a device, `pause_seconds` between two orders of a guest.

    `patience_seconds` is how long guests wait for their food, and the judge for devices to catch up.
    """

    orders: int
    pads: int
    screens: int
    gap_seconds: float
    pause_seconds: float
    patience_seconds: float = 20.0


FULL = Extent(1000, 20, 30, gap_seconds=7.0, pause_seconds=0.5)
SMALL = Extent(100, 10, 18, gap_seconds=1.5, pause_seconds=0.15)


class Member(NamedTuple):
    """One device of the house: its token, and the room of a pad."""

    kind: str
    name: str
    id: str
    token: str
    room_id: str | None


def furnish(seeded: Seeded, pads: int, screens: int) -> list[Member]:
    """Pads in rooms of their own, and other screens: kitchens of all stations and of one, cashiers, handhelds, call screens.

    They are written before the hub starts.
    """
    database = open_database(read_settings(seeded.environment, data=str(seeded.folder)), Clock())
    brand_id, shop_id = UUID(seeded.shop["brand_id"]), UUID(seeded.shop["id"])

    def member(tx: Tx, kind: str, number: int, room_id: str | None = None, stations: tuple[str, ...] = ()) -> Member:
        place: dict[str, Any] = {"room_id": UUID(room_id) if room_id else None, "stations": stations}
        made = add_device(tx, brand_id=brand_id, shop_id=shop_id, kind=kind, name=f"{kind} {number}", **place)
        tokens = open_session(tx, kind="device", subject_id=made.id, brand_id=brand_id, access_seconds=86_400)
        return Member(kind, made.name, str(made.id), tokens.access_token, room_id)

    def make(tx: Tx) -> list[Member]:
        rooms = [str(add_room(tx, None, brand_id, shop_id, AddRoom(number=f"F{number}")).id) for number in range(pads)]
        kinds = ("kitchen", "kitchen", "cashier", "handheld", "call_screen")
        others = [kinds[number % len(kinds)] for number in range(screens)]
        kitchens = iter(range(screens))
        return [member(tx, "pad", number, room_id) for number, room_id in enumerate(rooms)] + [
            member(tx, kind, number, stations=STATIONS[next(kitchens) % len(STATIONS)] if kind == "kitchen" else ())
            for number, kind in enumerate(others)
        ]

    try:
        return database.run_now(make)
    finally:
        database.close()


def forget_the_log(seeded: Seeded, up_to: int) -> int:
    """Make the log up to a number older than a hub keeps, and let the hub's own sweep take it; how many events went."""
    database = open_database(read_settings(seeded.environment, data=str(seeded.folder)), Clock())
    try:
        patiently(database, lambda tx: tx.run(AGE, stream=seeded.stream, up_to=up_to, then=tx.now - log.KEEP - timedelta(hours=1)))
        gone = 0
        while some := patiently(database, lambda tx: log.sweep(tx, seeded.stream)):
            gone += some
        return gone
    finally:
        database.close()


def patiently(database: Database, work: Callable[[Tx], int]) -> int:
    """Run it beside a hub that is at work, which may have the database's whole attention for a while."""
    give_up_at = time.monotonic() + 60
    while True:
        try:
            return database.run_now(work)
        except (Busy, ReadOnly):
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.2)


class NewestFirst(SqliteStore):
    """A twin's queue: what was pressed last goes out first."""

    def queued(self) -> list[QueuedCommand]:
        return super().queued()[::-1]


class Roaming:
    """A device behind a wire of its own. What cannot be sent at once stays in its queue and goes out when it is back."""

    def __init__(self, member: Member, proxy: FaultProxy, hub: Hub, ledger: Ledger, store: SqliteStore) -> None:
        self.member = member
        self.proxy = proxy
        self.ledger = ledger
        self.device = Device(hub, member.token, store=store, random=Hasty(), name=member.name, patience_seconds=0.0)
        self.device.sender.on_settled.append(self._settled)
        self.sending = asyncio.Event()
        self.pressed: list[str] = []
        """The keys of its commands, in the order they were made."""
        self.left_behind = 0
        self.answered_again = 0
        """Commands whose first answer was lost: the repeat was answered from the store."""
        self.outages = 0

    @classmethod
    async def on(cls, ends: AsyncExitStack, member: Member, port: int, ledger: Ledger, store: SqliteStore) -> "Roaming":
        """A device that begins to connect, and ends with the block."""
        proxy = await ends.enter_async_context(FaultProxy("127.0.0.1", port))
        proxy.faults.delay_seconds = ANSWER_SECONDS
        hub = await ends.enter_async_context(Hub(proxy.url, timeout_seconds=5))
        ends.callback(store.close)
        made = cls(member, proxy, hub, ledger, store)
        await ends.enter_async_context(made.device)
        return made

    def away(self) -> None:
        """Out of the radio's reach."""
        self.outages += 1
        self.proxy.refuse(True)
        self.proxy.cut()

    def back(self) -> None:
        self.proxy.refuse(False)

    async def drop(self, seconds: float) -> None:
        """Away for so long."""
        self.away()
        try:
            await asyncio.sleep(seconds)
        finally:
            self.back()

    async def press(self, what: str, path: str, body: Any = None, note: str = "") -> None:
        """Send, or leave it in the queue."""
        key = new_key()
        self.pressed.append(key)
        self.ledger.ask(key, self.member.id, what, path, body, note)
        self.sending.set()
        try:
            reply = await self.device.commands.write("POST", path, body, key=key)
        except StillUnsent:
            self.left_behind += 1
        except Problem as refusal:
            self.ledger.refused(key, refusal.code)
        else:
            self.ledger.answered(key, reply.body)
        finally:
            self.sending.clear()

    def _settled(self, command: QueuedCommand, answer: Reply | Problem) -> None:
        """A command from the queue has its answer."""
        if isinstance(answer, Problem):
            self.ledger.refused(command.key, answer.code)
            return
        self.answered_again += answer.replayed
        self.ledger.answered(command.key, answer.body)


class Course:
    """The orders that all guests together place: who may place the next one, and how far things are."""

    def __init__(self, wanted: int, skus: list[str]) -> None:
        self.wanted = wanted
        self.skus = skus
        self.begun = 0

    def next(self) -> int | None:
        """The number of the next order; None when all are placed."""
        if self.begun >= self.wanted:
            return None
        self.begun += 1
        return self.begun

    async def reach(self, share: float) -> None:
        """Wait until this share of the orders is begun."""
        await until(lambda: self.begun / self.wanted >= share, PLAY_SECONDS, f"{share:.0%} of the orders")


class Guests:
    """Those who sit in a pad's room, one party after the other: they order whether the pad is connected or not."""

    def __init__(self, pad: Roaming, desk: Buttons, course: Course, extent: Extent, random: Random) -> None:
        self.pad, self.desk, self.course, self.random = pad, desk, course, random
        self.extent = extent

    async def eat(self) -> None:
        """Until all orders are placed."""
        await self._sit_down()
        rounds = 0
        while (number := self.course.next()) is not None:
            if rounds == ROUNDS_OF_A_GUEST:
                await self._leave(rounds)
                await self._sit_down()
                rounds = 0
            await (self._order_out_of_reach(number) if rounds == 1 else self._order(number))
            rounds += 1
            await asyncio.sleep(self.random.uniform(0, 2 * self.extent.pause_seconds))

    async def _order(self, number: int) -> None:
        note = f"order {number:05d}"
        skus = [self.course.skus[(number + step) % len(self.course.skus)] for step in range(3)]
        body = {"lines": [{"sku_id": sku, "quantity": 1, "note": note} for sku in skus]}
        await self.pad.press("order", "/orders", body, note)

    async def _order_out_of_reach(self, number: int) -> None:
        """Of every party one round, so that no pad is left out by chance."""
        self.pad.away()
        await self._order(number)
        self.pad.back()

    async def _sit_down(self) -> None:
        await self.desk.press("open", f"/rooms/{self.pad.member.room_id}/open", {"guests": 2})

    async def _leave(self, rounds: int) -> None:
        """When everything has come, if it comes."""
        device = self.pad.device

        def eaten() -> bool:
            lines = device.board.lines.values()
            return device.sender.unsent == 0 and len(lines) >= 3 * rounds and all(line["state"] == "served" for line in lines)

        with contextlib.suppress(TimeoutError):
            await until(eaten, self.extent.patience_seconds)
        await until(lambda: device.sender.unsent == 0, 60, f"{device.name} has sent everything")
        await self.desk.press("clean", f"/rooms/{self.pad.member.room_id}/clean")


class Cook:
    """Starts, finishes and serves what its screen shows of its share of the orders; in this order, connected or not."""

    def __init__(self, screen: Roaming, turn: int, cooks: int) -> None:
        self.screen, self.turn, self.cooks = screen, turn, cooks
        self.done: set[str] = set()

    async def cook(self) -> None:
        """Until cancelled."""
        while True:
            if ids := self._waiting()[:MOST_AT_ONCE]:
                self.done.update(ids)
                for action in COOKING:
                    body = {"action": action, "line_ids": ids, "partial": True}
                    await self.screen.press("moves", "/kds/lines/transitions", body)
            await asyncio.sleep(0.05)

    def _waiting(self) -> list[str]:
        """Lines that nobody has begun."""
        lines = self.screen.device.board.lines.values()
        placed = (line for line in lines if line["state"] == "placed" and line["id"] not in self.done and line["note"].startswith("order "))
        return [line["id"] for line in placed if int(line["note"].removeprefix("order ")) % self.cooks == self.turn]
