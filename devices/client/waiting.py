"""Callers that wait for something to become true of a device."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any


class Waiting:
    """Predicates and those who wait for them. `look()` is called whenever something may have changed."""

    def __init__(self) -> None:
        self._entries: list[tuple[Callable[[], object], asyncio.Future[Any]]] = []

    async def until(self, predicate: Callable[[], object], within_seconds: float, describe: Callable[[], str]) -> Any:
        """What the predicate says when it first says something true; what it raises is raised here.

        Raises:
            TimeoutError: after `within_seconds` real seconds, with the description.
        """
        if found := predicate():
            return found
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        entry = (predicate, future)
        self._entries.append(entry)
        try:
            async with asyncio.timeout(within_seconds):
                return await future
        except TimeoutError:
            raise TimeoutError(f"waited {within_seconds} s in vain: {describe()}") from None
        finally:
            self._entries.remove(entry)

    def look(self) -> None:
        """Ask every predicate once more. One that raises ends its own wait and nobody else's."""
        for predicate, future in list(self._entries):
            if future.done():
                continue
            try:
                found = predicate()
            except Exception as problem:
                future.set_exception(problem)
            else:
                if found:
                    future.set_result(found)
