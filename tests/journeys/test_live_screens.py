"""Screens over real sockets: what was committed reaches each of them, and a fresh snapshot agrees with what it shows."""

from contextlib import AsyncExitStack

from devices.client import Hub
from tests.venues import Venue, comes_to_agree

SCREENS = (
    "pad 801",
    "pad 802",
    "kitchen",
    "kitchen hot",
    "kitchen cold",
    "call",
    "cashier 1",
    "cashier 2",
    "handheld 1",
    "manager",
    "cook",
)


async def test_every_screen_agrees_with_a_fresh_snapshot_after_a_whole_loop(venue: Venue, address: Hub) -> None:
    async with AsyncExitStack() as stack:
        screens = {name: await stack.enter_async_context(venue.device(name, address)) for name in SCREENS}
        for screen in screens.values():
            await screen.wait_live()
        order = await venue.order("dumplings", "salad", "tea")
        await venue.order("noodles")
        line = await venue.bring(order["lines"][0], "called")
        await venue.act(order["lines"][1], "cancel", "pad 801")
        await venue.act(line, "serve", "handheld 1")
        await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
        head = (await venue["manager"].get("/me/board")).json()["seq"]
        for name, screen in screens.items():
            await screen.wait_until(lambda board: not board.array("orders") and not board.array("lines"), what=f"{name} has seen the end")
            await comes_to_agree(screen)
        assert head > 0
