"""What goes in and out of accounts."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from hub.accounts.permissions import Role
from hub.kit.clock import Stamp
from hub.kit.web import In, Out

PRINTABLE = r"^[^\x00-\x1f\x7f]*$"

Username = Annotated[str, msgspec.Meta(min_length=2, max_length=64, pattern=PRINTABLE)]
PersonName = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=PRINTABLE)]
Job = Annotated[str, msgspec.Meta(max_length=80, pattern=PRINTABLE)]
Password = Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
Token = Annotated[str, msgspec.Meta(min_length=8, max_length=128)]


class SignIn(In, frozen=True, kw_only=True):
    username: Username
    password: Password


class OpenSession(In, frozen=True, kw_only=True):
    """Either `username` and `password`, or the `refresh_token` of a session that was opened elsewhere."""

    username: Username | UnsetType = UNSET
    password: Password | UnsetType = UNSET
    refresh_token: Token | UnsetType = UNSET


class Refresh(In, frozen=True, kw_only=True):
    refresh_token: Token


class ChangePassword(In, frozen=True, kw_only=True):
    current: Password
    password: Password


class AddStaff(In, frozen=True, kw_only=True):
    username: Username
    name: PersonName
    password: Password
    role: Role
    shop_id: UUID | None = None
    job: Job = ""


class ChangeStaff(In, frozen=True, kw_only=True):
    """Members left out stay as they are."""

    name: PersonName | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    shop_id: UUID | UnsetType | None = UNSET
    job: Job | UnsetType = UNSET
    password: Password | UnsetType = UNSET


class UserOut(Out, frozen=True, kw_only=True):
    """A member of staff. `shop_id` is null for an owner, who stands above the brand's shops."""

    id: UUID
    username: str
    name: str
    role: str
    job: str
    brand_id: UUID
    shop_id: UUID | None
    state: str


class StaffAnswer(Out, frozen=True, kw_only=True):
    user: UserOut
    changed: bool


class Tokens(Out, frozen=True, kw_only=True):
    """Handed out once, never stored. `expires_in` counts the seconds of the access token."""

    access_token: str
    refresh_token: str
    expires_in: int


class SignedIn(Out, frozen=True, kw_only=True):
    access_token: str
    refresh_token: str
    expires_in: int
    user: UserOut


class SessionOut(Out, frozen=True, kw_only=True):
    """A person's session in a browser. Its refresh token is in the cookie."""

    access_token: str
    expires_in: int
    user: UserOut


class TicketOut(Out, frozen=True, kw_only=True):
    """Good for one hello within `expires_in` seconds."""

    ticket: str
    expires_in: int


class AuditOut(Out, frozen=True, kw_only=True):
    """One line of the audit log. `before` and `after` hold what the act changed."""

    id: UUID
    at: Stamp
    shop_id: UUID | None
    actor_kind: str
    actor_id: UUID | None
    actor_name: str
    action: str
    object_kind: str
    object_id: str
    before: dict[str, object] | None
    after: dict[str, object] | None
    request_id: str | None
    cause: str | None
