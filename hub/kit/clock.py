"""The one clock. Everything that asks for the time asks a `Clock`, so that a test can move it."""

import time
from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec

Stamp = Annotated[str, msgspec.Meta(description="UTC, RFC 3339 with milliseconds", extra_json_schema={"format": "date-time"})]
"""A time on the wire: `2026-11-22T02:41:07.123Z`."""


class Clock:
    """Wall time for people and rows, monotonic time for durations inside one process."""

    def now(self) -> datetime:
        """The present instant: aware, UTC, cut to whole milliseconds so that it survives every database unchanged."""
        return whole_ms(datetime.now(UTC))

    def monotonic(self) -> float:
        """Seconds that never jump; only differences mean anything."""
        return time.monotonic()


class MovableClock(Clock):
    """A clock that stands still until it is moved; for tests and simulations."""

    def __init__(self, at: datetime) -> None:
        self._at = whole_ms(at.astimezone(UTC))
        self._elapsed = 0.0

    def now(self) -> datetime:
        return self._at

    def monotonic(self) -> float:
        return self._elapsed

    def advance(self, seconds: float) -> None:
        """Let both clocks run on by `seconds`."""
        self._at = whole_ms(self._at + timedelta(seconds=seconds))
        self._elapsed += seconds

    def jump(self, at: datetime) -> None:
        """Set the wall clock, as an operator or NTP would; the monotonic clock stays."""
        self._at = whole_ms(at.astimezone(UTC))


def whole_ms(at: datetime) -> datetime:
    """The same instant without what lies below a millisecond."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def stamp(at: datetime) -> str:
    """The instant as it stands on the wire."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def stamp_or_none(at: datetime | None) -> str | None:
    """Like `stamp`; a time that was not reached stays null."""
    return None if at is None else stamp(at)


def instant(text: str) -> datetime:
    """Read a time from the wire.

    Raises:
        ValueError: the text is no RFC 3339 time or names no offset.
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time needs an offset, such as Z")
    return whole_ms(at.astimezone(UTC))
