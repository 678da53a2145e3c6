"""Editing the menu. Every edit raises the menu's version, tells every screen, and stands in the audit log."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, delete, func, select, update

from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.im import identity
from hub.kit.db import Tx
from hub.kit.door import Row, insert_row
from hub.kit.errors import NotFound, invalid
from hub.live.append import publish, shop_stream
from hub.store.errors import CategoryNotEmpty
from hub.store.events import MenuChanged
from hub.store.models import category, menu_item, sku
from hub.store.pricing import name_of
from hub.store.queries import ITEM, at_category, at_item, category_as_detail, item_as_detail
from hub.store.schemas import CategoryAnswer, CategoryDetail, ItemAnswer, ItemDetail, PutCategory, PutItem, PutOption
from hub.store.sold_out import is_sold_out
from hub.venue.queries import ShopRow, at_shop, shop_row
from hub.venue.shops import raise_menu_version, require_version

EDITABLE = (
    "category_id",
    "names",
    "kitchen_name",
    "descriptions",
    "station",
    "prep_seconds",
    "allergens",
    "picture",
    "options",
    "position",
    "on_sale",
)

ADD_CATEGORY = insert_row(category)
CATEGORY = select(category).where(category.c.id == bindparam("category_id"), category.c.shop_id == bindparam("shop_id"))
LOCK_CATEGORY = CATEGORY.with_for_update()
KEEP_CATEGORY = CATEGORY.with_for_update(read=True, key_share=True)
"""It may be renamed meanwhile, but not go."""
WRITE_CATEGORY = (
    update(category)
    .where(category.c.id == bindparam("category_id"), category.c.shop_id == bindparam("shop_id"))
    .values(names=bindparam("new_names"), position=bindparam("new_position"), updated_at=bindparam("now"))
)
REMOVE_CATEGORY = delete(category).where(category.c.id == bindparam("category_id"), category.c.shop_id == bindparam("shop_id"))
COUNT_ITEMS = (
    select(func.count())
    .select_from(menu_item)
    .where(menu_item.c.category_id == bindparam("category_id"), menu_item.c.shop_id == bindparam("shop_id"))
)
ADD_ITEM = insert_row(menu_item)
ADD_SKU = insert_row(sku)
LOCK_ITEM = ITEM.with_for_update(of=menu_item)
LOCK_ITEMS = (
    select(menu_item.c.id, menu_item.c.category_id, menu_item.c.position)
    .where(menu_item.c.shop_id == bindparam("shop_id"))
    .order_by(menu_item.c.id)
    .with_for_update()
)
"""The whole menu, several hundred rows, for what must not meet another edit: a table that is brought, a new order."""
WRITE_ITEM = (
    update(menu_item)
    .where(menu_item.c.id == bindparam("item_id"), menu_item.c.shop_id == bindparam("shop_id"))
    .values({name: bindparam(name) for name in EDITABLE} | {"updated_at": bindparam("now"), "version": menu_item.c.version + 1})
)
WRITE_SKU = (
    update(sku)
    .where(sku.c.item_id == bindparam("item_id"), sku.c.shop_id == bindparam("shop_id"))
    .values(price_minor=bindparam("new_price"))
)


def create_category(tx: Tx, who: Actor, data: PutCategory, shop_id: UUID | None = None) -> CategoryAnswer:
    """Add a category to the caller's shop, or to the one an owner names."""
    who, shop_id = at_shop(tx, who, shop_id)
    return CategoryAnswer(category=put_category(tx, who, shop_id, None, data))


def replace_category(tx: Tx, who: Actor, category_id: UUID, data: PutCategory) -> CategoryAnswer:
    """Rename or move a category."""
    who, shop_id = at_category(tx, who, category_id)
    return CategoryAnswer(category=put_category(tx, who, shop_id, category_id, data))


def put_category(tx: Tx, who: Actor | None, shop_id: UUID, category_id: UUID | None, data: PutCategory) -> CategoryDetail:
    """Write a category; without an id a new one.

    Raises:
        NotFound: the shop has no such category.
    """
    shop = shop_row(tx, shop_id)
    before: dict[str, Any] | None = None
    after = {"names": dict(data.names), "position": data.position}
    if category_id is None:
        category_id = tx.new_id()
        tx.run(ADD_CATEGORY, id=category_id, brand_id=shop.brand_id, shop_id=shop_id, **after, created_at=tx.now, updated_at=tx.now)
    else:
        row = tx.one_or_none(LOCK_CATEGORY, category_id=category_id, shop_id=shop_id)
        if row is None:
            raise NotFound
        before = {"names": row.names, "position": row.position}
        tx.run(WRITE_CATEGORY, category_id=category_id, shop_id=shop_id, new_names=data.names, new_position=data.position, now=tx.now)
    if before != after:
        tell_of_menu(tx, who, shop_id, "category", category_id, before, after)
    return category_as_detail(tx.one(CATEGORY, category_id=category_id, shop_id=shop_id), shop.setting("language"))


def remove_category(tx: Tx, who: Actor, category_id: UUID) -> None:
    """Take away a category that holds nothing.

    Raises:
        NotFound: the shop has no such category.
        CategoryNotEmpty: it has items, on sale or not.
    """
    who, shop_id = at_category(tx, who, category_id)
    row = tx.one_or_none(LOCK_CATEGORY, category_id=category_id, shop_id=shop_id)
    if row is None:
        raise NotFound
    if count := tx.value(COUNT_ITEMS, category_id=category_id, shop_id=shop_id):
        raise CategoryNotEmpty(items=count)
    tx.run(REMOVE_CATEGORY, category_id=category_id, shop_id=shop_id)
    tell_of_menu(tx, who, shop_id, "category", category_id, {"names": row.names, "position": row.position}, None)


def create_item(tx: Tx, who: Actor, data: PutItem) -> ItemAnswer:
    """Add an item to the shop of its category."""
    who, shop_id = at_category(tx, who, data.category_id)
    return ItemAnswer(item=put_item(tx, who, shop_id, None, data))


def replace_item(tx: Tx, who: Actor, item_id: UUID, data: PutItem) -> ItemAnswer:
    """Write a whole item anew; its SKU stays, and so do options and choices that keep their ids.

    Raises:
        VersionMismatch: `If-Match` names another version than the item's.
    """
    who, shop_id = at_item(tx, who, item_id)
    return ItemAnswer(item=put_item(tx, who, shop_id, item_id, data))


def hide_item(tx: Tx, who: Actor, item_id: UUID) -> None:
    """Take an item off the menu. Lines already ordered stay; it can be put back.

    Raises:
        NotFound: the shop has no such item.
    """
    who, shop_id = at_item(tx, who, item_id)
    row = lock_item(tx, shop_id, item_id)
    if row.on_sale:
        write_item(tx, row, {"on_sale": False}, row.price_minor)
        tell_of_menu(tx, who, shop_id, "menu_item", item_id, {"on_sale": True}, {"on_sale": False})


def put_item(tx: Tx, who: Actor | None, shop_id: UUID, item_id: UUID | None, data: PutItem) -> ItemDetail:
    """Write an item with its options and its price; without an id a new one.

    Raises:
        NotFound: the shop has no such item.
        Invalid: no such category or station, an option that cannot be satisfied, or an id that was never this item's.
    """
    shop = shop_row(tx, shop_id)
    if tx.one_or_none(KEEP_CATEGORY, category_id=data.category_id, shop_id=shop_id) is None:
        raise invalid("/category_id", "there is no such category")
    stations = identity.known_stations(tx, shop_id)
    if stations and data.station not in stations:  # nobody would hear of what is ordered there
        raise invalid("/station", "the shop has no such station")
    row = None if item_id is None else lock_item(tx, shop_id, item_id)
    if row is not None:
        require_version(tx, row.version)
    values = {name: getattr(data, name) for name in EDITABLE} | {
        "kitchen_name": data.kitchen_name or name_of(msgspec.to_builtins(data.names), shop.setting("language")),
        "options": options_of(tx, data.options, [] if row is None else row.options),
    }
    item_id, changed_before, changed = store_item(tx, shop, row, values, data.price)
    if changed:
        tell_of_menu(tx, who, shop_id, "menu_item", item_id, changed_before, changed)
    written = tx.one(ITEM, item_id=item_id, shop_id=shop_id)
    return item_as_detail(written, shop, is_sold_out(tx, shop_id, written.sku_id))


def store_item(
    tx: Tx, shop: ShopRow, row: Row | None, values: dict[str, Any], price: int
) -> tuple[UUID, dict[str, Any] | None, dict[str, Any]]:
    """Insert an item, or write what differs from its row: its id, and what changed from what to what. Tells nobody yet."""
    if row is None:
        item_id = tx.new_id()
        tx.run(ADD_ITEM, **values, id=item_id, brand_id=shop.brand_id, shop_id=shop.id, created_at=tx.now, updated_at=tx.now, version=1)
        tx.run(ADD_SKU, id=tx.new_id(), brand_id=shop.brand_id, shop_id=shop.id, item_id=item_id, price_minor=price)
        return item_id, None, values | {"price": price}
    before, after = item_values(row), values | {"price": price}
    changed = {name: value for name, value in after.items() if value != before[name]}
    if changed:
        write_item(tx, row, values, price)
    return row.id, {name: before[name] for name in changed}, changed


def options_of(tx: Tx, wanted: Iterable[PutOption], known: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The options as the item keeps them: those that come with an id must be the item's own, new ones get one.

    Raises:
        Invalid: `max` below `min`, more required than there is, a foreign id, or one used twice.
    """
    unused = {part["id"] for option in known for part in (option, *option["choices"])}

    def own_id(given: UUID | None, pointer: str) -> str:
        if given is None:
            return str(tx.new_id())
        if str(given) not in unused:
            raise invalid(pointer, "this item has no such option or choice, or it is named twice")
        unused.discard(str(given))
        return str(given)

    kept = []
    for index, option in enumerate(wanted):
        if not option.min <= min(option.max, len(option.choices)):
            raise invalid(f"/options/{index}/min", "more than can be chosen")
        choices = [
            {"id": own_id(choice.id, f"/options/{index}/choices/{place}/id"), "names": dict(choice.names), "price": choice.price}
            for place, choice in enumerate(option.choices)
        ]
        option_id = own_id(option.id, f"/options/{index}/id")
        kept.append({"id": option_id, "names": dict(option.names), "min": option.min, "max": option.max, "choices": choices})
    return kept


def lock_item(tx: Tx, shop_id: UUID, item_id: UUID) -> Row:
    row = tx.one_or_none(LOCK_ITEM, item_id=item_id, shop_id=shop_id)
    if row is None:
        raise NotFound
    return row


def item_values(row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in EDITABLE} | {"price": row.price_minor}


def write_item(tx: Tx, row: Row, values: dict[str, Any], price: int) -> None:
    kept = {name: values.get(name, getattr(row, name)) for name in EDITABLE}
    tx.run(WRITE_ITEM, item_id=row.id, shop_id=row.shop_id, **kept, now=tx.now)
    tx.run(WRITE_SKU, item_id=row.id, shop_id=row.shop_id, new_price=price)


def tell_of_menu(
    tx: Tx, who: Actor | None, shop_id: UUID, kind: str, object_id: UUID | None, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    """The menu is another one: a new version for everybody, and a line in the audit log."""
    tell_screens(tx, shop_id)
    note_edit(tx, who, shop_id, kind, object_id, before, after)


def tell_screens(tx: Tx, shop_id: UUID) -> int:
    """Every screen fetches the menu again; its new version."""
    shop = raise_menu_version(tx, shop_id)
    publish(tx, MenuChanged(shop=shop), stream=shop_stream(shop_id), to=["all"])
    return shop.menu_version


def note_edit(
    tx: Tx, who: Actor | None, shop_id: UUID, kind: str, object_id: UUID | None, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    if who is not None:
        record(tx, who, "store.edit_menu", kind, str(object_id), before, msgspec.to_builtins(after), shop_id=shop_id)
