"""What devices report back: how far they have stored a stream, and what they did with a message."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select

from hub.im.events import ReceiptRecorded
from hub.im.models import device_cursor, receipt
from hub.kit.columns import BigInteger, Integer
from hub.kit.db import Tx
from hub.kit.door import upsert_row
from hub.kit.errors import Fault, invalid
from hub.live.append import tell
from hub.live.seat import Seat

RANK = {"skipped": 1, "expired": 1, "shown": 2, "silenced": 3, "audio_blocked": 3, "spoken": 4}
"""A receipt only ever moves forward."""

KEEP_RECEIPT = upsert_row(
    receipt,
    ["message_id", "device_id", "shop_id", "result", "rank", "at"],
    conflict=["message_id", "device_id"],
    update={"result": "excluded", "rank": "excluded", "at": "excluded"},
    where=receipt.c.rank < bindparam("new_rank", type_=Integer),
    returning=["result"],
)
KEEP_CURSOR = upsert_row(
    device_cursor,
    ["device_id", "stream", "seq", "acked_at"],
    conflict=["device_id", "stream"],
    update={"seq": "excluded", "acked_at": "excluded"},
    where=device_cursor.c.seq < bindparam("new_seq", type_=BigInteger),
)
RECEIPTS_OF = (
    select(receipt.c.device_id, receipt.c.result, receipt.c.at)
    .where(receipt.c.shop_id == bindparam("shop_id"), receipt.c.message_id == bindparam("message_id"))
    .order_by(receipt.c.device_id)
)


def record_acks(tx: Tx, acks: Sequence[tuple[UUID, str, int]]) -> None:
    """Keep how far devices have stored their streams: (device, stream, seq), many at once, each only forward.

    In one order, so that two hubs never wait for each other.
    """
    rows = [{"device_id": device, "stream": stream, "seq": seq, "new_seq": seq, "acked_at": tx.now} for device, stream, seq in sorted(acks)]
    tx.many(KEEP_CURSOR, rows)


def record_receipt(tx: Tx, seat: Seat, message_id: UUID, result: str) -> bool:
    """Keep what a device did with a message; a report that says less than the one before changes nothing.

    Raises:
        Invalid: a result the protocol does not know.
    """
    rank, device_id, shop_id = rank_of(result), seat.owner, seat.shop_id
    if shop_id is None or seat.device is None:
        raise Fault("receipts come from devices")
    kept = tx.one_or_none(
        KEEP_RECEIPT, message_id=message_id, device_id=device_id, shop_id=shop_id, result=result, rank=rank, new_rank=rank, at=tx.now
    )
    if kept is not None:
        tell(tx, ReceiptRecorded(message_id=message_id, device_id=device_id, shop_id=shop_id, result=result))
    return kept is not None


def rank_of(result: str) -> int:
    """How much a result says.

    Raises:
        Invalid: it is not one of the protocol's.
    """
    name, colon, why = result.partition(":")
    fits = (name == "skipped") == (colon == ":") and (not colon or (0 < len(why) <= 32 and why.isprintable()))
    if name not in RANK or not fits:
        raise invalid("/result", "shown, spoken, silenced, audio_blocked, expired or skipped:<why>")
    return RANK[name]
