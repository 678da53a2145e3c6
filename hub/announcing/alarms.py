"""Alarms that only the higher parts can tell: rounds no kitchen has seen. And the look that is taken at all of them, once a second."""

from collections.abc import Callable, Collection
from functools import partial
from typing import Final, NamedTuple
from uuid import UUID

from hub.im.alarms import unheard, unreachable
from hub.im.alarms.queries import find_standing
from hub.im.alarms.schemas import AlarmAbout
from hub.im.alarms.service import Fault, clear_alarm, find_about, raise_alarm, shops_with, standing_of_kind
from hub.im.alarms.steps import shops_with_steps, take_due_steps
from hub.im.messages.standing import GONE, MessageRow, Standing
from hub.kit.db import Database, Tx
from hub.kit.timer import attempt
from hub.orders.events import KitchenMissedRound, KitchenSawRound
from hub.orders.rounds import missed_no_more

ROUND_MISSED: Final = "round_missed"


class Look(NamedTuple):
    """One of the looks: in which shops there may be something to do, and what is done in each."""

    what: str
    where: Callable[[Tx], Collection[UUID]]
    take: Callable[[Tx, UUID], None]
    judges: bool = False
    """Whether it holds silence against somebody, who must have had a hub to speak to."""


async def look_after_alarms(database: Database, *, judging: bool = True) -> None:
    """Clear what is over, raise what has begun (if `judging`), do the next thing about what goes on. Safe on any number of hubs at once.

    Each shop has a transaction of its own: an alarm at fault in one of them keeps no other from its own.
    """
    for look in LOOKS:
        if judging or not look.judges:
            await attempt(look.what, _in_each_shop(database, look))


async def _in_each_shop(database: Database, look: Look) -> None:
    for shop_id in sorted(await database.read(look.where)):
        await attempt(f"{look.what} in {shop_id}", database.run_later(lambda tx, here=shop_id: look.take(tx, here)))  # type: ignore[misc]


def raise_for_round(tx: Tx, fact: KitchenMissedRound) -> None:
    """A reaction: a round that no kitchen screen has acknowledged in time."""
    about = AlarmAbout(order_id=fact.order_id, number=fact.number, room=fact.place, round=fact.round)
    raise_alarm(tx, Fault(fact.brand_id, fact.shop_id, ROUND_MISSED, f"round:{fact.order_id}:{fact.round}", about, fact.since))


def clear_for_round(tx: Tx, fact: KitchenSawRound) -> None:
    """A reaction: a kitchen has the round after all."""
    row = find_about(tx, fact.shop_id, ROUND_MISSED, f"round:{fact.order_id}:{fact.round}")
    if row is not None:
        clear_alarm(tx, row, "seen")


def watch_missed_rounds(tx: Tx, shop_id: UUID) -> None:
    """A round that a screen has seen, that is being made, was cancelled or has gone with its guests needs nobody any more."""
    for rows in standing_of_kind(tx, shop_id, ROUND_MISSED):
        rounds = {_round_of(row.subject): row for row in rows}
        for each, how in missed_no_more(tx, shop_id, rounds).items():
            clear_alarm(tx, rounds[each], how)


def _round_of(subject: str) -> tuple[UUID, int]:
    _, order_id, number = subject.split(":")
    return UUID(order_id), int(number)


def alarm_stands(tx: Tx, shop_id: UUID, alarm_id: str, _: MessageRow) -> Standing:
    """A message about an alarm is worth sending while the alarm stands."""
    return GONE if find_standing(tx, shop_id, UUID(alarm_id)) is None else Standing(stands=True)


LOOKS = (
    Look("devices that are back", unreachable.shops_over, unreachable.clear_devices),
    Look("channels that are heard again", unheard.shops_said_mute, unheard.clear_channels),
    Look("missed rounds", partial(shops_with, kind=ROUND_MISSED), watch_missed_rounds),
    Look("unreachable devices", unreachable.shops_gone, unreachable.raise_devices, judges=True),
    Look("unheard announcements", unheard.shops_mute, unheard.raise_channels, judges=True),
    Look("steps of alarms", shops_with_steps, take_due_steps),
)
"""First what is over, then what has begun, then what is due."""
