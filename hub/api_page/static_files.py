"""Files of one folder over HTTP. What is not in the folder when the hub starts is never looked for, so no address can lead out of it."""

import gzip
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from litestar import Litestar, Request, Response

from hub.kit.errors import NotFound

TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".wav": "audio/wav",
    ".txt": "text/plain",
    "": "text/plain",
}
"""Named here, since what the system thinks of `.js` differs from machine to machine. A file of another kind is not served."""


class Content(NamedTuple):
    """A file as it was when it was last read."""

    mark: tuple[int, int]
    body: bytes
    etag: str


class Folder:
    """The files below a folder or some of its own folders, read when first asked for and again when they change."""

    def __init__(self, root: Path, below: Sequence[str] = ("",)) -> None:
        self.files = {
            path.relative_to(root).as_posix(): path
            for folder in below
            for path in sorted((root / folder).rglob("*"))
            if path.is_file() and path.suffix in TYPES
        }
        self._read: dict[str, Content] = {}

    def answer(self, request: Request[Any, Any, Any], name: str, headers: dict[str, str] | None = None) -> Response[bytes]:
        """The file, or 304 when the client has this very content.

        Raises:
            NotFound: there was no such file when the hub started, or it has gone.
        """
        path = self.files.get(name)
        if path is None:
            raise NotFound
        content = self._content(name, path)
        return tagged(request, content.body, content.etag, TYPES[path.suffix], headers)

    def _content(self, name: str, path: Path) -> Content:
        try:
            state = path.stat()
            known = self._read.get(name)
            mark = (state.st_mtime_ns, state.st_size)
            if known is None or known.mark != mark:
                body = path.read_bytes()
                known = self._read[name] = Content(mark, body, etag_of(body))
        except OSError:
            raise NotFound from None
        return known


class Made:
    """A text that is made when it is first asked for, and kept as it is and compressed."""

    def __init__(self, make: Callable[[Litestar], bytes], media_type: str, headers: dict[str, str] | None = None) -> None:
        self._make = make
        self._media_type = media_type
        self._headers = {"vary": "accept-encoding", **(headers or {})}
        self._kept: tuple[bytes, bytes, str] | None = None

    def text(self, app: Litestar) -> bytes:
        return self._whole(app)[0]

    def answer(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """The text, or 304 when the client has this very one."""
        body, compressed, etag = self._whole(request.app)
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return tagged(request, body, etag, self._media_type, self._headers)
        return tagged(request, compressed, etag, self._media_type, {**self._headers, "content-encoding": "gzip"})

    def _whole(self, app: Litestar) -> tuple[bytes, bytes, str]:
        if self._kept is None:
            body = self._make(app)
            self._kept = body, gzip.compress(body, 6, mtime=0), etag_of(body)
        return self._kept


def etag_of(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def tagged(
    request: Request[Any, Any, Any], body: bytes, etag: str, media_type: str, headers: dict[str, str] | None = None
) -> Response[bytes]:
    """An answer the client keeps and asks about each time: 304 while it is the same."""
    own = {"etag": etag, "cache-control": "no-cache", **(headers or {})}
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    same = etag in known or known == ["*"]
    return Response(b"" if same else body, status_code=304 if same else 200, media_type=media_type, headers=own)
