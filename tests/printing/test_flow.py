"""Every cell of a print job's flow over HTTP: each thing that is asked of it, in each state; and the flows that the API serves."""

from typing import Any

import pytest
from sqlalchemy import update

from hub.im.messages.deliveries import RANK
from hub.im.messages.states import MESSAGE_FLOW
from hub.machines import MACHINES
from hub.printing.states import PRINT_FLOW, PRINT_STATES, PRINTED, WAITING
from hub.tables import TABLES
from tests.printing.working import add_printer, jobs, take, waiting
from tests.venues import Venue

ASKED = {"take": "hot printer", "printed": "hot printer", "failed": "hot printer", "print": "cashier 1", "cancel": "cashier 1"}
print_job = TABLES["print_job"]


async def in_state(venue: Venue, state: str) -> str:
    """A card that its printer has begun once, in this state."""
    add_printer(venue, "hot printer", "hot")
    await venue.order("dumplings")
    (job,) = await waiting(venue, "hot printer")
    await take(venue, "hot printer", job)

    over = {"ended_at": print_job.c.updated_at if state in ("printed", "cancelled") else None}
    why = {"problem": "paper_out" if state in ("failed", "expired") else None}
    change = update(print_job).where(print_job.c.shop_id == venue.shop_id).values(state=state, **over, **why)
    venue.running.database.run_now(lambda tx: tx.run(change))
    return str(job["id"])


@pytest.mark.parametrize("state", PRINT_STATES)
@pytest.mark.parametrize("action", ASKED)
async def test_what_is_asked_of_a_job_starts_where_the_table_says(venue: Venue, action: str, state: str) -> None:
    job_id, move = await in_state(venue, state), PRINT_FLOW[action]
    body: Any = {"failed": {"problem": "paper_out"}, "print": {}}.get(action)
    answer = await venue[ASKED[action]].post(f"/print-jobs/{job_id}/{action}", body)
    after = [row.state for row in jobs(venue)]
    if (action, state) == ("print", PRINTED):
        assert (answer.status_code, answer.json()["print_job"]["copy"], after) == (200, 1, [PRINTED, WAITING])
    elif (action, state) == ("print", WAITING):  # it waits already, without a problem, for the very printer
        assert (answer.json()["changed"], after) == (False, [WAITING])
    elif state in move.before:
        assert (answer.status_code, answer.json()["changed"], after) == (200, True, [move.after])
    elif state in move.already:
        assert (answer.status_code, answer.json()["changed"], after) == (200, False, [state])
    else:
        assert (answer.status_code, answer.json()["code"], after) == (409, "state_not_allowed", [state])
        assert (answer.json()["from"], answer.json()["allowed"]) == (state, sorted(move.before))


async def test_the_flows_of_what_is_said_and_printed_are_served(venue: Venue) -> None:
    served = {each["name"]: each for each in (await venue["pad 801"].get("/meta/state-machines")).json()["machines"]}
    assert set(served) == {
        *("line", "order", "room", "wristband", "therapist_session", "shop", "device"),
        *("pad_call", "chat", "message", "delivery", "alarm", "print_job"),
    }
    for name, flow in (("print_job", PRINT_FLOW), ("message", MESSAGE_FLOW)):
        told = {move["action"]: (set(move["from"]), move["to"], set(move["already"])) for move in served[name]["moves"]}
        assert told == {action: (set(move.before), move.after, set(move.already)) for action, move in flow.items()}
    by = {move["action"]: move["by"] for move in served["print_job"]["moves"]}
    assert (by["take"], by["expire"], "cashier" in by["print"]) == (["printer", "owner", "manager"], ["hub"], True)
    spoken = next(move for move in served["delivery"]["moves"] if move["action"] == "spoken")
    assert (set(spoken["from"]), spoken["already"]) == ({"sent", *RANK} - {"spoken"}, ["spoken"])


def test_a_flow_names_every_state_that_it_can_reach_and_no_other() -> None:
    for machine in MACHINES.machines:
        moves = machine.moves
        named = {state for move in moves for state in (*move["from"], move["to"], *move["already"])}
        assert named == set(machine.states), machine.name
        assert all(move["by"] for move in moves), machine.name
