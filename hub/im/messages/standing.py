"""Is this still true? Each kind of subject brings its own answer, from a fresh view, at the moment of sending.

Messages know nothing of orders. What a text says of them, and whether it may still be said, is asked here; `hub/reactions.py`
fills in who answers.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from hub.im.messages.states import SUBJECT_CHANGED
from hub.kit.db import Tx
from hub.venue.schemas import RoomRef


class MessageRow(msgspec.Struct, frozen=True):
    """A message with what its call says, as the checks and the subjects see it."""

    id: UUID
    call_id: UUID
    brand_id: UUID
    shop_id: UUID
    rule_id: UUID | None
    template_id: UUID | None
    channel: str
    kind: str
    repeat: int
    times: int
    due_at: datetime
    expires_at: datetime | None
    turn_at: datetime | None
    bound_room_id: UUID | None
    attempts: int
    event: str
    source: str | None
    params: dict[str, Any]
    items: list[dict[str, Any]] | None
    designated: list[str] | None
    subject: str | None
    resource: str | None
    version: int | None
    order_id: UUID | None
    line_id: UUID | None
    stay_id: UUID | None
    session_id: UUID | None
    room_id: UUID | None
    pad_call_id: UUID | None
    memo: dict[Any, Any]
    """Shared by the messages that are looked at together, so that four channels of one round read its order once."""

    @property
    def station(self) -> str | None:
        """The one station that this message goes to."""
        name, _, station = self.channel.partition(":")
        return station if name == "kitchen" and station else None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What a subject says of itself now."""

    stands: bool
    guests_wait: bool = False
    """Whether guests wait for it: then it is told in a closed shop too, where they still are."""
    joins: bool = False
    """Whether what others of the same order say at the same moment belongs into the same sentence."""
    reason: str = SUBJECT_CHANGED
    """Why nothing is said, when it does not stand."""
    params: Mapping[str, Any] = {}
    """Values of now, before those of the call."""
    items: Sequence[Mapping[str, Any]] = ()
    """The dishes of one sentence."""
    lines: Sequence[UUID] = ()
    """The lines it speaks of, so that a screen can look at its own board before it speaks."""
    room: RoomRef | None = None
    """Where the guests are now; a message to their room goes there."""


GONE = Standing(stands=False)

STANDINGS: dict[str, Callable[[Tx, UUID, str, MessageRow], Standing]] = {}
"""By the first word of the subject: given the shop, the rest of the subject, and the message that is to be sent."""


PREPARE: list[Callable[[Tx, UUID, Sequence[MessageRow]], None]] = []
"""Called once with all messages of a turn, before any of them is asked about: fills their memo with few reads."""


def standing_of(tx: Tx, row: MessageRow) -> Standing | None:
    """How the subject of a message stands now; None when it has none, or one that nobody answers for."""
    kind, _, rest = (row.subject or "").partition(":")
    ask = STANDINGS.get(kind)
    return None if ask is None else ask(tx, row.shop_id, rest, row)
