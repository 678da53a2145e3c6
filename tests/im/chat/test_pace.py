"""Nobody floods a chat: a party of guests, or a person, writes ten messages at once, then one every two seconds; pictures go slower."""

import httpx

from hub.im.chat import tidying
from hub.im.chat.pacing import MESSAGES, PICTURES
from hub.kit.clock import MovableClock
from tests.im.chat.talk import Json, ask, do, group_of, now, told, write
from tests.im.chat.test_pictures import bring, photo
from tests.venues import Venue


async def say(venue: Venue, chat: Json, who: str = "pad 801", key: str | None = None) -> httpx.Response:
    return await venue[who].post(f"/chats/{chat['id']}/messages", {"text": "quick"}, key=key)


def refused(answer: httpx.Response, wait: int) -> bool:
    problem = answer.json()
    assert (problem["code"], problem["retry_after"], answer.headers["retry-after"]) == ("rate_limited", wait, str(wait))
    return answer.status_code == 429


async def test_ten_at_once_then_one_every_two_seconds(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    chat = await ask(venue)
    clock.advance(60)
    assert [(await say(venue, chat)).status_code for _ in range(MESSAGES.at_once)] == [201] * 10
    before, events = await now(venue, chat), len(told(venue))
    for _ in range(3):
        assert refused(await say(venue, chat), 2)
    assert (await now(venue, chat), len(told(venue))) == (before, events), "a refusal changes nothing"
    clock.advance(2)
    assert (await say(venue, chat)).status_code == 201
    assert refused(await say(venue, chat), 2)
    assert (await now(venue, chat))["messages"] == 11


async def test_a_message_that_was_too_quick_goes_with_the_same_key_later(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    chat = await ask(venue)
    while (await say(venue, chat)).status_code == 201:
        pass
    key = "written-too-quickly"
    assert refused(await say(venue, chat, key=key), 2)
    clock.advance(2)
    sent = await say(venue, chat, key=key)
    again = await say(venue, chat, key=key)
    assert (sent.status_code, again.status_code, again.content) == (201, 201, sent.content)
    assert again.headers["idempotency-replayed"] == "true", "an answer that was lost is given again, however fast the writer was"


async def test_a_party_has_one_pace_at_all_its_pads_and_in_the_group(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    chat, other, group = await ask(venue), await ask(venue, "pad 802"), await group_of(venue)
    clock.advance(60)
    for turn in range(5):
        await write(venue, chat, f"{turn}", "pad 801")
        await write(venue, group, f"{turn}", "pad 801 b")
    for pad, where in (("pad 801", chat), ("pad 801 b", chat), ("pad 801", group)):
        assert refused(await say(venue, where, pad), 2)
    await write(venue, other, "another party", "pad 802")
    for turn in range(10):
        await write(venue, chat, f"staff {turn}", "waiter")
    assert refused(await say(venue, chat, "waiter"), 2)
    await write(venue, group, "another person", "manager")


async def test_the_next_guests_of_the_room_do_not_wait_for_the_last(timed_venue: Venue) -> None:
    venue = timed_venue
    chat = await ask(venue)
    while (await say(venue, chat)).status_code == 201:
        pass
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/open", {"guests": 2})
    await write(venue, await ask(venue), "hello")


async def test_chats_are_not_begun_and_closed_without_end(timed_venue: Venue) -> None:
    venue = timed_venue
    for _ in range(MESSAGES.at_once):
        await do(venue, await ask(venue), "close", "pad 801")
    answer = await venue["pad 801"].post("/chats", {})
    assert refused(answer, 2)
    for _ in range(3):
        assert (await venue["cashier"].post("/chats", {"room_id": venue.rooms["801"]})).status_code == 200
    assert (await venue["pad 801"].post("/chats", {})).json()["changed"] is False, "the chat that runs may be asked for at any time"


async def test_five_pictures_at_once_then_one_every_twelve_seconds(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    chat = await ask(venue)
    for turn in range(PICTURES.at_once):
        assert (await bring(venue, chat, photo((64 + turn, 48)))).status_code == 201
    files = sorted((venue.running.settings.data_path / "files").rglob("*.chat"))
    assert refused(await bring(venue, chat, photo((90, 48))), 12)
    assert sorted((venue.running.settings.data_path / "files").rglob("*.chat")) == files, "nothing is worked on that is not taken"
    assert venue.running.database.run_now(tidying.forget_pictures) == (0, [])
    clock.advance(12)
    assert (await bring(venue, chat, photo((90, 48)))).status_code == 201
    assert refused(await bring(venue, chat, photo((91, 48))), 12)
    assert (await bring(venue, chat, photo((92, 48)), "waiter")).status_code == 201
