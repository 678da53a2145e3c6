"""The machine in general words: enough to judge a figure by, nothing that tells whose it is."""

import os
import platform
from pathlib import Path


def words() -> str:
    return f"{cores()}, {memory()}, {platform.system()}, Python {platform.python_version()}; clients and servers on the same cores"


def cores() -> str:
    count = os.cpu_count() or 1
    try:
        shared = " hypervisor" in Path("/proc/cpuinfo").read_text()
    except OSError:
        shared = False
    return f"{count} {'shared cores of a virtual machine' if shared else 'cores'}"


def memory() -> str:
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{round(pages / 2**30)} GB of memory"


def versions() -> str:
    """The libraries whose speed is part of what is compared."""
    from importlib.metadata import PackageNotFoundError, version

    told = []
    for name in ("litestar", "uvicorn", "uvloop", "websockets", "sqlalchemy", "aiosqlite", "asyncpg", "psycopg"):
        try:
            told.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(told)


def load_words() -> str:
    """How much else ran: a reading of a machine that others use is worth less."""
    one, five, _ = os.getloadavg()
    return f"When this was read, {one:.1f} processes ran or waited to run on the average of the last minute, {five:.1f} of five minutes."
