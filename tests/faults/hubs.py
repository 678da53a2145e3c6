"""A hub as a process of its own, which a test ends at any instant and starts again on the same port."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from tests.faults.sabotage import NUMBERS_TAKEN, ORDER_COMMITTED
from tests.faults.seeded import ROOT, Seeded
from tests.servers import free_port

START_SECONDS = 60.0
LOOK_SECONDS = 0.01
NO_PLACE = ""
"""A hub that ends only when it is killed."""
PASSES_OF_A_START = 8
"""How often at most a start comes by a place before it serves."""
EVENT_PLACES = {"after_wake_up", "between_sends", ORDER_COMMITTED, NUMBERS_TAKEN}
"""Places that only a command with an event comes by, so that a start never does."""


class HubProcess:
    """`python -m hub.cli serve` on one seeded venue; `sabotage` names a protection to serve without (`tests/faults/sabotage.py`)."""

    def __init__(self, seeded: Seeded, *, sabotage: str = "", folder: Path | None = None, settings: dict[str, str] | None = None) -> None:
        """`settings` are further variables of its environment."""
        self.seeded = seeded
        self.settings = settings or {}
        self.sabotage = sabotage
        self.folder = folder or seeded.folder
        self.folder.mkdir(exist_ok=True)
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.boot_seconds: list[float] = []
        """From each start to the first answer; starts that were ended before are left out."""
        self.boot_cpu_seconds: list[float] = []
        """What each of these starts took of a processor, the same on a busy machine."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def module(self) -> list[str]:
        """What is run: the product, or a twin of it."""
        return ["tests.faults.sabotage", self.sabotage] if self.sabotage else ["hub.cli"]

    def arguments(self) -> list[str]:
        """What the command line is told."""
        return ["serve", "--data", str(self.folder), "--port", str(self.port)]

    def launch(self, crash_at: str = NO_PLACE) -> None:
        """Start the process and do not wait. `crash_at` arms one of the places of `hub/kit/crash.py`, as `place:n`."""
        command = [sys.executable, "-m", *self.module(), *self.arguments()]
        environment = self.seeded.environment | self.settings
        if crash_at:
            environment["VENUEHUB_CRASH_AT"] = crash_at
        with (self.folder / "serve.log").open("ab") as log:
            self.started_at = time.monotonic()
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log
            )

    async def start(self, crash_at: str = NO_PLACE) -> bool:
        """Start and wait until it serves; False when an armed place was reached before that.

        Raises:
            RuntimeError: it ended by itself, or does not serve within a minute.
        """
        self.launch(crash_at)
        assert self.process is not None
        while not await self.serves():
            if self.process.poll() is not None:
                if crash_at and self.process.returncode == -signal.SIGKILL:
                    return False
                raise RuntimeError(f"the hub ended by itself ({self.process.returncode}):\n{self.seeded.log()[-3000:]}")
            if time.monotonic() - self.started_at > START_SECONDS:
                raise RuntimeError(f"the hub does not serve:\n{self.seeded.log()[-3000:]}")
            await asyncio.sleep(LOOK_SECONDS)
        self.boot_seconds.append(time.monotonic() - self.started_at)
        self.boot_cpu_seconds.append(cpu_seconds(self.process.pid))
        return True

    async def serves(self) -> bool:
        """Whether `/health/ready` says yes now."""
        try:
            async with asyncio.timeout(2):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.write(b"GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                answer = await reader.read(64)
                writer.close()
        except (OSError, TimeoutError):
            return False
        return answer.startswith(b"HTTP/1.1 200")

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> float:
        """`kill -9`, and the moment of it."""
        assert self.process is not None
        if self.alive:
            self.process.kill()
        at = time.monotonic()
        self.process.wait(10)
        return at

    async def ended(self, within_seconds: float = 30.0) -> float:
        """Wait for the end of the process by itself; the moment of it.

        Raises:
            TimeoutError: it lives on.
        """
        assert self.process is not None
        async with asyncio.timeout(within_seconds):
            await asyncio.to_thread(self.process.wait)
        return time.monotonic()

    def close(self) -> None:
        if self.process is not None:
            self.kill()


class WorkerProcess(HubProcess):
    """`python -m hub.cli worker`, in a folder of its own. It serves nobody: that it works is what its log says."""

    BEGINS = b"jobs: "

    def __init__(self, seeded: Seeded, name: str, *, sabotage: str = "", settings: dict[str, str] | None = None) -> None:
        super().__init__(seeded, sabotage=sabotage, folder=seeded.folder / name, settings={"VENUEHUB_LOG_LEVEL": "info"} | (settings or {}))
        self.log = self.folder / "serve.log"
        self.said_before = 0

    def arguments(self) -> list[str]:
        return ["worker", "--data", str(self.folder)]

    def launch(self, crash_at: str = NO_PLACE) -> None:
        self.said_before = self.log.stat().st_size if self.log.exists() else 0
        super().launch(crash_at)

    async def serves(self) -> bool:
        """Whether it has begun to take jobs."""
        return self.BEGINS in self.log.read_bytes()[self.said_before :]


def armed(place: str, random: Random) -> str:
    """A place as the hub's environment names it, with a number of passes that leaves the start alone."""
    if not place:
        return NO_PLACE
    least = 1 if place in EVENT_PLACES else PASSES_OF_A_START
    return f"{place}:{least + random.randint(0, 8)}"


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far (Linux; 0 elsewhere)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
