"""What is done about an alarm: a notice to the desk, a paper from the fallback printer, a text to the manager; each once.

A step is claimed by the update that counts it, so several hubs take it once. One that is not set up is written down as skipped.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select, update

from hub.im.alarms.models import STANDS, alarm, alarm_step
from hub.im.alarms.schemas import AlarmAbout
from hub.im.messages.calls import make_call
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import Row, insert_row

AT_ONCE = 15

_due = (STANDS, alarm.c.next_step_at <= bindparam("now", type_=Instant))
SHOPS_DUE = select(alarm.c.shop_id).where(*_due).distinct().execution_options(any_tenant="one sweep looks after all shops")
DUE = select(alarm).where(alarm.c.shop_id == bindparam("shop_id"), *_due).order_by(alarm.c.next_step_at).limit(AT_ONCE)
COUNT = (
    update(alarm)
    .where(alarm.c.id == bindparam("alarm_id"), alarm.c.shop_id == bindparam("shop_id"), STANDS, alarm.c.steps_taken == bindparam("taken"))
    .values(steps_taken=alarm.c.steps_taken + 1, next_step_at=bindparam("then", type_=Instant))
    .returning(alarm.c.id)
)
WRITE_DOWN = insert_row(alarm_step)


def _nothing_prints(_tx: Tx, _row: Row) -> UUID | None:
    return None


print_paper: Callable[[Tx, Row], UUID | None] = _nothing_prints
"""Puts an alarm on paper and says which job does it; None without a printer. Printing lives above im: `hub/reactions.py` says who does."""


class Done(NamedTuple):
    """What became of a step."""

    reason: str | None = None
    """Why it was skipped."""
    call_id: UUID | None = None
    print_job_id: UUID | None = None


class Step(NamedTuple):
    """One step, and how long after the alarm was raised."""

    name: str
    after: timedelta
    take: Callable[[Tx, Row], Done]


def tell_desk(tx: Tx, row: Row) -> Done:
    """A notice on every terminal of the desk, as the shop's rules say it."""
    return Done(call_id=_call(tx, row, "cashier"))


def print_it(tx: Tx, row: Row) -> Done:
    """The same on paper, where somebody passes who looks at no screen; of a round that no kitchen has seen its card."""
    printed = print_paper(tx, row)
    return Done("no_printer") if printed is None else Done(print_job_id=printed)


def text_manager(tx: Tx, row: Row) -> Done:
    """There is nobody yet who would carry a text."""
    return Done("no_sms")


STEPS = (
    Step("notice", timedelta(0), tell_desk),
    Step("print", timedelta(seconds=15), print_it),
    Step("text", timedelta(seconds=60), text_manager),
)


def shops_with_steps(tx: Tx) -> set[UUID]:
    """Where the time of a step has come."""
    return {row.shop_id for row in tx.all(SHOPS_DUE, now=tx.now)}


def take_due_steps(tx: Tx, shop_id: UUID) -> None:
    """The next step of every alarm of the shop that still stands when its time has come."""
    for row in tx.all(DUE, shop_id=shop_id, now=tx.now):
        take_step(tx, row)


def take_step(tx: Tx, row: Row) -> None:
    """Take an alarm's next step, unless another hub has."""
    following = row.steps_taken + 1
    then = row.raised_at + STEPS[following].after if following < len(STEPS) else None
    if tx.one_or_none(COUNT, alarm_id=row.id, shop_id=row.shop_id, taken=row.steps_taken, then=then) is None:
        return
    step = STEPS[row.steps_taken]
    done = step.take(tx, row)
    state = "done" if done.reason is None else "skipped"
    tx.run(
        WRITE_DOWN,
        alarm_id=row.id,
        step=step.name,
        shop_id=row.shop_id,
        state=state,
        reason=done.reason,
        call_id=done.call_id,
        print_job_id=done.print_job_id,
        at=tx.now,
    )


def _call(tx: Tx, row: Row, channel: str) -> UUID | None:
    """Say it on this channel, as long as the alarm stands."""
    return make_call(
        tx,
        brand_id=row.brand_id,
        shop_id=row.shop_id,
        event="device_alarm",
        kind="notice",
        params=params_of(row),
        subject=f"alarm:{row.id}",
        channels=[channel],
    )


def params_of(row: Row) -> dict[str, str]:
    """What the words of an alarm may name: who fails, and how."""
    about = msgspec.convert(row.about, AlarmAbout)
    who = about.device or (about.channel or "kitchen").partition(":")[0]
    params = {"deviceName": who, "service": row.kind, "roomName": about.room, "displayNo": about.number}
    return {name: value for name, value in params.items() if value}
