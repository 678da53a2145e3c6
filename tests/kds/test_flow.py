"""Every cell of the line's flow: six core actions and the extensions, from every state."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from hub.accounts.actor import Actor
from hub.accounts.permissions import DEVICE_PERMISSIONS, STAFF_PERMISSIONS
from hub.kds.errors import AlreadyClaimed, WindowOver
from hub.kds.moves import CHANGES, Outcome, Wish, outcome_of
from hub.kds.states import FLOW
from hub.kit.errors import Refusal
from hub.machines import MACHINES
from hub.orders.rows import LineRow
from hub.orders.states import LINE_STATES, LineState

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SHOP = uuid4()
REACHED = {
    "placed": (),
    "preparing": ("started_at",),
    "ready": ("started_at", "ready_at"),
    "called": ("started_at", "ready_at", "called_at"),
    "served": ("started_at", "ready_at", "served_at"),
    "cancelled": ("cancelled_at",),
    "voided": ("started_at", "voided_at"),
}

# What a new key gets, by action and by the state it meets: the state after, "same" for no change, or the code of the refusal.
CORE = {
    "start": "preparing same same same same line_cancelled line_voided",
    "finish": "line_not_started ready same same same line_cancelled line_voided",
    "call": "line_not_ready line_not_ready called called line_already_served line_cancelled line_voided",
    "serve": "line_not_ready line_not_ready served served same line_cancelled line_voided",
    "cancel": "cancelled line_already_started line_already_started line_already_started line_already_started same line_voided",
}
EXTENSIONS = {
    "undo": "same placed state_not_allowed state_not_allowed line_already_served line_cancelled line_voided",
    "recall": "line_not_started same preparing preparing ready line_cancelled line_voided",
    "void": "line_not_started voided voided voided line_already_served line_cancelled same",
    "confirm": "state_not_allowed state_not_allowed state_not_allowed state_not_allowed state_not_allowed line_cancelled voided",
    "rush": "placed preparing ready called line_already_served line_cancelled line_voided",
    "claim": "line_not_ready line_not_ready ready called line_already_served line_cancelled line_voided",
}
CELLS = [
    (action, state, said)
    for action, row in (CORE | EXTENSIONS).items()
    for state, said in zip(("placed", "preparing", "ready", "called", "served", "cancelled", "voided"), row.split(), strict=True)
]


def actor(role: str, **more: Any) -> Actor:
    held = DEVICE_PERMISSIONS.get(role) or STAFF_PERMISSIONS[role]
    kind = "device" if role in DEVICE_PERMISSIONS else "user"
    fields = {"kind": kind, "id": uuid4(), "name": role, "role": role, "brand_id": uuid4(), "shop_id": SHOP, "permissions": held}
    return Actor(**(fields | more))


KITCHEN, MANAGER = actor("kitchen"), actor("manager")


def line(state: LineState, since: timedelta = timedelta(seconds=10), **more: Any) -> LineRow:
    """A line that reached its state `since` ago."""
    fields: dict[str, Any] = dict.fromkeys(LineRow._fields)
    fields |= {"id": uuid4(), "shop_id": SHOP, "state": state, "rush": False, "call_count": 0, "version": 1, "placed_at": NOW - since}
    fields |= dict.fromkeys(REACHED[state], NOW - since)
    return LineRow(**(fields | more))


def test_the_table_is_written_out_whole() -> None:
    assert set(CORE) | set(EXTENSIONS) == set(FLOW) == set(CHANGES)
    assert {name for name, move in FLOW.items() if move.setting} == {"undo", "recall", "void", "confirm", "rush"}


@pytest.mark.parametrize(("action", "state", "said"), CELLS)
def test_every_cell_answers_as_the_rules_say(action: str, state: LineState, said: str) -> None:
    met = line(state)
    if said in LINE_STATES:
        outcome = outcome_of(action, met, MANAGER, NOW, Wish(reason="spilled"))
        assert outcome.changes["state"] == said
        assert not outcome.coalesced
    elif said == "same":
        assert outcome_of(action, met, MANAGER, NOW, Wish()) == Outcome()
    else:
        with pytest.raises(Refusal) as refused:
            outcome_of(action, met, MANAGER, NOW, Wish())
        assert (refused.value.code, refused.value.status) == (said, 409)
        assert refused.value.facts["from"] == state
        assert set(refused.value.facts["allowed"]) == set(FLOW[action].to)


def test_a_second_call_within_three_seconds_is_the_same_call() -> None:
    called = line("called", timedelta(seconds=2.9), call_count=1)
    assert outcome_of("call", called, KITCHEN, NOW, Wish()) == Outcome(coalesced=True)
    again = outcome_of("call", called, KITCHEN, NOW + timedelta(seconds=0.1), Wish())
    assert again.changes == {"state": "called", "called_at": NOW + timedelta(seconds=0.1), "call_count": 2}


def test_the_kitchen_undoes_a_start_for_sixty_seconds_and_a_manager_always() -> None:
    assert outcome_of("undo", line("preparing", timedelta(seconds=60)), KITCHEN, NOW, Wish()).changes == {
        "state": "placed",
        "started_at": None,
        "started_by": None,
    }
    late = line("preparing", timedelta(seconds=60, milliseconds=1))
    with pytest.raises(WindowOver):
        outcome_of("undo", late, KITCHEN, NOW, Wish())
    assert outcome_of("undo", late, MANAGER, NOW, Wish()).changes["state"] == "placed"


@pytest.mark.parametrize("state", ["ready", "called", "served"])
def test_the_kitchen_recalls_for_fifteen_minutes_and_a_manager_always(state: LineState) -> None:
    back = outcome_of("recall", line(state, timedelta(minutes=15)), KITCHEN, NOW, Wish()).changes
    assert back["called_at"] is None
    late = line(state, timedelta(minutes=15, milliseconds=1))
    with pytest.raises(WindowOver):
        outcome_of("recall", late, KITCHEN, NOW, Wish())
    assert outcome_of("recall", late, MANAGER, NOW, Wish()).changes == back


def test_a_recall_takes_back_the_times_and_the_claim_of_what_is_undone() -> None:
    claimed = line("called", claimed_by_id=uuid4(), claimed_by_name="Bo")
    changes = outcome_of("recall", claimed, KITCHEN, NOW, Wish()).changes
    gone = ("ready_at", "ready_by", "called_at", "claimed_by_id", "claimed_by_name")
    assert changes == {"state": "preparing"} | dict.fromkeys(gone)
    served = outcome_of("recall", line("served"), KITCHEN, NOW, Wish()).changes
    assert served == {"state": "ready"} | dict.fromkeys(("served_at", "served_by", "called_at", "claimed_by_id", "claimed_by_name"))


def test_a_claim_is_taken_once_and_the_other_waiter_is_told_who() -> None:
    ann, bo = actor("handheld", name="Ann"), actor("handheld", name="Bo")
    taken = line("ready", claimed_by_id=ann.id, claimed_by_name="Ann")
    assert outcome_of("claim", taken, ann, NOW, Wish()) == Outcome()
    with pytest.raises(AlreadyClaimed) as refused:
        outcome_of("claim", taken, bo, NOW, Wish())
    assert refused.value.facts["claimed_by"] == "Ann"


def test_a_rush_is_set_and_taken_back_and_repeating_it_changes_nothing() -> None:
    assert outcome_of("rush", line("placed"), KITCHEN, NOW, Wish()).changes == {"state": "placed", "rush": True}
    assert outcome_of("rush", line("placed", rush=True), KITCHEN, NOW, Wish()) == Outcome()
    assert outcome_of("rush", line("placed", rush=True), KITCHEN, NOW, Wish(on=False)).changes == {"state": "placed", "rush": False}


def test_a_void_is_confirmed_once() -> None:
    confirmed = line("voided", void_confirmed_at=NOW - timedelta(seconds=5))
    assert outcome_of("confirm", confirmed, KITCHEN, NOW, Wish()) == Outcome()


def test_the_served_flow_is_the_one_the_verbs_run_on() -> None:
    served = next(machine for machine in MACHINES.machines if machine.name == "line")
    cells = {(move["action"], state, move["to"]) for move in served.moves for state in move["from"]}
    assert cells == {(action, state, after) for action, move in FLOW.items() for state, after in move.to.items()}
    assert {machine.name for machine in MACHINES.machines} >= {"line", "order", "room", "shop"}
    start = next(move for move in served.moves if move["action"] == "start")
    assert start["by"] == ["kitchen", "owner", "manager", "cook"]
