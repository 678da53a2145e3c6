"""One pass over the kept events of a stream: what the log says was told. `told` holds it against the tables."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select

from hub.audit.finding import table
from hub.kit.db import Tx
from hub.kit.door import Row

event = table("event")
stream = table("stream")

AT_ONCE = 1_000
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
MARGIN = timedelta(seconds=60)
"""Units read the clock when they begin and get their numbers when they end, so times do not rise exactly as numbers do."""

STREAMS = select(stream.c.name, stream.c.oldest, stream.c.head).order_by(stream.c.name)
PAGE = (
    select(event.c.seq, event.c.id, event.c.type, event.c.channels, event.c.cause, event.c.at, event.c.body)
    .where(event.c.stream == bindparam("stream_name"), event.c.seq > bindparam("after"))
    .order_by(event.c.seq)
    .limit(AT_ONCE)
)
FIRST_KEPT = select(event.c.at).where(event.c.stream == bindparam("stream_name")).order_by(event.c.seq).limit(1)

PLACED, MOVED = "orders.order_placed", "kds.line_moved"


class Body(msgspec.Struct):
    """An event as it was sent, without the number."""

    id: UUID
    type: str
    at: str
    channels: list[str]
    data: dict[str, Any]
    cause: str | None = None


class Told:
    """What the kept events of one stream say."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.kind, _, owner = name.partition(":")
        self.owner = uuid_or_none(owner)
        self.events = 0
        self.ids: set[UUID] = set()
        self.wrong: list[tuple[int, str]] = []
        """Events that do not say what their row says."""
        self.channels: dict[str, int] = {}
        """Every channel, with the first number that used it."""
        self.newest: dict[tuple[str, UUID], tuple[int, int | None]] = {}
        """Each thing that was named: the number of the newest event that does, and the version it gives; None: removed."""
        self.print_jobs: dict[UUID, dict[str, Any]] = {}
        """Each print job as it was told last."""
        self.shops: dict[UUID, int] = {}
        """Shops that orders and shops were said to be of, with the first number that says so."""
        self.placed: dict[UUID, int] = {}
        self.moved: dict[tuple[UUID, int], int] = {}
        self.twice: list[tuple[int, str]] = []
        """Events that tell of a line's placing or move for a second time."""
        self.since = ALWAYS
        """Whatever happened from here on must be in the log."""

    def take(self, row: Row) -> None:
        """Note one event."""
        self.events += 1
        try:
            body = msgspec.json.decode(b"{" + row.body, type=Body)
        except msgspec.DecodeError as error:
            self.wrong.append((row.seq, f"the body cannot be read: {error}"))
            return
        if (body.id, body.type, body.channels, body.cause) != (row.id, row.type, list(row.channels), row.cause):
            self.wrong.append((row.seq, "the body does not say what the row says"))
        if row.id in self.ids:
            self.wrong.append((row.seq, "the id of an earlier event"))
        self.ids.add(row.id)
        for channel in row.channels:
            self.channels.setdefault(channel, row.seq)
        self._take_things(row.seq, row.type, body.data)

    def _take_things(self, seq: int, kind: str, data: dict[str, Any]) -> None:
        for name, thing in things_in(data):
            thing_id = uuid_or_none(thing["id"])
            if thing_id is None:
                self.wrong.append((seq, f"a {name} without an id"))
                continue
            version = thing.get("version")
            if isinstance(version, int):
                self.newest[name, thing_id] = (seq, version)
            if name == "print_job":
                self.print_jobs[thing_id] = thing
            shop = thing_id if name == "shop" else uuid_or_none(thing.get("shop_id"))
            if shop is not None:
                self.shops.setdefault(shop, seq)
            if name == "line" and kind == PLACED:
                self._note(self.placed, thing_id, seq)
            elif name == "line" and kind == MOVED and isinstance(version, int):
                self._note(self.moved, (thing_id, version), seq)
        for name, gone in (data.get("removed") or {}).items():
            for thing_id in filter(None, map(uuid_or_none, gone)):
                self.newest[name, thing_id] = (seq, None)

    def _note(self, known: dict[Any, int], what: Any, seq: int) -> None:
        if what in known:
            self.twice.append((seq, f"told before, by {known[what]}"))
        known.setdefault(what, seq)


def things_in(data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Whatever stands in an event's data under an id: `order`, `line`, each of `lines`."""
    for name, value in data.items():
        if isinstance(value, dict) and "id" in value:
            yield name, value
        elif isinstance(value, list):
            for each in value:
                if isinstance(each, dict) and "id" in each:
                    yield name.removesuffix("s"), each


def uuid_or_none(text: Any) -> UUID | None:
    try:
        return UUID(text)
    except (ValueError, TypeError, AttributeError):
        return None


def read_log(tx: Tx, row: Row) -> Told:
    """Everything that the kept events of a stream (name, oldest, head) say."""
    told = Told(row.name)
    if row.oldest > 1:
        first = tx.value(FIRST_KEPT, stream_name=row.name)
        told.since = NEVER if first is None else first + MARGIN
    after = 0
    while page := tx.all(PAGE, stream_name=row.name, after=after):
        for each in page:
            told.take(each)
        after = page[-1].seq
    return told
