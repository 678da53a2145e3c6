"""The pad in the room: a guest orders, follows, cancels, and is told the truth when something stands in the way."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browsers import Screens, becomes

AWAY = r"ERR_INTERNET_DISCONNECTED|WebSocket connection"
REFUSED = r"status of 409"


class Staff:
    """A device or a member of staff of the demo's first shop, over plain HTTP."""

    def __init__(self, screens: Screens, kind: str) -> None:
        everyone = [*screens.demo["devices"], *screens.demo["users"]]
        shop = screens.demo["shops"][0]["id"]
        found = next(
            one for one in everyone if kind in (one.get("kind"), one.get("role")) and one["shop_id"] == shop and not one.get("stations")
        )
        self.home = f"{screens.home}/api/v1"
        self.bearer = {"Authorization": f"Bearer {found['access_token']}"}

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        headers = {**self.bearer, "Idempotency-Key": str(uuid4())}
        answer = httpx.request(method, self.home + path, json=body, headers=headers, timeout=30)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def sku(self, name: str) -> str:
        items = [item for category in self("GET", "/menu")["categories"] for item in category["items"]]
        return str(next(item["sku_id"] for item in items if item["names"]["en"] == name))

    def room(self, number: str) -> str:
        return str(next(room["id"] for room in self("GET", "/me/board")["board"]["rooms"] if room["number"] == number))

    def lines(self, room: str) -> list[dict[str, Any]]:
        found = [line for line in self("GET", "/me/board")["board"]["lines"] if line["room"] and line["room"]["number"] == room]
        return sorted(found, key=lambda line: str(line["id"]))


@pytest.fixture
def cashier(screens: Screens) -> Staff:
    return Staff(screens, "cashier")


@pytest.fixture
def kitchen(screens: Screens) -> Staff:
    return Staff(screens, "kitchen")


def begin(screens: Screens, room: str, **how: Any) -> Page:
    """A pad whose guest has touched it."""
    page = screens.open("pad", room, **how)
    page.locator(".welcome-touch").click()
    expect(page.locator(".dish").first).to_be_visible()
    return page


def add(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Add one {name}", exact=True).click()


def strip(page: Page, name: str) -> Any:
    return page.locator(".strip").filter(has_text=name)


def test_an_order_reaches_the_kitchen_and_every_step_comes_back(screens: Screens, kitchen: Staff) -> None:
    page = begin(screens, "801")
    add(page, "Boiled dumplings")
    add(page, "Boiled dumplings")
    page.locator(".dish-open").filter(has_text="Braised beef noodle soup").click()
    page.get_by_role("radio", name="Mild").click()
    page.get_by_role("checkbox", name="Fried egg").click()
    page.get_by_label("Note for the kitchen").fill("less salt")
    page.get_by_role("button", name="Add to basket").click()
    expect(page.locator(".basket-total")).to_contain_text("¥128")
    page.locator(".order-button").click()
    expect(page.locator(".round-number")).to_have_text("#01")
    expect(page.locator(".seen")).to_contain_text("Waiting for the kitchen")
    dumplings, noodles = kitchen.lines("801")
    assert (dumplings["quantity"], noodles["note"], [one["names"]["en"] for one in noodles["options"]]) == (
        2,
        "less salt",
        ["Mild", "Fried egg"],
    )
    for action, said in (("start", "Cooking"), ("finish", "Ready"), ("call", "On the way"), ("serve", "Served")):
        kitchen("POST", f"/kds/lines/{dumplings['id']}/{action}", {})
        expect(strip(page, "Boiled dumplings").locator(".steps > b")).to_have_text(said)
    expect(page.locator(".seen")).to_contain_text("The kitchen has it")
    page.get_by_role("button", name="Bill", exact=True).click()
    expect(page.locator(".bill-due")).to_contain_text("¥128.00")


def test_the_pad_says_how_soon_a_kitchen_screen_has_seen_the_order(screens: Screens) -> None:
    screens.open("kitchen")
    page = begin(screens, "802")
    add(page, "Boiled dumplings")
    page.locator(".order-button").click()
    expect(page.locator(".seen-yes")).to_contain_text("The kitchen has it · ")


def test_a_dish_can_be_cancelled_until_somebody_begins_with_it(screens: Screens, kitchen: Staff) -> None:
    page = begin(screens, "803")
    add(page, "Boiled dumplings")
    add(page, "Scallion oil noodles")
    page.locator(".order-button").click()
    expect(page.locator(".strip-cancel")).to_have_count(2)
    kitchen("POST", f"/kds/lines/{kitchen.lines('803')[0]['id']}/start", {})
    expect(page.locator(".strip-cancel")).to_have_count(1)
    page.locator(".strip-cancel").click()
    page.get_by_role("button", name="Cancel it").click()
    expect(strip(page, "Scallion oil noodles")).to_contain_text("Cancelled")
    expect(page.locator(".strip-cancel")).to_have_count(0)
    page.get_by_role("button", name="Bill", exact=True).click()
    expect(page.locator(".bill-line")).to_have_count(1)


def test_a_sold_out_dish_is_grey_with_words_while_the_guest_looks(screens: Screens, cashier: Staff) -> None:
    page = begin(screens, "801")
    add(page, "Pan-fried pork dumplings")
    sku = cashier.sku("Pan-fried pork dumplings")
    cashier("PUT", f"/sold-out/{sku}", {"mode": "today"})
    dish = page.locator(".dish").filter(has_text="Pan-fried pork dumplings")
    expect(dish.locator(".dish-sold-out")).to_have_text("Sold out")
    expect(dish.locator(".dish-add")).to_have_count(0)
    expect(page.locator(".basket-line")).to_contain_text("Sold out")
    expect(page.locator(".order-button")).to_be_disabled()
    cashier("DELETE", f"/sold-out/{sku}")
    expect(page.locator(".order-button")).to_be_enabled()
    expect(dish.locator(".dish-add")).to_have_count(1)


def test_a_refused_order_comes_back_with_the_failing_line_marked(screens: Screens, cashier: Staff) -> None:
    screens.watch.forgive(REFUSED)
    page = begin(screens, "802")
    add(page, "Boiled dumplings")
    add(page, "Crab roe soup dumplings")
    sku = cashier.sku("Crab roe soup dumplings")

    def sell_out_meanwhile(route: Any) -> None:
        cashier("PUT", f"/sold-out/{sku}", {"mode": "today"})
        route.continue_()

    before = len(cashier.lines("802"))
    page.route("**/api/v1/orders", sell_out_meanwhile)
    page.locator(".order-button").click()
    expect(page.locator(".refused")).to_contain_text("The order was not taken")
    expect(page.locator('.basket-line[data-problem="sold_out"]')).to_contain_text("Crab roe soup dumplings")
    expect(page.locator(".basket-line")).to_have_count(2)
    page.unroute("**/api/v1/orders")
    page.get_by_role("button", name="Remove what is not available").click()
    page.locator(".order-button").click()
    expect(page.locator(".round").first).to_contain_text("Boiled dumplings")
    becomes(page, lambda: len(cashier.lines("802")), before + 1)
    cashier("DELETE", f"/sold-out/{sku}")


def test_an_order_made_offline_is_sent_later_and_once(screens: Screens, kitchen: Staff) -> None:
    screens.watch.forgive(AWAY)
    page = begin(screens, "805")
    add(page, "Boiled dumplings")
    page.context.set_offline(True)
    page.locator(".order-button").click()
    expect(page.locator(".round-unsent")).to_contain_text("To send")
    expect(page.locator(".link-pill")).to_contain_text("to send 1")
    assert kitchen.lines("805") == []
    page.context.set_offline(False)
    expect(strip(page, "Boiled dumplings").locator(".steps")).to_be_visible(timeout=30_000)
    expect(page.locator(".round-unsent")).to_have_count(0)
    assert [line["quantity"] for line in kitchen.lines("805")] == [1]


def test_nothing_of_the_last_guests_reaches_the_next(screens: Screens, cashier: Staff) -> None:
    screens.watch.forgive(f"{AWAY}|409 .*/api/v1/orders")  # the order may be out before the pad has heard of the new guests
    page = begin(screens, "805")
    room = cashier.room("805")
    page.context.set_offline(True)
    add(page, "Boiled dumplings")
    page.locator(".order-button").click()
    expect(page.locator(".round-unsent")).to_contain_text("To send")
    page.get_by_role("radio", name="Basket").click()
    add(page, "Scallion oil noodles")
    page.get_by_role("button", name="中文").click()
    cashier("POST", f"/rooms/{room}/checkout", {})
    cashier("POST", f"/rooms/{room}/clean", {})
    cashier("POST", f"/rooms/{room}/open", {"guests": 2})
    page.context.set_offline(False)
    expect(page.locator(".welcome-touch")).to_have_text("Touch to begin", timeout=30_000)
    page.locator(".welcome-touch").click()
    expect(page.locator(".basket-line")).to_have_count(0)
    expect(page.locator(".link-pill")).not_to_contain_text("to send")
    assert cashier.lines("805") == []


def test_a_room_without_guests_asks_for_the_desk(screens: Screens, cashier: Staff) -> None:
    page = begin(screens, "805")
    room = cashier.room("805")
    cashier("POST", f"/rooms/{room}/checkout", {})
    expect(page.locator(".banner-stop")).to_contain_text("checked out")
    cashier("POST", f"/rooms/{room}/clean", {})
    expect(page.locator(".welcome-closed")).to_contain_text("ask the desk")
    expect(page.locator(".welcome-room")).to_contain_text("805")
    page.locator(".welcome").click()
    expect(page.locator(".welcome-closed")).to_be_visible()
    cashier("POST", f"/rooms/{room}/open", {"guests": 2})
    expect(page.locator(".welcome-touch")).to_be_visible()


def test_the_basket_outlives_a_reload_and_the_idle_minute(screens: Screens) -> None:
    page = begin(screens, "803")
    add(page, "Boiled dumplings")
    page.reload()
    expect(page.locator(".welcome-news")).to_contain_text("1 dish in your basket")
    page.clock.install()
    page.locator(".welcome-touch").click()
    expect(page.locator(".basket-line")).to_have_count(1)
    page.clock.fast_forward(45_000)
    page.locator(".category").nth(1).click()
    page.clock.fast_forward(45_000)
    expect(page.locator(".pad")).to_be_visible()
    page.clock.fast_forward(16_000)
    expect(page.locator(".welcome")).to_be_visible()


def test_a_paused_shop_takes_no_order_and_says_until_when(screens: Screens) -> None:
    manager = Staff(screens, "manager")
    shop = screens.demo["shops"][0]["id"]
    page = begin(screens, "801")
    add(page, "Boiled dumplings")
    manager("POST", f"/shops/{shop}/state", {"state": "paused"})
    expect(page.locator(".banner-stop")).to_contain_text("taking a break")
    expect(page.locator(".order-button")).to_be_disabled()
    manager("POST", f"/shops/{shop}/state", {"state": "open"})
    expect(page.locator(".order-button")).to_be_enabled()


def test_a_guest_orders_by_keyboard_alone_and_in_chinese(screens: Screens, kitchen: Staff) -> None:
    page = screens.open("pad", "802", language="zh-CN")
    before = len(kitchen.lines("802"))
    expect(page.locator(".welcome-touch")).to_have_text("轻触屏幕，开始点餐")
    page.locator(".welcome-touch").press("Enter")
    expect(page.locator(".dish").first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".dish-open").first).to_be_focused()
    for key in ("ArrowRight", "+", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".order-button").press("Enter")
    expect(page.locator(".round").first).to_contain_text("猪肉锅贴")
    becomes(page, lambda: len(kitchen.lines("802")), before + 1)


def test_the_basket_stands_below_the_progress_once_something_is_in_it(screens: Screens) -> None:
    page = begin(screens, "803")
    page.locator(".pad-panels .segment").nth(1).click()
    expect(page.locator(".basket-bar")).to_have_count(0)
    add(page, "Boiled dumplings")
    expect(page.locator(".basket-bar")).to_contain_text("1")
    page.locator(".basket-bar").click()
    expect(page.locator(".basket-line")).to_contain_text("Boiled dumplings")
    expect(page.locator(".basket-bar")).to_have_count(0)


def test_a_phone_has_everything_too(screens: Screens) -> None:
    page = begin(screens, "801", width=390, height=844)
    add(page, "Boiled dumplings")
    page.locator(".basket-bar").click()
    page.locator(".order-button").click()
    expect(strip(page, "Boiled dumplings").first).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Bill").click()
    expect(page.locator(".bill-due")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Service").click()
    expect(page.locator(".service")).to_have_count(4)
