"""Where sounds are made: each once, a few at a time, outside every transaction, and nobody waits long for one.

What is kept is answered from its file. What is not is rendered when a message is committed or when the first device asks,
whichever comes first; all who ask meanwhile wait for the same rendering. Whoever would wait too long, or asks while the voice
is away, gets the recorded chime and is told why. A text that failed rests; after two failures in a row everything new does.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial

import msgspec

from hub.im.speech import queries
from hub.im.speech.prepare import use_voices
from hub.im.speech.schemas import Sound, SpeechOut, State, Wanted
from hub.im.speech.voices import expected_voices, found_voices
from hub.kit.clock import stamp
from hub.kit.db import Database, Tx
from hub.kit.errors import Refusal
from hub.kit.files import Files
from hub.settings import SpeechSection
from sounds.voice import CannotSpeak, Voice, sweep

log = logging.getLogger("hub.speech")

KIND = "wav"
MESSAGE_SENT = "im.message_sent"
LOOK_AFTER_SECONDS = 3.0
"""A hub that starts has better things to do than to prove that its voice, which is installed, is there."""
FAILURES_MOST = 2
AT_HAND = 16
"""Sounds held in memory: several devices ask for the same one within a second, and a full disk must not silence it."""


class Heard(msgspec.Struct):
    """What is needed of the `data` of a message."""

    audio: str | None = None


class News(msgspec.Struct):
    data: Heard


decoder = msgspec.json.Decoder(News)


class Studio:
    """The voice of one hub. Everything but `Voice` runs on the loop."""

    def __init__(self, settings: SpeechSection, database: Database, files: Files, voice: Voice, chime: bytes) -> None:
        self.settings = settings
        self.database = database
        self.files = files
        self.voice = voice
        self.chime = chime
        self.state: State = "off" if settings.engine == "none" else "ready"
        self.why: str | None = None
        self.since: datetime | None = None
        self.rendered = 0
        self.failed = 0
        self.voices = expected_voices(settings)
        self._threads = ThreadPoolExecutor(settings.at_once, "voice")
        self._flights: dict[str, asyncio.Task[bytes | None]] = {}
        self._at_hand: OrderedDict[str, bytes] = OrderedDict()
        self._rests: dict[str, float] = {}
        self._failures = 0
        self._all_rest_until = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Say which voices there are, as far as can be told, and look soon."""
        use_voices(self.voices)
        if self.state != "off":
            self._aside(self._look(LOOK_AFTER_SECONDS if self.voices else 0.0))

    async def stop(self) -> None:
        """End what is being said; nobody will hear it."""
        self.voice.close()
        tasks = [*self._tasks, *self._flights.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(self._threads.shutdown)

    def report(self) -> SpeechOut:
        """How the voice is."""
        return SpeechOut(
            state=self.state,
            why=self.why,
            since=None if self.since is None else stamp(self.since),
            voices={language: speaker.voice for language, speaker in self.voices.items()},
            rendered=self.rendered,
            failed=self.failed,
            waiting=len(self._flights),
        )

    async def sound(self, wanted: Wanted) -> Sound:
        """The words as sound; the chime where that would take too long or cannot be."""
        body = await self._kept(wanted)
        if body is not None:
            return Sound(body)
        flight = self._flights.get(wanted.key)
        if flight is None:
            why = self._reason_not_to(wanted)
            if why:
                return Sound(self.chime, why)
            flight = self._begin(wanted)
        done, _ = await asyncio.wait({flight}, timeout=self.settings.wait_seconds)
        if not done:
            return Sound(self.chime, "slow")
        body = None if flight.cancelled() else flight.result()
        return Sound(self.chime, "failed") if body is None else Sound(body)

    def warm(self, txs: Sequence[Tx]) -> None:
        """After each commit: what was just announced will be asked for at once."""
        if self.state == "off":
            return
        told = [news for tx in txs for news in tx.news if news.type == MESSAGE_SENT]
        addresses = {decoder.decode(b"{" + news.body).data.audio for news in told}
        keys = [address.rpartition("/")[2].partition(".")[0] for address in addresses if address]
        if keys:
            self._aside(self._warm(keys))

    async def tidy(self) -> None:
        """Forget sounds nobody has used for a while, the oldest beyond the room there is for them, and what killed hubs have left."""
        await asyncio.to_thread(sweep)
        before = self.database.clock.now() - timedelta(days=self.settings.keep_days)
        while await self._forget_before(before):
            pass
        while await self.database.read(queries.size_now) > self.settings.cache_mb * 1024 * 1024:
            if not await self._forget_before(self.database.clock.now()):
                break

    async def _forget_before(self, before: datetime) -> int:
        """The files first: a row whose file is gone is rendered again, a file without a row would lie there for ever."""
        gone = await self.database.read(partial(queries.oldest, before=before))
        for _, _, name in gone:
            if name is not None:
                await asyncio.to_thread(self.files.forget, name)
        if gone:
            await self.database.run_later(partial(queries.forget, gone=[(brand_id, key) for brand_id, key, _ in gone]))
        return len(gone)

    async def _look(self, after_seconds: float) -> None:
        """Which of the voices are there."""
        await asyncio.sleep(after_seconds)
        look = partial(found_voices, self.settings, self.voice)
        try:
            self.voices, missing = await asyncio.get_running_loop().run_in_executor(self._threads, look)
        except CannotSpeak as failed:  # too busy, perhaps: the first text will show
            missing = str(failed)
        use_voices(self.voices)
        if missing:
            self._is_unavailable(missing)

    async def _warm(self, keys: list[str]) -> None:
        try:
            rows = await self.database.read(partial(queries.sounds_of, keys=keys))
        except Refusal:
            return  # whoever asks for them will have them made
        for wanted in rows:
            if wanted.key not in self._flights and await self._kept(wanted) is None and not self._reason_not_to(wanted):
                self._begin(wanted)

    async def _kept(self, wanted: Wanted) -> bytes | None:
        body = self._at_hand.get(wanted.key)
        if body is None and wanted.file is not None:
            try:
                body = await asyncio.to_thread(self.files.get, wanted.file)
            except OSError as error:
                log.warning("a sound could not be read: %s", error)
        return body

    def _reason_not_to(self, wanted: Wanted) -> str:
        """Why nothing is rendered now; empty when it may be."""
        now = self.database.clock.monotonic()
        self._rests = {key: until for key, until in self._rests.items() if until > now}
        if self.state == "off":
            return "off"
        if now < self._all_rest_until or wanted.key in self._rests:
            return "unavailable"
        return "busy" if len(self._flights) >= self.settings.waiting_max else ""

    def _begin(self, wanted: Wanted) -> "asyncio.Task[bytes | None]":
        flight = self._flights[wanted.key] = asyncio.create_task(self._render(wanted), name=f"speech {wanted.key[:8]}")
        flight.add_done_callback(lambda _: self._flights.pop(wanted.key, None))
        return flight

    async def _render(self, wanted: Wanted) -> bytes | None:
        """One rendering and its file; None when there is no sound."""
        say = partial(self.voice.say, wanted.text, wanted.voice, wanted.rate)
        try:
            body = await asyncio.get_running_loop().run_in_executor(self._threads, say)
        except CannotSpeak as failed:
            self._has_failed(wanted, str(failed))
            return None
        self.rendered += 1
        self._failures, self.state, self.why, self.since = 0, "ready", None, None
        self._at_hand[wanted.key] = body
        if len(self._at_hand) > AT_HAND:
            self._at_hand.popitem(last=False)
        self._aside(self._keep(wanted, body))
        return body

    async def _keep(self, wanted: Wanted, body: bytes) -> None:
        """A sound that cannot be kept is made again when somebody asks after it was let go."""
        try:
            name = await asyncio.to_thread(self.files.put, body, KIND)
            if name != wanted.file:
                await self.database.run_later(partial(queries.note_file, key=wanted.key, name=name, size_bytes=len(body)))
        except (Refusal, OSError) as refused:
            log.warning("a sound could not be kept: %s", refused)

    def _has_failed(self, wanted: Wanted, why: str) -> None:
        self.failed += 1
        self._failures += 1
        rested = self.database.clock.monotonic() + self.settings.rest_seconds
        self._rests[wanted.key] = rested
        if self._failures >= FAILURES_MOST:
            self._all_rest_until = rested
        self._is_unavailable(why)

    def _is_unavailable(self, why: str) -> None:
        if self.state != "unavailable":
            self.since = self.database.clock.now()
            log.warning("speech is unavailable: %s", why)
        self.state, self.why = "unavailable", why

    def _aside(self, work: "asyncio._CoroutineLike[None]") -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
