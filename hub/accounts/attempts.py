"""Limits on guessing: counted in the database, in one statement, so that any number of hubs share one count."""

from datetime import timedelta
from typing import Any, Literal

import msgspec
from sqlalchemy import bindparam, case, delete, or_, select, tuple_, update

from hub.accounts.models import attempt
from hub.kit.columns import Instant, Integer
from hub.kit.db import Tx
from hub.kit.door import upsert_row
from hub.kit.errors import RateLimited

Kind = Literal["sign_in", "address", "pairing"]


class Limit(msgspec.Struct, frozen=True):
    """So many tries in a window that begins with the first."""

    kind: Kind
    tries: int
    window: timedelta = timedelta(minutes=15)


AT_ONCE = 200
SIGN_IN = Limit("sign_in", 10)
"""Per account, from everywhere the account was never signed in from; each known address has a count of its own."""
ADDRESS = Limit("address", 100)
PAIRING = Limit("pairing", 60, timedelta(minutes=10))

_over = attempt.c.window_started_at <= bindparam("over_if_begun", type_=Instant)
_changes: dict[str, Any] = {
    "count": case((_over, 1), else_=attempt.c.count + 1),
    "window_started_at": case((_over, bindparam("now", type_=Instant)), else_=attempt.c.window_started_at),
}
TAKE = upsert_row(
    attempt,
    ["kind", "subject", "window_started_at", "count"],
    conflict=["kind", "subject"],
    update=_changes,
    where=or_(_over, attempt.c.count < bindparam("tries", type_=Integer)),
    returning=["count"],
)
BEGUN = select(attempt.c.window_started_at).where(attempt.c.kind == bindparam("kind"), attempt.c.subject == bindparam("subject"))
GIVE_BACK = (
    update(attempt)
    .where(attempt.c.kind == bindparam("kind"), attempt.c.subject == bindparam("subject"), attempt.c.count > 0)
    .values(count=attempt.c.count - 1)
)
FORGET = delete(attempt).where(attempt.c.kind == bindparam("kind"), attempt.c.subject == bindparam("subject"))
_old = select(attempt.c.kind, attempt.c.subject).where(attempt.c.window_started_at < bindparam("before")).limit(AT_ONCE)
FORGET_OLD = delete(attempt).where(tuple_(attempt.c.kind, attempt.c.subject).in_(_old))


def take_attempt(tx: Tx, limit: Limit, subject: str) -> None:
    """Count one try before it is made, so that parallel ones cannot slip through.

    Raises:
        RateLimited: the window is full. The count does not rise then.
    """
    values = {"kind": limit.kind, "subject": subject[:128]}
    taken = tx.one_or_none(
        TAKE, **values, window_started_at=tx.now, now=tx.now, count=1, over_if_begun=tx.now - limit.window, tries=limit.tries
    )
    if taken is None:
        begun = tx.value(BEGUN, **values)
        raise RateLimited(retry_after=max(1, int((begun + limit.window - tx.now).total_seconds()) + 1))


def give_back(tx: Tx, limit: Limit, subject: str) -> None:
    """The try was a good one: it does not count."""
    tx.run(GIVE_BACK, kind=limit.kind, subject=subject[:128])


def forget_attempts(tx: Tx, limit: Limit, subject: str) -> None:
    """The right password was given: the window begins anew."""
    tx.run(FORGET, kind=limit.kind, subject=subject[:128])


def forget_old_attempts(tx: Tx) -> int:
    """Housekeeping: windows that were over an hour ago, at most 200; how many. Call again until it is none."""
    return tx.run(FORGET_OLD, before=tx.now - timedelta(hours=1))
