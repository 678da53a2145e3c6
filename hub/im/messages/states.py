"""The life of a message row. Pure.

scheduled → sending → sent → shown → spoken; or dropped, because a check said no; or failed, because something did not work.
The built-in stream goes from scheduled to sent in one transaction with the event; `sending` is for a provider outside.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final, Literal

from hub.venue.states import ANY_DEVICE, HUB, Move

MessageState = Literal["scheduled", "sending", "sent", "shown", "spoken", "dropped", "failed"]
Problem = Literal["failed", "late", "moved", "nobody", "unheard", "left_out", "blocked"]
"""What a person should look at: it did not work, came too late, was for a device that stands elsewhere; no device hears its channel, none
has met it, one has left it out, or is not allowed to make a sound."""
CallKind = Literal["announcement", "refresh", "notice", "pad_call"]

SCHEDULED: Final = "scheduled"
SENDING: Final = "sending"
SENT: Final = "sent"
SHOWN: Final = "shown"
SPOKEN: Final = "spoken"
DROPPED: Final = "dropped"
FAILED: Final = "failed"

MESSAGE_STATES = (SCHEDULED, SENDING, SENT, SHOWN, SPOKEN, DROPPED, FAILED)

MESSAGE_FLOW: dict[str, Move] = {
    "make": Move(frozenset(), SCHEDULED, by=HUB),
    "make_unwanted": Move(frozenset(), DROPPED, by=HUB),  # its rule is off, or this repeat would come too late
    "claim": Move(frozenset({SCHEDULED}), SENDING, by=HUB),
    "send": Move(frozenset({SCHEDULED, SENDING}), SENT, by=HUB),
    "put_off": Move(frozenset({SCHEDULED, SENDING}), SCHEDULED, by=HUB),
    "drop": Move(frozenset({SCHEDULED}), DROPPED, by=HUB),
    "fail": Move(frozenset({SCHEDULED, SENDING}), FAILED, by=HUB),
    "show": Move(frozenset({SENT}), SHOWN, already=frozenset({SHOWN, SPOKEN}), by=ANY_DEVICE),
    "speak": Move(frozenset({SENT, SHOWN}), SPOKEN, already=frozenset({SPOKEN}), by=ANY_DEVICE),
    "retry": Move(frozenset({FAILED}), SCHEDULED, already=frozenset({SCHEDULED, SENDING, SENT, SHOWN, SPOKEN}), by="im.call"),
}

ANNOUNCEMENT: Final = "announcement"
REFRESH: Final = "refresh"
NOTICE: Final = "notice"
PAD_CALL: Final = "pad_call"

EXPIRED: Final = "expired"
SHOP_CLOSED: Final = "shop_closed"
CHANNEL_OFF: Final = "channel_off"
NO_RULE: Final = "no_rule"
"""The shop says nothing of this event: no rule of it is there, switched on or off."""
SUBJECT_CHANGED: Final = "subject_changed"
SESSION_ENDED: Final = "session_ended"
DEVICE_MOVED: Final = "device_moved"
DUPLICATE: Final = "duplicate"
MERGED: Final = "merged"
JOINED: Final = "joined"
"""Its dish was named by the message of another dish of the order."""
GOT_IT: Final = "got_it"
RENDER: Final = "render"

DELAYED: Final = "delayed"
"""A message that waits for its channel to be free is still scheduled; this says why it is late."""

FINE: Final = "fine"
LATE: Final = "late"
LEFT_OUT: Final = "left_out"
BLOCKED: Final = "blocked"
"""What the answers of a message's devices come to."""
WORST_FIRST = (BLOCKED, LEFT_OUT, LATE, FINE)
TROUBLES = {"audio_blocked": BLOCKED, "expired": LATE}
SKIPPED: Final = "skipped:"
NEEDLESS: Final = "skipped:subject_changed"
"""The one reason for leaving a message out that is as good as an answer: nobody need hear it any more."""
INTERRUPTED: Final = "skipped:interrupted"
"""The power went, or the page, while it was being said: how much of it was heard nobody knows."""
NOT_FOR_IT = frozenset({"skipped:no_screen", "skipped:not_shown_here"})
"""A device says that others are meant. Whether anybody has met the message is up to those."""

HEARD_WITHIN = timedelta(seconds=15)
"""What no device has answered by then nobody has heard."""

LIFE = {ANNOUNCEMENT: timedelta(seconds=120), NOTICE: timedelta(minutes=10), PAD_CALL: timedelta(minutes=10)}
"""How long a message is worth sending where no rule says it; a refresh always is."""


def has_met(result: str) -> bool:
    """Whether a device that says this has shown or said the message, or knows why nobody need."""
    return result == NEEDLESS or not result.startswith(SKIPPED)


def come_to(results: Iterable[str]) -> str | None:
    """What some answers come to: the worst of them; None when none of them says anything."""
    said = {_means(result) for result in results}
    return next((each for each in WORST_FIRST if each in said), None)


def _means(result: str) -> str | None:
    if result in NOT_FOR_IT:
        return None
    return TROUBLES.get(result, FINE if has_met(result) else LEFT_OUT)
