"""Reading the menu and what is sold out."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET
from sqlalchemy import and_, bindparam, or_, select

from hub.accounts.actor import Actor
from hub.kit.clock import stamp_or_none
from hub.kit.db import Tx
from hub.kit.door import Row
from hub.kit.errors import NotFound
from hub.kit.paging import Page, key_of, limit_of, page_of
from hub.store.models import category, menu_item, sku, sold_out
from hub.store.pricing import name_of, price_lines
from hub.store.schemas import CategoryDetail, CategoryOut, ItemDetail, ItemOut, MenuOut, OptionOut, SoldOutOut
from hub.venue.queries import ShopRow, at_shop, shop_row

__all__ = [
    "at_category",
    "at_item",
    "at_sku",
    "board_sold_out",
    "categories",
    "dish_names",
    "item_as_detail",
    "may_ask",
    "menu",
    "menu_items",
    "menu_of",
    "name_of",
    "price_lines",
    "sold_out_page",
]

CATEGORIES = select(category).where(category.c.shop_id == bindparam("shop_id")).order_by(category.c.position, category.c.id)
ITEMS = (
    select(menu_item, sku.c.id.label("sku_id"), sku.c.price_minor)
    .join_from(menu_item, sku, and_(sku.c.item_id == menu_item.c.id, sku.c.shop_id == menu_item.c.shop_id))
    .where(menu_item.c.shop_id == bindparam("shop_id"))
)
NAMES = (
    select(sku.c.id.label("sku_id"), menu_item.c.names)
    .join_from(sku, menu_item, and_(menu_item.c.id == sku.c.item_id, menu_item.c.shop_id == sku.c.shop_id))
    .where(sku.c.shop_id == bindparam("shop_id"))
)
ITEM = ITEMS.where(menu_item.c.id == bindparam("item_id"))
ITEMS_ON_SALE = ITEMS.where(menu_item.c.on_sale).order_by(menu_item.c.position, menu_item.c.id)
RUNNING_MARKS = select(sold_out).where(
    sold_out.c.shop_id == bindparam("shop_id"), or_(sold_out.c.until.is_(None), sold_out.c.until > bindparam("now"))
)
MARKS = RUNNING_MARKS.order_by(sold_out.c.sku_id)

SHOP_OF_ITEM = select(menu_item.c.shop_id).where(menu_item.c.id == bindparam("item_id"), menu_item.c.brand_id == bindparam("brand_id"))
SHOP_OF_CATEGORY = select(category.c.shop_id).where(category.c.id == bindparam("category_id"), category.c.brand_id == bindparam("brand_id"))
SHOP_OF_SKU = select(sku.c.shop_id).where(sku.c.id == bindparam("sku_id"), sku.c.brand_id == bindparam("brand_id"))


def may_ask(_tx: Tx, _who: Actor) -> None:
    """Nothing but the sign-in and the permission, before work that is not done for strangers."""


def menu(tx: Tx, who: Actor, shop_id: UUID | None = None) -> MenuOut:
    """The menu of the caller's shop, or of the one an owner names; what the kitchen calls a dish is not for guests."""
    who, shop_id = at_shop(tx, who, shop_id)
    return menu_of(tx, shop_row(tx, shop_id), for_guests=who.role == "pad")


def menu_of(tx: Tx, shop: ShopRow, for_guests: bool) -> MenuOut:
    """What the shop sells, by category; categories without anything on sale are left out."""
    language = shop.setting("language")
    marked = {one.id for one in board_sold_out(tx, shop.id)}
    by_category: dict[UUID, list[ItemOut]] = {}
    for row in tx.all(ITEMS_ON_SALE, shop_id=shop.id):
        kitchen_name = UNSET if for_guests else row.kitchen_name
        item = ItemOut(**_item_members(row, shop, row.sku_id in marked), kitchen_name=kitchen_name)
        by_category.setdefault(row.category_id, []).append(item)
    categories = [
        CategoryOut(id=row.id, name=name_of(row.names, language), names=row.names, items=by_category[row.id])
        for row in tx.all(CATEGORIES, shop_id=shop.id)
        if row.id in by_category
    ]
    return MenuOut(version=shop.menu_version, currency=shop.currency, categories=categories)


def menu_items(
    tx: Tx, who: Actor, shop_id: UUID | None = None, category_id: UUID | None = None, limit: int | None = None, cursor: str | None = None
) -> Page[ItemDetail]:
    """All items for those who edit the menu, those off sale too."""
    _, shop_id = at_shop(tx, who, shop_id)
    shop, most, after = shop_row(tx, shop_id), limit_of(limit), key_of(cursor, tuple[UUID])
    statement = ITEMS.order_by(menu_item.c.id).limit(most + 1)
    if category_id is not None:
        statement = statement.where(menu_item.c.category_id == category_id)
    if after is not None:
        statement = statement.where(menu_item.c.id > after[0])
    marked = {one.id for one in board_sold_out(tx, shop_id)}
    rows = tx.query(statement, shop_id=shop_id)
    return page_of(rows, most, lambda row: (row.id,), lambda row: item_as_detail(row, shop, row.sku_id in marked))


def categories(
    tx: Tx, who: Actor, shop_id: UUID | None = None, limit: int | None = None, cursor: str | None = None
) -> Page[CategoryDetail]:
    """All categories in the order of the menu, those without anything on sale too."""
    _, shop_id = at_shop(tx, who, shop_id)
    language, most, after = shop_row(tx, shop_id).setting("language"), limit_of(limit), key_of(cursor, tuple[int, UUID])
    statement = CATEGORIES.limit(most + 1)
    if after is not None:
        place, last = after
        statement = statement.where(or_(category.c.position > place, and_(category.c.position == place, category.c.id > last)))
    rows = tx.query(statement, shop_id=shop_id)
    return page_of(rows, most, lambda row: (row.position, row.id), lambda row: category_as_detail(row, language))


def dish_names(tx: Tx, shop_id: UUID) -> dict[UUID, dict[str, str]]:
    """What everything is called on today's menu, on sale or not, by SKU."""
    return {row.sku_id: row.names for row in tx.all(NAMES, shop_id=shop_id)}


def category_as_detail(row: Row, language: str) -> CategoryDetail:
    return CategoryDetail(id=row.id, name=name_of(row.names, language), names=row.names, position=row.position)


def item_as_detail(row: Row, shop: ShopRow, is_sold_out: bool) -> ItemDetail:
    return ItemDetail(
        **_item_members(row, shop, is_sold_out),
        category_id=row.category_id,
        kitchen_name=row.kitchen_name,
        position=row.position,
        on_sale=row.on_sale,
        version=row.version,
    )


def _item_members(row: Row, shop: ShopRow, is_sold_out: bool) -> dict[str, Any]:
    language = shop.setting("language")
    return {
        "id": row.id,
        "sku_id": row.sku_id,
        "name": name_of(row.names, language),
        "names": row.names,
        "descriptions": row.descriptions,
        "price": row.price_minor,
        "currency": shop.currency,
        "options": [_option_as_out(option, language) for option in row.options],
        "allergens": row.allergens,
        "picture": row.picture,
        "sold_out": is_sold_out,
        "station": row.station,
        "prep_seconds": row.prep_seconds,
    }


def _option_as_out(option: Mapping[str, Any], language: str) -> OptionOut:
    choices = [one | {"name": name_of(one["names"], language)} for one in option["choices"]]
    return msgspec.convert({**option, "name": name_of(option["names"], language), "choices": choices}, OptionOut)


def mark_as_out(row: Row) -> SoldOutOut:
    return SoldOutOut(id=row.sku_id, mode=row.mode, until=stamp_or_none(row.until))


def board_sold_out(tx: Tx, shop_id: UUID) -> list[SoldOutOut]:
    """The marks that count now."""
    return [mark_as_out(row) for row in tx.all(MARKS, shop_id=shop_id, now=tx.now)]


def sold_out_page(tx: Tx, who: Actor, shop_id: UUID | None = None, limit: int | None = None, cursor: str | None = None) -> Page[SoldOutOut]:
    """The marks that count now, as a list."""
    _, shop_id = at_shop(tx, who, shop_id)
    most, after = limit_of(limit), key_of(cursor, tuple[UUID])
    statement = MARKS.limit(most + 1)
    if after is not None:
        statement = statement.where(sold_out.c.sku_id > after[0])
    return page_of(tx.query(statement, shop_id=shop_id, now=tx.now), most, lambda row: (row.sku_id,), mark_as_out)


# Whose shop, for owners


def at_item(tx: Tx, who: Actor, item_id: UUID) -> tuple[Actor, UUID]:
    """The caller in the shop of an item. Raises `NotFound` when the owner's brand has no such item."""
    return _at(who, who.shop_id or tx.value(SHOP_OF_ITEM, item_id=item_id, brand_id=who.brand_id))


def at_category(tx: Tx, who: Actor, category_id: UUID) -> tuple[Actor, UUID]:
    """The caller in the shop of a category. Raises `NotFound` when the owner's brand has no such category."""
    return _at(who, who.shop_id or tx.value(SHOP_OF_CATEGORY, category_id=category_id, brand_id=who.brand_id))


def at_sku(tx: Tx, who: Actor, sku_id: UUID) -> tuple[Actor, UUID]:
    """The caller in the shop of a SKU. Raises `NotFound` when the owner's brand has no such SKU."""
    return _at(who, who.shop_id or tx.value(SHOP_OF_SKU, sku_id=sku_id, brand_id=who.brand_id))


def _at(who: Actor, shop_id: UUID | None) -> tuple[Actor, UUID]:
    if shop_id is None:
        raise NotFound
    return who.at(shop_id), shop_id
