"""A printer that only speaks with the hub, for tests of the hub: what it has to do, and what becomes of it."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, select, update

from hub.im import identity
from hub.im.devices import add_device
from hub.im.presence import connected, disconnected, record_health
from hub.kit.db import Tx
from hub.printing.watching import look_after_prints
from hub.tables import TABLES
from tests.venues import Client, Venue

device, print_job = TABLES["device"], TABLES["print_job"]
ALL_JOBS = select(print_job).where(print_job.c.shop_id == bindparam("shop_id")).order_by(print_job.c.id)
OLDER = (
    update(print_job)
    .where(print_job.c.shop_id == bindparam("of_shop"))
    .values(waiting_since=bindparam("waits"), expires_at=bindparam("until"), taken_at=bindparam("taken"))
)


def add_printer(venue: Venue, name: str, *stations: str) -> Client:
    """One more printer of the venue, as a client."""

    def add(tx: Tx) -> None:
        made = add_device(tx, brand_id=venue.brand_id, shop_id=venue.shop_id, kind="printer", name=name, stations=stations)
        venue._let_in(tx, "device", made.id, name)

    venue.running.database.run_now(add)
    return venue[name]


def come(venue: Venue, name: str, printer: str = "ready") -> Callable[[], None]:
    """Connect a printer, which says how its machine is; the way to leave again."""
    run, hub_id, connection_id = venue.running.database.run_now, uuid4(), uuid4()
    seat = venue.running.database.read_now(lambda tx: identity.identify(tx, venue[name].token))
    run(lambda tx: connected(tx, seat, connection_id, hub_id))
    run(lambda tx: record_health(tx, seat, connection_id, {"visible": True, "printer": printer}))
    return lambda: run(lambda tx: disconnected(tx, seat, connection_id))


def look(venue: Venue) -> None:
    """What a hub does by itself once a second."""
    venue.running.database.run_now(look_after_prints)


def jobs(venue: Venue) -> list[Any]:
    return venue.running.database.read_now(lambda tx: tx.all(ALL_JOBS, shop_id=venue.shop_id))


async def waiting(venue: Venue, name: str) -> list[dict[str, Any]]:
    answer = await venue[name].get("/me/print-jobs")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]  # type: ignore[no-any-return]


async def take(venue: Venue, name: str, job: dict[str, Any]) -> dict[str, Any]:
    answer = await venue[name].post(f"/print-jobs/{job['id']}/take")
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def printed(venue: Venue, name: str, job: dict[str, Any]) -> dict[str, Any]:
    answer = await venue[name].post(f"/print-jobs/{job['id']}/printed")
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def failed(venue: Venue, name: str, job: dict[str, Any], problem: str = "paper_out") -> dict[str, Any]:
    answer = await venue[name].post(f"/print-jobs/{job['id']}/failed", {"problem": problem})
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def print_all(venue: Venue, name: str) -> list[dict[str, Any]]:
    """Take and print everything that waits; what stood on each paper."""
    papers = []
    for job in await waiting(venue, name):
        content = (await take(venue, name, job))["content"]
        papers.append(content)
        if content is not None:
            await printed(venue, name, job)
    return papers


def dishes(content: dict[str, Any]) -> list[str]:
    return [f"{line['quantity']}x{line['name']}" for line in content["lines"]]


def states(rows: Iterable[Any]) -> list[tuple[str, str, int]]:
    return [(row.device_name, row.state, row.copy) for row in rows]
