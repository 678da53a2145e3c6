"""Guests who go on ordering while something is broken, and what became of each of their rounds."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from hub.kit.ids import new_id
from hub.tables import TABLES
from tests.faults.breakable import until
from tests.venues import Client, Venue

order_line = TABLES["order_line"]
NOTES = select(order_line.c.note).where(order_line.c.shop_id == bindparam("shop_id"))

UNTIL_TOLD = 1_000_000
"""Rounds wanted by guests who go on until the test lowers it."""


class Attempt(NamedTuple):
    """One send of a command."""

    sent_at: float
    answered_at: float
    status: int
    retry_after: str | None
    replayed: bool

    @property
    def seconds(self) -> float:
        return self.answered_at - self.sent_at


class Hand:
    """Sends a command with the same key until it is answered, as a device does, and notes each attempt."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.attempts: list[Attempt] = []

    async def press(self, path: str, body: Any = None, *, key: str | None = None, within_seconds: float = 60.0) -> Any:
        """The body of the 2xx answer.

        Raises:
            AssertionError: the hub refused, or answered a 5xx other than 503.
            TimeoutError: no answer in time.
        """
        key = key or str(new_id())
        async with asyncio.timeout(within_seconds):
            while True:
                attempt, answer = await self.send(path, body, key)
                if attempt.status < 300:
                    return answer
                assert attempt.status == 503 or answer["code"] == "request_in_progress", answer
                assert attempt.retry_after is not None, answer
                await asyncio.sleep(float(attempt.retry_after))

    async def send(self, path: str, body: Any, key: str) -> tuple[Attempt, Any]:
        """Once."""
        sent_at = time.monotonic()
        answer = await self.client.post(path, body, key=key)
        replayed = answer.headers.get("idempotency-replayed") == "true"
        attempt = Attempt(sent_at, time.monotonic(), answer.status_code, answer.headers.get("retry-after"), replayed)
        self.attempts.append(attempt)
        return attempt, answer.json()


class Guests:
    """So many rounds of one line each, with the notes `round 00001` and so on, from several pads, at each so many at once."""

    ROUNDS_OF_A_STAY = 20

    def __init__(
        self, venue: Venue, wanted: int, *, pads: Sequence[str] = ("pad 801", "pad 801 b", "pad 802"), at_once: int = 1, first: int = 1
    ) -> None:
        self.venue = venue
        self.wanted = wanted
        self.at_once = at_once
        self.first = first
        self.begun = 0
        self.answered = 0
        self.hands = {name: Hand(venue[name]) for name in pads}
        self.desk = Hand(venue["cashier 1"])
        self.pause_seconds = 0.0
        self.answered_at: dict[str, float] = {}
        """By the key of the round."""
        self._room = asyncio.Lock()

    @property
    def attempts(self) -> list[Attempt]:
        """All attempts to place a round, in the order of their answers."""
        return sorted((each for hand in self.hands.values() for each in hand.attempts), key=lambda attempt: attempt.answered_at)

    async def run(self) -> None:
        """Until all are answered."""
        async with asyncio.TaskGroup() as group:
            for name in self.hands:
                for _ in range(self.at_once):
                    group.create_task(self._sit(name))

    async def reach(self, answered: int) -> None:
        """Wait until so many are answered."""
        await until(lambda: self.answered >= min(answered, self.wanted), 60, "answered")

    async def next_answer(self, within_seconds: float) -> float:
        """Wait for one more answer; how long that took.

        Raises:
            TimeoutError: there was none.
        """
        before = self.answered
        return await until(lambda: self.answered > before, within_seconds, "answered once more")

    async def _sit(self, name: str) -> None:
        number = name.split()[1]
        while self.begun < self.wanted:
            note = f"round {self.first + self.begun:05d}"
            self.begun += 1
            async with self._room:
                pass  # a room that is being turned over takes no orders
            key, line = str(new_id()), {"sku_id": self.venue.skus["tea"], "quantity": 1, "note": note}
            await self.hands[name].press("/orders", {"lines": [line]}, key=key)
            self.answered_at[key] = time.monotonic()
            self.answered += 1
            if number == "802" and self.at_once == 1 and len(self.hands[name].attempts) % self.ROUNDS_OF_A_STAY == 0:
                await self._turn_over(self.venue.rooms[number])
            await asyncio.sleep(self.pause_seconds)

    async def _turn_over(self, room_id: str) -> None:
        """The next guest's order begins small again."""
        async with self._room:
            await self.desk.press(f"/rooms/{room_id}/clean")
            await self.desk.press(f"/rooms/{room_id}/open", {"guests": 2})

    def verdict(self) -> dict[str, list[str]]:
        """What was lost and what stands there twice."""
        there = Counter(notes_of(self.venue))
        asked = [f"round {self.first + number:05d}" for number in range(self.begun)]
        return {"lost": [note for note in asked if not there[note]], "twice": [note for note in asked if there[note] > 1]}


def notes_of(venue: Venue) -> list[str]:
    """The notes of all lines of a venue, straight from the tables."""
    return [row.note for row in venue.running.database.read_now(lambda tx: tx.all(NOTES, shop_id=venue.shop_id))]
