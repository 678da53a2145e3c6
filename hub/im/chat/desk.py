"""The queue of a shop's chats and who gets which: whoever changes either holds the shop's desk until the end of the unit.

Given to: whoever takes chats, is here (a live socket, kept with the hub's lease) and has the fewest; the longest wait first.
What is not answered in time goes back to the head, for another one if there is one; so does a running chat whose guest has
written last when its agent has gone. Nobody waits for a timer here: each change settles the queue, and a job wakes when the
next time limit is over.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import and_, bindparam, case, func, or_, select, update

from hub.accounts.actor import Actor
from hub.accounts.queries import active_staff
from hub.im.chat.events import GuestWaits
from hub.im.chat.models import RUNS, chat, chat_agent, chat_desk
from hub.im.chat.rows import ASSIGN, SET_PLACE, TAKE_BACK
from hub.im.chat.states import ANSWER, ASSIGNED, IDLE, OPEN, QUEUED
from hub.im.chat.telling import house_says, tell_chat
from hub.im.events import PersonSeen
from hub.im.presence import people_here
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import Row, insert_row, upsert_row
from hub.kit.jobs import want_job
from hub.live.append import tell
from hub.venue.queries import shop_row

SETTLE = "chat.settle"
GONE = timedelta(seconds=60)
SILENCE = timedelta(minutes=10)
"""Without a word from staff: a guest who has written last goes back to the queue; else the chat rests."""
DECLINED_FOR = timedelta(minutes=5)
"""So long who gave a chat back is not asked again, unless they stop taking chats and begin anew."""
CAPACITY = 4

_runs_here = (chat.c.shop_id == bindparam("shop_id"), RUNS)
QUEUE = select(chat).where(*_runs_here, chat.c.state == QUEUED).order_by(chat.c.queued_at, chat.c.id)
_waits_for_word = or_(chat.c.state == ASSIGNED, and_(chat.c.state == OPEN, chat.c.asked_at.is_not(None)))
UNANSWERED = select(chat).where(*_runs_here, _waits_for_word).order_by(chat.c.assigned_at, chat.c.id)
LOADS = (
    select(chat.c.agent_id, func.count().label("many"))
    .where(*_runs_here, chat.c.state.in_((ASSIGNED, OPEN)), chat.c.agent_id.is_not(None))
    .group_by(chat.c.agent_id)
)
OPEN_DESK = upsert_row(chat_desk, ["shop_id"], conflict=["shop_id"])
HOLD_DESK = select(chat_desk.c.shop_id).where(chat_desk.c.shop_id == bindparam("shop_id")).with_for_update()
AGENTS = select(chat_agent).where(chat_agent.c.shop_id == bindparam("shop_id"))
AGENT = AGENTS.where(chat_agent.c.user_id == bindparam("user_id"))
ADD_AGENT = insert_row(chat_agent)
SET_AGENT = (
    update(chat_agent)
    .where(chat_agent.c.shop_id == bindparam("of_shop"), chat_agent.c.user_id == bindparam("of_user"))
    .values(
        available=bindparam("takes"),
        capacity=bindparam("at_most"),
        switched_at=case((chat_agent.c.available == bindparam("takes"), chat_agent.c.switched_at), else_=bindparam("now", type_=Instant)),
    )
)
OFFER_AGAIN = (
    update(chat)
    .where(chat.c.shop_id == bindparam("of_shop"), RUNS, chat.c.state == QUEUED, chat.c.passed_by_id == bindparam("of_user"))
    .values(declined=False)
)
CALLED = (
    update(chat)
    .where(chat.c.id == bindparam("chat_id"), chat.c.shop_id == bindparam("of_shop"), chat.c.state == QUEUED)
    .values(called_at=bindparam("now", type_=Instant))
)
SET_LEFT = (
    update(chat_agent)
    .where(chat_agent.c.shop_id == bindparam("of_shop"), chat_agent.c.user_id == bindparam("of_user"))
    .values(left_at=bindparam("since", type_=Instant))
)


class Taker(msgspec.Struct):
    """Somebody to whom chats can be given now."""

    id: UUID
    name: str
    capacity: int
    load: int

    @property
    def has_room(self) -> bool:
        return self.load < self.capacity


def hold_desk(tx: Tx, shop_id: UUID) -> None:
    """Nobody else moves this shop's queue until the end of the unit. Held before any chat."""
    if tx.one_or_none(HOLD_DESK, shop_id=shop_id) is None:
        tx.run(OPEN_DESK, shop_id=shop_id)
        tx.one(HOLD_DESK, shop_id=shop_id)


def add_agent(tx: Tx, who: Actor, shop_id: UUID, *, available: bool, capacity: int = CAPACITY) -> None:
    """From now on the hub knows since when they are away, and since when they take chats or none. The desk is held."""
    is_here = bool(people_here(tx, who.brand_id, shop_id, [who.id]))
    tx.run(
        ADD_AGENT,
        shop_id=shop_id,
        user_id=who.id,
        brand_id=who.brand_id,
        available=available,
        capacity=capacity,
        left_at=None if is_here else tx.now,
        switched_at=tx.now,
    )


def know_agent(tx: Tx, who: Actor, shop_id: UUID) -> None:
    """Somebody takes a chat by hand, who may never have said that they take some. The desk is held."""
    if tx.one_or_none(AGENT, shop_id=shop_id, user_id=who.id) is None:
        add_agent(tx, who, shop_id, available=False)


def may_be_gone(tx: Tx, row: Row) -> bool:
    """Whether whoever answers this chat may not read what its guest writes now; `settle` finds out."""
    if row.state not in (OPEN, IDLE) or row.kind == "group" or row.asked_at is not None:
        return False  # the rest was looked at when it began to wait
    agent = tx.one_or_none(AGENT, shop_id=row.shop_id, user_id=row.agent_id)
    if agent is None or agent.left_at is not None or _is_off(row, agent):
        return True
    return not active_staff(tx, row.brand_id, row.shop_id, ANSWER, [row.agent_id])


def loads(tx: Tx, shop_id: UUID) -> dict[UUID, int]:
    """How many chats each has that are assigned or open; one that rests keeps nobody from another."""
    return {row.agent_id: row.many for row in tx.all(LOADS, shop_id=shop_id)}


def settle(tx: Tx, shop_id: UUID) -> int:
    """Take back what is not answered, give out what waits, tell those whose place is another; how many it took back. The desk is held."""
    given, queue = tx.all(UNANSWERED, shop_id=shop_id), tx.all(QUEUE, shop_id=shop_id)
    if not given and not queue:
        return 0
    shop = shop_row(tx, shop_id)
    patience = timedelta(seconds=shop.setting("chat_answer_seconds"))
    agents = {row.user_id: row for row in tx.all(AGENTS, shop_id=shop_id)}
    asked = {*(row.user_id for row in agents.values() if row.available), *(row.agent_id for row in given)}
    here = people_here(tx, shop.brand_id, shop_id, asked)
    names = {each.id: each.name for each in active_staff(tx, shop.brand_id, shop_id, ANSWER, asked)}
    loaded = loads(tx, shop_id)
    takers = [
        Taker(user_id, names[user_id], row.capacity, loaded.get(user_id, 0))
        for user_id, row in sorted(agents.items())
        if row.available and user_id in here and user_id in names
    ]
    kept: list[Row] = []
    back = 0
    for row in given:
        why = _why_back(tx, row, agents.get(row.agent_id), takers, here, names, patience)
        if why is None:
            kept.append(row)
            continue
        taken = house_says(tx, TAKE_BACK, shop_id, row.id, "queued", {"why": why}, who_is=row.agent_id)
        if taken is not None:
            back += 1
            queue.append(taken)
            for each in takers:
                each.load -= each.id == row.agent_id
    waiting, fresh = _give_out(tx, shop_id, queue, takers)
    for place, row in enumerate(waiting, 1):
        nobody = all(_declines(tx, row, each.id) for each in takers)
        if (row.place, row.nobody_here) != (place, nobody):
            tell_chat(tx, tx.one(SET_PLACE, chat_id=row.id, shop_id=shop_id, stands=place, nobody=nobody))
        if row.called_at is None and tx.now >= row.waits_since + patience:
            tx.run(CALLED, chat_id=row.id, of_shop=shop_id, now=tx.now)
            tell(tx, GuestWaits(brand_id=row.brand_id, shop_id=shop_id, chat_id=row.id))
    _wake(tx, shop_id, [*kept, *fresh], waiting, agents, here, patience)
    return back


def _why_back(
    tx: Tx, row: Row, agent: Row | None, takers: list[Taker], here: Collection[UUID], names: Collection[UUID], patience: timedelta
) -> str | None:
    """Why a chat whose guest waits for a word goes back to the queue, if it does."""
    if row.agent_id not in names or agent is None or _is_off(row, agent):
        return "agent_gone"
    if row.agent_id not in here and tx.now >= _last_here(row, agent) + GONE:
        return "agent_gone"
    if row.state == OPEN:
        return "not_answered" if tx.now >= _asked(row) + SILENCE else None
    another = any(each.id != row.agent_id and each.has_room for each in takers)
    return "not_answered" if another and tx.now >= row.assigned_at + patience else None


def _is_off(row: Row, agent: Row) -> bool:
    """Whether the agent of this chat takes none now. Who took it by hand while taking none answers it all the same."""
    return not agent.available and (row.state == ASSIGNED or agent.switched_at > row.assigned_at)


def _asked(row: Row) -> datetime:
    """Since when this agent owes the guest a word."""
    return max(row.asked_at, row.assigned_at)  # type: ignore[no-any-return]


def _declines(tx: Tx, row: Row, user_id: UUID) -> bool:
    """Whether somebody gave this chat back a moment ago."""
    return row.declined and row.passed_by_id == user_id and tx.now < row.waits_since + DECLINED_FOR  # type: ignore[no-any-return]


def _last_here(row: Row, agent: Row | None) -> datetime:
    """Since when the agent of this chat is away; who had it given while away is away since then."""
    left = row.assigned_at if agent is None or agent.left_at is None else max(agent.left_at, row.assigned_at)
    return left  # type: ignore[no-any-return]


def _give_out(tx: Tx, shop_id: UUID, queue: list[Row], takers: list[Taker]) -> tuple[list[Row], list[Row]]:
    """Give each chat to whoever has the fewest. Those that still wait, in order, and those that were given."""
    waiting, given = [], []
    for row in sorted(queue, key=lambda each: (each.queued_at, each.id)):
        free = [each for each in takers if each.has_room and not _declines(tx, row, each.id)]
        if not free:
            waiting.append(row)
            continue
        to = min(free, key=lambda each: (each.id == row.passed_by_id, each.load, each.name, each.id))
        facts = {"agent": {"id": str(to.id), "name": to.name}}
        done = house_says(tx, ASSIGN, shop_id, row.id, "assigned", facts, who_id=to.id, who_name=to.name)
        if done is not None:
            to.load += 1
            given.append(done)
    return waiting, given


def _wake(
    tx: Tx, shop_id: UUID, given: list[Row], waiting: list[Row], agents: dict[UUID, Row], here: Collection[UUID], patience: timedelta
) -> None:
    """Want to be called again when the next time limit is over. One that is over already waits for somebody to come or be free."""
    limits = [row.assigned_at + patience if row.state == ASSIGNED else _asked(row) + SILENCE for row in given]
    limits += [_last_here(row, agents.get(row.agent_id)) + GONE for row in given if row.agent_id not in here]
    limits += [row.waits_since + patience for row in waiting]
    limits += [row.waits_since + DECLINED_FOR for row in waiting if row.declined]
    ahead = [at for at in limits if at > tx.now]
    if ahead:
        want_job(tx, SETTLE, str(shop_id), min(ahead), {"shop_id": str(shop_id)})


def settle_shop(tx: Tx, shop_id: UUID) -> None:
    """What the job does."""
    hold_desk(tx, shop_id)
    settle(tx, shop_id)


def follow_person(tx: Tx, fact: PersonSeen) -> None:
    """A socket of a person has come or gone: if they take chats, the queue moves, or will when they stay away."""
    if tx.one_or_none(AGENT, shop_id=fact.shop_id, user_id=fact.user_id) is None:
        return
    hold_desk(tx, fact.shop_id)
    agent = tx.one(AGENT, shop_id=fact.shop_id, user_id=fact.user_id)
    is_here = bool(people_here(tx, fact.brand_id, fact.shop_id, [fact.user_id]))
    if is_here == (agent.left_at is None):
        return
    tx.run(SET_LEFT, of_shop=fact.shop_id, of_user=fact.user_id, since=None if is_here else tx.now)
    settle(tx, fact.shop_id)
