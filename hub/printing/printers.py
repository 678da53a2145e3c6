"""Which printer prints what: what a manager has said, else what follows from where the printer stands."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.im.printers import PrinterHere, printers_here
from hub.im.queries import get_device
from hub.im.states import OFFLINE
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import Row, upsert_row
from hub.kit.errors import NotFound
from hub.printing.models import RUNS, print_job, printer_setting
from hub.printing.schemas import PrinterAnswer, PrinterList, PrinterOut, PrinterPrints
from hub.printing.states import DOUBTED_AFTER, PRINTING, STRANDED_AFTER, TEST, WAITING
from hub.venue.queries import at_shop

SETTINGS = select(printer_setting).where(printer_setting.c.shop_id == bindparam("shop_id"))
PUT = upsert_row(
    printer_setting,
    list(printer_setting.c.keys()),
    conflict=["account_id"],
    update=dict.fromkeys(("kitchen", "receipt", "fallback", "updated_at"), "excluded"),
)
WAITED_FOR = (
    select(print_job.c.device_id)
    .where(
        print_job.c.shop_id == bindparam("shop_id"),
        RUNS,
        print_job.c.state == WAITING,
        print_job.c.waiting_since <= bindparam("before", type_=Instant),
    )
    .distinct()
)
NEWEST = 200
"""More jobs than a shop's printers begin and end in half a minute."""
DONE_LATELY = (
    select(print_job.c.taken_by_id, print_job.c.state, print_job.c.taken_at, print_job.c.ended_at)
    .where(print_job.c.shop_id == bindparam("shop_id"))
    .order_by(print_job.c.id.desc())
    .limit(NEWEST)
)


class Printer(NamedTuple):
    """A printer of the shop, and what it is for."""

    here: PrinterHere
    prints: PrinterPrints
    stuck: bool = False
    """It says that it can print, and takes nothing; looked at by `printers_now` alone."""

    @property
    def id(self) -> UUID:
        return self.here.id

    @property
    def name(self) -> str:
        return self.here.name

    @property
    def ready(self) -> bool:
        """Whether paper would come out of it now, as far as it says and does."""
        return self.here.ready and not self.stuck

    def is_for(self, kind: str) -> bool:
        """Whether jobs of this kind are made for it, or may be handed to it."""
        wanted = {
            "kitchen": self.prints.kitchen or self.prints.fallback,
            "cancel": self.prints.kitchen or self.prints.fallback,
            "receipt": self.prints.receipt,
            "alarm": self.prints.fallback,
        }
        return wanted.get(kind, False)

    def makes(self, stations: Iterable[str]) -> bool:
        """Whether it stands at one of these stations, or at none in particular."""
        return not self.here.stations or not set(self.here.stations).isdisjoint(stations)

    def has_failed(self, now: datetime) -> datetime | None:
        """Another printer should print what has waited for this one since then or longer; None: it prints, as far as it says and does."""
        if self.here.ready:
            return now if self.stuck else None
        long_ago = now - STRANDED_AFTER
        gone = self.here.presence == OFFLINE and self.here.last_seen_at is not None and self.here.last_seen_at <= long_ago
        return now if gone else long_ago


def by_place(here: PrinterHere) -> PrinterPrints:
    """What a printer prints until somebody says: at a station the kitchen's cards, at the desk receipts, in a room nothing."""
    in_room, at_station = here.room_id is not None, bool(here.stations)
    return PrinterPrints(kitchen=at_station and not in_room, receipt=not at_station and not in_room, fallback=not in_room)


def printers_of(tx: Tx, shop_id: UUID) -> list[Printer]:
    """The printers of a shop, by name."""
    here = printers_here(tx, shop_id)
    said = {row.account_id: _said(row) for row in tx.all(SETTINGS, shop_id=shop_id)} if here else {}
    return [Printer(each, said.get(each.account_id) or by_place(each)) for each in here]


def printers_now(tx: Tx, shop_id: UUID) -> list[Printer]:
    """The printers of a shop, by name, and which of them let jobs wait without a reason."""
    known, before = printers_of(tx, shop_id), tx.now - DOUBTED_AFTER
    doubted = {row.device_id for row in tx.all(WAITED_FOR, shop_id=shop_id, before=before)}
    doubted &= {each.id for each in known if each.here.ready}
    if not doubted:
        return known
    at_work = {row.taken_by_id for row in tx.all(DONE_LATELY, shop_id=shop_id) if _at_work(row, before)}
    return [each._replace(stuck=each.id in doubted - at_work) for each in known]


def _at_work(row: Row, since: datetime) -> bool:
    return row.state == PRINTING or any(at is not None and at > since for at in (row.taken_at, row.ended_at))


def _said(row: Row) -> PrinterPrints:
    return PrinterPrints(kitchen=row.kitchen, receipt=row.receipt, fallback=row.fallback)


def first_ready(printers: Sequence[Printer]) -> Printer | None:
    """The first that can print now, else the first: it may be back in a moment."""
    return next((each for each in printers if each.ready), printers[0] if printers else None)


def stand_in(printers: Sequence[Printer], row: Row, failed_by: Collection[str]) -> Printer | None:
    """Another printer that can print this job now and has not failed to: one of the same stations before one for everything."""
    if row.kind == TEST:
        return None
    others = [each for each in printers if each.id != row.device_id and str(each.id) not in failed_by]
    others = [each for each in others if each.ready and each.is_for(row.kind)]
    return min(others, key=lambda each: set(each.here.stations).isdisjoint(row.stations), default=None)


def failed_now(row: Row, printer_id: UUID) -> list[str]:
    """Who has failed to print a job, after this printer has too."""
    return list(dict.fromkeys([*row.failed_by, str(printer_id)]))


def printer_out(printer: Printer) -> PrinterOut:
    here, prints = printer.here, printer.prints
    return PrinterOut(
        id=here.id,
        name=here.name,
        stations=list(here.stations),
        ready=printer.ready,
        faults=list(here.faults),
        kitchen=prints.kitchen,
        receipt=prints.receipt,
        fallback=prints.fallback,
    )


def printer_list(tx: Tx, who: Actor, shop_id: UUID | None = None) -> PrinterList:
    """The printers of the caller's shop.

    Raises:
        NotFound: another's shop.
        Invalid: an owner who names none.
    """
    _, shop_id = at_shop(tx, who, shop_id)
    return PrinterList(items=[printer_out(each) for each in printers_now(tx, shop_id)])


def get_printer(tx: Tx, who: Actor, device_id: UUID) -> tuple[Printer, UUID]:
    """A printer in use of a shop of the caller, and that shop.

    Raises:
        NotFound: not theirs, no printer, or not in use.
    """
    shop_id: UUID = get_device(tx, who, device_id).shop_id
    for each in printers_of(tx, shop_id):
        if each.id == device_id:
            return each, shop_id
    raise NotFound


def set_printer(tx: Tx, who: Actor, device_id: UUID, data: PrinterPrints) -> PrinterAnswer:
    """Say what a printer prints from now on. What waits for it already is printed.

    Raises:
        NotFound: not a printer of the caller.
    """
    printer, shop_id = get_printer(tx, who, device_id)
    if printer.prints == data:
        return PrinterAnswer(printer=printer_out(printer), changed=False)
    said = {"kitchen": data.kitchen, "receipt": data.receipt, "fallback": data.fallback}
    before = {name: getattr(printer.prints, name) for name in said}
    tx.run(PUT, account_id=printer.here.account_id, shop_id=shop_id, updated_at=tx.now, **said)
    record(tx, who, "printer.set", "device", device_id, before, said, shop_id=shop_id)
    return PrinterAnswer(printer=printer_out(Printer(printer.here, data)), changed=True)
