"""The tables of printing: what each printer is for, and the jobs."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table

from hub.kit.columns import Boolean, Instant, Integer, Json, String, Uuid, metadata

printer_setting = Table(  # by account, which a printer that replaces another takes over; without a row its place decides
    "printer_setting",
    metadata,
    Column("account_id", Uuid, ForeignKey("device_account.id"), primary_key=True),
    Column("shop_id", Uuid, ForeignKey("shop.id"), nullable=False),
    Column("kitchen", Boolean, nullable=False),
    Column("receipt", Boolean, nullable=False),
    Column("fallback", Boolean, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Index("ix_printer_setting_shop_id", "shop_id"),
    info={"tenant": "shop_id"},
)

print_job = Table(
    "print_job",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("brand_id", Uuid, nullable=False),
    Column("shop_id", Uuid, ForeignKey("shop.id"), nullable=False),
    Column("device_id", Uuid, ForeignKey("device.id"), nullable=False),  # the printer whose turn it is
    Column("device_name", String(80), nullable=False),
    Column("meant_for_id", Uuid, ForeignKey("device.id"), nullable=False),  # the printer it was made for
    Column("meant_for_name", String(80), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("subject", String(80), nullable=False),  # "round:<order id>:<n>", "cancel:<line id>", "receipt:<order id>", …
    Column("order_id", Uuid),
    Column("round", Integer),
    Column("number", String(12)),
    Column("place", String(40)),
    Column("copy", Integer, nullable=False),  # 0 first; every further one is marked on the paper
    Column("stations", Json, nullable=False),  # whose lines of the round; none: all
    Column("content", Json),  # what was printed, word for word; put together when a printer takes the job
    Column("state", String(9), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("begun", Boolean, nullable=False),  # some printer has taken it once, so a part of it may lie on paper already
    Column("problem", String(24)),  # why somebody should look at it
    Column("taken_by_id", Uuid),
    Column("failed_by", Json, nullable=False),  # ids of printers that could not print it since a person last asked: none gets it again
    Column("made_by", String(120), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("waiting_since", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("taken_at", Instant),
    Column("ended_at", Instant),  # printed or cancelled: nobody need look at it any more
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("kind IN ('kitchen', 'cancel', 'receipt', 'alarm', 'test')", name="kind"),
    CheckConstraint("state IN ('waiting', 'printing', 'printed', 'failed', 'expired', 'cancelled')", name="state"),
    CheckConstraint("(ended_at IS NOT NULL) = (state IN ('printed', 'cancelled'))", name="ended"),
    CheckConstraint("state NOT IN ('failed', 'expired') OR problem IS NOT NULL", name="why"),
    Index("uq_print_job_subject", "meant_for_id", "kind", "subject", "copy", unique=True),
    Index("ix_print_job_shop_id_id", "shop_id", "id"),
    Index("ix_print_job_shop_id_subject", "shop_id", "subject"),
    info={"tenant": "shop_id"},
)
"""One job per subject, printer and copy: that is what keeps a round from being printed twice, whoever asks how often."""

RUNS = print_job.c.ended_at.is_(None)
Index("ix_print_job_device_id_runs", print_job.c.device_id, print_job.c.id, sqlite_where=RUNS, postgresql_where=RUNS)
Index(  # with the column that is empty: SQLite takes it, though all jobs of a shop stand in the same order elsewhere
    "ix_print_job_shop_id_runs", print_job.c.ended_at, print_job.c.shop_id, print_job.c.id, sqlite_where=RUNS, postgresql_where=RUNS
)
