"""Looking messages up: the log with its filters, and the whole life of one message."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Text, and_, bindparam, cast, exists, or_, select

from hub.accounts.actor import Actor
from hub.im.messages.acting import shop_of_message
from hub.im.messages.checks import SAID_AGAIN
from hub.im.messages.log import deliveries_of, shown
from hub.im.messages.models import MAY_TROUBLE, im_call, im_delivery, im_message
from hub.im.messages.schemas import DeliveryOut, LoggedMessage, MessageLife
from hub.im.messages.states import (
    BLOCKED,
    DEVICE_MOVED,
    DROPPED,
    EXPIRED,
    FAILED,
    HEARD_WITHIN,
    LATE,
    LEFT_OUT,
    REFRESH,
    SENT,
    MessageState,
    Problem,
    come_to,
)
from hub.im.rules.queries import find_rule
from hub.kit.db import Tx
from hub.kit.errors import NotFound, invalid
from hub.kit.paging import Page, key_of, limit_of, page_of
from hub.venue.days import first_instant
from hub.venue.queries import at_shop, shop_row

PEOPLE = "office"
"""Who listens there sits at a desk and reports nothing."""
OF_ANSWERS: dict[str | None, Problem] = {BLOCKED: "blocked", LEFT_OUT: "left_out", LATE: "late"}

LOGGED = select(
    im_message,
    im_call.c.event,
    im_call.c.subject,
    im_call.c.params,
    im_call.c.order_id,
    im_call.c.line_id,
    im_call.c.room_id,
    im_call.c.made_by_name,
).join_from(im_message, im_call, and_(im_call.c.id == im_message.c.call_id, im_call.c.shop_id == im_message.c.shop_id))
NEWEST_FIRST = LOGGED.where(im_call.c.shop_id == bindparam("shop_id")).order_by(im_call.c.id.desc(), im_message.c.id.desc())
TROUBLES_FIRST = LOGGED.where(im_message.c.shop_id == bindparam("shop_id")).order_by(im_message.c.call_id.desc(), im_message.c.id.desc())
"""The same order, by the columns of the index that holds what may be a problem."""
ONE = LOGGED.where(im_message.c.id == bindparam("message_id"), im_message.c.shop_id == bindparam("shop_id"))
_together = (im_message.c.channel, im_message.c.kind, im_message.c.call_id, im_message.c.repeat)
OF_CALL = LOGGED.where(im_message.c.call_id == bindparam("call_id"), im_message.c.shop_id == bindparam("shop_id")).order_by(*_together)
OF_HAPPENING = LOGGED.where(
    im_call.c.shop_id == bindparam("shop_id"), im_call.c.subject == bindparam("subject"), im_call.c.event == bindparam("event")
).order_by(*_together)
_its_deliveries = (im_delivery.c.message_id == im_message.c.id, im_delivery.c.shop_id == im_message.c.shop_id)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What of the log is asked for; what is None does not matter."""

    order_id: UUID | None = None
    line_id: UUID | None = None
    device_id: UUID | None = None
    call_id: UUID | None = None
    state: MessageState | None = None
    event: str | None = None
    channel: str | None = None
    number: str | None = None
    day: date | None = None
    problems: bool | None = None


def _none_numbered(_tx: Tx, _shop_id: UUID, _number: str, _day: date | None) -> Sequence[UUID]:
    return ()


def _of_no_round(_tx: Tx, _shop_id: UUID, _line_id: UUID) -> tuple[UUID, int, str] | None:
    return None


orders_numbered: Callable[[Tx, UUID, str, date | None], Sequence[UUID]] = _none_numbered
round_of_line: Callable[[Tx, UUID, UUID], tuple[UUID, int, str] | None] = _of_no_round
"""Orders live above im, so `hub/reactions.py` puts the answers here."""


def message_log(
    tx: Tx, who: Actor, wanted: Wanted, shop_id: UUID | None = None, limit: int | None = None, cursor: str | None = None
) -> Page[LoggedMessage]:
    """Messages of one shop, the newest call first.

    Raises:
        NotFound: another's shop, or a line that is not the shop's.
        Invalid: an owner who names no shop, or a number that is none.
    """
    who, shop_id = at_shop(tx, who, shop_id)
    most, after = limit_of(limit), key_of(cursor, tuple[UUID, UUID])
    conditions = conditions_of(tx, shop_id, wanted)
    statement, its_call = (TROUBLES_FIRST, im_message.c.call_id) if wanted.problems else (NEWEST_FIRST, im_call.c.id)
    if after is not None:
        call_id, message_id = after
        conditions += [its_call <= call_id, (its_call < call_id) | (im_message.c.id < message_id)]
    rows = tx.query(statement.where(*conditions).limit(most + 1), shop_id=shop_id)
    done = deliveries_of(tx, shop_id, [row.id for row in rows[:most]])
    return page_of(rows, most, lambda row: (row.call_id, row.id), lambda row: logged(row, done, tx.now))


def message_life(tx: Tx, who: Actor, message_id: UUID) -> MessageLife:
    """Everything of one message: its rule, its devices, and the other rows of the same happening.

    Raises:
        NotFound: not a message of the caller's shop or brand.
    """
    shop_id = shop_of_message(tx, who, message_id)
    row = tx.one_or_none(ONE, shop_id=shop_id, message_id=message_id)
    if row is None:
        raise NotFound
    if row.subject is not None and row.subject.partition(":")[0] not in SAID_AGAIN:
        rows = tx.all(OF_HAPPENING, shop_id=shop_id, subject=row.subject, event=row.event)
    else:
        rows = tx.all(OF_CALL, shop_id=shop_id, call_id=row.call_id)
    done = deliveries_of(tx, shop_id, [each.id for each in rows])
    return MessageLife(
        message=logged(row, done, tx.now),
        rule=None if row.rule_id is None else find_rule(tx, shop_id, row.rule_id),
        siblings=[logged(each, done, tx.now) for each in rows],
    )


def logged(row: Any, done: dict[UUID, list[DeliveryOut]], now: datetime) -> LoggedMessage:
    return LoggedMessage(
        **shown(row, done),
        call_id=row.call_id,
        event=row.event,
        order_id=row.order_id,
        line_id=row.line_id,
        room_id=row.room_id,
        number=_word(row.params, "displayNo"),
        room=_word(row.params, "roomName"),
        wristband=_word(row.params, "wristband"),
        trial=(row.subject or "").startswith("trial:"),
        made_by=row.made_by_name,
        problem=problem_of(row, done.get(row.id, []), now),
    )


def _word(params: dict[str, Any], name: str) -> str | None:
    """A value that is said the same in every language; the examples of a rule that is tried out are not of any order."""
    value = params.get(name)
    return str(value) if isinstance(value, str | int) else None


def problem_of(row: Any, deliveries: Sequence[DeliveryOut], now: datetime) -> Problem | None:
    """What a person should look at, by the same rules as `has_problem`. A repeat that was born too late only says how its rule is set."""
    answers = come_to(each.result for each in deliveries if each.result is not None)
    if row.state == FAILED:
        return "failed"
    if row.state == DROPPED and row.reason == EXPIRED and row.updated_at > row.created_at:
        return "late"
    if row.state == DROPPED and row.reason == DEVICE_MOVED:
        return "moved"
    if row.state == SENT and row.kind != REFRESH and row.channel != PEOPLE and row.sent_at <= now - HEARD_WITHIN and answers is None:
        return "unheard" if deliveries else "nobody"
    return OF_ANSWERS.get(answers)


def has_problem(now: datetime) -> ColumnElement[bool]:
    """The same, asked of the database: of the rows that an index holds, all but those that a device may still answer."""
    settled = or_(im_message.c.state != SENT, im_message.c.answers.is_not(None), im_message.c.sent_at <= now - HEARD_WITHIN)
    return and_(MAY_TROUBLE, settled)


def conditions_of(tx: Tx, shop_id: UUID, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    exact = {
        im_call.c.order_id: wanted.order_id,
        im_call.c.event: wanted.event,
        im_message.c.call_id: wanted.call_id,
        im_message.c.state: wanted.state,
        im_message.c.channel: wanted.channel,
    }
    found += [column == value for column, value in exact.items() if value is not None]
    if wanted.line_id is not None:
        found.append(_about_line(tx, shop_id, wanted.line_id))
    if wanted.device_id is not None:
        found.append(exists().where(*_its_deliveries, im_delivery.c.device_id == wanted.device_id))
    if wanted.number is not None:
        found.append(im_call.c.order_id.in_(orders_numbered(tx, shop_id, wanted.number, wanted.day)))
    if wanted.day is not None:
        begins, ends = _span_of(tx, shop_id, wanted.day)
        found += [im_call.c.created_at >= begins, im_call.c.created_at < ends]
    if wanted.problems is not None:
        found.append(has_problem(tx.now) if wanted.problems else ~has_problem(tx.now))
    return found


def _span_of(tx: Tx, shop_id: UUID, day: date) -> tuple[datetime, datetime]:
    """From when to when a business day of the shop lasts.

    Raises:
        Invalid: the calendar ends there.
    """
    shop = shop_row(tx, shop_id)
    try:
        return first_instant(day, shop.day_start, shop.timezone), first_instant(day + timedelta(days=1), shop.day_start, shop.timezone)
    except OverflowError:
        raise invalid("/business_day", "a day within the calendar") from None


def _about_line(tx: Tx, shop_id: UUID, line_id: UUID) -> ColumnElement[bool]:
    """What was said of a line, and what would have been: a message that was never composed names no lines, but its round and station do.

    Raises:
        NotFound: no line of the shop.
    """
    place = round_of_line(tx, shop_id, line_id)
    if place is None:
        raise NotFound
    order_id, number, station = place
    rounds = [f"{kind}:{order_id}:{number}" for kind in ("round", "unconfirmed")]
    named = cast(im_message.c.lines, Text).contains(str(line_id))
    meant = or_(~im_message.c.channel.startswith("kitchen:"), im_message.c.channel == f"kitchen:{station}")
    unnamed = and_(im_message.c.lines.is_(None), im_call.c.subject.in_(rounds), meant)
    return and_(im_call.c.order_id == order_id, or_(im_call.c.line_id == line_id, and_(im_call.c.line_id.is_(None), or_(named, unnamed))))
