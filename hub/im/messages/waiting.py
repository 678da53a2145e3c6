"""Who has to wait for others: voices on one channel, and refreshes of one resource.

The rows of the lanes are locked by whoever takes them, in the order in which messages are due, so two workers never book the
same moment of a channel.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, update

from hub.im.messages import lanes
from hub.im.messages.calls import MESSAGES, read_messages
from hub.im.messages.checks import Dropped
from hub.im.messages.models import SCHEDULED as IS_SCHEDULED
from hub.im.messages.models import im_lane, im_message
from hub.im.messages.standing import MessageRow
from hub.im.messages.states import EXPIRED, REFRESH
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import upsert_row
from hub.venue.queries import ShopRow

MOST_NEWS = 500
"""Refreshes that are looked at for older ones of the same resource."""

WAITING_NEWS = (
    MESSAGES.where(
        im_message.c.shop_id == bindparam("shop_id"),
        im_message.c.kind == REFRESH,
        im_message.c.channel.in_(bindparam("channels", expanding=True)),
        IS_SCHEDULED,
    )
    .order_by(im_message.c.due_at, im_message.c.id)
    .limit(MOST_NEWS)
    .with_for_update(of=im_message, skip_locked=True)
)
TAKE_LANE = upsert_row(  # writes nothing new: the row is locked, and says when it was last booked
    im_lane,
    ["shop_id", "name", "brand_id", "slots", "updated_at"],
    conflict=["shop_id", "name"],
    update={"brand_id": "excluded"},
    returning=["slots", "updated_at"],
)
KEEP_LANE = (
    update(im_lane)
    .where(im_lane.c.shop_id == bindparam("its_shop"), im_lane.c.name == bindparam("lane_name"))
    .values(slots=bindparam("new_slots", type_=im_lane.c.slots.type), updated_at=bindparam("now", type_=Instant))
)


class Lanes:
    """The channels of one turn of sending, with what is booked on each."""

    def __init__(self, tx: Tx, shop: ShopRow, rows: Sequence[MessageRow]) -> None:
        self.tx = tx
        self.shop = shop
        self._slots: dict[str, list[int]] = {}
        self._changed: set[str] = set()
        for name in sorted({lane_of(row) for row in rows}):  # in one order: two workers with the same channels do not wait for each other
            self._take(name)

    def _take(self, name: str) -> list[int]:
        if name not in self._slots:
            shop = self.shop
            taken = self.tx.one(TAKE_LANE, shop_id=shop.id, name=name, brand_id=shop.brand_id, slots=[], updated_at=self.tx.now)
            self._slots[name] = lanes.still_booked(taken.slots, taken.updated_at, self.tx.now)
        return self._slots[name]

    def _book(self, name: str, at: int) -> None:
        self._slots[name] = lanes.booked(self._slots[name], at)
        self._changed.add(name)

    def keep(self) -> None:
        """Write what was booked."""
        kept = {"its_shop": self.shop.id, "now": self.tx.now}
        rows = [{**kept, "lane_name": name, "new_slots": self._slots[name]} for name in sorted(self._changed)]
        self.tx.many(KEEP_LANE, rows)

    def voice_waits(self, row: MessageRow, channel: str) -> datetime | None:
        """Until when others speak on this channel; None: it is free now.

        Raises:
            Dropped: it would have to wait until nobody wants to hear it.
        """
        if lanes.holds(row.slot_at, self.tx.now):
            return None
        now = lanes.to_ms(self.tx.now)
        at = lanes.free_at(self._take(channel), now)
        if row.expires_at is not None and at > lanes.to_ms(row.expires_at):
            raise Dropped(EXPIRED)
        self._book(channel, at)
        return None if at == now else lanes.from_ms(at)

    def give_back(self, channel: str) -> None:
        """Nothing is said at this moment after all."""
        slots = self._take(channel)
        if slots and slots[-1] == lanes.to_ms(self.tx.now):
            self._slots[channel] = slots[:-1]
            self._changed.add(channel)

    def refresh_waits(self, row: MessageRow, channel: str) -> datetime | None:
        """A second refresh of the same resource waits a moment, so that a third can take its place."""
        now, slots = lanes.to_ms(self.tx.now), self._take(lane_of(row))
        if slots and 0 <= now - slots[-1] < lanes.REFRESH_GAP_MS:
            return lanes.from_ms(slots[-1] + lanes.REFRESH_GAP_MS)
        self._book(lane_of(row), now)
        return None


def lane_of(row: MessageRow) -> str:
    return f"{row.channel}#{row.resource}" if row.kind == REFRESH else row.channel


def merged(tx: Tx, rows: Sequence[MessageRow]) -> dict[UUID, MessageRow]:
    """The refreshes that a newer one of the same resource on the same channel makes needless, due or not, by id."""
    newest: dict[str, MessageRow] = {}
    needless: dict[UUID, MessageRow] = {}
    for row in rows:
        if row.kind == REFRESH:
            known = newest.get(lane_of(row), row)
            newest[lane_of(row)] = max(known, row, key=how_new)
    for row in rows:
        if row.kind == REFRESH and newest[lane_of(row)] is not row:
            needless[row.id] = row
    if newest:
        channels = sorted({row.channel for row in newest.values()})
        for other in read_messages(tx.all(WAITING_NEWS, shop_id=rows[0].shop_id, channels=channels)):
            if lane_of(other) in newest and how_new(other) < how_new(newest[lane_of(other)]):
                needless[other.id] = other
    return needless


def how_new(row: MessageRow) -> tuple[int, UUID]:
    """The version decides; among equals, and where there is none, who came last."""
    return (row.version if row.version is not None else -1, row.id)
