"""The house that every test of the audit spoils in its own way; made once per database."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from hub.app import open_database
from hub.kit.clock import Clock, MovableClock
from tests.audit.house import House
from tests.running import Backend


@pytest.fixture(scope="session")
def house(backend: Backend) -> Iterator[House]:
    noon = Clock().now().replace(hour=4, minute=0, second=0, microsecond=0)  # in Shanghai
    clock = MovableClock(noon - timedelta(days=1))
    settings = backend.settings()
    database = open_database(settings, clock)
    try:
        made = House(settings, database, clock)
        made.drop_guards()
        yield made
    finally:
        database.close()
        backend.forget(settings)
