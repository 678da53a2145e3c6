"""What happened to people and sessions. The events go to the sessions they are about and to nobody else; each closes its sockets."""

from typing import ClassVar, Literal
from uuid import UUID

import msgspec

from hub.live.events import Event


class SessionEnded(Event, frozen=True, kw_only=True):
    """A session was ended: signed out, reused token, new password, switched off. Its sockets close with 4002."""

    type: ClassVar[str] = "accounts.session_ended"
    session: UUID
    why: str


class StaffChanged(Event, frozen=True, kw_only=True):
    """A person's role or shop is no longer what their sockets were let in with. They close with 4201."""

    type: ClassVar[str] = "accounts.staff_changed"
    user: UUID
    role: str
    shop_id: UUID | None


class RefreshReused(msgspec.Struct, frozen=True, kw_only=True):
    """A fact: somebody holds a copy of a refresh token. The session has been ended; a device is to be revoked."""

    session_id: UUID
    subject_kind: Literal["user", "device"]
    subject_id: UUID
    brand_id: UUID
