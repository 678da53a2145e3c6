"""A file has one reason to be opened; past this size it has two."""

from collections.abc import Iterator

from tests.shape.tree import ROOT, Source, catches, findings, project_files

LINES_MAX = 420


def is_too_long(source: Source) -> Iterator[str]:
    lines = source.text.count("\n")
    if "migrations" in source.parts:  # history is read once, from top to bottom
        return
    if lines > LINES_MAX:
        yield f"{source.path}: {lines} lines, at most {LINES_MAX}"


def test_no_file_is_too_long() -> None:
    assert findings(is_too_long, "hub", "devices", "displays", "sounds", "bench", "config") == []


def test_no_style_is_too_long() -> None:
    styles = [path for path in (ROOT / "displays/static/css").rglob("*.css") if path in project_files()]
    written = [Source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in styles]
    assert written
    assert [found for source in written for found in is_too_long(source)] == []


def test_a_long_file_is_caught() -> None:
    assert catches(is_too_long, "x = 1\n" * (LINES_MAX + 1))
    assert not catches(is_too_long, "x = 1\n" * LINES_MAX)
