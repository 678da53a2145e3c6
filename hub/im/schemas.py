"""What goes in and out of im: devices, pairings, and who am I."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from hub.accounts.permissions import DeviceKind
from hub.accounts.schemas import PRINTABLE
from hub.kit.clock import Stamp
from hub.kit.web import In, Out
from hub.venue.schemas import RoomRef

DeviceName = Annotated[str, Meta(min_length=1, max_length=80, pattern=PRINTABLE)]
App = Annotated[str, Meta(max_length=64, pattern=PRINTABLE)]
Model = Annotated[str, Meta(max_length=80, pattern=PRINTABLE)]
Station = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]
Stations = Annotated[list[Station], Meta(max_length=32)]


class AskPairing(In, frozen=True, kw_only=True):
    """A screen that wants to belong to a venue. `shop_id` lets that shop's managers find it in their list."""

    kind: DeviceKind
    app: App = ""
    model: Model = ""
    shop_id: UUID | None = None


class PairingOut(Out, frozen=True, kw_only=True):
    """The screen shows `user_code` and the link, keeps `device_code` to itself, and asks every `interval` seconds."""

    device_code: str
    user_code: str
    verification_uri: str
    verification_uri_complete: str
    expires_in: int
    interval: int


class ApprovePairing(In, frozen=True, kw_only=True):
    """`replaces` names the device whose account and settings the new one takes over; that device is revoked."""

    shop_id: UUID
    kind: DeviceKind
    name: DeviceName
    room_id: UUID | UnsetType | None = UNSET
    stations: Stations | UnsetType = UNSET
    replaces: UUID | None = None


class PairingToken(In, frozen=True, kw_only=True):
    device_code: Annotated[str, Meta(min_length=8, max_length=128)]


class WaitingPairing(Out, frozen=True, kw_only=True):
    """A screen that waits. One that is asked for by its code may have named no shop."""

    user_code: str
    kind: str
    app: str
    model: str
    shop_id: UUID | None
    created_at: Stamp
    expires_at: Stamp


class DeviceOut(Out, frozen=True, kw_only=True):
    """A device as events and boards carry it."""

    id: UUID
    kind: str
    name: str
    room: RoomRef | None
    stations: list[str]
    presence: str
    faults: list[str]
    app: str


class DeviceListed(DeviceOut, frozen=True, kw_only=True):
    """A device in the office's list."""

    shop_id: UUID
    account_id: UUID
    state: str
    model: str
    last_seen_at: Stamp | None
    created_at: Stamp


class DeviceTokens(Out, frozen=True, kw_only=True):
    """What a paired screen takes home."""

    access_token: str
    refresh_token: str
    expires_in: int
    device: DeviceOut


class Bind(In, frozen=True, kw_only=True):
    """Members left out stay as they are; a null room takes the device out of its room."""

    room_id: UUID | UnsetType | None = UNSET
    stations: Stations | UnsetType = UNSET


class DeviceAnswer(Out, frozen=True, kw_only=True):
    device: DeviceOut
    changed: bool


class BindingOut(Out, frozen=True, kw_only=True):
    """Where a device was, and from when to when; without `until` it is there now."""

    id: UUID
    room: RoomRef | None
    stations: list[str]
    since: Stamp
    until: Stamp | None


class DeviceRef(Out, frozen=True, kw_only=True):
    id: UUID
    kind: str
    name: str


class UserRef(Out, frozen=True, kw_only=True):
    id: UUID
    name: str
    role: str


class AccountRef(Out, frozen=True, kw_only=True):
    id: UUID


class SeatShop(Out, frozen=True, kw_only=True):
    """The shop a socket follows, with the business day it is in."""

    id: UUID
    name: str
    timezone: str
    day_start: str
    business_day: str


class MeOut(Out, frozen=True, kw_only=True):
    """Who I am: a device or a person, where, and what I may do and hear."""

    kind: str
    role: str
    brand_id: UUID
    device: DeviceRef | None
    user: UserRef | None
    account: AccountRef | None
    shop: SeatShop | None
    room: RoomRef | None
    stations: list[str]
    permissions: list[str]
    channels: list[str]
