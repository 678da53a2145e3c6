"""The files of the pages, under an address that holds a hash of them all: what a screen has fetched once is good for ever."""

import gzip
import hashlib
import posixpath
import re
from pathlib import Path
from typing import NamedTuple

TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
}
"""Named here, since what the system thinks of `.js` differs from machine to machine. A file of another kind is not served."""
TEXTS = {".js", ".css", ".json", ".svg"}
ELSEWHERE = ("api/",)
"""The files of the API's pages, which have an address of their own."""

STATIC_IMPORT = re.compile(r"""(?:^|[;}])\s*(?:(?:import|export)\b[\w\s$*{},]*\bfrom|import)\s*["'](\.[^"']+)["']""", re.MULTILINE)
LATE_IMPORT = re.compile(r"""\bimport\(\s*["'](\.[^"']+)["']\s*\)""")
STYLE_IMPORT = re.compile(r"""^@import "(\.[^"]+)"(?: layer\((\w+)\))?;$""", re.MULTILINE)


class Graph(NamedTuple):
    """What a page's main module leads to: what has to be there to begin, and what it may ask for later."""

    now: tuple[str, ...]
    later: tuple[str, ...]


class Build:
    """The files as they were together at one moment, held in memory so that a name and its content never part."""

    def __init__(self, root: Path) -> None:
        self.marks = marks_of(root)
        self.files = joined({name: (root / name).read_bytes() for name in self.marks})
        whole = hashlib.sha256()
        for name, body in self.files.items():
            whole.update(f"{name}\0{len(body)}\0".encode() + body)
        self.name = whole.hexdigest()[:12]
        self._compressed: dict[str, bytes] = {}
        self._graphs: dict[str, Graph] = {}

    def address(self, name: str) -> str:
        """Where a browser finds a file of this build."""
        return f"/a/{self.name}/{name}"

    def compressed(self, name: str) -> bytes | None:
        """The file gzipped, made once; None where that gains nothing."""
        if Path(name).suffix not in TEXTS:
            return None
        if name not in self._compressed:
            self._compressed[name] = gzip.compress(self.files[name], 9, mtime=0)
        return self._compressed[name]

    def graph(self, main: str) -> Graph:
        """Every module that `main` leads to; a module that is not there is passed over."""
        if main not in self._graphs:
            now: dict[str, None] = {}
            later: dict[str, None] = {}
            self._walk(main, now, later)
            late: dict[str, None] = {}
            for name in later:
                self._walk(name, late, late)
            self._graphs[main] = Graph(tuple(now), tuple(name for name in late if name not in now))
        return self._graphs[main]

    def _walk(self, name: str, now: dict[str, None], later: dict[str, None]) -> None:
        if name in now or name not in self.files:
            return
        now[name] = None
        text = self.files[name].decode("utf-8", "replace")
        for found in STATIC_IMPORT.finditer(text):
            self._walk(beside(name, found[1]), now, later)
        for found in LATE_IMPORT.finditer(text):
            if later is now:
                self._walk(beside(name, found[1]), now, later)
            else:
                later[beside(name, found[1])] = None


class Builds:
    """The build that is served, and in a demo those before it, for pages that are still open."""

    KEPT = 8

    def __init__(self, root: Path) -> None:
        self.root = root
        self.current = Build(root)
        self._known = {self.current.name: self.current}

    def find(self, name: str) -> Build | None:
        return self._known.get(name)

    def look_again(self) -> None:
        """Take what has changed on disk since: whoever works on the pages need not restart the hub."""
        if marks_of(self.root) == self.current.marks:
            return
        self.current = Build(self.root)
        self._known.pop(self.current.name, None)
        self._known[self.current.name] = self.current
        for oldest in list(self._known)[: -self.KEPT]:
            del self._known[oldest]


def joined(files: dict[str, bytes]) -> dict[str, bytes]:
    """The same files with every style that lists its pieces as one: people read the pieces, a browser asks once and draws once."""
    pieces: set[str] = set()

    def whole(name: str) -> str:
        def piece(found: re.Match[str]) -> str:
            there = beside(name, found[1])
            pieces.add(there)
            return f"@layer {found[2]} {{\n{whole(there)}}}\n" if found[2] else whole(there)

        return STYLE_IMPORT.sub(piece, files[name].decode())

    styles = {name: whole(name).encode() for name in files if name.endswith(".css")}
    return {name: styles.get(name, body) for name, body in files.items() if name not in pieces}


def marks_of(root: Path) -> dict[str, tuple[int, int]]:
    """The served files below a folder, in order, with what tells whether one has changed."""
    found: dict[str, tuple[int, int]] = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix in TYPES and not name.startswith(ELSEWHERE) and path.is_file():
            state = path.stat()
            found[name] = (state.st_mtime_ns, state.st_size)
    return found


def beside(name: str, relative: str) -> str:
    """What a module means by a relative address."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), relative))
