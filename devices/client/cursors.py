"""Where a client stands in each stream, and when it says so to the hub. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from devices.client.frames import Cursor

ACK_EVENTS = 16
ACK_SECONDS = 2.0


@dataclass
class Position:
    """The place in one stream. `applied` only rises within an epoch; what is at or below it is never applied again."""

    stream: str
    epoch: str
    applied: int
    acked: int = 0

    def take(self, seq: int) -> bool:
        """Move to this event's number; False when it was applied before and must be ignored."""
        if seq <= self.applied:
            return False
        self.applied = seq
        return True

    def reach(self, head: int) -> bool:
        """Move to a head: everything for this client up to there came before. False when it is there already."""
        return self.take(head)

    @property
    def cursor(self) -> Cursor:
        """The place as hello writes it."""
        return Cursor(self.epoch, self.applied)


class AckPace:
    """When to ack: after 16 events or 2 s, whichever is first, but never so often that the hub refuses the frames.

    What somebody waits for is acked at once. A burst within `least_gap_seconds` is acked by one frame at its end; acks are cumulative.
    """

    def __init__(self, *, events: int = ACK_EVENTS, seconds: float = ACK_SECONDS, least_gap_seconds: float = 0.1) -> None:
        self._events = events
        self._seconds = seconds
        self._least_gap = least_gap_seconds
        self._waiting = 0
        self._first_at = 0.0
        self._last_sent = float("-inf")
        self._is_awaited = False

    def applied(self, now: float, *, is_awaited: bool = False) -> None:
        """One more event is applied, at `now` (monotonic seconds); `is_awaited`: somebody waits to hear that it is here."""
        if self._waiting == 0:
            self._first_at = now
        self._waiting += 1
        self._is_awaited = self._is_awaited or is_awaited

    def due_at(self) -> float | None:
        """When to ack at the latest, in monotonic seconds; None when nothing waits."""
        if self._waiting == 0:
            return None
        by_count = self._last_sent + self._least_gap
        return by_count if self._is_awaited or self._waiting >= self._events else max(by_count, self._first_at + self._seconds)

    def sent(self, now: float) -> None:
        """An ack of everything went out."""
        self._waiting = 0
        self._is_awaited = False
        self._last_sent = now


class FramePace:
    """Keeps what a client sends within the hub's limit: a burst, then so many frames a second."""

    def __init__(self, per_second: float, burst: int) -> None:
        self._per_second = per_second
        self._burst = float(burst)
        self._left = float(burst)
        self._at: float | None = None

    def wait_seconds(self, now: float) -> float:
        """Take one frame's place; how long to wait before it may go."""
        if self._at is not None:
            self._left = min(self._burst, self._left + (now - self._at) * self._per_second)
        self._at = now
        self._left -= 1.0
        return max(0.0, -self._left / self._per_second)
