"""Receipts, alarms on paper and test pages."""

from asyncio import gather
from typing import Any

import pytest

from tests.conftest import MakeVenue
from tests.printing.working import OLDER, add_printer, come, jobs, look, print_all, print_job, states, take, waiting
from tests.venues import Venue


async def receipt(venue: Venue, order: dict[str, Any], who: str = "cashier 1", **body: Any) -> Any:
    return await venue[who].post(f"/orders/{order['id']}/receipt", body)


async def test_a_receipt_adds_up_what_was_sold(venue: Venue) -> None:
    order = await venue.order("dumplings", "tea")
    await venue.order("dumplings")
    answer = await receipt(venue, order)
    assert (answer.status_code, answer.json()["print_job"]["made_by"]) == (201, "cashier 1")
    (paper,) = await print_all(venue, "printer")
    assert [(line["quantity"], line["name"], line["amount"]) for line in paper["lines"]] == [(2, "dumplings", 7600), (1, "tea", 1200)]
    assert (paper["total"], paper["currency"], paper["number"], paper["room"]) == (8800, "CNY", "#01", "801")


async def test_a_further_receipt_is_a_copy_and_pressing_twice_is_not(venue: Venue) -> None:
    order = await venue.order("dumplings")
    first, second = (await receipt(venue, order)).json(), (await receipt(venue, order)).json()
    assert (first["changed"], second["changed"]) == (True, False)
    assert first["print_job"]["id"] == second["print_job"]["id"]
    await print_all(venue, "printer")
    third = (await receipt(venue, order)).json()
    assert (third["changed"], third["print_job"]["copy"]) == (True, 1)


async def test_many_hands_on_f8_make_one_receipt(venue: Venue) -> None:
    order = await venue.order("dumplings")
    await gather(*(receipt(venue, order) for _ in range(8)))
    assert states(jobs(venue)) == [("printer", "waiting", 0)]


async def test_a_receipt_is_true_when_it_is_printed(venue: Venue) -> None:
    order = await venue.order("dumplings", "tea")
    await receipt(venue, order)
    await venue.act(order["lines"][1], "cancel", who="cashier 1", body={"reason": "wrong_dish"})
    (paper,) = await print_all(venue, "printer")
    assert ([line["name"] for line in paper["lines"]], paper["total"]) == (["dumplings"], 3800)


async def test_a_receipt_outlives_the_room(venue: Venue) -> None:
    order = await venue.order("dumplings")
    await receipt(venue, order)
    await venue["cashier"].post(f"/rooms/{venue.rooms['801']}/clean")
    (paper,) = await print_all(venue, "printer")
    assert paper["total"] == 3800


async def test_the_printer_that_is_there_prints_it(venue: Venue) -> None:
    second = add_printer(venue, "second desk")
    order = await venue.order("dumplings")
    come(venue, "second desk")
    assert (await receipt(venue, order)).json()["print_job"]["device"] == "second desk"
    named = await receipt(venue, order, device_id=venue["printer"].id)
    assert (named.json()["print_job"]["device"], named.json()["print_job"]["copy"]) == ("printer", 0), "it came out nowhere yet"
    assert await waiting(venue, "second desk") == []
    (paper,) = await print_all(venue, "printer")
    assert paper["total"] == 3800
    elsewhere = await receipt(venue, order, device_id=second.id)
    assert (elsewhere.json()["print_job"]["device"], elsewhere.json()["print_job"]["copy"]) == ("second desk", 1)


@pytest.mark.parametrize("end", ["cancel", "expire"])
async def test_a_receipt_that_never_came_out_makes_no_copy_of_the_next(venue: Venue, end: str) -> None:
    order = await venue.order("dumplings")
    first = (await receipt(venue, order)).json()["print_job"]
    if end == "cancel":
        assert (await venue["cashier 1"].post(f"/print-jobs/{first['id']}/cancel")).status_code == 200
    else:
        too_old = OLDER.values(waiting_since=print_job.c.created_at, expires_at=print_job.c.created_at, taken_at=None)
        venue.running.database.run_now(lambda tx: tx.run(too_old, of_shop=venue.shop_id))
        look(venue)
    assert [row.state for row in jobs(venue)] == ["cancelled" if end == "cancel" else "expired"]
    second = (await receipt(venue, order)).json()
    assert (second["changed"], second["print_job"]["id"], second["print_job"]["copy"]) == (True, first["id"], 0)
    taken = await take(venue, "printer", second["print_job"])
    assert (taken["maybe_printed"], taken["content"]["total"]) == (False, 3800)


async def test_without_a_printer_nobody_is_told_that_something_prints(venue: Venue) -> None:
    order = await venue.order("dumplings")
    await venue["manager"].post(f"/devices/{venue['printer'].id}/bind", {"stations": ["hot"]})
    answer = await receipt(venue, order)
    assert (answer.status_code, answer.json()["code"]) == (409, "no_printer")
    assert jobs(venue) == []


@pytest.mark.parametrize("who", ["pad 801", "handheld 1", "kitchen", "waiter", "printer"])
async def test_only_the_desk_prints_receipts(venue: Venue, who: str) -> None:
    order = await venue.order("dumplings")
    assert (await receipt(venue, order, who)).status_code == 403


async def test_nothing_of_another_house_is_printed_taken_or_seen(venue: Venue, make_venue: MakeVenue) -> None:
    other = make_venue()
    order = await venue.order("dumplings")
    await receipt(venue, order)
    (job,) = await waiting(venue, "printer")
    assert (await receipt(other, order)).status_code == 404
    for action, body in (("take", None), ("printed", None), ("failed", {"problem": "off"})):
        assert (await other["printer"].post(f"/print-jobs/{job['id']}/{action}", body)).status_code == 404
    for action in ("print", "cancel"):
        assert (await other["cashier 1"].post(f"/print-jobs/{job['id']}/{action}", {})).status_code == 404
    assert (await other["manager"].post(f"/devices/{venue['printer'].id}/test-print")).status_code == 404
    listed = await other["cashier 1"].get("/print-jobs")
    assert listed.json()["items"] == []


async def test_one_printer_does_not_take_what_is_anothers(venue: Venue) -> None:
    add_printer(venue, "second desk")
    order = await venue.order("dumplings")
    await receipt(venue, order, device_id=venue["printer"].id)
    (job,) = await waiting(venue, "printer")
    assert (await venue["second desk"].post(f"/print-jobs/{job['id']}/take")).status_code == 404
    await take(venue, "printer", job)
    assert (await venue["second desk"].post(f"/print-jobs/{job['id']}/printed")).json()["changed"] is False
    assert states(jobs(venue)) == [("printer", "printing", 0)]


async def test_a_manager_tries_a_printer_out(venue: Venue) -> None:
    for _ in range(2):
        answer = await venue["manager"].post(f"/devices/{venue['printer'].id}/test-print")
        assert answer.status_code == 201, answer.text
    papers = await print_all(venue, "printer")
    assert [(paper["kind"], paper["lines"][0]["name"]) for paper in papers] == [("test", "测试菜品")] * 2
    assert (await venue["cashier 1"].post(f"/devices/{venue['printer'].id}/test-print")).status_code == 403
    assert (await venue["manager"].post(f"/devices/{venue['pad 801'].id}/test-print")).status_code == 404


async def test_the_list_of_jobs_is_filtered_and_paged(venue: Venue) -> None:
    orders = [await venue.order("tea", who=pad) for pad in ("pad 801", "pad 802")]
    for order in orders:
        await receipt(venue, order)
    await print_all(venue, "printer")
    await receipt(venue, orders[0])
    newest = (await venue["manager"].get("/print-jobs", limit=2)).json()
    rest = (await venue["manager"].get("/print-jobs", limit=2, cursor=newest["next"])).json()
    assert [each["copy"] for each in newest["items"] + rest["items"]] == [1, 0, 0]
    assert rest["next"] is None
    waits = (await venue["manager"].get("/print-jobs", state="waiting")).json()["items"]
    assert [each["order_id"] for each in waits] == [orders[0]["id"]]
    of_order = (await venue["manager"].get("/print-jobs", order_id=orders[1]["id"])).json()["items"]
    assert [each["state"] for each in of_order] == ["printed"]
