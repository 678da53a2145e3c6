"""The tables of orders. Nobody outside this folder reads them; others call `queries`, `lines` and `heads`."""

from sqlalchemy import CheckConstraint, Column, Index, Table, UniqueConstraint

from hub.kit.columns import BigInteger, Boolean, Date, Instant, Integer, Json, SmallInteger, String, Text, Uuid, metadata

food_order = Table(
    "food_order",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, nullable=False),
    Column("stay_id", Uuid, nullable=False),
    Column("business_day", Date, nullable=False),
    Column("number", Integer, nullable=False),
    Column("room_id", Uuid),
    Column("room_number", String(40)),
    Column("wristband", String(40)),
    Column("source", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("rounds", Json, nullable=False),
    Column("stations", Json, nullable=False),
    Column("line_count", Integer, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("paid_minor", BigInteger, nullable=False),
    Column("number_state", String(12)),
    Column("number_called_at", Instant),
    Column("number_version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("cancelled_at", Instant),
    Column("version", Integer, nullable=False),
    UniqueConstraint("shop_id", "business_day", "number"),
    CheckConstraint("number >= 1", name="number_from_one"),
    CheckConstraint("total_minor >= 0 AND paid_minor >= 0", name="amounts_not_negative"),
    CheckConstraint("closed_at IS NULL OR state = 'completed'", name="closed_is_completed"),
    Index("ix_food_order_stay", "shop_id", "stay_id"),
    Index("ix_food_order_room", "shop_id", "room_number", "business_day", "number"),
    Index("ix_food_order_room_id", "shop_id", "room_id", "business_day", "number"),
    info={"tenant": "shop_id"},
)
"""`rounds` repeats the unchanging part of `order_round`: every event of an order carries it, so a move need not read it.
`number_*` is what a call screen was told last, which is how a move knows whether to tell it again."""

_on_a_wristband = food_order.c.wristband.is_not(None)
Index(
    "ix_food_order_wristband",
    *(food_order.c[name] for name in ("shop_id", "wristband", "business_day", "number")),
    sqlite_where=_on_a_wristband,
    postgresql_where=_on_a_wristband,
)

_is_open = food_order.c.closed_at.is_(None) & food_order.c.cancelled_at.is_(None)
_by_place = (food_order.c.shop_id, food_order.c.business_day, food_order.c.number)
Index("ix_food_order_open", *_by_place, sqlite_where=_is_open, postgresql_where=_is_open)
Index("uq_food_order_open_stay", food_order.c.shop_id, food_order.c.stay_id, unique=True, sqlite_where=_is_open, postgresql_where=_is_open)
_is_cancelled = food_order.c.cancelled_at.is_not(None)
Index("ix_food_order_cancelled", *_by_place, sqlite_where=_is_cancelled, postgresql_where=_is_cancelled)

order_round = Table(
    "order_round",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("id", Uuid, nullable=False),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, nullable=False),
    Column("source", String(12), nullable=False),
    Column("placed_by_kind", String(12), nullable=False),
    Column("placed_by_id", Uuid, nullable=False),
    Column("placed_by_name", String(120), nullable=False),
    Column("placed_at", Instant, nullable=False),
    Column("told_at", Instant),
    Column("seen_at", Instant),
    Column("missed_at", Instant),
    Column("delay_ms", Integer),
    sqlite_with_rowid=False,
    info={"tenant": "shop_id"},
)
"""`told_at`: when the kitchen was told, which for a wristband order may be its confirmation; `seen_at`: its first ack;
`missed_at`: when its time was found to be over without one. Only rounds with neither are looked at again."""

_unseen = order_round.c.seen_at.is_(None) & order_round.c.missed_at.is_(None)
Index("ix_order_round_unseen", order_round.c.told_at, sqlite_where=_unseen, postgresql_where=_unseen)

order_line = Table(
    "order_line",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, nullable=False),
    Column("order_id", Uuid, nullable=False),
    Column("round", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("sku_id", Uuid, nullable=False),
    Column("name", String(200), nullable=False),
    Column("names", Json, nullable=False),
    Column("kitchen_name", String(200), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("options", Json, nullable=False),
    Column("note", String(200), nullable=False),
    Column("allergens", Json, nullable=False),
    Column("station", String(40), nullable=False),
    Column("unit_price_minor", BigInteger, nullable=False),
    Column("prep_seconds", Integer),
    Column("state", String(12), nullable=False),
    Column("rush", Boolean, nullable=False),
    Column("placed_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("started_by", String(40)),
    Column("ready_at", Instant),
    Column("ready_by", String(40)),
    Column("called_at", Instant),
    Column("call_count", SmallInteger, nullable=False),
    Column("claimed_by_id", Uuid),
    Column("claimed_by_name", String(120)),
    Column("served_at", Instant),
    Column("served_by", String(40)),
    Column("cancelled_at", Instant),
    Column("voided_at", Instant),
    Column("void_confirmed_at", Instant),
    Column("version", Integer, nullable=False),
    CheckConstraint("quantity BETWEEN 1 AND 999", name="quantity_range"),
    CheckConstraint("unit_price_minor >= 0", name="price_not_negative"),
    CheckConstraint("started_at IS NULL OR cancelled_at IS NULL", name="never_started_and_cancelled"),
    Index("ix_order_line_order", "order_id", "position", unique=True),
    info={"tenant": "shop_id"},
)

_struck_through = (order_line.c.state == "voided") & order_line.c.void_confirmed_at.is_(None)
Index("ix_order_line_struck_through", order_line.c.shop_id, sqlite_where=_struck_through, postgresql_where=_struck_through)

line_history = Table(
    "line_history",
    metadata,
    Column("line_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, nullable=False),
    Column("order_id", Uuid, nullable=False),
    Column("action", String(12), nullable=False),
    Column("from_state", String(12)),
    Column("to_state", String(12), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by_kind", String(12), nullable=False),
    Column("by_id", Uuid, nullable=False),
    Column("by_name", String(120), nullable=False),
    Column("cause", Text),
    Column("reason", Text),
    sqlite_with_rowid=False,
    info={"tenant": "shop_id"},
)
"""One row per version of a line: who made it what, when, from which request. It only grows."""

_recalled = line_history.c.action == "recall"
Index("ix_line_history_recalled", line_history.c.shop_id, line_history.c.order_id, sqlite_where=_recalled, postgresql_where=_recalled)

daily_number = Table(
    "daily_number",
    metadata,
    Column("shop_id", Uuid, primary_key=True),
    Column("business_day", Date, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("last", Integer, nullable=False),
    sqlite_with_rowid=False,
    info={"tenant": "shop_id"},
)
"""The counter of a business day. Nothing resets it: the day is part of its key."""
