"""Verbs on support chats: asked for by a room's pad, taken by one of the staff, given away, closed, rated.

Locks are taken in the order stay, pace, desk, chat. Of two hands on one chat the update decides, which names the states it starts from.
"""

from typing import Any
from uuid import UUID

import msgspec

from hub.accounts.actor import Actor
from hub.accounts.paces import keep_pace
from hub.accounts.queries import active_staff
from hub.im.chat.access import ADD_CHAT, answered_chat, as_guest, check_same_guests, hold_guests, new_chat, seen_chat
from hub.im.chat.desk import AGENT, hold_desk, know_agent, settle
from hub.im.chat.errors import AgentAway, AgentOff, AlreadyRated, ChatClosed, ChatTaken
from hub.im.chat.events import ChatTransferred
from hub.im.chat.pacing import MESSAGES
from hub.im.chat.rows import ACCEPT, CHAT, CLOSE, GIVE, GIVE_BACK, RATE, RUNNING_OF_STAY, TAKE, TAKE_OVER, by_staff, chat_out
from hub.im.chat.schemas import BeginChat, ByRef, ChatAnswer, RateChat, TransferChat
from hub.im.chat.states import ANSWER, CHAT_FLOW, CLOSED, OPEN, QUEUED
from hub.im.chat.telling import CHAT_PEOPLE, house_says, tell_chat
from hub.im.chat.texts import plain_text
from hub.im.presence import people_here
from hub.kit.db import Tx
from hub.kit.door import Row
from hub.kit.errors import NotFound, invalid
from hub.live.append import publish, shop_stream
from hub.venue.errors import wrong_state
from hub.venue.queries import at_room, get_stay
from hub.venue.stays import hold_any_stay_in


def begin_chat(tx: Tx, who: Actor, data: BeginChat) -> ChatAnswer:
    """The guests of a pad's room ask for somebody, or a person of the staff writes to the guests of a room. One runs per stay.

    Raises:
        StayClosed: nobody is in the room, the guests have checked out, or others are there by now.
        NotFound: the shop has no such room.
        Forbidden: who may not answer chats begins none.
        Invalid: staff who name no room.
        RateLimited: the guests begin too many.
    """
    if who.kind == "device":
        place = hold_guests(tx, who)
        shop_id, guests = place
        if guests is None:
            raise NotFound
        check_same_guests(place, data.stay_id)
        subject: dict[str, Any] = {"stay_id": guests.stay_id, "room_id": guests.room_id, "wristband": None}
        return _begun(tx, who, shop_id, subject, {"state": QUEUED, "queued_at": tx.now, "waits_since": tx.now})
    who.require(ANSWER)
    if data.room_id is None:
        raise invalid("/room_id", "say whose guests you write to")
    who, shop_id = at_room(tx, who, data.room_id)
    stay = get_stay(tx, shop_id, hold_any_stay_in(tx, shop_id, data.room_id))
    subject = {"stay_id": stay.id, "room_id": data.room_id, "wristband": next(iter(stay.wristbands), None)}
    taken = {"state": OPEN, "agent_id": who.id, "agent_name": who.name, "assigned_at": tx.now, "answered_at": tx.now}
    return _begun(tx, who, shop_id, subject, taken)


def _begun(tx: Tx, who: Actor, shop_id: UUID, subject: dict[str, Any], values: dict[str, Any]) -> ChatAnswer:
    running = tx.one_or_none(RUNNING_OF_STAY, shop_id=shop_id, stay_id=subject["stay_id"])
    if running is not None:
        return ChatAnswer(chat=chat_out(tx, running), changed=False)
    if who.kind == "device":
        keep_pace(tx, MESSAGES, subject["stay_id"])
    hold_desk(tx, shop_id)
    row = new_chat(tx, who.brand_id, shop_id, kind="support", **subject, **values)
    tx.run(ADD_CHAT, **row)
    known: dict[str, Any] = {"chat_id": row["id"], "shop_id": shop_id}
    if values["state"] == OPEN:
        know_agent(tx, who, shop_id)
        return ChatAnswer(chat=tell_chat(tx, tx.one(CHAT, **known)), changed=True)
    settle(tx, shop_id)
    return ChatAnswer(chat=chat_out(tx, tx.one(CHAT, **known)), changed=True)


def accept_chat(tx: Tx, who: Actor, chat_id: UUID) -> ChatAnswer:
    """I answer this one. The first wins; what was offered to somebody else is theirs until it goes back to the queue.

    Raises:
        NotFound: there is no such support chat.
        ChatTaken: another has it.
        ChatClosed: it is closed.
    """
    row = answered_chat(tx, who, chat_id)
    hold_desk(tx, row.shop_id)
    taken = take(tx, who, row.shop_id, chat_id)
    if taken is not None:
        return ChatAnswer(chat=chat_out(tx, taken), changed=True)
    row = tx.one(CHAT, chat_id=chat_id, shop_id=row.shop_id)
    check_free(who, row)
    return ChatAnswer(chat=chat_out(tx, row), changed=False)


def take(tx: Tx, who: Actor, shop_id: UUID, chat_id: UUID) -> Row | None:
    """Give a chat that waits, or is offered to the caller, to the caller. The desk is held.

    Of one that was offered to them the guest has been told already.
    """
    taken = tx.one_or_none(ACCEPT, chat_id=chat_id, shop_id=shop_id, who_is=who.id, now=tx.now)
    if taken is not None:
        tell_chat(tx, taken)
    else:
        taken = house_says(tx, TAKE, shop_id, chat_id, "assigned", {"agent": _named(who.id, who.name)}, who_id=who.id, who_name=who.name)
    if taken is not None:
        know_agent(tx, who, shop_id)
        settle(tx, shop_id)
    return taken


def _named(user_id: UUID, name: str) -> dict[str, str]:
    """A person in the facts of a message."""
    return {"id": str(user_id), "name": name}


def check_free(who: Actor, row: Row) -> None:
    """
    Raises:
        ChatTaken: another has it.
        ChatClosed: it is closed.
    """
    if row.state == CLOSED:
        raise ChatClosed
    if row.agent_id != who.id:
        raise ChatTaken(f"{row.agent_name} answers this chat", by=row.agent_name)


def transfer_chat(tx: Tx, who: Actor, chat_id: UUID, data: TransferChat) -> ChatAnswer:
    """Give a chat to a colleague who is here, or back to the queue, or take it over. The thread stays; the note is for staff only.

    Raises:
        NotFound: there is no such support chat.
        ChatClosed: it is closed.
        AgentAway: the colleague is not here.
        AgentOff: they are here, and take no chats now.
        Invalid: nobody of this id answers chats here.
    """
    row = answered_chat(tx, who, chat_id)
    shop_id, note = row.shop_id, plain_text(data.note or None, "/note")
    hold_desk(tx, shop_id)
    row = tx.one(CHAT, chat_id=chat_id, shop_id=shop_id)
    facts: dict[str, Any] = {"by": _named(who.id, who.name)}
    if row.agent_id is not None:
        facts["from"] = _named(row.agent_id, row.agent_name)
    if data.staff_id == who.id:
        moved = _taken_over(tx, who, row, facts, note)
    elif data.staff_id is None:
        moved = house_says(tx, GIVE_BACK, shop_id, chat_id, "queued", {"why": "given_back", **facts}, said=note)
    else:
        name = _name_of_colleague(tx, who, shop_id, data.staff_id)
        facts["to"] = _named(data.staff_id, name)
        to = {"who_id": data.staff_id, "who_name": name, "who_is": data.staff_id}
        moved = house_says(tx, GIVE, shop_id, chat_id, "transferred", facts, said=note, **to)
    if moved is None:
        row = tx.one(CHAT, chat_id=chat_id, shop_id=shop_id)
        if row.state == CLOSED:
            raise ChatClosed
        return ChatAnswer(chat=chat_out(tx, row), changed=False)
    settle(tx, shop_id)
    after = chat_out(tx, tx.one(CHAT, chat_id=chat_id, shop_id=shop_id))
    publish(tx, ChatTransferred(chat=after, by=by_staff(who), note=note), stream=shop_stream(shop_id), to=[CHAT_PEOPLE])
    return ChatAnswer(chat=after, changed=True)


def _taken_over(tx: Tx, who: Actor, row: Row, facts: dict[str, Any], note: str | None) -> Row | None:
    """The caller answers it from now on, whoever has it. None: they do already, or it is closed."""
    if row.agent_id in (None, who.id):
        return take(tx, who, row.shop_id, row.id)
    whom = {"who_id": who.id, "who_name": who.name, "who_is": who.id}
    facts = facts | {"to": _named(who.id, who.name)}
    know_agent(tx, who, row.shop_id)
    return house_says(tx, TAKE_OVER, row.shop_id, row.id, "transferred", facts, said=note, **whom)


def _name_of_colleague(tx: Tx, who: Actor, shop_id: UUID, staff_id: UUID) -> str:
    found = active_staff(tx, who.brand_id, shop_id, ANSWER, [staff_id])
    if not found:
        raise invalid("/staff_id", "nobody of this id answers chats here")
    name = found[0].name
    if not people_here(tx, who.brand_id, shop_id, [staff_id]):
        raise AgentAway(f"{name} is not here", name=name)
    agent = tx.one_or_none(AGENT, shop_id=shop_id, user_id=staff_id)
    if agent is None or not agent.available:
        raise AgentOff(f"{name} takes no chats now", name=name)
    return name


def close_chat(tx: Tx, who: Actor, chat_id: UUID) -> ChatAnswer:
    """Nothing is left to say; the guest may rate it, and write again while they are here.

    Raises:
        NotFound: there is no such support chat, or it is another stay's.
    """
    place, row = seen_chat(tx, who, chat_id)
    if row.kind != "support":
        raise NotFound
    hold_desk(tx, row.shop_id)
    by, why = (by_staff(who), "agent") if place.guests is None else (as_guest(place.guests), "guest")
    closed = end_chat(tx, row.shop_id, chat_id, by, why)
    if closed is None:
        return ChatAnswer(chat=chat_out(tx, tx.one(CHAT, chat_id=chat_id, shop_id=row.shop_id)), changed=False)
    settle(tx, row.shop_id)
    return ChatAnswer(chat=chat_out(tx, closed), changed=True)


def end_chat(tx: Tx, shop_id: UUID, chat_id: UUID, by: ByRef | None, why: str) -> Row | None:
    """Close a chat, by whom and why. The desk is held."""
    facts: dict[str, Any] = {"why": why} | ({} if by is None else {"by": by.name})
    closer = None if by is None else msgspec.to_builtins(by)
    return house_says(tx, CLOSE, shop_id, chat_id, "closed", facts, closer=closer, why=why)


def rate_chat(tx: Tx, who: Actor, chat_id: UUID, data: RateChat) -> ChatAnswer:
    """The guest says how it was, once, when the chat is closed.

    Raises:
        NotFound: it is no support chat of this stay.
        AlreadyRated: it was rated.
        StateNotAllowed: it is not closed.
    """
    _, row = seen_chat(tx, who, chat_id)
    if row.kind != "support":
        raise NotFound
    said = plain_text(data.comment or None, "/comment")
    rated = house_says(tx, RATE, row.shop_id, chat_id, "rated", {"stars": data.stars}, given=data.stars, said=said)
    if rated is not None:
        return ChatAnswer(chat=chat_out(tx, rated), changed=True)
    row = tx.one(CHAT, chat_id=chat_id, shop_id=row.shop_id)
    if row.state != CLOSED:
        raise wrong_state(row.state, CHAT_FLOW["rate"].before)
    raise AlreadyRated
