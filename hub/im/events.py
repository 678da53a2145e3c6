"""What happened to devices. Events go to screens, facts only to other parts of the hub, in the same transaction."""

from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from hub.im.schemas import DeviceOut
from hub.live.events import Event


class DeviceMoved(Event, frozen=True, kw_only=True):
    """To the device itself: it is bound elsewhere and hears other channels from now on. Its sockets close with 4201."""

    type: ClassVar[str] = "im.device_moved"
    device: DeviceOut
    channels: list[str]


class DeviceChanged(Event, frozen=True, kw_only=True):
    """To the office: paired, bound, presence, faults; or gone. One that also goes to the device itself closes its sockets with 4002."""

    type: ClassVar[str] = "im.device_changed"
    device: DeviceOut | UnsetType = UNSET
    removed: dict[str, list[UUID]] | UnsetType = UNSET


class IdentifyAsked(Event, frozen=True, kw_only=True):
    """To the device itself: somebody in the office wants to see which one it is. It shows its name and chimes, for that moment only."""

    type: ClassVar[str] = "im.identify_asked"
    name: str
    by: str


class ReceiptRecorded(msgspec.Struct, frozen=True, kw_only=True):
    """A fact: a device has said what it did with a message."""

    message_id: UUID
    device_id: UUID
    shop_id: UUID
    result: str


class PersonSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A fact: a socket of a member of staff has opened or closed in a shop. Whether they are here is asked of `presence`."""

    brand_id: UUID
    shop_id: UUID
    user_id: UUID
