"""Structured logs: one JSON object per line on standard error, with the request they belong to.

Written on the standard library: the usual package for this pulls in a terminal toolkit, and a fifth of a hub's start went
into loading it.
"""

import contextvars
import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

request_id: contextvars.ContextVar[str | None] = contextvars.ContextVar("request_id", default=None)

SECRET = ("token", "password", "secret", "authorization", "cookie")
ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
NOISY = ("httpx", "httpcore", "dramatiq", "alembic", "asyncio", "litestar")


IN_TEXT = re.compile(r"vh_[a-z]{2}_[\w-]+|(?i:\b(?:bearer|password|secret|token)\b['\"]?\s*[ :=]\s*['\"]?)[^\s'\",;)]+")


def without_secrets(text: str) -> str:
    """A text that somebody else wrote, such as what an exception says, without the tokens and passwords it quotes."""
    return IN_TEXT.sub("***", text)


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """What was passed along as `extra`, without secrets: no token and no password reaches a log, whatever somebody hands over."""
    extra = {key: value for key, value in vars(record).items() if key not in ORDINARY}
    known = request_id.get()
    if known is not None:
        extra.setdefault("request_id", known)
    return {key: "***" if any(word in key.lower() for word in SECRET) else value for key, value in extra.items()}


class JsonLines(logging.Formatter):
    """For machines. Line breaks inside a value are escaped, so nobody can write a line of his own."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        } | facts_of(record)
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    """For people in front of a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        facts = " ".join(f"{key}={value!r}" for key, value in facts_of(record).items())
        line = f"{datetime.fromtimestamp(record.created).astimezone():%H:%M:%S} {record.levelname.lower():8} {record.getMessage()} {facts}"
        return line.rstrip() + (f"\n{self.formatException(record.exc_info)}" if record.exc_info else "")


def set_up(level: str, *, json: bool) -> None:
    """Send everything that is logged through one formatter; called once, by the command."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if json else PlainLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
