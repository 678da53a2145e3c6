"""Facts of the house and of guests' buttons, told as the rules of the shop say. Reactions, as in `orders.py`."""

from datetime import datetime
from uuid import UUID

from hub.im.messages.calls import follow_subject, make_call
from hub.im.messages.stopping import stop_saying
from hub.im.pad_calls.events import PadCallEscalated, PadCallMade, PadCallTaken
from hub.im.pad_calls.schemas import PadCallOut
from hub.im.pad_calls.states import RUNNING
from hub.kit.clock import stamp
from hub.kit.db import Tx
from hub.store.events import RanOut, ThereAgain
from hub.store.queries import dish_names
from hub.venue.audience import of_room
from hub.venue.events import ShopStateChanged


def announce_pad_call(tx: Tx, fact: PadCallMade) -> None:
    """A guest has pressed a button: whoever can go is called until somebody does. Made anew or handed back, it is another happening."""
    _over(tx, fact.shop_id, fact.call, _overdue(fact.call.id, fact.call.turn - 1, "accepted"))
    make_call(
        tx,
        brand_id=fact.brand_id,
        shop_id=fact.shop_id,
        event="service_requested",
        params={"roomName": fact.call.room.number, "service": fact.call.service},
        source="pad",
        subject=f"pad_call:{fact.call.id}:{fact.call.turn}",
        about={"pad_call_id": fact.call.id, "room_id": fact.call.room.id},
        by=fact.by,
    )


def follow_pad_call(tx: Tx, fact: PadCallTaken) -> None:
    """Somebody goes, or nobody need: the calling ends."""
    _over(tx, fact.shop_id, fact.call, f"pad_call:{fact.call.id}:{fact.call.turn}")
    for state in RUNNING:
        _over(tx, fact.shop_id, fact.call, _overdue(fact.call.id, fact.call.turn, state))
    _over(tx, fact.shop_id, fact.call, _overdue(fact.call.id, fact.call.turn - 1, "accepted"))  # where it was taken over


def _over(tx: Tx, shop_id: UUID, call: PadCallOut, subject: str) -> None:
    """Nothing more is said of it, nor what waits in a loudspeaker that stands on no channel of the call itself."""
    follow_subject(tx, shop_id, subject)
    stop_saying(tx, shop_id, subject, known_on=of_room(call.room.id))


def announce_overdue(tx: Tx, fact: PadCallEscalated) -> None:
    """A guest waits too long: for somebody to go, or for whoever said they would. The shop's rules say who else hears of it."""
    make_call(
        tx,
        brand_id=fact.brand_id,
        shop_id=fact.shop_id,
        event="service_overdue",
        params={"roomName": fact.call.room.number, "service": fact.call.service},
        subject=_overdue(fact.call.id, fact.call.turn, fact.call.state),
        about={"pad_call_id": fact.call.id, "room_id": fact.call.room.id},
    )


def _overdue(call_id: UUID, turn: int, state: str) -> str:
    """The subject of one waiting that is too long: for somebody to go, or for whoever has accepted."""
    return f"overdue:{call_id}:{turn}:{state}"


def announce_shop_state(tx: Tx, fact: ShopStateChanged) -> None:
    """The shop has opened, paused or closed: each time is a happening of its own, and ends what was said of the state before it."""
    follow_subject(tx, fact.shop_id, _door(fact.was, fact.was_since))
    make_call(
        tx,
        brand_id=fact.brand_id,
        shop_id=fact.shop_id,
        event="shop_state_changed",
        params={"state": fact.state},
        subject=_door(fact.state, fact.since),
    )


def _door(state: str, since: datetime) -> str:
    return f"shop:{state}@{stamp(since)}"


def announce_sold_out(tx: Tx, fact: RanOut) -> None:
    """Something has run out."""
    names = dish_names(tx, fact.shop_id).get(fact.sku_id)
    make_call(
        tx,
        brand_id=fact.brand_id,
        shop_id=fact.shop_id,
        event="sold_out_changed",
        params={"goodsName": names} if names else {},
        subject=_gone(fact.sku_id, fact.at),
    )


def follow_there_again(tx: Tx, fact: ThereAgain) -> None:
    """It can be ordered again: nobody hears that it has run out any more."""
    follow_subject(tx, fact.shop_id, _gone(fact.sku_id, fact.since))


def _gone(sku_id: UUID, since: datetime) -> str:
    return f"sold_out:{sku_id}@{stamp(since)}"
