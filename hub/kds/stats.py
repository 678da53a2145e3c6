"""How long things took in the kitchen on one business day. Medians and nine-in-ten values, because a mean hides the slow ones."""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from hub.accounts.actor import Actor
from hub.kds.schemas import KitchenStats, Spread, Times
from hub.kds.stations import stations_of
from hub.kit.db import Tx
from hub.orders.queries import lines_of_day, recalls_of
from hub.orders.rows import LineRow, OrderRow
from hub.orders.states import CANCELLED, UNFINISHED, VOIDED
from hub.venue.days import business_day
from hub.venue.queries import at_shop, shop_row

Sold = tuple[LineRow, OrderRow]


def kitchen_stats(tx: Tx, who: Actor, day: date | None = None, shop_id: UUID | None = None) -> KitchenStats:
    """The kitchen's times of a business day (none named: the present one), by station and by dish."""
    who, shop_id = at_shop(tx, who, shop_id)
    shop = shop_row(tx, shop_id)
    day = day or business_day(tx.now, shop.timezone, shop.day_start)
    sold = lines_of_day(tx, shop_id, day)
    recalls = recalls_of(tx, sold)
    red = {station.code: station.red_seconds for station in stations_of(tx, shop_id)}

    def times(lines: Sequence[Sold], *, dish: bool) -> Times:
        return _times(lines, recalls, red, dish=dish)

    return KitchenStats(
        business_day=day.isoformat(),
        stations=[times(lines, dish=False) for lines in _grouped(sold, lambda line: line.station)],
        dishes=[times(lines, dish=True) for lines in _grouped(sold, lambda line: (line.station, line.sku_id))],
    )


def _grouped(sold: Iterable[Sold], key: Callable[[LineRow], object]) -> list[list[Sold]]:
    groups: dict[object, list[Sold]] = {}
    for line, order in sold:
        groups.setdefault(key(line), []).append((line, order))
    return list(groups.values())


def _times(sold: Sequence[Sold], recalls: dict[UUID, int], red: dict[str, int], *, dish: bool) -> Times:
    lines = [line for line, _ in sold]
    first = lines[0]
    return Times(
        station=first.station,
        sku_id=first.sku_id if dish else None,
        name=first.name if dish else None,
        lines=len(lines),
        waiting=_spread((line.placed_at, line.started_at) for line in lines),
        cooking=_spread((line.started_at, line.ready_at) for line in lines),
        pickup=_spread((line.ready_at, line.served_at) for line in lines),
        late=sum(_is_late(line, red.get(line.station)) for line in lines),
        cancelled=sum(line.state == CANCELLED for line in lines),
        voided=sum(line.state == VOIDED for line in lines),
        recalled=sum(recalls.get(line.id, 0) for line in lines),
        abandoned=sum(order.closed_at is not None and line.state in UNFINISHED for line, order in sold),
    )


def _is_late(line: LineRow, red_seconds: int | None) -> bool:
    """Ready later after it was placed than its station allows."""
    return red_seconds is not None and line.ready_at is not None and (line.ready_at - line.placed_at).total_seconds() > red_seconds


def _spread(pairs: Iterable[tuple[datetime | None, datetime | None]]) -> Spread:
    taken = sorted(round((end - start).total_seconds() * 1000) for start, end in pairs if start is not None and end is not None)
    return Spread(count=len(taken), median_ms=_at_rank(taken, 0.5), p90_ms=_at_rank(taken, 0.9))


def _at_rank(taken: Sequence[int], share: float) -> int | None:
    """The smallest value that at least this share of the values does not exceed (nearest rank)."""
    return taken[max(0, math.ceil(share * len(taken)) - 1)] if taken else None
