"""From lines to the bytes that a receipt printer understands (ESC/POS), Chinese included. Pure.

python-escpos writes Chinese as GB18030 but does not say so to the printer, which then prints it as Western letters: the command `FS &`
stands in front. Letters of the West are printed from the Western page, else each would be as wide as a Chinese one. What people have
typed can hold anything, also the printer's own commands, so no control character gets through.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CHINESE_ON, CHINESE_OFF = b"\x1c\x26", b"\x1c\x2e"
WESTERN_PAGE = b"\x1b\x74\x10"
END = b"\n"


@dataclass(frozen=True)
class Line:
    """One line on paper. `wide` and `high` are how many times as large as ordinary; `invert` is white on black, but for the `indent`."""

    text: str = ""
    wide: int = 1
    high: int = 1
    bold: bool = False
    invert: bool = False
    align: str = "left"
    indent: int = 0


def encode(text: str) -> bytes:
    """What the printer gets for a text: GB18030 without its four-byte letters, which few printers have, and without control characters."""
    return b"".join(
        CHINESE_OFF + WESTERN_PAGE + given + CHINESE_ON if columns == 1 and given[0] >= 0x80 else given for given, columns in _letters(text)
    )


def columns_of(text: str) -> int:
    """How many columns it takes at ordinary size: a Western letter one, a Chinese one two."""
    return sum(columns for _, columns in _letters(text))


def _letters(text: str) -> Iterator[tuple[bytes, int]]:
    for letter in unicodedata.normalize("NFC", text):
        yield from _letter(letter)


def _letter(letter: str) -> Iterator[tuple[bytes, int]]:
    """The bytes of a letter and its columns; one that no printer has is written with those that it has, or as a question mark."""
    if ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0:
        yield b" ", 1
    elif letter.isascii():
        yield letter.encode(), 1
    elif ord(letter) < 0x250 and letter.isalpha() and (western := letter.encode("cp1252", "ignore")):
        yield western, 1
    elif len(chinese := letter.encode("gb18030", "replace")) == 2 and (ord(letter) >= 0x250 or not letter.isalpha()):
        yield chinese, 2
    else:
        bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
        if bare and bare != letter:
            for part in bare:
                yield from _letter(part)
        elif unicodedata.category(letter) not in ("Cf", "Mn", "Me"):
            yield b"?", 1


def wrapped(text: str, columns: int) -> list[str]:
    """The text in pieces that fit, broken at blanks where there are any near, and never inside a letter."""
    pieces: list[str] = []
    piece = ""
    for letter in text:
        if columns_of(piece + letter) <= columns:
            piece += letter
            continue
        cut = piece.rfind(" ")
        if letter != " " and letter.isascii() and cut > len(piece) // 3:
            pieces.append(piece[:cut])
            piece = piece[cut + 1 :] + letter
        else:
            pieces.append(piece.rstrip())
            piece = letter.lstrip()
    return [*pieces, piece] if piece or not pieces else pieces


def both_ends(left: str, right: str, columns: int) -> str:
    """Two texts at the two edges of one line."""
    return left + " " * max(1, columns - columns_of(left) - columns_of(right)) + right


def to_bytes(lines: Iterable[Line]) -> bytes:
    """A whole paper, cut at its end."""
    from escpos.constants import HW_INIT  # type: ignore[import-untyped]
    from escpos.printer import Dummy  # type: ignore[import-untyped]

    printer = Dummy()
    printer._raw(HW_INIT + CHINESE_ON)
    for line in lines:
        if line.indent:
            printer.set(align=line.align, bold=False, invert=False, custom_size=True, width=1, height=line.high)
            printer._raw(b" " * line.indent)
        printer.set(align=line.align, bold=line.bold, invert=line.invert, custom_size=True, width=line.wide, height=line.high)
        printer._raw(encode(line.text) + END)
    printer.set(align="left", bold=False, invert=False, custom_size=True, width=1, height=1)
    printer.cut()
    return bytes(printer.output)
