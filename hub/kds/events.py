"""What the kitchen tells the screens."""

from typing import ClassVar

from hub.live.events import Event
from hub.orders.schemas import LineOut, OrderHead


class LineMoved(Event, frozen=True, kw_only=True):
    """One action on one line; `order` is its head as it follows from all of its lines."""

    type: ClassVar[str] = "kds.line_moved"
    line: LineOut
    order: OrderHead
    action: str
