"""Voices take turns: on one channel at most one in two seconds and twenty in a minute. Pure.

A message that has to wait books the next free moment of its channel once, instead of asking again and again.
"""

from datetime import UTC, datetime, timedelta

GAP_MS = 2_000
WINDOW_MS = 60_000
IN_WINDOW = 20
REFRESH_GAP_MS = 1_000
CLOCKS_DIFFER = timedelta(minutes=1)
"""More than the clocks of two hubs do: what was booked so far in the future was booked before the clock was set back."""
MISSED = timedelta(seconds=1)
"""A booked moment that is this far in the past has been missed: the hub was off, and now all would speak at once."""


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def to_ms(at: datetime) -> int:
    return (at - _EPOCH) // _MS


def from_ms(ms: int) -> datetime:
    return _EPOCH + ms * _MS


def still_booked(slots: list[int], booked_at: datetime, now: datetime) -> list[int]:
    """The slots, unless they are those of a clock that has been set back since: nobody speaks then."""
    return [] if booked_at > now + CLOCKS_DIFFER else slots


def free_at(slots: list[int], now_ms: int) -> int:
    """The first moment from now on at which one more voice fits behind those that are booked."""
    at = now_ms
    if slots:
        at = max(at, slots[-1] + GAP_MS)
    if len(slots) >= IN_WINDOW:
        at = max(at, slots[-IN_WINDOW] + WINDOW_MS)
    return at


def booked(slots: list[int], at: int) -> list[int]:
    """The slots with one more; older ones than the window needs are forgotten."""
    return [*slots, at][-IN_WINDOW:]


def holds(slot_at: datetime | None, now: datetime) -> bool:
    """Whether a message may use the moment it has booked."""
    return slot_at is not None and slot_at <= now <= slot_at + MISSED
