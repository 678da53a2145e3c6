"""F3: the hub ends after it has sent an event and before it hears the ack. The event comes again and is applied once."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from devices.client import Hub
from devices.client.frames import Cursor
from tests.faults.conftest import Sizes
from tests.faults.crashes import skus_of
from tests.faults.guests import Buttons
from tests.faults.hubs import HubProcess
from tests.faults.judge import read_log
from tests.faults.ledger import Ledger
from tests.faults.screens import Screen
from tests.faults.seeded import Seeded


def resume_from_the_last_ack(screen: Screen) -> None:
    """This screen trusts only what it knows the hub to have heard, so that what was sent and not acked is sent again."""
    follower = screen.device.follower

    def acked() -> dict[str, Cursor]:
        return {name: Cursor(place.epoch, place.acked) for name, place in follower.positions.items() if place.acked}

    follower.cursors = acked  # type: ignore[method-assign]


@pytest.mark.timeout(600)
async def test_what_was_sent_and_not_acked_comes_again_and_is_applied_once(seeded: Seeded, sizes: Sizes) -> None:
    hub = HubProcess(seeded)
    async with AsyncExitStack() as ends:
        ends.callback(hub.close)
        await hub.start()
        address = await ends.enter_async_context(Hub(hub.url, timeout_seconds=5))
        ledger = Ledger(seeded.clients / "ledger.db")
        pad = Buttons(address, seeded.device("Pad 801"), ledger, seeded.clients)
        screens = [Screen(address, seeded.device(name), seeded.clients) for name in ("Pass", "Cashier 1")]
        for screen in screens:
            screen.switch_on()
            ends.push_async_callback(screen.kill)
            await screen.device.wait_live(within_seconds=30)
        skus = await skus_of(seeded, address)
        body = {"lines": [{"sku_id": sku, "quantity": 1} for sku in skus[:3]]}
        await pad.press("order", "/orders", body, "order 00000")  # so that there is something to have acked
        await asyncio.sleep(2.5)
        for screen in screens:
            resume_from_the_last_ack(screen)
        armed = asyncio.Event()
        screens[0].device.on_event(lambda _: hub.process.kill() if armed.is_set() and hub.process is not None else None)
        for turn in range(1, sizes.unheard + 1):
            armed.set()
            pressed = asyncio.create_task(pad.press("order", "/orders", body, f"order {turn:05d}"))
            await hub.ended()
            armed.clear()
            await hub.start()
            await pressed
            for screen in screens:
                await screen.device.wait_live(within_seconds=30)
            await asyncio.sleep(0.2)
        log = read_log(seeded)
        for screen in screens:
            await screen.catch_up(log, 20)
            assert await screen.differences() == []
            await screen.switch_off()
        assert [screen.missing(log) for screen in screens] == [[], []]
        assert [screen.applied_twice() for screen in screens] == [0, 0]
        assert [len(screen.snapshots) for screen in screens] == [1, 1]
        again = sum(screen.frames_again for screen in screens)
        assert again >= sizes.unheard, f"the fault hardly happened: {again} frames came again in {sizes.unheard} turns"
        assert seeded.query("select note, count(*) from order_line where note like 'order %' group by note having count(*) <> 3") == []
