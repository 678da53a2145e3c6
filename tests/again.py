"""Which tests are run again when they have failed; the end of the run tells of each, with its failure.

A virtual machine may be stopped for minutes while its clocks go on. Each limit of time passes then in one moment, in the hub, in the
browser and in the test: what failed over that says nothing. In CI, where browsers, hubs and databases share two cores, a few others are
run once more: what fails once and not twice is a fault to be found, and keeps no other change from landing.
"""

import os
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
ONCE_MORE_MOST = 3
"""In each process of a run in CI. A change that breaks something fails more tests than that, or fails them twice."""
MOST_CHARACTERS = 4_000
_LOOK_SECONDS = 0.2


class Again:
    """The plugin: a thread that notices when it did not run, and the mark on each test that asks it."""

    def __init__(self) -> None:
        self._ends: deque[float] = deque(maxlen=20)
        self._looked = self._began = time.monotonic()
        self._limit: Any = None
        self._is_first = True
        self._once_more = ONCE_MORE_MOST if "CI" in os.environ else 0
        threading.Thread(target=self._watch, name="standstills", daemon=True).start()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            item.add_marker(pytest.mark.flaky(reruns=AGAIN_MOST, condition=self._is_wanted))

    @pytest.hookimpl(tryfirst=True)
    def pytest_timeout_set_timer(self, settings: Any) -> None:
        self._limit = settings

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self._began = time.monotonic()
        self._is_first = getattr(item, "execution_count", 1) == 1
        if not self._is_first and self._limit is not None:  # what ran is the time of all runs together
            item.ihook.pytest_timeout_cancel_timer(item=item)
            item.ihook.pytest_timeout_set_timer(item=item, settings=self._limit)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """What was printed and logged beside a failure that was run again; the plugin tells the failure alone."""
        for report in terminalreporter.stats.get("rerun", []):
            for title, text in report.sections:
                terminalreporter.write_sep("-", f"{report.nodeid}: {title}")
                terminalreporter.write_line(text[-MOST_CHARACTERS:])

    def _is_wanted(self, error: BaseException | None) -> bool:
        """Whether the test that ended just now is run again; each one that passed is asked about too, without an error."""
        if error is None:
            return False
        if self._stood_still():
            return True
        if not self._is_first or self._once_more == 0:
            return False
        self._once_more -= 1
        return True

    def _stood_still(self) -> bool:
        """Whether the machine did while the test ran, or shortly before."""
        now = time.monotonic()
        return now - self._looked > LONG_SECONDS or any(end > self._began - BEFORE_SECONDS for end in tuple(self._ends))

    def _watch(self) -> None:
        while True:
            time.sleep(_LOOK_SECONDS)
            now = time.monotonic()
            if now - self._looked > LONG_SECONDS:
                self._ends.append(now)
            self._looked = now
