"""Events straight into a venue's stream, many at once, without a kitchen to cook them."""

import asyncio
from collections.abc import Sequence

from hub.kit.db import Tx
from hub.kit.ids import new_id
from hub.live.append import News, publish
from hub.store.events import SoldOutChanged
from tests.orders.log import head
from tests.venues import Venue


def feed(venue: Venue, many: int, to: Sequence[str], *, ids: int = 1) -> list[int]:
    """Publish so many small events to these channels in one unit; their numbers. `ids` of 200 fill one to nearly 8 KiB."""
    removed = {"sold_out": [new_id() for _ in range(ids)]}
    fed: list[News] = []

    def work(tx: Tx) -> None:
        for _ in range(many):
            publish(tx, SoldOutChanged(removed=removed), stream=venue.stream, to=to)
        fed[:] = tx.news

    venue.running.database.run_now(work)
    return [news.seq for news in fed]


async def at_rest(venue: Venue, open_sockets: int = 0) -> int:
    """Wait until so many sockets of the venue are open and the comings and goings are written; the number of the newest event."""
    stage = venue.running.hub.stage
    async with asyncio.timeout(30):
        while True:
            here = [each for each in tuple(stage.connections) if each.seat.shop_id == venue.shop_id]
            if len(here) == open_sockets and not stage.hooks._tasks:  # type: ignore[attr-defined]
                return head(venue)
            await asyncio.sleep(0.02)
