"""Who hears of a chat: the people who answer chats, and its guests wherever they are; of the group, all staff and, maybe, all guests."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Update

from hub.im.chat.events import ChatChanged, ChatMessageAdded
from hub.im.chat.rows import HOUSE, chat_out, new_message, written
from hub.im.chat.schemas import ChatMessageOut, ChatOut
from hub.im.chat.states import SystemCode
from hub.im.identity import GUESTS, stay_channel
from hub.kit.db import Tx
from hub.kit.door import Row
from hub.live.append import MOST_DATA_BYTES, encoder, publish, shop_stream
from hub.venue.queries import shop_row

CHAT_PEOPLE, ALL_STAFF = "chat", "staff"
HEAD_BYTES = 2_048
"""What the rest of an event may need beside the message's text."""


def hearers(tx: Tx, row: Row) -> list[str]:
    """The channels of a chat, the narrowest that do."""
    if row.kind == "group":
        with_guests = shop_row(tx, row.shop_id).setting("group_with_guests")
        return [ALL_STAFF, GUESTS] if with_guests else [ALL_STAFF]
    return [CHAT_PEOPLE, stay_channel(row.stay_id)]


def tell_chat(tx: Tx, row: Row) -> ChatOut:
    """Tell that a chat is another now."""
    told = chat_out(tx, row)
    publish(tx, ChatChanged(chat=told), stream=shop_stream(row.shop_id), to=hearers(tx, row))
    return told


def tell_message(tx: Tx, row: Row, message: ChatMessageOut) -> ChatOut:
    """Tell what was written; a text that would not fit into an event is fetched instead."""
    told = chat_out(tx, row)
    event = ChatMessageAdded(message=message, chat=told)
    if message.text is not None and len(encoder.encode(message.text)) > MOST_DATA_BYTES - HEAD_BYTES and too_large(event):
        event = ChatMessageAdded(chat=told, fetch=f"/api/v1/chats/{row.id}/messages?after={message.number - 1}&limit=1")
    publish(tx, event, stream=shop_stream(row.shop_id), to=hearers(tx, row))
    return told


def too_large(event: msgspec.Struct) -> bool:
    return len(encoder.encode(event)) > MOST_DATA_BYTES


def house_says(
    tx: Tx, statement: Update, shop_id: UUID, chat_id: UUID, code: SystemCode, facts: dict[str, Any], **values: Any
) -> Row | None:
    """Change a chat and write into it what has happened. None: another was first, nothing was changed."""
    done = written(tx, statement, shop_id, new_message(tx, chat_id, HOUSE, code=code, facts=facts), **values)
    if done is None:
        return None
    row, message = done
    tell_message(tx, row, message)
    return row
