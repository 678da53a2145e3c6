"""Screens say what the hub tells them, from the sentence on the hub to the sound in the browser and the receipt in the log."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

from hub.im.rules.models import im_rule
from tests.browsers import Screens, becomes, until
from tests.displays.presses import Presses
from tests.displays.shifts import begin_shift
from tests.displays.test_kitchen_page import ASLEEP, WALL, card
from tests.running import RunningHub

CHIMES = {
    name: about["seconds"] for name, about in tomllib.loads((Path(__file__).parents[2] / "sounds/manifest.toml").read_text("utf-8")).items()
}
HEARD = """window.heard = []
const start = AudioBufferSourceNode.prototype.start
AudioBufferSourceNode.prototype.start = function (...when) {
  window.heard.push(this.buffer.duration)
  return start.apply(this, when)
}"""
SHORTEST_SECONDS = 0.1
"""What is shorter is the tone that nobody hears."""


class House(Presses):
    """The others in the house, and the manager, who sees what became of each message."""

    def __init__(self, home: str, demo: dict[str, Any]) -> None:
        super().__init__(home, demo)
        shop = demo["shops"][0]
        self.free_bands = [band["code"] for band in shop["wristbands"] if not band["handed_out"]]
        people = [each for each in demo["users"] if each["shop_id"] == shop["id"]]
        self.tokens["manager"] = next(each for each in people if each["role"] == "manager")["access_token"]

    def messages(self, line: dict[str, Any], device: str, event: str) -> list[dict[str, Any]]:
        """What this device was told of a line, the first repeats, each with its `result` there."""
        found = []
        for message in self.get("manager", f"/im/messages?order_id={line['order_id']}&limit=100")["items"]:
            if message["event"] != event or message["repeat"] != 1 or line["id"] not in message["lines"]:
                continue
            found += [message | {"result": each["result"]} for each in message["deliveries"] if each["device"] == device]
        return found

    def results(self, line: dict[str, Any], device: str, event: str = "order_placed", kind: str = "announcement") -> list[str | None]:
        return [each["result"] for each in self.messages(line, device, event) if each["kind"] == kind]

    def band_order(self, code: str, dish: str) -> dict[str, Any]:
        """What a wristband's guest orders on a waiter's handheld: its line."""
        wanted = [{"sku_id": self.items[dish]["sku_id"], "quantity": 1}]
        (line,) = self.post("Handheld 1", "/orders", {"lines": wanted, "wristband": code})["order"]["lines"]
        return line  # type: ignore[no-any-return]


@pytest.fixture
def house(demo_hub: RunningHub) -> Iterator[House]:
    assert demo_hub.hub.demo is not None
    presses = House(demo_hub.url, demo_hub.hub.demo)
    yield presses
    presses.tidy()


def listening(screens: Screens, **size: Any) -> BrowserContext:
    """A profile whose pages write down what they play."""
    context = screens.context(**(WALL | size))
    context.add_init_script(HEARD)
    return context


def heard(page: Page) -> list[str]:
    """The chimes by name and the sentences as "words", in the order in which they began."""
    seconds = [each for each in page.evaluate("() => window.heard") if each >= SHORTEST_SECONDS]
    names = [[name for name, length in CHIMES.items() if abs(length - each) < 0.005] for each in seconds]
    return [found[0] if found else "words" for found in names]


def forget(page: Page) -> None:
    page.evaluate("() => { window.heard = [] }")


def begun(page: Page) -> Page:
    """A kitchen screen whose shift has begun, and what it sounded for that is over."""
    has_asked = begin_shift(page)
    until(page, "() => navigator.userActivation.hasBeenActive")
    if has_asked:
        becomes(page, lambda: heard(page), ["new_order"])
    forget(page)
    return page


def test_a_locked_screen_says_so_until_somebody_touches_it(screens: Screens, house: House) -> None:
    context = listening(screens)
    context.add_init_script(ASLEEP)
    page = screens.open("kitchen", "Hot 1", context=context)
    page.get_by_role("button", name="Without sound").click()
    (line,) = house.order("801", "Boiled dumplings")
    expect(page.locator(".k-caption[data-name=said]")).to_contain_text("801")
    becomes(page, lambda: house.results(line, "Hot 1"), ["audio_blocked"])
    assert heard(page) == []
    office = screens.open("office", "manager.bund")
    office.evaluate("() => { location.hash = '#/devices' }")
    row = office.get_by_role("table", name="Devices").locator("tr", has_text="Hot 1")
    expect(row).to_contain_text("Sound is blocked")
    page.get_by_role("button", name="Sound is blocked").click()
    expect(row).not_to_contain_text("Sound is blocked")
    (line,) = house.order("802", "Boiled dumplings")
    becomes(page, lambda: house.results(line, "Hot 1"), ["spoken"])
    assert heard(page)[-1] == "words"


def test_two_dishes_are_one_sentence_after_one_chime(screens: Screens, house: House) -> None:
    page = begun(screens.open("kitchen", "Pass", context=listening(screens)))
    line, _ = house.order("801", "Boiled dumplings", "Red-braised pork belly")
    expect(page.locator(".k-caption-text")).to_contain_text("801房间下单了水饺1份、本帮红烧肉1份")
    expect(page.locator(".k-caption-room")).to_have_text("801")
    becomes(page, lambda: house.results(line, "Pass"), ["spoken"])
    assert heard(page) == ["new_order", "words"]
    page.locator(".k-tool[aria-label='Screen settings']").click()
    page.get_by_role("tab", name="Sound").click()
    expect(page.locator(".k-announced li").first).to_contain_text("801房间")


def test_a_dish_that_is_cancelled_while_its_announcement_is_on_the_way_is_not_spoken_of(screens: Screens, house: House) -> None:
    context = listening(screens)
    held: list[str | bytes] = []
    is_held = [False]
    page_side: list[WebSocketRoute] = []

    def way(socket: WebSocketRoute) -> None:
        page_side[:] = [socket]
        socket.connect_to_server().on_message(take)

    def take(frame: str | bytes) -> None:
        if held or (is_held[0] and "im.message_sent" in str(frame)):
            held.append(frame)
        else:
            page_side[0].send(frame)

    context.route_web_socket(re.compile("/api/v1/stream"), way)
    page = begun(screens.open("kitchen", "Pass", context=context))
    is_held[0] = True
    (line,) = house.order("801", "Boiled dumplings")
    becomes(page, lambda: len(held) > 0, True)
    house.post("Cashier 1", f"/kds/lines/{line['id']}/cancel")
    becomes(page, lambda: any("kds.line_moved" in str(frame) for frame in held), True)
    is_held[0] = False
    for frame in held:
        page_side[0].send(frame)
    held.clear()
    becomes(page, lambda: house.results(line, "Pass"), ["skipped:subject_changed"])
    assert "words" not in heard(page)
    (line,) = house.order("802", "Boiled dumplings")
    becomes(page, lambda: house.results(line, "Pass"), ["spoken"])


def test_what_expired_while_a_screen_was_away_is_listed_and_not_spoken(screens: Screens, house: House, demo_hub: RunningHub) -> None:
    context = listening(screens)
    page = begun(screens.open("kitchen", "Pass", context=context))
    page.goto("about:blank")
    (shop_id,) = {UUID(each["shop_id"]) for each in screens.demo["devices"] if each["name"] == "Pass"}
    short = im_rule.update().where(im_rule.c.event == "order_placed", im_rule.c.shop_id == shop_id).values(time_limit_seconds=5)
    demo_hub.database.run_now(lambda tx: tx.run(short))
    try:
        (line,) = house.order("801", "Boiled dumplings")
        becomes(page, lambda: house.results(line, "Pass"), [None])
    finally:
        demo_hub.database.run_now(lambda tx: tx.run(short.values(time_limit_seconds=120)))
    (message,) = house.messages(line, "Pass", "order_placed")
    until(page, f"() => Date.now() > Date.parse('{message['expires_at']}')")
    page.goto(f"{screens.home}/kitchen?lang=en")
    expect(card(page, "801")).to_be_visible()
    becomes(page, lambda: house.results(line, "Pass"), ["expired"])
    expect(page.locator(".k-caption[data-name=said]")).to_have_count(0)
    assert "words" not in heard(page)


def test_of_two_tabs_of_one_screen_one_speaks_and_both_show(screens: Screens, house: House) -> None:
    context = listening(screens)
    one = begun(screens.open("kitchen", "Pass", context=context))
    other = context.new_page()
    other.goto(f"{screens.home}/kitchen?lang=en")
    begun(other)
    (line,) = house.order("801", "Boiled dumplings")
    for page in (one, other):
        expect(page.locator(".k-caption[data-name=said]")).to_contain_text("801房间")
    becomes(one, lambda: house.results(line, "Pass"), ["spoken"])
    assert (heard(one) + heard(other)).count("words") == 1
    one.reload()
    expect(card(one, "801")).to_be_visible()
    other.reload()
    expect(card(other, "801")).to_be_visible()
    (line,) = house.order("802", "Boiled dumplings")
    becomes(one, lambda: house.results(line, "Pass"), ["spoken"])
    assert (heard(one) + heard(other)).count("words") <= 1, "the first order's announcement is not said again after a reload"


def test_the_call_screen_says_a_called_number_twice(screens: Screens, house: House) -> None:
    wall = screens.open("call", context=listening(screens))
    expect(wall.locator(".columns")).to_be_visible()
    wall.locator(".wall").click()
    name = wall_name(screens)
    (line,) = house.order("801", "Boiled dumplings")
    expect(wall.locator(".masthead .announced")).to_contain_text("801房间")
    becomes(wall, lambda: house.results(line, name), ["spoken"])
    forget(wall)
    house.bring(line, "called")
    expect(wall.locator(".band .announced")).to_contain_text("水饺1份已做好")
    becomes(wall, lambda: house.results(line, name, "line_called"), ["spoken"])
    assert heard(wall) == ["called", "words", "words"]


def wall_name(screens: Screens) -> str:
    return str(next(each["name"] for each in screens.demo["devices"] if each["kind"] == "call_screen"))


def test_of_the_desks_only_the_speaker_speaks(screens: Screens, house: House) -> None:
    speaker = screens.open("cashier", "Cashier 1", context=listening(screens))
    quiet = screens.open("cashier", "Cashier 2", context=listening(screens))
    for page in (speaker, quiet):
        expect(page.locator(".d-main")).to_be_visible()
        page.locator(".d-list-head").click()
    quiet.get_by_role("button", name="Settings").click()
    quiet.get_by_role("switch", name="This terminal speaks").click()
    quiet.keyboard.press("Escape")
    forget(quiet)
    code = house.free_bands[0]
    house.post("Cashier 1", f"/wristbands/{code}/hand-out", {"guests": 1})
    line = house.band_order(code, "Boiled dumplings")
    becomes(speaker, lambda: house.results(line, "Cashier 2"), ["silenced"])
    becomes(speaker, lambda: house.results(line, "Cashier 1"), ["spoken"])
    assert ("words" in heard(speaker), heard(quiet)) == (True, [])


def test_a_notice_stays_until_somebody_has_read_it(screens: Screens, house: House) -> None:
    phone = screens.open("handheld", "Handheld 1", context=listening(screens, width=390, height=844))
    phone.locator(".hh-tab").nth(2).click()
    (line,) = house.order("801", "Boiled dumplings")
    house.bring(line, "called")
    notice = phone.locator(".notice")
    expect(notice).to_contain_text("请送到801房间")
    becomes(phone, lambda: house.results(line, "Handheld 1", "line_called", "notice"), ["shown"])
    becomes(phone, lambda: house.results(line, "Handheld 1", "line_called"), ["spoken"])
    notice.get_by_role("button", name="Got it").click()
    expect(notice).to_have_count(0)
    becomes(phone, lambda: waiting(house, line["order_id"]), [])
    phone.reload()
    phone.locator(".hh-tab").nth(2).click()
    expect(phone.locator(".hh-main")).to_contain_text("No calls")
    expect(notice).to_have_count(0)


def waiting(house: House, order_id: str) -> list[str]:
    """The repeats of its notice and its announcement that are still to come."""
    found = house.get("manager", f"/im/messages?order_id={order_id}&state=scheduled&limit=100")["items"]
    return [each["event"] for each in found if each["event"] == "line_called"]
