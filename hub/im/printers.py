"""The printers of a shop: where they stand and how they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from hub.im.faults import PRINTER_FAULTS
from hub.im.models import WHERE_IT_STANDS, device, device_binding
from hub.im.states import ACTIVE, OFFLINE
from hub.kit.db import Tx

PRINTERS = (
    select(
        device.c.id,
        device.c.account_id,
        device.c.name,
        device.c.presence,
        device.c.faults,
        device.c.last_seen_at,
        device_binding.c.room_id,
        device_binding.c.stations,
    )
    .join_from(device, device_binding, WHERE_IT_STANDS)
    .where(device.c.shop_id == bindparam("shop_id"), device.c.kind == "printer", device.c.state == ACTIVE)
    .order_by(device.c.name, device.c.id)
)


class PrinterHere(NamedTuple):
    """A printer that is in use."""

    id: UUID
    account_id: UUID
    name: str
    presence: str
    faults: Sequence[str]
    last_seen_at: datetime | None
    room_id: UUID | None
    stations: Sequence[str]

    @property
    def ready(self) -> bool:
        """Whether paper would come out of it now, as far as it has said."""
        return self.presence != OFFLINE and PRINTER_FAULTS.isdisjoint(self.faults)


def printers_here(tx: Tx, shop_id: UUID) -> list[PrinterHere]:
    """The printers of a shop, by name."""
    return [PrinterHere(*row) for row in tx.all(PRINTERS, shop_id=shop_id)]
