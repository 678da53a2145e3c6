"""Guests who wait in the chat, told as the rules of the shop say. Reactions, as in `orders.py`."""

from hub.im.chat.events import GuestWaits
from hub.im.chat.queries import find_waiting
from hub.im.messages.calls import make_call
from hub.kit.db import Tx


def announce_waiting(tx: Tx, fact: GuestWaits) -> None:
    """A guest waits for longer than they should: whoever can answer is called, as if a button had been pressed."""
    subject = find_waiting(tx, fact.shop_id, fact.chat_id)
    if subject is None or subject.room is None:
        return
    make_call(
        tx,
        brand_id=fact.brand_id,
        shop_id=fact.shop_id,
        event="service_requested",
        params={"roomName": subject.room.number, "service": "chat"},
        source="pad",
        subject=f"chat:{fact.chat_id}",
        about={"stay_id": subject.stay_id, "room_id": subject.room.id},
    )
