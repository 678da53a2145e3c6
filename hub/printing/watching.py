"""The look that is taken at all jobs once a second: what is too old, what a printer has lost, what another printer should print.

Patient and safe on any number of hubs at once: each change is one conditional update.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update

from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import Row
from hub.printing.making import tell_job
from hub.printing.models import RUNS, print_job
from hub.printing.printers import Printer, failed_now, printers_now, stand_in
from hub.printing.states import (
    CANCELLED,
    EXPIRED,
    EXPIRED_WHY,
    FAILED,
    MOST_ATTEMPTS,
    NO_ANSWER,
    PRINTER_DOWN,
    PRINTING,
    TAKEN_FOR,
    WAITING,
)

AT_ONCE = 50
KEEP = timedelta(days=14)
GIVEN_UP_AFTER = timedelta(hours=18)
"""What nobody has printed until the next morning is asked of nobody any more."""
ALL_SHOPS = "one sweep looks after all shops"

_now = bindparam("now", type_=Instant)
_before = bindparam("before", type_=Instant)
_this = (print_job.c.id == bindparam("job_id"), print_job.c.shop_id == bindparam("shop_id"))
_same = (*_this, print_job.c.version == bindparam("version_before"))
_next: dict[str, Any] = {"version": print_job.c.version + 1, "updated_at": _now}


def _found(*conditions: Any) -> Any:
    return (
        select(print_job)
        .where(RUNS, *conditions)
        .order_by(print_job.c.shop_id, print_job.c.id)
        .limit(AT_ONCE)
        .execution_options(any_tenant=ALL_SHOPS)
    )


TOO_OLD = _found(print_job.c.state == WAITING, print_job.c.expires_at <= _now)
LOST = _found(print_job.c.state == PRINTING, print_job.c.taken_at <= _before)
WAITS_LONG = _found(print_job.c.state == WAITING, print_job.c.waiting_since <= _before)
GIVEN_UP = _found(print_job.c.state.in_([FAILED, EXPIRED]), print_job.c.updated_at <= _before)

EXPIRE = update(print_job).where(*_same).values(state=EXPIRED, problem=EXPIRED_WHY, **_next).returning(print_job)
FREE = update(print_job).where(*_same).values(state=WAITING, waiting_since=_now, **_next).returning(print_job)
LOSE = update(print_job).where(*_same).values(state=FAILED, problem=NO_ANSWER, **_next).returning(print_job)
HAND_OVER = (
    update(print_job)
    .where(*_same)
    .values(
        device_id=bindparam("next_id"),
        device_name=bindparam("next_name"),
        failed_by=bindparam("failed", type_=print_job.c.failed_by.type),
        waiting_since=_now,
        problem=None,
        **_next,
    )
    .returning(print_job)
)
MARK = update(print_job).where(*_same).values(problem=PRINTER_DOWN, **_next).returning(print_job)
GIVE_UP = update(print_job).where(*_same).values(state=CANCELLED, ended_at=_now, **_next).returning(print_job)
_oldest = select(print_job.c.id).order_by(print_job.c.id).limit(AT_ONCE)
"""Ids rise with time, so the oldest jobs stand first and nothing need be looked through."""
FORGET = (
    delete(print_job)
    .where(print_job.c.id.in_(_oldest.scalar_subquery()), print_job.c.created_at < _before)
    .execution_options(any_tenant=ALL_SHOPS)
)

SETTLES = timedelta(seconds=1)
"""A job that was made this moment is left to its printer."""


def look_after_prints(tx: Tx) -> None:
    """End what is too old, free what was lost, hand over what waits for a printer that cannot print or takes nothing."""
    for row in tx.all(TOO_OLD, now=tx.now):
        _change(tx, EXPIRE, row)
    for row in tx.all(LOST, before=tx.now - TAKEN_FOR):
        _change(tx, FREE if row.attempts < MOST_ATTEMPTS else LOSE, row)
    for row in tx.all(GIVEN_UP, before=tx.now - GIVEN_UP_AFTER):
        _change(tx, GIVE_UP, row)
    known: dict[UUID, list[Printer]] = {}
    for row in tx.all(WAITS_LONG, before=tx.now - SETTLES):
        if row.shop_id not in known:
            known[row.shop_id] = printers_now(tx, row.shop_id)
        _look_after(tx, row, known[row.shop_id])


def _look_after(tx: Tx, row: Row, printers: list[Printer]) -> None:
    own = next((each for each in printers if each.id == row.device_id), None)
    if own is not None and not own.has_failed(row.waiting_since, tx.now):
        return
    failed_by = row.failed_by if own is None or not own.stuck else failed_now(row, own.id)
    other = stand_in(printers, row, failed_by)
    if other is not None:
        handed = _change(tx, HAND_OVER, row, next_id=other.id, next_name=other.name, failed=failed_by)
        if handed is not None:
            tell_job(tx, handed, row.device_id)
    elif row.problem is None:
        _change(tx, MARK, row)


def _change(tx: Tx, statement: Any, row: Row, **more: Any) -> Row | None:
    changed = tx.one_or_none(statement, job_id=row.id, shop_id=row.shop_id, version_before=row.version, now=tx.now, **more)
    if changed is not None and not more:
        tell_job(tx, changed)
    return changed


def forget_jobs(tx: Tx) -> int:
    """Housekeeping: jobs of two weeks ago, at most 50; how many."""
    return tx.run(FORGET, before=tx.now - KEEP)
