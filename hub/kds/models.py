"""The tables of the kitchen."""

from sqlalchemy import CheckConstraint, Column, Table, UniqueConstraint

from hub.kit.columns import Instant, Integer, Json, String, Uuid, metadata

station = Table(
    "station",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, nullable=False),
    Column("code", String(40), nullable=False),
    Column("names", Json, nullable=False),
    Column("amber_seconds", Integer, nullable=False),
    Column("red_seconds", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    UniqueConstraint("shop_id", "code"),
    CheckConstraint("amber_seconds <= red_seconds", name="amber_before_red"),
    info={"tenant": "shop_id"},
)
"""A place in the kitchen that makes things. Lines and screens name it by its code."""
