"""What a menu's table does: all of its rows or none. Options, pictures and the order are not in it and stay as they are.

Rows are read and judged outside any unit. The unit only makes sure that the menu is still the one they were judged against,
and writes a few statements, however many rows there are.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, update

from hub.accounts.actor import Actor
from hub.accounts.audit import record_each
from hub.im import identity
from hub.kit.db import Tx
from hub.kit.errors import VersionMismatch
from hub.kit.ids import new_id
from hub.store.errors import ImportRefused
from hub.store.exchange import ALL_ITEMS, MenuSheet
from hub.store.menu import ADD_ITEM, ADD_SKU, LOCK_ITEMS, WRITE_SKU, item_values, tell_screens
from hub.store.models import menu_item
from hub.store.pricing import name_of
from hub.store.queries import CATEGORIES
from hub.store.schemas import ImportReport, SheetMistake, SheetRow
from hub.store.sheet_rows import ReadRow, Shelf, read_row
from hub.venue.queries import ShopRow, at_shop, shop_row

KEEP_CATEGORIES = CATEGORIES.with_for_update(read=True, key_share=True)
IN_A_SHEET = ("category_id", "names", "kitchen_name", "descriptions", "station", "prep_seconds", "allergens", "on_sale")
WRITE_ROW = (
    update(menu_item)
    .where(menu_item.c.id == bindparam("item_id"), menu_item.c.shop_id == bindparam("shop_id"))
    .values({name: bindparam(f"new_{name}") for name in IN_A_SHEET} | {"updated_at": bindparam("now"), "version": menu_item.c.version + 1})
)


class Edit(NamedTuple):
    """One item that a table adds or changes."""

    item_id: UUID
    added: bool
    values: dict[str, Any]
    price: int
    before: dict[str, Any] | None
    after: dict[str, Any]


class Plan(NamedTuple):
    """What a table does to the menu as it was when the table was judged."""

    shop: ShopRow
    stations: list[str]
    edits: list[Edit]
    report: ImportReport


def rehearse(tx: Tx, who: Actor, sheet: MenuSheet, shop_id: UUID | None = None) -> ImportReport:
    """What a table would do, and what is wrong with it."""
    plan = plan_import(tx, who, sheet, shop_id)
    rows = [msgspec.structs.replace(row, item_id=None) if row.what == "added" else row for row in plan.report.rows]
    return msgspec.structs.replace(plan.report, dry_run=True, rows=rows)


def plan_import(tx: Tx, who: Actor, sheet: MenuSheet, shop_id: UUID | None = None) -> Plan:
    """Judge every row of a table against the menu as it is."""
    _, shop_id = at_shop(tx, who, shop_id)
    shop, stations = shop_row(tx, shop_id), list(identity.known_stations(tx, shop_id))
    shelf = Shelf(shop, {row.id: row for row in tx.all(ALL_ITEMS, shop_id=shop_id)}, tx.all(CATEGORIES, shop_id=shop_id), stations)
    mistakes: list[SheetMistake] = []
    wanted = [row for line in sheet.lines if (row := read_row(shelf, sheet.columns, line, mistakes)) is not None]
    judged = [(row, edit) for row in wanted if (edit := edit_of(row)) is not None]
    added = sum(edit.added for _, edit in judged)
    report = ImportReport(
        dry_run=False,
        added=added,
        changed=len(judged) - added,
        unchanged=len(wanted) - len(judged),
        rows=[said_row(shop, row, edit) for row, edit in judged],
        errors=mistakes,
    )
    return Plan(shop, stations, [edit for _, edit in judged], report)


def edit_of(row: ReadRow) -> Edit | None:
    """What a row wants changed; nothing when the item is so already."""
    after = row.values | {"price": row.price}
    if row.item is None:
        return Edit(new_id(), True, row.values, row.price, None, msgspec.to_builtins(after))
    before = item_values(row.item)
    changed = [name for name, value in after.items() if value != before[name]]
    if not changed:
        return None
    told = {name: before[name] for name in changed}, {name: after[name] for name in changed}
    return Edit(row.item.id, False, row.values, row.price, *msgspec.to_builtins(told))


def said_row(shop: ShopRow, row: ReadRow, edit: Edit) -> SheetRow:
    return SheetRow(
        row=row.number,
        what="added" if edit.added else "changed",
        item_id=edit.item_id,
        name=name_of(row.values["names"], shop.setting("language")),
        columns=[] if edit.added else list(edit.after),
    )


def import_menu(tx: Tx, who: Actor, plan: Plan) -> ImportReport:
    """Carry out what a table was found to do.

    Raises:
        VersionMismatch: the menu is another one by now; judge the table again.
        ImportRefused: some rows cannot be.
    """
    who, shop_id = at_shop(tx, who, plan.shop.id)
    if plan.edits:
        tx.all(KEEP_CATEGORIES, shop_id=shop_id)
        tx.all(LOCK_ITEMS, shop_id=shop_id)
    check_unchanged(tx, plan, shop_row(tx, shop_id))
    if mistakes := plan.report.errors:
        rows = [{"row": one.row, "column": one.column, "code": one.code, "detail": one.detail} for one in mistakes]
        raise ImportRefused(said_of(mistakes), rows=rows)
    if plan.edits:
        write(tx, plan)
        edits = [(edit.item_id, edit.before, edit.after) for edit in plan.edits]
        record_each(tx, who, "store.edit_menu", "menu_item", edits, shop_id=shop_id)
        if tell_screens(tx, shop_id) != plan.shop.menu_version + 1:  # an item was added while we held those that were there
            raise moved_on()
    return plan.report


def check_unchanged(tx: Tx, plan: Plan, shop: ShopRow) -> None:
    """Raises `VersionMismatch` unless rows would be judged as they were."""
    now = (shop.menu_version, shop.currency, shop.setting("language"), list(identity.known_stations(tx, shop.id)))
    if now != (plan.shop.menu_version, plan.shop.currency, plan.shop.setting("language"), plan.stations):
        raise moved_on()


def moved_on() -> VersionMismatch:
    return VersionMismatch("The menu was edited while the table was read. Nothing was changed; send it again.")


def write(tx: Tx, plan: Plan) -> None:
    owner = {"brand_id": plan.shop.brand_id, "shop_id": plan.shop.id}
    added, changed = [edit for edit in plan.edits if edit.added], [edit for edit in plan.edits if not edit.added]
    born = owner | {"created_at": tx.now, "updated_at": tx.now, "version": 1}
    tx.many(ADD_ITEM, [edit.values | born | {"id": edit.item_id} for edit in added])
    tx.many(ADD_SKU, [owner | {"id": tx.new_id(), "item_id": edit.item_id, "price_minor": edit.price} for edit in added])
    touched = {"shop_id": plan.shop.id, "now": tx.now}
    columns = [(f"new_{name}", name) for name in IN_A_SHEET]
    tx.many(WRITE_ROW, [touched | {"item_id": edit.item_id} | {new: edit.values[name] for new, name in columns} for edit in changed])
    dearer = [edit for edit in changed if "price" in edit.after]
    tx.many(WRITE_SKU, [{"shop_id": plan.shop.id, "item_id": edit.item_id, "new_price": edit.price} for edit in dearer])


def said_of(mistakes: Sequence[SheetMistake]) -> str:
    first = mistakes[0]
    where = f"row {first.row}" + (f", {first.column}" if first.column else "")
    return f"{where}: {first.detail}" + (f" (and {len(mistakes) - 1} more)" if len(mistakes) > 1 else "")
