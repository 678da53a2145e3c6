"""Messages as they are written down: what was due, where, and what became of it on each device."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, func, select

from hub.accounts.actor import Actor
from hub.im.messages.models import im_call, im_delivery, im_message
from hub.im.messages.schemas import CallMessages, CallOut, DeliveryOut, MessageOut
from hub.im.models import device
from hub.kit.clock import stamp, stamp_or_none
from hub.kit.db import Tx
from hub.kit.errors import NotFound

CALL = select(im_call).where(im_call.c.id == bindparam("call_id"), im_call.c.shop_id == bindparam("shop_id"))
SHOP_OF_CALL = select(im_call.c.shop_id).where(im_call.c.id == bindparam("call_id"), im_call.c.brand_id == bindparam("brand_id"))
COUNT_OF_CALL = select(func.count().label("many")).where(
    im_message.c.call_id == bindparam("call_id"), im_message.c.shop_id == bindparam("shop_id")
)
OF_CALL = (
    select(im_message)
    .where(im_message.c.call_id == bindparam("call_id"), im_message.c.shop_id == bindparam("shop_id"))
    .order_by(im_message.c.id)
)
ONE = select(im_message).where(im_message.c.id == bindparam("message_id"), im_message.c.shop_id == bindparam("shop_id"))
DELIVERIES: Select[Any] = (
    select(im_delivery, device.c.name)
    .outerjoin_from(im_delivery, device, and_(device.c.id == im_delivery.c.device_id, device.c.shop_id == im_delivery.c.shop_id))
    .where(im_delivery.c.shop_id == bindparam("shop_id"), im_delivery.c.message_id.in_(bindparam("message_ids", expanding=True)))
    .order_by(im_delivery.c.message_id, im_delivery.c.device_id)
)


def find_call(tx: Tx, shop_id: UUID, call_id: UUID) -> Any:
    """The row of a call.

    Raises:
        NotFound: the shop has no such call.
    """
    row = tx.one_or_none(CALL, shop_id=shop_id, call_id=call_id)
    if row is None:
        raise NotFound
    return row


def call_as_out(tx: Tx, row: Any) -> CallOut:
    return CallOut(
        id=row.id,
        brand_id=row.brand_id,
        shop_id=row.shop_id,
        event=row.event,
        kind=row.kind,
        channels=row.channels,
        params=row.params,
        designated=None if row.designated is None else [UUID(each) for each in row.designated],
        template_id=row.template_id,
        messages=tx.value(COUNT_OF_CALL, call_id=row.id, shop_id=row.shop_id),
        created_at=stamp(row.created_at),
    )


def call_messages(tx: Tx, who: Actor, call_id: UUID) -> CallMessages:
    """What became of each row of a call.

    Raises:
        NotFound: not a call of the caller's shop or brand.
    """
    shop_id = who.shop_id or tx.value(SHOP_OF_CALL, call_id=call_id, brand_id=who.brand_id)
    if shop_id is None:
        raise NotFound
    call = find_call(tx, shop_id, call_id)
    rows = tx.all(OF_CALL, call_id=call_id, shop_id=shop_id)
    done = deliveries_of(tx, shop_id, [row.id for row in rows])
    return CallMessages(call=call_as_out(tx, call), messages=[MessageOut(**shown(row, done)) for row in rows])


def message_by_id(tx: Tx, shop_id: UUID, message_id: UUID) -> MessageOut:
    """One message.

    Raises:
        NotFound: the shop has no such message.
    """
    row = tx.one_or_none(ONE, shop_id=shop_id, message_id=message_id)
    if row is None:
        raise NotFound
    return MessageOut(**shown(row, deliveries_of(tx, shop_id, [message_id])))


def deliveries_of(tx: Tx, shop_id: UUID, message_ids: Sequence[UUID]) -> dict[UUID, list[DeliveryOut]]:
    """What became of these messages on each device."""
    found: dict[UUID, list[DeliveryOut]] = {}
    for row in tx.all(DELIVERIES, shop_id=shop_id, message_ids=list(message_ids)) if message_ids else ():
        found.setdefault(row.message_id, []).append(
            DeliveryOut(
                device_id=row.device_id,
                device=row.name or "",
                sent_at=stamp(row.sent_at),
                acked_at=stamp_or_none(row.acked_at),
                result=row.result,
                at=stamp_or_none(row.at),
            )
        )
    return found


def shown(row: Any, done: dict[UUID, list[DeliveryOut]]) -> dict[str, Any]:
    """The members of a message on the wire."""
    return {
        "id": row.id,
        "channel": row.channel,
        "kind": row.kind,
        "repeat": row.repeat,
        "of": row.times,
        "due_at": stamp(row.due_at),
        "expires_at": stamp_or_none(row.expires_at),
        "state": row.state,
        "reason": row.reason,
        "text": row.text,
        "speech": row.speech,
        "lang": row.lang,
        "voice": row.voice,
        "chime": row.chime,
        "audio": row.audio,
        "attempts": row.attempts,
        "turn_at": stamp_or_none(row.turn_at),
        "made_at": stamp(row.created_at),
        "sent_at": stamp_or_none(row.sent_at),
        "updated_at": stamp(row.updated_at),
        "got_by": row.got_by,
        "got_at": stamp_or_none(row.got_at),
        "rule_id": row.rule_id,
        "lines": [UUID(line) for line in row.lines or []],
        "deliveries": done.get(row.id, []),
    }
