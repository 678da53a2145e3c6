"""The life of a device: made, bound, moved, switched off, revoked. Its account and its history outlive its places."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec import UNSET, UnsetType
from sqlalchemy import bindparam, select, update

from hub.accounts import sessions
from hub.accounts.actor import Actor
from hub.accounts.audit import record, record_as
from hub.accounts.events import RefreshReused
from hub.im import identity
from hub.im.events import DeviceChanged, DeviceMoved, IdentifyAsked
from hub.im.identity import channels_in
from hub.im.models import SHARED, WHERE_IT_STANDS, device, device_account, device_binding
from hub.im.queries import GET_DEVICE, device_out, get_device
from hub.im.schemas import Bind, DeviceAnswer, DeviceOut
from hub.im.states import ACTIVE, DEVICE_FLOW, OFFLINE, REVOKED
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import insert_row, upsert_row
from hub.kit.errors import StateNotAllowed, invalid
from hub.live.append import publish, shop_stream
from hub.venue.queries import room_of

ADD_ACCOUNT = insert_row(device_account)
ADD_SHARED_ACCOUNT = upsert_row(device_account, list(device_account.c.keys()), conflict=["shop_id"], index_where=SHARED)
SHARED_ACCOUNT = select(device_account.c.id).where(device_account.c.shop_id == bindparam("shop_id"), SHARED)
ADD_DEVICE = insert_row(device)
ADD_BINDING = insert_row(device_binding)
LOCK_DEVICE = select(device.c.id).where(device.c.brand_id == bindparam("brand_id"), device.c.id == bindparam("device_id")).with_for_update()
END_BINDING = (
    update(device_binding)
    .where(
        device_binding.c.shop_id == bindparam("shop_id"),
        device_binding.c.device_id == bindparam("device_id"),
        device_binding.c.until.is_(None),
    )
    .values(until=bindparam("now", type_=Instant))
)
RAISE_SCOPE = (
    update(device)
    .where(device.c.shop_id == bindparam("shop_id"), device.c.id == bindparam("device_id"))
    .values(scope_version=device.c.scope_version + 1, updated_at=bindparam("now", type_=Instant))
)
HEARING_ALL = (
    select(device.c.id)
    .join_from(device, device_binding, WHERE_IT_STANDS)
    .where(device.c.shop_id == bindparam("shop_id"), device.c.kind == "kitchen", device.c.state == ACTIVE, device_binding.c.stations == [])
    .order_by(device.c.id)
)
SET_STATE = (
    update(device)
    .where(
        device.c.shop_id == bindparam("shop_id"),
        device.c.id == bindparam("device_id"),
        device.c.state.in_(bindparam("before", expanding=True)),
    )
    .values(state=bindparam("after"), scope_version=device.c.scope_version + 1, updated_at=bindparam("now", type_=Instant))
    .returning(device.c.id)
)


def account_for(tx: Tx, brand_id: UUID, shop_id: UUID, kind: str) -> UUID:
    """The message address of a new device: its own, or for a cashier the one all terminals of the shop share."""
    values: dict[str, Any] = {"id": tx.new_id(), "brand_id": brand_id, "shop_id": shop_id, "created_at": tx.now}
    if kind != "cashier":
        tx.run(ADD_ACCOUNT, shared=False, **values)
        return values["id"]  # type: ignore[no-any-return]
    tx.run(ADD_SHARED_ACCOUNT, shared=True, **values)
    return tx.one(SHARED_ACCOUNT, shop_id=shop_id).id  # type: ignore[no-any-return]


def add_device(
    tx: Tx,
    *,
    brand_id: UUID,
    shop_id: UUID,
    kind: str,
    name: str,
    room_id: UUID | None = None,
    stations: Sequence[str] = (),
    app: str = "",
    model: str = "",
    account_id: UUID | None = None,
) -> DeviceOut:
    """A new device with its account and its first binding; the office learns of it. For approvals and the demo.

    Raises:
        NotFound: the room is not one of the shop.
        Invalid: a station the shop does not have.
    """
    check_place(tx, shop_id, room_id, stations)
    device_id = tx.new_id()
    tx.run(
        ADD_DEVICE,
        id=device_id,
        brand_id=brand_id,
        shop_id=shop_id,
        account_id=account_id or account_for(tx, brand_id, shop_id, kind),
        kind=kind,
        name=name,
        state=ACTIVE,
        app=app,
        model=model,
        scope_version=1,
        health={},
        presence=OFFLINE,
        faults=[],  # nobody misses a device that was never here
        last_seen_at=None,
        created_at=tx.now,
        updated_at=tx.now,
    )
    _add_binding(tx, brand_id, shop_id, device_id, room_id, stations)
    added = device_out(tx, tx.one(GET_DEVICE, brand_id=brand_id, device_id=device_id))
    tell_office(tx, shop_id, added)
    return added


def check_place(tx: Tx, shop_id: UUID, room_id: UUID | None, stations: Sequence[str]) -> None:
    """Raises `NotFound` for a room and `Invalid` for a station that the shop does not have."""
    if room_id is not None:
        room_of(tx, shop_id, room_id)
    known = identity.known_stations(tx, shop_id) if stations else ()
    for index, station in enumerate(stations):
        if known and station not in known:
            raise invalid(f"/stations/{index}", "the shop has no such station")


def _add_binding(tx: Tx, brand_id: UUID, shop_id: UUID, device_id: UUID, room_id: UUID | None, stations: Sequence[str]) -> None:
    tx.run(
        ADD_BINDING,
        id=tx.new_id(),
        brand_id=brand_id,
        shop_id=shop_id,
        device_id=device_id,
        room_id=room_id,
        stations=list(dict.fromkeys(stations)),
        since=tx.now,
        until=None,
    )


def lock_device(tx: Tx, who: Actor, device_id: UUID) -> Any:
    """The device's row, held to the end of the unit. Devices are locked before anything else of im.

    Raises:
        NotFound: not one of the caller's.
    """
    tx.run(LOCK_DEVICE, brand_id=who.brand_id, device_id=device_id)
    return get_device(tx, who, device_id)


def bind_device(tx: Tx, who: Actor, device_id: UUID, data: Bind) -> DeviceAnswer:
    """Say where a device is from now on: its room, its stations. The account stays, the history is kept.

    Raises:
        NotFound: the device or the room is not of a shop of the caller.
        StateNotAllowed: the device is revoked.
        Invalid: a station the shop does not have.
    """
    row = lock_device(tx, who, device_id)
    if row.state == REVOKED:
        raise StateNotAllowed("a revoked device is nowhere", **{"from": REVOKED, "allowed": []})
    room_id = wanted(data.room_id, row.room_id)
    stations = list(dict.fromkeys(wanted(data.stations, row.stations or [])))
    if room_id == row.room_id and set(stations) == set(row.stations or []):
        return DeviceAnswer(device=device_out(tx, row), changed=False)
    check_place(tx, row.shop_id, room_id, stations)
    here = {"shop_id": row.shop_id, "device_id": device_id}
    tx.run(END_BINDING, now=tx.now, **here)
    _add_binding(tx, row.brand_id, row.shop_id, device_id, room_id, stations)
    tx.run(RAISE_SCOPE, now=tx.now, **here)
    moved = tx.one(GET_DEVICE, brand_id=row.brand_id, device_id=device_id)
    out = device_out(tx, moved)
    _tell_moved(tx, moved, out)
    record(
        tx,
        who,
        "device.bound",
        "device",
        device_id,
        before={"room_id": text_or_none(row.room_id), "stations": row.stations or []},
        after={"room_id": text_or_none(room_id), "stations": stations},
        shop_id=row.shop_id,
    )
    return DeviceAnswer(device=out, changed=True)


def wanted(asked: Any | UnsetType, present: Any) -> Any:
    """What a request names, or what is there when it names nothing."""
    return present if asked is UNSET else asked


def text_or_none(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _tell_moved(tx: Tx, row: Any, out: DeviceOut) -> None:
    """To the device, which has to come back with other channels, and to the office."""
    moved = Actor(
        kind="device",
        id=row.id,
        name=row.name,
        role=row.kind,
        brand_id=row.brand_id,
        shop_id=row.shop_id,
        room_id=row.room_id,
        stations=tuple(row.stations),
    )
    channels = sorted(channels_in(tx, moved, row.shop_id))
    publish(tx, DeviceMoved(device=out, channels=channels), stream=shop_stream(row.shop_id), to=[f"device:{row.id}"])
    tell_office(tx, row.shop_id, out)


def hear_new_station(tx: Tx, brand_id: UUID, shop_id: UUID) -> None:
    """The shop has one more station: kitchen screens that are bound to none hear it too, so they come back for its channel."""
    for found in tx.all(HEARING_ALL, shop_id=shop_id):
        tx.run(LOCK_DEVICE, brand_id=brand_id, device_id=found.id)
        tx.run(RAISE_SCOPE, shop_id=shop_id, device_id=found.id, now=tx.now)
        row = tx.one(GET_DEVICE, brand_id=brand_id, device_id=found.id)
        _tell_moved(tx, row, device_out(tx, row))


def tell_office(tx: Tx, shop_id: UUID, out: DeviceOut) -> None:
    publish(tx, DeviceChanged(device=out), stream=shop_stream(shop_id), to=["office"])


def identify_device(tx: Tx, who: Actor, device_id: UUID) -> None:
    """Let a device show which one it is. It is told once; one that is away does not do it later.

    Raises:
        NotFound: not one of the caller's.
        StateNotAllowed: it is switched off or revoked, so nobody can reach it.
    """
    row = get_device(tx, who, device_id)
    if row.state != ACTIVE:
        raise StateNotAllowed("a device that may not connect cannot show itself", **{"from": row.state, "allowed": [ACTIVE]})
    publish(tx, IdentifyAsked(name=row.name, by=who.name), stream=shop_stream(row.shop_id), to=[f"device:{device_id}"])
    record(tx, who, "device.identified", "device", device_id, shop_id=row.shop_id)


def set_device_state(tx: Tx, who: Actor, device_id: UUID, action: str) -> DeviceAnswer:
    """Switch a device off or on again. Off closes its sockets; its place and account wait for it.

    Raises:
        NotFound: not one of the caller's.
        StateNotAllowed: it is revoked.
    """
    row = lock_device(tx, who, device_id)
    move = DEVICE_FLOW[action]
    if row.state in move.already:
        return DeviceAnswer(device=device_out(tx, row), changed=False)
    _move(tx, row, action)
    changed = device_out(tx, tx.one(GET_DEVICE, brand_id=row.brand_id, device_id=device_id))
    out_of_it = [f"device:{device_id}"] if action == "disable" else []
    publish(tx, DeviceChanged(device=changed), stream=shop_stream(row.shop_id), to=["office", *out_of_it])
    record(tx, who, f"device.{action}d", "device", device_id, before={"state": row.state}, after={"state": move.after}, shop_id=row.shop_id)
    return DeviceAnswer(device=changed, changed=True)


def revoke_device(tx: Tx, who: Actor, device_id: UUID) -> None:
    """Throw a device out for good: its tokens are dead when this commits, its sockets close with 4002.

    Raises:
        NotFound: not one of the caller's.
    """
    row = lock_device(tx, who, device_id)
    if row.state != REVOKED:
        _revoke(tx, row, "revoked")
        record(tx, who, "device.revoked", "device", device_id, before={"state": row.state}, after={"state": REVOKED}, shop_id=row.shop_id)


def revoke_for_reuse(tx: Tx, fact: RefreshReused) -> None:
    """A reaction: somebody holds a copy of a device's refresh token, so neither of the two may go on."""
    if fact.subject_kind != "device":
        return
    tx.run(LOCK_DEVICE, brand_id=fact.brand_id, device_id=fact.subject_id)
    row = tx.one_or_none(GET_DEVICE, brand_id=fact.brand_id, device_id=fact.subject_id)
    if row is not None and row.state != REVOKED:
        _revoke(tx, row, "token_reused")
        record_as(
            tx,
            action="device.revoked",
            brand_id=row.brand_id,
            shop_id=row.shop_id,
            object_kind="device",
            object_id=row.id,
            before={"state": row.state},
            after={"state": REVOKED, "why": "token_reused"},
        )


def _revoke(tx: Tx, row: Any, why: sessions.Why) -> None:
    _move(tx, row, "revoke")
    tx.run(END_BINDING, shop_id=row.shop_id, device_id=row.id, now=tx.now)
    sessions.end_sessions_of_device(tx, row.brand_id, row.id, why)
    publish(tx, DeviceChanged(removed={"device": [row.id]}), stream=shop_stream(row.shop_id), to=["office", f"device:{row.id}"])


def _move(tx: Tx, row: Any, action: str) -> None:
    move = DEVICE_FLOW[action]
    if not tx.run(SET_STATE, shop_id=row.shop_id, device_id=row.id, before=sorted(move.before), after=move.after, now=tx.now):
        raise StateNotAllowed(**{"from": row.state, "allowed": sorted(move.before)})
