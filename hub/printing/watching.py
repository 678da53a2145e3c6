"""The look that is taken at all jobs once a second: what is too old, what a printer has lost, what another printer should print.

Patient and safe on any number of hubs at once: each change is one conditional update.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, or_, select, update

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
    KINDS,
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
GIVEN_UP = _found(print_job.c.state.in_([FAILED, EXPIRED]), print_job.c.updated_at <= _before)
WAITED_FOR = (
    select(print_job.c.shop_id, print_job.c.device_id)
    .where(RUNS, print_job.c.state == WAITING, print_job.c.waiting_since <= _before)
    .distinct()
    .order_by(print_job.c.shop_id, print_job.c.device_id)
    .execution_options(any_tenant=ALL_SHOPS)
)
STRANDED = (
    select(print_job)
    .where(
        print_job.c.shop_id == bindparam("shop_id"),
        RUNS,
        print_job.c.device_id == bindparam("printer_id"),
        print_job.c.state == WAITING,
        print_job.c.waiting_since <= _before,
        or_(print_job.c.problem.is_(None), print_job.c.kind.in_(bindparam("kinds", expanding=True))),
        print_job.c.id > bindparam("after"),
    )
    .order_by(print_job.c.id)
    .limit(AT_ONCE)
)
"""What waits for a printer that has failed, and can be helped: it is not marked yet, or another one prints jobs of its kind."""

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

FIRST = UUID(int=0)
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
    left = AT_ONCE
    for shop_id, waited_for in groupby(tx.all(WAITED_FOR, before=tx.now - SETTLES), key=lambda row: row.shop_id):
        printers = printers_now(tx, shop_id)
        for row in _stranded(tx, shop_id, printers, [each.device_id for each in waited_for]):
            left -= _look_after(tx, row, printers)
            if not left:  # the rest in a second: nobody waits long for the writer
                return


def _stranded(tx: Tx, shop_id: UUID, printers: list[Printer], waited_for: list[UUID]) -> Iterator[Row]:
    """The jobs of a shop that wait for failed printers; however many of them cannot be helped, none of the others is left out."""
    known = {each.id: each for each in printers}
    for printer_id in waited_for:
        own = known.get(printer_id)
        failed_for = tx.now if own is None else own.has_failed(tx.now)
        if failed_for is None:
            continue
        before = min(failed_for, tx.now - SETTLES)
        kinds = [kind for kind in KINDS if any(each.ready and each.is_for(kind) for each in printers if each is not own)]
        after = FIRST
        while page := tx.all(STRANDED, shop_id=shop_id, printer_id=printer_id, before=before, kinds=kinds, after=after):
            yield from page
            after = page[-1].id


def _look_after(tx: Tx, row: Row, printers: list[Printer]) -> bool:
    """Give a job to another printer, or mark it once; whether that changed anything."""
    own = next((each for each in printers if each.id == row.device_id), None)
    failed_by = row.failed_by if own is None or not own.stuck else failed_now(row, own.id)
    other = stand_in(printers, row, failed_by)
    if other is not None:
        handed = _change(tx, HAND_OVER, row, next_id=other.id, next_name=other.name, failed=failed_by)
        if handed is not None:
            tell_job(tx, handed, row.device_id)
        return handed is not None
    return row.problem is None and _change(tx, MARK, row) is not None


def _change(tx: Tx, statement: Any, row: Row, **more: Any) -> Row | None:
    changed = tx.one_or_none(statement, job_id=row.id, shop_id=row.shop_id, version_before=row.version, now=tx.now, **more)
    if changed is not None and not more:
        tell_job(tx, changed)
    return changed


def forget_jobs(tx: Tx) -> int:
    """Housekeeping: jobs of two weeks ago, at most 50; how many."""
    return tx.run(FORGET, before=tx.now - KEEP)
