"""The tables of the venue."""

from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint

from hub.kit.columns import Instant, Integer, Json, String, Uuid, metadata

brand = Table(
    "brand",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("created_at", Instant, nullable=False),
)

shop = Table(
    "shop",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, ForeignKey("brand.id"), nullable=False, index=True),
    Column("name", String(80), nullable=False),
    Column("names", Json, nullable=False),
    Column("address", String(200), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("logo", String(500), nullable=False),
    Column("timezone", String(60), nullable=False),
    Column("day_start", String(5), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("hours", Json, nullable=False),
    Column("state", String(10), nullable=False),
    Column("state_since", Instant, nullable=False),
    Column("state_by", String(5), nullable=False),  # hand or hours
    Column("reopens_at", Instant),
    Column("menu_version", Integer, nullable=False),
    Column("settings", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    info={"tenant": "brand_id"},
)

room = Table(
    "room",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, ForeignKey("shop.id"), nullable=False),
    Column("number", String(20), nullable=False),
    Column("area", String(40), nullable=False),
    Column("area_names", Json, nullable=False),
    Column("state", String(12), nullable=False),
    Column("state_before", String(12)),  # what a blocked room comes back as
    Column("stay_id", Uuid),  # the room's own stay, until it is cleaned; written together with the state
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("shop_id", "number"),
    info={"tenant": "shop_id"},
)

wristband = Table(
    "wristband",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, ForeignKey("shop.id"), nullable=False),
    Column("code", String(40), nullable=False),
    Column("state", String(3), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("shop_id", "code"),
    info={"tenant": "shop_id"},
)

stay = Table(
    "stay",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, ForeignKey("shop.id"), nullable=False),
    Column("room_id", Uuid, ForeignKey("room.id")),  # where the party is now
    Column("wristband_id", Uuid, ForeignKey("wristband.id")),  # whose tab it is; none: the room's own
    Column("guests", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("checked_out_at", Instant),
    Column("closed_at", Instant),
    Column("version", Integer, nullable=False),
    info={"tenant": "shop_id"},
)
RUNNING = stay.c.closed_at.is_(None)
RUNNING_OWN = RUNNING & stay.c.wristband_id.is_(None)
Index("uq_stay_room_id_running", stay.c.room_id, unique=True, sqlite_where=RUNNING_OWN, postgresql_where=RUNNING_OWN)
RUNNING_ON_WRISTBAND = RUNNING & stay.c.wristband_id.is_not(None)  # else a database without statistics looks for a room's own stay here
Index(
    "uq_stay_wristband_id_running",
    stay.c.wristband_id,
    unique=True,
    sqlite_where=RUNNING_ON_WRISTBAND,
    postgresql_where=RUNNING_ON_WRISTBAND,
)
Index("ix_stay_shop_id_running", stay.c.shop_id, stay.c.room_id, sqlite_where=RUNNING, postgresql_where=RUNNING)

therapist_session = Table(
    "therapist_session",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, ForeignKey("shop.id"), nullable=False),
    Column("staff_id", Uuid, nullable=False),
    Column("staff_name", String(80), nullable=False),  # as it was that day
    Column("room_id", Uuid, ForeignKey("room.id"), nullable=False),
    Column("stay_id", Uuid, ForeignKey("stay.id"), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ends_at", Instant),  # planned; when the session is over, its true end
    Column("finished_at", Instant),  # null: still at work
    Column("version", Integer, nullable=False),
    info={"tenant": "shop_id"},
)
AT_WORK = therapist_session.c.finished_at.is_(None)
Index("uq_therapist_session_staff_id_at_work", therapist_session.c.staff_id, unique=True, sqlite_where=AT_WORK, postgresql_where=AT_WORK)
Index(
    "ix_therapist_session_shop_id_at_work",
    therapist_session.c.shop_id,
    therapist_session.c.stay_id,
    sqlite_where=AT_WORK,
    postgresql_where=AT_WORK,
)
