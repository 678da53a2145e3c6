"""What the office should look at: how a device is doing, as a list of faults. Pure."""

from collections.abc import Collection, Mapping
from typing import Any

from hub.im.states import OFFLINE

CLOCK_OFF_MS = 5_000
PRINTER_FAULTS = frozenset({"printer_off", "paper_out", "cover_open", "printer_error"})
"""With any of these no paper comes out."""
OLDEST_APP = (1, 0, 0)
"""Apps below this version speak an older protocol well enough to be shown, not well enough to be trusted."""


def faults_of(presence: str, health: Mapping[str, Any], app: str) -> list[str]:
    """The faults, worst first. Of a device that is away from us nothing else is known."""
    if presence == OFFLINE:
        return ["offline"]
    clock_off = abs(health.get("clock_offset_ms") or 0) > CLOCK_OFF_MS
    wake_lock_lost = health.get("wake_lock") is False and "wake_lock" in health.get("caps", ())
    printer = health.get("printer")
    found = {
        "printer_off": printer == "off",
        "paper_out": printer == "paper_out",
        "cover_open": printer == "cover_open",
        "printer_error": printer == "error",
        "paper_low": printer == "paper_low",
        "audio_blocked": health.get("audio") == "blocked",
        "unsent": (health.get("unsent") or 0) > 0,
        "clock_off": clock_off,
        "wake_lock_lost": wake_lock_lost,
        "old_app": is_old(app),
    }
    return [name for name, is_so in found.items() if is_so]


def is_old(app: str) -> bool:
    """Whether an app (`kitchen/1.0.0`) is older than we trust; one that does not say its version is not judged."""
    _, slash, version = app.partition("/")
    parts = version.split("+")[0].split("-")[0].split(".")
    if not slash or not _all_digits(parts):
        return False
    return tuple(int(part) for part in parts) < OLDEST_APP


def _all_digits(parts: Collection[str]) -> bool:
    return bool(parts) and all(part.isascii() and part.isdigit() and len(part) < 6 for part in parts)
