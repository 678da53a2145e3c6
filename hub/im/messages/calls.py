"""Making calls: an event becomes rows, one per channel and repeat, with the time each is due. Nothing is composed or sent here.

Whoever makes a call for a fact brings its subject, so that what is no longer true is never said: `follow_subject` looks again
as soon as something changes, and the sending itself looks once more.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select, update

from hub.accounts.actor import Actor
from hub.im.messages.audience import listeners, rule_channel
from hub.im.messages.models import SCHEDULED as IS_SCHEDULED
from hub.im.messages.models import im_call, im_message
from hub.im.messages.standing import MessageRow, standing_of
from hub.im.messages.states import ANNOUNCEMENT, CHANNEL_OFF, DROPPED, EXPIRED, LIFE, NO_RULE, REFRESH, SCHEDULED
from hub.im.rules.queries import RuleRow, rules_of
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import insert_row
from hub.kit.errors import require
from hub.kit.jobs import want_job

SEND = "im.send"
POST = "im.post"
SOURCES = ("any", "pad", "cashier", "handheld", "wristband")

INSERT_CALL = insert_row(im_call)
_AT_BIRTH = (
    "id",
    "call_id",
    "brand_id",
    "shop_id",
    "rule_id",
    "template_id",
    "channel",
    "kind",
    "repeat",
    "times",
    "due_at",
    "expires_at",
    "state",
    "reason",
    "bound_room_id",
    "attempts",
    "created_at",
    "updated_at",
)
INSERT_MESSAGE = insert_row(im_message, *_AT_BIRTH)

_OF_MESSAGE = (
    "id",
    "call_id",
    "brand_id",
    "shop_id",
    "rule_id",
    "template_id",
    "channel",
    "kind",
    "repeat",
    "times",
    "due_at",
    "expires_at",
    "turn_at",
    "bound_room_id",
    "attempts",
)
_OF_CALL = (
    "event",
    "source",
    "params",
    "items",
    "designated",
    "subject",
    "resource",
    "version",
    "order_id",
    "line_id",
    "stay_id",
    "session_id",
    "room_id",
    "pad_call_id",
)
MESSAGES = select(*(im_message.c[name] for name in _OF_MESSAGE), *(im_call.c[name] for name in _OF_CALL)).outerjoin_from(
    im_message, im_call, (im_call.c.id == im_message.c.call_id) & (im_call.c.shop_id == im_message.c.shop_id)
)
"""Messages with what their calls say: the columns of `MessageRow`. Each has a call; an outer join because SQLite, which keeps no figures,
would otherwise begin with all calls of the shop and take seconds for what is due."""
WAITING_FOR = (
    MESSAGES.where(im_call.c.shop_id == bindparam("shop_id"), im_call.c.subject == bindparam("subject"), IS_SCHEDULED)
    .order_by(im_message.c.id)
    .with_for_update(of=im_message)
)
WAITING_OF_ORDER = (
    MESSAGES.where(im_call.c.shop_id == bindparam("shop_id"), im_call.c.order_id == bindparam("order_id"), IS_SCHEDULED)
    .order_by(im_message.c.id)
    .with_for_update(of=im_message)
)
END = (
    update(im_message)
    .where(im_message.c.id == bindparam("message_id"), im_message.c.shop_id == bindparam("its_shop"), IS_SCHEDULED)
    .values(state=bindparam("after"), reason=bindparam("why"), updated_at=bindparam("now", type_=Instant))
)


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a call is about, for the log and for the checks."""

    order_id: UUID | None = None
    line_id: UUID | None = None
    stay_id: UUID | None = None
    session_id: UUID | None = None
    room_id: UUID | None = None
    pad_call_id: UUID | None = None


class Plan(msgspec.Struct, frozen=True):
    """One channel of a call: how often it is told, by which rule, in which words."""

    channel: str
    kind: str
    rule: RuleRow | None
    template_id: UUID | None = None
    bound_room_id: UUID | None = None
    never: str | None = None
    """Why nothing of it will be said."""


def make_call(
    tx: Tx,
    *,
    shop_id: UUID,
    event: str,
    params: Mapping[str, Any],
    brand_id: UUID | None = None,
    kind: str | None = None,
    source: str | None = None,
    subject: str | None = None,
    about: Mapping[str, Any] | None = None,
    items: Sequence[Mapping[str, Any]] = (),
    stations: Sequence[str] = (),
    channels: Sequence[str] | None = None,
    only: Iterable[str] | None = None,
    designated: Sequence[str] | None = None,
    template_id: UUID | None = None,
    by: Actor | None = None,
) -> UUID | None:
    """Write a call and its rows. Without `channels` the rules of the event and its source decide, else those that are named.

    `kind` keeps to the rules of that kind; `only` to these channels of the rules; `stations` are those that the rules' kitchen
    means, `brand_id` may be left to the rules. The call's id, or None when no rule wants to hear of the event.
    """
    told_of = about if about is not None else {}
    if channels is None:
        rules = rules_of(tx, shop_id, event, source)
        brand_id = rules[0].brand_id if rules else brand_id
        plans = plans_by_rules(rules, kind, only, stations, told_of.get("room_id"))
    else:
        plans = plans_for_channels(tx, shop_id, event, kind or ANNOUNCEMENT, source, channels, template_id)
    if not plans:
        return None
    require(brand_id is not None, "a call is a brand's")
    call = {
        "id": tx.new_id(),
        "brand_id": brand_id,
        "shop_id": shop_id,
        "event": event,
        "kind": kind,
        "source": source,
        "channels": None if channels is None else list(channels),
        "params": dict(params),
        "items": [dict(item) for item in items] or None,
        "designated": None if designated is None else list(designated),
        "template_id": template_id,
        "subject": subject,
        "resource": str(params.get("resource") or event) if kind == REFRESH else None,
        "version": version_in(params) if kind == REFRESH else None,
        **{name: told_of.get(name) for name in About.__struct_fields__},
        "made_by_kind": "hub" if by is None else by.kind,
        "made_by_id": None if by is None else by.id,
        "made_by_name": "" if by is None else by.name,
        "created_at": tx.now,
    }
    write_call(tx, call, plans)
    return call["id"]  # type: ignore[return-value]


def version_in(params: Mapping[str, Any]) -> int | None:
    """The version that a refresh names, if it is a number."""
    said = str(params.get("version", ""))
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else None


def write_call(tx: Tx, call: dict[str, Any], plans: Sequence[Plan]) -> None:
    """The call, its rows, and the wish that they be sent."""
    rows = [row for plan in plans for row in rows_of(tx, call, plan)]
    tx.many(INSERT_CALL, [call])
    tx.many(INSERT_MESSAGE, rows)
    due = [row["due_at"] for row in rows if row["state"] == SCHEDULED]
    if due:
        want_sending(tx, call["shop_id"], min(due))


def want_sending(tx: Tx, shop_id: UUID, due_at: datetime) -> None:
    """One job looks after all messages of a shop; it is due with the first of them."""
    want_job(tx, SEND, str(shop_id), due_at, {"shop_id": str(shop_id)})


def want_posting(tx: Tx, shop_id: UUID, due_at: datetime) -> None:
    """Another job looks after what a provider outside is handed: what has to wait for it holds up nothing else."""
    want_job(tx, POST, str(shop_id), due_at, {"shop_id": str(shop_id)})


def rows_of(tx: Tx, call: Mapping[str, Any], plan: Plan) -> list[dict[str, Any]]:
    """The rows of one channel, made as dropped where the rule is off or the time limit ends the repeats."""
    rule = plan.rule
    times, interval = (1, timedelta()) if rule is None else (rule.times, timedelta(seconds=rule.interval_seconds))
    life = LIFE.get(plan.kind) if rule is None else timedelta(seconds=rule.time_limit_seconds)
    rows = []
    for repeat in range(times):
        behind = repeat * interval
        why = plan.never or (EXPIRED if life is not None and behind > life else None)
        rows.append(
            {
                "id": tx.new_id(),
                "call_id": call["id"],
                "brand_id": call["brand_id"],
                "shop_id": call["shop_id"],
                "rule_id": None if rule is None else rule.id,
                "template_id": plan.template_id,
                "channel": plan.channel,
                "kind": plan.kind,
                "repeat": repeat + 1,
                "times": times,
                "due_at": tx.now + behind,
                "expires_at": None if life is None else tx.now + behind + life,
                "state": SCHEDULED if why is None else DROPPED,
                "reason": why,
                "bound_room_id": plan.bound_room_id,
                "attempts": 0,
                "created_at": tx.now,
                "updated_at": tx.now,
            }
        )
    return rows


def plans_by_rules(
    rules: Iterable[RuleRow], kind: str | None, only: Iterable[str] | None, stations: Sequence[str], room_id: UUID | None
) -> list[Plan]:
    """What the rules of an event make of it."""
    wanted = None if only is None else set(only)
    plans = []
    for rule in rules:
        if (kind is not None and rule.kind != kind) or (wanted is not None and rule.channel not in wanted):
            continue
        for channel in channels_meant(rule.channel, stations, room_id):
            plans.append(Plan(channel, rule.kind, rule, never=None if rule.enabled else CHANNEL_OFF))
    return plans


def channels_meant(channel: str, stations: Sequence[str], room_id: UUID | None) -> list[str]:
    """A rule's kitchen is the stations that have something to do with it, its room the guests' own, if they have one."""
    if channel == "kitchen":
        return [f"kitchen:{station}" for station in stations] or ["kitchen"]
    if channel == "room":
        return [] if room_id is None else [f"room:{room_id}"]
    return [channel]


def plans_for_channels(
    tx: Tx, shop_id: UUID, event: str, kind: str, source: str | None, channels: Sequence[str], template_id: UUID | None
) -> list[Plan]:
    """What a call for named channels makes: the rule of each, or, where there is none, the event's words said once."""
    devices = listeners(tx, shop_id) if any(channel.startswith("device:") for channel in channels) else []
    bound = {f"device:{each.id}": each.room_id for each in devices}
    if kind == REFRESH:
        return [Plan(channel, REFRESH, None, bound_room_id=bound.get(channel)) for channel in channels]
    known = {each: rules_of(tx, shop_id, event, each) for each in ([source] if source else SOURCES)}
    plans = []
    for channel in channels:
        rule, words = rule_for(known.values(), rule_channel(tx, shop_id, channel, devices), kind)
        never = CHANNEL_OFF if rule is not None and not rule.enabled else NO_RULE if (rule or words or template_id) is None else None
        plans.append(Plan(channel, kind, rule, template_id or (None if rule else words), bound.get(channel), never))
    return plans


def rule_for(known: Iterable[Sequence[RuleRow]], channel: str, kind: str) -> tuple[RuleRow | None, UUID | None]:
    """The rule for a channel and kind, or for every channel; and, where there is none, the template that comes nearest."""
    rules = [rule for each in known for rule in each]
    for place in ((channel, kind), ("all", kind)):
        exact = [rule for rule in rules if (rule.channel, rule.kind) == place]
        if exact:
            return exact[0], None
    near = sorted(rules, key=lambda rule: (rule.channel != channel, rule.kind != kind))
    return None, near[0].template_id if near else None


def read_messages(rows: Iterable[Any], memo: dict[Any, Any] | None = None) -> list[MessageRow]:
    """Rows of `MESSAGES`; one memo for all of them."""
    shared: dict[Any, Any] = {} if memo is None else memo
    return [MessageRow(**row._asdict(), memo=shared) for row in rows]


def follow_subject(tx: Tx, shop_id: UUID, subject: str) -> None:
    """Something has changed: what waits to be said of this subject and is no longer true ends here."""
    drop_untrue(tx, tx.all(WAITING_FOR, shop_id=shop_id, subject=subject))


def follow_order(tx: Tx, shop_id: UUID, order_id: UUID) -> None:
    """Like `follow_subject`, for everything that waits to be said of an order."""
    drop_untrue(tx, tx.all(WAITING_OF_ORDER, shop_id=shop_id, order_id=order_id))


def end_subject(tx: Tx, shop_id: UUID, subject: str, why: str) -> None:
    """What waits to be said of this subject ends, true or not."""
    end_messages(tx, [(row, why) for row in read_messages(tx.all(WAITING_FOR, shop_id=shop_id, subject=subject))])


def drop_untrue(tx: Tx, rows: Sequence[Any]) -> None:
    ended = []
    for row in read_messages(rows):
        standing = standing_of(tx, row)
        if standing is not None and not standing.stands:
            ended.append((row, standing.reason))
    end_messages(tx, ended)


def end_messages(tx: Tx, ended: Iterable[tuple[MessageRow, str]], after: str = DROPPED) -> None:
    """These end here, each for its reason."""
    rows = [{"message_id": row.id, "its_shop": row.shop_id, "after": after, "why": why, "now": tx.now} for row, why in ended]
    tx.many(END, rows)
