"""The rows of `order_line` and of their history: inserted, read, and changed by one conditional statement."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.kit.db import Tx
from hub.kit.door import insert_row
from hub.kit.errors import require
from hub.orders.models import line_history, order_line
from hub.orders.rows import LineRow

CHANGING = (
    "state",
    "rush",
    "started_at",
    "started_by",
    "ready_at",
    "ready_by",
    "called_at",
    "call_count",
    "claimed_by_id",
    "claimed_by_name",
    "served_at",
    "served_by",
    "cancelled_at",
    "voided_at",
    "void_confirmed_at",
    "version",
)
"""What a move may change; all else is the line as it was sold."""

AUDITED = frozenset({"cancel", "void"})
"""What takes money off a bill stands in the audit log whoever does it. What else devices do, the line's history tells."""

INSERT_LINE = insert_row(order_line)
INSERT_HISTORY = insert_row(line_history)
OF_ORDER = (
    select(order_line)
    .where(order_line.c.order_id == bindparam("order_id"), order_line.c.shop_id == bindparam("shop_id"))
    .order_by(order_line.c.position)
)
OF_ORDERS = (
    select(order_line)
    .where(order_line.c.order_id.in_(bindparam("order_ids", expanding=True)), order_line.c.shop_id == bindparam("shop_id"))
    .order_by(order_line.c.order_id, order_line.c.position)
)
CHANGE = (
    update(order_line)
    .where(
        order_line.c.id == bindparam("line_id"),
        order_line.c.shop_id == bindparam("shop_id"),
        order_line.c.state == bindparam("state_before"),
        order_line.c.version == bindparam("version_before"),
    )
    .values({name: bindparam(name) for name in CHANGING})
)
ORDER_OF = select(order_line.c.order_id).where(order_line.c.id == bindparam("line_id"), order_line.c.shop_id == bindparam("shop_id"))
SHOP_OF = select(order_line.c.shop_id).where(order_line.c.id == bindparam("line_id"), order_line.c.brand_id == bindparam("brand_id"))


def lines_of(tx: Tx, shop_id: UUID, order_id: UUID) -> list[LineRow]:
    """All lines of an order, in the order they were placed."""
    return tx.all(OF_ORDER, order_id=order_id, shop_id=shop_id)


def shop_of_line(tx: Tx, brand_id: UUID, line_id: UUID) -> UUID | None:
    """The shop of a line, for someone who may act in all shops of a brand."""
    found: UUID | None = tx.value(SHOP_OF, line_id=line_id, brand_id=brand_id)
    return found


def order_id_of_line(tx: Tx, shop_id: UUID, line_id: UUID) -> UUID | None:
    """The order that a line of the shop belongs to."""
    found: UUID | None = tx.value(ORDER_OF, line_id=line_id, shop_id=shop_id)
    return found


def lines_of_orders(tx: Tx, shop_id: UUID, order_ids: Sequence[UUID]) -> dict[UUID, list[LineRow]]:
    """The lines of several orders, each in the order they were placed."""
    found: dict[UUID, list[LineRow]] = {order_id: [] for order_id in order_ids}
    if found:
        for line in tx.all(OF_ORDERS, order_ids=list(found), shop_id=shop_id):
            found[line.order_id].append(line)
    return found


def add_lines(tx: Tx, who: Actor, lines: Sequence[LineRow]) -> None:
    """Insert new lines, each with the first row of its history."""
    tx.many(INSERT_LINE, [line._asdict() for line in lines])
    tx.many(INSERT_HISTORY, [_history(tx, who, line, "place", None, None) for line in lines])


def change_line(tx: Tx, who: Actor, line: LineRow, action: str, changes: dict[str, Any], reason: str | None = None) -> LineRow:
    """Write one move of a line and its history row. The caller holds the line's order, so nobody can have been first."""
    moved = line._replace(**changes, version=line.version + 1)
    values = {name: getattr(moved, name) for name in CHANGING}
    count = tx.run(CHANGE, line_id=line.id, shop_id=line.shop_id, state_before=line.state, version_before=line.version, **values)
    require(count == 1, "a line changes only while its order is held")
    tx.run(INSERT_HISTORY, **_history(tx, who, moved, action, line.state, reason))
    if who.kind == "user" or action in AUDITED:
        record(tx, who, f"kds.{action}", "line", line.id, {"state": line.state}, {"state": moved.state, "reason": reason})
    return moved


def _history(tx: Tx, who: Actor, line: LineRow, action: str, before: str | None, reason: str | None) -> dict[str, Any]:
    return {
        "line_id": line.id,
        "version": line.version,
        "brand_id": line.brand_id,
        "shop_id": line.shop_id,
        "order_id": line.order_id,
        "action": action,
        "from_state": before,
        "to_state": line.state,
        "at": tx.now,
        "by_kind": who.kind,
        "by_id": who.id,
        "by_name": who.name,
        "cause": tx.cause,
        "reason": reason,
    }
