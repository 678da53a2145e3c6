"""Turns of open-loop orders: the hub beside the floor at each rate, and the hub beside itself with one device that stopped reading."""

import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from bench.delivery.load import Plan
from bench.driver import Driver
from bench.findings import Findings, Table, Verdict
from bench.hub_process import HubVenue, serving
from bench.orders import peer_venue
from bench.orders.measure import work_folder
from bench.processes import NotRun, Process, free_port, python
from bench.scale import Scale
from bench.spread import Spread, ratio, spread
from bench.turns import alternate

SCREENS = 50
CLIENTS = 16
JUDGED_RATE = 200
HUB, STALLED, FLOOR = "Venue Hub", "Venue Hub, one of 51 devices stalled", "Python floor without a framework"
METHOD = (
    f"Orders of three lines leave at a fixed rate (open loop, over 32 kept-alive connections), and {SCREENS} kitchen screens, each a "
    "device with its own websocket, note when each arrives. Counted is the time from the end of the commit, noted by the server, to "
    "the moment the screen has read the frame; all processes share one clock, and one process reads all the screens. "
    "The floor commits the same rows with raw statements and sends one frame per screen, without a framework. "
    "One reading is the p50 or p99 of one turn over all screens and orders."
)


class Glass:
    """A server with its load process."""

    def __init__(self, process: Process, plan: Plan, folder: Path) -> None:
        self.process = process
        self.turns: list[dict[str, Any]] = []
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".json", delete=False) as file:
            file.write(msgspec.json.encode(plan))
        self.client = Driver("bench.delivery.load", file.name)

    def turn(self, seconds: float, rate: int) -> float:
        """The p99 of this turn; the rest is kept in `turns`."""
        told = self.client.ask(f"turn {seconds} {rate}")
        if not told["commit_to_screen"]:
            raise NotRun("no order arrived on a screen")
        self.turns.append({"rate": rate, **told})
        return float(told["commit_to_screen"]["p99"])


class Reading(msgspec.Struct):
    """What the turns of one server at one rate gave, round by round, in milliseconds."""

    p50: list[float]
    p99: list[float]
    from_post: list[float]
    lost: int
    doubled: int


def measure(scale: Scale) -> Findings:
    missing: dict[str, str] = {}
    readings: dict[int, dict[str, Reading]] = {}
    with tempfile.TemporaryDirectory(dir=work_folder(), prefix="delivery-") as name, ExitStack() as stack:
        folder = Path(name)
        glasses = started(stack, folder, scale, missing)
        for rate in scale.delivery_rates:
            beside = {key: glasses[key] for key in (HUB, FLOOR) if key in glasses and key not in missing}
            readings[rate] = read(beside, rate, scale, missing)
        stalled: dict[str, Reading] = {}
        grown = None
        if {HUB, STALLED} <= glasses.keys() - missing.keys():
            pair = {key: glasses[key] for key in (HUB, STALLED)}
            stalled, grown = read_stalled(pair, scale, missing)
    return Findings(
        part="delivery",
        method=METHOD,
        tables=[rates_table(readings), stalled_table(stalled)],
        verdicts=verdicts(readings, stalled, grown, missing),
        notes=["A stalled screen connects, reads its welcome and then nothing more; it connects anew for each turn."],
        raw={"readings": readings, "stalled": stalled, "grown_kib": grown, "missing": missing},
    )


def started(stack: ExitStack, folder: Path, scale: Scale, missing: dict[str, str]) -> dict[str, Glass]:
    glasses: dict[str, Glass] = {}
    for key, start in ((FLOOR, start_floor), (HUB, start_hub), (STALLED, start_stalled)):
        try:
            glass = start(stack, folder, scale)
            stack.callback(glass.client.stop)
            glass.client.wait()
        except NotRun as reason:
            missing[key] = str(reason)
        else:
            glasses[key] = glass
    return glasses


def start_floor(stack: ExitStack, folder: Path, scale: Scale) -> Glass:
    file, commits = folder / "floor.sqlite3", folder / "floor.commits"
    shots = peer_venue.make(f"sqlite:///{file}", CLIENTS)
    port, screens_port = free_port(), free_port()
    process = stack.enter_context(Process("delivery floor", python("bench.delivery.floor", port, screens_port, file, commits)))
    process.wait_for_port(port)
    return Glass(process, Plan(port, shots, str(commits), screens_port, [""] * SCREENS), folder)


def start_hub(stack: ExitStack, folder: Path, scale: Scale) -> Glass:
    return hub_glass(stack, folder, "hub", sum(scale.delivery_rates) + JUDGED_RATE, scale, False)


def start_stalled(stack: ExitStack, folder: Path, scale: Scale) -> Glass:
    return hub_glass(stack, folder, "stalled", JUDGED_RATE, scale, True)


def hub_glass(stack: ExitStack, folder: Path, name: str, orders_per_second: int, scale: Scale, stalled: bool) -> Glass:
    venue = HubVenue.on_sqlite(folder / name)
    stack.callback(venue.close)
    orders = int(orders_per_second * scale.delivery_seconds * (scale.delivery_rounds + 3)) + 1
    shots = venue.shots(orders, CLIENTS)
    tokens = venue.add_devices("kitchen", SCREENS + 1)
    commits = folder / f"{name}.commits"
    hub = stack.enter_context(serving(venue, commits, f"delivery {name}"))
    return Glass(hub.process, Plan(hub.port, shots, str(commits), 0, tokens[1:], tokens[0] if stalled else ""), folder)


def read(glasses: dict[str, Glass], rate: int, scale: Scale, missing: dict[str, str]) -> dict[str, Reading]:
    """Alternating turns at one rate."""
    begun = {key: len(glass.turns) for key, glass in glasses.items()}
    turns = {key: partial(glass.turn, scale.delivery_seconds, rate) for key, glass in glasses.items()}
    alternate(turns, scale.delivery_rounds, missing)
    told = {}
    for key, glass in glasses.items():
        rounds = glass.turns[begun[key] + 1 :]
        if rounds and key not in missing:
            told[key] = Reading(
                [one["commit_to_screen"]["p50"] for one in rounds],
                [one["commit_to_screen"]["p99"] for one in rounds],
                [one["post_to_screen"]["p50"] for one in rounds],
                sum(one["lost"] for one in rounds),
                sum(one["doubled"] for one in rounds),
            )
    return told


def read_stalled(pair: dict[str, Glass], scale: Scale, missing: dict[str, str]) -> tuple[dict[str, Reading], float]:
    """The readings with and without, and by how many KiB more the hub with the stalled device grew."""
    for glass in [*pair.values(), *pair.values()]:
        glass.turn(scale.delivery_seconds, JUDGED_RATE)  # so that both have taken what the first seconds of work take
    before = {key: glass.process.memory_kib() for key, glass in pair.items()}
    readings = read(pair, JUDGED_RATE, scale, missing)
    grown = {key: glass.process.memory_kib() - before[key] for key, glass in pair.items()}
    return readings, grown[STALLED] - grown[HUB]


def rates_table(readings: dict[int, dict[str, Reading]]) -> Table:
    rows = [
        (f"{rate}/s", key, *[spread(series).words(unit=" ms") for series in (one.p50, one.p99, one.from_post)], str(one.lost))
        for rate, by_server in readings.items()
        for key, one in by_server.items()
    ]
    return Table(
        title=f"Commit to {SCREENS} screens",
        columns=("orders", "server", "p50", "p99", "p50 from the POST on", "lost"),
        rows=rows,
        note="For orientation: absolute times of this machine in these minutes; the ratios to the floor are judged above.",
    )


def stalled_table(readings: dict[str, Reading]) -> Table:
    rows = [
        (key, spread(one.p50).words(unit=" ms"), spread(one.p99).words(unit=" ms"), str(one.lost), str(one.doubled))
        for key, one in readings.items()
    ]
    return Table(title=f"One stalled device, {JUDGED_RATE} orders/s", columns=("server", "p50", "p99", "lost", "doubled"), rows=rows)


def verdicts(
    readings: dict[int, dict[str, Reading]], stalled: dict[str, Reading], grown: float | None, missing: dict[str, str]
) -> list[Verdict]:
    why = "; ".join(f"{key}: {reason}" for key, reason in missing.items())
    at = readings.get(JUDGED_RATE, {})
    hub, floor = at.get(HUB), at.get(FLOOR)
    stuck, plain = stalled.get(STALLED), stalled.get(HUB)
    what = f"commit → receipt, {SCREENS} devices, {JUDGED_RATE} orders/s"

    def verdict(what: str, limit: float, reached: Spread | None, unit: str = "×") -> Verdict:
        return Verdict(what=what, limit=limit, at_most=True, unit=unit, reached=reached, why="" if reached else why)

    return [
        verdict(f"{what}: p50 against the floor", 3, ratio(hub.p50, floor.p50) if hub and floor else None),
        verdict(f"{what}: p99", 10, spread(hub.p99) if hub else None, " ms"),
        verdict(f"one stalled device: p99 of the other {SCREENS}", 1.2, ratio(stuck.p99, plain.p99) if stuck and plain else None),
        verdict("one stalled device: orders lost on the others", 0, spread([stuck.lost]) if stuck else None, ""),
        verdict("one stalled device: more memory in the hub", 1, spread([grown / 1024]) if grown is not None else None, " MiB"),
    ]
