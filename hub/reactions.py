"""When this happens, that follows: the one table between features.

A reaction runs in the same transaction as the fact it follows, in the order written. Whatever must be true together with
something in another part of the venue is said here and nowhere else.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from hub.accounts.events import RefreshReused, SessionEnded, StaffChanged
from hub.im.devices import revoke_for_reuse
from hub.kit.db import Tx
from hub.kit.jobs import KINDS
from hub.live import codes
from hub.live.append import publish, user_stream
from hub.live.codes import Close
from hub.live.events import Event
from hub.orders.closing import follow_stay
from hub.venue.events import StayMoved


class SessionClosed(Event, frozen=True, kw_only=True):
    """A person's session is over; to the sockets of that session only."""

    type: ClassVar[str] = "accounts.session_closed"
    session: UUID


class RoleChanged(Event, frozen=True, kw_only=True):
    """What a person may see has changed; to the sockets of that person only."""

    type: ClassVar[str] = "accounts.role_changed"
    user: UUID
    role: str
    state: str


def close_sockets_of_session(tx: Tx, fact: SessionEnded) -> None:
    """The sockets a session let in end with it. A device's are ended by its revocation."""
    if fact.subject_kind == "user":
        publish(tx, SessionClosed(session=fact.session_id), stream=user_stream(fact.subject_id), to=[f"session:{fact.session_id}"])


def close_sockets_of_person(tx: Tx, fact: StaffChanged) -> None:
    """A new role or shop: the sockets come back and are seated anew."""
    event = RoleChanged(user=fact.user_id, role=fact.role, state=fact.state)
    publish(tx, event, stream=user_stream(fact.user_id), to=[f"user:{fact.user_id}"])


def revoke_copied_device(tx: Tx, fact: RefreshReused) -> None:
    """Somebody holds a copy of a device's refresh token: the device has to be paired again."""
    if fact.subject_kind == "device":
        revoke_for_reuse(tx, fact.brand_id, fact.subject_id)


REACTIONS: Mapping[type, tuple[Callable[[Tx, Any], None], ...]] = {
    StayMoved: (follow_stay,),
    SessionEnded: (close_sockets_of_session,),
    StaffChanged: (close_sockets_of_person,),
    RefreshReused: (revoke_copied_device,),
}

SCOPE_EVENTS: Mapping[str, Close] = {
    "im.device_moved": codes.MOVED,
    "im.device_changed": codes.REVOKED,
    SessionClosed.type: codes.REVOKED,
    RoleChanged.type: codes.MOVED,
}
"""Events on a personal channel (`device:`, `session:`, `user:`) that end the connections they reach."""

JOB_KINDS = frozenset(KINDS)
"""All kinds of jobs; importing this module loads the handlers."""
