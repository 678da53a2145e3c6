"""What screens hold of chats by events is what a fresh snapshot says, whatever happens in between."""

import asyncio
from random import Random
from typing import Any

import pytest

from devices.client import Device, Hub
from tests.im.chat.talk import Json, ask, do, held, write
from tests.quiet import hushed
from tests.venues import Venue

SCREENS = ("pad 801", "pad 802", "waiter", "manager", "cashier")
STEPS = 40


async def agree(venue: Venue, screens: dict[str, Device]) -> None:
    """Each screen's chats are those of its fresh board, soon."""
    for name, screen in screens.items():
        fresh = sorted(await held(venue, name), key=lambda chat: str(chat["id"]))

        def same(board: Any, fresh: list[Json] = fresh) -> bool:
            return sorted(board.array("chats").values(), key=lambda chat: str(chat["id"])) == fresh

        async with asyncio.timeout(30):
            await screen.wait_until(same)


@pytest.mark.parametrize("seed", [3, 14])
async def test_screens_agree_with_a_fresh_snapshot(venue: Venue, address: Hub, seed: int) -> None:
    hushed(venue)
    random = Random(seed)
    pads, staff = ("pad 801", "pad 802"), ("waiter", "manager", "cashier")
    screens = {name: venue.device(name, address) for name in SCREENS}
    for screen in screens.values():
        screen.start()
    try:
        for screen in screens.values():
            await screen.wait_live()
        for who in staff:
            await venue[who].put("/me/chat-agent", {"available": True, "capacity": 1})
        chats: dict[str, Json] = {}
        for step in range(STEPS):
            pad, person = random.choice(pads), random.choice(staff)
            room = venue.rooms[pad.split()[1]]
            match random.choice(
                ("ask", "ask", "write", "write", "answer", "read", "accept", "give back", "close", "rate", "duty", "clean")
            ):
                case "ask":
                    chats[pad] = await ask(venue, pad)
                case "write" if pad in chats:
                    await venue[pad].post(f"/chats/{chats[pad]['id']}/messages", {"text": f"{step}"})
                case "answer" if pad in chats:
                    await venue[person].post(f"/chats/{chats[pad]['id']}/messages", {"text": f"{step}"})
                case "read" if pad in chats:
                    await do(venue, chats[pad], "read", random.choice((pad, person)), {"upto": random.randrange(9)})
                case "accept" if pad in chats:
                    await do(venue, chats[pad], "accept", person)
                case "give back" if pad in chats:
                    await do(venue, chats[pad], "transfer", person, {})
                case "close" if pad in chats:
                    await do(venue, chats[pad], "close", random.choice((pad, person)))
                case "rate" if pad in chats:
                    await do(venue, chats[pad], "rating", pad, {"stars": 3})
                case "duty":
                    await venue[person].put("/me/chat-agent", {"available": random.random() < 0.7})
                case "clean" if random.random() < 0.3:
                    await venue["cleaner"].post(f"/rooms/{room}/clean")
                    await venue["cashier 1"].post(f"/rooms/{room}/open", {"guests": 2})
                    chats.pop(pad, None)
            if step % 8 == 7:
                await agree(venue, screens)
        last = await ask(venue)
        await write(venue, last, "the last word")
        await agree(venue, screens)
        assert screens["pad 801"].board.array("chats"), "premise: there is something to agree on"
    finally:
        for screen in screens.values():
            await screen.kill()
