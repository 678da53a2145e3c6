"""P1 to P3: paper comes out once, ends for a reason, and never of what is over."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import and_, func, or_, select

from hub.audit.finding import WHOLE, Breach, Finding, Invariant, Offences, count_of, table
from hub.kit.db import Tx
from hub.kit.door import Row
from hub.orders.states import NOT_CHARGED

job = table("print_job")
line = table("order_line")
alarm = table("alarm")
step = table("alarm_step")

_named = (job.c.id, job.c.shop_id, job.c.kind, job.c.subject, job.c.state)
TAKEN = job.c.state.in_(["printing", "printed"])

once = Invariant(
    "P1",
    "A round, a receipt, an alarm or a test makes one job per printer and copy, and a job says what it is of.",
    {
        "jobs": count_of(job),
        "cards": count_of(job, job.c.kind == "kitchen"),
        "receipts": count_of(job, job.c.kind == "receipt"),
        "copies": count_of(job, job.c.copy > 0),
    },
    [
        Breach(
            "two jobs of one printer for the same paper",
            select(job.c.meant_for_id, job.c.kind, job.c.subject, job.c.copy, func.count().label("jobs"))
            .group_by(job.c.meant_for_id, job.c.kind, job.c.subject, job.c.copy)
            .having(func.count() > 1),
        ),
        Breach(
            "two cards of one round at one printer",
            select(job.c.meant_for_id, job.c.order_id, job.c.round, job.c.copy, func.count().label("jobs"))
            .where(job.c.kind == "kitchen")
            .group_by(job.c.meant_for_id, job.c.order_id, job.c.round, job.c.copy)
            .having(func.count() > 1),
        ),
        Breach(
            "a card of no round, or a receipt of no order",
            select(*_named).where(
                or_(
                    and_(job.c.kind.in_(["kitchen", "receipt"]), job.c.order_id.is_(None)),
                    and_(job.c.kind == "kitchen", job.c.round.is_(None)),
                )
            ),
        ),
    ],
)

ended = Invariant(
    "P2",
    "A print job ends at a time or waits for a person for a reason; what lies on paper was taken by a printer, and is kept word for word.",
    {
        "waiting": count_of(job, job.c.state == "waiting"),
        "printing": count_of(job, job.c.state == "printing"),
        "printed": count_of(job, job.c.state == "printed"),
        "cancelled": count_of(job, job.c.state == "cancelled"),
        "for_a_person": count_of(job, job.c.state.in_(["failed", "expired"])),
    },
    [
        Breach(
            "a job is over without the time of it, or has the time and is not",
            select(*_named, job.c.ended_at).where(job.c.state.in_(["printed", "cancelled"]) != job.c.ended_at.is_not(None)),
        ),
        Breach(
            "a job failed or expired without a reason, or is printed and still has one",
            select(*_named, job.c.problem).where(
                or_(
                    and_(job.c.state.in_(["failed", "expired"]), job.c.problem.is_(None)),
                    and_(job.c.state == "printed", job.c.problem.is_not(None)),
                )
            ),
        ),
        Breach(
            "a job is on paper that nobody took, or without what stands there",
            select(*_named, job.c.taken_by_id, job.c.taken_at).where(
                TAKEN, or_(job.c.taken_by_id.is_(None), job.c.taken_at.is_(None), job.c.content.is_(None), job.c.begun.is_(False))
            ),
        ),
        Breach(
            "a printer prints what is another's turn",
            select(*_named, job.c.device_id, job.c.taken_by_id).where(job.c.state == "printing", job.c.device_id != job.c.taken_by_id),
        ),
        Breach(
            "a job that was too old was printed without anybody asking",
            select(*_named, job.c.taken_at, job.c.expires_at).where(TAKEN, job.c.taken_at >= job.c.expires_at),
        ),
    ],
)

SAME_MOMENT = timedelta(seconds=5)
"""Hubs read their own clocks, and of a cancel and a printer in one moment either may be first."""

_other = line.alias("other")
_same_round = and_(line.c.order_id == job.c.order_id, line.c.shop_id == job.c.shop_id, line.c.round == job.c.round)
CARDS = (
    select(*_named, job.c.stations, job.c.taken_at, line.c.station, line.c.state.label("line"), line.c.cancelled_at, line.c.voided_at)
    .join_from(job, line, _same_round)
    .where(
        TAKEN,
        job.c.kind.in_(["kitchen", "alarm"]),
        select(_other.c.id)
        .where(
            _other.c.order_id == job.c.order_id,
            _other.c.shop_id == job.c.shop_id,
            _other.c.round == job.c.round,
            or_(_other.c.cancelled_at < job.c.taken_at, _other.c.voided_at < job.c.taken_at),
        )
        .exists(),
    )
    .order_by(job.c.id, line.c.id)
    .execution_options(any_tenant=WHOLE)
)
"""Cards of rounds of which something was over when they were taken, with all lines of the round."""
SLIPS = (
    select(*_named, job.c.taken_at, alarm.c.cleared_at)
    .join_from(job, step, and_(step.c.print_job_id == job.c.id, step.c.shop_id == job.c.shop_id))
    .join(alarm, and_(alarm.c.id == step.c.alarm_id, alarm.c.shop_id == job.c.shop_id))
    .where(TAKEN, job.c.kind == "alarm", alarm.c.cleared_at < job.c.taken_at)
    .order_by(job.c.id)
    .execution_options(any_tenant=WHOLE)
)


def nothing_that_is_over(tx: Tx) -> Iterator[Finding]:
    """Judge P3. A paper that a printer had taken before is none of it: nobody can call it back."""
    found = Offences("P3", "No paper was begun of a round whose dishes had all been taken back, or of an alarm that was over.")
    found.terms["cards_with_something_over"] = 0
    for _, rows in groupby(tx.all(CARDS), key=lambda row: row.id):
        lines = list(rows)
        found.terms["cards_with_something_over"] += 1
        meant = [row for row in lines if not row.stations or row.station in row.stations]
        ends = [_taken_back_at(row) for row in meant]
        if all(end is not None and lines[0].taken_at - end > SAME_MOMENT for end in ends):
            found.add("a card of dishes that had been taken back before", **_shown(lines[0]))
    for row in tx.all(SLIPS):
        if row.taken_at - row.cleared_at > SAME_MOMENT:
            found.add("a slip of an alarm that was over", **_shown(row), cleared_at=row.cleared_at)
    yield found.finding()


def _taken_back_at(row: Row) -> datetime | None:
    """When a line left its order; None while it is of it."""
    if row.line not in NOT_CHARGED:
        return None
    at: datetime | None = row.voided_at or row.cancelled_at
    return at


def _shown(row: Row) -> dict[str, object]:
    return {name: getattr(row, name) for name in ("id", "shop_id", "kind", "subject", "state", "taken_at")}
