"""The demo venue, made once for each database; every run begins with a copy of its own."""

import os
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.faults.seeded import POSTGRESQL, SQLITE, Seeded, Template
from tests.servers import PostgresServer, RedisServer


class Sizes(NamedTuple):
    """How much of each fault: `HUB_TEST_FAULTS=long` for the sizes of a release, else what every run of the suite can bear."""

    orders: int
    kills: int
    crashes: int
    unheard: int


LONG = os.environ.get("HUB_TEST_FAULTS") == "long"
SIZES = Sizes(1000, 50, 100, 50) if LONG else Sizes(200, 10, 3, 6)


@pytest.fixture(scope="session")
def sizes() -> Sizes:
    return SIZES


@pytest.fixture(scope="session", params=[SQLITE, POSTGRESQL])
def template(request: pytest.FixtureRequest) -> Template:
    """On SQLite alone, and on PostgreSQL with Redis."""
    return request.getfixturevalue(f"{request.param}_template")  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def postgresql_template(postgres: PostgresServer, redis: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(POSTGRESQL, tmp_path_factory.mktemp("faults-postgresql"), postgres.url, redis.url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(SQLITE, tmp_path_factory.mktemp("faults-sqlite"))


@pytest.fixture
def seeded(template: Template) -> Iterator[Seeded]:
    """A venue that nobody else uses."""
    yield from copied(template)


@pytest.fixture
def seeded_postgresql(postgresql_template: Template) -> Iterator[Seeded]:
    yield from copied(postgresql_template)


@pytest.fixture
def seeded_sqlite(sqlite_template: Template) -> Iterator[Seeded]:
    yield from copied(sqlite_template)


def copied(template: Template) -> Iterator[Seeded]:
    made = template.copy()
    try:
        yield made
    finally:
        made.remove()
