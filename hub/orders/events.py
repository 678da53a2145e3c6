"""What orders tell the screens, each with the new state of the things it names; and facts for other parts of the hub alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from hub.live.events import Event
from hub.orders.rows import LineRow, OrderRow
from hub.orders.schemas import LineOut, NumberOut, OrderHead, RoundOut


class OrderPlaced(Event, frozen=True, kw_only=True):
    """A round was placed; `lines` are those of this round only. A long round comes as several of these."""

    type: ClassVar[str] = "orders.order_placed"
    order: OrderHead
    round: RoundOut
    lines: list[LineOut]


class OrderChanged(Event, frozen=True, kw_only=True):
    """The stay moved, the cashier confirmed, or something was paid. Lines come only where they changed.

    The rounds of a moved stay come too, for the pad of the new room, which has not seen them before.
    """

    type: ClassVar[str] = "orders.order_changed"
    order: OrderHead
    lines: list[LineOut] | UnsetType = UNSET
    rounds: list[RoundOut] | UnsetType = UNSET


class OrderClosed(Event, frozen=True, kw_only=True):
    """The room was cleaned or the wristband handed in; `unfinished` are the lines nobody finished."""

    type: ClassVar[str] = "orders.order_closed"
    order: OrderHead
    unfinished: list[UUID]


class NumberChanged(Event, frozen=True, kw_only=True):
    """What a call screen shows of an order changed or went."""

    type: ClassVar[str] = "kds.number_changed"
    number: NumberOut | UnsetType = UNSET
    removed: dict[str, list[UUID]] | UnsetType = UNSET


class RoundSeen(Event, frozen=True, kw_only=True):
    """A kitchen screen has acknowledged the round for the first time, or all its cards lie there on paper."""

    type: ClassVar[str] = "kds.round_seen"
    round: RoundOut


class RoundMissed(Event, frozen=True, kw_only=True):
    """No kitchen screen has acknowledged the round in time."""

    type: ClassVar[str] = "kds.round_missed"
    round: RoundOut


class KitchenSawRound(msgspec.Struct, frozen=True, kw_only=True):
    """A fact beside `RoundSeen`: whose round it is, for whoever ends an alarm."""

    shop_id: UUID
    order_id: UUID
    round: int


class KitchenMissedRound(msgspec.Struct, frozen=True, kw_only=True):
    """A fact beside `RoundMissed`: whose round it is, for whoever raises an alarm."""

    brand_id: UUID
    shop_id: UUID
    order_id: UUID
    round: int
    number: str
    place: str | None
    """The wristband, or the room."""
    since: datetime


class RoundPlaced(msgspec.Struct, frozen=True, kw_only=True):
    """A fact: a round was placed, whole, however many events it takes to tell the screens."""

    order: OrderRow
    round: int
    source: str
    lines: Sequence[LineRow]


class OrderConfirmed(msgspec.Struct, frozen=True, kw_only=True):
    """A fact: the cashier has accepted an order that waited."""

    order: OrderRow
    lines: Sequence[LineRow]
