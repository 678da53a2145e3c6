"""What of a shop is to be looked at now: messages that are due by themselves, and channels on which somebody who waits has a turn."""

from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, func, not_, or_, select

from hub.im.messages.calls import MESSAGES, want_posting, want_sending
from hub.im.messages.lanes import LONGEST_REST
from hub.im.messages.models import DUE_BY_ITSELF, IS_DUE, SOMEBODY_WAITS, im_lane, im_message
from hub.im.messages.waiting import LANES_DUE, first_in
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import Row

AT_ONCE = 80
"""Messages that are looked at in one transaction: no order waits longer for the writer than these take."""

POSTED_AT_ONCE = 4
"""Claimed for a provider in one transaction: each is posted before the next is claimed, and none may look as if its worker had died."""

DUE = (
    MESSAGES.where(im_message.c.shop_id == bindparam("shop_id"), DUE_BY_ITSELF, im_message.c.due_at <= bindparam("now", type_=Instant))
    .order_by(im_message.c.due_at, im_message.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=im_message, skip_locked=True)
)
ONE_DUE = MESSAGES.where(  # another worker may have put it off meanwhile
    im_message.c.shop_id == bindparam("shop_id"), IS_DUE, im_message.c.id == bindparam("message_id")
).with_for_update(of=im_message, skip_locked=True)
NEXT_DUE = select(func.min(im_message.c.due_at).label("due_at")).where(im_message.c.shop_id == bindparam("shop_id"), DUE_BY_ITSELF)
NEXT_TURN = select(func.min(im_lane.c.next_at).label("due_at")).where(im_lane.c.shop_id == bindparam("shop_id"), SOMEBODY_WAITS)


@lru_cache(maxsize=16)
def of_channels(
    statement: Select[Any], outside: frozenset[str], theirs: bool, channel: ColumnElement[str] = im_message.c.channel
) -> Select[Any]:
    """The messages, or lanes, of a statement whose channels a provider serves, or those that go out on the stream."""
    if not outside:
        return statement
    served = or_(*(or_(channel == name, channel.startswith(f"{name}:")) for name in sorted(outside)))
    return statement.where(served if theirs else not_(served))


def due_now(tx: Tx, shop_id: UUID, outside: frozenset[str] = frozenset(), *, theirs: bool = False) -> list[UUID]:
    """The ids of what is due, for looking at one after the other."""
    waiting = [row for name in turns_due(tx, shop_id, outside, theirs) for row in first_in(tx, shop_id, name)]
    return [row.id for row in (*waiting, *rows_due(tx, shop_id, outside, theirs))]


def rows_due(tx: Tx, shop_id: UUID, outside: frozenset[str], theirs: bool) -> list[Row]:
    """What is due by itself, the first first, at most so many; held until the transaction ends."""
    return tx.all(of_channels(DUE, outside, theirs), shop_id=shop_id, now=tx.now, most=POSTED_AT_ONCE if theirs else AT_ONCE)


def turns_due(tx: Tx, shop_id: UUID, outside: frozenset[str], theirs: bool) -> list[str]:
    """The channels on which somebody who waits has a turn."""
    found = tx.all(of_channels(LANES_DUE, outside, theirs, im_lane.c.name), shop_id=shop_id, now=tx.now, too_far=tx.now + LONGEST_REST)
    return [row.name for row in found]


def _next(tx: Tx, shop_id: UUID, outside: frozenset[str], theirs: bool) -> datetime | None:
    """When the next message is due, or somebody who waits has a turn."""
    due_at = tx.value(of_channels(NEXT_DUE, outside, theirs), shop_id=shop_id)
    turn_at = tx.value(of_channels(NEXT_TURN, outside, theirs, im_lane.c.name), shop_id=shop_id)
    return min((at for at in (due_at, turn_at) if at is not None), default=None)


def arm(tx: Tx, shop_id: UUID, outside: frozenset[str] = frozenset()) -> None:
    """Want the next turn when the next message is due. A transaction of its own: it holds no message while it waits for the job."""
    due_at = _next(tx, shop_id, outside, theirs=False)
    if due_at is not None:
        want_sending(tx, shop_id, due_at)
    if outside:
        due_at = _next(tx, shop_id, outside, theirs=True)
        if due_at is not None:
            want_posting(tx, shop_id, due_at)
