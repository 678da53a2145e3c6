"""The mechanics of streams and sockets are looked at in a house that announces nothing: messages come by a clock of their own."""

import pytest
from sqlalchemy import bindparam, update

from hub.tables import TABLES
from tests.venues import Venue

im_rule = TABLES["im_rule"]
HUSH = update(im_rule).where(im_rule.c.shop_id == bindparam("of_shop")).values(enabled=False)


@pytest.fixture
async def venue(venue: Venue) -> Venue:
    venue.running.database.run_now(lambda tx: tx.run(HUSH, of_shop=venue.shop_id))
    return venue
