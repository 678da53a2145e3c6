"""Who is here right now. Advice for people: no command reads it to decide about money or state.

A connection is a row of the hub that holds it, and counts while that hub renews its lease. A hub that is killed stops
renewing; another one, or the same after its restart, then closes what it left behind, a piece at a time.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update

from hub.im.devices import LOCK_DEVICE, tell_office
from hub.im.events import PersonSeen
from hub.im.faults import faults_of
from hub.im.models import connection, device, hub_lease
from hub.im.queries import GET_DEVICE, device_out
from hub.im.states import AWAY, OFFLINE, ONLINE, REVOKED
from hub.kit.columns import Instant, Json
from hub.kit.db import Tx
from hub.kit.door import insert_row, upsert_row
from hub.live.append import tell
from hub.live.seat import Seat

LEASE = timedelta(seconds=20)
"""Renewed and swept every 5 s: a killed hub leaves no ghost for longer than 30 s."""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
NOBODY = UUID(int=0)
KEEP_CLOSED = timedelta(days=7)
AT_ONCE = 100

OF_HUBS = "a hub's connections, whatever venues they belong to"

ADD = insert_row(connection)
CLOSE = (
    update(connection)
    .where(connection.c.brand_id == bindparam("brand_id"), connection.c.id == bindparam("connection_id"))
    .values(closed_at=bindparam("now", type_=Instant), closed_why="left")
)
SET_VISIBLE = (
    update(connection)
    .where(connection.c.brand_id == bindparam("brand_id"), connection.c.id == bindparam("connection_id"))
    .values(visible=bindparam("is_visible"))
)
HERE = select(connection.c.visible).where(
    connection.c.brand_id == bindparam("brand_id"), connection.c.device_id == bindparam("device_id"), connection.c.closed_at.is_(None)
)
PEOPLE_HERE = (
    select(connection.c.user_id)
    .where(
        connection.c.brand_id == bindparam("brand_id"),
        connection.c.shop_id == bindparam("shop_id"),
        connection.c.user_id.in_(bindparam("user_ids", expanding=True)),
        connection.c.user_id.is_not(None),
        connection.c.closed_at.is_(None),
    )
    .distinct()
)
SET_PRESENCE = (
    update(device)
    .where(device.c.brand_id == bindparam("brand_id"), device.c.id == bindparam("device_id"))
    .values(
        presence=bindparam("new_presence"),
        faults=bindparam("new_faults", type_=Json),
        health=bindparam("new_health", type_=Json),
        app=bindparam("new_app"),
        last_seen_at=bindparam("seen_at", type_=Instant),
    )
)

SERVER_NOW = select(func.clock_timestamp(type_=Instant).label("now"))
LEASE_UNTIL = select(hub_lease.c.until).where(hub_lease.c.hub_id == bindparam("hub_id"))
RENEW = upsert_row(hub_lease, ["hub_id", "until", "started_at"], conflict=["hub_id"], update={"until": "excluded"})
LAPSED = (
    select(hub_lease.c.hub_id)
    .where(hub_lease.c.until < bindparam("now", type_=Instant), hub_lease.c.hub_id != bindparam("but"))
    .order_by(hub_lease.c.hub_id)
)
END_LEASE = update(hub_lease).where(hub_lease.c.hub_id == bindparam("hub_id")).values(until=bindparam("past", type_=Instant))
END_OTHERS = update(hub_lease).where(hub_lease.c.hub_id != bindparam("hub_id")).values(until=bindparam("past", type_=Instant))
FORGET_LEASE = delete(hub_lease).where(hub_lease.c.hub_id == bindparam("hub_id"), hub_lease.c.until < bindparam("now", type_=Instant))
GHOSTS = (
    select(connection.c.id, connection.c.brand_id, connection.c.device_id, connection.c.shop_id, connection.c.user_id)
    .where(connection.c.hub_id == bindparam("hub_id"), connection.c.closed_at.is_(None))
    .order_by(connection.c.device_id, connection.c.id)
    .limit(AT_ONCE)
    .execution_options(any_tenant=OF_HUBS)
)
CLOSE_GHOSTS = (
    update(connection)
    .where(connection.c.id.in_(bindparam("ids", expanding=True)), connection.c.closed_at.is_(None))
    .values(closed_at=bindparam("now", type_=Instant), closed_why="ghost")
    .execution_options(any_tenant=OF_HUBS)
)
REVIVE = (
    update(connection)
    .where(connection.c.hub_id == bindparam("hub_id"), connection.c.closed_why == "ghost")
    .values(closed_at=None, closed_why=None)
    .returning(connection.c.brand_id, connection.c.device_id, connection.c.shop_id, connection.c.user_id)
    .execution_options(any_tenant=OF_HUBS)
)
_old = select(connection.c.id).where(connection.c.closed_at < bindparam("before")).limit(AT_ONCE).execution_options(any_tenant=OF_HUBS)
FORGET_CLOSED = delete(connection).where(connection.c.id.in_(_old.scalar_subquery())).execution_options(any_tenant=OF_HUBS)


def connected(
    tx: Tx, seat: Seat, connection_id: UUID, hub_id: UUID, *, app: str = "", audio: str = "none", caps: Sequence[str] = ()
) -> None:
    """A connection had its welcome."""
    is_device = seat.device is not None
    tx.run(
        ADD,
        id=connection_id,
        hub_id=hub_id,
        brand_id=seat.brand_id,
        shop_id=seat.shop_id,
        device_id=seat.owner if is_device else None,
        user_id=None if is_device else seat.owner,
        visible=True,
        since=tx.now,
        closed_at=None,
        closed_why=None,
    )
    if is_device:
        settle(tx, seat.brand_id, seat.owner, app=app, health={"audio": audio, "caps": list(caps)})
    else:
        tell_person(tx, seat.brand_id, seat.shop_id, seat.owner)


def disconnected(tx: Tx, seat: Seat, connection_id: UUID) -> None:
    """A connection is gone; with its last one the device is offline. Whoever calls has waited for `connected` to be written."""
    tx.run(CLOSE, brand_id=seat.brand_id, connection_id=connection_id, now=tx.now)
    if seat.device is not None:
        settle(tx, seat.brand_id, seat.owner)
    else:
        tell_person(tx, seat.brand_id, seat.shop_id, seat.owner)


def tell_person(tx: Tx, brand_id: UUID, shop_id: UUID | None, user_id: UUID) -> None:
    """Somebody who looks at a shop has come, or gone on one of their screens."""
    if shop_id is not None:
        tell(tx, PersonSeen(brand_id=brand_id, shop_id=shop_id, user_id=user_id))


def people_here(tx: Tx, brand_id: UUID, shop_id: UUID, user_ids: Collection[UUID]) -> set[UUID]:
    """Which of these people have a screen connected to the shop."""
    if not user_ids:
        return set()
    return {row.user_id for row in tx.all(PEOPLE_HERE, brand_id=brand_id, shop_id=shop_id, user_ids=list(user_ids))}


def record_health(tx: Tx, seat: Seat, connection_id: UUID, health: Mapping[str, Any]) -> None:
    """What a device says of itself: visible, audio, wake_lock, clock_offset_ms, unsent."""
    if seat.device is not None:
        tx.run(SET_VISIBLE, brand_id=seat.brand_id, connection_id=connection_id, is_visible=bool(health.get("visible", True)))
        settle(tx, seat.brand_id, seat.owner, health=health)


def settle(tx: Tx, brand_id: UUID, device_id: UUID, *, app: str = "", health: Mapping[str, Any] | None = None) -> None:
    """Work out a device's presence and faults anew, and tell the office when they are not what it was told last."""
    tx.run(LOCK_DEVICE, brand_id=brand_id, device_id=device_id)
    row = tx.one_or_none(GET_DEVICE, brand_id=brand_id, device_id=device_id)
    if row is None or row.state == REVOKED:
        return
    shown = [each.visible for each in tx.all(HERE, brand_id=brand_id, device_id=device_id)]
    presence = OFFLINE if not shown else ONLINE if any(shown) else AWAY
    said_before = row.health if row.presence != OFFLINE else {}
    known = {**said_before, **(health or {})}
    app = app or row.app
    faults = faults_of(presence, known, app)
    tx.run(
        SET_PRESENCE,
        brand_id=brand_id,
        device_id=device_id,
        new_presence=presence,
        new_faults=faults,
        new_health=known,
        new_app=app,
        seen_at=tx.now,
    )
    if (presence, faults, app) != (row.presence, row.faults, row.app):
        tell_office(tx, row.shop_id, device_out(tx, tx.one(GET_DEVICE, brand_id=brand_id, device_id=device_id)))


def lease_now(tx: Tx) -> datetime:
    """Several hubs compare their leases by one clock: the database server's. SQLite has one hub."""
    return tx.value(SERVER_NOW) if tx.dialect == "postgresql" else tx.now


def renew_lease(tx: Tx, hub_id: UUID, lease: timedelta = LEASE) -> None:
    """This hub lives. If it was silent for so long that its connections were closed as ghosts, they count again.

    On SQLite there is one hub: with its first lease those of earlier boots end, whatever the clock says.
    """
    now = lease_now(tx)
    until = tx.value(LEASE_UNTIL, hub_id=hub_id)
    tx.run(RENEW, hub_id=hub_id, until=now + lease, started_at=now)
    if until is None and tx.dialect == "sqlite":
        tx.run(END_OTHERS, hub_id=hub_id, past=LONG_AGO)
    if until is None or until < now:
        settle_each(tx, tx.all(REVIVE, hub_id=hub_id))


def end_hub(tx: Tx, hub_id: UUID) -> None:
    """This hub goes; what it still holds is for the sweep of another one, or of its next start."""
    tx.run(END_LEASE, hub_id=hub_id, past=LONG_AGO)


def sweep_ghosts(tx: Tx, me: UUID = NOBODY) -> int:
    """Close connections of hubs that no longer renew, at most 100; how many. Call again until it is none.

    `me` is the hub that looks: it lives, whatever its clock has done since it said so.
    """
    now = lease_now(tx)
    for lapsed in tx.all(LAPSED, now=now, but=me):
        ghosts = tx.all(GHOSTS, hub_id=lapsed.hub_id)
        if ghosts:
            tx.run(CLOSE_GHOSTS, ids=[row.id for row in ghosts], now=tx.now)
            settle_each(tx, ghosts)
            return len(ghosts)
        tx.run(FORGET_LEASE, hub_id=lapsed.hub_id, now=now)
    return 0


def settle_each(tx: Tx, rows: Sequence[Any]) -> None:
    """Settle the devices and people of these connections, in the order in which every hub locks them."""
    for brand_id, device_id in sorted({(row.brand_id, row.device_id) for row in rows if row.device_id is not None}):
        settle(tx, brand_id, device_id)
    people = {(row.brand_id, row.shop_id, row.user_id) for row in rows if row.user_id is not None and row.shop_id is not None}
    for brand_id, shop_id, user_id in sorted(people):
        tell_person(tx, brand_id, shop_id, user_id)


def forget_closed(tx: Tx) -> int:
    """Housekeeping: connections that ended a week ago, at most 100; how many."""
    return tx.run(FORGET_CLOSED, before=tx.now - KEEP_CLOSED)
