"""From the commit to the sockets of this process.

`deliver` gets every commit of this process in one call; hints of other processes and the poll of the heads bring the
rest. Whoever brings a number, the tail takes only the next one; a hole is read from the log at once.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from hub.kit.crash import crash_point
from hub.kit.db import Database, Tx
from hub.live.append import News
from hub.live.log import READ_AT_ONCE, heads, read_after, renew_epochs
from hub.live.protocol import REPLAY_MOST
from hub.live.tail import Entry, Tail, entry

log = logging.getLogger("hub.live")

POLL_SECONDS = 1.0
GATHER_SECONDS = 0.01
FORGET_SECONDS = 15
"""A stretch of the log that no replay has used for so long is forgotten."""


class Fanout:
    """The tails of one process, and what feeds them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.tails: dict[str, Tail] = {}
        self.hint: Callable[[Sequence[News]], None] = lambda _: None
        """Tells other processes; set when there is a Redis."""
        self.on_new_epoch: Callable[[Tail], None] = lambda _: None
        self.turning: frozenset[str] = frozenset()
        """Types of events on which some seats turn (`Seat.turns_on`)."""
        self._opening: dict[str, asyncio.Task[None]] = {}
        self._filling: dict[str, asyncio.Task[None]] = {}
        self._recalling: dict[str, asyncio.Task[int]] = {}
        self._wanted: dict[str, list[int]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._poll: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._poll = asyncio.create_task(self._poll_heads(), name="poll-heads")

    async def stop(self) -> None:
        for task in [self._poll, *self._tasks]:
            if task is not None:
                task.cancel()

    def deliver(self, txs: Sequence[Tx]) -> None:
        """What a commit of this process brought; on the loop, after the answers."""
        crash_point("after_wake_up")
        by_stream: dict[str, list[News]] = {}
        for tx in txs:
            for news in tx.news:
                by_stream.setdefault(news.stream, []).append(news)
        for name, batch in by_stream.items():
            if name in self.tails:
                self.offer(name, [entry(name, news.seq, news.type, news.channels, news.body) for news in batch])
            self.hint(batch)

    def offer(self, name: str, entries: Sequence[Entry]) -> None:
        """News of a stream from anywhere; a hole is filled from the log."""
        tail = self.tails.get(name)
        if tail is not None and tail.offer(entries):
            self._fill_soon(tail)

    async def tail(self, name: str) -> Tail:
        """The tail of a stream, opened when it is first followed."""
        tail = self.tails.get(name)
        if tail is None:
            tail = self.tails[name] = Tail(name)
            tail.turning = self.turning
            self._opening[name] = asyncio.create_task(self._open(tail))
        opening = self._opening.get(name)
        if opening is not None:
            await asyncio.shield(opening)
        return tail

    async def _open(self, tail: Tail) -> None:
        try:
            row = (await self.database.read(lambda tx: heads(tx, [tail.stream]))).get(tail.stream)
            tail.open(row.epoch if row else "", row.head if row else 0)
            if tail.early:
                self._fill_soon(tail)
        except BaseException:
            self.tails.pop(tail.stream, None)
            raise
        finally:
            del self._opening[tail.stream]

    def follows(self, tail: Tail, state: Any) -> bool:
        """Whether this tail is still fed, and in the epoch of this row of heads: both can end while somebody waits for it."""
        return self.tails.get(tail.stream) is tail and (state is None or tail.epoch in ("", state.epoch))

    async def reach(self, tail: Tail, head: int) -> None:
        """Wait until this process has delivered everything up to `head`, which is committed."""
        while tail.head < head:
            await self.fill(tail)

    async def fill(self, tail: Tail) -> None:
        """Read what follows the tail's head from the log; several callers share one reading."""
        task = self._filling.get(tail.stream)
        if task is None:
            task = self._filling[tail.stream] = asyncio.create_task(self._fill(tail))
            task.add_done_callback(lambda _: self._filling.pop(tail.stream, None))
        await asyncio.shield(task)

    async def _fill(self, tail: Tail) -> None:
        while True:
            after = tail.head
            rows = await self.database.read(lambda tx, after=after: read_after(tx, tail.stream, after))  # type: ignore[misc]
            tail.offer([entry(tail.stream, row.seq, row.type, row.channels, row.body) for row in rows])
            came_while_reading = bool(tail.early) and tail.head > after
            if len(rows) < READ_AT_ONCE and not came_while_reading:
                return

    async def recall(self, tail: Tail, after: int) -> int:
        """Have the tail remember the log from `after` on; the first number above `after` that the log still holds.

        Replays that ask at the same time share one reading: after a restart every screen of a shop asks.
        """
        wanted = self._wanted.setdefault(tail.stream, [])
        wanted.append(after)
        task = self._recalling.get(tail.stream)
        if task is None:
            task = self._recalling[tail.stream] = asyncio.create_task(self._recall(tail, wanted))
        return max(after + 1, await asyncio.shield(task))

    async def _recall(self, tail: Tail, wanted: list[int]) -> int:
        await asyncio.sleep(GATHER_SECONDS)
        del self._recalling[tail.stream], self._wanted[tail.stream]
        after, head, name = min(wanted), tail.head, tail.stream

        def read(tx: Tx) -> list[Entry]:
            rows = read_after(tx, name, after, head, most=REPLAY_MOST)
            return [entry(name, row.seq, row.type, row.channels, row.body) for row in rows]

        entries = await self.database.read(read)
        tail.recall(entries)
        return entries[0].seq if entries else head + 1

    def _fill_soon(self, tail: Tail) -> None:
        if tail.stream not in self._filling:
            task = asyncio.create_task(self._fill_quietly(tail))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _fill_quietly(self, tail: Tail) -> None:
        try:
            await self.fill(tail)
        except Exception:  # the poll comes by again within a second
            log.warning("the log of %s could not be read", tail.stream, exc_info=True)

    async def _poll_heads(self) -> None:
        turns = 0
        while True:
            await asyncio.sleep(POLL_SECONDS)
            turns += 1
            if turns % FORGET_SECONDS == 0:
                self._forget_unused()
            try:
                await self.poll(list(self.tails))
            except Exception:  # a database that is away must not end the polling
                log.warning("the heads could not be read", exc_info=True)

    def _forget_unused(self) -> None:
        """Let go of stretches that no replay uses, and of tails that nobody has followed since the last time."""
        for tail in tuple(self.tails.values()):
            if not tail.older_used:
                tail.older = []
            tail.older_used = False
            unused = not tail.holders and not tail.watchers and tail.stream not in self._opening
            if unused and tail.idle:
                del self.tails[tail.stream]
            tail.idle = unused

    async def poll(self, names: Iterable[str]) -> None:
        """Look whether a stream has moved on without us, has begun a new epoch, or cannot be followed any more."""
        before = {name: self.tails[name].head for name in names if name in self.tails and self.tails[name].head >= 0}
        if not before:
            return
        found = await self.database.read(lambda tx: heads(tx, before))
        if any(name not in found or found[name].head < head for name, head in before.items() if head > 0):
            log.critical("numbers run backwards: the database was put back while this hub ran; every stream begins a new epoch")
            await self.database.run(renew_epochs)
            found = await self.database.read(lambda tx: heads(tx, before))
        for name in before:
            tail, row = self.tails.get(name), found.get(name)
            if tail is None or tail.head < 0 or (row is None and tail.head == 0):
                continue
            forgotten = row is not None and row.oldest > tail.head + 1  # this process slept for longer than the log is kept
            if row is None or forgotten or (tail.epoch and tail.epoch != row.epoch):
                del self.tails[name]
                self.on_new_epoch(tail)
                tail.wake_watchers()
                continue
            tail.epoch = row.epoch
            if row.head > tail.head:
                self._fill_soon(tail)
