"""A dish that is taken back after its card was begun makes a second paper at the same printer; one that no paper names makes none."""

from typing import Any

import pytest

from tests.printing.working import add_printer, dishes, failed, jobs, print_all, states, take, waiting
from tests.venues import Venue


@pytest.fixture
def kitchen(venue: Venue) -> Venue:
    """A house with a printer at the hot station and one at the cold."""
    add_printer(venue, "hot printer", "hot")
    add_printer(venue, "cold printer", "cold")
    return venue


async def take_back(venue: Venue, line: dict[str, Any]) -> None:
    answer = await venue.act(line, "cancel", who="cashier 1", body={"reason": "wrong_dish"})
    assert answer.status_code == 200, answer.text


async def test_a_dish_whose_card_was_printed_is_taken_back_on_paper(kitchen: Venue) -> None:
    order = await kitchen.order("dumplings", "noodles", "salad")
    for name in ("hot printer", "cold printer"):
        await print_all(kitchen, name)
    await take_back(kitchen, order["lines"][0])
    (paper,) = await print_all(kitchen, "hot printer")
    assert (paper["kind"], paper["number"], paper["room"], paper["round"]) == ("cancel", "#01", "801", 1)
    assert (dishes(paper), paper["stations"]) == (["1xdumplings"], ["hot"])
    assert await waiting(kitchen, "cold printer") == []
    await take_back(kitchen, order["lines"][1])
    (paper,) = await print_all(kitchen, "hot printer")
    assert dishes(paper) == ["1xnoodles"], "what stood on the paper before is not said again"


async def test_what_no_paper_names_needs_none(kitchen: Venue) -> None:
    order = await kitchen.order("dumplings", "salad")
    await print_all(kitchen, "cold printer")
    await take_back(kitchen, order["lines"][0])
    assert states(jobs(kitchen)) == [("cold printer", "printed", 0), ("hot printer", "waiting", 0)]


async def test_a_whole_order_makes_one_paper_at_each_printer(kitchen: Venue) -> None:
    order = await kitchen.order("dumplings", "noodles", "salad")
    for name in ("hot printer", "cold printer"):
        await print_all(kitchen, name)
    cancelled = await kitchen["cashier 1"].post(f"/orders/{order['id']}/cancel", {})
    assert cancelled.status_code == 200, cancelled.text
    (hot,), (cold,) = await print_all(kitchen, "hot printer"), await print_all(kitchen, "cold printer")
    assert (dishes(hot), dishes(cold)) == (["1xdumplings", "1xnoodles"], ["1xsalad"])


async def test_a_dish_that_is_being_made_is_voided_on_paper(kitchen: Venue) -> None:
    order = await kitchen.order("dumplings")
    await print_all(kitchen, "hot printer")
    await kitchen.bring(order["lines"][0], "preparing")
    voided = await kitchen.act(order["lines"][0], "void", body={"reason": "spilled"})
    assert voided.status_code == 200, voided.text
    (paper,) = await print_all(kitchen, "hot printer")
    assert (paper["kind"], dishes(paper)) == ("cancel", ["1xdumplings"])


async def test_half_a_card_is_taken_back_too(kitchen: Venue) -> None:
    order = await kitchen.order("dumplings")
    (job,) = await waiting(kitchen, "hot printer")
    await take(kitchen, "hot printer", job)
    await failed(kitchen, "hot printer", job, "paper_out")
    await take_back(kitchen, order["lines"][0])
    papers = await print_all(kitchen, "hot printer")
    assert [paper and paper["kind"] for paper in papers] == [None, "cancel"]


async def test_the_paper_comes_out_again_as_a_copy_and_says_the_same(kitchen: Venue) -> None:
    order = await kitchen.order("dumplings")
    await print_all(kitchen, "hot printer")
    await take_back(kitchen, order["lines"][0])
    await print_all(kitchen, "hot printer")
    slip = next(row for row in jobs(kitchen) if row.kind == "cancel")
    again = await kitchen["cashier 1"].post(f"/print-jobs/{slip.id}/print", {})
    assert (again.status_code, again.json()["print_job"]["copy"]) == (200, 1)
    (paper,) = await print_all(kitchen, "hot printer")
    assert (paper["kind"], dishes(paper)) == ("cancel", ["1xdumplings"])
