"""Alarms that are long over are forgotten; one that stands stays, however old it is."""

from datetime import timedelta

from hub.im.alarms.models import alarm, alarm_step
from hub.im.forgetting import delete_of, ended_before, forget
from hub.kit.db import Tx

KEEP = timedelta(days=90)
"""A quarter of a year shows which screen fails again and again."""

OVER = ended_before(alarm.c.cleared_at, order_by=alarm.c.id)
FORGET = [delete_of(alarm_step.c.alarm_id), delete_of(alarm.c.id)]


def forget_alarms(tx: Tx) -> int:
    """Housekeeping: alarms that were over a quarter of a year ago, with what was done about each, at most 200; how many."""
    return forget(tx, OVER, tx.now - KEEP, FORGET)
