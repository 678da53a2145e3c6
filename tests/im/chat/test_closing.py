"""The end of a chat: closed by either side, with the stay, by the clock; written into again; rated; forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from hub.im.chat import tidying
from hub.kit.clock import MovableClock
from hub.tables import TABLES
from tests.im.chat.talk import Json, ask, be_agent, do, held, here, now, on_duty, texts, told, write
from tests.venues import Venue


async def test_staff_close_it_and_the_guest_rates_it_once(venue: Venue) -> None:
    chat = await ask(venue)
    await write(venue, chat, "thank you")
    early = await do(venue, chat, "rating", "pad 801", {"stars": 5})
    assert (early["status"], early["code"], early["from"], early["allowed"]) == (409, "state_not_allowed", "queued", ["closed"])
    closed = await do(venue, chat, "close", "waiter")
    assert (closed["changed"], closed["chat"]["state"], closed["chat"]["close_reason"]) == (True, "closed", "agent")
    assert (closed["chat"]["closed_by"]["kind"], closed["chat"]["closed_by"]["id"]) == ("staff", venue["waiter"].id)
    assert (await do(venue, chat, "close", "manager"))["changed"] is False
    assert await held(venue, "waiter") == []
    assert [each["id"] for each in await held(venue, "pad 801")] == [chat["id"]]
    for wrong in ({"stars": 0}, {"stars": 6}, {"stars": "5"}, {}, {"stars": 4, "comment": "x" * 501}):
        assert (await do(venue, chat, "rating", "pad 801", wrong))["code"] == "invalid"
    assert (await do(venue, chat, "rating", "waiter", {"stars": 5}))["status"] == 403
    rated = await do(venue, chat, "rating", "pad 801", {"stars": 4, "comment": "  friendly\u0007 "})
    assert (rated["changed"], rated["chat"]["rating"]["stars"], rated["chat"]["rating"]["comment"]) == (True, 4, "friendly")
    again = await do(venue, chat, "rating", "pad 801 b", {"stars": 1})
    assert (again["status"], again["code"]) == (409, "already_rated")
    assert await held(venue, "pad 801") == []
    assert await texts(venue, chat) == ["thank you", "<closed>", "<rated>"]
    assert (await ask(venue))["id"] != chat["id"]


async def test_the_guest_closes_it_too(venue: Venue) -> None:
    chat = await ask(venue)
    closed = await do(venue, chat, "close", "pad 801 b")
    assert (closed["chat"]["close_reason"], closed["chat"]["closed_by"]["name"]) == ("guest", "801")
    assert (await do(venue, chat, "close", "pad 801"))["changed"] is False


async def test_a_guest_who_writes_again_waits_again(venue: Venue) -> None:
    chat = await ask(venue)
    await do(venue, chat, "accept", "waiter")
    await do(venue, chat, "close", "waiter")
    refused = await venue["waiter"].post(f"/chats/{chat['id']}/messages", {"text": "still there?"})
    assert (refused.status_code, refused.json()["code"]) == (409, "chat_closed")
    again = await write(venue, chat, "one more thing")
    assert (again["chat"]["state"], again["chat"]["place"], again["chat"]["agent"], again["chat"]["closed_at"]) == ("queued", 1, None, None)
    assert await texts(venue, chat) == ["<assigned>", "<closed>", "<reopened>", "one more thing"]
    assert (await write(venue, chat, "yes?", "cashier"))["chat"]["agent"]["id"] == venue["cashier"].id


async def test_a_closed_chat_stays_closed_once_there_is_a_newer_one(venue: Venue) -> None:
    old = await ask(venue)
    await do(venue, old, "close", "waiter")
    await ask(venue)
    refused = await venue["pad 801"].post(f"/chats/{old['id']}/messages", {"text": "hello?"})
    assert (refused.status_code, refused.json()["code"]) == (409, "chat_closed")


async def test_a_chat_that_is_reopened_goes_to_who_is_there(venue: Venue) -> None:
    async with on_duty(venue, "cashier"):
        chat = await ask(venue)
        await do(venue, chat, "close", "cashier")
        again = await write(venue, chat, "one more thing")
        assert (again["chat"]["state"], again["chat"]["agent"]["id"]) == ("assigned", venue["cashier"].id)


async def test_guests_who_have_paid_read_and_rate_but_write_no_more(venue: Venue) -> None:
    chat = await ask(venue)
    await write(venue, chat, "the bill, please")
    await venue["manager"].post(f"/rooms/{venue.rooms['801']}/checkout")
    after = await now(venue, chat)
    assert (after["state"], after["close_reason"], after["closed_by"]) == ("closed", "stay_ended", None)
    assert await texts(venue, chat, "pad 801") == ["the bill, please", "<closed>"]
    refused = await venue["pad 801"].post(f"/chats/{chat['id']}/messages", {"text": "wait"})
    assert (refused.status_code, refused.json()["code"]) == (409, "stay_closed")
    assert refused.json()["detail"] == "the guests of room 801 have checked out"
    assert (await venue["pad 801"].post("/chats", {})).json()["code"] == "stay_closed"
    assert (await do(venue, chat, "rating", "pad 801", {"stars": 5}))["changed"] is True
    await venue["manager"].post(f"/rooms/{venue.rooms['802']}/checkout")
    assert (await venue["cashier"].post("/chats", {"room_id": venue.rooms["802"]})).json()["code"] == "stay_closed"


async def test_cleaning_ends_it_and_moves_the_queue(venue: Venue) -> None:
    chat, next_one = await ask(venue), await ask(venue, "pad 802")
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    assert ((await now(venue, chat))["close_reason"], (await now(venue, next_one))["place"]) == ("stay_ended", 1)
    assert (await do(venue, chat, "accept", "waiter"))["code"] == "chat_closed"
    history = (await venue["waiter"].get("/chats", stay_id=chat["subject"]["stay_id"])).json()["items"]
    assert [each["id"] for each in history] == [chat["id"]]


async def test_a_wristband_in_a_room_is_written_to_and_handed_in(venue: Venue) -> None:
    code = venue.wristbands[0]
    await venue["cashier 1"].post(f"/wristbands/{code}/hand-in")
    await venue["cashier 1"].post(f"/rooms/{venue.rooms['803']}/open", {"guests": 1})
    await venue["cleaner"].post(f"/rooms/{venue.rooms['803']}/clean")
    handed = await venue["cashier 1"].post(f"/wristbands/{code}/hand-out", {"guests": 1, "room_id": venue.rooms["803"]})
    assert handed.status_code == 200, handed.text
    begun = (await venue["cashier"].post("/chats", {"room_id": venue.rooms["803"]})).json()["chat"]
    assert (begun["subject"]["wristband"], begun["subject"]["room"]["number"]) == (code, "803")
    assert (await venue["pad 803"].get(f"/chats/{begun['id']}")).status_code == 404
    await venue["cashier 1"].post(f"/wristbands/{code}/hand-in")
    assert (await now(venue, begun))["close_reason"] == "stay_ended"


def run(venue: Venue, step: Any) -> Any:
    return venue.running.database.run_now(step)


async def test_a_silent_chat_rests_and_is_over_an_hour_later(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    chat, waiting = await ask(venue), await ask(venue, "pad 802")
    async with here(venue, "waiter"):
        await write(venue, chat, "hello", "waiter")
        clock.advance(600)
        run(venue, tidying.let_rest)
        assert (await now(venue, chat))["state"] == "open"
        clock.advance(1)
        run(venue, tidying.let_rest)
        assert [(await now(venue, each))["state"] for each in (chat, waiting)] == ["idle", "queued"]
        assert told(venue, "chat.changed")[-1].data["chat"]["state"] == "idle"
        assert (await write(venue, chat, "still here"))["chat"]["state"] == "open"
        await write(venue, chat, "so are we", "waiter")
    clock.advance(601)
    run(venue, tidying.let_rest)
    clock.advance(3599)
    run(venue, tidying.close_forgotten)
    assert (await now(venue, chat))["state"] == "idle"
    clock.advance(1)
    run(venue, tidying.close_forgotten)
    after = await now(venue, chat)
    assert (after["state"], after["close_reason"], (await now(venue, waiting))["state"]) == ("closed", "forgotten", "queued")


async def test_a_chat_that_rests_keeps_nobody_from_the_next(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    async with on_duty(venue, "waiter", capacity=1):
        chat, waiting = await ask(venue), await ask(venue, "pad 802")
        await write(venue, chat, "hello", "waiter")
        clock.advance(601)
        run(venue, tidying.let_rest)
        assert [(await now(venue, each))["state"] for each in (chat, waiting)] == ["idle", "assigned"]
        await be_agent(venue, "waiter", available=False)


async def test_a_chat_that_waits_for_staff_neither_rests_nor_is_forgotten(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    chat = await ask(venue)
    async with here(venue, "waiter"):
        await write(venue, chat, "hello", "waiter")
        await write(venue, chat, "is anybody there?")
        for seconds, state in ((599, "open"), (2, "queued"), (4200, "queued")):
            clock.advance(seconds)
            for step in (tidying.take_back, tidying.let_rest, tidying.close_forgotten):
                run(venue, step)
            assert (await now(venue, chat))["state"] == state, seconds
        assert (await texts(venue, chat))[-1] == "<queued>"
        assert (await write(venue, chat, "sorry", "waiter"))["chat"]["state"] == "open"
    clock.advance(601)
    run(venue, tidying.let_rest)
    assert (await now(venue, chat))["state"] == "idle"


def rows(venue: Venue, table: str) -> int:
    name = TABLES[table]
    counted = select(func.count().label("many")).select_from(name).where(name.c.shop_id == venue.shop_id)
    return int(venue.running.database.read_now(lambda tx: tx.query(counted))[0].many)


def forget(venue: Venue) -> None:
    for step in (tidying.forget_messages, tidying.forget_last, tidying.forget_marks, tidying.forget_chats):
        while run(venue, step):
            pass


async def test_what_is_too_old_is_forgotten(timed_venue: Venue, clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three months are longer than the life of a token, so the time is shorter here."""
    venue = timed_venue
    monkeypatch.setattr(tidying, "KEEP", timedelta(hours=9))
    group: Json = (await venue["manager"].get("/chats/group")).json()["chat"]
    chat = await ask(venue)
    await write(venue, chat, "long ago")
    await write(venue, group, "long ago", "cook")
    await do(venue, chat, "close", "waiter")
    clock.advance(8 * 3600)
    await write(venue, group, "of late", "cook")
    forget(venue)
    assert (rows(venue, "chat"), rows(venue, "chat_message")) == (2, 4)
    clock.advance(3601)
    forget(venue)
    assert (rows(venue, "chat"), rows(venue, "chat_message"), rows(venue, "chat_member")) == (1, 1, 1)


async def test_what_is_forgotten_of_the_group_is_forgotten_in_its_head_too(
    timed_venue: Venue, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    venue = timed_venue
    monkeypatch.setattr(tidying, "KEEP", timedelta(hours=9))
    group: Json = (await venue["manager"].get("/chats/group")).json()["chat"]
    await write(venue, group, "a word to be forgotten", "cook")
    clock.advance(9 * 3600)
    forget(venue)
    assert (await now(venue, group))["last"]["text"] == "a word to be forgotten"
    clock.advance(1)
    forget(venue)
    after = await now(venue, group)
    assert (after["last"], after["messages"]) == (None, 1)
    assert told(venue, "chat.changed")[-1].data["chat"]["last"] is None
    assert (await write(venue, group, "a new one", "cook"))["chat"]["last"]["number"] == 2


async def test_how_far_guests_had_read_goes_with_their_stay(venue: Venue) -> None:
    group: Json = (await venue["manager"].get("/chats/group")).json()["chat"]
    for who in ("pad 801", "pad 802", "cook"):
        await write(venue, group, "hello", who)
    assert rows(venue, "chat_member") == 3
    forget(venue)
    assert rows(venue, "chat_member") == 3
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    forget(venue)
    assert rows(venue, "chat_member") == 2
