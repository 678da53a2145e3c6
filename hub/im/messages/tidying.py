"""What the hub does about messages beside the jobs: sends what a lost job has left lying, and forgets what is old."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, delete, select

from hub.im.messages.calls import want_sending
from hub.im.messages.models import SCHEDULED, im_call, im_delivery, im_lane, im_message
from hub.im.messages.provider import take_up_again
from hub.im.messages.sending import arm, send_due
from hub.kit.columns import Instant
from hub.kit.db import Database, Tx

LATE = timedelta(milliseconds=500)
KEEP = timedelta(days=14)
AT_ONCE = 200
ALL_SHOPS = "one sweep looks after all shops"

LATE_SHOPS = (
    select(im_message.c.shop_id)
    .where(SCHEDULED, im_message.c.due_at < bindparam("before", type_=Instant))
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
FORGET_LANES = delete(im_lane).where(im_lane.c.updated_at < bindparam("before", type_=Instant)).execution_options(any_tenant=ALL_SHOPS)


def late_shops(tx: Tx) -> list[UUID]:
    """The shops with messages that should have gone out half a second ago."""
    return [row.shop_id for row in tx.all(LATE_SHOPS, before=tx.now - LATE)]


async def send_late(database: Database, *, by_job: bool) -> None:
    """Send what is late by ourselves: the worker that held the job may be dead, and its lease runs for half a minute.

    With a provider outside, only the job may ask the network, so it is wanted once more.
    """
    if by_job:
        await database.run_later(take_up_again)
    for shop_id in await database.read(late_shops):
        if by_job:
            await database.run_later(lambda tx, shop_id=shop_id: want_sending(tx, shop_id, tx.now))  # type: ignore[misc]
            continue
        while (await database.run_later(lambda tx, shop_id=shop_id: send_due(tx, shop_id))).seen:  # type: ignore[misc]
            pass
        await database.run_later(lambda tx, shop_id=shop_id: arm(tx, shop_id))  # type: ignore[misc]


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
    """Housekeeping: channels on which nobody has spoken for two weeks, all at once."""
    tx.run(FORGET_LANES, before=tx.now - KEEP)
    return 0
