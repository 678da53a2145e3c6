"""What was sent to the guests before reaches nobody after them: not by asking from the first number, not with a cursor of theirs."""

import asyncio
import json
from typing import Any

import pytest

from devices.client.board import Board
from hub.kit.errors import ReadOnly
from tests.im.sockets import cursors, socket
from tests.live.feeding import at_rest, feed
from tests.live.plain import greeted, next_of, quiet
from tests.orders.log import everything_said
from tests.running import RunningHub
from tests.venues import Venue

SECRET = "for our ears alone"


async def turn_over(venue: Venue, number: str = "801") -> dict[str, Any]:
    """The guests go, others come; the number of the event that told of their coming."""
    await venue["cleaner"].post(f"/rooms/{venue.rooms[number]}/clean")
    opened = await venue["cashier 1"].post(f"/rooms/{venue.rooms[number]}/open", {"guests": 2})
    assert opened.status_code == 200
    return dict(opened.json()["stay"])


async def an_evening(venue: Venue) -> None:
    """Guests order with a note, ring, and write to everybody."""
    sku = {"sku_id": venue.skus["tea"], "quantity": 1, "note": SECRET}
    assert (await venue["pad 801"].post("/orders", {"lines": [sku]})).status_code == 201
    assert (await venue["pad 801"].post("/me/calls", {"service": "water"})).status_code == 200
    group = (await venue["pad 801"].get("/chats/group")).json()["chat"]["id"]
    assert (await venue["manager"].post(f"/chats/{group}/messages", {"text": SECRET})).status_code == 201


async def polled(venue: Venue, name: str = "pad 801", **more: Any) -> dict[str, Any]:
    answer = await venue[name].get("/me/events", **{"stream": venue.stream, "after": 0, **more})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def opening_of(venue: Venue, stay: dict[str, Any]) -> int:
    """The number of the event with which these guests came."""
    return min(each.seq for each in everything_said(venue) if each.type == "venue.room_changed" and stay["id"] in str(each.data))


async def test_asking_from_the_first_number_begins_with_the_guests_of_now(venue: Venue) -> None:
    await an_evening(venue)
    before = await polled(venue)
    assert SECRET in str(before["events"]), "the guests themselves were told"
    stay = await turn_over(venue)
    await venue.order("salad")
    (shown,) = feed(venue, 1, ["all"])
    found = await polled(venue)
    room = venue.rooms["801"]
    mine = [each for each in found["events"] if f"room:{room}" in each["channels"]]
    assert SECRET not in str(found["events"]) and found["resumed"] is True
    assert mine[0]["type"] == "venue.room_changed" and mine[0]["seq"] == opening_of(venue, stay)
    due = [each.seq for each in everything_said(venue) if f"room:{room}" in each.channels and each.seq >= mine[0]["seq"]]
    assert [each["seq"] for each in mine] == due and "orders.order_placed" in {each["type"] for each in mine}
    assert found["events"][-1]["seq"] == shown


async def test_what_is_for_everybody_is_told_from_before_they_came_too(venue: Venue) -> None:
    (early,) = feed(venue, 1, ["all"])
    await turn_over(venue)
    assert early in [each["seq"] for each in (await polled(venue))["events"]]


async def test_a_cursor_of_the_guests_before_is_out_of_scope(running: RunningHub, venue: Venue) -> None:
    async with socket(venue, venue["pad 801"].token) as pad:
        assert pad.welcome is not None
        start = await at_rest(venue, 1)
        kept = cursors(pad, venue.stream, start)
    await an_evening(venue)
    await turn_over(venue)
    last = await at_rest(venue)
    async with greeted(running, venue["pad 801"].token, cursors=kept) as (ws, welcome):
        state = welcome["streams"][venue.stream]
        assert (state["resumed"], state["why"]) == (False, "scope")
        assert await quiet(ws, 0.3) == []
    epoch = kept[venue.stream]["epoch"]
    asked = await polled(venue, after=start, epoch=epoch)
    assert (asked["resumed"], asked.get("why"), asked["events"]) == (False, "scope", [])
    assert (await polled(venue, after=last, epoch=epoch))["resumed"] is True


async def test_a_cursor_from_between_two_parties_is_resumed_and_the_board_is_the_fresh_one(running: RunningHub, venue: Venue) -> None:
    await an_evening(venue)
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    board = Board("pad", [])
    empty = (await venue["pad 801"].get("/me/board")).json()
    board.load(empty["board"])
    start = await at_rest(venue)
    await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/open", {"guests": 2})
    await venue.order("salad")
    (last,) = feed(venue, 1, ["all"])
    kept = {venue.stream: {"epoch": empty["epoch"], "seq": start}}
    async with greeted(running, venue["pad 801"].token, cursors=kept) as (ws, welcome):
        assert welcome["streams"][venue.stream]["resumed"] is True
        events = [await next_of(ws, "event")]
        while events[-1]["seq"] < last:
            events.append(await next_of(ws, "event"))
    for event in events[:-1]:
        board.apply(event["type"], event["data"])
    fresh = Board("pad", [])
    fresh.load((await venue["pad 801"].get("/me/board")).json()["board"])
    assert board == fresh and board.dump()["orders"] and "orders.order_placed" in {event["type"] for event in events}


async def test_who_moves_in_reads_nothing_of_who_lived_there(venue: Venue) -> None:
    """The stay is older than its time in this room: what counts is when it came here."""
    await venue["cashier 1"].post(f"/rooms/{venue.rooms['803']}/open", {"guests": 1})
    sku = {"sku_id": venue.skus["tea"], "quantity": 1, "note": SECRET}
    assert (await venue["pad 803"].post("/orders", {"lines": [sku]})).status_code == 201
    await venue["cleaner"].post(f"/rooms/{venue.rooms['803']}/clean")
    moved = await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/move", {"to": venue.rooms["803"]})
    assert moved.status_code == 200
    events = (await polled(venue, "pad 803"))["events"]
    assert SECRET not in str(events) and moved.json()["stay"]["id"] in str(events)
    left = (await polled(venue))["events"]
    assert next(each["type"] for each in left if f"room:{venue.rooms['801']}" in each["channels"]) == "venue.room_changed"


async def test_the_pad_of_an_empty_room_hears_nothing_that_is_said_to_the_guests(venue: Venue) -> None:
    group = (await venue["pad 801"].get("/chats/group")).json()["chat"]["id"]
    async with socket(venue, venue["pad 801"].token) as pad:
        await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
        await pad.event("venue.room_changed")
        assert (await venue["manager"].post(f"/chats/{group}/messages", {"text": SECRET})).status_code == 201
        await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/open", {"guests": 2})
        await pad.event("venue.room_changed")
        assert (await venue["manager"].post(f"/chats/{group}/messages", {"text": "welcome"})).status_code == 201
        heard = await pad.event("chat.message_added")
        assert heard["data"]["message"]["text"] == "welcome" and SECRET not in str(pad.frames)


async def test_a_pad_that_is_there_when_they_change_misses_nothing_of_its_room(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its seat is looked up when the next are there already: the end of the stay before is not left out, what was said meanwhile is."""
    stage, is_open = venue.running.hub.stage, asyncio.Event()
    look = stage.seat_again

    def seat_again(*given: Any) -> Any:
        if not is_open.is_set():
            raise ReadOnly("the database does not answer")
        return look(*given)

    await an_evening(venue)
    group = (await venue["pad 801"].get("/chats/group")).json()["chat"]["id"]
    room = f"room:{venue.rooms['801']}"
    async with socket(venue, venue["pad 801"].token) as pad:
        start = await at_rest(venue, 1)
        monkeypatch.setattr(stage, "seat_again", seat_again)
        await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
        assert (await venue["manager"].post(f"/chats/{group}/messages", {"text": SECRET})).status_code == 201
        await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/open", {"guests": 2})
        is_open.set()
        (last,) = feed(venue, 1, [room])
        while not pad.frames or pad.frames[-1].get("seq") != last:
            pad.frames.append(json.loads(await pad.ws.recv()))
    seen = [frame["seq"] for frame in pad.frames if frame["t"] == "event" and room in frame["channels"] and frame["seq"] > start]
    due = [each for each in everything_said(venue, start) if room in each.channels and each.seq <= last]
    assert seen == [each.seq for each in due] and "orders.order_closed" in {each.type for each in due}
    assert SECRET not in str(pad.frames)


async def test_a_screen_that_slept_through_a_change_of_guests_judges_its_cursor_anew(
    running: RunningHub, venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reads nothing, is paused, and reads again when others are there: with what it holds of those before it could not go on."""
    monkeypatch.setattr("hub.live.connection.SLOW_SECONDS", 300.0)
    async with socket(venue, venue["pad 801"].token) as pad:
        (connection,) = [each for each in tuple(running.hub.stage.connections) if str(each.seat.owner) == venue["pad 801"].id]
        loop = running.hub.database.loop
        assert loop is not None
        loop.call_soon_threadsafe(connection.socket.set_paused, True)
        await an_evening(venue)
        await turn_over(venue)
        loop.call_soon_threadsafe(connection.socket.set_paused, False)
        assert await asyncio.wait_for(pad.closed(), 30) == 4200
        assert SECRET not in str(pad.frames)


@pytest.mark.parametrize("number", ["801", None])
async def test_a_speaker_of_a_room_and_a_pad_of_none_have_no_guests(venue: Venue, number: str | None) -> None:
    """Nothing of theirs is a party's: both read on whatever happens in the room."""
    body = {} if number is None else {"room_id": venue.rooms[number]}
    name = "speaker" if number is not None else "pad 802"
    assert (await venue["manager"].post(f"/devices/{venue[name].id}/bind", body)).status_code == 200
    before = (await venue[name].get("/me/board")).json()
    await an_evening(venue)
    await turn_over(venue)
    found = await polled(venue, name, after=before["seq"], epoch=before["epoch"])
    assert found["resumed"] is True
