"""Everybody in the house with an open socket, and what each of them was sent, byte for byte."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import UUID

import msgspec
from websockets.asyncio.client import ClientConnection

from hub.accounts import sessions
from hub.im.devices import add_device
from hub.kit.db import Tx
from tests.live.feeding import at_rest, feed
from tests.live.plain import framed, greeting, opening
from tests.venues import Client, Venue

BOUND = {
    "speaker 801": ("speaker", "801", ()),
    "speaker hot": ("speaker", None, ("hot",)),
    "printer hot": ("printer", None, ("hot",)),
    "printer 802": ("printer", "802", ()),
    "kitchen bar": ("kitchen", None, ("bar",)),
}
"""Devices that a venue of the tests does not have by itself."""

HEARS: dict[str, set[str]] = {
    "kitchen:hot": {"kitchen", "kitchen hot", "cook", "speaker hot", "printer hot"},
    "kitchen:cold": {"kitchen", "kitchen cold", "cook"},
    "kitchen:bar": {"kitchen", "kitchen bar", "cook"},
    "call": {"call", "speaker"},
    "cashier": {"cashier 1", "cashier 2", "cashier", "printer"},
    "handheld": {"handheld 1", "handheld 2", "waiter"},
    "office": {"manager", "owner"},
    "801": {"pad 801", "pad 801 b", "speaker 801"},
    "802": {"pad 802", "printer 802"},
    "803": {"pad 803"},
    "804": set(),
}
"""Who belongs to which channel, in the words of protocol §1; a room by its number."""
EVERYBODY = set().union(*HEARS.values(), {"cleaner"})
NEXT_DOOR = ("pad 801", "kitchen", "call", "cashier 1", "handheld 1", "manager", "cook", "waiter")


class Told(msgspec.Struct):
    """One event that somebody was sent: its frame, and who was sent it how often."""

    frame: dict[str, Any]
    text: bytes
    who: dict[str, int]

    @property
    def type(self) -> str:
        return str(self.frame["type"])

    @property
    def data(self) -> dict[str, Any]:
        return dict(self.frame["data"])


class House:
    """A venue with its sockets, and the shop next door of the same brand."""

    def __init__(self, venue: Venue, next_door: Venue) -> None:
        self.venue, self.next_door = venue, next_door
        self.sockets: dict[str, ClientConnection] = {}
        self.since_last: dict[str, list[bytes]] = {}

    def channel(self, name: str) -> str:
        """`801` as the channel of that room; others are called as they are."""
        return f"room:{self.venue.rooms[name]}" if name in self.venue.rooms else name

    async def told(self, *but: str) -> list[Told]:
        """All events since the last time, in the order of their numbers; those of types in `but` are left out.

        Whoever gets one that is not for everybody is named; one number with two texts is a failure here.
        """
        (last,) = feed(self.venue, 1, ["all"])
        (last_next_door,) = feed(self.next_door, 1, ["all"])
        found: dict[tuple[str, int], Told] = {}
        for name, socket in self.sockets.items():
            end = (self.venue.stream, last) if name in EVERYBODY else (self.next_door.stream, last_next_door)
            for text in await read_to(socket, *end):
                frame = json.loads(text)
                each = found.setdefault((frame["stream"], frame["seq"]), Told(frame, text, {}))
                assert each.text == text, f"{name} was sent other bytes"
                each.who[name] = each.who.get(name, 0) + 1
        return [found[key] for key in sorted(found) if found[key].type not in but]

    async def quiet(self) -> None:
        """Forget what came so far, and wait until everybody's coming is written."""
        await at_rest(self.venue, len(EVERYBODY))
        await at_rest(self.next_door, len(NEXT_DOOR))
        await self.told()


async def read_to(socket: ClientConnection, stream: str, last: int) -> list[bytes]:
    """The texts of the events before this number, which everybody of the stream hears."""
    found: list[bytes] = []
    while True:
        text = await asyncio.wait_for(socket.recv(decode=False), 30)
        frame = json.loads(text)
        if frame["t"] == "ping":
            await socket.send(framed(t="pong", now=""))
        if frame["t"] != "event":
            continue
        if (frame["stream"], frame["seq"]) == (stream, last):
            return found
        found.append(text)


def who_hear(channels: Iterable[str]) -> set[str]:
    return set().union(*(HEARS[channel] for channel in channels))


def add_bound(venue: Venue) -> None:
    """Speakers and printers that stand somewhere, and the screen of the bar."""

    def work(tx: Tx) -> None:
        for name, (kind, room, stations) in BOUND.items():
            place = None if room is None else UUID(venue.rooms[room])
            made = add_device(tx, brand_id=venue.brand_id, shop_id=venue.shop_id, kind=kind, name=name, room_id=place, stations=stations)
            tokens = sessions.open_session(tx, kind="device", subject_id=made.id, brand_id=venue.brand_id)
            venue.clients[name] = Client(venue.http, tokens.access_token, str(made.id))

    venue.running.database.run_now(work)


@asynccontextmanager
async def watched(venue: Venue, next_door: Venue) -> AsyncIterator[House]:
    """Everybody says hello; the doors are opened when all of that is over."""
    house = House(venue, next_door)
    add_bound(venue)
    async with AsyncExitStack() as stack:

        async def enter(name: str, shop: Venue, who: str) -> None:
            ws = house.sockets[name] = await stack.enter_async_context(opening(venue.running))
            await ws.send(greeting(shop[who].token, **({"shop_id": str(shop.shop_id)} if who == "owner" else {})))
            assert json.loads(await ws.recv())["t"] == "welcome"

        for name in sorted(EVERYBODY):
            await enter(name, venue, name)
        for name in NEXT_DOOR:
            await enter(f"next door: {name}", next_door, name)
        await house.quiet()
        yield house
