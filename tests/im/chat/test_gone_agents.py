"""A guest who has written last is never left with somebody who does not read it, nor in a queue of which nobody hears."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from hub.im.chat import tidying
from hub.kit.clock import MovableClock
from hub.kit.db import Tx
from hub.tables import TABLES
from tests.accounts.signing import login
from tests.im.chat.talk import Json, ask, be_agent, do, held, here, now, on_duty, set_shop, texts, told, until_here, until_state, write
from tests.im.messages.saying import log, settled
from tests.im.sockets import socket
from tests.venues import Venue


async def answered(venue: Venue, who: str, pad: str = "pad 801") -> Json:
    """A chat in which staff have spoken last."""
    chat = await ask(venue, pad)
    await write(venue, chat, "hello", pad)
    await do(venue, chat, "accept", who)
    return (await write(venue, chat, "how may I help", who))["chat"]  # type: ignore[no-any-return]


async def test_a_guest_who_writes_to_somebody_off_duty_is_given_to_who_is_there(venue: Venue) -> None:
    async with on_duty(venue, "waiter"):
        chat = await answered(venue, "waiter")
        await be_agent(venue, "waiter", available=False)
        assert (await now(venue, chat))["state"] == "open", "their word was the last, so nobody waits"
    async with on_duty(venue, "cashier"):
        posted = await write(venue, chat, "one more thing")
        assert (posted["message"]["text"], posted["chat"]["state"], posted["chat"]["agent"]["id"]) == (
            "one more thing",
            "assigned",
            venue["cashier"].id,
        )
        assert (await texts(venue, chat))[-3:] == ["one more thing", "<queued>", "<assigned>"]
        assert (await held(venue, "pad 801"))[0]["agent"]["id"] == venue["cashier"].id
        assert told(venue)[-1].data["chat"]["agent"]["id"] == venue["cashier"].id


async def test_where_nobody_is_there_the_pad_is_told_so(venue: Venue) -> None:
    async with on_duty(venue, "waiter"):
        chat = await answered(venue, "waiter")
        await be_agent(venue, "waiter", available=False)
        posted = await write(venue, chat, "anybody?")
        assert [posted["chat"][name] for name in ("state", "agent", "place", "nobody_here")] == ["queued", None, 1, True]
        again = await write(venue, chat, "please")
        assert (again["chat"]["state"], (await texts(venue, chat)).count("<queued>")) == ("queued", 1)


async def test_who_goes_off_duty_gives_back_what_a_guest_has_written_last_in(venue: Venue) -> None:
    async with on_duty(venue, "waiter"):
        asks, rests = await answered(venue, "waiter"), await answered(venue, "waiter", "pad 802")
        await write(venue, asks, "one more thing")
        assert (await now(venue, asks))["state"] == "open"
        await be_agent(venue, "waiter", available=False)
        assert [(await now(venue, chat))["state"] for chat in (asks, rests)] == ["queued", "open"]


async def test_it_goes_to_the_head_of_the_queue(venue: Venue) -> None:
    async with on_duty(venue, "waiter", capacity=1):
        chat = await answered(venue, "waiter")
        waiting = await ask(venue, "pad 802")
        await write(venue, chat, "one more thing")
        await be_agent(venue, "waiter", available=False)
        assert [(await now(venue, each))["place"] for each in (chat, waiting)] == [1, 2]


async def test_who_takes_a_chat_by_hand_keeps_it_though_they_take_none(venue: Venue) -> None:
    """Two people, one who has switched off and one who never said anything: both read what is written to them."""
    async with here(venue, "manager"), on_duty(venue, "cashier"):
        await be_agent(venue, "cashier", available=False)
        for who, pad in (("manager", "pad 801"), ("cashier", "pad 802")):
            chat = await answered(venue, who, pad)
            assert (await write(venue, chat, "thanks", pad))["chat"]["state"] == "open"
            await be_agent(venue, who, capacity=2, available=False)
            assert (await now(venue, chat))["state"] == "open"


async def test_who_is_away_for_a_minute_loses_what_a_guest_writes(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    async with on_duty(venue, "waiter"):
        chat = await answered(venue, "waiter")
    await until_here(venue, "waiter", here=False)
    clock.advance(59)
    assert (await write(venue, chat, "hello?"))["chat"]["state"] == "open"
    clock.advance(2)
    assert (await until(venue, chat, "queued"))["nobody_here"] is True, "the job sees to it"
    async with on_duty(venue, "cashier"):
        assert (await until(venue, chat, "assigned"))["agent"]["id"] == venue["cashier"].id


async def test_who_was_away_before_the_guest_wrote_is_not_waited_for(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    async with on_duty(venue, "waiter"):
        chat = await answered(venue, "waiter")
    await until_here(venue, "waiter", here=False)
    clock.advance(61)
    assert (await now(venue, chat))["state"] == "open"
    assert (await write(venue, chat, "hello?"))["chat"]["state"] == "queued"


async def test_a_chat_that_rests_wakes_with_who_is_there(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    async with on_duty(venue, "waiter"):
        chat = await answered(venue, "waiter")
        clock.advance(601)
        venue.running.database.run_now(tidying.let_rest)
        assert (await now(venue, chat))["state"] == "idle"
        await be_agent(venue, "waiter", available=False)
    assert (await write(venue, chat, "hello?"))["chat"]["state"] == "queued"


async def test_who_works_here_no_more_loses_it(venue: Venue) -> None:
    async with on_duty(venue, "waiter"):
        chat = await answered(venue, "waiter")
        await write(venue, chat, "one more thing")
        disabled = await venue["manager"].post(f"/staff/{venue['waiter'].id}/disable")
        assert disabled.status_code == 200, disabled.text
    assert (await until(venue, chat, "queued"))["agent"] is None


async def test_who_answers_no_chats_any_more_is_not_waited_for_though_here(venue: Venue) -> None:
    async with on_duty(venue, "waiter"):
        chat = await answered(venue, "waiter")
    changed = await venue["manager"].patch(f"/staff/{venue['waiter'].id}", {"role": "cook"})
    assert changed.status_code == 200, changed.text
    token = (await login(venue, "waiter")).json()["access_token"]
    async with socket(venue, token):
        await presence_of(venue, "waiter")
        assert (await now(venue, chat))["state"] == "open"
        assert (await write(venue, chat, "one more thing"))["chat"]["state"] == "queued"


async def presence_of(venue: Venue, who: str) -> None:
    """Wait until the hub has written down that they are here, whatever they may do."""
    agent = TABLES["chat_agent"]
    here = select(agent.c.left_at).where(
        agent.c.shop_id == venue.shop_id, agent.c.user_id == UUID(venue[who].id), agent.c.left_at.is_(None)
    )
    async with asyncio.timeout(30):
        while not venue.running.database.read_now(lambda tx: tx.query(here)):
            await venue["manager"].get("/chats/agents")


async def test_the_upkeep_finds_what_two_changes_in_one_moment_have_missed(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    async with on_duty(venue, "waiter"):
        chat = await answered(venue, "waiter")
        clock.advance(1)
        await write(venue, chat, "one more thing")
        agent = TABLES["chat_agent"]
        off = agent.update().where(agent.c.shop_id == venue.shop_id).values(available=False, switched_at=clock.now())
        venue.running.database.run_now(lambda tx: tx.query(off.returning(agent.c.user_id)))
        clock.advance(61)
        venue.running.database.run_now(tidying.take_back)
        assert (await now(venue, chat))["state"] == "queued"
        assert venue.running.database.run_now(tidying.take_back) == 0


async def until(venue: Venue, chat: Json, state: str) -> Json:
    async with asyncio.timeout(30):
        return await until_state(venue, chat, state)


async def test_what_the_only_agent_gives_back_is_nobodys_and_theirs_again_after_a_while(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    async with on_duty(venue, "waiter"):
        chat, other = await ask(venue), await ask(venue, "pad 802")
        back = (await do(venue, chat, "transfer", "waiter", {}))["chat"]
        assert (back["state"], back["place"], back["nobody_here"]) == ("queued", 1, True)
        clock.advance(299)
        await do(venue, other, "close", "waiter")
        assert (await now(venue, chat))["state"] == "queued"
        clock.advance(1)
        assert (await until(venue, chat, "assigned"))["agent"]["id"] == venue["waiter"].id


async def test_who_comes_back_on_duty_is_asked_again(venue: Venue) -> None:
    async with on_duty(venue, "waiter"):
        chat = await ask(venue)
        await do(venue, chat, "transfer", "waiter", {})
        await be_agent(venue, "waiter", capacity=3)
        assert (await now(venue, chat))["state"] == "queued", "another number is no return"
        await be_agent(venue, "waiter", available=False)
        await be_agent(venue, "waiter")
        assert (await now(venue, chat))["agent"]["id"] == venue["waiter"].id


def calls(venue: Venue) -> list[Any]:
    """What was called out about chats."""
    call = TABLES["im_call"]
    found = select(call.c.event, call.c.params, call.c.subject).where(call.c.shop_id == venue.shop_id, call.c.subject.like("chat:%"))

    def read(tx: Tx) -> list[Any]:
        return [(row.event, row.params, row.subject) for row in tx.query(found)]

    return venue.running.database.read_now(read)


@pytest.mark.parametrize("given_back", [False, True])
async def test_the_house_is_called_once_for_a_guest_who_waits_too_long(timed_venue: Venue, clock: MovableClock, given_back: bool) -> None:
    venue = timed_venue
    await set_shop(venue, chat_answer_seconds=30)
    async with here(venue, "waiter"):
        if given_back:
            await be_agent(venue, "waiter")
        chat = await ask(venue)
        if given_back:
            await do(venue, chat, "transfer", "waiter", {})
        clock.advance(29)
        await venue["manager"].put("/me/chat-agent", {"available": False})
        assert calls(venue) == []
        clock.advance(1)
        async with asyncio.timeout(30):
            while not calls(venue):
                await now(venue, chat)
        ((event, params, subject),) = calls(venue)
        assert (event, params) == ("service_requested", {"roomName": "801", "service": "chat"})
        assert subject.startswith(f"chat:{chat['id']}@")
        clock.advance(30)
        await venue["manager"].put("/me/chat-agent", {"available": False})
        assert len(calls(venue)) == 1


async def test_what_is_called_out_is_said_as_long_as_the_guest_waits(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    await set_shop(venue, chat_answer_seconds=30)

    async def called(state: str) -> list[Json]:
        async with asyncio.timeout(20):
            while True:
                listed = (await venue["manager"].get("/im/messages", event="service_requested", limit=50)).json()["items"]
                if found := [each for each in listed if each["state"] == state]:
                    return [each for each in found if each["channel"] == "handheld"]

    chat = await ask(venue)
    clock.advance(31)
    (first,) = await called("sent")
    assert first["text"] == "801房间需要回复聊天消息"
    await do(venue, chat, "accept", "waiter")
    clock.advance(61)
    assert {each["repeat"] for each in await called("dropped")} <= {2, 3}
    assert len(await called("sent")) == 1


async def test_a_guest_who_waits_a_second_time_is_called_out_a_second_time(timed_venue: Venue, clock: MovableClock) -> None:
    """Taken, given back, and forgotten again: another waiting, of which somebody has to hear as of the first."""
    venue = timed_venue
    await set_shop(venue, chat_answer_seconds=30)
    chat = await ask(venue)
    for time in (1, 2):
        clock.advance(31)
        async with asyncio.timeout(30):
            while len(calls(venue)) < time:
                await now(venue, chat)
        await settled(venue)
        told = [each for each in await log(venue, event="service_requested") if each["repeat"] == 1]
        assert [(each["channel"], each["state"], each["reason"]) for each in told] == [
            ("handheld", "sent", None),
            ("cashier", "sent", None),
        ] * time
        await do(venue, chat, "accept", "waiter")
        if time == 1:
            await do(venue, chat, "transfer", "waiter", {})
    clock.advance(600)
    await settled(venue)
    later = [each for each in await log(venue, event="service_requested") if each["repeat"] > 1]
    assert {each["state"] for each in later} == {"dropped"}
