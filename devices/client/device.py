"""A screen, or any other client of the hub: follows its streams through every break and keeps a board that agrees with the hub's.

async with Hub("http://127.0.0.1:8000") as hub, Device(hub, access_token, refresh_token) as kitchen:
    await kitchen.wait_until(lambda board: board.lines)
    await kitchen.commands.start(next(iter(kitchen.board.lines)))
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import datetime, timedelta
from random import Random
from types import TracebackType
from typing import Any, Literal

from devices.client.backoff import After, backoff_seconds
from devices.client.board import Board
from devices.client.clock import Clock, HubTime, SystemClock
from devices.client.commands import Commands
from devices.client.connection import DEAD_AFTER_SECONDS, Connection, Crew, Ending, Greeting
from devices.client.follower import Follower
from devices.client.frames import Event, FromHub, Ping, Receipt, Sync, Unknown, Welcome
from devices.client.http import Hub
from devices.client.identity import Identity, SignIn
from devices.client.inbox import Inbox, OnMessage
from devices.client.polling import Poller
from devices.client.problems import Problem, Silence
from devices.client.receipts import Receipts
from devices.client.recording import Counters, Record, Recorded
from devices.client.sending import Sender
from devices.client.storage import DeviceStore, MemoryStore
from devices.client.waiting import Waiting

log = logging.getLogger("client")

State = Literal["new", "connecting", "live", "waiting", "polling", "stopped"]
Transport = Literal["websocket", "poll", "auto"]

STABLE_SECONDS = 10.0
UPGRADES_REFUSED_BEFORE_POLLING = 3
POLL_FOR_SECONDS = 60.0
SOON_SECONDS = 0.5
REPLAY_EVERY_SECONDS = 2.0


class Device:
    """One client. Enter it (or `start()`) to connect; it comes back after every break until it is closed or told to stay away.

    `store` outlives a reload: hand the same one to the next `Device`. Without it nothing is kept between objects.
    `transport`: `auto` falls back to the long poll when upgrades are refused three times in a row. `record=False` keeps counters only.
    `present` shows or speaks messages, see `Inbox`. `shop_id` is the shop that a person follows.
    """

    def __init__(
        self,
        hub: Hub,
        access_token: str,
        refresh_token: str | None = None,
        *,
        expires_in: float | None = None,
        store: DeviceStore | None = None,
        app: str = "client/1.0.0",
        caps: tuple[str, ...] = (),
        audio: str = "none",
        shop_id: str | None = None,
        clock: Clock | None = None,
        random: Random | None = None,
        transport: Transport = "websocket",
        record: bool = True,
        ordered: bool = True,
        patience_seconds: float = 30.0,
        present: OnMessage | None = None,
        dead_after_seconds: float = DEAD_AFTER_SECONDS,
        ack_seconds: float = 1.0,
        name: str = "",
    ) -> None:
        self.hub = hub
        self.name = name
        self.clock: Clock = clock or SystemClock()
        self.random = random or Random()
        self.hub_time = HubTime(self.clock)
        self.store: DeviceStore = store or MemoryStore()
        self.identity = Identity(hub, access_token, refresh_token, expires_in=expires_in, store=store, clock=self.clock)
        self.sender = Sender(
            self.identity, self.store, hub_time=self.hub_time, random=self.random, ordered=ordered, patience_seconds=patience_seconds
        )
        self.commands = Commands(self.sender)
        self.record = Record(record)
        self.follower = Follower(store, self.record, self.clock)
        self.receipts = Receipts(self.store)
        self.inbox = Inbox(self.store, self.hub_time, self.receipts, present)
        self.greeting = Greeting(app, caps, audio, shop_id)
        self.state: State = "new"
        self.welcome: Welcome | None = None
        self.last_ending: Ending | None = None
        self.stopped_by: Ending | Problem | None = None
        self.transport = transport
        self._crew = Crew(self.identity, self.follower, self.record, self.hub_time, self.greeting, lambda: self.sender.unsent)
        self._crew.random = self.random
        self._crew.dead_after_seconds = dead_after_seconds
        self._crew.ack_seconds = ack_seconds
        self._crew.on_welcome.append(self._greeted)
        self._connection: Connection | None = None
        self._task: asyncio.Task[None] | None = None
        self._side: set[asyncio.Task[Any]] = set()
        self._waiting = Waiting()
        self._iterators: set[asyncio.Queue[Event]] = set()
        self._not_live_since: datetime | None = None
        self._replaying: asyncio.Task[Any] | None = None
        self.follower.on_event.append(self._event)
        self.follower.on_change.append(self._waiting.look)
        self._crew.on_frame.append(self._framed)
        self.sender.on_left_behind.append(self._replay_soon)

    @classmethod
    def of(cls, hub: Hub, signed_in: SignIn, **more: Any) -> Device:
        """The device or person that a pairing or a login gave; further arguments as for the class."""
        return cls(hub, signed_in.access_token, signed_in.refresh_token, expires_in=signed_in.expires_in, **more)

    async def __aenter__(self) -> Device:
        self.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    def start(self) -> None:
        """Begin to connect, and to come back."""
        if self._task is None:
            self._task = asyncio.create_task(self._live(), name=f"device {self.name}")

    async def close(self) -> None:
        """Store and ack what is applied, then leave."""
        if self._connection is not None:
            await self._connection.close()
        await self._stop_tasks()
        self.state = "stopped"
        self._waiting.look()

    async def kill(self) -> None:
        """End as a power cut would: nothing is stored, acked or said."""
        self.follower.forget_store()
        if self._connection is not None:
            self._connection.cut()
        await self._stop_tasks()
        self.state = "stopped"

    @property
    def board(self) -> Board:
        """What the screen shows now; what has reached its end by the hub's clock is dropped. Empty before the first snapshot."""
        self.follower.board.expire(self.hub_time.now())
        return self.follower.board

    @property
    def recorded(self) -> list[Recorded]:
        """All frames received and sent, all events applied and snapshots taken, in order."""
        return self.record.entries

    @property
    def count(self) -> Counters:
        """How often each thing happened."""
        return self.record.count

    @property
    def live(self) -> bool:
        """Whether the board is true now, as far as can be known: connected, and no snapshot on its way."""
        return self.state in {"live", "polling"} and self.follower.ready

    @property
    def not_live_since(self) -> datetime | None:
        """Since when the screen must say NOT LIVE, hub time; None while it is live."""
        return None if self.live else self._not_live_since

    @property
    def applied(self) -> int:
        """The number in the board's stream up to which the board is true; 0 before the first snapshot."""
        stream = self.follower.board_stream
        place = self.follower.positions.get(stream) if stream is not None else None
        return place.applied if place is not None else 0

    async def wait_until(self, predicate: Callable[[Board], object], *, within_seconds: float = 10.0, what: str = "") -> Any:
        """Wait until the predicate says yes of the board, and return what it said. Looked at after every frame; real seconds.

        Raises:
            TimeoutError: it never did; the text shows the board.
        """
        return await self._wait_for(lambda: predicate(self.board), within_seconds, what)

    async def wait_live(self, *, within_seconds: float = 10.0) -> None:
        """Wait until the board is true.

        Raises:
            TimeoutError: it never was; the text shows the state.
        """
        await self._wait_for(lambda: self.live, within_seconds, "being live")

    async def wait_applied(self, seq: int, *, within_seconds: float = 10.0) -> None:
        """Wait until the board is true at `seq` or later.

        Raises:
            TimeoutError: it never was.
        """
        await self._wait_for(lambda: self.live and self.applied >= seq, within_seconds, f"number {seq}")

    async def wait_stopped(self, *, within_seconds: float = 10.0) -> Ending | Problem:
        """Wait until the hub has told this client to stay away; the answer says why.

        Raises:
            TimeoutError: it may still come back.
        """
        found: Ending | Problem = await self._wait_for(lambda: self.stopped_by, within_seconds, "being stopped")
        return found

    async def fresh_board(self) -> Board:
        """The hub's own board for this client now, to be compared with `board`.

        Raises:
            Problem, Silence: as for any read.
        """
        snapshot = await self.commands.snapshot(self.greeting.shop_id)
        fresh = Board(self.follower.board.kind, self.follower.board.stations)
        fresh.load(snapshot.board)
        fresh.expire(self.hub_time.now())
        return fresh

    async def wait_over(self) -> Ending | Problem | None:
        """Wait until the hub has told this client to stay away; None: it has ended by itself, of a fault that is in the log."""
        if self._task is not None:
            (ended,), _ = await asyncio.wait({self._task})
            if not ended.cancelled() and ended.exception() is not None:
                log.error("this client has ended by a fault", exc_info=ended.exception())
        return self.stopped_by

    async def events(self) -> AsyncIterator[Event]:
        """Every event from now on, at the moment after it is applied; end it by leaving the loop."""
        queue: asyncio.Queue[Event] = asyncio.Queue()
        self._iterators.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._iterators.discard(queue)

    def on_event(self, tell: Callable[[Event], None]) -> None:
        """Call `tell` for every event right after it is applied."""
        self.follower.on_event.append(tell)

    def on_frame(self, tell: Callable[[FromHub | Unknown], None]) -> None:
        """Call `tell` for every frame received, after it was handled."""
        self._crew.on_frame.append(tell)

    async def receipt(self, message_id: str, result: str) -> None:
        """Say what became of a message here; without a connection with the next one, and again until the hub has it in writing.

        Raises:
            ValueError: a result that the protocol does not know.
        """
        await self._report(Receipt(message_id, result))

    async def sync(self, from_seq: int) -> bool:
        """Ask for the board's stream again from a number; what was applied is ignored when it comes."""
        stream = self.follower.board_stream
        return self._connection is not None and stream is not None and await self._connection.send(Sync(stream, from_seq))

    async def health(
        self, *, visible: bool | None = None, audio: str | None = None, wake_lock: bool | None = None, printer: str | None = None
    ) -> None:
        """Change what the device says of itself, and say it now."""
        self.greeting.visible = self.greeting.visible if visible is None else visible
        self.greeting.audio = audio or self.greeting.audio
        self.greeting.printer = printer or self.greeting.printer
        self.greeting.wake_lock = self.greeting.wake_lock if wake_lock is None else wake_lock
        if self._connection is not None and self._connection.welcome is not None:
            await self._connection.health()

    def cut(self) -> None:
        """Break the connection as a pulled cable would; the device comes back by itself."""
        if self._connection is not None:
            self._connection.cut()

    async def _live(self) -> None:
        attempt = upgrades_refused = 0
        token_renewed = False
        while True:
            if self.transport == "poll" or (self.transport == "auto" and upgrades_refused >= UPGRADES_REFUSED_BEFORE_POLLING):
                if await self._poll():
                    return
                upgrades_refused = UPGRADES_REFUSED_BEFORE_POLLING - 1
                continue
            self.state = "connecting"
            self._connection = Connection(self._crew)
            ending = self.last_ending = await self._connection.run()
            self.receipts.doubt()
            quiet, self._connection = timedelta(seconds=self._connection.quiet_seconds), None
            self._not_live_since = self._not_live_since or self.hub_time.now() - quiet
            upgrades_refused = upgrades_refused + 1 if ending.code is None and ending.status not in {None, 429, 503} else 0
            if ending.code == 4001 and not token_renewed and await self._renew_token():
                token_renewed = True
                continue
            if ending.after is After.STOP:
                self._give_up(ending)
                return
            token_renewed = token_renewed and not ending.was_live
            if ending.was_live and (ending.code is None or ending.after is After.SOON or ending.lived_seconds >= STABLE_SECONDS):
                attempt = 0
            self.state = "waiting"
            self._waiting.look()
            await self.clock.sleep(self._wait_seconds(ending, attempt))
            attempt += 1

    def _wait_seconds(self, ending: Ending, attempt: int) -> float:
        """What the hub said, else soon, else full jitter."""
        if ending.after is After.SOON:
            return ending.retry_after_seconds if ending.retry_after_seconds is not None else self.random.uniform(0.0, SOON_SECONDS)
        return max(backoff_seconds(attempt, self.random), ending.retry_after_seconds or 0.0)

    async def _poll(self) -> bool:
        """Follow by the long poll for a while; True when that is refused for good."""
        self.state = "polling"
        refused = await Poller(self._crew).run(POLL_FOR_SECONDS if self.transport == "auto" else 1e9)
        if refused is not None:
            self._give_up(refused)
        return refused is not None

    async def _renew_token(self) -> bool:
        """The hub did not take the token: new data is the only reason to come back."""
        try:
            return await self.identity.renew(self.identity.tokens.access_token)
        except (Problem, Silence):
            return False

    def _give_up(self, why: Ending | Problem) -> None:
        self.stopped_by = why
        self.state = "stopped"
        self._waiting.look()

    def _greeted(self, welcome: Welcome) -> None:
        self.welcome = welcome
        self.state = "live"
        self._not_live_since = None
        self._replay_soon()
        self._aside(self._say_receipts())

    def _event(self, event: Event) -> None:
        for queue in self._iterators:
            queue.put_nowait(event)
        if event.type == "im.message_sent":
            self._aside(self.inbox.take(event, self._report))

    async def _report(self, receipt: Receipt) -> None:
        self.receipts.add(receipt)
        await self._say_receipts()

    async def _say_receipts(self) -> None:
        """Say what may be said now; the rest when the hub names some, or with the next welcome."""
        while (connection := self._connection) is not None and connection.welcome is not None:
            receipt = self.receipts.next()
            if receipt is None or not await connection.send(receipt):
                return

    def _framed(self, frame: FromHub | Unknown) -> None:
        if isinstance(frame, Ping) and frame.receipts:
            self.receipts.settle(frame.receipts)
            self._aside(self._say_receipts())
        self._waiting.look()

    def _aside(self, work: Coroutine[Any, Any, object]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._side.add(task)
        task.add_done_callback(self._side.discard)
        return task

    async def _wait_for(self, predicate: Callable[[], object], within_seconds: float, what: str) -> Any:
        return await self._waiting.until(predicate, within_seconds, lambda: f"{what or 'its board'}: {self!r}")

    def _replay_soon(self) -> None:
        """Commands without an answer are sent again for as long as the hub is there; a welcome begins anew."""
        if self._replaying is None or self._replaying.done():
            self._replaying = self._aside(self._replay())

    async def _replay(self) -> None:
        while self.state in {"live", "polling"} and self.sender.left_behind:
            await self.sender.replay()
            if self.sender.left_behind:
                await self.clock.sleep(REPLAY_EVERY_SECONDS)

    async def _stop_tasks(self) -> None:
        tasks = [task for task in (self._task, *self._side) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._task = None
        self._connection = None

    def __repr__(self) -> str:
        ended = f", last ended {self.last_ending}" if self.last_ending is not None else ""
        return f"<Device {self.name or self.follower.board.kind} {self.state} at {self.applied}: {self.follower.board!r}{ended}>"
