"""Dishes of one order that are called together are one sentence; each is still fetched, taken back and called anew by itself."""

from typing import Any

import pytest

from hub.kit.clock import MovableClock
from tests.im.messages.saying import ends, later, log, settled
from tests.venues import Venue


async def ready(venue: Venue, clock: MovableClock, *dishes: str, who: str = "pad 801") -> list[dict[str, Any]]:
    """An order whose dishes are all done, a while after it was announced; its lines."""
    order = await venue.order(*dishes, who=who)
    await settled(venue)
    clock.advance(5)
    return [await venue.bring(line, "ready") for line in order["lines"]]


async def move(venue: Venue, action: str, lines: list[dict[str, Any]], who: str = "kitchen") -> None:
    """One press on a card: all of its dishes in one request."""
    answer = await venue[who].post("/kds/lines/transitions", {"action": action, "line_ids": [line["id"] for line in lines]})
    assert answer.status_code == 200, answer.text


async def told(venue: Venue, channel: str = "handheld", kind: str = "announcement") -> list[dict[str, Any]]:
    return [each for each in await log(venue, event="line_called") if (each["channel"], each["kind"]) == (channel, kind)]


async def test_one_press_on_a_card_is_one_sentence_on_each_channel(timed_venue: Venue, clock: MovableClock) -> None:
    lines = await ready(timed_venue, clock, "dumplings", "noodles", "tea")
    await move(timed_venue, "call", lines)
    await settled(timed_venue)
    for channel, kind in (("call", "announcement"), ("handheld", "announcement"), ("handheld", "notice")):
        first, *others = [each for each in await told(timed_venue, channel, kind) if each["repeat"] == 1]
        assert (first["state"], first["lines"]) == ("sent", [line["id"] for line in lines])
        assert "dumplings1份、noodles1份、tea1份" in first["text"]
        assert [(each["state"], each["reason"]) for each in others] == [("dropped", "joined")] * 2
    assert await log(timed_venue, problems=True) == []


async def test_a_dish_that_was_fetched_is_not_named_by_the_repeat_and_who_was_named_first_need_not_wait(
    timed_venue: Venue, clock: MovableClock
) -> None:
    lines = await ready(timed_venue, clock, "dumplings", "noodles", "tea")
    await move(timed_venue, "call", lines)
    await settled(timed_venue)
    await timed_venue.act(lines[0], "serve", "handheld 1")
    await later(timed_venue, clock, 45)
    (again,) = [each for each in await told(timed_venue) if each["repeat"] == 2 and each["state"] == "sent"]
    assert again["lines"] == [line["id"] for line in lines[1:]]
    assert "dumplings" not in again["text"]


async def test_those_that_wait_for_a_free_channel_are_joined_when_their_turn_comes(timed_venue: Venue, clock: MovableClock) -> None:
    """Pressed one after the other: the first is said at once, and what has come meanwhile together."""
    lines = await ready(timed_venue, clock, "dumplings", "noodles", "tea")
    for line in lines:
        await timed_venue.act(line, "call", "kitchen")
        await settled(timed_venue)
        clock.advance(0.3)
    await later(timed_venue, clock, 2)
    said = [each["lines"] for each in await told(timed_venue) if each["state"] == "sent"]
    assert said == [[lines[0]["id"]], [line["id"] for line in lines[1:]]]


async def test_another_order_is_a_sentence_of_its_own(timed_venue: Venue, clock: MovableClock) -> None:
    mine, theirs = await ready(timed_venue, clock, "dumplings"), await ready(timed_venue, clock, "noodles", who="pad 802")
    await move(timed_venue, "call", [*mine, *theirs])
    await settled(timed_venue)
    await later(timed_venue, clock, 2)
    said = [each["lines"] for each in await told(timed_venue, "call")]
    assert said == [[mine[0]["id"]], [theirs[0]["id"]]]


async def test_many_dishes_are_not_all_named(timed_venue: Venue, clock: MovableClock) -> None:
    lines = await ready(timed_venue, clock, *["dumplings", "noodles", "tea", "salad"] * 2)
    await move(timed_venue, "call", lines)
    await settled(timed_venue)
    (said,) = [each for each in await told(timed_venue, "call") if each["state"] == "sent"]
    assert len(said["lines"]) == 8
    assert "等3项" in said["text"]


@pytest.mark.parametrize("named", [0, 1])
async def test_got_it_is_meant_for_all_that_were_named(timed_venue: Venue, clock: MovableClock, named: int) -> None:
    lines = await ready(timed_venue, clock, "dumplings", "noodles")
    await move(timed_venue, "call", lines)
    await settled(timed_venue)
    if named:
        await timed_venue.act(lines[1], "call", "kitchen")  # called anew within three seconds: the same call
        clock.advance(10)
        await timed_venue.act(lines[1], "call", "kitchen")
        await settled(timed_venue)
    (heard, *_) = [each for each in await told(timed_venue) if each["state"] == "sent"]
    answer = (await timed_venue["waiter"].post(f"/im/messages/{heard['id']}/got-it")).json()
    waiting = {(each["lines"] and each["lines"][0]) or each["line_id"] for each in await told(timed_venue) if each["state"] == "scheduled"}
    assert answer["changed"]
    assert waiting == ({lines[1]["id"]} if named else set()), "a dish that was called anew since is another happening"


async def test_a_claim_ends_the_repeats_of_its_dish_alone(timed_venue: Venue, clock: MovableClock) -> None:
    """Whoever says "I fetch it" has heard: nobody need be called again (kitchen rules, waiter handheld)."""
    lines = await ready(timed_venue, clock, "dumplings", "noodles")
    await move(timed_venue, "call", lines)
    await settled(timed_venue)
    assert (await timed_venue.act(lines[0], "claim", "handheld 1")).status_code == 200
    await later(timed_venue, clock, 45)
    said = [each for each in await told(timed_venue) if each["state"] == "sent"]
    assert [each["lines"] for each in said] == [[line["id"] for line in lines], [lines[1]["id"]]]
    gone = [each for each in await told(timed_venue) if each["reason"] == "got_it"]
    assert ends(gone) == [("handheld", 2, "dropped", "got_it"), ("handheld", 3, "dropped", "got_it")]


async def test_a_dish_that_was_claimed_before_it_is_called_is_called_all_the_same(timed_venue: Venue, clock: MovableClock) -> None:
    (line,) = await ready(timed_venue, clock, "dumplings")
    await timed_venue.act(line, "claim", "handheld 1")
    await timed_venue.act(line, "call", "kitchen")
    await settled(timed_venue)
    assert [each["state"] for each in await told(timed_venue)] == ["sent", "scheduled", "scheduled"]
