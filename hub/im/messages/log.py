"""The log of messages: what was due, where, what was checked, which device showed or spoke it, or why not."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, exists, func, select

from hub.accounts.actor import Actor
from hub.im.messages.models import im_call, im_delivery, im_message
from hub.im.messages.schemas import CallMessages, CallOut, DeliveryOut, LoggedMessage, MessageOut
from hub.im.messages.states import MessageState
from hub.im.models import device
from hub.kit.clock import stamp, stamp_or_none
from hub.kit.db import Tx
from hub.kit.errors import NotFound
from hub.kit.paging import Page, key_of, limit_of, page_of
from hub.venue.queries import at_shop

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
NEWEST_FIRST = (
    select(im_message, im_call.c.event, im_call.c.order_id, im_call.c.room_id, im_call.c.made_by_name)
    .join_from(im_message, im_call, and_(im_call.c.id == im_message.c.call_id, im_call.c.shop_id == im_message.c.shop_id))
    .where(im_call.c.shop_id == bindparam("shop_id"))
    .order_by(im_call.c.id.desc(), im_message.c.id.desc())
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
        "attempts": row.attempts,
        "made_at": stamp(row.created_at),
        "sent_at": stamp_or_none(row.sent_at),
        "updated_at": stamp(row.updated_at),
        "rule_id": row.rule_id,
        "lines": [UUID(line) for line in row.lines or []],
        "deliveries": done.get(row.id, []),
    }


def message_log(
    tx: Tx,
    who: Actor,
    shop_id: UUID | None = None,
    order_id: UUID | None = None,
    device_id: UUID | None = None,
    state: MessageState | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[LoggedMessage]:
    """Messages of one shop, the newest call first; of an order, of a device, or in a state."""
    who, shop_id = at_shop(tx, who, shop_id)
    most, after = limit_of(limit), key_of(cursor, tuple[UUID, UUID])
    conditions: list[Any] = []
    if order_id is not None:
        conditions.append(im_call.c.order_id == order_id)
    if device_id is not None:
        conditions.append(
            exists().where(
                im_delivery.c.shop_id == shop_id, im_delivery.c.device_id == device_id, im_delivery.c.message_id == im_message.c.id
            )
        )
    if state is not None:
        conditions.append(im_message.c.state == state)
    if after is not None:
        call_id, message_id = after
        conditions.append(im_call.c.id <= call_id)
        conditions.append((im_call.c.id < call_id) | (im_message.c.id < message_id))
    rows = tx.query(NEWEST_FIRST.where(*conditions).limit(most + 1), shop_id=shop_id)
    done = deliveries_of(tx, shop_id, [row.id for row in rows[:most]])
    return page_of(rows, most, lambda row: (row.call_id, row.id), lambda row: _logged(row, done))


def _logged(row: Any, done: dict[UUID, list[DeliveryOut]]) -> LoggedMessage:
    return LoggedMessage(
        **shown(row, done), call_id=row.call_id, event=row.event, order_id=row.order_id, room_id=row.room_id, made_by=row.made_by_name
    )
