"""Being one of those to whom chats are given."""

from uuid import UUID

from hub.accounts.actor import Actor
from hub.im.chat.desk import AGENT, CAPACITY, OFFER_AGAIN, SET_AGENT, add_agent, hold_desk, settle
from hub.im.chat.schemas import AgentMe, BeAgent
from hub.kit.db import Tx
from hub.venue.queries import at_shop


def be_agent(tx: Tx, who: Actor, data: BeAgent, shop_id: UUID | None = None) -> AgentMe:
    """Take chats from now on, or no longer: then those go back to the queue whose guests wait for my word.

    Raises:
        NotFound: another's shop.
    """
    who, shop_id = at_shop(tx, who, shop_id)
    hold_desk(tx, shop_id)
    row = tx.one_or_none(AGENT, shop_id=shop_id, user_id=who.id)
    capacity = data.capacity or (CAPACITY if row is None else row.capacity)
    if row is None:
        add_agent(tx, who, shop_id, available=data.available, capacity=capacity)
    else:
        tx.run(SET_AGENT, of_shop=shop_id, of_user=who.id, takes=data.available, at_most=capacity, now=tx.now)
    if data.available and row is not None and not row.available:
        tx.run(OFFER_AGAIN, of_shop=shop_id, of_user=who.id)
    settle(tx, shop_id)
    return AgentMe(available=data.available, capacity=capacity)
