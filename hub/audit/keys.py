"""I1: a command has one effect, and its key stands or falls with it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import and_, bindparam, distinct, func, or_, select

from hub.audit.finding import Breach, Offences, count_of, table
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.idempotency import KEEP_DAYS, PLAIN_BYTES

keys = table("idempotency_key")
history = table("line_history")

SLACK = timedelta(hours=1)
"""Keys near the end of their seven days may be gone or still there."""

KEYS = count_of(keys)
LATEST = select(func.max(keys.c.created_at, type_=Instant).label("at"))

REFUSED = Breach(
    "a stored answer is none of success: a refused command leaves no key",
    select(keys.c.owner, keys.c.key, keys.c.status).where(~keys.c.status.between(200, 299)),
)
CUT = Breach(
    "the stored answer is not as long as it says",
    select(keys.c.owner, keys.c.key, keys.c.plain_bytes).where(
        or_(keys.c.plain_bytes < 0, and_(keys.c.plain_bytes <= PLAIN_BYTES, func.length(keys.c.body) != keys.c.plain_bytes))
    ),
)
KEYLESS = Breach(
    "an effect names a key that was not stored with it",
    select(history.c.line_id, history.c.version, history.c.by_id, history.c.cause, history.c.at)
    .outerjoin_from(history, keys, and_(keys.c.owner == history.c.by_id, keys.c.key == history.c.cause))
    .where(history.c.cause.is_not(None), history.c.at >= bindparam("since", type_=Instant), keys.c.key.is_(None)),
)
TWICE = Breach(
    "one key, two effects at different times",
    select(
        history.c.by_id,
        history.c.cause,
        func.min(history.c.at, type_=Instant).label("first"),
        func.max(history.c.at, type_=Instant).label("last"),
    )
    .where(history.c.cause.is_not(None), history.c.at >= bindparam("since", type_=Instant))
    .group_by(history.c.by_id, history.c.cause)
    .having(func.count(distinct(history.c.at)) > 1),
)


def one_effect_per_key(tx: Tx) -> Any:
    """Judge I1 as far back as keys are kept."""
    found = Offences("I1", "A command takes effect once: its key, effect, events and answer are committed together.")
    found.terms["keys"] = tx.value(KEYS)
    latest = tx.value(LATEST)
    since = max(tx.now, latest or tx.now) - timedelta(days=KEEP_DAYS) + SLACK
    found.add_found(tx, REFUSED)
    found.add_found(tx, CUT)
    found.add_found(tx, KEYLESS, since=since)
    found.add_found(tx, TWICE, since=since)
    yield found.finding()
