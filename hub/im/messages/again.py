"""What is true again is told again: the repeats that were left when it ended, unless somebody has understood it meanwhile."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from hub.im.messages.calls import MESSAGES, read_messages, want_sending
from hub.im.messages.models import im_call, im_message
from hub.im.messages.standing import MessageRow, standing_of
from hub.im.messages.states import DROPPED, SCHEDULED, SUBJECT_CHANGED
from hub.im.rules.queries import RuleRow, rule_now
from hub.kit.columns import Instant
from hub.kit.db import Tx

ENDED = (im_message.c.state == DROPPED, im_message.c.reason == SUBJECT_CHANGED)
_of_subject = (im_call.c.shop_id == bindparam("shop_id"), im_call.c.subject == bindparam("subject"))
ENDED_OF_SUBJECT = (
    MESSAGES.where(*_of_subject, *ENDED, im_message.c.rule_id.is_not(None)).order_by(im_message.c.id).with_for_update(of=im_message)
)
UNDERSTOOD = (
    select(im_message.c.id)
    .join_from(im_message, im_call, (im_call.c.id == im_message.c.call_id) & (im_call.c.shop_id == im_message.c.shop_id))
    .where(*_of_subject, im_message.c.got_at.is_not(None))
    .limit(1)
)
REVIVE = (
    update(im_message)
    .where(im_message.c.id == bindparam("message_id"), im_message.c.shop_id == bindparam("its_shop"), *ENDED)
    .values(
        state=SCHEDULED,
        reason=None,
        turn_at=None,
        due_at=bindparam("again_at", type_=Instant),
        expires_at=bindparam("until", type_=Instant),
        updated_at=bindparam("now", type_=Instant),
    )
)


def tell_again(tx: Tx, shop_id: UUID, subject: str) -> None:
    """Bring back the messages of a subject that ended because it did not stand, where it stands again.

    What was never told is due at once. Else whoever made it true again knows of it, and the next repeat comes after its interval.
    """
    rows = read_messages(tx.all(ENDED_OF_SUBJECT, shop_id=shop_id, subject=subject))
    if not rows or tx.all(UNDERSTOOD, shop_id=shop_id, subject=subject):
        return
    told: dict[tuple[UUID, str, str], list[MessageRow]] = defaultdict(list)
    for row in rows:
        standing = standing_of(tx, row)
        if standing is not None and standing.stands:
            told[row.call_id, row.channel, row.kind].append(row)
    revived = [each for left in told.values() for each in _moments(tx, left)]
    if revived:
        tx.many(REVIVE, revived)
        want_sending(tx, shop_id, min(each["again_at"] for each in revived))


def _moments(tx: Tx, left: Iterable[MessageRow]) -> list[dict[str, Any]]:
    """When each of the repeats that are left on one channel is due, and until when it is worth telling; none without its rule."""
    first, *_ = rows = sorted(left, key=lambda row: row.repeat)
    rule: RuleRow | None = None if first.rule_id is None else rule_now(tx, first.shop_id, first.rule_id)
    if rule is None:
        return []
    interval, life = timedelta(seconds=rule.interval_seconds), timedelta(seconds=rule.time_limit_seconds)
    begins: datetime = tx.now if first.repeat == 1 else tx.now + interval
    moments = [begins + (row.repeat - first.repeat) * interval for row in rows]
    return [
        {"message_id": row.id, "its_shop": row.shop_id, "again_at": at, "until": at + life, "now": tx.now}
        for row, at in zip(rows, moments, strict=True)
    ]
