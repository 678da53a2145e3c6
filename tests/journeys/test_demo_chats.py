"""The demo has been lived in when it begins: its chats were written by the same verbs, each at its own time, and break no rule."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from hub.app import open_database
from hub.audit import broken, run_audit
from hub.demo_chats import live_through
from hub.demo_links import DemoLinks
from hub.im.chat.models import chat, chat_message
from hub.im.devices import add_device, revoke_device
from hub.kit.clock import MovableClock
from hub.kit.db import Database, Tx
from hub.kit.errors import NotFound
from hub.seed import actor_for, seed
from tests.running import Backend

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
ANY = {"any_tenant": "a test looks at everything"}
CHATS = select(chat).order_by(chat.c.opened_at).execution_options(**ANY)
COUNTS = [select(func.count().label("many")).select_from(table).execution_options(**ANY) for table in (chat, chat_message)]


@pytest.fixture(scope="module")
def lived(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Path]]:
    settings, folder, clock = backend.settings(), tmp_path_factory.mktemp("demo"), MovableClock(NOW)
    database = open_database(settings, clock)
    live_through(database, clock, folder)
    assert clock.now() == NOW
    yield database, folder
    database.close()
    backend.forget(settings)


def chats(database: Database) -> list[Any]:
    return database.read_now(lambda tx: list(tx.query(CHATS)))


def test_there_is_one_of_each(lived: tuple[Database, Path]) -> None:
    support = [row for row in chats(lived[0]) if row.kind == "support"]
    bund = [row for row in support if row.shop_id == support[0].shop_id]
    assert sorted(row.state for row in bund) == ["closed", "closed", "open", "open", "queued"]
    assert [row.place for row in bund if row.state == "queued"] == [1]
    assert [(row.stars, row.guest_read) for row in bund if row.stars] == [(5, next(row.messages for row in bund if row.stars))]
    unread = {row.agent_name: row.messages - row.staff_read for row in bund if row.state == "open"}
    assert unread == {"沈立群": 2, "周小满": 0}
    groups = [row for row in chats(lived[0]) if row.kind == "group"]
    assert len(groups) == 3 and all(row.messages for row in groups), "every shop has something to read"


def test_everything_was_written_at_its_own_time_before_the_demo(lived: tuple[Database, Path]) -> None:
    rows = lived[0].read_now(lambda tx: list(tx.query(select(chat_message).order_by(chat_message.c.at).execution_options(**ANY))))
    assert all(NOW - timedelta(minutes=100) < row.at < NOW for row in rows)
    for row in chats(lived[0]):
        times = [each.at for each in rows if each.chat_id == row.id]
        numbers = [each.number for each in sorted(rows, key=lambda each: each.number) if each.chat_id == row.id]
        assert numbers == list(range(1, row.messages + 1)) and times == sorted(times)
        if row.state == "open" and row.kind == "support":
            assert NOW - row.last_at < timedelta(minutes=10), "it does not rest as soon as the demo begins"


def test_no_rule_is_broken(lived: tuple[Database, Path]) -> None:
    found = run_audit(lived[0])
    assert broken(found) == [], [finding for finding in found if finding in broken(found)]


def test_begun_again_nothing_is_said_twice(lived: tuple[Database, Path]) -> None:
    database, folder = lived

    def counted(tx: Tx) -> list[int]:
        return [tx.query(statement)[0].many for statement in COUNTS]

    before = database.read_now(counted)
    clock = MovableClock(NOW + timedelta(hours=1))
    live_through(database, clock, folder)
    seed(database, folder)
    assert database.read_now(counted) == before


async def test_a_device_that_was_revoked_is_let_in_by_nothing_and_the_one_in_its_place_is(lived: tuple[Database, Path]) -> None:
    """Neither by the demo's next start nor by a link on a front page that is still open; and the audit finds nothing."""
    database, folder = lived
    before = seed(database, folder)
    old = next(each for each in before["devices"] if each["kind"] == "pad" and each["room"] == "801")
    brand_id, shop_id, pad_id = UUID(before["shops"][0]["brand_id"]), UUID(old["shop_id"]), UUID(old["id"])
    room_id = next(UUID(each["id"]) for each in before["shops"][0]["rooms"] if each["number"] == "801")
    manager = next(each for each in before["users"] if each["role"] == "manager" and each["shop_id"] == old["shop_id"])
    who = actor_for(brand_id, shop_id, {"role": "manager", "name": "Manager"}, UUID(manager["id"]))
    links = DemoLinks(database, before)
    database.run_now(lambda tx: revoke_device(tx, who, pad_id))
    new = database.run_now(lambda tx: add_device(tx, brand_id=brand_id, shop_id=shop_id, kind="pad", name="Pad 801b", room_id=room_id))
    after = seed(database, folder)
    assert old["id"] not in {each["id"] for each in after["devices"]}
    assert [each["id"] for each in after["devices"] if each["kind"] == "pad" and each["room"] == "801"] == [str(new.id)]
    assert len(after["devices"]) == len(before["devices"])
    with pytest.raises(NotFound):
        await links.open(pad_id, "127.0.0.1")
    found = run_audit(database)
    assert broken(found) == [], broken(found)
