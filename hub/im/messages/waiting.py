"""Who has to wait for others: voices on one channel, and refreshes of one resource.

A voice whose channel is not free waits in its lane: it is not due by itself any more. The lane says when somebody has the next turn
and who it is is chosen then, first tellings before repeats. So a message that ends while it waits need tell nobody.

The rows of the lanes are locked by whoever takes them, in the order of their names, so two workers never speak at the same moment.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select, update

from hub.im.messages import lanes
from hub.im.messages.calls import MESSAGES, read_messages
from hub.im.messages.checks import Dropped
from hub.im.messages.models import DUE_BY_ITSELF, IN_LANE, SOMEBODY_WAITS, im_lane, im_message
from hub.im.messages.standing import MessageRow
from hub.im.messages.states import DROPPED, EXPIRED, REFRESH
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import Row, upsert_row
from hub.venue.queries import ShopRow

MOST_NEWS = 500
"""Refreshes that are looked at for older ones of the same resource."""
MOST_IN_VAIN = 500
"""Voices of one channel that are ended at once because they would come too late; further ones end at its next turn."""

WAITING_NEWS = (
    MESSAGES.where(
        im_message.c.shop_id == bindparam("shop_id"),
        im_message.c.kind == REFRESH,
        im_message.c.channel.in_(bindparam("channels", expanding=True)),
        DUE_BY_ITSELF,
    )
    .order_by(im_message.c.due_at, im_message.c.id)
    .limit(MOST_NEWS)
    .with_for_update(of=im_message, skip_locked=True)
)
TAKE_LANE = upsert_row(  # writes nothing new: the row is locked, and says when somebody last spoke
    im_lane,
    ["shop_id", "name", "brand_id", "slots", "updated_at"],
    conflict=["shop_id", "name"],
    update={"brand_id": "excluded"},
    returning=["slots", "next_at", "updated_at"],
)
KEEP_LANE = (
    update(im_lane)
    .where(im_lane.c.shop_id == bindparam("its_shop"), im_lane.c.name == bindparam("lane_name"))
    .values(
        slots=bindparam("new_slots", type_=im_lane.c.slots.type),
        next_at=bindparam("new_next_at", type_=Instant),
        updated_at=bindparam("now", type_=Instant),
    )
)
LANES_DUE = select(im_lane.c.name).where(
    im_lane.c.shop_id == bindparam("shop_id"),
    SOMEBODY_WAITS,
    or_(im_lane.c.next_at <= bindparam("now", type_=Instant), im_lane.c.next_at > bindparam("too_far", type_=Instant)),
)
_in_this_lane = (im_message.c.shop_id == bindparam("shop_id"), im_message.c.channel == bindparam("channel_name"), IN_LANE)
NEXT_IN_LANE = (
    MESSAGES.where(*_in_this_lane)
    .order_by(im_message.c.repeat, im_message.c.due_at, im_message.c.id)
    .limit(1)
    .with_for_update(of=im_message, skip_locked=True)
)
WHO_WAITS = select(im_message.c.id).where(*_in_this_lane).limit(1)
IN_VAIN = (
    select(im_message.c.id)
    .where(*_in_this_lane, im_message.c.expires_at < bindparam("free", type_=Instant))
    .limit(MOST_IN_VAIN)
    .with_for_update(skip_locked=True)
)
END_IN_VAIN = (
    update(im_message)
    .where(im_message.c.id.in_(bindparam("ids", expanding=True)), im_message.c.shop_id == bindparam("its_shop"), IN_LANE)
    .values(state=DROPPED, reason=EXPIRED, updated_at=bindparam("now", type_=Instant))
)


class Lane:
    """One channel, or one resource of it, while this transaction holds it."""

    def __init__(self, slots: list[int], next_at: datetime | None) -> None:
        self.slots = slots
        self.next_at = next_at
        self.spoken = False
        self.joined = False
        """Somebody new waits."""


class Lanes:
    """The channels of one turn of sending, with what was said last on each and whether somebody waits."""

    def __init__(self, tx: Tx, shop: ShopRow, names: Iterable[str]) -> None:
        self.tx = tx
        self.shop = shop
        self._lanes: dict[str, Lane] = {}
        for name in sorted(set(names)):  # in one order: two workers with the same channels do not wait for each other
            self._take(name)

    def _take(self, name: str) -> Lane:
        if name not in self._lanes:
            shop, tx = self.shop, self.tx
            taken = tx.one(TAKE_LANE, shop_id=shop.id, name=name, brand_id=shop.brand_id, slots=[], updated_at=tx.now)
            self._lanes[name] = Lane(lanes.still_counts(taken.slots, taken.updated_at, tx.now), taken.next_at)
        return self._lanes[name]

    def _free_at(self, lane: Lane) -> int:
        return lanes.free_at(lane.slots, lanes.to_ms(self.tx.now))

    def next_ones(self, names: Iterable[str]) -> list[Row]:
        """Whose turn it is on these channels, as far as they are free."""
        now = lanes.to_ms(self.tx.now)
        free = [name for name in names if self._free_at(self._take(name)) == now]
        return [row for name in free for row in first_in(self.tx, self.shop.id, name)]

    def voice_waits(self, row: MessageRow, channel: str) -> datetime | None:
        """Until when this channel is silent at least; None: it is free now.

        Raises:
            Dropped: nobody wants to hear it by then.
        """
        lane = self._take(channel)
        at = lanes.from_ms(self._free_at(lane))
        if lanes.to_ms(at) == lanes.to_ms(self.tx.now):
            return None
        if row.expires_at is not None and at > row.expires_at:
            raise Dropped(EXPIRED)
        lane.joined = True
        return at

    def speak(self, name: str) -> None:
        """It is said now."""
        lane = self._take(name)
        lane.slots = lanes.with_one_more(lane.slots, lanes.to_ms(self.tx.now))
        lane.spoken = True

    def refresh_waits(self, row: MessageRow) -> datetime | None:
        """A second refresh of the same resource waits a moment, so that a third can take its place."""
        now, slots = lanes.to_ms(self.tx.now), self._take(lane_of(row)).slots
        if slots and 0 <= now - slots[-1] < lanes.REFRESH_GAP_MS:
            return lanes.from_ms(slots[-1] + lanes.REFRESH_GAP_MS)
        self.speak(lane_of(row))
        return None

    def keep(self) -> None:
        """Write what was said, and when it is somebody's turn. Called when the rows of this turn are written."""
        rows = []
        for name, lane in sorted(self._lanes.items()):
            turned = lane.spoken or lanes.is_due(lane.next_at, self.tx.now)
            if turned or lane.joined:
                free = lanes.from_ms(self._free_at(lane))
                others = lane.next_at is not None and (not turned or self._somebody_waits(name, free))
                rows.append({"lane_name": name, "new_slots": lane.slots, "new_next_at": free if others or lane.joined else None})
        self.tx.many(KEEP_LANE, [{**row, "its_shop": self.shop.id, "now": self.tx.now} for row in rows])

    def _somebody_waits(self, name: str, free: datetime) -> bool:
        """Whether somebody still waits; those who cannot have a turn in time any more end here."""
        tx, here = self.tx, {"shop_id": self.shop.id, "channel_name": name}
        late = [row.id for row in tx.all(IN_VAIN, **here, free=free)]
        if late:
            tx.run(END_IN_VAIN, its_shop=self.shop.id, ids=late, now=tx.now)
        return bool(tx.all(WHO_WAITS, **here))


def first_in(tx: Tx, shop_id: UUID, channel: str) -> list[Row]:
    """Who has the next turn on a channel: who was told least often, then who has waited longest. None that another worker holds."""
    return tx.all(NEXT_IN_LANE, shop_id=shop_id, channel_name=channel)


def lane_of(row: Any) -> str:
    """By name: a channel's voices are one lane; a refresh is of its resource, and of those who alone are meant."""
    if row.kind != REFRESH:
        return str(row.channel)
    meant = "" if row.designated is None else f"@{sha256(' '.join(sorted(row.designated)).encode()).hexdigest()[:16]}"
    return f"{row.channel}#{row.resource}{meant}"


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
