"""How pages behave: quiet, at home, and cheap on a full board. What an evening leaves behind is in `test_evening.py`.

Every test of this folder fails when a page writes an error, asks another host or breaks its policy; here each page is opened once for that
alone. The figures are printed (`pytest -s`). When a page is there is only told, as it depends on what else the machine does.
"""

from statistics import median
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, Request, expect

from tests.browsers import SLOWER, Screens, until
from tests.displays.presses import Presses
from tests.displays.shifts import begin_shift

LINES = 300
FRAME_MS = 16
EVENTS = 30
WALL: dict[str, Any] = {"width": 1920, "height": 1080}
THERE = {
    "/": "main a",
    "/design?lang=en": ".design-block",
    "pad": ".welcome-touch",
    "kitchen": ".k-card",
    "call": ".number",
    "cashier": ".d-row",
    "handheld": ".trip",
    "office": ".of-page h1",
}
"""What stands on each page when it can be used."""
PAINTED = "() => Math.round(Math.max(...performance.getEntriesByType('paint').map((each) => each.startTime), 0))"
"""What fades in from nothing is no content to Chromium, so that the pad's start page has a first paint alone."""


@pytest.mark.parametrize("name", THERE)
def test_a_page_comes_and_behaves(screens: Screens, house: Presses, name: str) -> None:
    (line,) = house.order("801", "Boiled dumplings")
    house.bring(line, "ready")
    house.order("801", "Mapo tofu")
    context = screens.context(**WALL)
    reports: list[str] = []
    context.on("request", lambda request: report(request, reports))
    page = screens.plain(name, context=context) if name.startswith("/") else screens.open(name, context=context)
    expect(page.locator(THERE[name]).first).to_be_visible()
    first = until(page, PAINTED)
    page.reload()
    expect(page.locator(THERE[name]).first).to_be_visible()
    again = until(page, PAINTED)
    print(f"\n{name}: first render {first} ms, from the second time on {again} ms")
    assert reports == []


def report(request: Request, reports: list[str]) -> None:
    if request.url.endswith("/csp-reports"):
        reports.append(str(request.post_data))


def test_an_event_costs_a_full_kitchen_less_than_a_frame(screens: Screens, house: Presses) -> None:
    """The median of single events; scripts, styles and layout together are printed beside the scripts."""
    for at in range(LINES // 20):
        house.order(("801", "802", "803", "805")[at % 4], *list(house.items)[:20])
    page = kitchen(screens)
    lines = house.get("Pass", "/kds/board")["lines"]
    assert len(lines) >= LINES
    page.wait_for_timeout(1_500)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})  # what the page computes, whatever else runs on the machine
    script, all_in = [], []
    for line in lines[:EVENTS]:
        before = spent_ms(session)
        house.act(line, "start")
        page.wait_for_timeout(120)
        after = spent_ms(session)
        script.append(after["ScriptDuration"] - before["ScriptDuration"])
        all_in.append(sum(after.values()) - sum(before.values()))
    said = f"median {median(script):.1f} ms of scripts, {median(all_in):.1f} ms with style and layout"
    print(f"\n{len(lines)} lines, {EVENTS} events: {said}; the worst {max(script):.1f} and {max(all_in):.1f} ms")
    assert median(script) < FRAME_MS * SLOWER
    assert page.locator(".k-column .k-line").count() < LINES / 3, "only the page that is seen is in the document"


def spent_ms(session: CDPSession) -> dict[str, float]:
    wanted = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
    return {each["name"]: 1000 * each["value"] for each in session.send("Performance.getMetrics")["metrics"] if each["name"] in wanted}


def kitchen(screens: Screens) -> Page:
    page = screens.open("kitchen", "Pass", **WALL)
    begin_shift(page)
    return page
