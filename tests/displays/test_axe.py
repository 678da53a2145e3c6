"""Every page, with something on it, looked over by axe-core in both themes: nothing serious, nothing critical."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browsers import Screens, until
from tests.displays.presses import Presses
from tests.displays.shifts import begin_shift
from tests.displays.test_kitchen_page import ASLEEP
from tests.running import RunningHub

VENDORED = Path(__file__).parent / "vendor"
AXE = (VENDORED / "axe-core" / "axe.min.js").read_text("utf-8")
LOOK = """async (only) => {
  const found = await axe.run(document, { resultTypes: ["violations"], ...(only ? { runOnly: only } : {}) })
  const why = (node) => `${node.target.join(" ")} ${[...node.any, ...node.all].map((check) => check.message)[0] ?? ""}`
  return found.violations
    .filter((each) => ["serious", "critical"].includes(each.impact))
    .map((each) => `${each.id}: ${each.nodes.map(why).join(" | ")}`.slice(0, 900))
}"""
OTHER_THEME = """() => {
  const page = document.documentElement
  page.dataset.theme = page.dataset.theme === "dark" ? "light" : "dark"
}"""
AT_REST = "document.getAnimations().every((each) => each.playState !== 'running')"
"""A colour that is inherited changes one frame after its parent's, however short the change is."""
AREAS = [
    "today",
    "rooms",
    "orders",
    "menu",
    "statistics",
    "messages",
    "messages/alarms",
    "audit",
    "devices",
    "devices/pair",
    "announcements",
    "announcements/templates",
    "staff",
    "shop",
    "shop/hours",
    "account",
]
SETTLED_MS = 350
PHONE: dict[str, Any] = {"width": 390, "height": 844}
WALL: dict[str, Any] = {"width": 1920, "height": 1080}


@pytest.fixture(scope="module")
def house(demo_hub: RunningHub) -> Iterator[Presses]:
    """Dishes in every state, one of them cancelled, one sold out, in four rooms."""
    assert demo_hub.hub.demo is not None
    presses = Presses(demo_hub.url, demo_hub.hub.demo)
    for room, states in {"801": ("placed", "preparing", "ready"), "802": ("called", "served"), "803": ("ready", "called")}.items():
        lines = presses.order(room, *["Boiled dumplings", "West Lake Longjing", "Mapo tofu", "Hot and sour soup"][: len(states) + 1])
        for line, state in zip(lines, states, strict=False):
            if state != "placed":
                presses.bring(line, state)
        if room == "801":
            presses.post("Cashier 1", f"/kds/lines/{lines[-1]['id']}/cancel")
    presses.post("Handheld 2", f"/kds/lines/{presses.lines('803')[0]['id']}/claim")
    presses.put("Cashier 1", f"/sold-out/{presses.items['Steamed rice']['sku_id']}", {"mode": "today"})
    yield presses
    presses.tidy()


@pytest.fixture
def still(screens: Screens) -> Screens:
    """Nothing moves: a colour half-way to another is no colour of the design."""
    screens.watch.forgive("401|Framing")
    return screens


def calm(screens: Screens, **size: Any) -> BrowserContext:
    return screens.context(reduced_motion="reduce", **size)


def faults(page: Page, where: str) -> list[str]:
    """What axe finds in this state of a page, in the theme it has and in the other one."""
    page.wait_for_timeout(SETTLED_MS)
    until(page, AT_REST)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found = [f"{where}: {each}" for each in page.evaluate(LOOK, None)]
    page.evaluate(OTHER_THEME)
    page.wait_for_timeout(SETTLED_MS)
    until(page, AT_REST)
    found += [f"{where}, other theme: {each}" for each in page.evaluate(LOOK, "color-contrast")]
    page.evaluate(OTHER_THEME)
    return found


def nothing(found: list[str]) -> None:
    assert not found, "\n".join(found)


def test_the_pad(still: Screens, house: Presses) -> None:
    page = still.open("pad", "801", context=calm(still))
    expect(page.locator(".welcome-touch")).to_be_visible()
    found = faults(page, "welcome")
    page.locator(".welcome-touch").click()
    page.get_by_role("button", name="Add one Boiled dumplings", exact=True).click()
    found += faults(page, "menu and basket")
    page.locator(".dish-open").filter(has_text="Braised beef noodle soup").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found += faults(page, "dish")
    page.keyboard.press("Escape")
    page.get_by_role("radio").nth(1).click()
    expect(page.locator(".strip").first).to_be_visible()
    found += faults(page, "progress")
    page.get_by_role("button", name="Bill", exact=True).click()
    expect(page.locator(".bill-due")).to_be_visible()
    nothing(found + faults(page, "bill"))


def test_the_kitchen(still: Screens, house: Presses) -> None:
    context = calm(still, **WALL)
    context.add_init_script(ASLEEP)
    page = still.open("kitchen", "Pass", context=context)
    expect(page.locator(".k-card").first).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_visible()
    found = faults(page, "start of shift")
    begin_shift(page)
    found += faults(page, "cards")
    page.keyboard.press("s")
    expect(page.locator(".k-board")).to_have_attribute("data-view", "items")
    found += faults(page, "items")
    page.keyboard.press("s")
    page.keyboard.press("Shift+R")
    expect(page.get_by_role("dialog")).to_be_visible()
    found += faults(page, "recall")
    page.keyboard.press("Escape")
    page.locator(".k-head").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    nothing(found + faults(page, "card"))


def test_the_call_screen(still: Screens, house: Presses) -> None:
    page = still.open("call", context=calm(still, **WALL))
    expect(page.locator(".number").first).to_be_visible()
    nothing(faults(page, "numbers"))


def test_the_cashier(still: Screens, house: Presses) -> None:
    page = still.open("cashier", "Cashier 1", context=calm(still, width=1440, height=900))
    expect(page.locator(".d-row").first).to_be_visible()
    found: list[str] = []
    for tab in page.locator(".d-tab").all():
        tab.click()
        page.wait_for_timeout(150)
        found += faults(page, tab.inner_text().split("\n")[0])
    page.keyboard.press("F2")
    nothing(found + faults(page, "new order"))


def test_the_handheld(still: Screens, house: Presses) -> None:
    page = still.open("handheld", "Handheld 1", context=calm(still, **PHONE))
    expect(page.locator(".trip").first).to_be_visible()
    found: list[str] = []
    for tab in page.locator(".hh-tab").all():
        tab.click()
        page.wait_for_timeout(150)
        found += faults(page, tab.inner_text().split("\n")[-1])
    nothing(found)


@pytest.mark.parametrize("areas", [AREAS[::2], AREAS[1::2]], ids=["one half", "the other"])
def test_the_office(still: Screens, house: Presses, areas: list[str]) -> None:
    page = still.open("office", "manager.bund", context=calm(still, width=1440, height=900))
    expect(page.locator(".of-page h1")).to_be_visible()
    found: list[str] = []
    for area in areas:
        page.evaluate("(hash) => { location.hash = hash }", f"#/{area}")
        page.wait_for_timeout(300)
        expect(page.locator(".skeleton")).to_have_count(0)
        found += faults(page, area)
    nothing(found)


def test_the_chat(still: Screens, house: Presses) -> None:
    pad = still.open("pad", "801", context=calm(still))
    pad.locator(".welcome-touch").click()
    pad.locator(".service-chat").click()
    expect(pad.locator(".chat-asks")).to_be_visible()
    found = faults(pad, "nothing written yet")
    pad.locator(".chat-asks button").first.click()
    expect(pad.locator(".chat-stand")).to_be_visible()
    found += faults(pad, "a guest waits")
    office = still.open("office", "manager.bund", context=calm(still, width=1440, height=900))
    expect(office.locator(".of-page h1")).to_be_visible()
    office.evaluate("location.hash = '#/chat/queue'")
    office.locator(".of-chat-items .of-chat-item").first.click()
    expect(office.locator(".chat-text").first).to_be_visible()
    found += faults(office, "console")
    office.locator(".chat-input").fill("/")
    expect(office.get_by_role("option").first).to_be_visible()
    found += faults(office, "phrases")
    office.locator(".chat-input").fill("At once")
    office.locator(".chat-input").press("Enter")
    expect(pad.locator(".chat-message")).to_have_count(2)
    found += faults(pad, "answered")
    office.get_by_role("button", name="Transfer").click()
    expect(office.locator(".of-choose").first).to_be_visible()
    found += faults(office, "transfer")
    office.keyboard.press("Escape")
    office.get_by_role("button", name="Close chat").click()
    office.get_by_role("alertdialog").get_by_role("button", name="Close it").click()
    expect(pad.locator(".chat-ended")).to_be_visible()
    pad.locator(".chat-star").nth(2).click()
    found += faults(pad, "rating") + faults(office, "closed")
    pad.locator(".chat-tabs .segment").nth(1).click()
    expect(pad.locator(".chat-stand")).to_be_visible()
    office.evaluate("location.hash = '#/chat/group'")
    expect(office.locator(".of-chat-group[aria-current]")).to_be_visible()
    nothing(found + faults(pad, "everybody") + faults(office, "everybody"))


@pytest.mark.parametrize("address", ["/?lang=en", "/?lang=zh-CN", "/design?lang=en", "/office?lang=en", "/kitchen?lang=zh-CN"])
def test_a_page_for_everybody(still: Screens, house: Presses, address: str) -> None:
    """The front page, the parts in every state, the sign-in, and a screen that waits to be paired."""
    page = still.plain(address, context=calm(still))
    until(page, "document.querySelectorAll('h1, h2').length > 0")
    page.wait_for_timeout(500)
    nothing(faults(page, address))


def test_what_looks_the_pages_over_is_the_version_it_says() -> None:
    for package in json.loads((VENDORED / "manifest.json").read_text("utf-8"))["packages"]:
        folder = VENDORED / package["name"]
        assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()} == package["sha256"]
        assert json.loads((VENDORED / "package.json").read_text("utf-8"))["dependencies"][package["name"]] == package["version"]
