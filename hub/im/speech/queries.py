"""Reads and notes on what is to be said. The same words sound the same for everybody, so files are found by key alone."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update

from hub.accounts.actor import Actor
from hub.im.speech.models import speech
from hub.im.speech.schemas import Wanted
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.errors import NotFound

SAME_FOR_ALL = "a key names words, a voice and a pace: what is made of them is the same for every brand"
AT_ONCE = 100

_what = (speech.c.key, speech.c.text, speech.c.voice, speech.c.rate, speech.c.file)
OF_BRAND = select(*_what).where(speech.c.brand_id == bindparam("brand_id"), speech.c.key == bindparam("key"))
OF_KEYS = select(*_what).where(speech.c.key.in_(bindparam("keys", expanding=True))).execution_options(any_tenant=SAME_FOR_ALL)
KEPT = (
    update(speech)
    .where(speech.c.key == bindparam("sound"))
    .values(file=bindparam("name"), size_bytes=bindparam("bytes"))
    .execution_options(any_tenant=SAME_FOR_ALL)
)
OLDEST = (
    select(speech.c.brand_id, speech.c.key, speech.c.file)
    .where(speech.c.used_at < bindparam("before", type_=Instant))
    .order_by(speech.c.used_at)
    .limit(AT_ONCE)
    .execution_options(any_tenant=SAME_FOR_ALL)
)
FORGET = delete(speech).where(speech.c.brand_id == bindparam("brand_id"), speech.c.key == bindparam("key"))
SIZE = select(func.coalesce(func.sum(speech.c.size_bytes), 0).label("bytes")).execution_options(any_tenant=SAME_FOR_ALL)


def find_sound(tx: Tx, who: Actor, key: str) -> Wanted:
    """What a key of the caller's own brand stands for.

    Raises:
        NotFound: nothing of this brand.
    """
    row = tx.one_or_none(OF_BRAND, brand_id=who.brand_id, key=key)
    if row is None:
        raise NotFound
    return Wanted(*row)


def sounds_of(tx: Tx, keys: list[str]) -> list[Wanted]:
    """What these keys stand for, each once."""
    return list({row.key: Wanted(*row) for row in tx.all(OF_KEYS, keys=keys)}.values())


def note_file(tx: Tx, key: str, name: str, size_bytes: int) -> None:
    """The sound is kept under this name."""
    tx.run(KEPT, sound=key, name=name, bytes=size_bytes)


def oldest(tx: Tx, before: datetime) -> list[tuple[UUID, str, str | None]]:
    """What was last said before then, at most 100 at once: brand, key, file."""
    return [tuple(row) for row in tx.all(OLDEST, before=before)]


def forget(tx: Tx, gone: list[tuple[UUID, str]]) -> None:
    """Nobody will ask for these again; if somebody says the words again, they are rendered again. In the order in which they are noted."""
    tx.many(FORGET, [{"brand_id": brand_id, "key": key} for brand_id, key in sorted(gone)])


def size_now(tx: Tx) -> int:
    """Bytes of all sounds that are kept."""
    return int(tx.value(SIZE))
