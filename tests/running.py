"""A real hub for tests: its own server, its own thread, SQLite in a folder or PostgreSQL + Redis."""

import asyncio
import shutil
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from hub.app import Hub, create_app
from hub.kit import jobs
from hub.kit.clock import Clock
from hub.kit.db import Database
from hub.live.server import HubServer
from hub.migrations import migrate
from hub.settings import Settings, read_settings
from tests.servers import drop_database, fresh_database

T = TypeVar("T")

jobs.IDLE_MS = 40  # hundreds of hubs are stopped here, one after the other


class Backend:
    """One kind of database, migrated once; every hub of the run begins with a copy."""

    def __init__(self, kind: str, folder: Path, postgres: str = "", redis: str = "") -> None:
        self.kind = kind
        self.folder = folder
        self.postgres = postgres
        self.redis = redis
        self.count = 0
        if kind == "postgresql":
            self.template = fresh_database(postgres)
            migrate(read_settings({"VENUEHUB_DATABASE_URL": self.template}, data=str(folder / "template")))
        else:
            migrate(read_settings({}, data=str(folder / "template")))

    def settings(self, **sections: Any) -> Settings:
        """Settings of a database that nobody has used."""
        self.count += 1
        data = self.folder / f"hub-{self.count}"
        data.mkdir(parents=True)
        environment: dict[str, str] = {}
        if self.kind == "postgresql":
            environment["VENUEHUB_DATABASE_URL"] = fresh_database(self.postgres, self.template)
            environment["VENUEHUB_REDIS_URL"] = self.redis
        else:
            shutil.copy(self.folder / "template" / "hub.db", data / "hub.db")
        sections.setdefault("server", {"host": "127.0.0.1", "port": 0, "schema": True})
        return read_settings(environment, data=str(data), **sections)

    def beside(self, settings: Settings) -> Settings:
        """Settings of a further hub on the same database, which only PostgreSQL can have."""
        self.count += 1
        environment = {"VENUEHUB_DATABASE_URL": settings.database.url, "VENUEHUB_REDIS_URL": settings.redis.url}
        data = self.folder / f"hub-{self.count}"
        data.mkdir(parents=True)
        return read_settings(environment, data=str(data), server={"host": "127.0.0.1", "port": 0, "schema": True})

    def forget(self, settings: Settings) -> None:
        """The database of a hub that has stopped."""
        if settings.database.url:
            drop_database(settings.database.url)
        shutil.rmtree(settings.data_path, ignore_errors=True)


class RunningHub:
    """A hub that serves on loopback from a thread of this process, so that a test can look inside."""

    def __init__(
        self, settings: Settings, clock: Clock | None = None, demo: Callable[[Database, Path], dict[str, Any]] | None = None
    ) -> None:
        """`demo` makes a demo venue in the database before the hub serves it."""
        self.settings = settings
        app = create_app(settings, clock)
        self.hub: Hub = app.state.hub
        if demo is not None:
            self.hub.show_demo(demo(self.hub.database, settings.data_path))
        ready = threading.Event()
        self.server = HubServer(
            app, settings.server.host, settings.server.port, ready=lambda _: ready.set(), stopping=self.hub.going_away, tls=self.hub.tls
        )
        self.thread = threading.Thread(target=self.server.run, name="test-hub", daemon=True)
        self.thread.start()
        if not ready.wait(60):
            raise RuntimeError("the hub did not start")
        self.url = f"{'https' if self.hub.tls else 'http'}://127.0.0.1:{self.server.port}"

    @property
    def database(self) -> Database:
        return self.hub.database

    def by_hand(self) -> None:
        """From now on what a hub does once a second is done by the test alone.

        Two who look at the same things wait for each other's commits on PostgreSQL, and not without end; and a look that began before the
        clock was moved writes what was so then.
        """

        async def end() -> None:
            (looking,) = [task for task in self.hub.tasks if task.get_name() == "upkeep-second"]
            looking.cancel()
            await asyncio.wait([looking])

        assert self.database.loop is not None
        asyncio.run_coroutine_threadsafe(end(), self.database.loop).result(30)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run this on the hub's loop, as its timers run what they do, and wait for it."""
        assert self.database.loop is not None
        return asyncio.run_coroutine_threadsafe(work, self.database.loop).result(60)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(60)
        if self.thread.is_alive():
            raise RuntimeError("the hub did not stop")
