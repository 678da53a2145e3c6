"""The flow of a line, as a table. The verbs run on it, the API serves it, and the tests walk every cell of it. Pure."""

from collections.abc import Mapping

import msgspec

from hub.kit.errors import Refusal, StateNotAllowed
from hub.orders.errors import LineAlreadyServed, LineAlreadyStarted, LineCancelled, LineNotReady, LineNotStarted, LineVoided
from hub.orders.states import CALLED, CANCELLED, PLACED, PREPARING, READY, SERVED, VOIDED, LineState

Refusals = Mapping[LineState, type[Refusal]]

MET: Refusals = {
    PLACED: LineNotStarted,
    PREPARING: LineNotReady,
    READY: StateNotAllowed,
    CALLED: StateNotAllowed,
    SERVED: LineAlreadyServed,
    CANCELLED: LineCancelled,
    VOIDED: LineVoided,
}
"""What an action that cannot start from a state says, unless its own row says otherwise."""

NOT_READY: Refusals = {PLACED: LineNotReady}
STARTED: Refusals = {PREPARING: LineAlreadyStarted, READY: LineAlreadyStarted, CALLED: LineAlreadyStarted, SERVED: LineAlreadyStarted}
NOT_VOIDED: Refusals = {PLACED: StateNotAllowed, PREPARING: StateNotAllowed, SERVED: StateNotAllowed}


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """One action: from where to where, who may, and where it has nothing left to do."""

    to: Mapping[LineState, LineState]
    """Each state it starts from, with the state it leads to; the same state where only something beside it changes."""
    by: str
    """The permission."""
    already: frozenset[LineState] = frozenset()
    says: Refusals = {}
    setting: str | None = None
    """The switch of the shop that this extension needs."""

    def refusal(self, state: LineState) -> type[Refusal]:
        """How the action is refused from a state that is neither its start nor behind it."""
        return self.says.get(state) or MET[state]


FLOW: dict[str, Move] = {
    "start": Move(to={PLACED: PREPARING}, already=frozenset({PREPARING, READY, CALLED, SERVED}), by="kds.cook"),
    "finish": Move(to={PREPARING: READY}, already=frozenset({READY, CALLED, SERVED}), by="kds.cook"),
    "call": Move(to={READY: CALLED, CALLED: CALLED}, says=NOT_READY, by="kds.call"),
    "serve": Move(to={READY: SERVED, CALLED: SERVED}, already=frozenset({SERVED}), says=NOT_READY, by="kds.serve"),
    "cancel": Move(to={PLACED: CANCELLED}, already=frozenset({CANCELLED}), says=STARTED, by="orders.cancel"),
    "undo": Move(to={PREPARING: PLACED}, already=frozenset({PLACED}), by="kds.cook", setting="ext_undo"),
    "recall": Move(
        to={READY: PREPARING, CALLED: PREPARING, SERVED: READY}, already=frozenset({PREPARING}), by="kds.cook", setting="ext_recall"
    ),
    "void": Move(to={PREPARING: VOIDED, READY: VOIDED, CALLED: VOIDED}, already=frozenset({VOIDED}), by="kds.void", setting="ext_void"),
    "confirm": Move(to={VOIDED: VOIDED}, says=NOT_VOIDED, by="kds.cook", setting="ext_void"),
    "rush": Move(to={PLACED: PLACED, PREPARING: PREPARING, READY: READY, CALLED: CALLED}, by="kds.rush", setting="ext_rush"),
    "claim": Move(to={READY: READY, CALLED: CALLED}, says=NOT_READY, by="kds.serve"),
}
