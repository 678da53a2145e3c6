"""Reading guests' calls: for boards, and for messages that ask whether a call still waits."""

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from hub.im.pad_calls.models import RUNS, pad_call
from hub.im.pad_calls.schemas import PadCallOut
from hub.kit.clock import stamp, stamp_or_none
from hub.kit.db import Tx
from hub.venue.queries import room_of

CALL = select(pad_call).where(pad_call.c.id == bindparam("call_id"), pad_call.c.shop_id == bindparam("shop_id"))
CALL_OF_BRAND = select(pad_call.c.shop_id).where(pad_call.c.id == bindparam("call_id"), pad_call.c.brand_id == bindparam("brand_id"))
RUNNING_CALLS = select(pad_call).where(pad_call.c.shop_id == bindparam("shop_id"), RUNS).order_by(pad_call.c.id)
RUNNING_OF_STAY = RUNNING_CALLS.where(pad_call.c.stay_id == bindparam("stay_id"))


def pad_call_out(tx: Tx, row: Any) -> PadCallOut:
    """A call as events and boards carry it."""
    return PadCallOut(
        id=row.id,
        stay_id=row.stay_id,
        room=room_of(tx, row.shop_id, row.room_id),
        service=row.service,
        state=row.state,
        by=row.by_name,
        by_kind=row.by_kind,
        created_at=stamp(row.created_at),
        accepted_at=stamp_or_none(row.accepted_at),
        escalated_at=stamp_or_none(row.escalated_at),
        presses=row.presses,
        turn=row.turn,
        finished_by=row.finished_by_name,
        version=row.version,
    )


def find_pad_call(tx: Tx, shop_id: UUID, call_id: UUID) -> PadCallOut | None:
    """A call of the shop, running or over."""
    row = tx.one_or_none(CALL, shop_id=shop_id, call_id=call_id)
    return None if row is None else pad_call_out(tx, row)


def board_pad_calls(tx: Tx, shop_id: UUID) -> list[PadCallOut]:
    """The calls of the shop that are not finished."""
    return [pad_call_out(tx, row) for row in tx.all(RUNNING_CALLS, shop_id=shop_id)]


def board_pad_calls_of_stay(tx: Tx, shop_id: UUID, stay_id: UUID | None) -> list[PadCallOut]:
    """The calls of one party that are not finished: what its pad shows."""
    if stay_id is None:
        return []
    return [pad_call_out(tx, row) for row in tx.all(RUNNING_OF_STAY, shop_id=shop_id, stay_id=stay_id)]
