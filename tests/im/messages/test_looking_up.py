"""Looking messages up: by day, number, line, event, channel, device, and by what a person should look at; and the life of one message."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from hub.im import identity
from hub.im.messages.deliveries import record_receipt
from hub.kit.clock import MovableClock
from tests.accounts.signing import code_of
from tests.conftest import MakeVenue
from tests.im.messages.saying import became, call, later, log, rule, settled
from tests.venues import Venue


def report(venue: Venue, message: dict[str, Any], result: str, name: str) -> bool:
    seat = venue.running.database.read_now(lambda tx: identity.identify(tx, venue[name].token))
    return venue.running.database.run_now(lambda tx: record_receipt(tx, seat, UUID(message["id"]), result))


async def life(venue: Venue, message_id: str, who: str = "manager") -> Any:
    answer = await venue[who].get(f"/im/messages/{message_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(messages: list[dict[str, Any]]) -> set[str]:
    return {each["id"] for each in messages}


async def test_an_order_is_found_by_its_number_however_it_is_typed(venue: Venue) -> None:
    first = await venue.order("dumplings")
    await venue.order("tea", who="pad 802")
    await settled(venue)
    mine = ids(await log(venue, order_id=first["id"]))
    for typed in (first["number"], first["number"].removeprefix("#"), first["number"].removeprefix("#").lstrip("0")):
        found = await log(venue, number=typed)
        assert ids(found) == mine, typed
        assert {(each["number"], each["room"], each["wristband"]) for each in found} == {(first["number"], "801", None)}
    assert await log(venue, number="4711") == []
    assert code_of(await venue["manager"].get("/im/messages", number="seven")) == (422, "invalid")


async def test_a_day_is_the_shops_own_and_ends_at_its_day_start(timed_venue: Venue, clock: MovableClock) -> None:
    today = await call(timed_venue, "call")
    day = date.fromisoformat((await timed_venue.order("dumplings"))["business_day"])
    clock.advance(timedelta(days=1).total_seconds())
    tomorrow = await call(timed_venue, "call")
    assert {each["call_id"] for each in await log(timed_venue, business_day=day.isoformat())} >= {today["id"]}
    next_day = await log(timed_venue, business_day=(day + timedelta(days=1)).isoformat())
    assert {each["call_id"] for each in next_day} == {tomorrow["id"]}
    assert await log(timed_venue, business_day=(day + timedelta(days=2)).isoformat()) == []


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_a_day_at_the_end_of_the_calendar_is_refused(venue: Venue, day: str) -> None:
    answer = await venue["manager"].get("/im/messages", business_day=day)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/business_day")


async def test_a_line_is_told_of_in_its_own_rounds_messages_sent_or_not(venue: Venue) -> None:
    order = await venue.order("dumplings", "tea")
    hot, bar = order["lines"]
    await settled(venue)
    await venue.bring(hot, "preparing")
    about_hot = await log(venue, line_id=hot["id"])
    sent = [each for each in about_hot if each["sent_at"] is not None]
    assert sent
    assert all(hot["id"] in each["lines"] for each in sent)
    assert not any(each["channel"] == f"kitchen:{bar['station']}" for each in about_hot)
    never = [each for each in about_hot if each["sent_at"] is None]
    assert {each["reason"] for each in never} >= {"subject_changed"}, "what was dropped before it was composed is its round's"
    second = (await venue.order("tea"))["lines"][-1]
    await settled(venue)
    assert second["round"] == 2
    assert ids(await log(venue, line_id=second["id"])).isdisjoint(ids(about_hot))
    assert code_of(await venue["manager"].get("/im/messages", line_id=str(uuid4()))) == (404, "not_found")


async def test_filters_of_event_channel_call_and_device_say_what_they_say(venue: Venue) -> None:
    made = await call(venue, "kitchen:hot", "call")
    await venue.order("dumplings")
    await settled(venue)
    assert {each["channel"] for each in await log(venue, channel="call")} == {"call"}
    assert {each["call_id"] for each in await log(venue, call_id=made["id"])} == {made["id"]}
    assert {each["event"] for each in await log(venue, event="order_placed")} == {"order_placed"}
    assert await log(venue, event="sold_out_changed") == []
    hot = venue["kitchen hot"].id
    heard = await log(venue, device_id=hot, channel="kitchen:hot")
    assert heard
    assert all(hot in [each["device_id"] for each in message["deliveries"]] for message in heard)
    assert code_of(await venue["manager"].get("/im/messages", event="rain")) == (422, "invalid")


async def test_the_log_says_what_a_person_should_look_at(timed_venue: Venue, clock: MovableClock) -> None:
    """Each row's own word and the filter agree, in all the ways in which something can go wrong, and where nothing has."""
    venue = timed_venue
    await rule(venue, "order_placed", "kitchen", times=4, interval_seconds=50, time_limit_seconds=120)
    fine = await call(venue, "kitchen:hot")
    blocked = await call(venue, "kitchen:cold")
    ignored = await call(venue, "call")
    nobody = await call(venue, "kitchen:bar", designated=[(await venue["cashier 1"].get("/me")).json()["account"]["id"]])
    await settled(venue)
    first = {name: (await became(venue, made["id"]))[0] for name, made in (("fine", fine), ("blocked", blocked), ("ignored", ignored))}
    for name in ("kitchen", "kitchen hot"):
        report(venue, first["fine"], "spoken", name)
    report(venue, first["blocked"], "audio_blocked", "kitchen")
    fresh = {each["id"]: each["problem"] for each in await log(venue)}
    assert fresh[first["ignored"]["id"]] is None, "it still may answer"
    await later(venue, clock, 16)
    words = {each["id"]: each["problem"] for each in await log(venue)}
    assert words[first["fine"]["id"]] is None
    assert words[first["blocked"]["id"]] == "blocked"
    assert words[first["ignored"]["id"]] == "unheard"
    assert words[(await became(venue, nobody["id"]))[0]["id"]] == "moved"
    born_late = (await became(venue, fine["id"]))[3]
    assert (born_late["reason"], words[born_late["id"]]) == ("expired", None), "the rule says so, nothing went wrong"
    assert ids(await log(venue, problems=True)) == {ident for ident, word in words.items() if word is not None}
    assert ids(await log(venue, problems=False)) == {ident for ident, word in words.items() if word is None}


async def test_a_channel_that_no_device_hears_is_a_problem_and_people_at_a_desk_are_none(timed_venue: Venue, clock: MovableClock) -> None:
    room = timed_venue.rooms["804"]
    made = await call(timed_venue, f"room:{room}", "office")
    await settled(timed_venue)
    await later(timed_venue, clock, 16)
    found = {each["channel"]: (each["state"], each["problem"]) for each in await log(timed_venue, call_id=made["id"])}
    assert found == {f"room:{room}": ("sent", "nobody"), "office": ("sent", None)}


async def test_the_life_of_a_message_holds_its_rule_its_devices_and_its_repeats(timed_venue: Venue, clock: MovableClock) -> None:
    order = await timed_venue.order("dumplings", "tea")
    await settled(timed_venue)
    head = next(each for each in await log(timed_venue, order_id=order["id"], channel="kitchen:hot") if each["state"] == "sent")
    report(timed_venue, head, "spoken", "kitchen hot")
    found = await life(timed_venue, head["id"])
    message = found["message"]
    assert (message["state"], message["number"], message["event"]) == ("spoken", order["number"], "order_placed")
    assert {each["device"]: each["result"] for each in message["deliveries"]}["kitchen hot"] == "spoken"
    assert (found["rule"]["id"], found["rule"]["channel"]) == (message["rule_id"], "kitchen")
    own = [each for each in found["siblings"] if each["channel"] == "kitchen:hot"]
    assert [each["repeat"] for each in own] == list(range(1, message["of"] + 1))
    assert message["id"] == own[0]["id"]
    assert {each["channel"] for each in found["siblings"]} >= {"kitchen:hot", "kitchen:bar", "call"}
    await timed_venue["manager"].delete(f"/im/rules/{message['rule_id']}")
    assert (await life(timed_venue, head["id"]))["rule"] is None


async def test_the_first_who_has_understood_stands_in_the_log(timed_venue: Venue, clock: MovableClock) -> None:
    line = await timed_venue.bring((await timed_venue.order("dumplings"))["lines"][0], "called")
    await settled(timed_venue)
    heard = next(each for each in await log(timed_venue, event="line_called") if each["state"] == "sent")
    assert (heard["got_by"], heard["got_at"], heard["line_id"]) == (None, None, line["id"])
    first = (await timed_venue["handheld 1"].post(f"/im/messages/{heard['id']}/got-it")).json()
    assert (first["changed"], first["message"]["got_by"]) == (True, "handheld 1")
    clock.advance(5)
    second = (await timed_venue["cashier 1"].post(f"/im/messages/{heard['id']}/got-it")).json()
    assert (second["changed"], second["message"]["got_by"]) == (False, "handheld 1")
    assert second["message"]["got_at"] == first["message"]["got_at"]


async def test_a_voice_that_had_to_wait_says_when_it_had_its_turn(timed_venue: Venue, clock: MovableClock) -> None:
    first, second = await call(timed_venue, "call"), await call(timed_venue, "call")
    await settled(timed_venue)
    await later(timed_venue, clock, 2)
    at_once, waited = (await became(timed_venue, first["id"]))[0], (await became(timed_venue, second["id"]))[0]
    assert at_once["turn_at"] is None
    assert waited["turn_at"] is not None
    assert at_once["sent_at"] < waited["turn_at"] <= waited["sent_at"]


async def test_a_rule_that_is_tried_out_is_nobodys_order(venue: Venue) -> None:
    tried = await rule(venue, "order_placed", "kitchen")
    made = (await venue["manager"].post(f"/im/rules/{tried['id']}/test", {"device_id": venue["kitchen hot"].id})).json()["call"]
    await call(venue, "kitchen:cold", params={"roomName": 801, "goodsName": "水饺", "num": 2})
    await settled(venue)
    (trial,) = await log(venue, call_id=made["id"])
    assert (trial["trial"], trial["number"], trial["room"], trial["wristband"]) == (True, None, None, None)
    (by_hand,) = [each for each in await log(venue, channel="kitchen:cold") if each["repeat"] == 1]
    assert (by_hand["trial"], by_hand["room"]) == (False, "801")


async def test_the_lives_of_others_are_not_there(venue: Venue, make_venue: MakeVenue) -> None:
    sibling, foreign = make_venue(brand_id=venue.brand_id), make_venue()
    made = await call(venue, "call")
    (message,) = await became(venue, made["id"])
    assert (await life(venue, message["id"], "owner"))["message"]["id"] == message["id"]
    for other in (sibling, foreign):
        assert code_of(await other["manager"].get(f"/im/messages/{message['id']}")) == (404, "not_found")
    assert code_of(await foreign["owner"].get(f"/im/messages/{message['id']}")) == (404, "not_found")
    line = (await sibling.order("dumplings"))["lines"][0]["id"]
    assert code_of(await venue["manager"].get("/im/messages", line_id=line)) == (404, "not_found")
    for who in ("cashier", "waiter", "pad 801", "kitchen"):
        assert (await venue[who].get(f"/im/messages/{message['id']}")).status_code == 403


@pytest.mark.parametrize("limit", [1, 4])
async def test_a_filtered_log_is_read_in_pages_without_a_hole(venue: Venue, limit: int) -> None:
    await venue.order("dumplings", "tea")
    await settled(venue)
    whole = [each["id"] for each in reversed(await log(venue, event="order_placed"))]
    read: list[str] = []
    cursor = None
    while cursor or not read:
        page = (
            await venue["manager"].get("/im/messages", limit=limit, event="order_placed", **({"cursor": cursor} if cursor else {}))
        ).json()
        read += [each["id"] for each in page["items"]]
        cursor = page["next"]
    assert read == whole
