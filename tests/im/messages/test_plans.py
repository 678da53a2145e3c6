"""How SQLite goes about the statements that every message waits for. It keeps no figures, so it guesses the same in an empty house and in
one with a million messages, and a wrong guess there takes seconds."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest

from hub.im.messages import calls, log, sending, waiting
from hub.kit.door import sqlite_door
from hub.kit.ids import new_id
from tests.running import Backend

SHOP = new_id()
NOW = datetime(2026, 11, 22, tzinfo=UTC)
OURS = sending.of_channels(sending.DUE, frozenset({"handheld"}), False)


@pytest.fixture(scope="module")
def connection(sqlite_backend: Backend) -> Iterator[sqlite3.Connection]:
    settings = sqlite_backend.settings()
    with closing(sqlite3.connect(settings.data_path / "hub.db")) as connection:
        yield connection
    sqlite_backend.forget(settings)


@pytest.mark.parametrize(
    ("statement", "values", "first"),
    [
        (sending.DUE, {"now": NOW, "most": 80}, "im_message USING INDEX ix_im_message_due_at"),
        (OURS, {"now": NOW, "most": 80}, "im_message USING INDEX ix_im_message_due_at"),
        (sending.NEXT_DUE, {}, "im_message USING INDEX ix_im_message_due_at"),
        (sending.SENT_BEFORE, {"subjects": [str(n) for n in range(80)]}, "im_call USING INDEX ix_im_call_subject"),
        (waiting.WAITING_NEWS, {"channels": ["call", "cashier"]}, "im_message USING INDEX ix_im_message_due_at"),
        (calls.WAITING_FOR, {"subject": "round:1"}, "im_call USING INDEX ix_im_call_subject"),
        (calls.WAITING_OF_ORDER, {"order_id": SHOP}, "im_call USING INDEX ix_im_call_order_id"),
        (log.DELIVERIES, {"message_ids": [new_id() for _ in range(50)]}, "im_delivery USING PRIMARY KEY"),
    ],
)
def test_it_begins_with_the_few_rows_that_are_meant(connection: sqlite3.Connection, statement: Any, values: Any, first: str) -> None:
    sql, parameters = sqlite_door().prepare(statement).bind({"shop_id": SHOP, **values})
    plan = [row[-1] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]
    assert first in plan[0], plan
