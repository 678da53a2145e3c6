"""Sending what is due: the nine checks, the text from a fresh view, the event and its deliveries, all in one transaction.

So what is said and what is written agree whatever ends the process, and two workers on one queue take different rows. A
message for a provider outside is only claimed here; the network is asked between two transactions (`jobs.py`).
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, func, select, update

from hub.im.messages import lanes
from hub.im.messages.audience import Listener, listeners, those_who_hear
from hub.im.messages.calls import read_messages
from hub.im.messages.checks import Dropped, group_of, happens_once, is_trial
from hub.im.messages.due import ONE_DUE, rows_due, turns_due
from hub.im.messages.events import MessagePut, MessageSent
from hub.im.messages.joining import join_alike
from hub.im.messages.models import SCHEDULED as IS_SCHEDULED
from hub.im.messages.models import im_call, im_delivery, im_message
from hub.im.messages.standing import PREPARE, MessageRow, Standing, standing_of
from hub.im.messages.states import (
    DELAYED,
    DEVICE_MOVED,
    DROPPED,
    DUPLICATE,
    EXPIRED,
    FAILED,
    JOINED,
    MERGED,
    REFRESH,
    RENDER,
    SENDING,
    SENT,
    SESSION_ENDED,
    SHOP_CLOSED,
)
from hub.im.messages.waiting import Lanes, lane_of, merged
from hub.im.messages.wording import Wording, Words
from hub.im.rules.compose import CannotRender
from hub.im.rules.queries import RuleRow
from hub.kit.clock import stamp, stamp_or_none
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import Row, upsert_row
from hub.live.append import publish, shop_stream, tell
from hub.venue.queries import ShopRow, session_runs, shop_row, stay_runs
from hub.venue.states import CLOSED

SENT_BEFORE = (
    select(im_message.c.id, im_call.c.subject, im_call.c.event, im_message.c.channel, im_message.c.kind, im_message.c.repeat)
    .join_from(im_message, im_call, (im_call.c.id == im_message.c.call_id) & (im_call.c.shop_id == im_message.c.shop_id))
    .where(
        im_call.c.shop_id == bindparam("shop_id"),
        im_call.c.subject.in_(bindparam("subjects", expanding=True)),
        im_message.c.sent_at.is_not(None),
    )
)
"""What was said of these subjects; asked once for all messages of a turn."""
LAST_TOLD = (
    select(im_message.c.call_id, im_message.c.channel, im_message.c.kind, func.max(im_message.c.sent_at).label("told_at"))
    .where(
        im_message.c.shop_id == bindparam("shop_id"),
        im_message.c.call_id.in_(bindparam("call_ids", expanding=True)),
        im_message.c.sent_at.is_not(None),
    )
    .group_by(im_message.c.call_id, im_message.c.channel, im_message.c.kind)
)
_ONE = (im_message.c.id == bindparam("message_id"), im_message.c.shop_id == bindparam("its_shop"))
END_MANY = (
    update(im_message)
    .where(im_message.c.id.in_(bindparam("ids", expanding=True)), im_message.c.shop_id == bindparam("its_shop"), IS_SCHEDULED)
    .values(state=bindparam("after"), reason=bindparam("why"), updated_at=bindparam("now", type_=Instant))
)
PUT = (
    update(im_message)
    .where(*_ONE)
    .values(
        state=bindparam("after"),
        reason=None,
        channel=bindparam("on"),
        text=bindparam("shown_text"),
        speech=bindparam("said"),
        lang=bindparam("in_language"),
        chime=bindparam("with_chime"),
        voice=bindparam("with_voice"),
        audio=bindparam("with_audio"),
        turn_at=bindparam("had_turn_at", type_=Instant),
        lines=bindparam("of_lines", type_=im_message.c.lines.type),
        attempts=im_message.c.attempts + 1,
        sent_at=bindparam("went_at", type_=Instant),
        updated_at=bindparam("now", type_=Instant),
    )
)
DELAY = (
    update(im_message)
    .where(*_ONE)
    .values(
        channel=bindparam("on"),
        due_at=bindparam("again_at", type_=Instant),
        turn_at=bindparam("its_turn_at", type_=Instant),
        reason=bindparam("why"),
        updated_at=bindparam("now", type_=Instant),
    )
)
DELIVER = upsert_row(  # a device reached by a provider may have answered before the provider has
    im_delivery, ["message_id", "device_id", "brand_id", "shop_id", "sent_at", "rank"], conflict=["message_id", "device_id"]
)


class Outgoing(msgspec.Struct, frozen=True):
    """A message that is claimed for a provider: what to post, and what to write when it has answered."""

    message_id: UUID
    shop_id: UUID
    attempts: int
    body: dict[str, Any]


class Turn(msgspec.Struct, frozen=True):
    """What one transaction did."""

    seen: int
    outgoing: list[Outgoing]


def send_due(tx: Tx, shop_id: UUID, outside: frozenset[str] = frozenset(), only: UUID | None = None, *, theirs: bool = False) -> Turn:
    """Send what is due in a shop, at most so many; with `theirs`, claim what is due on the channels `outside` that a provider serves."""
    if only is not None:
        rows, turns = tx.all(ONE_DUE, shop_id=shop_id, message_id=only, now=tx.now), []
    else:
        rows, turns = rows_due(tx, shop_id, outside, theirs), turns_due(tx, shop_id, outside, theirs)
    if not rows and not turns:
        return Turn(0, [])
    return Desk(tx, shop_id, rows, turns, outside).send()


class Desk:
    """One turn of sending in one shop: what is asked once is remembered until the transaction ends."""

    def __init__(self, tx: Tx, shop_id: UUID, due: Sequence[Row], turns: Sequence[str], outside: Collection[str]) -> None:
        self.tx = tx
        self.outside = outside
        self.shop: ShopRow = shop_row(tx, shop_id)
        self.lanes = Lanes(tx, self.shop, {lane_of(row) for row in due}.union(turns))
        rows = read_messages([*self.lanes.next_ones(turns), *due])
        self.rows = sorted(rows, key=lambda row: (row.repeat, row.due_at, row.id))  # who is told for the first time goes first
        self.wording = Wording(tx, self.shop)
        self.said = said_before(tx, shop_id, self.rows)
        self.told = last_told(tx, shop_id, self.rows)
        self._devices: list[Listener] | None = None
        self.met: set[UUID] = set()
        self.ended: dict[tuple[str, str], list[UUID]] = {}
        self.put: list[dict[str, Any]] = []
        self.delayed: list[dict[str, Any]] = []
        self.deliveries: list[dict[str, Any]] = []
        self.outgoing: list[Outgoing] = []

    @property
    def devices(self) -> list[Listener]:
        if self._devices is None:
            self._devices = listeners(self.tx, self.shop.id)
        return self._devices

    def send(self) -> Turn:
        for prepare in PREPARE:
            prepare(self.tx, self.shop.id, self.rows)
        needless = merged(self.tx, self.rows)
        for row in needless.values():
            self._end(row, MERGED)
        for row in self.rows:
            if row.id in needless or row.id in self.met:
                continue
            self.met.add(row.id)
            try:
                self._send(row)
            except Dropped as dropped:
                self._end(row, dropped.reason, dropped.state)
            except CannotRender:
                self._end(row, RENDER, FAILED)
        tx = self.tx
        for (state, reason), ids in self.ended.items():
            tx.run(END_MANY, its_shop=self.shop.id, ids=ids, after=state, why=reason, now=tx.now)
        tx.many(PUT, self.put)
        tx.many(DELAY, self.delayed)
        tx.many(DELIVER, self.deliveries)
        self.wording.sounds.note()
        self.lanes.keep()
        return Turn(len(self.rows), self.outgoing)

    def _end(self, row: MessageRow, reason: str, state: str = DROPPED) -> None:
        self.ended.setdefault((state, reason), []).append(row.id)

    def _end_with(self, joined: list[MessageRow]) -> None:
        """What has just been said has said these too."""
        for other in joined:
            self.met.add(other.id)
            self._end(other, JOINED)

    def _delay(
        self, row: MessageRow, channel: str, *, until: datetime | None = None, turn_at: datetime | None = None, why: str | None = DELAYED
    ) -> None:
        """It comes at a later moment by itself, or waits in the lane of its channel."""
        again = {"on": channel, "again_at": until or row.due_at, "its_turn_at": turn_at, "why": why}
        self.delayed.append({"message_id": row.id, "its_shop": row.shop_id, "now": self.tx.now} | again)

    # The nine checks, in their order; the first that fails ends the row.

    def _send(self, row: MessageRow) -> None:
        tx = self.tx
        if row.expires_at is not None and tx.now > row.expires_at:
            raise Dropped(EXPIRED)
        standing = standing_of(tx, row)
        if not self._shop_is_open(row, standing):
            raise Dropped(SHOP_CLOSED)
        rule = self.wording.rule(row)
        if standing is not None and not standing.stands:
            raise Dropped(standing.reason)
        self._require_running(row)
        channel, heard_by = self._where_to(row, rule, standing)
        if happens_once(row) and self._was_sent(row):
            raise Dropped(DUPLICATE)
        if row.kind == REFRESH:
            until = self.lanes.refresh_waits(row)
            if until is not None:
                self._delay(row, channel, until=until)
            else:
                self._put(row, channel, heard_by, Words(), standing)
            return
        soonest = self._too_soon(row, channel, rule)
        if soonest is not None:
            self._delay(row, channel, until=soonest, why=None)
            return
        voice = self.wording.has_voice(row, rule)
        turn_at = self.lanes.voice_waits(row, channel) if voice else None
        if turn_at is not None:
            self._delay(row, channel, turn_at=turn_at)
            return
        joined: list[MessageRow] = []
        if standing is not None and standing.joins:
            standing, joined = join_alike(tx, row, standing, self.met)
        words = self.wording.words(row, rule, standing, voice=voice)
        if voice:
            self.lanes.speak(channel)
        self._put(row, channel, heard_by, words, standing)
        self._end_with(joined)

    def _too_soon(self, row: MessageRow, channel: str, rule: RuleRow | None) -> datetime | None:
        """Until when a repeat waits, because the telling before it came late: they keep their interval.

        Raises:
            Dropped: nobody wants to hear it by then.
        """
        told_at = self.told.get((row.call_id, channel, row.kind))
        if rule is None or row.repeat == 1 or told_at is None or told_at > self.tx.now:
            return None
        soonest = told_at + timedelta(seconds=rule.interval_seconds)
        if soonest - self.tx.now < lanes.A_MOMENT:
            return None
        if row.expires_at is not None and soonest > row.expires_at:
            raise Dropped(EXPIRED)
        return soonest

    def _shop_is_open(self, row: MessageRow, standing: Standing | None) -> bool:
        """A closed shop is silent, but for orders that still run, for guests who wait, and for the news that it has closed."""
        if self.shop.state != CLOSED or row.event == "shop_state_changed" or is_trial(row):
            return True
        return standing is not None and standing.stands and (row.order_id is not None or standing.guests_wait)

    def _require_running(self, row: MessageRow) -> None:
        tx = self.tx
        if row.session_id is not None and not session_runs(tx, row.shop_id, row.session_id):
            raise Dropped(SESSION_ENDED)
        if row.stay_id is not None and not stay_runs(tx, row.shop_id, row.stay_id):
            raise Dropped(SESSION_ENDED)

    def _where_to(self, row: MessageRow, rule: RuleRow | None, standing: Standing | None) -> tuple[str, list[Listener]]:
        """The channel, which for the guests' own room is where they are now, and the devices that hear it.

        Raises:
            Dropped: the one device that it is for stands elsewhere by now, or is gone; or no designated account is there.
        """
        channel = row.channel
        if rule is not None and rule.channel == "room" and channel.startswith("room:") and standing is not None and standing.room:
            channel = f"room:{standing.room.id}"
        heard_by = those_who_hear(self.devices, channel, row.designated)
        alone = channel.startswith("device:") or row.designated is not None
        if alone and not heard_by:
            raise Dropped(DEVICE_MOVED)
        if channel.startswith("device:") and row.bound_room_id is not None and heard_by[0].room_id != row.bound_room_id:
            raise Dropped(DEVICE_MOVED)
        return channel, heard_by

    def _was_sent(self, row: MessageRow) -> bool:
        """Whether this happening was told before on this channel, as the same repeat."""
        here = _place(row)
        again = self.said.get(here, row.id) != row.id
        self.said.setdefault(here, row.id)
        return again

    # Out.

    def _put(self, row: MessageRow, channel: str, heard_by: list[Listener], words: Words, standing: Standing | None) -> None:
        tx = self.tx
        lines = list(standing.lines) if standing is not None else []
        room = self.wording.room(row, standing)
        event = MessageSent(
            message=row.id,
            kind=row.kind,
            event=row.event,
            text=words.text,
            speech=words.speech,
            lang=words.lang,
            chime=words.chime,
            volume=words.volume,
            audio=words.audio,
            expires_at=stamp_or_none(row.expires_at),
            group=group_of(row),
            repeat=row.repeat,
            of=row.times,
            silent=not words.voice,
            lines=lines,
            room=room,
            pad_call=row.pad_call_id,
            order=row.order_id,
            resource=row.resource,
            version=row.version,
        )
        self.told[row.call_id, channel, row.kind] = tx.now
        goes_outside = channel.partition(":")[0] in self.outside
        self.put.append(
            {
                "message_id": row.id,
                "its_shop": row.shop_id,
                "after": SENDING if goes_outside else SENT,
                "on": channel,
                "shown_text": words.text,
                "said": words.speech,
                "in_language": words.lang,
                "with_chime": words.chime,
                "with_voice": words.voice,
                "with_audio": words.audio,
                "had_turn_at": None if row.turn_at is None else tx.now,
                "of_lines": [str(line) for line in lines],
                "went_at": None if goes_outside else tx.now,
                "now": tx.now,
            }
        )
        if goes_outside:
            accounts = sorted({str(each.account_id) for each in heard_by})
            body = {
                "id": str(row.id),
                "type": MessageSent.type,
                "shop": str(row.shop_id),
                "channel": channel,
                "accounts": accounts,
                "at": stamp(tx.now),
                "data": msgspec.to_builtins(event),
            }
            self.outgoing.append(Outgoing(row.id, row.shop_id, row.attempts + 1, body))
            return
        to = [channel] if row.designated is None else [f"device:{each.id}" for each in heard_by]
        publish(tx, event, stream=shop_stream(row.shop_id), to=to)
        self.deliveries += deliveries_of(row.id, row.brand_id, row.shop_id, heard_by, tx.now)
        tell(tx, put_fact(row.id, row.brand_id, row.shop_id, row.kind, row.event, channel, words.voice, heard_by, tx.now))


def _place(row: Any) -> tuple[str | None, str, str, str, int]:
    return (row.subject, row.event, row.channel, row.kind, row.repeat)


def said_before(tx: Tx, shop_id: UUID, rows: Sequence[MessageRow]) -> dict[tuple[str | None, str, str, str, int], UUID]:
    """What was said already of the happenings that these messages are about, and by which message."""
    subjects = sorted({row.subject for row in rows if row.subject is not None and happens_once(row)})
    return {_place(row): row.id for row in tx.all(SENT_BEFORE, shop_id=shop_id, subjects=subjects)} if subjects else {}


def last_told(tx: Tx, shop_id: UUID, rows: Sequence[MessageRow]) -> dict[tuple[UUID, str, str], datetime]:
    """When each of these calls was told last, by call, channel and kind; asked for repeats alone."""
    call_ids = sorted({row.call_id for row in rows if row.repeat > 1})
    found = tx.all(LAST_TOLD, shop_id=shop_id, call_ids=call_ids) if call_ids else []
    return {(row.call_id, row.channel, row.kind): row.told_at for row in found}


def deliveries_of(message_id: UUID, brand_id: UUID, shop_id: UUID, devices: Sequence[Listener], now: datetime) -> list[dict[str, Any]]:
    """One row per device that a message goes to."""
    return [
        {"message_id": message_id, "device_id": each.id, "brand_id": brand_id, "shop_id": shop_id, "sent_at": now, "rank": 0}
        for each in devices
    ]


def put_fact(
    message_id: UUID,
    brand_id: UUID,
    shop_id: UUID,
    kind: str,
    event: str,
    channel: str,
    voice: bool | None,
    devices: Sequence[Listener],
    now: datetime,
) -> MessagePut:
    return MessagePut(
        message_id=message_id,
        brand_id=brand_id,
        shop_id=shop_id,
        kind=kind,
        event=event,
        channel=channel,
        voice=bool(voice),
        device_ids=tuple(each.id for each in devices),
        sent_at=now,
    )
