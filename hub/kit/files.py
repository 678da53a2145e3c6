"""Files that people bring: kept under the hash of their content, so that one name means one content for ever.

The one adapter keeps them in `DATA/files`. Several hubs on one database share that folder, or do without.
"""

import errno
import os
import re
import tempfile
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from hub.kit.errors import ReadOnly, StorageFull

FILES = "files"
"""The folder in the data folder."""
NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,5}")
FULL = {errno.ENOSPC, errno.EDQUOT}
CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}


class Files(Protocol):
    """Where contents lie. All may be called from any thread."""

    def put(self, body: bytes, kind: str) -> str:
        """Keep this; the name it is found under, `<sha-256>.<kind>`. The same content has the same name."""
        ...

    def get(self, name: str) -> bytes | None:
        """What was kept under the name."""
        ...

    def forget(self, name: str) -> None:
        """Let it go; what is not there is gone already."""
        ...

    def forget_unless_put(self, name: str, within: timedelta) -> None:
        """Let it go, unless it was put within this time: whoever puts it writes down only then what they need it for."""
        ...


class FolderFiles:
    """A folder of files, written whole: what has a name is complete and on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, body: bytes, kind: str) -> str:
        """
        Raises:
            StorageFull: the disk has no room for it.
            ReadOnly: the folder takes no writes.
        """
        name = f"{sha256(body).hexdigest()}.{kind}"
        path = self._path(name)
        if _is_renewed(path, len(body)):
            return name
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(path, body)
        except OSError as error:
            if error.errno in FULL:
                raise StorageFull from error
            if error.errno in CLOSED:
                raise ReadOnly(retry_after=5) from error
            raise
        return name

    def get(self, name: str) -> bytes | None:
        if not NAME.fullmatch(name):
            return None
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def forget(self, name: str) -> None:
        if NAME.fullmatch(name):
            self._path(name).unlink(missing_ok=True)

    def forget_unless_put(self, name: str, within: timedelta) -> None:
        """By the clock of the file system, which has dated what was put. It is moved aside first, so that of a `put` in this very moment
        either the date is seen, or it finds nothing there and writes anew.
        """
        path = self._path(name)
        if not NAME.fullmatch(name) or not path.is_file():
            return
        handle, aside = tempfile.mkstemp(prefix=".old-", dir=path.parent)
        os.close(handle)
        before = os.stat(aside).st_mtime - within.total_seconds()
        with suppress(FileNotFoundError):  # another hub was faster
            if os.stat(path).st_mtime <= before:
                os.replace(path, aside)
                if os.stat(aside).st_mtime > before:
                    os.replace(aside, path)
        Path(aside).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        """By the first two digits: no folder gets too many."""
        return self.folder / name[:2] / name

    def _write(self, path: Path, body: bytes) -> None:
        handle, fresh = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            os.replace(fresh, path)
        except BaseException:
            os.unlink(fresh)
            raise
        sync_folder(path.parent)


def _is_renewed(path: Path, size: int) -> bool:
    """Whether the content lies there already; from now on it counts as put this moment."""
    try:
        if path.stat().st_size != size:
            return False
        os.utime(path)
    except OSError:  # not there, or not ours to date: it is written anew
        return False
    return True


def sync_folder(folder: Path) -> None:
    """A name is on the disk only when its folder is; where folders cannot be opened, the system sees to it itself."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a file system that does not sync folders
            raise
    finally:
        os.close(handle)
