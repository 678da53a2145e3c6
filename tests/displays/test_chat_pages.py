"""Chat on the pad and in the office: what one side writes the other has at once, and nothing of it is seen by the next guests."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import delete, update

from hub.im.chat.pacing import MESSAGES
from hub.tables import TABLES
from tests.browsers import Screens, becomes, until
from tests.displays.presses import Presses
from tests.running import RunningHub

SILENT_MS = 30_000
OFFLINE = "WebSocket|Failed to load resource|ERR_INTERNET_DISCONNECTED"
SIZES: list[dict[str, Any]] = [
    {"width": 1366, "height": 768, "theme": "light", "language": "en"},
    {"width": 1280, "height": 800, "theme": "dark", "language": "zh-CN"},
    {"width": 1920, "height": 1080, "theme": "dark", "language": "en"},
    {"width": 390, "height": 844, "theme": "light", "language": "en"},
]
WIDER = "() => document.documentElement.scrollWidth > innerWidth"


class Staff:
    """What people of the house do with chats, over plain HTTP."""

    def __init__(self, home: str, demo: dict[str, Any]) -> None:
        self.http = httpx.Client(base_url=f"{home}/api/v1", timeout=30)
        self.tokens = {each["username"]: each["access_token"] for each in demo["users"]}
        self.ids = {each["username"]: each["id"] for each in demo["users"]}
        self.shop_id = demo["shops"][0]["id"]

    def ask(self, method: str, path: str, body: Any = None, *, who: str = "manager.bund") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.tokens[who]}", "Idempotency-Key": str(uuid4())}
        answer = self.http.request(method, path, json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else {}

    def running(self) -> list[dict[str, Any]]:
        return [each for each in self.ask("GET", "/chats?limit=200")["items"] if each["state"] != "closed"]

    def texts(self, chat_id: str) -> list[str]:
        return [each["text"] for each in self.ask("GET", f"/chats/{chat_id}/messages")["items"] if each["kind"] == "text"]

    def begin(self, room_id: str, text: str, *, who: str = "waiter1.bund") -> dict[str, Any]:
        """Somebody writes to a room that has not written."""
        chat = self.ask("POST", "/chats", {"room_id": room_id}, who=who)["chat"]
        self.say(chat, text, who=who)
        return chat  # type: ignore[no-any-return]

    def say(self, chat: dict[str, Any], text: str, *, who: str = "waiter1.bund") -> None:
        self.ask("POST", f"/chats/{chat['id']}/messages", {"text": text}, who=who)

    def tidy(self) -> None:
        """Nobody takes chats, and none is left: what a test that failed has switched on must not fail the next."""
        for who in ("manager.bund", "cashier.bund"):
            self.ask("PUT", "/me/chat-agent", {"available": False}, who=who)
        for chat in self.running():
            self.ask("POST", f"/chats/{chat['id']}/close")


@pytest.fixture
def staff(demo_hub: RunningHub) -> Iterator[Staff]:
    assert demo_hub.hub.demo is not None
    made = Staff(demo_hub.url, demo_hub.hub.demo)
    made.tidy()
    yield made
    made.tidy()


@pytest.fixture
def guests(house: Presses) -> Presses:
    """Rooms 802 and 803 have other guests for each test."""
    for number in ("802", "803"):
        leave(house, number)
        house.post("Cashier 1", f"/rooms/{house.rooms[number]}/open", {"guests": 2})
    return house


def forget_paces(demo_hub: RunningHub) -> None:
    """As if everybody had been slow until now."""
    demo_hub.database.run_now(lambda tx: tx.run(delete(TABLES["pace"])))


def use_up_paces(demo_hub: RunningHub) -> None:
    """As if everybody who has written were so fast that the next message is taken in six seconds, however slow this machine is."""
    used = update(TABLES["pace"]).values(used_until=datetime.now(UTC) + MESSAGES.ahead + timedelta(seconds=6))
    demo_hub.database.run_now(lambda tx: tx.run(used))


def leave(house: Presses, number: str) -> None:
    if house.room(number)["state"] == "occupied":
        house.post("Cashier 1", f"/rooms/{house.rooms[number]}/checkout")
    if house.room(number)["state"] != "free":
        house.post("Cashier 1", f"/rooms/{house.rooms[number]}/clean")


def pad_in(screens: Screens, number: str, **how: Any) -> Page:
    """A pad whose guest has begun, with the chat open."""
    page = screens.open("pad", number, **how)
    page.locator(".welcome-touch").click()
    open_chat(page)
    return page


def open_chat(page: Page) -> None:
    page.locator(".service-chat, .pad-place:has-text('Chat'), .pad-place:has-text('聊天')").first.click()
    expect(page.locator(".chat-sheet")).to_be_visible()


def console(screens: Screens, place: str = "", who: str = "manager.bund", **how: Any) -> Page:
    page = screens.open("office", who, **({"width": 1366, "height": 768} | how))
    expect(page.locator(".of-main")).to_be_visible()
    page.evaluate("(hash) => { location.hash = hash }", f"#/chat{place}")
    expect(page.locator(".of-chat")).to_be_visible()
    expect(page.locator(".of-chat .link-live")).to_be_attached()
    return page


def write(page: Page, text: str) -> None:
    page.locator(".chat-composer .chat-input").fill(text)
    page.locator(".chat-composer .chat-input").press("Enter")


def said(page: Page) -> Locator:
    return page.locator(".chat-text")


def item(office: Page, number: str) -> Locator:
    return office.locator(".of-chat-items .of-chat-item", has_text=number)


def test_who_writes_too_fast_is_told_kindly_and_loses_nothing(
    screens: Screens, guests: Presses, staff: Staff, demo_hub: RunningHub
) -> None:
    screens.watch.forgive("429")
    forget_paces(demo_hub)
    pad = pad_in(screens, "803")
    words = [f"word {number}" for number in range(1, 6)]
    for word in words[:3]:
        write(pad, word)
    there = pad.locator(".chat-message[data-own=true][data-state=there]")
    expect(there).to_have_count(3)
    use_up_paces(demo_hub)
    for word in words[3:]:
        write(pad, word)
    expect(pad.locator(".chat-way", has_text="A little fast; this goes out in a moment")).to_be_visible()
    expect(said(pad)).to_have_text(words)
    expect(pad.locator(".chat-failed")).to_have_count(0)
    expect(there).to_have_count(5, timeout=SILENT_MS)
    expect(said(pad)).to_have_text(words)
    assert staff.texts(staff.running()[0]["id"]) == words


def test_a_guest_writes_and_an_agent_answers(screens: Screens, guests: Presses, staff: Staff) -> None:
    office = console(screens, "/queue")
    pad = pad_in(screens, "802")
    pad.locator(".chat-asks button").first.click()
    expect(said(pad)).to_have_text(["Two more towels, please"])
    expect(pad.locator(".chat-stand")).to_have_attribute("data-stand", "nobody")
    expect(item(office, "802")).to_contain_text("Two more towels, please")
    expect(office.locator(".of-link .of-badge").first).to_be_visible()
    item(office, "802").click()
    expect(pad.locator(".chat-way[data-mark=read]")).to_be_visible()
    office.locator(".chat-input").press_sequentially("At on")
    expect(pad.locator(".chat-typing")).to_contain_text("is typing")
    write(office, "At once!\nAnything else?")
    expect(said(pad)).to_have_text(["Two more towels, please", "At once!\nAnything else?"])
    expect(pad.locator(".chat-typing")).to_have_count(0)
    expect(pad.locator(".chat-stand")).to_have_attribute("data-stand", "open")
    expect(office.locator(".of-chat-tabs [aria-checked=true]")).to_have_text("Mine 1")
    expect(office.locator(".chat-way[data-mark=read]")).to_be_visible()
    pad.locator(".chat-input").press_sequentially("No")
    expect(office.locator(".chat-typing")).to_contain_text("Room 802 is typing")
    write(pad, "No, thank you")
    expect(said(office)).to_have_count(3)


def test_what_nobody_has_read_is_counted_where_it_is_opened(screens: Screens, guests: Presses, staff: Staff) -> None:
    pad = screens.open("pad", "802")
    expect(pad.locator(".welcome-touch")).to_be_visible()
    expect(pad.locator(".link-live")).to_be_visible()
    chat = staff.begin(guests.rooms["802"], "The sauna is warm")
    expect(pad.locator(".welcome-news")).to_contain_text("1 unread message")
    pad.locator(".toast", has_text="The sauna is warm").get_by_role("button", name="Read").click()
    expect(said(pad)).to_have_text("The sauna is warm")
    pad.locator(".dialog-close").click()
    expect(pad.locator(".service-badge")).to_have_count(0)
    for text in ("One", "Two"):
        staff.say(chat, text)
    expect(pad.locator(".service-badge")).to_have_text("2")
    open_chat(pad)
    expect(pad.locator(".chat-new")).to_be_visible()
    pad.locator(".dialog-close").click()
    expect(pad.locator(".service-badge")).to_have_count(0)
    pad.reload()
    pad.locator(".welcome-touch").click()
    expect(pad.locator(".link-live")).to_be_visible()
    expect(pad.locator(".service-badge")).to_have_count(0)


def test_messages_written_without_a_network_arrive_once_and_in_order(screens: Screens, guests: Presses, staff: Staff) -> None:
    """Also the first one of all, whose chat is not there yet, and over a reload of the page."""
    screens.watch.forgive(OFFLINE)
    pad = pad_in(screens, "802")
    until(pad, "caches.open('venuehub').then((cache) => cache.match('/pad')).then((found) => found !== undefined)")
    until(pad, "navigator.serviceWorker.controller !== null")
    pad.context.set_offline(True)
    for text in ("First", "Second"):
        write(pad, text)
    waiting = pad.locator(".chat-message[data-state=waiting]")
    expect(waiting).to_have_count(2)
    expect(waiting.first.locator(".chat-way")).to_have_text("Waiting")
    pad.reload()
    pad.locator(".welcome-touch").click()
    open_chat(pad)
    expect(said(pad)).to_have_text(["First", "Second"])
    write(pad, "Third")
    expect(waiting).to_have_count(3)
    assert staff.running() == []
    pad.context.set_offline(False)
    expect(waiting).to_have_count(0, timeout=SILENT_MS)
    expect(said(pad)).to_have_text(["First", "Second", "Third"])
    expect(pad.locator(".chat-way[data-mark]")).to_be_visible()
    (chat,) = staff.running()
    assert staff.texts(chat["id"]) == ["First", "Second", "Third"]


def test_an_agent_without_a_network_too(screens: Screens, guests: Presses, staff: Staff) -> None:
    screens.watch.forgive(OFFLINE)
    chat = staff.begin(guests.rooms["802"], "Hello", who="manager.bund")
    office = console(screens, f"/mine/{chat['id']}")
    expect(said(office)).to_have_text(["Hello"])
    office.context.set_offline(True)
    for text in ("One", "Two"):
        write(office, text)
    expect(office.locator(".chat-message[data-state=waiting]")).to_have_count(2)
    office.context.set_offline(False)
    expect(office.locator(".chat-message[data-state=there]")).to_have_count(3, timeout=SILENT_MS)
    assert staff.texts(chat["id"]) == ["Hello", "One", "Two"]


def test_what_was_missed_is_there_when_the_line_is_back(screens: Screens, guests: Presses, staff: Staff, demo_hub: RunningHub) -> None:
    screens.watch.forgive(OFFLINE)
    chat = staff.begin(guests.rooms["802"], "Before")
    pad = pad_in(screens, "802")
    expect(said(pad)).to_have_text(["Before"])
    pad.context.set_offline(True)
    expect(pad.locator(".link-offline, .chat-stand[data-stand=offline]").first).to_be_attached(timeout=SILENT_MS)
    for number in range(60):
        if number % 9 == 0:
            forget_paces(demo_hub)
        staff.say(chat, f"Missed {number}")
    pad.context.set_offline(False)
    expect(said(pad)).to_have_count(61, timeout=SILENT_MS)
    expect(said(pad).last).to_have_text("Missed 59")


def test_a_message_too_long_for_an_event_arrives_too(screens: Screens, guests: Presses, staff: Staff) -> None:
    chat = staff.begin(guests.rooms["802"], "Short", who="manager.bund")
    office, pad = console(screens, f"/mine/{chat['id']}"), pad_in(screens, "802")
    expect(said(pad)).to_have_text(["Short"])
    staff.say(chat, "😀" * 2_000, who="manager.bund")
    staff.say(chat, "Short again", who="manager.bund")
    for page in (office, pad):
        expect(said(page)).to_have_text(["Short", "😀" * 2_000, "Short again"])
    expect(item(office, "802")).to_contain_text("Short again")


def test_a_message_that_was_refused_is_sent_again_by_a_tap(screens: Screens, guests: Presses, staff: Staff) -> None:
    screens.watch.forgive("409")
    chat = staff.begin(guests.rooms["802"], "Hello", who="manager.bund")
    office = console(screens, f"/mine/{chat['id']}")
    expect(said(office)).to_have_text(["Hello"])
    office.route("**/messages", lambda route: route.fulfill(status=409, json={"code": "chat_taken", "status": 409}))
    write(office, "Still there?")
    failed = office.locator(".chat-message[data-state=failed]")
    expect(failed).to_contain_text("Not sent")
    office.unroute("**/messages")
    failed.get_by_role("button", name="Not sent").click()
    expect(office.locator(".chat-message[data-state=there]")).to_have_count(2)
    assert staff.texts(chat["id"]) == ["Hello", "Still there?"]


def photo(width: int, height: int) -> bytes:
    kept = io.BytesIO()
    Image.radial_gradient("L").resize((width, height)).convert("RGB").save(kept, "JPEG")
    return kept.getvalue()


def test_a_picture_is_sent_and_opens_large(screens: Screens, guests: Presses, staff: Staff) -> None:
    office = console(screens, "/queue")
    pad = pad_in(screens, "802")
    pad.locator(".chat-file").set_input_files({"name": "wall.jpg", "mimeType": "image/jpeg", "buffer": photo(2400, 1200)})
    expect(pad.locator(".chat-message[data-state=there] .chat-picture img")).to_be_visible()
    item(office, "802").click()
    small = office.locator(".chat-picture img")
    expect(small).to_be_visible()
    office.locator(".chat-picture").click()
    large = office.locator(".chat-viewer img")
    expect(large).to_be_visible()
    until(office, "document.querySelector('.chat-viewer img').naturalWidth === 1600")
    until(office, "document.querySelector('.chat-viewer img').getBoundingClientRect().width > 1300")
    office.keyboard.press("Escape")
    expect(large).to_have_count(0)
    pad.locator(".chat-file").set_input_files({"name": "no.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
    expect(pad.locator(".toast")).to_contain_text("not a picture")


def test_a_chat_is_accepted_transferred_with_a_note_and_taken_over(screens: Screens, guests: Presses, staff: Staff) -> None:
    pad = pad_in(screens, "802")
    write(pad, "Who is there?")
    manager = console(screens, "/queue")
    cashier = console(screens, "/queue", "cashier.bund")
    item(manager, "802").click()
    manager.get_by_role("button", name="Accept").click()
    expect(manager.locator(".of-chat-head")).to_contain_text("With you")
    expect(item(cashier, "802")).to_have_count(0)
    manager.get_by_role("button", name="Transfer").click()
    dialog = manager.get_by_role("dialog")
    off = dialog.locator(".of-choose", has=manager.locator(f"input[value='{staff.ids['cashier.bund']}']"))
    expect(off).to_contain_text("Takes none")
    expect(off.locator("input")).to_be_disabled()
    manager.keyboard.press("Escape")
    staff.ask("PUT", "/me/chat-agent", {"available": True, "capacity": 4}, who="cashier.bund")
    manager.get_by_role("button", name="Transfer").click()
    to = dialog.locator(".of-choose", has=manager.locator(f"input[value='{staff.ids['cashier.bund']}']"))
    expect(to).to_contain_text("0 of 4 chats")
    away = dialog.locator(".of-choose", has=manager.locator(f"input[value='{staff.ids['waiter1.bund']}']"))
    expect(away).to_contain_text("Not here")
    expect(away.locator("input")).to_be_disabled()
    to.click()
    dialog.get_by_label("Note for the colleague").fill("They want the bill")
    dialog.get_by_role("button", name="Transfer").click()
    expect(manager.locator(".of-chat-bar")).to_contain_text("answers this guest")
    cashier.locator(".of-chat-tabs").get_by_text("Mine 1").click()
    item(cashier, "802").click()
    expect(cashier.locator(".of-chat-note")).to_contain_text("They want the bill")
    write(cashier, "I am")
    expect(said(pad)).to_have_text(["Who is there?", "I am"])
    expect(pad.locator("body")).not_to_contain_text("They want the bill")
    staff.ask("PUT", "/me/chat-agent", {"available": False}, who="cashier.bund")
    manager.get_by_role("button", name="Take over").click()
    expect(manager.locator(".chat-composer")).to_be_visible()
    expect(manager.locator(".of-chat-head")).to_contain_text("With you")
    expect(cashier.locator(".of-chat-bar")).to_contain_text("answers this guest")
    expect(manager.locator(".chat-system").last).to_contain_text("took this over from")
    expect(pad.locator(".chat-system").last).to_contain_text("takes care of this")


def test_whoever_takes_chats_is_given_one_and_hears_of_it_anywhere_in_the_office(screens: Screens, guests: Presses, staff: Staff) -> None:
    office = console(screens)
    switch = office.get_by_role("switch", name="Take chats")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    office.get_by_role("button", name="One less").click()
    expect(office.locator(".of-chat-me")).to_contain_text("at most 3 at once")
    becomes(office, lambda: staff.ask("GET", f"/me/chat-agent?shop_id={staff.shop_id}"), {"available": True, "capacity": 3})
    office.evaluate("location.hash = '#/today'")
    expect(office.locator(".of-page h1")).to_have_text("Today")
    pad = pad_in(screens, "802")
    write(pad, "Hello?")
    office.locator(".toast", has_text="Room 802").get_by_role("button", name="Open").first.click()
    expect(pad.locator(".chat-stand")).to_have_attribute("data-stand", "assigned")
    expect(office.locator(".of-chat-head")).to_contain_text("Your turn")
    expect(said(office)).to_have_text(["Hello?"])
    office.get_by_role("switch", name="Take chats").click()
    expect(pad.locator(".chat-stand")).to_have_attribute("data-stand", "nobody")


def test_a_closed_chat_is_rated_once_and_goes_on_when_the_guest_writes_again(screens: Screens, guests: Presses, staff: Staff) -> None:
    pad = pad_in(screens, "802")
    write(pad, "Thank you")
    office = console(screens, "/queue")
    item(office, "802").click()
    write(office, "You are welcome")
    office.get_by_role("button", name="Close chat").click()
    office.get_by_role("alertdialog").get_by_role("button", name="Close it").click()
    expect(office.locator(".of-chat-bar")).to_contain_text("This chat is closed")
    pad.get_by_role("radio", name="4: Good").click()
    pad.get_by_placeholder("Anything to add?").fill("Quick!")
    pad.get_by_role("button", name="Send", exact=True).first.click()
    expect(pad.locator(".chat-rated .chat-star[data-on=true]")).to_have_count(4)
    expect(office.locator(".of-chat-bar")).to_contain_text("Quick!")
    pad.reload()
    pad.locator(".welcome-touch").click()
    open_chat(pad)
    expect(pad.locator(".chat-rated .chat-star[data-on=true]")).to_have_count(4)
    write(pad, "One more thing")
    expect(pad.locator(".chat-ended")).to_have_count(0)
    office.locator(".of-chat-tabs").get_by_text("Queue 1").click()
    expect(item(office, "802")).to_contain_text("One more thing")


def test_guests_who_have_checked_out_rate_and_are_sent_to_the_desk(screens: Screens, guests: Presses, staff: Staff) -> None:
    screens.watch.forgive("409")
    staff.begin(guests.rooms["802"], "Your bill is ready")
    pad = pad_in(screens, "802")
    expect(said(pad)).to_have_text(["Your bill is ready"])
    pad.route("**/messages", lambda route: route.fulfill(status=409, json={"code": "stay_closed", "status": 409}))
    write(pad, "One more tea")
    expect(pad.locator(".chat-failed")).to_contain_text("Not sent")
    expect(pad.locator("button.chat-retry")).to_have_count(0)
    guests.post("Cashier 1", f"/rooms/{guests.rooms['802']}/checkout")
    expect(pad.locator("[data-stand=over]")).to_contain_text("Please ask at the front desk")
    expect(pad.locator(".chat-composer")).to_have_count(0)
    expect(pad.locator(".chat-ended")).not_to_contain_text("Just write again")
    pad.get_by_role("radio", name="5: Very good").click()
    pad.locator(".chat-ended").get_by_role("button", name="Send").click()
    expect(pad.locator(".chat-rated .chat-star[data-on=true]")).to_have_count(5)
    expect(pad.locator(".chat-system").last).to_contain_text("You have checked out")


def test_a_guest_ends_the_chat(screens: Screens, guests: Presses, staff: Staff) -> None:
    staff.begin(guests.rooms["802"], "May I help?")
    pad = pad_in(screens, "802")
    pad.get_by_role("button", name="End chat").click()
    pad.get_by_role("alertdialog").get_by_role("button", name="End it").click()
    expect(pad.get_by_role("radiogroup", name="How did we do?")).to_be_visible()
    assert staff.running() == []


def test_everybody_in_the_house_writes_in_the_group(screens: Screens, guests: Presses, staff: Staff) -> None:
    one, other = pad_in(screens, "802"), pad_in(screens, "803")
    for pad in (one, other):
        pad.locator(".chat-tabs .segment").nth(1).click()
        expect(pad.locator(".chat-stand")).to_contain_text("Everybody in the house reads this")
    cook = console(screens, "/group", "cook1.bund")
    expect(cook.locator(".of-chat-tabs")).to_have_count(0)
    write(one, "Is the karaoke open?")
    expect(other.locator(".chat-message", has_text="karaoke").locator(".chat-writer")).to_have_text("Room 802")
    expect(cook.locator(".chat-message", has_text="karaoke").locator(".chat-writer")).to_have_text("Room 802")
    write(cook, "Yes, until two")
    for pad, own in ((one, 1), (other, 0)):
        expect(said(pad).last).to_have_text("Yes, until two")
        expect(pad.locator(".chat-message[data-own=true]")).to_have_count(own)


def test_a_group_for_staff_alone_is_not_on_the_pad(screens: Screens, guests: Presses, staff: Staff) -> None:
    screens.watch.forgive("403")
    staff.ask("PATCH", f"/shops/{staff.shop_id}", {"settings": {"group_with_guests": False}})
    try:
        pad = pad_in(screens, "802")
        expect(pad.locator(".dialog-head h2")).to_have_text("Chat with us")
        expect(pad.locator(".chat-tabs")).to_have_count(0)
    finally:
        staff.ask("PATCH", f"/shops/{staff.shop_id}", {"settings": {"group_with_guests": True}})


def test_the_next_guests_see_nothing(screens: Screens, guests: Presses, staff: Staff) -> None:
    screens.watch.forgive(OFFLINE + "|40[349]")
    pad = pad_in(screens, "802")
    write(pad, "Our secret")
    expect(pad.locator(".chat-way[data-mark]")).to_be_visible()
    pad.locator(".chat-tabs .segment").nth(1).click()
    write(pad, "Told to everybody")
    expect(pad.locator(".chat-message[data-state=there]")).to_have_count(1)
    pad.locator(".chat-tabs .segment").nth(0).click()
    pad.locator(".chat-input").fill("not sent yet")
    leave(guests, "802")
    expect(pad.locator(".welcome-closed")).to_be_visible()
    assert staff.running() == []
    guests.post("Cashier 1", f"/rooms/{guests.rooms['802']}/open", {"guests": 1})
    pad.locator(".welcome-touch").click()
    open_chat(pad)
    expect(pad.locator(".chat-asks")).to_be_visible()
    expect(pad.locator(".chat-input")).to_have_value("")
    expect(said(pad)).to_have_count(0)
    pad.locator(".chat-tabs .segment").nth(1).click()
    expect(pad.locator(".chat-stand[data-stand=group]")).to_be_visible()
    expect(pad.locator(".chat-thread .empty")).to_be_visible()
    expect(pad.locator("body")).not_to_contain_text("Told to everybody")


def test_what_waits_on_the_pad_goes_with_its_guests(screens: Screens, guests: Presses, staff: Staff) -> None:
    screens.watch.forgive(OFFLINE + "|40[349]")
    pad = pad_in(screens, "802")
    expect(pad.locator(".chat-tabs")).to_be_visible()
    pad.context.set_offline(True)
    for tab in (1, 0):
        pad.locator(".chat-tabs .segment").nth(tab).click()
        write(pad, "Never sent")
        expect(pad.locator(".chat-message[data-state=waiting]")).to_be_visible()
    leave(guests, "802")
    guests.post("Cashier 1", f"/rooms/{guests.rooms['802']}/open", {"guests": 1})
    pad.context.set_offline(False)
    expect(pad.locator(".link-live")).to_be_visible(timeout=SILENT_MS)
    expect(pad.locator(".link-pill")).not_to_contain_text("to send", timeout=SILENT_MS)
    group = staff.ask("GET", f"/chats/group?shop_id={staff.shop_id}")["chat"]
    assert [text for chat in [*staff.running(), group] for text in staff.texts(chat["id"]) if text == "Never sent"] == []
    expect(pad.locator("body")).not_to_contain_text("Never sent")


def test_phrases_by_slash_and_by_keys(screens: Screens, guests: Presses, staff: Staff) -> None:
    for number in ("802", "803"):
        staff.begin(guests.rooms[number], "Hello", who="manager.bund")
    office = console(screens, "/mine")
    field = office.locator(".chat-input")
    office.keyboard.press("Alt+ArrowDown")
    expect(office.locator(".of-chat-item[aria-current]")).to_have_count(1)
    first = office.locator(".of-chat-head h2").inner_text()
    office.keyboard.press("Alt+ArrowDown")
    expect(office.locator(".of-chat-head h2")).not_to_have_text(first)
    field.press_sequentially("/so")
    found = office.get_by_role("option")
    expect(found.nth(0)).to_contain_text("/soldout")
    expect(found.nth(1)).to_contain_text("/sorry")
    expect(found.first).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(found.nth(1)).to_have_attribute("aria-selected", "true")
    office.locator(".of-phrases").get_by_role("radio", name="中文").click()
    field.press("Enter")
    expect(field).to_have_value("给您带来不便非常抱歉，我们立刻处理。")
    field.press("Shift+Enter")
    field.press_sequentially("/no list here")
    expect(office.locator(".of-phrases")).to_have_count(0)
    field.fill("/")
    field.press("Escape")
    expect(office.locator(".of-phrases")).to_have_count(0)
    expect(field).to_have_value("/")


def test_phrases_are_edited_by_whoever_may(screens: Screens, guests: Presses, staff: Staff) -> None:
    screens.watch.forgive("422")
    chat = staff.begin(guests.rooms["802"], "Hello", who="manager.bund")
    office = console(screens, f"/mine/{chat['id']}")
    office.get_by_role("button", name="Phrases").click()
    office.get_by_role("button", name="Edit phrases").click()
    office.get_by_role("dialog").get_by_role("button", name="Add a phrase").click()
    dialog = office.get_by_role("dialog", name="Add a phrase")
    dialog.get_by_label("Shortcut").fill("Pool!")
    dialog.get_by_label("English").fill("The pool is open until 23:00.")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_contain_text("1 to 20 small letters")
    dialog.get_by_label("Shortcut").fill("pool")
    dialog.get_by_role("button", name="Save").click()
    listed = office.get_by_role("dialog", name="Canned phrases")
    expect(listed.locator(".of-phrase", has_text="/pool")).to_contain_text("until 23:00")
    listed.get_by_role("button", name="Remove /pool").click()
    office.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
    expect(listed.locator(".of-phrase", has_text="/pool")).to_have_count(0)
    waiter = console(screens, "/mine", "waiter1.bund")
    waiter.keyboard.press("Escape")
    staff.begin(guests.rooms["803"], "Hi")
    item(waiter, "803").click()
    waiter.get_by_role("button", name="Phrases").click()
    expect(waiter.get_by_role("option").first).to_be_visible()
    expect(waiter.get_by_role("button", name="Edit phrases")).to_have_count(0)


def test_beside_the_chat_stand_the_orders_of_the_stay(screens: Screens, guests: Presses, staff: Staff) -> None:
    chat = staff.begin(guests.rooms["802"], "Hello", who="manager.bund")
    line = guests.order("802", "Mapo tofu")[0]
    number = guests.get("Cashier 1", f"/orders/{line['order_id']}")["order"]["number"]
    office = console(screens, f"/mine/{chat['id']}")
    expect(office.locator(".of-chat-orders")).to_contain_text(str(number))
    office.locator(".of-chat-orders a").click()
    expect(office.locator(".of-page h1")).to_contain_text(str(number))


def test_staff_write_first(screens: Screens, guests: Presses, staff: Staff) -> None:
    office = console(screens)
    office.get_by_role("button", name="Write to a guest").click()
    office.get_by_role("dialog").get_by_role("button", name="803").click()
    expect(office.locator(".of-chat-head")).to_contain_text("Room 803")
    write(office, "Your table is ready")
    pad = pad_in(screens, "803")
    expect(said(pad)).to_have_text(["Your table is ready"])


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size['width']}-{size['language']}")
def test_nothing_runs_over_the_edge(screens: Screens, guests: Presses, staff: Staff, size: dict[str, Any]) -> None:
    chat = staff.begin(guests.rooms["802"], "https://long.example/" + "x" * 300)
    staff.say(chat, "一二三四五六七八九十" * 30)
    office = console(screens, f"/all/{chat['id']}", **size)
    expect(said(office)).to_have_count(2)
    assert not office.evaluate(WIDER)
    office.evaluate("location.hash = '#/chat/all'")
    expect(item(office, "802")).to_be_visible()
    assert not office.evaluate(WIDER)
    pad = pad_in(screens, "802", **size)
    expect(said(pad)).to_have_count(2)
    assert not pad.evaluate(WIDER)
    assert pad.locator(".chat-scroll").evaluate("(place) => place.scrollWidth <= place.clientWidth")
    until(pad, "document.querySelector('.chat-composer').getBoundingClientRect().bottom <= innerHeight")
    small = pad.locator(".chat-composer .button").evaluate_all(
        "all => all.filter((one) => one.offsetHeight < 48 || one.offsetWidth < 48).length"
    )
    assert small == 0
