"""Links of the demo's front page: whoever follows one becomes that device or person, with a session of their own."""

from typing import Any, Literal
from uuid import UUID

from hub.accounts.sessions import open_session
from hub.kit.db import Database, Tx
from hub.kit.errors import NotFound

Holder = tuple[Literal["user", "device"], UUID]
"""Kind of the one who may be opened, and their brand."""


class DemoLinks:
    """Opens a session for each link that is followed. Two holders of one refresh token would end it for both."""

    def __init__(self, database: Database, venue: dict[str, Any]) -> None:
        self.database = database
        brand_of = {each["id"]: UUID(each["brand_id"]) for each in venue["shops"]}
        self.holders: dict[UUID, Holder] = {
            **{UUID(each["id"]): ("device", brand_of[each["shop_id"]]) for each in venue["devices"]},
            **{UUID(each["id"]): ("user", UUID(each["brand_id"])) for each in venue["users"]},
        }

    async def open(self, holder_id: UUID) -> str:
        """A refresh token that nobody else has.

        Raises:
            NotFound: the demo has no such device or person.
        """
        if holder_id not in self.holders:
            raise NotFound
        return await self.database.run(lambda tx: self._open(tx, holder_id))

    def _open(self, tx: Tx, holder_id: UUID) -> str:
        kind, brand_id = self.holders[holder_id]
        return open_session(tx, kind=kind, subject_id=holder_id, brand_id=brand_id).refresh_token
