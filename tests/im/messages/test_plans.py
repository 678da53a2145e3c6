"""How SQLite goes about the statements that every message waits for. It keeps no figures, so it guesses the same in an empty house and in
one with a million messages, and a wrong guess there takes seconds."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Select

from hub.app import open_database
from hub.im.messages import calls, due, log, looking_up, sending, tidying, waiting
from hub.kit.clock import Clock
from hub.kit.db import Database, Tx
from hub.kit.door import insert_row, sqlite_door
from hub.kit.ids import new_id
from hub.tables import TABLES
from tests.running import Backend

SHOP = new_id()
NOW = datetime(2026, 11, 22, tzinfo=UTC)
OURS = due.of_channels(due.DUE, frozenset({"handheld"}), False)


@pytest.fixture(scope="module")
def connection(sqlite_backend: Backend) -> Iterator[sqlite3.Connection]:
    settings = sqlite_backend.settings()
    with closing(sqlite3.connect(settings.data_path / "hub.db")) as connection:
        yield connection
    sqlite_backend.forget(settings)


@pytest.mark.parametrize(
    ("statement", "values", "first"),
    [
        (due.DUE, {"now": NOW, "most": 80}, "im_message USING INDEX ix_im_message_due_at"),
        (OURS, {"now": NOW, "most": 80}, "im_message USING INDEX ix_im_message_due_at"),
        (due.NEXT_DUE, {}, "im_message USING INDEX ix_im_message_due_at"),
        (sending.SENT_BEFORE, {"subjects": [str(n) for n in range(80)]}, "im_call USING INDEX ix_im_call_subject"),
        (due.NEXT_TURN, {}, "im_lane USING COVERING INDEX ix_im_lane_next_at"),
        (sending.LAST_TOLD, {"call_ids": [new_id() for _ in range(80)]}, "im_message USING INDEX uq_im_message_call_id"),
        (tidying.LATE_SHOPS, {"before": NOW}, "im_message USING INDEX ix_im_message_due_at"),
        (tidying.LATE_LANES, {"before": NOW, "too_far": NOW}, "im_lane USING COVERING INDEX ix_im_lane_next_at"),
        (waiting.LANES_DUE, {"now": NOW, "too_far": NOW}, "im_lane USING COVERING INDEX ix_im_lane_next_at"),
        (waiting.NEXT_IN_LANE, {"channel_name": "call"}, "im_message USING INDEX ix_im_message_in_lane"),
        (waiting.WHO_WAITS, {"channel_name": "call"}, "im_message USING INDEX ix_im_message_in_lane"),
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


@pytest.fixture(scope="module")
def history(backend: Backend) -> Iterator[Database]:
    """A shop in which 3,000 messages went well and 30 did not."""
    settings = backend.settings()
    database = open_database(settings, Clock())
    database.run_now(fill)
    if backend.kind == "postgresql":
        database.run_now(lambda tx: tx._cursor.execute("ANALYZE im_call, im_message"))
    yield database
    database.close()
    backend.forget(settings)


def fill(tx: Tx) -> None:
    place = {"brand_id": SHOP, "shop_id": SHOP}
    long_ago = tx.now - timedelta(days=1)
    made_calls, messages = [], []
    for number in range(3_030):
        call_id = tx.new_id()
        made = {"event": "order_placed", "params": {}, "made_by_kind": "hub", "made_by_name": "", "created_at": long_ago}
        made_calls.append(place | made | {"id": call_id})
        state = {"state": "failed", "reason": "render", "sent_at": None} if number % 101 == 50 else {"state": "spoken", "reason": None}
        row = {"id": tx.new_id(), "call_id": call_id, "channel": "call", "kind": "notice", "repeat": 1, "times": 1, "attempts": 1}
        times = dict.fromkeys(("due_at", "sent_at", "created_at", "updated_at"), long_ago)
        messages.append(place | row | times | {"answers": "fine" if state["state"] == "spoken" else None} | state)
    tx.many(insert_row(TABLES["im_call"], *made_calls[0]), made_calls)
    tx.many(insert_row(TABLES["im_message"], *messages[0]), messages)


def plan_of(tx: Tx, statement: Select[Any]) -> list[str]:
    sql, parameters = tx._door.compile(statement).bind({"shop_id": SHOP})
    tx._cursor.execute(f"{'EXPLAIN QUERY PLAN' if tx.dialect == 'sqlite' else 'EXPLAIN (COSTS OFF)'} {sql}", parameters)
    return [str(row[-1]) for row in tx._cursor.fetchall()]


MESSAGE, CALL = TABLES["im_message"].c, TABLES["im_call"].c
NARROWED: dict[str, list[Any]] = {
    "all": [],
    "next page": [MESSAGE.call_id <= SHOP, (MESSAGE.call_id < SHOP) | (MESSAGE.id < SHOP)],
    "one channel": [MESSAGE.channel == "call"],
    "one event": [CALL.event == "order_placed"],
    "one day": [CALL.created_at >= NOW, CALL.created_at < NOW + timedelta(days=1)],
}


@pytest.mark.parametrize("further", NARROWED)
def test_problems_are_read_from_an_index_that_holds_nothing_else(history: Database, further: str) -> None:
    """Nothing is sorted either: the newest stand first in it."""

    def read(tx: Tx) -> tuple[list[str], int]:
        problems = looking_up.TROUBLES_FIRST.where(looking_up.has_problem(tx.now))
        statement = problems.where(*NARROWED[further]).limit(11)
        return plan_of(tx, statement), len(tx.query(problems, shop_id=SHOP))

    plan, found = history.read_now(read)
    assert found == 30, "premise"
    assert any("ix_im_message_may_trouble" in step for step in plan), plan
    assert not any("Seq Scan on im_message" in step or "TEMP B-TREE" in step or step.startswith("SCAN") for step in plan), plan
