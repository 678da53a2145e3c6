"""Places where a test may end the process as a power cut would. Without the environment variable they cost one comparison."""

import os
import signal

PLACES = ("before_begin", "after_effect", "before_commit", "after_commit", "after_wake_up", "between_sends")
"""Those that every command comes by."""
JOB_BEGUN = "job_begun"
"""Whoever ends here takes a job's lease along."""

_place, _, _count = os.environ.get("VENUEHUB_CRASH_AT", "").partition(":")
_left = int(_count or 1)


def crash_point(place: str) -> None:
    """End this process with SIGKILL the n-th time it comes by, when `VENUEHUB_CRASH_AT=place:n` is set."""
    global _left
    if place == _place:
        _left -= 1
        if _left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
