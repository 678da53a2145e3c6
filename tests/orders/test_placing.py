"""Placing: whose order it is, what it costs, and what is refused."""

from asyncio import gather

import pytest

from hub.kit.ids import new_id
from tests.conftest import MakeVenue
from tests.orders.log import head, history, said
from tests.venues import Venue


async def test_consecutive_rounds_of_a_guest_join_one_order(venue: Venue) -> None:
    first = await venue.order("dumplings")
    second = await venue.order("tea", who="cashier 1", room_id=venue.rooms["801"])
    third = await venue.order("salad", who="waiter", room_id=venue.rooms["801"])
    assert first["id"] == second["id"] == third["id"]
    assert first["number"] == third["number"] == "#01"
    assert [(line["kitchen_name"], line["round"]) for line in third["lines"]] == [("dumplings", 1), ("tea", 2), ("salad", 3)]
    assert [(placed["round"], placed["source"]) for placed in third["rounds"]] == [(1, "pad"), (2, "cashier"), (3, "handheld")]
    assert (third["source"], third["stations"], third["total"]) == ("pad", ["bar", "cold", "hot"], 3800 + 1200 + 1800)


async def test_an_event_of_a_round_names_only_its_new_lines(venue: Venue) -> None:
    await venue.order("dumplings", "tea")
    told = head(venue)
    order = await venue.order("salad")
    (event,) = said(venue, told)
    assert (event.type, event.data["round"]["round"]) == ("orders.order_placed", 2)
    assert event.data["lines"] == order["lines"][2:]
    assert event.data["order"] == {name: value for name, value in order.items() if name != "lines"}


async def test_two_pads_that_press_at_once_make_one_order(venue: Venue) -> None:
    orders = await gather(*(venue.order("tea", who=who) for who in ("pad 801", "pad 801 b") * 10))
    assert len({order["id"] for order in orders}) == 1
    assert {order["number"] for order in orders} == {"#01"}
    whole = (await venue["cashier 1"].get(f"/orders/{orders[0]['id']}")).json()["order"]
    assert sorted(line["round"] for line in whole["lines"]) == list(range(1, 21))
    assert len({line["id"] for line in whole["lines"]}) == 20
    assert whole["total"] == 20 * 1200


async def test_the_room_of_a_pad_comes_from_its_binding(venue: Venue) -> None:
    order = await venue.order("tea", room_id=venue.rooms["802"])
    assert order["room"] == {"id": venue.rooms["801"], "number": "801"}
    refused = await venue["pad 801"].post("/orders", {"lines": venue.lines("tea"), "wristband": venue.wristbands[0]})
    assert refused.status_code == 422


async def test_cashier_and_handheld_name_a_room_or_a_wristband(venue: Venue) -> None:
    for more in ({}, {"room_id": venue.rooms["801"], "wristband": venue.wristbands[0]}):
        for who in ("cashier 1", "handheld 1", "manager", "owner"):
            answer = await venue[who].post("/orders", {"lines": venue.lines("tea")} | more)
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    bracelet = await venue.order("tea", who="handheld 1", wristband=venue.wristbands[0])
    assert (bracelet["source"], bracelet["wristband"], bracelet["room"]) == ("wristband", venue.wristbands[0], None)
    by_owner = await venue.order("tea", who="owner", wristband=venue.wristbands[0])
    assert by_owner["id"] == bracelet["id"]


async def test_two_wristbands_in_one_room_are_two_guests(venue: Venue) -> None:
    room = await venue.order("tea")
    standing = await venue.order("tea", who="cashier 1", wristband=venue.wristbands[1])
    other = await venue.order("tea", who="cashier 1", wristband=venue.wristbands[0])
    assert len({room["id"], standing["id"], other["id"]}) == 3
    assert standing["room"]["number"] == "801"


async def test_who_may_not_order_is_refused(venue: Venue) -> None:
    for who in ("kitchen", "call", "speaker", "printer", "cook", "cleaner"):
        answer = await venue[who].post("/orders", {"lines": venue.lines("tea"), "room_id": venue.rooms["801"]})
        assert answer.status_code == 403


async def test_without_guests_there_is_no_order(venue: Venue, make_venue: MakeVenue) -> None:
    told = head(venue)
    for who, more in (
        ("pad 803", {}),
        ("cashier 1", {"room_id": venue.rooms["804"]}),
        ("cashier 1", {"wristband": venue.wristbands[2]}),
    ):
        answer = await venue[who].post("/orders", {"lines": venue.lines("tea")} | more)
        assert (answer.status_code, answer.json()["code"]) == (409, "stay_closed")
    other = make_venue(brand_id=venue.brand_id)
    for more in ({"room_id": other.rooms["801"]}, {"wristband": other.wristbands[0]}, {"wristband": "nobody"}):
        answer = await venue["cashier 1"].post("/orders", {"lines": venue.lines("tea")} | more)
        assert answer.status_code == 404
    assert said(venue, told) == []


async def test_guests_who_have_checked_out_order_nothing_more(venue: Venue) -> None:
    await venue.order("tea")
    assert (await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/checkout")).status_code == 200
    answer = await venue["pad 801"].post("/orders", {"lines": venue.lines("tea")})
    assert (answer.status_code, answer.json()["code"]) == (409, "stay_closed")


async def test_a_round_that_names_its_stay_never_goes_on_the_bill_of_the_next_guests(venue: Venue) -> None:
    first = await venue.order("dumplings")
    body = {"lines": venue.lines("tea"), "stay_id": first["stay_id"]}
    assert (await venue["pad 801"].post("/orders", body)).status_code == 201
    await venue["manager"].post(f"/rooms/{venue.rooms['801']}/clean")
    await venue["manager"].post(f"/rooms/{venue.rooms['801']}/open", {"guests": 1})
    late = await venue["pad 801"].post("/orders", body)
    assert (late.status_code, late.json()["code"]) == (409, "stay_closed")
    assert (await venue["pad 801"].get("/me/board")).json()["board"]["orders"] == []


async def test_every_bad_line_is_named_and_nothing_is_ordered(venue: Venue) -> None:
    await venue["manager"].put(f"/sold-out/{venue.skus['tea']}", {"mode": "indefinite"})
    told = head(venue)
    unknown = {"sku_id": str(new_id()), "quantity": 1}
    spiced = venue.lines("noodles")[0] | {"options": [str(new_id())]}
    answer = await venue["pad 801"].post("/orders", {"lines": [*venue.lines("dumplings", "tea"), unknown, spiced]})
    assert (answer.status_code, answer.json()["code"]) == (409, "product_sold_out")
    assert [(line["index"], line["code"]) for line in answer.json()["lines"]] == [
        (1, "product_sold_out"),
        (2, "unknown_sku"),
        (3, "unknown_option"),
    ]
    only_unknown = await venue["pad 801"].post("/orders", {"lines": [unknown]})
    assert (only_unknown.status_code, only_unknown.json()["code"]) == (422, "unknown_sku")
    assert said(venue, told) == []


async def test_a_closed_shop_takes_no_orders_and_goes_on_with_those_it_has(venue: Venue) -> None:
    line = (await venue.order("tea"))["lines"][0]
    until = "2030-01-01T00:00:00.000Z"
    closed = await venue["manager"].post(f"/shops/{venue.shop_id}/state", {"state": "closed", "reopens_at": until})
    assert closed.status_code == 200, closed.text
    answer = await venue["pad 801"].post("/orders", {"lines": venue.lines("tea")})
    assert (answer.status_code, answer.json()["code"], answer.json()["reopens_at"]) == (409, "shop_closed", until)
    assert (await venue.act(line, "start", "kitchen")).status_code == 200


@pytest.mark.parametrize(
    "change", [{"quantity": 0}, {"quantity": 1000}, {"quantity": 1.5}, {"note": "x" * 201}, {"price": 1}, {"options": ["no id"]}]
)
async def test_a_line_has_limits(venue: Venue, change: dict[str, object]) -> None:
    answer = await venue["pad 801"].post("/orders", {"lines": [venue.lines("tea")[0] | change]})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_a_round_has_one_to_fifty_lines(venue: Venue) -> None:
    for many, status in ((0, 422), (50, 201), (51, 422)):
        answer = await venue["pad 801"].post("/orders", {"lines": venue.lines("tea") * many})
        assert answer.status_code == status


async def test_a_long_round_comes_in_portions_that_name_each_line_once(venue: Venue) -> None:
    told = head(venue)
    lines = [line | {"note": "少放盐" * 60} for line in venue.lines("dumplings", "salad", "tea") * 10]
    order = (await venue["pad 801"].post("/orders", {"lines": lines})).json()["order"]
    events = said(venue, told, "orders.order_placed")
    assert len(events) > 2
    assert [line["id"] for event in events for line in event.data["lines"]] == [line["id"] for line in order["lines"]]
    assert len({event.data["round"]["id"] for event in events}) == 1


async def test_the_price_of_a_line_is_frozen_when_it_is_placed(venue: Venue) -> None:
    menu = (await venue["pad 801"].get("/menu")).json()
    dish = next(item for category in menu["categories"] for item in category["items"] if item["sku_id"] == venue.skus["dumplings"])
    hot = next(choice for choice in dish["options"][0]["choices"] if choice["names"]["en"] == "hot")
    body = {"lines": [venue.lines("dumplings", quantity=2)[0] | {"options": [hot["id"]], "note": "no garlic"}]}
    line = (await venue["pad 801"].post("/orders", body)).json()["order"]["lines"][0]
    assert (line["unit_price"], line["quantity"], line["note"]) == (3900, 2, "no garlic")
    assert [(choice["id"], choice["price"]) for choice in line["options"]] == [(hot["id"], 100)]
    row = history(venue, line)[0]
    assert (row.action, row.from_state, row.to_state, str(row.by_id)) == ("place", None, "placed", venue["pad 801"].id)


async def test_a_round_after_everything_was_served_goes_on_with_the_order(venue: Venue) -> None:
    order = await venue.order("tea")
    await venue.bring(order["lines"][0], "served")
    assert (await venue["pad 801"].get(f"/orders/{order['id']}")).json()["order"]["state"] == "served"
    assert (await venue.order("tea"))["state"] == "in_progress"


async def test_a_retried_order_is_placed_once(venue: Venue) -> None:
    key, body = str(new_id()), {"lines": venue.lines("tea")}
    answers = [await venue["pad 801"].post("/orders", body, key=key) for _ in range(3)]
    assert len({answer.content for answer in answers}) == 1
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, "true", "true"]
    assert len(said(venue, 0, "orders.order_placed")) == 1


async def test_a_wristband_order_waits_for_the_cashier_where_the_shop_wants_it(make_venue: MakeVenue) -> None:
    venue = make_venue(settings={"wristband_needs_confirm": True})
    told = head(venue)
    order = await venue.order("dumplings", who="cashier 1", wristband=venue.wristbands[0])
    assert order["confirmed"] is False
    assert [event.channels for event in said(venue, told, "orders.order_placed")] == [{"cashier", "office"}]
    assert (await venue["kitchen"].get("/kds/board")).json()["lines"] == []
    assert (await venue["kitchen"].get("/me/board")).json()["board"]["orders"] == []
    early = await venue.act(order["lines"][0], "start", "kitchen")
    assert (early.status_code, early.json()["code"]) == (409, "state_not_allowed")
    told = head(venue)
    accepted = (await venue["cashier 2"].post(f"/orders/{order['id']}/confirm")).json()
    assert (accepted["changed"], accepted["order"]["confirmed"]) == (True, True)
    (event,) = said(venue, told)
    assert (event.type, event.channels) == ("orders.order_changed", {"kitchen:hot", "cashier", "office"})
    assert [line["id"] for line in event.data["lines"]] == [order["lines"][0]["id"]]
    assert (await venue["cashier 2"].post(f"/orders/{order['id']}/confirm")).json()["changed"] is False
    assert (await venue.act(order["lines"][0], "start", "kitchen")).status_code == 200


async def test_nothing_is_left_to_confirm_of_a_cancelled_or_closed_order(make_venue: MakeVenue) -> None:
    venue = make_venue(settings={"wristband_needs_confirm": True})
    cancelled = await venue.order("tea", who="cashier 1", wristband=venue.wristbands[0])
    await venue["cashier 1"].post(f"/orders/{cancelled['id']}/cancel")
    refused = await venue["cashier 1"].post(f"/orders/{cancelled['id']}/confirm")
    assert (refused.status_code, refused.json()["code"]) == (409, "state_not_allowed")
    closed = await venue.order("tea", who="cashier 1", wristband=venue.wristbands[0])
    await venue["cashier 1"].post(f"/wristbands/{venue.wristbands[0]}/hand-in")
    refused = await venue["cashier 1"].post(f"/orders/{closed['id']}/confirm")
    assert (refused.status_code, refused.json()["code"]) == (409, "order_closed")
    assert (await venue["handheld 1"].post(f"/orders/{closed['id']}/confirm")).status_code == 403
