"""How a screen comes to belong to a venue: it shows a code, a manager approves it, it fetches its tokens (RFC 8628)."""

import secrets
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, delete, select, update

from hub.accounts.actor import Actor
from hub.accounts.attempts import PAIRING, take_attempt
from hub.accounts.audit import record
from hub.accounts.sessions import open_session
from hub.accounts.tokens import DEVICE_CODE_PREFIX, hash_of, mint
from hub.im import devices
from hub.im.errors import AccessDenied, AuthorizationPending, ExpiredToken, SlowDown
from hub.im.models import device, device_pairing
from hub.im.queries import GET_DEVICE, PAIRING_BY_CODE, bare_code, dashed, device_out, judged
from hub.im.schemas import ApprovePairing, AskPairing, DeviceOut, DeviceTokens, PairingOut
from hub.im.states import APPROVED, DENIED, PAIRING_FLOW, REVOKED, USED, WAITING
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import upsert_row
from hub.kit.errors import NotFound, Refusal, invalid, require
from hub.venue.queries import at_shop, shop_row

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels, so that no code is a word; no Y."""
LIFE = timedelta(minutes=10)
INTERVAL_SECONDS = 5
JITTER = timedelta(milliseconds=500)
"""A screen that keeps to the interval must not be told off because the network was quicker this time."""
FORGET_AFTER = timedelta(days=1)

ASK = upsert_row(device_pairing, list(device_pairing.c.keys()), conflict=["user_code"], returning=["id"])
FORGET_OLD = delete(device_pairing).where(device_pairing.c.expires_at < bindparam("before"))
LOCK_BY_CODE = PAIRING_BY_CODE.with_for_update()
BY_DEVICE_CODE = select(device_pairing).where(device_pairing.c.device_code == bindparam("device_code")).with_for_update()
BRAND_OF_DEVICE = (
    select(device.c.brand_id)
    .where(device.c.id == bindparam("device_id"))
    .execution_options(any_tenant="the device code says whose device it is")
)
MOVE = (
    update(device_pairing)
    .where(device_pairing.c.id == bindparam("pairing_id"), device_pairing.c.state.in_(bindparam("before", expanding=True)))
    .values(state=bindparam("after"), device_id=bindparam("new_device_id"), expires_at=bindparam("expires", type_=Instant))
    .returning(device_pairing.c.id)
)
POLLED = (
    update(device_pairing)
    .where(device_pairing.c.id == bindparam("pairing_id"))
    .values(last_polled_at=bindparam("now", type_=Instant), interval_seconds=bindparam("interval"), polls=device_pairing.c.polls + 1)
)


class NotYet(msgspec.Struct, frozen=True):
    """The screen has to ask again. That it asked is written down, so the unit commits, and the route refuses."""

    why: Literal["authorization_pending", "slow_down"]
    interval: int

    def refusal(self) -> Refusal:
        kind = SlowDown if self.why == "slow_down" else AuthorizationPending
        return kind(interval=self.interval)


def new_user_code() -> str:
    """Eight letters that can be read out over a kitchen's noise."""
    return "".join(secrets.choice(LETTERS) for _ in range(8))


def ask_pairing(tx: Tx, data: AskPairing, address: str, base_url: str) -> PairingOut:
    """A screen asks for a code. Whether the shop it names exists is not said.

    Raises:
        RateLimited: too many codes for one address.
    """
    take_attempt(tx, PAIRING, address)
    tx.run(FORGET_OLD, before=tx.now - FORGET_AFTER)
    device_code = mint(DEVICE_CODE_PREFIX)
    values = {
        "device_code": device_code.hash,
        "kind": data.kind,
        "app": data.app,
        "model": data.model,
        "wanted_brand_id": _brand_of(tx, data.shop_id),
        "wanted_shop_id": data.shop_id,
        "state": WAITING,
        "device_id": None,
        "interval_seconds": INTERVAL_SECONDS,
        "last_polled_at": None,
        "polls": 0,
        "expires_at": tx.now + LIFE,
        "created_at": tx.now,
    }
    for _ in range(5):
        user_code = new_user_code()
        if tx.one_or_none(ASK, id=tx.new_id(), user_code=user_code, **values) is not None:
            break
    else:
        require(False, "of 20^8 codes one is free")
    link = f"{base_url.rstrip('/')}/office/devices/pair"
    return PairingOut(
        device_code=device_code.token,
        user_code=dashed(user_code),
        verification_uri=link,
        verification_uri_complete=f"{link}?code={dashed(user_code)}",
        expires_in=int(LIFE.total_seconds()),
        interval=INTERVAL_SECONDS,
    )


def _brand_of(tx: Tx, shop_id: UUID | None) -> UUID | None:
    try:
        return None if shop_id is None else shop_row(tx, shop_id).brand_id
    except NotFound:
        return None


def approve_pairing(tx: Tx, who: Actor, user_code: str, data: ApprovePairing) -> DeviceOut:
    """Let the screen with this code in, as a device of one of the caller's shops.

    Raises:
        NotFound: no such code, or it has run out; or the shop, the room or the replaced device is not the caller's.
        PairingUsed: the code was approved or refused before.
        Invalid: another kind of device than the screen is or than it replaces; a station the shop does not have.
    """
    pairing = _waiting(tx, who, user_code)
    if data.kind != pairing.kind:
        raise invalid("/kind", f"the screen is a {pairing.kind}")
    who, shop_id = at_shop(tx, who, data.shop_id)
    old = None if data.replaces is None else _replaced(tx, who, data)
    room_id = devices.wanted(data.room_id, None if old is None else old.room_id)
    stations = devices.wanted(data.stations, [] if old is None else old.stations or [])
    if old is not None:
        devices.revoke_device(tx, who, old.id)
    added = devices.add_device(
        tx,
        brand_id=who.brand_id,
        shop_id=shop_id,
        kind=data.kind,
        name=data.name,
        room_id=room_id,
        stations=stations,
        app=pairing.app,
        model=pairing.model,
        account_id=None if old is None else old.account_id,
    )
    _move(tx, pairing, "approve", device_id=added.id, expires=tx.now + LIFE)
    facts = {"kind": added.kind, "name": added.name, "room_id": devices.text_or_none(room_id), "stations": added.stations}
    if old is not None:
        facts["replaces"] = str(old.id)
    record(tx, who, "device.paired", "device", added.id, after=facts)
    return added


def _replaced(tx: Tx, who: Actor, data: ApprovePairing) -> Any:
    """The device whose place and account are taken over."""
    require(data.replaces is not None, "there is a device to replace")
    old = devices.lock_device(tx, who, data.replaces)  # type: ignore[arg-type]
    if old.state == REVOKED:
        raise NotFound
    if old.kind != data.kind:
        raise invalid("/replaces", f"that device is a {old.kind}")
    return old


def deny_pairing(tx: Tx, who: Actor, user_code: str) -> None:
    """Refuse the screen with this code.

    Raises:
        NotFound, PairingUsed: as for an approval.
    """
    pairing = _waiting(tx, who, user_code)
    _move(tx, pairing, "deny", device_id=None, expires=pairing.expires_at)
    record(tx, who, "device.pairing_denied", "pairing", pairing.id, after={"kind": pairing.kind, "model": pairing.model})


def _waiting(tx: Tx, who: Actor, user_code: str) -> Any:
    return judged(tx, who, tx.one_or_none(LOCK_BY_CODE, user_code=bare_code(user_code)))


def _move(tx: Tx, row: Any, action: str, *, device_id: UUID | None, expires: Any) -> bool:
    move = PAIRING_FLOW[action]
    changed = tx.run(MOVE, pairing_id=row.id, before=sorted(move.before), after=move.after, new_device_id=device_id, expires=expires)
    return changed > 0


def redeem_pairing(tx: Tx, device_code: str) -> DeviceTokens | NotYet:
    """A screen asks whether it has been approved; if so it gets its tokens, once.

    Raises:
        AccessDenied: somebody refused it.
        ExpiredToken: unknown, older than ten minutes, or redeemed before.
    """
    row = tx.one_or_none(BY_DEVICE_CODE, device_code=hash_of(device_code))
    if row is None or row.state == USED or row.expires_at <= tx.now:
        raise ExpiredToken
    if row.state == DENIED:
        raise AccessDenied
    if row.state == APPROVED and _move(tx, row, "redeem", device_id=row.device_id, expires=row.expires_at):
        return _tokens(tx, row.device_id)
    return _not_yet(tx, row)


def _not_yet(tx: Tx, row: Any) -> NotYet:
    too_soon = row.last_polled_at is not None and tx.now - row.last_polled_at < timedelta(seconds=row.interval_seconds) - JITTER
    interval = min(60, row.interval_seconds + 5) if too_soon else row.interval_seconds
    tx.run(POLLED, pairing_id=row.id, now=tx.now, interval=interval)
    return NotYet("slow_down" if too_soon else "authorization_pending", interval)


def _tokens(tx: Tx, device_id: UUID) -> DeviceTokens:
    row = tx.one(GET_DEVICE, brand_id=tx.value(BRAND_OF_DEVICE, device_id=device_id), device_id=device_id)
    if row.state == REVOKED:
        raise ExpiredToken
    tokens = open_session(tx, kind="device", subject_id=device_id, brand_id=row.brand_id)
    return DeviceTokens(
        access_token=tokens.access_token,
        refresh_token=tokens.refresh_token,
        expires_in=tokens.expires_in,
        device=device_out(tx, row),
    )
