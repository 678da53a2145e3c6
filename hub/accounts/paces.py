"""How fast somebody may go on: so many at once, then one at a time. Counted in the database, in one statement, for all hubs together."""

from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, case, delete, literal_column, select, tuple_

from hub.accounts.models import pace
from hub.kit.columns import Instant, Integer
from hub.kit.db import Tx
from hub.kit.door import PerDialect, upsert_row
from hub.kit.errors import RateLimited

Kind = Literal["chat_message", "chat_picture", "pad_call"]
_MS = timedelta(milliseconds=1)


class Pace(msgspec.Struct, frozen=True):
    """So many at once, and from then on one in each `every`. Each step uses up so much of the time; what is used may lie ahead of now."""

    kind: Kind
    at_once: int
    every: timedelta

    @property
    def ahead(self) -> timedelta:
        """How far ahead the time may be used up before another step."""
        return self.every * (self.at_once - 1)


AT_ONCE = 200


def _step(dialect: str) -> PerDialect:
    more: Any = bindparam("every_ms", type_=Integer)
    if dialect == "postgresql":
        more = more * literal_column("interval '1 millisecond'")
    now = bindparam("now", type_=Instant)
    return upsert_row(
        pace,
        ["kind", "who", "used_until"],
        conflict=["kind", "who"],
        update={"used_until": case((pace.c.used_until <= now, bindparam("used_until", type_=Instant)), else_=pace.c.used_until + more)},
        where=pace.c.used_until <= bindparam("latest", type_=Instant),
        returning=["used_until"],
    )


STEP = PerDialect({dialect: _step(dialect).statements[dialect] for dialect in ("sqlite", "postgresql")})
USED = select(pace.c.used_until).where(pace.c.kind == bindparam("kind"), pace.c.who == bindparam("who"))
_over = select(pace.c.kind, pace.c.who).where(pace.c.used_until < bindparam("before")).limit(AT_ONCE)
FORGET = delete(pace).where(tuple_(pace.c.kind, pace.c.who).in_(_over))


def keep_pace(tx: Tx, at: Pace, who: UUID) -> None:
    """One more step of somebody's.

    Raises:
        RateLimited: too fast. The step is not counted then, so asking again does not make the wait longer.
    """
    latest = tx.now + at.ahead
    used = {"kind": at.kind, "who": who, "used_until": tx.now + at.every, "every_ms": at.every // _MS}
    if tx.one_or_none(STEP, **used, now=tx.now, latest=latest) is None:
        check_pace(tx, at, who)


def check_pace(tx: Tx, at: Pace, who: UUID) -> None:
    """Whether another step would be taken now, before anything is done for it.

    Raises:
        RateLimited: it would not; with the seconds until it would.
    """
    wait = (tx.value(USED, kind=at.kind, who=who) or tx.now) - (tx.now + at.ahead)
    if wait > timedelta(0):
        raise RateLimited(retry_after=-(-wait // timedelta(seconds=1)))


def forget_paces(tx: Tx) -> int:
    """Housekeeping: of who has been slow for an hour, at most 200; how many. Call again until it is none."""
    return tx.run(FORGET, before=tx.now - timedelta(hours=1))
