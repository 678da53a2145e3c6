"""What outlives a reload, in memory and in a file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from devices.client.frames import Cursor, Receipt
from devices.client.storage import DeviceStore, MemoryStore, Place, QueuedCommand, SqliteStore, TokenPair


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> DeviceStore:
    return MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "device.sqlite")


def command(key: str) -> QueuedCommand:
    return QueuedCommand(key, "POST", "/orders", {"lines": []}, "2026-11-22T02:41:07.123Z")


def test_a_place_is_cursors_and_board_together(store: DeviceStore) -> None:
    assert store.place() is None
    board = {"shop": {"id": "1"}, "lines": [{"id": "a"}]}
    store.keep_place(Place("kitchen", ["hot"], {"shop:1": Cursor("e1", 5)}, board))
    board["lines"].clear()  # type: ignore[attr-defined]
    assert store.place() == Place("kitchen", ["hot"], {"shop:1": Cursor("e1", 5)}, {"shop": {"id": "1"}, "lines": [{"id": "a"}]})
    store.keep_cursors({"shop:1": Cursor("e1", 9)})
    kept = store.place()
    assert kept is not None and kept.cursors == {"shop:1": Cursor("e1", 9)} and kept.board["lines"] == [{"id": "a"}]
    store.forget_place()
    assert store.place() is None


def test_commands_wait_in_the_order_they_were_made(store: DeviceStore) -> None:
    for key in ("c", "a", "b"):
        store.queue(command(key))
    store.settle("a")
    store.settle("never seen")
    assert [waiting.key for waiting in store.queued()] == ["c", "b"]
    assert store.queued()[0] == command("c")


def test_a_message_is_new_once(store: DeviceStore) -> None:
    assert [store.hear("m1"), store.hear("m1"), store.hear("m2")] == [True, False, True]


def test_receipts_wait_in_the_order_they_were_given_until_they_are_settled(store: DeviceStore) -> None:
    for message, result in (("m2", "shown"), ("m1", "shown"), ("m2", "spoken"), ("m1", "shown")):
        store.keep_receipt(Receipt(message, result))
    assert store.receipts() == [Receipt("m2", "shown"), Receipt("m1", "shown"), Receipt("m2", "spoken")]
    store.settle_receipts([Receipt("m2", "shown"), Receipt("never", "seen")])
    store.settle_receipts([])
    assert store.receipts() == [Receipt("m1", "shown"), Receipt("m2", "spoken")]


def test_tokens_are_the_last_ones_written(store: DeviceStore) -> None:
    assert store.tokens() is None
    store.keep_tokens(TokenPair("a1", "r1"))
    store.keep_tokens(TokenPair("a2", "r2"))
    assert store.tokens() == TokenPair("a2", "r2")


def test_a_device_that_was_thrown_out_holds_no_tokens(store: DeviceStore) -> None:
    store.keep_tokens(TokenPair("a1", "r1"))
    store.forget_tokens()
    assert store.tokens() is None
    store.keep_tokens(TokenPair("a2"))
    assert store.tokens() == TokenPair("a2")


def test_a_file_holds_it_all_for_the_next_process(tmp_path: Path) -> None:
    first = SqliteStore(tmp_path / "device.sqlite")
    first.queue(command("a"))
    first.keep_place(Place("pad", [], {}, {}))
    first.hear("m1")
    first.close()
    second = SqliteStore(tmp_path / "device.sqlite")
    assert second.queued() == [command("a")] and second.place() == Place("pad", [], {}, {}) and not second.hear("m1")
    assert second._db.execute("pragma synchronous").fetchone() == (2,)


def test_a_file_with_tokens_is_for_its_user_alone(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "device.sqlite").keep_tokens(TokenPair("a1", "r1"))
    assert (tmp_path / "device.sqlite").stat().st_mode & 0o077 == 0


def test_a_key_cannot_be_queued_twice_in_a_file(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "device.sqlite")
    store.queue(command("a"))
    with pytest.raises(sqlite3.IntegrityError):
        store.queue(command("a"))
