"""Stations: the places in the kitchen that make things, and the ages at which a line there is late.

Thresholds live here and not on a screen, so that every screen of a station and the figures agree on what is late.
"""

import re
from uuid import UUID

from sqlalchemy import bindparam, select

from hub.accounts import staff
from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.im import devices
from hub.kds.models import station
from hub.kds.schemas import PutStation, StationAnswer, StationOut, Stations
from hub.kit.db import Tx
from hub.kit.door import Row, upsert_row
from hub.kit.errors import invalid
from hub.venue.queries import at_shop

MOST = 32
"""Stations of a shop: an order names all of its own in every event, and an event has room for 8 KiB."""
CODE = re.compile(r"[a-z][a-z0-9_-]{0,19}")

OF_SHOP = select(station).where(station.c.shop_id == bindparam("shop_id")).order_by(station.c.position, station.c.code)
ONE = select(station).where(station.c.shop_id == bindparam("shop_id"), station.c.code == bindparam("code"))
PUT = upsert_row(
    station,
    list(station.c.keys()),
    conflict=["shop_id", "code"],
    update=dict.fromkeys(("names", "amber_seconds", "red_seconds", "position", "updated_at"), "excluded"),
)


def put_station(tx: Tx, brand_id: UUID, shop_id: UUID, code: str, data: PutStation) -> StationOut:
    """Add a station to a shop, or change the one with this code.

    Raises:
        Invalid: no such code can be; a line would be very late before it is late; or the shop has enough.
    """
    if not CODE.fullmatch(code):
        raise invalid("/code", "small letters, digits, - and _, at most 20")
    if data.amber_seconds > data.red_seconds:
        raise invalid("/amber_seconds", "at most red_seconds")
    if len({code, *(each.code for each in stations_of(tx, shop_id))}) > MOST:
        raise invalid("/code", f"at most {MOST} stations")
    values = {"names": dict(data.names), "amber_seconds": data.amber_seconds, "red_seconds": data.red_seconds, "position": data.position}
    tx.run(PUT, id=tx.new_id(), brand_id=brand_id, shop_id=shop_id, code=code, **values, created_at=tx.now, updated_at=tx.now)
    return _shown(tx.one(ONE, shop_id=shop_id, code=code))


def set_station(tx: Tx, who: Actor, code: str, data: PutStation, shop_id: UUID | None = None) -> StationAnswer:
    """A manager adds or changes a station. Screens and cooks that hear all stations come back to hear a new one."""
    who, shop_id = at_shop(tx, who, shop_id)
    before = tx.one_or_none(ONE, shop_id=shop_id, code=code)
    after = put_station(tx, who.brand_id, shop_id, code, data)
    if before is None:
        devices.hear_new_station(tx, who.brand_id, shop_id)
        staff.hear_anew(tx, who.brand_id, shop_id, "cook")
    record(tx, who, "kds.set_station", "station", code, _audited(_shown(before)) if before else None, _audited(after))
    return StationAnswer(station=after)


def stations_of(tx: Tx, shop_id: UUID) -> list[StationOut]:
    """The stations of a shop, in their order."""
    return [_shown(row) for row in tx.all(OF_SHOP, shop_id=shop_id)]


def stations(tx: Tx, who: Actor, shop_id: UUID | None = None) -> Stations:
    """The stations of the caller's shop, or of the one an owner names."""
    who, shop_id = at_shop(tx, who, shop_id)
    return Stations(stations=stations_of(tx, shop_id))


def _shown(row: Row) -> StationOut:
    return StationOut(code=row.code, names=row.names, amber_seconds=row.amber_seconds, red_seconds=row.red_seconds, position=row.position)


def _audited(shown: StationOut) -> dict[str, object]:
    return {"amber_seconds": shown.amber_seconds, "red_seconds": shown.red_seconds, "position": shown.position}
