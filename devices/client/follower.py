"""Keeps a board true to its streams: decides for each frame whether it is applied, ignored or kept until the snapshot is there.

No socket in here: the websocket and the long poll both feed it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from devices.client.answers import Snapshot
from devices.client.board import Board
from devices.client.clock import Clock
from devices.client.cursors import Position
from devices.client.frames import Cursor, Event, Welcome
from devices.client.recording import Record, Recorded
from devices.client.storage import DeviceStore, Place

OnEvent = Callable[[Event], None]
BRING_ROUNDS = frozenset({"orders.order_placed", "orders.order_changed"})


class StaleSnapshot(Exception):
    """The snapshot belongs to another epoch than the connection: the device moved in between, and must come back."""


class Follower:
    """One client's board and its places in the streams.

    `store` (may be None) keeps board and cursors together, so that a reload resumes where the board is true.
    """

    def __init__(self, store: DeviceStore | None, record: Record, clock: Clock) -> None:
        self._store = store
        self._record = record
        self._clock = clock
        self.board = Board("unknown")
        self.positions: dict[str, Position] = {}
        self.board_stream: str | None = None
        self.loading = False
        self.on_event: list[OnEvent] = []
        self.on_change: list[Callable[[], None]] = []
        self._held: list[Event] = []
        self._board_changed = False
        self._known: set[str] = set()
        self._recall()

    @property
    def ready(self) -> bool:
        """Whether the board may be shown: a snapshot was taken, and none is on its way."""
        return self.board_stream is not None and not self.loading

    def cursors(self) -> dict[str, Cursor]:
        """The places for hello. The board's stream is left out while its snapshot is missing."""
        return {name: position.cursor for name, position in self.positions.items() if not (self.loading and name == self.board_stream)}

    def welcome(self, welcome: Welcome) -> bool:
        """Take what the hub says of each stream; True when the board's snapshot has to be fetched."""
        kind = kind_of(welcome.device, welcome.user)
        if kind != self.board.kind or set(welcome.stations) != self._known:
            self._begin(kind, welcome.stations)
        self.board_stream = next((name for name in welcome.streams if name.startswith("shop:")), None)
        for name, state in welcome.streams.items():
            position = self.positions.get(name)
            if not state.resumed or position is None:
                self.positions[name] = Position(name, state.epoch, state.head)
                if name == self.board_stream:
                    self.loading = True
        self.positions = {name: position for name, position in self.positions.items() if name in welcome.streams}
        self._held.clear()
        return self.loading and self.board_stream is not None

    def event(self, event: Event) -> bool:
        """Apply an event, or ignore one that was applied before (False), or keep it until the snapshot is there (False)."""
        position = self.positions.get(event.stream)
        if position is None:
            return False
        if self.loading and event.stream == self.board_stream:
            self._held.append(event)
            return False
        if not position.take(event.seq):
            self._record.count.duplicates += 1
            return False
        if event.stream == self.board_stream:
            self.board.apply(event.type, event.data)
            self._board_changed = True
        self._record.count.applied += 1
        self._record.add(Recorded(self._clock.monotonic(), "applied", event, event.stream, position.epoch, event.seq))
        for tell in self.on_event:
            tell(event)
        self._changed()
        return True

    def heads(self, heads: dict[str, int]) -> None:
        """Move to the heads of a ping: everything for this client up to there was sent before it."""
        moved = False
        for name, head in heads.items():
            position = self.positions.get(name)
            if position is not None and not (self.loading and name == self.board_stream):
                moved = position.reach(head) or moved
        if moved:
            self.save()

    def snapshot(self, snapshot: Snapshot, *, epoch: str | None = None) -> None:
        """Hold the snapshot and apply what was kept with a higher number. `epoch` is the connection's, where there is one.

        Raises:
            StaleSnapshot: the snapshot is of another epoch.
        """
        if epoch is not None and snapshot.epoch != epoch:
            raise StaleSnapshot(f"the connection is in epoch {epoch}, the snapshot in {snapshot.epoch}")
        self.board.load(snapshot.board)
        self.board_stream = snapshot.stream
        self.positions[snapshot.stream] = Position(snapshot.stream, snapshot.epoch, snapshot.seq)
        self.loading = False
        self._board_changed = True
        self._record.count.snapshots += 1
        self._record.add(Recorded(self._clock.monotonic(), "snapshot", None, snapshot.stream, snapshot.epoch, snapshot.seq))
        held, self._held = self._held, []
        for event in held:
            if event.seq > snapshot.seq:  # the others are in it; that they came is no repeat
                self.event(event)
        self.save()
        self._changed()

    def drop_board(self) -> None:
        """Distrust what is held: the next step is a snapshot. Reloading must always cure."""
        self.loading = True
        if self._store is not None:
            self._store.forget_place()

    def forget_store(self) -> None:
        """From now on nothing is written: what the store holds is what a power cut would leave."""
        self._store = None

    def is_awaited(self, event: Event) -> bool:
        """Whether somebody waits to hear that this event is here: a round, for the guest and the desk, from a kitchen screen."""
        return self.board.kind == "kitchen" and event.type in BRING_ROUNDS

    def to_ack(self) -> list[Position]:
        """The streams in which something is applied that the hub was not told of."""
        return [
            position
            for name, position in self.positions.items()
            if position.acked < position.applied and not (self.loading and name == self.board_stream)
        ]

    def save(self) -> None:
        """Bring board and cursors into the store, in one step. An ack may follow only after this."""
        if self._store is None or not self.ready:
            return
        if self._board_changed:
            self._store.keep_place(Place(self.board.kind, sorted(self._known), self.cursors(), self.board.dump()))
            self._board_changed = False
        else:
            self._store.keep_cursors(self.cursors())

    def adopt(self, me: dict[str, Any]) -> None:
        """Without a welcome (long poll) the answer of `GET /me` says who this is."""
        kind = kind_of(me.get("device"), me.get("user") or me)
        stations = list(me.get("stations") or [])
        if kind != self.board.kind or set(stations) != self._known:
            self._begin(kind, stations)

    def _begin(self, kind: str, stations: list[str]) -> None:
        self.board = Board(kind, stations)
        self._known = set(stations)
        self.positions.clear()
        self.loading = True

    def _recall(self) -> None:
        place = self._store.place() if self._store is not None else None
        if place is None:
            return
        self.board = Board(place.kind, place.stations)
        self.board.load(place.board)
        self._known = set(place.stations)
        self.positions = {name: Position(name, cursor.epoch, cursor.seq) for name, cursor in place.cursors.items()}
        self.board_stream = next((name for name in place.cursors if name.startswith("shop:")), None)

    def _changed(self) -> None:
        for tell in self.on_change:
            tell()


def kind_of(device: dict[str, Any] | None, user: dict[str, Any] | None) -> str:
    """The row of the board's table: a device's kind, a person's role."""
    if device:
        return str(device.get("kind", "unknown"))
    return str((user or {}).get("role", "unknown"))
