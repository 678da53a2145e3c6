"""What a test says that failed while the whole machine stood still: nothing.

A virtual machine may be stopped for minutes while its clocks go on. Each limit of time passes then in one moment, in the hub, in the
browser and in the test. Such a test is run again, and the end of the run tells of it with the failure; any other failure stands.
"""

import threading
import time
from collections import deque
from typing import Any

import pytest

LONG_SECONDS = 3.0
"""So late is nothing that only waits for a core or for the interpreter."""
BEFORE_SECONDS = 30.0
"""How long after a standstill hubs and pages that a test found running may still be putting things right."""
AGAIN_MOST = 4
_LOOK_SECONDS = 0.2


class Standstills:
    """The plugin: a thread that notices when it did not run, and the mark on each test that asks it."""

    def __init__(self) -> None:
        self._ends: deque[float] = deque(maxlen=20)
        self._looked = self._began = time.monotonic()
        self._limit: Any = None
        threading.Thread(target=self._watch, name="standstills", daemon=True).start()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            item.add_marker(pytest.mark.flaky(reruns=AGAIN_MOST, condition=self._stood_still))

    @pytest.hookimpl(tryfirst=True)
    def pytest_timeout_set_timer(self, settings: Any) -> None:
        self._limit = settings

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self._began = time.monotonic()
        if getattr(item, "execution_count", 1) > 1 and self._limit is not None:  # what ran is the time of all runs together
            item.ihook.pytest_timeout_cancel_timer(item=item)
            item.ihook.pytest_timeout_set_timer(item=item, settings=self._limit)

    def _stood_still(self) -> bool:
        """Whether the machine did while the test ran that failed just now, or shortly before."""
        now = time.monotonic()
        return now - self._looked > LONG_SECONDS or any(end > self._began - BEFORE_SECONDS for end in tuple(self._ends))

    def _watch(self) -> None:
        while True:
            time.sleep(_LOOK_SECONDS)
            now = time.monotonic()
            if now - self._looked > LONG_SECONDS:
                self._ends.append(now)
            self._looked = now
