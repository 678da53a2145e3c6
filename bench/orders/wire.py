"""What the peers read and answer: the hub's own order shape, so that all of them parse and encode the same."""

import os
import time
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec


class WantedLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sku_id: UUID
    quantity: int
    note: str = ""


class PlaceOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lines: list[WantedLine]


class LineOut(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    order_id: UUID
    number: str
    round: int = 1
    room: dict[str, Any] | None = None
    sku_id: UUID
    name: str
    names: dict[str, Any]
    kitchen_name: str
    quantity: int
    options: tuple[()] = ()
    note: str
    allergens: list[Any]
    station: str
    state: str
    rush: bool = False
    unit_price: int
    placed_at: str
    started_at: str | None = None
    started_by: str | None = None
    ready_at: str | None = None
    ready_by: str | None = None
    called_at: str | None = None
    call_count: int = 0
    claimed_by: UUID | None = None
    served_at: str | None = None
    served_by: str | None = None
    cancelled_at: str | None = None
    voided_at: str | None = None
    void_confirmed_at: str | None = None
    version: int = 1


class OrderHead(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    number: str
    business_day: str
    shop_id: UUID
    room: dict[str, Any] | None = None
    wristband: str | None = None
    source: str
    state: str
    stations: list[str]
    confirmed: bool = True
    total: int
    currency: str
    paid: int = 0
    created_at: str
    version: int = 1


class OrderOut(OrderHead, frozen=True, kw_only=True):
    lines: list[LineOut]


class Placed(msgspec.Struct, frozen=True):
    order: OrderOut


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def new_id() -> UUID:
    """A UUIDv7: random ids would halve the rate of SQLite for the peers as for the hub."""
    raw = time.time_ns() // 1_000_000 << 80 | int.from_bytes(os.urandom(10))
    return UUID(int=raw & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62)
