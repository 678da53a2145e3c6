"""The simulator's command line. Exit status 0 when every board agreed, 1 when one did not, 2 for wrong arguments."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
from pathlib import Path

import msgspec

from devices.simulator.options import Options
from devices.simulator.run import simulate
from devices.simulator.seed import read_seed
from devices.simulator.summary import Summary


def main(arguments: list[str] | None = None) -> int:
    """Read the arguments, run, print."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        seed = read_seed(sys.stdin.buffer.read() if given.seed_json == "-" else Path(given.seed_json).read_bytes())
    except (OSError, msgspec.MsgspecError) as problem:
        parser.error(f"--seed-json: {problem}")
    names = {field for field in Options.__dataclass_fields__ if field != "seed"}
    if given.forever:
        given.orders = given.duration_seconds = None
        given.record = given.compare = False
    options = Options(seed=seed, **{name: value for name, value in vars(given).items() if name in names})
    try:
        summary = asyncio.run(_run(options, given.child_of))
    except TimeoutError as problem:
        print(f"no screen came alive: is there a hub at {options.hub}, and are the tokens its own? ({problem})", file=sys.stderr)
        return 1
    print(json.dumps(summary.as_dict(), ensure_ascii=False) if given.json else summary.as_text())
    return 0 if summary.good else 1


async def _run(options: Options, parent: int | None) -> Summary:
    """The first interrupt ends the run in order, so that a summary is printed; the second ends the program."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end() -> None:
        stop.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)

    if sys.platform != "win32":
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, end)
    watch = None if parent is None else asyncio.create_task(_orphaned(parent, stop))
    try:
        return await simulate(options, stop, started=lambda screens: print(f"{screens} screens are live", file=sys.stderr, flush=True))
    finally:
        if watch is not None:
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch


async def _orphaned(parent: int, stop: asyncio.Event) -> None:
    """Whoever started this may be killed without a word."""
    while os.getppid() == parent:  # noqa: ASYNC110 -- nobody tells a child of it
        await asyncio.sleep(1)
    stop.set()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m devices.simulator", description="Play a whole venue against a running hub.")
    parser.add_argument("--hub", default="http://127.0.0.1:8000", help="the hub's address")
    parser.add_argument("--seed-json", required=True, metavar="FILE", help="what `venuehub seed --json` printed; - for standard input")
    parser.add_argument("--ca", metavar="FILE", help="the authority behind the hub's certificate, such as DATA/tls/ca.crt")
    parser.add_argument("--shop", dest="shop_id", help="id of the shop to play (default: the first)")
    for name, default, text in (
        ("pads", 8, "guests"),
        ("kitchens", 4, "kitchen screens"),
        ("cooks-per-kitchen", 2, "cooks at each kitchen screen"),
        ("waiters", 2, "handhelds"),
        ("cashiers", 1, "tills"),
        ("call-screens", 1, "call screens"),
        ("managers", 0, "boards of managers"),
        ("agents", 2, "staff who answer chats in an evening"),
    ):
        parser.add_argument(f"--{name}", type=int, default=default, help=f"{text} (default {default})")
    parser.add_argument("--count", dest="orders", type=int, metavar="ORDERS", help="stop when so many are placed and eaten")
    parser.add_argument("--duration", dest="duration_seconds", type=float, metavar="SECONDS", help="stop after this time")
    parser.add_argument("--speed", type=float, default=1.0, help="how much faster than real people (default 1)")
    parser.add_argument("--drop-rate", dest="cuts_per_minute", type=float, default=0.0, help="connections cut a minute for each device")
    parser.add_argument(
        "--delay", dest="delay_seconds", type=float, default=0.0, metavar="SECONDS", help="hold every byte back so long, each way"
    )
    parser.add_argument(
        "--skew", dest="skew_seconds", type=float, default=0.0, metavar="SECONDS", help="devices' clocks wrong by up to this"
    )
    parser.add_argument("--random", dest="random_seed", type=int, default=1, metavar="SEED", help="where chance begins (default 1)")
    parser.add_argument("--no-record", dest="record", action="store_false", help="keep counters only, for long runs")
    parser.add_argument("--evening", action="store_true", help="guests who eat and go, instead of everybody pressing as fast as they can")
    parser.add_argument("--child-of", type=int, metavar="PID", help="stop when this process, which started it, is gone")
    parser.add_argument("--forever", action="store_true", help="run until stopped, keep counters only, compare nothing at the end")
    parser.set_defaults(compare=True)
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
