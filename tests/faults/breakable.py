"""Servers that belong to one module of tests and are broken by it, and hubs on them."""

import asyncio
import inspect
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from hub.audit.rules import broken, run_audit
from tests.running import Backend, RunningHub
from tests.servers import PostgresServer, RedisServer

LONG = os.environ.get("HUB_TEST_FAULTS") == "long"
"""The sizes of a release instead of those of every run."""
BUSY_SECONDS = 0.0 if LONG else 15.0
"""How long a machine that runs other tests beside may stand still: only a release is held to the seconds themselves."""
LOOK_SECONDS = 0.01
OURS = "FROM pg_stat_activity WHERE application_name = 'venuehub' AND datname = current_database()"
BACKENDS = f"SELECT pid {OURS} ORDER BY state_change DESC"
WAITING = f"SELECT 1 {OURS} AND wait_event_type = 'Lock'"
"""Whether a command of a hub waits for a row that somebody else has locked."""


class Own(NamedTuple):
    """A PostgreSQL and a Redis that nobody else uses, and databases on them."""

    postgres: PostgresServer
    redis: RedisServer
    backend: Backend


@contextmanager
def own_servers(folder: Path) -> Iterator[Own]:
    with PostgresServer() as postgres, RedisServer() as redis:
        yield Own(postgres, redis, Backend("postgresql", folder, postgres.url, redis.url))


@contextmanager
def hub_on(backend: Backend) -> Iterator[RunningHub]:
    """A hub on a database that nobody has used; what is left of it goes with the module's server."""
    hub = RunningHub(backend.settings())
    try:
        yield hub
    finally:
        hub.stop()


def rules_broken(hub: RunningHub) -> list[Any]:
    """What `venuehub audit` would find."""
    return broken(run_audit(hub.database))


def backends(url: str) -> list[int]:
    """Process ids of the hub's connections to its database, the one used last first."""
    with psycopg.connect(url, autocommit=True) as connection:
        return [row[0] for row in connection.execute(BACKENDS).fetchall()]


async def until(true: Callable[[], Any], within_seconds: float, what: str = "it") -> float:
    """Wait until something is true, asked for or looked at; how long that took.

    Raises:
        TimeoutError: it never was.
    """
    began = time.monotonic()
    while True:
        found = true()
        if await found if inspect.isawaitable(found) else found:
            return time.monotonic() - began
        if time.monotonic() - began > within_seconds:
            raise TimeoutError(f"{what} was not so after {within_seconds} s")
        await asyncio.sleep(LOOK_SECONDS)


def share(values: Sequence[float], part: float) -> float:
    """The value below which this part of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def figures(what: str, **measured: Any) -> None:
    """What a test has measured, for `pytest -rP`."""
    print(f"{what}: {', '.join(f'{name} {told(value)}' for name, value in measured.items())}")


def told(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, list):
        return f"[{' '.join(told(each) for each in value)}]"
    return str(dict(value)) if isinstance(value, dict) else str(value)
