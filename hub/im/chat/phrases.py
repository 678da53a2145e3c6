"""Canned phrases of a shop: found by a shortcut behind a slash, in the language of whoever reads them."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET
from sqlalchemy import bindparam, delete, select, update

from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.im.chat.models import chat_phrase
from hub.im.chat.schemas import AddPhrase, EditPhrase, PhraseAnswer, PhraseOut, Phrases
from hub.im.chat.texts import plain_text
from hub.kit.columns import Instant, Json
from hub.kit.db import Tx
from hub.kit.door import Row, upsert_row
from hub.kit.errors import NotFound, invalid
from hub.venue.queries import at_shop
from hub.venue.shops import require_version

MOST = 200

ALL = select(chat_phrase).where(chat_phrase.c.shop_id == bindparam("shop_id")).order_by(chat_phrase.c.id)
PHRASE_OF_BRAND = select(chat_phrase.c.shop_id).where(
    chat_phrase.c.id == bindparam("phrase_id"), chat_phrase.c.brand_id == bindparam("brand_id")
)
LOCK = (
    select(chat_phrase).where(chat_phrase.c.id == bindparam("phrase_id"), chat_phrase.c.shop_id == bindparam("shop_id")).with_for_update()
)
WITH_SHORTCUT = select(chat_phrase.c.id).where(
    chat_phrase.c.shop_id == bindparam("shop_id"), chat_phrase.c.shortcut == bindparam("wanted"), chat_phrase.c.id != bindparam("phrase_id")
)
ADD = upsert_row(chat_phrase, chat_phrase.c.keys(), conflict=["shop_id", "shortcut"], returning=chat_phrase.c.keys())
EDIT = (
    update(chat_phrase)
    .where(chat_phrase.c.id == bindparam("phrase_id"), chat_phrase.c.shop_id == bindparam("of_shop"))
    .values(
        names=bindparam("new_names", type_=Json),
        shortcut=bindparam("new_shortcut"),
        updated_at=bindparam("now", type_=Instant),
        version=chat_phrase.c.version + 1,
    )
    .returning(chat_phrase)
)
REMOVE = delete(chat_phrase).where(chat_phrase.c.id == bindparam("phrase_id"), chat_phrase.c.shop_id == bindparam("shop_id"))


def phrases(tx: Tx, who: Actor, shop_id: UUID | None = None) -> Phrases:
    """All phrases of the shop, in the order they were added."""
    _, shop_id = at_shop(tx, who, shop_id)
    return Phrases(items=[phrase_out(row) for row in tx.all(ALL, shop_id=shop_id)])


def phrase_out(row: Row) -> PhraseOut:
    return PhraseOut(id=row.id, names=row.names, shortcut=row.shortcut, version=row.version)


def add_phrase(tx: Tx, who: Actor, data: AddPhrase, shop_id: UUID | None = None) -> PhraseAnswer:
    """A new phrase.

    Raises:
        NotFound: another's shop.
        Invalid: no words, a shortcut that is taken, or two hundred phrases already.
    """
    who, shop_id = at_shop(tx, who, shop_id)
    names = _checked(data.names)
    if len(tx.all(ALL, shop_id=shop_id)) >= MOST:
        raise invalid("", f"{MOST} phrases are the most")
    whose = {"id": tx.new_id(), "brand_id": who.brand_id, "shop_id": shop_id}
    made = tx.one_or_none(ADD, **whose, names=names, shortcut=data.shortcut, created_at=tx.now, updated_at=tx.now, version=1)
    if made is None:
        raise _taken()
    record(tx, who, "chat.add_phrase", "chat_phrase", made.id, None, {"names": names, "shortcut": data.shortcut})
    return PhraseAnswer(phrase=phrase_out(made), changed=True)


def edit_phrase(tx: Tx, who: Actor, phrase_id: UUID, data: EditPhrase) -> PhraseAnswer:
    """Other words, or another shortcut.

    Raises:
        NotFound: no phrase of the caller's shop.
        VersionMismatch: `If-Match` names an older version.
        Invalid: no words, or a shortcut that is taken.
    """
    who, row = _lock(tx, who, phrase_id)
    require_version(tx, row.version)
    wanted = {name: value for name, value in msgspec.structs.asdict(data).items() if value is not UNSET}
    if "names" in wanted:
        wanted["names"] = _checked(wanted["names"])
    changes: dict[str, Any] = {name: value for name, value in wanted.items() if value != getattr(row, name)}
    if not changes:
        return PhraseAnswer(phrase=phrase_out(row), changed=False)
    if tx.one_or_none(WITH_SHORTCUT, shop_id=row.shop_id, wanted=changes.get("shortcut", row.shortcut), phrase_id=phrase_id) is not None:
        raise _taken()
    values = {"new_names": changes.get("names", row.names), "new_shortcut": changes.get("shortcut", row.shortcut)}
    written = tx.one(EDIT, phrase_id=phrase_id, of_shop=row.shop_id, now=tx.now, **values)
    record(tx, who, "chat.edit_phrase", "chat_phrase", phrase_id, {name: getattr(row, name) for name in changes}, changes)
    return PhraseAnswer(phrase=phrase_out(written), changed=True)


def remove_phrase(tx: Tx, who: Actor, phrase_id: UUID) -> None:
    """Take a phrase away.

    Raises:
        NotFound: no phrase of the caller's shop.
        VersionMismatch: `If-Match` names an older version.
    """
    who, row = _lock(tx, who, phrase_id)
    require_version(tx, row.version)
    tx.run(REMOVE, phrase_id=phrase_id, shop_id=row.shop_id)
    record(tx, who, "chat.remove_phrase", "chat_phrase", phrase_id, {"names": row.names, "shortcut": row.shortcut})


def _lock(tx: Tx, who: Actor, phrase_id: UUID) -> tuple[Actor, Row]:
    shop_id = who.shop_id or tx.value(PHRASE_OF_BRAND, phrase_id=phrase_id, brand_id=who.brand_id)
    row = None if shop_id is None else tx.one_or_none(LOCK, phrase_id=phrase_id, shop_id=shop_id)
    if row is None:
        raise NotFound
    return who.at(row.shop_id), row


def _checked(names: dict[Any, str]) -> dict[str, str]:
    """The words without what nobody sees.

    Raises:
        Invalid: none in any language, or some that cannot be seen.
    """
    if not names:
        raise invalid("/names", "words in one language at least")
    return {language: plain_text(words, f"/names/{language}") or "" for language, words in names.items()}


def _taken() -> Exception:
    return invalid("/shortcut", "another phrase has this shortcut")
