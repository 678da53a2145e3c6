"""One row of a menu's table: what it wants, read against what the shop has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from hub.kit.door import Row
from hub.kit.sheets import Line
from hub.store.cells import PREP_MAX, Wrong, listed, minor_digits, price, short, whole, yes_or_no
from hub.store.pricing import name_of
from hub.store.schemas import SheetMistake
from hub.venue.queries import ShopRow


@dataclass
class Shelf:
    """What the shop has, against which rows are read."""

    shop: ShopRow
    items: dict[UUID, Row]
    categories: list[Row]
    stations: Sequence[str]
    seen: set[UUID] = field(default_factory=set)
    new_names: set[tuple[UUID, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.names = {(item.category_id, name.casefold()) for item in self.items.values() for name in item.names.values()}
        self.last: dict[UUID, int] = {}
        for item in self.items.values():
            self.last[item.category_id] = max(item.position, self.last.get(item.category_id, 0))

    def check_new(self, category_id: UUID, names: Mapping[str, str]) -> None:
        """A table that lost its IDs must not add everything a second time."""
        wanted = {(category_id, name.casefold()) for name in names.values()}
        if wanted & self.names:
            raise Wrong("exists", "an item of this name is in this category already; give its ID to change it")
        if wanted & self.new_names:
            raise Wrong("twice", "this name stands in the table twice")
        self.new_names |= wanted

    def category(self, text: str) -> UUID:
        found: set[UUID] = {
            row.id for row in self.categories if text.casefold() in {name.casefold() for name in row.names.values()} | {str(row.id)}
        }
        if len(found) != 1:
            said = "several categories have this name" if found else "there is no such category; add it first"
            raise Wrong("ambiguous" if found else "unknown", said)
        return found.pop()

    def station(self, text: str) -> str:
        if self.stations and text not in self.stations:
            raise Wrong("unknown", f"the shop has no such station; it has {', '.join(self.stations)}")
        return text

    def item(self, text: str) -> UUID:
        try:
            found = UUID(text)
        except ValueError:
            found = None
        if found is None or found not in self.items:
            raise Wrong("unknown", "the shop has no item with this ID; leave the cell empty to add one")
        if found in self.seen:
            raise Wrong("twice", "this item stands in the table twice")
        self.seen.add(found)
        return found


class ReadRow(NamedTuple):
    """What a row of the table wants: an item that is there, or a new one."""

    number: int
    item: Row | None
    values: dict[str, Any]
    price: int


def read_row(shelf: Shelf, columns: Mapping[str, int], line: Line, mistakes: list[SheetMistake]) -> ReadRow | None:
    """The row as values of an item; what is wrong with it goes to `mistakes`."""
    wrong = len(mistakes)
    cells = {name: line.cells[index] if index < len(line.cells) else "" for name, index in columns.items()}

    def refuse(column: str | None, code: str, detail: str) -> None:
        mistakes.append(SheetMistake(row=line.number, column=column, code=code, detail=detail))

    def told(column: str, meaning: Callable[[str], Any]) -> Any:
        """What a filled cell means; None for an empty one, and for one that cannot be."""
        if not cells.get(column):
            return None
        try:
            return meaning(cells[column])
        except Wrong as error:
            refuse(column, error.code, error.detail)
            return None

    for name, index in columns.items():
        if index in line.formulas:
            refuse(name, "formula", "this begins like a formula; write the value, or an apostrophe before the text")
        elif any(ord(character) < 32 and character not in "\n\t\r" for character in cells[name]):
            refuse(name, "unreadable", "there is a character in it that is no text")
    if len(mistakes) > wrong:
        return None
    item_id = told("id", shelf.item)
    item = None if item_id is None else shelf.items[item_id]
    digits = minor_digits(shelf.shop.currency)
    found = {
        "category_id": told("category", shelf.category),
        "station": told("station", lambda text: text if item and text == item.station else shelf.station(text)),
        "prep_seconds": told("prep_seconds", lambda text: whole(text, PREP_MAX)),
        "price": told("price", lambda text: price(text, digits)),
        "on_sale": told("on_sale", yes_or_no),
    }
    names = languages(cells, "name", 80, item.names if item else {}, told)
    descriptions = languages(cells, "description", 500, item.descriptions if item else {}, told)
    kitchen_name = told("kitchen_name", lambda text: short(text, 80))
    allergens = told("allergens", listed)
    if not names and not (cells.get("name_zh") or cells.get("name_en")):
        refuse("name_en" if "name_en" in columns else "name_zh", "missing", "the item needs a name in one language at least")
    if item is None:
        for column, key in (("category", "category_id"), ("station", "station"), ("price", "price")):
            if found[key] is None and not cells.get(column):
                refuse(column, "missing", "a new item needs this")
    if len(mistakes) == wrong and item is None:
        try:
            shelf.check_new(found["category_id"], names)
        except Wrong as error:
            refuse("name_en" if names.get("en") else "name_zh", error.code, error.detail)
    if len(mistakes) > wrong:
        return None
    language = shelf.shop.setting("language")
    kept = {name: getattr(item, name) for name in ("category_id", "station", "prep_seconds", "on_sale")} if item else NEW
    values = {name: kept[name] if found[name] is None else found[name] for name in ("category_id", "station", "prep_seconds", "on_sale")}
    values |= {"names": names, "descriptions": descriptions}
    values["kitchen_name"] = kitchen_name or (item.kitchen_name if item and "kitchen_name" not in columns else name_of(names, language))
    values["allergens"] = (item.allergens if item else []) if "allergens" not in columns else allergens or []
    values |= {"picture": item.picture if item else None, "options": item.options if item else []}
    values["position"] = item.position if item else next_position(shelf, values["category_id"], line.number)
    return ReadRow(line.number, item, values, item.price_minor if item and found["price"] is None else found["price"])


NEW: dict[str, Any] = {"category_id": None, "station": None, "prep_seconds": 0, "on_sale": True}


def next_position(shelf: Shelf, category_id: UUID, number: int) -> int:
    """Behind what the category has, in the order of the table."""
    return min(shelf.last.get(category_id, 0) + number, 1_000_000)


def languages(
    cells: Mapping[str, str], what: str, most: int, present: Mapping[str, str], told: Callable[[str, Callable[[str], Any]], Any]
) -> dict[str, str]:
    """A text in both languages; a column that is not there leaves its language as it is, an empty cell empties it."""
    found: dict[str, str] = {}
    for language, column in (("zh-CN", f"{what}_zh"), ("en", f"{what}_en")):
        text = told(column, lambda text: short(text, most)) if column in cells else present.get(language)
        if text:
            found[language] = text
    return found
