"""Orders read one by one and as lists."""

import pytest

from hub.kit.ids import new_id
from tests.conftest import MakeVenue
from tests.venues import Venue


async def test_an_order_reads_as_it_was_answered(venue: Venue) -> None:
    order = await venue.order("dumplings", "tea")
    for who in ("pad 801", "kitchen", "cashier 1", "handheld 1", "manager", "owner", "cook", "waiter"):
        answer = await venue[who].get(f"/orders/{order['id']}")
        assert answer.json() == {"order": order}, who
    for who in ("call", "speaker", "printer", "cleaner"):
        assert (await venue[who].get(f"/orders/{order['id']}")).status_code == 403
    assert (await venue["pad 802"].get(f"/orders/{order['id']}")).status_code == 404
    assert (await venue["manager"].get(f"/orders/{new_id()}")).status_code == 404


async def test_a_list_filters_by_state_room_station_and_day(venue: Venue) -> None:
    first = await venue.order("dumplings", "tea")
    second = await venue.order("salad", who="pad 802")
    await venue.bring(second["lines"][0], "preparing")

    async def listed(**filters: str) -> list[str]:
        return [order["id"] for order in (await venue["cashier 1"].get("/orders", **filters)).json()["items"]]

    assert await listed() == [second["id"], first["id"]]
    assert await listed(state="placed") == [first["id"]]
    assert await listed(state="in_progress", room_id=venue.rooms["802"]) == [second["id"]]
    assert await listed(station="bar") == [first["id"]]
    assert await listed(room_id=venue.rooms["803"]) == []
    assert await listed(business_day=first["business_day"]) == [second["id"], first["id"]]
    assert await listed(business_day="2001-01-01") == []
    assert (await venue["cashier 1"].get("/orders", state="eaten")).status_code == 422


async def test_a_list_pages_through_every_order_once(venue: Venue, make_venue: MakeVenue) -> None:
    await make_venue(brand_id=venue.brand_id).order("tea")
    placed = []
    for _ in range(5):
        placed.append((await venue.order("tea"))["id"])
        await venue["cashier 1"].post(f"/orders/{placed[-1]}/cancel")
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await venue["manager"].get("/orders", limit=2, **cursor)).json()
        seen += [order["id"] for order in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == placed[::-1]


@pytest.mark.parametrize(("limit", "cursor"), [("0", None), ("201", None), ("2", "nonsense")])
async def test_a_list_refuses_what_it_cannot_page(venue: Venue, limit: str, cursor: str | None) -> None:
    answer = await venue["manager"].get("/orders", limit=limit, **({"cursor": cursor} if cursor else {}))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_a_pad_lists_the_orders_of_its_own_guests(venue: Venue) -> None:
    mine = await venue.order("tea")
    await venue.order("tea", who="pad 802")
    await venue.order("tea", who="cashier 1", wristband=venue.wristbands[1])
    assert [order["id"] for order in (await venue["pad 801"].get("/orders")).json()["items"]] == [mine["id"]]
    assert (await venue["pad 803"].get("/orders")).json()["items"] == []


async def test_an_owner_names_the_shop(venue: Venue, make_venue: MakeVenue) -> None:
    order = await venue.order("tea")
    assert (await venue["owner"].get("/orders")).status_code == 422
    listed = await venue["owner"].get("/orders", shop_id=str(venue.shop_id))
    assert [each["id"] for each in listed.json()["items"]] == [order["id"]]
    assert (await make_venue()["owner"].get("/orders", shop_id=str(venue.shop_id))).status_code == 404


async def test_a_pad_reads_the_order_that_has_just_ended_until_other_guests_have_had_the_room(venue: Venue) -> None:
    """A guest's last tap is told "completed"; what earlier guests ate is nobody's business."""

    async def leave() -> None:
        assert (await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/clean")).status_code == 200

    first = await venue.order("tea")
    await leave()
    assert (await venue["pad 801"].get(f"/orders/{first['id']}")).json()["order"]["state"] == "completed"
    assert (await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/open", {})).status_code == 200
    assert (await venue["pad 801"].get(f"/orders/{first['id']}")).status_code == 404
    await leave()
    assert (await venue["pad 801"].get(f"/orders/{first['id']}")).status_code == 404
