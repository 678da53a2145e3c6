"""`venuehub doctor`: what is wrong with a machine is said in a sentence, with what to do about it."""

import shutil
import socket
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from sqlalchemy import column, func, select, table

from hub.app import open_database
from hub.doctor import examine, main
from hub.kit.clock import Clock
from hub.kit.db import Database, Tx
from hub.kit.door import insert_row
from hub.kit.ids import new_id
from hub.kit.jobs import want_job
from hub.kit.lock import FolderLock
from hub.settings import Settings, read_settings
from hub.tables import TABLES
from tests.audit.house import House, on_postgresql, on_sqlite
from tests.running import Backend

job = TABLES["job"]
PUT_JOB = insert_row(job, "id", "kind", "key", "args", "state", "attempts", "error", "due_at", "created_at")
WAIT_FOR_ANOTHER = (
    select(func.count().label("many"))
    .select_from(table("pg_stat_activity"))
    .where(column("wait_event_type") == "Lock", column("datname") == func.current_database())
)


@pytest.fixture(autouse=True)
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine that runs the tests is not what is tested."""
    allow_files(monkeypatch, 65_536)


def allow_files(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda _: (many, many))


@pytest.fixture
def own(house: House, tmp_path: Path) -> Settings:
    """A folder of one's own with the house in it."""
    for name in ("hub.db", "hub.db-wal"):
        shutil.copy(house.settings.data_path / name, tmp_path / name)
    return msgspec.structs.replace(house.settings, data=str(tmp_path))


@pytest.fixture
def empty(tmp_path: Path) -> Settings:
    return read_settings({}, data=str(tmp_path / "new"), server={"port": 0})


def bad(settings: Settings) -> list[str]:
    return [check.said for check in examine(settings) if check.level == "BAD"]


def test_a_house_in_order(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """The PostgreSQL of the tests is told not to wait for the disk, and that is said."""
    status = main(house.settings, new_epoch=False)
    said = capsys.readouterr().out
    if house.database.kind == "sqlite":
        assert (status, said.splitlines()[-1]) == (0, "Ready to serve.")
        assert "journal_mode is WAL, synchronous is FULL" in said
    else:
        assert status == 1
        assert [line for line in said.splitlines() if line.startswith("BAD")] == [
            "BAD   PostgreSQL runs with fsync = off: a power cut loses confirmed orders.",
            "BAD   PostgreSQL runs with full_page_writes = off: a power cut loses confirmed orders.",
        ]
        assert "It writes at READ COMMITTED, reads at REPEATABLE READ, and talks to the hub in UTC." in said
        assert "agree on the time" in said and "Redis answers." in said
    assert "The schema is current" in said and "streams go on in their epochs" in said


def test_before_the_first_start_nothing_is_wrong_and_nothing_is_made(empty: Settings) -> None:
    assert bad(empty) == []
    assert not empty.data_path.exists()
    assert "There is no database yet; the first start makes it." in [check.said for check in examine(empty)]


def test_a_folder_that_takes_no_files(empty: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    assert "takes no files: [Errno 13] Permission denied." in bad(empty)[0]


@pytest.mark.parametrize(("free", "level"), [(10 * 2**30, "ok"), (2**30, "note"), (2**20, "BAD")])
def test_the_disk_is_nearly_full(empty: Settings, monkeypatch: pytest.MonkeyPatch, free: int, level: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert [check.level for check in examine(empty) if "of disk are free" in check.said] == [level]


@pytest.mark.parametrize(("many", "level"), [(65_536, "ok"), (1_024, "note"), (256, "note"), (128, "BAD")])
def test_too_few_open_files(empty: Settings, monkeypatch: pytest.MonkeyPatch, many: int, level: str) -> None:
    allow_files(monkeypatch, many)
    assert [check.level for check in examine(empty) if "open files are allowed" in check.said] == [level]


def test_a_port_that_somebody_else_has(empty: Settings) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        settings = msgspec.structs.replace(empty, server=msgspec.structs.replace(empty.server, port=stranger.getsockname()[1]))
        said = bad(settings)
    assert len(said) == 1 and "cannot be had" in said[0]


@on_sqlite
def test_who_serves_the_folder_is_named(own: Settings) -> None:
    assert "No hub serves this folder now." in [check.said for check in examine(own)]
    lock = FolderLock(own.data_path)
    lock.take()
    try:
        assert any(check.said.startswith("A hub serves this folder now: process") for check in examine(own))
    finally:
        lock.release()


@on_sqlite
def test_a_schema_of_a_newer_hub(own: Settings) -> None:
    write(own, "UPDATE alembic_version SET version_num = '9999_later'")
    assert bad(own) == ["The schema stands at 9999_later, which this hub does not know: a newer one made it."]


@on_sqlite
def test_a_clock_that_was_put_back(own: Settings, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago = house.now.replace(year=house.now.year - 1, day=1)
    monkeypatch.setattr(Clock, "now", lambda _: long_ago)
    assert any("which is still to come" in said for said in bad(own))


@on_sqlite
def test_a_zone_this_machine_does_not_know(own: Settings) -> None:
    write(own, "UPDATE shop SET timezone = 'Asia/Atlantis'")
    assert bad(own) == ["A shop stands in the zone Asia/Atlantis, which this machine does not know."]


@on_sqlite
def test_a_database_that_was_put_back_is_noticed_before_the_start(own: Settings) -> None:
    write(own, "INSERT INTO start_mark (place, mark, system, marked_at) VALUES ('here', 'of another day', '', 0)")
    (own.data_path / "epoch.mark").write_text('{"place": "here", "marks": ["of today"]}', "utf-8")
    assert any(check.level == "note" and "new epochs" in check.said for check in examine(own))


def test_servers_that_do_not_answer(tmp_path: Path) -> None:
    away = {"VENUEHUB_DATABASE_URL": "postgresql://postgres@127.0.0.1:1/nobody", "VENUEHUB_REDIS_URL": "redis://127.0.0.1:1/0"}
    settings = read_settings(away, data=str(tmp_path), server={"port": 0})
    said = bad(settings)
    assert any(each.startswith("PostgreSQL does not answer") for each in said)
    assert any(each.startswith("Redis does not answer") for each in said)
    assert all("\n" not in each for each in said)


def test_every_bad_thing_says_what_to_do(tmp_path: Path) -> None:
    away = {"VENUEHUB_DATABASE_URL": "postgresql://postgres@127.0.0.1:1/nobody", "VENUEHUB_REDIS_URL": "redis://127.0.0.1:1/0"}
    settings = read_settings(away, data=str(tmp_path), server={"port": 0})
    assert [check.said for check in examine(settings) if check.level == "BAD" and not check.todo] == []


@on_sqlite
def test_new_epochs_for_every_stream(house: House, own: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    before = epochs_of(own)
    assert main(own, new_epoch=True) == 0
    after = epochs_of(own)
    assert before.keys() == after.keys()
    assert all(after[name] != before[name] for name in before)
    assert f"{len(before)} streams begin a new epoch" in capsys.readouterr().out


@on_postgresql
def test_new_epochs_on_postgresql(house: House) -> None:
    before = house.column("stream", "epoch")
    assert main(house.settings, new_epoch=True) == 0
    assert set(house.column("stream", "epoch")).isdisjoint(before)


@pytest.fixture
def given_up(backend: Backend) -> Iterator[Settings]:
    """A database with two jobs that were given up."""
    settings = backend.settings()
    database = open_database(settings, Clock())
    said = "Traceback (most recent call last):\nValueError: no words"
    for number in range(2):
        row = {"id": new_id(), "kind": "im.send", "key": f"{number}", "args": {}, "state": "dead", "attempts": 8, "error": said}
        database.run_now(lambda tx, row=row: tx.run(PUT_JOB, **row, due_at=tx.now, created_at=tx.now))  # type: ignore[misc]
    database.close()
    yield settings
    backend.forget(settings)


RUNS_AGAIN = [("0", "done", 8), ("0", "waiting", 0), ("1", "done", 8), ("1", "waiting", 0)]


def jobs_in(database: Database) -> list[tuple[str, str, int]]:
    return sorted((row.key, row.state, row.attempts) for row in database.read_now(lambda tx: tx.query(select(job))))


def given_up_in(settings: Settings) -> list[str]:
    return [said for said in bad(settings) if "given up" in said]


def test_jobs_that_were_given_up_are_said_and_run_again_when_asked(given_up: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert given_up_in(given_up) == ["2 jobs of kind im.send were given up, the last one by: ValueError: no words."]
    assert main(given_up, new_epoch=False, jobs_again=True) == 0
    assert "2 jobs that were given up will run again." in capsys.readouterr().out
    assert given_up_in(given_up) == []
    assert main(given_up, new_epoch=False, jobs_again=True) == 0
    assert "0 jobs that were given up will run again." in capsys.readouterr().out
    with closing(open_database(given_up, Clock())) as database:
        assert jobs_in(database) == RUNS_AGAIN


@on_postgresql
def test_jobs_run_again_beside_a_hub_that_wants_the_same_at_this_moment(given_up: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """Its wish is not committed when the doctor looks, so the doctor waits for it, and leaves that work to it."""
    with closing(open_database(given_up, Clock())) as database, ThreadPoolExecutor(2) as threads:
        wanted, over = Event(), Event()

        def want(tx: Tx) -> None:
            want_job(tx, "im.send", "0", tx.now, {})
            tx.value(WAIT_FOR_ANOTHER)  # what was only sent has arrived then
            wanted.set()
            assert over.wait(30)

        hub = threads.submit(database.run_now, want)
        assert wanted.wait(30)
        doctor = threads.submit(main, given_up, new_epoch=False, jobs_again=True)
        try:
            while not doctor.done() and not database.read_now(lambda tx: tx.value(WAIT_FOR_ANOTHER)):
                time.sleep(0.02)
            assert not doctor.done(), "premise: both want the same row"
        finally:
            over.set()
        hub.result()
        assert doctor.result() == 0
        assert "2 jobs that were given up will run again." in capsys.readouterr().out
        assert jobs_in(database) == RUNS_AGAIN


@on_sqlite
def test_no_new_epochs_beside_a_serving_hub(own: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    lock = FolderLock(own.data_path)
    lock.take()
    before = epochs_of(own)
    try:
        assert main(own, new_epoch=True) == 1
    finally:
        lock.release()
    assert "is in use by process" in capsys.readouterr().err
    assert epochs_of(own) == before


def test_no_new_epochs_where_nothing_is(empty: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(empty, new_epoch=True) == 1
    assert "there is no database" in capsys.readouterr().err
    assert not empty.data_path.exists()


def write(settings: Settings, statement: str) -> None:
    connection = sqlite3.connect(settings.data_path / "hub.db", isolation_level=None)
    connection.execute(statement)
    connection.close()


def epochs_of(settings: Settings) -> dict[str, str]:
    connection = sqlite3.connect(settings.data_path / "hub.db")
    found = dict(connection.execute("SELECT name, epoch FROM stream").fetchall())
    connection.close()
    return found
