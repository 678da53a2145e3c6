"""What became of messages here, until the hub has said that it need not be told again.

A receipt that went out is not one that arrived: a line that dies says so late, and a hub that dies has not written what it heard last.
So each is said again after a break, for as long as no ping of the hub's has named it.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Sequence

from devices.client.frames import Receipt
from devices.client.storage import DeviceStore

log = logging.getLogger("client")

SAID_AT_ONCE = 20
"""Said and not yet named by the hub: those behind them wait, so that many breaks in a row do not make it hear ever more of the same."""
MOST = 1_000
RESULTS = frozenset({"shown", "spoken", "silenced", "audio_blocked", "expired"})
SKIPPED, WHY_MOST = "skipped:", 32
INTERRUPTED = "skipped:interrupted"


def is_result(result: str) -> bool:
    """Whether the protocol knows this result; a reason for skipping has 1 to 32 printable characters."""
    why = result.removeprefix(SKIPPED)
    return result in RESULTS or (why != result and 0 < len(why) <= WHY_MOST and why.isprintable())


class Receipts:
    """A queue that outlives connections and, in the store, the device. Beyond 1,000 the oldest is given up, and the log says so."""

    def __init__(self, store: DeviceStore) -> None:
        self._store = store
        self._waiting: dict[Receipt, None] = dict.fromkeys(store.receipts())
        self._said: dict[Receipt, None] = {}

    def __len__(self) -> int:
        return len(self._waiting) + len(self._said)

    def begin(self, message_id: str) -> None:
        """A message begins to be shown or said: a device that ends meanwhile says at its next start that it was interrupted."""
        self._on_disk(lambda: self._store.keep_receipt(Receipt(message_id, INTERRUPTED)))

    def add(self, receipt: Receipt) -> None:
        """One more to be said, in the place of what `begin` has kept; one that is here already is not said twice.

        Raises:
            ValueError: a result that no hub takes, and so would never name.
        """
        if not is_result(receipt.result):
            raise ValueError(f"{receipt.result!r} is no result of the protocol")
        if receipt in self._said or receipt in self._waiting:
            return
        self._waiting[receipt] = None
        self._on_disk(lambda: self._store.keep_receipt(receipt))
        self._on_disk(lambda: self._store.settle_receipts([Receipt(receipt.message, INTERRUPTED)]))
        if len(self) > MOST:
            oldest = next(iter(self._said or self._waiting))
            self.settle([oldest])
            log.warning("a receipt that no hub has taken is given up: %s", oldest)

    def next(self) -> Receipt | None:
        """The one to say now; it counts as said on this connection. None: none waits, or the hub has to name some first."""
        if not self._waiting or len(self._said) >= SAID_AT_ONCE:
            return None
        receipt = next(iter(self._waiting))
        del self._waiting[receipt]
        self._said[receipt] = None
        return receipt

    def settle(self, receipts: Sequence[Receipt]) -> None:
        """The hub has named these."""
        for receipt in receipts:
            self._said.pop(receipt, None)
            self._waiting.pop(receipt, None)
        self._on_disk(lambda: self._store.settle_receipts(receipts))

    def doubt(self) -> None:
        """The connection has ended: what it carried may have been lost. It goes behind what waits: a hub that names none hears of all."""
        self._waiting |= self._said
        self._said = {}

    def _on_disk(self, write: Callable[[], None]) -> None:
        try:
            write()
        except (OSError, sqlite3.Error):  # a full disk keeps nobody from being told; without it, what is known outlasts no restart
            log.exception("a receipt could not be noted down")
