"""What is looked at once a second must not grow with what was ever printed: SQLite begins with the few jobs that run."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest

from hub.kit.door import sqlite_door
from hub.kit.ids import new_id
from hub.printing import covering, making, printers, queries, service, watching
from tests.running import Backend

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (watching.TOO_OLD, {"now": NOW}),
        (watching.LOST, {"before": NOW}),
        (watching.WAITED_FOR, {"before": NOW}),
        (
            watching.STRANDED,
            {"shop_id": new_id(), "printer_id": new_id(), "before": NOW, "kinds": ["kitchen"], "after": new_id()},
        ),
        (watching.GIVEN_UP, {"before": NOW}),
        (queries.OWN_JOBS, {"shop_id": new_id(), "device_id": new_id()}),
        (queries.TROUBLED, {"shop_id": new_id()}),
        (service.UNPRINTED_OF_ORDER, {"shop_id": new_id(), "order_id": new_id()}),
        (printers.WAITED_FOR, {"shop_id": new_id(), "before": NOW}),
    ],
)
def test_it_looks_at_jobs_that_run_alone(sqlite_backend: Backend, statement: Any, values: Any) -> None:
    plan = plan_of(sqlite_backend, statement, values)
    assert plan[0].startswith("SEARCH print_job USING INDEX ix_print_job_") and "_runs" in plan[0], plan


@pytest.mark.parametrize(
    ("statement", "values", "index"),
    [
        (printers.DONE_LATELY, {"shop_id": new_id()}, "shop_id_id"),
        (covering.CARDS, {"shop_id": new_id(), "about": "round"}, "shop_id_subject"),
        (making.LAST_COPY, {"shop_id": new_id(), "about": "receipt", "of_kind": "receipt"}, "shop_id_subject"),
    ],
)
def test_what_was_printed_is_found_by_its_place(sqlite_backend: Backend, statement: Any, values: Any, index: str) -> None:
    assert f"USING INDEX ix_print_job_{index}" in plan_of(sqlite_backend, statement, values)[0]


def test_what_is_forgotten_stands_first_by_id(sqlite_backend: Backend) -> None:
    """No column of times is looked through: ids rise with time."""
    plan = plan_of(sqlite_backend, watching.FORGET, {"before": NOW})
    assert plan[0].startswith("SEARCH print_job USING INDEX") and "(id=?)" in plan[0], plan
    assert plan[-1] == "SCAN print_job USING COVERING INDEX sqlite_autoindex_print_job_1", "in order, so that it ends with its LIMIT"


def plan_of(backend: Backend, statement: Any, values: Any) -> list[str]:
    settings = backend.settings()
    sql, parameters = sqlite_door().prepare(statement).bind(values)
    with closing(sqlite3.connect(settings.data_path / "hub.db")) as connection:
        plan = [row[-1] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]
    backend.forget(settings)
    return plan
