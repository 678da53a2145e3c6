"""The life of a message row. Pure.

scheduled → sending → sent → shown → spoken; or dropped, because a check said no; or failed, because something did not work.
The built-in stream goes from scheduled to sent in one transaction with the event; `sending` is for a provider outside.
"""

from datetime import timedelta
from typing import Final, Literal

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

ANNOUNCEMENT: Final = "announcement"
REFRESH: Final = "refresh"
NOTICE: Final = "notice"
PAD_CALL: Final = "pad_call"

EXPIRED: Final = "expired"
SHOP_CLOSED: Final = "shop_closed"
CHANNEL_OFF: Final = "channel_off"
SUBJECT_CHANGED: Final = "subject_changed"
SESSION_ENDED: Final = "session_ended"
DEVICE_MOVED: Final = "device_moved"
DUPLICATE: Final = "duplicate"
MERGED: Final = "merged"
GOT_IT: Final = "got_it"
RENDER: Final = "render"

DELAYED: Final = "delayed"
"""A message that waits for its channel to be free is still scheduled; this says why it is late."""

HEARD_WITHIN = timedelta(seconds=15)
"""What no device has answered by then nobody has heard."""

LIFE = {ANNOUNCEMENT: timedelta(seconds=120), NOTICE: timedelta(minutes=10), PAD_CALL: timedelta(minutes=10)}
"""How long a message is worth sending where no rule says it; a refresh always is."""
