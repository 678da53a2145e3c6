"""Facts of the house and of guests' buttons, told as the rules of the shop say. Reactions, as in `orders.py`."""

from uuid import UUID

from hub.im.messages.calls import follow_subject, make_call
from hub.im.pad_calls.events import PadCallEscalated, PadCallMade, PadCallTaken
from hub.im.pad_calls.states import RUNNING
from hub.kit.clock import stamp
from hub.kit.db import Tx
from hub.store.events import RanOut
from hub.store.queries import dish_names
from hub.venue.events import ShopStateChanged


def announce_pad_call(tx: Tx, fact: PadCallMade) -> None:
    """A guest has pressed a button: whoever can go is called until somebody does. Made anew, it is a happening of its own."""
    follow_subject(tx, fact.shop_id, _overdue(fact.call.id, fact.call.presses - 1, "accepted"))
    make_call(
        tx,
        brand_id=fact.brand_id,
        shop_id=fact.shop_id,
        event="service_requested",
        params={"roomName": fact.call.room.number, "service": fact.call.service},
        source="pad",
        subject=f"pad_call:{fact.call.id}:{fact.call.presses}",
        about={"pad_call_id": fact.call.id, "room_id": fact.call.room.id},
        by=fact.by,
    )


def follow_pad_call(tx: Tx, fact: PadCallTaken) -> None:
    """Somebody goes, or nobody need: the calling ends."""
    follow_subject(tx, fact.shop_id, f"pad_call:{fact.call.id}:{fact.call.presses}")
    for state in RUNNING:
        follow_subject(tx, fact.shop_id, _overdue(fact.call.id, fact.call.presses, state))


def announce_overdue(tx: Tx, fact: PadCallEscalated) -> None:
    """A guest waits too long: for somebody to go, or for whoever said they would. The shop's rules say who else hears of it."""
    make_call(
        tx,
        brand_id=fact.brand_id,
        shop_id=fact.shop_id,
        event="service_overdue",
        params={"roomName": fact.call.room.number, "service": fact.call.service},
        subject=_overdue(fact.call.id, fact.call.presses, fact.call.state),
        about={"pad_call_id": fact.call.id, "room_id": fact.call.room.id},
    )


def _overdue(call_id: UUID, presses: int, state: str) -> str:
    """The subject of one waiting that is too long: for somebody to go, or for whoever has accepted."""
    return f"overdue:{call_id}:{presses}:{state}"


def announce_shop_state(tx: Tx, fact: ShopStateChanged) -> None:
    """The shop has opened, paused or closed; each time is a happening of its own."""
    make_call(
        tx,
        brand_id=fact.brand_id,
        shop_id=fact.shop_id,
        event="shop_state_changed",
        params={},
        subject=f"shop_{fact.state}:{stamp(fact.since)}",
    )


def announce_sold_out(tx: Tx, fact: RanOut) -> None:
    """Something has run out."""
    names = dish_names(tx, fact.shop_id).get(fact.sku_id)
    make_call(
        tx,
        brand_id=fact.brand_id,
        shop_id=fact.shop_id,
        event="sold_out_changed",
        params={"goodsName": names} if names else {},
        subject=f"sold_out:{fact.sku_id}@{stamp(fact.at)}",
    )
