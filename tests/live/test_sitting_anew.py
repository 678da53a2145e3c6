"""A pad's guests change, and what it may see is looked up anew: while the database is away it waits, and misses nothing."""

from typing import Any

import pytest

from hub.kit.errors import ReadOnly
from tests.im.sockets import socket
from tests.venues import Venue


async def test_a_seat_waits_for_a_database_that_is_away(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    stage, asked = venue.running.hub.stage, 0
    look = stage.seat_again

    def seat_again(*given: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked <= 2:
            raise ReadOnly("the database does not answer")
        return look(*given)

    monkeypatch.setattr(stage, "seat_again", seat_again)
    async with socket(venue, venue["pad 801"].token) as pad:
        await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
        await pad.event("venue.room_changed")
        assert (await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/open", {"guests": 2})).status_code == 200
        opened = await pad.event("venue.room_changed")
    assert opened["data"]["stay"]["guests"] == 2 and asked >= 3
