"""What goes in and out of the venue over the API and in events."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from hub.kit.clock import Stamp
from hub.kit.web import In, Out
from hub.venue.settings import Value

Guests = Annotated[int, Meta(ge=1, le=999)]
Code = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[^\s/]+$")]
Number = Annotated[str, Meta(min_length=1, max_length=20)]
Minutes = Annotated[int, Meta(ge=1, le=1440)]
WallTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Name = Annotated[str, Meta(min_length=1, max_length=80)]
Names = dict[Literal["zh-CN", "en"], Name]
Area = Annotated[str, Meta(max_length=40)]
AreaNames = dict[Literal["zh-CN", "en"], Annotated[str, Meta(min_length=1, max_length=40)]]
RoomState = Literal["free", "reserved", "in_use", "dirty", "out_of_order"]
ShopState = Literal["open", "paused", "closed"]


class RoomRef(Out, frozen=True, kw_only=True):
    """A room, as other things name it."""

    id: UUID
    number: str


class RoomOut(Out, frozen=True, kw_only=True):
    """A room. `stay_id` is the room's own stay, until the room is cleaned. Rooms of one `area` stand together, whatever it is called."""

    id: UUID
    number: str
    area: str
    area_names: dict[str, str] = {}
    state: RoomState
    stay_id: UUID | None
    version: int


class StayOut(Out, frozen=True, kw_only=True):
    """A party's time in a room or on a wristband. `wristbands` holds the tag whose tab it is; a room's own stay has none."""

    id: UUID
    room: RoomRef | None
    wristbands: list[str]
    guests: int
    opened_at: Stamp
    checked_out_at: Stamp | None
    closed_at: Stamp | None
    version: int


class RoomAndStay(RoomOut, frozen=True, kw_only=True):
    """A room in a list, with its own stay."""

    stay: StayOut | None


class StaffRef(Out, frozen=True, kw_only=True):
    """A member of staff, by the name of that day."""

    id: UUID
    name: str


class Therapists(Out, frozen=True, kw_only=True):
    """Who can be put on a therapist session."""

    therapists: list[StaffRef]


class SessionOut(Out, frozen=True, kw_only=True):
    """A therapist at work on a guest."""

    id: UUID
    staff: StaffRef
    room: RoomRef
    state: Literal["on", "off"]
    started_at: Stamp
    ends_at: Stamp | None
    version: int


class ShopOut(Out, frozen=True, kw_only=True):
    """A shop as every screen knows it."""

    id: UUID
    name: str
    names: dict[str, str]
    timezone: str
    day_start: str
    state: ShopState
    reopens_at: Stamp | None
    menu_version: int
    version: int


class OpeningHours(In, frozen=True, kw_only=True):
    """One stretch of the week: ISO weekday, Monday is 1. One that ends at or before its start runs past midnight."""

    day: Annotated[int, Meta(ge=1, le=7)]
    opens: WallTime
    closes: WallTime


class ShopDetail(ShopOut, frozen=True, kw_only=True):
    """A shop with its basic information."""

    brand_id: UUID
    address: str
    phone: str
    logo: str
    currency: str
    hours: list[OpeningHours]
    settings: dict[str, bool | str | int]
    updated_at: Stamp


class OpenRoom(In, frozen=True, kw_only=True):
    """Guests come in. Wristbands named here are handed out to them, each with a stay of its own."""

    guests: Guests | None = None
    wristbands: Annotated[list[Code], Meta(max_length=50)] = []


class MoveGuests(In, frozen=True, kw_only=True):
    """`to` is the id of the room the guests move to."""

    to: UUID


class HandOut(In, frozen=True, kw_only=True):
    """A wristband goes to a guest, who may stand in a room."""

    guests: Guests | None = None
    room_id: UUID | None = None


class StartSession(In, frozen=True, kw_only=True):
    """A therapist begins; without `minutes` the end is open."""

    staff_id: UUID
    room_id: UUID
    minutes: Minutes | None = None


class ExtendSession(In, frozen=True, kw_only=True):
    """The guest wants longer."""

    minutes: Minutes


class SetShopState(In, frozen=True, kw_only=True):
    """Open, pause or close by hand; `reopens_at` says when a pause or a closing ends by itself."""

    state: ShopState
    reopens_at: Stamp | None = None


class EditShop(In, frozen=True, kw_only=True):
    """What stays away stays as it is. `settings` changes the named switches; null puts one back to its default."""

    name: Name | UnsetType = UNSET
    names: Names | UnsetType = UNSET
    address: Annotated[str, Meta(max_length=200)] | UnsetType = UNSET
    phone: Annotated[str, Meta(max_length=40)] | UnsetType = UNSET
    logo: Annotated[str, Meta(max_length=500)] | UnsetType = UNSET
    timezone: str | UnsetType = UNSET
    day_start: WallTime | UnsetType = UNSET
    hours: Annotated[list[OpeningHours], Meta(max_length=50)] | UnsetType = UNSET
    settings: dict[str, Value | None] | UnsetType = UNSET


class AddShop(In, frozen=True, kw_only=True):
    """A new shop of the brand."""

    name: Name
    timezone: str
    names: Names = {}
    address: Annotated[str, Meta(max_length=200)] = ""
    phone: Annotated[str, Meta(max_length=40)] = ""
    logo: Annotated[str, Meta(max_length=500)] = ""
    day_start: WallTime = "03:00"
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$")] = "CNY"
    hours: Annotated[list[OpeningHours], Meta(max_length=50)] = []
    settings: dict[str, Value | None] = {}


class AddRoom(In, frozen=True, kw_only=True):
    """A new room of the shop. Without an `area`, the first of its names is it."""

    number: Number
    area: Area = ""
    area_names: AreaNames = {}


class AddWristband(In, frozen=True, kw_only=True):
    """A new tag of the shop."""

    code: Code


class RoomMoved(Out, frozen=True, kw_only=True):
    """A room after a verb, with its own stay, if one runs or has just ended."""

    room: RoomOut
    stay: StayOut | None
    changed: bool


class RoomAnswer(Out, frozen=True, kw_only=True):
    room: RoomOut


class WristbandAnswer(Out, frozen=True, kw_only=True):
    id: UUID
    code: str
    state: Literal["in", "out"]


class StayAnswer(Out, frozen=True, kw_only=True):
    stay: StayOut


class SessionAnswer(Out, frozen=True, kw_only=True):
    session: SessionOut
    changed: bool


class ShopAnswer(Out, frozen=True, kw_only=True):
    shop: ShopOut


class ShopDetailAnswer(Out, frozen=True, kw_only=True):
    shop: ShopDetail
