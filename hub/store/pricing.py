"""What a guest's lines cost: one statement for a whole order, and the menu's words frozen on each line."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, bindparam, select

from hub.kit.db import Tx
from hub.kit.door import Row
from hub.kit.errors import Invalid, Refusal
from hub.store.errors import ProductSoldOut, UnknownOption, UnknownSku
from hub.store.models import menu_item, sku, sold_out
from hub.store.schemas import PricedLine, WantedLine
from hub.venue.queries import ShopRow

ON_SALE = (
    select(
        sku.c.id,
        sku.c.price_minor,
        menu_item.c.names,
        menu_item.c.kitchen_name,
        menu_item.c.station,
        menu_item.c.prep_seconds,
        menu_item.c.allergens,
        menu_item.c.options,
        sold_out.c.mode,
        sold_out.c.until,
    )
    .join_from(sku, menu_item, and_(menu_item.c.id == sku.c.item_id, menu_item.c.shop_id == sku.c.shop_id))
    .outerjoin(sold_out, and_(sold_out.c.sku_id == sku.c.id, sold_out.c.shop_id == sku.c.shop_id))
    .where(sku.c.shop_id == bindparam("shop_id"), sku.c.id.in_(bindparam("sku_ids", expanding=True)), menu_item.c.on_sale)
)


class Wrong(NamedTuple):
    """Why a line cannot be ordered."""

    kind: type[Refusal]
    detail: str


def price_lines(tx: Tx, shop: ShopRow, wanted: Sequence[WantedLine]) -> list[PricedLine]:
    """The lines with prices and names as the menu has them now.

    Raises:
        UnknownSku: a line asks for what the shop does not sell.
        UnknownOption: a choice that does not belong to the item.
        Invalid: too few or too many choices.
        ProductSoldOut: marked as sold out.
    """
    rows = {row.id: row for row in tx.all(ON_SALE, shop_id=shop.id, sku_ids={line.sku_id for line in wanted})}
    priced: list[PricedLine] = []
    wrong: dict[int, Wrong] = {}
    for index, line in enumerate(wanted):
        outcome = price_line(tx, rows.get(line.sku_id), line, shop.setting("language"))
        if isinstance(outcome, Wrong):
            wrong[index] = outcome
        else:
            priced.append(outcome)
    if wrong:
        raise refusal_of(wrong, wanted)
    return priced


def price_line(tx: Tx, row: Row | None, line: WantedLine, language: str) -> PricedLine | Wrong:
    if row is None:
        return Wrong(UnknownSku, "not on the menu")
    if is_running(row.mode, row.until, tx):
        return Wrong(ProductSoldOut, f"{name_of(row.names, language)} is sold out")
    chosen = choose(row.options, line.options, language) if row.options or line.options else []
    if isinstance(chosen, Wrong):
        return chosen
    return PricedLine(
        sku_id=line.sku_id,
        quantity=line.quantity,
        name=name_of(row.names, language),
        names=row.names,
        kitchen_name=row.kitchen_name,
        options=chosen,
        note=line.note,
        allergens=row.allergens,
        station=row.station,
        unit_price=row.price_minor + sum(choice["price"] for choice in chosen),
        prep_seconds=row.prep_seconds,
    )


def choose(options: Sequence[dict[str, Any]], wanted: Sequence[UUID], language: str) -> list[dict[str, Any]] | Wrong:
    """The choices taken, in the order of the menu; each may be taken once."""
    left = {str(one) for one in wanted}
    if len(left) != len(wanted):
        return Wrong(Invalid, "a choice is named twice")
    chosen: list[dict[str, Any]] = []
    for option in options:
        taken = [choice for choice in option["choices"] if choice["id"] in left]
        if not option["min"] <= len(taken) <= option["max"]:
            name = name_of(option["names"], language)
            return Wrong(Invalid, f"{name}: from {option['min']} to {option['max']} choices, not {len(taken)}")
        left -= {choice["id"] for choice in taken}
        chosen += [
            {"id": one["id"], "name": name_of(one["names"], language), "names": one["names"], "price": one["price"]} for one in taken
        ]
    return Wrong(UnknownOption, "a choice does not belong to this item") if left else chosen


def refusal_of(wrong: dict[int, Wrong], wanted: Sequence[WantedLine]) -> Refusal:
    """One refusal for all bad lines; the first decides its kind."""
    lines = [
        {"index": index, "sku_id": wanted[index].sku_id, "code": kind.code, "detail": detail} for index, (kind, detail) in wrong.items()
    ]
    first = min(wrong)
    kind, detail = wrong[first]
    facts: dict[str, Any] = {"lines": lines}
    if kind is Invalid:
        facts["errors"] = [
            {"pointer": f"/lines/{index}/options", "detail": one.detail} for index, one in wrong.items() if one.kind is Invalid
        ]
    return kind(detail, **facts)


def is_running(mode: str | None, until: Any, tx: Tx) -> bool:
    """Whether a sold-out mark still counts; its end needs no job."""
    return mode is not None and (until is None or until > tx.now)


def name_of(names: dict[str, str], language: str) -> str:
    """The name in this language, else in the first that there is."""
    return names.get(language) or next(iter(names.values()))
