"""The flows as the API serves them: read from the very tables the verbs run on."""

from collections.abc import Iterable
from typing import Any

from hub.accounts.permissions import DEVICE_PERMISSIONS, STAFF_PERMISSIONS
from hub.im.chat.states import CHAT_FLOW
from hub.im.pad_calls.states import PAD_CALL_FLOW
from hub.kds.schemas import Machine, Machines
from hub.kds.states import FLOW
from hub.kit.db import Tx
from hub.orders.states import LINE_STATES, OPEN_ORDER_STATES, ORDER_STATES, PLACED
from hub.venue import states as venue

ORDER_MOVES = (
    ("place", (), "placed", (), "orders.place"),
    ("place", ("in_progress", "ready", "served"), "in_progress", ("placed",), "orders.place"),
    ("start", ("placed",), "in_progress", (), "kds.cook"),
    ("finish", ("in_progress",), "ready", (), "kds.cook"),
    ("serve", ("in_progress", "ready"), "served", (), "kds.serve"),
    ("cancel", ("placed",), "cancelled", ("cancelled",), "orders.cancel"),
    ("close", OPEN_ORDER_STATES, "completed", ("completed",), "rooms.clean"),
)
"""An order's state follows from its lines; these are the ways it can go, `close` alone being an act on the order itself."""


def machines(tx: Tx, who: object) -> Machines:
    """Every flow of the core: lines, orders, guests' calls, chats, rooms, wristbands, therapist sessions, shops."""
    return MACHINES


def _move(action: str, before: Iterable[str], after: str, already: Iterable[str], by: str) -> dict[str, Any]:
    return {"action": action, "from": list(before), "to": after, "already": list(already), "by": _who_may(by)}


def _who_may(permission: str) -> list[str]:
    """Device kinds and roles of staff that hold the permission, each named once."""
    holders = [*DEVICE_PERMISSIONS.items(), *STAFF_PERMISSIONS.items()]
    return list(dict.fromkeys(name for name, held in holders if permission in held))


def _line_moves() -> list[dict[str, Any]]:
    moves = [_move("place", (), PLACED, (), "orders.place")]
    for action, move in FLOW.items():
        already = [state for state in LINE_STATES if state in move.already]
        for after in dict.fromkeys(move.to.values()):
            before = [state for state in LINE_STATES if move.to.get(state) == after]
            moves.append(_move(action, before, after, already, move.by))
    return moves


def _venue_machine(name: str, flow: dict[str, venue.Move]) -> Machine:
    moves = [_move(action, sorted(move.before), move.after, sorted(move.already), move.by) for action, move in flow.items()]
    named = {state for move in flow.values() for state in (*move.before, move.after, *move.already)}
    return Machine(name=name, states=sorted(named), moves=moves)


MACHINES = Machines(
    machines=[
        Machine(name="line", states=list(LINE_STATES), moves=_line_moves()),
        Machine(name="order", states=list(ORDER_STATES), moves=[_move(*move) for move in ORDER_MOVES]),
        *(_venue_machine(name, flow) for name, flow in {**venue.FLOWS, "pad_call": PAD_CALL_FLOW, "chat": CHAT_FLOW}.items()),
    ]
)
