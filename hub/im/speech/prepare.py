"""What a verb does for the sound of a message: it notes the words and gets the address of their sound. Nothing is rendered here."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam

from hub.im.speech.models import speech as said
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import upsert_row
from sounds.voice import MOST_CHARACTERS

ADDRESS = "/api/v1/sounds/{key}.wav"
USED_AGAIN_AFTER = timedelta(days=1)

NOTE = upsert_row(
    said,
    ["brand_id", "key", "text", "language", "voice", "rate", "size_bytes", "created_at", "used_at"],
    conflict=["brand_id", "key"],
    update={"used_at": "excluded"},
    where=said.c.used_at < bindparam("long_ago", type_=Instant),
)


class Speaker(NamedTuple):
    """Who says the texts of one language: the exact id of a voice, and its words a minute."""

    voice: str
    rate: int


voices: Mapping[str, Speaker] = {}
"""By language, as this process has found them at its start; empty without an engine."""


def use_voices(found: Mapping[str, Speaker]) -> None:
    """From now on messages of these languages get a sound; called by the hub, or a worker, once it knows."""
    global voices
    voices = dict(found)


def audio_for(tx: Tx, brand_id: UUID, speech: str, language: str) -> str | None:
    """Where the sound of this text will be found; None when nobody here can say it, so that screens use their own voice."""
    speaker = voices.get(language)
    text = " ".join(speech.split())[:MOST_CHARACTERS]
    if speaker is None or not text:
        return None
    key = key_of(text, speaker)
    tx.run(
        NOTE,
        brand_id=brand_id,
        key=key,
        text=text,
        language=language,
        voice=speaker.voice,
        rate=speaker.rate,
        size_bytes=0,
        created_at=tx.now,
        used_at=tx.now,
        long_ago=tx.now - USED_AGAIN_AFTER,
    )
    return ADDRESS.format(key=key)


def key_of(text: str, speaker: Speaker) -> str:
    """Names a sound by what is said and by whom: the same words are rendered once, whichever brand says them."""
    return sha256(f"{speaker.voice}\0{speaker.rate}\0{text}".encode()).hexdigest()[:40]
