"""Where the sounds come from: chimes and words from the hub, or words from a voice on this machine."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from devices.client import Message, Problem, Silence
from devices.client.identity import Identity
from devices.speaker.wav import Wav

log = logging.getLogger("speaker")

FETCH_SECONDS = 8.0
"""Longer than the hub lets anybody wait for a sound."""
VOICES = {"zh-CN": "sit/cmn", "en": "gmw/en"}
RATE = 165
CHIMES_MOST = 32


class Words:
    """Finds the sounds of messages. `own_first`: this machine speaks itself, and asks the hub only when it cannot."""

    def __init__(self, *, own_first: bool = False) -> None:
        self.own_first = own_first
        self._voice: Any = None
        self._chimes: dict[str, Wav] = {}

    async def chime(self, identity: Identity, name: str | None) -> Wav | None:
        """The chime of this name, fetched once; None when the hub has none."""
        if not name or not name.replace("_", "").isalnum():
            return None
        if name not in self._chimes:
            found = await self._fetch(identity, f"{identity.hub.url}/sounds/{name}.wav")
            if found is None or len(self._chimes) >= CHIMES_MOST:
                return found
            self._chimes[name] = found
        return self._chimes[name]

    async def of(self, identity: Identity, message: Message) -> Wav | None:
        """The words of a message; None when nobody can say them."""
        ways = [self._of_hub, self._own]
        for way in reversed(ways) if self.own_first else ways:
            found = await way(identity, message)
            if found is not None:
                return found
        return None

    async def _of_hub(self, identity: Identity, message: Message) -> Wav | None:
        return await self._fetch(identity, message.audio) if message.audio else None

    async def _fetch(self, identity: Identity, address: str) -> Wav | None:
        try:
            reply = await identity.request("GET", address, timeout_seconds=FETCH_SECONDS)
            if not reply.ok or reply.headers.get("sound", "speech") != "speech":
                log.info("the hub has no sound for this: %s", reply.headers.get("sound-why") or reply.code or reply.status)
                return None
            return Wav.read(reply.body)
        except (Silence, Problem, ValueError, TypeError) as failed:
            log.info("no sound came from the hub: %s", failed)
            return None

    async def _own(self, _identity: Identity, message: Message) -> Wav | None:
        """Needs the folder `sounds` beside `devices`, pyttsx3 and espeak-ng; without them this machine says nothing itself."""
        try:
            from sounds.voice import CannotSpeak, Voice
        except ImportError:
            return None
        text, voice = message.speech or message.text, VOICES.get(message.lang or "")
        if not text or voice is None:
            return None
        if self._voice is None:
            self._voice = Voice()
        try:
            return Wav.read(await asyncio.to_thread(self._voice.say, text, voice, RATE))
        except (CannotSpeak, ValueError) as failed:
            log.info("this machine could not say it: %s", failed)
            return None
