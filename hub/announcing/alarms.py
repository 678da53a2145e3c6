"""Alarms that only the higher parts can tell: rounds no kitchen has seen. And the look that is taken at all of them, once a second."""

from typing import Final
from uuid import UUID

from hub.im.alarms.queries import find_standing
from hub.im.alarms.schemas import AlarmAbout
from hub.im.alarms.service import Fault, clear_alarm, raise_alarm, standing_of_kind
from hub.im.alarms.steps import take_due_steps
from hub.im.alarms.unheard import watch_announcements
from hub.im.alarms.unreachable import watch_devices
from hub.im.messages.standing import GONE, MessageRow, Standing
from hub.kit.db import Tx
from hub.orders.events import KitchenMissedRound
from hub.orders.rounds import why_missed_no_more

ROUND_MISSED: Final = "round_missed"


def look_after_alarms(tx: Tx) -> None:
    """Clear what is over, raise what has begun, do the next thing about what goes on. Safe on any number of hubs at once."""
    watch_devices(tx)
    watch_announcements(tx)
    watch_missed_rounds(tx)
    take_due_steps(tx)


def raise_for_round(tx: Tx, fact: KitchenMissedRound) -> None:
    """A reaction: a round that no kitchen screen has acknowledged in time."""
    about = AlarmAbout(order_id=fact.order_id, number=fact.number, room=fact.place, round=fact.round)
    raise_alarm(tx, Fault(fact.brand_id, fact.shop_id, ROUND_MISSED, f"round:{fact.order_id}:{fact.round}", about, fact.since))


def watch_missed_rounds(tx: Tx) -> None:
    """A round that a screen has seen, that is being made, was cancelled or has gone with its guests needs nobody any more."""
    for row in standing_of_kind(tx, ROUND_MISSED):
        _, order_id, number = row.subject.split(":")
        how = why_missed_no_more(tx, row.shop_id, UUID(order_id), int(number))
        if how is not None:
            clear_alarm(tx, row, how)


def alarm_stands(tx: Tx, shop_id: UUID, alarm_id: str, _: MessageRow) -> Standing:
    """A message about an alarm is worth sending while the alarm stands."""
    return GONE if find_standing(tx, shop_id, UUID(alarm_id)) is None else Standing(stands=True)
