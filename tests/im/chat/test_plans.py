"""Whoever moves the queue holds the desk, so what it looks at must not grow with all that was ever said: the chats that run."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from hub.im.chat import desk, queries, rows, talking
from hub.kit.door import sqlite_door
from hub.kit.ids import new_id
from tests.running import Backend


@pytest.mark.parametrize("statement", [desk.QUEUE, desk.UNANSWERED, desk.LOADS, queries.RUNNING])
def test_sqlite_looks_at_the_chats_that_run_alone(sqlite_backend: Backend, statement: Any) -> None:
    assert plan(sqlite_backend, statement, shop_id=new_id())[0] == (
        "SEARCH chat USING INDEX ix_chat_shop_id_running (closed_at=? AND shop_id=?)"
    )


def test_the_chat_of_a_stay_is_one_of_its_own(sqlite_backend: Backend) -> None:
    found = plan(sqlite_backend, rows.RUNNING_OF_STAY, shop_id=new_id(), stay_id=new_id())
    assert found == ["SEARCH chat USING INDEX uq_chat_stay_id_running (stay_id=?)"]


def test_a_message_is_found_by_its_writers_name_for_it(sqlite_backend: Backend) -> None:
    known = {"shop_id": new_id(), "chat_id": new_id(), "by_id": new_id(), "client_id": "7"}
    found = plan(sqlite_backend, talking.STORED, **known)
    assert found == ["SEARCH chat_message USING INDEX uq_chat_message_client_id (chat_id=? AND by_id=? AND client_id=?)"]


def plan(backend: Backend, statement: Any, **values: Any) -> list[str]:
    settings = backend.settings()
    sql, parameters = sqlite_door().prepare(statement).bind(values)
    with closing(sqlite3.connect(settings.data_path / "hub.db")) as connection:
        found = [row[-1] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]
    backend.forget(settings)
    return found
