"""Without a websocket: `GET /me/events` answers as soon as there is an event of the caller's channels, or after `wait` seconds."""

import asyncio
import contextlib
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from hub.kit.db import Database, Tx
from hub.kit.errors import Busy, Invalid, NotFound, invalid
from hub.kit.web import Run, allow, answer, refuses
from hub.live.append import frame_text
from hub.live.fanout import Fanout
from hub.live.judging import judge
from hub.live.log import heads, read_after
from hub.live.protocol import Cursor
from hub.live.seat import Follow, Seat
from hub.live.tail import Tail

WAIT_MOST = 25
FRAMES_MOST = 500
MOST_WAITING = 2_000


class Polled(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Events above `after`, at most 500. `resumed: false` means: take the snapshot."""

    stream: str
    epoch: str
    head: int
    resumed: bool
    events: list[msgspec.Raw]
    why: str | None = None


encoder = msgspec.json.Encoder()


class LongPoll:
    """The long polls of one process."""

    def __init__(self, database: Database, fanout: Fanout, seat_of: Any) -> None:
        self.database = database
        self.fanout = fanout
        self.seat_of = seat_of
        self._released = asyncio.Event()
        self.waiting = 0

    def release(self) -> None:
        """Answer everybody who waits: the hub goes down."""
        self._released.set()

    async def poll(self, run: Run, stream: str, after: int, wait: float, epoch: str | None) -> Response[Polled]:
        """Look, wait for an event that the caller may see, look again.

        Raises:
            Busy: too many wait already.
        """
        ends = asyncio.get_running_loop().time() + wait
        while True:
            found, channels = await self._look(run, stream, after, epoch)
            left = ends - asyncio.get_running_loop().time()
            if found.events or not found.resumed or left <= 0 or self._released.is_set():
                return answer(200, encoder.encode(found), None)
            if self.waiting >= MOST_WAITING:
                raise Busy(f"{self.waiting} polls are waiting already", retry_after=2)
            self.waiting += 1
            try:
                await self._moved(stream, found.head, channels, ends)
            finally:
                self.waiting -= 1

    async def _look(self, run: Run, stream: str, after: int, epoch: str | None) -> tuple[Polled, frozenset[str]]:
        def look(tx: Tx, who: Any) -> tuple[Polled, frozenset[str]]:
            seat: Seat = self.seat_of(tx, who, stream)
            follow: Follow | None = next((each for each in seat.follows if each.stream == stream), None)
            if follow is None:
                raise NotFound
            state = heads(tx, [stream]).get(stream)
            if epoch is not None:  # a board is kept, which must not have a hole
                verdict = judge(Cursor(epoch=epoch, seq=after), follow, state)
            else:
                told = follow.told(state.epoch if state else "")
                verdict = judge(Cursor(epoch=told, seq=after), msgspec.structs.replace(follow, since=0), state)
            events: list[msgspec.Raw] = []
            if verdict.resumed:
                position = after
                while position < verdict.head and len(events) < FRAMES_MOST:  # fewer than 500 means: that is all up to the head
                    rows = read_after(tx, stream, position, verdict.head)
                    if not rows:
                        break
                    position = rows[-1].seq
                    seen = [row for row in rows if follow.sees(row.seq, row.channels)]
                    events += [msgspec.Raw(frame_text(stream, row.seq, row.body)) for row in seen]
                del events[FRAMES_MOST:]
            return Polled(
                stream=stream, epoch=verdict.epoch, head=verdict.head, resumed=verdict.resumed, why=verdict.why, events=events
            ), follow.channels

        return await run.peek(look)

    async def _moved(self, stream: str, head: int, channels: frozenset[str], ends: float) -> None:
        """Wait for an event above `head` in these channels. What others hear wakes nobody's database reading."""
        tail = await self.fanout.tail(stream)
        while self.fanout.tails.get(stream) is tail and not self._released.is_set():
            news = tail.since(head)
            if news is None or any(not channels.isdisjoint(each.channels) for each in news):
                return
            head = max(head, tail.head)
            left = ends - asyncio.get_running_loop().time()
            if left <= 0:
                return
            await self._head_moves(tail, left)

    async def _head_moves(self, tail: Tail, seconds: float) -> None:
        moved = asyncio.Event()
        tail.watchers.append(moved.set)
        released = asyncio.ensure_future(self._released.wait())
        arrived = asyncio.ensure_future(moved.wait())
        try:
            await asyncio.wait({released, arrived}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            released.cancel()
            arrived.cancel()
            with contextlib.suppress(ValueError):
                tail.watchers.remove(moved.set)

    def route(self) -> Any:
        """The handler, bound to this process."""

        @get(
            "/me/events",
            guards=[allow("menu.read")],
            summary="Events by long poll",
            tags=["Live"],
            responses=refuses(Invalid, NotFound, Busy),
        )
        async def me_events(
            run: NamedDependency[Run],
            stream: FromQuery[str],
            after: Annotated[int, QueryParameter(ge=0)],
            wait: FromQuery[float] = 0.0,
            epoch: FromQuery[str | None] = None,
        ) -> Response[Polled]:
            """The same frames as on the socket, for clients without one; at most 500, as soon as there is one."""
            if not 0 <= wait <= WAIT_MOST:
                raise invalid("/wait", f"from 0 to {WAIT_MOST} seconds")
            return await self.poll(run, stream, after, wait, epoch)

        return me_events
