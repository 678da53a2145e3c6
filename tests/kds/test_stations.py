"""A new station: whoever hears all stations hears it too, without a reload, and nothing can be sold to a place that is not there."""

from typing import Any

import pytest

from devices.client import Hub
from tests.live.plain import greeted, rest_of
from tests.running import RunningHub
from tests.venues import Venue, comes_to_agree

GRILL = {"names": {"zh-CN": "烧烤", "en": "Grill"}, "amber_seconds": 300, "red_seconds": 480}


async def category(venue: Venue) -> str:
    return str((await venue["manager"].get("/menu/items")).json()["items"][0]["category_id"])


async def steak(venue: Venue) -> dict[str, Any]:
    """Something that only the grill makes."""
    body = {"category_id": await category(venue), "names": {"en": "Steak"}, "station": "grill", "price": 9_900}
    return dict((await venue["manager"].post("/menu/items", body)).json()["item"])


@pytest.mark.parametrize("name", ["kitchen", "cook"])
async def test_who_hears_all_stations_hears_one_that_is_added_later(venue: Venue, address: Hub, name: str) -> None:
    async with venue.device(name, address) as screen:
        await screen.wait_live()
        assert (await venue["manager"].put("/kds/stations/grill", GRILL)).status_code == 200
        item = await steak(venue)
        await screen.wait_until(lambda _: screen.count.closes.get(4201) == 1 and screen.live, what="coming back for the new channel")
        placed = await venue["pad 801"].post("/orders", {"lines": [{"sku_id": item["sku_id"], "quantity": 1}]})
        line = placed.json()["order"]["lines"][0]
        await screen.wait_until(lambda board: line["id"] in board.lines)
        await comes_to_agree(screen)


async def test_screens_of_other_stations_and_a_changed_station_send_nobody_away(running: RunningHub, venue: Venue) -> None:
    async with greeted(running, venue["kitchen hot"].token) as (hot, _), greeted(running, venue["kitchen"].token) as (all_of_them, welcome):
        assert (await venue["manager"].put("/kds/stations/hot", GRILL)).status_code == 200
        assert (await venue["manager"].put("/kds/stations/grill", GRILL)).status_code == 200
        assert (await venue["manager"].put("/kds/stations/grill", GRILL | {"red_seconds": 600})).status_code == 200
        frames, code = await rest_of(all_of_them)
        assert code == 4201
        assert [frame["type"] for frame in frames if frame["t"] == "event"] == ["im.device_moved"]
        await venue.order("dumplings")
        assert (await hot.recv()) and hot.close_code is None
    async with greeted(running, venue["kitchen"].token, cursors={}) as (_, welcome):
        assert "kitchen:grill" in welcome["channels"]


async def test_an_item_needs_a_station_of_its_shop(venue: Venue) -> None:
    body = {"category_id": await category(venue), "names": {"en": "Steak"}, "station": "grill", "price": 9_900}
    refused = await venue["manager"].post("/menu/items", body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/station")
    assert (await venue["manager"].put("/kds/stations/grill", GRILL)).status_code == 200
    assert (await venue["manager"].post("/menu/items", body)).status_code == 201


async def test_a_shop_has_at_most_32_stations(venue: Venue) -> None:
    answers = [(await venue["manager"].put(f"/kds/stations/s{number}", GRILL)).status_code for number in range(30)]
    assert answers == [200] * 29 + [422], "three were there already"
    assert (await venue["manager"].put("/kds/stations/hot", GRILL)).status_code == 200
