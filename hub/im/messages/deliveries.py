"""What devices report back: how far they have stored a stream, which messages came with it, and what they did with each."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from hub.im.events import ReceiptRecorded
from hub.im.messages.models import im_delivery, im_message
from hub.im.messages.states import FINE, INTERRUPTED, MESSAGE_FLOW, SENDING, WORST_FIRST, come_to
from hub.im.models import device_cursor
from hub.kit.columns import BigInteger, Instant, Integer
from hub.kit.db import Tx
from hub.kit.door import upsert_row
from hub.kit.errors import Fault, invalid
from hub.live.append import tell
from hub.live.seat import Seat

RANK = {"skipped": 2, "expired": 2, "shown": 3, "silenced": 4, "audio_blocked": 4, "spoken": 5}
"""A receipt only ever moves forward."""
LEAST = 1
"""The rank of `skipped:interrupted`: another page of the device may be saying the message still, and knows better."""
RAISES = {
    "shown": MESSAGE_FLOW["show"],
    "silenced": MESSAGE_FLOW["show"],
    "audio_blocked": MESSAGE_FLOW["show"],
    "spoken": MESSAGE_FLOW["speak"],
}
"""What a result makes of the message itself: the best that any device reported."""

_this = (im_message.c.id == bindparam("message_id"), im_message.c.shop_id == bindparam("shop_id"))
MESSAGE = select(im_message.c.brand_id, im_message.c.state, im_message.c.sent_at, im_message.c.answers).where(*_this).with_for_update()
"""Held, so that of two devices that answer at once the second knows what the first has said."""
SAID = select(im_delivery.c.result).where(
    im_delivery.c.message_id == bindparam("message_id"), im_delivery.c.shop_id == bindparam("shop_id"), im_delivery.c.result.is_not(None)
)
KEEP_RECEIPT = upsert_row(
    im_delivery,
    ["message_id", "device_id", "brand_id", "shop_id", "sent_at", "result", "rank", "at"],
    conflict=["message_id", "device_id"],
    update={"result": "excluded", "rank": "excluded", "at": "excluded"},
    where=im_delivery.c.rank < bindparam("new_rank", type_=Integer),
    returning=["result"],
)
RAISE = (
    update(im_message)
    .where(*_this, im_message.c.state.in_(bindparam("before", expanding=True)))
    .values(state=bindparam("after"), answers=bindparam("now_come_to"), updated_at=bindparam("now", type_=Instant))
)
NOTE_ANSWERS = update(im_message).where(*_this).values(answers=bindparam("now_come_to"))
ACK = (
    update(im_delivery)
    .where(
        im_delivery.c.device_id == bindparam("its_device"),
        im_delivery.c.shop_id == bindparam("its_shop"),
        im_delivery.c.message_id == bindparam("its_message"),
        im_delivery.c.acked_at.is_(None),
    )
    .values(acked_at=bindparam("now", type_=Instant))
)
KEEP_CURSOR = upsert_row(
    device_cursor,
    ["device_id", "stream", "seq", "acked_at"],
    conflict=["device_id", "stream"],
    update={"seq": "excluded", "acked_at": "excluded"},
    where=device_cursor.c.seq < bindparam("new_seq", type_=BigInteger),
)


def record_acks(tx: Tx, acks: Sequence[tuple[UUID, str, int]]) -> None:
    """Keep how far devices have stored their streams: (device, stream, seq), many at once, each only forward.

    In one order, so that two hubs never wait for each other.
    """
    rows = [{"device_id": device, "stream": stream, "seq": seq, "new_seq": seq, "acked_at": tx.now} for device, stream, seq in sorted(acks)]
    tx.many(KEEP_CURSOR, rows)


def mark_acked(tx: Tx, shop_id: UUID, device_id: UUID, message_ids: Collection[UUID]) -> None:
    """A device has stored these messages; what it does with them it says by itself. Ones that were not for it are passed over."""
    rows = [{"its_device": device_id, "its_shop": shop_id, "its_message": message_id, "now": tx.now} for message_id in sorted(message_ids)]
    tx.many(ACK, rows)


def record_receipt(tx: Tx, seat: Seat, message_id: UUID, result: str) -> bool:
    """Keep what a device did with a message, and raise the message; a report that says less than the one before changes nothing.

    One on a message that is not its shop's, or was never sent, is no receipt.

    Raises:
        Invalid: a result the protocol does not know.
    """
    rank, device_id, shop_id = rank_of(result), seat.owner, seat.shop_id
    if shop_id is None or seat.device is None:
        raise Fault("receipts come from devices")
    message = tx.one_or_none(MESSAGE, shop_id=shop_id, message_id=message_id)
    if message is None or (message.sent_at is None and message.state != SENDING):
        return False
    values: dict[str, Any] = {"message_id": message_id, "device_id": device_id, "brand_id": message.brand_id, "shop_id": shop_id}
    sent_at: datetime = message.sent_at or tx.now
    kept = tx.one_or_none(KEEP_RECEIPT, **values, sent_at=sent_at, result=result, rank=rank, new_rank=rank, at=tx.now)
    if kept is None:
        return False
    answers, move = _answers(tx, shop_id, message_id, message.answers, result), RAISES.get(result)
    raised = move is not None and tx.run(
        RAISE, message_id=message_id, shop_id=shop_id, before=sorted(move.before), after=move.after, now_come_to=answers, now=tx.now
    )
    if not raised and answers != message.answers:
        tx.run(NOTE_ANSWERS, message_id=message_id, shop_id=shop_id, now_come_to=answers)
    tell(tx, ReceiptRecorded(message_id=message_id, device_id=device_id, shop_id=shop_id, result=result))
    return True


def _answers(tx: Tx, shop_id: UUID, message_id: UUID, before: str | None, result: str) -> str | None:
    """What the devices' answers come to with this one, which is written already."""
    worst = next((each for each in WORST_FIRST if each in (before, come_to([result]))), None)
    if before in (None, FINE) or worst != before:
        return worst
    return come_to(row.result for row in tx.all(SAID, shop_id=shop_id, message_id=message_id))


def rank_of(result: str) -> int:
    """How much a result says.

    Raises:
        Invalid: it is not one of the protocol's.
    """
    name, colon, why = result.partition(":")
    fits = (name == "skipped") == (colon == ":") and (not colon or (0 < len(why) <= 32 and why.isprintable()))
    if name not in RANK or not fits:
        raise invalid("/result", "shown, spoken, silenced, audio_blocked, expired or skipped:<why>")
    return LEAST if result == INTERRUPTED else RANK[name]
