"""A person's session in a browser: the refresh token lies in a cookie that no script can read, the access token in the page's memory.

A page of another origin can neither send the cookie (SameSite=Strict) nor be answered (the Origin is checked besides).
"""

from typing import Any

from litestar import Request
from litestar.datastructures import Cookie
from msgspec import UNSET

from hub.accounts import sessions, sign_in
from hub.accounts.audit import record
from hub.accounts.errors import ForeignOrigin
from hub.accounts.queries import user_out
from hub.accounts.schemas import OpenSession, SignedIn, SignIn
from hub.accounts.tokens import REFRESH_LIFE, hash_of
from hub.kit.db import Tx
from hub.kit.errors import Forbidden, invalid

PATH = "/api/v1/auth/session"
"""Where the cookie is sent to, and nowhere else."""
NAME = "venuehub_session"


def go_on(tx: Tx, presented: bytes) -> SignedIn | sessions.Reused:
    """The next tokens of a person's session, and who they are now.

    Raises:
        TokenInvalid, TokenExpired, Revoked: as for any refresh token.
        Forbidden: it is a device's, which keeps its own.
    """
    tokens = sessions.refresh_tokens(tx, presented)
    if isinstance(tokens, sessions.Reused):
        return tokens
    person = sessions.holder_of_token(tx, hash_of(tokens.access_token)).person
    if person is None:
        raise Forbidden("this token belongs to a device")
    row = tx.one(sign_in.FIND_SIGNING_IN, brand_id=person.brand_id, user_id=person.id)
    return SignedIn(access_token=tokens.access_token, refresh_token=tokens.refresh_token, expires_in=tokens.expires_in, user=user_out(row))


def take_over(tx: Tx, presented: bytes, address: str) -> SignedIn | sessions.Reused:
    """A session that was opened elsewhere goes on in this browser."""
    signed_in = go_on(tx, presented)
    if isinstance(signed_in, SignedIn):
        person = sessions.holder_of_token(tx, hash_of(signed_in.access_token)).person
        if person is not None:
            record(tx, person, "auth.signed_in", "user", person.id, after={"address": address, "with": "refresh_token"})
    return signed_in


def sign_out(tx: Tx, presented: bytes) -> None:
    """End the session of a cookie.

    Raises:
        TokenInvalid, Revoked: there is none, or it has ended.
    """
    person = sessions.holder_of_refresh(tx, presented).person
    if person is not None:
        sign_in.sign_out(tx, person)


def told(data: OpenSession) -> SignIn | str:
    """Which of its two forms a body has: a name with a password, or a refresh token.

    Raises:
        Invalid: neither, or both.
    """
    if data.refresh_token is not UNSET:
        if data.username is not UNSET or data.password is not UNSET:
            raise invalid("/refresh_token", "either this, or username and password")
        return data.refresh_token
    if data.username is UNSET or data.password is UNSET:
        raise invalid("/username" if data.username is UNSET else "/password", "username and password, or refresh_token")
    return SignIn(username=data.username, password=data.password)


def check_origin(request: Request[Any, Any, Any]) -> None:
    """Only the hub's own pages, and programs that are no browser, keep sessions this way.

    Raises:
        ForeignOrigin: a page of another origin asks.
    """
    if not request.app.state.hub.stage.welcome_origin(request.scope):
        raise ForeignOrigin


def token_in(request: Request[Any, Any, Any]) -> bytes | None:
    """The hash of the refresh token in the cookie."""
    value = request.cookies.get(NAME)
    return hash_of(value) if value else None


def cookie(request: Request[Any, Any, Any], refresh_token: str | None) -> Cookie:
    """The cookie with its next token; None takes it away."""
    return Cookie(
        key=NAME,
        value=refresh_token or "",
        path=PATH,
        max_age=int(REFRESH_LIFE["user"].total_seconds()) if refresh_token else 0,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
