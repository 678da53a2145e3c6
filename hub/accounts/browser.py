"""A person's session in a browser: the refresh token lies in a cookie that no script can read, the access token in the page's memory.

`guards.py` keeps the cookie; these are the verbs behind it.
"""

from msgspec import UNSET

from hub.accounts import sessions, sign_in
from hub.accounts.audit import record
from hub.accounts.errors import TokenInvalid
from hub.accounts.queries import user_out
from hub.accounts.schemas import OpenSession, SignedIn, SignIn
from hub.accounts.tokens import hash_of
from hub.kit.db import Tx
from hub.kit.errors import Forbidden, invalid


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


def end_former(tx: Tx, presented: bytes, signed_in: SignedIn) -> None:
    """Whoever signs in in a browser ends the session that it held before; nobody can sign out of that one any more."""
    now = sessions.holder_of_token(tx, hash_of(signed_in.access_token))
    try:
        former = sessions.holder_of_refresh(tx, presented)
    except TokenInvalid:
        return  # it has ended already
    if former.person is not None and former.session_id != now.session_id:
        sign_in.sign_out(tx, former.person)


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
