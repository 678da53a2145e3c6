"""Rounds: one press of "order" each, and whether the kitchen has seen it.

A round is seen with the first acknowledgement of any kitchen screen, or when all its cards lie in the kitchen on paper, and missed when
there was neither in time. Both are said once. A wristband order that waits for the cashier counts from its confirmation.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, select, update

from hub.accounts.actor import Actor
from hub.kit.clock import stamp_or_none
from hub.kit.db import Tx
from hub.kit.door import Row, insert_row
from hub.live.append import publish, shop_stream, tell
from hub.orders.audience import audience_now
from hub.orders.events import KitchenMissedRound, KitchenSawRound, RoundMissed, RoundSeen
from hub.orders.heads import find_order
from hub.orders.models import food_order, order_line, order_round
from hub.orders.rows import OrderRow, label
from hub.orders.schemas import RoundOut
from hub.orders.states import PLACED

MOST_AT_ONCE = 200

INSERT = insert_row(order_round)
_same = (
    order_round.c.order_id == bindparam("order_id"),
    order_round.c.round == bindparam("round_number"),
    order_round.c.shop_id == bindparam("shop_id"),
)
UNSEEN = select(order_round.c.order_id, order_round.c.round, order_round.c.told_at).where(
    order_round.c.order_id.in_(bindparam("order_ids", expanding=True)),
    order_round.c.shop_id == bindparam("shop_id"),
    order_round.c.seen_at.is_(None),
    order_round.c.told_at.is_not(None),
)
SEE = (
    update(order_round)
    .where(*_same, order_round.c.seen_at.is_(None))
    .values(seen_at=bindparam("seen_at"), delay_ms=bindparam("delay_ms"))
    .returning(order_round)
)
TELL = (
    update(order_round)
    .where(order_round.c.order_id == bindparam("order_id"), order_round.c.shop_id == bindparam("shop_id"), order_round.c.told_at.is_(None))
    .values(told_at=bindparam("told_at"))
)
OF_ORDER = (
    select(order_round)
    .where(order_round.c.order_id == bindparam("order_id"), order_round.c.shop_id == bindparam("shop_id"))
    .order_by(order_round.c.round)
)
_lines = (
    order_line.c.order_id == order_round.c.order_id,
    order_line.c.shop_id == order_round.c.shop_id,
    order_line.c.round == order_round.c.round,
)
_waits = and_(
    exists().where(
        food_order.c.id == order_round.c.order_id, food_order.c.shop_id == order_round.c.shop_id, food_order.c.closed_at.is_(None)
    ),
    exists().where(*_lines, order_line.c.state == PLACED),
    ~exists().where(*_lines, order_line.c.started_at.is_not(None)),
)
_overdue = (order_round.c.seen_at.is_(None), order_round.c.missed_at.is_(None), order_round.c.told_at < bindparam("before"))
OVERDUE = (
    select(order_round.c.shop_id, order_round.c.order_id, order_round.c.round, _waits.label("waits"))
    .where(*_overdue)
    .order_by(order_round.c.told_at)
    .limit(MOST_AT_ONCE)
    .execution_options(any_tenant="one sweep looks after all shops")
)
OVERDUE_HERE = OVERDUE.where(order_round.c.shop_id == bindparam("shop_id"))
OVERDUE_SHOPS = select(order_round.c.shop_id).where(*_overdue).distinct().execution_options(any_tenant="one sweep looks after all shops")
UNSEEN_STILL = select(order_round.c.order_id, order_round.c.round, _waits.label("waits")).where(
    order_round.c.order_id.in_(bindparam("order_ids", expanding=True)),
    order_round.c.shop_id == bindparam("shop_id"),
    order_round.c.seen_at.is_(None),
)
MISS = (
    update(order_round)
    .where(*_same, order_round.c.seen_at.is_(None), order_round.c.missed_at.is_(None))
    .values(missed_at=bindparam("missed_at"))
    .returning(order_round)
)


def round_of(row: Row) -> RoundOut:
    """A row of `order_round` on the wire."""
    return RoundOut(id=row.id, order_id=row.order_id, round=row.round, seen_at=stamp_or_none(row.seen_at), delay_ms=row.delay_ms)


def rounds_of(tx: Tx, shop_id: UUID, order_id: UUID) -> list[RoundOut]:
    """The rounds of an order, first to last."""
    return [round_of(row) for row in tx.all(OF_ORDER, shop_id=shop_id, order_id=order_id)]


def add_round(tx: Tx, who: Actor, order: OrderRow, number: int, source: str) -> RoundOut:
    """Insert a round; the kitchen is told of it now unless its order waits for confirmation."""
    round_id = tx.new_id()
    row = {
        "id": round_id,
        "order_id": order.id,
        "round": number,
        "brand_id": order.brand_id,
        "shop_id": order.shop_id,
        "source": source,
        "placed_by_kind": who.kind,
        "placed_by_id": who.id,
        "placed_by_name": who.name,
        "placed_at": tx.now,
        "told_at": tx.now if order.confirmed else None,
        "seen_at": None,
        "missed_at": None,
        "delay_ms": None,
    }
    tx.many(INSERT, [row])
    return RoundOut(id=round_id, order_id=order.id, round=number, seen_at=None, delay_ms=None)


def tell_kitchen(tx: Tx, order: OrderRow) -> None:
    """The kitchen learns of the rounds of this order only now."""
    tx.run(TELL, order_id=order.id, shop_id=order.shop_id, told_at=tx.now)


def mark_round_seen(tx: Tx, shop_id: UUID, rounds: Iterable[tuple[UUID, int]]) -> list[RoundOut]:
    """The kitchen has these rounds, `(order id, round)` each, on a screen or on paper; only the first time of each is written and told."""
    seen: list[RoundOut] = []
    acked = set(rounds)
    if not acked:
        return seen
    unseen = {(row.order_id, row.round): row.told_at for row in tx.all(UNSEEN, shop_id=shop_id, order_ids={order for order, _ in acked})}
    for order_id, number in sorted(acked & unseen.keys()):
        told_at: datetime = unseen[order_id, number]
        delay_ms = max(0, round((tx.now - told_at).total_seconds() * 1000))
        row = tx.one_or_none(SEE, shop_id=shop_id, order_id=order_id, round_number=number, seen_at=tx.now, delay_ms=delay_ms)
        order = find_order(tx, shop_id, order_id)
        if row is not None and order is not None:
            seen.append(round_of(row))
            publish(tx, RoundSeen(round=seen[-1]), stream=shop_stream(shop_id), to=_who_holds(tx, order, "round_seen"))
            tell(tx, KitchenSawRound(shop_id=shop_id, order_id=order_id, round=number))
    return seen


def shops_overdue(tx: Tx, before: datetime) -> set[UUID]:
    """Where no screen has acknowledged a round that was told to the kitchen before this instant."""
    return {row.shop_id for row in tx.all(OVERDUE_SHOPS, before=before)}


def note_missed_rounds(tx: Tx, before: datetime, shop_id: UUID | None = None) -> Sequence[RoundOut]:
    """Say which rounds, told to a kitchen before this instant, no screen has acknowledged; in one shop, or in all of them.

    Each is looked at once, and said only if it still waits: a round that is being made, was cancelled or closed needs nobody.
    """
    missed = []
    overdue = tx.all(OVERDUE, before=before) if shop_id is None else tx.all(OVERDUE_HERE, before=before, shop_id=shop_id)
    for found in overdue:
        row = tx.one_or_none(MISS, shop_id=found.shop_id, order_id=found.order_id, round_number=found.round, missed_at=tx.now)
        order = find_order(tx, found.shop_id, found.order_id) if found.waits else None
        if row is not None and order is not None:
            missed.append(round_of(row))
            publish(tx, RoundMissed(round=missed[-1]), stream=shop_stream(found.shop_id), to=_who_holds(tx, order, "round_missed"))
            tell(tx, _missed(order, row))
    return missed


def _missed(order: OrderRow, row: Row) -> KitchenMissedRound:
    return KitchenMissedRound(
        brand_id=order.brand_id,
        shop_id=order.shop_id,
        order_id=order.id,
        round=row.round,
        number=label(order.number),
        place=order.wristband or order.room_number,
        since=row.told_at,
    )


def missed_no_more(tx: Tx, shop_id: UUID, rounds: Collection[tuple[UUID, int]]) -> dict[tuple[UUID, int], Literal["seen", "needless"]]:
    """How it ended that no kitchen screen had seen these rounds: one has, or nobody waits for it any more. Others are left out."""
    found = tx.all(UNSEEN_STILL, shop_id=shop_id, order_ids={order_id for order_id, _ in rounds})
    unseen = {(row.order_id, row.round): row.waits for row in found}
    return {each: "needless" if each in unseen else "seen" for each in rounds if not unseen.get(each)}


def _who_holds(tx: Tx, order: OrderRow, happening: str) -> list[str]:
    """Only boards that still hold the order: a round comes without its order, and would be put back where that has gone."""
    if order.closed_at is not None:
        return []
    channels = audience_now(tx, happening, order)
    return channels if order.cancelled_at is None else [channel for channel in channels if channel.startswith("room:")]
