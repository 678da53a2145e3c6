"""Reading the venue: for boards and lists, and for other parts of the hub."""

from datetime import datetime, time
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Select, and_, bindparam, select

from hub.accounts.actor import Actor
from hub.kit.clock import stamp, stamp_or_none
from hub.kit.db import Tx
from hub.kit.door import Row
from hub.kit.errors import NotFound, invalid
from hub.kit.paging import Page, key_of, limit_of, page_of
from hub.venue.days import wall_time
from hub.venue.models import room, shop, stay, therapist_session, wristband
from hub.venue.schemas import (
    OpeningHours,
    RoomAndStay,
    RoomOut,
    RoomRef,
    RoomState,
    SessionOut,
    ShopDetail,
    ShopDetailAnswer,
    ShopOut,
    StaffRef,
    StayOut,
)
from hub.venue.settings import SETTINGS, setting

OWN_ID = "the id is the tenant's own"

_SHOP_ROW = ("id", "brand_id", "name", "timezone", "day_start", "state", "reopens_at", "currency", "menu_version", "settings", "version")
SHOP = select(*(shop.c[name] for name in _SHOP_ROW)).where(shop.c.id == bindparam("shop_id")).execution_options(any_tenant=OWN_ID)
DOOR = select(shop.c.state, shop.c.state_since).where(shop.c.id == bindparam("shop_id")).execution_options(any_tenant=OWN_ID)
SHOP_SHOWN = SHOP.add_columns(shop.c.names)
SHOP_WHOLE = select(shop).where(shop.c.id == bindparam("shop_id"), shop.c.brand_id == bindparam("brand_id"))
SHOPS_OF_BRAND = select(shop).where(shop.c.brand_id == bindparam("brand_id")).order_by(shop.c.id).limit(bindparam("most"))
SHOPS_AFTER = SHOPS_OF_BRAND.where(shop.c.id > bindparam("after"))

OPEN_SHOPS = select(shop.c.id, shop.c.state_since).where(shop.c.state == "open").execution_options(any_tenant="all shops that are open")

ROOM = select(room).where(room.c.id == bindparam("room_id"), room.c.shop_id == bindparam("shop_id"))
ROOM_OF_BRAND = select(room.c.shop_id).where(room.c.id == bindparam("room_id"), room.c.brand_id == bindparam("brand_id"))
ROOMS = select(room).where(room.c.shop_id == bindparam("shop_id")).order_by(room.c.number)
WRISTBANDS_OF_BRAND = select(wristband.c.shop_id).where(
    wristband.c.code == bindparam("code"), wristband.c.brand_id == bindparam("brand_id")
)

STAYS: Select[Any] = (
    select(stay, room.c.number.label("room_number"), wristband.c.code.label("wristband_code"))
    .outerjoin_from(stay, room, and_(room.c.id == stay.c.room_id, room.c.shop_id == stay.c.shop_id))
    .outerjoin(wristband, and_(wristband.c.id == stay.c.wristband_id, wristband.c.shop_id == stay.c.shop_id))
    .where(stay.c.shop_id == bindparam("shop_id"))
)
STAY = STAYS.where(stay.c.id == bindparam("stay_id"))
STAYS_BY_ID = STAYS.where(stay.c.id.in_(bindparam("stay_ids", expanding=True)))
RUNNING_STAYS = STAYS.where(stay.c.closed_at.is_(None)).order_by(stay.c.id)
ENDED_STAYS = select(stay.c.id, stay.c.shop_id).where(stay.c.closed_at.is_not(None))
"""For joins: what is forgotten with a party's stay."""

LATER_STAY = (
    select(stay.c.id)
    .where(
        stay.c.shop_id == bindparam("shop_id"),
        stay.c.room_id == bindparam("room_id"),
        stay.c.wristband_id.is_(None),
        stay.c.id > bindparam("stay_id"),
    )
    .limit(1)
)

SESSIONS: Select[Any] = (
    select(therapist_session, room.c.number.label("room_number"))
    .join_from(therapist_session, room, and_(room.c.id == therapist_session.c.room_id, room.c.shop_id == therapist_session.c.shop_id))
    .where(therapist_session.c.shop_id == bindparam("shop_id"))
)
SESSION = SESSIONS.where(therapist_session.c.id == bindparam("session_id"))
RUNNING_SESSIONS = SESSIONS.where(therapist_session.c.finished_at.is_(None)).order_by(therapist_session.c.id)


class ShopRow(msgspec.Struct, frozen=True):
    """What the other parts of the hub need of a shop."""

    id: UUID
    brand_id: UUID
    name: str
    timezone: str
    day_start: time
    state: str
    reopens_at: datetime | None
    currency: str
    menu_version: int
    settings: dict[str, Any]
    version: int

    def setting(self, name: str) -> Any:
        """A switch of `hub.venue.settings`: what the shop has set, else what a new shop has."""
        return setting(self.settings, name)


def shop_row(tx: Tx, shop_id: UUID) -> ShopRow:
    """The shop itself; whoever calls has checked that it may be read.

    Raises:
        NotFound: there is none.
    """
    row = tx.one_or_none(SHOP, shop_id=shop_id)
    if row is None:
        raise NotFound
    return ShopRow(*row._replace(day_start=wall_time(row.day_start)))


class Door(NamedTuple):
    """Whether the shop is open, paused or closed, and since when."""

    state: str
    since: datetime


def door_of(tx: Tx, shop_id: UUID) -> Door:
    """The door of a shop; whoever calls has checked that it may be read."""
    return Door(*tx.one(DOOR, shop_id=shop_id))


def shop_out(tx: Tx, shop_id: UUID) -> ShopOut:
    """The shop as every screen knows it."""
    return shop_as_out(tx.one(SHOP_SHOWN, shop_id=shop_id))


def shop_as_out(row: Row) -> ShopOut:
    return ShopOut(
        id=row.id,
        name=row.name,
        names=row.names,
        timezone=row.timezone,
        day_start=row.day_start,
        state=row.state,
        reopens_at=stamp_or_none(row.reopens_at),
        menu_version=row.menu_version,
        version=row.version,
    )


def shop_as_detail(row: Row) -> ShopDetail:
    return ShopDetail(
        **msgspec.structs.asdict(shop_as_out(row)),
        brand_id=row.brand_id,
        address=row.address,
        phone=row.phone,
        logo=row.logo,
        currency=row.currency,
        hours=msgspec.convert(row.hours, list[OpeningHours]),
        settings={name: row.settings.get(name, known.default) for name, known in SETTINGS.items()},
        updated_at=stamp(row.updated_at),
    )


def shop_detail(tx: Tx, who: Actor, shop_id: UUID) -> ShopDetail:
    """One shop of the caller.

    Raises:
        NotFound: another's shop.
    """
    _, shop_id = at_shop(tx, who, shop_id)
    return shop_as_detail(tx.one(SHOP_WHOLE, shop_id=shop_id, brand_id=who.brand_id))


def shop_answer(tx: Tx, who: Actor, shop_id: UUID) -> ShopDetailAnswer:
    """One shop of the caller."""
    return ShopDetailAnswer(shop=shop_detail(tx, who, shop_id))


def shops(tx: Tx, who: Actor, limit: int | None = None, cursor: str | None = None) -> Page[ShopDetail]:
    """The caller's shop; for an owner, all shops of the brand."""
    if who.shop_id is not None:
        return Page(items=[shop_detail(tx, who, who.shop_id)])
    most, after = limit_of(limit), key_of(cursor, tuple[UUID])
    if after is None:
        rows = tx.all(SHOPS_OF_BRAND, brand_id=who.brand_id, most=most + 1)
    else:
        rows = tx.all(SHOPS_AFTER, brand_id=who.brand_id, most=most + 1, after=after[0])
    return page_of(rows, most, lambda row: (row.id,), shop_as_detail)


# Whose shop


def at_shop(tx: Tx, who: Actor, shop_id: UUID | None) -> tuple[Actor, UUID]:
    """The caller in the shop they mean: their own, or, for an owner, the one they name.

    Raises:
        NotFound: another's shop.
        Invalid: an owner who names none.
    """
    if who.shop_id is not None:
        if shop_id not in (None, who.shop_id):
            raise NotFound
        return who, who.shop_id
    if shop_id is None:
        raise invalid("/shop_id", "say which shop")
    if shop_row(tx, shop_id).brand_id != who.brand_id:
        raise NotFound
    return who.at(shop_id), shop_id


def at_room(tx: Tx, who: Actor, room_id: UUID) -> tuple[Actor, UUID]:
    """The caller in the shop of a room; for an owner the room says which shop is meant.

    Raises:
        NotFound: no shop of the owner's brand has this room.
    """
    if who.shop_id is not None:
        return who, who.shop_id
    shop_id = tx.value(ROOM_OF_BRAND, room_id=room_id, brand_id=who.brand_id)
    if shop_id is None:
        raise NotFound
    return who.at(shop_id), shop_id


def at_wristband(tx: Tx, who: Actor, code: str, shop_id: UUID | None = None) -> tuple[Actor, UUID]:
    """The caller in the shop of a wristband. Two shops may use one code: then an owner has to say which.

    Raises:
        NotFound: no such wristband in the owner's brand.
        Invalid: several shops have this code.
    """
    if who.shop_id is not None or shop_id is not None:
        return at_shop(tx, who, shop_id)
    found = tx.all(WRISTBANDS_OF_BRAND, code=code, brand_id=who.brand_id)
    if not found:
        raise NotFound
    return at_shop(tx, who, found[0].shop_id if len(found) == 1 else None)


# Rooms, stays, sessions


def room_ref(row: Row) -> RoomRef | None:
    """The room that a stay's row stands in."""
    return None if row.room_id is None else RoomRef(id=row.room_id, number=row.room_number)


def room_as_out(row: Row) -> RoomOut:
    place = {"number": row.number, "area": row.area, "area_names": row.area_names}
    return RoomOut(id=row.id, **place, state=row.state, stay_id=row.stay_id, version=row.version)


def stay_as_out(row: Row) -> StayOut:
    return StayOut(
        id=row.id,
        room=room_ref(row),
        wristbands=[] if row.wristband_code is None else [row.wristband_code],
        guests=row.guests,
        opened_at=stamp(row.opened_at),
        checked_out_at=stamp_or_none(row.checked_out_at),
        closed_at=stamp_or_none(row.closed_at),
        version=row.version,
    )


def session_as_out(row: Row) -> SessionOut:
    return SessionOut(
        id=row.id,
        staff=StaffRef(id=row.staff_id, name=row.staff_name),
        room=RoomRef(id=row.room_id, number=row.room_number),
        state="on" if row.finished_at is None else "off",
        started_at=stamp(row.started_at),
        ends_at=stamp_or_none(row.ends_at),
        version=row.version,
    )


def get_room(tx: Tx, shop_id: UUID, room_id: UUID) -> RoomOut:
    """A room of the shop.

    Raises:
        NotFound: the shop has no such room.
    """
    row = tx.one_or_none(ROOM, room_id=room_id, shop_id=shop_id)
    if row is None:
        raise NotFound
    return room_as_out(row)


def room_of(tx: Tx, shop_id: UUID, room_id: UUID) -> RoomRef:
    """A room of the shop, as other things name it.

    Raises:
        NotFound: the shop has no such room.
    """
    found = get_room(tx, shop_id, room_id)
    return RoomRef(id=found.id, number=found.number)


def get_stay(tx: Tx, shop_id: UUID, stay_id: UUID) -> StayOut:
    """A stay of the shop, running or over.

    Raises:
        NotFound: the shop has no such stay.
    """
    row = tx.one_or_none(STAY, stay_id=stay_id, shop_id=shop_id)
    if row is None:
        raise NotFound
    return stay_as_out(row)


def stay_runs(tx: Tx, shop_id: UUID, stay_id: UUID) -> bool:
    """Whether the guests are still there."""
    row = tx.one_or_none(STAY, shop_id=shop_id, stay_id=stay_id)
    return row is not None and row.closed_at is None


def session_runs(tx: Tx, shop_id: UUID, session_id: UUID) -> bool:
    """Whether the therapist is still at work."""
    row = tx.one_or_none(SESSION, shop_id=shop_id, session_id=session_id)
    return row is not None and row.finished_at is None


def had_later_guests(tx: Tx, shop_id: UUID, room_id: UUID, stay_id: UUID) -> bool:
    """Whether others have had the room after this stay."""
    return tx.one_or_none(LATER_STAY, shop_id=shop_id, room_id=room_id, stay_id=stay_id) is not None


def room_with_stay(tx: Tx, shop_id: UUID, room_id: UUID) -> tuple[RoomOut, StayOut | None]:
    """A room and its own stay, until it is cleaned: what the pad in it shows.

    Raises:
        NotFound: the shop has no such room.
    """
    found = get_room(tx, shop_id, room_id)
    return found, None if found.stay_id is None else get_stay(tx, shop_id, found.stay_id)


def board_rooms(tx: Tx, shop_id: UUID) -> list[RoomOut]:
    """All rooms of the shop, by number."""
    return [room_as_out(row) for row in tx.all(ROOMS, shop_id=shop_id)]


def board_stays(tx: Tx, shop_id: UUID) -> list[StayOut]:
    """The stays that are not over."""
    return [stay_as_out(row) for row in tx.all(RUNNING_STAYS, shop_id=shop_id)]


def board_sessions(tx: Tx, shop_id: UUID) -> list[SessionOut]:
    """The therapists at work."""
    return [session_as_out(row) for row in tx.all(RUNNING_SESSIONS, shop_id=shop_id)]


def rooms(
    tx: Tx,
    who: Actor,
    shop_id: UUID | None = None,
    state: RoomState | None = None,
    area: str | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[RoomAndStay]:
    """Rooms of one shop by number, each with its own stay."""
    who, shop_id = at_shop(tx, who, shop_id)
    most, after = limit_of(limit), key_of(cursor, tuple[str])
    statement = ROOMS.limit(most + 1)
    if state is not None:
        statement = statement.where(room.c.state == state)
    if area is not None:
        statement = statement.where(room.c.area == area)
    if after is not None:
        statement = statement.where(room.c.number > after[0])
    rows = tx.query(statement, shop_id=shop_id)
    ids = [row.stay_id for row in rows if row.stay_id is not None]
    stays = {one.id: one for one in map(stay_as_out, tx.all(STAYS_BY_ID, shop_id=shop_id, stay_ids=ids))} if ids else {}

    def out(row: Row) -> RoomAndStay:
        return RoomAndStay(**msgspec.structs.asdict(room_as_out(row)), stay=stays.get(row.stay_id))

    return page_of(rows, most, lambda row: (row.number,), out)
