"""What the eye would see: nothing moves because the connection does, no name is cut, and a page that stands still is still."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsers import Screens, until
from tests.displays.presses import Presses
from tests.displays.shifts import begin_shift

PHONES: list[dict[str, Any]] = [{"width": 360, "height": 640, "has_touch": True}, {"width": 430, "height": 932, "has_touch": True}]
SILENT_MS = 30_000
LONG_NAMES = (
    "Chrysanthemum and goji tea",
    "Red bean soup with tangerine peel",
    "Sichuan chicken in chilli oil",
    "Shepherd's purse wontons",
)

PLACES = """() => ["h1", "header .button", ".hh-main", ".hh-tabs"].map((name) => {
  const { left, top, bottom } = document.querySelector(name).getBoundingClientRect()
  return [left, top, name === ".hh-main" ? null : bottom]
})"""
KITCHEN_PLACES = """() => [".k-board", ".k-column .k-card", ".k-line", ".k-foot", ".k-tools", ".k-switch"].flatMap((name) =>
  [...document.querySelectorAll(name)].map((one) => {
    const { left, top, right, bottom } = one.getBoundingClientRect()
    return [name, left, top, right, bottom].join(" ")
  }))"""
CUT_OFF = """() => {
  const words = document.querySelector(".k-offline p")
  return getComputedStyle(words.parentElement).position !== "absolute" && words.scrollHeight > words.parentElement.clientHeight
}"""
WATCH_THE_BOARD = """() => {
  globalThis.shifted = []
  const isOnBoard = (node) => node?.parentElement?.closest(".k-board, .k-foot")
  const moved = ({ sources }) => sources.filter(({ node }) => isOnBoard(node)).map(({ node }) => node.parentElement.outerHTML)
  new PerformanceObserver((all) => globalThis.shifted.push(...all.getEntries().flatMap(moved))).observe({ type: "layout-shift" })
}"""
PILLS = """() => [...document.querySelectorAll(".link-pill")].map((pill) => {
  const { width, height } = pill.getBoundingClientRect()
  return [width, height]
})"""
OVERFLOWS = """() => [...document.querySelectorAll(".k-column .k-line")].filter((row) => {
  const tap = row.querySelector(".k-tap")
  const cut = tap.scrollHeight > tap.clientHeight + 1 || tap.scrollWidth > tap.clientWidth + 1
  return cut || row.getBoundingClientRect().height > parseFloat(row.style.minHeight) + 1
}).map((row) => row.innerText)"""
BELOW = """() => {
  const floor = document.querySelector(".k-board").getBoundingClientRect().bottom
  return [...document.querySelectorAll(".k-column > :last-child")].filter((card) => card.getBoundingClientRect().bottom > floor).length
}"""
WHAT_MOVED = """globalThis.moved = []
addEventListener("animationstart", ({ animationName }) => moved.push(animationName), true)"""
SETTLED = """() => [...document.querySelectorAll(".k-line[data-state=called]")].every((row) => parseFloat(row.style.minHeight) <= 97)"""
"""Lines that were finished just now keep their height for a moment, then they are as high as a touch."""


def test_nothing_on_the_handheld_moves_with_its_connection(screens: Screens, house: Presses) -> None:
    screens.watch.forgive("WebSocket|Failed to load resource|ERR_INTERNET_DISCONNECTED")
    pages = [
        screens.open("handheld", name, context=screens.context(**phone))
        for name, phone in zip(("Handheld 1", "Handheld 2"), PHONES, strict=True)
    ]
    for room in ("801", "803"):
        house.bring(house.order(room, "Boiled dumplings")[0], "ready")
    for page in pages:
        expect(page.locator(".link-live")).to_be_visible()
        expect(page.locator(".trip")).to_have_count(2)
    places = [page.evaluate(PLACES) for page in pages]
    for page in pages:
        page.context.set_offline(True)
    for page, before in zip(pages, places, strict=True):
        expect(page.locator(".link-offline")).to_contain_text("NOT LIVE since", timeout=SILENT_MS)
        expect(page.locator(".outage")).to_have_count(1)
        assert page.evaluate(PLACES) == before
        page.get_by_role("button", name="I fetch it").first.tap()
        expect(page.locator(".link-pill")).to_contain_text("to send 1")
        assert page.evaluate(PLACES) == before
        page.context.set_offline(False)
        expect(page.locator(".link-live")).to_be_visible(timeout=SILENT_MS)
        expect(page.locator(".link-pill")).not_to_contain_text("to send")


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (820, 1180)])
def test_nothing_on_the_kitchen_moves_when_the_hub_is_away(screens: Screens, house: Presses, width: int, height: int) -> None:
    screens.watch.forgive("WebSocket|Failed to load resource|ERR_INTERNET_DISCONNECTED")
    for room in ("801", "803"):
        house.order(room, "Boiled dumplings")
    page = screens.open("kitchen", "Hot 1", width=width, height=height)
    begin_shift(page)
    expect(page.locator(".k-column .k-card")).to_have_count(2)
    before = page.evaluate(KITCHEN_PLACES)
    page.evaluate(WATCH_THE_BOARD)
    page.context.set_offline(True)
    expect(page.locator(".k-offline")).to_be_visible(timeout=SILENT_MS)
    expect(page.locator(".k-offline")).to_contain_text("Not connected")
    assert page.evaluate(CUT_OFF) is False
    assert page.evaluate(KITCHEN_PLACES) == before
    page.context.set_offline(False)
    expect(page.locator(".k-offline")).to_have_count(0, timeout=SILENT_MS)
    assert page.evaluate(KITCHEN_PLACES) == before
    assert page.evaluate("() => globalThis.shifted") == []


def test_who_works_here_cannot_take_what_is_old_for_new(screens: Screens, house: Presses) -> None:
    """A red frame on the screens of staff, none for a guest; the words also over what covers the pill."""
    screens.watch.forgive("WebSocket|Failed to load resource|ERR_INTERNET_DISCONNECTED")
    desk, office, pad = screens.open("cashier", "Cashier 1", width=1366, height=768), screens.open("office"), screens.open("pad", "801")
    pages = [desk, office, pad]
    for page in pages:
        expect(page.locator(".link-live")).to_be_visible()
        expect(page.locator(".outage")).to_have_count(0)
    office.evaluate("(room) => { location.hash = `#/rooms/${room}` }", house.rooms["801"])
    expect(office.locator("dialog")).to_be_visible()
    desk.get_by_role("button", name="Settings").click()
    for page in pages:
        page.context.set_offline(True)
    for page in (desk, office):
        words = page.locator("dialog .outage-words")
        expect(words).to_contain_text("NOT LIVE since", timeout=SILENT_MS)
        expect(page.locator(".outage")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(words).to_have_count(0)
    expect(pad.locator(".link-offline")).to_be_visible(timeout=SILENT_MS)
    expect(pad.locator(".outage")).to_have_count(0)
    for page in pages:
        page.context.set_offline(False)
    for page in pages:
        expect(page.locator(".link-live")).to_be_visible(timeout=SILENT_MS)
        expect(page.locator(".outage")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_state_of_the_connection_takes_the_same_room(screens: Screens, width: int, language: str) -> None:
    page = screens.plain(f"/design?lang={language}", context=screens.context(width=width, height=900, language=language))
    expect(page.locator(".link-offline").first).to_be_visible()
    sizes = page.evaluate(PILLS)
    assert len(sizes) >= 4
    assert len({round(wide) for wide, _ in sizes}) == 1
    assert max(high for _, high in sizes) <= 52, "what every head has room for"


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080), (3840, 2160)])
def test_long_names_fit_whatever_becomes_of_the_dish(screens: Screens, house: Presses, width: int, height: int) -> None:
    page = screens.open("kitchen", "Pass", width=width, height=height)
    expect(page.locator(".k-board")).to_be_visible()
    for room in ("801", "803"):
        _, cooking, called, claimed = house.order(room, *LONG_NAMES)
        house.bring(cooking, "preparing")
        house.bring(called, "called")
        house.bring(claimed, "called")
        house.post("Handheld 2", f"/kds/lines/{claimed['id']}/claim")
    expect(page.locator(".k-said")).to_have_count(2)
    until(page, f"({SETTLED})()")
    until(page, f"({OVERFLOWS})().length === 0")
    until(page, f"({BELOW})() === 0")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080)])
def test_a_dish_says_its_whole_name_at_the_head_of_its_card(screens: Screens, house: Presses, width: int, height: int) -> None:
    page = screens.open("kitchen", "Pass", width=width, height=height)
    expect(page.locator(".k-board")).to_be_visible()
    house.order("801", *LONG_NAMES)
    page.keyboard.press("s")
    names = page.locator(".k-column .k-dish")
    expect(names).to_have_count(len(LONG_NAMES))
    assert names.evaluate_all("(all) => all.filter((one) => one.scrollHeight > one.clientHeight + 1).map((one) => one.innerText)") == []


@pytest.mark.parametrize("theme", ["dark"])
def test_the_start_page_of_a_pad_comes_to_rest(screens: Screens, theme: str) -> None:
    context = screens.context()
    context.add_init_script(WHAT_MOVED)
    page: Page = screens.open("pad", "801", theme=theme, context=context)
    expect(page.locator(".welcome-touch")).to_be_visible()
    until(page, "moved.includes('pad-steam')")
    until(page, "document.getAnimations().length === 0", 30)
