"""The cashier's desk: a wristband order to confirm, a room from opening to cleaning, an order by keyboard alone, taps without a network."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route, WebSocketRoute, expect

from tests.browsers import Screens
from tests.displays.presses import Presses
from tests.running import RunningHub

AWAY = "WebSocket|Failed to load resource"


class Desk(Presses):
    """The others in the house; a manager among them, who changes what the shop asks for."""

    def __init__(self, home: str, demo: dict[str, Any]) -> None:
        super().__init__(home, demo)
        self.shop = demo["shops"][0]
        people = [each for each in demo["users"] if each["shop_id"] == self.shop["id"]]
        self.manager = next(each for each in people if each["role"] == "manager")["access_token"]
        self.free_bands = [band["code"] for band in self.shop["wristbands"] if not band["handed_out"]]

    def set(self, **settings: bool) -> None:
        headers = {"Authorization": f"Bearer {self.manager}", "Idempotency-Key": str(uuid4())}
        answer = self.http.patch(f"/shops/{self.shop['id']}", json={"settings": settings}, headers=headers)
        assert answer.status_code == 200, answer.text

    def band_order(self, code: str, *dishes: str) -> dict[str, Any]:
        """What a wristband's guest orders at the other desk."""
        lines = [{"sku_id": self.items[dish]["sku_id"], "quantity": 1} for dish in dishes]
        order: dict[str, Any] = self.post("Cashier 2", "/orders", {"lines": lines, "wristband": code})["order"]
        return order

    def room(self, number: str) -> dict[str, Any]:
        rooms = self.get("Cashier 2", "/rooms?limit=100")["items"]
        return next(room for room in rooms if room["number"] == number)

    def to_cook(self, order_id: str) -> list[str]:
        return [line["name"] for line in self.get("Pass", "/kds/board")["lines"] if line["order_id"] == order_id]


@pytest.fixture
def house(demo_hub: RunningHub) -> Iterator[Desk]:
    assert demo_hub.hub.demo is not None
    desk = Desk(demo_hub.url, demo_hub.hub.demo)
    yield desk
    desk.tidy()


def desk(screens: Screens, name: str = "Cashier 1", **size: Any) -> Page:
    page = screens.open("cashier", name, **({"width": 1366, "height": 768} | size))
    expect(page.locator(".d-main")).to_be_visible()
    return page


def row(page: Page, text: str) -> Locator:
    return page.locator(".d-row", has_text=text)


def tab(page: Page, name: str) -> None:
    page.locator(".d-tab", has_text=name).click()


def test_a_wristband_order_is_heard_and_confirmed_where_the_shop_asks(screens: Screens, house: Desk) -> None:
    house.set(wristband_needs_confirm=True)
    code = house.free_bands[0]
    house.post("Cashier 2", f"/wristbands/{code}/hand-out", {"guests": 1})
    page = desk(screens)
    order = house.band_order(code, "Boiled dumplings")
    expect(page.locator(".toast", has_text=f"Wristband {code}: order {order['number']} to confirm")).to_be_visible()
    expect(page.locator(".d-tab", has_text="Wristband orders").locator(".d-count")).to_contain_text("1")
    assert house.to_cook(order["id"]) == []
    tab(page, "Wristband orders")
    expect(row(page, code)).to_contain_text("To confirm")
    row(page, code).click()
    page.keyboard.press("c")
    expect(row(page, code)).not_to_contain_text("To confirm")
    expect(page.locator(".d-side")).to_contain_text("Cashier 2")
    assert house.to_cook(order["id"]) == ["水饺"]
    house.set(wristband_needs_confirm=False)


def test_the_terminal_itself_is_not_told_what_it_did(screens: Screens, house: Desk) -> None:
    code = house.free_bands[1]
    house.post("Cashier 2", f"/wristbands/{code}/hand-out", {"guests": 1})
    page = desk(screens)
    order_by_keys(page, code, "dumpl")
    expect(page.locator(".toast", has_text=f"{code}: ordered, #")).to_be_visible()
    expect(page.locator(".toast", has_text=code)).to_have_count(1)


def test_a_room_is_opened_moved_and_cleaned_after_a_warning(screens: Screens, house: Desk) -> None:
    free = [room["number"] for room in house.get("Cashier 2", "/rooms?limit=100")["items"] if room["state"] == "free"]
    if len(free) < 2:
        for number in ("811", "812"):
            house.post("Cashier 2", f"/rooms/{house.rooms[number]}/clean")
        free = ["811", "812"]
    one, other = free[:2]
    band = house.free_bands[2]
    page = desk(screens)
    tab(page, "Rooms")
    page.locator(".d-tile", has_text=one).click()
    page.get_by_role("button", name="One more").click()
    page.get_by_label("Wristbands (optional)").fill(band)
    page.get_by_label("Wristbands (optional)").press("Enter")
    expect(page.locator(f".d-tile[data-state=in_use]:has-text('{one}')")).to_contain_text(band)
    assert house.room(one)["stay"]["guests"] == 3
    served, _ = house.order(one, "Boiled dumplings", "West Lake Longjing")
    house.bring(served, "served")
    page.get_by_role("button", name="Move", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=other).click()
    expect(page.locator(f".d-tile[data-state=in_use]:has-text('{other}')")).to_be_visible()
    expect(page.locator(".d-detail-head")).to_contain_text(other)
    expect(page.locator(".d-brief")).to_contain_text("West Lake Longjing")
    page.get_by_role("button", name="Clean now").click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("1 dish not served, clean anyway?")
    expect(question).to_contain_text(re.compile(r"The bill is ¥\d+\.00\. Make sure that it was paid"))
    page.keyboard.press("Enter")
    assert house.room(other)["state"] == "in_use", "Enter alone must not clean"
    page.get_by_role("button", name="Clean now").click()
    question.get_by_role("button", name="Cleaned").click()
    expect(page.locator(f".d-tile[data-state=free]:has-text('{other}')")).to_be_visible()
    assert house.get("Cashier 2", f"/orders/{served['order_id']}")["order"]["state"] == "completed"
    expect(page.locator(f".d-tile[data-state=dirty]:has-text('{one}')")).to_be_visible()
    tab(page, "Wristbands")
    row(page, band).click()
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Hand in").click()
    expect(row(page, band)).to_have_count(0)


def order_by_keys(page: Page, place: str, *dishes: str) -> None:
    """F2, for whom, what, and off it goes: no pointer anywhere, and no look at the page between two keys."""
    page.keyboard.press("F2")
    page.keyboard.type(place)
    page.keyboard.press("Enter")
    for dish in dishes:
        page.keyboard.type(dish)
        page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")


def test_an_order_by_keyboard_alone(screens: Screens, house: Desk) -> None:
    page = desk(screens)
    order_by_keys(page, "802", "3*dumpl", "xhlj")
    expect(page.locator(".toast", has_text="802: ordered, #")).to_be_visible()
    lines = [line for line in house.get("Pass", "/kds/board")["lines"] if line["room"] and line["room"]["number"] == "802"]
    assert sorted((line["name"], line["quantity"]) for line in lines) == [("水饺", 3), ("西湖龙井", 1)]
    expect(page.locator(".d-row[aria-current=true]")).to_contain_text("802")
    page.keyboard.press("Delete")
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("Cancel 4 dishes")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(row(page, "802")).to_have_count(0)
    assert [line for line in house.get("Pass", "/kds/board")["lines"] if line["room"] and line["room"]["number"] == "802"] == []


def test_the_next_order_is_begun_while_the_one_before_is_still_being_sent(screens: Screens, house: Desk) -> None:
    page = desk(screens)
    held: list[Route] = []
    is_slow = True

    def send(route: Route) -> None:
        held.append(route) if is_slow else route.continue_()

    page.route("**/api/v1/orders", send)
    with page.expect_request("**/api/v1/orders"):
        order_by_keys(page, "802", "2*dumpl")
    order_by_keys(page, "803", "3*dumpl")
    expect(page.locator(".d-for")).to_contain_text("803")
    is_slow = False
    for route in held:
        route.continue_()
    for place in ("802", "803"):
        expect(page.locator(".toast", has_text=f"{place}: ordered, #")).to_be_visible()
    ordered = [house.lines(place) for place in ("802", "803")]
    assert [[line["quantity"] for line in lines] for lines in ordered] == [[2], [3]]
    for lines in ordered:
        house.post("Cashier 1", f"/orders/{lines[0]['order_id']}/cancel")


def test_an_order_that_was_refused_waits_through_a_reload_until_somebody_takes_it_up(screens: Screens, house: Desk) -> None:
    screens.watch.forgive("409")
    rice = house.items["Steamed rice"]["sku_id"]
    page = desk(screens)
    held: list[Route] = []
    is_slow = True
    page.route("**/api/v1/orders", lambda route: held.append(route) if is_slow else route.continue_())
    with page.expect_request("**/api/v1/orders"):
        order_by_keys(page, "802", "2*steamed rice")
    page.keyboard.press("F2")
    page.keyboard.type("803")
    page.keyboard.press("Enter")
    house.put("Cashier 2", f"/sold-out/{rice}", {"mode": "today"})
    is_slow = False
    for route in held:
        route.continue_()
    expect(page.locator(".toast", has_text="sold out")).to_be_visible()
    page.reload()
    tab(page, "Problems")
    aside = page.locator(".d-row-command", has_text="802")
    expect(aside).to_contain_text("sold out")
    aside.get_by_role("button", name="Take it up again").click()
    expect(page.locator(".d-for")).to_contain_text("802")
    expect(page.locator(".d-basket-lines li")).to_contain_text("Sold out")
    page.keyboard.press("Escape")
    expect(aside).to_have_count(0)
    page.reload()
    expect(page.locator(".d-new")).to_be_visible()
    expect(page.locator(".d-row-command")).to_have_count(0)
    house.write("DELETE", "Cashier 2", f"/sold-out/{rice}", None)
    page.keyboard.press("F2")
    expect(page.locator(".d-for")).to_contain_text("802")
    expect(page.locator(".d-basket-lines li")).not_to_contain_text("Sold out")
    page.get_by_role("button", name="Order for 802").click()
    expect(page.locator(".toast", has_text="802: ordered, #")).to_be_visible()
    (line,) = house.lines("802")
    assert (line["name"], line["quantity"]) == ("米饭", 2)
    house.post("Cashier 1", f"/orders/{line['order_id']}/cancel")


def test_an_order_that_was_refused_is_dropped_for_good(screens: Screens, house: Desk) -> None:
    screens.watch.forgive(AWAY)
    screens.watch.forgive("409")
    rice = house.items["Steamed rice"]["sku_id"]
    page = desk(screens)
    page.context.route("**/api/v1/orders", lambda route: route.abort())
    order_by_keys(page, "802", "steamed rice")
    tab(page, "Problems")
    house.put("Cashier 2", f"/sold-out/{rice}", {"mode": "today"})
    page.context.unroute("**/api/v1/orders")
    aside = page.locator(".d-row-command", has_text="802")
    expect(aside).to_contain_text("sold out", timeout=30_000)
    aside.get_by_role("button", name="Discard").click()
    expect(aside).to_have_count(0)
    page.reload()
    tab(page, "Problems")
    expect(page.get_by_role("heading", name="Problems")).to_be_visible()
    expect(aside).to_have_count(0)
    house.write("DELETE", "Cashier 2", f"/sold-out/{rice}", None)


def test_a_question_is_answered_as_quickly_as_it_is_asked(screens: Screens, house: Desk) -> None:
    (line,) = house.order("802", "Boiled dumplings")
    page = desk(screens)
    expect(page.locator(".d-row[aria-current=true]")).to_contain_text("802")
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    page.keyboard.press("Delete")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(row(page, "802")).to_have_count(0)
    assert house.line(line)["state"] == "cancelled"


def test_a_cancel_asks_for_a_reason_and_the_order_tells_it(screens: Screens, house: Desk) -> None:
    (line,) = house.order("802", "Boiled dumplings")
    page = desk(screens)
    expect(page.locator(".d-row[aria-current=true]")).to_contain_text("802")
    page.keyboard.press("Delete")
    question = page.get_by_role("alertdialog")
    reasons = question.get_by_role("group", name="Reason")
    page.keyboard.press("2")
    expect(reasons.get_by_role("button", name="Wrong dish")).to_have_attribute("aria-pressed", "true")
    question.get_by_label("Another reason").fill("客人换了房间")
    expect(reasons.locator("[aria-pressed=true]")).to_have_count(0)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("4")
    expect(reasons.get_by_role("button", name="Took too long")).to_have_attribute("aria-pressed", "true")
    question.get_by_role("button", name="Cancel them").click()
    expect(row(page, "802")).to_have_count(0)
    answer = house.http.get(f"/orders/{line['order_id']}/history", headers={"Authorization": f"Bearer {house.manager}"})
    assert [(entry["by"]["name"], entry["reason"]) for entry in answer.json()["items"] if entry["action"] == "cancel"] == [
        ("Cashier 1", "too_slow")
    ]


def test_a_line_says_who_did_what(screens: Screens, house: Desk) -> None:
    (line,) = house.order("802", "Boiled dumplings")
    house.post("Hot 1", f"/kds/lines/{line['id']}/start")
    house.post("Pass", f"/kds/lines/{line['id']}/finish")
    page = desk(screens)
    row(page, "802").click()
    expect(page.locator(".d-line-times")).to_contain_text(re.compile(r"started \(Hot 1\) → .* ready \(Pass\)"))


def test_free_wristbands_are_offered(screens: Screens, house: Desk) -> None:
    page = desk(screens)
    tab(page, "Wristbands")
    offered = page.locator("#free-bands option")
    free = {one["code"] for one in house.get("Cashier 2", "/wristbands?state=free&limit=200")["items"]}
    expect(offered).to_have_count(len(free))
    code = sorted(free)[0]
    page.get_by_label("Wristband code").fill(code)
    page.get_by_role("button", name="Hand out").click()
    expect(page.locator(f'#free-bands option[value="{code}"]')).to_have_count(0)
    expect(offered).to_have_count(len(free) - 1)
    house.post("Cashier 2", f"/wristbands/{code}/hand-in")
    expect(offered).to_have_count(len(free))


def test_an_arrow_counts_that_follows_a_letter_at_once(screens: Screens, house: Desk) -> None:
    page = desk(screens)
    page.keyboard.press("F2")
    page.keyboard.type("80")
    page.keyboard.press("ArrowDown")
    second = page.locator(".d-place-pick").nth(1)
    expect(second).to_have_attribute("data-on", "true")
    number = second.locator("b").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".d-for")).to_contain_text(number)
    expect(page.get_by_placeholder("Dish, or its letters")).to_be_focused()


def test_choices_and_number_of_a_dish_by_quick_keys(screens: Screens, house: Desk) -> None:
    page = desk(screens)
    page.keyboard.press("F2")
    page.keyboard.type("803")
    page.keyboard.press("Enter")
    page.keyboard.type("boiled d")
    page.keyboard.press("Enter")
    page.locator(".d-basket-dish").click()
    for key in ("2", "+", "+", "-", "+", "Enter", "Control+Enter"):
        page.keyboard.press(key)
    expect(page.locator(".toast", has_text="803: ordered, #")).to_be_visible()
    (line,) = house.lines("803")
    second = house.items["Boiled dumplings"]["options"][0]["choices"][1]
    assert (line["quantity"], [option["name"] for option in line["options"]]) == (3, [second["name"]])


def test_no_other_order_is_chosen_while_the_new_one_is_on_its_way(screens: Screens, house: Desk) -> None:
    """The hub's answer may be here before its event: what is pressed then must not reach the order that stands on top."""
    code = house.free_bands[3]
    house.post("Cashier 2", f"/wristbands/{code}/hand-out", {"guests": 1})
    (other,) = house.order("803", "Boiled dumplings")
    context = screens.context(width=1366, height=768)
    held: list[tuple[WebSocketRoute, str | bytes]] = []
    holding: list[bool] = []

    def way(socket: WebSocketRoute) -> None:
        socket.connect_to_server().on_message(lambda frame: held.append((socket, frame)) if holding else socket.send(frame))

    context.route_web_socket(re.compile("/api/v1/stream"), way)
    page = screens.open("cashier", "Cashier 1", context=context)
    expect(page.locator(".d-row[aria-current=true]")).to_contain_text("803")
    holding.append(True)
    order_by_keys(page, code, "dumpl")
    expect(page.locator(".toast", has_text=f"{code}: ordered, #")).to_be_visible()
    expect(row(page, "803")).to_have_attribute("aria-current", "false")
    page.keyboard.press("Delete")
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    while held:  # those that come meanwhile wait for their turn
        socket, frame = held.pop(0)
        socket.send(frame)
    holding.clear()
    expect(row(page, code)).to_have_attribute("aria-current", "true")
    expect(row(page, code)).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.get_by_role("alertdialog")).to_contain_text("Boiled dumplings")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(row(page, code)).to_have_count(0)
    assert house.line(other)["state"] == "placed"


def test_what_is_ready_is_called_again_and_served(screens: Screens, house: Desk) -> None:
    (line,) = house.order("803", "Boiled dumplings")
    house.bring(line, "ready")
    page, other = desk(screens), desk(screens, "Cashier 2")
    for each in (page, other):
        each.keyboard.press("4")
        expect(row(each, "803")).to_be_visible()
    row(page, "803").focus()
    page.keyboard.press("F9")
    expect(row(other, "803")).to_contain_text("Called once")
    page.keyboard.press("s")
    expect(row(other, "803")).to_have_count(0)
    assert house.line(line)["state"] == "served"


def test_without_a_network_what_was_pressed_stands_in_the_problems_and_is_sent(screens: Screens, house: Desk) -> None:
    screens.watch.forgive(AWAY)
    (line,) = house.order("801", "Boiled dumplings")
    house.bring(line, "called")
    page = desk(screens)
    tab(page, "Ready")
    row(page, "801").click()
    page.context.route("**/api/v1/kds/lines/**", lambda route: route.abort())
    page.keyboard.press("s")
    expect(page.locator(".link-pill")).to_contain_text("to send 1")
    tab(page, "Problems")
    expect(page.locator(".d-row-command")).to_contain_text("Boiled dumplings")
    page.reload()
    tab(page, "Problems")
    expect(page.locator(".d-row-command")).to_contain_text("Served")
    assert house.line(line)["state"] == "called"
    page.context.unroute("**/api/v1/kds/lines/**")
    expect(page.locator(".d-row-command")).to_have_count(0, timeout=30_000)
    assert house.line(line)["state"] == "served"


def test_a_therapist_is_put_to_work_kept_longer_and_sent_off(screens: Screens, house: Desk) -> None:
    page = desk(screens)
    tab(page, "Therapists")
    page.get_by_label("Therapist", exact=True).select_option(index=1)
    page.get_by_label("Room", exact=True).select_option(index=1)
    page.get_by_role("button", name="Clock on").click()
    at_work = page.locator(".d-row-session")
    expect(at_work).to_contain_text("59:")
    at_work.get_by_role("button", name="Add time").click()
    page.get_by_role("menuitem", name="30 minutes more").click()
    expect(at_work).to_contain_text("1 h 29")
    at_work.get_by_role("button", name="Clock off").click()
    expect(at_work).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_nothing_scrolls_sideways_and_fingers_find_the_buttons(screens: Screens, house: Desk, language: str) -> None:
    house.order("801", "Boiled dumplings", "West Lake Longjing")
    page = desk(screens, language=language)
    expect(page.locator(".d-row").first).to_be_visible()
    for digit in range(1, 9):
        page.keyboard.press(str(digit))
        page.wait_for_timeout(100)
        wide = """() => [...document.querySelectorAll('.d-top, .d-nav, .d-main, .d-side, .d-foot')]
          .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.className)"""
        assert page.evaluate(wide) == [], digit
        small = """() => [...document.querySelectorAll('.d button')].filter((button) => button.getBoundingClientRect().height < 36)
          .map((button) => button.outerHTML.slice(0, 120))"""
        assert page.evaluate(small) == [], digit
    assert page.evaluate("() => document.documentElement.scrollHeight") == 768


def test_a_link_to_one_desk_tells_of_the_other(screens: Screens, house: Desk) -> None:
    """Every entry names the terminal, for the desks share one account."""
    lines = house.order("803", "Boiled dumplings")
    page = desk(screens, "Cashier 2")
    page.keyboard.press("F4")
    page.keyboard.type(lines[0]["number"])
    page.keyboard.press("Enter")
    expect(page.locator(".d-row[aria-current=true]")).to_contain_text("803")
    expect(page.locator(".d-round").first).to_contain_text("Cashier 1")


def test_the_shop_is_shown_as_it_is(screens: Screens, house: Desk) -> None:
    page = desk(screens)
    expect(page.locator(".d-shop-state")).to_contain_text("Open")
    headers = {"Authorization": f"Bearer {house.manager}"}
    for state, said in (("paused", "Paused"), ("open", "Open")):
        path = f"{screens.home}/api/v1/shops/{house.shop['id']}/state"
        httpx.post(path, json={"state": state}, headers=headers | {"Idempotency-Key": str(uuid4())}, timeout=30).raise_for_status()
        expect(page.locator(".d-shop-state")).to_contain_text(said)
