"""What a running hub does from time to time: presence leases, missed rounds, and forgetting what is old.

Everything here is patient: second lane, small steps, and safe on any number of hubs at once.
"""

from datetime import timedelta
from typing import Any

from hub.accounts.attempts import forget_old_attempts
from hub.im import presence
from hub.im.sockets import SocketHooks
from hub.kit import idempotency, jobs
from hub.kit.db import Database, Tx
from hub.live import log
from hub.orders.rounds import note_missed_rounds

MISSED_AFTER = timedelta(seconds=10)
LEASE_EVERY = 10


class Upkeep:
    """Called by the app's timers."""

    def __init__(self, database: Database, hooks: SocketHooks) -> None:
        self.database = database
        self.hooks = hooks
        self._seconds = 0

    async def second(self) -> None:
        """Once a second: rounds no kitchen has seen; every ten seconds the presence leases."""
        await self.database.run_later(lambda tx: note_missed_rounds(tx, tx.now - MISSED_AFTER))
        self._seconds += 1
        if self._seconds % LEASE_EVERY == 0:
            await self.hooks.renew()
            await self.database.run_later(presence.sweep_ghosts)

    async def minute(self) -> None:
        """Once a minute: forget old keys, jobs, attempts and events."""
        await self.database.run_later(forget)
        names = [row.name for row in await self.database.read(lambda tx: tx.all(log.ALL_HEADS))]
        for name in names:
            while await self.database.run_later(lambda tx, name=name: log.sweep(tx, name)) >= 200:  # type: ignore[misc]
                pass


def forget(tx: Tx) -> Any:
    """Rows whose time is over."""
    tx.run(idempotency.FORGET, before=tx.now - timedelta(days=idempotency.KEEP_DAYS))
    tx.run(jobs.SWEEP, before=tx.now - jobs.KEEP_DONE)
    forget_old_attempts(tx)
