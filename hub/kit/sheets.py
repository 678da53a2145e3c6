"""Tables as files: CSV and XLSX, read and written without anything that a spreadsheet could mistake for a formula.

XLSX needs libraries that are slow to load; they are loaded when somebody brings or wants one.
"""

import csv
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from hub.kit.errors import UnreadableSheet

Format = Literal["csv", "xlsx"]
MEDIA_TYPES: dict[Format, str] = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
TAKEN = (*MEDIA_TYPES.values(), "application/vnd.ms-excel", "application/octet-stream")
"""The last two are what some systems call a CSV."""
BYTES_MAX = 4 * 1024 * 1024
UNPACKED_MAX = 16 * 1024 * 1024
ROWS_MAX = 2000
COLUMNS_MAX = 60
CELL_MAX = 2000

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so is run by spreadsheets, in East Asia with the wide signs too. We write an apostrophe before it, and take it away
again."""

Cell = str | Decimal | None


class Line(NamedTuple):
    """One row of a table: its number as the sheet shows it, its cells as text, and the columns (from 0) that hold a formula."""

    number: int
    cells: list[str]
    formulas: frozenset[int]


def read(body: bytes, kind: Format) -> list[Line]:
    """The rows that hold anything, the heading first.

    Raises:
        UnreadableSheet: it is no such file, or far too large.
    """
    lines: list[Line] = []
    for line in read_xlsx(body) if kind == "xlsx" else read_csv(body):
        if len(lines) > ROWS_MAX:
            raise UnreadableSheet(f"more than {ROWS_MAX} rows")
        if len(line.cells) > COLUMNS_MAX and any(line.cells[COLUMNS_MAX:]):
            raise UnreadableSheet(f"row {line.number} has more than {COLUMNS_MAX} columns")
        if any(len(cell) > CELL_MAX for cell in line.cells):
            raise UnreadableSheet(f"row {line.number} has a cell of more than {CELL_MAX} characters")
        if any(line.cells):
            lines.append(line)
    return lines


# CSV


def read_csv(body: bytes) -> Iterator[Line]:
    text = decoded(body)
    if "\0" in text:
        raise UnreadableSheet("this is no text")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            formulas = frozenset(
                index for index, cell in enumerate(cells) if cell.startswith(FORMULA) and len(cell) > 1 and not is_number(cell)
            )
            yield Line(rows.line_num, [unguarded(cell) for cell in cells], formulas)
    except csv.Error as error:
        raise UnreadableSheet(f"row {rows.line_num}: {error}") from error


def decoded(body: bytes) -> str:
    """The text: UTF-8, what Excel calls Unicode text, or the encoding of a Chinese Windows."""
    for encoding in ("utf-16",) if body[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableSheet("this is no text in an encoding that is known here; save it as CSV in UTF-8")


def delimiter_of(text: str) -> str:
    """Comma, semicolon or tab: what the heading has most of."""
    heading = text.split("\n", 1)[0]
    return max((",", ";", "\t"), key=heading.count)


def is_number(cell: str) -> bool:
    """Whether a cell that begins with a sign is nothing but a number."""
    return cell[:1] in "+-" and cell[1:].replace(".", "", 1).replace(",", "", 1).isdecimal()


def guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith((*FORMULA, "'")) else cell


def unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in (*FORMULA, "'") and len(cell) > 1 else cell


def write_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with the mark that spreadsheets look for."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    for row in rows:
        writer.writerow(["" if cell is None else guarded(cell) if isinstance(cell, str) else str(cell) for cell in row])
    return file.getvalue().encode("utf-8-sig")


# XLSX


def read_xlsx(body: bytes) -> Iterator[Line]:
    import openpyxl  # type: ignore[import-untyped]
    from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

    check_archive(body)
    try:
        book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size may be anything
        for number, row in enumerate(sheet.iter_rows(max_row=ROWS_MAX + 100, max_col=COLUMNS_MAX + 1), 1):
            formulas = frozenset(index for index, cell in enumerate(row) if cell.data_type == "f")
            yield Line(number, [text_of(cell.value) for cell in row], formulas)
        book.close()
    except UnreadableSheet:
        raise
    except (*BROKEN, InvalidFileException) as error:
        raise UnreadableSheet from error


BROKEN = (
    *(OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, SyntaxError, EOFError, RuntimeError),
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
)
"""What reading a broken workbook raises; `SyntaxError` is what its XML is refused with."""


def check_archive(body: bytes) -> None:
    """Refuses what would unpack to more than 16 MB, and XML that brings definitions of its own.

    Raises:
        UnreadableSheet: it does, or it is no archive.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if sum(member.file_size for member in archive.infolist()) > UNPACKED_MAX or len(archive.infolist()) > 1000:
                raise UnreadableSheet("the workbook is too large")
            for member in archive.infolist():
                check_member(archive.read(member).replace(b"\0", b""))
    except BROKEN as error:
        raise UnreadableSheet("this is no XLSX workbook") from error


def check_member(plain: bytes) -> None:
    """Whatever a member is called, a workbook may say that it is XML; without its NULs UTF-16 reads like UTF-8.

    Raises:
        UnreadableSheet: it defines something, or is in an encoding in which that could not be seen.
    """
    declared = DECLARED.match(plain)
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain or (declared is not None and declared[1].lower() not in PLAIN):
        raise UnreadableSheet("the workbook holds definitions of its own")


DECLARED = re.compile(rb"""(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?<\?xml[^>]*?\bencoding\s*=\s*["']([^"']*)""")
PLAIN = frozenset((b"utf-8", b"utf-16", b"utf-16le", b"utf-16be", b"us-ascii", b"iso-8859-1"))


def text_of(value: object) -> str:
    """A cell as a person would have typed it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    return str(value).strip()


def write_xlsx(rows: Sequence[Sequence[Cell]], name: str, widths: Sequence[int], digits: int = 2) -> bytes:
    """A workbook of one sheet, its heading in bold and kept in sight. Text stays text, whatever it begins with."""
    import xlsxwriter  # type: ignore[import-untyped]

    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    bold = book.add_format({"bold": True, "bg_color": "#EFE7DA", "bottom": 1})
    text = book.add_format({"num_format": "@", "valign": "top"})
    amount = book.add_format({"num_format": f"0.{'0' * digits}" if digits else "0", "valign": "top"})
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(place, column, cell, text if place else bold)
            elif cell is not None:
                sheet.write_number(place, column, float(cell), amount if cell.as_tuple().exponent else None)
    if len(rows) > 1:
        sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
    book.close()
    return file.getvalue()
