"""Into the stream: facts are collected by the unit, numbered last, and committed with their cause.

The numbers come from one counter row per stream, raised inside the transaction, streams in name order, nothing locked
after them: commit order is number order, without gaps. A database sequence must never be the cursor; it is handed out
before the commit, so a reader can step over a row that is not there yet.
"""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, update

from hub.kit.clock import stamp
from hub.kit.db import Tx
from hub.kit.door import insert_row, upsert_row
from hub.kit.errors import Fault
from hub.kit.ids import new_id
from hub.live.events import Event
from hub.live.models import beginnings, events, streams

MOST_DATA_BYTES = 8_192

encoder = msgspec.json.Encoder()

TAKE_NUMBERS = (
    update(streams)
    .where(streams.c.name == bindparam("stream_name"))
    .values(head=streams.c.head + bindparam("many"))
    .returning(streams.c.head, streams.c.epoch)
)
OPEN_STREAM = upsert_row(streams, ["name", "epoch", "head", "oldest", "created_at"], conflict=["name"])
INSERT_EVENT = insert_row(events)
BEGIN_AT = upsert_row(beginnings, ["stream", "name", "seq"], conflict=["stream", "name"], update={"seq": "excluded"})


class News(msgspec.Struct):
    """One published event. The number, and with it the frame, is known when the unit ends."""

    stream: str
    type: str
    id: UUID
    channels: tuple[str, ...]
    body: bytes
    cause: str | None
    at: Any
    begins: str | None = None
    seq: int = 0
    epoch: str = ""

    def text(self) -> bytes:
        """The text frame that every receiver gets."""
        return frame_text(self.stream, self.seq, self.body)


def frame_text(stream: str, seq: int, body: bytes) -> bytes:
    """The one place where an event's frame is put together: head, number, and the body stored in the log."""
    return b'{"t":"event","stream":"%b","seq":%d,%b' % (stream.encode(), seq, body)


def shop_stream(shop_id: UUID) -> str:
    return f"shop:{shop_id}"


def user_stream(user_id: UUID) -> str:
    return f"user:{user_id}"


def brand_stream(brand_id: UUID) -> str:
    return f"brand:{brand_id}"


def publish(tx: Tx, event: Event, *, stream: str, to: Iterable[str], begins: str | None = None) -> None:
    """Tell the screens. The event leaves after the commit, or not at all; what must follow in the same unit follows here.

    `to` lists the channels, the narrowest that do. Reactions to the event's type run at once, in the order written.
    `begins` has the event's number remembered under this name (`hub.live.log.began_at`).

    Raises:
        Fault: the event is larger than 8 KiB; whoever publishes splits it.
    """
    channels = tuple(dict.fromkeys(to))
    data = encoder.encode(event)
    if len(data) > MOST_DATA_BYTES:
        raise Fault(f"{event.type} with {len(data)} bytes of data")
    event_id = new_id()
    head = {"id": event_id, "type": event.type, "at": stamp(tx.now)}
    if tx.cause is not None:
        head["cause"] = tx.cause
    body = encoder.encode(head | {"channels": channels})[1:-1] + b',"data":' + data + b"}"
    if channels:
        tx.news.append(News(stream, event.type, event_id, channels, body, tx.cause, tx.now, begins))
    tell(tx, event)


def tell(tx: Tx, fact: Any) -> None:
    """Run what must be true together with this fact, in the same transaction (`hub/reactions.py`)."""
    for reaction in tx.reactions.get(type(fact), ()):
        reaction(tx, fact)


def append_events(tx: Tx, txs: Sequence[Tx]) -> None:
    """The ending that numbers and writes the events of all units of a transaction; nothing is locked after it."""
    by_stream: dict[str, list[News]] = {}
    for unit in txs:
        for news in unit.news:
            by_stream.setdefault(news.stream, []).append(news)
    rows = []
    for name in sorted(by_stream):
        batch = by_stream[name]
        counter = tx.one_or_none(TAKE_NUMBERS, stream_name=name, many=len(batch))
        if counter is None:
            open_stream(tx, name)
            counter = tx.one(TAKE_NUMBERS, stream_name=name, many=len(batch))
        for seq, news in enumerate(batch, counter.head - len(batch) + 1):
            news.seq, news.epoch = seq, counter.epoch
            rows.append(
                {
                    "stream": name,
                    "seq": seq,
                    "id": news.id,
                    "type": news.type,
                    "channels": news.channels,
                    "body": news.body,
                    "cause": news.cause,
                    "at": news.at,
                }
            )
    tx.many(INSERT_EVENT, rows)
    tx.many(BEGIN_AT, [{"stream": each.stream, "name": each.begins, "seq": each.seq} for each in begun_by_name(by_stream)])


def begun_by_name(by_stream: dict[str, list[News]]) -> list[News]:
    """The last event of each name that begins something; the rows are written under their stream's counter, so nobody else holds them."""
    last = {(each.stream, each.begins): each for name in sorted(by_stream) for each in by_stream[name] if each.begins is not None}
    return list(last.values())


def open_stream(tx: Tx, name: str) -> None:
    """Make the counter row of a stream that has none."""
    tx.run(OPEN_STREAM, name=name, epoch=new_epoch(), head=0, oldest=1, created_at=tx.now)


def new_epoch() -> str:
    """Opaque to clients: numbers of different epochs cannot be compared."""
    return secrets.token_hex(4)
