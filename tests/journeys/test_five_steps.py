"""The five steps of the kitchen, from the guest's order to the cleaned room, over the public API."""

from tests.venues import Venue


async def test_an_order_travels_from_the_pad_to_the_cleaned_room(venue: Venue) -> None:
    order = await venue.order("dumplings", "tea")
    assert (order["number"], order["state"], order["total"]) == ("#01", "placed", 5000)
    line = order["lines"][0]
    for action, who, state in (("start", "cook", "preparing"), ("finish", "kitchen hot", "ready"), ("call", "cook", "called")):
        answer = await venue.act(line, action, who)
        assert answer.status_code == 200, answer.text
        assert (answer.json()["line"]["state"], answer.json()["changed"]) == (state, True)
    served = (await venue.act(line, "serve", "waiter")).json()["line"]
    assert served["state"] == "served"
    assert served["placed_at"] <= served["started_at"] <= served["ready_at"] <= served["called_at"] <= served["served_at"]
    cleaned = (await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")).json()
    assert cleaned["completed_orders"] == [order["id"]]
    assert [each["name"] for each in cleaned["unfinished"]] == ["tea"]
    assert (await venue["cashier"].get(f"/orders/{order['id']}")).json()["order"]["state"] == "completed"
