"""What a message says of itself before it is sent, and how a check says no. Pure."""

from hub.im.messages.standing import MessageRow
from hub.im.messages.states import DROPPED

SAID_AGAIN = frozenset({"about", "trial"})
"""Subjects of calls by hand: people may call about the same order again."""


class Dropped(Exception):
    """A check has said no; the message ends for this reason."""

    def __init__(self, reason: str, state: str = DROPPED) -> None:
        super().__init__(reason)
        self.reason = reason
        self.state = state


def is_trial(row: MessageRow) -> bool:
    """Whether this only tries a rule out on one device."""
    return (row.subject or "").startswith("trial:")


def happens_once(row: MessageRow) -> bool:
    """Whether the subject names one happening, of which nothing is said twice."""
    return row.subject is not None and row.subject.partition(":")[0] not in SAID_AGAIN


def group_of(row: MessageRow) -> str:
    """What stops together: the repeats, on all channels, of one event of one subject."""
    return f"{row.event}:{row.subject}" if happens_once(row) else str(row.call_id)
