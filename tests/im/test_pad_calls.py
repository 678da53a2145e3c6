"""A guest's button: made once, taken by one, finished once, over with the stay; and who hears of it."""

import asyncio
from asyncio import gather
from typing import Any

from devices.client import Hub
from hub.kit.clock import MovableClock
from hub.kit.ids import new_id
from tests.conftest import MakeVenue
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
        await pad.wait_until(lambda board: board.array("pad_calls")[call["id"]]["by"] == "handheld 1")
        assert (await waiter.commands.finish_call(call["id"])).changed
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
    async with asyncio.timeout(10):
        while True:
            calls = await held(venue, "cashier 1")
            if len([call for call in calls if call["escalated_at"]]) >= many:
                return {call["service"]: call for call in calls}
            await asyncio.sleep(0.05)


async def test_the_shops_time_is_a_number_of_seconds(venue: Venue) -> None:
    for value, status in ((9, 422), (10, 200), (86_400, 200), (86_401, 422), (True, 422), ("60", 422)):
        answer = await venue["manager"].patch(f"/shops/{venue.shop_id}", {"settings": {"call_escalate_seconds": value}})
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
    clock.advance(600)
    assert (await late(venue, 2))["cashier"]["escalated_at"] is None
    escalated = [event for event in said(venue, 0) if event.type == "im.pad_call_changed" and event.data["pad_call"]["escalated_at"]]
    assert sorted(event.data["pad_call"]["service"] for event in escalated) == ["clean", "water"]
