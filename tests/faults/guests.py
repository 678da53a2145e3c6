"""Who presses the buttons while the hub dies: guests at pads, a cashier who turns rooms over, a cook. All keep what they asked for."""

import asyncio
from pathlib import Path
from random import Random
from typing import Any

from devices.client import Commands, Hub, Problem, Sender, SqliteStore, new_key
from devices.client.identity import Identity
from tests.faults.ledger import Ledger
from tests.faults.seeded import Seeded

PATIENCE_SECONDS = 120.0
ROUNDS_OF_A_GUEST = 3


class Hasty(Random):
    """Waits a tenth of what a device would: a test has no venue's network to spare, and the kills come faster than in life."""

    def uniform(self, a: float, b: float) -> float:
        return super().uniform(a, b) / 10


class Buttons:
    """The commands of one device, each with a key that is stored before the first send, and noted in the ledger."""

    def __init__(self, hub: Hub, device: dict[str, Any], ledger: Ledger, folder: Path) -> None:
        self.ledger = ledger
        self.device = str(device["id"])
        self.store = SqliteStore(folder / f"buttons-{device['id']}.db")
        identity = Identity(hub, device["access_token"], device["refresh_token"])
        self.sender = Sender(identity, self.store, random=Hasty(), patience_seconds=PATIENCE_SECONDS)
        self.commands = Commands(self.sender)

    async def press(self, what: str, path: str, body: Any = None, note: str = "") -> Any:
        """Send until there is an answer; None when the hub refuses."""
        key = new_key()
        self.ledger.ask(key, self.device, what, path, body, note)
        try:
            reply = await self.commands.write("POST", path, body, key=key)
        except Problem as refusal:
            self.ledger.refused(key, refusal.code)
            return None
        self.ledger.answered(key, reply.body)
        return reply.body

    async def repeat(self, every: int) -> list[str]:
        """Send every so manieth answered command once more; those that are not answered from the store, with the same answer."""
        wrong = []
        for asked in self.ledger.of_device(self.device)[::every]:
            if asked.answer is None:
                continue
            reply = await self.sender.identity.request("POST", asked.path, body=asked.body, headers={"Idempotency-Key": asked.key})
            if not (reply.ok and reply.replayed and reply.body == asked.answer):
                wrong.append(f"{asked.what} {asked.key}: {reply.status} {reply.code or reply.headers}")
        return wrong


class Kitchen:
    """A cook who starts the first line of every order and finishes every third; numbers move on the call screen."""

    def __init__(self, buttons: Buttons) -> None:
        self.buttons = buttons
        self.waiting: asyncio.Queue[str | None] = asyncio.Queue()
        self.count = 0

    async def cook(self) -> None:
        """Until somebody puts None."""
        while (line_id := await self.waiting.get()) is not None:
            self.count += 1
            started = await self.buttons.press("move", f"/kds/lines/{line_id}/start")
            if started is not None and self.count % 3 == 0:
                await self.buttons.press("move", f"/kds/lines/{line_id}/finish")


class Orders:
    """So many orders of three lines, by pads that each stand in a room of their own, one after the other at each pad."""

    def __init__(self, seeded: Seeded, hub: Hub, ledger: Ledger, wanted: int, pads: int = 4) -> None:
        self.ledger = ledger
        self.wanted = wanted
        self.begun = 0
        self.done = 0
        self.allowed = wanted
        self._news = asyncio.Condition()
        found = seeded.devices("pad")[:pads]
        self.pads = [(Buttons(hub, pad, ledger, seeded.clients), seeded.room_id(pad["room"])) for pad in found]
        self.cashier = Buttons(hub, seeded.device("Cashier 2"), ledger, seeded.clients)
        self.kitchen = Kitchen(Buttons(hub, seeded.device("Pass"), ledger, seeded.clients))
        self.skus: list[str] = []

    async def look_at_the_menu(self) -> None:
        """Everything that can be ordered without choosing something."""
        menu = await self.pads[0][0].commands.menu()
        items = [item for item in menu.items if not any(option["min"] for option in item.options)]
        self.skus = [item.sku_id for item in items if not item.sold_out]

    @property
    def everybody(self) -> list[Buttons]:
        return [self.cashier, self.kitchen.buttons, *(pad for pad, _ in self.pads)]

    @property
    def retries(self) -> int:
        """How often a command was sent again."""
        return sum(buttons.sender.retries for buttons in self.everybody)

    async def repeat(self, every: int) -> list[str]:
        """See `Buttons.repeat`, for everybody at once."""
        return [wrong for found in await asyncio.gather(*(buttons.repeat(every) for buttons in self.everybody)) for wrong in found]

    async def run(self) -> None:
        """Until all orders are answered and all moves are made."""
        cooking = asyncio.create_task(self.kitchen.cook())
        try:
            await asyncio.gather(*(self._guests(buttons, room_id) for buttons, room_id in self.pads))
            self.kitchen.waiting.put_nowait(None)
            await cooking
        finally:
            cooking.cancel()

    async def reach(self, done: int) -> None:
        """Wait until so many orders are answered."""
        async with self._news:
            await self._news.wait_for(lambda: self.done >= min(done, self.wanted))

    async def allow(self, begun: int) -> None:
        """Let the pads begin so many orders in all, and no more for now."""
        async with self._news:
            self.allowed = begun
            self._news.notify_all()

    async def _may_begin(self) -> bool:
        """Take the next order's turn; False when all are begun."""
        async with self._news:
            await self._news.wait_for(lambda: self.begun < self.allowed or self.begun >= self.wanted)
            if self.begun >= self.wanted:
                return False
            self.begun += 1
            self._news.notify_all()
            return True

    async def _guests(self, pad: Buttons, room_id: str) -> None:
        rounds = 0
        while await self._may_begin():
            await self._order(pad, self.begun)
            rounds += 1
            if rounds % ROUNDS_OF_A_GUEST == 0:
                await self.cashier.press("clean", f"/rooms/{room_id}/clean")
                await self.cashier.press("open", f"/rooms/{room_id}/open", {"guests": 2})

    async def _order(self, pad: Buttons, number: int) -> None:
        note = f"order {number:05d}"
        skus = [self.skus[(number + step) % len(self.skus)] for step in range(3)]
        body = {"lines": [{"sku_id": sku, "quantity": 1, "note": note} for sku in skus]}
        answer = await pad.press("order", "/orders", body, note)
        if answer is not None:
            self.kitchen.waiting.put_nowait(answer["order"]["lines"][-1]["id"])
        async with self._news:
            self.done += 1
            self._news.notify_all()
