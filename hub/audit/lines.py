"""O1 and O2: the life of a line, replayed from its history."""

from typing import Any

from sqlalchemy import Label, and_, case, func, or_, select

from hub.audit.finding import Breach, Invariant, count_of, table
from hub.kds.states import FLOW
from hub.orders.states import CALLED, CANCELLED, PLACED, PREPARING, READY, SERVED, VOIDED

line = table("order_line")
history = table("line_history")

LEGAL = [f"place//{PLACED}", *(f"{action}/{before}/{after}" for action, move in FLOW.items() for before, after in move.to.items())]
"""Every move that the kitchen's table knows, and how a line begins."""


def _before(name: str) -> Label[Any]:
    column = history.c[name]
    over = func.lag(column, type_=column.type).over(partition_by=history.c.line_id, order_by=history.c.version)
    return over.label(f"{name}_before")


steps = select(history, _before("version"), _before("to_state"), _before("at")).subquery("steps")
_step = (steps.c.line_id, steps.c.version, steps.c.action, steps.c.from_state, steps.c.to_state)
_move = steps.c.action + "/" + func.coalesce(steps.c.from_state, "") + "/" + steps.c.to_state

_calls = (
    select(history.c.line_id, func.count().label("calls")).where(history.c.action == "call").group_by(history.c.line_id).subquery("calls")
)

REACHED = {
    PLACED: ((), ("started_at", "ready_at", "called_at", "served_at", "cancelled_at", "voided_at")),
    PREPARING: (("started_at",), ("ready_at", "called_at", "served_at", "cancelled_at", "voided_at")),
    READY: (("started_at", "ready_at"), ("called_at", "served_at", "cancelled_at", "voided_at")),
    CALLED: (("started_at", "ready_at", "called_at"), ("served_at", "cancelled_at", "voided_at")),
    SERVED: (("started_at", "ready_at", "served_at"), ("cancelled_at", "voided_at")),
    CANCELLED: (("cancelled_at",), ("started_at", "served_at", "voided_at")),
    VOIDED: (("voided_at", "started_at"), ("served_at", "cancelled_at")),
}
"""Which times a line in each state has, and which it has not."""

_times_fit = or_(
    *(
        and_(line.c.state == state, *(line.c[name].is_not(None) for name in has), *(line.c[name].is_(None) for name in has_not))
        for state, (has, has_not) in REACHED.items()
    )
)
_present = and_(history.c.line_id == line.c.id, history.c.version == line.c.version)

legal_moves = Invariant(
    "O1",
    "A line moves only as the kitchen's table says, and its history, replayed, gives its state.",
    {"lines": count_of(line), "moves": count_of(history, history.c.action != "place")},
    [
        Breach(
            "a move that the table does not know",
            select(*_step).where(_move.not_in(LEGAL)),
        ),
        Breach(
            "a move starts where the one before did not end",
            select(*_step, steps.c.to_state_before).where(
                or_(
                    steps.c.from_state != steps.c.to_state_before,
                    and_(steps.c.version_before.is_not(None), steps.c.from_state.is_(None)),
                    and_(steps.c.version_before.is_(None), steps.c.action != "place"),
                )
            ),
        ),
        Breach(
            "the line is not where its history leads",
            select(line.c.id, line.c.shop_id, line.c.state, line.c.version, history.c.to_state.label("replayed"))
            .outerjoin_from(line, history, _present)
            .where(or_(history.c.line_id.is_(None), history.c.to_state != line.c.state)),
        ),
        Breach(
            "the times of a line do not fit its state",
            select(line.c.id, line.c.shop_id, line.c.state, *(line.c[name] for name in REACHED[PLACED][1])).where(~_times_fit),
        ),
        Breach(
            "a line counts other calls than its history",
            select(line.c.id, line.c.shop_id, line.c.call_count, func.coalesce(_calls.c.calls, 0).label("calls"))
            .outerjoin_from(line, _calls, _calls.c.line_id == line.c.id)
            .where(line.c.call_count != func.coalesce(_calls.c.calls, 0)),
        ),
    ],
)

versions_and_times = Invariant(
    "O2",
    "Each move raises the line's version by one, and is never earlier than the move before.",
    {"moves": count_of(history)},
    [
        Breach(
            "versions do not follow one another from 1",
            select(*_step, steps.c.version_before).where(
                steps.c.version != case((steps.c.version_before.is_(None), 1), else_=steps.c.version_before + 1)
            ),
        ),
        Breach(
            "a move is earlier than the one before",
            select(*_step, steps.c.at, steps.c.at_before).where(steps.c.at < steps.c.at_before),
        ),
        Breach(
            "the history goes on beyond the line's version, or has no line",
            select(history.c.line_id, history.c.version, line.c.version.label("line_version"))
            .outerjoin_from(history, line, line.c.id == history.c.line_id)
            .where(or_(line.c.id.is_(None), history.c.version > line.c.version)),
        ),
    ],
)
