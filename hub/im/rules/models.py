"""Tables of the rules: which event is told on which channel, and the words for it."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint

from hub.kit.columns import Boolean, Instant, Integer, Json, String, Uuid, metadata

im_template = Table(
    "im_template",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, ForeignKey("shop.id"), nullable=False),
    Column("event", String(24), nullable=False),
    Column("name", String(80), nullable=False),
    Column("texts", Json, nullable=False),  # {"zh-CN": {"text", "speech"}, "en": …}; an empty speech says the text
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_im_template_shop_id_id", "shop_id", "id"),
    info={"tenant": "shop_id"},
)

im_rule = Table(
    "im_rule",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, ForeignKey("shop.id"), nullable=False),
    Column("event", String(24), nullable=False),
    Column("source", String(12), nullable=False),
    Column("channel", String(12), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("times", Integer, nullable=False),
    Column("interval_seconds", Integer, nullable=False),
    Column("time_limit_seconds", Integer, nullable=False),
    Column("chime", String(20), nullable=False),  # empty: none
    Column("voice", Boolean, nullable=False),
    Column("volume", Integer, nullable=False),  # percent of what the device itself is set to
    Column("language", String(5), nullable=False),
    Column("quiet_from", String(5)),  # wall times of the shop's zone; both or none
    Column("quiet_to", String(5)),
    Column("template_id", Uuid, ForeignKey("im_template.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("shop_id", "event", "source", "channel", "kind"),
    CheckConstraint("kind IN ('announcement', 'notice', 'pad_call')", name="kind"),
    CheckConstraint("times BETWEEN 1 AND 10", name="times"),
    CheckConstraint("volume BETWEEN 0 AND 100", name="volume"),
    CheckConstraint("interval_seconds BETWEEN 5 AND 3600", name="interval_seconds"),
    CheckConstraint("(quiet_from IS NULL) = (quiet_to IS NULL)", name="quiet_hours"),
    info={"tenant": "shop_id"},
)
