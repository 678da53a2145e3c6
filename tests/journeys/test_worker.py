"""At scale: the hub leaves its jobs to a worker process behind Redis."""

import os
import signal
import subprocess
import sys
import time

import httpx
from sqlalchemy import select

from hub.kit.jobs import add_job, jobs
from tests.running import Backend, RunningHub
from tests.venues import Venue


def test_a_worker_process_runs_the_jobs_of_a_hub(postgresql_backend: Backend) -> None:
    settings = postgresql_backend.settings(jobs={"inside": False})
    hub = RunningHub(settings)
    environment = os.environ | {"VENUEHUB_DATABASE_URL": settings.database.url, "VENUEHUB_REDIS_URL": settings.redis.url}
    worker: subprocess.Popen[bytes] | None = None
    try:
        venue = Venue(hub, httpx.AsyncClient())
        args = {"shop_id": str(venue.shop_id), "due_at": "2026-11-22T00:00:00.000Z"}
        hub.database.run_now(lambda tx: add_job(tx, "venue.follow_hours", f"test/{venue.shop_id}", tx.now, args))

        def state() -> str:
            found = hub.database.read_now(lambda tx: tx.query(select(jobs.c.state).where(jobs.c.key == f"test/{venue.shop_id}")))
            return str(found[0].state)

        time.sleep(1.5)
        assert state() == "waiting"  # nobody runs jobs in the hub itself
        worker = subprocess.Popen(
            [sys.executable, "-m", "hub.cli", "worker", "--data", settings.data], env=environment, stderr=subprocess.DEVNULL
        )
        ends = time.monotonic() + 60
        while state() == "waiting" and time.monotonic() < ends:
            time.sleep(0.1)
        assert state() == "done"
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    finally:
        if worker is not None and worker.poll() is None:
            worker.kill()
            worker.wait()
        hub.stop()
        postgresql_backend.forget(settings)
