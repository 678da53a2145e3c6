"""Reading alarms: for boards, for the office's list, and for messages that ask whether one still stands."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select

from hub.accounts.actor import Actor
from hub.im.alarms.models import STANDS, alarm, alarm_step
from hub.im.alarms.schemas import AlarmAbout, AlarmListed, AlarmOut, AlarmStep
from hub.im.queries import shop_followed
from hub.kit.clock import stamp, stamp_or_none
from hub.kit.db import Tx
from hub.kit.paging import Page, key_of, limit_of, page_of

ALARM = select(alarm).where(alarm.c.id == bindparam("alarm_id"), alarm.c.shop_id == bindparam("shop_id"))
STANDING_ALARMS = select(alarm).where(alarm.c.shop_id == bindparam("shop_id"), STANDS).order_by(alarm.c.id)
ALARM_PAGE = select(alarm).where(alarm.c.brand_id == bindparam("brand_id")).order_by(alarm.c.id.desc())
STEPS_OF = (
    select(alarm_step)
    .where(alarm_step.c.alarm_id == bindparam("alarm_id"), alarm_step.c.shop_id == bindparam("shop_id"))
    .order_by(alarm_step.c.at, alarm_step.c.step)
)


def alarm_out(row: Any) -> AlarmOut:
    """An alarm as events and boards carry it."""
    about = msgspec.convert(row.about, AlarmAbout)
    return AlarmOut(id=row.id, kind=row.kind, subject=row.subject, since=stamp(row.since), about=about)


def board_alarms(tx: Tx, shop_id: UUID) -> list[AlarmOut]:
    """The alarms of the shop that are not over."""
    return [alarm_out(row) for row in tx.all(STANDING_ALARMS, shop_id=shop_id)]


def find_standing(tx: Tx, shop_id: UUID, alarm_id: UUID) -> AlarmOut | None:
    """An alarm that is not over."""
    row = tx.one_or_none(ALARM, shop_id=shop_id, alarm_id=alarm_id)
    return None if row is None or row.cleared_at is not None else alarm_out(row)


def alarm_page(
    tx: Tx, who: Actor, shop_id: UUID | None = None, standing: bool | None = None, limit: int | None = None, cursor: str | None = None
) -> Page[AlarmListed]:
    """Alarms, the latest first, each with what was done about it; `standing` keeps those that are not over, or those that are."""
    size, before, shop = limit_of(limit), key_of(cursor, tuple[UUID]), shop_followed(tx, who, shop_id)
    statement = ALARM_PAGE.limit(size + 1)
    if shop is not None:
        statement = statement.where(alarm.c.shop_id == shop)
    if standing is not None:
        statement = statement.where(alarm.c.cleared_at.is_(None) if standing else alarm.c.cleared_at.is_not(None))
    if before is not None:
        statement = statement.where(alarm.c.id < before[0])
    rows = tx.query(statement, brand_id=who.brand_id)
    return page_of(rows, size, lambda row: (row.id,), lambda row: _listed(tx, row))


def _listed(tx: Tx, row: Any) -> AlarmListed:
    found = alarm_out(row)
    return AlarmListed(
        **{name: getattr(found, name) for name in found.__struct_fields__},
        shop_id=row.shop_id,
        raised_at=stamp(row.raised_at),
        cleared_at=stamp_or_none(row.cleared_at),
        ended=row.ended,
        steps=[
            AlarmStep(
                step=each.step,
                state=each.state,
                reason=each.reason,
                call_id=each.call_id,
                at=stamp(each.at),
                print_job_id=each.print_job_id,
            )
            for each in tx.all(STEPS_OF, alarm_id=row.id, shop_id=row.shop_id)
        ],
    )
