"""The speaker's command line: `python -m devices.speaker --hub http://127.0.0.1:8000`.

Exit status 0 when it was stopped, 1 when the hub wants nothing of it or it has ended by a fault, 2 for wrong arguments or a folder
that another program uses.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import sqlite3
import ssl
import sys
from pathlib import Path

from devices.client import Hub, SqliteStore
from devices.client.alone import held_alone
from devices.client.program import be_let_in, may_ask_again, work_until_stopped
from devices.speaker.players import NullPlayer, find_player
from devices.speaker.speaker import APP, Speaker
from devices.speaker.words import Words

log = logging.getLogger("speaker")


def main(arguments: list[str] | None = None) -> int:
    """Read the arguments, pair if need be, speak until stopped."""
    parser = _parser()
    given = parser.parse_args(arguments)
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO, stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    folder = Path(given.data)
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(held_alone(folder))
            verify = True if given.ca is None else ssl.create_default_context(cafile=given.ca)
            store = SqliteStore(folder / "speaker.db")
        except (OSError, sqlite3.Error) as problem:
            parser.error(str(problem))
        try:
            return asyncio.run(_run(given, verify, store))
        except KeyboardInterrupt:
            return 0


async def _run(given: argparse.Namespace, verify: ssl.SSLContext | bool, store: SqliteStore) -> int:
    try:
        return await work_until_stopped(given.hub, verify, lambda hub: _live(hub, store, given))
    finally:
        store.close()


async def _live(hub: Hub, store: SqliteStore, given: argparse.Namespace) -> int:
    """Speak; when the hub does not know this device any more, pair again."""
    player = NullPlayer(Path(given.null)) if given.null else find_player(given.player)
    while True:
        tokens = store.tokens() or await be_let_in(hub, store, "speaker", APP, given.shop)
        if tokens is None:
            return 1
        words = Words(own_first=given.voice == "own")
        async with Speaker(hub, store, tokens, player, words, volume=given.volume) as speaker:
            log.info("playing through %s", player.name)
            why = await speaker.device.wait_over()
        if why is None:
            log.error("nothing is heard any more; whoever watches this program starts it again")
            return 1
        if not may_ask_again(store, "speaker", why):
            return 1


def _percent(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 100:
        raise ValueError
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m devices.speaker", description="Say a venue's announcements from this machine.")
    parser.add_argument("--hub", default="http://127.0.0.1:8000", help="the hub's address")
    parser.add_argument("--data", default="speaker-data", metavar="DIR", help="where the speaker keeps its tokens (default ./speaker-data)")
    parser.add_argument("--ca", metavar="FILE", help="the authority behind the hub's certificate, such as DATA/tls/ca.crt")
    parser.add_argument("--shop", metavar="ID", help="the shop whose managers see this speaker waiting; the code works without")
    parser.add_argument("--volume", type=_percent, default=100, metavar="0-100", help="how loud (default 100; 0 only shows)")
    parser.add_argument("--voice", choices=("hub", "own"), default="hub", help="who speaks first: the hub, or this machine (pyttsx3)")
    parser.add_argument(
        "--player", default="auto", help="auto, miniaudio, or a command such as 'aplay -q {}' that plays a file (default auto)"
    )
    parser.add_argument("--null", metavar="DIR", help="write what would be heard into DIR instead of playing it")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
