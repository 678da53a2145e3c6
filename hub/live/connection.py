"""One websocket: hello, replay, live, paused, gone.

A connection is `live` on a tail (its position is the tail's head) or has a position of its own and is being replayed from
the log. Nobody waits for it: when its buffer is full it leaves the tails, and comes back by replay when it reads again.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from hub.kit.clock import Clock, stamp
from hub.kit.db import Database, Tx
from hub.kit.errors import Busy, RateLimited, ReadOnly, Refusal, invalid
from hub.kit.ids import new_id
from hub.kit.web import invalid_from
from hub.live import codes
from hub.live.codes import Close
from hub.live.fanout import Fanout
from hub.live.judging import judge
from hub.live.protocol import (
    REPLAY_MOST,
    Ack,
    Allowance,
    BadFrame,
    Bye,
    Cursor,
    ErrorFrame,
    Frame,
    Health,
    Hello,
    Pong,
    Receipt,
    StreamState,
    Sync,
    Welcome,
    read_frame,
    shown,
)
from hub.live.seat import Follow, Seat
from hub.live.tail import Entry, Tail, to_it_alone
from hub.live.wire import FrameSocket, frame

log = logging.getLogger("hub.live")

PIECE_BYTES = 65_536
SLOW_SECONDS = 10.0
UNSAID = ("session:", "stay:", "guests")  # channels that a welcome does not name: a pad's guests change under its socket

encoder = msgspec.json.Encoder()


class Feed:
    """One stream as one connection follows it."""

    __slots__ = ("acked", "follow", "live", "position", "seated", "tail", "taken")

    def __init__(self, tail: Tail, follow: Follow, position: int, seated: int, *, resumed: bool) -> None:
        self.tail = tail
        self.taken = 0 if resumed else seated
        """Events up to here are not sent: their effect is in the snapshot that the client takes."""
        self.seated = seated
        """The head when the seat was read: a change of scope up to here is in the seat already."""
        self.follow = follow
        self.position = position
        """Sent up to here; while live, the tail's head counts instead."""
        self.acked = -1
        """Said to be stored up to here, by the cursor of the hello or an ack; -1 while nothing was said."""
        self.live = False


class Hooks(Protocol):
    """What the hub does about connections, beside feeding them: presence, cursors, receipts. None of it is waited for."""

    def joined(self, connection: "Connection") -> None: ...
    def left(self, connection: "Connection") -> None: ...
    def received(self, connection: "Connection", receipt: Receipt) -> None:
        """A client says what became of a message; it is told by `stage.settled` that it need not say so again."""

    def health(self, connection: "Connection", health: Health) -> None: ...
    def acked(self, cursors: Sequence[tuple["Connection", str, int]]) -> None: ...
    def stored(self, connection: "Connection", feed: Feed, before: int) -> None:
        """A client says for the first time that it has stored the stream up to `feed.acked`; before, it had said `before` (-1: nothing)."""


class Home(Protocol):
    """What a connection needs of the stage it stands on."""

    clock: Clock
    database: Database
    fanout: Fanout
    hooks: Hooks
    scope_events: Mapping[str, Close]
    seat_again: Callable[[Tx, Seat], Seat]

    def forget(self, connection: "Connection") -> None: ...
    def acked(self, connection: "Connection", feed: Feed, before: int) -> None: ...
    def settled(self, connection: "Connection", receipt: Receipt) -> None: ...
    def spread_ms(self) -> int: ...


class Connection:
    """A signed-in connection. Everything here happens on the event loop."""

    __slots__ = (
        "__weakref__",
        "_allowance",
        "_replaying",
        "_seating",
        "_slow",
        "app",
        "audio",
        "caps",
        "feeds",
        "id",
        "pinged",
        "ponged",
        "seat",
        "socket",
        "stage",
        "welcomed",
        "write",
    )

    def __init__(self, stage: Home, socket: FrameSocket, seat: Seat, hello: Hello) -> None:
        self.id = new_id()
        self.stage = stage
        self.socket = socket
        self.seat = seat
        self.app, self.caps, self.audio = shown(hello.app), tuple(shown(each) for each in hello.caps[:16]), hello.audio
        self.write = socket.write
        self.feeds: tuple[Feed, ...] = ()
        self.pinged = False
        self.ponged = True
        self.welcomed = False
        self._slow: asyncio.TimerHandle | None = None
        self._replaying: asyncio.Task[None] | None = None
        self._seating: asyncio.Task[None] | None = None
        self._allowance = Allowance()
        socket.on_pause, socket.on_resume, socket.on_gone, socket.on_shutdown = self.paused, self.resumed, self.left, self.bye_deploy

    async def begin(self, states: dict[str, Any], cursors: dict[str, Cursor]) -> None:
        """Welcome the client and bring it from its cursors to the heads."""
        judged: dict[str, StreamState] = {}
        feeds = []
        for follow in self.seat.follows:
            state = judged[follow.stream] = judge(cursors.get(follow.stream), follow, states.get(follow.stream))
            tail = await self.stage.fanout.tail(follow.stream)
            await self.stage.fanout.reach(tail, state.head)
            position = cursors[follow.stream].seq if state.resumed else state.head
            feeds.append(Feed(tail, follow, position, state.head, resumed=state.resumed))
        if self.socket.gone:
            return
        if not all(self.stage.fanout.follows(feed.tail, states.get(feed.tail.stream)) for feed in feeds):
            self.end(codes.GOING_AWAY)  # a new epoch began while this one came in
            return
        self.feeds = tuple(feeds)
        for feed in feeds:
            feed.tail.holders += 1
        seat = self.seat
        channels = sorted({channel for follow in seat.follows for channel in follow.channels if not channel.startswith(UNSAID)})
        welcome = Welcome(
            session=self.id,
            device=seat.device,
            account=seat.account,
            user=seat.user,
            shop=seat.shop,
            room=seat.room,
            stations=list(seat.stations),
            channels=channels,
            streams=judged,
            now=stamp(self.stage.clock.now()),
        )
        self.write(frame(encoder.encode(welcome)))
        self.welcomed = True
        for feed in feeds:
            if judged[feed.tail.stream].resumed:  # its cursor says what an ack says; the ack itself may have been lost
                feed.acked = feed.position
                self.stage.hooks.stored(self, feed, -1)
        self.replay()

    # Out: replay and live.

    def replay(self) -> None:
        """Go on from the positions; at the heads, become live in the same step."""
        if self._replaying is None and self._seating is None and not self.socket.gone:
            self._replaying = asyncio.create_task(self._replay())
            self._replaying.add_done_callback(self._replayed)

    def _replayed(self, task: "asyncio.Task[None]") -> None:
        self._replaying = None
        if not task.cancelled() and task.exception() is not None:
            log.error("a replay failed", exc_info=task.exception())
            self.end(codes.SERVER_ERROR)
        elif not self.socket.gone and not self.socket.paused and any(not feed.live for feed in self.feeds):
            self.replay()

    async def _replay(self) -> None:
        for feed in self.feeds:
            while not feed.live and not self.may_not_write():
                entries = feed.tail.since(feed.position)
                if entries is None:
                    await self._recall(feed)
                    continue
                self._write_piece(feed, entries)
                if feed.position >= feed.tail.head and not self.may_not_write():
                    feed.tail.join(self, feed.follow.channels)
                    feed.live = True
                else:
                    await asyncio.sleep(0)

    async def _recall(self, feed: Feed) -> None:
        """Have the log read that this replay needs; while the database is busy or away, wait: the client has its welcome."""
        after = feed.position
        try:
            first = await self.stage.fanout.recall(feed.tail, after)
        except (Busy, ReadOnly):
            await asyncio.sleep(0.2)
            return
        if feed.position == after and first > after + 1:  # forgotten since the hello was judged: with a hole the board would be wrong
            self.end(codes.GOING_AWAY)  # it comes back, is told `too_old`, and takes the snapshot

    def may_not_write(self) -> bool:
        """Gone, full, or between two seats: all can happen while something was awaited."""
        return self.socket.gone or self.socket.paused or self._seating is not None

    def _write_piece(self, feed: Feed, entries: Sequence[Entry]) -> None:
        """Write at most 64 KiB of these entries and move the position behind what was written.

        An event that ends what may be seen ends the connection here as it does on the tail, and nothing follows it.
        """
        piece: list[bytes] = []
        size, last_word, turns = 0, "", False
        for each in entries:
            if feed.follow.sees(each.seq, each.channels):
                if size and size + len(each.wire) > PIECE_BYTES:
                    break
                piece.append(each.wire)
                size += len(each.wire)
                if each.seq > feed.seated and each.type in self.stage.scope_events and to_it_alone(each, feed.follow.channels):
                    last_word = each.type
                    break
                if each.seq > feed.seated and each.type in self.seat.turns_on:
                    feed.position, turns = each.seq, True
                    break
            feed.position = each.seq
        if piece:
            self.write(b"".join(piece))
        if last_word:
            self.told_to_leave(last_word)
        elif turns:
            self.sit_anew()

    def turned(self, event_type: str) -> None:
        """What was just sent may change what this seat sees: a pad's guests have come, gone or moved."""
        if event_type in self.seat.turns_on:
            self.sit_anew()

    def sit_anew(self, *, was_away: bool = False) -> None:
        """Out of the live set, behind what was sent last; back by replay, with the channels of now.

        `was_away`: it has been sent nothing for a while. If others have come meanwhile it must judge its cursor anew, as after a break.
        """
        self._leave_tails()
        if self._seating is None and not self.socket.gone:
            self._seating = asyncio.create_task(self._sit(was_away))
            self._seating.add_done_callback(self._seated)

    async def _sit(self, was_away: bool) -> None:
        while True:
            try:
                seat = await self.stage.database.read(lambda tx: self.stage.seat_again(tx, self.seat))
                break
            except (Busy, ReadOnly):
                await asyncio.sleep(0.2)
        by_stream = {follow.stream: follow for follow in seat.follows}
        for feed in self.feeds:
            follow, feed.seated = by_stream.get(feed.tail.stream, feed.follow), feed.position
            if was_away and feed.position < follow.since - 1:
                self.end(codes.GOING_AWAY)
            feed.follow = follow.from_here(feed.position)
            await self._reach(feed)

    async def _reach(self, feed: Feed) -> None:
        """A seat may know of guests whose coming this process has yet to hear of; whoever is live hears what comes, and not by number."""
        while feed.tail.head < feed.follow.came - 1 and not self.socket.gone:
            try:
                await self.stage.fanout.fill(feed.tail)
            except (Busy, ReadOnly):
                await asyncio.sleep(0.2)

    def _seated(self, task: "asyncio.Task[None]") -> None:
        self._seating = None
        if task.cancelled() or self.socket.gone:
            return
        if task.exception() is not None:
            log.error("a seat could not be looked up anew: %r", task.exception())
            self.end(codes.GOING_AWAY)
        elif not self.socket.paused:
            self.replay()

    def _leave_tails(self) -> None:
        for feed in self.feeds:
            if feed.live:
                feed.position = feed.tail.leave(self, feed.follow.channels)
                feed.live = False

    def paused(self) -> None:
        """More than 64 KiB unsent: out of the live set; the log keeps what it misses."""
        self._leave_tails()
        self._slow = asyncio.get_running_loop().call_later(SLOW_SECONDS, self.end, codes.SLOW)

    def resumed(self) -> None:
        """It reads again within its 10 s: replay from its position, then back among the live."""
        if self._slow is not None:
            self._slow.cancel()
            self._slow = None
        self.pinged = False  # what it was asked before is behind everything it has not read
        if self.welcomed:
            self.sit_anew(was_away=True) if self.seat.turns_on else self.replay()

    # The end.

    def left(self) -> None:
        """The socket is about to go, whoever began it: nothing is written from here on."""
        self.write = self.socket.write  # which drops what it is given from now on
        self._leave_tails()
        for feed in self.feeds:
            feed.tail.holders -= 1
        if self._slow is not None:
            self._slow.cancel()
        for task in (self._replaying, self._seating):
            if task is not None:
                task.cancel()
        self.stage.forget(self)

    def end(self, close: Close, retry_after_ms: int = 0) -> None:
        """Say `bye` if there was a welcome, and close."""
        before = frame(encoder.encode(Bye(code=close.code, reason=close.reason, retry_after_ms=retry_after_ms))) if self.welcomed else b""
        self.socket.end(close.code, close.reason, before)

    def bye_deploy(self) -> None:
        """The hub goes down: come back soon, but not all at once."""
        self.end(codes.GOING_AWAY, self.stage.spread_ms())

    def told_to_leave(self, event_type: str) -> None:
        """An event on a personal channel that changes what may be seen ends the connection, after the event itself."""
        close = self.stage.scope_events.get(event_type)
        if close is not None:
            self.end(close)

    # In: what the client says.

    def hear(self, text: str) -> None:
        """Take one frame from the client."""
        if not self._allowance.take():
            self.complain(RateLimited("more than 30 frames a second").problem())
            self.end(codes.RATE_LIMITED, 1_000)
            return
        try:
            said = read_frame(text)
            self._take(said)
        except BadFrame:
            self.end(codes.BAD_FRAME)
        except msgspec.ValidationError as error:
            self.complain(invalid_from(error).problem())
        except Refusal as refusal:
            self.complain(refusal.problem())

    def _take(self, said: Frame) -> None:
        match said:
            case Pong():
                self.ponged = True
            case Ack():
                self._acked(said)
            case Sync():
                self._sync(said)
            case Receipt():
                self.stage.hooks.received(self, said)
            case Health():
                self.audio = said.audio
                self.stage.hooks.health(self, said)
            case Hello():
                self.complain(
                    {"type": "/problems/invalid", "title": "Hello was said", "status": 422, "code": "invalid", "detail": "one hello"}
                )

    def _feed_of(self, stream: str) -> Feed | None:
        return next((feed for feed in self.feeds if feed.tail.stream == stream), None)

    def _acked(self, ack: Ack) -> None:
        feed = self._feed_of(ack.stream)
        if feed is not None and feed.acked < ack.seq <= feed.tail.head:
            before, feed.acked = feed.acked, ack.seq
            self.stage.acked(self, feed, before)

    def _sync(self, sync: Sync) -> None:
        feed = self._feed_of(sync.stream)
        if feed is None or not 0 < sync.from_ <= feed.tail.head + 1 or feed.tail.head - sync.from_ > REPLAY_MOST:
            self.complain(invalid("/from", "not a number of this stream that can be sent again: take the snapshot").problem())
            return
        if feed.live:
            feed.position = feed.tail.leave(self, feed.follow.channels)
            feed.live = False
        feed.position = min(feed.position, sync.from_ - 1)  # again, never past what was not sent yet
        self.replay()

    def complain(self, problem: dict[str, Any]) -> None:
        """Tell the client what was wrong with its frame; the connection stays."""
        self.write(frame(encoder.encode(ErrorFrame(problem=problem))))

    def heads(self) -> dict[str, int]:
        """Where its streams stand; while live, it was sent all up to there."""
        return {feed.tail.stream: feed.tail.head for feed in self.feeds}

    def is_live(self) -> bool:
        return bool(self.feeds) and all(feed.live for feed in self.feeds)
