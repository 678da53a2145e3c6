"""Pictures in chats: encoded anew like those of the menu, but shown only to whoever may read the chat."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select

from hub.accounts.actor import Actor
from hub.accounts.paces import check_pace, keep_pace
from hub.im.chat.access import Place, reads_since, seen_chat
from hub.im.chat.models import chat_message, chat_picture
from hub.im.chat.pacing import PICTURES
from hub.im.chat.rows import picture_ref
from hub.im.chat.schemas import PictureAnswer
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import insert_row
from hub.kit.errors import NotFound, RateLimited
from hub.kit.files import Files
from hub.kit.pictures import kept_as

KIND = "chat"
"""Of the files' names: those of the menu are handed out to everybody, these are not."""
LARGEST = (1600, 1600)
MOST_OF_GUESTS = 100
"""Of one party in one chat: a pad left alone must not fill the disk."""
BY_CHAT = "a picture's chat says whose it is, and is asked for next"

ADD = insert_row(chat_picture)
FOUND = select(chat_picture).where(chat_picture.c.id == bindparam("picture_id")).execution_options(any_tenant=BY_CHAT)
BROUGHT = select(func.count().label("many")).where(
    chat_picture.c.shop_id == bindparam("shop_id"),
    chat_picture.c.chat_id == bindparam("chat_id"),
    chat_picture.c.by_id == bindparam("by_id"),
)

SHOWN = (
    select(chat_message.c.number)
    .where(
        chat_message.c.picture_id == bindparam("picture_id"),
        chat_message.c.shop_id == bindparam("shop_id"),
        chat_message.c.at >= bindparam("since", type_=Instant),
    )
    .limit(1)
)


class Kept(NamedTuple):
    """A file that is on the disk already."""

    file: str
    width: int
    height: int


def keep(files: Files, body: bytes) -> Kept:
    """Encode a picture anew and keep it.

    Raises:
        NotAPicture: it is none, or a broken one, or far too large.
    """
    return Kept(*kept_as(files, body, KIND, LARGEST))


def may_bring(tx: Tx, who: Actor, chat_id: UUID) -> None:
    """Whether the caller may bring a picture, before anything is done about it.

    Raises:
        NotFound, GroupWithoutGuests, StayClosed: see `seen_chat`.
        RateLimited: these guests have brought a hundred, or the caller is too fast.
    """
    place, row = seen_chat(tx, who, chat_id)
    check_pace(tx, PICTURES, _bringer(who, place))
    if place.guests is None:
        return
    brought = tx.value(BROUGHT, shop_id=row.shop_id, chat_id=chat_id, by_id=place.guests.stay_id)
    if brought >= MOST_OF_GUESTS:
        raise RateLimited(f"{MOST_OF_GUESTS} pictures are the most", retry_after=3_600)


def _bringer(who: Actor, place: Place) -> UUID:
    return who.id if place.guests is None else place.guests.stay_id


def add_picture(tx: Tx, who: Actor, chat_id: UUID, kept: Kept) -> PictureAnswer:
    """Note who brought a picture that is kept already; a message names it next."""
    may_bring(tx, who, chat_id)
    place, row = seen_chat(tx, who, chat_id)
    bringer = _bringer(who, place)
    keep_pace(tx, PICTURES, bringer)
    picture_id = tx.new_id()
    tx.run(
        ADD,
        id=picture_id,
        shop_id=row.shop_id,
        chat_id=chat_id,
        file=kept.file,
        width=kept.width,
        height=kept.height,
        by_id=bringer,
        created_at=tx.now,
    )
    return PictureAnswer(picture=picture_ref(picture_id, kept.width, kept.height))


def file_of(tx: Tx, who: Actor, picture_id: UUID) -> str:
    """The file of a picture that the caller may see: they have brought it, or may read a message that names it.

    Raises:
        NotFound: there is none, or not for them.
    """
    found = tx.one_or_none(FOUND, picture_id=picture_id)
    if found is None:
        raise NotFound
    place, row = seen_chat(tx, who, found.chat_id)
    since = reads_since(tx, place, row)
    if found.by_id != _bringer(who, place) and not tx.all(SHOWN, picture_id=picture_id, shop_id=row.shop_id, since=since):
        raise NotFound
    return found.file  # type: ignore[no-any-return]
