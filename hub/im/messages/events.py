"""What is told of messages. Events go to screens, facts only to other parts of the hub, in the same transaction."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from hub.kit.clock import Stamp
from hub.live.events import Event
from hub.venue.schemas import RoomRef


class MessageSent(Event, frozen=True, kw_only=True):
    """Something to show and perhaps to say. An announcement is spoken once per device and `message`.

    `silent` means show only. `volume` is a percentage of what the device itself is set to. `lines` are the order lines it speaks of: a
    screen whose board says otherwise by now stays silent.
    """

    type: ClassVar[str] = "im.message_sent"
    message: UUID
    kind: str
    event: str
    text: str
    speech: str
    lang: str
    chime: str
    audio: str | None
    expires_at: Stamp | None
    group: str
    repeat: int
    of: int
    silent: bool
    volume: int = 80
    lines: list[UUID] = []
    room: RoomRef | None = None
    pad_call: UUID | None = None
    order: UUID | None = None
    resource: str | None = None
    version: int | None = None


class GroupStopped(Event, frozen=True, kw_only=True):
    """What messages of this `group` say is no longer so. Those that still wait for their turn to be spoken are left out."""

    type: ClassVar[str] = "im.group_stopped"
    group: str


class MessagePut(msgspec.Struct, frozen=True, kw_only=True):
    """A fact: a message went out, to these devices."""

    message_id: UUID
    brand_id: UUID
    shop_id: UUID
    kind: str
    event: str
    channel: str
    voice: bool
    device_ids: tuple[UUID, ...]
    sent_at: datetime
