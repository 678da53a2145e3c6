"""Who is told of an order: one row per thing that happens. The rules of the house, as data.

A wristband's order shows on no pad, whatever room it stands in; an order that waits for the cashier's confirmation shows
in no kitchen. What call screens see goes to `call` as `kds.number_changed` and nothing else.
"""

from hub.kit.db import Tx
from hub.orders.rows import OrderRow
from hub.venue.queries import get_room

_KITCHEN, _CASHIER, _ROOM, _HANDHELD, _OFFICE = "kitchen", "cashier", "room", "handheld", "office"
_EVERYONE = (_KITCHEN, _CASHIER, _ROOM, _HANDHELD, _OFFICE)

AUDIENCES: dict[str, tuple[str, ...]] = {
    "place": (_KITCHEN, _CASHIER, _ROOM, _OFFICE),
    "start": (_KITCHEN, _CASHIER, _ROOM, _OFFICE),
    "finish": _EVERYONE,
    "call": _EVERYONE,
    "serve": _EVERYONE,
    "cancel": (_KITCHEN, _CASHIER, _ROOM, _OFFICE),
    "undo": _EVERYONE,
    "recall": _EVERYONE,
    "void": _EVERYONE,
    "confirm": _EVERYONE,
    "rush": _EVERYONE,
    "claim": _EVERYONE,
    "close": _EVERYONE,
    "stay_moved": _EVERYONE,
    "order_confirmed": (_KITCHEN, _CASHIER, _ROOM, _OFFICE),
    "paid": (_KITCHEN, _CASHIER, _ROOM, _OFFICE),
    "round_seen": (_CASHIER, _ROOM, _OFFICE),
    "round_missed": (_CASHIER, _ROOM, _OFFICE),
}


def audience_of(happening: str, order: OrderRow) -> list[str]:
    """The channels of one happening. All stations of the order are told, because its head changes on every one of their cards."""
    channels: list[str] = []
    for who in AUDIENCES[happening]:
        if who == _KITCHEN:
            if order.confirmed:
                channels += [f"kitchen:{station}" for station in order.stations]
        elif who == _ROOM:
            if order.room_id is not None and order.wristband is None:
                channels.append(f"room:{order.room_id}")
        else:
            channels.append(who)
    return channels


def audience_now(tx: Tx, happening: str, order: OrderRow) -> list[str]:
    """`audience_of` where the guests may have left: an order whose lines are all cancelled is not closed with its room.

    The kitchen still confirms what was voided, or only now says that it saw the round; the next guest's pad must not hear of it.
    """
    channels = audience_of(happening, order)
    if order.cancelled_at is None or order.room_id is None or get_room(tx, order.shop_id, order.room_id).stay_id == order.stay_id:
        return channels
    return [channel for channel in channels if not channel.startswith("room:")]
