"""The hub as it is, which also notes when each message was committed as sent.

usage: python -m bench.messages.timed_hub SENT_FILE serve --port … --data …
"""

import re
import sys
from collections.abc import Sequence

from bench.delivery.commits import CommitLog
from hub.kit.db import Database, Unit

MESSAGE = re.compile(rb'"message":"([0-9a-f-]{36})"')


def note_messages(file: str) -> None:
    """Every engine calls `announce` once after each commit, on the thread that committed."""
    log = CommitLog(file)
    announce = Database.announce

    def noted(self: Database, units: Sequence[Unit]) -> None:
        txs = [unit.tx for unit in units if unit.error is None and unit.tx is not None]
        bodies = [news.body for tx in txs for news in tx.news if news.type == "im.message_sent"]
        if bodies:
            log.note(found[1].decode() for body in bodies if (found := MESSAGE.search(body)) is not None)
        announce(self, units)

    Database.announce = noted  # type: ignore[method-assign]


def main(file: str, *arguments: str) -> None:
    note_messages(file)
    from hub.cli import main as hub

    sys.argv = ["venuehub", *arguments]
    hub()


if __name__ == "__main__":
    main(*sys.argv[1:])
