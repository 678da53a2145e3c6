"""start.py is the first thing a newcomer runs: a set-up that broke off heals, one that is whole is left alone."""

import re
import tomllib
from pathlib import Path

import pytest

import start
from tests.shape.tree import ROOT


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A project folder in which installing only writes down what was asked for."""
    done: list[str] = []

    def make_venv() -> bool:
        done.append("venv")
        start.BIN.mkdir(parents=True, exist_ok=True)
        start.PYTHON.touch()
        return True

    def install(*what: str) -> bool:
        done.append(Path(what[-1]).name)
        return True

    for name in (start.CORE_LOCK, start.VOICE_LOCK, "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).write_text(name)
    venv = tmp_path / ".venv"
    for name, value in {
        "ROOT": tmp_path,
        "VENV": venv,
        "STAMP": venv / "installed.json",
        "BIN": venv / "bin",
        "PYTHON": venv / "bin/python",
    }.items():
        monkeypatch.setattr(start, name, value)
    monkeypatch.setattr(start, "make_venv", make_venv)
    monkeypatch.setattr(start, "install", install)
    return done


def test_a_second_start_installs_nothing(installed: list[str]) -> None:
    assert start.prepare([start.CORE_LOCK])
    assert installed == ["venv", start.CORE_LOCK, start.ROOT.name]
    installed.clear()
    assert start.prepare([start.CORE_LOCK])
    assert installed == []


def test_a_changed_lock_is_installed_over_the_old_one(installed: list[str]) -> None:
    start.prepare([start.CORE_LOCK, "requirements-dev.lock"])
    installed.clear()
    (start.ROOT / start.CORE_LOCK).write_text("newer")
    start.prepare([start.CORE_LOCK, "requirements-dev.lock"])
    assert installed == [start.CORE_LOCK, start.ROOT.name]


def test_a_machine_without_a_voice_is_set_up_all_the_same_and_asked_once(installed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def install(*what: str) -> bool:
        installed.append(Path(what[-1]).name)
        return what[-1] != str(start.ROOT / start.VOICE_LOCK)

    monkeypatch.setattr(start, "install", install)
    assert start.prepare([start.CORE_LOCK], wished=[start.VOICE_LOCK])
    assert installed == ["venv", start.CORE_LOCK, start.VOICE_LOCK, start.ROOT.name]
    installed.clear()
    assert start.prepare([start.CORE_LOCK], wished=[start.VOICE_LOCK])
    assert installed == []
    (start.ROOT / start.VOICE_LOCK).write_text("newer")
    assert start.prepare([start.CORE_LOCK], wished=[start.VOICE_LOCK])
    assert installed == [start.VOICE_LOCK, start.ROOT.name]


def test_a_machine_without_its_core_is_not_set_up(installed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "install", lambda *what: not what[-1].endswith(start.CORE_LOCK))
    assert not start.prepare([start.CORE_LOCK], wished=[start.VOICE_LOCK])
    assert not start.read_stamp()
    assert installed == ["venv"]


def test_a_set_up_that_broke_off_starts_from_nothing(installed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    start.prepare([start.CORE_LOCK])
    (start.ROOT / start.CORE_LOCK).write_text("newer")
    with monkeypatch.context() as broken:
        broken.setattr(start, "install", lambda *what: False)
        assert not start.prepare([start.CORE_LOCK])
    installed.clear()
    assert start.prepare([start.CORE_LOCK])
    assert installed[0] == "venv"


def test_a_moved_folder_is_set_up_again(installed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    start.prepare([start.CORE_LOCK])
    installed.clear()
    moved = start.ROOT.rename(start.ROOT.with_name("moved"))
    for name in ("VENV", "STAMP", "BIN", "PYTHON"):
        monkeypatch.setattr(start, name, moved / getattr(start, name).relative_to(start.ROOT))
    monkeypatch.setattr(start, "ROOT", moved)
    start.prepare([start.CORE_LOCK])
    assert installed[0] == "venv"


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ([], ["demo"]),
        (["--port", "9000"], ["demo", "--port", "9000"]),
        (["serve", "--port", "9000"], ["serve", "--port", "9000"]),
    ],
)
def test_options_of_no_command_are_the_demos(
    installed: list[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], command: list[str]
) -> None:
    became: list[list[str]] = []
    monkeypatch.setattr(start, "become", lambda words: became.append(words[1:]))
    start.main(arguments)
    assert became == [command]


def test_two_workers_unless_the_arguments_say_otherwise() -> None:
    assert start.spread_over_workers(["tests/kds", "-q"]) == ["-n", "2", "tests/kds", "-q"]
    assert start.spread_over_workers(["-n0"]) == ["-n0"]
    assert start.spread_over_workers(["--pdb", "tests/kds"]) == ["--pdb", "tests/kds"]


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    core, groups = project["project"]["dependencies"], project["dependency-groups"]
    extras = project["project"]["optional-dependencies"]
    voice, paper = extras["speech"], extras["escpos"]
    for lock, wanted in {
        "requirements.lock": core + groups["build"],
        "requirements-speech.lock": core + groups["build"] + voice,
        "requirements-escpos.lock": core + groups["build"] + paper,
        "requirements-dev.lock": core + groups["build"] + voice + paper + groups["dev"],
        "requirements-bench.lock": core + groups["build"] + groups["bench"],
    }.items():
        held = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / lock).read_text("utf-8"), re.MULTILINE))
        assert {re.split(r"[^A-Za-z0-9-]", name)[0].lower() for name in wanted} - held == set(), lock
