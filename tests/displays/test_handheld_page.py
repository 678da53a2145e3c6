"""The handheld: two waiters and one dish, a delivery taken back, taps without a network, a room to clean, an order for a guest."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browsers import PATIENCE_SECONDS, Screens, until
from tests.displays.presses import Presses

UNDO_MS = 3_000
GOES_OUT_MS = UNDO_MS + PATIENCE_SECONDS * 1_000
AGAIN_MS = 10_000
PHONE: dict[str, Any] = {"width": 390, "height": 844, "has_touch": True}
FEEL = "window.felt = []; Navigator.prototype.vibrate = () => window.felt.push(performance.now())"
QUICK_THUMB = """() => new MutationObserver((_, thumb) => {
  const undo = document.querySelector(".toast-action")
  if (!undo) return
  thumb.disconnect()
  window.shown = document.querySelectorAll(".trip").length
  undo.click()
}).observe(document, { childList: true, subtree: true })"""
"""Takes back as soon as that can be pressed: three seconds may be over before a test has looked twice."""


def handheld(screens: Screens, name: str = "Handheld 1", *, context: BrowserContext | None = None) -> Page:
    page = screens.open("handheld", name, context=context or screens.context(**PHONE))
    expect(page.locator(".hh-tabs")).to_be_visible()
    return page


def trip(page: Page, place: str) -> Locator:
    return page.locator(".trip", has=page.locator(".trip-room", has_text=place))


def tab(page: Page, name: str) -> None:
    page.locator(".hh-tab", has_text=name).tap()


def test_one_waiter_claims_and_the_other_sees_who(screens: Screens, house: Presses) -> None:
    one, other = handheld(screens, "Handheld 1"), handheld(screens, "Handheld 2")
    dumplings, tea = house.order("801", "Boiled dumplings", "West Lake Longjing")
    house.bring(dumplings, "called")
    house.bring(tea, "ready")
    for page in (one, other):
        expect(trip(page, "801").locator(".trip-line")).to_have_count(2)
        expect(trip(page, "801")).to_contain_text("Kitchen calls")
    trip(one, "801").get_by_role("button", name="I fetch it").tap()
    theirs = other.locator('.trip[data-whose="other"]')
    expect(theirs.locator(".trip-line")).to_have_count(2)
    expect(theirs).to_contain_text("Handheld 1 fetches it")
    expect(other.get_by_role("button", name="I fetch it")).to_have_count(0)
    assert [house.line(line)["claimed_by"] for line in (dumplings, tea)] == ["Handheld 1"] * 2
    tab(one, "Mine")
    trip(one, "801").get_by_role("button", name="Delivered").tap()
    expect(trip(one, "801")).to_have_count(0)
    expect(trip(other, "801")).to_have_count(0, timeout=GOES_OUT_MS)
    assert [house.line(line)["state"] for line in (dumplings, tea)] == ["served"] * 2


def test_of_two_who_press_at_once_one_is_told_who_was_first(screens: Screens, house: Presses) -> None:
    page = handheld(screens, "Handheld 1")
    (line,) = house.order("801", "Boiled dumplings")
    house.bring(line, "ready")
    expect(trip(page, "801")).to_be_visible()
    page.context.route(
        "**/api/v1/kds/lines/transitions", lambda route: (house.post("Handheld 2", f"/kds/lines/{line['id']}/claim"), route.continue_())
    )
    trip(page, "801").get_by_role("button", name="I fetch it").tap()
    expect(page.locator(".toast")).to_contain_text("Handheld 2 is already fetching it")
    expect(page.locator('.trip[data-whose="other"]')).to_contain_text("Handheld 2 fetches it")


def test_of_two_who_deliver_one_is_told_that_the_other_did(screens: Screens, house: Presses) -> None:
    page = handheld(screens, "Handheld 1")
    (line,) = house.order("801", "Boiled dumplings")
    house.bring(line, "ready")
    expect(trip(page, "801")).to_be_visible()
    page.context.route(
        "**/api/v1/kds/lines/transitions", lambda route: (house.post("Handheld 2", f"/kds/lines/{line['id']}/serve"), route.continue_())
    )
    trip(page, "801").get_by_role("button", name="Delivered").tap()
    expect(page.locator(".toast", has_text="Handheld 2 has delivered it already")).to_be_visible(timeout=GOES_OUT_MS)


def test_a_line_that_is_left_behind_stays_to_be_fetched(screens: Screens, house: Presses) -> None:
    page = handheld(screens)
    dumplings, tea = house.order("802", "Boiled dumplings", "West Lake Longjing")
    house.bring(dumplings, "ready")
    house.bring(tea, "ready")
    card = trip(page, "802")
    card.get_by_role("checkbox", name="West Lake Longjing").tap()
    card.get_by_role("button", name="Fetch 1 of 2").tap()
    expect(page.locator('.trip[data-whose="me"]')).to_contain_text("Boiled dumplings")
    expect(page.locator('.trip[data-whose="nobody"]')).to_contain_text("Longjing")
    expect(page.locator('.trip[data-whose="nobody"]').get_by_role("button", name="I fetch it")).to_be_enabled()
    assert house.line(tea)["claimed_by"] is None


def test_a_delivery_can_be_taken_back(screens: Screens, house: Presses) -> None:
    page = handheld(screens)
    (line,) = house.order("803", "Boiled dumplings")
    house.bring(line, "called")
    expect(trip(page, "803")).to_be_visible()
    page.evaluate(QUICK_THUMB)
    trip(page, "803").get_by_role("button", name="Delivered").tap()
    until(page, "window.shown === 0")
    expect(trip(page, "803")).to_be_visible()
    page.wait_for_timeout(UNDO_MS + 500)
    assert house.line(line)["state"] == "called"


def test_a_delivery_outlives_a_reload_that_comes_before_it_was_sent(screens: Screens, house: Presses) -> None:
    screens.watch.forgive("WebSocket|Failed to load resource")
    page = handheld(screens)
    (line,) = house.order("803", "Boiled dumplings")
    house.bring(line, "called")
    expect(trip(page, "803")).to_be_visible()
    page.context.route("**/api/v1/kds/**", lambda route: route.abort())
    trip(page, "803").get_by_role("button", name="Delivered").tap()
    expect(trip(page, "803")).to_have_count(0)
    page.reload()
    expect(page.locator(".link-pill")).to_contain_text("to send 1")
    expect(trip(page, "803")).to_have_count(0)
    assert house.line(line)["state"] == "called"
    page.context.unroute("**/api/v1/kds/**")
    expect(page.locator(".link-pill")).not_to_contain_text("to send", timeout=30_000)
    assert house.line(line)["state"] == "served"


def test_what_is_pressed_without_a_network_waits_and_is_sent(screens: Screens, house: Presses) -> None:
    screens.watch.forgive("WebSocket|Failed to load resource")
    page = handheld(screens)
    (line,) = house.order("801", "Boiled dumplings")
    house.bring(line, "called")
    expect(trip(page, "801")).to_be_visible()
    page.context.route("**/api/v1/kds/**", lambda route: route.abort())
    trip(page, "801").get_by_role("button", name="I fetch it").tap()
    expect(page.locator(".link-pill")).to_contain_text("to send 1")
    expect(page.locator('.trip[data-whose="me"]')).to_contain_text("Boiled dumplings")
    page.locator(".link-pill").tap()
    expect(page.locator(".outbox-row")).to_contain_text("Fetch 801 · 1× Boiled dumplings")
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator(".link-pill")).to_contain_text("to send 1")
    assert house.line(line)["claimed_by"] is None
    page.context.unroute("**/api/v1/kds/**")
    expect(page.locator(".link-pill")).not_to_contain_text("to send", timeout=30_000)
    assert house.line(line)["claimed_by"] == "Handheld 1"


def test_a_call_shakes_until_somebody_goes(screens: Screens, house: Presses) -> None:
    context = screens.context(**PHONE)
    context.add_init_script(FEEL)
    page = handheld(screens, context=context)
    ready, called = house.order("801", "Boiled dumplings", "West Lake Longjing")
    house.bring(ready, "ready")
    expect(trip(page, "801")).to_be_visible()
    tab(page, "Fetch")
    page.wait_for_timeout(1_200)
    assert felt(page) == [], "what is only ready disturbs nobody"
    house.bring(called, "called")
    until(page, "felt.length >= 2", 2 * PATIENCE_SECONDS)
    assert felt(page)[1] - felt(page)[0] > AGAIN_MS / 2, "once in ten seconds, however late a busy page looks"
    house.post("Handheld 2", f"/kds/lines/{called['id']}/claim")
    expect(page.locator('.trip[data-whose="other"]')).to_be_visible()
    before = felt(page)
    page.wait_for_timeout(AGAIN_MS + 1_000)
    assert felt(page) == before


def felt(page: Page) -> list[float]:
    """When it shook, in the page's milliseconds."""
    moments: list[float] = page.evaluate("felt")
    return moments


def test_cleaning_a_room_warns_of_what_was_not_delivered(screens: Screens, house: Presses) -> None:
    page = handheld(screens)
    served, left = house.order("805", "Boiled dumplings", "West Lake Longjing")
    house.bring(served, "served")
    tab(page, "Rooms")
    page.locator(".room", has_text="805").tap()
    expect(page.locator(".unfinished")).to_contain_text("Longjing")
    expect(page.locator(".unfinished")).not_to_contain_text("Boiled")
    page.get_by_role("button", name="Guests have left").tap()
    expect(page.get_by_role("alert").filter(has_text="ends the guests' stay")).to_be_visible()
    page.get_by_role("button", name="Cleaned all the same").tap()
    expect(page.locator('.room[data-state="free"]', has_text="805")).to_be_visible()
    assert house.get("Cashier 1", f"/orders/{left['order_id']}")["order"]["state"] == "completed"


def test_an_order_for_a_room(screens: Screens, house: Presses) -> None:
    page = handheld(screens)
    tab(page, "Order")
    page.locator(".room", has_text="802").tap()
    page.get_by_placeholder("Search the menu").fill("dumpl")
    page.get_by_role("button", name="Add Boiled dumplings").tap()
    page.get_by_role("button", name="Add Boiled dumplings").tap()
    expect(page.locator(".basket-bar")).to_contain_text("2 dishes")
    page.reload()
    expect(page.locator(".hh-tabs")).to_be_visible()
    tab(page, "Order")
    page.get_by_role("button", name="Review and order").tap()
    page.get_by_role("button", name="Place order").tap()
    expect(page.locator(".toast")).to_contain_text("802: ordered, #")
    lines = [line for line in house.get("Pass", "/kds/board")["lines"] if line["room"] and line["room"]["number"] == "802"]
    assert [(line["name"], line["quantity"]) for line in lines] == [("水饺", 2)]


@pytest.mark.parametrize(("width", "height"), [(390, 844), (360, 640)])
def test_everything_is_in_reach_of_a_thumb(screens: Screens, house: Presses, width: int, height: int) -> None:
    page = handheld(screens, context=screens.context(width=width, height=height, has_touch=True))
    (line,) = house.order("801", "Boiled dumplings")
    house.bring(line, "called")
    expect(trip(page, "801")).to_be_visible()
    small = """(least) => [...document.querySelectorAll('.hh button')].filter((button) => button.getBoundingClientRect().height < least)
      .map((button) => button.outerHTML.slice(0, 120))"""
    assert page.evaluate(small, 48) == []
    heights = "[...document.querySelectorAll('.trip-acts button')].map((button) => button.getBoundingClientRect().height)"
    assert page.evaluate(heights) == [56, 56]
    assert page.evaluate("() => document.documentElement.scrollWidth") == width


def test_a_handheld_with_keys_goes_from_tab_to_tab_by_number(screens: Screens) -> None:
    page = handheld(screens)
    for key, title in (("3", "Calls"), ("4", "Rooms"), ("1", "To fetch"), ("5", "Order")):
        page.keyboard.press(key)
        expect(page.locator(".hh-head h1")).to_have_text(title)
    page.locator(".room", has_text="802").first.press("Enter")
    expect(page.locator(".order-head input")).to_be_visible()
    page.keyboard.press("/")
    expect(page.locator(".order-head input")).to_be_focused()
    page.keyboard.type("1")
    expect(page.locator(".order-head input")).to_have_value("1")
    expect(page.locator(".hh-head h1")).to_have_text("Order")
