"""What is committed holds on every machine: no folder of the machine it was written on, no package index, no address in a lock."""

import json
import re
from pathlib import Path

from tests.shape.tree import ROOT, project_files

# Written in two parts, so that this file does not find itself.
MACHINE = re.compile("|".join([r"(?<![\w.])/" + r"(?:root|work|home/\w+|Users/\w+)/", r"\b[A-Z]:\\+" + r"Users\\", r"file:" + r"///"]))
INDEXES = re.compile("|".join([r"\bpypi\." + "org", "python" + r"hosted\.org", r"registry\." + r"npmjs", r"registry\." + "yarnpkg"]))
LOCKS = ("requirements*.lock",)


def found_in(text: str) -> list[str]:
    """The addresses in a text that hold on one machine or for one package index only."""
    return [match.group() for pattern in (MACHINE, INDEXES) for match in pattern.finditer(text)]


def text_of(path: Path) -> str:
    """A file as text; nothing for pictures, sounds and fonts."""
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", "replace")


def test_no_file_names_a_machine_or_an_index() -> None:
    assert project_files()
    own = [path for path in project_files() if "static/vendor" not in path.as_posix()]
    wrong = {path.relative_to(ROOT).as_posix(): found for path in own if (found := found_in(text_of(path)))}
    assert wrong == {}


def test_no_copy_of_others_names_an_index() -> None:
    copies = [path for path in project_files() if "static/vendor" in path.as_posix()]
    assert copies
    assert [path.name for path in copies if INDEXES.search(text_of(path))] == []


def test_the_locks_hold_hashes_and_no_addresses() -> None:
    locks = [path for pattern in LOCKS for path in ROOT.glob(pattern)]
    assert locks
    for lock in locks:
        text = lock.read_text("utf-8")
        assert "://" not in text
        assert not re.search(r"^-", text, re.MULTILINE), f"{lock.name} holds an option of pip"
        requirements = re.split(r"\n(?=\S)", text.strip())
        assert [first for first in requirements if "--hash=sha256:" not in first] == []


def test_the_vendored_lock_records_no_registry() -> None:
    for lock in [path for path in project_files() if path.name == "package-lock.json"]:
        packages = json.loads(lock.read_text("utf-8"))["packages"]
        assert [name for name, entry in packages.items() if "resolved" in entry] == []


def test_addresses_are_caught() -> None:
    assert found_in('DATA = "' + "/ro" + 'ot/venue/data"')
    assert found_in("see " + "/home" + "/ann/venue for more")
    assert found_in("C:" + r"\Users\ann")
    assert found_in("https://" + "pypi." + "org/simple")
    assert found_in("https" + "://registry" + ".npmjs.example")
    assert not found_in("GET /api/v1/rooms, displays" + "/wo" + "rk/page.js and ." + "/wo" + "rk/")
