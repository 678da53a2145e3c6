"""What a running hub does beside commands: presence leases, rounds that kitchens have seen or missed, alarms, forgetting.

Everything here is patient: second lane, small steps, and safe on any number of hubs at once.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import NamedTuple
from uuid import UUID

import msgspec

from hub.accounts import sessions
from hub.accounts.attempts import forget_old_attempts
from hub.accounts.paces import forget_paces
from hub.announcing.alarms import look_after_alarms
from hub.im import presence
from hub.im.alarms.tidying import forget_alarms
from hub.im.chat import tidying as chats
from hub.im.messages import tidying
from hub.im.messages.deliveries import mark_acked
from hub.im.messages.events import MessageSent
from hub.im.pad_calls.tidying import forget_pad_calls
from hub.im.sockets import SocketHooks
from hub.kit import idempotency, jobs
from hub.kit.db import Database, Tx
from hub.kit.files import Files
from hub.kit.timer import attempt
from hub.live import log
from hub.live.connection import Connection, Feed
from hub.live.log import read_of_types
from hub.orders.events import OrderChanged, OrderPlaced
from hub.orders.rounds import mark_round_seen, note_missed_rounds, shops_overdue
from hub.printing.watching import forget_jobs, look_after_prints

HOUSEKEEPING = (
    presence.forget_closed,
    sessions.forget_expired,
    idempotency.forget_old,
    jobs.forget_done,
    forget_old_attempts,
    forget_paces,
    tidying.forget_calls,
    tidying.forget_lanes,
    forget_alarms,
    forget_pad_calls,
    forget_jobs,
    chats.take_back,
    chats.let_rest,
    chats.close_forgotten,
    chats.forget_messages,
    chats.forget_last,
    chats.forget_marks,
    chats.forget_chats,
)
"""Things whose time is over: each takes a few at once and says how many, so that a hub that was off for weeks holds up nobody."""
MISSED_AFTER = timedelta(seconds=10)
LEASE_EVERY = 5
DEVICES_COME_BACK_WITHIN = 20
"""Seconds. A device tries again at least every ten; before that its silence says that the hub was away, and not the device."""

BRING_ROUNDS = frozenset({OrderPlaced.type, OrderChanged.type})
"""Events that bring the lines of a round to a kitchen: placed, or, where the cashier is asked first, confirmed."""
BRING_MESSAGES = frozenset({MessageSent.type})
LOOK_BACK = 2_000
"""So many numbers before the first word of a connection are looked at: what it stored before it came, or took with its snapshot."""


class NamedOrder(msgspec.Struct):
    """What is needed of the order of an event in the log."""

    id: UUID


class NamedLine(msgspec.Struct):
    """What is needed of one of its lines."""

    round: int


class Brought(msgspec.Struct):
    """The `data` of such an event, as far as it is needed."""

    order: NamedOrder
    lines: list[NamedLine] = []


class Stored(msgspec.Struct):
    """Such an event as it lies in the log."""

    data: Brought


decoder = msgspec.json.Decoder(Stored)


class NamedMessage(msgspec.Struct):
    """What is needed of an event that brought a message."""

    message: UUID


class StoredMessage(msgspec.Struct):
    """Such an event as it lies in the log."""

    data: NamedMessage


message_decoder = msgspec.json.Decoder(StoredMessage)


def rounds_in(texts: Iterable[bytes]) -> set[tuple[UUID, int]]:
    """The rounds, `(order id, round)`, that these events brought."""
    brought = (decoder.decode(text).data for text in texts)
    return {(each.order.id, line.round) for each in brought for line in each.lines}


class Noted(NamedTuple):
    """What is written down when a device has stored events."""

    shop_id: UUID
    device_id: UUID
    is_kitchen: bool
    taken: int
    """Events up to here came as a snapshot."""

    @property
    def types(self) -> frozenset[str]:
        return BRING_ROUNDS | BRING_MESSAGES if self.is_kitchen else BRING_MESSAGES

    def write(self, tx: Tx, brought: Iterable[tuple[int, str, bytes]]) -> None:
        """`brought` are the numbers, types and texts of the events. A snapshot brings rounds with the board, and no messages."""
        texts = list(brought)
        messages = {message_decoder.decode(text).data.message for seq, kind, text in texts if kind in BRING_MESSAGES and seq > self.taken}
        mark_acked(tx, self.shop_id, self.device_id, messages)
        mark_round_seen(tx, self.shop_id, rounds_in(text for _, kind, text in texts if kind in BRING_ROUNDS))


class Upkeep:
    """Called by the app's timers. Each thing is attempted for itself: one that fails, turn after turn, keeps no other from being done."""

    def __init__(self, database: Database, hooks: SocketHooks, files: Files) -> None:
        self.database = database
        self.files = files
        self.hooks = hooks
        self._seconds = 0
        hooks.on_stored = self.screen_has_stored

    def screen_has_stored(self, connection: Connection, feed: Feed, before: int) -> None:
        """A device has acked messages; a kitchen screen also rounds: the guest and the cashier may know that the kitchen has them."""
        shop_id = connection.seat.shop_id
        if connection.seat.device is None or shop_id is None:
            return
        up_to, follow, stream = feed.acked, feed.follow, feed.tail.stream
        after = max(before, up_to - LOOK_BACK)
        remembered = feed.tail.since(after)
        note = Noted(shop_id, connection.seat.owner, connection.seat.kind == "kitchen", feed.taken)
        if remembered is None or (remembered and remembered[-1].seq < up_to):  # the hub has started since: the log knows

            def look_back(tx: Tx) -> None:
                rows = read_of_types(tx, stream, note.types, after, up_to)
                note.write(tx, ((row.seq, row.type, b"{" + row.body) for row in rows if follow.sees(row.seq, row.channels)))

            self.hooks.soon(look_back, lasting=True)
            return
        brought = [each for each in remembered if each.seq <= up_to and each.type in note.types and follow.sees(each.seq, each.channels)]
        if brought:
            self.hooks.soon(lambda tx: note.write(tx, ((each.seq, each.type, each.text()) for each in brought)), lasting=True)

    async def second(self) -> None:
        """Once a second: rounds no kitchen has seen, alarms, and paper; every five seconds, and before all else, the presence leases."""
        self._seconds += 1
        if self._seconds % LEASE_EVERY == 0:
            await attempt("renewing the lease", self.hooks.renew())
            await attempt("sweeping ghosts", self.hooks.sweep())
        settled = self._seconds > DEVICES_COME_BACK_WITHIN
        if settled:
            await attempt("looking for missed rounds", self._note_missed())
        await look_after_alarms(self.database, judging=settled)
        await attempt("looking after prints", self.database.run_later(look_after_prints))

    async def _note_missed(self) -> None:
        for shop_id in sorted(await self.database.read(lambda tx: shops_overdue(tx, tx.now - MISSED_AFTER))):
            note = partial(_note_missed_in, shop_id=shop_id)
            await attempt(f"noting missed rounds in {shop_id}", self.database.run_later(note))

    async def minute(self) -> None:
        """Once a minute: let silent chats rest; forget old keys, jobs, attempts, chats and events."""
        for housekeeping in HOUSEKEEPING:
            await attempt(housekeeping.__name__, self._until(housekeeping))
        await attempt("forgetting files", chats.forget_files(self.database, self.files))
        await attempt("forgetting events", self._forget_events())

    async def _until(self, housekeeping: Callable[[Tx], int], fewer_than: int = 1) -> None:
        while await self.database.run_later(housekeeping) >= fewer_than:
            pass

    async def _forget_events(self) -> None:
        names = [row.name for row in await self.database.read(lambda tx: tx.all(log.ALL_HEADS))]
        for name in names:
            await attempt(f"forgetting events of {name}", self._until(partial(log.sweep, stream=name), fewer_than=200))


def _note_missed_in(tx: Tx, shop_id: UUID) -> None:
    note_missed_rounds(tx, tx.now - MISSED_AFTER, shop_id)
