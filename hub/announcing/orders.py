"""Facts of orders and of the kitchen, told as the rules of the shop say. Reactions: they run in the transaction of the fact.

The order in `hub/reactions.py` matters: what is over ends before something new is said.
"""

from uuid import UUID

from hub.announcing.subjects import of_head, of_line, of_order
from hub.im.messages.again import tell_again
from hub.im.messages.calls import end_subject, follow_order, make_call
from hub.im.messages.states import GOT_IT
from hub.kds.events import LineMoved
from hub.kit.db import Tx
from hub.orders.events import OrderClosed, OrderConfirmed, RoundPlaced
from hub.orders.schemas import OrderHead

EVENT_OF = {
    "start": "line_started",
    "finish": "line_ready",
    "call": "line_called",
    "serve": "line_served",
    "cancel": "line_cancelled",
}
KITCHEN = ("kitchen", "call")
"""Channels that hear of an order only when it is confirmed."""
BESIDES = ("cashier", "handheld", "room", "office", "all")


def announce_round(tx: Tx, fact: RoundPlaced) -> None:
    """A round was placed. One that waits for the cashier is told to no kitchen yet, and at the desk until it is accepted."""
    order = fact.order
    subject = round_subject(order.id, fact.round) if order.confirmed else f"unconfirmed:{order.id}:{fact.round}"
    _announce(tx, fact, subject, None if order.confirmed else BESIDES)


def announce_confirmed(tx: Tx, fact: OrderConfirmed) -> None:
    """The cashier has accepted the order: their own repeats end, and the kitchen hears of it."""
    follow_order(tx, fact.order.shop_id, fact.order.id)
    for number in sorted({line.round for line in fact.lines}):
        lines = [line for line in fact.lines if line.round == number and line.state == "placed"]
        if lines:
            placed = RoundPlaced(order=fact.order, round=number, source="wristband", lines=lines)
            _announce(tx, placed, round_subject(fact.order.id, number), KITCHEN)


def round_subject(order_id: UUID, number: int) -> str:
    """A round that the kitchen has to hear of."""
    return f"round:{order_id}:{number}"


def _announce(tx: Tx, fact: RoundPlaced, subject: str, only: tuple[str, ...] | None) -> None:
    order = fact.order
    make_call(
        tx,
        brand_id=order.brand_id,
        shop_id=order.shop_id,
        event="order_placed",
        source=fact.source,
        params=of_order(order) | of_line(fact.lines[0]),
        subject=subject,
        about={"order_id": order.id, "room_id": order.room_id if order.wristband is None else None},
        stations=list(dict.fromkeys(line.station for line in fact.lines)),
        only=only,
    )


def about_head(head: OrderHead, line_id: UUID | None = None) -> dict[str, UUID | None]:
    """What a call on an order is about. The room is that of the room's own guests: a wristband's order shows on no pad."""
    return {"order_id": head.id, "line_id": line_id, "room_id": head.room.id if head.room is not None and head.wristband is None else None}


def follow_line(tx: Tx, fact: LineMoved) -> None:
    """What waited to be said and is not true any more ends; then the move itself is told, if a rule wants it.

    A start that is undone was a slip of the finger: the round waits again, and what was left to be said of it is said.
    """
    line, head = fact.line, fact.order
    follow_order(tx, head.shop_id, head.id)
    if fact.action == "undo":
        tell_again(tx, head.shop_id, round_subject(head.id, line.round))
    called = f"line:{line.id}:{line.call_count}"
    if fact.action == "claim":
        end_subject(tx, head.shop_id, called, GOT_IT)  # somebody goes: nobody need be called again
    event = EVENT_OF.get(fact.action)
    if event is None:
        return
    subject = called if event == "line_called" else f"moved:{line.id}:{line.version}"
    make_call(
        tx,
        shop_id=head.shop_id,
        event=event,
        source=head.source,
        params=of_head(head) | {"goodsName": line.names or line.name, "num": str(line.quantity)},
        subject=subject,
        about=about_head(head, line.id),
        stations=[line.station],
    )


def follow_close(tx: Tx, fact: OrderClosed) -> None:
    """The room was cleaned: what waited to be said of the order ends."""
    head = fact.order
    follow_order(tx, head.shop_id, head.id)
    make_call(
        tx,
        shop_id=head.shop_id,
        event="order_closed",
        source=head.source,
        params=of_head(head),
        subject=f"closed:{head.id}",
        about=about_head(head),
        stations=head.stations,
    )
