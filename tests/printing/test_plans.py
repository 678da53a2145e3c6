"""What is looked at once a second must not grow with what was ever printed: SQLite begins with the few jobs that run."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest

from hub.kit.door import sqlite_door
from hub.kit.ids import new_id
from hub.printing import queries, service, watching
from tests.running import Backend

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (watching.TOO_OLD, {"now": NOW}),
        (watching.LOST, {"before": NOW}),
        (watching.WAITS_LONG, {"before": NOW}),
        (watching.GIVEN_UP, {"before": NOW}),
        (queries.OWN_JOBS, {"shop_id": new_id(), "device_id": new_id()}),
        (queries.TROUBLED, {"shop_id": new_id()}),
        (service.UNPRINTED_OF_ORDER, {"shop_id": new_id(), "order_id": new_id()}),
    ],
)
def test_it_looks_at_jobs_that_run_alone(sqlite_backend: Backend, statement: Any, values: Any) -> None:
    settings = sqlite_backend.settings()
    sql, parameters = sqlite_door().prepare(statement).bind(values)
    with closing(sqlite3.connect(settings.data_path / "hub.db")) as connection:
        plan = [row[-1] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]
    sqlite_backend.forget(settings)
    assert plan[0].startswith("SEARCH print_job USING INDEX ix_print_job_") and "_runs" in plan[0], plan
