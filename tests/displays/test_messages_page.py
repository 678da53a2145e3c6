"""The office's log of messages and alarms, used as a manager would; and devices that show which one they are."""

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browsers import Screens, becomes, until
from tests.displays.presses import Presses
from tests.displays.shifts import begin_shift
from tests.running import RunningHub

ORDERS_ALONE = "?event=order_placed"
"""Without what else happens meanwhile: a kitchen screen that an earlier test has left, and the desk is told of."""
SIZES = [(1366, 768, "light"), (1920, 1080, "dark"), (390, 844, "light")]


class Office:
    """The same things as the page shows, over plain HTTP, as the manager."""

    def __init__(self, screens: Screens) -> None:
        person = next(each for each in screens.demo["users"] if each["username"] == "manager.bund")
        self.http = httpx.Client(
            base_url=f"{screens.home}/api/v1", headers={"Authorization": f"Bearer {person['access_token']}"}, timeout=30
        )
        self.shop = screens.demo["shops"][0]

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.http.request(method, path, json=body, headers={"Idempotency-Key": str(uuid4())})
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def call(self, *channels: str, **more: Any) -> str:
        """Something said by hand; the id of the call."""
        body = {"brand_id": self.shop["brand_id"], "shop_id": self.shop["id"], "event": "order_placed", "kind": "announcement"}
        words = {"channels": list(channels), "params": {"roomName": "801", "goodsName": "水饺", "num": "2"}}
        return str(self.ask("POST", "/im/calls", body | words | more)["call"]["id"])

    def messages(self, **filters: Any) -> list[dict[str, Any]]:
        asked = httpx.QueryParams({"limit": 200, **filters})
        return list(self.ask("GET", f"/im/messages?{asked}")["items"])


@pytest.fixture
def office(screens: Screens) -> Office:
    return Office(screens)


def messages(screens: Screens, place: str = "", **more: Any) -> Page:
    page = screens.open("office", "manager.bund", **({"width": 1440, "height": 900} | more))
    expect(page.locator(".of-page h1")).to_be_visible()
    page.evaluate("(hash) => { location.hash = hash }", f"#/messages{place}")
    expect(page.locator(".of-page .skeleton")).to_have_count(0)
    return page


def block(page: Page, *words: str) -> Locator:
    found = page.locator(".of-call")
    for each in words:
        found = found.filter(has_text=each)
    return found


def soon(page: Page, office: Office, state: str, **filters: Any) -> dict[str, Any]:
    """The first message that has come so far."""
    found: list[dict[str, Any]] = []

    def is_there() -> bool:
        found[:] = [each for each in office.messages(**filters) if each["state"] == state]
        return found != []

    becomes(page, is_there, True)
    return found[-1]


def test_an_order_is_one_block_with_a_line_per_channel_and_a_mark_per_repeat(screens: Screens, house: Presses, office: Office) -> None:
    page = messages(screens)
    placed = house.order("801", "Steamed rice", "Cola")
    number = house.get("Cashier 1", f"/orders/{placed[0]['order_id']}")["order"]["number"]
    soon(page, office, "sent", order_id=placed[0]["order_id"])
    order = block(page, "Order placed", number, "Room 801")
    expect(order.locator(".of-call-text")).to_contain_text("801房间下单了")
    expect(order.locator(".of-call-channels > li").filter(has_text="Hot kitchen")).to_have_count(1)
    hot = order.locator(".of-call-channels > li").filter(has_text="Hot kitchen")
    expect(hot.locator(".of-mark-button")).to_have_count(3)
    expect(hot.locator(".of-fate").nth(1)).to_have_text("Due")
    house.bring(placed[0], "preparing")
    house.bring(placed[1], "preparing")
    expect(hot.locator(".of-mark-button")).to_have_count(2)
    expect(hot.locator(".of-mark-button").nth(1)).to_contain_text("Not needed any more×2")
    order.get_by_role("link", name=number).click()
    expect(page.get_by_role("heading", name=f"Order {number}")).to_be_visible()


def test_the_life_of_a_message_shows_checks_devices_and_repeats(screens: Screens, house: Presses, office: Office) -> None:
    kitchen = screens.open("kitchen", "Hot 1")
    begin_shift(kitchen)
    placed = house.order("802", "Steamed rice")
    said = soon(kitchen, office, "spoken", order_id=placed[0]["order_id"], channel="kitchen:hot")
    page = messages(screens)
    hot = block(page, "Order placed", said["number"]).locator(".of-call-channels > li").filter(has_text="Hot kitchen")
    hot.locator(".of-mark-button").filter(has_text="Spoken").click()
    sheet = page.get_by_role("dialog", name=f"Order placed {said['number']}")
    expect(sheet.locator(".of-fate-large")).to_contain_text("Spoken")
    expect(sheet.locator(".of-life-text")).to_contain_text("802房间下单了")
    checks = sheet.locator(".of-checks li")
    expect(checks).to_have_count(9)
    assert set(checks.evaluate_all("all => all.map(one => one.dataset.result)")) <= {"passed", "waited"}
    device = sheet.locator(".of-deliveries li").filter(has_text="Hot 1")
    expect(device).to_contain_text("Spoken")
    expect(device).to_contain_text("stored")
    expect(sheet.locator(".of-deliveries li").filter(has_text="Pass")).to_contain_text("Not stored yet")
    second = sheet.locator(".of-siblings > li").filter(has_text="Hot kitchen").locator(".of-mark-button").nth(1)
    second.click()
    expect(sheet.locator(".of-facts")).to_contain_text("2 of 3")
    expect(sheet.locator(".of-checks li:not([data-result=next])")).to_have_count(0)
    expect(checks).to_have_count(9)
    house.bring(placed[0], "preparing")
    expect(sheet.locator(".of-fate-large")).to_contain_text("Not needed any more")
    expect(checks.nth(4)).to_contain_text("Ended here")
    expect(sheet).to_contain_text("It ended before its time")
    sheet.get_by_role("link", name="All messages of this order").click()
    expect(page.get_by_role("button", name=f"Drop the filter: Order {said['number']}")).to_be_visible()
    expect(block(page, "Order placed", said["number"]).first).to_be_visible()
    expect(page.locator(".of-call").filter(has_not_text=said["number"])).to_have_count(0)


def test_what_a_person_understood_stands_there_with_their_name(screens: Screens, house: Presses, office: Office) -> None:
    line = house.order("803", "Steamed rice")[0]
    house.bring(line, "called")
    page = messages(screens)
    heard = soon(page, office, "sent", order_id=line["order_id"], event="line_called", channel="handheld")
    house.post("Handheld 1", f"/im/messages/{heard['id']}/got-it")
    called = block(page, "Dish called", heard["number"])
    expect(called.locator(".of-mark-button").filter(has_text="Understood").first).to_be_visible()
    page.evaluate("(id) => { location.hash = `#/messages?message=${id}` }", heard["id"])
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("region", name="Understood")).to_contain_text("Handheld 1,")


def test_a_recording_is_played_where_it_is_looked_up(screens: Screens, house: Presses, office: Office) -> None:
    line = house.order("801", "Steamed rice")[0]
    page = messages(screens)
    said = soon(page, office, "sent", order_id=line["order_id"], channel="kitchen:hot")
    page.evaluate("(id) => { location.hash = `#/messages?message=${id}` }", said["id"])
    sheet = page.get_by_role("dialog")
    if said["audio"] is None:
        expect(sheet.get_by_text("No recording")).to_be_visible()
        return
    with page.expect_response(lambda answer: answer.url.endswith(said["audio"])) as answered:
        sheet.get_by_role("button", name="Play").click()
    assert answered.value.status == 200
    expect(sheet.get_by_role("button", name="Stop").or_(sheet.get_by_role("button", name="Play"))).to_be_enabled()


def test_what_has_failed_is_found_among_the_problems_and_tried_again(screens: Screens, office: Office) -> None:
    words = {"zh-CN": {"text": "请看{roomName}", "speech": ""}}
    template = office.ask("POST", "/im/templates", {"event": "custom", "name": "Needs a room", "texts": words})["template"]
    call_id = office.call("handheld", event="custom", kind="pad_call", params={}, template_id=template["id"])
    page = messages(screens)
    soon(page, office, "failed", call_id=call_id)
    page.get_by_role("button", name="Problems only").click()
    block(page, "Called by hand").locator(".of-mark-button").filter(has_text="Failed").first.click()
    sheet = page.get_by_role("dialog")
    expect(sheet.locator(".of-fate-large")).to_contain_text("Failed: A value is missing")
    mended = {"texts": {"zh-CN": {"text": "请看一下", "speech": ""}}}
    office.ask("PATCH", f"/im/templates/{template['id']}", mended)
    sheet.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("It is on its way again")).to_be_visible()
    expect(sheet.locator(".of-life-text")).to_have_text("请看一下")
    expect(sheet.locator(".of-fate-large")).to_contain_text("Sent")


def test_filters_narrow_the_log_and_stand_in_the_address(screens: Screens, house: Presses, office: Office) -> None:
    mine, other = house.order("801", "Steamed rice")[0], house.order("805", "Cola")[0]
    numbers = [house.get("Cashier 1", f"/orders/{each['order_id']}")["order"]["number"] for each in (mine, other)]
    page = messages(screens)
    for number in numbers:
        expect(block(page, number).first).to_be_visible()
    page.get_by_placeholder("Order number").fill(numbers[0].removeprefix("#"))
    expect(block(page, numbers[1])).to_have_count(0)
    expect(block(page, numbers[0]).first).to_be_visible()
    expect(page).to_have_url(re.compile(rf"number={numbers[0].removeprefix('#')}\b"))
    page.get_by_label("State", exact=True).select_option("failed")
    expect(page.get_by_text("No message fits")).to_be_visible()
    page.get_by_label("State", exact=True).select_option("")
    page.get_by_label("Event").select_option("line_called")
    expect(page.get_by_text("No message fits")).to_be_visible()
    page.get_by_label("Event").select_option("order_placed")
    expect(block(page, numbers[0]).first).to_be_visible()
    page.reload()
    expect(block(page, numbers[0]).first).to_be_visible()
    expect(block(page, numbers[1])).to_have_count(0)
    page.get_by_role("button", name="The day before").click()
    expect(page.get_by_text("No message fits")).to_be_visible()


def test_news_wait_while_somebody_reads(screens: Screens, house: Presses, office: Office) -> None:
    page = messages(screens, ORDERS_ALONE, height=500)
    for room in ("801", "802", "803"):
        for line in house.order(room, "Steamed rice", "Cola"):
            soon(page, office, "sent", line_id=line["id"])
    page.reload()  # whatever this page had heard of until now
    expect(page.locator(".of-call").nth(2)).to_be_visible()
    third = page.locator(".of-call").nth(2)
    third.scroll_into_view_if_needed()
    page.evaluate("window.scrollTo(0, 300)")
    before = third.bounding_box()
    heading = third.locator(".of-call-what").inner_text()
    house.order("805", "Cola")
    news = page.get_by_role("button", name="1 new happening")
    expect(news).to_be_visible()
    assert page.locator(".of-call").nth(2).locator(".of-call-what").inner_text() == heading
    after = third.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 1, "nothing has moved under the reader's eye"
    news.click()
    expect(page.locator(".of-call").first).to_contain_text("Room 805")
    expect(news).to_have_count(0)
    until(page, "() => window.scrollY === 0")


def test_at_the_top_news_come_by_themselves(screens: Screens, house: Presses, office: Office) -> None:
    page = messages(screens, ORDERS_ALONE)
    page.mouse.move(5, 5)
    line = house.order("805", "Cola")[0]
    number = house.get("Cashier 1", f"/orders/{line['order_id']}")["order"]["number"]
    expect(page.locator(".of-call").first).to_contain_text(number)


def test_an_order_leads_to_what_was_said_of_each_dish(screens: Screens, house: Presses, office: Office) -> None:
    rice, cola = house.order("803", "Steamed rice", "Cola")
    page = messages(screens)
    soon(page, office, "sent", order_id=rice["order_id"], channel="kitchen:hot")
    soon(page, office, "sent", order_id=rice["order_id"], channel="kitchen:bar")
    page.evaluate("(id) => { location.hash = `#/orders/${id}` }", rice["order_id"])
    expect(page.locator(".of-timeline li").filter(has_text="placed").locator(".of-said-link").last).to_contain_text("message")
    page.get_by_role("link", name="Messages about Steamed rice").last.click()
    expect(page.get_by_role("button", name="Drop the filter: Steamed rice")).to_be_visible()
    expect(page.locator(".of-call-channels > li").filter(has_text="Hot kitchen")).to_have_count(1)
    expect(page.locator(".of-call-channels > li").filter(has_text="Bar")).to_have_count(0)
    page.get_by_role("button", name="Drop the filter: Steamed rice").click()
    expect(page.locator(".of-call-channels > li").filter(has_text="Bar").first).to_be_visible()
    assert cola["order_id"] == rice["order_id"]


def test_an_alarm_stands_in_the_list_and_then_says_how_it_ended(
    screens: Screens, house: Presses, office: Office, demo_hub: RunningHub
) -> None:
    desk = next(each for each in screens.demo["devices"] if each["name"] == "Cashier 2" and each["shop_id"] == office.shop["id"])
    rule = next(
        each
        for each in office.ask("GET", "/im/rules?limit=200")["items"]
        if (each["event"], each["channel"]) == ("order_placed", "cashier")
    )
    office.ask("POST", f"/im/rules/{rule['id']}/test", {"device_id": desk["id"]})
    page = messages(screens, "/alarms")
    alarm = page.locator(".of-alarm").filter(has_text="No answer to announcements: Cashier 2")
    expect(alarm).to_have_attribute("data-over", "false", timeout=30_000)
    expect(alarm).to_contain_text("Notice to the desk")
    expect(page.get_by_role("link", name="Message log").first.locator(".of-badge")).to_be_visible()
    heard = soon(page, office, "sent", device_id=desk["id"], problems="true")
    assert heard["problem"] == "unheard"
    expect(screens.open("cashier", "Cashier 2").locator(".d-tab").first).to_be_visible()
    office.ask("POST", f"/im/rules/{rule['id']}/test", {"device_id": desk["id"]})
    expect(alarm).to_have_attribute("data-over", "true", timeout=30_000)
    expect(alarm).to_contain_text("a device has answered")
    alarm.get_by_role("link", name="Notice to the desk").click()
    expect(block(page, "Device alarm")).to_have_count(1)


def test_a_device_shows_itself_when_the_office_asks_which_one_it_is(screens: Screens, office: Office) -> None:
    pad, other = screens.open("pad", "801"), screens.open("pad", "802")
    for each in (pad, other):
        expect(each.locator(".welcome-touch")).to_be_visible()
    device = next(each for each in screens.demo["devices"] if each["name"] == "Pad 801")
    page = messages(screens)
    page.evaluate("(id) => { location.hash = `#/devices/${id}` }", device["id"])
    page.get_by_role("button", name="Which one is it?").click()
    expect(page.get_by_text("Pad 801 now shows its name on its screen")).to_be_visible()
    expect(pad.locator(".identify-name")).to_have_text("Pad 801")
    expect(pad.locator(".identify")).to_contain_text("Room 801")
    assert other.locator(".identify").count() == 0
    pad.locator(".identify-close").click()
    expect(pad.locator(".identify")).to_have_count(0)
    pad.reload()
    expect(pad.locator(".welcome-touch")).to_be_visible()
    assert pad.locator(".identify").count() == 0, "it was asked once, and is not asked again by what is replayed"


def test_a_device_is_replaced_by_the_one_whose_code_is_entered(screens: Screens, office: Office) -> None:
    old = next(each for each in screens.demo["devices"] if each["name"] == "Pad 803")
    asked = office.ask("POST", "/device-pairings", {"kind": "pad", "shop_id": office.shop["id"]})
    page = messages(screens)
    page.evaluate("(id) => { location.hash = `#/devices/${id}` }", old["id"])
    page.get_by_role("button", name="Enter the new device's code").click()
    expect(page.get_by_text("Replacing Pad 803")).to_be_visible()
    page.locator(".of-code input").fill(asked["user_code"])
    page.get_by_role("button", name="Continue").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Replaces")).to_have_value(old["id"])
    expect(dialog.get_by_label("Name")).to_have_value("Pad 803")
    dialog.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Pad 803 is approved")).to_be_visible()
    again = next(each for each in office.ask("GET", "/devices?limit=200")["items"] if each["name"] == "Pad 803")
    assert again["id"] != old["id"]
    assert again["room"]["number"] == "803"


@pytest.mark.parametrize(("width", "height", "theme"), SIZES)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_nothing_runs_over_the_edge(
    screens: Screens, house: Presses, office: Office, width: int, height: int, theme: str, language: str
) -> None:
    line = house.order("805", "Steamed rice", "Cola")[0]
    page = messages(screens, width=width, height=height, theme=theme, language=language)
    said = soon(page, office, "sent", order_id=line["order_id"], channel="kitchen:hot")
    for place, there in (("", ".of-mark-button"), (f"?message={said['id']}", ".of-checks"), ("/alarms", ".of-section")):
        page.evaluate("(hash) => { location.hash = hash }", f"#/messages{place}")
        expect(page.locator(there).first).to_be_visible()
        until(page, "() => document.documentElement.scrollWidth <= innerWidth")
        cut = page.locator(".of-mark-button, .of-call-text, .of-checks li, .of-life .dialog-body").evaluate_all(
            "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.className)"
        )
        assert cut == []
