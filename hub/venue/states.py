"""The states of places and the tables of their moves. Pure; the API serves these tables and the tests walk every cell."""

import msgspec

FREE, RESERVED, IN_USE, DIRTY, OUT_OF_ORDER = "free", "reserved", "in_use", "dirty", "out_of_order"
ROOM_STATES = (FREE, RESERVED, IN_USE, DIRTY, OUT_OF_ORDER)
IN, OUT = "in", "out"
ON, OFF = "on", "off"
OPEN, PAUSED, CLOSED = "open", "paused", "closed"
SHOP_STATES = (OPEN, PAUSED, CLOSED)


HUB, ANY_DEVICE = "hub", "device"
"""Who makes a move that no permission stands before: the hub by itself, or whatever device it is about."""


class Move(msgspec.Struct, frozen=True):
    """One row of a flow: where an action starts, where it ends, and where it has nothing left to do."""

    before: frozenset[str]
    after: str
    already: frozenset[str] = frozenset()
    by: str = "rooms.use"


ROOM_FLOW: dict[str, Move] = {
    "open": Move(frozenset({FREE, RESERVED}), IN_USE, already=frozenset({IN_USE})),
    "move": Move(frozenset({IN_USE}), DIRTY),  # the room that is left; the one that is entered goes through "open"
    "checkout": Move(frozenset({IN_USE}), DIRTY, already=frozenset({DIRTY})),
    "clean": Move(frozenset({IN_USE, DIRTY}), FREE, already=frozenset({FREE, RESERVED}), by="rooms.clean"),
    "reserve": Move(frozenset({FREE}), RESERVED, already=frozenset({RESERVED})),
    "release": Move(frozenset({RESERVED}), FREE, already=frozenset({FREE})),
    "block": Move(frozenset({FREE, DIRTY}), OUT_OF_ORDER, already=frozenset({OUT_OF_ORDER})),
    "unblock": Move(frozenset({OUT_OF_ORDER}), FREE, already=frozenset({FREE, DIRTY})),  # a room that was dirty comes back dirty
}

WRISTBAND_FLOW: dict[str, Move] = {
    "hand_out": Move(frozenset({IN}), OUT),  # no "already": a second guest on the same tag would eat on the first one's bill
    "hand_in": Move(frozenset({OUT}), IN, already=frozenset({IN})),
}

SESSION_FLOW: dict[str, Move] = {
    "extend": Move(frozenset({ON}), ON),
    "finish": Move(frozenset({ON}), OFF, already=frozenset({OFF})),
}

SHOP_FLOW: dict[str, Move] = {
    "open": Move(frozenset({PAUSED, CLOSED}), OPEN, already=frozenset({OPEN}), by="shop.edit"),
    "pause": Move(frozenset({OPEN, CLOSED}), PAUSED, already=frozenset({PAUSED}), by="shop.edit"),
    "close": Move(frozenset({OPEN, PAUSED}), CLOSED, already=frozenset({CLOSED}), by="shop.edit"),
}

FLOWS: dict[str, dict[str, Move]] = {"room": ROOM_FLOW, "wristband": WRISTBAND_FLOW, "therapist_session": SESSION_FLOW, "shop": SHOP_FLOW}
