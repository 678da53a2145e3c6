"""The order of the menu: categories among each other, items within their category."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select, update

from hub.accounts.actor import Actor
from hub.kit.db import Tx
from hub.kit.door import Row
from hub.kit.errors import invalid
from hub.store.menu import LOCK_ITEMS, tell_of_menu
from hub.store.models import category, menu_item
from hub.store.schemas import MenuOrdered, OrderMenu
from hub.venue.queries import at_shop, shop_row

LOCK_CATEGORIES = (
    select(category.c.id, category.c.position).where(category.c.shop_id == bindparam("shop_id")).order_by(category.c.id).with_for_update()
)
PLACE_CATEGORY = (
    update(category)
    .where(category.c.id == bindparam("one_id"), category.c.shop_id == bindparam("shop_id"))
    .values(position=bindparam("place"), updated_at=bindparam("now"))
)
PLACE_ITEM = (
    update(menu_item)
    .where(menu_item.c.id == bindparam("one_id"), menu_item.c.shop_id == bindparam("shop_id"))
    .values(position=bindparam("place"), updated_at=bindparam("now"), version=menu_item.c.version + 1)
)


def order_menu(tx: Tx, who: Actor, data: OrderMenu, shop_id: UUID | None = None) -> MenuOrdered:
    """Put categories and items in this order. What is not named comes after what is, in the order it had.

    Raises:
        Invalid: an id that the shop does not have, or one named twice.
    """
    who, shop_id = at_shop(tx, who, shop_id)
    categories = tx.all(LOCK_CATEGORIES, shop_id=shop_id) if data.categories else []
    items = tx.all(LOCK_ITEMS, shop_id=shop_id) if data.items else []
    check(data.categories, categories, "/categories")
    check(data.items, items, "/items")
    placed_categories = moved(categories, data.categories)
    of_category: dict[UUID, list[Row]] = {}
    for row in items:
        of_category.setdefault(row.category_id, []).append(row)
    placed_items = {item_id: place for rows in of_category.values() for item_id, place in moved(rows, data.items).items()}
    for statement, placed in ((PLACE_CATEGORY, placed_categories), (PLACE_ITEM, placed_items)):
        tx.many(statement, [{"one_id": one, "shop_id": shop_id, "place": place, "now": tx.now} for one, place in placed.items()])
    if placed_categories or placed_items:
        before = {str(row.id): row.position for row in (*categories, *items) if row.id in placed_categories or row.id in placed_items}
        after = {str(one): place for one, place in (placed_categories | placed_items).items()}
        tell_of_menu(tx, who, shop_id, "menu", shop_id, {"positions": before}, {"positions": after})
    return MenuOrdered(changed=bool(placed_categories or placed_items), version=shop_row(tx, shop_id).menu_version)


def check(wanted: Sequence[UUID], known: Sequence[Row], pointer: str) -> None:
    left = {row.id for row in known}
    for index, one in enumerate(wanted):
        if one not in left:
            raise invalid(f"{pointer}/{index}", "the shop has no such thing, or it is named twice")
        left.discard(one)


def moved(rows: Sequence[Row], wanted: Sequence[UUID]) -> dict[UUID, int]:
    """The new places of those rows that get another one; nothing when none of them is wanted elsewhere."""
    rank = {one: place for place, one in enumerate(wanted)}
    if not any(row.id in rank for row in rows):
        return {}
    last = len(rank)
    in_order = sorted(rows, key=lambda row: (rank.get(row.id, last), row.position, row.id))
    return {row.id: place for place, row in enumerate(in_order) if row.position != place}
