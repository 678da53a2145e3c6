"""Turns of open-loop orders: the hub beside the floor at each rate, and the hub beside itself with one device that stopped reading."""

import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, Self

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
HUB, STALLED, FLOOR = "Venue Hub", "Venue Hub, a 51st device stalled", "Python floor without a framework"
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

    def turn(self, command: str, seconds: float, rate: int, kept: list[dict[str, Any]]) -> float:
        """The p99 of this turn; all that was told goes to `kept`, with how much the server grew meanwhile."""
        before = self.process.memory_kib()
        told = self.client.ask(f"{command} {seconds} {rate}")
        if not told["commit_to_screen"]:
            raise NotRun("no order arrived on a screen")
        kept.append({**told, "grown_kib": self.process.memory_kib() - before})
        return float(told["commit_to_screen"]["p99"])


class Reading(msgspec.Struct):
    """What the turns of one server at one rate gave, round by round, in milliseconds."""

    p50: list[float]
    p99: list[float]
    from_post: list[float]
    grown_kib: list[int]
    lost: int
    doubled: int

    @classmethod
    def of(cls, rounds: list[dict[str, Any]]) -> Self:
        return cls(
            [one["commit_to_screen"]["p50"] for one in rounds],
            [one["commit_to_screen"]["p99"] for one in rounds],
            [one["post_to_screen"]["p50"] for one in rounds],
            [one["grown_kib"] for one in rounds],
            sum(one["lost"] for one in rounds),
            sum(one["doubled"] for one in rounds),
        )


def measure(scale: Scale) -> Findings:
    missing: dict[str, str] = {}
    readings: dict[int, dict[str, Reading]] = {}
    with tempfile.TemporaryDirectory(dir=work_folder(), prefix="delivery-") as name, ExitStack() as stack:
        folder = Path(name)
        glasses = started(stack, folder, scale, missing)
        for rate in scale.delivery_rates:
            beside = {key: (glass, "turn") for key, glass in glasses.items() if key not in missing}
            readings[rate] = read(beside, rate, scale, missing)
        stalled: dict[str, Reading] = {}
        if HUB in glasses and HUB not in missing:
            stalled = read({HUB: (glasses[HUB], "turn"), STALLED: (glasses[HUB], "stalled")}, JUDGED_RATE, scale, missing)
    return Findings(
        part="delivery",
        method=METHOD,
        tables=[rates_table(readings), stalled_table(stalled)],
        verdicts=verdicts(readings, stalled, missing),
        notes=["A stalled screen connects, reads its welcome and then nothing more; turns with and without one alternate on the same hub."],
        raw={"readings": readings, "stalled": stalled, "missing": missing},
    )


def started(stack: ExitStack, folder: Path, scale: Scale, missing: dict[str, str]) -> dict[str, Glass]:
    glasses: dict[str, Glass] = {}
    for key, start in ((FLOOR, start_floor), (HUB, start_hub)):
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
    venue = HubVenue.on_sqlite(folder / "hub")
    stack.callback(venue.close)
    orders = (sum(scale.delivery_rates) + 2 * JUDGED_RATE) * scale.delivery_seconds * (scale.delivery_rounds + 1)
    shots = venue.shots(int(orders) + 1, CLIENTS)
    stalled, *tokens = venue.add_devices("kitchen", SCREENS + 1)
    commits = folder / "hub.commits"
    hub = stack.enter_context(serving(venue, commits, "delivery hub"))
    return Glass(hub.process, Plan(hub.port, shots, str(commits), 0, tokens, stalled), folder)


def read(sides: dict[str, tuple[Glass, str]], rate: int, scale: Scale, missing: dict[str, str]) -> dict[str, Reading]:
    """Alternating turns at one rate; the first of each side warms up."""
    kept: dict[str, list[dict[str, Any]]] = {key: [] for key in sides}
    turns = {key: partial(glass.turn, command, scale.delivery_seconds, rate, kept[key]) for key, (glass, command) in sides.items()}
    alternate(turns, scale.delivery_rounds, missing)
    return {key: Reading.of(rounds[1:]) for key, rounds in kept.items() if len(rounds) > 1 and key not in missing}


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
        (
            key,
            spread(one.p50).words(unit=" ms"),
            spread(one.p99).words(unit=" ms"),
            str(one.lost),
            str(one.doubled),
            spread(one.grown_kib).words(0, " KiB"),
        )
        for key, one in readings.items()
    ]
    columns = ("server", "p50", "p99", "lost", "doubled", "grown in a turn")
    return Table(title=f"One stalled device, {JUDGED_RATE} orders/s", columns=columns, rows=rows)


def verdicts(readings: dict[int, dict[str, Reading]], stalled: dict[str, Reading], missing: dict[str, str]) -> list[Verdict]:
    why = "; ".join(f"{key}: {reason}" for key, reason in missing.items())
    at = readings.get(JUDGED_RATE, {})
    hub, floor = at.get(HUB), at.get(FLOOR)
    stuck, plain = stalled.get(STALLED), stalled.get(HUB)
    what = f"commit → receipt, {SCREENS} devices, {JUDGED_RATE} orders/s"
    more = [(a - b) / 1024 for a, b in zip(stuck.grown_kib, plain.grown_kib, strict=True)] if stuck and plain else []

    def verdict(what: str, limit: float, reached: Spread | None, unit: str = "×") -> Verdict:
        return Verdict(what=what, limit=limit, at_most=True, unit=unit, reached=reached, why="" if reached else why)

    return [
        verdict(f"{what}: p50 against the floor", 3, ratio(hub.p50, floor.p50) if hub and floor else None),
        verdict(f"{what}: p99", 10, spread(hub.p99) if hub else None, " ms"),
        verdict(f"one stalled device: p99 of the other {SCREENS}", 1.2, ratio(stuck.p99, plain.p99) if stuck and plain else None),
        verdict("one stalled device: orders lost on the others", 0, spread([stuck.lost]) if stuck else None, ""),
        verdict("one stalled device: more memory in the hub", 1, spread(more) if more else None, " MiB"),
    ]
