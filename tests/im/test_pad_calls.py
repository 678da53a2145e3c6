"""A guest's button: made once, taken by one, finished once, over with the stay; and who hears of it."""

import asyncio
from asyncio import gather
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from devices.client import Hub
from hub.im.forgetting import AT_ONCE
from hub.im.pad_calls.service import PRESSES
from hub.im.pad_calls.states import PAD_CALL_FLOW, PAD_CALL_STATES
from hub.im.pad_calls.tidying import KEEP, forget_pad_calls
from hub.kit.clock import MovableClock
from hub.kit.ids import new_id
from hub.tables import TABLES
from tests.conftest import MakeVenue
from tests.im.messages.saying import later, log, settled
from tests.orders.log import said
from tests.venues import Venue

STAFF = {"cashier", "handheld", "office"}


async def press(venue: Venue, service: str = "water", who: str = "pad 801", **more: Any) -> dict[str, Any]:
    """Press a button and give back the call."""
    answer = await venue[who].post("/me/calls", {"service": service}, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()["pad_call"]  # type: ignore[no-any-return]


async def act(venue: Venue, call: dict[str, Any], action: str, who: str = "handheld 1") -> dict[str, Any]:
    answer = await venue[who].post(f"/pad-calls/{call['id']}/{action}")
    return {"status": answer.status_code, **answer.json()}


async def held(venue: Venue, who: str) -> list[dict[str, Any]]:
    return (await venue[who].get("/me/board")).json()["board"]["pad_calls"]  # type: ignore[no-any-return]


def told(venue: Venue, after: int = 0) -> list[tuple[str, str | None, set[str]]]:
    """What was said of calls: state, by whom, to which channels."""
    return [
        (event.data["pad_call"]["state"], event.data["pad_call"]["by"], event.channels)
        for event in said(venue, after)
        if event.type == "im.pad_call_changed"
    ]


async def test_from_the_button_to_done_everyone_is_told_who_goes(venue: Venue) -> None:
    call = await press(venue)
    room = {"id": venue.rooms["801"], "number": "801"}
    assert (call["room"], call["service"], call["state"], call["by"], call["version"]) == (room, "water", "open", None, 1)
    accepted = await act(venue, call, "accept")
    assert (accepted["changed"], accepted["pad_call"]["state"], accepted["pad_call"]["by"]) == (True, "accepted", "handheld 1")
    assert await held(venue, "pad 801") == [accepted["pad_call"]]
    finished = await act(venue, call, "finish")
    assert (finished["changed"], finished["pad_call"]["state"], finished["pad_call"]["by"]) == (True, "finished", "handheld 1")
    audience = {*STAFF, f"room:{venue.rooms['801']}"}
    assert told(venue) == [("open", None, audience), ("accepted", "handheld 1", audience), ("finished", "handheld 1", audience)]
    assert await held(venue, "pad 801") == await held(venue, "cashier 1") == []


async def test_the_boards_of_room_desk_waiters_and_office_hold_it(venue: Venue) -> None:
    call = await press(venue)
    for name in ("pad 801", "pad 801 b", "cashier 1", "cashier 2", "handheld 1", "handheld 2", "waiter", "manager"):
        assert await held(venue, name) == [call], name
    assert await held(venue, "pad 802") == []


async def test_pressing_again_answers_the_call_that_runs(venue: Venue) -> None:
    call = await press(venue)
    for pad in ("pad 801", "pad 801 b"):
        again = (await venue[pad].post("/me/calls", {"service": "water"})).json()
        assert again == {"pad_call": call, "changed": False}
    taken = (await act(venue, call, "accept"))["pad_call"]
    assert (await venue["pad 801"].post("/me/calls", {"service": "water"})).json() == {"pad_call": taken, "changed": False}
    other = await press(venue, "cashier")
    assert other["id"] != call["id"]
    await act(venue, call, "finish")
    assert (await press(venue))["id"] != call["id"]


async def test_two_pads_of_a_room_that_press_at_once_make_one_call(venue: Venue) -> None:
    answers = await gather(*(venue[pad].post("/me/calls", {"service": "clean"}) for pad in ("pad 801", "pad 801 b") * 4))
    assert [answer.json()["changed"] for answer in answers].count(True) == 1
    assert len({answer.json()["pad_call"]["id"] for answer in answers}) == 1
    assert len(told(venue)) == 1


async def test_the_first_to_accept_wins_and_the_others_are_told_who(venue: Venue) -> None:
    call = await press(venue)
    await act(venue, call, "accept", "handheld 2")
    late = await act(venue, call, "accept", "handheld 1")
    assert (late["status"], late["code"], late["by"]) == (409, "already_accepted", "handheld 2")
    again = await act(venue, call, "accept", "handheld 2")
    assert (again["status"], again["changed"], again["pad_call"]["version"]) == (200, False, 2)
    assert len(told(venue)) == 2


async def test_of_eight_hands_that_accept_at_once_one_goes(venue: Venue) -> None:
    """Two handhelds, two desks and four people: the rest hear the winner's name."""
    hands = ("handheld 1", "handheld 2", "cashier 1", "cashier 2", "waiter", "waiter2", "cashier", "manager")
    for _ in range(5):
        call = await press(venue)
        answers = await gather(*(venue[hand].post(f"/pad-calls/{call['id']}/accept") for hand in hands))
        won = [answer.json()["pad_call"]["by"] for answer in answers if answer.status_code == 200]
        lost = [answer.json() for answer in answers if answer.status_code != 200]
        assert len(won) == 1
        assert [(problem["code"], problem["by"]) for problem in lost] == [("already_accepted", won[0])] * 7
        await act(venue, call, "finish")


async def test_whoever_finishes_a_call_that_nobody_took_was_there(venue: Venue) -> None:
    call = await press(venue)
    done = await act(venue, call, "finish", "cashier 1")
    assert (done["pad_call"]["state"], done["pad_call"]["by"]) == ("finished", "cashier 1")
    assert (await act(venue, call, "finish", "handheld 1"))["changed"] is False
    refused = await act(venue, call, "accept")
    assert (refused["status"], refused["code"], refused["from"], refused["allowed"]) == (409, "state_not_allowed", "finished", ["open"])


async def test_a_colleague_may_finish_what_another_took(venue: Venue) -> None:
    call = await press(venue)
    await act(venue, call, "accept", "handheld 1")
    assert (await act(venue, call, "finish", "handheld 2"))["pad_call"]["by"] == "handheld 1"


async def test_the_guest_takes_it_back_as_long_as_nobody_goes(venue: Venue) -> None:
    call = await press(venue)
    assert (await venue["pad 802"].delete(f"/me/calls/{call['id']}")).status_code == 404
    back = (await venue["pad 801 b"].delete(f"/me/calls/{call['id']}")).json()
    assert (back["changed"], back["pad_call"]["state"], back["pad_call"]["by"]) == (True, "finished", None)
    assert (await venue["pad 801"].delete(f"/me/calls/{call['id']}")).json()["changed"] is False
    taken = await press(venue)
    await act(venue, taken, "accept")
    refused = await venue["pad 801"].delete(f"/me/calls/{taken['id']}")
    assert (refused.status_code, refused.json()["code"], refused.json()["from"]) == (409, "state_not_allowed", "accepted")


async def test_only_a_pad_makes_calls_and_only_staff_answer_them(venue: Venue) -> None:
    call = await press(venue)
    for who in ("kitchen", "cashier 1", "handheld 1", "waiter", "speaker"):
        assert (await venue[who].post("/me/calls", {"service": "water"})).status_code == 403, who
    for who in ("pad 801", "kitchen", "call", "cook", "cleaner"):
        for action in ("accept", "finish"):
            assert (await venue[who].post(f"/pad-calls/{call['id']}/{action}")).status_code == 403, who
    nobody = await venue.http.post("/api/v1/me/calls", json={"service": "water"}, headers={"Idempotency-Key": str(new_id())})
    assert nobody.status_code == 401


async def test_a_service_the_house_does_not_know_is_refused(venue: Venue) -> None:
    for body in ({"service": "massage"}, {}, {"service": "water", "room_id": venue.rooms["802"]}):
        assert (await venue["pad 801"].post("/me/calls", body)).json()["code"] == "invalid"
    assert told(venue) == []


async def test_nobody_calls_from_an_empty_room_or_after_leaving(venue: Venue) -> None:
    empty = await venue["pad 803"].post("/me/calls", {"service": "water"})
    assert (empty.status_code, empty.json()["code"]) == (409, "stay_closed")
    await venue["manager"].post(f"/rooms/{venue.rooms['801']}/checkout")
    assert (await venue["pad 801"].post("/me/calls", {"service": "water"})).json()["code"] == "stay_closed"
    await venue["manager"].post(f"/devices/{venue['pad 802'].id}/bind", {"room_id": None})
    assert (await venue["pad 802"].post("/me/calls", {"service": "water"})).json()["code"] == "stay_closed"


async def test_what_the_last_guests_pressed_never_comes_to_the_next(venue: Venue) -> None:
    """A pad that was offline meanwhile sends it late."""
    theirs = (await venue["pad 801"].get("/me/board")).json()["board"]["stay"]["id"]
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/open", {"guests": 2})
    late = await venue["pad 801"].post("/me/calls", {"service": "water", "stay_id": theirs})
    assert (late.status_code, late.json()["code"]) == (409, "stay_closed")
    own = (await venue["pad 801"].get("/me/board")).json()["board"]["stay"]["id"]
    assert (await venue["pad 801"].post("/me/calls", {"service": "water", "stay_id": own})).json()["changed"] is True


async def test_the_shop_next_door_and_other_brands_have_no_such_call(venue: Venue, make_venue: MakeVenue) -> None:
    call = await press(venue)
    for other in (make_venue(brand_id=venue.brand_id), make_venue()):
        for who in ("handheld 1", "cashier 1", "manager"):
            assert (await act(other, call, "accept", who))["status"] == 404
            assert (await act(other, call, "finish", who))["status"] == 404
        assert (await other["pad 801"].delete(f"/me/calls/{call['id']}")).status_code == 404
    assert (await make_venue()["owner"].post(f"/pad-calls/{call['id']}/accept")).status_code == 404
    assert (await venue["owner"].post(f"/pad-calls/{call['id']}/accept")).json()["changed"] is True
    unknown = {"id": new_id()}
    assert (await act(venue, unknown, "accept"))["status"] == (await act(venue, unknown, "finish"))["status"] == 404


async def test_cleaning_ends_the_calls_of_the_stay(venue: Venue) -> None:
    taken, opened, elsewhere = await press(venue), await press(venue, "cashier"), await press(venue, who="pad 802")
    await act(venue, taken, "accept")
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    assert [call["id"] for call in await held(venue, "handheld 1")] == [elsewhere["id"]]
    assert [state for state, _, _ in told(venue)].count("finished") == 2
    for call in (taken, opened):
        assert (await act(venue, call, "accept"))["code"] == "state_not_allowed"
    await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/open", {"guests": 2})
    assert await held(venue, "pad 801") == []
    assert (await press(venue))["id"] != taken["id"]


async def test_a_wristband_that_is_handed_in_leaves_the_rooms_calls_alone(venue: Venue) -> None:
    call = await press(venue)
    await venue["cashier 1"].post(f"/wristbands/{venue.wristbands[1]}/hand-in")
    assert await held(venue, "pad 801") == [call]


async def test_guests_who_move_take_their_calls_along(venue: Venue) -> None:
    call = await press(venue, who="pad 802")
    await act(venue, call, "accept")
    await venue["cashier 1"].post(f"/rooms/{venue.rooms['802']}/move", {"to": venue.rooms["803"]})
    (moved,) = await held(venue, "pad 803")
    assert (moved["id"], moved["room"]["number"], moved["state"], moved["by"]) == (call["id"], "803", "accepted", "handheld 1")
    assert await held(venue, "pad 802") == []
    assert told(venue)[-1][2] == {*STAFF, f"room:{venue.rooms['802']}", f"room:{venue.rooms['803']}"}
    assert (await act(venue, moved, "finish"))["changed"] is True


async def test_the_client_library_rings_goes_and_sees_it_on_its_boards(venue: Venue, address: Hub) -> None:
    async with venue.device("pad 801", address) as pad, venue.device("handheld 1", address) as waiter:
        made = await pad.commands.press("water")
        call = await waiter.wait_until(lambda board: board.array("pad_calls").get(made.pad_call.id))
        assert (call["room"]["number"], call["service"]) == ("801", "water")
        assert (await waiter.commands.accept_call(call["id"])).pad_call.by == "handheld 1"
        await pad.wait_until(lambda board: board.array("pad_calls").get(call["id"], {}).get("by") == "handheld 1")
        assert (await waiter.commands.hand_back_call(call["id"])).pad_call.state == "open"
        assert (await waiter.commands.take_over_call(call["id"])).pad_call.turn == 2
        assert (await waiter.commands.finish_call(call["id"])).pad_call.finished_by == "handheld 1"
        await pad.wait_until(lambda board: not board.array("pad_calls"))
        other = await pad.commands.press("clean")
        assert (await pad.commands.withdraw_call(other.pad_call.id)).pad_call.state == "finished"
        await waiter.wait_until(lambda board: not board.array("pad_calls"))


async def test_the_same_key_again_is_the_same_answer(venue: Venue) -> None:
    call = await press(venue, key="the-guest-is-thirsty")
    await act(venue, call, "finish")
    again = await venue["pad 801"].post("/me/calls", {"service": "water"}, key="the-guest-is-thirsty")
    assert (again.headers["Idempotency-Replayed"], again.json()["pad_call"]) == ("true", call)
    assert await held(venue, "handheld 1") == []


async def late(venue: Venue, many: int) -> dict[str, dict[str, Any]]:
    """The desk's calls by service, once so many of them have waited too long."""
    async with asyncio.timeout(30):
        while True:
            calls = await held(venue, "cashier 1")
            if len([call for call in calls if call["escalated_at"]]) >= many:
                return {call["service"]: call for call in calls}
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(("name", "least"), [("call_escalate_seconds", 10), ("call_finish_seconds", 60)])
async def test_the_shops_time_is_a_number_of_seconds(venue: Venue, name: str, least: int) -> None:
    for value, status in ((least - 1, 422), (least, 200), (86_400, 200), (86_401, 422), (True, 422), ("60", 422)):
        answer = await venue["manager"].patch(f"/shops/{venue.shop_id}", {"settings": {name: value}})
        assert answer.status_code == status, value


async def test_a_call_nobody_takes_is_marked_after_the_shops_time(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    await venue["manager"].patch(f"/shops/{venue.shop_id}", {"settings": {"call_escalate_seconds": 60}})
    waits, taken = await press(venue), await press(venue, "cashier")
    await act(venue, taken, "accept")
    clock.advance(59)
    await press(venue, "clean")
    clock.advance(1)
    calls = await late(venue, 1)
    assert [bool(calls[service]["escalated_at"]) for service in ("water", "cashier", "clean")] == [True, False, False]
    assert calls["water"]["version"] == waits["version"] + 1
    assert await held(venue, "pad 801") == list(await held(venue, "manager")) == list(calls.values())
    clock.advance(60)
    assert (await late(venue, 2))["cashier"]["escalated_at"] is None
    escalated = [event for event in said(venue, 0) if event.type == "im.pad_call_changed" and event.data["pad_call"]["escalated_at"]]
    assert sorted(event.data["pad_call"]["service"] for event in escalated) == ["clean", "water"]


async def forgotten(venue: Venue, clock: MovableClock, service: str = "water") -> dict[str, Any]:
    """A call that somebody took and did nothing about, once the shop's time is over and everybody has heard so."""
    call = await press(venue, service)
    await act(venue, call, "accept")
    clock.advance(600)
    marked = (await late(venue, 1))[service]
    await settled(venue)
    return marked


async def test_a_call_that_was_taken_and_forgotten_is_marked_and_may_be_made_anew(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    call = await press(venue)
    await act(venue, call, "accept")
    clock.advance(599)
    again = (await venue["pad 801"].post("/me/calls", {"service": "water"})).json()
    assert (again["changed"], again["pad_call"]["state"], again["pad_call"]["escalated_at"]) == (False, "accepted", None)
    clock.advance(1)
    marked = (await late(venue, 1))["water"]
    assert (marked["state"], marked["by"], marked["presses"]) == ("accepted", "handheld 1", 1)
    anew = (await venue["pad 801 b"].post("/me/calls", {"service": "water"})).json()
    assert (anew["changed"], anew["pad_call"]["id"]) == (True, call["id"])
    open_again = {name: anew["pad_call"][name] for name in ("state", "by", "accepted_at", "escalated_at", "presses")}
    assert open_again == {"state": "open", "by": None, "accepted_at": None, "escalated_at": None, "presses": 2}
    assert (await held(venue, "handheld 2")) == (await held(venue, "pad 801")) == [anew["pad_call"]]
    assert (await act(venue, call, "accept", "handheld 2"))["pad_call"]["by"] == "handheld 2"
    assert (await act(venue, call, "finish", "handheld 2"))["changed"] is True


async def test_of_two_pads_that_call_anew_at_once_one_does(timed_venue: Venue, clock: MovableClock) -> None:
    await forgotten(timed_venue, clock)
    answers = await gather(*(timed_venue[pad].post("/me/calls", {"service": "water"}) for pad in ("pad 801", "pad 801 b") * 4))
    assert [answer.json()["changed"] for answer in answers].count(True) == 1
    assert {answer.json()["pad_call"]["presses"] for answer in answers} == {2}


async def test_what_was_set_for_the_first_press_does_not_mark_the_second(timed_venue: Venue, clock: MovableClock) -> None:
    """Each waiting has its own end: the one of a call that was taken at last, and the one of a call made anew."""
    venue = timed_venue
    call = await forgotten(venue, clock)
    await press(venue)
    clock.advance(119)
    other = await press(venue, "clean")
    clock.advance(1)
    assert (await late(venue, 1))["water"]["presses"] == 2
    taken = (await act(venue, call, "accept"))["pad_call"]
    assert taken["escalated_at"] is None
    await act(venue, other, "finish")
    clock.advance(600)
    assert (await late(venue, 1))["water"]["state"] == "accepted"


async def test_a_guest_who_waits_too_long_is_told_of_by_the_rules(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    await add_office_rule(venue)
    await forgotten(venue, clock)
    await settled(venue)
    told_of = [each for each in await log(venue, event="service_overdue") if each["state"] in ("sent", "shown", "spoken")]
    assert {(each["channel"], each["text"]) for each in told_of} == {
        ("handheld", "801房间还在等加水，已等10分钟"),
        ("cashier", "801房间还在等加水，已等10分钟"),
        ("office", "801 water 10"),
    }
    await press(venue)
    await later(venue, clock, 5)
    waiting = [each for each in await log(venue, event="service_overdue") if each["state"] == "scheduled"]
    assert waiting == [], "made anew, it is a call like any other"
    asked = [each for each in await log(venue, event="service_requested") if each["repeat"] == 1]
    assert {(each["channel"], each["state"]) for each in asked[2:]} == {("handheld", "sent"), ("cashier", "sent")}


async def add_office_rule(venue: Venue) -> None:
    words = {"en": {"text": "{roomName} {service} {minutes}"}}
    template = (await venue["manager"].post("/im/templates", {"event": "service_overdue", "name": "late", "texts": words})).json()[
        "template"
    ]
    body = {"event": "service_overdue", "channel": "office", "kind": "notice", "template_id": template["id"], "language": "en"}
    assert (await venue["manager"].post("/im/rules", body)).status_code == 201


async def test_calls_that_are_long_over_are_forgotten_and_those_that_run_are_not(venue: Venue) -> None:
    calls = {service: await press(venue, service) for service in ("water", "clean", "cashier")}
    for service in ("water", "clean"):
        await act(venue, calls[service], "finish")
    table, database = TABLES["pad_call"], venue.running.database

    def date_back(ident: str, **at: timedelta) -> None:
        mine = update(table).where(table.c.id == UUID(ident), table.c.shop_id == venue.shop_id)
        database.run_now(lambda tx: tx.query(mine.values({name: tx.now - ago for name, ago in at.items()}).returning(table.c.id)))

    date_back(calls["water"]["id"], finished_at=KEEP + timedelta(minutes=1))
    date_back(calls["clean"]["id"], finished_at=KEEP - timedelta(minutes=1))
    date_back(calls["cashier"]["id"], created_at=KEEP * 2)
    while database.run_now(forget_pad_calls) >= AT_ONCE:
        pass
    assert (await act(venue, calls["water"], "finish"))["status"] == 404
    assert (await act(venue, calls["clean"], "finish"))["changed"] is False
    assert [call["id"] for call in await held(venue, "cashier 1")] == [calls["cashier"]["id"]]


async def again(venue: Venue, who: str, action: str, call: dict[str, Any]) -> tuple[int, Any, Any]:
    """What became of an action: status, whether it changed anything or why not, and who goes."""
    answer = await act(venue, call, action, who)
    if answer["status"] != 200:
        return answer["status"], answer["code"], answer.get("by")
    return answer["status"], answer["changed"], answer["pad_call"]["by"]


async def test_who_cannot_go_after_all_hands_the_call_back_and_everybody_is_asked_anew(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    call = await press(venue)
    await settled(venue)
    await act(venue, call, "accept", "handheld 1")
    asked = len(await log(venue, event="service_requested"))
    free = (await act(venue, call, "hand-back", "handheld 1"))["pad_call"]
    wanted = ("open", None, None, None, 1, 2)
    assert tuple(free[name] for name in ("state", "by", "accepted_at", "escalated_at", "presses", "turn")) == wanted
    assert await held(venue, "handheld 2") == await held(venue, "pad 801") == [free]
    await later(venue, clock, 5)
    rows = await log(venue, event="service_requested")
    first = [each for each in rows if each["state"] == "sent" and each["repeat"] == 1]
    assert len(rows) == 2 * asked
    assert sorted(each["channel"] for each in first) == ["cashier", "cashier", "handheld", "handheld"]
    assert await again(venue, "handheld 1", "hand-back", call) == (200, False, None)
    clock.advance(115)
    assert (await late(venue, 1))["water"]["turn"] == 2, "its wait begins anew too"
    assert await again(venue, "handheld 2", "accept", call) == (200, True, "handheld 2")
    await act(venue, call, "finish", "handheld 2")
    assert await again(venue, "handheld 2", "hand-back", call) == (409, "state_not_allowed", None)


async def test_a_forgotten_call_is_taken_over_by_a_colleague_at_once(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    call = await forgotten(venue, clock)
    assert await again(venue, "handheld 2", "accept", call) == (409, "already_accepted", "handheld 1")
    taken = (await act(venue, call, "take-over", "handheld 2"))["pad_call"]
    assert (taken["state"], taken["by"], taken["escalated_at"], taken["turn"]) == ("accepted", "handheld 2", None, 2)
    assert await held(venue, "handheld 1") == await held(venue, "pad 801") == [taken]
    assert await again(venue, "handheld 2", "take-over", call) == (200, False, "handheld 2")
    assert await again(venue, "handheld 1", "take-over", call) == (409, "already_accepted", "handheld 2")
    clock.advance(600)
    assert (await late(venue, 1))["water"]["by"] == "handheld 2", "whoever takes it over may forget it as well"
    await settled(venue)
    told_of = [each for each in await log(venue, event="service_overdue") if each["state"] == "sent" and each["channel"] == "handheld"]
    assert len(told_of) == 2, "and that is told as well"
    assert await again(venue, "handheld 1", "take-over", call) == (200, True, "handheld 1")
    await act(venue, call, "finish", "handheld 1")
    assert await again(venue, "handheld 2", "take-over", call) == (409, "state_not_allowed", None)


async def test_before_it_waits_too_long_only_who_supervises_moves_anothers_call(venue: Venue) -> None:
    call = await press(venue)
    await act(venue, call, "accept", "handheld 1")
    for who in ("handheld 2", "waiter"):
        for action in ("take-over", "hand-back"):
            assert await again(venue, who, action, call) == (409, "already_accepted", "handheld 1"), (who, action)
    for who in ("cashier 1", "cashier", "manager", "owner"):
        status, changed, _ = await again(venue, who, "take-over", call)
        assert (status, changed) == (200, True), who
    assert (await act(venue, call, "hand-back", "cashier 1"))["pad_call"]["by"] is None
    assert await again(venue, "handheld 2", "take-over", call) == (200, True, "handheld 2"), "of nobody, it is accepted"
    for who in ("pad 801", "kitchen", "call", "cook", "cleaner"):
        for action in ("take-over", "hand-back"):
            assert (await again(venue, who, action, call))[0] == 403


async def test_of_eight_hands_that_take_over_at_once_one_goes(timed_venue: Venue, clock: MovableClock) -> None:
    """Of those who do not supervise: for the others it is not too late even then."""
    call = await forgotten(timed_venue, clock)
    hands = ("handheld 2", "waiter", "waiter2") * 3
    answers = await gather(*(again(timed_venue, hand, "take-over", call) for hand in hands))
    (winner,) = {by for _, _, by in answers}
    assert sorted(answers, key=str) == sorted(
        [(200, True, winner), *[(200, False, winner)] * 2, *[(409, "already_accepted", winner)] * 6], key=str
    )


async def test_the_log_names_who_was_there_and_in_whose_hands_a_call_was(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    call = await forgotten(venue, clock)
    await act(venue, call, "take-over", "handheld 2")
    await act(venue, call, "hand-back", "handheld 2")
    await act(venue, call, "accept", "handheld 1")
    done = (await act(venue, call, "finish", "cashier 1"))["pad_call"]
    assert (done["by"], done["finished_by"]) == ("handheld 1", "cashier 1")
    acts = (await venue["manager"].get("/audit", object_kind="pad_call", object_id=call["id"])).json()["items"]
    assert [(each["action"], each["actor_name"], each["before"], each["after"]) for each in reversed(acts)] == [
        ("calls.take_over", "handheld 2", {"by": "handheld 1"}, {"by": "handheld 2"}),
        ("calls.hand_back", "handheld 2", {"by": "handheld 2"}, {"by": None}),
        ("calls.finish", "cashier 1", {"by": "handheld 1"}, {"finished_by": "cashier 1"}),
    ]
    own = await press(venue)
    await act(venue, own, "accept", "handheld 1")
    assert (await act(venue, own, "finish", "handheld 1"))["pad_call"]["finished_by"] == "handheld 1"
    back = await press(venue)
    withdrawn = (await venue["pad 801"].delete(f"/me/calls/{back['id']}")).json()["pad_call"]
    assert (withdrawn["by"], withdrawn["finished_by"]) == (None, None)


@pytest.mark.parametrize("state", PAD_CALL_STATES)
@pytest.mark.parametrize("action", ["accept", "take_over", "hand_back", "finish"])
async def test_what_staff_do_with_a_call_starts_where_the_table_says(venue: Venue, action: str, state: str) -> None:
    call, move = await press(venue), PAD_CALL_FLOW[action]
    for step in {"open": (), "accepted": ("accept",), "finished": ("accept", "finish")}[state]:
        await act(venue, call, step, "handheld 1")
    answer = await act(venue, call, action.replace("_", "-"), "handheld 1")
    if state in move.already:  # of one's own call there is nothing to take over
        assert (answer["status"], answer["changed"], answer["pad_call"]["state"]) == (200, False, state)
    elif state in move.before:
        assert (answer["status"], answer["changed"], answer["pad_call"]["state"]) == (200, True, move.after)
    else:
        assert (answer["status"], answer["code"]) == (409, "state_not_allowed")
        assert (answer["from"], answer["allowed"]) == (state, sorted(move.before))


async def test_a_party_presses_eight_times_at_once_and_then_every_fifteen_seconds(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue

    async def pressed_and_withdrawn(who: str = "pad 801") -> None:
        call = await press(venue, who=who)
        assert (await venue[who].delete(f"/me/calls/{call['id']}")).status_code == 200

    for turn in range(PRESSES.at_once):
        await pressed_and_withdrawn(("pad 801", "pad 801 b")[turn % 2])
    before = len(told(venue))
    for pad in ("pad 801", "pad 801 b"):
        refused = await venue[pad].post("/me/calls", {"service": "cashier"}, key=f"too-quick-at-{pad[4:].replace(' ', '-')}")
        assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (429, "rate_limited", "15")
    assert (len(told(venue)), await held(venue, "cashier 1")) == (before, []), "a refusal changes nothing"
    await pressed_and_withdrawn("pad 802")
    clock.advance(15)
    kept = await press(venue, "cashier", key="too-quick-at-801")
    assert (await venue["pad 801"].post("/me/calls", {"service": "cashier"})).json() == {"pad_call": kept, "changed": False}
    assert (await venue["pad 801"].post("/me/calls", {"service": "water"})).status_code == 429
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/open", {"guests": 2})
    assert (await press(venue))["state"] == "open", "the next guests have pressed nothing yet"
