"""A believable evening: guests come, order a few rounds, eat and go; the house is busy, and it keeps up.

The actors of `actors.py` press as fast as they can, which is good for finding faults. Nobody would believe their venue. Here each
stay has an appetite, cooks take as long as dishes take, and who has eaten leaves, so boards stay as full as in a good night.
"""

from __future__ import annotations

from random import Random

from devices.client import Device
from devices.client.board_rules import Thing
from devices.simulator.actors import answer, confirm_orders, fetch
from devices.simulator.seed import SeedShop
from devices.simulator.world import World

COOKING = (40.0, 240.0, 90.0)
"""Least, most and usual seconds from start to finish of a line."""
BETWEEN_ROUNDS_SECONDS = 540.0
FIRST_LOOK_SECONDS = 15.0
OPENING_SECONDS = 60.0
"""In the first minute the desk is asked more often, so that there is something to see at once."""
MOST_ROOMS = 9
HUNGER = {1: 3, 2: 4, 3: 2, 4: 1}
"""How many rounds guests order before they have had enough, and how often beside the others."""
BETWEEN_CALLS_SECONDS = 300.0
"""A room rings so often in the mean."""
SERVICES = {"water": 6, "clean": 2, "cashier": 1, "therapist": 1}
"""What guests ring for, and how often beside the others."""
NOTICED_SECONDS = 12.0
AT_THE_GUESTS_SECONDS = 60.0


class Evening:
    """How much each stay still wants."""

    def __init__(self) -> None:
        self._left: dict[str, int] = {}

    def hungry(self, stay: Thing, random: Random) -> bool:
        """Whether these guests will order again."""
        return self._left.setdefault(stay["id"], random.choices(list(HUNGER), list(HUNGER.values()))[0]) > 0

    def ordered(self, stay: Thing) -> None:
        self._left[stay["id"]] -= 1


async def guest(world: World, evening: Evening, pad: Device, random: Random) -> None:
    """Orders on the pad until the appetite is gone."""
    await world.pause(random, FIRST_LOOK_SECONDS)
    while not world.over:
        stay = pad.board.stay
        if pad.live and stay is not None and stay.get("checked_out_at") is None and evening.hungry(stay, random):
            lines = world.choose(random, set(pad.board.array("sold_out")))
            order = await world.attempt("place", pad.commands.place, lines) if lines else None
            if order is not None:
                evening.ordered(stay)
                if random.random() < 0.06:
                    await world.pause(random, 8.0)
                    await world.attempt("cancel", pad.commands.cancel, order.lines[-1].id)
                await world.pause(random, BETWEEN_ROUNDS_SECONDS)
        await world.pause(random, FIRST_LOOK_SECONDS)


async def bell(world: World, pad: Device, random: Random) -> None:
    """Rings as long as guests are in the room; now and then they need nobody after all."""
    while not world.over:
        await world.pause(random, BETWEEN_CALLS_SECONDS)
        stay = pad.board.stay
        if not pad.live or stay is None or stay.get("checked_out_at") is not None:
            continue
        service = random.choices(list(SERVICES), list(SERVICES.values()))[0]
        rung = await world.attempt("press", pad.commands.press, service)
        if rung is not None and rung.changed and random.random() < 0.06:
            await world.pause(random, NOTICED_SECONDS)
            await world.attempt("withdraw", pad.commands.withdraw_call, rung.pad_call.id)


async def waiter(world: World, handheld: Device, random: Random) -> None:
    """Goes to guests who ring, once that was noticed, and fetches dishes: of both in turn, so that neither waits for all of the other."""
    while not world.over:
        call = _rung(world, handheld)
        if call is not None:
            await world.pause(random, NOTICED_SECONDS)
            await answer(world, handheld, call, random, seconds=AT_THE_GUESTS_SECONDS)
        if not await fetch(world, handheld, random) and call is None:
            await world.pause(random, 2.0)


def _rung(world: World, handheld: Device) -> Thing | None:
    """A call that nobody has taken, or that this waiter took before the evening began anew."""
    device = handheld.welcome.device if handheld.welcome is not None else None
    if not handheld.live or device is None:
        return None
    own = device["name"]
    for call in handheld.board.array("pad_calls").values():
        if (call["state"] == "open" or call["by"] == own) and world.take_in_hand(call["id"]):
            return call
    return None


def cooking_seconds(random: Random) -> float:
    """How long a line takes at the stove."""
    return random.triangular(*COOKING)


async def desk(world: World, evening: Evening, till: Device, random: Random, shop: SeedShop, pad_rooms: frozenset[str]) -> None:
    """Confirms, takes orders for those who have no pad, and lets guests in and out. `pad_rooms` are numbers of rooms."""
    looks = 0
    while not world.over:
        await world.pause(random, 8.0)
        looks += 1
        if not till.live:
            continue
        await confirm_orders(world, till)
        if random.random() < (0.6 if looks * 8.0 < OPENING_SECONDS else 0.1):
            await _order_for_somebody(world, evening, till, random, pad_rooms)
        await _let_go(world, evening, till, random)
        await _let_in(world, till, random, shop)


async def _order_for_somebody(world: World, evening: Evening, till: Device, random: Random, pad_rooms: frozenset[str]) -> None:
    without_pad = [
        stay
        for stay in _running(till)
        if stay["wristbands"] or (stay["room"] is not None and stay["room"]["number"] not in pad_rooms)
        if evening.hungry(stay, random)
    ]
    lines = world.choose(random, set(till.board.array("sold_out")))
    if not without_pad or not lines:
        return
    stay = random.choice(without_pad)
    where = {"wristband": stay["wristbands"][0]} if stay["wristbands"] else {"room_id": stay["room"]["id"]}
    if await world.attempt("place at desk", till.commands.place, lines, **where) is not None:
        evening.ordered(stay)


async def _let_go(world: World, evening: Evening, till: Device, random: Random) -> None:
    """Who wants nothing more and has been served goes, after a while; their room is cleaned."""
    for stay in _running(till):
        orders = [order for order in till.board.orders.values() if order.get("stay_id") == stay["id"]]
        if random.random() < 0.02 and orders and not evening.hungry(stay, random) and all(order["state"] == "served" for order in orders):
            if stay["wristbands"]:
                await world.attempt("hand in", till.commands.hand_in, stay["wristbands"][0])
            elif stay["room"] is not None:
                await world.attempt("checkout", till.commands.checkout_room, stay["room"]["id"])
    for room in _rooms(till, "dirty"):
        if random.random() < 0.08:
            await world.attempt("clean", till.commands.clean_room, room["id"])


async def _let_in(world: World, till: Device, random: Random, shop: SeedShop) -> None:
    free = _rooms(till, "free")
    if free and len(_rooms(till, "in_use")) < MOST_ROOMS and random.random() < 0.1:
        await world.attempt("open", till.commands.open_room, random.choice(free)["id"], guests=random.randint(1, 4))
    with_guests = {code for stay in _running(till) for code in stay["wristbands"]}
    here = [band.code for band in shop.wristbands if band.code not in with_guests]
    if here and random.random() < 0.02:
        await world.attempt("hand out", till.commands.hand_out, random.choice(here), guests=1)


def _running(till: Device) -> list[Thing]:
    """Stays whose guests may still order."""
    return [stay for stay in till.board.array("stays").values() if stay["checked_out_at"] is None and stay["closed_at"] is None]


def _rooms(till: Device, state: str) -> list[Thing]:
    return [room for room in till.board.array("rooms").values() if room["state"] == state]
