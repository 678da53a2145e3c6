"""A demo venue behind a real hub, and a browser to look at it.

    def test_a_dish_reaches_the_kitchen(screens):
        pad, kitchen = screens.open("pad", "801"), screens.open("kitchen", "Pass")

Wait with locators or `until(page, expression)` of tests/browsers.py: `page.wait_for_function` is stopped by the pages' own policy.
Browser tests are plain functions: Playwright's own loop runs in their thread, so no test of such a module may be `async`.
At its end each of them fails if a page broke its policy, asked another host for anything, or wrote an error to the console.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from hub.seed import seed
from tests.browsers import Screens, launched
from tests.displays.presses import Presses
from tests.running import Backend, RunningHub


@pytest.fixture(scope="session")
def seeded(sqlite_backend: Backend) -> tuple[Path, dict[str, Any]]:
    """The data folder of a demo venue as it begins, and what `venuehub seed` said of it. Made once: it takes seconds."""
    settings = sqlite_backend.settings()
    hub = RunningHub(settings, demo=seed)
    demo = hub.hub.demo
    hub.stop()
    assert demo is not None
    return settings.data_path, demo


@pytest.fixture(scope="module")
def demo_hub(sqlite_backend: Backend, seeded: tuple[Path, dict[str, Any]]) -> Iterator[RunningHub]:
    """A hub with a demo venue of its own, as `venuehub demo` serves it."""
    folder, demo = seeded
    settings = sqlite_backend.settings()
    shutil.copytree(folder, settings.data_path, dirs_exist_ok=True)
    hub = RunningHub(settings, demo=lambda *_: demo)
    try:
        yield hub
    finally:
        hub.stop()
        sqlite_backend.forget(settings)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a module."""
    with launched() as browser:
        yield browser


@pytest.fixture
def screens(chromium: Browser, demo_hub: RunningHub) -> Iterator[Screens]:
    """Opens screens, and looks at the end whether they behaved."""
    demo = demo_hub.hub.demo
    assert demo is not None
    opened = Screens(chromium, demo_hub.url, demo)
    yield opened
    opened.close()
    assert opened.watch.found() == []


@pytest.fixture
def house(demo_hub: RunningHub) -> Iterator[Presses]:
    """The others in the house, who press while a test looks at its screens; what they leave standing is served at the end."""
    assert demo_hub.hub.demo is not None
    presses = Presses(demo_hub.url, demo_hub.hub.demo)
    yield presses
    presses.tidy()
