"""What a test lets be said without a message."""

from uuid import UUID

from hub.im.speech.prepare import Sounds
from hub.kit.db import Tx


def audio_for(tx: Tx, brand_id: UUID, text: str, language: str) -> str | None:
    """The address that a message with this text would carry."""
    sounds = Sounds(tx, brand_id)
    address = sounds.address(text, language)
    sounds.note()
    return address
