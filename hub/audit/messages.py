"""M1 to M3: every message ends, for a reason, and what devices say is said of messages that went out."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select

from hub.audit.finding import WHOLE, Breach, Finding, Invariant, Offences, count_of, table
from hub.kit.columns import Instant
from hub.kit.db import Tx

message = table("im_message")
delivery = table("im_delivery")
call = table("im_call")
event = table("event")

OUT = ("sent", "shown", "spoken")
OVER = ("dropped", "failed")
WAITS = message.c.state.in_(["scheduled", "sending"])
WAITING = count_of(message, WAITS)

LATE = timedelta(minutes=1)
NEWEST = select(func.max(event.c.at, type_=Instant).label("at")).execution_options(any_tenant=WHOLE)
LANE = table("im_lane")
IN_LANE = and_(message.c.state == "scheduled", message.c.turn_at.is_not(None))
LOOKED_AFTER = (
    select(LANE.c.name)
    .where(LANE.c.shop_id == message.c.shop_id, LANE.c.name == message.c.channel, LANE.c.next_at >= bindparam("before", type_=Instant))
    .exists()
)
LYING = Breach(
    "a message was due more than a minute before the newest event, and still waits",
    select(message.c.id, message.c.shop_id, message.c.channel, message.c.state, message.c.due_at).where(
        WAITS, message.c.due_at < bindparam("before", type_=Instant), or_(~IN_LANE, ~LOOKED_AFTER)
    ),
)


def none_lies(tx: Tx) -> Iterator[Finding]:
    """Judge M3. A hub that is switched off is no fault: what counts is the last time at which anything was told."""
    found = Offences("M3", "No message lies about: while anything is told, whatever is due is over, or has a turn, within a minute.")
    newest = tx.value(NEWEST)
    found.terms["waiting"] = int(tx.value(WAITING))
    if newest is not None:
        found.add_found(tx, LYING, before=newest - LATE)
    yield found.finding()


NOT_FOR_IT = ("skipped:no_screen", "skipped:not_shown_here")


def _any_said(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether some device says such a thing of the message."""
    return select(delivery.c.device_id).where(delivery.c.message_id == message.c.id, *conditions).exists()


def _said(*results: str) -> ColumnElement[bool]:
    """Whether some device says one of these of the message, or anything at all that is not for others to say."""
    return _any_said(delivery.c.result.in_(results) if results else delivery.c.result.not_in(NOT_FOR_IT))


LEFT_OUT = _any_said(delivery.c.result.like("skipped:%"), delivery.c.result.not_in(["skipped:subject_changed", *NOT_FOR_IT]))
COME_TO = case((_said("audio_blocked"), "blocked"), (LEFT_OUT, "left_out"), (_said("expired"), "late"), (_said(), "fine"))

ended = Invariant(
    "M1",
    "A message is made once per call, channel, kind and repeat, never goes out before it is due, and ends for a reason.",
    {
        "calls": count_of(call),
        "out": count_of(message, message.c.state.in_(OUT)),
        "dropped": count_of(message, message.c.state == "dropped"),
        "failed": count_of(message, message.c.state == "failed"),
    },
    [
        Breach(
            "a message was dropped or has failed without a reason, or is out without a time, a text, or words to say",
            select(message.c.id, message.c.state, message.c.reason, message.c.sent_at, message.c.text).where(
                or_(
                    and_(message.c.state.in_(OVER), message.c.reason.is_(None)),
                    message.c.state.in_(OUT) != message.c.sent_at.is_not(None),
                    and_(message.c.state.in_(OUT), message.c.kind != "refresh", func.coalesce(message.c.text, "") == ""),
                )
            ),
        ),
        Breach(
            "a message went out before it was due",
            select(message.c.id, message.c.due_at, message.c.sent_at).where(message.c.sent_at < message.c.due_at),
        ),
        Breach(
            "a message of the same call, channel, kind and repeat as another",
            select(message.c.call_id, message.c.channel, message.c.kind, message.c.repeat, func.count().label("messages"))
            .group_by(message.c.call_id, message.c.channel, message.c.kind, message.c.repeat)
            .having(func.count() > 1),
        ),
    ],
)

delivered = Invariant(
    "M2",
    "A delivery is of a message that went out, and what a message has reached is the best that a device has said.",
    {
        "deliveries": count_of(delivery),
        "acked": count_of(delivery, delivery.c.acked_at.is_not(None)),
        "spoken": count_of(delivery, delivery.c.result == "spoken"),
    },
    [
        Breach(
            "a delivery without its message, or of one that never went out",
            select(delivery.c.message_id, delivery.c.device_id, message.c.state)
            .outerjoin_from(delivery, message, message.c.id == delivery.c.message_id)
            .where(or_(message.c.id.is_(None), message.c.state.not_in([*OUT, "sending"]))),
        ),
        Breach(
            "what the devices' answers come to is not what they have said",
            select(message.c.id, message.c.state, message.c.answers, COME_TO.label("come_to")).where(
                func.coalesce(message.c.answers, "") != func.coalesce(COME_TO, "")
            ),
        ),
        Breach(
            "a message is said to be spoken, and no device has said so",
            select(message.c.id, message.c.state).where(
                message.c.state == "spoken",
                ~_said("spoken"),
            ),
        ),
    ],
)
