"""Repeats: when they are due, and what stops them (V11, V12, the message half of V18)."""

import pytest

from hub.kit.clock import MovableClock
from tests.im.messages.saying import became, call, ends, later, log, rule, settled
from tests.venues import Venue


async def test_three_times_ten_seconds_until_somebody_starts(timed_venue: Venue, clock: MovableClock) -> None:
    """V12: at 0, 10 and 20 s; a start at 12 s leaves two."""
    await rule(timed_venue, "order_placed", "kitchen", times=3, interval_seconds=10)
    began = clock.now()
    order = await timed_venue.order("dumplings")
    await settled(timed_venue)
    await later(timed_venue, clock, 9.9)
    assert [each["state"] for each in await log(timed_venue) if each["channel"] == "kitchen:hot"] == ["sent", "scheduled", "scheduled"]
    await later(timed_venue, clock, 0.1)
    await later(timed_venue, clock, 2)
    await timed_venue.act(order["lines"][0], "start", "kitchen")
    mine = [each for each in await log(timed_venue) if each["channel"] == "kitchen:hot"]
    assert ends(mine) == [
        ("kitchen:hot", 1, "sent", None),
        ("kitchen:hot", 2, "sent", None),
        ("kitchen:hot", 3, "dropped", "subject_changed"),
    ]
    from hub.kit.clock import instant

    assert [(instant(each["sent_at"]) - began).total_seconds() for each in mine[:2]] == [0, 10]
    await later(timed_venue, clock, 60)
    assert ends([each for each in await log(timed_venue) if each["channel"] == "kitchen:hot"]) == ends(mine)


async def test_a_cancelled_line_is_announced_to_nobody(timed_venue: Venue, clock: MovableClock) -> None:
    """V11: its pending repeats end at once, for their reason."""
    order = await timed_venue.order("dumplings")
    await settled(timed_venue)
    await timed_venue.act(order["lines"][0], "cancel", "pad 801")
    await later(timed_venue, clock, 90)
    assert ends(await log(timed_venue)) == [
        ("kitchen:hot", 1, "sent", None),
        ("kitchen:hot", 2, "dropped", "subject_changed"),
        ("kitchen:hot", 3, "dropped", "subject_changed"),
        ("call", 1, "sent", None),
    ]


async def test_of_two_lines_the_repeat_names_the_one_that_still_waits(timed_venue: Venue, clock: MovableClock) -> None:
    order = await timed_venue.order("dumplings", "noodles")
    await settled(timed_venue)
    await timed_venue.act(order["lines"][0], "start", "kitchen")
    await later(timed_venue, clock, 30)
    texts = [
        (each["repeat"], each["text"], each["lines"])
        for each in await log(timed_venue)
        if each["state"] == "sent" and "hot" in each["channel"]
    ]
    lines = [line["id"] for line in order["lines"]]
    assert texts == [(1, "801房间下单了dumplings1份、noodles1份，请注意", lines), (2, "801房间下单了noodles1份，请注意", lines[1:])]


async def test_a_station_whose_lines_are_all_started_is_left_in_peace_and_the_others_are_not(
    timed_venue: Venue, clock: MovableClock
) -> None:
    order = await timed_venue.order("dumplings", "tea")
    await settled(timed_venue)
    await timed_venue.act(order["lines"][0], "start", "kitchen")
    await later(timed_venue, clock, 30)
    states = {each["channel"]: each["state"] for each in await log(timed_venue) if each["repeat"] == 2}
    assert states == {"kitchen:hot": "dropped", "kitchen:bar": "sent"}


async def test_cleaning_the_room_ends_whatever_waits_to_be_said(timed_venue: Venue, clock: MovableClock) -> None:
    """The message half of V18: lines placed, preparing, ready and served."""
    order = await timed_venue.order("dumplings", "salad", "tea", "noodles")
    await settled(timed_venue)
    for line, state in zip(order["lines"], ("placed", "preparing", "ready", "served"), strict=True):
        await timed_venue.bring(line, state)
    sent = [each["id"] for each in await log(timed_venue) if each["state"] == "sent"]
    await timed_venue["cleaner"].post(f"/rooms/{timed_venue.rooms['801']}/clean")
    await later(timed_venue, clock, 120)
    after = await log(timed_venue)
    assert [each["id"] for each in after if each["state"] == "sent"] == sent
    assert {(each["state"], each["reason"]) for each in after if each["id"] not in sent} == {("dropped", "subject_changed")}


async def test_a_called_line_is_called_again_until_it_is_fetched(timed_venue: Venue, clock: MovableClock) -> None:
    line = await timed_venue.bring((await timed_venue.order("dumplings"))["lines"][0], "called")
    await settled(timed_venue)
    await later(timed_venue, clock, 45)
    await timed_venue.act(line, "serve", "handheld 1")
    await later(timed_venue, clock, 60)
    told = [
        each
        for each in await log(timed_venue, order_id=line["order_id"])
        if each["event"] == "line_called" and each["channel"] == "handheld"
    ]
    assert sorted((each["kind"], each["repeat"], each["state"]) for each in told) == [
        ("announcement", 1, "sent"),
        ("announcement", 2, "sent"),
        ("announcement", 3, "dropped"),
        ("notice", 1, "sent"),
        ("notice", 2, "sent"),
        ("notice", 3, "dropped"),
    ]


async def test_a_line_called_anew_is_told_anew_and_the_old_repeats_end(timed_venue: Venue, clock: MovableClock) -> None:
    line = await timed_venue.bring((await timed_venue.order("dumplings"))["lines"][0], "called")
    await settled(timed_venue)
    clock.advance(10)
    assert (await timed_venue.act(line, "call", "kitchen")).json()["line"]["call_count"] == 2
    await settled(timed_venue)
    notices = [each for each in await log(timed_venue) if each["kind"] == "notice"]
    assert [each["state"] for each in notices] == ["sent", "dropped", "dropped", "sent", "scheduled", "scheduled"]


@pytest.mark.parametrize("who", ["kitchen", "waiter"])
async def test_got_it_ends_the_repeats_on_all_channels(timed_venue: Venue, clock: MovableClock, who: str) -> None:
    await timed_venue.order("dumplings", "tea")
    await settled(timed_venue)
    heard = next(each for each in await log(timed_venue) if each["channel"] == "kitchen:hot" and each["state"] == "sent")
    answer = (await timed_venue[who].post(f"/im/messages/{heard['id']}/got-it")).json()
    assert (answer["changed"], answer["ended"]) == (True, 4)
    again = (await timed_venue[who].post(f"/im/messages/{heard['id']}/got-it")).json()
    assert (again["changed"], again["ended"]) == (False, 0)
    await later(timed_venue, clock, 90)
    rest = [each for each in await log(timed_venue) if each["repeat"] > 1]
    assert {(each["state"], each["reason"]) for each in rest} == {("dropped", "got_it")}
    assert (await timed_venue["pad 801"].post(f"/im/messages/{heard['id']}/got-it")).status_code == 403


async def test_repeats_beyond_the_time_limit_are_made_as_expired(timed_venue: Venue) -> None:
    await rule(timed_venue, "order_placed", "kitchen", times=4, interval_seconds=50, time_limit_seconds=120)
    made = await call(timed_venue, "kitchen:hot")
    assert ends(await became(timed_venue, made["id"]))[3] == ("kitchen:hot", 4, "dropped", "expired")


async def test_rows_are_there_before_anything_is_sent(timed_venue: Venue, clock: MovableClock) -> None:
    """One row per channel and repeat, each with the time it is due; a restart would find them."""
    made = await call(timed_venue, "kitchen:hot", "call")
    assert made["messages"] == 4
    await settled(timed_venue)
    rows = await became(timed_venue, made["id"])
    assert [(each["channel"], each["repeat"], each["of"]) for each in rows] == [
        ("kitchen:hot", 1, 3),
        ("kitchen:hot", 2, 3),
        ("kitchen:hot", 3, 3),
        ("call", 1, 1),
    ]
    assert {each["device"]: each["result"] for each in rows[0]["deliveries"]} == {"kitchen": None, "kitchen hot": None}
    assert [each["device"] for each in rows[3]["deliveries"]] == ["call", "speaker"]
