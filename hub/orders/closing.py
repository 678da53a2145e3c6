"""The end of orders: the room is cleaned, the wristband handed in; and orders that follow their stay to another room.

Closing asks nothing of the lines. Those nobody finished stay as they are and are named in the answer; what they cost is
settled at the cashier's, never as a side effect of cleaning.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.kit.db import Tx
from hub.live.append import publish, shop_stream
from hub.orders import heads
from hub.orders.audience import audience_of
from hub.orders.events import OrderChanged, OrderClosed
from hub.orders.lines import lines_of, lines_of_orders
from hub.orders.rounds import rounds_of
from hub.orders.rows import LineRow, OrderRow, head_of, in_portions, label, line_of
from hub.orders.schemas import Ended, LineOut
from hub.orders.states import UNFINISHED
from hub.venue.events import StayMoved
from hub.venue.queries import at_room, at_wristband
from hub.venue.rooms import end_room_stay
from hub.venue.wristbands import end_wristband_stay

MOST_IDS = 100
"""Ids of unfinished lines that fit into one event."""
MOST_ROUNDS = 5
"""Rounds that fit into one event beside a portion of lines."""


class Closed(NamedTuple):
    """What closing some orders did."""

    order_ids: list[UUID]
    unfinished: list[LineOut]


def clean_room(tx: Tx, who: Actor, room_id: UUID) -> Ended:
    """End the room's own stay and complete its orders. An empty room, or a second time, changes nothing.

    Raises:
        NotFound: the shop has no such room.
    """
    who, shop_id = at_room(tx, who, room_id)
    ended = end_room_stay(tx, who, room_id)
    closed = close_orders_of(tx, who, shop_id, ended.stay_ids_closed)
    return Ended(room=ended.room, completed_orders=closed.order_ids, unfinished=closed.unfinished, changed=ended.changed)


def hand_in_wristband(tx: Tx, who: Actor, code: str, shop_id: UUID | None = None) -> Ended:
    """The guest gives the wristband back: its stay ends and its order is completed. A second time changes nothing.

    Raises:
        NotFound: the shop has no such wristband.
    """
    who, shop_id = at_wristband(tx, who, code, shop_id)
    ended = end_wristband_stay(tx, who, code)
    closed = close_orders_of(tx, who, shop_id, ended.stay_ids_closed)
    return Ended(room=ended.room, completed_orders=closed.order_ids, unfinished=closed.unfinished, changed=ended.changed)


def close_orders_of(tx: Tx, who: Actor, shop_id: UUID, stay_ids: Sequence[UUID]) -> Closed:
    """Complete the open orders of these stays, which the caller has ended and holds."""
    done = Closed([], [])
    if not stay_ids:
        return done
    held = heads.hold(tx, heads.HOLD_OPEN_OF_STAYS, shop_id=shop_id, stay_ids=list(stay_ids))
    of_order = lines_of_orders(tx, shop_id, [order.id for order in held])
    for order in held:
        unfinished = [line for line in of_order[order.id] if line.state in UNFINISHED]
        closed = heads.close_order(tx, order, of_order[order.id])
        _tell_closed(tx, closed, unfinished)
        named = {"number": label(order.number)}  # it leaves every board with this, and the log goes on naming it
        after = named | {"state": closed.state, "unfinished": len(unfinished)}
        record(tx, who, "orders.complete", "order", order.id, named | {"state": order.state}, after)
        done.order_ids.append(order.id)
        done.unfinished.extend(line_of(line, closed) for line in unfinished)
    return done


def _tell_closed(tx: Tx, order: OrderRow, unfinished: Sequence[LineRow]) -> None:
    head, ids = head_of(order), [line.id for line in unfinished]
    for start in range(0, max(len(ids), 1), MOST_IDS):
        event = OrderClosed(order=head, unfinished=ids[start : start + MOST_IDS])
        publish(tx, event, stream=shop_stream(order.shop_id), to=audience_of("close", order))


def follow_stay(tx: Tx, fact: StayMoved) -> None:
    """The stay stands in another room, or in none: its orders and their lines carry the new room from now on."""
    room = fact.room
    for order in heads.hold(tx, heads.HOLD_UNCLOSED_OF_STAY, shop_id=fact.shop_id, stay_id=fact.stay_id):
        moved = heads.move_order(tx, order, room.id if room else None, room.number if room else None)
        record(tx, fact.who, "orders.move", "order", order.id, {"room": fact.left.number}, {"room": room and room.number})
        head, rounds = head_of(moved), rounds_of(tx, fact.shop_id, moved.id)
        portions = list(in_portions(head, [line_of(line, moved) for line in lines_of(tx, fact.shop_id, moved.id)]))
        events = [OrderChanged(order=head, lines=portions[0], rounds=rounds[:MOST_ROUNDS])]
        events += [OrderChanged(order=head, lines=portion) for portion in portions[1:]]
        events += [OrderChanged(order=head, rounds=rounds[at : at + MOST_ROUNDS]) for at in range(MOST_ROUNDS, len(rounds), MOST_ROUNDS)]
        for event in events:
            publish(tx, event, stream=shop_stream(fact.shop_id), to=audience_of("stay_moved", moved))
