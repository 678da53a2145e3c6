"""Sending what is due: the nine checks, the text from a fresh view, the event and its deliveries, all in one transaction.

So what is said and what is written agree whatever ends the process, and two workers on one queue take different rows. A
message for a provider outside is only claimed here; the network is asked between two transactions (`jobs.py`).
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, bindparam, func, not_, or_, select, update

from hub.im.messages.audience import Listener, listeners, those_who_hear
from hub.im.messages.calls import MESSAGES, read_messages, want_posting, want_sending
from hub.im.messages.checks import Dropped, group_of, happens_once, is_trial
from hub.im.messages.events import MessagePut, MessageSent
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
    MERGED,
    REFRESH,
    RENDER,
    SENDING,
    SENT,
    SESSION_ENDED,
    SHOP_CLOSED,
)
from hub.im.messages.waiting import Lanes, merged
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

AT_ONCE = 80
"""Messages that are looked at in one transaction: no order waits longer for the writer than these take."""

POSTED_AT_ONCE = 4
"""Claimed for a provider in one transaction: each is posted before the next is claimed, and none may look as if its worker had died."""

DUE = (
    MESSAGES.where(im_message.c.shop_id == bindparam("shop_id"), IS_SCHEDULED, im_message.c.due_at <= bindparam("now", type_=Instant))
    .order_by(im_message.c.due_at, im_message.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=im_message, skip_locked=True)
)
ONE_DUE = (
    MESSAGES.where(im_message.c.shop_id == bindparam("shop_id"), IS_SCHEDULED, im_message.c.id == bindparam("message_id"))
).with_for_update(of=im_message, skip_locked=True)
NEXT_DUE = select(func.min(im_message.c.due_at).label("due_at")).where(im_message.c.shop_id == bindparam("shop_id"), IS_SCHEDULED)
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
        due_at=bindparam("again_at", type_=Instant),
        slot_at=bindparam("booked_at", type_=Instant),
        reason=DELAYED,
        updated_at=bindparam("now", type_=Instant),
    )
)
DELIVER = upsert_row(  # a device reached by a provider may have answered before the provider has
    im_delivery, ["message_id", "device_id", "brand_id", "shop_id", "sent_at", "rank"], conflict=["message_id", "device_id"]
)


@lru_cache(maxsize=16)
def of_channels(statement: Select[Any], outside: frozenset[str], theirs: bool) -> Select[Any]:
    """The messages of a statement whose channels a provider serves, or those that go out on the stream."""
    if not outside:
        return statement
    served = or_(*(or_(im_message.c.channel == name, im_message.c.channel.startswith(f"{name}:")) for name in sorted(outside)))
    return statement.where(served if theirs else not_(served))


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
    rows = _due(tx, shop_id, outside, theirs) if only is None else tx.all(ONE_DUE, shop_id=shop_id, message_id=only)
    if not rows:
        return Turn(0, [])
    return Desk(tx, read_messages(rows), outside).send()


def due_now(tx: Tx, shop_id: UUID, outside: frozenset[str] = frozenset(), *, theirs: bool = False) -> list[UUID]:
    """The ids of what is due, for looking at one after the other."""
    return [row.id for row in _due(tx, shop_id, outside, theirs)]


def _due(tx: Tx, shop_id: UUID, outside: frozenset[str], theirs: bool) -> list[Row]:
    return tx.all(of_channels(DUE, outside, theirs), shop_id=shop_id, now=tx.now, most=POSTED_AT_ONCE if theirs else AT_ONCE)


def arm(tx: Tx, shop_id: UUID, outside: frozenset[str] = frozenset()) -> None:
    """Want the next turn when the next message is due. A transaction of its own: it holds no message while it waits for the job."""
    due_at: datetime | None = tx.value(of_channels(NEXT_DUE, outside, theirs=False), shop_id=shop_id)
    if due_at is not None:
        want_sending(tx, shop_id, due_at)
    if outside:
        due_at = tx.value(of_channels(NEXT_DUE, outside, theirs=True), shop_id=shop_id)
        if due_at is not None:
            want_posting(tx, shop_id, due_at)


class Desk:
    """One turn of sending in one shop: what is asked once is remembered until the transaction ends."""

    def __init__(self, tx: Tx, rows: Sequence[MessageRow], outside: Collection[str]) -> None:
        self.tx = tx
        self.rows = rows
        self.outside = outside
        self.shop: ShopRow = shop_row(tx, rows[0].shop_id)
        self.wording = Wording(tx, self.shop)
        self.lanes = Lanes(tx, self.shop, rows)
        self.said = said_before(tx, self.shop.id, rows)
        self._devices: list[Listener] | None = None
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
            if row.id in needless:
                continue
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
        self.lanes.keep()
        return Turn(len(self.rows), self.outgoing)

    def _end(self, row: MessageRow, reason: str, state: str = DROPPED) -> None:
        self.ended.setdefault((state, reason), []).append(row.id)

    def _delay(self, row: MessageRow, until: datetime) -> None:
        self.delayed.append({"message_id": row.id, "its_shop": row.shop_id, "again_at": until, "booked_at": until, "now": self.tx.now})

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
            words, until = Words(), self.lanes.refresh_waits(row, channel)
        else:
            voice = self.wording.has_voice(row, rule)
            until = self.lanes.voice_waits(row, channel) if voice else None
            words = Words() if until is not None else self._words(row, channel, rule, standing, voice)
        if until is not None:
            self._delay(row, until)
        else:
            self._put(row, channel, heard_by, words, standing)

    def _words(self, row: MessageRow, channel: str, rule: RuleRow | None, standing: Standing | None, voice: bool) -> Words:
        """The words; a message without any gives back the moment that it has taken on its channel."""
        try:
            return self.wording.words(row, rule, standing, voice=voice)
        except CannotRender:
            if voice:
                self.lanes.give_back(channel)
            raise

    def _shop_is_open(self, row: MessageRow, standing: Standing | None) -> bool:
        """A closed shop is silent, but for orders that still run, and for the news that it has closed."""
        if self.shop.state != CLOSED or row.event == "shop_state_changed" or is_trial(row):
            return True
        return row.order_id is not None and standing is not None and standing.stands

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
