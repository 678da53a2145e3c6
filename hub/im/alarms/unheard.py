"""Announcements that no device has answered: one alarm per channel, raised after 15 s, over when a device there answers again.

One per channel, for an order more or less changes nothing: the screen there is mute, and each of its messages would say so again.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, exists, or_, select

from hub.im.alarms.models import STANDS, alarm
from hub.im.alarms.schemas import AlarmAbout
from hub.im.alarms.service import Fault, clear_alarm, raise_alarm, shops_with, standing_of_kind
from hub.im.events import ReceiptRecorded
from hub.im.messages.audience import listeners, those_who_hear
from hub.im.messages.models import UNANSWERED, im_delivery, im_message
from hub.im.messages.states import HEARD_WITHIN, NEEDLESS, SKIPPED, has_met
from hub.im.models import device
from hub.im.states import ACTIVE
from hub.kit.columns import Instant
from hub.kit.db import Tx

UNHEARD_AFTER = HEARD_WITHIN
LOOK_BACK = timedelta(minutes=15)
"""What nobody heard so long ago interests nobody: without anything newer the alarm is over."""
KIND: Final = "announcement_unheard"
ALL_SHOPS = "one sweep looks after all shops"

_answered = exists().where(
    im_delivery.c.message_id == im_message.c.id,
    im_delivery.c.shop_id == im_message.c.shop_id,
    or_(im_delivery.c.result == NEEDLESS, im_delivery.c.result.not_like(f"{SKIPPED}%")),
)
"""By the same rule as `has_met`: what every device has left out nobody has heard."""
_got_by_some = (
    exists()
    .where(im_delivery.c.message_id == im_message.c.id, im_delivery.c.shop_id == im_message.c.shop_id)
    .where(device.c.id == im_delivery.c.device_id, device.c.shop_id == im_delivery.c.shop_id, device.c.state == ACTIVE)
)
"""What went to nobody, or only to devices that are thrown out, is no fault of a device."""
_recent = (
    UNANSWERED,
    im_message.c.sent_at >= bindparam("after", type_=Instant),
    im_message.c.sent_at <= bindparam("before", type_=Instant),
    ~_answered,
)
_told_already = exists().where(
    alarm.c.shop_id == im_message.c.shop_id,
    alarm.c.kind == KIND,
    alarm.c.subject == "channel:" + im_message.c.channel,
    or_(STANDS, alarm.c.cleared_at >= im_message.c.sent_at),
)
"""Its channel's alarm stands, or was over after this message: then something newer was heard there."""
_unheard = (*_recent, _got_by_some, ~_told_already)
UNHEARD_SHOPS = select(im_message.c.shop_id).where(*_unheard).distinct().execution_options(any_tenant=ALL_SHOPS)
UNHEARD_CHANNELS = (
    select(im_message.c.channel).where(im_message.c.shop_id == bindparam("shop_id"), *_unheard).distinct().order_by(im_message.c.channel)
)
"""One row per channel, so that one on which much was said hides no other."""
UNHEARD = (
    select(im_message.c.brand_id, im_message.c.text, im_message.c.sent_at)
    .where(im_message.c.shop_id == bindparam("shop_id"), im_message.c.channel == bindparam("of_channel"), *_unheard)
    .order_by(im_message.c.sent_at)
    .limit(1)
)
STILL_UNHEARD = (
    select(im_message.c.id)
    .where(im_message.c.shop_id == bindparam("shop_id"), im_message.c.channel == bindparam("of_channel"), *_recent)
    .limit(1)
)
ALARM_OF_MESSAGE = (
    select(alarm)
    .join_from(
        im_message,
        alarm,
        (alarm.c.shop_id == im_message.c.shop_id)
        & (alarm.c.kind == KIND)
        & (alarm.c.subject == "channel:" + im_message.c.channel)
        & (im_message.c.sent_at.is_(None) | (im_message.c.sent_at >= alarm.c.since))
        & STANDS,
    )
    .where(im_message.c.id == bindparam("message_id"), im_message.c.shop_id == bindparam("shop_id"))
)


def shops_said_mute(tx: Tx) -> set[UUID]:
    """Where an announcement was said to have stayed without an answer."""
    return shops_with(tx, KIND)


def clear_channels(tx: Tx, shop_id: UUID) -> None:
    """Clear for channels where nothing of late has stayed without an answer."""
    after, before = tx.now - LOOK_BACK, tx.now - UNHEARD_AFTER
    for rows in standing_of_kind(tx, shop_id, KIND):
        for row in rows:
            channel = row.subject.removeprefix("channel:")
            if tx.one_or_none(STILL_UNHEARD, shop_id=shop_id, of_channel=channel, after=max(after, row.since), before=before) is None:
                clear_alarm(tx, row, "quiet")


def shops_mute(tx: Tx) -> set[UUID]:
    """Where an announcement has stayed without an answer."""
    return {row.shop_id for row in tx.all(UNHEARD_SHOPS, after=tx.now - LOOK_BACK, before=tx.now - UNHEARD_AFTER)}


def raise_channels(tx: Tx, shop_id: UUID) -> None:
    """Raise for channels where announcements stay without an answer though somebody should hear them."""
    after, before = tx.now - LOOK_BACK, tx.now - UNHEARD_AFTER
    channels = [row.channel for row in tx.all(UNHEARD_CHANNELS, shop_id=shop_id, after=after, before=before)]
    devices = listeners(tx, shop_id) if channels else []
    for channel in channels:
        if those_who_hear(devices, channel, None):
            first = tx.one(UNHEARD, shop_id=shop_id, of_channel=channel, after=after, before=before)
            about = AlarmAbout(channel=channel, text=first.text)
            raise_alarm(tx, Fault(first.brand_id, shop_id, KIND, f"channel:{channel}", about, first.sent_at))


def clear_when_heard(tx: Tx, fact: ReceiptRecorded) -> None:
    """A reaction: a device has answered, so its channel is not mute. One that has left the message out has shown nobody anything.

    An answer to what was sent before, by a device that was switched off in between, says nothing of now.
    """
    if not has_met(fact.result):
        return
    row = tx.one_or_none(ALARM_OF_MESSAGE, shop_id=fact.shop_id, message_id=fact.message_id)
    if row is not None:
        clear_alarm(tx, row, "answered")
