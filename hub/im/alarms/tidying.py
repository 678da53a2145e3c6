"""Alarms that are long over are forgotten; one that stands stays, however old it is."""

from datetime import timedelta

from sqlalchemy import bindparam, delete, select

from hub.im.alarms.models import alarm, alarm_step
from hub.kit.columns import Instant
from hub.kit.db import Tx

KEEP = timedelta(days=90)
"""A quarter of a year shows which screen fails again and again."""
AT_ONCE = 200
ALL_SHOPS = "one sweep looks after all shops"

OVER = (
    select(alarm.c.id)
    .where(alarm.c.cleared_at < bindparam("before", type_=Instant))
    .order_by(alarm.c.id)
    .limit(AT_ONCE)
    .execution_options(any_tenant=ALL_SHOPS)
)
FORGET_STEPS = (
    delete(alarm_step).where(alarm_step.c.alarm_id.in_(bindparam("alarm_ids", expanding=True))).execution_options(any_tenant=ALL_SHOPS)
)
FORGET = delete(alarm).where(alarm.c.id.in_(bindparam("alarm_ids", expanding=True))).execution_options(any_tenant=ALL_SHOPS)


def forget_alarms(tx: Tx) -> int:
    """Housekeeping: alarms that were over a quarter of a year ago, with what was done about each, at most 200; how many."""
    old = [row.id for row in tx.all(OVER, before=tx.now - KEEP)]
    if old:
        tx.run(FORGET_STEPS, alarm_ids=old)
        tx.run(FORGET, alarm_ids=old)
    return len(old)
