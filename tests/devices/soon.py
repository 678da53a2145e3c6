"""Waiting in tests for what comes from outside."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def soon(predicate: Callable[[], object], within_seconds: float = 30.0) -> None:
    """Wait until the predicate says yes.

    Raises:
        TimeoutError: it never did.
    """
    async with asyncio.timeout(within_seconds):
        while not predicate():  # noqa: ASYNC110  # what is waited for tells nobody
            await asyncio.sleep(0.005)
