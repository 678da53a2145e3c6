"""T1 and D1: no row leads into another shop or brand, and the file that holds them is whole."""

import sqlite3
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, and_, column, func, or_, select

from hub.audit.finding import MOST_ROWS, Breach, Finding, Invariant, Offences, count_of, table
from hub.kit.db import Tx
from hub.tables import TABLES

shop = table("shop")

BESIDES = (
    ("food_order", "stay_id", "stay"),
    ("food_order", "room_id", "room"),
    ("order_line", "order_id", "food_order"),
    ("order_round", "order_id", "food_order"),
    ("line_history", "line_id", "order_line"),
    ("line_history", "order_id", "food_order"),
    ("room", "stay_id", "stay"),
    ("order_line", "sku_id", "sku"),
    ("connection", "device_id", "device"),
    ("connection", "user_id", "user"),
    ("im_message", "call_id", "im_call"),
    ("im_call", "order_id", "food_order"),
    ("im_delivery", "device_id", "device"),
    ("device_cursor", "device_id", "device"),
    ("print_job", "order_id", "food_order"),
    ("print_job", "taken_by_id", "device"),
)
"""Columns that name a row though the schema declares no foreign key."""


def _links() -> Iterator[tuple[Column[Any], Column[Any]]]:
    for each in TABLES.values():
        for key in sorted(each.foreign_keys, key=lambda key: key.parent.key):
            if key.parent.key != "shop_id":  # looked at for every table at once
                yield key.parent, key.column
    for child, name, parent in BESIDES:
        yield table(child).c[name], table(parent).c.id


def _same_tenant(child: Column[Any], parent: Column[Any]) -> Breach:
    """Rows whose parent is missing, or of another shop, or of another brand."""
    here, there = child.table, parent.table.alias("there")
    strays: list[ColumnElement[bool]] = [there.c[parent.key].is_(None)]
    for tenant in ("shop_id", "brand_id"):
        if tenant in here.c and tenant in there.c:
            strays.append(here.c[tenant] != there.c[tenant])
    named = [here.c[key].label(f"{key}") for key in ("id", "shop_id", "brand_id") if key in here.c and key != child.key]
    return Breach(
        f"{here.name}.{child.key} names no {parent.table.name} of the same shop and brand",
        select(child, *named).outerjoin_from(here, there, child == there.c[parent.key]).where(child.is_not(None), or_(*strays)),
    )


def _known_shop(name: str) -> Breach:
    """Rows whose shop does not exist or is not their brand's."""
    here, there = table(name), shop.alias("its_shop")
    named = [here.c[key] for key in ("id", "shop_id", "brand_id") if key in here.c]
    return Breach(
        f"{name} names no shop of its brand",
        select(*named)
        .outerjoin_from(here, there, and_(there.c.id == here.c.shop_id, there.c.brand_id == here.c.brand_id))
        .where(here.c.shop_id.is_not(None), there.c.id.is_(None)),
    )


OF_SHOPS = [name for name, each in TABLES.items() if "shop_id" in each.c and "brand_id" in each.c]

tenants = Invariant(
    "T1",
    "Every row belongs to a shop of its brand, and names only rows of the same shop and brand.",
    {"brands": count_of(table("brand")), "shops": count_of(shop)},
    [*(_known_shop(name) for name in OF_SHOPS), *(_same_tenant(child, parent) for child, parent in _links())],
)

WHOLE_FILE: Select[Any] = select(column("integrity_check")).select_from(
    func.pragma_integrity_check(MOST_ROWS).table_valued("integrity_check")
)


def whole_file(tx: Tx) -> Iterator[Finding]:
    """Judge D1, where the database is a file of ours: PostgreSQL looks after its own."""
    if tx.dialect != "sqlite":
        return
    found = Offences("D1", "The database file is whole: every page and index agrees.")
    try:
        said = [row.integrity_check for row in tx.all(WHOLE_FILE)]
    except sqlite3.DatabaseError as error:  # so damaged that the check itself cannot go on
        said = [str(error)]
    found.terms["complaints"] = 0 if said == ["ok"] else len(said)
    for complaint in said:
        if complaint != "ok":
            found.add("SQLite's integrity_check complains", said=complaint)
    yield found.finding()
