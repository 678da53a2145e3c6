"""Every operation from every state over HTTP, the order open and then closed: what changes, what is refused, what is told."""

from typing import Any

import pytest

from hub.kds.states import FLOW
from hub.orders.states import LINE_STATES
from tests.kds.test_flow import CORE, EXTENSIONS
from tests.orders.log import head, history, said
from tests.venues import Venue

BODIES = {"void": {"reason": "spilled"}}


def expected(action: str, state: str) -> str:
    return dict(zip(LINE_STATES, (CORE | EXTENSIONS)[action].split(), strict=True))[state]


async def line_in(venue: Venue, state: str) -> dict[str, Any]:
    """A line in this state, in an order that stays open beside it."""
    order = await venue.order("dumplings", "tea")
    return await venue.bring(order["lines"][-2], state)


@pytest.mark.parametrize("state", LINE_STATES)
@pytest.mark.parametrize("action", [*CORE, *EXTENSIONS])
async def test_each_operation_from_each_state(venue: Venue, action: str, state: str) -> None:
    line = await line_in(venue, state)
    before, told = len(history(venue, line)), head(venue)
    answer = await venue.act(line, action, body=BODIES.get(action))
    result, wanted = answer.json(), expected(action, state)
    events, rows = said(venue, told, "kds.line_moved"), history(venue, line)[before:]
    if wanted in LINE_STATES:
        coalesced = action == "call" and state == "called"
        assert (answer.status_code, result["line"]["state"]) == (200, wanted)
        assert (result["changed"], result.get("coalesced", False)) == (not coalesced, coalesced)
        assert len(events) == len(rows) == (0 if coalesced else 1)
        if rows:
            assert (rows[0].action, rows[0].from_state, rows[0].to_state) == (action, state, wanted)
            assert events[0].data["line"] == result["line"]
            assert result["line"]["version"] == line["version"] + 1
    else:
        same = wanted == "same"
        assert answer.status_code == (200 if same else 409), answer.text
        assert (result["changed"] is False) if same else (result["code"] == wanted)
        assert head(venue) == told
        assert rows == []
        if not same:
            assert result["from"] == state
            assert set(result["allowed"]) == set(FLOW[action].to)


@pytest.mark.parametrize("state", LINE_STATES)
async def test_each_operation_on_a_closed_order_is_refused_whatever_the_line_says(venue: Venue, state: str) -> None:
    line = await line_in(venue, state)
    cleaned = await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    assert cleaned.json()["changed"] is True
    told = head(venue)
    for action in FLOW:
        answer = await venue.act(line, action, body=BODIES.get(action))
        assert (answer.status_code, answer.json()["code"], answer.json()["from"]) == (409, "order_closed", state), action
    whole = await venue["manager"].post(f"/orders/{line['order_id']}/cancel")
    assert (whole.status_code, whole.json()["code"]) == (409, "order_closed")
    again = await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    assert (again.status_code, again.json()["changed"]) == (200, False)
    assert head(venue) == told
    order = (await venue["manager"].get(f"/orders/{line['order_id']}")).json()["order"]
    assert (order["state"], order["lines"][0]["state"]) == ("completed", state)
