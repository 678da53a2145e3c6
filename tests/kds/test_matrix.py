"""Every operation from every state over HTTP, the order open and then closed: what changes, what is refused, what is told."""

from typing import Any

import httpx
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
async def test_each_operation_from_a_state_answers_and_tells_as_the_rules_say(venue: Venue, state: str) -> None:
    for action in FLOW:
        line = await line_in(venue, state)
        before, told = len(history(venue, line)), head(venue)
        answer = await venue.act(line, action, body=BODIES.get(action))
        events, rows = said(venue, told), history(venue, line)[before:]
        wanted = expected(action, state)
        if wanted in LINE_STATES:
            coalesced = action == "call" and state == "called"
            check_moved(action, line, answer, wanted, coalesced)
            assert [event.data["line"] for event in events if event.type == "kds.line_moved"] == [answer.json()["line"]] * (not coalesced)
            assert [(row.action, row.from_state, row.to_state) for row in rows] == [(action, state, wanted)] * (not coalesced)
        else:
            check_unmoved(action, state, answer, wanted)
            assert (events, rows) == ([], []), action


def check_moved(action: str, line: dict[str, Any], answer: httpx.Response, wanted: str, coalesced: bool) -> None:
    result = answer.json()
    assert (answer.status_code, result["line"]["state"]) == (200, wanted), action
    assert (result["changed"], result.get("coalesced", False)) == (not coalesced, coalesced), action
    assert result["line"]["version"] == line["version"] + (not coalesced)


def check_unmoved(action: str, state: str, answer: httpx.Response, wanted: str) -> None:
    result = answer.json()
    if wanted == "same":
        assert (answer.status_code, result["changed"], result["line"]["state"]) == (200, False, state), action
    else:
        assert (answer.status_code, result["code"], result["from"]) == (409, wanted, state), action
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
    assert said(venue, told) == []
    order = (await venue["manager"].get(f"/orders/{line['order_id']}")).json()["order"]
    assert (order["state"], order["lines"][0]["state"]) == ("completed", state)
