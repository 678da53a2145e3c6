"""Dishes of one order that are told of at the same moment are one sentence, as those of one round are.

A press on a whole card moves every dish of it in one transaction, and each has a call of its own: it may be fetched, taken back or
called anew by itself. So they are not joined when they are written but when the first of them is said, of what stands then; the next
repeat is put together anew.
"""

from collections.abc import Collection
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import bindparam

from hub.im.messages.calls import MESSAGES, read_messages
from hub.im.messages.models import IS_DUE, im_call, im_message
from hub.im.messages.standing import MessageRow, Standing, standing_of
from hub.kit.db import Tx

MOST_IN_ONE = 50
"""Further ones are a sentence of their own."""
ALIKE = (
    MESSAGES.where(
        im_call.c.shop_id == bindparam("shop_id"),
        im_call.c.order_id == bindparam("order_id"),
        im_call.c.event == bindparam("event"),
        im_message.c.channel == bindparam("channel_name"),
        im_message.c.kind == bindparam("kind"),
        im_message.c.repeat == bindparam("nth"),
        IS_DUE,
    )
    .order_by(im_message.c.due_at, im_message.c.id)
    .limit(MOST_IN_ONE)
    .with_for_update(of=im_message, skip_locked=True)
)


def join_alike(tx: Tx, row: MessageRow, standing: Standing, met: Collection[UUID]) -> tuple[Standing, list[MessageRow]]:
    """What is said of all of them, and the messages that need not be said any more. `met`: those this turn has decided about already."""
    found = tx.all(
        ALIKE,
        shop_id=row.shop_id,
        order_id=row.order_id,
        event=row.event,
        channel_name=row.channel,
        kind=row.kind,
        nth=row.repeat,
        now=tx.now,
    )
    items, lines, joined = list(standing.items), list(standing.lines), []
    for other in read_messages(found, row.memo):
        if other.id == row.id or other.id in met or not _said_alike(row, other) or _is_late(tx, other):
            continue
        its = standing_of(tx, other)
        if its is not None and its.stands and its.joins and not set(its.lines) & set(lines):
            items += its.items
            lines += its.lines
            joined.append(other)
    return replace(standing, items=items, lines=lines), joined


def _said_alike(row: MessageRow, other: MessageRow) -> bool:
    """By the same rule, to the same devices."""
    mine = (row.rule_id, row.template_id, row.designated, row.bound_room_id, row.room_id)
    return mine == (other.rule_id, other.template_id, other.designated, other.bound_room_id, other.room_id)


def _is_late(tx: Tx, other: MessageRow) -> bool:
    """Past its limit: it ends for that by itself."""
    return other.expires_at is not None and tx.now > other.expires_at
