"""A provider outside the house: chosen channels are posted to its address instead of the built-in stream (off by default).

A message is claimed in one transaction, posted in none, and written down in a second. Whoever dies in between leaves it
`sending`; it is posted again under the same id, by which the provider knows it.
"""

import random
from datetime import timedelta
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy import bindparam, select, update

from hub.im.messages.audience import listeners, those_who_hear
from hub.im.messages.calls import want_sending
from hub.im.messages.due import POSTED_AT_ONCE
from hub.im.messages.models import SENDING as IS_SENDING
from hub.im.messages.models import im_call, im_message
from hub.im.messages.sending import DELIVER, Outgoing, deliveries_of, put_fact
from hub.im.messages.states import FAILED, SCHEDULED, SENT
from hub.kit.columns import Instant
from hub.kit.db import Database, Tx
from hub.kit.outgoing import Answered, post_json
from hub.live.append import tell

ATTEMPTS = 6
LOST_SECONDS = 30.0
MOST_SECONDS = 10.0
"""The longest that settings let a provider take for an answer."""
LONGEST_SECONDS = 60.0

CLAIMED = (
    select(
        im_message.c.id,
        im_message.c.brand_id,
        im_message.c.channel,
        im_message.c.kind,
        im_message.c.voice,
        im_call.c.event,
        im_call.c.designated,
    )
    .join_from(im_message, im_call, (im_call.c.id == im_message.c.call_id) & (im_call.c.shop_id == im_message.c.shop_id))
    .where(
        im_message.c.id == bindparam("message_id"),
        im_message.c.shop_id == bindparam("shop_id"),
        IS_SENDING,
        im_message.c.attempts == bindparam("this_attempt"),
    )
    .with_for_update(of=im_message)
)
_THIS = (im_message.c.id == bindparam("message_id"), im_message.c.shop_id == bindparam("shop_id"), IS_SENDING)
MARK_SENT = (
    update(im_message).where(*_THIS).values(state=SENT, sent_at=bindparam("now", type_=Instant), updated_at=bindparam("now", type_=Instant))
)
AGAIN = (
    update(im_message)
    .where(*_THIS)
    .values(
        state=SCHEDULED,
        reason=bindparam("why"),
        attempts=bindparam("counted"),
        due_at=bindparam("again_at", type_=Instant),
        turn_at=None,
        updated_at=bindparam("now", type_=Instant),
    )
)
GIVE_UP = update(im_message).where(*_THIS).values(state=FAILED, reason=bindparam("why"), updated_at=bindparam("now", type_=Instant))
_left_behind = (IS_SENDING, im_message.c.updated_at < bindparam("before", type_=Instant))
ALL_SHOPS = "a sweep over what workers have left behind"
IS_LEFT = select(im_message.c.id).where(*_left_behind).limit(1).execution_options(any_tenant=ALL_SHOPS)
LEFT_BEHIND = (
    update(im_message)
    .where(*_left_behind, im_message.c.attempts < ATTEMPTS)
    .values(state=SCHEDULED, due_at=bindparam("now", type_=Instant), turn_at=None, updated_at=bindparam("now", type_=Instant))
    .returning(im_message.c.shop_id)
    .execution_options(any_tenant=ALL_SHOPS)
)
LEFT_FOR_GOOD = (
    update(im_message)
    .where(*_left_behind, im_message.c.attempts >= ATTEMPTS)
    .values(state=FAILED, reason="provider_lost", updated_at=bindparam("now", type_=Instant))
    .execution_options(any_tenant=ALL_SHOPS)
)


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """Where it is, and which channels it serves."""

    url: str
    token: str = ""
    channels: frozenset[str] = frozenset()
    seconds: float = 5.0

    @property
    def lost(self) -> timedelta:
        """A message that has been `sending` for so long was left behind by a worker that died: others of its turn may have had to wait."""
        return _lost(self.seconds)

    def post(self, body: dict[str, Any]) -> Answered:
        """Hand one message over; its id is the key by which a second try is known. Blocks."""
        headers = {"Idempotency-Key": body["id"]}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return post_json(self.url, body, headers, self.seconds)


def _lost(seconds: float) -> timedelta:
    return timedelta(seconds=max(LOST_SECONDS, seconds * POSTED_AT_ONCE + 10))


_PROVIDERS: "WeakKeyDictionary[Database, Provider]" = WeakKeyDictionary()


def use_provider(database: Database, provider: Provider | None) -> None:
    """From now on the jobs on this database hand these channels over."""
    if provider is None or not provider.url:
        _PROVIDERS.pop(database, None)
    else:
        _PROVIDERS[database] = provider


def provider_of(database: Database) -> Provider | None:
    return _PROVIDERS.get(database)


def note_answer(tx: Tx, out: Outgoing, answered: Answered) -> None:
    """What the provider has made of a message: taken, to be tried later, or refused for good.

    429 counts as no attempt: it is asked again when it says.
    """
    row = tx.one_or_none(CLAIMED, message_id=out.message_id, shop_id=out.shop_id, this_attempt=out.attempts)
    if row is None:  # somebody else has taken it up meanwhile
        return
    here = {"message_id": out.message_id, "shop_id": out.shop_id, "now": tx.now}
    if 200 <= answered.status < 300:
        tx.run(MARK_SENT, **here)
        heard_by = those_who_hear(listeners(tx, out.shop_id), row.channel, row.designated)
        tx.many(DELIVER, deliveries_of(row.id, row.brand_id, out.shop_id, heard_by, tx.now))
        tell(tx, put_fact(row.id, row.brand_id, out.shop_id, row.kind, row.event, row.channel, row.voice, heard_by, tx.now))
        return
    later = answered.status == 429
    why = "rate_limited" if later else f"provider_{answered.status}" if answered.status else f"provider_away: {answered.error}"[:40]
    if not later and (out.attempts >= ATTEMPTS or 400 <= answered.status < 500):
        tx.run(GIVE_UP, **here, why=why)
        return
    again_at = tx.now + timedelta(seconds=rest_seconds(out.attempts, answered))
    tx.run(AGAIN, **here, why=why, counted=out.attempts - 1 if later else out.attempts, again_at=again_at)
    want_sending(tx, out.shop_id, again_at)


def rest_seconds(attempts: int, answered: Answered) -> float:
    """As long as it says; else 1, 2, 4 … seconds, with jitter."""
    if answered.retry_after is not None:
        return min(LONGEST_SECONDS, max(1.0, answered.retry_after))
    return min(LONGEST_SECONDS, 2.0 ** (attempts - 1)) * random.uniform(0.8, 1.2)


def lost_after(database: Database) -> timedelta:
    """How long a message may be `sending`. Where the provider is switched off, a worker that has not heard of it yet may still ask it."""
    provider = provider_of(database)
    return _lost(MOST_SECONDS) if provider is None else provider.lost


def is_any_left(tx: Tx, lost: timedelta) -> bool:
    """Whether `take_up_again` would find something: asked twice a second, it must not write."""
    return bool(tx.all(IS_LEFT, before=tx.now - lost))


def take_up_again(tx: Tx, lost: timedelta) -> int:
    """Housekeeping: messages that a worker claimed and never came back to. One that has taken six workers with it is left for a person.

    Those of a provider that was switched off meanwhile go out on the stream, as all others do.
    """
    tx.run(LEFT_FOR_GOOD, before=tx.now - lost, now=tx.now)
    shops = {row.shop_id for row in tx.all(LEFT_BEHIND, before=tx.now - lost, now=tx.now)}
    for shop_id in sorted(shops):
        want_sending(tx, shop_id, tx.now)
    return len(shops)
