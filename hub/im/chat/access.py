"""Whose chat it is, and who may look at it: a pad sees the chats of its present stay and of no other, staff those of their shop."""

from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select

from hub.accounts.actor import Actor
from hub.im.chat.errors import GroupWithoutGuests
from hub.im.chat.models import IS_GROUP, chat
from hub.im.chat.rows import CHAT, CHAT_OF_BRAND, by_staff, chat_out
from hub.im.chat.schemas import ByRef, ChatOut
from hub.im.chat.states import ANSWER
from hub.kit.clock import instant
from hub.kit.db import Tx
from hub.kit.door import Row, insert_row
from hub.kit.errors import NotFound
from hub.venue.errors import StayClosed
from hub.venue.queries import get_room, get_stay, shop_row
from hub.venue.stays import hold_room_stay

GROUP = select(chat).where(chat.c.shop_id == bindparam("shop_id"), IS_GROUP)
ADD_CHAT = insert_row(chat)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Guests(NamedTuple):
    """A party in a room, for whom the room's pads speak."""

    stay_id: UUID
    room_id: UUID
    room: str


class Place(NamedTuple):
    """The shop in which somebody looks at a chat, and, for a pad, its guests."""

    shop_id: UUID
    guests: Guests | None


def new_chat(tx: Tx, brand_id: UUID, shop_id: UUID, **values: object) -> dict[str, object]:
    """The row of a chat in which nothing was written."""
    empty: dict[str, object] = dict.fromkeys(chat.c.keys())
    begun = {"id": tx.new_id(), "brand_id": brand_id, "shop_id": shop_id, "opened_at": tx.now, "last_at": tx.now, "version": 1}
    return empty | begun | {"nobody_here": False, "declined": False, "messages": 0, "guest_read": 0, "staff_read": 0} | values


def as_guest(guests: Guests) -> ByRef:
    """Guests as what they write names them: by their stay, so that the next ones in the room are others."""
    return ByRef(kind="guest", id=guests.stay_id, name=guests.room)


def guests_here(tx: Tx, who: Actor) -> Place:
    """The guests for whom a pad speaks; they are in the room until it is cleaned.

    Raises:
        StayClosed: the pad is bound to no room, or nobody is in it.
    """
    if who.room_id is None or who.shop_id is None:
        raise StayClosed("this pad is bound to no room")
    room = get_room(tx, who.shop_id, who.room_id)
    if room.stay_id is None:
        raise StayClosed(f"no guests are in room {room.number}")
    return Place(who.shop_id, Guests(room.stay_id, room.id, room.number))


def hold_guests(tx: Tx, who: Actor) -> Place:
    """The same for a pad that writes: nobody ends or moves the stay meanwhile, and who has checked out writes no more.

    Raises:
        StayClosed: see above, or the guests have checked out.
    """
    if who.room_id is None or who.shop_id is None:
        raise StayClosed("this pad is bound to no room")
    held = hold_room_stay(tx, who.shop_id, who.room_id)
    return Place(who.shop_id, Guests(held.stay_id, who.room_id, held.room.number if held.room is not None else ""))


def check_same_guests(place: Place, stay_id: UUID | None) -> None:
    """What waited on a pad for the network is of those who wrote it, not of those who are there when it comes.

    Raises:
        StayClosed: others are in the room by now.
    """
    if place.guests is not None and stay_id not in (None, place.guests.stay_id):
        raise StayClosed("the guests who wrote this have left; others are there now")


def seen_chat(tx: Tx, who: Actor, chat_id: UUID, *, to_write: bool = False) -> tuple[Place, Row]:
    """A chat that the caller may read; `to_write`: and the guests' stay is held.

    Raises:
        NotFound: there is none, or it is another shop's, another stay's, or one for people who answer chats.
        GroupWithoutGuests: a pad, where the shop keeps the group to itself.
        StayClosed: a pad whose room is empty, or, to write, whose guests have checked out.
    """
    if who.kind == "user":
        shop_id = who.shop_id or tx.value(CHAT_OF_BRAND, chat_id=chat_id, brand_id=who.brand_id)
        row = None if shop_id is None else tx.one_or_none(CHAT, chat_id=chat_id, shop_id=shop_id)
        if row is None or (row.kind == "support" and not who.may(ANSWER)):
            raise NotFound
        return Place(row.shop_id, None), row
    try:
        place = hold_guests(tx, who) if to_write else guests_here(tx, who)
    except StayClosed:
        if not _is_theirs(tx, who, chat_id):
            raise NotFound from None
        raise
    row = tx.one_or_none(CHAT, chat_id=chat_id, shop_id=place.shop_id)
    if row is None or (row.kind == "support" and place.guests is not None and row.stay_id != place.guests.stay_id):
        raise NotFound
    if row.kind == "group":
        check_group(tx, row.shop_id)
    return place, row


def _is_theirs(tx: Tx, who: Actor, chat_id: UUID) -> bool:
    """Whether a pad without guests who write may know that the chat exists: the group, or that of guests who have checked out."""
    row = None if who.shop_id is None else tx.one_or_none(CHAT, chat_id=chat_id, shop_id=who.shop_id)
    if row is None or row.kind == "group" or who.room_id is None:
        return row is not None and row.kind == "group"
    return bool(get_room(tx, row.shop_id, who.room_id).stay_id == row.stay_id)


def answered_chat(tx: Tx, who: Actor, chat_id: UUID) -> Row:
    """A support chat of the caller's shop, for who answers chats.

    Raises:
        NotFound: there is no such support chat.
    """
    _, row = seen_chat(tx, who, chat_id)
    if row.kind != "support":
        raise NotFound
    return row


def reads_since(tx: Tx, place: Place, row: Row) -> datetime:
    """From when on somebody reads a chat that they may see: guests read of the group what was written in their time."""
    if row.kind == "support" or place.guests is None:
        return LONG_AGO
    return instant(get_stay(tx, place.shop_id, place.guests.stay_id).opened_at)


def chat_for(tx: Tx, place: Place, row: Row) -> ChatOut:
    """A chat as this viewer may have it: its newest message only if they may read that. Every answer to somebody is made here."""
    shown = chat_out(tx, row)
    if shown.last is not None and instant(shown.last.at) < reads_since(tx, place, row):
        return msgspec.structs.replace(shown, last=None)
    return shown


def check_group(tx: Tx, shop_id: UUID) -> None:
    """
    Raises:
        GroupWithoutGuests: the shop keeps the group to its staff.
    """
    if not shop_row(tx, shop_id).setting("group_with_guests"):
        raise GroupWithoutGuests


def writer(who: Actor, place: Place) -> ByRef:
    """The one who writes, from the token alone."""
    return by_staff(who) if place.guests is None else as_guest(place.guests)
