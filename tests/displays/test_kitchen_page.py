"""The kitchen screen: a dish on its way through it, two screens on one station, taps without a network, three hundred lines."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browsers import PATIENCE_SECONDS, Screens, becomes, until
from tests.displays.presses import Presses
from tests.displays.shifts import begin_shift

WALL: dict[str, Any] = {"width": 1920, "height": 1080}
GHOST_MS = 10_000


def kitchen(screens: Screens, name: str = "Pass", **size: Any) -> Page:
    """A screen whose shift has begun."""
    page = screens.open("kitchen", name, **(WALL | size))
    begin_shift(page)
    return page


def card(page: Page, place: str) -> Locator:
    return page.locator(".k-board .k-column .k-card", has=page.locator(".k-place", has_text=re.compile(f"^{place}$")))


def row(page: Page, dish: str) -> Locator:
    return page.locator(".k-column .k-line", has=page.locator(".k-name", has_text=dish))


def chip(page: Page, place: str) -> Locator:
    return page.locator(".k-chip", has=page.locator("b", has_text=place))


def comes_to(page: Page, house: Presses, line: dict[str, Any], **wanted: Any) -> None:
    """What was tapped shows at once; the hub has it a moment later."""

    def look() -> dict[str, Any]:
        found = house.line(line)
        return {name: found[name] for name in wanted}

    becomes(page, look, wanted)


def state(line: Locator, name: str) -> None:
    expect(line).to_have_attribute("data-state", name)


UNHURRIED = """const timed = setTimeout
window.setTimeout = (then, ms, ...rest) => timed(then, ms === 3000 ? 600_000 : ms, ...rest)"""
"""The three seconds for a second press and for taking back last ten minutes: they may be over before a test has looked twice."""
BELOW = """() => {
  const floor = document.querySelector(".k-board").getBoundingClientRect().bottom
  return [...document.querySelectorAll(".k-column .k-card")].filter((piece) => piece.getBoundingClientRect().bottom > floor).length
}"""
ASLEEP = """window.AudioContext = class extends AudioContext {
  get state() { return window.touched ? super.state : "suspended" }
  resume() { window.touched = true; this.dispatchEvent(new Event("statechange")); return super.resume() }
}"""


def test_a_shift_begins_with_a_touch_and_silence_is_loud(screens: Screens) -> None:
    context = screens.context(**WALL)
    context.add_init_script(ASLEEP)
    page = screens.open("kitchen", "Hot 1", context=context)
    shift = page.get_by_role("dialog", name="Start of shift")
    expect(shift).to_contain_text("Hot kitchen")
    shift.get_by_role("button", name="Without sound").click()
    expect(shift).to_have_count(0)
    page.get_by_role("button", name="Sound is blocked").click()
    expect(page.locator(".k-silent")).to_have_count(0)


def test_a_tap_takes_a_line_on_and_the_rest_goes_to_the_pick_up(screens: Screens, house: Presses) -> None:
    page = kitchen(screens)
    dumplings, tea = house.order("801", "Boiled dumplings", "West Lake Longjing")
    line = row(page, "Boiled dumplings")
    expect(card(page, "801")).to_have_attribute("data-new", "")
    line.locator(".k-tap").click()
    state(line, "preparing")
    page.wait_for_timeout(400)  # two touches closer together than this are one
    line.locator(".k-tap").click()
    state(line, "ready")
    page.wait_for_timeout(400)
    line.locator(".k-tap").click(force=True)
    comes_to(page, house, dumplings, state="ready", call_count=0)  # a tap never calls a waiter
    house.bring(tea, "ready")
    expect(card(page, "801")).to_have_count(0)
    chip(page, "801").get_by_role("button", name="Call pickup").click()
    expect(chip(page, "801")).to_have_attribute("data-called", "")
    comes_to(page, house, tea, state="called", call_count=1)


def unhurried(screens: Screens) -> Page:
    context = screens.context(**WALL)
    context.add_init_script(UNHURRIED)
    return kitchen(screens, context=context)


def test_a_whole_card_wants_two_touches_and_can_be_taken_back(screens: Screens, house: Presses) -> None:
    page = unhurried(screens)
    lines = house.order("802", "Boiled dumplings", "West Lake Longjing")
    card(page, "802").get_by_role("button", name="Start all").click()
    state(row(page, "Boiled dumplings"), "preparing")
    finish = card(page, "802").locator(".k-finish")
    finish.click()
    expect(finish).to_have_text("Press again")
    state(row(page, "Boiled dumplings"), "preparing")
    finish.click()
    expect(chip(page, "802")).to_be_visible()
    page.locator(".k-undo").get_by_role("button", name="Undo").click()
    state(row(page, "Boiled dumplings"), "preparing")
    expect(page.locator("[data-pending]")).to_have_count(0)
    assert [house.line(line)["state"] for line in lines] == ["preparing"] * 2


def test_by_keyboard_alone(screens: Screens, house: Presses) -> None:
    page = unhurried(screens)
    first = house.order("801", "Boiled dumplings", "West Lake Longjing")
    second = house.order("802", "Red-braised pork belly")
    expect(card(page, "802")).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    state(row(page, "Boiled dumplings"), "preparing")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    state(row(page, "Boiled dumplings"), "ready")
    page.keyboard.press("2")
    page.keyboard.press("h")
    expect(card(page, "802")).to_have_attribute("data-rush", "")
    expect(page.locator(".k-head").first).to_contain_text("802")
    page.keyboard.press("1")
    page.keyboard.press("b")
    expect(chip(page, "802")).to_be_visible()
    page.keyboard.press("r")
    state(row(page, "Red-braised"), "preparing")
    page.keyboard.press("s")
    expect(page.locator(".k-board")).to_have_attribute("data-view", "items")
    page.keyboard.press("s")
    for line, at_last in zip((*first, *second), ("ready", "preparing", "preparing"), strict=True):
        comes_to(page, house, line, state=at_last)


def test_the_keys_of_a_quick_hand_all_count(screens: Screens, house: Presses) -> None:
    page = kitchen(screens)
    (dumplings,) = house.order("801", "Boiled dumplings")
    (pork,) = house.order("802", "Red-braised pork belly")
    (tea,) = house.order("803", "West Lake Longjing")
    expect(card(page, "803")).to_be_visible()
    for key in ("1", "b", "b", "Enter"):  # what is bumped makes room, and the card behind it has the focus
        page.keyboard.press(key)
    expect(chip(page, "801")).to_be_visible()
    expect(chip(page, "802")).to_be_visible()
    state(row(page, "Longjing"), "preparing")
    for line, at_last in ((dumplings, "ready"), (pork, "ready"), (tea, "preparing")):
        comes_to(page, house, line, state=at_last)


def test_of_two_screens_on_one_station_the_second_is_told(screens: Screens, house: Presses) -> None:
    one, other = kitchen(screens, "Hot 1"), kitchen(screens, "Pass")
    dumplings, tea = house.order("803", "Boiled dumplings", "West Lake Longjing")
    expect(card(one, "803")).to_contain_text("also: Bar")
    expect(row(one, "Longjing")).to_have_count(0)
    row(one, "Boiled dumplings").locator(".k-tap").click()
    state(row(other, "Boiled dumplings"), "preparing")
    expect(other.locator(".toast")).to_have_count(0)
    other.context.route(
        "**/api/v1/kds/lines/*/start", lambda route: (house.post("Hot 1", f"/kds/lines/{tea['id']}/start"), route.continue_())
    )
    row(other, "Longjing").locator(".k-tap").click()
    expect(other.locator(".toast")).to_contain_text("Hot 1 started this")
    assert house.line(dumplings)["state"] == "preparing"


def test_what_was_cancelled_stays_struck_through_for_a_moment(screens: Screens, house: Presses) -> None:
    page = kitchen(screens)
    dumplings, tea = house.order("801", "Boiled dumplings", "West Lake Longjing")
    expect(card(page, "801")).to_be_visible()
    house.post("Cashier 1", f"/kds/lines/{dumplings['id']}/cancel")
    state(row(page, "Boiled dumplings"), "cancelled")
    expect(row(page, "Boiled dumplings")).to_have_count(0, timeout=GHOST_MS + PATIENCE_SECONDS * 1_000)
    expect(row(page, "Longjing")).to_have_count(1)
    assert house.line(tea)["state"] == "placed"


def test_an_open_card_keeps_its_rows_while_others_work_on_it(screens: Screens, house: Presses) -> None:
    page = kitchen(screens, "Hot 1")
    dumplings, pork = house.order("801", "Boiled dumplings", "Red-braised pork belly")
    card(page, "801").locator(".k-head").click()
    rows = page.get_by_role("dialog").locator(".k-full-line")
    expect(rows).to_have_count(2)
    house.bring(dumplings, "served")
    state(rows.nth(0), "served")
    expect(rows.nth(1)).to_contain_text("Red-braised pork belly")
    house.bring(pork, "served")
    state(rows.nth(1), "served")
    rows.nth(0).get_by_role("button", name="Recall").click()
    comes_to(page, house, dumplings, state="ready")
    state(rows.nth(0), "ready")


def test_a_dish_marked_by_mistake_is_back_with_one_touch(screens: Screens, house: Presses) -> None:
    page = kitchen(screens)
    house.order("801", "Boiled dumplings")
    card(page, "801").locator(".k-head").click()
    page.get_by_role("button", name="Sold out").click()
    page.get_by_role("button", name=re.compile("^For today")).click()
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_contain_text("Boiled dumplings is back on sale")
    expect(page.get_by_role("button", name="Sold out 1")).to_have_count(0)


def test_a_cook_recalls_what_the_own_station_made(screens: Screens, house: Presses) -> None:
    page = kitchen(screens, "Hot 1")
    dumplings, tea = house.order("801", "Boiled dumplings", "West Lake Longjing")
    expect(card(page, "801")).to_be_visible()
    house.bring(tea, "served")  # first, so that the screen has heard of it when the other has gone
    house.bring(dumplings, "served")
    expect(card(page, "801")).to_have_count(0)
    page.get_by_role("button", name="Recall").click()
    recall = page.get_by_role("dialog", name="Recall")
    expect(recall.locator("li", has_text="Boiled dumplings").first).to_be_visible()
    expect(recall.locator("li", has_text="Longjing")).to_have_count(0)


def test_the_kitchen_marks_a_dish_as_sold_out_and_takes_it_back(screens: Screens, house: Presses) -> None:
    page = kitchen(screens)
    house.order("801", "Boiled dumplings")
    card(page, "801").locator(".k-head").click()
    page.get_by_role("button", name="Sold out").click()
    page.get_by_role("button", name=re.compile("^For today")).click()
    expect(page.locator(".toast")).to_contain_text("Boiled dumplings is sold out")
    page.get_by_role("button", name="Sold out 1").click()
    page.get_by_role("button", name="Back on sale").click()
    expect(page.get_by_text("Nothing is sold out")).to_be_visible()


def test_taps_without_a_network_show_and_arrive(screens: Screens, house: Presses) -> None:
    page = kitchen(screens)
    (line,) = house.order("801", "Boiled dumplings")
    expect(row(page, "Boiled dumplings")).to_be_visible()
    screens.watch.forgive("net::ERR_INTERNET_DISCONNECTED|WebSocket connection")
    page.context.set_offline(True)
    expect(page.locator(".k-offline")).to_be_visible(timeout=30_000)
    row(page, "Boiled dumplings").locator(".k-tap").click()
    state(row(page, "Boiled dumplings"), "preparing")
    expect(row(page, "Boiled dumplings")).to_have_attribute("data-pending", "")
    expect(page.locator(".link-pill")).to_contain_text("to send 1")
    assert house.line(line)["state"] == "placed"
    page.context.set_offline(False)
    expect(page.locator(".k-offline")).to_have_count(0, timeout=30_000)
    expect(page.locator("[data-pending]")).to_have_count(0)
    state(row(page, "Boiled dumplings"), "preparing")
    assert house.line(line)["state"] == "preparing"


AGE_THE_OUTBOX = """() => new Promise((done) => {
  indexedDB.open("venuehub").onsuccess = (opened) => {
    const store = opened.target.result.transaction("outbox", "readwrite").objectStore("outbox")
    store.openCursor().onsuccess = ({ target: { result: at } }) => {
      if (!at) return done()
      at.update({ ...at.value, at: at.value.at - 11 * 60_000 })
      at.continue()
    }
  }
})"""


def test_taps_that_are_too_old_wait_for_a_decision(screens: Screens, house: Presses) -> None:
    page = kitchen(screens)
    dumplings, tea = house.order("801", "Boiled dumplings", "West Lake Longjing")
    expect(row(page, "Longjing")).to_be_visible()
    screens.watch.forgive("net::ERR_INTERNET_DISCONNECTED|WebSocket connection")
    page.context.set_offline(True)
    for dish in ("Boiled dumplings", "Longjing"):
        row(page, dish).locator(".k-tap").click()
        state(row(page, dish), "preparing")
    page.evaluate(AGE_THE_OUTBOX)
    page.context.set_offline(False)
    decide = page.get_by_role("dialog", name=re.compile("older than 10 minutes"))
    expect(decide).to_be_visible(timeout=30_000)
    state(row(page, "Boiled dumplings"), "placed")
    decide.locator("li", has_text="Boiled dumplings").get_by_role("button", name="Send").click()
    expect(decide.locator("li")).to_have_count(1)
    decide.locator("li", has_text="Longjing").get_by_role("button", name="Drop").click()
    expect(decide).to_have_count(0)
    state(row(page, "Boiled dumplings"), "preparing")
    expect(page.locator("[data-pending]")).to_have_count(0)
    comes_to(page, house, dumplings, state="preparing")
    comes_to(page, house, tea, state="placed")


@pytest.mark.parametrize(("width", "height", "least"), [(1280, 800, 6), (1920, 1080, 12), (3840, 2160, 18)])
def test_a_page_shows_many_cards_in_whole(screens: Screens, house: Presses, width: int, height: int, least: int) -> None:
    page = kitchen(screens, width=width, height=height)
    opened = {room["number"] for room in house.get("Cashier 1", "/me/board")["board"]["rooms"] if room["stay_id"]}
    rooms = sorted(house.rooms)
    for number in rooms:
        if number not in opened:
            house.post("Cashier 1", f"/rooms/{house.rooms[number]}/open")
        house.order(number, "Boiled dumplings", "West Lake Longjing")
    until(page, f"document.querySelectorAll('.k-column .k-card:not(.k-torn-end, .k-torn-top)').length >= {min(least, len(rooms))}")
    until(page, f"({BELOW})() === 0")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
