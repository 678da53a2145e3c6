"""The life of a session: opened, refreshed, used, ended. One for people and devices.

Good are the refresh token that was used last and those handed out for it. So an answer that was lost locks nobody out, and
a copy in other hands is noticed as soon as both have gone on: the session ends, for everyone who holds a token of it.
"""

from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, delete, exists, or_, select, update

from hub.accounts.actor import Actor
from hub.accounts.audit import record_as
from hub.accounts.errors import Revoked, TokenExpired, TokenInvalid
from hub.accounts.events import RefreshReused, SessionEnded
from hub.accounts.models import access_token, refresh_token, session, staff_grant, stream_ticket, user
from hub.accounts.permissions import STAFF_PERMISSIONS
from hub.accounts.schemas import TicketOut, Tokens
from hub.accounts.tokens import ACCESS_PREFIX, ACCESS_SECONDS, LEEWAY, REFRESH_LIFE, REFRESH_PREFIX, TICKET_PREFIX, TICKET_SECONDS, mint
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import insert_row
from hub.kit.errors import require
from hub.live.append import publish, shop_stream, tell, user_stream

NONE = UUID(int=0)
AT_ONCE = 200
ITS_OWN = "a token says by itself whose it is"

INSERT_SESSION = insert_row(session)
INSERT_ACCESS = insert_row(access_token)
INSERT_REFRESH = insert_row(refresh_token)
INSERT_TICKET = insert_row(stream_ticket)

_HOLDER_COLUMNS = (
    session.c.id,
    session.c.subject_kind,
    session.c.subject_id,
    session.c.brand_id,
    session.c.revoked_at,
    user.c.name,
    user.c.state,
    user.c.scope_version,
    staff_grant.c.shop_id,
    staff_grant.c.role,
)
HOLDER_OF_TOKEN = (
    select(access_token.c.expires_at, *_HOLDER_COLUMNS)
    .join_from(access_token, session, session.c.id == access_token.c.session_id)
    .outerjoin(user, user.c.id == session.c.subject_id)
    .outerjoin(staff_grant, staff_grant.c.user_id == session.c.subject_id)
    .where(access_token.c.hash == bindparam("hash"))
    .execution_options(any_tenant=ITS_OWN)
)
HOLDER_OF_SESSION = (
    select(*_HOLDER_COLUMNS)
    .outerjoin_from(session, user, user.c.id == session.c.subject_id)
    .outerjoin(staff_grant, staff_grant.c.user_id == session.c.subject_id)
    .where(session.c.id == bindparam("session_id"))
    .execution_options(any_tenant=ITS_OWN)
)

FIND_REFRESH = (
    select(refresh_token.c.session_id, refresh_token.c.parent, refresh_token.c.expires_at, session.c.subject_kind, session.c.revoked_at)
    .join_from(refresh_token, session, session.c.id == refresh_token.c.session_id)
    .where(refresh_token.c.hash == bindparam("hash"))
    .execution_options(any_tenant=ITS_OWN)
)
USE_REFRESH = (
    update(session)
    .where(
        session.c.id == bindparam("session_id"),
        session.c.revoked_at.is_(None),
        or_(session.c.current_refresh == bindparam("hash"), session.c.current_refresh == bindparam("parent")),
    )
    .values(current_refresh=bindparam("hash"))
    .execution_options(any_tenant=ITS_OWN)
)
MARK_USED = update(refresh_token).where(refresh_token.c.hash == bindparam("hash")).values(used_at=bindparam("now", type_=Instant))
END_SESSION = (
    update(session)
    .where(session.c.id == bindparam("session_id"), session.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("now", type_=Instant), revoked_why=bindparam("why"))
    .returning(session.c.id, session.c.subject_kind, session.c.subject_id, session.c.brand_id)
    .execution_options(any_tenant=ITS_OWN)
)
END_SESSIONS_OF = (
    update(session)
    .where(
        session.c.brand_id == bindparam("brand_id"),
        session.c.subject_id == bindparam("subject_id"),
        session.c.id != bindparam("but"),
        session.c.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("now", type_=Instant), revoked_why=bindparam("why"))
    .returning(session.c.id, session.c.subject_kind, session.c.subject_id, session.c.brand_id)
)
OPEN_SESSIONS_OF = (
    select(session.c.id)
    .where(
        session.c.brand_id == bindparam("brand_id"),
        session.c.subject_id == bindparam("subject_id"),
        session.c.revoked_at.is_(None),
        exists().where(refresh_token.c.session_id == session.c.id, refresh_token.c.expires_at >= bindparam("now")),
    )
    .order_by(session.c.id)
)
FORGET_ACCESS = delete(access_token).where(
    access_token.c.session_id == bindparam("session_id"), access_token.c.expires_at < bindparam("before")
)
FORGET_REFRESH = delete(refresh_token).where(
    refresh_token.c.session_id == bindparam("session_id"), refresh_token.c.used_at < bindparam("before", type_=Instant)
)
FORGET_TICKETS = delete(stream_ticket).where(
    stream_ticket.c.session_id == bindparam("session_id"), stream_ticket.c.expires_at < bindparam("before")
)
FORGET_EXPIRED = tuple(
    delete(table).where(table.c.hash.in_(select(table.c.hash).where(table.c.expires_at < bindparam("before")).limit(AT_ONCE)))
    for table in (access_token, refresh_token, stream_ticket)
)
TAKE_TICKET = (
    delete(stream_ticket).where(stream_ticket.c.hash == bindparam("hash")).returning(stream_ticket.c.session_id, stream_ticket.c.expires_at)
)

Why = Literal["signed_out", "token_reused", "revoked", "disabled", "password"]


class Reused(msgspec.Struct, frozen=True):
    """A refresh token came a second time. The session has been ended in this unit, so the unit must be committed, not refused."""


class Holder(msgspec.Struct, frozen=True):
    """Whose token it is: the session and, for a person, who they are now."""

    session_id: UUID
    subject_kind: Literal["user", "device"]
    subject_id: UUID
    brand_id: UUID
    person: Actor | None


def holder_of_token(tx: Tx, token_hash: bytes) -> Holder:
    """Whom an access token speaks for. One statement, on the path of every request.

    Raises:
        TokenInvalid: nobody knows it.
        TokenExpired: it is older than its life and the leeway for clocks.
        Revoked: the session was ended, or the person is switched off.
    """
    row = tx.one_or_none(HOLDER_OF_TOKEN, hash=token_hash)
    if row is None:
        raise TokenInvalid
    if row.expires_at + LEEWAY < tx.now:
        raise TokenExpired
    return _holder(row)


def holder_of_ticket(tx: Tx, ticket_hash: bytes) -> Holder:
    """Take a one-use ticket: whoever comes second with it is nobody. Needs a writing unit.

    Raises:
        TokenInvalid: unknown, used, or older than 30 s.
        Revoked: as for a token.
    """
    ticket = tx.one_or_none(TAKE_TICKET, hash=ticket_hash)
    if ticket is None or ticket.expires_at < tx.now:
        raise TokenInvalid
    return _holder(tx.one(HOLDER_OF_SESSION, session_id=ticket.session_id))


def holder_of_refresh(tx: Tx, presented: bytes) -> Holder:
    """Whose refresh token it is, used or not.

    Raises:
        TokenInvalid, Revoked: as for an access token.
    """
    row = tx.one_or_none(FIND_REFRESH, hash=presented)
    if row is None:
        raise TokenInvalid
    return _holder(tx.one(HOLDER_OF_SESSION, session_id=row.session_id))


def _holder(row: Any) -> Holder:
    if row.revoked_at is not None:
        raise Revoked
    person = None
    if row.subject_kind == "user":
        if row.state != "active" or row.role is None:
            raise Revoked
        person = Actor(
            kind="user",
            id=row.subject_id,
            name=row.name,
            role=row.role,
            brand_id=row.brand_id,
            shop_id=row.shop_id,
            permissions=STAFF_PERMISSIONS[row.role],
            session_id=row.id,
            scope_version=row.scope_version,
        )
    return Holder(row.id, row.subject_kind, row.subject_id, row.brand_id, person)


def open_session(
    tx: Tx,
    *,
    kind: Literal["user", "device"],
    subject_id: UUID,
    brand_id: UUID,
    address: str = "",
    access_seconds: int = ACCESS_SECONDS,
) -> Tokens:
    """A new session with its first tokens. `access_seconds` is longer only for the demo's printed tokens."""
    session_id, refresh = tx.new_id(), mint(REFRESH_PREFIX)
    tx.run(
        INSERT_SESSION,
        id=session_id,
        brand_id=brand_id,
        subject_kind=kind,
        subject_id=subject_id,
        current_refresh=refresh.hash,
        address=address,
        created_at=tx.now,
        revoked_at=None,
        revoked_why=None,
    )
    tx.run(INSERT_REFRESH, hash=refresh.hash, session_id=session_id, parent=None, expires_at=tx.now + REFRESH_LIFE[kind], used_at=None)
    return Tokens(
        access_token=_new_access(tx, session_id, access_seconds),
        refresh_token=refresh.token,
        expires_in=access_seconds,
    )


def _new_access(tx: Tx, session_id: UUID, seconds: int) -> str:
    access = mint(ACCESS_PREFIX)
    tx.run(INSERT_ACCESS, hash=access.hash, session_id=session_id, expires_at=tx.now + timedelta(seconds=seconds))
    return access.token


def refresh_tokens(tx: Tx, presented: bytes) -> Tokens | Reused:
    """The next pair of tokens for a refresh token; the old one stays good until its successor has been used.

    Raises:
        TokenInvalid, TokenExpired, Revoked: as for an access token.
    """
    row = tx.one_or_none(FIND_REFRESH, hash=presented)
    if row is None:
        raise TokenInvalid
    if row.revoked_at is not None:
        raise Revoked
    if row.expires_at + LEEWAY < tx.now:
        raise TokenExpired
    if not tx.run(USE_REFRESH, session_id=row.session_id, hash=presented, parent=row.parent or presented):
        return _end_for_reuse(tx, row.session_id)
    tx.run(MARK_USED, hash=presented, now=tx.now)
    tx.run(FORGET_ACCESS, session_id=row.session_id, before=tx.now - LEEWAY)
    tx.run(FORGET_REFRESH, session_id=row.session_id, before=tx.now - REFRESH_LIFE["user"])
    successor = mint(REFRESH_PREFIX)
    tx.run(
        INSERT_REFRESH,
        hash=successor.hash,
        session_id=row.session_id,
        parent=presented,
        expires_at=tx.now + REFRESH_LIFE[row.subject_kind],
        used_at=None,
    )
    access = _new_access(tx, row.session_id, ACCESS_SECONDS)
    return Tokens(access_token=access, refresh_token=successor.token, expires_in=ACCESS_SECONDS)


def _end_for_reuse(tx: Tx, session_id: UUID) -> Reused:
    """Somebody else went on from this token, or ended the session a moment ago."""
    ended = tx.one_or_none(END_SESSION, session_id=session_id, now=tx.now, why="token_reused")
    if ended is None:
        raise Revoked
    record_as(tx, action="auth.token_reused", brand_id=ended.brand_id, object_kind=ended.subject_kind, object_id=ended.subject_id)
    if ended.subject_kind == "user":
        _publish_ended(tx, user_stream(ended.subject_id), [ended], "token_reused")
    tell(
        tx,
        RefreshReused(session_id=ended.id, subject_kind=ended.subject_kind, subject_id=ended.subject_id, brand_id=ended.brand_id),
    )
    return Reused()


def make_ticket(tx: Tx, who: Actor) -> TicketOut:
    """A one-use ticket for a socket's hello, so that no token stands in a page or an address."""
    require(who.session_id is not None, "whoever asks for a ticket holds a session")
    ticket = mint(TICKET_PREFIX)
    tx.run(FORGET_TICKETS, session_id=who.session_id, before=tx.now)
    tx.run(INSERT_TICKET, hash=ticket.hash, session_id=who.session_id, expires_at=tx.now + timedelta(seconds=TICKET_SECONDS))
    return TicketOut(ticket=ticket.token, expires_in=TICKET_SECONDS)


def end_session(tx: Tx, who: Actor, why: Why) -> bool:
    """End the session of the token that was shown; its tokens are dead when this commits, its sockets close."""
    require(who.session_id is not None, "whoever ends a session holds one")
    ended = tx.one_or_none(END_SESSION, session_id=who.session_id, now=tx.now, why=why)
    if ended is None:
        return False
    stream = shop_stream(who.shop_id) if who.kind == "device" and who.shop_id is not None else user_stream(who.id)
    _publish_ended(tx, stream, [ended], why)
    return True


def end_sessions_of_user(tx: Tx, brand_id: UUID, user_id: UUID, why: Why, *, but: UUID | None = None) -> None:
    """End all sessions of a person, except perhaps the one that asks."""
    ended = tx.all(END_SESSIONS_OF, brand_id=brand_id, subject_id=user_id, but=but or NONE, now=tx.now, why=why)
    _publish_ended(tx, user_stream(user_id), ended, why)


def end_sessions_of_device(tx: Tx, brand_id: UUID, device_id: UUID, why: Why) -> None:
    """End all sessions of a device. Whoever revokes it tells it so; nothing is published here."""
    tx.all(END_SESSIONS_OF, brand_id=brand_id, subject_id=device_id, but=NONE, now=tx.now, why=why)


def _publish_ended(tx: Tx, stream: str, ended: list[Any], why: Why) -> None:
    for row in ended:
        publish(tx, SessionEnded(session=row.id, why=why), stream=stream, to=[session_channel(row.id)])


def open_sessions_of(tx: Tx, brand_id: UUID, subject_id: UUID) -> list[UUID]:
    """The sessions that may have sockets open."""
    return [row.id for row in tx.all(OPEN_SESSIONS_OF, brand_id=brand_id, subject_id=subject_id, now=tx.now)]


def session_channel(session_id: UUID) -> str:
    """The channel that every socket of one session follows, beside those of its role."""
    return f"session:{session_id}"


def forget_expired(tx: Tx) -> int:
    """Housekeeping: tokens and tickets that ran out a day ago, at most 200 of each; how many. Call again until it is none."""
    return sum(tx.run(statement, before=tx.now - timedelta(days=1)) for statement in FORGET_EXPIRED)
