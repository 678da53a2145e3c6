"""Is it still true, and what is there to say of it now? The answers of orders, lines, guests, dishes and the door, from a fresh view."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.im.chat.queries import find_waiting
from hub.im.messages.standing import GONE, MessageRow, Standing
from hub.im.pad_calls.queries import find_pad_call
from hub.kit.clock import stamp
from hub.kit.db import Tx
from hub.orders.heads import find_order
from hub.orders.lines import lines_of, lines_of_orders, order_id_of_line
from hub.orders.queries import orders_by_id
from hub.orders.rows import LineRow, OrderRow, label, room_of
from hub.orders.schemas import OrderHead
from hub.orders.states import CALLED, CANCELLED, PLACED, PREPARING, READY, SERVED, UNFINISHED
from hub.store.sold_out import sold_out_since
from hub.venue.queries import door_of

STATE_OF_EVENT = {
    "order_placed": PLACED,
    "line_started": PREPARING,
    "line_ready": READY,
    "line_called": CALLED,
    "line_served": SERVED,
    "line_cancelled": CANCELLED,
}
"""The state that a line must still be in for the event to be worth telling."""


class Seen:
    """An order with its lines, read once for all messages of a turn."""

    def __init__(self, order: OrderRow | None, lines: Sequence[LineRow]) -> None:
        self.order = order
        self.lines = lines

    @property
    def open(self) -> OrderRow | None:
        """The order, if it still runs."""
        return self.order if self.order is not None and self.order.closed_at is None else None


def seen(tx: Tx, row: MessageRow, shop_id: UUID, order_id: UUID) -> Seen:
    key = ("order", order_id)
    found: Seen | None = row.memo.get(key)
    if found is None:
        order = find_order(tx, shop_id, order_id)
        found = row.memo[key] = Seen(order, lines_of(tx, shop_id, order_id) if order is not None else [])
    return found


def look_at_orders(tx: Tx, shop_id: UUID, rows: Sequence[MessageRow]) -> None:
    """Read the orders of all these messages, with their lines, in two statements."""
    ids = sorted({row.order_id for row in rows if row.order_id is not None})
    if len(ids) < 2:
        return
    lines = lines_of_orders(tx, shop_id, ids)
    found = {order.id: order for order in orders_by_id(tx, shop_id, ids)}
    for order_id in ids:
        rows[0].memo["order", order_id] = Seen(found.get(order_id), lines[order_id])


def of_order(order: OrderRow) -> dict[str, Any]:
    """What is said of an order: where its guests are now, and its number."""
    params: dict[str, Any] = {"displayNo": label(order.number)}
    if order.room_number is not None:
        params["roomName"] = order.room_number
    if order.wristband is not None:
        params["wristband"] = order.wristband
    return params


def of_head(head: OrderHead) -> dict[str, Any]:
    """The same of an order as events carry it."""
    room = {"roomName": head.room.number} if head.room is not None else {}
    return {"displayNo": head.number, **room, **({"wristband": head.wristband} if head.wristband is not None else {})}


def of_line(line: LineRow) -> dict[str, Any]:
    """What is said of a line: its name in each language, and how many."""
    return {"goodsName": line.names or {"zh-CN": line.name, "en": line.name}, "num": str(line.quantity)}


def told(order: OrderRow, lines: Iterable[LineRow], *, joins: bool = False) -> Standing:
    """These lines of an order, as one sentence; with `joins`, together with others that are told of now."""
    named = list(lines)
    if not named:
        return GONE
    own_room = room_of(order) if order.wristband is None else None
    params = of_order(order) | of_line(named[0])
    items, ids = [of_line(line) for line in named], [line.id for line in named]
    return Standing(stands=True, joins=joins, params=params, items=items, lines=ids, room=own_room)


def at_station(lines: Iterable[LineRow], row: MessageRow) -> list[LineRow]:
    """A message to one station speaks of its own lines alone."""
    return [line for line in lines if row.station in (None, line.station)]


def round_stands(tx: Tx, shop_id: UUID, rest: str, row: MessageRow) -> Standing:
    """A round is worth announcing while some of its lines wait; one that has been started or cancelled is not named any more."""
    order_id, _, number = rest.partition(":")
    view = seen(tx, row, shop_id, UUID(order_id))
    if view.open is None:
        return GONE
    return told(view.open, at_station((line for line in view.lines if line.round == int(number) and line.state == PLACED), row))


def unconfirmed_round_stands(tx: Tx, shop_id: UUID, rest: str, row: MessageRow) -> Standing:
    """A round that waits for the cashier: over as soon as the order is accepted."""
    view = seen(tx, row, shop_id, UUID(rest.partition(":")[0]))
    if view.open is None or view.open.confirmed:
        return GONE
    return round_stands(tx, shop_id, rest, row)


def line_stands(tx: Tx, shop_id: UUID, rest: str, row: MessageRow) -> Standing:
    """A line that was called is called until it is fetched, taken back or called anew."""
    line_id, _, count = rest.partition(":")
    order, line = _line(tx, row, shop_id, UUID(line_id))
    if order is None or line is None or line.state != CALLED or line.call_count != int(count):
        return GONE
    return told(order, [line], joins=True)


def moved_line_stands(tx: Tx, shop_id: UUID, rest: str, row: MessageRow) -> Standing:
    """What was told of a line's move is true while the line stays where it went."""
    line_id, _, _version = rest.partition(":")
    order, line = _line(tx, row, shop_id, UUID(line_id))
    if order is None or line is None or line.state != STATE_OF_EVENT.get(row.event):
        return GONE
    return told(order, [line], joins=True)


def _line(tx: Tx, row: MessageRow, shop_id: UUID, line_id: UUID) -> tuple[OrderRow | None, LineRow | None]:
    if row.order_id is None:
        return None, None
    view = seen(tx, row, shop_id, row.order_id)
    return view.open, next((line for line in view.lines if line.id == line_id), None)


def closed_order_stands(tx: Tx, shop_id: UUID, rest: str, row: MessageRow) -> Standing:
    """That an order was closed stays true."""
    order = seen(tx, row, shop_id, UUID(rest)).order
    return GONE if order is None else Standing(stands=True, params=of_order(order), room=room_of(order))


def about_stands(tx: Tx, shop_id: UUID, _rest: str, row: MessageRow) -> Standing:
    """A call that somebody made about an order or a line: true while that is open, and the line in the state the event speaks of."""
    if row.order_id is None:
        return Standing(stands=True)
    view = seen(tx, row, shop_id, row.order_id)
    if view.open is None:
        return GONE
    if row.line_id is None:
        wanted = STATE_OF_EVENT.get(row.event)
        over = wanted is not None and all(line.state != wanted for line in view.lines)
        return GONE if over else Standing(stands=True)
    line = next((each for each in view.lines if each.id == row.line_id), None)
    wanted = STATE_OF_EVENT.get(row.event)
    if line is None or (line.state != wanted if wanted is not None else line.state not in UNFINISHED):
        return GONE
    return Standing(stands=True, lines=[line.id])


def pad_call_stands(tx: Tx, shop_id: UUID, rest: str, row: MessageRow) -> Standing:
    """A guest waits until somebody goes. A call that was made anew or handed back is told as another one."""
    call_id, _, turn = rest.partition(":")
    call = find_pad_call(tx, shop_id, UUID(call_id))
    if call is None or (call.state, call.turn) != ("open", int(turn)):
        return GONE
    return Standing(stands=True, guests_wait=True, params={"roomName": call.room.number, "service": call.service}, room=call.room)


def overdue_stands(tx: Tx, shop_id: UUID, rest: str, row: MessageRow) -> Standing:
    """A guest waits too long as long as nothing has become of their call since."""
    call_id, turn, state = rest.split(":")
    call = find_pad_call(tx, shop_id, UUID(call_id))
    if call is None or call.escalated_at is None or (call.state, call.turn) != (state, int(turn)):
        return GONE
    minutes = int((tx.now - datetime.fromisoformat(call.created_at)).total_seconds()) // 60
    params = {"roomName": call.room.number, "service": call.service, "minutes": str(max(1, minutes))}
    return Standing(stands=True, guests_wait=True, params=params, room=call.room)


def chat_stands(tx: Tx, shop_id: UUID, rest: str, row: MessageRow) -> Standing:
    """A guest waits in the chat until somebody takes it. One that is given back waits anew."""
    chat_id, _, since = rest.partition("@")
    waiting = find_waiting(tx, shop_id, UUID(chat_id))
    if waiting is None or waiting.subject.room is None or stamp(waiting.since) != since:
        return GONE
    room = waiting.subject.room
    return Standing(stands=True, guests_wait=True, params={"roomName": room.number, "service": "chat"}, room=room)


def sold_out_stands(tx: Tx, shop_id: UUID, rest: str, row: MessageRow) -> Standing:
    """Something has run out until its mark ends or is taken back; marked again later, it is told anew."""
    sku_id, _, since = rest.partition("@")
    at = sold_out_since(tx, shop_id, UUID(sku_id))
    return Standing(stands=True) if at is not None and stamp(at) == since else GONE


def shop_stands(tx: Tx, shop_id: UUID, rest: str, row: MessageRow) -> Standing:
    """That the shop has opened, paused or closed is worth telling while it is so."""
    state, _, since = rest.partition("@")
    now = door_of(tx, shop_id)
    return Standing(stands=True, params={"state": state}) if (now.state, stamp(now.since)) == (state, since) else GONE


SUBJECTS = {
    "round": round_stands,
    "unconfirmed": unconfirmed_round_stands,
    "line": line_stands,
    "moved": moved_line_stands,
    "closed": closed_order_stands,
    "about": about_stands,
    "pad_call": pad_call_stands,
    "overdue": overdue_stands,
    "chat": chat_stands,
    "sold_out": sold_out_stands,
    "shop": shop_stands,
}
"""By the first word of a subject."""


def round_of_line(tx: Tx, shop_id: UUID, line_id: UUID) -> tuple[UUID, int, str] | None:
    """The order of a line, the round in which it was placed, and the station that makes it."""
    order_id = order_id_of_line(tx, shop_id, line_id)
    if order_id is None:
        return None
    return next((order_id, line.round, line.station) for line in lines_of(tx, shop_id, order_id) if line.id == line_id)


def order_of(tx: Tx, shop_id: UUID, order_id: UUID | None, line_id: UUID | None) -> UUID | None:
    """The order of the shop that has this id, or this line; both, when both are given."""
    if line_id is not None:
        found = order_id_of_line(tx, shop_id, line_id)
        return found if order_id in (None, found) else None
    order = None if order_id is None else find_order(tx, shop_id, order_id)
    return None if order is None else order.id
