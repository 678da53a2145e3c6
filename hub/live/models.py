"""Streams and their events: the durable log every screen is fed from."""

from sqlalchemy import CheckConstraint, Column, Table

from hub.kit.columns import BigInteger, Instant, Json, LargeBinary, String, Uuid, metadata

streams = Table(
    "stream",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("epoch", String(16), nullable=False),
    Column("head", BigInteger, nullable=False),
    Column("oldest", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    CheckConstraint("head >= 0 and oldest >= 1 and oldest <= head + 1", name="numbers"),
)

events = Table(
    "event",
    metadata,
    Column("stream", String(64), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Uuid, nullable=False),
    Column("type", String(48), nullable=False),
    Column("channels", Json, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("cause", String(128)),
    Column("at", Instant, nullable=False, index=True),
)

beginnings = Table(  # the number at which something began that is known by this name; the newest counts
    "stream_beginning",
    metadata,
    Column("stream", String(64), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

start_marks = Table(
    "start_mark",
    metadata,
    Column("place", String(64), primary_key=True),
    Column("mark", String(32), nullable=False),
    Column("system", String(64), nullable=False),
    Column("marked_at", Instant, nullable=False),
)
