"""The printer's command line: `python -m devices.printer --hub http://127.0.0.1:8000 --paper 127.0.0.1:9100`.

Exit status 0 when it was stopped, 1 when the hub wants nothing of it or it has ended by a fault, 2 for wrong arguments or a folder that
another program uses.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib.util
import logging
import sqlite3
import ssl
import sys
from pathlib import Path

from devices.client import Hub, SqliteStore
from devices.client.alone import held_alone
from devices.client.program import be_let_in, may_ask_again, work_until_stopped
from devices.printer.journal import Journal
from devices.printer.machine import MOST_PRINT_SECONDS, PRINT_SECONDS, Machine, address_in
from devices.printer.papers import COLUMNS
from devices.printer.printer import APP, Printer

log = logging.getLogger("printer")


def main(arguments: list[str] | None = None) -> int:
    """Read the arguments, pair if need be, print until stopped."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if importlib.util.find_spec("escpos") is None:
        parser.error("the package python-escpos is missing: pip install python-escpos")
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO, stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    folder = Path(given.data)
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(held_alone(folder))
            verify = True if given.ca is None else ssl.create_default_context(cafile=given.ca)
            store, journal = SqliteStore(folder / "printer.db"), Journal(folder / "journal.db")
        except (OSError, sqlite3.Error) as problem:
            parser.error(str(problem))
        try:
            return asyncio.run(_run(given, verify, store, journal))
        except KeyboardInterrupt:
            return 0


async def _run(given: argparse.Namespace, verify: ssl.SSLContext | bool, store: SqliteStore, journal: Journal) -> int:
    try:
        return await work_until_stopped(given.hub, verify, lambda hub: _live(hub, store, journal, given))
    finally:
        journal.close()
        store.close()


async def _live(hub: Hub, store: SqliteStore, journal: Journal, given: argparse.Namespace) -> int:
    """Print; when the hub does not know this device any more, pair again."""
    host, port = given.paper
    machine = Machine(host, port, print_seconds=given.print_seconds, asks=not given.mute)
    while True:
        tokens = store.tokens() or await be_let_in(hub, store, "printer", APP, given.shop)
        if tokens is None:
            return 1
        async with Printer(hub, store, tokens, machine, journal, columns=given.columns) as printer:
            log.info("printing on %s:%d", host, port)
            why = await printer.wait_over()
        if why is None:
            log.error("nothing is printed any more; whoever watches this program starts it again")
            return 1
        if not may_ask_again(store, "printer", why):
            return 1


def _print_seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= MOST_PRINT_SECONDS:
        raise argparse.ArgumentTypeError(f"{text}: the hub gives a paper away after a minute, so at most {MOST_PRINT_SECONDS:g}")
    return seconds


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m devices.printer", description="Print a venue's kitchen cards and receipts.")
    parser.add_argument("--hub", default="http://127.0.0.1:8000", help="the hub's address")
    parser.add_argument(
        "--paper", type=address_in, default="127.0.0.1:9100", metavar="HOST:PORT", help="the receipt printer (default 127.0.0.1:9100)"
    )
    parser.add_argument("--columns", type=int, choices=(48, 42, 32), default=COLUMNS, help="letters in a line: 80 mm 48 or 42, 58 mm 32")
    parser.add_argument("--mute", action="store_true", help="the printer answers no questions: believe that what was sent is printed")
    parser.add_argument(
        "--print-seconds",
        type=_print_seconds,
        default=PRINT_SECONDS,
        metavar="S",
        help=f"how long one paper may take, at most {MOST_PRINT_SECONDS:g} (default {PRINT_SECONDS:g})",
    )
    parser.add_argument("--data", default="printer-data", metavar="DIR", help="where tokens and the journal lie (default ./printer-data)")
    parser.add_argument("--ca", metavar="FILE", help="the authority behind the hub's certificate, such as DATA/tls/ca.crt")
    parser.add_argument("--shop", metavar="ID", help="the shop whose managers see this printer waiting; the code works without")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
