"""Idempotency keys: effect, stored answer and events of a write stand in one transaction.

A key belongs to a device or a person for 7 days. The same key with the same request gives the stored answer again, byte
for byte; with another request it is refused. A refused command leaves no key: nothing happened, so a retry is judged anew.
"""

import zlib
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec
from sqlalchemy import Column, Table, bindparam, delete, func, literal_column, select, tuple_

from hub.kit.columns import Instant, Integer, LargeBinary, SmallInteger, String, Uuid, metadata
from hub.kit.db import Tx
from hub.kit.door import insert_row
from hub.kit.errors import KeyReused, RequestInProgress

KEEP_DAYS = 7
AT_ONCE = 200
PLAIN_BYTES = 16_384
"""Answers above this are stored compressed."""

keys = Table(
    "idempotency_key",
    metadata,
    Column("owner", Uuid, primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("request_hash", LargeBinary(32), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("plain_bytes", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
)

FIND = select(keys.c.request_hash, keys.c.status, keys.c.plain_bytes, keys.c.body).where(
    keys.c.owner == bindparam("owner"), keys.c.key == bindparam("key")
)
INSERT = insert_row(keys)
LOCK = select(func.pg_try_advisory_xact_lock(func.hashtextextended(bindparam("slot", type_=String), literal_column("0"))).label("got"))
_old = select(keys.c.owner, keys.c.key).where(keys.c.created_at < bindparam("before")).limit(AT_ONCE)
FORGET = delete(keys).where(tuple_(keys.c.owner, keys.c.key).in_(_old))


class Answer(msgspec.Struct, frozen=True):
    """A 2xx answer with the exact bytes of its body."""

    owner: UUID
    key: str
    request_hash: bytes
    status: int
    body: bytes


def claim(tx: Tx, owner: UUID, key: str, request_hash: bytes) -> Answer | None:
    """Take the key for this unit, or find what it answered before.

    On PostgreSQL an advisory lock of the transaction comes first, so a second request learns at once that the first
    still runs, instead of waiting for its commit. On SQLite there is one writer; keys of its open batch are in `tx.claims`.

    Raises:
        RequestInProgress: another unit holds the key.
        KeyReused: the key was used for another request.
    """
    if (owner, key) in tx.claims:
        raise RequestInProgress(retry_after=1)
    if tx.dialect == "postgresql" and not tx.value(LOCK, slot=f"{owner}/{key}"):
        raise RequestInProgress(retry_after=1)
    row = tx.one_or_none(FIND, owner=owner, key=key)
    if row is None:
        return None
    if row.request_hash != request_hash:
        raise KeyReused
    body = zlib.decompress(row.body) if row.plain_bytes > PLAIN_BYTES else row.body
    return Answer(owner, key, request_hash, row.status, body)


def keep(tx: Tx, answer: Answer) -> None:
    """Store the answer when the unit ends; the key is taken from now on."""
    tx.claims.add((answer.owner, answer.key))
    tx.answer = answer


def store_answers(tx: Tx, txs: Sequence[Tx]) -> None:
    """The ending that writes the answers of all units of a transaction at once."""
    rows = []
    for unit in txs:
        if unit.answer is not None:
            answer: Answer = unit.answer
            body = zlib.compress(answer.body, 1) if len(answer.body) > PLAIN_BYTES else answer.body
            rows.append(
                {
                    "owner": answer.owner,
                    "key": answer.key,
                    "request_hash": answer.request_hash,
                    "status": answer.status,
                    "plain_bytes": len(answer.body),
                    "body": body,
                    "created_at": unit.now,
                }
            )
    tx.many(INSERT, rows)


def forget_old(tx: Tx) -> int:
    """Housekeeping: keys older than 7 days, at most 200; how many. Call again until it is none."""
    return tx.run(FORGET, before=tx.now - timedelta(days=KEEP_DAYS))
