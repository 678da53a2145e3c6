"""The flows as the API serves them, `GET /meta/state-machines`: read from the very tables the verbs run on."""

from collections.abc import Iterable, Mapping
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from hub.accounts.permissions import DEVICE_PERMISSIONS, STAFF_PERMISSIONS
from hub.im.alarms.states import ALARM_FLOW, ALARM_STATES
from hub.im.chat.states import CHAT_FLOW, CHAT_STATES
from hub.im.messages.deliveries import RANK
from hub.im.messages.states import MESSAGE_FLOW, MESSAGE_STATES
from hub.im.pad_calls.states import PAD_CALL_FLOW, PAD_CALL_STATES
from hub.im.states import ACTIVE, DEVICE_FLOW, DISABLED, REVOKED
from hub.kds.states import FLOW
from hub.kit.db import Tx
from hub.kit.errors import Forbidden, NotSignedIn
from hub.kit.web import Out, Run, allow, refuses
from hub.orders.states import LINE_STATES, OPEN_ORDER_STATES, ORDER_STATES, PLACED
from hub.printing.states import PRINT_FLOW, PRINT_STATES
from hub.venue import states as venue
from hub.venue.states import ANY_DEVICE, HUB

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

PUT = "sent"
"""A delivery of which the device has said nothing yet."""


class Machine(Out, frozen=True, kw_only=True):
    """One flow: its states, and its actions with where they start and lead, where they change nothing, and who may."""

    name: str
    states: list[str]
    moves: list[dict[str, Any]]


class Machines(Out, frozen=True, kw_only=True):
    machines: list[Machine]


def _move(action: str, before: Iterable[str], after: str, already: Iterable[str], by: str) -> dict[str, Any]:
    return {"action": action, "from": list(before), "to": after, "already": list(already), "by": _who_may(by)}


def _who_may(permission: str) -> list[str]:
    """Device kinds and roles of staff that hold the permission, each named once; the hub, or the kinds, where none is needed."""
    if permission == HUB:
        return [HUB]
    if permission == ANY_DEVICE:
        return list(DEVICE_PERMISSIONS)
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


def _delivery_moves() -> list[dict[str, Any]]:
    """What a device says of a message only ever says more than what it has said before."""
    ranks = {PUT: 0, **RANK}
    return [
        _move(
            said,
            [state for state, held in ranks.items() if held < rank],
            said,
            [state for state, held in ranks.items() if held >= rank],
            ANY_DEVICE,
        )
        for said, rank in RANK.items()
    ]


def _flow(name: str, flow: Mapping[str, venue.Move], states: Iterable[str] = ()) -> Machine:
    named = {state for move in flow.values() for state in (*move.before, move.after, *move.already)}
    moves = [_move(action, sorted(move.before), move.after, sorted(move.already), move.by) for action, move in flow.items()]
    return Machine(name=name, states=list(states) or sorted(named), moves=moves)


def _device_flow() -> dict[str, venue.Move]:
    register = {"register": venue.Move(frozenset(), ACTIVE, by="devices.manage")}
    return register | {name: venue.Move(move.before, move.after, move.already, "devices.manage") for name, move in DEVICE_FLOW.items()}


MACHINES = Machines(
    machines=[
        Machine(name="line", states=list(LINE_STATES), moves=_line_moves()),
        Machine(name="order", states=list(ORDER_STATES), moves=[_move(*move) for move in ORDER_MOVES]),
        *(_flow(name, flow) for name, flow in venue.FLOWS.items()),
        _flow("pad_call", PAD_CALL_FLOW, PAD_CALL_STATES),
        _flow("chat", CHAT_FLOW, CHAT_STATES),
        _flow("device", _device_flow(), (ACTIVE, DISABLED, REVOKED)),
        _flow("message", MESSAGE_FLOW, MESSAGE_STATES),
        Machine(name="delivery", states=[PUT, *RANK], moves=_delivery_moves()),
        _flow("alarm", ALARM_FLOW, ALARM_STATES),
        _flow("print_job", PRINT_FLOW, PRINT_STATES),
    ]
)


def machines(tx: Tx, who: object) -> Machines:
    """Every flow of the core: what guests order, where they are, what is said to whom, and what is printed."""
    return MACHINES


@get(
    "/meta/state-machines",
    guards=[allow("menu.read")],
    responses=refuses(Forbidden, NotSignedIn),
    summary="The flows",
    tags=["Meta"],
)
async def state_machines(run: NamedDependency[Run]) -> Response[Machines]:
    """Every flow of the core as data: what each action starts from, where it leads, where it changes nothing, and who may.

    `by` names device kinds and roles of staff, or `hub` where the hub does it by itself.
    """
    return await run.read(machines)
