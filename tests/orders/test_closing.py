"""The end of orders, and orders that follow their guests."""

from typing import Any

from tests.conftest import MakeVenue
from tests.orders.log import head, said
from tests.venues import Venue


async def mixed_order(venue: Venue) -> dict[str, Any]:
    """An order in 801 with a line placed, preparing, ready and served."""
    order = await venue.order("dumplings", "noodles", "salad", "tea")
    for line, state in zip(order["lines"], ("placed", "preparing", "ready", "served"), strict=True):
        await venue.bring(line, state)
    return order


async def test_cleaning_completes_the_order_and_names_what_nobody_finished(venue: Venue) -> None:
    order = await mixed_order(venue)
    told = head(venue)
    answer = (await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")).json()
    assert (answer["changed"], answer["completed_orders"], answer["room"]["state"]) == (True, [order["id"]], "free")
    assert [line["state"] for line in answer["unfinished"]] == ["placed", "preparing", "ready"]
    (closed,) = said(venue, told, "orders.order_closed")
    assert closed.data["unfinished"] == [line["id"] for line in answer["unfinished"]]
    assert (closed.data["order"]["state"], closed.data["order"]["id"]) == ("completed", order["id"])
    assert closed.channels == {"kitchen:hot", "kitchen:cold", "kitchen:bar", "cashier", "handheld", f"room:{venue.rooms['801']}", "office"}
    (number,) = said(venue, told, "kds.number_changed")
    assert (number.data, number.channels) == ({"removed": {"number": [order["id"]]}}, {"call"})
    assert said(venue, told, "kds.line_moved") == []
    whole = (await venue["cashier 1"].get(f"/orders/{order['id']}")).json()["order"]
    assert [line["state"] for line in whole["lines"]] == ["placed", "preparing", "ready", "served"]
    assert whole["total"] == order["total"]


async def test_the_log_names_an_order_that_has_left_every_board(venue: Venue) -> None:
    order = await mixed_order(venue)
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    entries = (await venue["manager"].get("/audit?object_kind=order")).json()["items"]
    (closed,) = [entry for entry in entries if entry["action"] == "orders.complete"]
    assert closed["before"] == {"number": order["number"], "state": "in_progress"}
    assert closed["after"] == {"number": order["number"], "state": "completed", "unfinished": 3}


async def test_cleaning_again_or_an_empty_room_changes_nothing(venue: Venue) -> None:
    await venue.order("tea")
    for room, changes in (("801", [True, False]), ("803", [False])):
        for changed in changes:
            told = head(venue)
            answer = await venue["handheld 1"].post(f"/rooms/{venue.rooms[room]}/clean")
            assert (answer.status_code, answer.json()["changed"]) == (200, changed)
            if not changed:
                assert said(venue, told) == []
                assert (answer.json()["completed_orders"], answer.json()["unfinished"]) == ([], [])


async def test_after_cleaning_the_next_guest_gets_a_new_order(venue: Venue) -> None:
    order = await venue.order("tea")
    await venue["waiter"].post(f"/rooms/{venue.rooms['801']}/clean")
    refused = await venue["pad 801"].post("/orders", {"lines": venue.lines("tea")})
    assert (refused.status_code, refused.json()["code"]) == (409, "stay_closed")
    await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/open")
    following = await venue.order("tea")
    assert (following["id"] != order["id"], following["stay_id"] != order["stay_id"], following["number"]) == (True, True, "#02")


async def test_the_pad_of_the_next_guest_does_not_see_the_order_before(venue: Venue) -> None:
    order = await venue.order("tea")
    await venue["waiter"].post(f"/rooms/{venue.rooms['801']}/clean")
    assert (await venue["pad 801"].get(f"/orders/{order['id']}")).json()["order"]["state"] == "completed"
    late = await venue.act(order["lines"][0], "cancel", "pad 801")
    assert (late.status_code, late.json()["code"]) == (409, "order_closed")
    await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/open")
    assert (await venue["pad 801"].get(f"/orders/{order['id']}")).status_code == 404
    assert (await venue.act(order["lines"][0], "cancel", "pad 801")).status_code == 404
    assert (await venue["pad 801"].get("/orders")).json()["items"] == []


async def test_a_cancelled_order_stays_cancelled_when_the_room_is_cleaned(venue: Venue) -> None:
    order = await venue.order("tea")
    await venue["pad 801"].post(f"/orders/{order['id']}/cancel")
    answer = (await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")).json()
    assert (answer["changed"], answer["completed_orders"]) == (True, [])
    assert (await venue["manager"].get(f"/orders/{order['id']}")).json()["order"]["state"] == "cancelled"


async def test_handing_in_a_wristband_completes_its_order_only(venue: Venue) -> None:
    room, bracelet = await venue.order("tea"), await venue.order("salad", who="cashier 1", wristband=venue.wristbands[1])
    answer = (await venue["cashier 1"].post(f"/wristbands/{venue.wristbands[1]}/hand-in")).json()
    assert (answer["changed"], answer["completed_orders"]) == (True, [bracelet["id"]])
    assert [line["kitchen_name"] for line in answer["unfinished"]] == ["salad"]
    assert (await venue["cashier 1"].post(f"/wristbands/{venue.wristbands[1]}/hand-in")).json()["changed"] is False
    assert (await venue["cashier 1"].get(f"/orders/{room['id']}")).json()["order"]["state"] == "placed"
    refused = await venue["cashier 1"].post("/orders", {"lines": venue.lines("tea"), "wristband": venue.wristbands[1]})
    assert refused.json()["code"] == "stay_closed"
    assert (await venue["waiter"].post(f"/wristbands/{venue.wristbands[0]}/hand-in")).status_code == 403


async def test_cleaning_takes_the_room_off_a_wristband_whose_order_goes_on(venue: Venue) -> None:
    bracelet = await venue.order("salad", who="cashier 1", wristband=venue.wristbands[1])
    assert bracelet["room"]["number"] == "801"
    told = head(venue)
    answer = (await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")).json()
    assert answer["completed_orders"] == []
    (moved,) = said(venue, told, "orders.order_changed")
    assert (moved.data["order"]["room"], moved.data["lines"][0]["room"]) == (None, None)
    again = await venue.order("tea", who="cashier 1", wristband=venue.wristbands[1])
    assert (again["id"], again["room"]) == (bracelet["id"], None)


async def test_the_order_moves_with_the_guests(venue: Venue) -> None:
    order = await venue.order("dumplings", "tea")
    told = head(venue)
    assert (await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/move", {"to": venue.rooms["803"]})).status_code == 200
    (moved,) = said(venue, told, "orders.order_changed")
    there = {"id": venue.rooms["803"], "number": "803"}
    assert (moved.data["order"]["room"], [line["room"] for line in moved.data["lines"]]) == (there, [there, there])
    assert moved.data["order"]["version"] == order["version"] + 1
    assert [seen["round"] for seen in moved.data["rounds"]] == [1]
    assert moved.channels == {"kitchen:bar", "kitchen:hot", "cashier", "handheld", f"room:{there['id']}", "office"}
    assert (await venue["pad 801"].get(f"/orders/{order['id']}")).status_code == 404
    assert (await venue["pad 803"].get(f"/orders/{order['id']}")).status_code == 200
    more = await venue.order("salad", who="pad 803")
    assert (more["id"], more["room"]) == (order["id"], there)


async def test_an_order_of_a_moved_pad_carries_its_new_room(venue: Venue) -> None:
    old = await venue.order("tea")
    bound = await venue["manager"].post(f"/devices/{venue['pad 801'].id}/bind", {"room_id": venue.rooms["802"]})
    assert bound.status_code == 200, bound.text
    assert (await venue.order("tea"))["room"]["number"] == "802"
    assert (await venue["pad 801"].get(f"/orders/{old['id']}")).status_code == 404


async def test_a_room_of_another_shop_is_not_cleaned(venue: Venue, make_venue: MakeVenue) -> None:
    order = await venue.order("tea")
    other = make_venue(brand_id=venue.brand_id)
    assert (await other["manager"].post(f"/rooms/{venue.rooms['801']}/clean")).status_code == 404
    assert (await other["manager"].post(f"/wristbands/{venue.wristbands[0]}/hand-in")).status_code == 404
    assert (await venue["pad 801"].post(f"/rooms/{venue.rooms['801']}/clean")).status_code == 403
    assert (await venue["pad 801"].get(f"/orders/{order['id']}")).json()["order"]["state"] == "placed"
