"""Getting one device's commands to the hub: each once in effect, in the order they were made, through silence and restarts.

The key is in the store before the first byte is on the wire. Same key after silence, 5xx, 408, 429 and `request_in_progress`; any other
refusal means that nothing happened, and the key is done with. A renewed token changes nothing: the hub looks at the key after it knows who
asks.
A caller that goes away (is cancelled) leaves its command in the queue: it may have been sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime, timedelta
from random import Random
from typing import Any

from devices.client.backoff import backoff_seconds
from devices.client.clock import Clock, HubTime, instant, stamp
from devices.client.http import Reply
from devices.client.identity import Identity
from devices.client.keys import new_key
from devices.client.problems import Problem, Silence, StillUnsent
from devices.client.storage import DeviceStore, QueuedCommand

DECIDE_AFTER_SECONDS = 600.0

Settled = Callable[[QueuedCommand, Reply | Problem], None]


class Sender:
    """Sends the writes of one device or person.

    `ordered`: one command at a time, later ones wait (a screen). Unordered callers race on purpose, as tests and two hands at one till do.
    `patience_seconds` is how long a caller waits for an answer before the command stays behind in the queue.
    """

    def __init__(
        self,
        identity: Identity,
        store: DeviceStore,
        *,
        hub_time: HubTime | None = None,
        random: Random | None = None,
        ordered: bool = True,
        patience_seconds: float = 30.0,
    ) -> None:
        self.identity = identity
        self.store = store
        self.clock: Clock = identity.clock
        self.hub_time = hub_time or HubTime(self.clock)
        self.random = random or Random()
        self.patience_seconds = patience_seconds
        self.retries = 0
        self.on_settled: list[Settled] = []
        self.on_left_behind: list[Callable[[], None]] = []
        self._ordered = ordered
        self._turn = asyncio.Lock()
        self._in_hand: set[str] = set()

    async def send(self, method: str, path: str, body: Any = None, *, key: str | None = None, if_match: str | None = None) -> Reply:
        """Send one write and wait for its 2xx answer. `key` is for tests that repeat one; a device makes its own.

        Raises:
            Problem: the hub refused; nothing happened, a new try needs a new key (which the next call makes).
            StillUnsent: no answer within the patience; the command stays queued and is replayed in its turn.
        """
        command = QueuedCommand(key or new_key(), method, path, body, stamp(self.clock.now()), if_match)
        if key is None or all(waiting.key != key for waiting in self.store.queued()):
            self.store.queue(command)
        self._in_hand.add(command.key)
        try:
            async with self._turn if self._ordered else nullcontext():
                if self._ordered and not await self._replay_before(command.key):
                    raise StillUnsent(command.key)
                return await self._deliver(command, self.patience_seconds)
        finally:
            self._in_hand.discard(command.key)
            if self.left_behind:
                for tell in self.on_left_behind:
                    tell()

    async def replay(self) -> int:
        """Send what waits, oldest first, each with the time it was made, up to the first without an answer. Returns how many were settled.

        Bumps of kitchen lines older than 10 min are left for a person to decide (`undecided`). Call it whenever the hub is back.
        """
        async with self._turn:
            before = len(self.store.queued())
            await self._replay_before(None)
            return max(0, before - len(self.store.queued()))

    @property
    def unsent(self) -> int:
        """How many commands have no answer yet."""
        return len(self.store.queued())

    @property
    def left_behind(self) -> int:
        """How many wait that nobody is sending just now and no person has to decide."""
        return sum(1 for command in self._left_behind(None) if not self._too_old_to_guess(command))

    @property
    def undecided(self) -> list[QueuedCommand]:
        """Bumps that waited so long that the kitchen may have moved on; a person says `decide` for each."""
        return [command for command in self.store.queued() if command.key not in self._in_hand and self._too_old_to_guess(command)]

    async def decide(self, key: str, *, send: bool) -> Reply | None:
        """Send an undecided command after all, or drop it (None).

        Raises:
            KeyError: no such command waits.
            Problem, StillUnsent: as `send`.
        """
        command = next((waiting for waiting in self.store.queued() if waiting.key == key), None)
        if command is None:
            raise KeyError(key)
        if send:
            async with self._turn:
                return await self._deliver(command, self.patience_seconds, queued=True)
        self.store.settle(key)
        return None

    async def _replay_before(self, key: str | None) -> bool:
        """Settle the commands left behind by earlier calls; False when one of them still gets no answer."""
        for command in self._left_behind(key):
            if self._too_old_to_guess(command):
                continue
            try:
                answer: Reply | Problem = await self._deliver(command, 0.0, queued=True)
            except Problem as refused:
                answer = refused
            except StillUnsent:
                return False
            for tell in self.on_settled:
                tell(command, answer)
        return True

    def _left_behind(self, key: str | None) -> Iterator[QueuedCommand]:
        for command in self.store.queued():
            if command.key == key:
                return
            if command.key not in self._in_hand:
                yield command

    async def _deliver(self, command: QueuedCommand, patience_seconds: float, *, queued: bool = False) -> Reply:
        """Send until there is an answer that settles the command, or the patience is over."""
        give_up_at = self.clock.monotonic() + patience_seconds
        attempt = 0
        while True:
            last: Exception
            wait = backoff_seconds(attempt, self.random)
            try:
                reply = await self.identity.request(command.method, command.path, body=command.body, headers=self._headers(command, queued))
            except Silence as silence:
                last = silence
            else:
                if reply.ok:
                    self.store.settle(command.key)
                    return reply
                last = reply.problem()
                if not _same_key_again(reply):
                    self.store.settle(command.key)
                    raise last
                wait = max(wait, reply.retry_after_seconds or 0.0)
            if self.clock.monotonic() + wait > give_up_at:
                raise StillUnsent(command.key, last) from last
            attempt += 1
            self.retries += 1
            await self.clock.sleep(wait)

    def _headers(self, command: QueuedCommand, queued: bool) -> dict[str, str]:
        headers = {"Idempotency-Key": command.key}
        if queued:
            headers["Queued-At"] = stamp(self._made_at_hub_time(command))
        if command.if_match is not None:
            headers["If-Match"] = command.if_match
        return headers

    def _made_at_hub_time(self, command: QueuedCommand) -> datetime:
        """The device's clock may stand in 1970; its offset makes the hub's time of it. Never later than now."""
        return min(instant(command.made_at) + self.hub_time.offset, self.hub_time.now())

    def _too_old_to_guess(self, command: QueuedCommand) -> bool:
        return command.path.startswith("/kds/") and self.clock.now() - instant(command.made_at) > timedelta(seconds=DECIDE_AFTER_SECONDS)


def _same_key_again(reply: Reply) -> bool:
    """Whether the command may have taken effect, or was not looked at: then only the same key is safe.

    408 is said of a request that did not arrive whole in time, which is the network's fault and no refusal.
    """
    return reply.status >= 500 or reply.status in {408, 429} or reply.code == "request_in_progress"
