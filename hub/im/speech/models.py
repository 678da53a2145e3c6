"""The table of what was ever to be said, and which file holds the sound of it."""

from sqlalchemy import Column, Index, Table

from hub.kit.columns import Instant, Integer, String, Text, Uuid, metadata

speech = Table(
    "speech",
    metadata,
    Column("brand_id", Uuid, primary_key=True),
    Column("key", String(40), primary_key=True),
    Column("text", Text, nullable=False),
    Column("language", String(16), nullable=False),
    Column("voice", String(64), nullable=False),
    Column("rate", Integer, nullable=False),
    Column("file", String(80)),  # its name among the files of the hub that rendered it; another hub renders it anew
    Column("size_bytes", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant, nullable=False),  # the day, more or less: it is written at most once in a day
    Index("ix_speech_key", "key"),
    Index("ix_speech_used_at", "used_at"),
    info={"tenant": "brand_id"},
)
