"""`venuehub audit`: beside a hub that works on the data, reading only, with an exit status that says what it found."""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hub.audit import INVARIANTS, main
from hub.audit.finding import Finding
from hub.audit.report import table
from hub.kit.lock import FolderLock
from hub.settings import Settings, read_settings
from tests.audit.house import House, on_sqlite

Audited = tuple[int, dict[str, Any]]


@pytest.fixture
def left_behind(house: House, tmp_path: Path) -> Settings:
    """What a killed hub leaves: the file and its log of writes, as they are at this moment."""
    for name in ("hub.db", "hub.db-wal"):
        shutil.copy(house.settings.data_path / name, tmp_path / name)
    return msgspec.structs.replace(house.settings, data=str(tmp_path))


@pytest.fixture
def audited(capsys: pytest.CaptureFixture[str]) -> Callable[[Settings], Audited]:
    def look(settings: Settings) -> Audited:
        capsys.readouterr()
        status = main(settings, as_json=True)
        said = capsys.readouterr()
        assert said.out, said.err
        return status, json.loads(said.out)

    return look


def test_a_sound_database_is_told_as_one_object(house: House, audited: Callable[[Settings], Audited]) -> None:
    status, said = audited(house.settings)
    assert status == 0
    assert said["ok"] is True
    assert said["database"] == house.database.kind
    assert len(said["invariants"]) >= len(INVARIANTS)
    for invariant in said["invariants"]:
        assert invariant.keys() == {"id", "rule", "holds", "terms", "broken", "rows"}
        assert (invariant["holds"], invariant["broken"], invariant["rows"]) == (True, 0, [])


def test_and_as_a_table(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(house.settings, as_json=False) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].startswith("All ") and lines[-1].endswith(" rules hold.")
    assert any(line.startswith("O4  holds ") for line in lines)


@on_sqlite
def test_it_runs_as_a_program_beside_the_hub_that_holds_the_folder(left_behind: Settings) -> None:
    lock = FolderLock(left_behind.data_path)
    lock.take()
    try:
        command = [sys.executable, "-m", "hub.cli", "audit", "--json", "--data", left_behind.data]
        done = subprocess.run(command, capture_output=True, check=False)
    finally:
        lock.release()
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["ok"] is True


@on_sqlite
def test_it_reads_only(left_behind: Settings, audited: Callable[[Settings], Audited]) -> None:
    def contents() -> dict[str, str]:
        return {name: hashlib.sha256((left_behind.data_path / name).read_bytes()).hexdigest() for name in ("hub.db", "hub.db-wal")}

    before = contents()
    assert audited(left_behind)[0] == 0
    assert contents() == before
    assert {path.name for path in left_behind.data_path.iterdir()} <= {"hub.db", "hub.db-wal", "hub.db-shm"}


@on_sqlite
def test_it_sees_what_only_the_log_of_writes_holds(house: House, left_behind: Settings, audited: Callable[[Settings], Audited]) -> None:
    assert (left_behind.data_path / "hub.db-wal").stat().st_size > 0, "premise: not everything is in the file yet"
    _, said = audited(left_behind)
    terms = {each["id"]: each["terms"] for each in said["invariants"]}
    assert terms["O3"]["orders"] == len(house.column("food_order", "id"))


@on_sqlite
def test_what_is_broken_ends_with_status_1_and_shows_its_rows(left_behind: Settings, audited: Callable[[Settings], Audited]) -> None:
    spoil(left_behind, "UPDATE daily_number SET last = last + 1")
    status, said = audited(left_behind)
    assert (status, said["ok"]) == (1, False)
    broken = [each for each in said["invariants"] if not each["holds"]]
    assert [each["id"] for each in broken] == ["O4"]
    assert broken[0]["broken"] == len(broken[0]["rows"]) == 2
    assert broken[0]["rows"][0]["last"] == broken[0]["rows"][0]["highest"] + 1


def test_people_are_shown_the_rows_too() -> None:
    row = {"wrong": "numbers are missing", "name": "shop:1", "head": 7, "first": None}
    lines = list(table([Finding(id="E1", rule="No gaps.", terms={"events": 1234}, broken=30, rows=[row])]))
    assert lines == [
        "E1  BROKEN  No gaps.",
        "            events 1,234",
        "            - numbers are missing: name shop:1, head 7, first null",
        "            … and 29 more",
        "",
        "1 of 1 rules are BROKEN: E1",
    ]


@on_sqlite
def test_a_damaged_file_is_said_to_be_damaged(left_behind: Settings, audited: Callable[[Settings], Audited]) -> None:
    spoil(left_behind, "PRAGMA wal_checkpoint(TRUNCATE)")
    path = left_behind.data_path / "hub.db"
    with sqlite3.connect(path) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_order_line_order'").fetchone() or (None,)
        if page is None:
            (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_food_order_stay'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    content = bytearray(path.read_bytes())
    end = page * size
    content[end - 40 : end] = b"\xff" * 40
    path.write_bytes(content)
    status, said = audited(left_behind)
    assert status == 1
    assert [each["id"] for each in said["invariants"]] == ["D1"]
    assert said["invariants"][0]["rows"]


UNREADABLE = {"there is no database in": None, "holds no tables": b"", "cannot be read": b"not a database, whatever its name says" * 20}


@pytest.mark.parametrize("sentence", UNREADABLE)
def test_where_nothing_can_be_read_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str], sentence: str) -> None:
    content = UNREADABLE[sentence]
    settings = read_settings({}, data=str(tmp_path / "data"))
    if content is not None:
        settings.data_path.mkdir()
        (settings.data_path / "hub.db").write_bytes(content)
    assert main(settings, as_json=True) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert sentence in said.err and said.err.count("\n") == 1
    assert settings.data_path.exists() == (content is not None)


@on_sqlite
def test_a_schema_it_does_not_know_is_not_judged(left_behind: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(left_behind, "UPDATE alembic_version SET version_num = '9999_later'")
    assert main(left_behind, as_json=True) == 2
    assert "9999_later" in capsys.readouterr().err


def test_a_postgresql_that_is_away_is_said_to_be_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = read_settings({"VENUEHUB_DATABASE_URL": "postgresql://postgres@127.0.0.1:1/nobody"}, data=str(tmp_path))
    assert main(settings, as_json=False) == 2
    assert "cannot be read" in capsys.readouterr().err


def spoil(settings: Settings, statement: str) -> None:
    connection = sqlite3.connect(settings.data_path / "hub.db", isolation_level=None)
    connection.execute(statement)
    connection.close()
