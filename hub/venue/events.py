"""What happened in the venue. Events go to screens, facts only to other parts of the hub, in the same transaction."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from hub.accounts.actor import Actor
from hub.live.events import Event
from hub.venue.schemas import RoomOut, RoomRef, SessionOut, ShopOut, StayOut


class ShopChanged(Event, frozen=True, kw_only=True):
    """Door, hours, zone, day start or name of a shop."""

    type: ClassVar[str] = "venue.shop_changed"
    shop: ShopOut


class RoomChanged(Event, frozen=True, kw_only=True):
    """A room, and the stay that begins, changes or ends. A wristband's stay without a room comes alone."""

    type: ClassVar[str] = "venue.room_changed"
    room: RoomOut | UnsetType = UNSET
    stay: StayOut | UnsetType = UNSET


class SessionChanged(Event, frozen=True, kw_only=True):
    """A therapist is on, longer, or off."""

    type: ClassVar[str] = "venue.session_changed"
    session: SessionOut


class ShopStateChanged(msgspec.Struct, frozen=True, kw_only=True):
    """A fact: the shop opened, paused or closed."""

    brand_id: UUID
    shop_id: UUID
    state: str
    since: datetime
    was: str
    was_since: datetime


class StayCheckedOut(msgspec.Struct, frozen=True, kw_only=True):
    """A fact: the guests have paid and leave. They order nothing more; the stay ends when the room is cleaned."""

    shop_id: UUID
    stay_id: UUID


class StayEnded(msgspec.Struct, frozen=True, kw_only=True):
    """A fact: the room was cleaned or the wristband handed in. Whatever ran for these guests is over."""

    shop_id: UUID
    stay_id: UUID
    room: RoomRef | None
    """Where the party stood last."""
    who: Actor


class ShopAdded(msgspec.Struct, frozen=True, kw_only=True):
    """A fact: a brand has a new shop, and nothing in it yet."""

    brand_id: UUID
    shop_id: UUID
    language: str


class StayMoved(msgspec.Struct, frozen=True, kw_only=True):
    """A fact: the party stands in another room now, or, for a wristband whose room was cleaned, in none. Its order follows."""

    shop_id: UUID
    stay_id: UUID
    left: RoomRef
    room: RoomRef | None
    who: Actor
    """Who moved them, or cleaned the room they stood in."""
