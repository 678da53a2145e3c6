"""Verbs on what is written: post, read, typing. The hot path: who is known writes with two updates and one insert."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, select

from hub.accounts.actor import Actor
from hub.accounts.paces import keep_pace
from hub.im.chat.access import Guests, Place, chat_for, check_same_guests, seen_chat, writer
from hub.im.chat.desk import hold_desk, may_be_gone, settle
from hub.im.chat.errors import ChatClosed
from hub.im.chat.events import ChatTyping
from hub.im.chat.models import NAMED, chat_member, chat_message, chat_picture
from hub.im.chat.pacing import MESSAGES
from hub.im.chat.rows import (
    CHAT,
    READ_AS_GUEST,
    READ_AS_STAFF,
    REOPEN,
    RUNNING_OF_STAY,
    SAY_AS_GUEST,
    SAY_AS_STAFF,
    SAY_IN_GROUP,
    message_out,
    new_message,
    picture_ref,
    written,
)
from hub.im.chat.schemas import ByRef, ChatAnswer, ChatMessageOut, MarkRead, MessagePosted, PictureRef, PostMessage
from hub.im.chat.service import check_free, take
from hub.im.chat.states import CLOSED
from hub.im.chat.telling import hearers, house_says, tell_chat, tell_message
from hub.im.chat.texts import plain_text
from hub.kit.clock import stamp
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import Row, upsert_row
from hub.kit.errors import invalid
from hub.live.append import publish, shop_stream

TYPING = timedelta(seconds=3)
TYPING_SHOWN = timedelta(seconds=5)

PICTURE = select(chat_picture).where(
    chat_picture.c.shop_id == bindparam("shop_id"),
    chat_picture.c.chat_id == bindparam("chat_id"),
    chat_picture.c.id == bindparam("picture_id"),
)
STORED = select(chat_message).where(
    chat_message.c.shop_id == bindparam("shop_id"),
    chat_message.c.chat_id == bindparam("chat_id"),
    chat_message.c.by_id == bindparam("by_id"),
    chat_message.c.client_id == bindparam("client_id"),
    NAMED,
)
MARK = upsert_row(
    chat_member,
    ["chat_id", "member_id", "shop_id", "read_upto"],
    conflict=["chat_id", "member_id"],
    update={"read_upto": "excluded"},
    where=chat_member.c.read_upto < bindparam("read_upto"),
    returning=["read_upto"],
)
TYPE = upsert_row(
    chat_member,
    ["chat_id", "member_id", "shop_id", "read_upto", "typed_at"],
    conflict=["chat_id", "member_id"],
    update={"typed_at": "excluded"},
    where=chat_member.c.typed_at.is_(None) | (chat_member.c.typed_at < bindparam("before", type_=Instant)),
    returning=["member_id"],
)


def post_message(tx: Tx, who: Actor, chat_id: UUID, data: PostMessage) -> MessagePosted:
    """Write into a chat. Who writes is said by the token alone; what they have written already under this `client_id` is answered again.

    A guest who writes into a closed chat of their stay, or into one whose agent has gone, waits in the queue again; staff who write
    into one that waits take it.

    Raises:
        NotFound: there is no such chat for the caller.
        StayClosed: the guests have checked out, or others are there by now.
        GroupWithoutGuests: see `seen_chat`.
        ChatClosed: staff write into a closed chat, or the guests have another by now.
        ChatTaken: somebody else answers it, or is asked to.
        Invalid: neither text nor picture, or a picture that is not of this chat.
        RateLimited: the writer is too fast.
    """
    if data.text is None and data.picture_id is None:
        raise invalid("/text", "a text or a picture")
    place, row = seen_chat(tx, who, chat_id, to_write=True)
    check_same_guests(place, data.stay_id)
    text = plain_text(data.text)
    by = writer(who, place)
    keep_pace(tx, MESSAGES, who.id if place.guests is None else place.guests.stay_id)  # from here on nobody else writes as them
    if data.client_id is not None:
        stored = tx.one_or_none(STORED, shop_id=row.shop_id, chat_id=chat_id, by_id=by.id, client_id=data.client_id)
        if stored is not None:
            return MessagePosted(message=message_out(stored), chat=chat_for(tx, place, row))
    picture = None if data.picture_id is None else _picture(tx, row, data.picture_id)
    message = new_message(tx, chat_id, by, text=text, picture=picture, client_id=data.client_id)
    looks = place.guests is not None and may_be_gone(tx, row)
    if looks:
        hold_desk(tx, row.shop_id)
    row, message = _said(tx, who, place, row, message)
    tell_message(tx, row, message)
    if row.kind == "group":
        mark(tx, row, by, row.messages)
    if looks:
        settle(tx, row.shop_id)
        row = tx.one(CHAT, chat_id=chat_id, shop_id=row.shop_id)
    return MessagePosted(message=message, chat=chat_for(tx, place, row))


def _picture(tx: Tx, row: Row, picture_id: UUID) -> PictureRef:
    found = tx.one_or_none(PICTURE, shop_id=row.shop_id, chat_id=row.id, picture_id=picture_id)
    if found is None:
        raise invalid("/picture_id", "no picture that was brought to this chat")
    return picture_ref(found.id, found.width, found.height)


def _said(tx: Tx, who: Actor, place: Place, row: Row, message: ChatMessageOut) -> tuple[Row, ChatMessageOut]:
    """Written by the statement for the writer's side, after what has to happen to the chat first."""
    if row.kind == "group":
        done = written(tx, SAY_IN_GROUP, row.shop_id, message)
    elif place.guests is None:
        done = _said_by_staff(tx, who, row, message)
    else:
        say = {"of_stay": place.guests.stay_id}
        done = None if row.state == CLOSED else written(tx, SAY_AS_GUEST, row.shop_id, message, **say)
        if done is None:
            _reopen(tx, place.guests, row)
            done = written(tx, SAY_AS_GUEST, row.shop_id, message, **say)
    if done is None:
        raise ChatClosed
    return done


def _said_by_staff(tx: Tx, who: Actor, row: Row, message: ChatMessageOut) -> tuple[Row, ChatMessageOut] | None:
    """Whose chat it is writes; another takes one that waits, and takes over one that somebody has, before they write."""
    say = {"who_is": who.id}
    done = written(tx, SAY_AS_STAFF, row.shop_id, message, **say) if row.agent_id == who.id else None
    if done is None:
        hold_desk(tx, row.shop_id)  # from here on it is nobody's to give away
        if take(tx, who, row.shop_id, row.id) is None:
            check_free(who, tx.one(CHAT, chat_id=row.id, shop_id=row.shop_id))
        done = written(tx, SAY_AS_STAFF, row.shop_id, message, **say)
    return done


def _reopen(tx: Tx, guests: Guests, row: Row) -> None:
    """The guests have something more to say; they wait again.

    Raises:
        ChatClosed: they have begun another chat since.
    """
    hold_desk(tx, row.shop_id)
    if tx.one_or_none(RUNNING_OF_STAY, shop_id=row.shop_id, stay_id=guests.stay_id) is not None:
        raise ChatClosed("the guests have another chat by now")
    if house_says(tx, REOPEN, row.shop_id, row.id, "reopened", {}, of_stay=guests.stay_id) is not None:
        settle(tx, row.shop_id)


def mark_read(tx: Tx, who: Actor, chat_id: UUID, data: MarkRead) -> ChatAnswer:
    """Read up to a number; never back, and never past the last one. In the group everyone has a mark of their own.

    Raises:
        NotFound, GroupWithoutGuests, StayClosed: see `seen_chat`.
    """
    place, row = seen_chat(tx, who, chat_id)
    upto = min(data.upto, row.messages)
    if row.kind == "group":
        return ChatAnswer(chat=chat_for(tx, place, row), changed=mark(tx, row, writer(who, place), upto))
    statement = READ_AS_STAFF if place.guests is None else READ_AS_GUEST
    read = tx.one_or_none(statement, chat_id=chat_id, shop_id=row.shop_id, upto=upto)
    if read is None:
        return ChatAnswer(chat=chat_for(tx, place, row), changed=False)
    tell_chat(tx, read)
    return ChatAnswer(chat=chat_for(tx, place, read), changed=True)


def mark(tx: Tx, row: Row, by: ByRef, upto: int) -> bool:
    """Move somebody's mark in the group; whether it moved."""
    if upto < 1:
        return False
    known = {"chat_id": row.id, "member_id": by.id, "shop_id": row.shop_id}
    return tx.one_or_none(MARK, **known, read_upto=upto) is not None


def type_on(tx: Tx, who: Actor, chat_id: UUID) -> None:
    """Tell the others that somebody writes, at most once in three seconds however often it is said.

    Raises:
        NotFound, GroupWithoutGuests, StayClosed: see `seen_chat`.
    """
    place, row = seen_chat(tx, who, chat_id)
    by = writer(who, place)
    known = {"chat_id": row.id, "member_id": by.id, "shop_id": row.shop_id, "read_upto": 0}
    if tx.one_or_none(TYPE, **known, typed_at=tx.now, before=tx.now - TYPING) is None:
        return
    event = ChatTyping(chat_id=row.id, by=by, until=stamp(tx.now + TYPING_SHOWN))
    publish(tx, event, stream=shop_stream(row.shop_id), to=hearers(tx, row))
