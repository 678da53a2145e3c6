"""What the actors of a simulation share: pace, chance, the order budget, whose hands a line is in, and the tally."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any, TypeVar

from devices.client import Device, Menu, Problem, Silence, StillUnsent, Wanted, new_key
from devices.client.answers import MenuItem
from devices.client.frames import Event
from devices.simulator.options import Options

T = TypeVar("T")
KEEP_LATENCIES = 200_000
NOTES = {"hot": ("少放盐", "Not too salty"), "cold": ("不要香菜", "No coriander"), "bar": ("少冰", "Little ice")}
OTHER_NOTES = ("请快一点", "As soon as you can")


class World:
    """One run's shared state. Everything happens on one event loop, so nothing is locked."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.stop = asyncio.Event()
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.unanswered: Counter[str] = Counter()
        self.latencies_ms: list[float] = []
        self.menu: Menu | None = None
        self._hands: set[str] = set()
        self._ordered = 0
        self._sent_at: dict[str, float] = {}

    @property
    def over(self) -> bool:
        """Whether the actors should go home."""
        return self.stop.is_set()

    @property
    def budget_spent(self) -> bool:
        """Whether as many orders are placed as were wanted."""
        return self.options.orders is not None and self._ordered >= self.options.orders

    def take_order(self) -> bool:
        """Take one order from the budget; False when it is spent."""
        if self.budget_spent:
            return False
        self._ordered += 1
        return True

    def give_back_order(self) -> None:
        """The order was refused: somebody else may place it."""
        self._ordered -= 1

    async def pause(self, random: Random, mean_seconds: float) -> None:
        """A human's time, divided by the run's speed; cut short when the run ends."""
        await self.wait(random.expovariate(1.0 / mean_seconds))

    async def wait(self, seconds: float) -> None:
        """So much of a human's time, as above."""
        try:
            async with asyncio.timeout(seconds / self.options.speed):
                await self.stop.wait()
        except TimeoutError:
            return

    def take_in_hand(self, thing_id: str) -> bool:
        """Whether nobody has it in hand; now this actor has."""
        if thing_id in self._hands:
            return False
        self._hands.add(thing_id)
        return True

    def let_go(self, thing_id: str) -> None:
        """Others may take it."""
        self._hands.discard(thing_id)

    async def attempt(self, what: str, command: Callable[..., Awaitable[T]], *given: Any, **more: Any) -> T | None:
        """Press a button of `Commands`; the tally says how it went. None when the hub refused, or has not answered yet."""
        key = new_key()
        self._sent_at[key] = asyncio.get_running_loop().time()
        try:
            answer = await command(*given, key=key, **more)
        except Problem as refused:
            self.refused[f"{what} {refused.code}"] += 1
            return None
        except (StillUnsent, Silence):
            self.unanswered[what] += 1
            return None
        finally:
            asyncio.get_running_loop().call_later(30.0, self._sent_at.pop, key, None)
        self.done[what] += 1
        return answer

    def watch(self, device: Device) -> None:
        """Measure the time from a button to this screen by the `cause` of its events."""
        device.on_event(self._seen)

    def _seen(self, event: Event) -> None:
        sent_at = self._sent_at.get(event.cause) if event.cause is not None else None
        if sent_at is not None and len(self.latencies_ms) < KEEP_LATENCIES:
            self.latencies_ms.append((asyncio.get_running_loop().time() - sent_at) * 1000)

    def choose(self, random: Random, sold_out: set[str]) -> list[Wanted]:
        """One to four things from the menu, with the options that must be chosen; empty when there is nothing to have."""
        items = [item for item in (self.menu.items if self.menu is not None else []) if item.sku_id not in sold_out]
        chosen = random.sample(items, min(len(items), random.randint(1, 4)))
        return [
            Wanted(item.sku_id, random.choice((1, 1, 1, 2, 3)), _must_choose(item.options, random), _note(item, random)) for item in chosen
        ]


def _note(item: MenuItem, random: Random) -> str | None:
    """One line in four has a wish, such as goes with what its station makes."""
    return random.choice(NOTES.get(item.station, OTHER_NOTES)) if random.random() < 0.25 else None


def _must_choose(groups: list[dict[str, object]], random: Random) -> list[str] | None:
    chosen: list[str] = []
    for group in groups:
        choices, least = group.get("choices"), group.get("min")
        if isinstance(choices, list) and isinstance(least, int) and least > 0:
            chosen += [choice["id"] for choice in random.sample(choices, min(least, len(choices)))]
    return chosen or None
