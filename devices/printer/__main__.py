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
import platform
import signal
import sqlite3
import ssl
import sys
from pathlib import Path
from random import Random

from devices.client import Hub, PairingCode, Problem, Silence, SqliteStore, pair
from devices.client.alone import held_alone
from devices.client.backoff import backoff_seconds
from devices.client.connection import Ending
from devices.client.storage import TokenPair
from devices.printer.journal import Journal
from devices.printer.machine import MOST_PRINT_SECONDS, PRINT_SECONDS, Machine, address_in
from devices.printer.papers import COLUMNS
from devices.printer.printer import APP, Printer

log = logging.getLogger("printer")

NO_LONGER_OURS = {4001, 4002}
"""Close codes after which only a new pairing helps."""


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
    stop = asyncio.Event()
    if sys.platform != "win32":
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        async with Hub(given.hub, verify=verify) as hub:
            working = asyncio.create_task(_live(hub, store, journal, given))
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)
                return 0
            stopping.cancel()
            return working.result()
    finally:
        journal.close()
        store.close()


async def _live(hub: Hub, store: SqliteStore, journal: Journal, given: argparse.Namespace) -> int:
    """Print; when the hub does not know this device any more, pair again."""
    host, port = given.paper
    machine = Machine(host, port, print_seconds=given.print_seconds, asks=not given.mute)
    while True:
        tokens = store.tokens() or await _pair(hub, store, given.shop)
        if tokens is None:
            return 1
        async with Printer(hub, store, tokens, machine, journal, columns=given.columns) as printer:
            log.info("printing on %s:%d", host, port)
            why = await printer.wait_over()
        if why is None:
            log.error("nothing is printed any more; whoever watches this program starts it again")
            return 1
        code, status = (why.code, why.status) if isinstance(why, Ending) else (None, why.status)
        if code not in NO_LONGER_OURS and status != 401:
            log.error("the hub wants nothing of this printer: %s", why)
            return 1
        log.warning("the hub does not know this printer any more")
        store.forget_tokens()
        store.forget_place()


async def _pair(hub: Hub, store: SqliteStore, shop_id: str | None) -> TokenPair | None:
    """Show a code until a manager has approved one; None when they said no."""
    attempt = 0
    while True:
        try:
            signed_in = await pair(hub, "printer", APP, platform.node()[:80] or "printer", shop_id=shop_id, show=_show)
        except Silence as silence:
            log.info("no hub at %s yet: %s", hub.url, silence)
        except Problem as refused:
            if refused.code == "access_denied":
                log.error("a manager said no to this printer")
                return None
            log.info("once more: %s", refused)  # the code has expired, or the hub is busy
        else:
            tokens = TokenPair(signed_in.access_token, signed_in.refresh_token)
            store.keep_tokens(tokens)
            log.info("paired as %s", (signed_in.device or {}).get("name", "a printer"))
            return tokens
        await asyncio.sleep(backoff_seconds(attempt, Random()))
        attempt += 1


def _show(code: PairingCode) -> None:
    """On standard output, where a person reads it."""
    print(f"This printer's code: {code.user_code}", flush=True)
    print(f"A manager approves it in the office or at {code.verification_uri_complete or code.verification_uri}", flush=True)


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
