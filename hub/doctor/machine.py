"""The ground the hub stands on: data folder, disk, clock, files, port."""

import http.client
import shutil
import socket
import ssl
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hub.audit.reading import one_line
from hub.doctor.check import Check
from hub.kit.clock import Clock, stamp
from hub.kit.lock import LOCK_FILE, AlreadyServed, FolderLock
from hub.settings import Settings
from hub.tls import good_until

SCREENS = 5_000
"""What one hub is made for; each screen is an open file."""
OTHER_FILES = 200
LEAST_BYTES, FEW_BYTES = 200 * 2**20, 2 * 2**30
NEVER_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


def python() -> Iterator[Check]:
    """An older one than the hub needs cannot even come here."""
    yield Check("ok", f"Python {'.'.join(map(str, sys.version_info[:3]))}.")


def existing(path: Path) -> Path:
    """The folder itself, or the nearest one above it that is there."""
    return next(each for each in (path.absolute(), *path.absolute().parents) if each.is_dir())


def folder(settings: Settings) -> Iterator[Check]:
    """Whether the data folder takes files, and how much more fits."""
    place = existing(settings.data_path)
    made = place == settings.data_path.absolute()
    try:
        with tempfile.TemporaryFile(dir=place) as probe:
            probe.write(b"venuehub")
            probe.flush()
    except OSError as error:
        yield Check(
            "BAD",
            f"The data folder {settings.data} takes no files: {one_line(error)}.",
            f"Let this user write in {place}, or choose another with --data.",
        )
        return
    yield Check(
        "ok", f"The data folder {settings.data} takes files." if made else f"The data folder {settings.data} is made at the first start."
    )
    free = shutil.disk_usage(place).free
    said = f"{free / 2**30:.1f} GiB of disk are free."
    if free < LEAST_BYTES:
        yield Check("BAD", said, "Make room: when the disk is full, orders are refused with 507.")
    elif free < FEW_BYTES:
        yield Check("note", said, "A busy shop writes some hundred MiB a month; make room in time.")
    else:
        yield Check("ok", said)


def holder(settings: Settings) -> Iterator[Check]:
    """Who works on an SQLite folder; PostgreSQL takes any number of hubs."""
    if settings.database.url:
        return
    serving = served_by(settings)
    yield Check("ok", f"A hub serves this folder now: {serving}." if serving else "No hub serves this folder now.")


def served_by(settings: Settings) -> str | None:
    """Why the folder cannot be taken, or None."""
    if not (settings.data_path / LOCK_FILE).exists():
        return None
    lock = FolderLock(settings.data_path)
    try:
        lock.take()
    except AlreadyServed as served:
        return str(served).partition(" is in use by ")[2].partition(":")[0]
    except OSError:
        return "somebody whose lock this user may not read"
    lock.release()
    return None


def clock() -> Iterator[Check]:
    """A clock that stands at its factory setting, and zones that cannot be looked up."""
    now = Clock().now()
    if now < NEVER_BEFORE:
        yield Check("BAD", f"The clock says {stamp(now)}.", "Set it, and let it follow a time server (NTP).")
    try:
        ZoneInfo("Asia/Shanghai")
    except ZoneInfoNotFoundError:
        yield Check("BAD", "There are no time zones on this machine.", "Install the package tzdata.")
    else:
        yield Check("ok", f"The clock says {stamp(now)}, and time zones are known.")


def open_files() -> Iterator[Check]:
    """Each screen is an open file."""
    try:
        import resource
    except ImportError:  # Windows knows no such limit
        return
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= SCREENS + OTHER_FILES:
        yield Check(
            "ok",
            f"{soft:,} open files are allowed, enough for {SCREENS:,} screens."
            if soft != resource.RLIM_INFINITY
            else "Open files are not limited.",
        )
        return
    fit = max(0, soft - OTHER_FILES)
    said = f"{soft:,} open files are allowed: room for about {fit:,} screens."
    todo = f"For {SCREENS:,}: ulimit -n {SCREENS + OTHER_FILES} before the start, or LimitNOFILE in the service's unit."
    yield Check("note" if fit >= 50 else "BAD", said, todo)


def certificate(settings: Settings) -> Iterator[Check]:
    """How long the certificate of a hub on https is good."""
    if not settings.server.tls:
        return
    until = good_until(settings.data_path)
    if until is None:
        yield Check("ok", "The certificate is made at the first start.")
        return
    days = (until - Clock().now()).days
    said = f"The certificate is good until {until:%Y-%m-%d}."
    yield Check("ok", said) if days > 30 else Check("BAD" if days < 0 else "note", said, "Start the hub again: it renews it by itself.")


def port(settings: Settings) -> Iterator[Check]:
    """Whether the port can be had, or is held by a hub already."""
    host, number = settings.server.host, settings.server.port
    if number == 0:
        yield Check("ok", "The port is chosen at the start.")
        return
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if is_hub(host, number, settings.server.tls):
            yield Check("ok", f"A hub answers on port {number}.")
        else:
            yield Check(
                "BAD",
                f"{host}:{number} cannot be had: {one_line(error)}.",
                "End the program that listens there, or choose another with --port.",
            )
    else:
        yield Check("ok", f"{host}:{number} is free.")


def is_hub(host: str, number: int, tls: bool = False) -> bool:
    name = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host
    connection = http.client.HTTPConnection(name, number, timeout=2)
    if tls:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # whether it is a hub is asked, not whose
        connection = http.client.HTTPSConnection(name, number, timeout=2, context=context)
    try:
        connection.request("GET", "/health/live")
        return b'"alive"' in connection.getresponse().read(200)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
