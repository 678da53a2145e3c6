"""Structured logs: one JSON object per line on standard error, with the request they belong to."""

import contextvars
import logging
import sys

import structlog

request_id: contextvars.ContextVar[str | None] = contextvars.ContextVar("request_id", default=None)

SECRET = ("token", "password", "secret", "authorization", "cookie", "code_hash")


def add_request(_logger: object, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Name the request in every line written while it runs."""
    known = request_id.get()
    if known is not None:
        event.setdefault("request_id", known)
    return event


def hide_secrets(_logger: object, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """No token and no password reaches a log, whatever somebody passes along."""
    for key in event:
        if any(word in key.lower() for word in SECRET):
            event[key] = "***"
    return event


def set_up(level: str, *, json: bool) -> None:
    """Send everything that is logged through one formatter; called once, by the command."""
    shared: list[structlog.typing.Processor] = [
        add_request,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_secrets,
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.format_exc_info, last],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("httpx", "httpcore", "dramatiq", "alembic", "asyncio", "litestar"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))
