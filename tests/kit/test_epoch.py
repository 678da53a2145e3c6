"""An epoch cannot be restored: a database that is not the one the hub left gets new ones."""

import json
import shutil
import time
from pathlib import Path

import pytest
from sqlalchemy import update

from hub.app import open_database
from hub.kit.clock import Clock
from hub.live.append import open_stream
from hub.live.epoch import Marks
from hub.live.log import ALL_HEADS
from hub.live.models import start_marks
from hub.settings import Settings
from tests.running import Backend


def start(settings: Settings, make_stream: bool = False) -> tuple[bool, str]:
    database = open_database(settings, Clock())
    renewed = Marks(settings.data_path).renew(database, starting=True)
    if make_stream:
        database.run_now(lambda tx: open_stream(tx, "shop:test"))
    epoch = database.read_now(lambda tx: tx.all(ALL_HEADS)[0].epoch)
    database.close()
    return renewed, epoch


def test_ordinary_starts_keep_the_epoch(backend: Backend) -> None:
    settings = backend.settings()
    _, first = start(settings, make_stream=True)
    assert start(settings) == (False, first)
    assert start(settings) == (False, first)


def test_a_restored_database_begins_a_new_epoch(sqlite_backend: Backend, tmp_path: Path) -> None:
    settings = sqlite_backend.settings()
    _, first = start(settings, make_stream=True)
    shutil.copy(settings.data_path / "hub.db", tmp_path / "backup.db")
    start(settings)
    shutil.copy(tmp_path / "backup.db", settings.data_path / "hub.db")
    renewed, epoch = start(settings)
    assert renewed
    assert epoch != first


def test_a_folder_whose_mark_is_gone_begins_a_new_epoch(sqlite_backend: Backend) -> None:
    settings = sqlite_backend.settings()
    _, first = start(settings, make_stream=True)
    (settings.data_path / "epoch.mark").unlink()
    renewed, epoch = start(settings)
    assert renewed
    assert epoch != first


def test_a_second_hub_on_postgresql_changes_no_epoch(postgresql_backend: Backend, tmp_path: Path) -> None:
    import msgspec

    settings = postgresql_backend.settings()
    _, first = start(settings, make_stream=True)
    another = msgspec.structs.replace(settings, data=str(tmp_path))
    assert start(another) == (False, first)
    assert start(settings) == (False, first)


@pytest.mark.parametrize("moment", ["file written, nothing committed", "committed, file not finished"])
def test_a_kill_between_file_and_database_is_no_restore(sqlite_backend: Backend, moment: str) -> None:
    settings = sqlite_backend.settings()
    _, first = start(settings, make_stream=True)
    marks = Marks(settings.data_path)
    old = marks.known[-1]
    if moment.startswith("file"):
        marks._write([old, "never committed"])
    else:
        database = open_database(settings, Clock())
        marks.renew(database)
        marks._write([old, marks.known[-1]])
        database.close()
    assert start(settings) == (False, first)


def test_a_server_that_was_promoted_while_the_hub_ran_begins_a_new_epoch_at_once(postgresql_backend: Backend) -> None:
    """The next start would find marks that agree: the evidence is overwritten within a minute."""
    settings = postgresql_backend.settings()
    _, first = start(settings, make_stream=True)
    database = open_database(settings, Clock())
    marks = Marks(settings.data_path)
    assert marks.renew(database) is False
    database.run_now(lambda tx: tx.run(update(start_marks).where(start_marks.c.place == "cluster").values(system="another/1")))
    assert marks.renew(database) is True
    assert marks.renew(database) is False
    epoch = database.read_now(lambda tx: tx.all(ALL_HEADS)[0].epoch)
    database.close()
    assert epoch != first
    assert start(settings) == (False, epoch)


def test_a_folder_that_was_put_back_whole_begins_a_new_epoch(
    sqlite_backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The marks in it agree: file and database are of the same evening. But no file system lets a file's last change be set back."""

    def written_within() -> float:
        """How long the writing of the mark itself took: this much lies between its times without anybody having copied it."""
        path = settings.data_path / "epoch.mark"
        return path.stat().st_ctime - float(json.loads(path.read_text("utf-8"))["at"])

    settings = sqlite_backend.settings()
    _, first = start(settings, make_stream=True)
    took = written_within()
    shutil.copytree(settings.data_path, tmp_path / "backup")
    assert start(settings) == (False, first)
    time.sleep(took + 0.6)
    shutil.rmtree(settings.data_path)
    shutil.copytree(tmp_path / "backup", settings.data_path)  # with the times of its files, as a restore does
    monkeypatch.setattr("hub.live.epoch.COPIED_SECONDS", took + 0.3)
    renewed, second = start(settings)
    assert renewed
    assert second != first
    monkeypatch.setattr("hub.live.epoch.COPIED_SECONDS", written_within() + 0.3)
    time.sleep(0.6)
    assert start(settings) == (False, second)
