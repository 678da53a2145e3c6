"""F22: one process works on an SQLite data folder. Another refuses in one sentence; a lock that a kill left behind holds nobody up."""

import subprocess
import sys

import pytest

from tests.faults.hubs import HubProcess
from tests.faults.seeded import ROOT, Seeded
from tests.servers import free_port

TIMES = 10


def run_beside(seeded: Seeded, command: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a second process on the folder."""
    more = ["--port", str(free_port())] if command == "serve" else ["--json"] if command == "seed" else []
    line = [sys.executable, "-m", "hub.cli", command, "--data", str(seeded.folder), *more]
    done = subprocess.run(line, check=False, cwd=ROOT, env=seeded.environment, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.timeout(600)
@pytest.mark.parametrize("command", ["serve", "worker", "seed", "migrate"])
async def test_a_second_process_on_the_folder_refuses_in_one_sentence(seeded_sqlite: Seeded, command: str) -> None:
    hub = HubProcess(seeded_sqlite)
    try:
        await hub.start()
        for _ in range(TIMES if command == "serve" else TIMES // 3):
            status, out, err = run_beside(seeded_sqlite, command)
            assert (status, out) == (1, "")
            assert len(err.strip().splitlines()) == 1, err
            assert "is in use by process" in err
        assert await hub.serves()
    finally:
        hub.close()


@pytest.mark.timeout(600)
async def test_the_lock_of_a_killed_hub_does_not_block(seeded_sqlite: Seeded) -> None:
    hub = HubProcess(seeded_sqlite)
    try:
        for _ in range(TIMES):
            await hub.start()
            hub.kill()
            assert (seeded_sqlite.folder / "hub.lock").exists()
        status, _, err = run_beside(seeded_sqlite, "seed")
        assert status == 0, err
        await hub.start()
    finally:
        hub.close()


@pytest.mark.timeout(300)
async def test_the_audit_reads_beside_a_serving_hub(seeded_sqlite: Seeded) -> None:
    hub = HubProcess(seeded_sqlite)
    try:
        await hub.start()
        assert seeded_sqlite.audit() == "clean"
        assert await hub.serves()
    finally:
        hub.close()
