"""Tables of accounts. Tokens are stored as SHA-256 only; the tables of tokens carry no tenant, because a token says whose it is."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table

from hub.kit.columns import Instant, Integer, Json, LargeBinary, String, Text, Uuid, metadata

user = Table(
    "user",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("username", String(64), nullable=False, unique=True),  # folded by `sign_in_name`; one name space for all brands
    Column("name", String(80), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("scope_version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    CheckConstraint("state IN ('active', 'disabled')", name="state"),
    Index("ix_user_brand_id_id", "brand_id", "id"),
    info={"tenant": "brand_id"},
)

staff_grant = Table(
    "staff_grant",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, ForeignKey("user.id"), nullable=False, unique=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid),
    Column("role", String(16), nullable=False),
    Column("job", String(80), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    CheckConstraint("role IN ('owner', 'manager', 'cashier', 'waiter', 'cook', 'cleaner')", name="role"),
    CheckConstraint("(role = 'owner') = (shop_id IS NULL)", name="only_owners_have_no_shop"),
    Index("ix_staff_grant_brand_id_shop_id_user_id", "brand_id", "shop_id", "user_id"),
    info={"tenant": "brand_id"},
)

session = Table(
    "session",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("subject_kind", String(8), nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("current_refresh", LargeBinary(32), nullable=False),  # the refresh token used last; only it and its successors are good
    Column("address", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("revoked_why", String(16)),
    CheckConstraint("subject_kind IN ('user', 'device')", name="subject_kind"),
    CheckConstraint("(revoked_at IS NULL) = (revoked_why IS NULL)", name="revoked_for_a_reason"),
    Index("ix_session_subject_id_address", "subject_id", "address"),
    info={"tenant": "brand_id"},
)

access_token = Table(
    "access_token",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("session_id", Uuid, ForeignKey("session.id"), nullable=False, index=True),
    Column("expires_at", Instant, nullable=False),
)

refresh_token = Table(
    "refresh_token",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("session_id", Uuid, ForeignKey("session.id"), nullable=False, index=True),
    Column("parent", LargeBinary(32)),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

stream_ticket = Table(
    "stream_ticket",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("session_id", Uuid, ForeignKey("session.id"), nullable=False, index=True),
    Column("expires_at", Instant, nullable=False),
)

attempt = Table(
    "attempt",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("subject", String(128), primary_key=True),
    Column("window_started_at", Instant, nullable=False),
    Column("count", Integer, nullable=False),
    Index("ix_attempt_window_started_at", "window_started_at"),
)

pace = Table(
    "pace",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("who", Uuid, primary_key=True),
    Column("used_until", Instant, nullable=False, index=True),
)

audit_log = Table(  # grows only; a sign-in under a name nobody has belongs to no brand
    "audit_log",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid),
    Column("shop_id", Uuid),
    Column("actor_kind", String(8), nullable=False),
    Column("actor_id", Uuid),
    Column("actor_name", String(80), nullable=False),
    Column("action", String(64), nullable=False),
    Column("object_kind", String(32), nullable=False),
    Column("object_id", String(64), nullable=False),
    Column("before", Json),
    Column("after", Json),
    Column("request_id", String(128)),
    Column("cause", String(128)),
    Column("at", Instant, nullable=False),
    Index("ix_audit_log_brand_id_id", "brand_id", "id"),
    Index("ix_audit_log_shop_id_id", "shop_id", "id"),
    info={"tenant": "brand_id"},
)
