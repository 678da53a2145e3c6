"""Presence when a hub is killed: another hub closes what it held, within half a minute, and nobody who has come back is sent away by it."""

import asyncio

import pytest

from devices.client import Device, Hub
from tests.faults.breakable import BUSY_SECONDS, LONG, figures, until
from tests.faults.hubs import HubProcess
from tests.faults.seeded import Seeded

GONE_SECONDS = 30.0
SPENT_SECONDS = 0 if LONG else 17
"""How much of the dead hub's lease of 20 s the test takes away, so that nobody waits for it."""
HUB_OF = "select hub_id from connection where device_id = '{device}'"
SPEND = f"update hub_lease set until = until - interval '{SPENT_SECONDS} seconds' where hub_id in ({HUB_OF}) returning 1"


def presence(seeded: Seeded, name: str) -> str:
    return str(seeded.query(f"select presence from device where id = '{seeded.device(name)['id']}'")[0][0])


@pytest.mark.timeout(180)
async def test_a_killed_hub_leaves_no_ghost_and_takes_nobody_with_it(seeded_postgresql: Seeded) -> None:
    seeded = seeded_postgresql
    killed = HubProcess(seeded, folder=seeded.folder / "killed")
    other = HubProcess(seeded, folder=seeded.folder / "other")
    lost, returning = "Cashier 1", "Pass"
    try:
        await asyncio.gather(killed.start(), other.start())
        async with Hub(killed.url) as first, Hub(other.url) as second:
            gone = Device(first, seeded.device(lost)["access_token"])
            back = Device(first, seeded.device(returning)["access_token"])
            gone.start()
            back.start()
            for device in (gone, back):
                await device.wait_live()
            await until(lambda: presence(seeded, lost) == presence(seeded, returning) == "online", 30, "both online")
            killed.kill()
            await gone.kill()
            await back.kill()
            assert presence(seeded, lost) == "online", "nobody is left who could have said that it went"
            if SPENT_SECONDS:
                assert seeded.query(SPEND.format(device=seeded.device(lost)["id"]))
            async with Device(second, seeded.device(returning)["access_token"]) as here:
                await here.wait_live()
                gone_after = await until(lambda: presence(seeded, lost) == "offline", GONE_SECONDS + 20, "the ghost gone")
                assert presence(seeded, returning) == "online"
                left = seeded.query("select closed_why, count(*) from connection where closed_why = 'ghost' group by closed_why")
                assert left == [("ghost", 2)]
    finally:
        killed.close()
        other.close()
    figures("ghost", gone_after=gone_after + SPENT_SECONDS)
    assert gone_after <= GONE_SECONDS - SPENT_SECONDS + BUSY_SECONDS
