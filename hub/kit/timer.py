"""Things that are done again and again for as long as a process lives."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ParamSpec

from hub.kit.errors import Refusal

P = ParamSpec("P")

log = logging.getLogger("hub")


async def every(seconds: float, work: Callable[P, Coroutine[Any, Any, None]], *args: P.args, **kwargs: P.kwargs) -> None:
    """Do something each so many seconds; what fails is logged and tried the next time. Ends when it is cancelled."""
    while True:
        await asyncio.sleep(seconds)
        await attempt(work.__name__, work(*args, **kwargs))


async def attempt(what: str, work: Awaitable[object]) -> None:
    """Do one thing of several: what fails is logged, and keeps nothing that comes after it from being done."""
    try:
        await work
    except Refusal as refusal:
        log.warning("%s had to wait: %s", what, refusal.code)
    except Exception:  # a turn that fails must not end all later ones
        log.exception("%s failed", what)
