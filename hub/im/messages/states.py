"""The life of a message row. Pure.

scheduled → sending → sent → shown → spoken; or dropped, because a check said no; or failed, because something did not work.
The built-in stream goes from scheduled to sent in one transaction with the event; `sending` is for a provider outside.
"""

from datetime import timedelta
from typing import Final, Literal

from hub.venue.states import ANY_DEVICE, HUB, Move

MessageState = Literal["scheduled", "sending", "sent", "shown", "spoken", "dropped", "failed"]
Problem = Literal["failed", "late", "moved", "nobody", "unheard", "blocked"]
"""What a person should look at: it did not work, came too late, was for a device that stands elsewhere; no device hears its channel, none
has answered, or one is not allowed to make a sound."""
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
GOT_IT: Final = "got_it"
RENDER: Final = "render"

DELAYED: Final = "delayed"
"""A message that waits for its channel to be free is still scheduled; this says why it is late."""

FINE: Final = "fine"
LATE: Final = "late"
BLOCKED: Final = "blocked"
"""What the answers of a message's devices come to."""

HEARD_WITHIN = timedelta(seconds=15)
"""What no device has answered by then nobody has heard."""

LIFE = {ANNOUNCEMENT: timedelta(seconds=120), NOTICE: timedelta(minutes=10), PAD_CALL: timedelta(minutes=10)}
"""How long a message is worth sending where no rule says it; a refresh always is."""
