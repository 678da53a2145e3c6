"""Guests who wait in the chat, told as the rules of the shop say. Reactions, as in `orders.py`."""

from hub.im.chat.events import GuestWaits
from hub.im.chat.queries import find_waiting
from hub.im.messages.calls import make_call
from hub.kit.clock import stamp
from hub.kit.db import Tx


def announce_waiting(tx: Tx, fact: GuestWaits) -> None:
    """A guest waits for longer than they should: whoever can answer is called, as if a button had been pressed.

    Each time that a chat waits is a happening of its own: what was said of an earlier one silences none.
    """
    waiting = find_waiting(tx, fact.shop_id, fact.chat_id)
    room = None if waiting is None else waiting.subject.room
    if waiting is None or room is None:
        return
    make_call(
        tx,
        brand_id=fact.brand_id,
        shop_id=fact.shop_id,
        event="service_requested",
        params={"roomName": room.number, "service": "chat"},
        source="pad",
        subject=f"chat:{fact.chat_id}@{stamp(waiting.since)}",
        about={"stay_id": waiting.subject.stay_id, "room_id": room.id},
    )
