"""What each action makes of a line. Pure: the line as it is, who acts, when, and what they said; out come the changed columns.

Times of states that a line has left again are taken back; its history keeps them.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from hub.accounts.actor import Actor
from hub.kds.errors import AlreadyClaimed, WindowOver
from hub.kds.states import FLOW
from hub.kit.clock import stamp
from hub.orders.errors import met
from hub.orders.rows import LineRow
from hub.orders.states import CALLED, LINE_STATES, SERVED

ONE_CALL = timedelta(seconds=3)
"""Two calls of a line within this time are one: two cooks, two screens."""
UNDO_WINDOW = timedelta(seconds=60)
RECALL_WINDOW = timedelta(minutes=15)


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What the caller said beside the action."""

    reason: str | None = None
    on: bool = True


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The columns to change; empty when the line is where the action leads already."""

    changes: dict[str, Any] = {}
    coalesced: bool = False


def outcome_of(action: str, line: LineRow, who: Actor, now: datetime, wish: Wish) -> Outcome:
    """What the action makes of the line.

    Raises:
        Refusal: the action does not start from the line's state; or its window is over, or somebody else has claimed the line.
    """
    move = FLOW[action]
    if line.state in move.already:
        return Outcome()
    if line.state not in move.to:
        raise move.refusal(line.state)(**met_by(action, line))
    if action == "call" and line.state == CALLED and line.called_at is not None and now - line.called_at < ONE_CALL:
        return Outcome(coalesced=True)
    changes = CHANGES[action](line, who, now, wish)
    if all(getattr(line, name) == value for name, value in changes.items()):
        return Outcome()
    return Outcome(changes={"state": move.to[line.state], **changes})


def met_by(action: str, line: LineRow) -> dict[str, Any]:
    """The state that was met, and those that the action starts from."""
    return met(line.state, (state for state in LINE_STATES if state in FLOW[action].to))


def _undo(line: LineRow, who: Actor, now: datetime, _: Wish) -> dict[str, Any]:
    _require_within(UNDO_WINDOW, line.started_at, "undo", line, who, now)
    return {"started_at": None, "started_by": None}


def _recall(line: LineRow, who: Actor, now: datetime, _: Wish) -> dict[str, Any]:
    since = {SERVED: line.served_at, CALLED: line.called_at}.get(line.state, line.ready_at)
    _require_within(RECALL_WINDOW, since, "recall", line, who, now)
    back = {"called_at": None, "claimed_by_id": None, "claimed_by_name": None}
    return back | ({"served_at": None, "served_by": None} if line.state == SERVED else {"ready_at": None, "ready_by": None})


def _require_within(window: timedelta, since: datetime | None, action: str, line: LineRow, who: Actor, now: datetime) -> None:
    """Whoever may void is not bound to the window."""
    if since is not None and now - since > window and not who.may("kds.void"):
        raise WindowOver(until=stamp(since + window), **met_by(action, line))


def _confirm(line: LineRow, _: Actor, now: datetime, __: Wish) -> dict[str, Any]:
    return {"void_confirmed_at": line.void_confirmed_at or now}


def _claim(line: LineRow, who: Actor, _: datetime, __: Wish) -> dict[str, Any]:
    if line.claimed_by_id not in (None, who.id):
        name = line.claimed_by_name or ""
        raise AlreadyClaimed(f"{name} fetches it", claimed_by=name, **met_by("claim", line))
    return {"claimed_by_id": who.id, "claimed_by_name": who.name}


CHANGES: dict[str, Callable[[LineRow, Actor, datetime, Wish], dict[str, Any]]] = {
    "start": lambda line, who, now, wish: {"started_at": now, "started_by": who.short_name},
    "finish": lambda line, who, now, wish: {"ready_at": now, "ready_by": who.short_name},
    "call": lambda line, who, now, wish: {"called_at": now, "call_count": line.call_count + 1},
    "serve": lambda line, who, now, wish: {"served_at": now, "served_by": who.short_name},
    "cancel": lambda line, who, now, wish: {"cancelled_at": now},
    "undo": _undo,
    "recall": _recall,
    "void": lambda line, who, now, wish: {"voided_at": now},
    "confirm": _confirm,
    "rush": lambda line, who, now, wish: {"rush": wish.on},
    "claim": _claim,
}
