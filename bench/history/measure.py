"""A hub whose database holds a quarter of a year is asked for reports and lists, one after the other."""

import secrets
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from bench.findings import Findings, Table, Verdict
from bench.history.book import write_book
from bench.hub_process import Hub, HubVenue, serving
from bench.orders.measure import work_folder
from bench.scale import Scale
from bench.spread import spread

DAYS = 92
NEVER_USED = "terrace"
"""A station that no order has a line of."""
DISHES = 40
METHOD = (
    "A hub on SQLite; 92 business days are written into its database beforehand, each with so many finished orders of two to five lines, "
    "their rounds, lines and history. Then a manager asks over HTTP, one request at a time, in an order that moves on each round. "
    "The time is that of the whole request, from the client's side."
)


def measure(scale: Scale) -> Findings:
    with tempfile.TemporaryDirectory(dir=work_folder(), prefix="history-") as name:
        venue = HubVenue.on_sqlite(Path(name) / "hub")
        today = datetime.now(UTC).date()
        lines = fill(venue, today - timedelta(days=1), scale.history_orders)
        with serving(venue, name="history") as hub:
            add_station(hub, venue)
            asked = requests(hub, manager(venue), today - timedelta(days=1))
            series = in_turns(asked, scale.history_rounds)
        venue.close()
    rows = [(what, f"{spread(times).words(0)} ms") for what, times in series.items()]
    verdicts = [
        Verdict(what=f"{what}, p50", limit=500, at_most=True, reached=spread(series[what]), unit=" ms") for what in list(series)[:1]
    ]
    return Findings(
        part="history",
        method=METHOD,
        tables=[Table(title=f"{DAYS} days of {scale.history_orders} orders: {lines:,} lines", columns=("request", "time"), rows=rows)],
        verdicts=verdicts,
        raw={"ms": series, "lines": lines},
    )


def fill(venue: HubVenue, last: date, orders: int) -> int:
    """One order of many dishes over HTTP is the model of all."""
    room = venue.add_rooms(1)[0]
    cashier = venue.device("cashier")["access_token"]
    with serving(venue, name="history first order") as hub:
        body = {"lines": [{"sku_id": sku, "quantity": 1} for sku in venue.skus[:DISHES]], "room_id": str(room)}
        placed = hub.send("POST", "/api/v1/orders", cashier, body, secrets.token_hex(16))
        hub.send("POST", f"/api/v1/rooms/{room}/clean", cashier, {}, secrets.token_hex(16))
    with venue.engine.begin() as connection:
        return write_book(connection, venue.tables, UUID(placed["order"]["id"]), last, DAYS, orders)


def manager(venue: HubVenue) -> str:
    found = next(one for one in venue.seed["users"] if one["shop_id"] == venue.shop["id"] and one["role"] == "manager")
    return str(found["access_token"])


def add_station(hub: Hub, venue: HubVenue) -> None:
    names = {"names": {"en": "Terrace", "zh-CN": "露台"}, "amber_seconds": 300, "red_seconds": 600}
    hub.send("PUT", f"/api/v1/kds/stations/{NEVER_USED}", manager(venue), names, secrets.token_hex(16))


def requests(hub: Hub, token: str, last: date) -> dict[str, Callable[[], Any]]:
    """What is asked, by the words of the table."""

    def ask(path: str, **query: str) -> Callable[[], Any]:
        return lambda: hub.fetch(f"/api/v1{path}?{urlencode(query)}", token)

    def days(many: int) -> dict[str, str]:
        return {"from": (last - timedelta(days=many - 1)).isoformat(), "to": last.isoformat()}

    return {
        f"the kitchen's times, {DAYS} days": ask("/kds/stats", **days(DAYS)),
        "the kitchen's times, 7 days": ask("/kds/stats", **days(7)),
        "the kitchen's times, 1 day": ask("/kds/stats", **days(1)),
        f"the same as a table by dish, {DAYS} days": ask("/kds/stats/export", by="dish", **days(DAYS)),
        "orders, the newest 50": ask("/orders"),
        "orders that are placed": ask("/orders", state="placed"),
        "orders that were cancelled": ask("/orders", state="cancelled"),
        "orders of a busy station": ask("/orders", station="hot"),
        "orders of a station that was never used": ask("/orders", station=NEVER_USED),
    }


def in_turns(asked: dict[str, Callable[[], Any]], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each request in each round, after one round that does not count."""
    found: dict[str, list[float]] = {what: [] for what in asked}
    order = list(asked)
    for number in range(rounds + 1):
        order = [*order[1:], order[0]]
        for what in order:
            began = time.perf_counter()
            asked[what]()
            if number:
                found[what].append((time.perf_counter() - began) * 1000)
    return found
