"""The people of the venue: each looks at one screen's board and presses what a person would press.

Seconds are human time; the world's speed divides them.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from devices.client import Device
from devices.client.board_rules import Thing
from devices.simulator.world import World

KITCHEN_WORK = {"placed", "preparing", "ready"}


async def guest(world: World, pad: Device, random: Random) -> None:
    """Orders now and then, changes their mind sometimes, rings for water."""
    while not world.over:
        await world.pause(random, 30.0)
        stay = pad.board.stay
        if not pad.live or stay is None or stay.get("checked_out_at") is not None:
            continue
        lines = world.choose(random, set(pad.board.array("sold_out")))
        if not lines or not world.take_order():
            continue
        order = await world.attempt("place", pad.commands.place, lines)
        if order is None:
            world.give_back_order()
        elif random.random() < 0.08:
            await world.pause(random, 5.0)
            last = order.lines[-1].id
            await world.attempt("cancel", pad.commands.cancel, last)
        if random.random() < 0.05:
            await world.attempt("press", pad.commands.press, random.choice(("water", "clean")))


def sixty_seconds(random: Random) -> float:
    """A line at the stove: a minute in the mean."""
    return random.expovariate(1.0 / 60.0)


async def cook(world: World, kitchen: Device, random: Random, seconds: Callable[[Random], float] = sixty_seconds) -> None:
    """Takes the line that stands at the top and brings it to the pass; `seconds` says how long one takes."""
    while not world.over:
        line = _oldest(world, kitchen, KITCHEN_WORK)
        if line is None:
            await world.pause(random, 2.0)
            continue
        try:
            await _bring_to_pass(world, kitchen, line, random, seconds(random))
        finally:
            world.let_go(line["id"])


async def _bring_to_pass(world: World, kitchen: Device, line: Thing, random: Random, seconds: float) -> None:
    line_id, state = line["id"], line["state"]
    if state == "placed":
        if await world.attempt("start", kitchen.commands.start, line_id) is None:
            await world.pause(random, 1.0)
            return
        await world.wait(seconds)
    if state in {"placed", "preparing"}:
        await world.attempt("finish", kitchen.commands.finish, line_id)
        await world.pause(random, 3.0)
    await world.attempt("call", kitchen.commands.call, line_id)


async def waiter(world: World, handheld: Device, random: Random) -> None:
    """Fetches what is called or ready, and answers the guests' buttons."""
    while not world.over:
        if await fetch(world, handheld, random):
            continue
        call = next((call for call in handheld.board.array("pad_calls").values() if world.take_in_hand(call["id"])), None)
        if call is not None:
            await answer(world, handheld, call, random)
            continue
        await world.pause(random, 2.0)


async def fetch(world: World, handheld: Device, random: Random) -> bool:
    """Bring the guests what stands at the pass the longest; False when nothing does."""
    line = _oldest(world, handheld, {"called", "ready"})
    if line is not None:
        await _serve(world, handheld, line["id"], random)
    return line is not None


async def _serve(world: World, handheld: Device, line_id: str, random: Random) -> None:
    try:
        if random.random() < 0.5:
            await world.attempt("claim", handheld.commands.claim, line_id)
        await world.pause(random, 20.0)
        if await world.attempt("serve", handheld.commands.serve, line_id) is None:
            await world.pause(random, 2.0)
    finally:
        world.let_go(line_id)


async def answer(world: World, handheld: Device, call: Thing, random: Random, *, seconds: float = 15.0) -> None:
    """Go to the guests who rang, unless somebody else was quicker; `seconds`: how long that takes in the mean."""
    try:
        if call["state"] == "open" and await world.attempt("accept", handheld.commands.accept_call, call["id"]) is None:
            await world.pause(random, 2.0)
            return
        await world.pause(random, seconds)
        if await world.attempt("attend", handheld.commands.finish_call, call["id"]) is None:
            await world.pause(random, 5.0)
    finally:
        world.let_go(call["id"])


async def cashier(world: World, till: Device, random: Random, wristbands: list[str]) -> None:
    """Confirms wristbands' orders, places some for guests who come to the desk, lets guests go and new ones in."""
    while not world.over:
        await world.pause(random, 8.0)
        if not till.live:
            continue
        await confirm_orders(world, till)
        if wristbands and random.random() < 0.3:
            await _order_at_desk(world, till, random, random.choice(wristbands))
        await _turn_rooms(world, till, random)


async def confirm_orders(world: World, till: Device) -> None:
    """Wristbands' orders that wait for the desk go to the kitchen."""
    for order in list(till.board.orders.values()):
        if order.get("confirmed") is False and world.take_in_hand(order["id"]):
            order_id = order["id"]
            await world.attempt("confirm", till.commands.confirm_order, order_id)
            world.let_go(order_id)


async def _order_at_desk(world: World, till: Device, random: Random, code: str) -> None:
    lines = world.choose(random, set(till.board.array("sold_out")))
    if not lines or not world.take_order():
        return
    if await world.attempt("place at desk", till.commands.place, lines, wristband=code) is None:
        world.give_back_order()


async def _turn_rooms(world: World, till: Device, random: Random) -> None:
    """A dirty room is cleaned, a free one gets a guest, and now and then a guest whose orders are all served goes."""
    for room in list(till.board.array("rooms").values()):
        if world.over or not world.take_in_hand(room["id"]):
            continue
        try:
            await _turn_room(world, till, random, room)
        finally:
            world.let_go(room["id"])


async def _turn_room(world: World, till: Device, random: Random, room: Thing) -> None:
    room_id = room["id"]
    if room["state"] == "dirty":
        await world.attempt("clean", till.commands.clean_room, room_id)
    elif room["state"] == "free":
        await world.attempt("open", till.commands.open_room, room_id, guests=random.randint(1, 4))
    elif room["state"] == "in_use" and random.random() < 0.05:
        orders = [order for order in till.board.orders.values() if order.get("stay_id") == room.get("stay_id")]
        if orders and all(order["state"] == "served" for order in orders):
            await world.attempt("checkout", till.commands.checkout_room, room_id)


def _oldest(world: World, screen: Device, states: set[str]) -> Thing | None:
    """The line of these states that stands longest and is in nobody's hands; rush lines first. Now it is in this actor's."""
    if not screen.live:
        return None
    waiting = [line for line in screen.board.lines.values() if line["state"] in states]
    for line in sorted(waiting, key=lambda line: (not line.get("rush"), line["placed_at"], line["id"])):
        if world.take_in_hand(line["id"]):
            return line
    return None
