"""What a receipt printer understands (ESC/POS, as in the makers' public command references): bytes in, lines and cuts out. Pure.

Only what our papers use, and what other programs commonly send before they print. Anything else is listed in `unknown`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

ESC, GS, FS, DLE = 0x1B, 0x1D, 0x1C, 0x10


@dataclass(frozen=True)
class Style:
    """How letters look from here on."""

    wide: int = 1
    high: int = 1
    bold: bool = False
    invert: bool = False
    underline: bool = False


@dataclass(frozen=True)
class Letter:
    """One letter, and how many columns it takes at ordinary size."""

    text: str
    columns: int
    style: Style


@dataclass(frozen=True)
class Printed:
    """A line that came out."""

    letters: tuple[Letter, ...] = ()
    align: str = "left"

    @property
    def text(self) -> str:
        return "".join(letter.text for letter in self.letters)


@dataclass(frozen=True)
class Fed:
    """Empty paper, in dots."""

    dots: int


@dataclass(frozen=True)
class Cut:
    """The end of a piece."""


@dataclass(frozen=True)
class Asked:
    """A question that is answered in its turn: when everything before it lies on paper."""

    what: int


Happening = Printed | Fed | Cut | Asked
LINE_DOTS = 30
PAGES = {0: "cp437", 2: "cp850", 16: "cp1252", 19: "cp858"}
"""By the number in `ESC t`."""
ALIGN = {0: "left", 1: "center", 2: "right", 48: "left", 49: "center", 50: "right"}

LENGTHS = {
    (ESC, 0x20): 1,
    (ESC, 0x21): 1,
    (ESC, 0x2D): 1,
    (ESC, 0x32): 0,
    (ESC, 0x33): 1,
    (ESC, 0x40): 0,
    (ESC, 0x45): 1,
    (ESC, 0x47): 1,
    (ESC, 0x4A): 1,
    (ESC, 0x4D): 1,
    (ESC, 0x52): 1,
    (ESC, 0x61): 1,
    (ESC, 0x64): 1,
    (ESC, 0x74): 1,
    (ESC, 0x7B): 1,
    (GS, 0x21): 1,
    (GS, 0x42): 1,
    (GS, 0x62): 1,
    (GS, 0x72): 1,
    (FS, 0x21): 1,
    (FS, 0x26): 0,
    (FS, 0x2D): 1,
    (FS, 0x2E): 0,
}
"""How many bytes follow a command; `GS V` has one more for some of its kinds."""


@dataclass
class Reader:
    """Reads a stream of commands as it comes in; what is not whole yet waits."""

    style: Style = field(default_factory=Style)
    align: str = "left"
    chinese: bool = False
    line_dots: int = LINE_DOTS
    page: str = PAGES[0]
    unknown: list[bytes] = field(default_factory=list)
    _left: bytearray = field(default_factory=bytearray)
    _letters: list[Letter] = field(default_factory=list)

    def feed(self, data: bytes) -> Iterator[Happening]:
        """What comes out of these bytes."""
        self._left += data
        while self._left:
            before = len(self._left)
            yield from self._one()
            if len(self._left) == before:
                return

    def clear(self) -> None:
        """Forget what is not printed yet."""
        self._left.clear()
        self._letters.clear()

    def _one(self) -> Iterator[Happening]:
        first = self._left[0]
        if first in (ESC, GS, FS):
            yield from self._command()
        elif first == 0x0A:
            del self._left[0]
            yield self._end_line()
        elif first < 0x20:
            del self._left[0]
        else:
            self._letter()

    def _command(self) -> Iterator[Happening]:
        if len(self._left) < 2:
            return
        head = (self._left[0], self._left[1])
        if head == (GS, 0x56):
            yield from self._cut()
            return
        if head not in LENGTHS:
            self.unknown.append(bytes(self._left[:2]))
            del self._left[:2]
            return
        size = LENGTHS[head]
        if len(self._left) < 2 + size:
            return
        value = self._left[2] if size else 0
        del self._left[: 2 + size]
        yield from self._obey(head, value)

    def _obey(self, head: tuple[int, int], value: int) -> Iterator[Happening]:
        kind, name = head
        if head == (ESC, 0x40):
            self.style, self.align, self.chinese, self.line_dots = Style(), "left", False, LINE_DOTS
            self.page = PAGES[0]
            self._letters.clear()
        elif head == (ESC, 0x74):
            self.page = PAGES.get(value, PAGES[0])
        elif head == (ESC, 0x61):
            self.align = ALIGN.get(value, self.align)
        elif head in ((ESC, 0x45), (ESC, 0x47)):
            self.style = replace(self.style, bold=bool(value & 1))
        elif name == 0x2D:
            self.style = replace(self.style, underline=value not in (0, 48))
        elif head == (GS, 0x21):
            self.style = replace(self.style, wide=(value >> 4 & 7) + 1, high=(value & 7) + 1)
        elif head == (ESC, 0x21):
            self.style = replace(self.style, bold=bool(value & 8), high=1 + (value >> 4 & 1), wide=1 + (value >> 5 & 1))
        elif head == (GS, 0x42):
            self.style = replace(self.style, invert=bool(value & 1))
        elif kind == FS and name in (0x26, 0x2E):
            self.chinese = name == 0x26
        elif head == (ESC, 0x33):
            self.line_dots = value
        elif head == (ESC, 0x64):
            if self._letters:
                yield self._end_line()
            yield Fed(value * self.line_dots)
        elif head == (ESC, 0x4A):
            yield Fed(value)
        elif head == (GS, 0x72):
            yield Asked(value)

    def _cut(self) -> Iterator[Happening]:
        if len(self._left) < 3:
            return
        size = 4 if self._left[2] >= 65 else 3
        if len(self._left) < size:
            return
        feed = self._left[3] if size == 4 else 0
        del self._left[:size]
        if self._letters:
            yield self._end_line()
        if feed:
            yield Fed(feed)
        yield Cut()

    def _end_line(self) -> Printed:
        line = Printed(tuple(self._letters), self.align)
        self._letters.clear()
        return line

    def _letter(self) -> None:
        """One letter: in Chinese mode two bytes, or four, make one; without it each byte is a Western letter."""
        first = self._left[0]
        if first < 0x80 or not self.chinese:
            text, size = bytes(self._left[:1]).decode(self.page, "replace"), 1
        elif len(self._left) < 2:
            return
        else:
            size = 4 if 0x30 <= self._left[1] <= 0x39 else 2
            if len(self._left) < size:
                return
            text = bytes(self._left[:size]).decode("gb18030", "replace")
        del self._left[:size]
        self._letters.append(Letter(text, 1 if size == 1 else 2, self.style))
