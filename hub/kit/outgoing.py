"""Asking a machine outside over HTTP: one POST, with a time limit, and never inside a transaction."""

from typing import Any

import httpx
import msgspec

SECONDS = 5.0


class Answered(msgspec.Struct, frozen=True):
    """What came back. Status 0: nobody answered, and `error` says how."""

    status: int
    retry_after: float | None = None
    error: str = ""


def post_json(url: str, body: Any, headers: dict[str, str], seconds: float = SECONDS) -> Answered:
    """Post JSON and give back how it was taken; what is not reachable is an answer too. Blocks."""
    sent = {"Content-Type": "application/json", **headers}
    try:
        answer = httpx.post(url, content=msgspec.json.encode(body), headers=sent, timeout=seconds)
    except httpx.HTTPError as error:
        return Answered(0, error=type(error).__name__)
    return Answered(answer.status_code, retry_after=seconds_in(answer.headers.get("retry-after", "")))


def seconds_in(text: str) -> float | None:
    """A Retry-After in seconds; its other form, a date, is not looked at."""
    return float(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None
