"""A round's paper on a printer that works: by itself, beside another that works, and beside one that is dead in each way."""

import http.client
import json
import secrets
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from bench.driver import Driver
from bench.findings import Findings, Table, Verdict
from bench.hub_process import HubVenue, serving, three_lines
from bench.machine import load_words
from bench.orders.measure import work_folder
from bench.processes import NotRun, Process, python, stopping
from bench.reconnect.shops import add_shops
from bench.scale import Scale
from bench.spread import percentile, ratio, spread
from bench.turns import alternate
from devices.client import SqliteStore
from devices.client.storage import TokenPair

ALONE, BESIDE = "no other printer", "another that works"
OTHERS = {
    ALONE: None,
    BESIDE: "works",
    "one that never answers": "silent",
    "one that is off": "refuses",
    "one that hangs in a job": "hangs",
}
DEAD = tuple(OTHERS)[2:]
PADS = 40
PATIENCE_SECONDS = 30.0
METHOD = (
    "A shop for each row, with a printer of all stations that works and, but in the first, another one of all stations, whose jobs are "
    "made first. Each printer is the real program, `python -m devices.printer`, in a process of its own, before a machine that prints "
    "nothing and notes when a paper is whole; the hub is one process on SQLite with announcements off. Pads place rounds of three dishes, "
    "{rate:g} a second. Counted is the time from sending a round to its whole paper at the printer that works, and the time until the pad "
    "has its answer. The cards of a dead printer go to the one that works after 20 s, so it prints those of earlier turns as well. One "
    "reading is the p50 or p99 of one turn."
)


class Shop:
    """One row: its pads, and the place of its working machine among all machines."""

    def __init__(self, pads: Sequence[str], skus: list[str], machine: int) -> None:
        self.pads = pads
        self.skus = skus
        self.machine = machine


class House:
    """The hub and its shops, and the machines that all printers print on."""

    def __init__(self, port: int, machines: Driver) -> None:
        self.pad = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        self.machines = machines
        self.placed = 0

    def turn(self, shop: Shop, rounds: int, rate: float, kept: list[dict[str, float]]) -> float:
        """The p99 in milliseconds; all figures go to `kept`."""
        sent, answered = {}, []
        self.machines.ask("papers")
        begin = time.monotonic_ns()
        for number in range(rounds):
            time.sleep(max(0.0, (begin + number * 1e9 / rate - time.monotonic_ns()) / 1e9))
            mark = f"R{self.placed:06}"
            sent[mark] = time.monotonic_ns()
            self.place(shop, mark)
            answered.append((time.monotonic_ns() - sent[mark]) / 1e6)
        papers: dict[str, int] = {}
        until = time.monotonic() + PATIENCE_SECONDS
        while not papers.keys() >= sent.keys():
            if time.monotonic() > until:
                raise NotRun(f"{len(sent.keys() - papers.keys())} rounds of a turn did not come out")
            time.sleep(0.05)
            papers = self.machines.ask("papers")["papers"][shop.machine] | papers
        lags = [(papers[mark] - at) / 1e6 for mark, at in sent.items()]
        kept.append({"p50": percentile(lags, 0.5), "p99": percentile(lags, 0.99), "answer": percentile(answered, 0.99)})
        return kept[-1]["p99"]

    def place(self, shop: Shop, mark: str) -> None:
        lines = three_lines(shop.skus, self.placed)["lines"]
        body = json.dumps({"lines": [line | {"note": mark} for line in lines]})
        headers = {
            "Authorization": f"Bearer {shop.pads[self.placed % len(shop.pads)]}",
            "Content-Type": "application/json",
            "Idempotency-Key": secrets.token_hex(12),
        }
        self.pad.request("POST", "/api/v1/orders", body, headers)
        answer = self.pad.getresponse()
        told = answer.read()
        if answer.status != 201:
            raise NotRun(f"a round was answered with {answer.status}: {told[:120]!r}")
        self.placed += 1


def measure(scale: Scale) -> Findings:
    missing: dict[str, str] = {}
    kept: dict[str, list[dict[str, float]]] = {name: [] for name in OTHERS}
    with tempfile.TemporaryDirectory(dir=work_folder(), prefix="printing-") as name:
        folder = Path(name)
        venue = HubVenue.on_sqlite(folder / "hub")
        try:
            with furnished(venue, folder) as (house, shops):
                turns = {
                    each: partial(house.turn, shop, scale.printing_rounds, scale.printing_rate, kept[each]) for each, shop in shops.items()
                }
                alternate(turns, scale.printing_turns, missing)
        finally:
            venue.close()
    readings = {each: rounds[1:] for each, rounds in kept.items() if each not in missing}
    return Findings(
        part="printing",
        method=METHOD.format(rate=scale.printing_rate),
        tables=[table_of(readings, missing, scale)],
        verdicts=verdicts(readings, missing),
        notes=[load_words()],
        raw={"readings": readings, "missing": missing},
    )


@contextmanager
def furnished(venue: HubVenue, folder: Path) -> Iterator[tuple[House, dict[str, Shop]]]:
    """The shops with their pads and printers; all printers are there, and have said how their machines are."""
    kinds, tokens, shops = [], [], {}
    for (name, other), shop in zip(OTHERS.items(), add_shops(venue, len(OTHERS)), strict=True):
        own = [*([other] if other else []), "works"]
        tokens += add_printers(venue, shop["id"], len(own))
        kinds += own
        pads = venue.add_devices("pad", PADS, venue.add_rooms(PADS, shop["id"]), shop["id"])
        shops[name] = Shop(pads, shop["skus"], len(kinds) - 1)
    machines = Driver("bench.printing.machines", *kinds)
    try:
        machines.wait()
        ports = machines.ask("ports")["ports"]
        with serving(venue, name="printing hub") as hub:
            printers = [printer(hub.port, port, token, folder / f"printer-{port}") for port, token in zip(ports, tokens, strict=True)]
            with stopping(printers):
                hub.process.wait_until(lambda: all_here(venue, kinds), 60, "the printers did not come")
                yield House(hub.port, machines), shops
    finally:
        machines.stop()


def add_printers(venue: HubVenue, shop_id: UUID, count: int) -> list[str]:
    """Copies of the demo's kitchen screen, made printers of every station; their access tokens, in the order of their names."""
    tokens = venue.add_devices("kitchen", count, shop_id=shop_id)
    device, setting = venue.tables["device"], venue.tables["printer_setting"]
    prints = {
        "shop_id": shop_id,
        "kitchen": True,
        "receipt": False,
        "fallback": True,
        "updated_at": datetime.now(UTC).replace(microsecond=0),
    }
    with venue.engine.begin() as connection:
        connection.execute(update(device).where(device.c.shop_id == shop_id).values(kind="printer"))
        accounts = connection.execute(select(device.c.account_id).where(device.c.shop_id == shop_id)).scalars()
        connection.execute(insert(setting), [prints | {"account_id": account} for account in accounts])
    return tokens


def printer(hub_port: int, port: int, token: str, folder: Path) -> Process:
    """The program as it runs on a box that was let in."""
    folder.mkdir()
    store = SqliteStore(folder / "printer.db")
    store.keep_tokens(TokenPair(token))
    store.close()
    hub, paper = f"http://127.0.0.1:{hub_port}", f"127.0.0.1:{port}"
    return Process(folder.name, python("devices.printer", "--hub", hub, "--paper", paper, "--data", folder))


def all_here(venue: HubVenue, kinds: Sequence[str]) -> bool:
    """Whether every printer is connected, and those that can know it have said that their machines are off."""
    device = venue.tables["device"]
    with venue.engine.connect() as connection:
        here = connection.execute(
            select(device.c.faults).where(device.c.kind == "printer", device.c.presence != "offline", device.c.last_seen_at.is_not(None))
        ).scalars()
        faults = [bool(each) for each in here]
    return len(faults) == len(kinds) and sum(faults) == sum(kind in ("silent", "refuses") for kind in kinds)


def table_of(readings: dict[str, list[dict[str, float]]], missing: dict[str, str], scale: Scale) -> Table:
    rows: list[tuple[str, ...]] = []
    for name, rounds in readings.items():
        figures = [spread(series(rounds, each)).words(0, " ms") for each in ("p50", "p99", "answer")]
        against = (
            [ratio(series(rounds, each), series(readings[ALONE], each)).words() for each in ("p50", "p99")] if ALONE in readings else []
        )
        rows.append((name, *figures, *against))
    rows += [(name, f"not run: {reason}") for name, reason in missing.items()]
    columns = ("beside it", "placed to paper, p50", "p99", "placed to answer, p99", "p50 against none", "p99 against none")
    return Table(
        title=f"{scale.printing_rate:g} rounds a second in one shop, {scale.printing_rounds} in a turn", columns=columns, rows=rows
    )


def series(rounds: Sequence[dict[str, float]], name: str) -> list[float]:
    return [each[name] for each in rounds]


def verdicts(readings: dict[str, list[dict[str, float]]], missing: dict[str, str]) -> list[Verdict]:
    """A dead printer is held against one that works: that there are two cards of each round costs something in both."""
    why = "; ".join(f"{name}: {reason}" for name, reason in missing.items())
    beside: Any = readings.get(BESIDE)
    return [
        Verdict(
            what=f"a round's paper beside {name}, {figure} against {BESIDE}",
            limit=limit,
            at_most=True,
            reached=ratio(series(readings[name], figure), series(beside, figure)) if beside and name in readings else None,
            why="" if beside and name in readings else why,
        )
        for name in DEAD
        for figure, limit in (("p50", 1.25), ("p99", 1.5))
    ]
