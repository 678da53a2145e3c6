"""What each kind of screen holds and how long: one table for all kinds.

A rule looks at state only, never at a clock. The same table stands in the protocol (§9): the hub reads its snapshots by it,
a client applies events by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Thing = dict[str, Any]


@dataclass(frozen=True)
class Scope:
    """What a rule may look at besides the thing itself: the stations of the device (none: all), and the pad's own room and stay."""

    stations: frozenset[str] = frozenset()
    room: Thing | None = None
    stay: Thing | None = None


Rule = Callable[[Thing, Scope], bool]


@dataclass(frozen=True)
class Kind:
    """One row of the table: the single objects, the arrays, and for each array which things are kept.

    A line or a round goes with its order wherever orders are held; `orders_need_lines` drops an order with no line left.
    """

    singles: tuple[str, ...]
    arrays: dict[str, Rule] = field(default_factory=dict)
    orders_need_lines: bool = False


def always(_: Thing, __: Scope) -> bool:
    """Kept until an event removes it."""
    return True


def order_closed(order: Thing) -> bool:
    """Closed by cleaning or hand-in; from then on no screen shows it."""
    return order.get("state") == "completed"


def order_not_over(order: Thing, _: Scope) -> bool:
    """Neither closed nor cancelled line by line: somebody still has to do with it."""
    return order.get("state") not in {"completed", "cancelled"}


def order_confirmed(order: Thing, _: Scope) -> bool:
    """The kitchen sees a wristband's order when the cashier has said yes, and a voided one until it has confirmed the void."""
    return not order_closed(order) and bool(order.get("confirmed", True))


def order_of_own_stay(order: Thing, scope: Scope) -> bool:
    """A pad shows the room's own guest, not the wristbands that stand in the room. What the guest cancelled stays to be seen."""
    return not order_closed(order) and scope.stay is not None and order.get("stay_id") == scope.stay["id"]


def line_to_cook(line: Thing, scope: Scope) -> bool:
    """Work of this station that is not over, and voided food that nobody in the kitchen has confirmed yet."""
    if scope.stations and line.get("station") not in scope.stations:
        return False
    waits_for_confirmation = line.get("state") == "voided" and line.get("void_confirmed_at") is None
    return line.get("state") in {"placed", "preparing", "ready", "called"} or waits_for_confirmation


def line_to_fetch(line: Thing, _: Scope) -> bool:
    """What a waiter can carry."""
    return line.get("state") in {"ready", "called"}


def not_closed(thing: Thing, _: Scope) -> bool:
    """A stay runs until it is closed; a guest who has paid is still in the room."""
    return thing.get("closed_at") is None


def not_finished(call: Thing, _: Scope) -> bool:
    """A guest's call stands until somebody has finished it."""
    return call.get("state") != "finished"


def call_of_own_stay(call: Thing, scope: Scope) -> bool:
    """A pad shows its own guests' calls, and keeps none of those who were there while it was away."""
    return scope.stay is not None and call.get("stay_id") == scope.stay["id"] and not_finished(call, scope)


def chat_of_own_stay(chat: Thing, scope: Scope) -> bool:
    """A pad shows its own guests' chat until they have rated it."""
    own = chat.get("kind") == "support" and scope.stay is not None and (chat.get("subject") or {}).get("stay_id") == scope.stay["id"]
    return own and (chat.get("state") != "closed" or chat.get("rating") is None)


def chat_not_over(chat: Thing, _: Scope) -> bool:
    """Whoever answers chats sees all that are not over; the group stands on no board."""
    return chat.get("kind") == "support" and chat.get("state") != "closed"


def needs_somebody(job: Thing, _: Scope) -> bool:
    """A print job that a person should look at: it waits for a printer that cannot print, has failed, or has grown too old."""
    return job.get("problem") is not None and job.get("ended_at") is None


def session_on(session: Thing, _: Scope) -> bool:
    """A therapist at work."""
    return session.get("state") == "on"


PAD = Kind(
    ("shop", "room", "stay"),
    {
        "orders": order_of_own_stay,
        "lines": always,
        "rounds": always,
        "pad_calls": call_of_own_stay,
        "chats": chat_of_own_stay,
        "sold_out": always,
    },
)
KITCHEN = Kind(("shop",), {"orders": order_confirmed, "lines": line_to_cook, "sold_out": always}, orders_need_lines=True)
CALL_SCREEN = Kind(("shop",), {"numbers": always})
CASHIER = Kind(
    ("shop",),
    {
        "rooms": always,
        "stays": not_closed,
        "orders": order_not_over,
        "lines": always,
        "rounds": always,
        "pad_calls": not_finished,
        "sessions": session_on,
        "alarms": always,
        "print_jobs": needs_somebody,
        "chats": chat_not_over,
        "sold_out": always,
    },
)
HANDHELD = Kind(("shop",), {"rooms": always, "lines": line_to_fetch, "pad_calls": not_finished, "chats": chat_not_over})
VOICELESS = Kind(("shop",))
OFFICE = Kind(CASHIER.singles, {**CASHIER.arrays, "devices": always})

KINDS: dict[str, Kind] = {
    "pad": PAD,
    "kitchen": KITCHEN,
    "call_screen": CALL_SCREEN,
    "cashier": CASHIER,
    "handheld": HANDHELD,
    "speaker": VOICELESS,
    "printer": VOICELESS,
    # Roles of staff hold what the kinds hold whose channels they have; a cashier's role and device are one word.
    "owner": OFFICE,
    "manager": OFFICE,
    "cook": KITCHEN,
    "waiter": HANDHELD,
    "cleaner": VOICELESS,
}

# Members of `data` and where they go. Places before orders before lines: a rule may look at what was put before it.
ARRAY_OF_MEMBER: dict[str, str] = {
    "room": "rooms",
    "rooms": "rooms",
    "stay": "stays",
    "stays": "stays",
    "order": "orders",
    "orders": "orders",
    "line": "lines",
    "lines": "lines",
    "round": "rounds",
    "rounds": "rounds",
    "number": "numbers",
    "numbers": "numbers",
    "pad_call": "pad_calls",
    "pad_calls": "pad_calls",
    "chat": "chats",
    "chats": "chats",
    "session": "sessions",
    "sessions": "sessions",
    "alarm": "alarms",
    "alarms": "alarms",
    "print_job": "print_jobs",
    "print_jobs": "print_jobs",
    "device": "devices",
    "devices": "devices",
    "sold_out": "sold_out",
}

# The types that change boards. Others, those of a newer hub among them, are acked and ignored.
BOARD_EVENTS = frozenset(
    {
        "orders.order_placed",
        "orders.order_changed",
        "orders.order_closed",
        "kds.line_moved",
        "kds.number_changed",
        "kds.round_seen",
        "kds.round_missed",
        "store.menu_changed",
        "store.sold_out_changed",
        "venue.shop_changed",
        "venue.room_changed",
        "venue.session_changed",
        "chat.changed",
        "chat.message_added",
        "chat.transferred",
        "im.pad_call_changed",
        "im.device_changed",
        "im.alarm_raised",
        "im.alarm_cleared",
        "print.job_changed",
    }
)
