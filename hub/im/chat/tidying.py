"""What the clock does to chats: one that staff have answered rests, then is over; one whose guest waits goes back to the queue; what is
three months old is forgotten.

Everything runs in small steps, and safely on any number of hubs: each step is a conditional update.
"""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Delete, Select, and_, bindparam, delete, or_, select, tuple_

from hub.im.chat.desk import GONE, SILENCE, hold_desk, settle
from hub.im.chat.models import IS_GROUP, RUNS, chat, chat_agent, chat_member, chat_message, chat_picture
from hub.im.chat.rows import FORGET_LAST, REST
from hub.im.chat.service import end_chat
from hub.im.chat.states import IDLE, OPEN
from hub.im.chat.telling import tell_chat
from hub.im.forgetting import ALL_SHOPS, delete_of, forget
from hub.kit.columns import Instant
from hub.kit.db import Database, Tx
from hub.kit.files import Files
from hub.venue.queries import ENDED_STAYS

FORGOTTEN_AFTER = SILENCE + timedelta(hours=1)
"""Without a word: an hour after it began to rest."""
KEEP = timedelta(days=90)
KEEP_UNSENT = timedelta(days=1)
"""A picture that no message shows: long enough for a pad that has lost its line."""
BROUGHT_LATELY = timedelta(hours=1)
"""Whose file stays: the same picture may have been brought anew, and its row is still being written."""
AT_ONCE = 100

_before = bindparam("before", type_=Instant)


def _silent(state: str) -> Select[tuple[UUID, UUID]]:
    return (
        select(chat.c.id, chat.c.shop_id)
        .where(RUNS, ~IS_GROUP, chat.c.state == state, chat.c.last_at < _before)
        .order_by(chat.c.shop_id, chat.c.id)
        .limit(AT_ONCE)
        .execution_options(any_tenant=ALL_SHOPS)
    )


def _forget(first: Column[UUID], second: Column[Any], among: Select[Any]) -> Delete:
    """Take away the rows that two columns name, as `among` has found them."""
    return delete(first.table).where(tuple_(first, second).in_(among)).execution_options(any_tenant=ALL_SHOPS)


SILENT_OPEN, SILENT_IDLE = _silent(OPEN).where(chat.c.asked_at.is_(None)), _silent(IDLE)
UNANSWERED = (
    select(chat.c.shop_id)
    .outerjoin_from(chat, chat_agent, and_(chat_agent.c.shop_id == chat.c.shop_id, chat_agent.c.user_id == chat.c.agent_id))
    .where(
        RUNS,
        chat.c.state == OPEN,
        chat.c.asked_at < bindparam("minute_ago", type_=Instant),
        or_(
            and_(chat.c.asked_at < _before, chat.c.assigned_at < _before),
            chat_agent.c.user_id.is_(None),
            chat_agent.c.left_at < bindparam("minute_ago", type_=Instant),
            and_(~chat_agent.c.available, chat_agent.c.switched_at > chat.c.assigned_at),
        ),
    )
    .distinct()
    .order_by(chat.c.shop_id)
    .limit(AT_ONCE)
    .execution_options(any_tenant=ALL_SHOPS)
)

_old_messages = (
    select(chat_message.c.chat_id, chat_message.c.number)
    .where(chat_message.c.at < _before)
    .limit(AT_ONCE)
    .execution_options(any_tenant=ALL_SHOPS)
)
FORGET_MESSAGES = _forget(chat_message.c.chat_id, chat_message.c.number, among=_old_messages)
OLD_LAST = (
    select(chat.c.id, chat.c.shop_id)
    .where(RUNS, chat.c.last_at < _before, chat.c.last.is_not(None))
    .limit(AT_ONCE)
    .execution_options(any_tenant=ALL_SHOPS)
)
OLD_PICTURES = (
    select(chat_picture.c.id, chat_picture.c.file)
    .outerjoin_from(
        chat_picture, chat_message, and_(chat_message.c.picture_id == chat_picture.c.id, chat_message.c.shop_id == chat_picture.c.shop_id)
    )
    .where(chat_picture.c.created_at < _before, chat_message.c.id.is_(None))
    .limit(AT_ONCE)
    .execution_options(any_tenant=ALL_SHOPS)
)
FORGET_PICTURES = delete_of(chat_picture.c.id)
FILES_IN_USE = (
    select(chat_picture.c.file).where(chat_picture.c.file.in_(bindparam("names", expanding=True))).execution_options(any_tenant=ALL_SHOPS)
)
_left_message = select(chat_message.c.chat_id).where(chat_message.c.chat_id == chat.c.id).execution_options(any_tenant=ALL_SHOPS).exists()
_left_picture = select(chat_picture.c.chat_id).where(chat_picture.c.chat_id == chat.c.id).execution_options(any_tenant=ALL_SHOPS).exists()
OLD_CHATS = (
    select(chat.c.id)
    .where(chat.c.closed_at < _before, ~_left_message, ~_left_picture)
    .limit(AT_ONCE)
    .execution_options(any_tenant=ALL_SHOPS)
)
_ended = ENDED_STAYS.subquery("ended_stay")
_marks_of_ended = (
    select(chat_member.c.chat_id, chat_member.c.member_id)
    .join_from(chat_member, _ended, and_(_ended.c.id == chat_member.c.member_id, _ended.c.shop_id == chat_member.c.shop_id))
    .limit(AT_ONCE)
    .execution_options(any_tenant=ALL_SHOPS)
)
FORGET_MARKS = _forget(chat_member.c.chat_id, chat_member.c.member_id, among=_marks_of_ended)
FORGET_CHATS = [delete_of(chat_member.c.chat_id), delete_of(chat.c.id)]


def let_rest(tx: Tx) -> int:
    """Open chats that staff have answered ten minutes ago rest, and keep nobody from another; how many."""
    before = tx.now - SILENCE
    silent = tx.all(SILENT_OPEN, before=before)
    for row in silent:
        hold_desk(tx, row.shop_id)
        rests = tx.one_or_none(REST, chat_id=row.id, shop_id=row.shop_id, before=before)
        if rests is not None:
            tell_chat(tx, rests)
            settle(tx, row.shop_id)
    return len(silent)


def take_back(tx: Tx) -> int:
    """Open chats whose guest has waited too long, or waits for somebody who has gone, go back to the queue; how many.

    Each change sees to that too; this is for what two of them in the same moment have not seen of each other.
    """
    minute_ago, before = tx.now - GONE, tx.now - SILENCE
    many = 0
    for row in tx.all(UNANSWERED, minute_ago=minute_ago, before=before):
        hold_desk(tx, row.shop_id)
        many += settle(tx, row.shop_id)
    return many


def close_forgotten(tx: Tx) -> int:
    """Chats that have rested for an hour are over; how many."""
    silent = tx.all(SILENT_IDLE, before=tx.now - FORGOTTEN_AFTER)
    for row in silent:
        hold_desk(tx, row.shop_id)
        end_chat(tx, row.shop_id, row.id, None, "forgotten")
    return len(silent)


def forget_messages(tx: Tx) -> int:
    """Housekeeping: messages of three months ago, in the group too, at most 100; how many."""
    return tx.run(FORGET_MESSAGES, before=tx.now - KEEP)


def forget_last(tx: Tx) -> int:
    """What chats carry of their newest message goes with it; how many."""
    before = tx.now - KEEP
    old = tx.all(OLD_LAST, before=before)
    for row in old:
        forgotten = tx.one_or_none(FORGET_LAST, chat_id=row.id, shop_id=row.shop_id, before=before)
        if forgotten is not None:
            tell_chat(tx, forgotten)
    return len(old)


def forget_marks(tx: Tx) -> int:
    """How far guests had read who have left, in the group above all; how many."""
    return tx.run(FORGET_MARKS)


def forget_chats(tx: Tx) -> int:
    """Housekeeping: chats that were closed three months ago, when their messages and pictures are gone; how many."""
    return forget(tx, OLD_CHATS, tx.now - KEEP, FORGET_CHATS)


def forget_pictures(tx: Tx) -> tuple[int, list[str]]:
    """Pictures that no message shows, any more or a day after they came: how many, and the files that nobody needs after this."""
    old = tx.all(OLD_PICTURES, before=tx.now - KEEP_UNSENT)
    if not old:
        return 0, []
    tx.run(FORGET_PICTURES, ids=[row.id for row in old])
    names = {row.file for row in old}
    return len(old), sorted(names - {row.file for row in tx.all(FILES_IN_USE, names=sorted(names))})


async def forget_files(database: Database, files: Files) -> None:
    """Rows first, then their files, unless the same was brought anew: a crash leaves a file too many, never a picture without one."""
    while True:
        many, names = await database.run_later(forget_pictures)
        for name in names:
            await asyncio.to_thread(files.forget_unless_put, name, BROUGHT_LATELY)
        if not many:
            return
