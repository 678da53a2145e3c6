"""One program for one folder: two that share a journal would each print, or say, everything."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

LOCK = "lock"


class TakenFolder(OSError):
    """Another program holds the folder."""


@contextlib.contextmanager
def held_alone(folder: Path) -> Iterator[None]:
    """Make the folder if need be, readable by its user alone, and hold it until the end; the system lets go of it after a crash.

    Raises:
        TakenFolder: another program holds it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / LOCK).open("a+b") as file:
        try:
            _lock(file)
        except OSError as taken:
            raise TakenFolder(f"another program already uses the folder {folder}; each needs a --data of its own") from taken
        yield


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
