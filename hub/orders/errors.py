"""Refusals around orders and their lines. Each names the state it met in `from`, and in `allowed` the states it would need."""

from collections.abc import Iterable
from typing import Any

from hub.kit.errors import Refusal


def met(state: str, allowed: Iterable[str]) -> dict[str, Any]:
    """The two facts that every refusal of a move brings."""
    return {"from": state, "allowed": list(allowed)}


class OrderClosed(Refusal):
    """The room was cleaned or the wristband handed in: the order is completed, and its lines stay as they are."""

    status, code, title = 409, "order_closed", "The order is completed"


class LineCancelled(Refusal):
    """The line was cancelled before anyone cooked it. A cancelled line stays cancelled; order it again."""

    status, code, title = 409, "line_cancelled", "The line is cancelled"


class LineVoided(Refusal):
    """A manager took the line off the order while it was being made. It stays struck through until the kitchen confirms it."""

    status, code, title = 409, "line_voided", "The line is voided"


class LineNotStarted(Refusal):
    """Nobody has started to make the line yet."""

    status, code, title = 409, "line_not_started", "The line is not being made yet"


class LineNotReady(Refusal):
    """The line is not ready yet, so it can be neither called nor served."""

    status, code, title = 409, "line_not_ready", "The line is not ready yet"


class LineAlreadyStarted(Refusal):
    """The kitchen has started: only a line that is still placed can be cancelled. Of an order, `lines` names those that are past it."""

    status, code, title = 409, "line_already_started", "The kitchen has already started"


class LineAlreadyServed(Refusal):
    """The guest has it already."""

    status, code, title = 409, "line_already_served", "The line is already served"
