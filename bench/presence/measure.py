"""A house full of devices that only hang there: what their pings cost, and what it costs that each says once a minute how it is."""

import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from bench.findings import Findings, Table
from bench.hub_process import Hub, HubVenue, serving
from bench.machine import load_words
from bench.orders.measure import work_folder
from bench.processes import raise_file_limit
from bench.reconnect.measure import PER_SHOP, Devices, furnished
from bench.reconnect.shops import add_shops
from bench.scale import Scale
from bench.spread import Spread, spread
from bench.turns import alternate

QUIET, SAYING = "answering pings", "and saying how they are"
SETTLE_SECONDS = 3.0
METHOD = (
    "Shops with 50 devices each are connected and nothing happens. In one turn they only answer the hub's pings, one every ten seconds; "
    "in the next each also sends one health frame, spread over the turn, which the hub writes into the device's row. The difference is "
    "the cost of a health frame, of which a device sends one a minute. Counted is the hub's processor time."
)


def measure(scale: Scale) -> Findings:
    count, seconds = scale.presence_devices, scale.presence_seconds
    raise_file_limit(count + 500)
    missing: dict[str, str] = {}
    with tempfile.TemporaryDirectory(dir=work_folder(), prefix="presence-") as name:
        folder = Path(name)
        venue = HubVenue.on_sqlite(folder / "hub")
        try:
            shops = [furnished(venue, one) for one in add_shops(venue, max(1, count // PER_SHOP))]
            tokens = [token for shop in shops for token in (*shop.kitchens, *shop.pads)]
            with serving(venue, name="presence hub") as hub:
                before_kib = hub.process.memory_kib()
                devices = Devices(hub.port, tokens, folder)
                try:
                    devices.client.wait()
                    first = devices.client.ask("connect")
                    time.sleep(SETTLE_SECONDS)
                    idle_kib = (hub.process.memory_kib() - before_kib) / len(tokens)
                    turns = {QUIET: partial(quiet, hub, seconds), SAYING: partial(saying, hub, devices, seconds)}
                    read = alternate(turns, scale.presence_rounds, missing)
                    grown_kib = (hub.process.memory_kib() - before_kib) / len(tokens)
                finally:
                    devices.client.stop()
        finally:
            venue.close()
    return findings(read, len(tokens), seconds, {"first": first, "idle_kib": idle_kib, "grown_kib": grown_kib}, missing)


def quiet(hub: Hub, seconds: float) -> float:
    """Milliseconds of processor time in a turn."""
    before = hub.process.cpu_ns()
    time.sleep(seconds)
    return (hub.process.cpu_ns() - before) / 1e6


def saying(hub: Hub, devices: Devices, seconds: float) -> float:
    before, until = hub.process.cpu_ns(), time.monotonic() + seconds
    devices.client.ask(f"health {seconds * 0.9}")
    time.sleep(max(0.0, until - time.monotonic()))
    return (hub.process.cpu_ns() - before) / 1e6


def findings(read: dict[str, list[float]], count: int, seconds: float, told: dict[str, Any], missing: dict[str, str]) -> Findings:
    minute = spread([each / count * 60 / seconds for each in read[QUIET]])
    health = spread([(more - less) / count for more, less in zip(read[SAYING], read[QUIET], strict=True)])
    both = Spread(minute.middle + health.middle, minute.low + health.low, minute.high + health.high, minute.rounds)
    rows = [
        ("hanging there: pings and answers", minute.words(2, " ms")),
        ("a health frame, written down", health.words(2, " ms")),
        ("both: what a device costs in a minute", both.words(2, " ms")),
        ("memory of the hub when they have come", f"{told['idle_kib']:.0f} KiB"),
        ("memory of the hub after all turns", f"{told['grown_kib']:.0f} KiB"),
    ]
    share = both.middle * count / 60_000
    return Findings(
        part="presence",
        method=METHOD,
        tables=[Table(title=f"{count:,} devices, each of them", columns=("what", "processor time, or memory"), rows=rows)],
        verdicts=[],
        notes=[
            f"All {count:,} together take {100 * share:.1f} % of one core.",
            load_words(),
            *[f"not right: {why}" for why in told["first"]["reasons"]],
        ],
        raw={"read": read, "seconds": seconds, "devices": count, **told, "missing": missing},
    )
