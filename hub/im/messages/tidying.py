"""What is done about messages beside the jobs: sends what a lost job has left lying, and forgets what is old."""

import asyncio
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import bindparam, delete, or_, select

from hub.im.messages.jobs import send_all
from hub.im.messages.lanes import LONGEST_REST
from hub.im.messages.models import DUE_BY_ITSELF, SOMEBODY_WAITS, im_call, im_delivery, im_lane, im_message
from hub.im.messages.provider import is_any_left, lost_after, take_up_again
from hub.kit.columns import Instant
from hub.kit.db import Database, Tx
from hub.kit.jobs import JobRun

LATE = timedelta(milliseconds=500)
LOOK_EVERY_SECONDS = 0.5
"""With the half second before it: a message is out within two seconds of its time, however the others end."""
KEEP = timedelta(days=14)
AT_ONCE = 200
ALL_SHOPS = "one sweep looks after all shops"

LATE_SHOPS = (
    select(im_message.c.shop_id)
    .where(DUE_BY_ITSELF, im_message.c.due_at < bindparam("before", type_=Instant))
    .distinct()
    .limit(AT_ONCE)
    .execution_options(any_tenant=ALL_SHOPS)
)
LATE_LANES = (
    select(im_lane.c.shop_id)
    .where(
        SOMEBODY_WAITS,
        or_(im_lane.c.next_at < bindparam("before", type_=Instant), im_lane.c.next_at > bindparam("too_far", type_=Instant)),
    )
    .distinct()
    .limit(AT_ONCE)
    .execution_options(any_tenant=ALL_SHOPS)
)
OLDEST_CALLS = select(im_call.c.id, im_call.c.created_at).order_by(im_call.c.id).limit(AT_ONCE).execution_options(any_tenant=ALL_SHOPS)
"""Ids rise with time, so the oldest calls stand first and nothing need be looked through."""
_their_messages = (
    select(im_message.c.id).where(im_message.c.call_id.in_(bindparam("call_ids", expanding=True))).execution_options(any_tenant=ALL_SHOPS)
)
FORGET_DELIVERIES = delete(im_delivery).where(im_delivery.c.message_id.in_(_their_messages)).execution_options(any_tenant=ALL_SHOPS)
FORGET_MESSAGES = (
    delete(im_message).where(im_message.c.call_id.in_(bindparam("call_ids", expanding=True))).execution_options(any_tenant=ALL_SHOPS)
)
FORGET_CALLS = delete(im_call).where(im_call.c.id.in_(bindparam("call_ids", expanding=True))).execution_options(any_tenant=ALL_SHOPS)
OLD_LANES = (
    select(im_lane.c.shop_id, im_lane.c.name)
    .where(im_lane.c.updated_at < bindparam("before", type_=Instant))
    .order_by(im_lane.c.updated_at)
    .limit(AT_ONCE)
    .execution_options(any_tenant=ALL_SHOPS)
)
FORGET_LANE = delete(im_lane).where(
    im_lane.c.shop_id == bindparam("its_shop"),
    im_lane.c.name == bindparam("lane"),
    im_lane.c.updated_at < bindparam("before", type_=Instant),
)


def late_shops(tx: Tx) -> list[UUID]:
    """The shops with messages that should have gone out half a second ago, or on whose channels somebody who waits had a turn by then."""
    late = [*tx.all(LATE_SHOPS, before=tx.now - LATE), *tx.all(LATE_LANES, before=tx.now - LATE, too_far=tx.now + LONGEST_REST)]
    return sorted({row.shop_id for row in late})


async def send_late(database: Database) -> None:
    """Send what is late by ourselves: the worker that held the job may be dead, and its lease runs for half a minute.

    Every hub and every worker looks, so that it is enough for one of them to live. What a provider outside is to be handed is only
    wanted once more: nobody else asks the network. It is looked for without a provider too: one that was switched off leaves some behind.
    """
    lost = lost_after(database)
    if await database.read(partial(is_any_left, lost=lost)):
        await database.run_later(partial(take_up_again, lost=lost))
    for shop_id in await database.read(late_shops):
        await asyncio.to_thread(send_all, JobRun(database), shop_id)


def forget_calls(tx: Tx) -> int:
    """Housekeeping: calls of two weeks ago with all that became of them, at most 200; how many."""
    before = tx.now - KEEP
    old = [row.id for row in tx.all(OLDEST_CALLS) if row.created_at < before]
    if old:
        tx.run(FORGET_DELIVERIES, call_ids=old)
        tx.run(FORGET_MESSAGES, call_ids=old)
        tx.run(FORGET_CALLS, call_ids=old)
    return len(old)


def forget_lanes(tx: Tx) -> int:
    """Housekeeping: channels on which nobody has spoken for two weeks, at most 200; how many. Each refreshed resource has its own."""
    before = tx.now - KEEP
    old = tx.all(OLD_LANES, before=before)
    tx.many(FORGET_LANE, [{"its_shop": row.shop_id, "lane": row.name, "before": before} for row in old])
    return len(old)
