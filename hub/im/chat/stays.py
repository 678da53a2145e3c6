"""What happens to a chat when its guests move, pay or go. Each runs in the transaction of the fact that it follows."""

from uuid import UUID

from hub.im.chat.desk import hold_desk, settle
from hub.im.chat.rows import MOVE, RUNNING_OF_STAY
from hub.im.chat.service import end_chat
from hub.im.chat.telling import tell_chat
from hub.kit.db import Tx
from hub.venue.events import StayCheckedOut, StayEnded, StayMoved


def end_chats(tx: Tx, fact: StayEnded) -> None:
    """The guests are gone."""
    _end(tx, fact.shop_id, fact.stay_id)


def end_chats_of_payers(tx: Tx, fact: StayCheckedOut) -> None:
    """The guests have paid and leave; until the room is cleaned they may still read and rate what was written."""
    _end(tx, fact.shop_id, fact.stay_id)


def _end(tx: Tx, shop_id: UUID, stay_id: UUID) -> None:
    running = tx.one_or_none(RUNNING_OF_STAY, shop_id=shop_id, stay_id=stay_id)
    if running is None:
        return
    hold_desk(tx, shop_id)
    if end_chat(tx, shop_id, running.id, None, "stay_ended") is not None:
        settle(tx, shop_id)


def move_chats(tx: Tx, fact: StayMoved) -> None:
    """The guests are in another room, and what is said to them goes there: the channel is theirs, not the room's."""
    running = tx.one_or_none(RUNNING_OF_STAY, shop_id=fact.shop_id, stay_id=fact.stay_id)
    if running is None:
        return
    room_id = None if fact.room is None else fact.room.id
    moved = tx.one_or_none(MOVE, chat_id=running.id, shop_id=fact.shop_id, to_room=room_id)
    if moved is not None:
        tell_chat(tx, moved)
