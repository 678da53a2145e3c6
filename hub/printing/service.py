"""What becomes of a job: a printer takes it and says how it ended; a person prints it again, elsewhere, or lets it go.

A job belongs to one printer at a time, and only the printer that took it says that it is printed. Of two hands the update decides.
"""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, bindparam, select, update

from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import Row
from hub.kit.errors import NotFound, StateNotAllowed
from hub.orders.events import OrderClosed
from hub.printing.content import compose
from hub.printing.covering import see_round_on_paper
from hub.printing.errors import NoPrinter
from hub.printing.making import copy_job, tell_job, wait_again
from hub.printing.models import RUNS, print_job
from hub.printing.printers import Printer, failed_now, first_ready, printers_now, stand_in
from hub.printing.queries import hold_job, job_out
from hub.printing.schemas import PrintContent, PrintFailed, PrintJobAnswer, PrintWhere, TakenJob
from hub.printing.states import (
    ALARM,
    CANCELLED,
    FAILED,
    KITCHEN,
    MOST_ATTEMPTS,
    PRINT_FLOW,
    PRINTED,
    PRINTING,
    WAITING,
)


def _from(action: str) -> ColumnElement[bool]:
    """It is in a state from which this starts."""
    return print_job.c.state.in_(sorted(PRINT_FLOW[action].before))


_this = (print_job.c.id == bindparam("job_id"), print_job.c.shop_id == bindparam("shop_id"))
_next: dict[str, Any] = {"version": print_job.c.version + 1, "updated_at": bindparam("now", type_=Instant)}
_mine = (print_job.c.device_id == bindparam("printer_id"), _from("take"))
_end: dict[str, Any] = {"ended_at": bindparam("now", type_=Instant), **_next}

TAKE = (
    update(print_job)
    .where(*_this, *_mine, print_job.c.expires_at > bindparam("now", type_=Instant))
    .values(
        state=PRINTING,
        attempts=print_job.c.attempts + 1,
        begun=True,
        problem=None,
        content=bindparam("on_paper", type_=print_job.c.content.type),
        taken_by_id=bindparam("printer_id"),
        taken_at=bindparam("now", type_=Instant),
        **_next,
    )
    .returning(print_job)
)
PRINTED_BY = (
    update(print_job)
    .where(*_this, print_job.c.taken_by_id == bindparam("printer_id"), _from("printed"))
    .values(state=PRINTED, problem=None, **_end)
    .returning(print_job)
)
FAIL = (
    update(print_job)
    .where(*_this, print_job.c.taken_by_id == bindparam("printer_id"), _from("failed"))
    .values(
        state=bindparam("after"),
        problem=bindparam("why"),
        device_id=bindparam("next_id"),
        device_name=bindparam("next_name"),
        failed_by=bindparam("failed", type_=print_job.c.failed_by.type),
        waiting_since=bindparam("now", type_=Instant),
        **_next,
    )
    .returning(print_job)
)
CANCEL = update(print_job).where(*_this, _from("cancel")).values(state=CANCELLED, **_end).returning(print_job)
UNPRINTED_OF_ORDER = (
    select(print_job.c.id)
    .where(
        print_job.c.shop_id == bindparam("shop_id"),
        RUNS,
        print_job.c.order_id == bindparam("order_id"),
        print_job.c.kind.in_([KITCHEN, ALARM]),
    )
    .order_by(print_job.c.id)
)


def take_job(tx: Tx, who: Actor, job_id: UUID) -> TakenJob:
    """A printer begins with a job; what stands on the paper is put together now. Taking it twice answers the same.

    Raises:
        NotFound: it is another printer's, by now perhaps.
        StateNotAllowed: it is too old to be printed without being asked for, or over.
    """
    row = _own(tx, who, job_id)
    if row.state == PRINTING and row.taken_by_id == who.id:
        before = msgspec.convert(row.content, PrintContent)
        return TakenJob(print_job=job_out(row), content=before, maybe_printed=row.attempts > 1, changed=False)
    content = compose(tx, row)
    if content is None:
        ended = tx.one_or_none(CANCEL, job_id=job_id, shop_id=row.shop_id, now=tx.now) or row
        return TakenJob(print_job=tell_job(tx, ended), content=None, maybe_printed=False, changed=ended is not row)
    on_paper = msgspec.to_builtins(content)
    taken = tx.one_or_none(TAKE, job_id=job_id, shop_id=row.shop_id, printer_id=who.id, now=tx.now, on_paper=on_paper)
    if taken is None:
        raise _not_from(row, "take")
    return TakenJob(print_job=tell_job(tx, taken), content=content, maybe_printed=row.begun, changed=True)


def job_printed(tx: Tx, who: Actor, job_id: UUID) -> PrintJobAnswer:
    """It lies on the paper. The one who took it last is believed, also when the hub had given it up meanwhile.

    Raises:
        NotFound: the shop has no such job.
    """
    row = hold_job(tx, who, job_id)
    done = tx.one_or_none(PRINTED_BY, job_id=job_id, shop_id=row.shop_id, printer_id=who.id, now=tx.now)
    if done is None:
        return PrintJobAnswer(print_job=job_out(row), changed=False)
    see_round_on_paper(tx, done)
    return PrintJobAnswer(print_job=tell_job(tx, done), changed=True)


def job_failed(tx: Tx, who: Actor, job_id: UUID, data: PrintFailed) -> PrintJobAnswer:
    """It could not be printed, or not to the end: another printer that can takes it over at once, else this one tries again.

    After three attempts, whichever printers they were, it waits for a person.

    Raises:
        NotFound: the shop has no such job.
    """
    row = hold_job(tx, who, job_id)
    failed_by, for_good = failed_now(row, who.id), row.attempts >= MOST_ATTEMPTS
    other = None if for_good else stand_in(printers_now(tx, row.shop_id), row, failed_by)
    failed = tx.one_or_none(
        FAIL,
        job_id=job_id,
        shop_id=row.shop_id,
        printer_id=who.id,
        now=tx.now,
        after=FAILED if for_good else WAITING,
        failed=failed_by,
        why=data.problem,
        next_id=other.id if other else row.device_id,
        next_name=other.name if other else row.device_name,
    )
    if failed is None:
        return PrintJobAnswer(print_job=job_out(row), changed=False)
    return PrintJobAnswer(print_job=tell_job(tx, failed, row.device_id), changed=True)


def print_again(tx: Tx, who: Actor, job_id: UUID, data: PrintWhere) -> PrintJobAnswer:
    """A person wants it printed: what never came out waits once more, what lies on paper already comes out as a copy and says so.

    Raises:
        NotFound: the shop has no such job.
        NoPrinter: the printer that is named is none of the shop's, or there is none for this any more.
    """
    row = hold_job(tx, who, job_id)
    printer = _where(tx, row, data.device_id)
    if row.state == PRINTING or (row.state == WAITING and row.device_id == printer.id and row.problem is None):
        return PrintJobAnswer(print_job=job_out(row), changed=False)
    again = copy_job(tx, who, row, printer) if row.state == PRINTED else wait_again(tx, row, printer)
    record(tx, who, "print.again", "print_job", again.id, None, {"printer": printer.name, "copy": again.copy}, shop_id=row.shop_id)
    return PrintJobAnswer(print_job=tell_job(tx, again, row.device_id), changed=True)


def cancel_job(tx: Tx, who: Actor, job_id: UUID) -> PrintJobAnswer:
    """Nobody needs it any more.

    Raises:
        NotFound: the shop has no such job.
        StateNotAllowed: it is being printed.
    """
    row = hold_job(tx, who, job_id)
    if row.state in (CANCELLED, PRINTED):
        return PrintJobAnswer(print_job=job_out(row), changed=False)
    ended = tx.one_or_none(CANCEL, job_id=job_id, shop_id=row.shop_id, now=tx.now)
    if ended is None:
        raise _not_from(row, "cancel")
    return PrintJobAnswer(print_job=tell_job(tx, ended), changed=True)


def follow_close(tx: Tx, fact: OrderClosed) -> None:
    """A reaction: the guests are gone, so nothing of their order has to be cooked. Their receipt may still be wanted."""
    for row in tx.all(UNPRINTED_OF_ORDER, shop_id=fact.order.shop_id, order_id=fact.order.id):
        ended = tx.one_or_none(CANCEL, job_id=row.id, shop_id=fact.order.shop_id, now=tx.now)
        if ended is not None:
            tell_job(tx, ended)


def _own(tx: Tx, who: Actor, job_id: UUID) -> Row:
    row = hold_job(tx, who, job_id)
    if row.device_id != who.id:
        raise NotFound
    return row


def _where(tx: Tx, row: Row, device_id: UUID | None) -> Printer:
    """The printer that is named; else the one it is with, the one for this, or any that can."""
    printers = [each for each in printers_now(tx, row.shop_id) if each.here.room_id is None]
    wanted = device_id or row.device_id
    found = next((each for each in printers if each.id == wanted), None)
    if found is None and device_id is None:
        found = first_ready([each for each in printers if each.is_for(row.kind)])
    if found is None:
        raise NoPrinter
    return found


def _not_from(row: Row, action: str) -> StateNotAllowed:
    return StateNotAllowed(**{"from": row.state, "allowed": sorted(PRINT_FLOW[action].before)})
