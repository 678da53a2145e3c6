"""Editing rules: which channel hears of which event, how often, how loud, in which words."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET
from sqlalchemy import bindparam, delete, select, update

from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.im.rules.models import im_rule
from hub.im.rules.queries import TEMPLATE, at_rule, rule_as_out
from hub.im.rules.schemas import AddRule, EditRule, RuleAnswer
from hub.kit.db import Tx
from hub.kit.door import Row, upsert_row
from hub.kit.errors import NotFound, invalid
from hub.venue.queries import at_shop, shop_row
from hub.venue.shops import require_version

EDITABLE = EditRule.__struct_fields__

ADD_RULE = upsert_row(im_rule, im_rule.c.keys(), conflict=["shop_id", "event", "source", "channel", "kind"], returning=im_rule.c.keys())
RULE = select(im_rule).where(im_rule.c.id == bindparam("rule_id"), im_rule.c.shop_id == bindparam("shop_id"))
LOCK_RULE = RULE.with_for_update()
KEEP_TEMPLATE = TEMPLATE.with_for_update(read=True, key_share=True)
"""It may be reworded meanwhile, but not go."""
WRITE_RULE = (
    update(im_rule)
    .where(im_rule.c.id == bindparam("rule_id"), im_rule.c.shop_id == bindparam("of_shop"))
    .values({name: bindparam(name) for name in EDITABLE} | {"updated_at": bindparam("now"), "version": im_rule.c.version + 1})
    .returning(im_rule)
)
REMOVE_RULE = delete(im_rule).where(im_rule.c.id == bindparam("rule_id"), im_rule.c.shop_id == bindparam("shop_id"))


def add_rule(tx: Tx, who: Actor, data: AddRule, shop_id: UUID | None = None) -> RuleAnswer:
    """A new rule of the caller's shop, or of the one an owner names; it speaks the shop's language unless it says otherwise.

    Raises:
        Invalid: there is one for this event, source, channel and kind already, or its template is of another event.
    """
    who, shop_id = at_shop(tx, who, shop_id)
    values: dict[str, Any] = msgspec.structs.asdict(data)
    if data.language is UNSET:
        values["language"] = shop_row(tx, shop_id).setting("language")
    check_rule(tx, shop_id, data.event, values)
    row = {"id": tx.new_id(), "brand_id": who.brand_id, "shop_id": shop_id, **values}
    made = tx.one_or_none(ADD_RULE, **row, created_at=tx.now, updated_at=tx.now, version=1)
    if made is None:
        raise invalid("/channel", "there is a rule for this event, source, channel and kind already")
    record(tx, who, "im.add_rule", "im_rule", made.id, None, msgspec.to_builtins(values))
    return RuleAnswer(rule=rule_as_out(made))


def edit_rule(tx: Tx, who: Actor, rule_id: UUID, data: EditRule) -> RuleAnswer:
    """Change a rule; messages that are not sent yet follow it.

    Raises:
        VersionMismatch: `If-Match` names an older version.
        Invalid: half of the quiet hours, or a template of another event.
    """
    who, shop_id = at_rule(tx, who, rule_id)
    row = lock_rule(tx, shop_id, rule_id)
    require_version(tx, row.version)
    changes = {name: value for name, value in msgspec.structs.asdict(data).items() if value not in (UNSET, getattr(row, name))}
    if not changes:
        return RuleAnswer(rule=rule_as_out(row))
    values = {name: getattr(row, name) for name in EDITABLE} | changes
    check_rule(tx, shop_id, row.event, values)
    written = tx.one(WRITE_RULE, rule_id=rule_id, of_shop=shop_id, **values, now=tx.now)
    before = {name: getattr(row, name) for name in changes}
    record(tx, who, "im.edit_rule", "im_rule", rule_id, msgspec.to_builtins(before), msgspec.to_builtins(changes))
    return RuleAnswer(rule=rule_as_out(written))


def remove_rule(tx: Tx, who: Actor, rule_id: UUID) -> None:
    """Take a rule away; what it has still to say is dropped.

    Raises:
        VersionMismatch: `If-Match` names an older version.
    """
    who, shop_id = at_rule(tx, who, rule_id)
    row = lock_rule(tx, shop_id, rule_id)
    require_version(tx, row.version)
    tx.run(REMOVE_RULE, rule_id=rule_id, shop_id=shop_id)
    about = {name: getattr(row, name) for name in ("event", "source", "channel", "kind", *EDITABLE)}
    record(tx, who, "im.remove_rule", "im_rule", rule_id, msgspec.to_builtins(about))


def check_rule(tx: Tx, shop_id: UUID, event: str, values: dict[str, Any]) -> None:
    """What one member alone cannot say.

    Raises:
        Invalid: pointing at the member.
    """
    begins, ends = values["quiet_from"], values["quiet_to"]
    if (begins is None) != (ends is None):
        raise invalid("/quiet_to" if ends is None else "/quiet_from", "quiet hours have a beginning and an end")
    if begins is not None and begins == ends:
        raise invalid("/quiet_to", "another time than they begin; to be quiet always, switch the voice off")
    template = tx.one_or_none(KEEP_TEMPLATE, shop_id=shop_id, template_id=values["template_id"])
    if template is None:
        raise invalid("/template_id", "there is no such template")
    if template.event != event:
        raise invalid("/template_id", f"this template is for {template.event}")


def lock_rule(tx: Tx, shop_id: UUID, rule_id: UUID) -> Row:
    row = tx.one_or_none(LOCK_RULE, shop_id=shop_id, rule_id=rule_id)
    if row is None:
        raise NotFound
    return row
