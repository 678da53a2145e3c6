"""Two hubs take orders in turns: one from an empty database, one whose database holds very many finished orders."""

import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from bench.findings import Findings, Table, Verdict
from bench.hub_process import HubVenue, serving
from bench.orders.firing import Firing, firing
from bench.orders.measure import CLIENTS, planned_orders, work_folder
from bench.processes import NotRun
from bench.scale import Scale
from bench.spread import percentile, ratio, spread
from bench.turns import alternate
from bench.volume.fill import fill

EMPTY, FULL = "empty", "full"
METHOD = (
    "Two hubs on SQLite; into one database finished orders of three lines are written beforehand by SQL, with their rounds, lines, history "
    "and stored answers, spread over business days before today, and as many events as a stream keeps. Then both take orders in turns."
)


def measure(scale: Scale) -> Findings:
    with tempfile.TemporaryDirectory(dir=work_folder(), prefix="volume-") as name, ExitStack() as stack:
        folder = Path(name)
        empty = started(stack, folder / EMPTY, scale, 0)
        full = started(stack, folder / FULL, scale, scale.volume_orders)
        groups = {EMPTY: empty, FULL: full}
        missing: dict[str, str] = {}
        turns = {key: partial(group.rate, scale.order_turn_seconds) for key, group in groups.items()}
        rates = alternate(turns, scale.order_rounds, missing)
        if missing:
            raise NotRun("; ".join(missing.values()))
        bytes_ = sum(file.stat().st_size for file in (folder / FULL).iterdir() if file.is_file())
    what = f"order rate with {scale.volume_orders:,} orders in the database, against an empty one"
    rows = [
        (
            key,
            spread(series).words(0),
            f"{percentile(groups[key].latencies, 0.5) / 1e6:.1f} ms",
            f"{percentile(groups[key].latencies, 0.99) / 1e6:.1f} ms",
        )
        for key, series in rates.items()
    ]
    return Findings(
        part="volume",
        method=METHOD,
        tables=[Table(title=f"Orders per second, {CLIENTS} clients", columns=("database", "orders per second", "p50", "p99"), rows=rows)],
        verdicts=[Verdict(what=what, limit=0.9, at_most=False, reached=ratio(rates[FULL], rates[EMPTY]))],
        notes=[f"The full database measures {bytes_ / 1e9:.1f} GB."],
        raw={"orders_per_second": rates, "bytes": bytes_},
    )


def started(stack: ExitStack, folder: Path, scale: Scale, orders: int) -> Firing:
    venue = HubVenue.on_sqlite(folder)
    stack.callback(venue.close)
    if orders:
        fill(venue, orders)
    shots = venue.shots(planned_orders(scale), CLIENTS)
    hub = stack.enter_context(serving(venue, name=f"volume {folder.name}"))
    return stack.enter_context(firing([hub.process], [hub.port], shots))
