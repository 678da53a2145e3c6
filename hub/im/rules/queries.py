"""Reading rules and templates: for the office's lists, and for whoever makes and sends messages."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, get_args
from uuid import UUID

import msgspec
from sqlalchemy import Select, and_, bindparam, func, or_, select

from hub.accounts.actor import Actor
from hub.im.rules.models import im_rule, im_template
from hub.im.rules.placeholders import EVENTS, LANGUAGES, PLACEHOLDERS, EventName, Language
from hub.im.rules.schemas import Chime, EventOut, Events, MessageKind, PlaceholderOut, RuleChannel, RuleOut, Source, TemplateOut, Words
from hub.kit.clock import stamp
from hub.kit.db import Tx
from hub.kit.door import Row
from hub.kit.errors import NotFound
from hub.kit.paging import Page, key_of, limit_of, page_of
from hub.venue.queries import at_shop

T = TypeVar("T")


class RuleRow(NamedTuple):
    """A rule with the texts of its template."""

    id: UUID
    brand_id: UUID
    shop_id: UUID
    event: str
    source: str
    channel: str
    kind: str
    enabled: bool
    times: int
    interval_seconds: int
    time_limit_seconds: int
    chime: str
    voice: bool
    volume: int
    language: str
    quiet_from: str | None
    quiet_to: str | None
    template_id: UUID
    texts: dict[str, dict[str, str]]


RULES = select(*(im_rule.c[name] for name in RuleRow._fields[:-1]), im_template.c.texts).join_from(
    im_rule, im_template, and_(im_template.c.id == im_rule.c.template_id, im_template.c.shop_id == im_rule.c.shop_id)
)
RULES_OF = RULES.where(
    im_rule.c.shop_id == bindparam("shop_id"),
    im_rule.c.event == bindparam("event"),
    or_(im_rule.c.source == "any", im_rule.c.source == bindparam("source")),
).order_by(im_rule.c.id)
RULE_NOW = RULES.where(im_rule.c.shop_id == bindparam("shop_id"), im_rule.c.id == bindparam("rule_id"))
TEMPLATES = select(
    im_template,
    select(func.count())
    .select_from(im_rule)
    .where(im_rule.c.template_id == im_template.c.id, im_rule.c.shop_id == im_template.c.shop_id)
    .scalar_subquery()
    .label("rules"),
).where(im_template.c.shop_id == bindparam("shop_id"))
RULE_LIST = select(im_rule).where(im_rule.c.shop_id == bindparam("shop_id"))
ONE_RULE = RULE_LIST.where(im_rule.c.id == bindparam("rule_id"))
SHOP_OF_RULE = select(im_rule.c.shop_id).where(im_rule.c.id == bindparam("thing_id"), im_rule.c.brand_id == bindparam("brand_id"))
SHOP_OF_TEMPLATE = select(im_template.c.shop_id).where(
    im_template.c.id == bindparam("thing_id"), im_template.c.brand_id == bindparam("brand_id")
)
TEMPLATE = select(im_template).where(im_template.c.shop_id == bindparam("shop_id"), im_template.c.id == bindparam("template_id"))


def rules_of(tx: Tx, shop_id: UUID, event: str, source: str | None = None) -> list[RuleRow]:
    """What a shop has set for an event, switched on or off: one rule per channel and kind, that of the very source before that for any."""
    chosen: dict[tuple[str, str], RuleRow] = {}
    for row in tx.all(RULES_OF, shop_id=shop_id, event=event, source=source or "any"):
        place = (row.channel, row.kind)
        if place not in chosen or row.source != "any":
            chosen[place] = RuleRow(*row)
    return list(chosen.values())


def rule_now(tx: Tx, shop_id: UUID, rule_id: UUID) -> RuleRow | None:
    """A rule as it is at this moment; None when it was taken away."""
    row = tx.one_or_none(RULE_NOW, shop_id=shop_id, rule_id=rule_id)
    return None if row is None else RuleRow(*row)


def find_rule(tx: Tx, shop_id: UUID, rule_id: UUID) -> RuleOut | None:
    """A rule as the office sees it; None when it was taken away."""
    row = tx.one_or_none(ONE_RULE, shop_id=shop_id, rule_id=rule_id)
    return None if row is None else rule_as_out(row)


def find_template(tx: Tx, shop_id: UUID, template_id: UUID) -> Row | None:
    """A template of the shop as it is at this moment: `event`, `name`, `texts`."""
    return tx.one_or_none(TEMPLATE, shop_id=shop_id, template_id=template_id)


# For the office


def rules(
    tx: Tx,
    who: Actor,
    shop_id: UUID | None = None,
    event: EventName | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[RuleOut]:
    """The rules of the caller's shop, or of the one an owner names, in the order they were made."""
    _, shop_id = at_shop(tx, who, shop_id)
    return _in_the_order_made(tx, RULE_LIST, rule_as_out, shop_id, event, limit, cursor)


def templates(
    tx: Tx,
    who: Actor,
    shop_id: UUID | None = None,
    event: EventName | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[TemplateOut]:
    """The templates of the caller's shop, or of the one an owner names, in the order they were made."""
    _, shop_id = at_shop(tx, who, shop_id)
    return _in_the_order_made(tx, TEMPLATES, template_as_out, shop_id, event, limit, cursor)


def _in_the_order_made(
    tx: Tx,
    of_shop: Select[Any],
    out: Callable[[Row], T],
    shop_id: UUID,
    event: EventName | None,
    limit: int | None,
    cursor: str | None,
) -> Page[T]:
    column = of_shop.selected_columns
    statement = of_shop if event is None else of_shop.where(column.event == event)
    most, after = limit_of(limit), key_of(cursor, tuple[UUID])
    statement = statement.order_by(column.id).limit(most + 1)
    if after is not None:
        statement = statement.where(column.id > after[0])
    return page_of(tx.query(statement, shop_id=shop_id), most, lambda row: (row.id,), out)


KNOWN_EVENTS = Events(
    events=[
        EventOut(
            event=event,
            required=[list(group) for group in info.required],
            placeholders=[
                PlaceholderOut(name=name, example=dict(one.example), by_digit=one.by_digit, per_item=one.per_item)
                for name, one in ((name, PLACEHOLDERS[name]) for name in info.allowed)
            ],
        )
        for event, info in EVENTS.items()
    ],
    sources=list(get_args(Source)),
    channels=list(get_args(RuleChannel)),
    kinds=list(get_args(MessageKind)),
    chimes=list(get_args(Chime)),
    languages=list(LANGUAGES),
)


def events(_tx: Tx, _who: Actor) -> Events:
    """What rules can be made of: events with what their calls bring, sources, channels, kinds and sounds."""
    return KNOWN_EVENTS


def at_rule(tx: Tx, who: Actor, rule_id: UUID) -> tuple[Actor, UUID]:
    """The caller in the shop of a rule; for an owner the rule says which shop is meant.

    Raises:
        NotFound: no shop of the owner's brand has it.
    """
    return _at(tx, who, SHOP_OF_RULE, rule_id)


def at_template(tx: Tx, who: Actor, template_id: UUID) -> tuple[Actor, UUID]:
    """The caller in the shop of a template; for an owner the template says which shop is meant.

    Raises:
        NotFound: no shop of the owner's brand has it.
    """
    return _at(tx, who, SHOP_OF_TEMPLATE, template_id)


def _at(tx: Tx, who: Actor, shop_of: Select[tuple[UUID]], thing_id: UUID) -> tuple[Actor, UUID]:
    if who.shop_id is not None:
        return who, who.shop_id
    shop_id = tx.value(shop_of, thing_id=thing_id, brand_id=who.brand_id)
    if shop_id is None:
        raise NotFound
    return who.at(shop_id), shop_id


def rule_as_out(row: Row) -> RuleOut:
    shown = {name: getattr(row, name) for name in RuleOut.__struct_fields__ if name != "updated_at"}
    return RuleOut(**shown, updated_at=stamp(row.updated_at))


def template_as_out(row: Row) -> TemplateOut:
    shown = {name: getattr(row, name) for name in TemplateOut.__struct_fields__ if name not in ("texts", "updated_at")}
    return TemplateOut(**shown, texts=msgspec.convert(row.texts, dict[Language, Words]), updated_at=stamp(row.updated_at))
