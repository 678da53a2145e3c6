"""What the hub remembers of its open sockets: who is here, what they have stored, how they are, what became of a message.

Nothing here holds up a socket: each fact becomes a unit of its own. One that fails is logged and made good by the next health frame or
ack; comings and goings, and receipts, which nothing would make good, are tried until they are written, or have been at fault four times.
"""

import asyncio
import logging
import random
import weakref
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from hub.im import presence
from hub.im.messages import deliveries
from hub.kit.db import Database, Tx
from hub.kit.errors import Invalid, Refusal
from hub.kit.ids import new_id
from hub.live.connection import Connection, Feed
from hub.live.protocol import Health, Receipt

log = logging.getLogger("hub.im")

FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 8.0
FAULTS_MOST = 4
"""So often a note may be at fault that must be written; then it is given up, and the log has said why."""
AT_ONCE = 200
"""Cursors that are stored in one unit."""


class SocketHooks:
    """The hooks of `hub.live.stage`, for one hub process."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.hub_id = new_id()
        self.on_stored: Callable[[Connection, Feed, int], None] = lambda _connection, _feed, _before: None
        """What follows when a screen has stored events."""
        self._tasks: set[asyncio.Task[bool]] = set()
        self._stopping = False
        self._receipts: dict[tuple[UUID, Receipt], asyncio.Task[bool]] = {}
        self._notes: dict[Connection, asyncio.Task[bool]] = {}
        """The last note on how a connection is: the next one waits for it, or a pool of writers would let an older state win."""

    async def start(self) -> None:
        await self.renew()

    async def stop(self) -> None:
        """Let what is on its way be written, then give the lease back."""
        self._stopping = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)
        await self._quietly(lambda tx: presence.end_hub(tx, self.hub_id))

    async def renew(self) -> None:
        """Say that this hub lives, and with it its connections."""
        await self.database.run(lambda tx: presence.renew_lease(tx, self.hub_id))

    async def sweep(self) -> None:
        """Close what hubs that no longer live have left behind."""
        while await self.database.run_later(lambda tx: presence.sweep_ghosts(tx, self.hub_id)):
            pass

    def joined(self, connection: Connection) -> None:
        seat, id_, app, audio, caps = connection.seat, connection.id, connection.app, connection.audio, connection.caps
        self._notes[connection] = self.soon(
            lambda tx: presence.connected(tx, seat, id_, self.hub_id, app=app, audio=audio, caps=caps), lasting=True
        )

    def left(self, connection: Connection) -> None:
        before, seat, id_ = self._notes.pop(connection, None), connection.seat, connection.id
        self.soon(lambda tx: presence.disconnected(tx, seat, id_), after=before, lasting=True)  # a note that waits keeps no connection

    def received(self, connection: Connection, receipt: Receipt) -> None:
        """Raises `Invalid` for a result the protocol does not know; one that is refused is settled as well, for it would be again."""
        try:
            deliveries.rank_of(receipt.result)
        except Invalid:
            connection.stage.settled(connection, receipt)
            raise
        if connection.seat.device is None:
            connection.stage.settled(connection, receipt)  # nothing is written of what people do with messages
            return
        seat, its = connection.seat, weakref.ref(connection)  # a note that waits keeps no connection

        def settle(writing: "asyncio.Task[bool]") -> None:
            if (still := its()) is not None and not writing.cancelled() and writing.result():
                still.stage.settled(still, receipt)

        key = (seat.owner, receipt)
        writing = self._receipts.get(key)
        if writing is None:  # one that is said again while it waits to be written is not written twice
            writing = self._receipts[key] = self.soon(
                lambda tx: deliveries.record_receipt(tx, seat, receipt.message, receipt.result), lasting=True
            )
            writing.add_done_callback(lambda _: self._receipts.pop(key))
        writing.add_done_callback(settle)

    def health(self, connection: Connection, health: Health) -> None:
        if connection.seat.device is not None:
            facts = msgspec.structs.asdict(health)
            before = self._notes.get(connection)
            self._notes[connection] = self.soon(lambda tx: presence.record_health(tx, connection.seat, connection.id, facts), after=before)

    def acked(self, cursors: Sequence[tuple[Connection, str, int]]) -> None:
        rows = [(connection.seat.owner, stream, seq) for connection, stream, seq in cursors if connection.seat.device is not None]
        for start in range(0, len(rows), AT_ONCE):
            self.soon(lambda tx, some=rows[start : start + AT_ONCE]: deliveries.record_acks(tx, some))  # type: ignore[misc]

    def stored(self, connection: Connection, feed: Feed, before: int) -> None:
        self.on_stored(connection, feed, before)

    def soon(self, work: Callable[[Tx], Any], after: "asyncio.Task[bool] | None" = None, *, lasting: bool = False) -> "asyncio.Task[bool]":
        """Run a unit that nobody waits for, behind another one if need be. `lasting`: no later note would make it good.

        The task says whether it is done with: written, refused, or at fault every time. False when a later try may be worth it.
        """
        task = asyncio.create_task(self._in_turn(work, after, lasting))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _in_turn(self, work: Callable[[Tx], Any], after: "asyncio.Task[bool] | None", lasting: bool) -> bool:
        if after is not None and not after.done():
            await asyncio.wait([after])
        wait, faults = FIRST_WAIT_SECONDS, 0
        while not (done := await self._quietly(work)) and lasting and not self._stopping:
            faults += done is None
            if faults == FAULTS_MOST:
                return True
            await asyncio.sleep(random.uniform(0.5, 1.0) * wait)
            wait = min(LONGEST_WAIT_SECONDS, 2 * wait)
        return bool(done)

    async def _quietly(self, work: Callable[[Tx], Any]) -> bool | None:
        """Write a note. False when the database was away or full of work, and a later try is worth it; None: at fault, which may pass."""
        try:
            await self.database.run_later(work, small=True)
        except Refusal as refusal:
            log.info("a note on a socket was not written: %s", refusal.code)
            return refusal.status < 500
        except Exception:  # the socket goes on whatever becomes of a note on it
            log.exception("a note on a socket was not written")
            return None
        return True
