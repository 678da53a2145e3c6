"""O3 to O7: orders and their stays, numbers, totals, stations and rounds."""

from collections.abc import Iterator

from sqlalchemy import BigInteger, Label, Text, and_, bindparam, case, cast, distinct, func, or_, select, type_coerce

from hub.audit.finding import MOST_ROWS, WHOLE, Breach, Finding, Invariant, Offences, count_of, table
from hub.kit.db import Tx
from hub.orders.states import LINE_STATES, NOT_CHARGED, LineState, number_state, order_state

order = table("food_order")
line = table("order_line")
order_round = table("order_round")
daily = table("daily_number")
stay = table("stay")
cursor = table("device_cursor")
stream = table("stream")

IS_OPEN = and_(order.c.closed_at.is_(None), order.c.cancelled_at.is_(None))
_named = (order.c.id, order.c.shop_id, order.c.stay_id)

open_orders = Invariant(
    "O3",
    "A stay has one open order at most, which stands where the stay stands; a stay that is over has none.",
    {"orders": count_of(order), "open": count_of(order, IS_OPEN)},
    [
        Breach(
            "a stay has several open orders",
            select(order.c.shop_id, order.c.stay_id, func.count().label("orders"))
            .where(IS_OPEN)
            .group_by(order.c.shop_id, order.c.stay_id)
            .having(func.count() > 1),
        ),
        Breach(
            "an open order hangs on a stay that is over or does not exist",
            select(*_named, stay.c.closed_at)
            .outerjoin_from(order, stay, stay.c.id == order.c.stay_id)
            .where(IS_OPEN, or_(stay.c.id.is_(None), stay.c.closed_at.is_not(None))),
        ),
        Breach(
            "an open order stands elsewhere than its stay",
            select(*_named, order.c.room_id, stay.c.room_id.label("stay_room_id"))
            .join_from(order, stay, stay.c.id == order.c.stay_id)
            .where(
                IS_OPEN,
                or_(
                    order.c.room_id != stay.c.room_id,
                    order.c.room_id.is_(None) != stay.c.room_id.is_(None),
                    order.c.wristband.is_(None) != stay.c.wristband_id.is_(None),
                ),
            ),
        ),
    ],
)

_days = (
    select(
        order.c.shop_id,
        order.c.business_day,
        func.count().label("orders"),
        func.count(distinct(order.c.number)).label("numbers"),
        func.min(order.c.number).label("lowest"),
        func.max(order.c.number).label("highest"),
    )
    .group_by(order.c.shop_id, order.c.business_day)
    .subquery("days")
)
_same_day = and_(daily.c.shop_id == _days.c.shop_id, daily.c.business_day == _days.c.business_day)

numbers = Invariant(
    "O4",
    "The numbers of a shop's business day are 1…n, each once, and the day's counter stands at n.",
    {"days": count_of(daily), "orders": count_of(order)},
    [
        Breach(
            "numbers are missing or used twice",
            select(_days).where(or_(_days.c.lowest != 1, _days.c.highest != _days.c.orders, _days.c.numbers != _days.c.orders)),
        ),
        Breach(
            "the day's counter does not stand at its last number",
            select(_days.c.shop_id, _days.c.business_day, _days.c.highest, daily.c.last)
            .outerjoin_from(_days, daily, _same_day)
            .where(or_(daily.c.last.is_(None), daily.c.last != _days.c.highest)),
        ),
        Breach(
            "a counter without orders",
            select(daily.c.shop_id, daily.c.business_day, daily.c.last)
            .outerjoin_from(daily, _days, _same_day)
            .where(_days.c.shop_id.is_(None), daily.c.last != 0),
        ),
    ],
)


def _any(state: LineState) -> Label[int]:
    return func.coalesce(func.max(case((line.c.state == state, 1), else_=0)), 0).label(state)


_charged = case((line.c.state.in_(sorted(NOT_CHARGED)), 0), else_=line.c.unit_price_minor * line.c.quantity)
_sums = (
    select(
        line.c.order_id,
        cast(func.sum(_charged), BigInteger).label("total"),
        func.count().label("lines"),
        func.count(distinct(line.c.position)).label("positions"),
        func.min(line.c.position).label("first"),
        func.max(line.c.position).label("last"),
        func.max(line.c.round).label("last_round"),
    )
    .group_by(line.c.order_id)
    .subquery("sums")
)
_lines_of_it = _sums.c.order_id == order.c.id
_rounds = (
    select(
        order_round.c.order_id,
        func.count().label("rounds"),
        func.min(order_round.c.round).label("first"),
        func.max(order_round.c.round).label("last"),
    )
    .group_by(order_round.c.order_id)
    .subquery("rounds")
)

WRONG_TOTAL = Breach(
    "the total is not what its lines cost",
    select(order.c.id, order.c.shop_id, order.c.total_minor, _sums.c.total.label("lines_cost"))
    .outerjoin_from(order, _sums, _lines_of_it)
    .where(or_(order.c.total_minor != func.coalesce(_sums.c.total, 0), order.c.total_minor < 0)),
)
WRONG_QUANTITY = Breach(
    "a quantity outside 1…999, or a price below zero",
    select(line.c.id, line.c.shop_id, line.c.quantity, line.c.unit_price_minor).where(
        or_(line.c.quantity < 1, line.c.quantity > 999, line.c.unit_price_minor < 0)
    ),
)
WRONG_END = Breach(
    "an order is cancelled or completed without the time of it, or has the time and is not",
    select(order.c.id, order.c.shop_id, order.c.state, order.c.closed_at, order.c.cancelled_at).where(
        or_(
            (order.c.state == "completed") != order.c.closed_at.is_not(None),
            (order.c.state == "cancelled") != order.c.cancelled_at.is_not(None),
        )
    ),
)
_standing = (
    select(
        order.c.id,
        order.c.shop_id,
        order.c.state,
        order.c.number_state,
        case((order.c.closed_at.is_(None), 0), else_=1).label("closed"),
        *(_any(state) for state in LINE_STATES),
    )
    .outerjoin_from(order, line, line.c.order_id == order.c.id)
    .group_by(order.c.id, order.c.shop_id, order.c.state, order.c.number_state, order.c.closed_at)
    .subquery("standing")
)
_kinds = (_standing.c.state, _standing.c.number_state, _standing.c.closed, *(_standing.c[f"{state}"] for state in LINE_STATES))
COMBINATIONS = select(*_kinds, func.count().label("orders")).group_by(*_kinds).execution_options(any_tenant=WHOLE)
LIKE_THIS = (
    select(_standing.c.id, _standing.c.shop_id, _standing.c.state, _standing.c.number_state)
    .where(
        _standing.c.state == bindparam("state"),
        func.coalesce(_standing.c.number_state, "") == bindparam("number_state"),
        _standing.c.closed == bindparam("closed"),
        *(_standing.c[f"{state}"] == bindparam(f"{state}") for state in LINE_STATES),
    )
    .limit(MOST_ROWS)
    .execution_options(any_tenant=WHOLE)
)
ORDERS, LINES = count_of(order), count_of(line)
CHARGED = select(cast(func.sum(_charged), BigInteger).label("sum")).execution_options(any_tenant=WHOLE)


def totals_and_states(tx: Tx) -> Iterator[Finding]:
    """Judge O5. What follows from the lines is asked of the very functions that the verbs use, once per combination there is."""
    found = Offences("O5", "An order costs what its lines cost that were not cancelled or voided, and its state follows from them.")
    found.terms = {"orders": tx.value(ORDERS), "lines": tx.value(LINES), "charged_minor": tx.value(CHARGED) or 0}
    for breach in (WRONG_TOTAL, WRONG_QUANTITY, WRONG_END):
        found.add_found(tx, breach)
    for row in tx.all(COMBINATIONS):
        states = [state for state in LINE_STATES if getattr(row, state)]
        state = order_state(states, closed=bool(row.closed))
        shown = None if row.closed else number_state(states)
        if (row.state, row.number_state) == (state, shown):
            continue
        flags = {name: getattr(row, name) for name in LINE_STATES}
        alike = tx.all(LIKE_THIS, state=row.state, number_state=row.number_state or "", closed=row.closed, **flags)
        for each in alike:
            found.add("the state does not follow from the lines", **each._asdict(), follows=state, shown=shown)
        found.broken += row.orders - len(alike)
    yield found.finding()


routing = Invariant(
    "O6",
    "An order names the station of each of its lines, so that its kitchen screens are told; no device has stored a number never given.",
    {"cursors": count_of(cursor)},
    [
        Breach(
            "a line's station is not among those of its order",
            select(line.c.id, line.c.shop_id, line.c.order_id, line.c.station, order.c.stations)
            .join_from(line, order, order.c.id == line.c.order_id)
            .where(type_coerce(order.c.stations, Text).not_like('%"' + line.c.station + '"%')),
        ),
        Breach(
            "a device has stored more of a stream than there is",
            select(cursor.c.device_id, cursor.c.stream, cursor.c.seq, stream.c.head)
            .outerjoin_from(cursor, stream, stream.c.name == cursor.c.stream)
            .where(or_(stream.c.name.is_(None), cursor.c.seq > stream.c.head)),
        ),
    ],
)

rounds_and_lines = Invariant(
    "O7",
    "The lines of an order stand 1…n, in its rounds 1…m; no round is empty, and nothing is without its order.",
    {"rounds": count_of(order_round)},
    [
        Breach(
            "an order does not have the lines it counts",
            select(order.c.id, order.c.shop_id, order.c.line_count, _sums.c.lines, _sums.c.first, _sums.c.last)
            .outerjoin_from(order, _sums, _lines_of_it)
            .where(
                or_(
                    order.c.line_count != func.coalesce(_sums.c.lines, 0),
                    order.c.line_count < 1,
                    _sums.c.first != 1,
                    _sums.c.last != _sums.c.lines,
                    _sums.c.positions != _sums.c.lines,
                )
            ),
        ),
        Breach(
            "rounds do not follow one another from 1, or the last has no lines",
            select(order.c.id, order.c.shop_id, _rounds.c.rounds, _rounds.c.first, _rounds.c.last, _sums.c.last_round)
            .outerjoin_from(order, _rounds, _rounds.c.order_id == order.c.id)
            .outerjoin(_sums, _lines_of_it)
            .where(
                or_(
                    _rounds.c.rounds.is_(None),
                    _rounds.c.first != 1,
                    _rounds.c.last != _rounds.c.rounds,
                    _rounds.c.last != func.coalesce(_sums.c.last_round, 0),
                )
            ),
        ),
        Breach(
            "a round without lines",
            select(order_round.c.order_id, order_round.c.round, order_round.c.shop_id)
            .outerjoin_from(order_round, line, and_(line.c.order_id == order_round.c.order_id, line.c.round == order_round.c.round))
            .where(line.c.id.is_(None)),
        ),
        Breach(
            "a line without its order",
            select(line.c.id, line.c.shop_id, line.c.order_id)
            .outerjoin_from(line, order, order.c.id == line.c.order_id)
            .where(order.c.id.is_(None)),
        ),
    ],
)
