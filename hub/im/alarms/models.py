"""The tables of alarms and of what was done about each."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table

from hub.kit.columns import Instant, Integer, Json, String, Uuid, metadata

alarm = Table(
    "alarm",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, ForeignKey("shop.id"), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("subject", String(120), nullable=False),  # what it is about, as "device:<id>", "channel:<name>", "round:<order id>:<n>"
    Column("device_id", Uuid, ForeignKey("device.id")),
    Column("about", Json, nullable=False),  # its name as people know it, of the moment it was raised
    Column("since", Instant, nullable=False),  # since when it does not work; raised later
    Column("raised_at", Instant, nullable=False),
    Column("cleared_at", Instant),
    Column("ended", String(16)),  # how it was over
    Column("steps_taken", Integer, nullable=False),
    Column("next_step_at", Instant),
    CheckConstraint("kind IN ('device_unreachable', 'announcement_unheard', 'round_missed')", name="kind"),
    CheckConstraint("(cleared_at IS NULL) = (ended IS NULL)", name="ended_for_a_reason"),
    Index("ix_alarm_shop_id_id", "shop_id", "id"),
    Index("ix_alarm_subject", "shop_id", "subject"),
    info={"tenant": "shop_id"},
)
STANDS = alarm.c.cleared_at.is_(None)
Index(
    "uq_alarm_subject_standing", alarm.c.shop_id, alarm.c.kind, alarm.c.subject, unique=True, sqlite_where=STANDS, postgresql_where=STANDS
)
Index("ix_alarm_standing", alarm.c.kind, alarm.c.id, sqlite_where=STANDS, postgresql_where=STANDS)
_TO_DO = alarm.c.next_step_at.is_not(None)
Index("ix_alarm_next_step_at", alarm.c.next_step_at, sqlite_where=_TO_DO, postgresql_where=_TO_DO)

alarm_step = Table(  # one row per step of the escalation, done or skipped
    "alarm_step",
    metadata,
    Column("alarm_id", Uuid, ForeignKey("alarm.id"), primary_key=True),
    Column("step", String(8), primary_key=True),
    Column("shop_id", Uuid, nullable=False),
    Column("state", String(8), nullable=False),
    Column("reason", String(24)),
    Column("call_id", Uuid),  # the call that carries it out
    Column("print_job_id", Uuid),  # or the print job
    Column("at", Instant, nullable=False),
    CheckConstraint("step IN ('notice', 'print', 'text')", name="step"),
    CheckConstraint("state IN ('done', 'skipped')", name="state"),
    CheckConstraint("(state = 'skipped') = (reason IS NOT NULL)", name="skipped_for_a_reason"),
    info={"tenant": "shop_id"},
)
