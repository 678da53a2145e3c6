"""Voices take turns: on one channel at most one in two seconds and twenty in a minute. Pure.

A lane remembers when somebody has really spoken, and nothing of those who wait: one that ends leaves nothing behind.
"""

from datetime import UTC, datetime, timedelta

GAP_MS = 2_000
WINDOW_MS = 60_000
IN_WINDOW = 20
REFRESH_GAP_MS = 1_000
CLOCKS_DIFFER = timedelta(minutes=1)
"""More than the clocks of two hubs do: what was said so far in the future was said before the clock was set back."""
LONGEST_REST = timedelta(milliseconds=WINDOW_MS) + CLOCKS_DIFFER
"""No lane rests longer; a turn that is further off was set by a clock that has been set back since."""
A_MOMENT = timedelta(seconds=1)
"""A telling that is late by less moves none of its repeats."""


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def to_ms(at: datetime) -> int:
    return (at - _EPOCH) // _MS


def from_ms(ms: int) -> datetime:
    return _EPOCH + ms * _MS


def still_counts(slots: list[int], written_at: datetime, now: datetime) -> list[int]:
    """The moments, unless they are those of a clock that has been set back since: nobody has spoken then."""
    return [] if written_at > now + CLOCKS_DIFFER else slots


def free_at(slots: list[int], now_ms: int) -> int:
    """The first moment from now on at which one more may speak."""
    at = now_ms
    if slots:
        at = max(at, slots[-1] + GAP_MS)
    if len(slots) >= IN_WINDOW:
        at = max(at, slots[-IN_WINDOW] + WINDOW_MS)
    return at


def with_one_more(slots: list[int], at: int) -> list[int]:
    """The moments with one more; older ones than the window needs are forgotten."""
    return [*slots, at][-IN_WINDOW:]


def is_due(next_at: datetime | None, now: datetime) -> bool:
    """Whether it is somebody's turn."""
    return next_at is not None and (next_at <= now or next_at > now + LONGEST_REST)
