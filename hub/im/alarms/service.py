"""Raising and clearing: an alarm stands once per subject, whoever sees the fault and however many hubs look."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select, update

from hub.im.alarms.events import AlarmCleared, AlarmRaised
from hub.im.alarms.models import STANDS, alarm
from hub.im.alarms.queries import ALARM, alarm_out
from hub.im.alarms.schemas import AlarmAbout, Ended, Kind
from hub.im.alarms.steps import take_step
from hub.im.messages.calls import follow_subject
from hub.im.messages.stopping import stop_saying
from hub.kit.db import Tx
from hub.kit.door import Row, upsert_row
from hub.live.append import publish, shop_stream

AUDIENCE = ("cashier", "office")
AT_ONCE = 200

_NEW = ("id", "brand_id", "shop_id", "kind", "subject", "device_id", "about", "since", "raised_at", "steps_taken", "next_step_at")
ADD = upsert_row(alarm, _NEW, conflict=["shop_id", "kind", "subject"], index_where=STANDS, returning=["id"])
CLEAR = (
    update(alarm)
    .where(alarm.c.id == bindparam("alarm_id"), alarm.c.shop_id == bindparam("shop_id"), STANDS)
    .values(cleared_at=bindparam("now"), ended=bindparam("how"), next_step_at=None)
    .returning(alarm)
)


_of_kind = (STANDS, alarm.c.kind == bindparam("of_kind"))
SHOPS_WITH = select(alarm.c.shop_id).where(*_of_kind).distinct().execution_options(any_tenant="one sweep looks after all shops")
STANDING_OF_KIND = (
    select(alarm)
    .where(alarm.c.shop_id == bindparam("shop_id"), *_of_kind, alarm.c.id > bindparam("after"))
    .order_by(alarm.c.id)
    .limit(AT_ONCE)
)
STANDING_ABOUT = select(alarm).where(alarm.c.shop_id == bindparam("shop_id"), *_of_kind, alarm.c.subject == bindparam("about_this"))
BEFORE_ALL = UUID(int=0)


class Fault(NamedTuple):
    """Something that must work and does not."""

    brand_id: UUID
    shop_id: UUID
    kind: Kind
    subject: str
    about: AlarmAbout
    since: datetime


def raise_alarm(tx: Tx, fault: Fault) -> UUID | None:
    """Say once that something does not work, and begin to do something about it; None while that alarm stands already."""
    alarm_id: UUID | None = tx.value(
        ADD,
        id=tx.new_id(),
        brand_id=fault.brand_id,
        shop_id=fault.shop_id,
        kind=fault.kind,
        subject=fault.subject,
        device_id=fault.about.device_id,
        about=msgspec.to_builtins(fault.about),
        since=fault.since,
        raised_at=tx.now,
        steps_taken=0,
        next_step_at=tx.now,
    )
    if alarm_id is not None:
        row = tx.one(ALARM, alarm_id=alarm_id, shop_id=fault.shop_id)
        publish(tx, AlarmRaised(alarm=alarm_out(row)), stream=shop_stream(fault.shop_id), to=AUDIENCE)
        take_step(tx, row)
    return alarm_id


def clear_alarm(tx: Tx, row: Row, how: Ended) -> bool:
    """It is over: no further step, what still waits is dropped, notices leave the screens. False when somebody else has cleared it."""
    cleared = tx.one_or_none(CLEAR, alarm_id=row.id, shop_id=row.shop_id, now=tx.now, how=how)
    if cleared is None:
        return False
    publish(tx, AlarmCleared(removed={"alarm": [row.id]}), stream=shop_stream(row.shop_id), to=AUDIENCE)
    subject = f"alarm:{row.id}"
    follow_subject(tx, row.shop_id, subject)
    stop_saying(tx, row.shop_id, subject, known_on=())
    return True


def shops_with(tx: Tx, kind: Kind) -> set[UUID]:
    """The shops in which an alarm of this kind stands."""
    return {row.shop_id for row in tx.all(SHOPS_WITH, of_kind=kind)}


def standing_of_kind(tx: Tx, shop_id: UUID, kind: Kind) -> Iterator[list[Row]]:
    """All alarms of this kind in a shop that are not over, the oldest first, 200 at a time: those that stand for long hide no other."""
    after = BEFORE_ALL
    while rows := list(tx.all(STANDING_OF_KIND, shop_id=shop_id, of_kind=kind, after=after)):
        yield rows
        after = rows[-1].id


def find_about(tx: Tx, shop_id: UUID, kind: Kind, subject: str) -> Row | None:
    """The alarm about this that stands."""
    return tx.one_or_none(STANDING_ABOUT, shop_id=shop_id, of_kind=kind, about_this=subject)
