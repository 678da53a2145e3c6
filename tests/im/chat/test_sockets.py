"""Chats on the socket: in order, kept for who is offline, once each in the group, and nothing for the next guests of a room."""

import asyncio
import json
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.conftest import MakeVenue
from tests.im.chat.talk import Json, ask, do, group_of, held, set_shop, write
from tests.im.sockets import Socket, cursors, socket
from tests.quiet import hushed
from tests.venues import Venue

ADDED = "chat.message_added"


async def heard(screen: Socket, many: int) -> list[Json]:
    """The next so many messages, in the order in which they came."""
    async with asyncio.timeout(30):
        return [(await screen.event(ADDED))["data"]["message"] for _ in range(many)]


async def up_to_now(venue: Venue, screen: Socket) -> list[Json]:
    """All messages that came until something later has come: the shop's name, which everybody hears."""
    await venue["manager"].patch(f"/shops/{venue.shop_id}", {"names": {"en": f"Shop {len(screen.frames)}"}})
    async with asyncio.timeout(30):
        await screen.event("venue.shop_changed")
    return [frame["data"]["message"] for frame in screen.frames if frame.get("type") == ADDED]


async def test_messages_reach_the_other_side_with_time_and_number(venue: Venue) -> None:
    hushed(venue)
    chat = await ask(venue)
    async with socket(venue, venue["pad 801"].token) as pad, socket(venue, venue["waiter"].token) as waiter:
        sent = await write(venue, chat, "could we have tea?", client_id="mine")
        assert await heard(waiter, 1) == await heard(pad, 1) == [sent["message"]]
        assert sent["message"]["client_id"] == "mine"
        back = await write(venue, chat, "of course", "waiter")
        assert (await heard(pad, 2))[1] == (await heard(waiter, 2))[1] == back["message"]


async def test_what_was_written_meanwhile_comes_in_order_when_the_pad_is_back(venue: Venue) -> None:
    hushed(venue)
    chat = await ask(venue)
    await do(venue, chat, "accept", "waiter")
    async with socket(venue, venue["pad 801"].token) as pad:
        await write(venue, chat, "one", "waiter")
        (first,) = await heard(pad, 1)
        where = cursors(pad, venue.stream, pad.frames[-1]["seq"])
    for text in ("two", "three", "four"):
        await write(venue, chat, text, "waiter")
    async with socket(venue, venue["pad 801"].token, cursors=where) as pad:
        assert pad.welcome is not None and pad.welcome["streams"][venue.stream]["resumed"]
        late = await heard(pad, 3)
    assert [each["text"] for each in late] == ["two", "three", "four"]
    assert [each["number"] for each in late] == [first["number"] + step for step in (1, 2, 3)]


async def test_a_socket_without_a_token_is_closed(venue: Venue) -> None:
    url = venue.running.url.replace("http", "ws", 1) + "/api/v1/stream"
    for hello in ({"t": "hello"}, {"t": "hello", "token": "nobody"}, {"t": "hello", "token": ""}):
        async with connect(url, subprotocols=[Subprotocol("venuehub.v1.json")], max_queue=None) as ws:
            await ws.send(json.dumps(hello))
            try:
                said: Any = await ws.recv()
            except ConnectionClosed as end:
                assert end.rcvd is not None and end.rcvd.code in (4001, 4004)
            else:
                raise AssertionError(said)


async def test_each_of_three_in_the_group_hears_each_message_once(venue: Venue) -> None:
    hushed(venue)
    group = await group_of(venue)
    people = ("cook", "waiter", "pad 801")
    async with (
        socket(venue, venue["cook"].token) as cook,
        socket(venue, venue["waiter"].token) as waiter,
        socket(venue, venue["pad 801"].token) as pad,
    ):
        for who in people:
            await write(venue, group, f"hello from {who}", who, client_id=who)
        for screen in (cook, waiter, pad):
            found = await up_to_now(venue, screen)
            assert [each["text"] for each in found] == [f"hello from {who}" for who in people]
            assert [each["client_id"] for each in found] == list(people)


async def test_a_group_for_staff_alone_reaches_no_guest(venue: Venue) -> None:
    hushed(venue)
    group = await group_of(venue)
    async with socket(venue, venue["pad 801"].token) as pad, socket(venue, venue["cleaner"].token) as cleaner:
        await set_shop(venue, group_with_guests=False)
        await write(venue, group, "the inspector is here", "manager")
        assert [each["text"] for each in await heard(cleaner, 1)] == ["the inspector is here"]
        assert await up_to_now(venue, pad) == []
    for method, path in (("GET", "/chats/group"), ("GET", f"/chats/{group['id']}"), ("GET", f"/chats/{group['id']}/messages")):
        answer = await venue["pad 801"].get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "group_without_guests"), (method, path)
    refused = await venue["pad 801"].post(f"/chats/{group['id']}/messages", {"text": "hi"})
    assert (refused.status_code, refused.json()["code"]) == (403, "group_without_guests")


async def test_who_answers_no_chats_hears_none_of_the_guests(venue: Venue, make_venue: MakeVenue) -> None:
    hushed(venue)
    next_door = make_venue(brand_id=venue.brand_id)
    chat = await ask(venue)
    async with (
        socket(venue, venue["cook"].token) as cook,
        socket(venue, venue["pad 802"].token) as pad,
        socket(next_door, next_door["manager"].token) as other,
    ):
        await write(venue, chat, "for my ears only")
        assert await up_to_now(venue, cook) == await up_to_now(venue, pad) == []
        assert await up_to_now(next_door, other) == []


async def turn_over(venue: Venue, room: str = "801") -> None:
    """The guests leave, and others come."""
    await venue["cleaner"].post(f"/rooms/{venue.rooms[room]}/clean")
    answer = await venue["cashier 1"].post(f"/rooms/{venue.rooms[room]}/open", {"guests": 2})
    assert answer.status_code == 200, answer.text


async def test_the_next_guests_of_the_room_see_nothing_of_the_last_ones_chat(venue: Venue) -> None:
    """Neither on the board, nor in lists, nor in what a pad that was off resumes with, nor in what it polls from the beginning."""
    hushed(venue)
    async with socket(venue, venue["pad 801"].token) as pad:
        where = cursors(pad, venue.stream, pad.welcome["streams"][venue.stream]["head"] if pad.welcome else 0)
    chat = await ask(venue)
    await write(venue, chat, "my secret")
    await write(venue, chat, "is safe", "waiter")
    await turn_over(venue)
    board = (await venue["pad 801"].get("/me/board")).json()["board"]
    assert board["chats"] == []
    assert (await venue["pad 801"].get("/chats")).json()["items"] == []
    for path in ("", "/messages"):
        assert (await venue["pad 801"].get(f"/chats/{chat['id']}{path}")).status_code == 404
    assert (await venue["pad 801"].post(f"/chats/{chat['id']}/messages", {"text": "hi"})).status_code == 404
    async with socket(venue, venue["pad 801"].token, cursors=where) as pad:
        assert pad.welcome is not None
        told = pad.welcome["streams"][venue.stream]
        assert (told["resumed"], told["why"]) == (False, "scope"), "it begins anew, from the board of the guests of now"
        assert await up_to_now(venue, pad) == []
        assert not [frame for frame in pad.frames if str(frame.get("type")).startswith("chat.")]
        assert "secret" not in str(pad.frames)
    polled = await venue["pad 801"].get("/me/events", stream=venue.stream, after=0)
    assert polled.json()["events"]
    assert "secret" not in polled.text and "chat." not in polled.text


async def test_a_pad_that_stays_connected_follows_its_guests(venue: Venue) -> None:
    hushed(venue)
    async with socket(venue, venue["pad 801"].token) as pad, socket(venue, venue["pad 801 b"].token) as second:
        old = await ask(venue)
        await write(venue, old, "from the old ones")
        await turn_over(venue)
        new = await ask(venue)
        assert new["id"] != old["id"]
        await write(venue, new, "from the new ones")
        for screen in (pad, second):
            assert [each["text"] for each in await up_to_now(venue, screen) if each["text"]] == ["from the old ones", "from the new ones"]
            closed = [
                frame["data"]["chat"]["id"] for frame in screen.frames if frame.get("data", {}).get("chat", {}).get("state") == "closed"
            ]
            assert closed == []
            numbers = [frame["seq"] for frame in screen.frames if frame["t"] == "event"]
            assert numbers == sorted(set(numbers))


async def test_guests_who_move_take_their_chat_along(venue: Venue) -> None:
    hushed(venue)
    chat = await ask(venue, "pad 802")
    await write(venue, chat, "before", "pad 802")
    async with socket(venue, venue["pad 802"].token) as left, socket(venue, venue["pad 803"].token) as entered:
        await venue["cashier 1"].post(f"/rooms/{venue.rooms['802']}/move", {"to": venue.rooms["803"]})
        await write(venue, chat, "after", "pad 803")
        await write(venue, chat, "found you", "waiter")
        assert [each["text"] for each in await up_to_now(venue, entered)] == ["after", None, "found you"]
        assert await up_to_now(venue, left) == []
    (moved,) = await held(venue, "pad 803")
    assert moved["subject"]["room"]["number"] == "803"
    assert await held(venue, "pad 802") == []
    assert (await venue["pad 802"].get(f"/chats/{chat['id']}")).status_code == 404
    messages = (await venue["pad 803"].get(f"/chats/{chat['id']}/messages")).json()["items"]
    assert [(each["text"], each["by"]["name"]) for each in messages if each["text"]][:2] == [("before", "802"), ("after", "803")]


async def test_many_stays_later_a_connected_pad_still_hears_its_guests(venue: Venue) -> None:
    hushed(venue)
    async with socket(venue, venue["pad 801"].token) as pad:
        for turn in range(5):
            await turn_over(venue)
            chat = await ask(venue)
            await write(venue, chat, f"party {turn}")
        found = [each["text"] for each in await up_to_now(venue, pad)]
        assert found == [f"party {turn}" for turn in range(5)]


async def test_typing_reaches_the_other_side(venue: Venue) -> None:
    hushed(venue)
    chat = await ask(venue)
    async with socket(venue, venue["pad 801"].token) as pad:
        await venue["waiter"].post(f"/chats/{chat['id']}/typing", {})
        async with asyncio.timeout(30):
            event = await pad.event("chat.typing")
    assert (event["data"]["chat_id"], event["data"]["by"]["kind"]) == (chat["id"], "staff")
    assert event["data"]["until"] > event["at"]
