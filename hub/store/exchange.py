"""The menu as a table: how it is written, and how a file becomes a table again. What its rows do is in `importing`."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from hub.accounts.actor import Actor
from hub.kit.db import Tx
from hub.kit.door import Row
from hub.kit.errors import UnreadableSheet
from hub.kit.sheets import Cell, Format, Line, read, write_csv, write_xlsx
from hub.store.cells import minor_digits
from hub.store.models import menu_item
from hub.store.pricing import name_of
from hub.store.queries import CATEGORIES, ITEMS
from hub.venue.queries import at_shop, shop_row

ALL_ITEMS = ITEMS.order_by(menu_item.c.position, menu_item.c.id)


class Column(NamedTuple):
    """A column by the name we know it by, its two headings, and its width in a workbook."""

    name: str
    zh: str
    en: str
    width: int


COLUMNS = (
    Column("id", "编号", "ID", 38),
    Column("category", "分类", "Category", 18),
    Column("name_zh", "中文名", "Name (Chinese)", 22),
    Column("name_en", "英文名", "Name (English)", 30),
    Column("kitchen_name", "厨房名", "Kitchen name", 18),
    Column("description_zh", "中文说明", "Description (Chinese)", 40),
    Column("description_en", "英文说明", "Description (English)", 40),
    Column("station", "档口", "Station", 12),
    Column("price", "价格", "Price", 12),
    Column("prep_seconds", "制作秒数", "Seconds to prepare", 12),
    Column("allergens", "过敏原", "Allergens", 30),
    Column("on_sale", "在售", "On sale", 10),
)
NAMED = {heading.casefold(): column.name for column in COLUMNS for heading in (column.name, column.zh, column.en)}


# Out


class MenuTable(NamedTuple):
    """Everything on and off sale, ready to be written."""

    rows: list[list[Cell]]
    currency: str
    chinese: bool


def menu_table(tx: Tx, who: Actor, shop_id: UUID | None = None) -> MenuTable:
    """The heading and one row per item, category by category."""
    _, shop_id = at_shop(tx, who, shop_id)
    shop = shop_row(tx, shop_id)
    chinese = shop.setting("language") == "zh-CN"
    categories = tx.all(CATEGORIES, shop_id=shop_id)
    names = category_cells(categories, shop.setting("language"))
    place = {row.id: index for index, row in enumerate(categories)}
    digits = minor_digits(shop.currency)
    heading: list[Cell] = [column.zh if chinese else column.en for column in COLUMNS]
    heading[[column.name for column in COLUMNS].index("price")] = f"{'价格' if chinese else 'Price'} ({shop.currency})"
    items = sorted(tx.all(ALL_ITEMS, shop_id=shop_id), key=lambda row: place[row.category_id])
    rows = [heading, *(row_of(item, names[item.category_id], digits, chinese) for item in items)]
    return MenuTable(rows, shop.currency, chinese)


def category_cells(categories: Sequence[Row], language: str) -> dict[UUID, str]:
    """What stands for each category: its name, or its id where two have the same."""
    named = {row.id: name_of(row.names, language) for row in categories}
    several = {
        name for name, times in Counter(name.casefold() for row in categories for name in set(row.names.values())).items() if times > 1
    }
    return {one: str(one) if name.casefold() in several else name for one, name in named.items()}


def row_of(item: Row, category: str, digits: int, chinese: bool) -> list[Cell]:
    cells: dict[str, Cell] = {
        "id": str(item.id),
        "category": category,
        "name_zh": item.names.get("zh-CN", ""),
        "name_en": item.names.get("en", ""),
        "kitchen_name": item.kitchen_name,
        "description_zh": item.descriptions.get("zh-CN", ""),
        "description_en": item.descriptions.get("en", ""),
        "station": item.station,
        "price": Decimal(item.price_minor).scaleb(-digits),
        "prep_seconds": Decimal(item.prep_seconds),
        "allergens": ", ".join(item.allergens),
        "on_sale": ("是" if item.on_sale else "否") if chinese else ("yes" if item.on_sale else "no"),
    }
    return [cells[column.name] for column in COLUMNS]


def written(table: MenuTable, kind: Format) -> bytes:
    """The table as a file."""
    if kind == "csv":
        return write_csv(table.rows)
    return write_xlsx(table.rows, "菜单" if table.chinese else "Menu", [column.width for column in COLUMNS], minor_digits(table.currency))


# In


class MenuSheet(NamedTuple):
    """A table that was brought: which column stands where, and its rows."""

    columns: dict[str, int]
    lines: list[Line]


def read_menu(body: bytes, kind: Format) -> MenuSheet:
    """The table in a file.

    Raises:
        UnreadableSheet: it cannot be read, or its heading cannot.
    """
    heading, *lines = read(body, kind) or [Line(1, [], frozenset())]
    columns: dict[str, int] = {}
    for index, cell in enumerate(heading.cells):
        if not cell:
            continue
        name = column_of(cell)
        if name is None:
            raise UnreadableSheet(f"nobody knows the column “{cell}”; take it away, or begin with an exported table")
        if name in columns:
            raise UnreadableSheet(f"the column “{cell}” is there twice")
        columns[name] = index
    if not {"name_zh", "name_en"} & columns.keys() and "id" not in columns:
        raise UnreadableSheet("the first row names the columns; there is neither an ID nor a name")
    return MenuSheet(columns, lines)


def column_of(heading: str) -> str | None:
    """The column that a heading means; a currency in brackets may follow it."""
    text = heading.strip().casefold()
    bare = text.partition("(")[0].partition("（")[0].strip()
    return NAMED.get(text) or NAMED.get(text.replace(" ", "_")) or ("price" if NAMED.get(bare) == "price" else None)
