"""What happened to an order: who, what, when. Nothing is written for it; it is read from what the acts themselves left behind."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from msgspec import UNSET
from sqlalchemy import bindparam, select

from hub.accounts.actor import Actor
from hub.accounts.queries import acts_on
from hub.kit.clock import stamp
from hub.kit.db import Tx
from hub.kit.errors import Forbidden, NotFound
from hub.orders.heads import find_order
from hub.orders.lines import lines_of
from hub.orders.models import line_history
from hub.orders.queries import at_order
from hub.orders.rounds import OF_ORDER as ROUNDS
from hub.orders.rows import LineRow, OrderRow
from hub.orders.schemas import By, HistoryEntry, OrderHistory

OF_LINES = (
    select(line_history)
    .where(line_history.c.line_id.in_(bindparam("line_ids", expanding=True)), line_history.c.shop_id == bindparam("shop_id"))
    .order_by(line_history.c.at, line_history.c.line_id, line_history.c.version)
)
ACTS = {"orders.confirm": "confirmed", "orders.move": "moved", "orders.complete": "closed"}
HUB = By(kind="hub", id=None, name="")
ORDER = ("place", "confirmed", "seen", "missed", "moved")
"""Of what happened in the same millisecond: the round before anybody can have seen it, and so on; `closed` comes last."""


def order_history(tx: Tx, who: Actor, order_id: UUID) -> OrderHistory:
    """Everything that happened to an order, oldest first. Not for pads: it names who works here.

    Raises:
        NotFound: not an order of this shop.
    """
    if who.role == "pad":
        raise Forbidden("guests are not told who did what")
    who, shop_id = at_order(tx, who, order_id)
    order = find_order(tx, shop_id, order_id)
    if order is None:
        raise NotFound
    entries = [*of_lines(tx, order, lines_of(tx, shop_id, order_id)), *of_rounds(tx, order), *of_order(tx, order)]
    return OrderHistory(items=sorted(entries, key=lambda entry: (entry.at, rank(entry.action))))


def rank(action: str) -> int:
    if action == "closed":
        return len(ORDER) + 1
    return ORDER.index(action) if action in ORDER else len(ORDER)


def of_lines(tx: Tx, order: OrderRow, lines: Sequence[LineRow]) -> Iterator[HistoryEntry]:
    round_of = {line.id: line.round for line in lines}
    for row in tx.all(OF_LINES, line_ids=list(round_of), shop_id=order.shop_id):
        yield HistoryEntry(
            key=f"{row.line_id}/{row.version}",
            at=stamp(row.at),
            action=row.action,
            by=By(kind=row.by_kind, id=row.by_id, name=row.by_name),
            round=round_of[row.line_id],
            line_id=row.line_id,
            from_state=row.from_state,
            to_state=row.to_state,
            reason=UNSET if row.reason is None else row.reason,
        )


def of_rounds(tx: Tx, order: OrderRow) -> Iterator[HistoryEntry]:
    """When a kitchen screen saw each round, or that none did in time."""
    for row in tx.all(ROUNDS, order_id=order.id, shop_id=order.shop_id):
        if row.missed_at is not None:
            yield HistoryEntry(key=f"{row.id}/missed", at=stamp(row.missed_at), action="missed", by=HUB, round=row.round)
        if row.seen_at is not None:
            yield HistoryEntry(key=f"{row.id}/seen", at=stamp(row.seen_at), action="seen", by=HUB, round=row.round, delay_ms=row.delay_ms)


def of_order(tx: Tx, order: OrderRow) -> Iterator[HistoryEntry]:
    """What was done to the order as a whole, as the audit log has it."""
    for row in acts_on(tx, order.shop_id, "order", order.id, ACTS):
        yield HistoryEntry(
            key=str(row.id),
            at=stamp(row.at),
            action=ACTS[row.action],
            by=By(kind=row.actor_kind, id=row.actor_id, name=row.actor_name),
            **FACTS[row.action](row),
        )


FACTS: dict[str, Any] = {
    "orders.confirm": lambda _row: {},
    "orders.move": lambda row: {"left": row.before["room"], "entered": row.after["room"]},
    "orders.complete": lambda row: {"unfinished": row.after["unfinished"]},
}
