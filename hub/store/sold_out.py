"""Sold out: visible, but not to be ordered. A mark ends by itself; no job has to run for that."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, select

from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.kit.clock import stamp_or_none
from hub.kit.db import Tx
from hub.kit.door import upsert_row
from hub.kit.errors import NotEnabled, NotFound, invalid
from hub.live.append import publish, shop_stream, tell
from hub.store.events import RanOut, SoldOutChanged, ThereAgain
from hub.store.models import sku, sold_out
from hub.store.queries import RUNNING_MARKS, at_sku, mark_as_out
from hub.store.schemas import MarkSoldOut, SoldOutAnswer
from hub.venue.days import next_day_start
from hub.venue.queries import ShopRow, shop_row
from hub.venue.shops import future

LOCK_SKU = select(sku.c.id).where(sku.c.id == bindparam("sku_id"), sku.c.shop_id == bindparam("shop_id")).with_for_update()
MARK = RUNNING_MARKS.where(sold_out.c.sku_id == bindparam("sku_id"))
SET_MARK = upsert_row(
    sold_out,
    ["sku_id", "brand_id", "shop_id", "mode", "until", "set_at"],
    conflict=["sku_id"],
    update={"mode": "excluded", "until": "excluded", "set_at": "excluded"},
)
CLEAR_MARK = delete(sold_out).where(sold_out.c.sku_id == bindparam("sku_id"), sold_out.c.shop_id == bindparam("shop_id"))


def mark_sold_out(tx: Tx, who: Actor, sku_id: UUID, data: MarkSoldOut) -> SoldOutAnswer:
    """Nobody can order this until the mark ends. Lines already placed stay.

    Raises:
        NotFound: the shop has no such SKU.
        NotEnabled: the shop has switched marks off.
        Invalid: `until` is missing, has passed, or comes with another mode.
    """
    who, shop_id = at_sku(tx, who, sku_id)
    shop = lock_goods(tx, shop_id, sku_id)
    until = end_of(tx, shop, data)
    before = tx.one_or_none(MARK, sku_id=sku_id, shop_id=shop_id, now=tx.now)
    if before is None or (before.mode, before.until) != (data.mode, until):
        since = tx.now if before is None else before.set_at  # ending at another time, it is still the same running out
        tx.run(SET_MARK, sku_id=sku_id, brand_id=shop.brand_id, shop_id=shop_id, mode=data.mode, until=until, set_at=since)
        was = None if before is None else {"mode": before.mode, "until": stamp_or_none(before.until)}
        before = tx.one(MARK, sku_id=sku_id, shop_id=shop_id, now=tx.now)
        publish(tx, SoldOutChanged(sold_out=mark_as_out(before)), stream=shop_stream(shop_id), to=["all"])
        if was is None:
            tell(tx, RanOut(brand_id=shop.brand_id, shop_id=shop_id, sku_id=sku_id, at=tx.now))
        record(tx, who, "store.mark_sold_out", "sku", sku_id, was, {"mode": data.mode, "until": stamp_or_none(until)})
    return SoldOutAnswer(sold_out=mark_as_out(before))


def clear_sold_out(tx: Tx, who: Actor, sku_id: UUID) -> None:
    """It can be ordered again. Without a mark nothing happens.

    Raises:
        NotFound: the shop has no such SKU.
        NotEnabled: the shop has switched marks off.
    """
    who, shop_id = at_sku(tx, who, sku_id)
    lock_goods(tx, shop_id, sku_id)
    before = tx.one_or_none(MARK, sku_id=sku_id, shop_id=shop_id, now=tx.now)
    if before is not None:
        tx.run(CLEAR_MARK, sku_id=sku_id, shop_id=shop_id)
        publish(tx, SoldOutChanged(removed={"sold_out": [sku_id]}), stream=shop_stream(shop_id), to=["all"])
        tell(tx, ThereAgain(shop_id=shop_id, sku_id=sku_id, since=before.set_at))
        record(tx, who, "store.clear_sold_out", "sku", sku_id, {"mode": before.mode, "until": stamp_or_none(before.until)}, None)


def is_sold_out(tx: Tx, shop_id: UUID, sku_id: UUID) -> bool:
    return sold_out_since(tx, shop_id, sku_id) is not None


def sold_out_since(tx: Tx, shop_id: UUID, sku_id: UUID) -> datetime | None:
    """Since when nobody can order this; None when they can."""
    row = tx.one_or_none(MARK, sku_id=sku_id, shop_id=shop_id, now=tx.now)
    return None if row is None else row.set_at


def lock_goods(tx: Tx, shop_id: UUID, sku_id: UUID) -> ShopRow:
    """Marks of one SKU are changed one after the other."""
    if tx.one_or_none(LOCK_SKU, sku_id=sku_id, shop_id=shop_id) is None:
        raise NotFound
    shop = shop_row(tx, shop_id)
    if not shop.setting("ext_sold_out"):
        raise NotEnabled
    return shop


def end_of(tx: Tx, shop: ShopRow, data: MarkSoldOut) -> datetime | None:
    if data.mode != "until" and data.until is not None:
        raise invalid("/until", "only for the mode until")
    if data.mode == "today":
        return next_day_start(tx.now, shop.timezone, shop.day_start)
    until = future(data.until, "/until", tx.now)
    if data.mode == "until" and until is None:
        raise invalid("/until", "say until when")
    return until
