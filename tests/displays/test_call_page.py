"""The call screen: a number moves to "please collect" when it is called, stands in the band, and goes when it is served."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.browsers import PATIENCE_SECONDS, Screens, until
from tests.displays.presses import Presses

SIZES = [(1920, 1080, 1.0), (1080, 1920, 1.0), (3840, 2160, 2.0)]
BAND_MS = 8_000
BAND_GOES_MS = BAND_MS + PATIENCE_SECONDS * 1_000


def to_fetch(page: Page) -> list[str]:
    return page.locator(".column-fetch .number-digits").all_inner_texts()


def test_a_number_moves_when_it_is_called_and_goes_when_it_is_served(screens: Screens, house: Presses) -> None:
    wall = screens.open("call", width=1920, height=1080)
    expect(wall.locator(".column-making .column-empty")).to_be_visible()
    (line,) = house.order("801", "Boiled dumplings")
    digits = line["number"].lstrip("#")
    expect(wall.locator(".column-making .number-digits")).to_have_text([digits])
    house.bring(line, "ready")
    expect(wall.locator(".column-making .number[data-ready]")).to_have_count(1)
    house.act(line, "call")
    expect(wall.locator(".band")).to_contain_text(digits)
    expect(wall.locator(".column-fetch .number-digits")).to_have_text([digits])
    expect(wall.locator(".column-making .number-digits")).to_have_count(0)
    house.act(line, "serve")
    expect(wall.locator(".column-fetch .column-empty")).to_be_visible()
    expect(wall.locator(".band")).to_have_count(0)


def test_each_call_stands_alone_in_the_band_for_eight_seconds(screens: Screens, house: Presses) -> None:
    wall = screens.open("call", width=1920, height=1080)
    expect(wall.locator(".columns")).to_be_visible()
    (first,), (second,) = house.order("801", "Boiled dumplings"), house.order("802", "Boiled dumplings")
    house.bring(first, "called")
    house.bring(second, "called")
    band = wall.locator(".band .number-digits")
    expect(band).to_have_text(first["number"].lstrip("#"))
    expect(wall.locator(".band-more")).to_be_visible()
    expect(band).to_have_text(second["number"].lstrip("#"), timeout=BAND_GOES_MS)
    expect(wall.locator(".band")).to_have_count(0, timeout=BAND_GOES_MS)
    assert to_fetch(wall) == [second["number"].lstrip("#"), first["number"].lstrip("#")], "the newest call first"


@pytest.mark.parametrize(("width", "height", "scale"), SIZES)
def test_numbers_are_large_and_nothing_scrolls(screens: Screens, house: Presses, width: int, height: int, scale: float) -> None:
    context = screens.context(width=width, height=height, reduced_motion="reduce")
    context.route("**/api/v1/me/board", full_house)
    wall = screens.open("call", context=context)
    expect(wall.locator(".column-fetch .number")).to_have_count(12)
    expect(wall.locator(".column-note").last).to_contain_text("3")
    sizes = wall.evaluate("() => [...document.querySelectorAll('.number')].map((number) => parseFloat(getComputedStyle(number).fontSize))")
    assert min(sizes) >= 120 * scale
    assert wall.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [width, height]
    outside = """() => [...document.querySelectorAll('.column-box')].flatMap((box) => {
      const frame = box.getBoundingClientRect()
      return [...box.querySelectorAll('.number')].map((number) => number.getBoundingClientRect())
        .filter((at) => at.right > frame.right + 1 || at.bottom > frame.bottom + 1)
    }).length"""
    until(wall, f"({outside})() === 0")  # numbers come in from a little below
    expect(wall.locator(".column-making .page-dot").nth(1)).to_be_visible()


def full_house(route: Route) -> None:
    """Forty numbers in the making, fifteen to fetch: more than any wall holds."""
    answer = route.fetch()
    body = answer.json()
    called_at = (datetime.now(UTC) - timedelta(minutes=1)).isoformat().replace("+00:00", "Z")
    body["board"]["numbers"] = [
        {
            "id": f"01a2026a-0000-7000-8000-{at:012d}",
            "number": f"#{at:02d}",
            "business_day": "2999-01-01",
            "state": "preparing" if at > 15 else "called",
            "called_at": None if at > 15 else called_at,
            "version": 1,
        }
        for at in range(1, 56)
    ]
    route.fulfill(response=answer, json=body)


def test_without_news_for_a_minute_no_old_numbers_are_shown(screens: Screens, house: Presses) -> None:
    screens.watch.forgive("WebSocket|Failed to load resource")
    context = screens.context(width=1920, height=1080)
    cut: list[WebSocketRoute] = []

    def way(socket: WebSocketRoute) -> None:
        if cut:
            socket.close()
        else:
            socket.connect_to_server()
            sockets.append(socket)

    sockets: list[WebSocketRoute] = []
    context.route_web_socket(re.compile("/api/v1/stream"), way)
    page = context.new_page()
    page.clock.install()
    screens.pair(page, "call")
    (line,) = house.order("801", "Boiled dumplings")
    expect(page.locator(".number-digits")).to_have_text([line["number"].lstrip("#")])
    cut.extend(sockets)
    context.route("**/api/v1/me/**", lambda route: route.abort())
    for socket in sockets:
        socket.close()
    page.clock.run_for(20_000)
    expect(page.locator(".link-offline")).to_be_visible()
    assert page.locator(".number").count() == 1, "for a minute they are still good enough"
    page.clock.run_for(45_000)
    expect(page.locator(".lost")).to_contain_text("Please ask at the front desk")
    expect(page.locator(".number")).to_have_count(0)
    cut.clear()
    context.unroute("**/api/v1/me/**")
    page.clock.run_for(10_000)
    expect(page.locator(".number-digits")).to_have_text([line["number"].lstrip("#")], timeout=30_000)


def test_the_languages_are_the_shops_choice_and_the_address_may_name_one(screens: Screens, house: Presses) -> None:
    wall = screens.open("call", language="en", width=1920, height=1080)
    expect(wall.locator(".column-fetch h2")).to_have_text("Please collect")
    plain = screens.context(width=1920, height=1080).new_page()
    screens.pair(plain, "call")
    plain.goto(f"{screens.home}/call")
    expect(plain.locator(".column-fetch h2 .said-first")).to_have_text("请取餐")
    expect(plain.locator(".column-fetch h2 .said-second")).to_have_text("Please collect")


def test_a_wall_that_was_touched_in_passing_shows_its_numbers_again(screens: Screens) -> None:
    page = screens.open("call")
    page.locator(".link-pill").click()
    expect(page.get_by_role("dialog", name="Connection")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=30_000)
