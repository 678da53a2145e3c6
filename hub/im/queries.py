"""Reading devices: for the office's list, for boards, for events."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, or_, select

from hub.accounts.actor import Actor
from hub.im.errors import PairingUsed
from hub.im.models import WHERE_IT_STANDS, device, device_binding, device_pairing
from hub.im.schemas import BindingOut, DeviceListed, DeviceOut, WaitingPairing
from hub.im.states import REVOKED, WAITING
from hub.kit.clock import stamp, stamp_or_none
from hub.kit.db import Tx
from hub.kit.errors import NotFound
from hub.kit.paging import Page, key_of, limit_of, page_of
from hub.venue.queries import room_of, shop_row
from hub.venue.schemas import RoomRef

_DEVICES: Select[Any] = select(device, device_binding.c.room_id, device_binding.c.stations).outerjoin_from(
    device, device_binding, WHERE_IT_STANDS
)
_faultless: ColumnElement[int] = case((device.c.faults == [], 1), else_=0)

GET_DEVICE = _DEVICES.where(device.c.brand_id == bindparam("brand_id"), device.c.id == bindparam("device_id"))
DEVICES_OF_SHOP = _DEVICES.where(device.c.shop_id == bindparam("shop_id"), device.c.state != REVOKED).order_by(device.c.id)
DEVICE_PAGE = (
    _DEVICES.add_columns(_faultless.label("faultless"))
    .where(device.c.brand_id == bindparam("brand_id"), device.c.state != REVOKED)
    .order_by(_faultless, device.c.name, device.c.id)
)
BINDING_PAGE = (
    select(device_binding)
    .where(device_binding.c.shop_id == bindparam("shop_id"), device_binding.c.device_id == bindparam("device_id"))
    .order_by(device_binding.c.id.desc())
)
PAIRING_BY_CODE = select(device_pairing).where(device_pairing.c.user_code == bindparam("user_code"))
WAITING_PAIRINGS = select(device_pairing).where(device_pairing.c.state == WAITING).order_by(device_pairing.c.id)


def get_device(tx: Tx, who: Actor, device_id: UUID) -> Any:
    """A device's row with its present binding, if it stands in a shop of the caller.

    Raises:
        NotFound: no such device, or not theirs.
    """
    row = tx.one_or_none(GET_DEVICE, brand_id=who.brand_id, device_id=device_id)
    if row is None or (who.shop_id is not None and row.shop_id != who.shop_id):
        raise NotFound
    return row


def shop_followed(tx: Tx, who: Actor, shop_id: UUID | None) -> UUID | None:
    """The shop somebody looks at: their own, or, for an owner, the one they name, or none.

    Raises:
        NotFound: it is not theirs.
    """
    if who.shop_id is not None:
        if shop_id not in (None, who.shop_id):
            raise NotFound
        return who.shop_id
    if shop_id is not None and shop_row(tx, shop_id).brand_id != who.brand_id:
        raise NotFound
    return shop_id


def room_ref(tx: Tx, shop_id: UUID, room_id: UUID | None) -> RoomRef | None:
    return None if room_id is None else room_of(tx, shop_id, room_id)


def device_out(tx: Tx, row: Any) -> DeviceOut:
    """A device as events and boards carry it."""
    return DeviceOut(
        id=row.id,
        kind=row.kind,
        name=row.name,
        room=room_ref(tx, row.shop_id, row.room_id),
        stations=row.stations or [],
        presence=row.presence,
        faults=row.faults,
        app=row.app,
    )


def board_devices(tx: Tx, shop_id: UUID) -> list[DeviceOut]:
    """The devices of a shop that are not revoked."""
    return [device_out(tx, row) for row in tx.all(DEVICES_OF_SHOP, shop_id=shop_id)]


def device_page(
    tx: Tx, who: Actor, shop_id: UUID | None = None, kind: str | None = None, limit: int | None = None, cursor: str | None = None
) -> Page[DeviceListed]:
    """Devices with presence, those with faults first.

    Raises:
        NotFound: another shop than one's own is asked for.
    """
    size, after, shop = limit_of(limit), key_of(cursor, tuple[int, str, UUID]), shop_followed(tx, who, shop_id)
    statement = DEVICE_PAGE.limit(size + 1)
    if shop is not None:
        statement = statement.where(device.c.shop_id == shop)
    if kind is not None:
        statement = statement.where(device.c.kind == kind)
    if after is not None:
        statement = statement.where(_behind(*after))
    rows = tx.query(statement, brand_id=who.brand_id)
    return page_of(rows, size, lambda row: (row.faultless, row.name, row.id), lambda row: _listed(tx, row))


def _behind(faultless: int, name: str, device_id: UUID) -> ColumnElement[bool]:
    later_name = or_(device.c.name > name, and_(device.c.name == name, device.c.id > device_id))
    return or_(_faultless > faultless, and_(_faultless == faultless, later_name))


def _listed(tx: Tx, row: Any) -> DeviceListed:
    return DeviceListed(
        id=row.id,
        kind=row.kind,
        name=row.name,
        room=room_ref(tx, row.shop_id, row.room_id),
        stations=row.stations or [],
        presence=row.presence,
        faults=row.faults,
        app=row.app,
        shop_id=row.shop_id,
        account_id=row.account_id,
        state=row.state,
        model=row.model,
        last_seen_at=stamp_or_none(row.last_seen_at),
        created_at=stamp(row.created_at),
    )


def one_device(tx: Tx, who: Actor, device_id: UUID) -> DeviceListed:
    """One device."""
    return _listed(tx, get_device(tx, who, device_id))


def binding_page(tx: Tx, who: Actor, device_id: UUID, limit: int | None = None, cursor: str | None = None) -> Page[BindingOut]:
    """Where a device was and is, the latest first."""
    row = get_device(tx, who, device_id)
    size, before = limit_of(limit), key_of(cursor, tuple[UUID])
    statement = BINDING_PAGE.limit(size + 1)
    if before is not None:
        statement = statement.where(device_binding.c.id < before[0])
    rows = tx.query(statement, shop_id=row.shop_id, device_id=device_id)
    return page_of(rows, size, lambda each: (each.id,), lambda each: _binding_out(tx, each))


def _binding_out(tx: Tx, row: Any) -> BindingOut:
    return BindingOut(
        id=row.id,
        room=room_ref(tx, row.shop_id, row.room_id),
        stations=row.stations,
        since=stamp(row.since),
        until=stamp_or_none(row.until),
    )


def waiting_pairings(tx: Tx, who: Actor, limit: int | None = None, cursor: str | None = None) -> Page[WaitingPairing]:
    """Screens that wait and have named a shop of the caller."""
    size, after = limit_of(limit), key_of(cursor, tuple[UUID])
    statement = WAITING_PAIRINGS.where(device_pairing.c.wanted_brand_id == who.brand_id, device_pairing.c.expires_at > tx.now).limit(
        size + 1
    )
    if who.shop_id is not None:
        statement = statement.where(device_pairing.c.wanted_shop_id == who.shop_id)
    if after is not None:
        statement = statement.where(device_pairing.c.id > after[0])
    return page_of(tx.query(statement), size, lambda row: (row.id,), _waiting_out)


def waiting_pairing(tx: Tx, who: Actor, user_code: str) -> WaitingPairing:
    """The screen that shows this code, whether or not it has named a shop.

    Raises:
        NotFound: no such code, or it has run out, or the screen named a shop that is not the caller's.
        PairingUsed: the code was approved or refused before.
    """
    return _waiting_out(judged(tx, who, tx.one_or_none(PAIRING_BY_CODE, user_code=bare_code(user_code))))


def judged(tx: Tx, who: Actor, row: Any) -> Any:
    """A screen that waits and that the caller may judge: it named one of their shops, or none."""
    if row is None or row.expires_at <= tx.now:
        raise NotFound
    if row.wanted_brand_id is not None and (
        row.wanted_brand_id != who.brand_id or (who.shop_id is not None and row.wanted_shop_id != who.shop_id)
    ):
        raise NotFound
    if row.state != WAITING:
        raise PairingUsed
    return row


def _waiting_out(row: Any) -> WaitingPairing:
    return WaitingPairing(
        user_code=dashed(row.user_code),
        kind=row.kind,
        app=row.app,
        model=row.model,
        shop_id=row.wanted_shop_id,
        created_at=stamp(row.created_at),
        expires_at=stamp(row.expires_at),
    )


def bare_code(typed: str) -> str:
    """A code as it is stored, however it was typed."""
    return typed.upper().replace("-", "").replace(" ", "")


def dashed(user_code: str) -> str:
    """A code as people read it: `WDJB-MJHT`."""
    return f"{user_code[:4]}-{user_code[4:]}"
