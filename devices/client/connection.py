"""One websocket from hello to its end. Says how it ended; what follows is for the device to decide."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from random import Random
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from devices.client import frames
from devices.client.answers import Snapshot
from devices.client.backoff import After, after_close, after_refused_upgrade, backoff_seconds
from devices.client.clock import HubTime, stamp
from devices.client.cursors import AckPace, FramePace
from devices.client.follower import Follower, StaleSnapshot
from devices.client.identity import Identity
from devices.client.problems import Problem, Silence
from devices.client.recording import Record, Recorded

DEAD_AFTER_SECONDS = 15.0
HEALTH_EVERY_SECONDS = 60.0
OPEN_WITHIN_SECONDS = 10.0
WELCOME_WITHIN_SECONDS = 10.0
LARGEST_FRAME_BYTES = 1 << 20


@dataclass
class Greeting:
    """What this client says of itself in every hello and health frame."""

    app: str
    caps: tuple[str, ...] = ()
    audio: str = "none"
    shop_id: str | None = None
    visible: bool = True
    wake_lock: bool = False
    printer: str | None = None


@dataclass(frozen=True)
class Ending:
    """How a connection ended. `code` is None when it broke without a close frame; `status` is an HTTP answer in its place.

    `was_live`: there was a welcome, and the board was true at some time.
    """

    after: After
    code: int | None = None
    status: int | None = None
    retry_after_seconds: float | None = None
    was_live: bool = False
    lived_seconds: float = 0.0
    reason: str = ""


@dataclass
class Crew:
    """What a connection works with; all of it outlives the connection."""

    identity: Identity
    follower: Follower
    record: Record
    hub_time: HubTime
    greeting: Greeting
    unsent: Callable[[], int] = lambda: 0
    on_frame: list[Callable[[frames.FromHub | frames.Unknown], None]] = field(default_factory=list)
    on_welcome: list[Callable[[frames.Welcome], None]] = field(default_factory=list)
    random: Random = field(default_factory=Random)
    dead_after_seconds: float = DEAD_AFTER_SECONDS
    ack_seconds: float = 1.0


class Connection:
    """One connection. `run()` once; `cut()` breaks it as a pulled cable would; `send()` while it lives."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self.clock = crew.identity.clock
        self.welcome: frames.Welcome | None = None
        self._socket: ClientConnection | None = None
        self._pace = AckPace(seconds=crew.ack_seconds)
        self._frames_out = FramePace(24.0, 40)
        self._bye: frames.Bye | None = None
        self._heard_at = 0.0
        self._hello_at = crew.identity.clock.now()
        self._welcomed_at: float | None = None
        self._was_live = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._ack_task: asyncio.Task[None] | None = None
        self._ack_at = 0.0
        self._again: str | None = None

    async def run(self) -> Ending:
        """Connect, say hello, follow until the end. Never raises but for cancellation."""
        try:
            token = await self.crew.identity.token()
            self.crew.record.count.connects += 1
            self._socket = await self._open()
        except Problem as refused:
            return Ending(After.STOP if refused.status in {400, 401, 403} else After.BACK_OFF, status=refused.status, reason=str(refused))
        except InvalidStatus as refused:
            status = refused.response.status_code
            said = refused.response.headers.get("Retry-After", "")
            wait = float(said) if said.isdigit() else None
            return Ending(after_refused_upgrade(status), status=status, retry_after_seconds=wait, reason=str(refused))
        except (Silence, OSError, TimeoutError, InvalidHandshake, ConnectionClosed) as silence:
            return Ending(After.BACK_OFF, reason=f"{type(silence).__name__}: {silence}")
        self._heard_at = self.clock.monotonic()
        try:
            await self._follow(token)
        finally:
            await self._tidy()
        return self._ending()

    async def send(self, frame: frames.ToHub) -> bool:
        """Send one frame within the hub's limit of frames; False when the connection is gone."""
        wait = self._frames_out.wait_seconds(self.clock.monotonic())
        if wait:
            await self.clock.sleep(wait)
        if self._socket is None:
            return False
        try:
            await self._socket.send(frames.encode(frame))
        except ConnectionClosed:
            return False
        self.crew.record.add(Recorded(self.clock.monotonic(), "sent", frame))
        return True

    async def close(self) -> None:
        """Say goodbye: what is applied is stored and acked, then the socket closes."""
        if self._socket is not None and self.welcome is not None:
            await self._ack()
            await self._socket.close()

    def cut(self) -> None:
        """Break the connection without a word, as a pulled cable would."""
        if self._socket is not None:
            self._socket.transport.abort()

    @property
    def quiet_seconds(self) -> float:
        """How long nothing was heard; 0 when nothing was ever heard."""
        return self.clock.monotonic() - self._heard_at if self._heard_at else 0.0

    async def health(self) -> None:
        """Tell the hub how this device is."""
        greeting = self.crew.greeting
        offset = self.crew.hub_time.offset_ms
        health = frames.Health(greeting.visible, greeting.audio, greeting.wake_lock, offset, self.crew.unsent(), greeting.printer)
        await self.send(health)

    async def _open(self) -> ClientConnection:
        """The upgraded socket.

        Raises:
            TimeoutError: not open after 10 s of the device's clock.
            OSError, InvalidHandshake, ConnectionClosed: it could not be opened.
        """
        opening = asyncio.create_task(self._upgrade())
        timer = asyncio.ensure_future(self.clock.sleep(OPEN_WITHIN_SECONDS))
        try:
            await asyncio.wait({opening, timer}, return_when=asyncio.FIRST_COMPLETED)
            if not opening.done():
                raise TimeoutError(f"not open after {OPEN_WITHIN_SECONDS} s")
            return opening.result()
        except asyncio.CancelledError:
            opening.add_done_callback(_drop)
            raise
        finally:
            timer.cancel()
            opening.cancel()

    async def _upgrade(self) -> ClientConnection:
        hub = self.crew.identity.hub
        return await connect(
            hub.stream_url,
            ssl=(hub.verify if isinstance(hub.verify, ssl.SSLContext) else True) if hub.secure else None,
            subprotocols=[Subprotocol(frames.SUBPROTOCOL)],
            compression=None,
            ping_interval=None,
            open_timeout=None,
            close_timeout=1,
            max_size=LARGEST_FRAME_BYTES,
            proxy=None,
        )

    async def _follow(self, token: str) -> None:
        socket = self._socket
        assert socket is not None
        greeting = self.crew.greeting
        self._hello_at = self.clock.now()
        hello = frames.Hello(token, greeting.app, self.crew.follower.cursors(), list(greeting.caps), greeting.audio, greeting.shop_id)
        await self.send(hello)
        self._start(self._watch())
        try:
            while True:
                raw = await socket.recv(decode=False)
                self._heard_at = self.clock.monotonic()
                self.crew.record.count.frames += 1
                frame = frames.decode(raw)
                self.crew.record.add(Recorded(self._heard_at, "received", frame))
                await self._take(frame)
        except ConnectionClosed:
            return

    async def _take(self, frame: frames.FromHub | frames.Unknown) -> None:
        follower = self.crew.follower
        if isinstance(frame, frames.Event):
            self.crew.record.count.events += 1
            whole = await self._whole(frame)
            if whole is not None and follower.event(whole):
                await self._applied(is_awaited=follower.is_awaited(whole))
        elif isinstance(frame, frames.Ping):
            self.crew.hub_time.heard(frame.now)
            follower.heads(frame.heads)
            await self.send(frames.Pong(stamp(self.clock.now())))
        elif isinstance(frame, frames.Welcome):
            await self._greeted(frame)
        elif isinstance(frame, frames.Bye):
            self._bye = frame
        elif isinstance(frame, frames.Error):
            self.crew.record.count.errors += 1
        else:
            self.crew.record.count.unknown_frames += 1
            if frame.t == "event":  # an event that cannot be read is a hole in the board; the snapshot has no holes
                follower.drop_board()
                self._load_again("an event could not be read")
        self._was_live = self._was_live or (self.welcome is not None and (follower.ready or follower.board_stream is None))
        for tell in self.crew.on_frame:
            tell(frame)

    async def _greeted(self, welcome: frames.Welcome) -> None:
        self.welcome = welcome
        self._welcomed_at = self.clock.monotonic()
        self.crew.record.count.welcomes += 1
        self.crew.hub_time.answer(welcome.now, self._hello_at, self.clock.now())
        self._frames_out = FramePace(max(1.0, welcome.limits.in_per_s * 0.8), 40)
        if self.crew.follower.welcome(welcome):
            self._start(self._load())
        else:
            self.crew.record.count.resumed += 1
        for tell in self.crew.on_welcome:
            tell(welcome)
        await self.health()

    async def _load(self) -> None:
        """Fetch the snapshot while events are kept; again and again, for without it the screen has nothing to show."""
        attempt = 0
        follower = self.crew.follower
        while follower.loading:
            try:
                answer = await self.crew.identity.get("/me/board", shop_id=self.crew.greeting.shop_id)
                snapshot = msgspec.convert(answer, Snapshot)
                state = self.welcome.streams.get(snapshot.stream) if self.welcome is not None else None
                follower.snapshot(snapshot, epoch=state.epoch if state is not None else None)
            except (Problem, Silence, msgspec.ValidationError) as problem:
                if isinstance(problem, Problem) and problem.status in {401, 403, 404}:
                    self._load_again(str(problem))
                    return
                await self.clock.sleep(backoff_seconds(attempt, self.crew.random))
                attempt += 1
            except StaleSnapshot as stale:
                self._load_again(str(stale))
                return
        await self._ack()

    async def _whole(self, event: frames.Event) -> frames.Event | None:
        """An event too big for a frame names the address where its things can be read; None when they cannot be."""
        if "fetch" not in event.data:
            return event
        try:
            data = await self.crew.identity.get(str(event.data["fetch"]))
        except (Problem, Silence):
            self.crew.follower.drop_board()
            self._load_again("a large event could not be fetched")
            return None
        return msgspec.structs.replace(event, data=dict(data))

    def _load_again(self, why: str) -> None:
        """Begin anew: the next hello names no place in the board's stream, so that the hub answers with a head to load from."""
        self._again = why
        self.cut()

    async def _applied(self, *, is_awaited: bool) -> None:
        """One more event is applied: ack at once when enough have come or somebody waits for it, else when their time is up."""
        now = self.clock.monotonic()
        self._pace.applied(now, is_awaited=is_awaited)
        due = self._pace.due_at()
        if due is not None and due <= now:
            await self._ack()
        elif due is not None and (self._ack_task is None or self._ack_task.done()):
            self._ack_task = self._start(self._ack_in_time())
        elif due is not None and self._ack_task is not None and due < self._ack_at:  # a burst has made it urgent
            self._ack_task.cancel()
            self._ack_task = self._start(self._ack_in_time())

    async def _ack_in_time(self) -> None:
        while (due := self._pace.due_at()) is not None:
            wait = due - self.clock.monotonic()
            if wait <= 0:
                await self._ack()
            else:
                self._ack_at = due
                await self.clock.sleep(wait)

    async def _ack(self) -> None:
        """Store first, then say so."""
        follower = self.crew.follower
        self._pace.sent(self.clock.monotonic())
        follower.save()
        for position in follower.to_ack():
            seq = position.applied
            if await self.send(frames.Ack(position.stream, seq)):
                position.acked = seq
                self.crew.record.count.acks += 1

    async def _watch(self) -> None:
        """Give up a silent connection, and say how the device is once a minute."""
        next_health = self.clock.monotonic() + HEALTH_EVERY_SECONDS
        while True:
            now = self.clock.monotonic()
            patience = (
                self.crew.dead_after_seconds if self.welcome is not None else min(WELCOME_WITHIN_SECONDS, self.crew.dead_after_seconds)
            )
            if now - self._heard_at >= patience:
                self.crew.record.count.dead += 1
                self.cut()
                return
            if now >= next_health and self.welcome is not None:
                next_health = now + HEALTH_EVERY_SECONDS
                await self.health()
            await self.clock.sleep(max(0.01, min(self._heard_at + patience, next_health) - now))

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _tidy(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.crew.follower.save()
        if self._socket is not None:
            self._socket.transport.abort()

    def _ending(self) -> Ending:
        assert self._socket is not None
        received = self._socket.protocol.close_rcvd
        code = received.code if received is not None else (self._bye.code if self._bye is not None else None)
        self.crew.record.count.closes[code or 1006] = self.crew.record.count.closes.get(code or 1006, 0) + 1
        lived = 0.0 if self._welcomed_at is None else self.clock.monotonic() - self._welcomed_at
        wait = self._bye.retry_after_ms / 1000 if self._bye is not None and self._bye.retry_after_ms is not None else None
        reason = self._again or (self._bye.reason if self._bye is not None else "") or (received.reason if received is not None else "")
        return Ending(after_close(code), code, None, wait, self._was_live, lived, reason)


def _drop(opening: asyncio.Task[ClientConnection]) -> None:
    """A socket that opened after nobody wanted it any more."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().transport.abort()
