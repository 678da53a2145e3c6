"""Says what it is told, one thing after the other."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import timedelta

from devices.client import Device, DeviceStore, Hub, Message
from devices.client.clock import instant
from devices.client.frames import Event
from devices.client.storage import TokenPair
from devices.speaker.players import CannotPlay, Player
from devices.speaker.standing import Standing
from devices.speaker.wav import Wav
from devices.speaker.words import Words

log = logging.getLogger("speaker")

APP = "speaker/1.0.0"
SPOKEN = {"announcement", "pad_call"}
IDENTIFY = "im.identify_asked"
IDENTIFY_WITHIN = timedelta(seconds=10)
WAITING_MOST = 20
"""Sentences of four seconds each; what comes after these would be old news when its turn came."""


class Speaker:
    """One box. Entered, it follows its channels until it is left; the results it gives are those of receipts."""

    def __init__(self, hub: Hub, store: DeviceStore, tokens: TokenPair, player: Player, words: Words, *, volume: int = 100) -> None:
        self.player = player
        self.words = words
        self.volume = volume
        self.audio = "ready"
        self.standing = Standing()
        self._turn = asyncio.Lock()
        self._waiting = 0
        try:
            player.check()
        except CannotPlay as silent:
            self.audio = "blocked"
            log.warning("nothing can be heard: %s", silent)
        self.device = Device(
            hub,
            tokens.access_token,
            tokens.refresh_token,
            store=store,
            app=APP,
            caps=("speech",),
            audio=self.audio,
            record=False,
            present=self.present,
            name="speaker",
        )
        self.device.on_event(self.standing.take)
        self.device.on_event(self._show_itself)
        self._shown: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Speaker:
        self.device.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.device.close()

    async def present(self, message: Message) -> str:
        """Say one message when its turn comes; what became of it, as receipts name it."""
        try:
            result = await self._in_turn(message)
        except Exception:
            log.exception("this program has a fault, and nothing was heard")
            await self._hears("blocked")
            result = "audio_blocked"
        log.info("%s: %s", result, message.text or message.event)
        return result

    async def _in_turn(self, message: Message) -> str:
        if message.kind not in SPOKEN:
            return "skipped:no_screen"
        if message.silent or self._volume_of(message) == 0:
            return "silenced"
        if self._waiting >= WAITING_MOST:
            return "skipped:too_many"
        self._waiting += 1
        words = asyncio.create_task(self.words.of(self.device.identity, message))  # made ready while others still speak
        try:
            async with self._turn:
                return await self._say(message, words)
        finally:
            self._waiting -= 1
            words.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await words

    async def _say(self, message: Message, words: asyncio.Task[Wav | None]) -> str:
        """The chime, then the words; whether they are still true is looked at before each, as the chime alone takes a second."""
        if over := self._is_over(message):
            return over
        chime = await self.words.chime(self.device.identity, message.chime)
        volume = self._volume_of(message)
        if chime is not None and not await self._is_heard(chime, f"chime-{message.chime}", volume):
            return "audio_blocked"
        said = await words
        if over := self._is_over(message):
            return over
        if said is None:
            return "skipped:no_voice"
        return "spoken" if await self._is_heard(said, f"speech-{message.message}", volume) else "audio_blocked"

    def _volume_of(self, message: Message) -> int:
        """How loud it is: so much of what this box is set to."""
        return self.volume * message.volume // 100

    def _show_itself(self, event: Event) -> None:
        """Somebody in the office asks which box this is; one that asked long ago has gone on."""
        if event.type == IDENTIFY and self.device.hub_time.now() - instant(event.at) < IDENTIFY_WITHIN:
            self._shown = asyncio.create_task(self._chime_for_the_ear())

    async def _chime_for_the_ear(self) -> None:
        async with self._turn:
            chime = await self.words.chime(self.device.identity, "call")
            if chime is not None and self.volume > 0:
                await self._is_heard(chime, "identify", self.volume)

    def _is_over(self, message: Message) -> str:
        if message.expires_at is not None and instant(message.expires_at) <= self.device.hub_time.now():
            return "expired"
        return "" if self.standing.holds(message) else "skipped:subject_changed"

    async def _is_heard(self, sound: Wav, about: str, volume: int) -> bool:
        """Play, and tell the hub when that begins or ceases to work."""
        try:
            await self.player.play(sound.at_volume(volume), about)
        except CannotPlay as silent:
            log.warning("nothing was heard: %s", silent)
            now = "blocked"
        else:
            now = "ready"
        await self._hears(now)
        return now == "ready"

    async def _hears(self, now: str) -> None:
        if now != self.audio:
            self.audio = now
            await self.device.health(audio=now)
