"""Several lines in one request, and whole orders: all or nothing, or what is possible."""

from hub.kit.ids import new_id
from tests.conftest import MakeVenue
from tests.orders.log import head, said
from tests.venues import Venue


def ids(*lines: dict[str, str]) -> list[str]:
    return [line["id"] for line in lines]


async def test_a_whole_card_is_started_at_once(venue: Venue) -> None:
    order = await venue.order("dumplings", "salad", "tea")
    told = head(venue)
    answer = await venue["kitchen"].post("/kds/lines/transitions", {"action": "start", "line_ids": ids(*order["lines"])})
    results = answer.json()["results"]
    assert [(result["line_id"], result["changed"]) for result in results] == [(line["id"], True) for line in order["lines"]]
    events = said(venue, told)
    assert [event.type for event in events] == ["kds.line_moved"] * 3
    assert {event.data["order"]["version"] for event in events} == {order["version"] + 1}
    assert {event.data["order"]["state"] for event in events} == {"in_progress"}


async def test_lines_of_several_orders_move_together(venue: Venue) -> None:
    one, other = await venue.order("dumplings"), await venue.order("tea", who="pad 802")
    both = ids(one["lines"][0], other["lines"][0])
    answer = await venue["cook"].post("/kds/lines/transitions", {"action": "start", "line_ids": both})
    assert [result["changed"] for result in answer.json()["results"]] == [True, True]


async def test_one_line_that_cannot_keeps_all_as_they_are(venue: Venue) -> None:
    first, second, third = (await venue.order("dumplings", "salad", "tea"))["lines"]
    await venue.bring(second, "cancelled")
    told, unknown = head(venue), str(new_id())
    body = {"action": "start", "line_ids": [*ids(first, second, third), unknown]}
    answer = await venue["kitchen"].post("/kds/lines/transitions", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "lines_refused")
    assert answer.json()["lines"] == [
        {"id": second["id"], "state": "cancelled", "code": "line_cancelled"},
        {"id": unknown, "state": None, "code": "not_found"},
    ]
    assert said(venue, told) == []
    lines = (await venue["kitchen"].get(f"/orders/{first['order_id']}")).json()["order"]["lines"]
    assert [line["state"] for line in lines] == ["placed", "cancelled", "placed"]


async def test_partial_moves_what_it_can_and_says_what_became_of_each(venue: Venue, make_venue: MakeVenue) -> None:
    foreign = (await make_venue().order("tea"))["lines"][0]
    first, second, third = (await venue.order("dumplings", "salad", "tea"))["lines"]
    await venue.bring(second, "cancelled")
    await venue.bring(third, "preparing")
    body = {"action": "start", "line_ids": [*ids(first, second, third, first), foreign["id"]], "partial": True}
    results = (await venue["kitchen"].post("/kds/lines/transitions", body)).json()["results"]
    assert [result["line_id"] for result in results] == [*ids(first, second, third), foreign["id"]]
    assert [result.get("changed") for result in results] == [True, None, False, None]
    assert [result["problem"]["code"] for result in results if "problem" in result] == ["line_cancelled", "not_found"]
    assert results[1]["problem"]["from"] == "cancelled"


async def test_a_request_of_several_lines_has_limits(venue: Venue) -> None:
    for line_ids in ([], [str(new_id()) for _ in range(201)]):
        answer = await venue["kitchen"].post("/kds/lines/transitions", {"action": "start", "line_ids": line_ids})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    void = await venue["manager"].post("/kds/lines/transitions", {"action": "void", "line_ids": [str(new_id())]})
    assert void.status_code == 422


async def test_an_order_is_cancelled_whole_or_not_at_all(venue: Venue) -> None:
    order = await venue.order("dumplings", "salad", "tea")
    started = await venue.bring(order["lines"][1], "preparing")
    told = head(venue)
    refused = await venue["pad 801"].post(f"/orders/{order['id']}/cancel")
    assert (refused.status_code, refused.json()["code"]) == (409, "line_already_started")
    assert refused.json()["lines"] == [{"id": started["id"], "state": "preparing", "code": "line_already_started"}]
    assert said(venue, told) == []


async def test_partial_cancels_what_nobody_has_started(venue: Venue) -> None:
    order = await venue.order("dumplings", "salad", "tea")
    started = await venue.bring(order["lines"][1], "preparing")
    answer = (await venue["pad 801"].post(f"/orders/{order['id']}/cancel", {"partial": True})).json()
    assert answer["cancelled"] == ids(order["lines"][0], order["lines"][2])
    assert [refused["id"] for refused in answer["refused"]] == [started["id"]]
    assert (answer["order"]["state"], answer["order"]["total"]) == ("in_progress", 1800)
    again = (await venue["pad 801"].post(f"/orders/{order['id']}/cancel", {"partial": True})).json()
    assert again["cancelled"] == []


async def test_an_order_without_any_line_left_is_cancelled_and_the_next_round_makes_a_new_one(venue: Venue) -> None:
    order = await venue.order("dumplings", "tea")
    answer = (await venue["cashier 1"].post(f"/orders/{order['id']}/cancel")).json()
    assert (answer["order"]["state"], answer["order"]["total"], len(answer["cancelled"])) == ("cancelled", 0, 2)
    repeated = (await venue["cashier 1"].post(f"/orders/{order['id']}/cancel")).json()
    assert (repeated["cancelled"], repeated["refused"]) == ([], [])
    following = await venue.order("tea")
    assert following["id"] != order["id"]
    assert (order["number"], following["number"]) == ("#01", "#02")
