"""The queue: who waits where, who gets which chat, and what becomes of one that nobody answers."""

import asyncio
from asyncio import gather
from contextlib import AsyncExitStack

from hub.kit.clock import MovableClock
from hub.kit.ids import new_id
from tests.im.chat.talk import ask, be_agent, do, held, here, now, on_duty, set_shop, texts, told, until_here, until_state, write
from tests.venues import Venue


async def third_room(venue: Venue) -> None:
    answer = await venue["manager"].post(f"/rooms/{venue.rooms['803']}/open", {"guests": 2})
    assert answer.status_code == 200, answer.text


async def test_of_three_guests_and_one_agent_who_takes_two_the_third_waits_and_sees_place_one(venue: Venue) -> None:
    await third_room(venue)
    async with on_duty(venue, "waiter", capacity=2):
        first, second, third = [await ask(venue, pad) for pad in ("pad 801", "pad 802", "pad 803")]
        for chat in (first, second):
            assert (chat["state"], chat["agent"]["id"], chat["place"]) == ("assigned", venue["waiter"].id, None)
        assert (third["state"], third["agent"], third["place"], third["nobody_here"]) == ("queued", None, 1, False)
        assert (await held(venue, "pad 803"))[0]["place"] == 1
        await write(venue, first, "happy to help", "waiter")
        assert (await now(venue, third))["place"] == 1
        await do(venue, first, "close", "waiter")
        moved = (await held(venue, "pad 803"))[0]
        assert (moved["state"], moved["agent"]["id"], moved["place"]) == ("assigned", venue["waiter"].id, None)
        seen = [event.data["chat"] for event in told(venue) if event.data["chat"]["id"] == third["id"]]
        assert [(chat["state"], chat["place"]) for chat in seen] == [("queued", 1), ("assigned", None)]


async def test_whoever_has_the_fewest_gets_the_next(venue: Venue) -> None:
    await third_room(venue)
    async with on_duty(venue, "waiter"), on_duty(venue, "cashier"):
        chats = [await ask(venue, pad) for pad in ("pad 801", "pad 802")]
        assert {chat["agent"]["id"] for chat in chats} == {venue["waiter"].id, venue["cashier"].id}
        await do(venue, chats[0], "close", "manager")
        third = await ask(venue, "pad 803")
        assert third["agent"]["id"] == chats[0]["agent"]["id"]
        agents = {each["id"]: each for each in (await venue["manager"].get("/chats/agents")).json()["items"]}
        assert [agents[venue[who].id]["open"] for who in ("waiter", "cashier", "manager")] == [1, 1, 0]
        assert agents[venue["waiter"].id]["present"] and agents[venue["waiter"].id]["available"]
        assert not agents[venue["manager"].id]["present"]
        assert venue["cook"].id not in agents


async def test_nobody_is_given_chats_who_is_not_here_or_takes_none(venue: Venue) -> None:
    await be_agent(venue, "waiter")
    chat = await ask(venue)
    assert (chat["state"], chat["nobody_here"]) == ("queued", True)
    async with on_duty(venue, "cashier") as _:
        given = await until_state(venue, chat, "assigned")
        assert given["agent"]["id"] == venue["cashier"].id
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(on_duty(venue, "manager"))
        await be_agent(venue, "manager", available=False)
        other = await ask(venue, "pad 802")
        assert (other["state"], other["nobody_here"]) == ("queued", True)


async def test_the_longest_wait_comes_first_when_somebody_comes(venue: Venue) -> None:
    await third_room(venue)
    chats = [await ask(venue, pad) for pad in ("pad 801", "pad 802", "pad 803")]
    assert [chat["place"] for chat in chats] == [1, 2, 3]
    async with on_duty(venue, "waiter", capacity=1):
        await until_state(venue, chats[0], "assigned")
        assert [(await now(venue, chat))["place"] for chat in chats] == [None, 1, 2]
        assert [(await now(venue, chat))["nobody_here"] for chat in chats] == [False] * 3
        await do(venue, chats[1], "close", "pad 802")
        assert [(await now(venue, chat))["place"] for chat in chats] == [None, None, 1]


async def test_who_stops_gives_back_what_is_not_answered_yet(venue: Venue) -> None:
    async with on_duty(venue, "waiter"):
        answered, waiting = await ask(venue), await ask(venue, "pad 802")
        await write(venue, answered, "yes", "waiter")
        await be_agent(venue, "waiter", available=False)
        assert [(await now(venue, chat))["state"] for chat in (answered, waiting)] == ["open", "queued"]
        assert await texts(venue, waiting) == ["<assigned>", "<queued>"]


async def test_of_eight_hands_that_accept_at_once_one_has_it(venue: Venue) -> None:
    hands = ("waiter", "waiter2", "cashier", "manager") * 2
    for pad in ("pad 801", "pad 802"):
        chat = await ask(venue, pad)
        answers = await gather(*(do(venue, chat, "accept", hand) for hand in hands))
        won = [answer for answer in answers if answer["status"] == 200]
        lost = [answer for answer in answers if answer["status"] != 200]
        assert [answer["changed"] for answer in won].count(True) == 1
        assert len({answer["chat"]["agent"]["id"] for answer in won}) == 1
        assert len(lost) == 6
        assert {(answer["status"], answer["code"], answer["by"]) for answer in lost} == {
            (409, "chat_taken", won[0]["chat"]["agent"]["name"])
        }
        assert (await texts(venue, chat)).count("<assigned>") == 1


async def test_what_is_offered_to_another_is_theirs(venue: Venue) -> None:
    async with on_duty(venue, "waiter"):
        chat = await ask(venue)
        late = await do(venue, chat, "accept", "manager")
        assert (late["status"], late["code"], late["by"]) == (409, "chat_taken", chat["agent"]["name"])
        refused = await venue["manager"].post(f"/chats/{chat['id']}/messages", {"text": "hello"})
        assert (refused.status_code, refused.json()["code"]) == (409, "chat_taken")
        mine = await do(venue, chat, "accept", "waiter")
        assert (mine["changed"], mine["chat"]["state"]) == (True, "open")
        assert (await do(venue, chat, "accept", "waiter"))["changed"] is False


async def test_a_chat_goes_to_a_colleague_and_the_note_to_staff_only(venue: Venue) -> None:
    chat = await ask(venue)
    await do(venue, chat, "accept", "waiter")
    await write(venue, chat, "one moment", "waiter")
    async with on_duty(venue, "cashier"):
        given = await do(venue, chat, "transfer", "waiter", {"staff_id": venue["cashier"].id, "note": "wants the bill split"})
        assert (given["changed"], given["chat"]["state"], given["chat"]["agent"]["id"]) == (True, "assigned", venue["cashier"].id)
        assert (await do(venue, chat, "transfer", "waiter", {"staff_id": venue["cashier"].id}))["changed"] is False
        assert (await venue["cashier"].get(f"/chats/{chat['id']}")).json()["note"] == "wants the bill split"
        assert (await venue["pad 801"].get(f"/chats/{chat['id']}")).json()["note"] is None
        (transferred,) = told(venue, "chat.transferred")
        assert (transferred.channels, transferred.data["note"]) == ({"chat"}, "wants the bill split")
        for event in told(venue):
            assert "split" not in str(event.data)
        assert await texts(venue, chat, "pad 801") == ["<assigned>", "one moment", "<transferred>"]
        assert (await write(venue, chat, "here I am", "cashier"))["chat"]["state"] == "open"


async def test_a_chat_given_back_waits_for_somebody_else(venue: Venue) -> None:
    async with on_duty(venue, "waiter"):
        chat = await ask(venue)
        back = await do(venue, chat, "transfer", "waiter", {"note": "Japanese, please"})
        assert (back["changed"], back["chat"]["state"], back["chat"]["place"]) == (True, "queued", 1)
        assert (await do(venue, chat, "transfer", "waiter", {}))["changed"] is False
        async with on_duty(venue, "manager"):
            assert (await until_state(venue, chat, "assigned"))["agent"]["id"] == venue["manager"].id


async def test_a_chat_is_given_to_nobody_who_cannot_answer_it(venue: Venue) -> None:
    chat = await ask(venue)
    await do(venue, chat, "accept", "waiter")
    away = await do(venue, chat, "transfer", "waiter", {"staff_id": venue["cashier"].id})
    assert (away["status"], away["code"]) == (409, "agent_away")
    for nobody in (venue["cook"].id, str(new_id()), venue["pad 801"].id):
        assert (await do(venue, chat, "transfer", "waiter", {"staff_id": nobody}))["code"] == "invalid"
    await do(venue, chat, "close", "waiter")
    assert (await do(venue, chat, "transfer", "waiter", {}))["code"] == "chat_closed"
    assert (await do(venue, chat, "accept", "waiter"))["code"] == "chat_closed"


async def test_a_manager_takes_over_what_another_has(venue: Venue) -> None:
    chat = await ask(venue)
    before = (await do(venue, chat, "accept", "waiter"))["chat"]["agent"]
    taken = await do(venue, chat, "transfer", "manager", {"staff_id": venue["manager"].id})
    assert (taken["changed"], taken["chat"]["state"], taken["chat"]["agent"]["id"]) == (True, "open", venue["manager"].id)
    me = taken["chat"]["agent"]
    assert taken["chat"]["last"]["facts"] == {"from": before, "by": me, "to": me}
    assert (await do(venue, chat, "transfer", "manager", {"staff_id": venue["manager"].id}))["changed"] is False
    waiting = await ask(venue, "pad 802")
    taken = await do(venue, waiting, "transfer", "manager", {"staff_id": venue["manager"].id})
    assert (taken["chat"]["state"], await texts(venue, waiting)) == ("open", ["<assigned>"])


async def test_who_hands_a_chat_on_is_named_beside_who_had_it(venue: Venue) -> None:
    chat = await ask(venue)
    had = (await do(venue, chat, "accept", "waiter"))["chat"]["agent"]
    async with on_duty(venue, "cashier"):
        given = (await do(venue, chat, "transfer", "manager", {"staff_id": venue["cashier"].id}))["chat"]
        facts = given["last"]["facts"]
        assert (facts["from"], facts["by"]["id"], facts["to"]) == (had, venue["manager"].id, given["agent"])


async def test_who_is_here_and_takes_no_chats_is_told_apart_from_who_is_away(venue: Venue) -> None:
    chat = await ask(venue)
    await do(venue, chat, "accept", "waiter")
    to = {"staff_id": venue["cashier"].id}
    async with here(venue, "cashier"):
        for said in (None, True, False):
            if said is not None:
                await be_agent(venue, "cashier", available=said)
            answer = await do(venue, chat, "transfer", "waiter", to)
            if said:
                assert answer["changed"] is True
                await do(venue, chat, "transfer", "waiter", {"staff_id": venue["waiter"].id})
            else:
                assert (answer["status"], answer["code"]) == (409, "agent_off"), said
                assert answer["detail"].endswith("takes no chats now")
    await until_here(venue, "cashier", here=False)
    assert (await do(venue, chat, "transfer", "waiter", to))["code"] == "agent_away"


async def test_the_guest_is_told_once_who_takes_care(venue: Venue) -> None:
    async with on_duty(venue, "waiter"):
        chat = await ask(venue)
        mine = await do(venue, chat, "accept", "waiter")
        assert (mine["changed"], mine["chat"]["state"], await texts(venue, chat)) == (True, "open", ["<assigned>"])
        assert told(venue, "chat.changed")[-1].data["chat"]["state"] == "open"


async def test_many_guests_and_agents_at_once_leave_nobody_over_capacity(venue: Venue) -> None:
    await third_room(venue)
    async with on_duty(venue, "waiter", capacity=1), on_duty(venue, "cashier", capacity=1):
        pads = ("pad 801", "pad 802", "pad 803")
        chats = await gather(*(ask(venue, pad) for pad in pads))
        for _ in range(4):
            await gather(*(do(venue, chat, "close", "manager") for chat in chats), *(ask(venue, pad) for pad in pads))
            chats = [(await held(venue, pad))[-1] for pad in pads]
            running = [chat for chat in [(await held(venue, pad)) for pad in pads] for chat in chat if chat["state"] != "closed"]
            with_agent = [chat["agent"]["id"] for chat in running if chat["agent"]]
            assert len(with_agent) == len(set(with_agent)) == min(2, len(running))
            places = sorted(chat["place"] for chat in running if chat["state"] == "queued")
            assert places == list(range(1, len(places) + 1))


async def wait_for(venue: Venue, chat: dict[str, object], agent: str | None) -> None:
    """Until the chat is with this person, or with nobody."""
    async with asyncio.timeout(30):
        while True:
            found = await now(venue, chat)
            if (found["agent"] or {}).get("id") == (None if agent is None else venue[agent].id):
                return
            await asyncio.sleep(0.05)


async def test_what_is_not_answered_in_time_goes_to_another(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    await set_shop(venue, chat_answer_seconds=30)
    async with on_duty(venue, "waiter"):
        chat = await ask(venue)
        assert chat["agent"]["id"] == venue["waiter"].id
        async with on_duty(venue, "cashier"):
            clock.advance(29)
            await ask(venue, "pad 802")
            assert (await now(venue, chat))["agent"]["id"] == venue["waiter"].id
            clock.advance(2)
            await wait_for(venue, chat, "cashier")
            assert await texts(venue, chat) == ["<assigned>", "<queued>", "<assigned>"]
            facts = [event.data["message"]["facts"] for event in told(venue, "chat.message_added")]
            assert {"why": "not_answered"} in facts


async def test_what_is_answered_stays_however_long_it_takes(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    async with on_duty(venue, "waiter"), on_duty(venue, "cashier"):
        chat, marker = await ask(venue), await ask(venue, "pad 802")
        who = "waiter" if chat["agent"]["id"] == venue["waiter"].id else "cashier"
        await write(venue, chat, "hello", who)
        clock.advance(61)
        await wait_for(venue, marker, who)
        assert (await now(venue, chat))["agent"]["id"] == venue[who].id
        assert (await now(venue, chat))["state"] == "open"


async def test_the_only_one_there_keeps_what_they_have_not_answered_until_another_comes(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    async with on_duty(venue, "waiter"):
        chat = await ask(venue)
        clock.advance(90)
        await ask(venue, "pad 802")
        assert (await now(venue, chat))["agent"]["id"] == venue["waiter"].id
        async with on_duty(venue, "cashier"):
            await wait_for(venue, chat, "cashier")


async def test_who_goes_away_loses_after_a_minute_what_is_not_answered(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    await set_shop(venue, chat_answer_seconds=600)
    async with on_duty(venue, "waiter"):
        chat, answered = await ask(venue), await ask(venue, "pad 802")
        await write(venue, answered, "yes", "waiter")
    await until_here(venue, "waiter", here=False)
    clock.advance(59)
    assert (await now(venue, chat))["state"] == "assigned"
    clock.advance(2)
    await wait_for(venue, chat, None)
    assert ((await now(venue, chat))["place"], (await now(venue, chat))["nobody_here"]) == (1, True)
    assert (await now(venue, answered))["state"] == "open"


async def test_who_comes_back_in_time_keeps_it(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    await set_shop(venue, chat_answer_seconds=600)
    async with on_duty(venue, "waiter"):
        chat = await ask(venue)
    await until_here(venue, "waiter", here=False)
    clock.advance(30)
    async with on_duty(venue, "waiter"):
        clock.advance(60)
        await venue["manager"].put("/me/chat-agent", {"available": False})
        assert ((await now(venue, chat))["state"], (await now(venue, chat))["agent"]["id"]) == ("assigned", venue["waiter"].id)


async def test_whoever_may_no_longer_answer_is_given_nothing(venue: Venue) -> None:
    async with on_duty(venue, "waiter"):
        chat = await ask(venue)
        changed = await venue["manager"].patch(f"/staff/{venue['waiter'].id}", {"role": "cook"})
        assert changed.status_code == 200, changed.text
    await wait_for(venue, chat, None)
    other = await ask(venue, "pad 802")
    assert other["state"] == "queued"
