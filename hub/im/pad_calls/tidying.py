"""Guests' calls that are long over are forgotten; they say who was in which room when, and who went there."""

from datetime import timedelta

from sqlalchemy import bindparam, delete, select

from hub.im.pad_calls.models import pad_call
from hub.kit.columns import Instant
from hub.kit.db import Tx

KEEP = timedelta(days=90)
"""As long as alarms: a quarter of a year shows where guests wait."""
AT_ONCE = 200
ALL_SHOPS = "one sweep looks after all shops"

OVER = (
    select(pad_call.c.id)
    .where(pad_call.c.finished_at < bindparam("before", type_=Instant))
    .order_by(pad_call.c.finished_at)
    .limit(AT_ONCE)
    .execution_options(any_tenant=ALL_SHOPS)
)
FORGET = delete(pad_call).where(pad_call.c.id.in_(bindparam("call_ids", expanding=True))).execution_options(any_tenant=ALL_SHOPS)


def forget_pad_calls(tx: Tx) -> int:
    """Housekeeping: calls that ended a quarter of a year ago, at most 200; how many. One that runs stays, however old it is."""
    old = [row.id for row in tx.all(OVER, before=tx.now - KEEP)]
    if old:
        tx.run(FORGET, call_ids=old)
    return len(old)
