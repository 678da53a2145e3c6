"""How an order's state, its number on the call screen and its label follow from its lines."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.orders.rows import label
from hub.orders.states import LINE_STATES, OPEN_ORDER_STATES, LineState, number_state, order_state

LINES = st.lists(st.sampled_from(LINE_STATES), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        (["placed", "placed"], "placed"),
        (["placed", "cancelled"], "placed"),
        (["placed", "preparing"], "in_progress"),
        (["placed", "served"], "in_progress"),
        (["placed", "ready"], "in_progress"),
        (["preparing", "called"], "in_progress"),
        (["ready", "served"], "ready"),
        (["called", "cancelled"], "ready"),
        (["served", "cancelled", "voided"], "served"),
        (["cancelled", "voided"], "cancelled"),
    ],
)
def test_an_order_is_what_its_lines_say(lines: list[LineState], state: str) -> None:
    assert order_state(lines, closed=False) == state
    assert order_state(lines, closed=True) == "completed"


def test_every_pair_of_line_states_gives_an_open_order_unless_nothing_is_left_of_it() -> None:
    for pair in product(LINE_STATES, repeat=2):
        gone = set(pair) <= {"cancelled", "voided"}
        assert (order_state(pair, closed=False) in OPEN_ORDER_STATES) is not gone


@given(LINES)
def test_neither_the_order_of_lines_nor_cancelled_ones_change_the_state(lines: list[LineState]) -> None:
    shuffled = sorted(lines)
    assert order_state(lines, closed=False) == order_state(shuffled, closed=False)
    assert number_state(lines) == number_state(shuffled)
    assert number_state([*lines, "cancelled", "voided", "served"]) == number_state(lines)


@given(LINES)
def test_a_call_screen_shows_an_order_while_somebody_waits_for_a_line_of_it(lines: list[LineState]) -> None:
    waiting = [state for state in lines if state in ("placed", "preparing", "ready", "called")]
    shown = number_state(lines)
    assert (shown is None) is not bool(waiting)
    assert (shown == "called") is ("called" in waiting)
    assert (shown == "ready") is (set(waiting) == {"ready"})


@pytest.mark.parametrize(("number", "text"), [(1, "#01"), (9, "#09"), (99, "#99"), (100, "#100"), (12345, "#12345")])
def test_a_number_has_at_least_two_digits_and_is_never_cut(number: int, text: str) -> None:
    assert label(number) == text
