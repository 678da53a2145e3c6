"""Links of the demo's front page: whoever follows one becomes that device or person, with a session of their own."""

from typing import Any, Literal, NamedTuple
from uuid import UUID

from hub.accounts.audit import record_as
from hub.accounts.sessions import open_session
from hub.im.identity import may_connect
from hub.kit.db import Database, Tx
from hub.kit.errors import NotFound

WHO = "demo link"


class Holder(NamedTuple):
    """Whoever may be opened; an owner stands in no one shop."""

    kind: Literal["user", "device"]
    brand_id: UUID
    shop_id: UUID | None


class DemoLinks:
    """Opens a session for each link that is followed. Two holders of one refresh token would end it for both."""

    def __init__(self, database: Database, venue: dict[str, Any]) -> None:
        self.database = database
        brand_of = {each["id"]: UUID(each["brand_id"]) for each in venue["shops"]}
        self.holders: dict[UUID, Holder] = {}
        for each in venue["devices"]:
            self.holders[UUID(each["id"])] = Holder("device", brand_of[each["shop_id"]], UUID(each["shop_id"]))
        for each in venue["users"]:
            shop_id = UUID(each["shop_id"]) if each["shop_id"] else None
            self.holders[UUID(each["id"])] = Holder("user", UUID(each["brand_id"]), shop_id)

    async def open(self, holder_id: UUID, address: str) -> str:
        """A refresh token that nobody else has. Like any other way in, the audit log has it.

        Raises:
            NotFound: the demo has no such device or person, or the device was revoked or switched off since.
        """
        if holder_id not in self.holders:
            raise NotFound
        return await self.database.run(lambda tx: self._open(tx, holder_id, address))

    def _open(self, tx: Tx, holder_id: UUID, address: str) -> str:
        holder = self.holders[holder_id]
        if holder.kind == "device" and not may_connect(tx, holder.brand_id, holder_id):
            raise NotFound
        tokens = open_session(tx, kind=holder.kind, subject_id=holder_id, brand_id=holder.brand_id, address=address)
        record_as(
            tx,
            action="auth.session_opened",
            brand_id=holder.brand_id,
            shop_id=holder.shop_id,
            actor_name=WHO,
            object_kind=holder.kind,
            object_id=holder_id,
            after={"address": address},
        )
        return tokens.refresh_token
