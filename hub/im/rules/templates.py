"""Editing templates: what a shop says, checked when it is saved and not when it is due."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET
from sqlalchemy import bindparam, delete, func, select, update

from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.im.rules.compose import compose
from hub.im.rules.errors import CannotRender, TemplateInUse
from hub.im.rules.models import im_rule, im_template
from hub.im.rules.placeholders import EVENTS, PLACEHOLDERS
from hub.im.rules.queries import TEMPLATE, TEMPLATES, at_template, template_as_out
from hub.im.rules.schemas import AddTemplate, EditTemplate, Preview, PreviewTemplate, TemplateAnswer, Words
from hub.im.rules.texts import check_texts
from hub.kit.db import Tx
from hub.kit.door import Row, insert_row
from hub.kit.errors import NotFound, invalid
from hub.venue.queries import at_shop
from hub.venue.shops import require_version

MOST = 200
"""Templates of a shop."""

ADD_TEMPLATE = insert_row(im_template)
LOCK_TEMPLATE = TEMPLATE.with_for_update()
ONE_TEMPLATE = TEMPLATES.where(im_template.c.id == bindparam("template_id"))
WRITE_TEMPLATE = (
    update(im_template)
    .where(im_template.c.id == bindparam("template_id"), im_template.c.shop_id == bindparam("shop_id"))
    .values(name=bindparam("new_name"), texts=bindparam("new_texts"), updated_at=bindparam("now"), version=im_template.c.version + 1)
)
REMOVE_TEMPLATE = delete(im_template).where(im_template.c.id == bindparam("template_id"), im_template.c.shop_id == bindparam("shop_id"))
COUNT_TEMPLATES = select(func.count()).select_from(im_template).where(im_template.c.shop_id == bindparam("shop_id"))
COUNT_RULES = (
    select(func.count())
    .select_from(im_rule)
    .where(im_rule.c.shop_id == bindparam("shop_id"), im_rule.c.template_id == bindparam("template_id"))
)


def add_template(tx: Tx, who: Actor, data: AddTemplate, shop_id: UUID | None = None) -> TemplateAnswer:
    """New words for an event of the caller's shop, or of the one an owner names.

    Raises:
        UnknownPlaceholder: a name that this event does not bring.
        Invalid: a text breaks a rule, or the shop has enough templates.
    """
    who, shop_id = at_shop(tx, who, shop_id)
    texts = as_kept(data.texts)
    check_texts(data.event, texts)
    if tx.value(COUNT_TEMPLATES, shop_id=shop_id) >= MOST:
        raise invalid("/name", f"at most {MOST} templates")
    template_id = tx.new_id()
    values = {"event": data.event, "name": data.name, "texts": texts}
    row = {"id": template_id, "brand_id": who.brand_id, "shop_id": shop_id, **values}
    tx.run(ADD_TEMPLATE, **row, created_at=tx.now, updated_at=tx.now, version=1)
    record(tx, who, "im.add_template", "im_template", template_id, None, values)
    return answer(tx, shop_id, template_id)


def edit_template(tx: Tx, who: Actor, template_id: UUID, data: EditTemplate) -> TemplateAnswer:
    """Change the name or the words; messages that are not sent yet are said in the new ones.

    Raises:
        VersionMismatch: `If-Match` names an older version.
        UnknownPlaceholder: a name that this event does not bring.
        Invalid: a text breaks a rule.
    """
    who, shop_id = at_template(tx, who, template_id)
    row = lock_template(tx, shop_id, template_id)
    require_version(tx, row.version)
    texts = row.texts if data.texts is UNSET else as_kept(data.texts)
    check_texts(row.event, texts)
    wanted = {"name": row.name if data.name is UNSET else data.name, "texts": texts}
    before = {name: getattr(row, name) for name, value in wanted.items() if value != getattr(row, name)}
    if before:
        tx.run(WRITE_TEMPLATE, template_id=template_id, shop_id=shop_id, new_name=wanted["name"], new_texts=texts, now=tx.now)
        record(tx, who, "im.edit_template", "im_template", template_id, before, {name: wanted[name] for name in before})
    return answer(tx, shop_id, template_id)


def remove_template(tx: Tx, who: Actor, template_id: UUID) -> None:
    """Take a template away that no rule speaks with.

    Raises:
        VersionMismatch: `If-Match` names an older version.
        TemplateInUse: rules speak with it.
    """
    who, shop_id = at_template(tx, who, template_id)
    row = lock_template(tx, shop_id, template_id)
    require_version(tx, row.version)
    if count := tx.value(COUNT_RULES, shop_id=shop_id, template_id=template_id):
        raise TemplateInUse(rules=count)
    tx.run(REMOVE_TEMPLATE, shop_id=shop_id, template_id=template_id)
    record(tx, who, "im.remove_template", "im_template", template_id, {name: getattr(row, name) for name in ("event", "name", "texts")})


def preview(_tx: Tx, _who: Actor, data: PreviewTemplate) -> Preview:
    """What would be shown and said.

    Raises:
        UnknownPlaceholder: a name that this event does not bring.
        Invalid: a text breaks a rule, or a value that it needs is empty.
    """
    texts = as_kept(data.texts)
    check_texts(data.event, texts)
    examples = {name: PLACEHOLDERS[name].example for name in EVENTS[data.event].allowed}
    try:
        said = compose(texts, data.language, examples | data.params, data.items)
    except CannotRender as missing:
        raise invalid(f"/params/{missing.name}", "the text needs a value here") from None
    return Preview(**said._asdict())


def as_kept(texts: dict[Any, Words]) -> dict[str, dict[str, str]]:
    """The texts as the table holds them."""
    kept: dict[str, dict[str, str]] = msgspec.to_builtins(texts)
    return kept


def lock_template(tx: Tx, shop_id: UUID, template_id: UUID) -> Row:
    row = tx.one_or_none(LOCK_TEMPLATE, shop_id=shop_id, template_id=template_id)
    if row is None:
        raise NotFound
    return row


def answer(tx: Tx, shop_id: UUID, template_id: UUID) -> TemplateAnswer:
    return TemplateAnswer(template=template_as_out(tx.one(ONE_TEMPLATE, shop_id=shop_id, template_id=template_id)))
