"""A guest's button, from the pad to whoever goes; what waits too long; and what the desk is told when something does not work."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect

from hub.accounts.paces import FORGET
from hub.im.alarms.schemas import AlarmAbout
from hub.im.alarms.service import Fault, raise_alarm
from hub.im.pad_calls.service import PRESSES, escalate_pad_call
from tests.browsers import Screens
from tests.displays.presses import Presses
from tests.running import RunningHub

PHONE: dict[str, Any] = {"width": 390, "height": 844, "has_touch": True}


@pytest.fixture(autouse=True)
def nobody_calls(house: Presses, demo_hub: RunningHub) -> Iterator[None]:
    """What a test leaves standing is finished, and how often it pressed forgotten, so that the next one begins with quiet rooms."""
    demo_hub.database.run_now(lambda tx: tx.run(FORGET, before=tx.now + timedelta(days=1)))
    yield
    for call in house.board()["pad_calls"]:
        house.post("Handheld 1", f"/pad-calls/{call['id']}/finish")


def pad(screens: Screens, room: str = "801", **how: Any) -> Page:
    page = screens.open("pad", room, **how)
    page.locator(".welcome-touch").click()
    expect(page.locator(".service:not(.service-chat)")).to_have_count(4)
    return page


def handheld(screens: Screens, name: str, **how: Any) -> Page:
    page = screens.open("handheld", name, context=screens.context(**PHONE), **how)
    page.locator(".hh-tab").nth(2).tap()
    return page


def desk(screens: Screens, tab: int = 1) -> Page:
    page = screens.open("cashier", "Cashier 1", width=1366, height=768)
    page.locator(".d-tab").nth(tab).click()
    return page


def press(page: Page, name: str = "Water") -> None:
    page.locator(".service", has_text=name).click()
    page.get_by_role("button", name="Call", exact=True).click()


def said(page: Page) -> Locator:
    """What the pad's dialog says of the call."""
    return page.locator(".service-say b")


def of_room(page: Page, room: str) -> Locator:
    """The call of a room, on a handheld or at the desk."""
    return page.locator(".call, .d-row-call").filter(has=page.locator(".trip-room, .d-number", has_text=room))


def test_from_the_button_to_done_with_everybody_seeing_who_goes(screens: Screens) -> None:
    guest, one, other, till = pad(screens), handheld(screens, "Handheld 1"), handheld(screens, "Handheld 2"), desk(screens)
    press(guest)
    expect(said(guest)).to_have_text("We have told the staff")
    for page in (one, other, till):
        expect(of_room(page, "801")).to_contain_text("Water")
    expect(one.locator(".hh-tab").nth(2).locator(".hh-count")).to_have_text("1")
    of_room(other, "801").get_by_role("button", name="I go").tap()
    expect(of_room(other, "801")).to_contain_text("You go")
    for page in (one, till):
        expect(of_room(page, "801")).to_contain_text("Handheld 2 goes")
        expect(of_room(page, "801").get_by_role("button", name="I go")).to_have_count(0)
    expect(said(guest)).to_have_text("Our staff is coming")
    guest.keyboard.press("Escape")
    expect(guest.locator(".service", has_text="Water")).to_contain_text("Coming")
    of_room(other, "801").get_by_role("button", name="Done").tap()
    expect(guest.locator(".toast", has_text="Water: done")).to_be_visible()  # before what stays: it goes by itself
    for page in (one, other, till):
        expect(of_room(page, "801")).to_have_count(0)
    expect(guest.locator(".service", has_text="Water")).to_have_attribute("data-state", "none")


def test_in_chinese_too(screens: Screens, house: Presses) -> None:
    guest = pad(screens, "802", language="zh-CN")
    guest.locator(".service", has_text="结账").click()
    guest.get_by_role("button", name="呼叫", exact=True).click()
    expect(said(guest)).to_have_text("已通知，请稍候")
    waiter = handheld(screens, "Handheld 1", language="zh-CN")
    of_room(waiter, "802").get_by_role("button", name="我去").tap()
    expect(of_room(waiter, "802")).to_contain_text("您去")
    expect(said(guest)).to_have_text("服务员马上就来")


def test_a_guest_hears_the_name_of_a_person_and_not_of_a_device(screens: Screens, house: Presses) -> None:
    guest = pad(screens)
    press(guest)
    expect(said(guest)).to_have_text("We have told the staff")
    (call,) = house.board()["pad_calls"]
    house.post("manager.bund", f"/pad-calls/{call['id']}/accept")
    (taken,) = house.board()["pad_calls"]
    assert taken["by_kind"] == "user"
    expect(said(guest)).to_have_text(f"{taken['by']} is coming")
    house.post("manager.bund", f"/pad-calls/{call['id']}/hand-back")
    house.post("Handheld 1", f"/pad-calls/{call['id']}/accept")
    expect(said(guest)).to_have_text("Our staff is coming")


def test_whoever_presses_second_is_told_who_was_first(screens: Screens, house: Presses) -> None:
    call = house.post("Pad 801", "/me/calls", {"service": "clean"})["pad_call"]
    page = handheld(screens, "Handheld 1")
    expect(of_room(page, "801")).to_be_visible()
    screens.watch.forgive(r"status of 409 .*/pad-calls/")
    page.context.route(
        "**/api/v1/pad-calls/*/accept", lambda route: (house.post("Cashier 1", f"/pad-calls/{call['id']}/accept"), route.continue_())
    )
    of_room(page, "801").get_by_role("button", name="I go").tap()
    expect(page.locator(".toast", has_text="Cashier 1 goes already.")).to_be_visible()
    expect(of_room(page, "801")).to_contain_text("Cashier 1 goes")


def test_a_button_pressed_without_a_network_rings_when_it_is_back(screens: Screens, house: Presses) -> None:
    screens.watch.forgive(r"ERR_INTERNET_DISCONNECTED")
    guest = pad(screens)
    guest.context.set_offline(True)
    press(guest)
    expect(said(guest)).to_contain_text("No connection")
    guest.get_by_role("button", name="Not needed").click()
    expect(guest.get_by_role("button", name="Call", exact=True)).to_be_visible()
    guest.get_by_role("button", name="Call", exact=True).click()
    expect(said(guest)).to_contain_text("No connection")
    assert house.board()["pad_calls"] == []
    guest.context.set_offline(False)
    expect(said(guest)).to_have_text("We have told the staff")
    assert [call["service"] for call in house.board()["pad_calls"]] == ["water"]


def test_who_was_promised_somebody_and_waits_too_long_calls_again(screens: Screens, house: Presses, demo_hub: RunningHub) -> None:
    guest, one, other, till = pad(screens), handheld(screens, "Handheld 1"), handheld(screens, "Handheld 2"), desk(screens)
    press(guest)
    of_room(other, "801").get_by_role("button", name="I go").tap()
    expect(said(guest)).to_have_text("Our staff is coming")
    (call,) = house.board()["pad_calls"]
    shop_id = UUID(screens.demo["shops"][0]["id"])
    demo_hub.database.run_now(lambda tx: escalate_pad_call(tx, shop_id, UUID(call["id"]), "accepted"))
    expect(till.locator(".toast", has_text="801 still waits: Water. Handheld 2 took it")).to_be_visible()
    for page in (one, other, till):
        expect(of_room(page, "801")).to_contain_text("The guest still waits")
        expect(of_room(page, "801")).to_have_attribute("data-tone", "red")
    expect(guest.locator(".service", has_text="Water")).to_contain_text("Call again")
    expect(said(guest)).to_contain_text("We are sorry that you wait")
    guest.get_by_role("button", name="Call again", exact=True).click()
    expect(said(guest)).to_have_text("We have told the staff")
    expect(till.locator(".toast", has_text="801")).to_contain_text("Water")
    of_room(one, "801").get_by_role("button", name="I go").tap()
    expect(said(guest)).to_have_text("Our staff is coming")


def test_the_guest_needs_nobody_after_all(screens: Screens, house: Presses) -> None:
    guest, waiter = pad(screens), handheld(screens, "Handheld 1")
    press(guest, "Pay")
    expect(of_room(waiter, "801")).to_contain_text("The bill")
    guest.get_by_role("button", name="Not needed").click()
    expect(of_room(waiter, "801")).to_have_count(0)
    expect(guest.locator(".service", has_text="Pay")).to_have_attribute("data-state", "none")


def test_a_call_nobody_takes_stands_out(screens: Screens, house: Presses, demo_hub: RunningHub) -> None:
    call = house.post("Pad 801", "/me/calls", {"service": "water"})["pad_call"]
    shop_id = UUID(screens.demo["shops"][0]["id"])
    waiter, till = handheld(screens, "Handheld 1"), desk(screens)
    for page in (waiter, till):
        expect(of_room(page, "801")).to_have_attribute("data-tone", "calm")
    demo_hub.database.run_now(lambda tx: escalate_pad_call(tx, shop_id, UUID(call["id"])))
    expect(till.locator(".toast", has_text="Nobody goes to 801 yet")).to_be_visible()
    for page in (waiter, till):
        expect(of_room(page, "801")).to_have_attribute("data-tone", "red")
        expect(of_room(page, "801")).to_contain_text("Waits too long")


def test_an_alarm_stands_at_the_desk_until_it_is_over(screens: Screens, demo_hub: RunningHub) -> None:
    """A kitchen screen that nobody has opened; here the test says so before the hub has waited long enough to."""
    shop_id = UUID(screens.demo["shops"][0]["id"])
    bar = next(each for each in screens.demo["devices"] if each["name"] == "Bar 1" and each["shop_id"] == str(shop_id))
    till = desk(screens, 7)
    brand_id = UUID(screens.demo["shops"][0]["brand_id"])
    about = AlarmAbout(device_id=UUID(bar["id"]), device="Bar 1")
    demo_hub.database.run_now(
        lambda tx: raise_alarm(tx, Fault(brand_id, shop_id, "device_unreachable", f"device:{bar['id']}", about, tx.now))
    )
    row = till.locator(".d-row-problem", has_text="Bar 1")
    expect(row).to_contain_text("A device cannot be reached")
    row.click()
    expect(till.locator(".d-side")).to_contain_text("has it power")
    screens.open("kitchen", "Bar 1")
    expect(row).to_have_count(0)


def test_who_cannot_go_hands_the_call_back_and_everybody_is_asked_anew(screens: Screens, house: Presses) -> None:
    guest, one, other, till = pad(screens), handheld(screens, "Handheld 1"), handheld(screens, "Handheld 2"), desk(screens)
    press(guest)
    of_room(one, "801").get_by_role("button", name="I go").tap()
    expect(of_room(other, "801")).to_contain_text("Handheld 1 goes")
    expect(of_room(other, "801").get_by_role("button", name="Take over")).to_have_count(0)
    expect(of_room(other, "801").get_by_role("button", name="Hand back")).to_have_count(0)
    of_room(one, "801").get_by_role("button", name="Hand back").tap()
    expect(said(guest)).to_have_text("We have told the staff")
    expect(till.locator(".toast", has_text="801 calls: Water")).to_be_visible()
    for page in (one, other, till):
        expect(of_room(page, "801").get_by_role("button", name="I go")).to_be_visible()
    of_room(other, "801").get_by_role("button", name="I go").tap()
    expect(said(guest)).to_have_text("Our staff is coming")


def test_a_colleague_takes_over_what_another_has_forgotten(screens: Screens, house: Presses, demo_hub: RunningHub) -> None:
    """Handheld 1 has forgotten it and is without a network when its colleague takes over; back again, it sees that they go."""
    screens.watch.forgive(r"ERR_INTERNET_DISCONNECTED")
    guest, one, other = pad(screens), handheld(screens, "Handheld 1"), handheld(screens, "Handheld 2", language="zh-CN")
    press(guest)
    of_room(one, "801").get_by_role("button", name="I go").tap()
    expect(said(guest)).to_have_text("Our staff is coming")
    (call,) = house.board()["pad_calls"]
    shop_id = UUID(screens.demo["shops"][0]["id"])
    demo_hub.database.run_now(lambda tx: escalate_pad_call(tx, shop_id, UUID(call["id"]), "accepted"))
    one.context.set_offline(True)
    take = of_room(other, "801").get_by_role("button", name="接手")
    take.focus()
    other.keyboard.press("Enter")
    expect(of_room(other, "801")).to_contain_text("您去")
    expect(of_room(other, "801")).to_have_attribute("data-tone", "calm")
    expect(of_room(other, "801").get_by_role("button", name="退回")).to_be_visible()
    expect(said(guest)).to_have_text("Our staff is coming")
    one.context.set_offline(False)
    expect(of_room(one, "801")).to_contain_text("Handheld 2 goes")
    of_room(other, "801").get_by_role("button", name="已完成").tap()
    expect(of_room(one, "801")).to_have_count(0)


def test_the_desk_takes_over_after_a_question_while_there_is_time_left(screens: Screens, house: Presses) -> None:
    call = house.post("Pad 801", "/me/calls", {"service": "water"})["pad_call"]
    house.post("Handheld 1", f"/pad-calls/{call['id']}/accept")
    waiter, till = handheld(screens, "Handheld 1"), desk(screens)
    row = of_room(till, "801")
    expect(row.locator(".pill", has_text="Handheld 1 goes")).to_be_in_viewport(ratio=1)  # no button hides who goes
    row.locator("[data-row]").focus()
    till.keyboard.press("Tab")
    expect(row.get_by_role("button", name="Take over")).to_be_focused()
    till.keyboard.press("Enter")
    question = till.get_by_role("alertdialog")
    expect(question).to_contain_text("Handheld 1 goes to 801. Take over all the same?")
    till.keyboard.press("Escape")
    expect(row).to_contain_text("Handheld 1 goes")
    row.get_by_role("button", name="Take over").click()
    question.get_by_role("button", name="Take over").click()
    expect(of_room(waiter, "801")).to_contain_text("Cashier 1 goes")
    row.get_by_role("button", name="Hand back").click()
    expect(of_room(waiter, "801").get_by_role("button", name="I go")).to_be_visible()


def test_a_guest_who_presses_without_end_is_told_that_it_goes_in_a_moment(screens: Screens, house: Presses) -> None:
    """One too many stands in words, can be taken back, and goes by itself once the hub takes presses of these guests again."""
    screens.watch.forgive(r"status of 429 .*/me/calls")
    guest = pad(screens, "802")
    for _ in range(PRESSES.at_once):
        call = house.post("Pad 802", "/me/calls", {"service": "water"})["pad_call"]
        house.write("DELETE", "Pad 802", f"/me/calls/{call['id']}", None)
    expect(guest.locator(".service", has_text="Water")).to_have_attribute("data-state", "none")
    press(guest)
    expect(said(guest)).to_have_text("Pressed very often. We hear of it in a moment")
    guest.get_by_role("button", name="Not needed").click()
    guest.get_by_role("button", name="Call", exact=True).click()
    expect(said(guest)).to_have_text("Pressed very often. We hear of it in a moment")
    assert house.board()["pad_calls"] == []
    expect(said(guest)).to_have_text("We have told the staff", timeout=60_000)
    assert [call["service"] for call in house.board()["pad_calls"]] == ["water"]
