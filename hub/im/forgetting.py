"""What is forgotten by age: a few rows at a time, so that a hub that was off for weeks holds up nobody, and in all shops at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Column, ColumnElement, Delete, Select, bindparam, delete, select

from hub.kit.columns import Instant
from hub.kit.db import Tx

AT_ONCE = 200
ALL_SHOPS = "one sweep looks after all shops"

THESE: BindParameter[list[UUID]] = bindparam("ids", expanding=True)


def ended_before(ended_at: Column[datetime], order_by: ColumnElement[Any]) -> Select[tuple[UUID]]:
    """The ids of the rows whose `ended_at` lies before `before`, in this order, at most 200; one that has not ended is not among them."""
    return (
        select(ended_at.table.c.id)
        .where(ended_at < bindparam("before", type_=Instant))
        .order_by(order_by)
        .limit(AT_ONCE)
        .execution_options(any_tenant=ALL_SHOPS)
    )


def delete_of(column: Column[UUID]) -> Delete:
    """Take away the rows whose `column` is one of `ids`."""
    return delete(column.table).where(column.in_(THESE)).execution_options(any_tenant=ALL_SHOPS)


def forget(tx: Tx, old: Select[tuple[UUID]], before: datetime, deletes: Sequence[Delete]) -> int:
    """What `old` finds goes, with each of the `deletes` in turn: what hangs on a row first, the row last; how many."""
    ids = [row.id for row in tx.all(old, before=before)]
    if ids:
        for each in deletes:
            tx.run(each, ids=ids)
    return len(ids)
