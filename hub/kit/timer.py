"""Things that are done again and again for as long as a process lives."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec

from hub.kit.errors import Refusal

P = ParamSpec("P")

log = logging.getLogger("hub")


async def every(seconds: float, work: Callable[P, Coroutine[Any, Any, None]], *args: P.args, **kwargs: P.kwargs) -> None:
    """Do something each so many seconds; what fails is logged and tried the next time. Ends when it is cancelled."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await work(*args, **kwargs)
        except Refusal as refusal:
            log.warning("%s had to wait: %s", work.__name__, refusal.code)
        except Exception:  # a turn that fails must not end all later ones
            log.exception("%s failed", work.__name__)
