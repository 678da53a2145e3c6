"""Reading chats: lists, one chat, its messages, boards, who answers."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from hub.accounts.actor import Actor
from hub.accounts.queries import active_staff
from hub.im.chat.access import GROUP, Place, chat_for, check_group, guests_here, reads_since, seen_chat, writer
from hub.im.chat.desk import AGENT, AGENTS, CAPACITY, loads
from hub.im.chat.models import RUNS, chat, chat_member, chat_message
from hub.im.chat.rows import CHAT, chat_out, message_out
from hub.im.chat.schemas import (
    AgentMe,
    AgentOut,
    Agents,
    ChatMessages,
    ChatOut,
    GroupChat,
    OneChat,
    OwnMark,
    SubjectRef,
)
from hub.im.chat.states import ANSWER, QUEUED, State
from hub.im.presence import people_here
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.errors import invalid
from hub.kit.paging import Page, key_of, limit_of, page_of
from hub.venue.errors import StayClosed
from hub.venue.queries import at_shop

_OF_SHOP = select(chat).where(chat.c.shop_id == bindparam("shop_id"), chat.c.kind == "support")
LIST = _OF_SHOP.order_by(chat.c.id.desc())
RUNNING = _OF_SHOP.where(RUNS).order_by(chat.c.id)
OF_STAY = _OF_SHOP.where(chat.c.stay_id == bindparam("stay_id"), or_(RUNS, chat.c.stars.is_(None))).order_by(chat.c.id)
_MESSAGES = select(chat_message).where(chat_message.c.chat_id == bindparam("chat_id"), chat_message.c.shop_id == bindparam("shop_id"))
_SINCE = _MESSAGES.where(chat_message.c.at >= bindparam("since", type_=Instant))
NEWEST_BEFORE = _SINCE.where(chat_message.c.number < bindparam("before")).order_by(chat_message.c.number.desc()).limit(bindparam("most"))
OLDEST_AFTER = _SINCE.where(chat_message.c.number > bindparam("after")).order_by(chat_message.c.number).limit(bindparam("most"))
MEMBER = select(chat_member.c.read_upto).where(
    chat_member.c.shop_id == bindparam("shop_id"),
    chat_member.c.chat_id == bindparam("chat_id"),
    chat_member.c.member_id == bindparam("member_id"),
)
NUMBERS_END = 2_147_483_647


def chats(
    tx: Tx,
    who: Actor,
    shop_id: UUID | None = None,
    state: State | None = None,
    mine: bool | None = None,
    room_id: UUID | None = None,
    stay_id: UUID | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[ChatOut]:
    """Support chats, the newest first: for who answers chats those of the shop, for a pad those of its present stay.

    Raises:
        Forbidden: a person who answers no chats.
    """
    if who.kind == "device":
        try:
            place = guests_here(tx, who)
        except StayClosed:
            return Page(items=[])
        shop_id, room_id, stay_id = place.shop_id, None, None if place.guests is None else place.guests.stay_id
    else:
        who.require(ANSWER)
        who, shop_id = at_shop(tx, who, shop_id)
    most, before = limit_of(limit), key_of(cursor, tuple[UUID])
    statement = LIST.limit(most + 1)
    wanted = {"state": state, "room_id": room_id, "stay_id": stay_id, "agent_id": who.id if mine else None}
    statement = statement.where(*(chat.c[name] == value for name, value in wanted.items() if value is not None))
    if before is not None:
        statement = statement.where(chat.c.id < before[0])
    return page_of(tx.query(statement, shop_id=shop_id), most, lambda row: (row.id,), lambda row: chat_out(tx, row))


def one_chat(tx: Tx, who: Actor, chat_id: UUID) -> OneChat:
    """One chat that the caller may read."""
    place, row = seen_chat(tx, who, chat_id)
    return OneChat(chat=chat_for(tx, place, row), note=row.note if place.guests is None else None)


def messages(
    tx: Tx, who: Actor, chat_id: UUID, before: int | None = None, after: int | None = None, limit: int | None = None
) -> ChatMessages:
    """The newest messages, or those before a number, or those after one. Guests see of the group what was written in their time.

    Raises:
        Invalid: both are asked for.
    """
    if before is not None and after is not None:
        raise invalid("/after", "before or after, not both")
    place, row = seen_chat(tx, who, chat_id)
    most = limit_of(limit)
    known: dict[str, Any] = {"chat_id": row.id, "shop_id": row.shop_id, "since": reads_since(tx, place, row), "most": most + 1}
    if after is not None:
        rows = tx.all(OLDEST_AFTER, **known, after=after)
        shown = rows[:most]
    else:
        rows = tx.all(NEWEST_BEFORE, **known, before=NUMBERS_END if before is None else before)
        shown = rows[:most][::-1]
    edge = shown[-1 if after is not None else 0].number if len(rows) > most else None
    return ChatMessages(items=[message_out(each) for each in shown], next=edge)


def group_chat(tx: Tx, who: Actor, shop_id: UUID | None = None) -> GroupChat:
    """The group of the shop, with how far the caller has read.

    Raises:
        GroupWithoutGuests: a pad, where the shop keeps the group to itself.
        StayClosed: a pad in an empty room.
    """
    if who.kind == "device":
        place = guests_here(tx, who)
        check_group(tx, place.shop_id)
    else:
        who, found = at_shop(tx, who, shop_id)
        place = Place(found, None)
    row = tx.one(GROUP, shop_id=place.shop_id)
    read = tx.value(MEMBER, shop_id=place.shop_id, chat_id=row.id, member_id=writer(who, place).id) or 0
    return GroupChat(chat=chat_for(tx, place, row), mine=OwnMark(read=read))


class Waiting(NamedTuple):
    """A chat in the queue: whose it is, and since when it waits this time."""

    subject: SubjectRef
    since: datetime


def find_waiting(tx: Tx, shop_id: UUID, chat_id: UUID) -> Waiting | None:
    """A chat, while it stands in the queue."""
    row = tx.one_or_none(CHAT, chat_id=chat_id, shop_id=shop_id)
    subject = chat_out(tx, row).subject if row is not None and row.state == QUEUED else None
    return None if row is None or subject is None else Waiting(subject, row.waits_since)


def board_chats(tx: Tx, who: Actor, shop_id: UUID) -> list[ChatOut]:
    """The support chats that run, for the people who answer chats; a device of the same name as their role has none."""
    return [chat_out(tx, row) for row in tx.all(RUNNING, shop_id=shop_id)] if who.may(ANSWER) else []


def board_chats_of_stay(tx: Tx, shop_id: UUID, stay_id: UUID | None) -> list[ChatOut]:
    """The chats of one party: the one that runs, and those that are not rated yet."""
    if stay_id is None:
        return []
    return [chat_out(tx, row) for row in tx.all(OF_STAY, shop_id=shop_id, stay_id=stay_id)]


def agents(tx: Tx, who: Actor, shop_id: UUID | None = None) -> Agents:
    """Everybody who may answer chats of the shop: whether they take some, are here, and how many they have."""
    who, shop_id = at_shop(tx, who, shop_id)
    people = active_staff(tx, who.brand_id, shop_id, ANSWER)
    rows = {row.user_id: row for row in tx.all(AGENTS, shop_id=shop_id)}
    here, loaded = people_here(tx, who.brand_id, shop_id, [each.id for each in people]), loads(tx, shop_id)
    items = [
        AgentOut(
            id=each.id,
            name=each.name,
            available=each.id in rows and rows[each.id].available,
            present=each.id in here,
            capacity=rows[each.id].capacity if each.id in rows else CAPACITY,
            open=loaded.get(each.id, 0),
        )
        for each in sorted(people, key=lambda each: (each.name, each.id))
    ]
    return Agents(items=items)


def agent_me(tx: Tx, who: Actor, shop_id: UUID | None = None) -> AgentMe:
    """Whether chats are given to the caller."""
    who, shop_id = at_shop(tx, who, shop_id)
    row = tx.one_or_none(AGENT, shop_id=shop_id, user_id=who.id)
    return AgentMe(available=False, capacity=CAPACITY) if row is None else AgentMe(available=row.available, capacity=row.capacity)
