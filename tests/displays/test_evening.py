"""A whole evening leaves nothing behind in a page: what came and went is gone from its memory, nodes and listeners too.

HUB_TEST_FAULTS=long .venv/bin/python -m pytest -rP tests/displays/test_evening.py    two hours of a full house, and what was measured
"""

import os

import pytest
from playwright.sync_api import Page

from tests.browsers import Screens
from tests.displays.evenings import Evening, Held, held
from tests.displays.presses import Presses
from tests.running import RunningHub

LONG = os.environ.get("HUB_TEST_FAULTS") == "long"
ORDERS = 500 if LONG else 40
"""Two hours of a full house, or enough of them to see what each order leaves behind."""
WARM_UP = 40 if LONG else 20
MOST_GROWN = Held(heap_mib=5.0, nodes=400, listeners=60)
"""A page may show more or less from one moment to the next: a message, a card of another shape."""
PAGES = (("kitchen", "Pass"), ("call", None), ("pad", "801"))
KEEPS_WHAT_IT_TOOK_OFF = """const kept = []
new MutationObserver((all) => all.forEach((each) => kept.push(...each.removedNodes))).observe(document, { childList: true, subtree: true })
window.kept = kept"""


@pytest.fixture
def evening(demo_hub: RunningHub) -> Evening:
    assert demo_hub.hub.demo is not None
    evening = Evening(demo_hub, Presses(demo_hub.url, demo_hub.hub.demo))
    evening.begin()
    return evening


def played(evening: Evening, pages: dict[str, Page], orders: int) -> dict[str, list[str]]:
    """What has grown more than it may in each page while so many orders came and went."""
    evening.play(WARM_UP, *pages.values())
    before = {name: held(page) for name, page in pages.items()}
    evening.play(orders, *pages.values())
    after = {name: held(page) for name, page in pages.items()}
    for name in pages:
        print(f"{name}, {orders} orders: {before[name]} -> {after[name]}")
    return {name: grown(before[name], after[name]) for name in pages}


def grown(before: Held, after: Held) -> list[str]:
    return [f"{name}: {before[at]} -> {after[at]}" for at, name in enumerate(Held._fields) if after[at] - before[at] > MOST_GROWN[at]]


@pytest.mark.timeout(1200)
def test_a_page_holds_no_more_after_an_evening_than_before(screens: Screens, evening: Evening) -> None:
    pages = {name: screens.open(name, device, width=1920, height=1080) for name, device in PAGES}
    assert played(evening, pages, ORDERS) == {name: [] for name in pages}


@pytest.mark.timeout(300)
def test_a_page_that_keeps_what_it_took_off_is_found(screens: Screens, evening: Evening) -> None:
    context = screens.context(width=1920, height=1080)
    context.add_init_script(KEEPS_WHAT_IT_TOOK_OFF)
    pages = {"kitchen": screens.open("kitchen", "Pass", context=context)}
    assert played(evening, pages, 20)["kitchen"], "the measure sees no leak"
