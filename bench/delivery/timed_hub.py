"""The hub as it is, which also notes when each commit was done.

usage: python -m bench.delivery.timed_hub COMMITS_FILE serve --port … --data …
"""

import sys
from collections.abc import Sequence

from bench.delivery.commits import CommitLog
from hub.kit.db import Database, Unit


def note_commits(file: str) -> None:
    """Every engine calls `announce` once after each commit, on the thread that committed."""
    log = CommitLog(file)
    announce = Database.announce

    def noted(self: Database, units: Sequence[Unit]) -> None:
        keys = [unit.tx.cause for unit in units if unit.error is None and unit.tx is not None and unit.tx.cause is not None]
        if keys:
            log.note(keys)
        announce(self, units)

    Database.announce = noted  # type: ignore[method-assign]


def main(file: str, *arguments: str) -> None:
    note_commits(file)
    from hub.cli import main as hub

    sys.argv = ["venuehub", *arguments]
    hub()


if __name__ == "__main__":
    main(*sys.argv[1:])
