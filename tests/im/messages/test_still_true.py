"""What is said is true when it is said: of a dish that ran out, of the door, of a guest who waits, of a start that was undone."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from hub.kit.clock import MovableClock, stamp
from tests.im.chat.talk import ask, set_shop
from tests.im.messages.saying import add_rule, ends, later, log, rule, settled
from tests.im.test_pad_calls import act, late, press
from tests.venues import Venue

THREE_TIMES: dict[str, Any] = {"times": 3, "interval_seconds": 30, "time_limit_seconds": 600}
RAN_OUT = {"zh-CN": {"text": "{goodsName}已售罄"}}
DOOR = {"zh-CN": {"text": "{shopName}{state}"}, "en": {"text": "{shopName} {state}"}}


async def set_state(venue: Venue, state: str, **more: Any) -> None:
    answer = await venue["manager"].post(f"/shops/{venue.shop_id}/state", {"state": state, **more})
    assert answer.status_code == 200, answer.text


async def sold_out(venue: Venue, mode: str | None, dish: str = "salad") -> None:
    """Mark a dish, or take its mark back."""
    path = f"/sold-out/{venue.skus[dish]}"
    answer = await (venue["manager"].put(path, {"mode": mode}) if mode else venue["manager"].delete(path))
    assert answer.is_success, answer.text


async def became_of(venue: Venue, event: str) -> list[tuple[int, str, str | None]]:
    return [(each["repeat"], each["state"], each["reason"]) for each in await log(venue, event=event)]


def untold(reason: str, *repeats: int) -> list[tuple[int, str, str | None]]:
    return [(repeat, "dropped", reason) for repeat in repeats]


# What has run out


async def test_a_dish_that_is_there_again_is_not_called_sold_out(timed_venue: Venue, clock: MovableClock) -> None:
    await add_rule(timed_venue, "sold_out_changed", "cashier", RAN_OUT, **THREE_TIMES)
    await sold_out(timed_venue, "indefinite")
    await settled(timed_venue)
    await sold_out(timed_venue, None)
    assert await became_of(timed_venue, "sold_out_changed") == [(1, "sent", None), *untold("subject_changed", 2, 3)]
    await later(timed_venue, clock, 10)
    await sold_out(timed_venue, "today")
    await settled(timed_venue)
    await later(timed_venue, clock, 30)
    assert (await became_of(timed_venue, "sold_out_changed"))[3:] == [(1, "sent", None), (2, "sent", None), (3, "scheduled", None)]


async def test_a_mark_that_only_lasts_longer_is_the_same_running_out(timed_venue: Venue, clock: MovableClock) -> None:
    await add_rule(timed_venue, "sold_out_changed", "cashier", RAN_OUT, **THREE_TIMES)
    await sold_out(timed_venue, "today")
    await later(timed_venue, clock, 5)
    await sold_out(timed_venue, "indefinite")
    for _ in range(2):
        await later(timed_venue, clock, 30)
    assert await became_of(timed_venue, "sold_out_changed") == [(repeat, "sent", None) for repeat in (1, 2, 3)]


async def test_a_mark_that_has_ended_by_itself_is_not_called_out(timed_venue: Venue, clock: MovableClock) -> None:
    await add_rule(timed_venue, "sold_out_changed", "cashier", RAN_OUT, **THREE_TIMES)
    body = {"mode": "until", "until": stamp(clock.now() + timedelta(seconds=40))}
    assert (await timed_venue["manager"].put(f"/sold-out/{timed_venue.skus['salad']}", body)).status_code == 200
    await settled(timed_venue)
    for _ in range(2):
        await later(timed_venue, clock, 30)
    assert await became_of(timed_venue, "sold_out_changed") == [(1, "sent", None), (2, "sent", None), *untold("subject_changed", 3)]


# The door


async def test_a_shop_that_is_open_again_is_not_called_paused(timed_venue: Venue, clock: MovableClock) -> None:
    """Each state in its own words, though one rule tells of all; and only as long as it lasts."""
    await add_rule(timed_venue, "shop_state_changed", "cashier", DOOR, **THREE_TIMES)
    shop = (await timed_venue["manager"].get(f"/shops/{timed_venue.shop_id}")).json()["shop"]["name"]
    await set_state(timed_venue, "paused")
    await settled(timed_venue)
    await set_state(timed_venue, "open")
    assert (await became_of(timed_venue, "shop_state_changed"))[:3] == [(1, "sent", None), *untold("subject_changed", 2, 3)]
    for _ in range(3):
        await later(timed_venue, clock, 30)
    told = [each for each in await log(timed_venue, event="shop_state_changed") if each["state"] == "sent"]
    assert [(each["repeat"], each["text"]) for each in told] == [(1, f"{shop}暂停接单"), *((n, f"{shop}营业中") for n in (1, 2, 3))]


async def test_a_pause_that_only_lasts_longer_is_the_same_pause(timed_venue: Venue, clock: MovableClock) -> None:
    await add_rule(timed_venue, "shop_state_changed", "cashier", DOOR, **THREE_TIMES)
    await set_state(timed_venue, "paused")
    await later(timed_venue, clock, 5)
    await set_state(timed_venue, "paused", reopens_at=stamp(clock.now() + timedelta(hours=1)))
    for _ in range(2):
        await later(timed_venue, clock, 30)
    assert await became_of(timed_venue, "shop_state_changed") == [(repeat, "sent", None) for repeat in (1, 2, 3)]


async def test_a_closed_shop_says_that_it_has_closed(timed_venue: Venue) -> None:
    await add_rule(timed_venue, "shop_state_changed", "cashier", DOOR, language="en")
    await set_state(timed_venue, "closed")
    await settled(timed_venue)
    (told,) = await log(timed_venue, event="shop_state_changed")
    assert told["state"] == "sent" and told["text"].endswith(" is closed")


# Guests in a closed shop


async def test_a_guest_who_calls_in_a_closed_shop_is_heard_until_somebody_goes(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    await set_state(venue, "closed")
    made = await press(venue, "cashier")
    await settled(venue)
    await later(venue, clock, 60)
    told = [(each["channel"], each["repeat"], each["text"]) for each in await log(venue) if each["state"] == "sent"]
    assert sorted(told) == [(channel, n, "801房间需要结账") for channel in ("cashier", "handheld") for n in (1, 2)]
    await act(venue, made, "accept")
    await later(venue, clock, 60)
    assert [each["reason"] for each in await log(venue) if each["repeat"] == 3] == ["subject_changed"] * 2


async def test_a_guest_who_waits_too_long_in_a_closed_shop_is_told_of(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    await set_state(venue, "closed")
    await press(venue, "water")
    clock.advance(180)
    await late(venue, 1)
    for _ in range(4):  # the repeats of the call itself speak on the same channels
        await later(venue, clock, 2)
    firsts = [each for each in await log(venue, event="service_overdue") if each["repeat"] == 1]
    assert {(each["channel"], each["state"]) for each in firsts} == {("handheld", "sent"), ("cashier", "sent")}


async def test_a_guest_who_waits_in_the_chat_of_a_closed_shop_is_told_of(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    await set_shop(venue, chat_answer_seconds=30)
    await set_state(venue, "closed")
    await ask(venue)
    clock.advance(31)
    async with asyncio.timeout(30):
        while not await log(venue, event="service_requested"):
            await settled(venue)
    await settled(venue)
    firsts = [each for each in await log(venue, event="service_requested") if each["repeat"] == 1]
    assert {(each["channel"], each["state"]) for each in firsts} == {("handheld", "sent"), ("cashier", "sent")}


# A start that was undone


async def kitchens(venue: Venue, channel: str = "kitchen:hot") -> list[tuple[str, int, str, str | None]]:
    return ends([each for each in await log(venue, event="order_placed") if each["channel"] == channel])


async def test_what_was_started_by_mistake_is_called_out_again(timed_venue: Venue, clock: MovableClock) -> None:
    order = await timed_venue.order("dumplings")
    await later(timed_venue, clock, 5)
    await timed_venue.act(order["lines"][0], "start", "kitchen")
    assert [each[2:] for each in await kitchens(timed_venue)][1:] == [("dropped", "subject_changed")] * 2
    await later(timed_venue, clock, 50)
    await timed_venue.act(order["lines"][0], "undo", "kitchen")
    await later(timed_venue, clock, 29)
    assert [each[2] for each in await kitchens(timed_venue)] == ["sent", "scheduled", "scheduled"]
    await later(timed_venue, clock, 1)
    assert [each[2] for each in await kitchens(timed_venue)] == ["sent", "sent", "scheduled"]
    await later(timed_venue, clock, 30)
    assert await kitchens(timed_venue) == [("kitchen:hot", n, "sent", None) for n in (1, 2, 3)]


async def test_what_is_started_again_is_left_in_peace(timed_venue: Venue, clock: MovableClock) -> None:
    order = await timed_venue.order("dumplings")
    await settled(timed_venue)
    for action in ("start", "undo", "start", "undo"):
        await timed_venue.act(order["lines"][0], action, "kitchen")
    await later(timed_venue, clock, 30)
    await timed_venue.act(order["lines"][0], "start", "kitchen")
    await later(timed_venue, clock, 60)
    assert [each[2:] for each in await kitchens(timed_venue)] == [("sent", None), ("sent", None), ("dropped", "subject_changed")]


async def test_an_undo_wakes_the_stations_own_repeats_alone(timed_venue: Venue, clock: MovableClock) -> None:
    order = await timed_venue.order("dumplings", "tea")
    await settled(timed_venue)
    for line in order["lines"]:
        await timed_venue.act(line, "start", "kitchen" if line["station"] == "hot" else "manager")
    await timed_venue.act(order["lines"][0], "undo", "kitchen")
    for _ in range(2):
        await later(timed_venue, clock, 30)
    assert [each[2] for each in await kitchens(timed_venue)] == ["sent"] * 3
    assert [each[2] for each in await kitchens(timed_venue, "kitchen:bar")] == ["sent", "dropped", "dropped"]


async def test_what_somebody_has_understood_stays_quiet_after_an_undo(timed_venue: Venue, clock: MovableClock) -> None:
    order = await timed_venue.order("dumplings")
    await settled(timed_venue)
    first = next(each for each in await log(timed_venue) if each["channel"] == "kitchen:hot")
    await timed_venue.act(order["lines"][0], "start", "kitchen")
    assert (await timed_venue["kitchen"].post(f"/im/messages/{first['id']}/got-it")).status_code == 200
    await timed_venue.act(order["lines"][0], "undo", "kitchen")
    await later(timed_venue, clock, 90)
    assert [each[2] for each in await kitchens(timed_venue)] == ["sent", "dropped", "dropped"]


async def test_a_first_telling_that_a_start_overtook_comes_at_once_after_the_undo(timed_venue: Venue, clock: MovableClock) -> None:
    """The channel was not free yet, so nobody has heard of the round at all."""
    await timed_venue.order("dumplings", who="pad 802")
    await settled(timed_venue)
    order = await timed_venue.order("noodles")
    await settled(timed_venue)
    for action in ("start", "undo"):
        await timed_venue.act(order["lines"][0], action, "kitchen")
    await later(timed_venue, clock, 2)
    told = [each["text"] for each in await log(timed_venue) if each["channel"] == "kitchen:hot" and each["state"] == "sent"]
    assert told == ["802房间下单了dumplings1份，请注意", "801房间下单了noodles1份，请注意"]


@pytest.mark.parametrize("enabled", [True, False])
async def test_a_rule_that_was_switched_off_says_nothing_after_an_undo(timed_venue: Venue, clock: MovableClock, enabled: bool) -> None:
    order = await timed_venue.order("dumplings")
    await settled(timed_venue)
    await timed_venue.act(order["lines"][0], "start", "kitchen")
    await rule(timed_venue, "order_placed", "kitchen", enabled=enabled)
    await timed_venue.act(order["lines"][0], "undo", "kitchen")
    await later(timed_venue, clock, 30)
    assert (await kitchens(timed_venue))[1][2:] == (("sent", None) if enabled else ("dropped", "channel_off"))
