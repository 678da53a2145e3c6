"""A second paper: a dish is taken back that a kitchen's printer has begun to print. What is only on screens is taken from them anyway.

Of one round each printer that has begun its card prints one paper; what is taken back while that paper waits comes out on it too.
"""

from sqlalchemy import bindparam, select

from hub.kds.events import LineMoved
from hub.kit.db import Tx
from hub.kit.door import Row
from hub.orders.heads import find_order
from hub.printing.making import ADD, new_job, of_order, tell_job
from hub.printing.models import RUNS, print_job
from hub.printing.printers import printers_of
from hub.printing.queries import JOB
from hub.printing.states import KITCHEN, TAKEN_BACK, WAITING

TAKES_BACK = frozenset({"cancel", "void"})
CARDS = (
    select(print_job.c.stations, print_job.c.taken_by_id)
    .where(
        print_job.c.shop_id == bindparam("shop_id"),
        print_job.c.subject == bindparam("about"),
        print_job.c.kind == KITCHEN,
        print_job.c.begun.is_(True),
    )
    .order_by(print_job.c.id)
)
PAPERS = select(print_job.c.stations, print_job.c.meant_for_id).where(
    print_job.c.shop_id == bindparam("shop_id"),
    RUNS,
    print_job.c.kind == TAKEN_BACK,
    print_job.c.state == WAITING,
    print_job.c.order_id == bindparam("of_order"),
    print_job.c.round == bindparam("of_round"),
)


def print_taken_back(tx: Tx, fact: LineMoved) -> None:
    """A reaction: a dish was cancelled or voided; whoever holds its card on paper gets a paper that says so."""
    line, shop_id = fact.line, fact.order.shop_id
    if fact.action not in TAKES_BACK:
        return
    cards = tx.all(CARDS, shop_id=shop_id, about=f"round:{line.order_id}:{line.round}")
    begun = {card.taken_by_id: card for card in cards if _is_of(card, line.station)}
    order = find_order(tx, shop_id, line.order_id) if begun else None
    if order is None:
        return
    waiting = tx.all(PAPERS, shop_id=shop_id, of_order=line.order_id, of_round=line.round)
    told = {paper.meant_for_id for paper in waiting if _is_of(paper, line.station)}
    for printer in printers_of(tx, shop_id):
        if printer.id in begun and printer.id not in told:
            more = {**of_order(order), "round": line.round, "stations": begun[printer.id].stations}
            row = new_job(tx, order.brand_id, shop_id, printer, TAKEN_BACK, f"cancel:{line.id}", **more)
            tx.run(ADD, **row)
            tell_job(tx, tx.one(JOB, job_id=row["id"], shop_id=shop_id))


def _is_of(job: Row, station: str) -> bool:
    return not job.stations or station in job.stations
