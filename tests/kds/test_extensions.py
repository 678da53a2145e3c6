"""The extensions of the flow, each behind a switch of the shop."""

import pytest

from hub.kds.states import FLOW
from hub.kit.clock import MovableClock
from tests.conftest import MakeVenue
from tests.orders.log import head, said
from tests.venues import Venue

BODIES = {"void": {"reason": "spilled"}}
SWITCHED = {action: move.setting for action, move in FLOW.items() if move.setting}


@pytest.mark.parametrize("action", SWITCHED)
async def test_an_extension_that_is_off_says_so_and_changes_nothing(make_venue: MakeVenue, action: str) -> None:
    venue = make_venue(settings={SWITCHED[action]: False})
    line = await venue.bring((await venue.order("dumplings"))["lines"][0], "preparing")
    told = head(venue)
    answer = await venue.act(line, action, "manager", BODIES.get(action))
    assert (answer.status_code, answer.json()["code"]) == (409, "not_enabled")
    if action != "void":
        several = await venue["manager"].post("/kds/lines/transitions", {"action": action, "line_ids": [line["id"]], "partial": True})
        assert (several.status_code, several.json()["code"]) == (409, "not_enabled")
    assert said(venue, told) == []


async def test_a_voided_line_stays_struck_through_until_the_kitchen_confirms(venue: Venue) -> None:
    order = await venue.order("dumplings")
    line = await venue.bring(order["lines"][0], "voided")
    assert (line["voided_at"] is not None, line["void_confirmed_at"]) == (True, None)
    for path in ("/kds/board", "/me/board"):
        board = (await venue["kitchen hot"].get(path)).json()
        shown = board.get("lines") or board["board"]["lines"]
        assert [(each["id"], each["state"]) for each in shown] == [(line["id"], "voided")]
    assert (await venue["cashier 1"].get(f"/orders/{order['id']}")).json()["order"]["total"] == 0
    confirmed = (await venue.act(line, "confirm", "kitchen hot")).json()
    assert (confirmed["changed"], confirmed["line"]["void_confirmed_at"] is not None) == (True, True)
    assert (await venue["kitchen hot"].get("/kds/board")).json()["lines"] == []


async def test_a_void_needs_a_manager_and_a_reason(venue: Venue) -> None:
    line = await venue.bring((await venue.order("dumplings"))["lines"][0], "preparing")
    assert (await venue.act(line, "void", "cook", {"reason": "burnt"})).status_code == 403
    for body in (None, {}, {"reason": ""}, {"reason": "  "}):
        assert (await venue.act(line, "void", "manager", body)).status_code in (400, 422)
    assert (await venue.act(line, "void", "manager", {"reason": "burnt"})).json()["line"]["state"] == "voided"


async def test_an_undone_start_is_placed_again_and_can_be_cancelled(venue: Venue) -> None:
    line = await venue.bring((await venue.order("dumplings"))["lines"][0], "preparing")
    undone = (await venue.act(line, "undo", "kitchen")).json()["line"]
    assert (undone["state"], undone["started_at"]) == ("placed", None)
    assert (await venue.act(undone, "cancel", "pad 801")).json()["line"]["state"] == "cancelled"


async def test_the_kitchen_is_bound_to_its_windows_and_a_manager_is_not(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    started, served = (await venue.order("dumplings", "tea"))["lines"]
    started, served = await venue.bring(started, "preparing"), await venue.bring(served, "served")
    clock.advance(61)
    late = await venue.act(started, "undo", "cook")
    assert (late.status_code, late.json()["code"]) == (409, "window_over")
    clock.advance(15 * 60)
    assert (await venue.act(served, "recall", "kitchen")).json()["code"] == "window_over"
    assert (await venue.act(served, "recall", "manager")).json()["line"]["state"] == "ready"
    assert (await venue.act(started, "undo", "manager")).json()["line"]["state"] == "placed"


async def test_a_served_order_that_is_recalled_is_open_again_on_the_call_screen(venue: Venue) -> None:
    order = await venue.order("dumplings")
    line = await venue.bring(order["lines"][0], "served")
    assert (await venue["call"].get("/me/board")).json()["board"]["numbers"] == []
    await venue.act(line, "recall", "kitchen")
    numbers = (await venue["call"].get("/me/board")).json()["board"]["numbers"]
    assert [(number["id"], number["state"], number["called_at"]) for number in numbers] == [(order["id"], "ready", None)]


async def test_a_rush_stands_first_on_the_board(venue: Venue) -> None:
    first, second = (await venue.order("dumplings", "noodles"))["lines"]
    await venue.act(second, "rush", "waiter")
    board = (await venue["kitchen hot"].get("/kds/board")).json()["lines"]
    assert [line["id"] for line in board] == [second["id"], first["id"]]
    await venue.act(second, "rush", "waiter", {"on": False})
    board = (await venue["kitchen hot"].get("/kds/board")).json()["lines"]
    assert [line["id"] for line in board] == [first["id"], second["id"]]


async def test_a_claim_is_seen_by_the_other_waiters(venue: Venue) -> None:
    line = await venue.bring((await venue.order("dumplings"))["lines"][0], "called")
    assert (await venue.act(line, "claim", "handheld 1")).json()["line"]["claimed_by"] == "handheld 1"
    refused = await venue.act(line, "claim", "handheld 2")
    assert (refused.status_code, refused.json()["code"], refused.json()["claimed_by"]) == (409, "already_claimed", "handheld 1")
    assert (await venue.act(line, "serve", "handheld 2")).json()["changed"] is True
