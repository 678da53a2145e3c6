"""What has been said already and is no longer so: devices in whose queue it still waits hear of it, those too that hold no board of it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import bindparam, or_

from hub.im.messages.calls import MESSAGES, read_messages
from hub.im.messages.checks import group_of
from hub.im.messages.events import GroupStopped
from hub.im.messages.models import im_call, im_message
from hub.im.messages.states import CHANNEL_OFF
from hub.kit.db import Tx
from hub.live.append import publish, shop_stream

MESSAGES_FOR = MESSAGES.where(
    im_call.c.shop_id == bindparam("shop_id"),
    im_call.c.subject == bindparam("subject"),
    or_(im_message.c.reason.is_(None), im_message.c.reason != CHANNEL_OFF),
).order_by(im_message.c.id)


def stop_saying(tx: Tx, shop_id: UUID, subject: str, *, known_on: Collection[str]) -> None:
    """Tell the channels on which this was to be said. `known_on`: channels that have just heard of the change itself.

    A channel counts even where nothing went out yet: what another worker sends at this moment stands in the stream before or after this.
    """
    told: dict[str, set[str]] = {}
    for row in read_messages(tx.all(MESSAGES_FOR, shop_id=shop_id, subject=subject)):
        if row.channel not in known_on:
            told.setdefault(group_of(row), set()).add(row.channel)
    for group, channels in sorted(told.items()):
        publish(tx, GroupStopped(group=group), stream=shop_stream(shop_id), to=sorted(channels))
