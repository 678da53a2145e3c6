"""What every screen shows after any evening: the old snapshot and the events of its channels give the new snapshot.

A random evening of real verbs over HTTP; no sockets, the events are read from the log. Each screen starts from a snapshot
taken somewhere in the middle, so it also learns of what was there before.
"""

from random import Random
from typing import Any
from uuid import UUID

import pytest

from devices.client.board import Board
from hub.kds.states import FLOW
from hub.orders.rounds import mark_round_seen
from tests.conftest import MakeVenue
from tests.orders.log import said
from tests.venues import Client, Venue

SCREENS = {
    "pad 801": "pad",
    "pad 801 b": "pad",
    "pad 802": "pad",
    "pad 803": "pad",
    "kitchen": "kitchen",
    "kitchen hot": "kitchen",
    "kitchen cold": "kitchen",
    "call": "call_screen",
    "cashier 1": "cashier",
    "handheld 1": "handheld",
    "manager": "manager",
    "cook": "cook",
    "waiter": "waiter",
}
OFTEN = {"start": 8, "finish": 8, "call": 4, "serve": 4, "claim": 2}
STEPS = 90


class Screen:
    """A board that began with a snapshot and has followed its channels since."""

    def __init__(self, client: Client, kind: str) -> None:
        self.client = client
        self.kind = kind

    async def begin(self) -> None:
        me = (await self.client.get("/me")).json()
        self.channels = set(me["channels"])
        self.board = Board(self.kind, me.get("stations") or ())
        snapshot = (await self.client.get("/me/board")).json()
        self.seq = snapshot["seq"]
        self.board.load(snapshot["board"])

    def follow(self, venue: Venue, up_to: int) -> None:
        for event in said(venue, self.seq):
            if event.seq <= up_to:
                self.seq = event.seq
                if self.channels & event.channels:
                    self.board.apply(event.type, event.data)

    async def fresh(self, venue: Venue) -> Board:
        """A snapshot of now, with the screen brought to the same number: the hub itself raises alarms meanwhile."""
        snapshot = (await self.client.get("/me/board")).json()
        self.follow(venue, snapshot["seq"])
        board = Board(self.kind, self.board.stations)
        board.load(snapshot["board"])
        return board


class Evening:
    """Guests, cooks and waiters who do what is possible, and sometimes what is not."""

    def __init__(self, venue: Venue, chance: Random) -> None:
        self.venue = venue
        self.chance = chance
        self.lines: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.done: list[str] = []

    async def step(self) -> None:
        acts = (self.place, self.move, self.several, self.cancel, self.place_change, self.see, self.ring)
        act = self.chance.choices(acts, (3, 16, 2, 1, 2, 1, 3))[0]
        self.done.append(await act())

    async def place(self) -> str:
        dishes = self.chance.choices(("dumplings", "noodles", "salad", "tea", "beer"), k=self.chance.randint(1, 14))
        who, where = self.chance.choice(
            [
                ("pad 801", {}),
                ("pad 802", {}),
                ("pad 803", {}),
                ("cashier 1", {"room_id": self.venue.rooms["801"]}),
                ("handheld 1", {"wristband": self.venue.wristbands[0]}),
                ("cashier 1", {"wristband": self.venue.wristbands[1]}),
            ]
        )
        answer = await self.venue[who].post("/orders", {"lines": self.venue.lines(*dishes)} | where)
        if answer.status_code == 201:
            order = answer.json()["order"]
            last = order["rounds"][-1]["round"]
            self.lines += [line for line in order["lines"] if line["round"] == last]
            if not order["confirmed"] and self.chance.random() < 0.5:
                await self.venue["cashier 1"].post(f"/orders/{order['id']}/confirm")
        return f"place by {who}: {answer.status_code}"

    async def move(self) -> str:
        """Mostly something that the line's state allows."""
        if not self.lines:
            return "nothing to move"
        place = self.chance.randrange(max(0, len(self.lines) - 8), len(self.lines))
        line = self.lines[place]
        possible = [action for action, move in FLOW.items() if line["state"] in move.to]
        wanted = possible if possible and self.chance.random() < 0.9 else list(FLOW)
        action = self.chance.choices(wanted, [OFTEN.get(each, 1) for each in wanted])[0]
        body = {"void": {"reason": "x"}, "rush": {"on": self.chance.random() < 0.6}}.get(action)
        answer = await self.venue.act(line, action, "manager", body)
        self.lines[place] = answer.json().get("line", line)
        return f"{action} {line['kitchen_name']}: {answer.status_code}"

    async def several(self) -> str:
        some = [line["id"] for line in self.chance.sample(self.lines, min(len(self.lines), 6))]
        body = {"action": self.chance.choice(("start", "finish", "serve", "cancel")), "line_ids": some, "partial": True}
        answer = await self.venue["manager"].post("/kds/lines/transitions", body)
        return f"several {body['action']}: {answer.status_code}"

    async def cancel(self) -> str:
        if not self.lines:
            return "nothing to cancel"
        order_id = self.chance.choice(self.lines[-10:])["order_id"]
        answer = await self.venue["manager"].post(f"/orders/{order_id}/cancel", {"partial": self.chance.random() < 0.5})
        return f"cancel: {answer.status_code}"

    async def place_change(self) -> str:
        """Guests come, go and move."""
        rooms, bands = self.venue.rooms, self.venue.wristbands
        one, other = self.chance.sample(["801", "802", "803"], 2)
        path, body = self.chance.choice(
            [
                (f"/rooms/{rooms[one]}/clean", None),
                *[(f"/rooms/{rooms[one]}/open", None)] * 4,
                (f"/rooms/{rooms[one]}/checkout", None),
                (f"/rooms/{rooms[one]}/move", {"to": rooms[other]}),
                (f"/rooms/{rooms[one]}/move", {"to": rooms[other]}),
                (f"/wristbands/{bands[0]}/hand-in", None),
                (f"/wristbands/{bands[1]}/hand-out", {"room_id": rooms[one]}),
                (f"/wristbands/{bands[1]}/hand-in", None),
            ]
        )
        answer = await self.venue["manager"].post(path, body)
        return f"{path}: {answer.status_code}"

    async def ring(self) -> str:
        """A guest presses a button, or somebody answers one."""
        if not self.calls or self.chance.random() < 0.4:
            who, service = self.chance.choice(("pad 801", "pad 802", "pad 803")), self.chance.choice(("water", "cashier"))
            answer = await self.venue[who].post("/me/calls", {"service": service})
            if answer.status_code == 200:
                self.calls.append(answer.json()["pad_call"]["id"])
            return f"{service} from {who}: {answer.status_code}"
        call, who = self.chance.choice(self.calls[-4:]), self.chance.choice(("handheld 1", "cashier 1", "pad 801"))
        if who == "pad 801":
            answer = await self.venue[who].delete(f"/me/calls/{call}")
            return f"withdraw: {answer.status_code}"
        action = self.chance.choice(("accept", "take-over", "hand-back", "finish"))
        answer = await self.venue[who].post(f"/pad-calls/{call}/{action}")
        return f"{action} by {who}: {answer.status_code}"

    async def see(self) -> str:
        if not self.lines:
            return "nothing to see"
        line = self.chance.choice(self.lines)
        rounds, shop_id = [(UUID(line["order_id"]), line["round"])], self.venue.shop_id
        self.venue.running.database.run_now(lambda tx: mark_round_seen(tx, shop_id, rounds))
        return "see"


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("asks", [False, True], ids=["at once", "cashier asked first"])
async def test_every_screen_agrees_with_a_fresh_snapshot(make_venue: MakeVenue, seed: int, asks: bool) -> None:
    venue = make_venue(settings={"wristband_needs_confirm": asks})
    evening = Evening(venue, Random(seed))
    screens = {name: Screen(venue[name], kind) for name, kind in SCREENS.items()}
    for screen in screens.values():
        await screen.begin()
    for _ in range(6):
        for _ in range(STEPS // 6):
            await evening.step()
        for name, screen in screens.items():
            fresh = await screen.fresh(venue)
            assert screen.board.differences(fresh) == [], (name, evening.done)
        late = evening.chance.choice(list(screens.values()))
        await late.begin()
