"""The kitchen's board over HTTP."""

from tests.conftest import MakeVenue
from tests.venues import Venue


async def shown(venue: Venue, who: str, **filters: str) -> list[str]:
    answer = await venue[who].get("/kds/board", **filters)
    assert answer.status_code == 200, answer.text
    return [line["kitchen_name"] for line in answer.json()["lines"]]


async def test_a_screen_sees_the_open_lines_of_its_stations_oldest_first(venue: Venue, make_venue: MakeVenue) -> None:
    await venue.order("dumplings", "salad", "noodles")
    await venue.order("tea", "dumplings", who="pad 802")
    assert await shown(venue, "kitchen") == ["dumplings", "salad", "noodles", "tea", "dumplings"]
    assert await shown(venue, "kitchen hot") == ["dumplings", "noodles", "dumplings"]
    assert await shown(venue, "kitchen cold") == ["salad"]
    assert await shown(venue, "cook", station="bar") == ["tea"]
    assert await shown(make_venue(brand_id=venue.brand_id), "kitchen") == []
    assert [await shown(venue, name) for name in ("cashier 1", "handheld 1", "waiter")] == [await shown(venue, "kitchen")] * 3


async def test_the_board_filters_by_state_and_drops_what_is_over(venue: Venue) -> None:
    lines = (await venue.order("dumplings", "salad", "noodles", "tea"))["lines"]
    await venue.bring(lines[0], "preparing")
    await venue.bring(lines[1], "served")
    await venue.bring(lines[2], "cancelled")
    assert await shown(venue, "kitchen") == ["dumplings", "tea"]
    assert await shown(venue, "kitchen", state="preparing") == ["dumplings"]
    assert await shown(venue, "kitchen", state="served") == ["salad"]
    assert (await venue["kitchen"].get("/kds/board", state="burnt")).status_code == 422


async def test_a_closed_order_leaves_the_board(venue: Venue) -> None:
    await venue.order("dumplings")
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    assert await shown(venue, "kitchen") == []


async def test_who_has_no_business_in_the_kitchen_sees_no_board(venue: Venue) -> None:
    for name in ("pad 801", "call", "speaker", "printer", "cleaner"):
        assert (await venue[name].get("/kds/board")).status_code == 403
    assert (await venue["owner"].get("/kds/board")).status_code == 422
    assert (await venue["owner"].get("/kds/board", shop_id=str(venue.shop_id))).status_code == 200


async def test_the_kitchens_times_of_a_day(venue: Venue) -> None:
    lines = (await venue.order("dumplings", "noodles", "tea", "salad"))["lines"]
    await venue.bring(lines[0], "served")
    await venue.bring(lines[1], "preparing")
    await venue.bring(lines[3], "cancelled")
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    figures = (await venue["manager"].get("/kds/stats")).json()
    hot = next(row for row in figures["stations"] if row["station"] == "hot")
    assert (hot["lines"], hot["waiting"]["count"], hot["cooking"]["count"], hot["pickup"]["count"], hot["abandoned"]) == (2, 2, 1, 1, 1)
    cold = next(row for row in figures["stations"] if row["station"] == "cold")
    assert (cold["cancelled"], cold["abandoned"], cold["waiting"]["median_ms"]) == (1, 0, None)
    assert {row["name"] for row in figures["dishes"]} == {"dumplings", "noodles", "tea", "salad"}
    assert (await venue["cook"].get("/kds/stats")).status_code == 403


async def test_a_manager_sets_when_a_station_is_late(venue: Venue) -> None:
    body = {"names": {"en": "Hot", "zh-CN": "热菜"}, "amber_seconds": 60, "red_seconds": 120}
    assert (await venue["manager"].put("/kds/stations/hot", body)).json()["station"]["red_seconds"] == 120
    listed = (await venue["kitchen"].get("/kds/stations")).json()["stations"]
    assert {station["code"]: station["amber_seconds"] for station in listed}["hot"] == 60
    assert (await venue["manager"].put("/kds/stations/hot", body | {"amber_seconds": 121})).status_code == 422
    assert (await venue["manager"].put("/kds/stations/Hot", body)).status_code == 422
    assert (await venue["cook"].put("/kds/stations/hot", body)).status_code == 403


async def test_the_flows_are_served_to_everyone_signed_in(venue: Venue) -> None:
    machines = (await venue["pad 801"].get("/meta/state-machines")).json()["machines"]
    assert {machine["name"] for machine in machines} >= {"line", "order", "room", "shop"}
    finish = [move for machine in machines if machine["name"] == "line" for move in machine["moves"] if move["action"] == "finish"]
    assert finish == [
        {"action": "finish", "from": ["preparing"], "to": "ready", "already": ["ready", "called", "served"], "by": finish[0]["by"]}
    ]
    assert set(finish[0]["by"]) == {"kitchen", "cook", "manager", "owner"}
