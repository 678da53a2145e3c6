"""Whether a client may go on from its cursor. Pure."""

from typing import Any

from hub.live.protocol import REPLAY_MOST, Cursor, StreamState
from hub.live.seat import Follow


def judge(cursor: Cursor | None, follow: Follow, state: Any) -> StreamState:
    """Whether a client may go on from its cursor, and if not, why not (protocol §1)."""
    epoch, head, oldest = (state.epoch, state.head, state.oldest) if state is not None else ("", 0, 1)
    told = follow.told(epoch)
    why: str | None = None
    if cursor is None:
        why = "new"
    elif cursor.epoch != told:
        why = "scope" if epoch and cursor.epoch.partition(".")[0] == epoch else "epoch"
    elif cursor.seq > head:
        why = "ahead"
    elif cursor.seq < oldest - 1:
        why = "too_old"
    elif head - cursor.seq > REPLAY_MOST:
        why = "too_far"
    elif cursor.seq < follow.since - 1:
        why = "scope"
    return StreamState(epoch=told, head=head, oldest=oldest, resumed=why is None, why=why)
