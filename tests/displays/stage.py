"""An evening in the demo's first house, played through the API in a minute: orders of two hours, cooked, called, fetched, until 19:36."""

import asyncio
import heapq
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import httpx

from devices.client import Device
from devices.client import Hub as HubAddress
from devices.client.clock import SystemClock
from hub.kit.clock import Clock, whole_ms
from hub.migrations import migrate
from hub.seed import seed
from hub.settings import read_settings
from tests.running import RunningHub

EVENING = datetime(2026, 11, 21, 11, 36, tzinfo=UTC)
"""A Saturday, 19:36 in Shanghai."""
BEGINS_SECONDS = -135 * 60
RUSH_SECONDS = -16 * 60
TOKEN_SECONDS = 600
SEEN_SECONDS = 5.0
"""So long at most the clock waits after an order, for the kitchen's screen to take it."""
AWAY = {"Cold 1", "Handheld 2"}
"""Devices that nobody has switched on this evening."""

ROOMS = ("801", "802", "803", "804", "805", "806", "808", "810")
WRISTBANDS = ("A01", "A02", "A03", "A05", "A06", "B01", "B02", "B04", "B05")
TO_GO = ("Chrysanthemum and goji tea", "West Lake Longjing", "Cola", "Mineral water", "Pearl milk tea", "Caffè latte")
NOTES = ("less salt, please", "不要香菜", "allergic to peanuts", "少油少盐", "extra chilli on the side", "分两份装")


class StagedClock(Clock):
    """Runs like any clock, from another hour, and can be moved on."""

    def __init__(self, at: datetime) -> None:
        self.ahead = at - datetime.now(UTC)

    def now(self) -> datetime:
        return whole_ms(datetime.now(UTC) + self.ahead)

    def move_to(self, at: datetime) -> None:
        """Move on to an instant; never back."""
        self.ahead += max(timedelta(0), at - self.now())


class Stage:
    """The house and everybody in it."""

    def __init__(self, hub: RunningHub, clock: StagedClock) -> None:
        assert hub.hub.demo is not None
        self.url = hub.url
        self.demo = hub.hub.demo
        self.clock = clock
        self.http = httpx.Client(base_url=hub.url, timeout=30)
        self.random = Random(27)
        self.tokens: dict[str, tuple[datetime, str]] = {}
        self.shop = self.demo["shops"][0]
        self.rooms = {room["number"]: room["id"] for room in self.shop["rooms"]}
        menu = self.send("Pad 801", "GET", "/menu")
        self.items = {item["names"]["en"]: item for category in menu["categories"] for item in category["items"]}
        self.due: list[tuple[float, int, Callable[[], None]]] = []
        self.count = itertools.count()

    def token(self, name: str) -> str:
        """A fresh token of a device or of a person: theirs last a quarter of an hour, and the evening is longer."""
        until, token = self.tokens.get(name, (datetime.min.replace(tzinfo=UTC), ""))
        if until < self.clock.now():
            everyone = [*self.demo["devices"], *self.demo["users"]]
            here = [each for each in everyone if each["shop_id"] == self.shop["id"]]
            holder = next(each for each in here if name in (each.get("name"), each.get("username")))
            answer = self.http.get(f"/open/{holder['id']}")
            refresh = answer.headers["location"].partition("#pair=")[2] or next(iter(answer.cookies.values()))
            token = self.http.post("/api/v1/auth/refresh", json={"refresh_token": refresh}).json()["access_token"]
            self.tokens[name] = (self.clock.now() + timedelta(seconds=TOKEN_SECONDS), token)
        return token

    def send(self, name: str, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token(name)}"} | ({} if method == "GET" else {"Idempotency-Key": str(uuid4())})
        answer = self.http.request(method, f"/api/v1{path}", json=body, headers=headers)
        assert answer.is_success, f"{name} {method} {path}: {answer.text}"
        return answer.json() if answer.content else None

    def at(self, seconds: float, do: Callable[[], None]) -> None:
        """Plan something for so many seconds before (negative) or after 19:36."""
        heapq.heappush(self.due, (seconds, next(self.count), do))

    def play(self, until_seconds: float) -> None:
        """Let everything happen that is planned until then."""
        while self.due and self.due[0][0] <= until_seconds:
            seconds, _, do = heapq.heappop(self.due)
            self.clock.move_to(EVENING + timedelta(seconds=seconds))
            do()
        self.clock.move_to(EVENING + timedelta(seconds=until_seconds))

    # What happens in an evening

    def open_house(self) -> None:
        """Guests come, wristbands are handed out, a room waits for the cleaner."""
        states = {room["number"]: room["state"] for room in self.send("Cashier 1", "GET", "/me/board")["board"]["rooms"]}
        for number in (*ROOMS, "807"):
            if states[number] == "free":
                self.send("Cashier 1", "POST", f"/rooms/{self.rooms[number]}/open", {"guests": self.random.randint(2, 6)})
        self.send("Cashier 1", "POST", f"/rooms/{self.rooms['807']}/checkout")
        out = {band["code"] for band in self.shop["wristbands"] if band["handed_out"]}
        for code in WRISTBANDS:
            if code not in out:
                self.send("Cashier 1", "POST", f"/wristbands/{code}/hand-out", {"guests": self.random.randint(1, 2)})

    def plan_evening(self) -> None:
        seconds: float = BEGINS_SECONDS
        while seconds < -20:
            place = self.random.choice((*ROOMS, *WRISTBANDS))
            self.at(seconds, lambda place=place, seconds=seconds: self.order(seconds, place))  # type: ignore[misc]
            seconds += self.random.uniform(150, 300) if seconds < RUSH_SECONDS else self.random.uniform(30, 60)

    def order(self, seconds: float, place: str) -> None:
        """A round, and what becomes of it; near the end of the evening some of it only later than anybody sees."""
        names = list(self.items)
        hot = [name for name in names if self.items[name]["station"] != "bar"]
        wanted = self.random.sample(hot, self.random.randint(1, 3)) + self.random.sample(TO_GO, self.random.randint(0, 2))
        lines = [
            {"sku_id": self.items[name]["sku_id"], "quantity": self.random.choice((1, 1, 1, 2, 2, 3)), **self.wishes(self.items[name])}
            for name in wanted
        ]
        where = {"room_id": self.rooms[place]} if place in self.rooms else {"wristband": place}
        made = self.send("Cashier 1", "POST", "/orders", {"lines": lines, **where})["order"]
        last = max(line["round"] for line in made["lines"])
        self.wait_until_seen(made["id"], last)
        for station in ("hot", "cold", "bar"):
            ids = [line["id"] for line in made["lines"] if line["round"] == last and line["station"] == station]
            if ids:
                self.cook(seconds, ids, station)

    def wait_until_seen(self, order_id: str, number: int) -> None:
        deadline = time.monotonic() + SEEN_SECONDS
        while time.monotonic() < deadline:
            rounds = self.send("Cashier 1", "GET", "/me/board")["board"]["rounds"]
            if any(each["order_id"] == order_id and each["round"] == number and each["seen_at"] for each in rounds):
                return
            time.sleep(0.02)

    def wishes(self, item: dict[str, Any]) -> dict[str, Any]:
        chosen = [choice["id"] for option in item["options"] for choice in option["choices"][: option["min"] or self.random.choice((0, 1))]]
        note = self.random.choice(NOTES) if self.random.random() < 0.12 else None
        return ({"options": chosen} if chosen else {}) | ({"note": note} if note else {})

    def cook(self, seconds: float, ids: list[str], station: str) -> None:
        begin = seconds + self.random.uniform(25, 160)
        ready = begin + self.random.uniform(*{"hot": (200, 560), "cold": (90, 260), "bar": (40, 130)}[station])
        fetch = ready + self.random.uniform(20, 80)
        self.at(begin, lambda: self.move("Pass", "start", ids))
        self.at(ready, lambda: self.move("Pass", "finish", ids))
        self.at(ready + 4, lambda: self.move("Pass", "call", ids))
        self.at(fetch, lambda: self.move(self.random.choice(("Handheld 1", "Handheld 2")), "claim", ids))
        self.at(fetch + self.random.uniform(40, 150), lambda: self.move("Handheld 1", "serve", ids))

    def move(self, name: str, action: str, ids: list[str]) -> None:
        self.send(name, "POST", "/kds/lines/transitions", {"action": action, "line_ids": ids, "partial": True})

    def sell_out(self, *dishes: str) -> None:
        for dish in dishes:
            self.send("Cashier 1", "PUT", f"/sold-out/{self.items[dish]['sku_id']}", {"mode": "today"})


class WallClock(SystemClock):
    """What the devices of the house take for the time."""

    def __init__(self, clock: StagedClock) -> None:
        super().__init__()
        self.clock = clock

    def now(self) -> datetime:
        return self.clock.now()


class Crowd:
    """The devices of the house, each with a connection of its own and no screen: so that the office sees a house that is awake."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.over = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self.hold()), name="crowd", daemon=True)
        self.thread.start()

    async def hold(self) -> None:
        here = [each for each in self.stage.demo["devices"] if each["shop_id"] == self.stage.shop["id"] and each["name"] not in AWAY]
        async with HubAddress(self.stage.url) as hub, AsyncExitStack() as held:
            for each in here:
                app = f"{each['kind']}/1.0.0"
                tokens = (each["access_token"], each["refresh_token"])
                clock = WallClock(self.stage.clock)
                device = Device(hub, *tokens, clock=clock, app=app, audio="ready", record=False, ack_seconds=0.01)
                await held.enter_async_context(device)
            await asyncio.to_thread(self.over.wait)

    def leave(self) -> None:
        self.over.set()
        self.thread.join(20)


@contextmanager
def staged(folder: Path) -> Iterator[Stage]:
    """The house at the hour it opens, with nobody in it who was not there when it was seeded."""
    settings = read_settings({}, data=str(folder), server={"host": "127.0.0.1", "port": 0, "schema": True})
    migrate(settings)
    clock = StagedClock(EVENING + timedelta(seconds=BEGINS_SECONDS - 300))
    hub = RunningHub(settings, clock, demo=seed)
    stage = Stage(hub, clock)
    crowd = Crowd(stage)
    try:
        yield stage
    finally:
        crowd.leave()
        hub.stop()
