"""Where somebody sits in the streams: which ones are followed, in which channels, and what the welcome says.

The live part knows channels, not dishes: whoever wires the app brings a function that turns a token into a seat.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec


class Follow(msgspec.Struct, frozen=True, kw_only=True):
    """One stream and the channels of it that may be seen. `scope` changes when the channels do."""

    stream: str
    channels: frozenset[str]
    scope: str = ""
    lasting: frozenset[str] = frozenset()
    """What may be seen of the time below `since`."""
    theirs: frozenset[str] = frozenset()
    """What is for the present party alone; nothing of it may be seen from below `came`."""
    since: int = 0
    came: int = 0
    """The number with which the party came. `since` is lower for a screen that was there when the last one left, and sees on."""

    def sees(self, seq: int, channels: Iterable[str]) -> bool:
        """Whether the event of this number and audience is for this follower."""
        if seq >= self.came:
            return not self.channels.isdisjoint(channels)
        return not (self.channels - self.theirs if seq >= self.since else self.lasting).isdisjoint(channels)

    def from_here(self, position: int) -> "Follow":
        """For a screen that has seen everything up to this number: the same, and what comes between it and the party."""
        return msgspec.structs.replace(self, since=min(self.since, position + 1))

    def told(self, epoch: str) -> str:
        """The epoch as this follower is told it: no cursor resumes across a change of scope."""
        return f"{epoch}.{self.scope}" if self.scope else epoch


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """What a good token entitles to."""

    kind: str
    """A device kind, or a staff role."""
    owner: UUID
    """The device or the person."""
    session_id: UUID
    """The token family: it ends, the connection ends."""
    brand_id: UUID
    shop_id: UUID | None
    follows: tuple[Follow, ...]
    device: Any = None
    account: Any = None
    user: Any = None
    shop: Any = None
    room: Any = None
    stations: tuple[str, ...] = ()
    turns_on: frozenset[str] = frozenset()
    """Types of events after which the channels have to be looked up anew: those of a pad follow its guests."""
    replaces_after: int = 4
    """Connections of this owner; one more closes the oldest with 4006."""
    account_key: UUID | None = None
    """A shared account, if any."""
    account_most: int = 32
    """Connections of the shared account; further ones are refused with 4105."""
