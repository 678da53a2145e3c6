"""The office's announcements: rules switched and changed, words written with a live preview, a rule tried on a device."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browsers import Screens, until

SIZES = [(1366, 768, "light"), (1920, 1080, "dark"), (390, 844, "light")]


class Office:
    """The same things as the page shows, over plain HTTP."""

    def __init__(self, screens: Screens) -> None:
        person = next(each for each in screens.demo["users"] if each["username"] == "manager.bund")
        self.http = httpx.Client(
            base_url=f"{screens.home}/api/v1", headers={"Authorization": f"Bearer {person['access_token']}"}, timeout=30
        )

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.http.request(method, path, json=body, headers={"Idempotency-Key": str(uuid4())})
        assert answer.is_success, answer.text
        return answer.json()

    def rule(self, event: str, channel: str, kind: str = "announcement", source: str = "any") -> dict[str, Any]:
        wanted = {"event": event, "channel": channel, "kind": kind, "source": source}
        rules = self.ask("GET", "/im/rules?limit=200")["items"]
        return next(each for each in rules if all(each[name] == value for name, value in wanted.items()))


@pytest.fixture
def office(screens: Screens) -> Office:
    return Office(screens)


def announcements(screens: Screens, place: str = "", **more: Any) -> Page:
    page = screens.open("office", "manager.bund", **({"width": 1440, "height": 900} | more))
    expect(page.locator(".of-page h1")).to_be_visible()
    page.evaluate("(hash) => { location.hash = hash }", f"#/announcements{place}")
    return page


def field(page: Page, pointer: str) -> Locator:
    return page.locator(f"[name='{pointer}']")


def test_the_grid_says_who_is_told_what(screens: Screens) -> None:
    page = announcements(screens)
    placed = page.locator("tr", has=page.get_by_role("rowheader", name="Order placed", exact=True))
    expect(placed.locator(".of-rule")).to_have_count(2)
    expect(placed.locator("td").nth(0)).to_contain_text("3 times, every 30\u00a0s")
    on_wristband = page.locator("tr", has=page.get_by_role("rowheader", name="Order placed on a wristband"))
    assert on_wristband.locator(".of-rule").evaluate_all("all => all.map(one => one.dataset.on)") == ["false", "false", "true"]
    called = page.locator("tr", has=page.get_by_role("rowheader", name="Dish called on a wristband"))
    expect(called.locator("td").nth(1)).to_contain_text("as above")


def test_a_rule_is_switched_off_and_the_log_says_who_did_it(screens: Screens, office: Office) -> None:
    page = announcements(screens)
    switch = page.get_by_role("switch", name="Device alarm, Desk, Notice")
    expect(switch).to_have_attribute("aria-checked", "true")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    assert office.rule("device_alarm", "cashier", "notice")["enabled"] is False
    page.evaluate("location.hash = '#/audit?kind=im_rule'")
    expect(page.locator(".of-log-entry").first).to_contain_text("changed an announcement rule")
    page.evaluate("location.hash = '#/announcements'")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")


def test_a_rule_is_changed_and_a_wrong_number_is_pointed_at(screens: Screens, office: Office) -> None:
    before = office.rule("line_called", "call")
    page = announcements(screens, f"/rules/{before['id']}")
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="One more").click()
    field(page, "/interval_seconds").fill("3")
    sheet.get_by_role("button", name="Save").click()
    expect(sheet.get_by_text("A whole number from 5 to 3600")).to_be_visible()
    field(page, "/interval_seconds").fill("20")
    sheet.get_by_role("switch", name="Quiet hours").click()
    field(page, "/quiet_from").fill("23:30")
    field(page, "/quiet_to").fill("06:00")
    sheet.get_by_role("radio", name="English").click()
    expect(sheet.locator(".of-said")).to_contain_text("Number 0 1, please collect")
    sheet.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    after = office.rule("line_called", "call")
    assert {name: after[name] for name in ("times", "interval_seconds", "quiet_from", "quiet_to", "language")} == {
        "times": 2,
        "interval_seconds": 20,
        "quiet_from": "23:30",
        "quiet_to": "06:00",
        "language": "en",
    }
    assert after["time_limit_seconds"] == before["time_limit_seconds"]
    sheet.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Dish called, Call screen: Announcement")).to_contain_text("silent 23:30–06:00")


def test_a_rule_is_made_softer(screens: Screens, office: Office) -> None:
    rule = office.rule("service_requested", "cashier", "pad_call")
    page = announcements(screens, f"/rules/{rule['id']}")
    sheet = page.get_by_role("dialog")
    slider = sheet.get_by_role("slider", name="Volume")
    expect(slider).to_have_attribute("aria-valuetext", "80% · loud")
    slider.fill("30")
    expect(slider).to_have_attribute("aria-valuetext", "30% · soft")
    sheet.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert office.rule("service_requested", "cashier", "pad_call")["volume"] == 30
    sheet.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="A guest calls, Desk: Guest's call")).to_contain_text("30%")


def test_what_somebody_else_has_changed_meanwhile_is_not_written_over_silently(screens: Screens, office: Office) -> None:
    screens.watch.forgive("412")
    rule = office.rule("service_requested", "cashier", "pad_call")
    page = announcements(screens, f"/rules/{rule['id']}")
    sheet = page.get_by_role("dialog", name="A guest calls")
    expect(field(page, "/interval_seconds")).to_have_value("60")
    office.ask("PATCH", f"/im/rules/{rule['id']}", {"times": 5})
    field(page, "/interval_seconds").fill("90")
    sheet.get_by_role("button", name="Save").click()
    question = page.get_by_role("alertdialog", name="Somebody else has just changed this")
    question.get_by_role("button", name="Overwrite").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    after = office.rule("service_requested", "cashier", "pad_call")
    assert (after["times"], after["interval_seconds"]) == (5, 90), "what was not touched here stays as the other made it"


def test_words_are_written_with_chips_and_previewed_as_they_are_written(screens: Screens, office: Office) -> None:
    screens.watch.forgive("422")
    page = announcements(screens, "/templates/new?")
    preview = page.locator(".of-said-in")
    field(page, "/name").fill("Our own words")
    text = field(page, "/texts/en/text")
    text.fill("Hello , please")
    text.evaluate("field => { field.focus(); field.setSelectionRange(6, 6) }")
    page.get_by_role("button", name="Room {roomName}").click()
    expect(text).to_have_value("Hello {roomName}, please")
    expect(text).to_be_focused()
    expect(preview.nth(1)).to_contain_text("Hello 801, please")
    expect(preview.nth(1)).to_contain_text("Hello 8 0 1, please")
    expect(preview.nth(0)).to_contain_text("Not written, so the other language is used")
    field(page, "/texts/zh-CN/text").fill("{roomName}点了，请看")
    field(page, "/texts/zh-CN/text").evaluate("field => { field.focus(); field.setSelectionRange(12, 12) }")
    page.get_by_role("button", name="Repeats per dish").click()
    expect(field(page, "/texts/zh-CN/text")).to_have_value("{roomName}点了[{goodsName}{num}份]，请看")
    page.get_by_role("radio", name="3 dishes").click()
    expect(preview.nth(0)).to_contain_text("801点了水饺1份、龙井茶2份、宫保鸡丁3份，请看")
    page.get_by_role("radio", name="7 dishes").click()
    expect(preview.nth(0)).to_contain_text("等2项，请看")
    field(page, "/texts/zh-CN/speech").fill("{price}")
    field(page, "/texts/zh-CN/speech").blur()
    expect(page.get_by_text("{price} cannot be used here")).to_be_visible()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(field(page, "/texts/zh-CN/speech")).to_have_attribute("aria-invalid", "true")
    field(page, "/texts/zh-CN/speech").fill("")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Words added")).to_be_visible()
    made = next(each for each in office.ask("GET", "/im/templates?limit=200")["items"] if each["name"] == "Our own words")
    assert made["texts"]["zh-CN"] == {"text": "{roomName}点了[{goodsName}{num}份]，请看", "speech": ""}
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Words removed")).to_be_visible()
    assert made["id"] not in [each["id"] for each in office.ask("GET", "/im/templates?limit=200")["items"]]


def test_new_words_are_what_the_rule_says_from_then_on(screens: Screens, office: Office) -> None:
    rule = office.rule("service_requested", "handheld", "pad_call")
    page = announcements(screens, f"/templates/{rule['template_id']}")
    expect(page.get_by_text("used by 2 rules")).to_be_visible()
    expect(page.get_by_role("button", name="Remove")).to_have_count(0)
    field(page, "/texts/zh-CN/text").fill("请去{roomName}：{service}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("What is not sent yet uses the new words")).to_be_visible()
    page.evaluate("(hash) => { location.hash = hash }", f"#/announcements/rules/{rule['id']}")
    expect(page.get_by_role("dialog").locator(".of-said")).to_contain_text("请去801：加水")


def test_a_rule_is_added_once(screens: Screens, office: Office) -> None:
    screens.watch.forgive("422")
    page = announcements(screens)
    page.get_by_role("button", name="Order placed, Office: add a rule").click()
    dialog = page.get_by_role("dialog", name="Add a rule")
    expect(dialog.get_by_label("Where")).to_have_value("office")
    dialog.get_by_label("Where").select_option("kitchen")
    dialog.get_by_role("button", name="Add a rule").click()
    expect(dialog.get_by_text("There is such a rule already")).to_be_visible()
    dialog.get_by_label("Where").select_option("office")
    dialog.get_by_label("How").select_option("notice")
    dialog.get_by_role("button", name="Add a rule").click()
    sheet = page.get_by_role("dialog", name="Order placed, Office, Notice")
    expect(sheet).to_be_visible()
    made = office.rule("order_placed", "office", "notice")
    assert (made["voice"], made["time_limit_seconds"], made["enabled"]) == (False, 600, True)
    sheet.get_by_role("button", name="Remove the rule").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Rule removed")).to_be_visible()
    expect(page.get_by_role("switch", name="Order placed, Office, Notice")).to_have_count(0)


def test_a_rule_is_tried_on_one_device(screens: Screens, office: Office) -> None:
    rule = office.rule("order_placed", "kitchen")
    page = announcements(screens, f"/rules/{rule['id']}")
    sheet = page.get_by_role("dialog")
    device = next(each for each in screens.demo["devices"] if each["name"] == "Pass")
    sheet.get_by_label("Device", exact=True).select_option(device["id"])
    sheet.get_by_role("button", name="Play it").click()
    expect(sheet.locator(".of-try-outcome")).to_contain_text("Delivered")
    (message,) = office.ask("GET", f"/im/messages?device_id={device['id']}")["items"]
    assert message["text"] == "801房间下单了水饺2份，请注意"
    assert [each["device"] for each in message["deliveries"]] == ["Pass"]
    field(page, "/interval_seconds").fill("31")
    expect(sheet.get_by_role("button", name="Play it")).to_be_disabled()


def test_an_event_without_words_leads_to_writing_some(screens: Screens) -> None:
    page = announcements(screens)
    page.get_by_role("button", name="Dish ready, Handhelds: add a rule").click()
    page.get_by_role("dialog").get_by_role("link", name="New words").click()
    expect(page.get_by_label("Event")).to_have_value("line_ready")


@pytest.mark.parametrize(("language", "chip"), [("en", "Open, paused or closed {state}"), ("zh-CN", "营业状态 {state}")])
def test_the_shops_state_has_words_that_say_which(screens: Screens, office: Office, language: str, chip: str) -> None:
    (door,) = office.ask("GET", "/im/templates?event=shop_state_changed")["items"]
    page = announcements(screens, f"/templates/{door['id']}", language=language)
    preview = page.locator(".of-said-in")
    expect(preview.nth(0)).to_contain_text("暂停接单")
    expect(preview.nth(1)).to_contain_text("takes no orders for now")
    field(page, "/texts/en/text").fill("Now: ")
    field(page, "/texts/en/text").evaluate("field => { field.focus(); field.setSelectionRange(5, 5) }")
    page.get_by_role("button", name=chip).click()
    expect(field(page, "/texts/en/text")).to_have_value("Now: {state}")
    expect(preview.nth(1)).to_contain_text("Now: takes no orders for now")


@pytest.mark.parametrize(("width", "height", "theme"), SIZES)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_nothing_runs_over_the_edge(screens: Screens, office: Office, width: int, height: int, theme: str, language: str) -> None:
    rule = office.rule("line_called", "handheld")
    page = announcements(screens, width=width, height=height, theme=theme, language=language)
    for place, there in (
        ("", ".of-rule"),
        (f"/rules/{rule['id']}", ".of-try"),
        ("/templates", ".of-table tbody tr"),
        (f"/templates/{rule['template_id']}", ".of-said"),
    ):
        page.evaluate("(hash) => { location.hash = hash }", f"#/announcements{place}")
        expect(page.locator(there).first).to_be_visible()
        until(page, "() => document.documentElement.scrollWidth <= innerWidth")
        cut = page.locator(".of-rule-open, .of-said dd").evaluate_all(
            "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length"
        )
        assert cut == 0
