"""Hello, snapshot, events: whatever is committed in between, snapshot + later events = the board. And a cursor never skips."""

import asyncio
import json
from random import Random
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from devices.client.board import Board
from tests.live.feeding import feed
from tests.live.plain import greeting, opening, received
from tests.orders.log import everything_said
from tests.running import RunningHub
from tests.venues import Venue

SCREENS = {
    "pad 801": "pad",
    "pad 802": "pad",
    "kitchen": "kitchen",
    "kitchen hot": "kitchen",
    "call": "call_screen",
    "cashier 1": "cashier",
    "handheld 1": "handheld",
    "manager": "manager",
}
ROUNDS = 8


class Hands:
    """Guests and cooks who go on until they are told to stop."""

    def __init__(self, venue: Venue, chance: Random) -> None:
        self.venue, self.chance = venue, chance
        self.lines: list[dict[str, Any]] = []
        self.stop = False

    async def work(self, acts: int) -> None:
        while acts and not self.stop:
            acts -= 1
            await self.chance.choice((self.place, self.place, self.move, self.move, self.move, self.tidy))()

    async def place(self) -> None:
        who, where = self.chance.choice(
            [("pad 801", {}), ("pad 802", {}), ("cashier 1", {"wristband": self.venue.wristbands[0]})],
        )
        dishes = self.chance.choices(("dumplings", "salad", "tea"), k=self.chance.randint(1, 3))
        answer = await self.venue[who].post("/orders", {"lines": self.venue.lines(*dishes)} | where)
        if answer.status_code == 201:
            self.lines = (self.lines + answer.json()["order"]["lines"])[-12:]

    async def move(self) -> None:
        if self.lines:
            line = self.chance.choice(self.lines)
            await self.venue.act(line, self.chance.choice(("start", "finish", "call", "serve", "cancel")))

    async def tidy(self) -> None:
        room = self.venue.rooms["802"]
        await self.venue["manager"].post(f"/rooms/{room}/clean")
        await self.venue["manager"].post(f"/rooms/{room}/open", {"guests": 2})


async def read_to(ws: ClientConnection, last: int) -> list[dict[str, Any]]:
    """The events up to this number, which everybody hears."""
    found: list[dict[str, Any]] = []
    while not found or found[-1]["seq"] < last:
        frame = await received(ws)
        if frame["t"] == "event":
            found.append(frame)
    return found


def board_of(kind: str, stations: list[str], snapshot: dict[str, Any]) -> Board:
    board = Board(kind, stations)
    board.load(snapshot["board"])
    return board


class Arrival:
    """A screen that comes in the middle: hello first, then the snapshot, while the hub works."""

    def __init__(self, venue: Venue, name: str) -> None:
        self.venue, self.name, self.kind = venue, name, SCREENS[name]

    async def come(self, after: float) -> None:
        await asyncio.sleep(after)
        self.ws = await opening(self.venue.running)
        await self.ws.send(greeting(self.venue[self.name].token))
        self.welcome = await received(self.ws)
        self.snapshot = (await self.venue[self.name].get("/me/board")).json()

    async def agree(self, fresh: dict[str, Any], last: int) -> None:
        """Every event of its channels came, once, and the board they make is the hub's own."""
        events = await read_to(self.ws, last)
        await self.ws.close()
        start, channels = self.welcome["streams"][self.venue.stream]["head"], set(self.welcome["channels"])
        assert start <= self.snapshot["seq"] <= fresh["seq"] < last
        assert self.snapshot["epoch"] == self.welcome["streams"][self.venue.stream]["epoch"]
        assert [event["seq"] for event in events] == [
            each.seq for each in everything_said(self.venue, start) if channels & each.channels and each.seq <= last
        ]
        board = board_of(self.kind, self.welcome["stations"], self.snapshot)
        for event in events:
            if self.snapshot["seq"] < event["seq"] <= fresh["seq"]:
                board.apply(event["type"], event["data"])
        assert board.differences(board_of(self.kind, self.welcome["stations"], fresh)) == [], self.name


@pytest.mark.parametrize("seed", range(2))
async def test_a_snapshot_taken_while_commands_run_leaves_no_hole(running: RunningHub, venue: Venue, seed: int) -> None:
    chance = Random(seed)
    hands = Hands(venue, chance)
    for _ in range(ROUNDS):
        arrivals = [Arrival(venue, name) for name in SCREENS]
        await asyncio.gather(*(hands.work(6) for _ in range(3)), *(each.come(chance.uniform(0, 0.15)) for each in arrivals))
        fresh = {each.name: (await venue[each.name].get("/me/board")).json() for each in arrivals}
        (last,) = feed(venue, 1, ["all"])
        for each in arrivals:
            await each.agree(fresh[each.name], last)


@pytest.mark.parametrize("name", ["kitchen hot", "cashier 1", "pad 801", "manager"])
async def test_a_screen_that_comes_back_again_and_again_gets_each_event_once(running: RunningHub, venue: Venue, name: str) -> None:
    """Cut off after a random number of frames, in the middle of replays too; the cursor is the last event it read."""
    chance = Random(name)
    hands = Hands(venue, chance)
    working = asyncio.gather(*(hands.work(25) for _ in range(3)))
    ws = await opening(running)
    await ws.send(greeting(venue[name].token))
    welcome = await received(ws)
    state = welcome["streams"][venue.stream]
    epoch, start, seen = state["epoch"], state["head"], [state["head"]]
    breaks = 0
    while not working.done():
        for _ in range(chance.randint(0, 5)):
            try:
                frame = json.loads(await asyncio.wait_for(ws.recv(), 0.2))
            except TimeoutError:
                break
            if frame["t"] == "event":
                seen.append(frame["seq"])
        ws.transport.abort()
        breaks += 1
        ws = await opening(running)
        await ws.send(greeting(venue[name].token, cursors={venue.stream: {"epoch": epoch, "seq": seen[-1]}}))
        assert (await received(ws))["streams"][venue.stream]["resumed"] is True
    (last,) = feed(venue, 1, ["all"])
    seen += [event["seq"] for event in await read_to(ws, last)]
    await ws.close()
    channels = set(welcome["channels"])
    assert seen[1:] == [each.seq for each in everything_said(venue, start) if channels & each.channels and each.seq <= last]
    assert breaks > 2
