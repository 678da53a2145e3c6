"""What happened to the menu. Every screen of the shop is told."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from hub.live.events import Event
from hub.store.schemas import SoldOutOut
from hub.venue.schemas import ShopOut


class MenuChanged(Event, frozen=True, kw_only=True):
    """The menu was edited: `shop.menu_version` is higher than before, and screens fetch it again."""

    type: ClassVar[str] = "store.menu_changed"
    shop: ShopOut


class RanOut(msgspec.Struct, frozen=True, kw_only=True):
    """A fact: something cannot be ordered any more from now on."""

    brand_id: UUID
    shop_id: UUID
    sku_id: UUID
    at: datetime


class ThereAgain(msgspec.Struct, frozen=True, kw_only=True):
    """A fact: what had run out can be ordered again, because its mark was taken back."""

    shop_id: UUID
    sku_id: UUID
    since: datetime
    """When it had run out."""


class SoldOutChanged(Event, frozen=True, kw_only=True):
    """Something is sold out, or, under `removed`, is not any more."""

    type: ClassVar[str] = "store.sold_out_changed"
    sold_out: SoldOutOut | UnsetType = UNSET
    removed: dict[str, list[UUID]] | UnsetType = UNSET
