"""Moving lines: one, several, or all of an order.

A move holds the order first, then reads its lines, so of two screens that race the second one sees what the first one did
and is answered from the flow table.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from msgspec import UNSET

from hub.accounts.actor import Actor
from hub.kds.errors import LinesRefused
from hub.kds.events import LineMoved
from hub.kds.moves import Outcome, Wish, met_by, outcome_of
from hub.kds.schemas import CancelledOrder, CancelOrder, Moved, MovedLines, MoveLines, MoveResult, RefusedLine
from hub.kds.states import FLOW
from hub.kit.db import Tx
from hub.kit.errors import NotEnabled, NotFound, Refusal, StateNotAllowed, VersionMismatch, invalid
from hub.live.append import publish, shop_stream
from hub.orders.audience import audience_now
from hub.orders.errors import LineAlreadyStarted, OrderClosed, met
from hub.orders.heads import follow_lines, hold_order, hold_order_of_line, hold_orders_of_lines
from hub.orders.lines import change_line, lines_of, lines_of_orders
from hub.orders.queries import at_line, at_order, require_visible
from hub.orders.rows import LineRow, OrderRow, head_of, line_of, order_of
from hub.orders.schemas import LineOut
from hub.orders.states import PLACED
from hub.venue.queries import shop_row

NO_WISH = Wish()


@dataclass
class Card:
    """A held order with its lines, while some of them move."""

    order: OrderRow
    lines: dict[UUID, LineRow]
    moved: list[UUID] = field(default_factory=list)

    def shown(self, line_id: UUID) -> LineOut:
        return line_of(self.lines[line_id], self.order)


def move_line(tx: Tx, who: Actor, line_id: UUID, action: str, wish: Wish = NO_WISH) -> Moved:
    """Move one line along its flow; of two screens that race, one changes it and the other is told.

    Raises:
        Forbidden: the caller may not do this, whatever the line.
        NotFound: not a line of this shop, or another stay's from a pad.
        NotEnabled: the shop has switched this extension off.
        OrderClosed: the order is completed, whatever the line says.
        VersionMismatch: `If-Match` names a version that is not the line's.
        Refusal: the line is not in a state that the action starts from.
    """
    who.require(FLOW[action].by)
    who, shop_id = at_line(tx, who, line_id)
    order = hold_order_of_line(tx, shop_id, line_id)
    require_visible(tx, who, order)
    require_enabled(tx, order.shop_id, action)
    card = Card(order, {line.id: line for line in lines_of(tx, order.shop_id, order.id)})
    _require_open(order, card.lines[line_id])
    _require_version(tx, card.lines[line_id])
    outcome = _move(tx, who, card, line_id, action, wish)
    _tell(tx, card, action)
    return Moved(line=card.shown(line_id), changed=bool(outcome.changes), coalesced=outcome.coalesced or UNSET)


def move_lines(tx: Tx, who: Actor, command: MoveLines) -> MovedLines:
    """The same action on several lines: all or nothing, unless `partial` takes what is possible.

    Raises:
        LinesRefused: some of the lines cannot do it, so none of them did.
        Invalid: a reason for something else than a cancel.
    """
    action, wish = command.action, Wish(reason=command.reason)
    if wish.reason is not None and action != "cancel":
        raise invalid("/reason", "goes with cancel only")
    who.require(FLOW[action].by)
    line_ids = list(dict.fromkeys(command.line_ids))
    who, shop_id = at_line(tx, who, line_ids[0])
    cards = _hold_cards(tx, who, shop_id, line_ids, action)
    outcomes: dict[UUID, Outcome | Refusal] = {}
    for line_id in line_ids:
        try:
            outcomes[line_id] = _move(tx, who, _card_of(cards, line_id), line_id, action, wish)
        except Refusal as refusal:
            outcomes[line_id] = refusal
    refused = [_refused(cards.get(line_id), line_id, said) for line_id, said in outcomes.items() if isinstance(said, Refusal)]
    if refused and not command.partial:
        raise LinesRefused(lines=refused)
    for card in {card.order.id: card for card in cards.values()}.values():
        _tell(tx, card, action)
    return MovedLines(results=[_result(cards.get(line_id), line_id, said) for line_id, said in outcomes.items()])


def cancel_order(tx: Tx, who: Actor, order_id: UUID, command: CancelOrder) -> CancelledOrder:
    """Cancel all lines of an order, or, with `partial`, those that nobody has started.

    Raises:
        LineAlreadyStarted: some have been started; `lines` names them, and nothing was cancelled.
        OrderClosed: the order is completed.
        NotFound: not an order of this shop, or another stay's from a pad.
    """
    who, shop_id = at_order(tx, who, order_id)
    order = hold_order(tx, shop_id, order_id)
    require_visible(tx, who, order)
    card = Card(order, {line.id: line for line in lines_of(tx, order.shop_id, order.id)})
    _require_open(card.order, None)
    refused = [_refused(card, line.id, LineAlreadyStarted()) for line in card.lines.values() if FLOW["cancel"].says.get(line.state)]
    if refused and not command.partial:
        raise LineAlreadyStarted(lines=refused, **met(order.state, [PLACED]))
    for line in list(card.lines.values()):
        if line.state == PLACED:
            _move(tx, who, card, line.id, "cancel", Wish(reason=command.reason))
    _tell(tx, card, "cancel")
    order_out = order_of(card.order, [card.shown(line_id) for line_id in card.lines])
    return CancelledOrder(order=order_out, cancelled=card.moved, refused=refused)


def require_enabled(tx: Tx, shop_id: UUID, action: str) -> None:
    """Raises `NotEnabled` when the action is an extension that the shop has switched off."""
    name = FLOW[action].setting
    if name is not None and not shop_row(tx, shop_id).setting(name):
        raise NotEnabled(f"{action} is switched off in this shop", setting=name)


def _hold_cards(tx: Tx, who: Actor, shop_id: UUID, line_ids: Sequence[UUID], action: str) -> dict[UUID, Card]:
    """The cards of these lines, by line id; a line that the caller must not see has none."""
    held = hold_orders_of_lines(tx, shop_id, line_ids)
    of_order = lines_of_orders(tx, shop_id, [order.id for order in held])
    require_enabled(tx, shop_id, action)
    cards: dict[UUID, Card] = {}
    for order in held:
        try:
            require_visible(tx, who, order)
        except NotFound:
            continue
        card = Card(order, {line.id: line for line in of_order[order.id]})
        cards |= dict.fromkeys(card.lines, card)
    return cards


def _card_of(cards: dict[UUID, Card], line_id: UUID) -> Card:
    if line_id not in cards:
        raise NotFound
    return cards[line_id]


def _require_open(order: OrderRow, line: LineRow | None) -> None:
    if order.closed_at is not None:
        raise OrderClosed(**met(line.state if line else order.state, ()))


def _move(tx: Tx, who: Actor, card: Card, line_id: UUID, action: str, wish: Wish) -> Outcome:
    line = card.lines[line_id]
    _require_open(card.order, line)
    if action == "start" and line.state == PLACED and not card.order.confirmed:
        raise StateNotAllowed("the cashier has not accepted this order yet", **met_by(action, line))
    outcome = outcome_of(action, line, who, tx.now, wish)
    if outcome.changes:
        card.lines[line_id] = change_line(tx, who, line, action, outcome.changes, wish.reason)
        card.moved.append(line_id)
    return outcome


def _require_version(tx: Tx, line: LineRow) -> None:
    """A screen that wants to be told when the line has changed under it says which version it shows."""
    if tx.if_match is None or tx.if_match.strip() == "*":
        return
    wanted = tx.if_match.strip().removeprefix("W/").strip('"')
    if wanted != str(line.version):
        raise VersionMismatch(f"the line is at version {line.version}", version=line.version, **{"from": line.state})


def _tell(tx: Tx, card: Card, action: str) -> None:
    """Bring the order in line with its moved lines, once, and tell of each of them."""
    if not card.moved:
        return
    card.order = follow_lines(tx, card.order, list(card.lines.values()))
    head, to = head_of(card.order), audience_now(tx, action, card.order)
    for line_id in card.moved:
        event = LineMoved(line=card.shown(line_id), order=head, action=action)
        publish(tx, event, stream=shop_stream(card.order.shop_id), to=to)


def _refused(card: Card | None, line_id: UUID, refusal: Refusal) -> RefusedLine:
    return RefusedLine(id=line_id, state=card.lines[line_id].state if card else None, code=refusal.code)


def _result(card: Card | None, line_id: UUID, said: Outcome | Refusal) -> MoveResult:
    if isinstance(said, Refusal) or card is None:
        return MoveResult(line_id=line_id, problem=said.problem() if isinstance(said, Refusal) else UNSET)
    return MoveResult(line_id=line_id, line=card.shown(line_id), changed=bool(said.changes), coalesced=said.coalesced or UNSET)
