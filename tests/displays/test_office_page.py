"""The office: who gets in and sees what, a screen let in, a dish edited, a mark that reaches the guests, the business day's sentence."""

import csv
import io
import re
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browsers import Screens, until
from tests.displays.presses import Presses

SIZES = [(1440, 900, "light"), (1920, 1080, "dark"), (390, 844, "light")]
AREAS = ["today", "rooms", "orders", "chat", "menu", "statistics", "messages", "audit", "devices", "announcements", "staff", "shop"]
LINKS = ".of-side .of-link"


def person(screens: Screens, username: str) -> dict[str, Any]:
    return next(each for each in screens.demo["users"] if each["username"] == username)


def sign_in(page: Page, username: str, password: str) -> None:
    page.get_by_label("Username").fill(username)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Sign in").click()


def go(page: Page, address: str) -> None:
    page.evaluate("(hash) => { location.hash = hash }", f"#/{address}")


def ask_code(home: str, kind: str, shop_id: str | None = None) -> dict[str, Any]:
    """A screen asks to be let in, as one that has just been unpacked."""
    body = {"kind": kind, "app": "pad/1.0.0", "model": "Tablet 10"} | ({"shop_id": shop_id} if shop_id else {})
    answer = httpx.post(f"{home}/api/v1/device-pairings", json=body, timeout=30)
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


def tokens_of(home: str, code: dict[str, Any]) -> httpx.Response:
    return httpx.post(f"{home}/api/v1/device-pairings/token", json={"device_code": code["device_code"]}, timeout=30)


# The door


def test_somebody_signs_in_is_told_what_is_wrong_and_leaves_again(screens: Screens) -> None:
    screens.watch.forgive("401")
    page = screens.plain("/office?lang=en")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Please fill this in")).to_have_count(2)
    sign_in(page, "manager.bund", "not the password")
    expect(page.get_by_role("alert")).to_contain_text("The username or the password is wrong.")
    sign_in(page, "manager.bund", person(screens, "manager.bund")["password"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    page.locator(".of-me-menu button").first.click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_after_too_many_tries_the_page_says_how_long_to_wait(screens: Screens) -> None:
    screens.watch.forgive("401|429")
    page = screens.plain("/office?lang=en")
    page.route(
        "**/api/v1/auth/session",
        lambda route: route.fulfill(
            status=429, json={"code": "rate_limited", "status": 429, "title": "", "detail": "", "retry_after": 754}
        ),
    )
    sign_in(page, "manager.bund", "a guess")
    expect(page.get_by_role("alert")).to_contain_text(re.compile(r"Try again in 12:[0-3]\d"))
    expect(page.get_by_role("button", name="Sign in")).to_be_disabled()


def test_an_owner_says_first_which_shop_and_may_switch(screens: Screens) -> None:
    page = screens.open("office", "owner.cloud")
    expect(page.get_by_role("heading", level=1)).to_have_text("Which shop?")
    page.get_by_role("button", name="Cloud Springs Bund").click()
    expect(page.locator(".of-plate strong")).to_have_text("Cloud Springs Bund")
    page.locator(".of-plate-menu button").first.click()
    page.get_by_role("menuitemcheckbox", name="Helsinki").click()
    expect(page.locator(".of-plate strong")).to_contain_text("Helsinki")


# Who sees what


def test_a_manager_sees_every_area_and_each_opens(screens: Screens) -> None:
    page = screens.open("office", "manager.bund")
    expect(page.locator(LINKS)).to_have_count(len(AREAS))
    for area in AREAS:
        page.locator(f".of-side a[href='#/{area}']").click()
        expect(page.locator(f".of-side a[href='#/{area}']")).to_have_attribute("aria-current", "page")
        expect(page.locator(".of-main h1")).to_be_visible()
        expect(page.locator(".skeleton")).to_have_count(0)
        expect(page.locator(".empty-bad")).to_have_count(0)


@pytest.mark.parametrize(
    ("username", "areas"),
    [
        ("cook1.bund", ["today", "orders", "chat", "menu"]),
        ("waiter1.bund", ["today", "rooms", "orders", "chat"]),
        ("cleaner.bund", ["rooms", "chat"]),
    ],
)
def test_a_role_without_the_right_sees_no_entry_and_no_page(screens: Screens, username: str, areas: list[str]) -> None:
    page = screens.open("office", username)
    expect(page.locator(LINKS)).to_have_count(len(areas))
    assert [link.get_attribute("href") for link in page.locator(LINKS).all()] == [f"#/{area}" for area in areas]
    for area in set(AREAS) - set(areas):
        go(page, area)
        if area == "today":
            expect(page).to_have_url(re.compile(f"#/{areas[0]}$"))
        else:
            expect(page.get_by_text("Your role cannot open this page")).to_be_visible()


def test_what_a_role_does_not_see_the_hub_does_not_answer_either(screens: Screens) -> None:
    token = person(screens, "cook1.bund")["access_token"]
    for path in ("/devices", "/staff", "/audit", "/kds/stats", "/menu/items"):
        assert httpx.get(f"{screens.home}/api/v1{path}", headers={"Authorization": f"Bearer {token}"}, timeout=30).status_code == 403


# Live


def test_the_live_board_follows_an_order_through_its_states(screens: Screens, house: Presses) -> None:
    page = screens.open("office", "manager.bund", width=1440, height=900)
    (line,) = house.order("801", "Boiled dumplings")
    card = page.locator(".of-column[data-state=placed] .of-order", has_text=line["number"])
    expect(card).to_contain_text("801")
    expect(page.locator(".of-feed li").first).to_contain_text("room 801 ordered 1 dish")
    house.bring(line, "preparing")
    expect(page.locator(".of-column[data-state=in_progress] .of-order", has_text=line["number"])).to_be_visible()
    house.act(line, "finish")
    expect(page.locator(".of-column[data-state=ready] .of-order", has_text=line["number"])).to_be_visible()
    expect(page.locator(".of-feed li").first).to_contain_text("Boiled dumplings is ready")
    page.locator(".of-column[data-state=ready] .of-order", has_text=line["number"]).click()
    expect(page.locator(".of-title")).to_have_text(f"Order {line['number']}")


def test_a_dirty_room_is_cleaned_after_a_warning_of_what_was_not_served(screens: Screens, house: Presses) -> None:
    page = screens.open("office", "manager.bund")
    house.order("802", "Boiled dumplings")
    go(page, f"rooms/{house.rooms['802']}")
    page.get_by_role("button", name="Cleaned").click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("1 dish not served, clean anyway?")
    expect(question).to_contain_text("Boiled dumplings")
    question.get_by_role("button", name="Cancel").click()
    expect(page.locator(".of-sheet .pill").first).to_have_text("In use")
    page.get_by_role("button", name="Cleaned").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Cleaned").click()
    expect(page.locator(".of-sheet .pill").first).to_have_text("Free")
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_role("dialog", name="Open room 802").get_by_role("button", name="Open", exact=True).click()
    expect(page.locator(".of-sheet .pill").first).to_have_text("In use")


# Pairing


def test_a_screen_is_let_in_by_its_code(screens: Screens, house: Presses) -> None:
    screens.watch.forgive("404")
    page = screens.open("office", "manager.bund")
    code = ask_code(screens.home, "kitchen")
    assert tokens_of(screens.home, code).json()["code"] == "authorization_pending"
    go(page, "devices/pair")
    page.get_by_label("Pairing code").fill("wdjb")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("A code is eight letters")).to_be_visible()
    page.get_by_label("Pairing code").fill("WDJB-MJHT")
    page.keyboard.press("Enter")
    expect(page.get_by_text("There is no such code, or it has run out.")).to_be_visible()
    page.get_by_label("Pairing code").fill(code["user_code"].replace("-", "").lower())
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=f"Approve {code['user_code']}")
    expect(dialog.locator(".of-it-says")).to_contain_text("Kitchen screen")
    expect(dialog.get_by_label("Room", exact=True)).to_have_count(0)
    dialog.get_by_label("Name").fill("Test kitchen")
    dialog.get_by_role("button", name="Hot kitchen").click()
    dialog.get_by_role("button", name="Approve").click()
    expect(dialog).to_have_count(0)
    device = tokens_of(screens.home, code).json()["device"]
    assert (device["kind"], device["name"], device["stations"]) == ("kitchen", "Test kitchen", ["hot"])


def test_a_waiting_screen_of_this_shop_is_listed_and_its_link_opens_the_question(screens: Screens, house: Presses) -> None:
    page = screens.open("office", "manager.bund")
    shop_id = screens.demo["shops"][0]["id"]
    code = ask_code(screens.home, "pad", shop_id)
    go(page, "devices/pair")
    expect(page.locator(".of-waiting-one")).to_contain_text(code["user_code"])
    page.goto(code["verification_uri_complete"] + "&lang=en")
    dialog = page.get_by_role("dialog", name=f"Approve {code['user_code']}")
    expect(dialog.locator(".of-it-says")).to_contain_text("Room pad")
    dialog.get_by_role("button", name="Approve").click()
    expect(dialog.get_by_text("A pad has to stand in a room")).to_be_visible()
    dialog.get_by_label("Room", exact=True).select_option(house.rooms["804"])
    dialog.get_by_role("button", name="Approve").click()
    expect(page.locator(".of-waiting-one")).to_have_count(0)
    assert tokens_of(screens.home, code).json()["device"]["room"]["number"] == "804"


def test_a_code_of_another_kind_than_the_device_it_should_replace_is_said_to_be_one(screens: Screens, house: Presses) -> None:
    page = screens.open("office", "manager.bund")
    code = ask_code(screens.home, "call_screen")
    replaced = next(each["id"] for each in screens.demo["devices"] if each["name"] == "Pad 801")
    go(page, f"devices/pair?replaces={replaced}")
    page.get_by_label("Pairing code").fill(code["user_code"])
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=f"Approve {code['user_code']}")
    expect(dialog.get_by_text("cannot replace Pad 801")).to_be_visible()
    expect(dialog.get_by_label("Replaces")).to_have_value("")


def test_a_device_that_never_came_is_not_counted_as_a_fault(screens: Screens, house: Presses) -> None:
    page = screens.open("office", "manager.bund")
    code = ask_code(screens.home, "handheld")
    go(page, "devices")
    said = page.locator(".of-subtitle")
    expect(said).to_contain_text("not set up yet")
    faulty = int(re.search(r"(\d+) with a fault", said.inner_text()).group(1))  # type: ignore[union-attr]
    go(page, "devices/pair")
    page.get_by_label("Pairing code").fill(code["user_code"])
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=f"Approve {code['user_code']}")
    dialog.get_by_label("Name").fill("Handheld in its box")
    dialog.get_by_role("button", name="Approve").click()
    expect(dialog).to_have_count(0)
    go(page, "devices?kind=handheld")
    expect(page.locator("tr", has_text="Handheld in its box")).to_contain_text("Not set up yet")
    expect(said).to_contain_text(f"{faulty} with a fault")
    page.locator("tr", has_text="Handheld in its box").click()
    expect(page.locator(".of-sheet")).to_contain_text("has never been connected")


# The menu


def test_a_dish_is_edited_and_a_wrong_price_is_pointed_at(screens: Screens, house: Presses) -> None:
    page = screens.open("office", "manager.bund", width=1440, height=900)
    item = house.items["Steamed rice"]
    go(page, f"menu/items/{item['id']}")
    price = page.get_by_label("Price", exact=True)
    price.fill("3.999")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("An amount, such as 12.00")).to_be_visible()
    expect(price).to_have_attribute("aria-invalid", "true")
    price.fill("4.50")
    page.get_by_label("English name").first.fill("Steamed jasmine rice")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Saved; every screen has it")).to_be_visible()
    fresh = {each["id"]: each for category in house.get("Pad 801", "/menu")["categories"] for each in category["items"]}[item["id"]]
    assert (fresh["price"], fresh["names"]["en"]) == (450, "Steamed jasmine rice")
    go(page, "audit?kind=menu_item")
    expect(page.locator(".of-log-entry").first).to_contain_text("changed the menu")
    page.locator(".of-log-more").first.click()
    expect(page.locator(".of-diff").first).to_contain_text("Steamed jasmine rice")


def test_a_category_goes_once_it_is_empty(screens: Screens, house: Presses) -> None:
    page = screens.open("office", "manager.bund", width=1440, height=900)
    go(page, "menu")
    page.get_by_role("button", name="Add a category").first.click()
    page.get_by_label("English name").fill("Soups of the week")
    page.get_by_role("button", name="Save").click()
    added = page.locator(".of-category-row", has_text="Soups of the week")
    expect(added).to_be_visible()
    full = page.locator(".of-category-row").first
    full.get_by_role("button", name="Actions").click()
    expect(page.get_by_role("menuitem", name="Remove the category")).to_be_disabled()
    page.keyboard.press("Escape")
    added.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Remove the category").click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("Remove the category “Soups of the week”?")
    question.get_by_role("button", name="Remove the category").click()
    expect(added).to_have_count(0)
    expect(page.locator(".toast", has_text="Category “Soups of the week” removed")).to_be_visible()


def test_a_change_that_is_not_saved_is_not_lost_by_a_wrong_tap(screens: Screens, house: Presses) -> None:
    page = screens.open("office", "manager.bund", width=1440, height=900)
    go(page, f"menu/items/{house.items['Boiled dumplings']['id']}")
    page.get_by_label("Price", exact=True).fill("99")
    page.locator(".of-side a[href='#/staff']").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Keep editing").click()
    expect(page.get_by_label("Price", exact=True)).to_have_value("99")
    page.locator(".of-side a[href='#/staff']").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Discard").click()
    expect(page.locator(".of-title")).to_have_text("Staff")


def test_a_dish_is_marked_as_sold_out_and_put_back(screens: Screens, house: Presses) -> None:
    page = screens.open("office", "manager.bund", width=1440, height=900)
    item = house.items["Boiled dumplings"]
    go(page, "menu")
    row = page.locator(".of-item", has_text="Boiled dumplings")
    row.get_by_role("button", name="Sold out").click()
    page.get_by_role("menuitem", name="Sold out today").click()
    expect(row).to_contain_text("Sold out today")
    assert house.get("Pad 801", "/sold-out")["items"][0]["id"] == item["sku_id"]
    page.get_by_role("radio", name="Sold out").click()
    expect(page.locator(".of-item")).to_have_count(1)
    row.get_by_role("button", name="Sold out").click()
    page.get_by_role("menuitem", name="Back on the menu").click()
    expect(page.locator(".of-item")).to_have_count(0)
    assert house.get("Pad 801", "/sold-out")["items"] == []


def test_a_picture_is_brought_and_guests_see_it(screens: Screens, house: Presses) -> None:
    page = screens.open("office", "manager.bund", width=1440, height=900)
    item = house.items["Kung Pao chicken"]
    go(page, f"menu/items/{item['id']}")
    expect(page.locator(".of-picture-large img")).to_be_visible()
    before = page.locator(".of-picture-large img").get_attribute("src")
    drawn = io.BytesIO()
    Image.new("RGB", (2400, 1800), "#c05020").save(drawn, "PNG")
    page.locator("input[type=file]").set_input_files({"name": "dish.png", "mimeType": "image/png", "buffer": drawn.getvalue()})
    expect(page.locator(".of-picture-large img")).not_to_have_attribute("src", str(before))
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Saved; every screen has it")).to_be_visible()
    fresh = {each["id"]: each for category in house.get("Pad 801", "/menu")["categories"] for each in category["items"]}[item["id"]]
    assert httpx.get(screens.home + fresh["picture"], timeout=30).headers["content-type"] == "image/webp"


def test_the_menu_goes_out_as_a_table_and_in_again_after_a_rehearsal(screens: Screens, house: Presses) -> None:
    page = screens.open("office", "manager.bund", width=1440, height=900)
    go(page, "menu")
    page.get_by_role("button", name="Import and export").click()
    with page.expect_download() as taken:
        page.get_by_role("menuitem", name="Export as CSV").click()
    text = Path(taken.value.path()).read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    place = next(index for index, cell in enumerate(rows[0]) if cell.startswith("价格"))
    rice = next(row for row in rows if "Mapo tofu" in row)

    def bring(price: str) -> None:
        rice[place] = price
        out = io.StringIO()
        csv.writer(out).writerows(rows)
        page.locator("dialog input[type=file]").set_input_files(
            {"name": "menu.csv", "mimeType": "text/csv", "buffer": out.getvalue().encode()}
        )

    page.get_by_role("button", name="Import and export").click()
    page.get_by_role("menuitem", name="Import a file").click()
    bring("a lot")
    expect(page.locator(".of-mistakes")).to_contain_text("Price: a number, such as 28 or 28.50")
    expect(page.get_by_role("button", name=re.compile("^Import 1"))).to_have_count(0)
    page.get_by_role("button", name="Another file").click()
    bring("41.50")
    expect(page.locator(".of-mistakes")).to_contain_text("Price")
    page.get_by_role("button", name="Import 1 change").click()
    expect(page.get_by_text("The menu was imported")).to_be_visible()
    assert Presses(screens.home, screens.demo).items["Mapo tofu"]["price"] == 4150


def test_a_dish_is_dragged_to_another_place(screens: Screens, house: Presses) -> None:
    page = screens.open("office", "manager.bund", width=1440, height=900)
    go(page, "menu")
    page.locator(".of-category-row .of-category").nth(1).click()
    names = page.locator(".of-item-words strong")
    expect(page.locator(".of-item .of-grip").first).to_be_visible()
    first, third = names.nth(0).inner_text(), names.nth(2).inner_text()
    grip, goal = page.locator(".of-item .of-grip").nth(0).bounding_box(), page.locator(".of-item").nth(2).bounding_box()
    assert grip is not None and goal is not None
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(grip["x"] + 8, goal["y"] + goal["height"] * 0.75, steps=8)
    with page.expect_response("**/menu/order*") as sent:
        page.mouse.up()
        expect(names.nth(2)).to_have_text(first)
    assert sent.value.ok
    expect(names.nth(1)).to_have_text(third)


# Figures and what happened


def test_the_timeline_of_an_order_says_who_did_what(screens: Screens, house: Presses) -> None:
    page = screens.open("office", "manager.bund", width=1440, height=900)
    (line,) = house.order("803", "Boiled dumplings")
    house.bring(line, "ready")
    go(page, f"orders/{line['order_id']}")
    entries = page.locator(".of-timeline li")
    expect(entries.first).to_contain_text("Round 1 placed, 1× Boiled dumplings")
    expect(entries.first).to_contain_text("Cashier 1 (device)")
    expect(entries.last).to_contain_text("Finished: 1× Boiled dumplings")
    house.act(line, "serve")
    expect(entries.last).to_contain_text("Served: 1× Boiled dumplings")
    (tea,) = house.order("803", "West Lake Longjing")
    house.post("Cashier 1", f"/kds/lines/{tea['id']}/cancel", {"reason": "guest_changed_mind"})
    expect(entries.last).to_contain_text("Reason: Guest changed their mind")
    go(page, "audit?kind=line")
    expect(page.locator(".of-log-entry").first).to_contain_text("Cashier 1")
    page.locator(".of-log-more").first.click()
    expect(page.locator(".of-diff").first).to_contain_text("Guest changed their mind")
    go(page, f"orders/{line['order_id']}")
    page.locator(".of-back").click()
    page.get_by_placeholder("Number, room or wristband").fill("803")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Search every day").click()
    page.get_by_placeholder("By number").fill(line["number"])
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("Room 803")


def test_the_kitchens_times_say_where_each_begins_and_ends(screens: Screens, house: Presses) -> None:
    page = screens.open("office", "manager.bund", width=1440, height=900)
    (line,) = house.order("801", "Boiled dumplings")
    house.bring(line, "served")
    go(page, "statistics")
    for span, words in (("waiting", "placed → started"), ("cooking", "started → ready"), ("pickup", "ready → served")):
        expect(page.locator(f".of-span[data-span={span}]")).to_contain_text(words)
    expect(page.locator(".of-chart canvas")).to_be_visible()
    expect(page.get_by_role("table", name="By station")).to_contain_text("Hot kitchen")
    expect(page.get_by_role("table", name="By dish")).to_contain_text("Boiled dumplings")
    page.get_by_role("button", name="Download CSV").click()
    with page.expect_download() as taken:
        page.get_by_role("menuitem", name="By dish").click()
    assert "水饺" in Path(taken.value.path()).read_text("utf-8-sig")


# The shop


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", r"^Numbers restart at 03:00 Asia/Shanghai; next: (today|tomorrow) 03:00$"),
        ("zh-CN", "^排号于 03:00 Asia/Shanghai 重新开始；下次：(今天|明天) 03:00$"),
    ],
)
def test_the_business_day_is_said_in_a_plain_sentence(screens: Screens, language: str, sentence: str) -> None:
    page = screens.open("office", "manager.bund", language=language)
    go(page, "shop/day")
    expect(page.locator(".of-sentence span")).to_have_text(re.compile(sentence))


def test_somebody_elses_change_is_not_written_over_silently(screens: Screens, house: Presses) -> None:
    screens.watch.forgive("412")
    page = screens.open("office", "manager.bund")
    go(page, "shop/basics")
    page.get_by_label("Telephone").fill("021 555")
    shop_id, token = screens.demo["shops"][0]["id"], person(screens, "manager.bund")["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4())}
    shop = f"{screens.home}/api/v1/shops/{shop_id}"
    assert httpx.patch(shop, json={"address": "Bund 1"}, headers=headers, timeout=30).status_code == 200
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alertdialog")).to_contain_text("Somebody else has just changed this")
    page.get_by_role("alertdialog").get_by_role("button", name="Overwrite").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    expect(page.get_by_label("Address")).to_have_value("Bund 1")
    expect(page.get_by_label("Telephone")).to_have_value("021 555")


# The page itself


@pytest.mark.parametrize(("width", "height", "theme"), SIZES)
def test_no_area_is_wider_than_the_window(screens: Screens, house: Presses, width: int, height: int, theme: str) -> None:
    page = screens.open("office", "manager.bund", theme=theme, width=width, height=height)
    expect(page.locator(".of-page h1")).to_be_visible()
    for area in [*AREAS, "devices/pair", "shop/hours", "account"]:
        go(page, area)
        expect(page.locator(".skeleton")).to_have_count(0)
        assert until(page, "() => document.documentElement.scrollWidth <= innerWidth"), area


def test_on_a_phone_everything_is_behind_more(screens: Screens) -> None:
    page = screens.open("office", "manager.bund", width=390, height=844)
    expect(page.locator(".of-phone-bar .of-link")).to_have_count(5)
    page.get_by_role("button", name="More").click()
    page.get_by_role("dialog").get_by_role("link", name="Staff").click()
    expect(page.locator(".of-title")).to_have_text("Staff")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_order_of_dishes_is_changed_with_the_arrow_keys(screens: Screens, house: Presses) -> None:
    page = screens.open("office", "manager.bund", width=1440, height=900)
    go(page, "menu")
    page.locator(".of-category-row .of-category").first.click()
    names = page.locator(".of-item-words strong")
    first, second = names.nth(0).inner_text(), names.nth(1).inner_text()
    page.locator(".of-item .of-grip").first.focus()
    with page.expect_response("**/menu/order*") as sent:
        page.keyboard.press("ArrowDown")
        expect(names.nth(0)).to_have_text(second)
    assert sent.value.ok
    page.reload()
    go(page, "menu")
    page.locator(".of-category-row .of-category").first.click()
    expect(names.nth(0)).to_have_text(second)
    expect(names.nth(1)).to_have_text(first)
