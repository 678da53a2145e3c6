"""V10: who is told of an order, per source, over the sockets of the whole house; and the exact sentence (M-28)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.conftest import MakeVenue
from tests.im.messages.saying import log, settled
from tests.journeys.event_shapes import check_frame
from tests.journeys.watching import HEARS, House, Told, watched, who_hear
from tests.venues import Venue

GUESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "pad": ("pad 801", {}),
    "cashier": ("cashier 1", {"room": "801"}),
    "handheld": ("handheld 1", {"room": "801"}),
    "wristband": ("cashier 1", {"wristband": 1}),
}
FOR_A_ROOM = {
    ("kitchen:hot", "announcement", "801房间下单了dumplings2份，请注意"),
    ("kitchen:bar", "announcement", "801房间下单了tea2份，请注意"),
    ("call", "announcement", "801房间下单了dumplings2份、tea2份，请注意"),
}


@pytest.fixture
async def house(venue: Venue, make_venue: MakeVenue) -> AsyncIterator[House]:
    async with watched(venue, make_venue(brand_id=venue.brand_id)) as house:
        yield house


async def place(venue: Venue, guest: str, *dishes: str) -> dict[str, Any]:
    who, where = GUESTS[guest]
    more: dict[str, Any] = {}
    if "room" in where:
        more["room_id"] = venue.rooms[where["room"]]
    if "wristband" in where:
        more["wristband"] = venue.wristbands[where["wristband"]]
    answer = await venue[who].post("/orders", {"lines": venue.lines(*dishes, quantity=2)} | more)
    assert answer.status_code == 201, answer.text
    return dict(answer.json()["order"])


async def messages(house: House, many: int) -> list[Told]:
    """What was said until now, at least so many; and then nothing more that is due."""
    found: list[Told] = []
    async with asyncio.timeout(30):
        while len(found) < many:
            found += [each for each in await house.told() if each.type == "im.message_sent"]
    await settled(house.venue)
    return found + [each for each in await house.told() if each.type == "im.message_sent"]


def said(told: list[Told]) -> set[tuple[str, str, str]]:
    return {(",".join(each.frame["channels"]), each.data["kind"], each.data["text"]) for each in told}


def heard_exactly(house: House, told: list[Told]) -> None:
    """Everybody of the channel, once, and nobody else; each frame as the protocol writes it."""
    names = {house.channel(name): name for name in HEARS}
    for each in told:
        audience = who_hear(names[channel] for channel in each.frame["channels"])
        assert each.who == dict.fromkeys(audience, 1), each.frame["channels"]
        check_frame(each.frame, None)


@pytest.mark.parametrize("guest", ["pad", "cashier", "handheld"])
async def test_an_order_for_a_room_is_announced_in_the_kitchen_and_on_the_call_screen(house: House, guest: str) -> None:
    await place(house.venue, guest, "dumplings", "tea")
    told = await messages(house, 3)
    assert said(told) == FOR_A_ROOM
    heard_exactly(house, told)
    by_channel = {each.frame["channels"][0]: each.data for each in told}
    assert (by_channel["kitchen:hot"]["repeat"], by_channel["kitchen:hot"]["of"]) == (1, 3)
    assert by_channel["call"]["speech"] == "八零一房间下单了dumplings2份、tea2份，请注意"
    assert [len(by_channel[name]["lines"]) for name in ("kitchen:hot", "kitchen:bar", "call")] == [1, 1, 2]
    assert by_channel["call"]["room"]["number"] == "801"


async def test_an_order_on_a_wristband_is_announced_at_the_desk_alone(house: House) -> None:
    venue = house.venue
    await place(venue, "wristband", "dumplings", "tea")
    told = await messages(house, 1)
    assert said(told) == {("cashier", "announcement", f"手牌{venue.wristbands[1]}下单了dumplings2份、tea2份，请处理")}
    heard_exactly(house, told)
    off = [each for each in await log(venue) if each["state"] == "dropped"]
    assert {(each["channel"].partition(":")[0], each["reason"]) for each in off} == {("kitchen", "channel_off"), ("call", "channel_off")}


@pytest.mark.parametrize("guest", ["pad", "wristband"])
async def test_a_called_line_is_told_to_the_call_screen_and_the_waiters(house: House, guest: str) -> None:
    venue = house.venue
    order = await place(venue, guest, "dumplings")
    await messages(house, 2 if guest == "pad" else 1)
    await venue.bring(order["lines"][0], "ready")
    await venue.act(order["lines"][0], "call", "kitchen")
    told = await messages(house, 3 if guest == "pad" else 4)
    number, band = order["number"], venue.wristbands[1]
    to = f"{number} dumplings2份已做好，请送到801房间" if guest == "pad" else f"{number} dumplings2份已做好，请送给手牌{band}的客人"
    wanted = {
        ("call", "announcement", f"{number} dumplings2份已做好，请取餐"),
        ("handheld", "announcement", to),
        ("handheld", "notice", to),
    }
    assert said(told) == (wanted if guest == "pad" else wanted | {("cashier", "notice", to)})
    heard_exactly(house, told)
    notice = next(each for each in told if each.data["kind"] == "notice")
    assert notice.data["silent"] is True
    assert {each.data["volume"] for each in told} == {80}
    assert notice.data["audio"] is None


async def test_the_sentence_of_the_source_comes_out_exactly(house: House) -> None:
    """M-28, through the whole hub: a dish of that name, ordered at the pad, heard on the kitchen's socket."""
    venue = house.venue
    dish = (await venue["manager"].get("/menu")).json()["categories"][0]["items"][0]
    names = {"zh-CN": "水饺", "en": "Dumplings"}
    body = {
        "category_id": (await venue["manager"].get("/menu")).json()["categories"][0]["id"],
        "names": names,
        "station": "hot",
        "price": dish["price"],
    }
    made = await venue["manager"].post("/menu/items", body)
    assert made.status_code == 201, made.text
    venue.skus["水饺"] = made.json()["item"]["sku_id"]
    await place(venue, "pad", "水饺")
    told = await messages(house, 2)
    assert said(told) == {
        ("kitchen:hot", "announcement", "801房间下单了水饺2份，请注意"),
        ("call", "announcement", "801房间下单了水饺2份，请注意"),
    }
    (kitchen,) = [each for each in told if each.frame["channels"] == ["kitchen:hot"]]
    assert kitchen.who["kitchen hot"] == 1
    assert kitchen.data["speech"] == "八零一房间下单了水饺2份，请注意"
    assert kitchen.data["chime"] == "new_order"


async def test_a_round_of_two_dishes_at_one_station_is_one_sentence(house: House) -> None:
    await place(house.venue, "pad", "dumplings", "noodles")
    told = await messages(house, 2)
    assert said(told) == {
        ("kitchen:hot", "announcement", "801房间下单了dumplings2份、noodles2份，请注意"),
        ("call", "announcement", "801房间下单了dumplings2份、noodles2份，请注意"),
    }


async def test_nobody_next_door_hears_any_of_it(house: House) -> None:
    await place(house.next_door, "pad", "dumplings")
    told: list[Told] = []
    async with asyncio.timeout(30):
        while len(told) < 2:
            told += [each for each in await house.told() if each.type == "im.message_sent"]
    assert all(name.startswith("next door: ") for each in told for name in each.who)
