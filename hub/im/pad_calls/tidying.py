"""Guests' calls that are long over are forgotten; they say who was in which room when, and who went there."""

from datetime import timedelta

from hub.im.forgetting import delete_of, ended_before, forget
from hub.im.pad_calls.models import pad_call
from hub.kit.db import Tx

KEEP = timedelta(days=90)
"""As long as alarms: a quarter of a year shows where guests wait."""

OVER = ended_before(pad_call.c.finished_at, order_by=pad_call.c.finished_at)
FORGET = [delete_of(pad_call.c.id)]


def forget_pad_calls(tx: Tx) -> int:
    """Housekeeping: calls that ended a quarter of a year ago, at most 200; how many. One that runs stays, however old it is."""
    return forget(tx, OVER, tx.now - KEEP, FORGET)
