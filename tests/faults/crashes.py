"""F2: one pad that orders without a pause while its hub ends at one place in the code, once in each life."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

from devices.client import Hub, Silence, new_key
from devices.client.http import Reply
from tests.faults.hubs import HubProcess, armed
from tests.faults.screens import Screen
from tests.faults.seeded import Seeded

BEFORE_THE_COMMIT = {"before_begin", "after_effect", "before_commit"}
PLACED = "orders.order_placed"


@dataclass
class Command:
    """One order with its key, as raw HTTP: nothing here sends again by itself."""

    device: dict[str, str]
    lines: list[dict[str, object]]
    key: str = field(default_factory=new_key)
    note: str = ""

    async def send(self, hub: Hub, *, another_body: bool = False, key: str | None = None) -> Reply:
        """Once.

        Raises:
            Silence: the hub ended before it answered.
        """
        lines = [line | {"note": self.note + (" too" if another_body else "")} for line in self.lines]
        headers = {} if key == "" else {"Idempotency-Key": key or self.key}
        return await hub.request("POST", "/orders", token=self.device["access_token"], body={"lines": lines}, headers=headers)


class Pad:
    """Makes commands that can be told apart afterwards."""

    def __init__(self, seeded: Seeded, skus: list[str], name: str = "Pad 801") -> None:
        self.seeded = seeded
        self.device = seeded.device(name)
        self.skus = skus[:3]
        self.commands: list[Command] = []

    def command(self) -> Command:
        made = Command(self.device, [{"sku_id": sku, "quantity": 1} for sku in self.skus], note=f"order {len(self.commands) + 1:05d}")
        self.commands.append(made)
        return made


async def skus_of(seeded: Seeded, hub: Hub) -> list[str]:
    """What can be ordered without choosing something."""
    menu = (await hub.request("GET", "/menu", token=seeded.device("Pad 801")["access_token"])).body
    items = [item for category in menu["categories"] for item in category["items"]]
    return [item["sku_id"] for item in items if not item["sold_out"] and not any(option["min"] for option in item["options"])]


async def send_until_it_ends(hub: HubProcess, address: Hub, pad: Pad, most: int = 200) -> Command | None:
    """Order after order; the one that got no answer, or None when the hub ended between two.

    Raises:
        AssertionError: the hub lives on.
    """
    for _ in range(most):
        command = pad.command()
        try:
            reply = await command.send(address)
        except Silence:
            await hub.ended()
            return command
        assert reply.status == 201, reply.body
        if not hub.alive:
            return None
    raise AssertionError(f"{most} orders, and the hub has not come by the place")


def lines_of(seeded: Seeded, command: Command) -> int:
    """How many lines of a command stand in the table."""
    return int(seeded.query(f"select count(*) from order_line where note = '{command.note}'")[0][0])


def events_of(seeded: Seeded, key: str) -> list[str]:
    """The types of the events that a command has caused."""
    return [kind for (kind,) in seeded.query(f"select type from event where cause = '{key}' order by seq")]


async def until_answered(command: Command, address: Hub, within_seconds: float = 30.0) -> Reply:
    """Send the same again until there is an answer, as a device does."""
    async with asyncio.timeout(within_seconds):
        while True:
            try:
                reply = await command.send(address)
            except Silence:
                await asyncio.sleep(0.02)
                continue
            if reply.status < 500 and reply.code != "request_in_progress":
                return reply
            await asyncio.sleep(0.02)


@asynccontextmanager
async def screens_on(seeded: Seeded, address: Hub, *names: str) -> AsyncIterator[list[Screen]]:
    """Live screens by name."""
    screens = [Screen(address, seeded.device(name), seeded.clients) for name in names]
    for screen in screens:
        screen.switch_on()
    try:
        for screen in screens:
            await screen.device.wait_live(within_seconds=30)
        yield screens
    finally:
        for screen in screens:
            await screen.kill()


class Arrivals:
    """When a screen applied the event of each command."""

    def __init__(self, screen: Screen) -> None:
        self.at: dict[str, float] = {}
        self._news = asyncio.Event()
        screen.device.on_event(lambda event: self._note(event.cause or ""))

    def _note(self, cause: str) -> None:
        self.at.setdefault(cause, time.monotonic())
        self._news.set()

    async def of(self, key: str, within_seconds: float) -> float:
        """The moment, waited for.

        Raises:
            TimeoutError: it did not come.
        """
        async with asyncio.timeout(within_seconds):
            while key not in self.at:
                self._news.clear()
                await self._news.wait()
        return self.at[key]


async def run_beside_another(seeded: Seeded, place: str, *, ends: int) -> list[float]:
    """One hub takes orders and ends at a place, so many times; the screens are at another hub, which also gets the repeats.

    The seconds from each end to the event on each of those screens, for orders that were committed when the hub ended.

    Raises:
        AssertionError: an order was done twice, not at all, or answered otherwise than a repeat must be.
    """
    random = Random(place)
    taking = HubProcess(seeded, folder=seeded.folder / "taking")
    showing = HubProcess(seeded, folder=seeded.folder / "showing")
    seen: list[float] = []
    met = 0
    try:
        await asyncio.gather(taking.start(), showing.start())
        async with (
            Hub(taking.url, timeout_seconds=5) as first,
            Hub(showing.url, timeout_seconds=5) as second,
            screens_on(seeded, first, "Hot 1", "Call screen"),
            screens_on(seeded, second, "Pass", "Cashier 1") as screens,
        ):
            pad = Pad(seeded, await skus_of(seeded, first))
            arrivals = [Arrivals(screen) for screen in screens]
            while met < ends:
                taking.kill()
                if not await taking.start(armed(place, random)):
                    continue
                command = await send_until_it_ends(taking, first, pad)
                ended = await taking.ended()
                if command is not None:
                    found = await one_end(seeded, command, arrivals, second, ended)
                    if bool(found) == (place not in BEFORE_THE_COMMIT):  # else it was a note of the hub's own that met the place
                        met += 1
                        seen += found
    finally:
        taking.close()
        showing.close()
    return seen


async def one_end(seeded: Seeded, command: Command, arrivals: list[Arrivals], second: Hub, ended: float) -> list[float]:
    """What became of the command in hand, and that its repeat at the other hub is answered as it must be."""
    committed = lines_of(seeded, command) > 0
    seen = [await arrival.of(command.key, 30) - ended for arrival in arrivals] if committed else []
    reply = await until_answered(command, second)
    assert (reply.status, reply.replayed) == (201, committed)
    for arrival in arrivals:
        await arrival.of(command.key, 30)
    assert events_of(seeded, command.key).count(PLACED) == 1
    assert lines_of(seeded, command) == len(command.lines)
    return seen
