"""Draws a piece of paper as it would come out: 576 dots wide, a Western letter 12 × 24 dots, a Chinese one 24 × 24."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from devices.printer.paper.commands import LINE_DOTS, Fed, Letter, Printed

DOTS = 576
"""Of paper 80 mm wide; of 58 mm it is 384."""
MARGIN = 28
TOP = 34
CELL = 12, 24
PAPER, INK = 252, 24

CHINESE_FONTS = (
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "Noto Sans Mono CJK SC"),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", "Noto Sans Mono CJK SC"),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", "Noto Sans Mono CJK SC"),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", ""),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", ""),
    ("/System/Library/Fonts/PingFang.ttc", ""),
    ("/System/Library/Fonts/STHeiti Light.ttc", ""),
    ("C:/Windows/Fonts/simhei.ttf", ""),
    ("C:/Windows/Fonts/msyh.ttc", ""),
)
WESTERN_FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
    "/System/Library/Fonts/Menlo.ttc",
    "C:/Windows/Fonts/consola.ttf",
)

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def draw(came_out: Sequence[Printed | Fed], dots: int = DOTS, font: str | None = None) -> Image.Image:
    """The piece between two cuts."""
    rows = [row for each in came_out for row in (_rows(each, dots) if isinstance(each, Printed) else [each])]
    height = 2 * TOP + sum(row.dots if isinstance(row, Fed) else _height(row) for row in rows)
    sheet = Image.new("L", (dots + 2 * MARGIN, max(height, 80)), PAPER)
    y = TOP
    for row in rows:
        if isinstance(row, Fed):
            y += row.dots
        else:
            _draw_row(sheet, row, y, dots, font)
            y += _height(row)
    return sheet


def save(path: Path, came_out: Sequence[Printed | Fed], dots: int = DOTS, font: str | None = None) -> None:
    """As a PNG, with what stands on it as its text, so that a machine can read it too."""
    said = PngImagePlugin.PngInfo()
    said.add_itxt("Text", "\n".join(each.text for each in came_out if isinstance(each, Printed)))
    half = path.with_suffix(".half")
    draw(came_out, dots, font).save(half, "PNG", pnginfo=said, optimize=True)
    half.replace(path)


def has_chinese() -> bool:
    """Whether this machine has letters to draw Chinese with; without them boxes stand in their place."""
    return any(Path(path).exists() for path, _ in CHINESE_FONTS)


def _rows(line: Printed, dots: int) -> list[Printed]:
    """A line that is too long goes on in the next, as in a printer."""
    rows: list[list[Letter]] = [[]]
    used = 0
    for letter in line.letters:
        width = letter.columns * CELL[0] * letter.style.wide
        if rows[-1] and used + width > dots:
            rows.append([])
            used = 0
        rows[-1].append(letter)
        used += width
    return [Printed(tuple(row), line.align) for row in rows]


def _height(row: Printed) -> int:
    """The tallest letter and the space below it."""
    return CELL[1] * max((letter.style.high for letter in row.letters), default=1) + LINE_DOTS - CELL[1]


def _draw_row(sheet: Image.Image, row: Printed, y: int, dots: int, font: str | None) -> None:
    width = sum(letter.columns * CELL[0] * letter.style.wide for letter in row.letters)
    x = MARGIN + {"left": 0, "center": (dots - width) // 2, "right": dots - width}[row.align]
    tall = _height(row) - (LINE_DOTS - CELL[1])
    for letter in row.letters:
        style = letter.style
        wide, high = letter.columns * CELL[0] * style.wide, CELL[1] * style.high
        below = y + tall - high  # letters of one line stand on one base
        if style.invert:
            sheet.paste(INK, (x, below, x + wide, below + high))
        sheet.paste(PAPER if style.invert else INK, (x, below), _ink(letter.text, letter.columns, wide, high, style.bold, font))
        if style.underline:
            sheet.paste(INK, (x, below + high - 2, x + wide, below + high))
        x += wide


@functools.lru_cache(maxsize=4096)
def _ink(text: str, columns: int, wide: int, high: int, bold: bool, font: str | None) -> Image.Image:
    """Where the ink of one letter goes; larger letters are drawn larger and then stretched, as printers stretch theirs."""
    scale = max(1, high // CELL[1], wide // (CELL[0] * columns))
    cell = columns * CELL[0] * scale, CELL[1] * scale
    mask = Image.new("L", cell, 0)
    pen = ImageDraw.Draw(mask)
    letters = _font(columns == 2, scale, font)
    if isinstance(letters, ImageFont.FreeTypeFont):
        pen.text((cell[0] / 2, cell[1] * 0.80), text, fill=255, font=letters, anchor="ms", stroke_width=0.45 * scale if bold else 0)
    else:
        pen.text((0, 0), text, fill=255, font=letters)
    return mask if cell == (wide, high) else mask.resize((wide, high), Image.Resampling.LANCZOS)


@functools.cache
def _font(chinese: bool, scale: int, wanted: str | None) -> Font:
    size = (22 if chinese else 20) * scale
    if wanted:
        return ImageFont.truetype(wanted, size)
    for path, family in CHINESE_FONTS if chinese else ():
        if Path(path).exists():
            return _of_family(path, family, size)
    western = next((path for path in WESTERN_FONTS if Path(path).exists()), None)
    return ImageFont.truetype(western, size) if western else ImageFont.load_default(size)


def _of_family(path: str, family: str, size: int) -> ImageFont.FreeTypeFont:
    """A collection holds many; the one that is named, else its first."""
    for index in range(16 if family else 0):
        try:
            found = ImageFont.truetype(path, size, index=index)
        except OSError:
            break
        if found.getname()[0] == family:
            return found
    return ImageFont.truetype(path, size)
