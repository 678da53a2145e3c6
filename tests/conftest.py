"""What all tests of the hub share: real databases, a running hub per module, a fresh venue per test."""

import gc
import os
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, settings

from devices.client import Hub as HubAddress
from hub.kit.clock import MovableClock
from tests.again import Again
from tests.browsers import NEEDS, find_chromium
from tests.running import Backend, RunningHub
from tests.servers import PostgresServer, RedisServer
from tests.venues import Venue

settings.register_profile("busy", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")  # how long an example takes says what else the machine does


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Again())


def pytest_report_header() -> str | None:
    return None if find_chromium() else f"no Chromium on this machine: tests that use the fixture {NEEDS!r} are left out"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A machine without a browser runs everything else."""
    if find_chromium():
        return
    without = [item for item in items if NEEDS in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if item not in without]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """A failed test is written down without collecting garbage.

    CPython before 3.11.8 and 3.12.2 counts the depth of syntax trees for all threads together. A collection may let another
    thread run in the middle of one, and then the whole run ends with a SystemError instead of naming the test that failed
    (python/cpython, pull request 113035).
    """
    gc.disable()
    try:
        return (yield)  # type: ignore[return-value]
    finally:
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """How files are spread over workers, unless the command line says how."""
    if config.getoption("dist") != "load":
        return None
    from tests.spreading import OneAtATime

    return OneAtATime(config, log)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One PostgreSQL for this process of the run."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def redis() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> Backend:
    """Every test that touches data runs on both: SQLite alone, and PostgreSQL with Redis."""
    return request.getfixturevalue(f"{request.param}_backend")  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def postgresql_backend(postgres: PostgresServer, redis: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Backend:
    """For races, which a single writer would hide."""
    return Backend("postgresql", tmp_path_factory.mktemp("postgresql"), postgres.url, redis.url)


@pytest.fixture(scope="session")
def sqlite_backend(tmp_path_factory: pytest.TempPathFactory) -> Backend:
    return Backend("sqlite", tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="module")
def running(backend: Backend) -> Iterator[RunningHub]:
    """A hub for the tests of one module, on real time."""
    yield from run(backend)


@pytest.fixture(scope="module")
def running_postgresql(postgresql_backend: Backend) -> Iterator[RunningHub]:
    yield from run(postgresql_backend)


def run(backend: Backend) -> Iterator[RunningHub]:
    settings = backend.settings()
    hub = RunningHub(settings)
    try:
        yield hub
    finally:
        hub.stop()
        backend.forget(settings)


@pytest.fixture
def clock() -> MovableClock:
    """Noon of an ordinary day in Shanghai; a test moves it."""
    return MovableClock(datetime(2026, 11, 22, 4, 0, tzinfo=UTC))


@pytest.fixture
def timed(backend: Backend, clock: MovableClock) -> Iterator[RunningHub]:
    """A hub of its own whose clock the test moves."""
    settings = backend.settings()
    hub = RunningHub(settings, clock)
    try:
        yield hub
    finally:
        hub.stop()
        backend.forget(settings)


@pytest.fixture
async def http(running: RunningHub) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(running) as client:
        yield client


def client_of(hub: RunningHub) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100, keepalive_expiry=2)
    verify = hub.url.startswith("https:")  # to read the machine's list of authorities for each test takes longer than most tests
    return httpx.AsyncClient(base_url=hub.url, timeout=30, limits=limits, verify=verify, trust_env=False)


@pytest.fixture
async def address(running: RunningHub) -> AsyncIterator[HubAddress]:
    """The running hub for the client library."""
    async with HubAddress(running.url) as hub:
        yield hub


MakeVenue = Callable[..., Venue]


@pytest.fixture
def make_venue(running: RunningHub, http: httpx.AsyncClient) -> MakeVenue:
    """Further venues: `make_venue(zone=…, settings={…}, brand_id=…)`."""

    def make(**more: Any) -> Venue:
        return Venue(running, http, **more)

    return make


@pytest.fixture
def venue(make_venue: MakeVenue) -> Venue:
    """A venue nobody else uses."""
    return make_venue()


@pytest.fixture
async def timed_venue(timed: RunningHub) -> AsyncIterator[Venue]:
    """A venue in a hub whose clock the test moves (`clock` fixture)."""
    async with client_of(timed) as client:
        yield Venue(timed, client)
