"""At scale: the hub leaves its jobs to a worker process behind Redis."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psycopg
from sqlalchemy import select

from hub.kit.jobs import add_job, jobs
from hub.settings import Settings
from tests.conftest import client_of
from tests.faults.breakable import until
from tests.im.messages.saying import call
from tests.running import Backend, RunningHub
from tests.venues import Venue


@contextmanager
def worker_for(settings: Settings, redis: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {"VENUEHUB_DATABASE_URL": settings.database.url, "VENUEHUB_REDIS_URL": redis}
    command = [sys.executable, "-m", "hub.cli", "worker", "--data", settings.data]
    worker = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


def test_a_worker_process_runs_the_jobs_of_a_hub(postgresql_backend: Backend) -> None:
    settings = postgresql_backend.settings(jobs={"inside": False})
    hub = RunningHub(settings)
    try:
        venue = Venue(hub, httpx.AsyncClient())
        args = {"shop_id": str(venue.shop_id), "due_at": "2026-11-22T00:00:00.000Z"}
        hub.database.run_now(lambda tx: add_job(tx, "venue.follow_hours", f"test/{venue.shop_id}", tx.now, args))

        def state() -> str:
            found = hub.database.read_now(lambda tx: tx.query(select(jobs.c.state).where(jobs.c.key == f"test/{venue.shop_id}")))
            return str(found[0].state)

        time.sleep(1.5)
        assert state() == "waiting"  # nobody runs jobs in the hub itself
        with worker_for(settings, settings.redis.url) as worker:
            ends = time.monotonic() + 60
            while state() == "waiting" and time.monotonic() < ends:
                time.sleep(0.1)
            assert state() == "done"
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(60) == 0
    finally:
        hub.stop()
        postgresql_backend.forget(settings)


async def test_a_worker_alone_sends_what_is_due(postgresql_backend: Backend) -> None:
    """No hub any more, and no Redis that would bring it a job: what is late it sends by itself."""
    settings = postgresql_backend.settings(jobs={"inside": False})
    hub = RunningHub(settings)
    try:
        async with client_of(hub) as http:
            venue = Venue(hub, http)
            params = {"displayNo": "#01", "goodsName": "tea", "num": 1, "roomName": "801"}
            made = await call(venue, "handheld", kind="notice", event="line_called", params=params)
    finally:
        hub.stop()
    with psycopg.connect(settings.database.url, autocommit=True) as database:
        # The hub may have been quick enough to send the first one itself; only the second, which it cannot have, is left to the worker.
        database.execute("delete from im_message where call_id = %s and repeat <> 2", [made["id"]])
        database.execute("update im_message set due_at = now() where call_id = %s and state = 'scheduled'", [made["id"]])

        def states() -> set[str]:
            return {row[0] for row in database.execute("select state from im_message where call_id = %s", [made["id"]]).fetchall()}

        assert "scheduled" in states()
        with worker_for(settings, "redis://127.0.0.1:1/0"):  # a port that nobody opens
            await until(lambda: "scheduled" not in states(), 60, "sent")
        assert states() == {"sent"}
    postgresql_backend.forget(settings)
