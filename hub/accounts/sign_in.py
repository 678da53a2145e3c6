"""Signing in with a name and a password. The password is compared between two units, never inside one."""

import unicodedata
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select, update

from hub.accounts import sessions
from hub.accounts.actor import Actor
from hub.accounts.attempts import ADDRESS, SIGN_IN, forget_attempts, give_back, take_attempt
from hub.accounts.audit import record, record_as
from hub.accounts.errors import WrongCredentials
from hub.accounts.models import session, staff_grant, user
from hub.accounts.passwords import Verdict
from hub.accounts.queries import user_out
from hub.accounts.schemas import SignedIn
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.errors import Forbidden

BY_NAME = "a name is known before its brand is"

FIND_BY_USERNAME = (
    select(user.c.id, user.c.brand_id, user.c.password_hash)
    .where(user.c.username == bindparam("username"))
    .execution_options(any_tenant=BY_NAME)
)
KNOWS_ADDRESS = (
    select(session.c.id)
    .where(session.c.subject_id == bindparam("user_id"), session.c.address == bindparam("address"))
    .limit(1)
    .execution_options(any_tenant=BY_NAME)
)
FIND_SIGNING_IN = (
    select(*user.c, staff_grant.c.shop_id, staff_grant.c.role, staff_grant.c.job)
    .join_from(user, staff_grant, staff_grant.c.user_id == user.c.id)
    .where(user.c.brand_id == bindparam("brand_id"), user.c.id == bindparam("user_id"), staff_grant.c.brand_id == bindparam("brand_id"))
)
SET_PASSWORD = (
    update(user)
    .where(user.c.brand_id == bindparam("brand_id"), user.c.id == bindparam("user_id"), user.c.password_hash == bindparam("known_hash"))
    .values(password_hash=bindparam("new_hash"), updated_at=bindparam("now", type_=Instant))
)


class Candidate(msgspec.Struct, frozen=True):
    """Who may be signing in; without an id nobody has that name, which nobody is told."""

    counted_as: str
    address: str
    user_id: UUID | None = None
    brand_id: UUID | None = None
    password_hash: str | None = None


def sign_in_name(username: str) -> str:
    """One spelling for a name, however it is typed."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def begin_sign_in(tx: Tx, username: str, address: str) -> Candidate:
    """Count the try, then say what the password is to be compared with. Must be committed before it is compared.

    A stranger who guesses uses up the account's count for unknown places only; where the account has been signed in
    from before, its owner still gets in.

    Raises:
        RateLimited: 10 tries for the account or 100 from the address within 15 minutes.
    """
    take_attempt(tx, ADDRESS, address)
    name = sign_in_name(username)
    row = tx.one_or_none(FIND_BY_USERNAME, username=name)
    known_place = tx.value(KNOWS_ADDRESS, user_id=row.id if row else sessions.NONE, address=address) is not None
    counted_as = f"at {address}: {name}" if known_place else f"anywhere: {name}"
    take_attempt(tx, SIGN_IN, counted_as)
    if row is None:
        return Candidate(counted_as, address)
    return Candidate(counted_as, address, row.id, row.brand_id, row.password_hash)


def finish_sign_in(tx: Tx, candidate: Candidate, verdict: Verdict) -> SignedIn | None:
    """Open a session for a person whose password fits; None leaves only the note that somebody tried.

    What was true when the password was compared must still be true: the same password, and the account active.
    """
    person = _person(tx, candidate) if verdict.fits else None
    if person is None:
        _note_refusal(tx, candidate)
        return None
    if verdict.new_hash is not None:
        tx.run(
            SET_PASSWORD,
            brand_id=person.brand_id,
            user_id=person.id,
            known_hash=person.password_hash,
            new_hash=verdict.new_hash,
            now=tx.now,
        )
    forget_attempts(tx, SIGN_IN, candidate.counted_as)
    give_back(tx, ADDRESS, candidate.address)
    tokens = sessions.open_session(tx, kind="user", subject_id=person.id, brand_id=person.brand_id, address=candidate.address)
    record_as(
        tx,
        action="auth.signed_in",
        brand_id=person.brand_id,
        shop_id=person.shop_id,
        actor_kind="user",
        actor_id=person.id,
        actor_name=person.name,
        object_kind="user",
        object_id=person.id,
        after={"address": candidate.address},
    )
    return SignedIn(
        access_token=tokens.access_token, refresh_token=tokens.refresh_token, expires_in=tokens.expires_in, user=user_out(person)
    )


def _person(tx: Tx, candidate: Candidate) -> Any:
    row = tx.one_or_none(FIND_SIGNING_IN, brand_id=candidate.brand_id, user_id=candidate.user_id)
    return row if row is not None and row.state == "active" and row.password_hash == candidate.password_hash else None


def _note_refusal(tx: Tx, candidate: Candidate) -> None:
    record_as(
        tx,
        action="auth.sign_in_refused",
        brand_id=candidate.brand_id,
        object_kind="user",
        object_id=candidate.user_id or "unknown",
        after={"address": candidate.address},
    )


def sign_out(tx: Tx, who: Actor) -> None:
    """End the session whose token was shown. For a device: it has to be paired again."""
    if sessions.end_session(tx, who, "signed_out"):
        record(tx, who, "auth.signed_out", who.kind, who.id)


def password_in_use(tx: Tx, who: Actor) -> Any:
    """The person's row, with the hash that the present password is compared with. Counts as a try at guessing it.

    Raises:
        Forbidden: a device has no password.
        RateLimited: too many wrong tries.
    """
    if who.kind != "user":
        raise Forbidden("a device has no password")
    take_attempt(tx, SIGN_IN, f"change: {who.id}")
    return tx.one(FIND_SIGNING_IN, brand_id=who.brand_id, user_id=who.id)


def change_password(tx: Tx, who: Actor, known_hash: str, new_hash: str) -> None:
    """Set a new password if the old one is still the one that was compared; every other session of the person ends.

    Raises:
        WrongCredentials: somebody changed it meanwhile.
    """
    if not tx.run(SET_PASSWORD, brand_id=who.brand_id, user_id=who.id, known_hash=known_hash, new_hash=new_hash, now=tx.now):
        raise WrongCredentials
    forget_attempts(tx, SIGN_IN, f"change: {who.id}")
    sessions.end_sessions_of_user(tx, who.brand_id, who.id, "password", but=who.session_id)
    record(tx, who, "auth.password_changed", "user", who.id)
