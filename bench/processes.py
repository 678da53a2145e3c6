"""Starting the programs that are measured, and reading what they cost without asking them.

The processor time comes from the process's own CPU clock (nanoseconds, all its threads), the memory from `/proc`;
both are Linux only, as the whole bench is.
"""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "bench" / ".work"


class NotRun(Exception):
    """This row cannot be measured here; the text is the reason the table prints."""


def cpu_ns(pid: int) -> int:
    """Processor time of a process and all its threads, from the clock that `clock_getcpuclockid` of the C library names."""
    return time.clock_gettime_ns((~pid << 3) | 2)


def memory_kib(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise NotRun("the process has no memory reading")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def raise_file_limit(wanted: int) -> None:
    """Let this process and those it starts open `wanted` sockets, or say why not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise NotRun(f"needs {wanted} open files, the system allows {hard}")
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class Process:
    """A program under measurement. What it prints goes to a file, so that a full pipe can never slow it down."""

    def __init__(self, name: str, argv: Sequence[str], env: dict[str, str] | None = None, **options: Any) -> None:
        WORK.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.log = WORK / f"{name.replace(' ', '-')}.log"
        with self.log.open("wb") as log:
            self.child = subprocess.Popen(
                list(argv), cwd=ROOT, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options
            )
        self.pid: int = self.child.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def cpu_ns(self) -> int:
        return cpu_ns(self.pid)

    def memory_kib(self) -> int:
        return memory_kib(self.pid)

    def wait_for_port(self, port: int, seconds: float = 20.0) -> None:
        self.wait_until(lambda: answers(port), seconds, f"nothing listens on its port after {seconds:.0f} s")

    def wait_until(self, done: Callable[[], bool], seconds: float, otherwise: str) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.child.poll() is not None:
                raise NotRun(f"{self.name} ended at once: {self.last_words()}")
            if done():
                return
            time.sleep(0.05)
        raise NotRun(f"{self.name}: {otherwise}")

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return lines[-1].replace(f"{ROOT}/", "")[:200] if lines else "it printed nothing"

    def stop(self, how: int = signal.SIGTERM, seconds: float = 8.0) -> None:
        if self.child.poll() is None:
            self.child.send_signal(how)
        try:
            self.child.wait(seconds)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def python(module: str, *arguments: object) -> list[str]:
    return [sys.executable, "-m", module, *map(str, arguments)]


@contextmanager
def stopping(processes: Sequence[Process]) -> Iterator[None]:
    """All of them are told to end before the first is waited for."""
    try:
        yield
    finally:
        for process in processes:
            if process.child.poll() is None:
                process.child.send_signal(signal.SIGTERM)
        for process in processes:
            process.stop()
