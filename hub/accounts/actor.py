"""Who is asking: a paired device or a signed-in person, looked up in the transaction that does the work."""

from typing import Literal
from uuid import UUID

import msgspec

from hub.kit.errors import Forbidden


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """The one who acts, with everything a verb may need to know of them."""

    kind: Literal["device", "user"]
    id: UUID
    name: str
    role: str
    """The kind of a device, or the role of a member of staff."""
    brand_id: UUID
    shop_id: UUID | None = None
    """None only for an owner, who stands above the brand's shops."""
    account_id: UUID | None = None
    room_id: UUID | None = None
    stations: tuple[str, ...] = ()
    permissions: frozenset[str] = frozenset()
    session_id: UUID | None = None
    scope_version: int = 1
    """Rises with each change of what this actor sees; no cursor resumes across it."""

    @property
    def key_owner(self) -> UUID:
        """Whose idempotency keys these are: the device's or the person's, never a shared account's."""
        return self.id

    @property
    def short_name(self) -> str:
        """What screens call them beside what they did: a device's name, a person's first."""
        words = self.name.split() or [""]
        return (words[0] if self.kind == "user" else self.name)[:40]

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """Raises `Forbidden` without the permission."""
        if permission not in self.permissions:
            raise Forbidden(f"{self.role} may not do this ({permission})")

    def at(self, shop_id: UUID) -> "Actor":
        """The same actor in one shop; for an owner, once it is known that the shop is the brand's."""
        return self if self.shop_id == shop_id else msgspec.structs.replace(self, shop_id=shop_id)
