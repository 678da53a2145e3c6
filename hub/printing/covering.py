"""A kitchen that lives on paper: a card that lies there is as good as a screen that shows the round.

A card covers its stations' part of its round once a printer of the kitchen has printed it. One that came out elsewhere, in place of a
kitchen's printer, covers nothing: somebody still has to carry it there, and the alarm goes on saying so.
"""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import bindparam, select

from hub.kit.db import Tx
from hub.kit.door import Row
from hub.orders.lines import lines_of
from hub.orders.rounds import mark_round_seen
from hub.orders.states import NOT_CHARGED
from hub.printing.models import print_job
from hub.printing.printers import printers_of
from hub.printing.states import KITCHEN, PRINTED

CARDS = select(print_job.c.stations, print_job.c.taken_by_id).where(
    print_job.c.shop_id == bindparam("shop_id"),
    print_job.c.subject == bindparam("about"),
    print_job.c.kind == KITCHEN,
    print_job.c.state == PRINTED,
)


def on_paper(tx: Tx, shop_id: UUID, order_id: UUID, number: int) -> Callable[[str], bool]:
    """Of which stations a round lies in the kitchen on paper."""
    cards = tx.all(CARDS, shop_id=shop_id, about=f"round:{order_id}:{number}")
    in_kitchen = {each.id for each in printers_of(tx, shop_id) if each.prints.kitchen and each.here.room_id is None} if cards else set()
    parts = [set(card.stations) for card in cards if card.taken_by_id in in_kitchen]
    return lambda station: any(not part or station in part for part in parts)


def see_round_on_paper(tx: Tx, row: Row) -> None:
    """A job was printed; with the last card of a round the kitchen has seen it."""
    if row.kind != KITCHEN:
        return
    there = on_paper(tx, row.shop_id, row.order_id, row.round)
    lines = [line for line in lines_of(tx, row.shop_id, row.order_id) if line.round == row.round and line.state not in NOT_CHARGED]
    if lines and all(there(line.station) for line in lines):
        mark_round_seen(tx, row.shop_id, [(row.order_id, row.round)])
