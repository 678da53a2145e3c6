"""One connection from its cursor to the head and back into the live set, whatever happens meanwhile.

No socket, no database: a line that counts bytes, a log that answers late, and a random course of commits, pauses and syncs.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.kit.clock import Clock
from hub.live import codes
from hub.live.append import frame_text
from hub.live.codes import Close
from hub.live.connection import Connection, Feed
from hub.live.fanout import Fanout
from hub.live.protocol import Cursor, Hello
from hub.live.seat import Follow, Seat
from hub.live.stage import NoHooks
from hub.live.tail import Entry, entry
from hub.live.wire import FrameSocket, payloads

STREAM = "shop:here"
MINE = frozenset({"all", "kitchen:hot", "device:me"})
MOVED = "im.device_moved"


class Row:
    """A stored event, or the head of a stream."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


class LateLog:
    """What a connection needs of a database; it answers after a few turns of the loop."""

    def __init__(self, log: list[Entry], turns: list[int]) -> None:
        self.log = log
        self.turns = turns
        self.committed = 0

    async def read(self, look: Callable[[Any], Any]) -> Any:
        for _ in range(self.turns.pop() if self.turns else 1):
            await asyncio.sleep(0)
        found = look(self)
        await asyncio.sleep(0)
        return found

    def all(self, _: Any, **asked: Any) -> list[Any]:
        if "names" in asked:
            return [Row(name=STREAM, epoch="e", head=self.committed, oldest=1)]
        found = [each for each in self.log if asked["after"] < each.seq <= min(asked["up_to"], self.committed)]
        return [self.stored(each) for each in found[: asked["most"]]]

    def stored(self, each: Entry) -> Row:
        """The row that this entry is made of."""
        body = each.text()[len(frame_text(STREAM, each.seq, b"")) :]
        return Row(seq=each.seq, type=each.type, channels=each.channels, body=body)


class Line:
    """The transport of a connection: keeps everything, and is full above 64 KiB until somebody reads."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []
        self.unread = 0
        self.code: int | None = None
        self.socket = FrameSocket(self, self.take)

    def take(self, frames: bytes) -> None:
        assert self.code is None, "written after the end"
        self.frames += [json.loads(text) for text in payloads(frames)]
        self.unread += len(frames)
        if self.unread > 65_536 and not self.socket.paused:
            self.socket.set_paused(True)

    def drain(self) -> None:
        self.unread = 0
        if self.socket.paused and not self.socket.gone:
            self.socket.set_paused(False)

    def buffered(self) -> int:
        return self.unread

    def end(self, code: int, reason: str, before: bytes) -> None:
        if self.code is None:
            self.socket.leave()
            self.frames += [json.loads(text) for text in payloads(before)]
            self.code = code


class Place:
    """The stage of one connection."""

    def __init__(self, database: LateLog) -> None:
        self.clock = Clock()
        self.database: Any = database
        self.fanout = Fanout(self.database)
        self.hooks = NoHooks()
        self.scope_events: Mapping[str, Close] = {MOVED: codes.MOVED}

    def forget(self, connection: Connection) -> None: ...
    def acked(self, connection: Connection, feed: Feed, before: int) -> None: ...
    def spread_ms(self) -> int:
        return 0


class Evening:
    """A connection, its log, and what happens to them."""

    def __init__(self, log: list[Entry], turns: list[int], ring: int) -> None:
        self.log = log
        self.database = LateLog(log, turns)
        self.place = Place(self.database)
        self.line = Line()
        self.ring = ring
        self.synced: list[tuple[int, int]] = []
        """How many frames there were when a sync was taken, and from where it asked."""

    async def begin(self, known: int, cursor: int | None) -> None:
        self.commit(known)
        tail = await self.place.fanout.tail(STREAM)
        tail.ring = deque(tail.ring, maxlen=self.ring)
        follow = Follow(stream=STREAM, channels=MINE, scope="1")
        seat = Seat(kind="kitchen", owner=uuid4(), session_id=uuid4(), brand_id=uuid4(), shop_id=uuid4(), follows=(follow,))
        self.connection = Connection(self.place, self.line.socket, seat, Hello(token="x"))
        states = {STREAM: Row(epoch="e", head=self.database.committed, oldest=1)}
        await self.connection.begin(states, {} if cursor is None else {STREAM: Cursor(epoch="e.1", seq=cursor)})

    def commit(self, many: int) -> None:
        first = self.database.committed
        self.database.committed = min(len(self.log), first + many)
        self.place.fanout.offer(STREAM, self.log[first : self.database.committed])

    def sync(self, start: int) -> None:
        if self.connection.feeds and not self.line.socket.gone:
            before = len(self.line.frames)
            self.connection.hear(json.dumps({"t": "sync", "stream": STREAM, "from": start}))
            if len(self.line.frames) == before:  # else it was refused
                self.synced.append((before, start))

    async def settle(self) -> None:
        """Read everything until it is live, or gone."""
        async with asyncio.timeout(10):
            while not self.line.socket.gone and not self.connection.is_live():
                self.line.drain()
                await asyncio.sleep(0)

    def events(self) -> list[int]:
        return [frame["seq"] for frame in self.line.frames if frame["t"] == "event"]


def wanted(log: list[Entry], after: int) -> list[int]:
    return [each.seq for each in log if each.seq > after and not MINE.isdisjoint(each.channels)]


@st.composite
def logs(draw: st.DrawFn) -> list[Entry]:
    kinds = draw(st.lists(st.tuples(st.sampled_from(("all", "kitchen:hot", "call")), st.sampled_from((10, 9_000, 40_000))), max_size=40))
    return [
        entry(STREAM, seq, "kds.line_moved", [channel], b'"data":{"text":"%b"}}' % (b"x" * size))
        for seq, (channel, size) in enumerate(kinds, 1)
    ]


ACTS = st.lists(
    st.tuples(st.sampled_from(("commit", "commit", "turn", "turn", "drain", "fill", "sync")), st.integers(0, 12)),
    max_size=40,
)


@settings(max_examples=300, deadline=None)
@given(
    logs(), st.integers(0, 40), st.one_of(st.none(), st.integers(0, 40)), ACTS, st.lists(st.integers(0, 4), max_size=20), st.integers(1, 6)
)
def test_nothing_is_left_out_and_only_a_sync_brings_anything_twice(
    log: list[Entry], known: int, cursor: int | None, acts: list[tuple[str, int]], turns: list[int], ring: int
) -> None:
    async def run() -> None:
        evening = Evening(log, turns, ring)
        known_here = min(known, len(log))
        start = None if cursor is None else min(cursor, known_here)
        await evening.begin(known_here, start)
        for act, number in acts:
            if act == "commit":
                evening.commit(number)
            elif act == "turn":
                for _ in range(number):
                    await asyncio.sleep(0)
            elif act == "drain":
                evening.line.drain()
            elif act == "fill":
                evening.line.unread += 40_000
            elif act == "sync":
                evening.sync(max(1, evening.database.committed - number))
        evening.commit(len(log))
        await evening.settle()
        check(evening, known_here if start is None else start)

    asyncio.run(run())


def check(evening: Evening, start: int) -> None:
    """Each wanted number once, in order, from where it was to begin, without a hole; a sync goes back, and never past what was not sent."""
    frames = evening.line.frames
    assert frames[0]["t"] == "welcome"
    stretches = [(1, start + 1), *evening.synced, (len(frames), 1)]
    due = wanted(evening.log, start)
    for (place, first), (end, _) in pairwise(stretches):
        due = wanted(evening.log, min(first, *due[:1]) - 1) if due else wanted(evening.log, first - 1)
        sent = [frame["seq"] for frame in frames[place:end] if frame["t"] == "event"]
        assert sent == due[: len(sent)]
        due = due[len(sent) :]
    assert due == []


@settings(max_examples=100, deadline=None)
@given(logs(), st.data())
def test_a_change_of_scope_ends_the_connection_wherever_it_is_met(log: list[Entry], data: st.DataObject) -> None:
    """In the ring, in the log, while paused, or live: the event is delivered, then `bye` and 4201, and nothing more."""
    log = [*log, *(entry(STREAM, len(log) + n, "kds.line_moved", ["all"], b'"data":{}}') for n in (1, 2, 3))]
    at = data.draw(st.integers(1, len(log)))
    log[at - 1] = entry(STREAM, at, MOVED, ["device:me"], b'"data":{}}')
    cursor = data.draw(st.integers(0, at - 1))
    known = at - 1  # the seat was read before the move; what it was read with is in it
    turns, ring = data.draw(st.lists(st.integers(0, 4), max_size=20)), data.draw(st.integers(1, 6))
    full = data.draw(st.booleans())

    async def run() -> None:
        evening = Evening(log, turns, ring)
        await evening.begin(known, cursor)
        if full:
            evening.line.take(b"")
            evening.line.unread = 70_000
            evening.line.socket.set_paused(True)
        evening.commit(len(log))
        await evening.settle()
        assert evening.line.code == 4201
        assert evening.events() == [seq for seq in wanted(log, cursor) if seq <= at]
        assert evening.line.frames[-1]["t"] == "bye"
        assert evening.place.fanout.tails[STREAM].groups == {}

    asyncio.run(run())


def test_the_same_event_to_others_ends_nothing() -> None:
    log = [entry(STREAM, seq, MOVED, [channel], b'"data":{}}') for seq, channel in enumerate(("device:other", "all", "device:other"), 1)]

    async def run() -> None:
        evening = Evening(log, [], 1)
        await evening.begin(3, 0)
        await evening.settle()
        assert evening.line.code is None
        assert evening.events() == [2]

    asyncio.run(run())
