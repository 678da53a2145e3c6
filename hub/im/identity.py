"""Who is asking, and where they sit: from a token to an actor, from an actor to channels and streams."""

from collections.abc import Callable, Collection
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select

from hub.accounts import sessions
from hub.accounts.actor import Actor
from hub.accounts.errors import Revoked
from hub.accounts.events import SessionEnded, StaffChanged
from hub.accounts.permissions import DEVICE_PERMISSIONS
from hub.accounts.sessions import Holder, session_channel
from hub.accounts.tokens import hash_of
from hub.im.errors import SeatRevoked
from hub.im.events import DeviceChanged, DeviceMoved
from hub.im.models import WHERE_IT_STANDS, device, device_binding
from hub.im.queries import shop_followed
from hub.im.schemas import AccountRef, DeviceRef, MeOut, SeatShop, UserRef
from hub.im.states import ACTIVE
from hub.kit.db import Tx
from hub.live import codes
from hub.live.append import brand_stream, shop_stream, user_stream
from hub.live.log import began_at
from hub.live.seat import Follow, Seat
from hub.venue.audience import guests_in
from hub.venue.days import business_day
from hub.venue.events import RoomChanged
from hub.venue.queries import get_room, room_of, shop_row

PER_DEVICE = 4
PER_PERSON = 16
PER_CASHIER_ACCOUNT = 32

SCOPE_EVENTS = {
    DeviceMoved.type: codes.MOVED,
    StaffChanged.type: codes.MOVED,
    DeviceChanged.type: codes.REVOKED,
    SessionEnded.type: codes.REVOKED,
}
"""What an event on a personal channel (`device:<id>`, `session:<id>`) does to the socket it reaches."""

GUESTS = "guests"
"""All guests who are in a room of the shop now."""

PAD_TURNS_ON = frozenset({RoomChanged.type})
"""After these a pad's guests may be others."""

DEVICE_HERE = (
    select(
        device.c.id,
        device.c.brand_id,
        device.c.shop_id,
        device.c.account_id,
        device.c.kind,
        device.c.name,
        device.c.state,
        device.c.scope_version,
        device_binding.c.room_id,
        device_binding.c.stations,
    )
    .outerjoin_from(device, device_binding, WHERE_IT_STANDS)
    .where(device.c.brand_id == bindparam("brand_id"), device.c.id == bindparam("device_id"))
)


def _no_stations(tx: Tx, shop_id: UUID) -> Collection[str]:
    return ()


known_stations: Callable[[Tx, UUID], Collection[str]] = _no_stations
"""The stations of a shop. They live above im, so `hub/reactions.py` puts the question's answer here."""


def authenticate(tx: Tx, token_hash: bytes) -> Actor:
    """Whoever holds this access token. One statement for a person, two for a device; on the path of every request.

    Raises:
        TokenInvalid, TokenExpired, Revoked: nobody, any more.
    """
    return _actor(tx, sessions.holder_of_token(tx, token_hash))


def identify(tx: Tx, token: str, shop_id: UUID | None = None) -> Seat:
    """The seat of a socket that says hello with an access token.

    Raises:
        TokenInvalid, TokenExpired, SeatRevoked: nobody, any more.
        NotFound: the shop is not theirs.
    """
    try:
        return seat(tx, authenticate(tx, hash_of(token)), shop_id)
    except Revoked:
        raise SeatRevoked from None


def redeem(tx: Tx, ticket: str, shop_id: UUID | None = None) -> Seat:
    """Like `identify`, with a one-use ticket: needs a writing unit."""
    try:
        return seat(tx, consume_ticket(tx, hash_of(ticket)), shop_id)
    except Revoked:
        raise SeatRevoked from None


def consume_ticket(tx: Tx, ticket_hash: bytes) -> Actor:
    """Whoever asked for this one-use ticket; it is gone when this commits.

    Raises:
        TokenInvalid, Revoked: unknown, used, too old; or the session has ended since.
    """
    return _actor(tx, sessions.holder_of_ticket(tx, ticket_hash))


def may_connect(tx: Tx, brand_id: UUID, device_id: UUID) -> bool:
    """Whether this device may be let in: it was neither revoked nor switched off."""
    row = tx.one_or_none(DEVICE_HERE, brand_id=brand_id, device_id=device_id)
    return row is not None and row.state == ACTIVE


def _actor(tx: Tx, holder: Holder) -> Actor:
    return holder.person or _device(tx, holder.brand_id, holder.subject_id, holder.session_id)


def _device(tx: Tx, brand_id: UUID, device_id: UUID, session_id: UUID | None) -> Actor:
    row = tx.one_or_none(DEVICE_HERE, brand_id=brand_id, device_id=device_id)
    if row is None or row.state != ACTIVE:
        raise Revoked
    return Actor(
        kind="device",
        id=row.id,
        name=row.name,
        role=row.kind,
        brand_id=row.brand_id,
        shop_id=row.shop_id,
        account_id=row.account_id,
        room_id=row.room_id,
        stations=tuple(row.stations or ()),
        permissions=DEVICE_PERMISSIONS[row.kind],
        session_id=session_id,
        scope_version=row.scope_version,
    )


def channels_of(who: Actor, shop_stations: Collection[str] = ()) -> frozenset[str]:
    """The audiences somebody belongs to in their shop's stream (protocol §1). `shop_stations`: who is bound to none hears all."""
    kitchen = [f"kitchen:{station}" for station in (who.stations or shop_stations)]
    bound = [f"room:{who.room_id}"] if who.room_id is not None else []
    if who.kind == "user":
        of_role = {
            "owner": ["office"],
            "manager": ["office"],
            "cook": ["kitchen", *kitchen],
            "waiter": ["handheld"],
            "cashier": ["cashier"],
        }.get(who.role, [])
        return frozenset(["all", "staff", *(["chat"] if who.may("chat.answer") else []), *of_role])
    placed = [*bound, *(kitchen if who.stations else [])]
    of_kind = {
        "pad": bound,
        "kitchen": ["kitchen", *kitchen],
        "call_screen": ["call"],
        "cashier": ["cashier"],
        "handheld": ["handheld"],
        "speaker": placed or ["call"],
        "printer": placed or ["cashier"],
    }[who.role]
    return frozenset(["all", f"device:{who.id}", *of_kind])


def hears_all_stations(who: Actor) -> bool:
    """Whether the shop's list of stations decides what this one hears."""
    return not who.stations and who.role in ("kitchen", "cook")


def channels_in(tx: Tx, who: Actor, shop_id: UUID | None) -> frozenset[str]:
    """`channels_of` with the shop's stations looked up where they matter."""
    stations = known_stations(tx, shop_id) if shop_id is not None and hears_all_stations(who) else ()
    return channels_of(who, stations)


def seat(tx: Tx, who: Actor, shop_id: UUID | None = None) -> Seat:
    """Everything a welcome says, and which streams and channels are fed to the socket.

    Raises:
        NotFound: a person asks for a shop that is not theirs.
    """
    shop_id = shop_followed(tx, who, shop_id)
    is_device = who.kind == "device"
    session_id = who.session_id or sessions.NONE
    return Seat(
        kind=who.role,
        owner=who.id,
        session_id=session_id,
        brand_id=who.brand_id,
        shop_id=shop_id,
        follows=_follows(tx, who, shop_id, session_channel(session_id)),
        device=DeviceRef(id=who.id, kind=who.role, name=who.name) if is_device else None,
        account=None if who.account_id is None else AccountRef(id=who.account_id),
        user=None if is_device else UserRef(id=who.id, name=who.name, role=who.role),
        shop=None if shop_id is None else seat_shop(tx, shop_id),
        room=None if who.room_id is None or shop_id is None else room_of(tx, shop_id, who.room_id),
        stations=who.stations,
        turns_on=PAD_TURNS_ON if who.role == "pad" else frozenset(),
        replaces_after=PER_DEVICE if is_device else PER_PERSON,
        account_key=who.account_id if who.role == "cashier" and is_device else None,
        account_most=PER_CASHIER_ACCOUNT,
    )


def seat_again(tx: Tx, before: Seat) -> Seat:
    """What a device's seat may see now.

    Raises:
        Revoked: nothing, any more; its socket hears of that too.
    """
    return seat(tx, _device(tx, before.brand_id, before.owner, before.session_id))


def stay_channel(stay_id: UUID) -> str:
    """What is for these guests alone: a pad hears it while they are in its room, and never what was said to those before them."""
    return f"stay:{stay_id}"


def _with_guests(tx: Tx, who: Actor, shop_id: UUID, follow: Follow) -> Follow:
    """Of a room's pad: also what is for whoever is in the room now; and of its room nothing from before they came, or it was empty."""
    if who.role != "pad" or who.room_id is None:
        return follow
    stay_id = get_room(tx, shop_id, who.room_id).stay_id
    theirs = frozenset() if stay_id is None else frozenset([stay_channel(stay_id), GUESTS])
    since = began_at(tx, follow.stream, guests_in(who.room_id))
    lasting = follow.channels - {f"room:{who.room_id}"}
    return msgspec.structs.replace(follow, channels=follow.channels | theirs, theirs=theirs, since=since, came=since, lasting=lasting)


def _follows(tx: Tx, who: Actor, shop_id: UUID | None, own: str) -> tuple[Follow, ...]:
    """A device follows its shop; a person themselves, the shop, and an owner the brand. Every cursor carries the scope's version."""
    scope, follows = str(who.scope_version), []
    if who.kind == "user":
        follows.append(Follow(stream=user_stream(who.id), channels=frozenset(["all", own]), scope=scope))
    if shop_id is not None:
        channels = channels_in(tx, who, shop_id) | (frozenset() if who.kind == "user" else {own})
        follows.append(_with_guests(tx, who, shop_id, Follow(stream=shop_stream(shop_id), channels=channels, scope=scope)))
    if who.role == "owner":
        follows.append(Follow(stream=brand_stream(who.brand_id), channels=frozenset(["all", "office"]), scope=scope))
    return tuple(follows)


def seat_shop(tx: Tx, shop_id: UUID) -> SeatShop:
    """A shop as a welcome names it."""
    row = shop_row(tx, shop_id)
    return SeatShop(
        id=row.id,
        name=row.name,
        timezone=row.timezone,
        day_start=row.day_start.strftime("%H:%M"),
        business_day=business_day(tx.now, row.timezone, row.day_start).isoformat(),
    )


def me(tx: Tx, who: Actor, shop_id: UUID | None = None) -> MeOut:
    """Who I am, where, and what I may.

    Raises:
        NotFound: a person asks for a shop that is not theirs.
    """
    mine = seat(tx, who, shop_id)
    return MeOut(
        kind=who.kind,
        role=who.role,
        brand_id=who.brand_id,
        device=mine.device,
        user=mine.user,
        account=mine.account,
        shop=mine.shop,
        room=mine.room,
        stations=list(who.stations),
        permissions=sorted(who.permissions),
        channels=sorted(channels_in(tx, who, mine.shop_id)),
    )
