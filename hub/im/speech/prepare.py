"""What a verb does for the sound of a message: it notes the words and gets the address of their sound. Nothing is rendered here."""

import hmac
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam

from hub.im.speech.models import speech as said
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import upsert_row
from hub.live.epoch import secret_of
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


class Sounds:
    """What one transaction lets be said. Noted at its end, each text once and in the order of the keys: two shops of a brand that say
    the same texts at the same time wait for each other, and never both."""

    def __init__(self, tx: Tx, brand_id: UUID) -> None:
        self.tx = tx
        self.brand_id = brand_id
        self._said: dict[str, dict[str, Any]] = {}
        self._secret: bytes | None = None

    def address(self, speech: str, language: str) -> str | None:
        """Where the sound of this text will be found; None when nobody here can say it, so that screens use their own voice."""
        speaker = voices.get(language)
        text = " ".join(speech.split())[:MOST_CHARACTERS]
        if speaker is None or not text:
            return None
        if self._secret is None:
            self._secret = secret_of(self.tx, "sounds")
        key = key_of(self._secret, text, speaker)
        self._said[key] = {"key": key, "text": text, "language": language, "voice": speaker.voice, "rate": speaker.rate}
        return ADDRESS.format(key=key)

    def note(self) -> None:
        """Write down what is to be said, so that whoever hears of its address can ask for it."""
        now = self.tx.now
        of = {"brand_id": self.brand_id, "size_bytes": 0, "created_at": now, "used_at": now, "long_ago": now - USED_AGAIN_AFTER}
        self.tx.many(NOTE, [self._said[key] | of for key in sorted(self._said)])


def key_of(secret: bytes, text: str, speaker: Speaker) -> str:
    """Names a sound by what is said and by whom: the same words are rendered once, whichever brand says them.

    The secret is the installation's. Without it a guest could work out the key of any words, and ask whether they were ever said.
    """
    return hmac.digest(secret, f"{speaker.voice}\0{speaker.rate}\0{text}".encode(), "sha256").hex()[:40]
