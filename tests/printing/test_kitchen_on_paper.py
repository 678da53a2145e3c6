"""A kitchen that lives on paper: its cards are as good as screens, and what lies there is not printed once more."""

from uuid import UUID

import pytest

from hub.announcing.alarms import look_after_alarms
from hub.kit.clock import MovableClock
from hub.orders.rounds import mark_round_seen, note_missed_rounds
from tests.orders.log import said
from tests.printing.working import add_printer, come, dishes, jobs, look, print_all, states
from tests.running import RunningHub
from tests.venues import Venue


@pytest.fixture(autouse=True)
def upkeep(timed: RunningHub) -> None:
    """A look of the hub's own that began before the clock was moved would end in the middle of a test's."""
    timed.by_hand()


def miss(venue: Venue, clock: MovableClock) -> None:
    """No screen acknowledges anything for so long that an alarm would have come onto paper."""
    clock.advance(11)
    venue.running.database.run_now(lambda tx: note_missed_rounds(tx, tx.now))
    clock.advance(15)
    for _ in range(8):
        venue.running.do(look_after_alarms(venue.running.database))


def seen(venue: Venue) -> list[int]:
    """The rounds of which somebody was told that the kitchen has them."""
    return [event.data["round"]["round"] for event in said(venue, 0, "kds.round_seen")]


async def test_a_round_whose_cards_lie_in_the_kitchen_needs_no_screen(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    for name, station in (("hot printer", "hot"), ("cold printer", "cold")):
        add_printer(venue, name, station)
        come(venue, name)
    come(venue, "printer")
    order = await venue.order("dumplings", "salad")
    await print_all(venue, "hot printer")
    assert seen(venue) == [], "the cold kitchen knows nothing yet"
    clock.advance(2)
    await print_all(venue, "cold printer")
    assert seen(venue) == [1]
    (shown,) = (await venue["pad 801"].get("/me/board")).json()["board"]["rounds"]
    assert (shown["delay_ms"], shown["seen_at"] is not None) == (2000, True)
    miss(venue, clock)
    assert states(jobs(venue)) == [("cold printer", "printed", 0), ("hot printer", "printed", 0)], "no slip says the same once more"
    again = venue.running.database.run_now(lambda tx: mark_round_seen(tx, venue.shop_id, [(UUID(order["id"]), 1)]))
    assert again == [], "a screen that comes later tells nothing new"


async def test_the_slip_of_a_round_leaves_out_what_the_kitchen_has_on_paper(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    add_printer(venue, "hot printer", "hot")
    for name in ("hot printer", "printer"):
        come(venue, name)
    await venue["manager"].put(f"/printers/{venue['hot printer'].id}", {"kitchen": True, "receipt": False, "fallback": False})
    await venue.order("dumplings", "salad")
    (card,) = await print_all(venue, "hot printer")
    assert (dishes(card), seen(venue)) == (["1xdumplings"], [])
    miss(venue, clock)
    (slip,) = await print_all(venue, "printer")
    assert (slip["alarm"]["kind"], dishes(slip)) == ("round_missed", ["1xsalad"])


async def test_a_card_that_came_out_at_the_desk_is_not_in_the_kitchen_yet(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    add_printer(venue, "hot printer", "hot")
    come(venue, "hot printer", "paper_out")
    come(venue, "printer")
    await venue.order("dumplings")
    clock.advance(20)
    look(venue)
    (card,) = await print_all(venue, "printer")
    assert (dishes(card), seen(venue)) == (["1xdumplings"], [])
    miss(venue, clock)
    (slip,) = await print_all(venue, "printer")
    assert (slip["alarm"]["kind"], dishes(slip)) == ("round_missed", ["1xdumplings"])


async def test_card_and_slip_both_leave_a_printer_that_says_ready_and_takes_nothing(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    add_printer(venue, "dead printer", "hot")
    come(venue, "dead printer")
    come(venue, "printer")
    await venue.order("dumplings")
    miss(venue, clock)
    assert {(row.kind, row.device_name) for row in jobs(venue)} == {("kitchen", "dead printer"), ("alarm", "dead printer")}, "premise"
    clock.advance(5)
    look(venue)
    assert {(row.kind, row.device_name, row.state) for row in jobs(venue)} == {
        ("kitchen", "printer", "waiting"),
        ("alarm", "printer", "waiting"),
    }
