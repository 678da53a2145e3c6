"""Reading and writing the rows of chats: the statements that verbs share, and how rows become what screens see.

Each change of a chat is one conditional update, which also gives out the next number where somebody speaks: the row's lock
makes numbers follow commit order without holes. Whoever moves the queue holds the shop's desk before any chat.
"""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Update, and_, bindparam, case, func, or_, select, update

from hub.accounts.actor import Actor
from hub.im.chat.models import IS_GROUP, RUNS, chat, chat_message
from hub.im.chat.schemas import (
    ByRef,
    ChatMessageOut,
    ChatOut,
    PictureRef,
    RatingOut,
    ReadMarks,
    StaffRef,
    SubjectRef,
)
from hub.im.chat.states import ASSIGNED, CLOSED, IDLE, OPEN, QUEUED, RUNNING, TAKEN
from hub.kit.clock import stamp, stamp_or_none
from hub.kit.columns import Instant, Json
from hub.kit.db import Tx
from hub.kit.door import Row, insert_row
from hub.venue.queries import room_of

LAST_MOST = 160
"""Characters of a text that a chat carries of its newest message; the message itself has them all."""

HOUSE = ByRef(kind="system", id=None, name="")

CHAT = select(chat).where(chat.c.id == bindparam("chat_id"), chat.c.shop_id == bindparam("shop_id"))
CHAT_OF_BRAND = select(chat.c.shop_id).where(chat.c.id == bindparam("chat_id"), chat.c.brand_id == bindparam("brand_id"))
RUNNING_OF_STAY = select(chat).where(chat.c.shop_id == bindparam("shop_id"), chat.c.stay_id == bindparam("stay_id"), RUNS)
ADD_MESSAGE = insert_row(chat_message)

_now = bindparam("now", type_=Instant)
_last = bindparam("newest", type_=Json)
_whom: dict[str, Any] = {"agent_id": bindparam("who_id"), "agent_name": bindparam("who_name")}
_nobody: dict[str, Any] = {"agent_id": None, "agent_name": None}
_spoken: dict[str, Any] = {"messages": chat.c.messages + 1, "last": _last, "last_at": _now}


def _unmoved(mark: ColumnElement[int]) -> ColumnElement[int]:
    """Whoever had read everything need not read what the house adds."""
    return case((mark == chat.c.messages, chat.c.messages + 1), else_=mark)


_noted: dict[str, Any] = {
    "messages": chat.c.messages + 1,
    "last": _last,
    "guest_read": _unmoved(chat.c.guest_read),
    "staff_read": _unmoved(chat.c.staff_read),
}
_unqueued: dict[str, Any] = {"place": None, "nobody_here": False, "waits_since": None, "called_at": None}


def _step(*where: ColumnElement[bool], **values: Any) -> Update:
    this = (chat.c.id == bindparam("chat_id"), chat.c.shop_id == bindparam("shop_id"))
    return update(chat).where(*this, *where).values(**values, version=chat.c.version + 1).returning(chat)


_mine = chat.c.agent_id == bindparam("who_is")
SAY_AS_GUEST = _step(
    RUNS,
    chat.c.stay_id == bindparam("of_stay"),
    **_spoken,
    guest_read=chat.c.messages + 1,
    state=case((chat.c.state == IDLE, OPEN), else_=chat.c.state),
    asked_at=func.coalesce(chat.c.asked_at, _now),
)
SAY_AS_STAFF = _step(
    chat.c.state.in_(TAKEN),
    _mine,
    **_spoken,
    staff_read=chat.c.messages + 1,
    state=OPEN,
    asked_at=None,
    answered_at=func.coalesce(chat.c.answered_at, _now),
)
SAY_IN_GROUP = _step(IS_GROUP, **_spoken)
ASSIGN = _step(chat.c.state == QUEUED, **_noted, **_whom, **_unqueued, state=ASSIGNED, assigned_at=_now, answered_at=None)
TAKE = _step(chat.c.state == QUEUED, **_noted, **_whom, **_unqueued, state=OPEN, assigned_at=_now, answered_at=_now)
ACCEPT = _step(chat.c.state == ASSIGNED, _mine, state=OPEN, answered_at=func.coalesce(chat.c.answered_at, _now))
TAKE_OVER = _step(
    chat.c.state.in_(TAKEN),
    ~_mine,
    **_noted,
    **_whom,
    state=OPEN,
    passed_by_id=None,
    declined=False,
    note=bindparam("said"),
    assigned_at=_now,
    answered_at=_now,
)
GIVE = _step(
    chat.c.state.in_(RUNNING),
    or_(chat.c.agent_id.is_(None), ~_mine),
    **_noted,
    **_whom,
    **_unqueued,
    state=ASSIGNED,
    passed_by_id=None,
    declined=False,
    note=bindparam("said"),
    assigned_at=_now,
    answered_at=None,
)
_queued_again: dict[str, Any] = {
    "state": QUEUED,
    "assigned_at": None,
    "answered_at": None,
    "queued_at": func.coalesce(chat.c.queued_at, chat.c.opened_at),
    "waits_since": _now,
    **_nobody,
}
GIVE_BACK = _step(chat.c.state.in_(TAKEN), **_noted, **_queued_again, passed_by_id=chat.c.agent_id, declined=True, note=bindparam("said"))
TAKE_BACK = _step(
    or_(chat.c.state == ASSIGNED, and_(chat.c.state == OPEN, chat.c.asked_at.is_not(None))),
    _mine,
    **_noted,
    **_queued_again,
    passed_by_id=chat.c.agent_id,
    declined=False,
)
CLOSE = _step(
    chat.c.state.in_(RUNNING),
    ~IS_GROUP,
    **_noted,
    **_unqueued,
    state=CLOSED,
    asked_at=None,
    closed_at=_now,
    closed_by=bindparam("closer", type_=Json),
    close_reason=bindparam("why"),
)
REOPEN = _step(
    chat.c.state == CLOSED,
    chat.c.stay_id == bindparam("of_stay"),
    **_noted,
    **_nobody,
    state=QUEUED,
    queued_at=_now,
    waits_since=_now,
    passed_by_id=None,
    declined=False,
    assigned_at=None,
    answered_at=None,
    closed_at=None,
    closed_by=None,
    close_reason=None,
)
RATE = _step(
    chat.c.state == CLOSED,
    chat.c.stars.is_(None),
    **_noted,
    stars=bindparam("given"),
    comment=bindparam("said"),
    rated_at=_now,
)
SET_PLACE = _step(chat.c.state == QUEUED, place=bindparam("stands"), nobody_here=bindparam("nobody"))
READ_AS_GUEST = _step(chat.c.guest_read < bindparam("upto"), guest_read=bindparam("upto"))
READ_AS_STAFF = _step(chat.c.staff_read < bindparam("upto"), staff_read=bindparam("upto"))
_before = bindparam("before", type_=Instant)
REST = _step(chat.c.state == OPEN, ~IS_GROUP, chat.c.asked_at.is_(None), chat.c.last_at < _before, state=IDLE)
FORGET_LAST = _step(chat.c.last.is_not(None), chat.c.last_at < _before, last=None)
MOVE = _step(RUNS, room_id=bindparam("to_room"))


def by_staff(who: Actor) -> ByRef:
    """A person as what they write names them."""
    return ByRef(kind="staff", id=who.id, name=who.name)


def picture_ref(picture_id: UUID, width: int, height: int) -> PictureRef:
    return PictureRef(id=picture_id, url=f"/api/v1/chats/pictures/{picture_id}", width=width, height=height)


def new_message(
    tx: Tx,
    chat_id: UUID,
    by: ByRef,
    *,
    text: str | None = None,
    picture: PictureRef | None = None,
    code: Any = None,
    facts: dict[str, Any] | None = None,
    client_id: str | None = None,
) -> ChatMessageOut:
    """A message that has no number yet."""
    return ChatMessageOut(
        id=tx.new_id(),
        chat_id=chat_id,
        number=0,
        kind="system" if code is not None else "picture" if picture is not None else "text",
        by=by,
        text=text,
        picture=picture,
        code=code,
        facts=facts,
        at=stamp(tx.now),
        client_id=client_id,
    )


def written(tx: Tx, statement: Update, shop_id: UUID, message: ChatMessageOut, **values: Any) -> tuple[Row, ChatMessageOut] | None:
    """Change a chat by one of the statements above that take a number, and write the message down under it. None: nothing was changed."""
    newest = message if message.text is None else msgspec.structs.replace(message, text=message.text[:LAST_MOST])
    row = tx.one_or_none(statement, chat_id=message.chat_id, shop_id=shop_id, now=tx.now, newest=msgspec.to_builtins(newest), **values)
    if row is None:
        return None
    message = msgspec.structs.replace(message, number=row.messages)
    stored = {
        "chat_id": message.chat_id,
        "number": message.number,
        "id": message.id,
        "shop_id": shop_id,
        "kind": message.kind,
        "by_kind": message.by.kind,
        "by_id": message.by.id,
        "by_name": message.by.name,
        "text": message.text,
        "picture_id": None if message.picture is None else message.picture.id,
        "picture": None if message.picture is None else msgspec.to_builtins(message.picture),
        "code": message.code,
        "facts": message.facts,
        "client_id": message.client_id,
        "at": tx.now,
    }
    tx.many(ADD_MESSAGE, [stored])  # nobody reads what it did, so nobody waits for it
    return row, message


def chat_out(tx: Tx, row: Row) -> ChatOut:
    """A chat as events, boards and answers carry it."""
    return ChatOut(
        id=row.id,
        kind=row.kind,
        state=row.state,
        subject=_subject(tx, row),
        agent=None if row.agent_id is None else StaffRef(id=row.agent_id, name=row.agent_name),
        place=row.place,
        nobody_here=row.nobody_here,
        last=None if row.last is None else msgspec.convert({**row.last, "number": row.messages}, ChatMessageOut),
        messages=row.messages,
        read=ReadMarks(guest=row.guest_read, staff=row.staff_read),
        rating=None if row.stars is None else RatingOut(stars=row.stars, comment=row.comment, at=stamp(row.rated_at)),
        closed_by=None if row.closed_by is None else msgspec.convert(row.closed_by, ByRef),
        close_reason=row.close_reason,
        opened_at=stamp(row.opened_at),
        assigned_at=stamp_or_none(row.assigned_at),
        answered_at=stamp_or_none(row.answered_at),
        closed_at=stamp_or_none(row.closed_at),
        version=row.version,
    )


def _subject(tx: Tx, row: Row) -> SubjectRef | None:
    if row.stay_id is None:
        return None
    room = None if row.room_id is None else room_of(tx, row.shop_id, row.room_id)
    return SubjectRef(stay_id=row.stay_id, room=room, wristband=row.wristband)


def message_out(row: Row) -> ChatMessageOut:
    """A message as it was written."""
    return ChatMessageOut(
        id=row.id,
        chat_id=row.chat_id,
        number=row.number,
        kind=row.kind,
        by=ByRef(kind=row.by_kind, id=row.by_id, name=row.by_name),
        text=row.text,
        picture=None if row.picture is None else msgspec.convert(row.picture, PictureRef),
        code=row.code,
        facts=row.facts,
        at=stamp(row.at),
        client_id=row.client_id,
    )
