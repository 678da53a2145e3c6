"""Alternating turns of sixteen closed-loop clients against the hub, the same verb by the book, and raw statements."""

import importlib.util
import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from bench import postgres
from bench.findings import Findings, Table, Verdict
from bench.hub_process import HubVenue, serving
from bench.orders import peer_venue
from bench.orders.firing import Firing, firing
from bench.orders.shots import Shots
from bench.processes import WORK, NotRun, Process, free_port, python
from bench.scale import Scale
from bench.spread import percentile, ratio, spread
from bench.turns import alternate

CLIENTS = 16
HUB = "Venue Hub, SQLite"
ANNOUNCED = "Venue Hub, SQLite, each order announced to kitchen and call screen"
BOOK = "by the book, SQLite (ORM AsyncSession, aiosqlite)"
RAW = "raw sqlite3, one transaction each"
PG_HUB = "Venue Hub, PostgreSQL"
PG_TWO = "Venue Hub, PostgreSQL, two processes"
PG_BOOK = "by the book, PostgreSQL (ORM AsyncSession, asyncpg)"
CORES_FOR_TWO = 6
Rates = dict[str, list[float]]
METHOD = (
    f"{CLIENTS} connections, each with its own device token, send an order of three lines as soon as the last one is answered; the "
    "same client process and the same kind of request for every server. Each order finds the device, looks its Idempotency-Key up, "
    "reads the menu, takes a display number, writes order, lines, history, stream numbers, events and the stored answer, and is durable "
    "(SQLite WAL with synchronous=FULL, PostgreSQL as it comes). The peers do no more than that; the hub also holds the stay, writes the "
    "round and what follows from it. Announcements are off but in the row that says so. A reading is the number of answered orders per "
    "second in one turn."
)


def measure(scale: Scale) -> Findings:
    missing: dict[str, str] = {}
    with tempfile.TemporaryDirectory(dir=work_folder(), prefix="orders-") as folder:
        sqlite_rates, sqlite_table = on_sqlite(Path(folder), scale, missing)
        postgres_rates, postgres_table = on_postgres(Path(folder), scale, missing)
    rates = {**sqlite_rates, **postgres_rates}
    return Findings(
        part="orders",
        method=METHOD,
        tables=[sqlite_table, postgres_table],
        verdicts=verdicts(rates, missing),
        raw={"orders_per_second": rates, "missing": missing},
    )


def work_folder() -> Path:
    WORK.mkdir(parents=True, exist_ok=True)
    return WORK


def on_sqlite(folder: Path, scale: Scale, missing: dict[str, str]) -> tuple[Rates, Table]:
    with ExitStack() as stack:
        groups: dict[str, Firing] = {}
        for name, start in ((HUB, start_hub), (ANNOUNCED, start_announcing_hub), (RAW, start_raw), (BOOK, start_book)):
            try:
                groups[name] = start(stack, folder, scale)
            except NotRun as reason:
                missing[name] = str(reason)
        return turns(groups, scale, missing, "On SQLite")


def on_postgres(folder: Path, scale: Scale, missing: dict[str, str]) -> tuple[Rates, Table]:
    with ExitStack() as stack:
        groups: dict[str, Firing] = {}
        try:
            url = stack.enter_context(postgres.server())
        except NotRun as reason:
            missing.update({name: str(reason) for name in (PG_HUB, PG_TWO, PG_BOOK)})
            return turns(groups, scale, missing, "On PostgreSQL")
        starts: dict[str, Callable[[], Firing]] = {PG_BOOK: partial(start_pg_book, stack, url)}
        try:
            one, two = pg_venues(stack, folder, url)
            starts |= {PG_HUB: partial(pg_hubs, stack, one, scale, 1), PG_TWO: partial(pg_hubs, stack, two, scale, 2)}
        except NotRun as reason:
            missing.update({name: str(reason) for name in (PG_HUB, PG_TWO)})
        for name, start in starts.items():
            try:
                groups[name] = start()
            except NotRun as reason:
                missing[name] = str(reason)
        return turns(groups, scale, missing, "On PostgreSQL")


def turns(groups: dict[str, Firing], scale: Scale, missing: dict[str, str], title: str) -> tuple[Rates, Table]:
    seconds = scale.order_turn_seconds
    rates = alternate({name: partial(group.rate, seconds) for name, group in groups.items()}, scale.order_rounds, missing)
    rows = []
    for name, series in rates.items():
        group, rate = groups[name], spread(series)
        rows.append(
            (
                name,
                rate.words(0),
                f"{percentile(group.latencies, 0.5) / 1e6:.1f} ms",
                f"{percentile(group.latencies, 0.99) / 1e6:.1f} ms",
                f"{group.cpu_ns / group.orders / 1e3:.0f} µs",
            )
        )
    return rates, Table(
        title=f"{title}, {CLIENTS} clients",
        columns=("server", "orders per second", "p50", "p99", "CPU per order"),
        rows=rows,
        note="For orientation: absolute figures of this machine in these minutes.",
    )


def planned_orders(scale: Scale, most_per_second: int = 6_000) -> int:
    """More stays than the hub can fill in all its turns."""
    return int((scale.order_rounds + 1) * scale.order_turn_seconds * most_per_second)


def start_hub(stack: ExitStack, folder: Path, scale: Scale) -> Firing:
    return fired_at(stack, HubVenue.on_sqlite(folder / "hub"), scale)


def start_announcing_hub(stack: ExitStack, folder: Path, scale: Scale) -> Firing:
    """Texts are composed, checked and sent; they are not spoken, for no machine could say so many."""
    venue = HubVenue.on_sqlite(folder / "announcing")
    venue.announce(True)
    return fired_at(stack, venue, scale)


def fired_at(stack: ExitStack, venue: HubVenue, scale: Scale) -> Firing:
    stack.callback(venue.close)
    shots = venue.shots(planned_orders(scale), CLIENTS)
    hub = stack.enter_context(serving(venue, name="orders hub"))
    return stack.enter_context(firing([hub.process], [hub.port], shots))


def start_raw(stack: ExitStack, folder: Path, scale: Scale) -> Firing:
    file = folder / "raw.sqlite3"
    return start_peer(stack, "bench.orders.raw", peer_venue.make(f"sqlite:///{file}", CLIENTS), str(file))


def start_book(stack: ExitStack, folder: Path, scale: Scale) -> Firing:
    """One pooled connection: with more, SQLite's waiting writers sleep in the busy handler and the peer loses half its rate."""
    need("aiosqlite", "greenlet")
    file = folder / "book.sqlite3"
    return start_peer(stack, "bench.orders.book", peer_venue.make(f"sqlite:///{file}", CLIENTS), f"sqlite+aiosqlite:///{file}", "1")


def start_pg_book(stack: ExitStack, url: str) -> Firing:
    need("asyncpg", "greenlet")
    address = postgres.fresh_database(url, "book")
    shots = peer_venue.make(address.replace("postgresql:", "postgresql+psycopg:"), CLIENTS)
    return start_peer(stack, "bench.orders.book", shots, address.replace("postgresql:", "postgresql+asyncpg:"), str(CLIENTS))


def start_peer(stack: ExitStack, module: str, shots: Shots, *arguments: str) -> Firing:
    port = free_port()
    process = stack.enter_context(Process(module, python(module, port, *arguments)))
    process.wait_for_port(port)
    return stack.enter_context(firing([process], [port], shots))


def pg_venues(stack: ExitStack, folder: Path, url: str) -> tuple[HubVenue, HubVenue]:
    """The demo venue, and a copy of its database for the two processes; a database can be copied while nobody is connected to it."""
    one = HubVenue.on_postgres(folder / "pg-one", postgres.fresh_database(url, "one"))
    one.close()
    two = one.copied(folder / "pg-two", postgres.fresh_database(url, "two", "one"))
    stack.callback(one.close)
    stack.callback(two.close)
    return one, two


def pg_hubs(stack: ExitStack, venue: HubVenue, scale: Scale, processes: int) -> Firing:
    shots = venue.shots(planned_orders(scale, 3_000), CLIENTS)
    hubs = [stack.enter_context(serving(venue, name=f"orders hub {processes} {n}")) for n in range(processes)]
    return stack.enter_context(firing([hub.process for hub in hubs], [hub.port for hub in hubs], shots))


def need(*modules: str) -> None:
    for module in modules:
        if importlib.util.find_spec(module) is None:
            raise NotRun(f"the Python package {module} is not installed")


def verdicts(rates: Rates, missing: dict[str, str]) -> list[Verdict]:
    def of(what: str, over: str, under: str, **target: Any) -> Verdict:
        absent = [name for name in (over, under) if name not in rates]
        if absent:
            return Verdict(
                what=what, at_most=False, reached=None, why="; ".join(f"{name}: {missing.get(name)}" for name in absent), **target
            )
        return Verdict(what=what, at_most=False, reached=ratio(rates[over], rates[under]), **target)

    return [
        of("orders, SQLite, against the same verb by the book", HUB, BOOK, limit=6, next_stage=12),
        of("orders, SQLite, against raw sqlite3 statements", HUB, RAW, limit=0.6, next_stage=1.0),
        of("orders, PostgreSQL, against the same verb by the book", PG_HUB, PG_BOOK, limit=2.5),
        of("orders, PostgreSQL, two processes against one", PG_TWO, PG_HUB, limit=1.7, judged=(os.cpu_count() or 1) >= CORES_FOR_TWO),
    ]
