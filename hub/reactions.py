"""When this happens, that follows: the one table between features.

A reaction runs in the same transaction as the fact it follows, in the order written. Whatever must be true together with
something in another part of the venue is said here and nowhere else.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from hub.accounts import shops
from hub.accounts.events import RefreshReused
from hub.announcing import chats, places
from hub.announcing import orders as announcing
from hub.announcing.alarms import alarm_stands, clear_for_round, raise_for_round
from hub.announcing.subjects import SUBJECTS, look_at_orders, order_of, round_of_line
from hub.im import identity
from hub.im.alarms import steps as _steps
from hub.im.alarms.unheard import clear_when_heard
from hub.im.chat import jobs as _chat_jobs
from hub.im.chat.desk import follow_person
from hub.im.chat.events import GuestWaits
from hub.im.chat.seeds import furnish_chat
from hub.im.chat.stays import end_chats, end_chats_of_payers, move_chats
from hub.im.devices import revoke_for_reuse
from hub.im.events import PersonSeen, ReceiptRecorded
from hub.im.messages import acting as _acting
from hub.im.messages import jobs as _message_jobs
from hub.im.messages import looking_up as _looking_up
from hub.im.messages.standing import PREPARE, STANDINGS
from hub.im.pad_calls import jobs as _pad_call_jobs
from hub.im.pad_calls.events import PadCallEscalated, PadCallMade, PadCallTaken
from hub.im.pad_calls.service import end_calls, move_calls
from hub.im.rules.seeds import speak_by_default
from hub.kds.events import LineMoved
from hub.kds.stations import stations_of
from hub.kit.db import Tx
from hub.kit.jobs import KINDS
from hub.orders.closing import follow_stay
from hub.orders.events import KitchenMissedRound, KitchenSawRound, OrderClosed, OrderConfirmed, RoundPlaced
from hub.orders.queries import ids_by_number
from hub.printing import making as printing
from hub.printing import service as _print_jobs
from hub.printing import taking_back as printing_back
from hub.store.events import RanOut, ThereAgain
from hub.venue import jobs as _venue_jobs
from hub.venue.events import ShopAdded, ShopStateChanged, StayCheckedOut, StayEnded, StayMoved
from hub.venue.queries import shop_row


def station_codes(tx: Tx, shop_id: UUID) -> list[str]:
    """The stations whose channels a kitchen screen hears when it is bound to none."""
    return [each.code for each in stations_of(tx, shop_id)]


REACTIONS: Mapping[type, tuple[Callable[[Tx, Any], None], ...]] = {
    ShopAdded: (speak_by_default, furnish_chat),
    StayMoved: (follow_stay, move_calls, move_chats),
    StayCheckedOut: (end_chats_of_payers,),
    StayEnded: (end_calls, end_chats),
    PersonSeen: (follow_person,),
    RefreshReused: (revoke_for_reuse,),
    RoundPlaced: (printing.print_round, announcing.announce_round),
    OrderConfirmed: (printing.print_confirmed, announcing.announce_confirmed),
    LineMoved: (printing_back.print_taken_back, announcing.follow_line),
    OrderClosed: (announcing.follow_close, _print_jobs.follow_close),
    ShopStateChanged: (places.announce_shop_state,),
    RanOut: (places.announce_sold_out,),
    ThereAgain: (places.follow_there_again,),
    PadCallMade: (places.announce_pad_call,),
    PadCallTaken: (places.follow_pad_call,),
    PadCallEscalated: (places.announce_overdue,),
    GuestWaits: (chats.announce_waiting,),
    KitchenSawRound: (clear_for_round,),
    KitchenMissedRound: (raise_for_round,),
    ReceiptRecorded: (clear_when_heard,),
}

SCOPE_EVENTS = identity.SCOPE_EVENTS
"""Events on a personal channel that end the connections they reach."""

# Questions that a lower part asks of a higher one, and who answers.
identity.known_stations = station_codes
shops.find_shop = shop_row
_steps.print_paper = printing.print_alarm
STANDINGS.update(SUBJECTS, alarm=alarm_stands)
PREPARE.append(look_at_orders)
_acting.find_ordered = order_of
_looking_up.orders_numbered = ids_by_number
_looking_up.round_of_line = round_of_line

JOB_MODULES = (_venue_jobs, _message_jobs, _pad_call_jobs, _chat_jobs)
JOB_KINDS = frozenset(KINDS)
"""All kinds of jobs; importing this module loads their handlers."""
