"""Tables of im: devices, where they are, how they are, and who of them is here right now."""

from sqlalchemy import CheckConstraint, Column, ColumnElement, ForeignKey, Index, Table, and_, literal_column

from hub.kit.columns import BigInteger, Boolean, Instant, Integer, Json, LargeBinary, String, Uuid, metadata

KINDS = "kind IN ('pad', 'kitchen', 'call_screen', 'cashier', 'handheld', 'speaker', 'printer')"

device_account = Table(  # a message address; all cashier terminals of a shop share one
    "device_account",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, ForeignKey("shop.id"), nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    info={"tenant": "shop_id"},
)
SHARED: ColumnElement[bool] = literal_column("shared")  # a bare column is a condition on both databases
Index("uq_device_account_shop_id_shared", device_account.c.shop_id, unique=True, sqlite_where=SHARED, postgresql_where=SHARED)

device = Table(
    "device",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, ForeignKey("shop.id"), nullable=False),
    Column("account_id", Uuid, ForeignKey("device_account.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("name", String(80), nullable=False),
    Column("state", String(8), nullable=False),
    Column("app", String(64), nullable=False),
    Column("model", String(80), nullable=False),
    Column("scope_version", Integer, nullable=False),
    Column("health", Json, nullable=False),
    Column("presence", String(8), nullable=False),  # as it was last told; the connections are the truth
    Column("faults", Json, nullable=False),
    Column("last_seen_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    CheckConstraint(KINDS, name="kind"),
    CheckConstraint("state IN ('active', 'disabled', 'revoked')", name="state"),
    CheckConstraint("presence IN ('online', 'away', 'offline')", name="presence"),
    Index("ix_device_brand_id_shop_id", "brand_id", "shop_id"),
    Index("ix_device_shop_id_name", "shop_id", "name"),
    info={"tenant": "shop_id"},
)

device_binding = Table(  # history: the binding without an end is the present one
    "device_binding",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, nullable=False),
    Column("device_id", Uuid, ForeignKey("device.id"), nullable=False),
    Column("room_id", Uuid, ForeignKey("room.id")),
    Column("stations", Json, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    Index("ix_device_binding_device_id_id", "device_id", "id"),
    info={"tenant": "shop_id"},
)
PRESENT = device_binding.c.until.is_(None)
WHERE_IT_STANDS = and_(device_binding.c.device_id == device.c.id, device_binding.c.shop_id == device.c.shop_id, PRESENT)
"""Joins a device with its present binding."""
Index("uq_device_binding_device_id_present", device_binding.c.device_id, unique=True, sqlite_where=PRESENT, postgresql_where=PRESENT)
Index("ix_device_binding_room_id_present", device_binding.c.room_id, sqlite_where=PRESENT, postgresql_where=PRESENT)

device_pairing = Table(  # a screen that waits belongs to nobody yet, so this table has no tenant
    "device_pairing",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("device_code", LargeBinary(32), nullable=False, unique=True),
    Column("user_code", String(8), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("app", String(64), nullable=False),
    Column("model", String(80), nullable=False),
    Column("wanted_brand_id", Uuid),
    Column("wanted_shop_id", Uuid),
    Column("state", String(8), nullable=False),
    Column("device_id", Uuid, ForeignKey("device.id")),
    Column("interval_seconds", Integer, nullable=False),
    Column("last_polled_at", Instant),
    Column("polls", Integer, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    CheckConstraint(KINDS, name="kind"),
    CheckConstraint("state IN ('waiting', 'approved', 'denied', 'used')", name="state"),
    CheckConstraint("(state IN ('approved', 'used')) = (device_id IS NOT NULL)", name="approved_as_a_device"),
    Index("ix_device_pairing_wanted_shop_id", "wanted_shop_id"),
)

hub_lease = Table(  # a hub that is killed stops renewing; its connections are then ghosts
    "hub_lease",
    metadata,
    Column("hub_id", Uuid, primary_key=True),
    Column("until", Instant, nullable=False),
    Column("started_at", Instant, nullable=False),
)

connection = Table(
    "connection",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("hub_id", Uuid, nullable=False),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid),
    Column("device_id", Uuid),
    Column("user_id", Uuid),
    Column("visible", Boolean, nullable=False),
    Column("since", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("closed_why", String(8)),
    CheckConstraint("(device_id IS NULL) <> (user_id IS NULL)", name="of_a_device_or_a_person"),
    CheckConstraint("(closed_at IS NULL) = (closed_why IS NULL)", name="closed_for_a_reason"),
    Index("ix_connection_hub_id", "hub_id"),
    info={"tenant": "brand_id"},
)
OPEN = connection.c.closed_at.is_(None)
Index("ix_connection_device_id_open", connection.c.device_id, sqlite_where=OPEN, postgresql_where=OPEN)
OF_A_PERSON = and_(OPEN, connection.c.user_id.is_not(None))
Index("ix_connection_user_id_open", connection.c.user_id, sqlite_where=OF_A_PERSON, postgresql_where=OF_A_PERSON)
Index("ix_connection_closed_at", connection.c.closed_at)

device_cursor = Table(  # what a device has stored of a stream: a hint; the device itself knows better
    "device_cursor",
    metadata,
    Column("device_id", Uuid, primary_key=True),
    Column("stream", String(64), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("acked_at", Instant, nullable=False),
)
