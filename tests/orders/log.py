"""What the hub has written down: the events of a venue's stream, and the history of its lines."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select

from hub.im.messages.events import MessageSent
from hub.tables import TABLES
from tests.venues import Venue

event, line_history = TABLES["event"], TABLES["line_history"]
EVENTS = select(event).where(event.c.stream == bindparam("stream"), event.c.seq > bindparam("after")).order_by(event.c.seq)
HEAD = select(TABLES["stream"].c.head).where(TABLES["stream"].c.name == bindparam("stream"))
HISTORY = (
    select(line_history)
    .where(line_history.c.line_id == bindparam("line_id"), line_history.c.shop_id == bindparam("shop_id"))
    .order_by(line_history.c.version)
)


class Said(msgspec.Struct):
    """One event of the log, as it stands on the wire."""

    seq: int
    type: str
    channels: set[str]
    data: dict[str, Any]
    cause: str | None


def head(venue: Venue) -> int:
    """The number of the venue's newest event."""
    found = venue.running.database.read_now(lambda tx: tx.value(HEAD, stream=venue.stream))
    return int(found or 0)


def everything_said(venue: Venue, after: int = 0) -> list[Said]:
    """The events behind a number."""
    rows = venue.running.database.read_now(lambda tx: tx.all(EVENTS, stream=venue.stream, after=after))
    return [Said(row.seq, row.type, set(row.channels), msgspec.json.decode(b"{" + row.body)["data"], row.cause) for row in rows]


def said(venue: Venue, after: int = 0, *types: str) -> list[Said]:
    """The events behind a number, of these types or of all but messages, which come by a clock of their own."""
    found = everything_said(venue, after)
    return [each for each in found if (each.type in types if types else each.type != MessageSent.type)]


def history(venue: Venue, line: dict[str, Any]) -> list[Any]:
    """The history rows of a line, first to last."""
    found: list[Any] = venue.running.database.read_now(lambda tx: tx.all(HISTORY, line_id=UUID(line["id"]), shop_id=venue.shop_id))
    return found
