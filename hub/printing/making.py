"""How jobs come about: a round is placed, the cashier asks for a receipt, an alarm wants paper, somebody tries a printer out."""

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import Row, insert_row, upsert_row
from hub.kit.errors import NotFound
from hub.live.append import publish, shop_stream
from hub.orders.events import OrderConfirmed, RoundPlaced
from hub.orders.heads import hold_order
from hub.orders.queries import at_order
from hub.orders.rows import LineRow, OrderRow, label
from hub.orders.states import PLACED
from hub.printing.errors import NoPrinter
from hub.printing.events import PrintJobChanged
from hub.printing.models import print_job
from hub.printing.printers import Printer, first_ready, get_printer, printers_now, printers_of
from hub.printing.queries import JOB, job_out
from hub.printing.schemas import PrintJobAnswer, PrintJobOut, PrintWhere
from hub.printing.states import ALARM, GOOD_FOR, KITCHEN, PRINT_FLOW, PRINTED, PRINTING, RECEIPT, TEST, WAITING

AUDIENCE = ("cashier", "office")
_COLUMNS = list(print_job.c.keys())

ADD = insert_row(print_job)
ADD_ONCE = upsert_row(print_job, _COLUMNS, conflict=["meant_for_id", "kind", "subject", "copy"], returning=["id"])
LAST_COPY = (
    select(print_job)
    .where(
        print_job.c.shop_id == bindparam("shop_id"),
        print_job.c.kind == bindparam("of_kind"),
        print_job.c.subject == bindparam("about"),
    )
    .order_by(print_job.c.copy.desc(), print_job.c.id.desc())
    .limit(1)
    .with_for_update()
)
WAIT_AGAIN = (
    update(print_job)
    .where(
        print_job.c.id == bindparam("job_id"),
        print_job.c.shop_id == bindparam("shop_id"),
        print_job.c.state.in_(sorted(PRINT_FLOW["print"].before)),
    )
    .values(
        state=WAITING,
        attempts=0,
        failed_by=[],
        problem=None,
        ended_at=None,
        device_id=bindparam("next_id"),
        device_name=bindparam("next_name"),
        waiting_since=bindparam("now", type_=Instant),
        expires_at=bindparam("until", type_=Instant),
        version=print_job.c.version + 1,
        updated_at=bindparam("now", type_=Instant),
    )
    .returning(print_job)
)


def tell_job(tx: Tx, row: Row, *more: UUID) -> PrintJobOut:
    """Say how a job is now: to its printer, the desk and the office; `more` are printers it was with before."""
    out = job_out(row)
    to = [f"device:{each}" for each in (row.device_id, *more)]
    publish(tx, PrintJobChanged(print_job=out), stream=shop_stream(row.shop_id), to=[*to, *AUDIENCE])
    return out


def new_job(tx: Tx, brand_id: UUID, shop_id: UUID, printer: Printer, kind: str, subject: str, **more: Any) -> dict[str, Any]:
    """The row of a job that waits; the caller inserts it."""
    row: dict[str, Any] = dict.fromkeys(_COLUMNS)
    return row | {
        "id": tx.new_id(),
        "brand_id": brand_id,
        "shop_id": shop_id,
        "device_id": printer.id,
        "device_name": printer.name,
        "meant_for_id": printer.id,
        "meant_for_name": printer.name,
        "kind": kind,
        "subject": subject,
        "copy": 0,
        "stations": [],
        "state": WAITING,
        "attempts": 0,
        "begun": False,
        "failed_by": [],
        "made_by": "",
        "created_at": tx.now,
        "waiting_since": tx.now,
        "expires_at": tx.now + GOOD_FOR,
        "updated_at": tx.now,
        "version": 1,
        **more,
    }


def wait_again(tx: Tx, row: Row, printer: Printer) -> Row:
    """A job that lies on no paper waits once more, at this printer, as if nobody had tried. The caller holds it, or its order.

    Raises:
        NotFound: it has begun or is printed by now.
    """
    tx.not_before(row.updated_at)
    until = tx.now + GOOD_FOR
    again = tx.one_or_none(
        WAIT_AGAIN, job_id=row.id, shop_id=row.shop_id, now=tx.now, next_id=printer.id, next_name=printer.name, until=until
    )
    if again is None:
        raise NotFound
    return again


def of_order(order: OrderRow) -> dict[str, Any]:
    """What a job says of its order."""
    return {"order_id": order.id, "number": label(order.number), "place": order.wristband or order.room_number}


def print_round(tx: Tx, fact: RoundPlaced) -> None:
    """A reaction: a round goes to the printers of its stations. One that waits for the cashier is not cooked yet."""
    if fact.order.confirmed:
        _print_rounds(tx, fact.order, {fact.round: fact.lines})


def print_confirmed(tx: Tx, fact: OrderConfirmed) -> None:
    """A reaction: the cashier has accepted the order, and the kitchen begins with what it still has to make."""
    rounds: dict[int, list[LineRow]] = {}
    for line in fact.lines:
        if line.state == PLACED:
            rounds.setdefault(line.round, []).append(line)
    _print_rounds(tx, fact.order, rounds)


def _print_rounds(tx: Tx, order: OrderRow, rounds: Mapping[int, Sequence[LineRow]]) -> None:
    """One job per round and printer. Nobody waits for these inserts: a round is placed once, so there is nothing to find out."""
    printers = [each for each in printers_of(tx, order.shop_id) if each.prints.kitchen and each.here.room_id is None]
    rows = [
        new_job(
            tx,
            order.brand_id,
            order.shop_id,
            printer,
            KITCHEN,
            f"round:{order.id}:{number}",
            **of_order(order),
            round=number,
            stations=list(printer.here.stations),
        )
        for number, lines in sorted(rounds.items())
        for printer in printers
        if lines and printer.makes(_stations(lines))
    ]
    tx.many(ADD, rows)
    for row in rows:
        tell_job(tx, SimpleNamespace(**row))


def _stations(lines: Iterable[LineRow]) -> set[str]:
    return {line.station for line in lines}


def print_receipt(tx: Tx, who: Actor, order_id: UUID, data: PrintWhere) -> PrintJobAnswer:
    """A receipt for an order as it stands when the paper is printed. While one is on its way, asking again answers that one.

    One that never came out is printed now, on the printer that is chosen; only after one that did is the next a copy.

    Raises:
        NotFound: the shop has no such order, or no such printer.
        NoPrinter: no printer of the shop prints receipts, or the one that is named does not.
    """
    who, shop_id = at_order(tx, who, order_id)
    order = hold_order(tx, shop_id, order_id)
    able = [each for each in printers_now(tx, shop_id) if each.prints.receipt]
    printer = first_ready(able) if data.device_id is None else next((each for each in able if each.id == data.device_id), None)
    if printer is None:
        raise NoPrinter
    subject = f"receipt:{order_id}"
    last = tx.one_or_none(LAST_COPY, shop_id=shop_id, of_kind=RECEIPT, about=subject)
    if last is not None and last.state in (WAITING, PRINTING) and last.device_id == printer.id:
        return PrintJobAnswer(print_job=job_out(last), changed=False)
    if last is not None and last.state not in (PRINTED, PRINTING):
        made, before = wait_again(tx, last, printer), [last.device_id]
    else:
        copy = 0 if last is None else last.copy + 1
        row = new_job(tx, order.brand_id, shop_id, printer, RECEIPT, subject, **of_order(order), copy=copy, made_by=who.name)
        tx.run(ADD, **row)
        made, before = tx.one(JOB, job_id=row["id"], shop_id=shop_id), []
    record(tx, who, "orders.receipt", "order", order_id, None, {"printer": printer.name, "copy": made.copy})
    return PrintJobAnswer(print_job=tell_job(tx, made, *before), changed=True)


def print_test(tx: Tx, who: Actor, device_id: UUID) -> PrintJobAnswer:
    """A paper that shows what a printer can do.

    Raises:
        NotFound: not a printer of the caller.
    """
    printer, shop_id = get_printer(tx, who, device_id)
    row = new_job(tx, who.brand_id, shop_id, printer, TEST, f"test:{tx.new_id()}", made_by=who.name)
    tx.run(ADD, **row)
    return PrintJobAnswer(print_job=tell_job(tx, tx.one(JOB, job_id=row["id"], shop_id=shop_id)), changed=True)


def print_alarm(tx: Tx, alarm: Row) -> UUID | None:
    """The paper of an alarm, on the fallback printer: of a round that no kitchen has seen its card.

    None when there is no such printer; one that has never been connected has not been put up yet.
    """
    known = printers_now(tx, alarm.shop_id)
    printer = first_ready([each for each in known if each.prints.fallback and each.here.room_id is None and each.here.last_seen_at])
    if printer is None:
        return None
    about = alarm.about
    more = {"order_id": UUID(about["order_id"]), "round": about["round"], "number": about["number"]} if about.get("order_id") else {}
    row = new_job(tx, alarm.brand_id, alarm.shop_id, printer, ALARM, f"alarm:{alarm.id}", place=about.get("room"), **more)
    made: UUID | None = tx.value(ADD_ONCE, **row)
    if made is not None:
        tell_job(tx, tx.one(JOB, job_id=made, shop_id=alarm.shop_id))
    return made


def copy_job(tx: Tx, who: Actor, row: Row, printer: Printer) -> Row:
    """The same once more, marked as a copy on the paper. The caller holds the job that is copied.

    A copy that was asked for before, never came out and is waited for no more is printed in its place.

    Raises:
        NotFound: it is gone by now.
    """
    last = tx.one(LAST_COPY, shop_id=row.shop_id, of_kind=row.kind, about=row.subject)
    if last.state not in (PRINTED, PRINTING, WAITING) and not last.begun and last.stations == row.stations:
        return wait_again(tx, last, printer)
    same = {name: getattr(row, name) for name in ("order_id", "round", "number", "place", "stations")}
    copied = new_job(tx, row.brand_id, row.shop_id, printer, row.kind, row.subject, **same, copy=last.copy + 1, made_by=who.name)
    tx.run(ADD, **copied)
    made = tx.one_or_none(JOB, job_id=copied["id"], shop_id=row.shop_id)
    if made is None:
        raise NotFound
    return made
