"""A1 and A2: whoever was thrown out is out."""

from collections.abc import Iterator

from sqlalchemy import and_, func, or_, select

from hub.accounts.tokens import LEEWAY
from hub.audit.finding import WHOLE, Breach, Finding, Invariant, Offences, count_of, table
from hub.kit.db import Tx

session = table("session")
access = table("access_token")
refresh = table("refresh_token")
user = table("user")
device = table("device")

OPEN = session.c.revoked_at.is_(None)
ENDED = count_of(session, ~OPEN)
_named = (session.c.id, session.c.subject_kind, session.c.subject_id, session.c.brand_id)
_of_user = and_(session.c.subject_kind == "user", user.c.id == session.c.subject_id)
_of_device = and_(session.c.subject_kind == "device", device.c.id == session.c.subject_id)

sessions = Invariant(
    "A1",
    "A session belongs to one person or device of its brand; when they are switched off or revoked it is over.",
    {
        "sessions": count_of(session),
        "open": count_of(session, OPEN),
        "access_tokens": count_of(access),
        "refresh_tokens": count_of(refresh),
    },
    [
        Breach(
            "an open session of nobody, or of somebody of another brand",
            select(*_named)
            .outerjoin_from(session, user, _of_user)
            .outerjoin(device, _of_device)
            .where(
                OPEN,
                or_(
                    and_(user.c.id.is_(None), device.c.id.is_(None)),
                    user.c.brand_id != session.c.brand_id,
                    device.c.brand_id != session.c.brand_id,
                ),
            ),
        ),
        Breach(
            "an open session of a person who is switched off, or of a device that is revoked",
            select(*_named, func.coalesce(user.c.state, device.c.state).label("state"))
            .outerjoin_from(session, user, _of_user)
            .outerjoin(device, _of_device)
            .where(OPEN, or_(user.c.state != "active", device.c.state == "revoked")),
        ),
        Breach(
            "a session was ended without a reason, or has a reason and goes on",
            select(*_named, session.c.revoked_at, session.c.revoked_why).where(session.c.revoked_why.is_(None) != OPEN),
        ),
        Breach(
            "an open session's refresh token is not one of its own",
            select(*_named)
            .outerjoin_from(session, refresh, and_(refresh.c.hash == session.c.current_refresh, refresh.c.session_id == session.c.id))
            .where(OPEN, refresh.c.hash.is_(None)),
        ),
    ],
)

USED_AFTER = (
    select(*_named, session.c.revoked_at, refresh.c.used_at)
    .join_from(session, refresh, refresh.c.session_id == session.c.id)
    .where(refresh.c.used_at > session.c.revoked_at)
    .execution_options(any_tenant=WHOLE)
)


def nobody_comes_back(tx: Tx) -> Iterator[Finding]:
    """Judge A2. Hubs read their own clocks, so a few seconds between two transactions mean nothing."""
    found = Offences("A2", "No token of a session was taken after the session had been ended.")
    found.terms["ended"] = tx.value(ENDED)
    for row in tx.all(USED_AFTER):
        if row.used_at - row.revoked_at > LEEWAY:
            found.add("a refresh token of an ended session was used", **row._asdict())
    yield found.finding()
