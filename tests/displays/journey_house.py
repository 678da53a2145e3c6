"""A demo venue behind a hub that is a process of its own, so that a test can kill it while the screens look on."""

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0


class House:
    """`venuehub demo` on a folder that is seeded already, whose links open screens, or `serve`, which starts sooner; always on one port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.verb = ""

    def open_door(self) -> None:
        """Serve with the links that open screens."""
        if self.verb != "demo":
            self.kill()
            self.start("demo")

    def start(self, verb: str = "serve") -> None:
        """Start, and wait until it serves.

        Raises:
            RuntimeError: it ended by itself, or does not serve within a minute.
        """
        self.verb = verb
        command = [sys.executable, "-m", "hub.cli", verb, "--data", str(self.folder), "--port", str(self.port)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("VENUEHUB_")}
        with (self.folder / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not self.serves():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the hub does not serve:\n{(self.folder / 'serve.log').read_text('utf-8')[-3000:]}")
            time.sleep(0.05)

    def serves(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health/ready", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """`kill -9`: nothing is closed, nothing is said."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
