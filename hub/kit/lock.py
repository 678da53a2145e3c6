"""One hub per SQLite file: a lock that the operating system frees when the process ends, however it ends."""

import os
from pathlib import Path
from typing import IO

LOCK_FILE = "hub.lock"


class AlreadyServed(Exception):
    """Another process works on this data folder."""


class FolderLock:
    """Holds a data folder until `release` or the end of the process; a kill leaves nothing behind."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / LOCK_FILE
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Take the lock at once or not at all.

        Raises:
            AlreadyServed: somebody holds it; the message names the process.
        """
        file = self.path.open("a+")
        try:
            lock(file)
        except OSError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            file.close()
            raise AlreadyServed(
                f"{self.path.parent} is in use by {holder}: one hub per SQLite data folder (PostgreSQL takes any number)"
            ) from None
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()}")
        file.flush()
        self._file = file

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


if os.name == "nt":
    import msvcrt

    def lock(file: IO[str]) -> None:
        """Byte 1,000,000 stands for the whole: Windows would keep others from reading what it locks."""
        file.seek(1_000_000)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
else:
    import fcntl

    def lock(file: IO[str]) -> None:
        """An exclusive lock on the open file."""
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
