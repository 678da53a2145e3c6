"""What there is to do in the kitchen."""

from uuid import UUID

from hub.accounts.actor import Actor
from hub.kds.schemas import KitchenBoard
from hub.kit.db import Tx
from hub.orders.queries import KITCHEN_STATES, kitchen_lines
from hub.orders.rows import LineRow, OrderRow, line_of
from hub.orders.states import LineState
from hub.venue.queries import at_shop


def kitchen_board(
    tx: Tx, who: Actor, station: str | None = None, state: LineState | None = None, shop_id: UUID | None = None
) -> KitchenBoard:
    """The lines of open orders that a kitchen has to do, rush first, then oldest first.

    Without a station: those of the screen's own stations, or all when it is bound to none. Without a state: all that are not
    over, and struck-through lines that wait for the kitchen's word.
    """
    who, shop_id = at_shop(tx, who, shop_id)
    stations = (station,) if station is not None else who.stations
    shown = kitchen_lines(tx, shop_id, stations, KITCHEN_STATES if state is None else frozenset({state}))
    return KitchenBoard(lines=[line_of(line, order) for line, order in sorted(shown, key=_rush_then_oldest)])


def _rush_then_oldest(shown: tuple[LineRow, OrderRow]) -> tuple[object, ...]:
    line, _ = shown
    return (not line.rush, line.placed_at, line.order_id, line.position)
