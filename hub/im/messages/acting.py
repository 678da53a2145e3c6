"""What people do with messages: call by hand, say "got it", try a dead one again, try a rule out on one device."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from msgspec import UNSET
from msgspec.structs import asdict
from sqlalchemy import bindparam, select, update

from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.im.messages import calls
from hub.im.messages.audience import check_channels, check_designated, listeners
from hub.im.messages.calls import MESSAGES, About, Plan, end_messages, read_messages, version_in, want_sending, write_call
from hub.im.messages.checks import happens_once
from hub.im.messages.log import call_as_out, find_call, message_by_id
from hub.im.messages.models import IS_DUE, im_call, im_message
from hub.im.messages.models import SCHEDULED as IS_SCHEDULED
from hub.im.messages.schemas import CallAnswer, MakeCall, MessageAnswer, TryRule
from hub.im.messages.standing import MessageRow
from hub.im.messages.states import FAILED, GOT_IT, LIFE, PAD_CALL, REFRESH, SCHEDULED
from hub.im.rules.compose import PLACEHOLDERS, check_params
from hub.im.rules.queries import find_template, rule_now
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.errors import NotFound, StateNotAllowed, invalid
from hub.kit.jobs import back_off
from hub.venue.queries import SESSION, at_shop, get_stay, room_of, shop_row

ATTEMPTS = 6
RESOURCE_CHARACTERS_MAX = 80

ONE = MESSAGES.where(im_message.c.shop_id == bindparam("shop_id"), im_message.c.id == bindparam("message_id"))
SHOP_OF = select(im_message.c.shop_id).where(im_message.c.id == bindparam("message_id"), im_message.c.brand_id == bindparam("brand_id"))
REST_OF_CALL = (
    MESSAGES.where(im_message.c.shop_id == bindparam("shop_id"), im_message.c.call_id == bindparam("call_id"), IS_SCHEDULED)
    .order_by(im_message.c.id)
    .with_for_update(of=im_message)
)
REST_OF_SUBJECT = (
    MESSAGES.where(
        im_call.c.shop_id == bindparam("shop_id"),
        im_call.c.subject == bindparam("subject"),
        im_call.c.event == bindparam("event"),
        IS_SCHEDULED,
    )
    .order_by(im_message.c.id)
    .with_for_update(of=im_message)
)
REST_OF_LINES = (
    MESSAGES.where(
        im_call.c.shop_id == bindparam("shop_id"),
        im_call.c.order_id == bindparam("order_id"),
        im_call.c.event == bindparam("event"),
        im_call.c.line_id.in_(bindparam("lines", expanding=True)),
        im_message.c.created_at <= bindparam("said_at", type_=Instant),
        IS_SCHEDULED,
    )
    .order_by(im_message.c.id)
    .with_for_update(of=im_message)
)
"""A dish that was called anew since is another happening."""
SAID = select(im_message.c.lines, im_message.c.sent_at).where(
    im_message.c.shop_id == bindparam("shop_id"), im_message.c.id == bindparam("message_id")
)
_THIS = (im_message.c.id == bindparam("message_id"), im_message.c.shop_id == bindparam("shop_id"))
REVIVE = (
    update(im_message)
    .where(*_THIS, im_message.c.state == FAILED)
    .values(
        state=SCHEDULED,
        reason=None,
        attempts=0,
        due_at=bindparam("now", type_=Instant),
        expires_at=bindparam("until", type_=Instant),
        turn_at=None,
        updated_at=bindparam("now", type_=Instant),
    )
)
UNDERSTOOD = (
    update(im_message).where(*_THIS, im_message.c.got_at.is_(None)).values(got_by=bindparam("name"), got_at=bindparam("now", type_=Instant))
)
PUT_OFF = (
    update(im_message)
    .where(*_THIS, IS_DUE)  # of two workers that met it at once, one counts the attempt
    .values(
        state=bindparam("after"),
        reason=bindparam("why"),
        attempts=im_message.c.attempts + 1,
        due_at=bindparam("again_at", type_=Instant),
        turn_at=None,
        updated_at=bindparam("now", type_=Instant),
    )
)


def call_by_hand(tx: Tx, who: Actor, data: MakeCall) -> CallAnswer:
    """Write a call for the channels that are named. Its id is answered before anything is sent.

    Raises:
        NotFound: the brand, the shop, a room, a device, an account, a template or what the call is about is not the caller's.
        MissingParam: the event must bring a value that is not there.
        Invalid: a template where none belongs, or none where one does; or a channel that does not exist.
    """
    if data.brand_id != who.brand_id:
        raise NotFound
    who, shop_id = at_shop(tx, who, data.shop_id)
    if (data.template_id is None) == (data.kind == PAD_CALL):
        raise invalid("/template_id", "a pad call needs one, and nothing else takes one")
    if data.kind != REFRESH:
        check_params(data.event, data.params)
    else:
        check_news(data.params)
    if data.template_id is not None and find_template(tx, shop_id, data.template_id) is None:
        raise NotFound
    channels = check_channels(tx, shop_id, data.channels)
    if data.designated == []:
        raise invalid("/designated", "name those who are meant, or leave it out for everybody on the channels")
    designated = None if data.designated in (UNSET, None) else check_designated(tx, shop_id, list(data.designated or []))
    about = checked_about(tx, shop_id, {} if data.about in (UNSET, None) else asdict(data.about))
    call_id = calls.make_call(
        tx,
        brand_id=data.brand_id,
        shop_id=shop_id,
        event=data.event,
        kind=data.kind,
        params=data.params,
        source=None if data.source in (None, "any") else data.source,
        subject="about:this" if about.get("order_id") or about.get("line_id") else None,
        about=about,
        channels=channels,
        designated=designated,
        template_id=data.template_id,
        by=who,
    )
    if call_id is None:
        raise invalid("/channels", "nobody is meant")
    record(tx, who, "im.call", "call", call_id, None, {"event": data.event, "kind": data.kind, "channels": channels})
    return CallAnswer(call=call_as_out(tx, find_call(tx, shop_id, call_id)))


def check_news(params: Mapping[str, Any]) -> None:
    """A refresh says what went stale, or nobody knows what to read again, and which of two is the newer by a number.

    Raises:
        Invalid: there is no resource, or a version that is no number.
    """
    if not 0 < len(str(params.get("resource") or "").strip()) <= RESOURCE_CHARACTERS_MAX:
        raise invalid("/params/resource", f"what went stale, in 1 to {RESOURCE_CHARACTERS_MAX} characters")
    if params.get("version") is not None and version_in(params) is None:
        raise invalid("/params/version", "a number of at most 9 digits")


def checked_about(tx: Tx, shop_id: UUID, about: dict[str, Any]) -> dict[str, Any]:
    """What a call is about, if all of it is the shop's.

    Raises:
        NotFound: some of it is not.
    """
    if about.get("room_id"):
        room_of(tx, shop_id, about["room_id"])
    if about.get("stay_id"):
        get_stay(tx, shop_id, about["stay_id"])
    if about.get("session_id") and tx.one_or_none(SESSION, shop_id=shop_id, session_id=about["session_id"]) is None:
        raise NotFound
    if about.get("order_id") or about.get("line_id"):
        order_id = find_ordered(tx, shop_id, about.get("order_id"), about.get("line_id"))
        if order_id is None:
            raise NotFound
        about = {**about, "order_id": order_id}
    return about


def _no_orders(_tx: Tx, _shop_id: UUID, _order_id: UUID | None, _line_id: UUID | None) -> UUID | None:
    return None


find_ordered: Callable[[Tx, UUID, UUID | None, UUID | None], UUID | None] = _no_orders
"""The order of the shop that has this id, or this line. Orders live above im, so `hub/reactions.py` puts the answer here."""


def shop_of_message(tx: Tx, who: Actor, message_id: UUID) -> UUID:
    """The caller's shop; for an owner the message says which is meant.

    Raises:
        NotFound: no shop of the brand has it.
    """
    shop_id: UUID | None = who.shop_id or tx.value(SHOP_OF, message_id=message_id, brand_id=who.brand_id)
    if shop_id is None:
        raise NotFound
    return shop_id


def got_it(tx: Tx, who: Actor, message_id: UUID) -> MessageAnswer:
    """A person has understood: nobody need hear the repeats, on any channel. The first to say so stands in the log.

    Raises:
        NotFound: not a message of the caller's shop.
    """
    shop_id = shop_of_message(tx, who, message_id)
    row = tx.one_or_none(ONE, shop_id=shop_id, message_id=message_id)
    if row is None:
        raise NotFound
    (message,) = read_messages([row])
    waiting = repeats_of(tx, message)
    end_messages(tx, [(each, GOT_IT) for each in waiting])
    marked = tx.run(UNDERSTOOD, message_id=message_id, shop_id=shop_id, name=who.name, now=tx.now)
    if waiting:
        record(tx, who, "im.got_it", "message", message_id, None, {"ended": len(waiting)}, shop_id=shop_id)
    return MessageAnswer(message=message_by_id(tx, shop_id, message_id), changed=bool(waiting or marked), ended=len(waiting))


def repeats_of(tx: Tx, message: MessageRow) -> list[MessageRow]:
    """What is left to be said of the happening of a message, and of the other dishes that it has named; of a call by hand, of that."""
    shop_id = message.shop_id
    if not happens_once(message):
        return read_messages(tx.all(REST_OF_CALL, shop_id=shop_id, call_id=message.call_id))
    rows = tx.all(REST_OF_SUBJECT, shop_id=shop_id, subject=message.subject, event=message.event)
    said = tx.one(SAID, shop_id=shop_id, message_id=message.id)
    others = sorted({UUID(line) for line in said.lines or []} - {message.line_id})
    if message.line_id is not None and others:
        here = {"shop_id": shop_id, "order_id": message.order_id, "event": message.event}
        rows = [*rows, *tx.all(REST_OF_LINES, **here, lines=others, said_at=said.sent_at)]
    return read_messages(rows)


def retry_message(tx: Tx, who: Actor, message_id: UUID) -> MessageAnswer:
    """Send a message that has failed once more, with all its attempts and its rule's limit. One that waits or went out stays as it is.

    Raises:
        NotFound: not a message of the caller's shop.
        StateNotAllowed: it was dropped, because it was not true any more or nobody wanted it.
    """
    shop_id = shop_of_message(tx, who, message_id)
    before = message_by_id(tx, shop_id, message_id)
    if before.state == "dropped":
        raise StateNotAllowed("only what has failed is tried again", **{"from": before.state, "allowed": [FAILED]})
    rule = None if before.rule_id is None else rule_now(tx, shop_id, before.rule_id)
    life = LIFE.get(before.kind) if rule is None else timedelta(seconds=rule.time_limit_seconds)
    revived = tx.run(REVIVE, message_id=message_id, shop_id=shop_id, now=tx.now, until=None if life is None else tx.now + life)
    if revived:
        want_sending(tx, shop_id, tx.now)
        record(
            tx, who, "im.retry", "message", message_id, {"state": FAILED, "reason": before.reason}, {"state": SCHEDULED}, shop_id=shop_id
        )
    return MessageAnswer(message=message_by_id(tx, shop_id, message_id), changed=bool(revived))


def put_off(tx: Tx, shop_id: UUID, message_id: UUID, error: str) -> None:
    """Something of ours went wrong with this one message: later once more, in the end given up, for a person to look at."""
    (message,) = read_messages([tx.one(ONE, shop_id=shop_id, message_id=message_id)])
    dead = message.attempts + 1 >= ATTEMPTS
    again_at = tx.now + back_off(message.attempts + 1)
    why = f"fault: {error}"[:40]
    tx.run(PUT_OFF, message_id=message_id, shop_id=shop_id, after=FAILED if dead else SCHEDULED, why=why, again_at=again_at, now=tx.now)


def try_rule(tx: Tx, who: Actor, rule_id: UUID, data: TryRule, shop_id: UUID | None = None) -> CallAnswer:
    """Say a rule's words, with example values, on one device alone, whether the rule is on or not.

    Raises:
        NotFound: the shop has no such rule, or no such device in use.
    """
    who, shop_id = at_shop(tx, who, shop_id)
    rule = rule_now(tx, shop_id, rule_id)
    device = next((each for each in listeners(tx, shop_id) if each.id == data.device_id), None)
    if rule is None or device is None:
        raise NotFound
    call_id = tx.new_id()
    call: dict[str, Any] = {
        "id": call_id,
        "brand_id": who.brand_id,
        "shop_id": shop_id,
        "event": rule.event,
        "kind": rule.kind,
        "source": None,
        "channels": [f"device:{device.id}"],
        "params": {name: dict(each.example) for name, each in PLACEHOLDERS.items()} | {"shopName": shop_row(tx, shop_id).name},
        "items": None,
        "designated": None,
        "template_id": None,
        "subject": f"trial:{call_id}",
        "resource": None,
        "version": None,
        **dict.fromkeys(About.__struct_fields__),
        "made_by_kind": who.kind,
        "made_by_id": who.id,
        "made_by_name": who.name,
        "created_at": tx.now,
    }
    write_call(tx, call, [Plan(f"device:{device.id}", rule.kind, rule._replace(times=1), bound_room_id=device.room_id)])
    return CallAnswer(call=call_as_out(tx, find_call(tx, shop_id, call_id)))
