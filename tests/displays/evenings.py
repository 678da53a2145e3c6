"""An evening of a house as its screens live through it: orders come, are cooked, called and fetched. And what a page then holds."""

import time
from collections import deque
from typing import NamedTuple

from playwright.sync_api import Page

from hub.live import log
from tests.displays.presses import Presses
from tests.running import RunningHub

ROOMS = ("801", "802", "803", "805", "806", "807", "808", "809")
DISHES = ("Boiled dumplings", "West Lake Longjing", "Red-braised pork belly")
ROUNDS_OF_A_PARTY = 4
OPEN_ORDERS = 16
"""So many are always in the kitchen, from the warm-up to the end: what a page holds may not depend on how many came before."""
LOOK_EVERY = 20
CAUGHT_UP_SECONDS = 30


class Held(NamedTuple):
    """What a page holds after everything that can go has gone."""

    heap_mib: float
    nodes: int
    listeners: int


def held(page: Page) -> Held:
    """Measured after several collections: some things go only after what held them has gone."""
    session = page.context.new_cdp_session(page)
    try:
        for _ in range(4):
            session.send("HeapProfiler.collectGarbage")
            page.wait_for_timeout(50)
        counters = session.send("Memory.getDOMCounters")
        heap = session.send("Runtime.getHeapUsage")["usedSize"]
    finally:
        session.detach()
    return Held(heap / 2**20, counters["nodes"], counters["jsEventListeners"])


class Evening:
    """Plays orders one after the other, as fast as the hub takes them and the pages show them."""

    def __init__(self, hub: RunningHub, house: Presses) -> None:
        self.hub, self.house = hub, house
        self.open: deque[tuple[str, list[str]]] = deque()
        """Room and lines of the orders in the kitchen, oldest first."""
        self.rounds = dict.fromkeys(ROOMS, 0)
        self.placed = 0

    def begin(self) -> None:
        """Guests in every room, and as many orders in the kitchen as there will be all evening."""
        taken = {room["number"] for room in self.house.board()["rooms"] if room["stay_id"]}
        for room in ROOMS:
            if room not in taken:
                self.house.post("Cashier 1", f"/rooms/{self.house.rooms[room]}/open")
        while len(self.open) < OPEN_ORDERS:
            self._place()

    def play(self, orders: int, *pages: Page) -> None:
        """So many orders come, and as many leave the kitchen by all its states. In the end the pages have shown everything."""
        for number in range(orders):
            self._serve_oldest()
            self._place()
            if number % LOOK_EVERY == 0:
                self.wait_until_seen(*pages)
        self.wait_until_seen(*pages)

    def wait_until_seen(self, *pages: Page) -> None:
        """Every screen has acked, which it does after it has drawn, the newest event that is for it."""
        deadline = time.monotonic() + CAUGHT_UP_SECONDS
        while self._behind():
            assert time.monotonic() < deadline, "a screen does not keep up"
            for page in pages:
                page.wait_for_timeout(20)

    def _behind(self) -> bool:
        feeds = [feed for each in self.hub.hub.stage.connections for feed in each.feeds if feed.tail.stream.startswith("shop:")]
        for feed in feeds:
            news = self.hub.database.read_now(lambda tx, feed=feed: log.read_after(tx, feed.tail.stream, feed.acked))  # type: ignore[misc]
            if any(not feed.follow.channels.isdisjoint(event.channels) for event in news):
                return True
        return False

    def _place(self) -> None:
        """The next room orders; every few rounds its party leaves, and another comes."""
        room = ROOMS[self.placed % len(ROOMS)]
        self.placed += 1
        self.open.append((room, [line["id"] for line in self.house.order(room, *DISHES)]))
        self.rounds[room] += 1

    def _serve_oldest(self) -> None:
        room, lines = self.open.popleft()
        for device, action in (("Pass", "start"), ("Pass", "finish"), ("Pass", "call"), ("Handheld 1", "serve")):
            self.house.post(device, "/kds/lines/transitions", {"action": action, "line_ids": lines})
        if self.rounds[room] >= ROUNDS_OF_A_PARTY and all(room != other for other, _ in self.open):
            self.house.post("Cashier 1", f"/rooms/{self.house.rooms[room]}/clean")
            self.house.post("Cashier 1", f"/rooms/{self.house.rooms[room]}/open")
            self.rounds[room] = 0
