"""Kitchen cards: one per round and printer, of its stations' dishes, true at the moment they are printed."""

from asyncio import gather
from typing import Any

import pytest

from tests.conftest import MakeVenue
from tests.printing.working import add_printer, dishes, jobs, print_all, printed, states, take, waiting
from tests.venues import Venue


@pytest.fixture
def kitchen(venue: Venue) -> Venue:
    """A house with a printer at the hot station, one at the cold, and one at the desk."""
    add_printer(venue, "hot printer", "hot")
    add_printer(venue, "cold printer", "cold")
    return venue


async def test_each_round_goes_once_to_the_printers_of_its_stations(kitchen: Venue) -> None:
    await kitchen.order("dumplings", "noodles", "salad")
    await kitchen.order("noodles")
    hot, cold = await print_all(kitchen, "hot printer"), await print_all(kitchen, "cold printer")
    assert [dishes(paper) for paper in hot] == [["1xdumplings", "1xnoodles"], ["1xnoodles"]]
    assert [dishes(paper) for paper in cold] == [["1xsalad"]]
    assert [(paper["number"], paper["room"], paper["round"], paper["source"]) for paper in hot] == [
        ("#01", "801", 1, "pad"),
        ("#01", "801", 2, "pad"),
    ]
    assert await waiting(kitchen, "printer") == [], "the desk's printer has no part in it"
    assert await waiting(kitchen, "hot printer") == []


async def test_parallel_repeats_of_one_round_print_once(kitchen: Venue) -> None:
    key = "one-round-often"
    body = {"lines": kitchen.lines("dumplings")}

    async def press() -> int:
        while True:
            answer = await kitchen["pad 801"].post("/orders", body, key=key)
            if answer.status_code != 409:
                return answer.status_code

    assert set(await gather(*(press() for _ in range(8)))) == {201}
    assert states(jobs(kitchen)) == [("hot printer", "waiting", 0)]


async def test_of_parallel_takes_one_begins_and_the_others_hear_the_same(kitchen: Venue) -> None:
    await kitchen.order("dumplings")
    (job,) = await waiting(kitchen, "hot printer")
    taken = await gather(*(take(kitchen, "hot printer", job) for _ in range(8)))
    assert [each["changed"] for each in taken].count(True) == 1
    assert {each["print_job"]["attempts"] for each in taken} == {1}
    assert len({str(each["content"]) for each in taken}) == 1
    done = await gather(*(printed(kitchen, "hot printer", job) for _ in range(8)))
    assert [each["changed"] for each in done].count(True) == 1
    assert states(jobs(kitchen)) == [("hot printer", "printed", 0)]


async def test_a_card_is_true_when_it_is_printed(kitchen: Venue) -> None:
    order = await kitchen.order("dumplings", "noodles")
    moved = await kitchen["cashier"].post(f"/rooms/{kitchen.rooms['801']}/move", {"to": kitchen.rooms["803"]})
    assert moved.status_code == 200, moved.text
    cancelled = await kitchen.act(order["lines"][0], "cancel", who="cashier 1", body={"reason": "wrong_dish"})
    assert cancelled.status_code == 200, cancelled.text
    (paper,) = await print_all(kitchen, "hot printer")
    assert (paper["room"], dishes(paper)) == ("803", ["1xnoodles"])


async def test_what_was_cancelled_whole_is_not_printed(kitchen: Venue) -> None:
    order = await kitchen.order("dumplings")
    await kitchen["cashier 1"].post(f"/orders/{order['id']}/cancel", {})
    (job,) = await waiting(kitchen, "hot printer")
    taken = await take(kitchen, "hot printer", job)
    assert (taken["content"], taken["print_job"]["state"]) == (None, "cancelled")
    assert await waiting(kitchen, "hot printer") == []


async def test_options_allergens_and_notes_stand_on_the_card(kitchen: Venue) -> None:
    menu = (await kitchen["pad 801"].get("/menu")).json()
    dish = next(item for category in menu["categories"] for item in category["items"] if item["sku_id"] == kitchen.skus["dumplings"])
    hot = dish["options"][0]["choices"][1]["id"]
    line = {"sku_id": dish["sku_id"], "quantity": 2, "options": [hot], "note": "不要香菜"}
    assert (await kitchen["pad 801"].post("/orders", {"lines": [line]})).status_code == 201
    (paper,) = await print_all(kitchen, "hot printer")
    (printed_line,) = paper["lines"]
    assert printed_line == {
        "quantity": 2,
        "name": "dumplings",
        "options": ["hot"],
        "allergens": ["gluten"],
        "note": "不要香菜",
        "rush": False,
        "amount": None,
    }


async def test_an_order_that_waits_for_the_cashier_is_printed_when_it_is_accepted(make_venue: MakeVenue) -> None:
    venue = make_venue(settings={"wristband_needs_confirm": True})
    add_printer(venue, "hot printer", "hot")
    answer = await venue["cashier"].post("/orders", {"lines": venue.lines("dumplings"), "wristband": venue.wristbands[0]})
    order: dict[str, Any] = answer.json()["order"]
    assert jobs(venue) == []
    for _ in range(2):
        confirmed = await venue["cashier"].post(f"/orders/{order['id']}/confirm")
        assert confirmed.status_code == 200, confirmed.text
    (paper,) = await print_all(venue, "hot printer")
    assert (paper["wristband"], paper["room"], dishes(paper)) == (venue.wristbands[0], None, ["1xdumplings"])


async def test_a_cleaned_room_takes_its_cards_with_it(kitchen: Venue) -> None:
    await kitchen.order("dumplings")
    cleaned = await kitchen["cashier"].post(f"/rooms/{kitchen.rooms['801']}/clean")
    assert cleaned.status_code == 200, cleaned.text
    assert states(jobs(kitchen)) == [("hot printer", "cancelled", 0)]
    assert await waiting(kitchen, "hot printer") == []


async def test_a_manager_says_what_a_printer_prints(kitchen: Venue) -> None:
    desk = kitchen["printer"].id
    listed = (await kitchen["cashier"].get("/printers")).json()["items"]
    assert [(each["name"], each["kitchen"], each["receipt"], each["fallback"]) for each in listed] == [
        ("cold printer", True, False, True),
        ("hot printer", True, False, True),
        ("printer", False, True, True),
    ]
    everything = {"kitchen": True, "receipt": True, "fallback": True}
    changed = await kitchen["manager"].put(f"/printers/{desk}", everything)
    assert (changed.status_code, changed.json()["changed"]) == (200, True)
    assert (await kitchen["manager"].put(f"/printers/{desk}", everything)).json()["changed"] is False
    await kitchen.order("dumplings", "tea")
    (paper,) = await print_all(kitchen, "printer")
    assert dishes(paper) == ["1xdumplings", "1xtea"], "bound to nothing, it prints for all stations"
    assert (await kitchen["cashier"].put(f"/printers/{desk}", everything)).status_code == 403
    assert (await kitchen["manager"].put(f"/printers/{kitchen['speaker'].id}", everything)).status_code == 404
