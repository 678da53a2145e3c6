"""The tables of the menu.

An item is edited, shown and priced as a whole, so its options stand in it as one document; every choice has an id of its own.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table

from hub.kit.columns import Boolean, Instant, Integer, Json, String, Uuid, metadata

category = Table(
    "category",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, nullable=False),
    Column("names", Json, nullable=False),
    Column("position", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Index("ix_category_shop_id_position", "shop_id", "position"),
    info={"tenant": "shop_id"},
)

menu_item = Table(
    "menu_item",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, nullable=False),
    Column("category_id", Uuid, ForeignKey("category.id"), nullable=False),
    Column("names", Json, nullable=False),
    Column("kitchen_name", String(80), nullable=False),
    Column("descriptions", Json, nullable=False),
    Column("station", String(20), nullable=False),
    Column("prep_seconds", Integer, nullable=False),
    Column("allergens", Json, nullable=False),
    Column("picture", String(500)),
    Column("options", Json, nullable=False),  # [{id, names, min, max, choices: [{id, names, price}]}]
    Column("position", Integer, nullable=False),
    Column("on_sale", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_menu_item_shop_id_position", "shop_id", "position"),
    info={"tenant": "shop_id"},
)

sku = Table(
    "sku",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, nullable=False),
    Column("item_id", Uuid, ForeignKey("menu_item.id"), nullable=False, unique=True),
    Column("price_minor", Integer, nullable=False),
    CheckConstraint("price_minor >= 0", name="price_minor"),
    info={"tenant": "shop_id"},
)

sold_out = Table(  # a mark whose time has passed means nothing any more; the next one takes its row
    "sold_out",
    metadata,
    Column("sku_id", Uuid, ForeignKey("sku.id"), primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, nullable=False, index=True),
    Column("mode", String(10), nullable=False),
    Column("until", Instant),
    Column("set_at", Instant, nullable=False),
    CheckConstraint("(mode = 'indefinite') = (until IS NULL)", name="until"),
    info={"tenant": "shop_id"},
)
