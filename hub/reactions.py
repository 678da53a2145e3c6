"""When this happens, that follows: the one table between features.

A reaction runs in the same transaction as the fact it follows, in the order written. Whatever must be true together with
something in another part of the venue is said here and nowhere else.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from hub.accounts import shops
from hub.accounts.events import RefreshReused
from hub.im import identity
from hub.im.devices import revoke_for_reuse
from hub.kds.stations import stations_of
from hub.kit.db import Tx
from hub.kit.jobs import KINDS
from hub.orders.closing import follow_stay
from hub.venue import jobs as _venue_jobs
from hub.venue.events import StayMoved
from hub.venue.queries import shop_row


def station_codes(tx: Tx, shop_id: UUID) -> list[str]:
    """The stations whose channels a kitchen screen hears when it is bound to none."""
    return [each.code for each in stations_of(tx, shop_id)]


REACTIONS: Mapping[type, tuple[Callable[[Tx, Any], None], ...]] = {
    StayMoved: (follow_stay,),
    RefreshReused: (revoke_for_reuse,),
}

SCOPE_EVENTS = identity.SCOPE_EVENTS
"""Events on a personal channel that end the connections they reach."""

# Questions that a lower part asks of a higher one, and who answers.
identity.known_stations = station_codes
shops.find_shop = shop_row

JOB_MODULES = (_venue_jobs,)
JOB_KINDS = frozenset(KINDS)
"""All kinds of jobs; importing this module loads their handlers."""
