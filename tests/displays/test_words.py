"""Both languages are complete, and what a page says exists."""

import json
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright._impl._driver import compute_driver_executable

import displays
from hub.kit.errors import Refusal

SCRIPTS = Path(displays.__file__).parent / "static" / "js"
PLACEHOLDER = re.compile(r"\{(\w+)\}")
IMPORT = re.compile(r'import \{([^}]*)\} from "(\.[^"]+)"')
HAN = re.compile(r"[\u4e00-\u9fff]")

Table = dict[str, list[Any]]


@cache
def tables() -> tuple[dict[str, dict[str, Table]], list[Table]]:
    """The tables by file and by the name they are exported under, and those that stay inside their file."""
    files = [path.relative_to(SCRIPTS).as_posix() for path in sorted(SCRIPTS.rglob("*.js")) if re.search(r"\bwords\(", path.read_text())]
    files.remove("core/words.js")
    node = compute_driver_executable()[0]
    answer = subprocess.run(
        [node, Path(__file__).parent / "word_tables.mjs", SCRIPTS, *files], capture_output=True, text=True, check=False, timeout=60
    )
    assert answer.returncode == 0, answer.stderr
    said = json.loads(answer.stdout)
    return said["found"], said["hidden"]


def every_entry() -> list[tuple[str, str, list[Any]]]:
    found, hidden = tables()
    named = [(file, table) for file, of in found.items() for table in of.values()] + [("inside a file", table) for table in hidden]
    return [(file, key, entry) for file, table in named for key, entry in table.items()]


def forms(said: str | dict[str, str]) -> list[str]:
    return [said] if isinstance(said, str) else list(said.values())


def test_each_entry_is_said_in_both_languages() -> None:
    wrong = [
        (file, key, entry)
        for file, key, entry in every_entry()
        if len(entry) != 2 or not all(text.strip() for said in entry for text in forms(said))
    ]
    assert wrong == []


def test_both_languages_fill_in_the_same_things() -> None:
    def names(said: str | dict[str, str]) -> set[str]:
        return {name for text in forms(said) for name in PLACEHOLDER.findall(text)}

    assert [(file, key, entry) for file, key, entry in every_entry() if names(entry[0]) != names(entry[1])] == []


def test_an_english_plural_has_both_forms() -> None:
    wrong = [
        (file, key) for file, key, entry in every_entry() for said in entry if isinstance(said, dict) and not {"one", "other"} <= set(said)
    ]
    assert wrong == []


def test_no_english_is_left_in_chinese_letters() -> None:
    """The name of the other language is the one exception: it is written as its readers write it."""
    wrong = [(file, key, text) for file, key, entry in every_entry() for text in forms(entry[1]) if HAN.search(text) and text != "中文"]
    assert wrong == []


def imported_tables(path: Path) -> dict[str, Table]:
    """The tables that a file speaks from, by the name they have in it."""
    found = tables()[0]
    here: dict[str, Table] = {}
    for names, address in IMPORT.findall(path.read_text()):
        source = (path.parent / address).resolve()
        exports = found.get(source.relative_to(SCRIPTS).as_posix(), {}) if source.is_relative_to(SCRIPTS) else {}
        for one in names.split(","):
            name, _, local = one.strip().partition(" as ")
            if name in exports:
                here[local or name] = exports[name]
    return here


def test_a_key_that_a_page_asks_for_exists() -> None:
    missing = [
        (path.relative_to(SCRIPTS).as_posix(), f'{name}("{key}")')
        for path in sorted(SCRIPTS.rglob("*.js"))
        for name, table in imported_tables(path).items()
        for key in re.findall(rf'(?<![\w.]){name}\("([^"$]+)"', path.read_text())
        if key not in table
    ]
    assert missing == []


def refusals(kind: type[Refusal] = Refusal) -> set[str]:
    children = kind.__subclasses__()
    return {child.code for child in children if "code" in vars(child) and child.__module__.startswith("hub.")}.union(
        *(refusals(child) for child in children)
    )


def test_each_refusal_of_the_hub_has_a_sentence() -> None:
    import hub.app  # noqa: F401  every part of the venue with its refusals

    own = tables()[0]["parts/problem_text.js"]["own"]
    asked = refusals()
    assert "line_not_ready" in asked
    assert asked - set(own) == set()


@pytest.mark.parametrize("code", ["unreachable", "unknown"])
def test_an_answer_that_never_came_has_one_too(code: str) -> None:
    assert code in tables()[0]["parts/problem_text.js"]["own"]
