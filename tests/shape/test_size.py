"""A file has one reason to be opened; past this size it has two."""

from collections.abc import Iterator

from tests.shape.tree import Source, catches, findings

LINES_MAX = 420


def is_too_long(source: Source) -> Iterator[str]:
    lines = source.text.count("\n")
    if "migrations" in source.parts:  # history is read once, from top to bottom
        return
    if lines > LINES_MAX:
        yield f"{source.path}: {lines} lines, at most {LINES_MAX}"


def test_no_file_is_too_long() -> None:
    assert findings(is_too_long, "hub", "devices", "displays") == []


def test_a_long_file_is_caught() -> None:
    assert catches(is_too_long, "x = 1\n" * (LINES_MAX + 1))
    assert not catches(is_too_long, "x = 1\n" * LINES_MAX)
