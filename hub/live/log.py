"""Reading the event log and the heads of streams; and what keeps the log short."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from hub.kit.db import Tx
from hub.live.append import new_epoch
from hub.live.models import beginnings, events, streams

KEEP = timedelta(hours=48)
KEEP_MOST = 100_000
READ_AT_ONCE = 500

HEADS = select(streams.c.name, streams.c.epoch, streams.c.head, streams.c.oldest).where(
    streams.c.name.in_(bindparam("names", expanding=True))
)
ALL_HEADS = select(streams.c.name, streams.c.epoch, streams.c.head, streams.c.oldest)
AFTER = (
    select(events.c.seq, events.c.type, events.c.channels, events.c.body)
    .where(events.c.stream == bindparam("stream"), events.c.seq > bindparam("after"), events.c.seq <= bindparam("up_to"))
    .order_by(events.c.seq)
    .limit(bindparam("most"))
)
OF_TYPES = (
    select(events.c.seq, events.c.channels, events.c.type, events.c.body)
    .where(
        events.c.stream == bindparam("stream"),
        events.c.seq > bindparam("after"),
        events.c.seq <= bindparam("up_to"),
        events.c.type.in_(bindparam("types", expanding=True)),
    )
    .order_by(events.c.seq)
)
OLDEST = (
    select(events.c.seq, events.c.at)
    .where(events.c.stream == bindparam("stream"), events.c.seq >= bindparam("first"))
    .order_by(events.c.seq)
    .limit(bindparam("most"))
)
BEGAN = select(beginnings.c.seq).where(beginnings.c.stream == bindparam("stream"), beginnings.c.name == bindparam("name"))
FORGET = delete(events).where(events.c.stream == bindparam("stream"), events.c.seq < bindparam("below"))
SET_OLDEST = update(streams).where(streams.c.name == bindparam("stream")).values(oldest=bindparam("first"))
NEW_EPOCH = update(streams).where(streams.c.name == bindparam("stream")).values(epoch=bindparam("fresh"))

HIGHEST = 2**62


def heads(tx: Tx, names: Iterable[str]) -> dict[str, Any]:
    """Rows (name, epoch, head, oldest) of the streams that exist, by name."""
    return {row.name: row for row in tx.all(HEADS, names=list(names))}


def read_after(tx: Tx, stream: str, after: int, up_to: int = HIGHEST, most: int = READ_AT_ONCE) -> list[Any]:
    """Events (seq, type, channels, body) above `after`, in order, at most `most`."""
    return tx.all(AFTER, stream=stream, after=after, up_to=up_to, most=most)


def read_of_types(tx: Tx, stream: str, types: Iterable[str], after: int, up_to: int) -> list[Any]:
    """Events (seq, channels, type, body) of these types above `after` up to `up_to`, in order."""
    return tx.all(OF_TYPES, stream=stream, types=sorted(types), after=after, up_to=up_to)


def began_at(tx: Tx, stream: str, name: str) -> int:
    """The number of the event that began, last, what is known by this name; 0 when nothing has begun."""
    return tx.value(BEGAN, stream=stream, name=name) or 0


def sweep(tx: Tx, stream: str, most: int = 200) -> int:
    """Forget events older than 48 h or beyond the newest 100,000, at most `most` rows; how many went."""
    row = tx.one(HEADS, names=[stream])
    oldest = tx.all(OLDEST, stream=stream, first=row.oldest, most=most)
    behind = oldest[-1].seq + 1 if oldest else row.head + 1
    below = next((each.seq for each in oldest if each.at >= tx.now - KEEP), behind)
    below = max(below, min(row.head - KEEP_MOST + 1, row.oldest + most))
    if below <= row.oldest:
        return 0
    gone = tx.run(FORGET, stream=stream, below=below)
    tx.run(SET_OLDEST, stream=stream, first=below)
    return gone


def renew_epochs(tx: Tx) -> int:
    """Give every stream a new epoch: numbers may run backwards from here, so every device takes a snapshot."""
    names = [row.name for row in tx.all(ALL_HEADS)]
    for name in names:
        tx.run(NEW_EPOCH, stream=name, fresh=new_epoch())
    return len(names)
