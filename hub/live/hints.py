"""Redis carries hints between hubs: "this number exists, and these are its bytes". Losing one costs at most a second."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence

import msgspec
import redis.asyncio as redis
from redis.asyncio.client import PubSub

from hub.live.append import News
from hub.live.fanout import Fanout
from hub.live.tail import entry

log = logging.getLogger("hub.live")

TOPIC = "venuehub:events:"
"""Followed by the name of the installation."""
MOST_QUEUED = 1_000
RETRY_SECONDS = 0.5
ANSWER_SECONDS = 2.0
"""After this long without a word Redis is asked; after the same again without an answer, connected to anew."""


class Hint(msgspec.Struct, frozen=True, array_like=True):
    """One event as one hub tells it to the others."""

    stream: str
    epoch: str
    seq: int
    type: str
    channels: tuple[str, ...]
    body: bytes


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Hint])


class Hints:
    """Publishes the commits of this process and hears those of others."""

    def __init__(self, url: str, fanout: Fanout, installation: str) -> None:
        self.topic = TOPIC + installation
        self.client = redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=None)
        self.fanout = fanout
        self._outbox: asyncio.Queue[bytes] = asyncio.Queue(MOST_QUEUED)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, *, hear: bool = True) -> None:
        """Begin; a process that serves nobody need not hear of others."""
        self.fanout.hint = self.tell
        self._tasks = [asyncio.create_task(self._publish(), name="hints-out")]
        if hear:
            self._tasks.append(asyncio.create_task(self._listen(), name="hints-in"))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.client.aclose()

    def tell(self, batch: Sequence[News]) -> None:
        """Queue a hint; when Redis is away and the queue is full, the others find the numbers by polling."""
        hints = [Hint(news.stream, news.epoch, news.seq, news.type, news.channels, news.body) for news in batch]
        with contextlib.suppress(asyncio.QueueFull):
            self._outbox.put_nowait(_encoder.encode(hints))

    async def _publish(self) -> None:
        while True:
            message = await self._outbox.get()
            try:
                await asyncio.wait_for(self.client.publish(self.topic, message), ANSWER_SECONDS)
            except (redis.RedisError, OSError, TimeoutError):
                while not self._outbox.empty():  # by the time Redis is back, the others have found these numbers by polling
                    self._outbox.get_nowait()
                await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self) -> None:
        while True:
            try:
                async with self.client.pubsub(ignore_subscribe_messages=True) as channel:
                    async with asyncio.timeout(ANSWER_SECONDS):
                        await channel.subscribe(self.topic)
                    await self.fanout.poll(list(self.fanout.tails))
                    await self._hear(channel)
            except (redis.RedisError, OSError, TimeoutError):
                await asyncio.sleep(RETRY_SECONDS)
            except Exception:  # a strange message or a database hiccup must not deafen this hub
                log.warning("a hint could not be used", exc_info=True)
                await asyncio.sleep(RETRY_SECONDS)

    async def _hear(self, channel: PubSub) -> None:
        """Take hints for as long as Redis is there. One that has vanished says nothing, so it is asked when nothing was heard.

        Raises:
            TimeoutError: it does not answer.
        """
        asked = False
        while True:
            message = await channel.get_message(timeout=ANSWER_SECONDS)
            if message is not None:
                asked = False
                if message["type"] == "message":
                    self._take(message["data"])
            elif asked:
                raise TimeoutError("Redis does not answer")
            else:
                await channel.ping()
                asked = True

    def _take(self, message: bytes) -> None:
        by_stream: dict[str, list[Hint]] = {}
        for hint in _decoder.decode(message):
            by_stream.setdefault(hint.stream, []).append(hint)
        for name, hints in by_stream.items():
            tail = self.fanout.tails.get(name)
            if tail is not None and tail.epoch in ("", hints[0].epoch):
                self.fanout.offer(name, [entry(name, hint.seq, hint.type, hint.channels, hint.body) for hint in hints])
