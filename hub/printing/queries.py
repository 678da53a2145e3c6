"""Reading print jobs: for the printer, for boards, for the office's list."""

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from hub.accounts.actor import Actor
from hub.kit.clock import stamp, stamp_or_none
from hub.kit.db import Tx
from hub.kit.door import Row
from hub.kit.errors import NotFound
from hub.kit.paging import Page, key_of, limit_of, page_of
from hub.printing.models import RUNS, print_job
from hub.printing.schemas import OwnJobs, PrintJobOut
from hub.printing.states import PRINTING, WAITING, JobState
from hub.venue.queries import at_shop

MOST_AT_ONCE = 50

JOB = select(print_job).where(print_job.c.id == bindparam("job_id"), print_job.c.shop_id == bindparam("shop_id"))
HOLD = JOB.with_for_update()
SHOP_OF = select(print_job.c.shop_id).where(print_job.c.id == bindparam("job_id"), print_job.c.brand_id == bindparam("brand_id"))
OWN_JOBS = (
    select(print_job)
    .where(
        print_job.c.shop_id == bindparam("shop_id"),
        print_job.c.device_id == bindparam("device_id"),
        RUNS,
        print_job.c.state.in_([WAITING, PRINTING]),
    )
    .order_by(print_job.c.id)
    .limit(MOST_AT_ONCE)
)
TROUBLED = (
    select(print_job).where(print_job.c.shop_id == bindparam("shop_id"), RUNS, print_job.c.problem.is_not(None)).order_by(print_job.c.id)
)
NEWEST_FIRST = select(print_job).where(print_job.c.shop_id == bindparam("shop_id")).order_by(print_job.c.id.desc())


def job_out(row: Row) -> PrintJobOut:
    """A job as events, boards and lists carry it."""
    return PrintJobOut(
        id=row.id,
        shop_id=row.shop_id,
        device_id=row.device_id,
        device=row.device_name,
        meant_for_id=row.meant_for_id,
        meant_for=row.meant_for_name,
        kind=row.kind,
        order_id=row.order_id,
        round=row.round,
        number=row.number,
        place=row.place,
        copy=row.copy,
        state=row.state,
        attempts=row.attempts,
        problem=row.problem,
        made_by=row.made_by,
        created_at=stamp(row.created_at),
        expires_at=stamp(row.expires_at),
        taken_at=stamp_or_none(row.taken_at),
        ended_at=stamp_or_none(row.ended_at),
        version=row.version,
    )


def hold_job(tx: Tx, who: Actor, job_id: UUID) -> Row:
    """A job of the caller's shop, held until the unit ends.

    Raises:
        NotFound: there is none.
    """
    shop_id: UUID | None = who.shop_id or tx.value(SHOP_OF, job_id=job_id, brand_id=who.brand_id)
    row = tx.one_or_none(HOLD, job_id=job_id, shop_id=shop_id) if shop_id is not None else None
    if row is None:
        raise NotFound
    tx.not_before(row.updated_at)
    return row


def own_jobs(tx: Tx, who: Actor) -> OwnJobs:
    """What this printer has to do, oldest first."""
    return OwnJobs(items=[job_out(row) for row in tx.all(OWN_JOBS, shop_id=who.shop_id, device_id=who.id)])


def board_print_jobs(tx: Tx, shop_id: UUID) -> list[PrintJobOut]:
    """The jobs somebody should look at."""
    return [job_out(row) for row in tx.all(TROUBLED, shop_id=shop_id)]


def job_page(
    tx: Tx,
    who: Actor,
    shop_id: UUID | None = None,
    state: JobState | None = None,
    device_id: UUID | None = None,
    order_id: UUID | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[PrintJobOut]:
    """Jobs of one shop, the newest first; in a state, of a printer, of an order."""
    who, shop_id = at_shop(tx, who, shop_id)
    most, before = limit_of(limit), key_of(cursor, tuple[UUID])
    conditions: list[Any] = []
    if state is not None:
        conditions.append(print_job.c.state == state)
    if device_id is not None:
        conditions.append(print_job.c.device_id == device_id)
    if order_id is not None:
        conditions.append(print_job.c.order_id == order_id)
    if before is not None:
        conditions.append(print_job.c.id < before[0])
    rows = tx.query(NEWEST_FIRST.where(*conditions).limit(most + 1), shop_id=shop_id)
    return page_of(rows, most, lambda row: (row.id,), job_out)
