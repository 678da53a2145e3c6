"""Which shop is meant. Shops live above accounts, so whoever wires the hub says how one is found."""

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from hub.accounts.actor import Actor
from hub.kit.db import Tx
from hub.kit.errors import Fault, NotFound


class Shop(Protocol):
    """What accounts need of a shop."""

    @property
    def brand_id(self) -> UUID: ...


def _unwired(tx: Tx, shop_id: UUID) -> Shop:
    raise Fault("hub/reactions.py says how a shop is found")


find_shop: Callable[[Tx, UUID], Shop] = _unwired
"""The shop with this id, or `NotFound`. `hub/reactions.py` puts the venue's query here."""


def shop_asked_for(tx: Tx, who: Actor, shop_id: UUID | None) -> UUID | None:
    """The shop whose things are to be listed; None means all of an owner's brand.

    Raises:
        NotFound: the shop is not the caller's.
    """
    if who.shop_id is not None:
        if shop_id not in (None, who.shop_id):
            raise NotFound
        return who.shop_id
    if shop_id is not None and find_shop(tx, shop_id).brand_id != who.brand_id:
        raise NotFound
    return shop_id
