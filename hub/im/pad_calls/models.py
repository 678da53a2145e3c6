"""The table of guests' calls."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table

from hub.kit.columns import Instant, Integer, String, Uuid, metadata

pad_call = Table(
    "pad_call",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, ForeignKey("shop.id"), nullable=False),
    Column("stay_id", Uuid, ForeignKey("stay.id"), nullable=False),
    Column("room_id", Uuid, ForeignKey("room.id"), nullable=False),  # where the party is now
    Column("service", String(12), nullable=False),
    Column("presses", Integer, nullable=False),  # one, and one more each time somebody took it and forgot
    Column("turn", Integer, nullable=False),  # one, and one more each time somebody else is to go: made anew, handed back, taken over
    Column("state", String(8), nullable=False),
    Column("made_by_id", Uuid, nullable=False),
    Column("made_by_name", String(80), nullable=False),
    Column("by_kind", String(6)),  # who went, or who finished a call that nobody had taken
    Column("by_id", Uuid),
    Column("by_name", String(80)),
    Column("created_at", Instant, nullable=False),
    Column("accepted_at", Instant),
    Column("escalated_at", Instant),
    Column("finished_at", Instant),
    Column("finished_why", String(12)),
    Column("finished_by_kind", String(6)),  # who was there at last, which may be a colleague of whoever had taken it
    Column("finished_by_id", Uuid),
    Column("finished_by_name", String(80)),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("service IN ('water', 'clean', 'cashier', 'therapist')", name="service"),
    CheckConstraint("state IN ('open', 'accepted', 'finished')", name="state"),
    CheckConstraint("(state = 'finished') = (finished_at IS NOT NULL)", name="finished_once"),
    CheckConstraint("(finished_at IS NULL) = (finished_why IS NULL)", name="finished_for_a_reason"),
    CheckConstraint("state <> 'accepted' OR by_id IS NOT NULL", name="accepted_by_somebody"),
    CheckConstraint("(finished_why = 'done') = (finished_by_id IS NOT NULL)", name="done_by_somebody"),
    info={"tenant": "shop_id"},
)
RUNS = pad_call.c.finished_at.is_(None)
Index("uq_pad_call_stay_id_running", pad_call.c.stay_id, pad_call.c.service, unique=True, sqlite_where=RUNS, postgresql_where=RUNS)
Index("ix_pad_call_finished_at", pad_call.c.finished_at)
Index("ix_pad_call_shop_id_running", pad_call.c.shop_id, sqlite_where=RUNS, postgresql_where=RUNS)
