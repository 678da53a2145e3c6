"""The states of lines and orders, and how an order's state follows from its lines. Pure."""

from collections.abc import Iterable
from typing import Literal

LineState = Literal["placed", "preparing", "ready", "called", "served", "cancelled", "voided"]
OrderState = Literal["placed", "in_progress", "ready", "served", "completed", "cancelled"]
NumberState = Literal["preparing", "ready", "called"]
Source = Literal["pad", "cashier", "handheld", "wristband"]

PLACED: LineState = "placed"
PREPARING: LineState = "preparing"
READY: LineState = "ready"
CALLED: LineState = "called"
SERVED: LineState = "served"
CANCELLED: LineState = "cancelled"
VOIDED: LineState = "voided"
LINE_STATES: tuple[LineState, ...] = (PLACED, PREPARING, READY, CALLED, SERVED, CANCELLED, VOIDED)

COMPLETED: OrderState = "completed"
ORDER_STATES: tuple[OrderState, ...] = ("placed", "in_progress", "ready", "served", "completed", "cancelled")
OPEN_ORDER_STATES: tuple[OrderState, ...] = ("placed", "in_progress", "ready", "served")

UNFINISHED = frozenset({PLACED, PREPARING, READY, CALLED})
"""Lines that somebody still waits for."""
NOT_CHARGED = frozenset({CANCELLED, VOIDED})
"""Lines that left the order and its total."""


def order_state(line_states: Iterable[LineState], *, closed: bool) -> OrderState:
    """The state that follows from the lines; the first rule that fits wins."""
    if closed:
        return "completed"
    left = set(line_states) - NOT_CHARGED
    if not left:
        return "cancelled"
    if left == {SERVED}:
        return "served"
    if not left & {PLACED, PREPARING}:
        return "ready"
    return "in_progress" if left - {PLACED} else "placed"


def number_state(line_states: Iterable[LineState]) -> NumberState | None:
    """What a call screen shows for the lines of an open order; None when nobody waits for any of them."""
    waiting = UNFINISHED.intersection(line_states)
    if CALLED in waiting:
        return "called"
    if waiting == {READY}:
        return "ready"
    return "preparing" if waiting else None
