"""Time as a device has it: a wall clock that may be wrong, a monotonic clock, a sleep, and the offset to the hub's clock."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Protocol

SAMPLES = 5


class Clock(Protocol):
    """What the client asks of time; tests and the simulator put their own in its place."""

    def now(self) -> datetime:
        """The device's wall clock, aware, in UTC. It may be wrong by any amount."""

    def monotonic(self) -> float:
        """Seconds that only rise."""

    async def sleep(self, seconds: float) -> None:
        """Wait, measured by the monotonic clock."""


class SystemClock:
    """The machine's clock, its wall time put off by `skew_seconds`, everything `speed` times faster than real time."""

    def __init__(self, *, skew_seconds: float = 0.0, speed: float = 1.0) -> None:
        self.skew = timedelta(seconds=skew_seconds)
        self.speed = speed

    def now(self) -> datetime:
        """The machine's wall clock plus the skew. Speed does not touch it."""
        return datetime.now(UTC) + self.skew

    def monotonic(self) -> float:
        """Seconds since some start, multiplied by the speed."""
        return time.monotonic() * self.speed

    async def sleep(self, seconds: float) -> None:
        """Wait `seconds` of this clock."""
        await asyncio.sleep(max(0.0, seconds) / self.speed)


class HubTime:
    """The hub's time as this device knows it: its own wall clock plus the median of the last five measured offsets.

    A sample is `server_now - (sent + received) / 2`. The welcome answers a hello and gives both ends; a ping has no question before it,
    so the time it took to arrive counts as nothing, which on a venue's network is a few milliseconds.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._samples: deque[timedelta] = deque(maxlen=SAMPLES)

    def answer(self, server_now: str, sent: datetime, received: datetime) -> None:
        """Take the hub's time from an answer to something this device sent."""
        self._samples.append(instant(server_now) - (sent + (received - sent) / 2))

    def heard(self, server_now: str) -> None:
        """Take the hub's time from a frame that came unasked."""
        self._samples.append(instant(server_now) - self._clock.now())

    @property
    def offset(self) -> timedelta:
        """Hub time minus device time; zero until the first sample."""
        return timedelta(seconds=median(sample.total_seconds() for sample in self._samples)) if self._samples else timedelta()

    @property
    def offset_ms(self) -> int:
        """The offset in whole milliseconds, any sign."""
        return round(self.offset.total_seconds() * 1000)

    def now(self) -> datetime:
        """The hub's time now; what ages and colours are reckoned from."""
        return self._clock.now() + self.offset


def instant(stamp: str) -> datetime:
    """RFC 3339 text as an aware instant.

    Raises:
        ValueError: the text is no time.
    """
    return datetime.fromisoformat(stamp)


def stamp(at: datetime) -> str:
    """An instant as the wire writes it: UTC, milliseconds, `Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
