"""How a request can end badly: the hub refused, the hub did not answer, or the command still waits on this device."""

from __future__ import annotations

from typing import Any


class Problem(Exception):
    """The hub's refusal or fault, read from its RFC 9457 document.

    `status` is the HTTP status, `code` the stable word, `facts` every further member (`from`, `allowed`, `lines`, `reopens_at` …).
    """

    def __init__(self, status: int, code: str, title: str = "", detail: str = "", facts: dict[str, Any] | None = None) -> None:
        super().__init__(f"{status} {code}: {detail or title}")
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.facts = facts or {}


class Silence(Exception):
    """No answer came: refused, cut or timed out. The request may have taken effect; only the same key can tell."""


class StillUnsent(Exception):
    """A command has no answer within the patience given; it waits on the device under `key` and will be replayed in its turn."""

    def __init__(self, key: str, last: Exception | None = None) -> None:
        super().__init__(f"command {key} waits for the hub: {last}")
        self.key = key
        self.last = last


def problem_from(status: int, body: object) -> Problem:
    """Read an answer that is not 2xx. A body that is no problem document gives the code `http_<status>`."""
    known = body if isinstance(body, dict) else {}
    facts = {name: value for name, value in known.items() if name not in {"type", "title", "status", "detail", "code", "instance"}}
    return Problem(status, str(known.get("code", f"http_{status}")), str(known.get("title", "")), str(known.get("detail", "")), facts)
