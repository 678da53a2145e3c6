"""What a running hub does beside commands: presence leases, rounds that kitchens have seen or missed, forgetting what is old.

Everything here is patient: second lane, small steps, and safe on any number of hubs at once.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from hub.accounts import sessions
from hub.accounts.attempts import forget_old_attempts
from hub.im import presence
from hub.im.sockets import SocketHooks
from hub.kit import idempotency, jobs
from hub.kit.db import Database, Tx
from hub.live import log
from hub.live.connection import Connection
from hub.live.tail import Entry
from hub.orders.events import OrderPlaced
from hub.orders.rounds import mark_round_seen, note_missed_rounds

MISSED_AFTER = timedelta(seconds=10)
LEASE_EVERY = 5


class PlacedRound(msgspec.Struct):
    """What is needed of a round in the log."""

    order_id: UUID
    round: int


class PlacedData(msgspec.Struct):
    """The `data` of `orders.order_placed`, as far as it is needed."""

    round: PlacedRound


class Placed(msgspec.Struct):
    """A stored `orders.order_placed`."""

    data: PlacedData


decoder = msgspec.json.Decoder(Placed)


class Upkeep:
    """Called by the app's timers."""

    def __init__(self, database: Database, hooks: SocketHooks) -> None:
        self.database = database
        self.hooks = hooks
        self._seconds = 0
        hooks.on_stored = self.screen_has_stored

    def screen_has_stored(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """A kitchen screen has acked placed rounds: the guest and the cashier may know that the kitchen has them."""
        shop_id = connection.seat.shop_id
        if connection.seat.kind != "kitchen" or shop_id is None:
            return
        rounds = [
            (placed.data.round.order_id, placed.data.round.round)
            for placed in (decoder.decode(b"{" + each.body) for each in entries if each.type == OrderPlaced.type)
        ]
        if rounds:
            self.hooks.soon(lambda tx: mark_round_seen(tx, shop_id, rounds), lasting=True)

    async def second(self) -> None:
        """Once a second: rounds no kitchen has seen; every five seconds the presence leases."""
        await self.database.run_later(lambda tx: note_missed_rounds(tx, tx.now - MISSED_AFTER))
        self._seconds += 1
        if self._seconds % LEASE_EVERY == 0:
            await self.hooks.renew()
            await self.hooks.sweep()

    async def minute(self) -> None:
        """Once a minute: forget old keys, jobs, attempts and events."""
        await self.database.run_later(forget)
        for housekeeping in (presence.forget_closed, sessions.forget_expired):
            while await self.database.run_later(housekeeping):
                pass
        names = [row.name for row in await self.database.read(lambda tx: tx.all(log.ALL_HEADS))]
        for name in names:
            while await self.database.run_later(lambda tx, name=name: log.sweep(tx, name)) >= 200:  # type: ignore[misc]
                pass


def forget(tx: Tx) -> Any:
    """Rows whose time is over."""
    tx.run(idempotency.FORGET, before=tx.now - timedelta(days=idempotency.KEEP_DAYS))
    tx.run(jobs.SWEEP, before=tx.now - jobs.KEEP_DONE)
    forget_old_attempts(tx)
