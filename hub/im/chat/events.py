"""What happens in chats: told to the chat people of the shop and to the guests themselves, in the group to everybody in it."""

from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from hub.im.chat.schemas import ByRef, ChatMessageOut, ChatOut
from hub.kit.clock import Stamp
from hub.live.events import Event


class ChatChanged(Event, frozen=True, kw_only=True):
    """A chat began, was taken, has another place in the queue, was read, closed or rated."""

    type: ClassVar[str] = "chat.changed"
    chat: ChatOut


class ChatMessageAdded(Event, frozen=True, kw_only=True):
    """Somebody wrote. A message too long for an event is not in it: `fetch` says where it is."""

    type: ClassVar[str] = "chat.message_added"
    message: ChatMessageOut | UnsetType = UNSET
    chat: ChatOut
    fetch: str | UnsetType = UNSET


class ChatTyping(Event, frozen=True, kw_only=True):
    """Somebody is writing; good until the time it names."""

    type: ClassVar[str] = "chat.typing"
    chat_id: UUID
    by: ByRef
    until: Stamp


class ChatTransferred(Event, frozen=True, kw_only=True):
    """To staff only: a chat was given away, with what the colleague has to know."""

    type: ClassVar[str] = "chat.transferred"
    chat: ChatOut
    by: ByRef
    note: str | None


class GuestWaits(msgspec.Struct, frozen=True, kw_only=True):
    """A fact, told to no screen: a guest stands in the queue for longer than the shop lets them."""

    brand_id: UUID
    shop_id: UUID
    chat_id: UUID
