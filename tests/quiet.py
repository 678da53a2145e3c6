"""A house that announces nothing: messages come by a clock of their own, and whichever hub runs them tells of them."""

from sqlalchemy import bindparam, update

from hub.tables import TABLES
from tests.venues import Venue

im_rule = TABLES["im_rule"]
_HUSH = update(im_rule).where(im_rule.c.shop_id == bindparam("of_shop")).values(enabled=False)


def hushed(venue: Venue) -> Venue:
    venue.running.database.run_now(lambda tx: tx.run(_HUSH, of_shop=venue.shop_id))
    return venue
