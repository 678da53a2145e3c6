"""What to do after a connection ended, and how long to wait before the next one. Pure."""

from __future__ import annotations

from enum import Enum
from random import Random

FIRST_SECONDS = 0.5
LONGEST_SECONDS = 10.0


class After(Enum):
    """The three classes of endings."""

    STOP = "stop"  # do not come back with the same data
    BACK_OFF = "back_off"  # come back with a growing wait, resume
    SOON = "soon"  # come back when the hub said, resume


def backoff_seconds(attempt: int, random: Random) -> float:
    """Full jitter: anything from nothing to 0.5 s · 2ⁿ, at most 10 s. The first attempt is number 0."""
    return random.uniform(0.0, min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(attempt, 30)))


def after_close(code: int | None) -> After:
    """The class of a close code; a connection that broke without one is tried again with back-off."""
    if code is not None and 4000 <= code < 4100:
        return After.STOP
    if code is not None and 4200 <= code < 4300:
        return After.SOON
    return After.BACK_OFF


def after_refused_upgrade(status: int) -> After:
    """What an HTTP answer instead of the websocket means: a foreign origin stays foreign, everything else may pass."""
    return After.STOP if status == 403 else After.BACK_OFF
