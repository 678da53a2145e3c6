"""Heavy work that no unit of work and no event loop may hold: pictures, spreadsheets, the figures of a month."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_one_at_a_time = ThreadPoolExecutor(1, "heavy")


async def apart(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Heavy work off the loop and outside any unit, one piece after the other."""
    return await asyncio.get_running_loop().run_in_executor(_one_at_a_time, lambda: work(*args, **kwargs))
