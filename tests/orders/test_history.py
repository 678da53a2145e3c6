"""What happened to an order: who, what, when; complete, in order, and not for guests."""

import asyncio
from typing import Any

import pytest

from hub.kit.clock import MovableClock
from hub.kit.ids import new_id
from tests.conftest import MakeVenue
from tests.venues import Venue


async def history(venue: Venue, order: dict[str, Any], who: str = "manager") -> list[dict[str, Any]]:
    answer = await venue[who].get(f"/orders/{order['id']}/history")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]  # type: ignore[no-any-return]


async def test_a_whole_evening_of_one_order(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue

    async def act(who: str, line: dict[str, Any], action: str, body: Any = None) -> None:
        clock.advance(seconds=7)
        assert (await venue.act(line, action, who, body)).status_code == 200

    order = await venue.order("dumplings", "tea")
    dumplings, tea = order["lines"]
    await act("kitchen", dumplings, "start")
    await act("cook", dumplings, "undo")
    await act("kitchen", dumplings, "start")
    await act("kitchen", dumplings, "finish")
    await act("kitchen", dumplings, "call")
    await act("handheld 1", dumplings, "claim")
    await act("handheld 1", dumplings, "serve")
    await act("cashier", tea, "rush")
    await act("kitchen", tea, "start")
    await act("manager", tea, "void", {"reason": "洒了"})
    await act("kitchen", tea, "confirm")
    clock.advance(seconds=60)
    again = await venue.order("salad")
    clock.advance(seconds=60)
    await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/move", {"to": venue.rooms["803"]})
    clock.advance(seconds=60)
    await venue["cleaner"].post(f"/rooms/{venue.rooms['803']}/clean")

    async def told(who: str) -> list[dict[str, Any]]:
        """But for what no screen has seen: the hub notes that when it looks."""
        return [entry for entry in await history(venue, order, who) if entry["action"] != "missed"]

    entries = await told("manager")
    assert [(entry["action"], entry["by"]["name"]) for entry in entries] == [
        ("place", "pad 801"),
        ("place", "pad 801"),
        ("start", "kitchen"),
        ("undo", f"Cook {venue.mark}"),
        ("start", "kitchen"),
        ("finish", "kitchen"),
        ("call", "kitchen"),
        ("claim", "handheld 1"),
        ("serve", "handheld 1"),
        ("rush", f"Cashier {venue.mark}"),
        ("start", "kitchen"),
        ("void", f"Manager {venue.mark}"),
        ("confirm", "kitchen"),
        ("place", "pad 801"),
        ("moved", "cashier 1"),
        ("closed", f"Cleaner {venue.mark}"),
    ]
    assert [entry["at"] for entry in entries] == sorted(entry["at"] for entry in entries)
    assert len({entry["key"] for entry in entries}) == len(entries)
    first, served, void, moved, closed = entries[0], entries[8], entries[11], entries[-2], entries[-1]
    assert (first["line_id"], first["round"], first["from_state"], first["to_state"]) == (dumplings["id"], 1, None, "placed")
    assert first["by"] == {"kind": "device", "id": venue["pad 801"].id, "name": "pad 801"}
    assert (served["from_state"], served["to_state"]) == ("called", "served")
    assert (void["by"]["kind"], void["reason"]) == ("user", "洒了")
    assert (entries[13]["line_id"], entries[13]["round"]) == (again["lines"][2]["id"], 2)
    assert (moved["from"], moved["to"]) == ("801", "803")
    assert closed["unfinished"] == 1
    for who in ("cashier 1", "kitchen", "handheld 1", "cook", "waiter", "owner"):
        assert await told(who) == entries


async def test_a_wristbands_order_tells_who_let_it_through_and_when_the_kitchen_saw_it(make_venue: MakeVenue, address: Any) -> None:
    venue = make_venue(settings={"wristband_needs_confirm": True})
    order = await venue.order("tea", who="cashier 1", wristband=venue.wristbands[0])
    await venue["cashier 2"].post(f"/orders/{order['id']}/confirm")
    async with venue.device("kitchen", address) as kitchen:
        await kitchen.wait_live()
        await kitchen.wait_until(lambda board: board.array("lines"), what="the round is on the board")
        async with asyncio.timeout(30):
            while (entries := await history(venue, order))[-1]["action"] != "seen":  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    assert [(entry["action"], entry["by"]["name"]) for entry in entries] == [
        ("place", "cashier 1"),
        ("confirmed", "cashier 2"),
        ("seen", ""),
    ]
    assert entries[-1]["delay_ms"] >= 0
    assert entries[-1]["by"] == {"kind": "hub", "id": None, "name": ""}
    await venue["cashier 1"].post(f"/wristbands/{venue.wristbands[0]}/hand-in")
    assert (await history(venue, order))[-1]["action"] == "closed"


async def test_an_order_that_loses_its_room_says_so(venue: Venue) -> None:
    code = venue.wristbands[1]  # it stands in 801
    order = await venue.order("tea", who="cashier 1", wristband=code)
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    moved = (await history(venue, order))[-1]
    assert (moved["action"], moved["from"], moved["to"], moved["by"]["name"]) == ("moved", "801", None, f"Cleaner {venue.mark}")


async def test_nothing_of_other_orders_is_told(venue: Venue) -> None:
    mine = await venue.order("tea")
    theirs = await venue.order("tea", "salad", who="pad 802")
    await venue.bring(theirs["lines"][0], "served")
    assert [entry["action"] for entry in await history(venue, mine)] == ["place"]


async def test_guests_and_strangers_are_not_told(venue: Venue, make_venue: MakeVenue) -> None:
    order = await venue.order("tea")
    for who in ("pad 801", "pad 802", "call", "speaker", "cleaner"):
        assert (await venue[who].get(f"/orders/{order['id']}/history")).status_code == 403
    assert (await make_venue()["manager"].get(f"/orders/{order['id']}/history")).status_code == 404
    assert (await venue["manager"].get(f"/orders/{new_id()}/history")).status_code == 404


async def test_a_list_is_found_by_number_room_and_wristband(venue: Venue) -> None:
    first = await venue.order("tea")
    second = await venue.order("tea", who="pad 802")
    third = await venue.order("tea", who="cashier 1", wristband=venue.wristbands[0])

    async def listed(**filters: str) -> list[str]:
        return [order["id"] for order in (await venue["cashier 1"].get("/orders", **filters)).json()["items"]]

    for text in (second["number"], second["number"].removeprefix("#"), str(int(second["number"].removeprefix("#")))):
        assert await listed(number=text) == [second["id"]]
    assert await listed(room="801") == [first["id"]]
    assert await listed(room="801", number=second["number"]) == []
    assert await listed(wristband=venue.wristbands[0], business_day=third["business_day"]) == [third["id"]]
    assert await listed(number="999999") == []


@pytest.mark.parametrize("number", ["", "#", "x", "-1", "1.5", "１", "9" * 12])
async def test_a_number_that_is_none_is_pointed_at(venue: Venue, number: str) -> None:
    answer = await venue["manager"].get("/orders", number=number)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/number")
