"""The house that every test of the audit spoils in its own way; made once per database."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from hub.app import open_database
from hub.kit.clock import MovableClock
from tests.audit.house import House
from tests.running import Backend


@pytest.fixture(scope="session")
def house(backend: Backend) -> Iterator[House]:
    clock = MovableClock(datetime(2026, 11, 22, 4, 0, tzinfo=UTC))
    settings = backend.settings()
    database = open_database(settings, clock)
    try:
        made = House(settings, database, clock)
        made.drop_guards()
        yield made
    finally:
        database.close()
        backend.forget(settings)
