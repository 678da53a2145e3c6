"""What devices report back: receipts move forward only, cursors too."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from hub.im import identity
from hub.im.models import device_cursor, receipt
from hub.im.receipts import rank_of, record_acks, record_receipt
from hub.kit.errors import Invalid
from tests.venues import Venue


def report(venue: Venue, message: UUID, result: str, name: str = "kitchen") -> bool:
    seat = venue.running.database.read_now(lambda tx: identity.identify(tx, venue[name].token))
    return venue.running.database.run_now(lambda tx: record_receipt(tx, seat, message, result))


def kept(venue: Venue, message: UUID) -> dict[str, str]:
    mine = select(receipt.c.device_id, receipt.c.result).where(receipt.c.shop_id == venue.shop_id, receipt.c.message_id == message)
    return {str(row.device_id): row.result for row in venue.running.database.read_now(lambda tx: tx.query(mine))}


async def test_a_receipt_moves_forward_only(venue: Venue) -> None:
    message = uuid4()
    changed = [report(venue, message, result) for result in ("shown", "shown", "spoken", "shown", "expired", "spoken")]
    assert changed == [True, False, True, False, False, False]
    assert kept(venue, message) == {venue["kitchen"].id: "spoken"}


async def test_each_device_has_its_own_result(venue: Venue) -> None:
    message = uuid4()
    report(venue, message, "spoken")
    report(venue, message, "skipped:served already", "call")
    assert kept(venue, message) == {venue["kitchen"].id: "spoken", venue["call"].id: "skipped:served already"}


@pytest.mark.parametrize("result", ["", "heard", "skipped", "skipped:", "shown:x", "skipped:" + "x" * 33, "skipped:a\u0007", "SPOKEN"])
def test_an_unknown_result_is_refused(result: str) -> None:
    with pytest.raises(Invalid):
        rank_of(result)


def acked(venue: Venue, *cursors: tuple[str, int]) -> dict[Any, int]:
    ident = UUID(venue["kitchen"].id)
    venue.running.database.run_now(lambda tx: record_acks(tx, [(ident, stream, seq) for stream, seq in cursors]))
    mine = select(device_cursor.c.stream, device_cursor.c.seq).where(device_cursor.c.device_id == ident)
    return {row.stream: row.seq for row in venue.running.database.read_now(lambda tx: tx.query(mine))}


async def test_a_cursor_moves_forward_only(venue: Venue) -> None:
    assert acked(venue, (venue.stream, 7), ("user:x", 1)) == {venue.stream: 7, "user:x": 1}
    assert acked(venue, (venue.stream, 5)) == {venue.stream: 7, "user:x": 1}
    assert acked(venue, (venue.stream, 9), (venue.stream, 8))[venue.stream] == 9
