"""The menu over the API, and lines on their way from what is wanted to what it costs."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from hub.kit.clock import Stamp
from hub.kit.web import In, Out

Language = Literal["zh-CN", "en"]
Names = Annotated[dict[Language, Annotated[str, Meta(min_length=1, max_length=80)]], Meta(min_length=1)]
Station = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]{0,19}$")]
Price = Annotated[int, Meta(ge=0, le=100_000_000)]
Position = Annotated[int, Meta(ge=0, le=1_000_000)]
SoldOutMode = Literal["today", "until", "indefinite"]


class ChoiceOut(Out, frozen=True, kw_only=True):
    """One choice of an option; `price` is added to that of the item."""

    id: UUID
    name: str
    names: dict[str, str]
    price: int


class OptionOut(Out, frozen=True, kw_only=True):
    """A question that goes with an item; between `min` and `max` of its choices are to be taken."""

    id: UUID
    name: str
    names: dict[str, str]
    min: int
    max: int
    choices: list[ChoiceOut]


class ItemOut(Out, frozen=True, kw_only=True):
    """A dish or good as guests see it. One that is sold out stays visible and cannot be ordered. Pads are not told its `kitchen_name`.

    `prep_seconds` is how long it takes when nobody waits in front; a kitchen screen does not show it as late before.
    """

    id: UUID
    sku_id: UUID
    name: str
    names: dict[str, str]
    descriptions: dict[str, str]
    price: int
    currency: str
    options: list[OptionOut]
    allergens: list[str]
    picture: str | None
    sold_out: bool
    station: str
    prep_seconds: int
    kitchen_name: str | UnsetType = UNSET


class CategoryOut(Out, frozen=True, kw_only=True):
    id: UUID
    name: str
    names: dict[str, str]
    items: list[ItemOut]


class MenuOut(Out, frozen=True, kw_only=True):
    """The menu of a shop. `version` rises with every edit; what is sold out changes without it."""

    version: int
    currency: str
    categories: list[CategoryOut]


class ItemDetail(ItemOut, frozen=True, kw_only=True):
    """An item as those who edit the menu see it."""

    category_id: UUID
    kitchen_name: str
    position: int
    on_sale: bool
    version: int


class CategoryDetail(Out, frozen=True, kw_only=True):
    id: UUID
    name: str
    names: dict[str, str]
    position: int


class ItemAnswer(Out, frozen=True, kw_only=True):
    item: ItemDetail


class CategoryAnswer(Out, frozen=True, kw_only=True):
    category: CategoryDetail


class SoldOutOut(Out, frozen=True, kw_only=True):
    """A mark on a SKU, whose id it bears. It ends by itself at `until`."""

    id: UUID
    mode: SoldOutMode
    until: Stamp | None


class SoldOutAnswer(Out, frozen=True, kw_only=True):
    sold_out: SoldOutOut


class OrderMenu(In, frozen=True, kw_only=True):
    """Ids in the order they are to have. Items are ordered within their category; those of several may be mixed."""

    categories: Annotated[list[UUID], Meta(max_length=500)] = []
    items: Annotated[list[UUID], Meta(max_length=5000)] = []


class MenuOrdered(Out, frozen=True, kw_only=True):
    changed: bool
    version: int


class SheetMistake(Out, frozen=True, kw_only=True):
    """What is wrong with one cell of a table. `row` counts as the sheet does: the heading is row 1."""

    row: int
    column: str | None
    code: str
    detail: str


class SheetRow(Out, frozen=True, kw_only=True):
    """A row that adds an item or changes one, with the columns it changes."""

    row: int
    what: Literal["added", "changed"]
    item_id: UUID | None
    name: str
    columns: list[str]


class ImportReport(Out, frozen=True, kw_only=True):
    """What a table does to the menu, or would do. With mistakes it does nothing at all."""

    dry_run: bool
    added: int
    changed: int
    unchanged: int
    rows: list[SheetRow]
    errors: list[SheetMistake]


class PictureOut(Out, frozen=True, kw_only=True):
    """Where a picture is found, as an item's `picture` names it, and its size in pixels."""

    picture: str
    width: int
    height: int


class PutCategory(In, frozen=True, kw_only=True):
    names: Names
    position: Position = 0


class PutChoice(In, frozen=True, kw_only=True):
    """A choice that stays keeps its `id`; a new one has none."""

    id: UUID | None = None
    names: Names
    price: Price = 0


class PutOption(In, frozen=True, kw_only=True):
    """An option that stays keeps its `id`; a new one has none."""

    id: UUID | None = None
    names: Names
    min: Annotated[int, Meta(ge=0, le=50)] = 0
    max: Annotated[int, Meta(ge=1, le=50)] = 1
    choices: Annotated[list[PutChoice], Meta(min_length=1, max_length=50)]


class PutItem(In, frozen=True, kw_only=True):
    """A whole item with its options. `kitchen_name` is what the kitchen reads; without one it is the guest's name."""

    category_id: UUID
    names: Names
    kitchen_name: Annotated[str, Meta(min_length=1, max_length=80)] | None = None
    descriptions: dict[Language, Annotated[str, Meta(max_length=500)]] = {}
    station: Station
    prep_seconds: Annotated[int, Meta(ge=0, le=86_400)] = 0
    price: Price
    options: Annotated[list[PutOption], Meta(max_length=20)] = []
    allergens: Annotated[list[Annotated[str, Meta(min_length=1, max_length=40)]], Meta(max_length=20)] = []
    picture: Annotated[str, Meta(max_length=500)] | None = None
    position: Position = 0
    on_sale: bool = True


class MarkSoldOut(In, frozen=True, kw_only=True):
    """`today` ends at the shop's next business day, `until` at the time given, `indefinite` by hand."""

    mode: SoldOutMode
    until: Stamp | None = None


class WantedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line as a guest asks for it; `options` are ids of choices."""

    sku_id: UUID
    quantity: int
    options: Sequence[UUID] = ()
    note: str = ""


class PricedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line with everything an order keeps of the menu. `unit_price` includes the chosen options."""

    sku_id: UUID
    quantity: int
    name: str
    names: dict[str, str]
    kitchen_name: str
    options: list[dict[str, Any]]
    note: str
    allergens: list[str]
    station: str
    unit_price: int
    prep_seconds: int
