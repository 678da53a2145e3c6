"""Whatever somebody writes stays text: scripts in every field that can be written, every page opened, the pages' policy switched off.

The fields are read off the API's own description, so that a new one cannot be forgotten here.
"""

import itertools
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browsers import Screens, until
from tests.displays.presses import Presses
from tests.displays.shifts import begin_shift
from tests.running import RunningHub

PAYLOADS = (
    "<img src=x onerror=hit()>",
    "<svg onload=hit()>",
    "<script>hit()</script>",
    '"><script>hit()</script>',
    '"onfocus=hit() autofocus="',
    "'-hit()-'",
    "javascript:hit()",
    "</title><script>hit()</script>",
    "</script><svg onload=hit()>",
    "<details open ontoggle=hit()>",
    "{{constructor.constructor('hit()')()}}",
    "${hit()}<b onmouseover=hit()>",
    "<a href=javascript:hit() autofocus onfocus=hit()>",
    "<iframe srcdoc='<script>parent.hit()</script>'>",
)
LANGUAGES = ("zh-CN", "en")
SHORT = "<svg onload=hit()>"
UNSPACED = '"onfocus="hit()"autofocus="'
"""What a code without blanks and slashes can hold."""

SECRETS = {"password", "current", "refresh_token", "device_code"}
"""Never shown to anybody."""
TIMES = {"day_start", "opens", "closes", "quiet_from", "quiet_to"}
WORDS_OF_OURS = TIMES | {"timezone", "currency", "station", "stations", "logo", "picture", "settings", "channels", "shortcut"}
"""Refused unless they are one of ours: a zone, a time, a currency, a station's code, a picture of this hub, a setting's own values, the
channels a call goes to, and a phrase's shortcut of small letters."""
OPEN_NAMES = {"params", "items"}
"""What stands in these has names of the template's, not of the API's."""
SAYS = {"kitchen": ".k-caption-text", "call": ".announced", "cashier": ".toast-text", "handheld": ".ring-bar-on"}
"""Channels, and where their screens show what is announced."""
BY_HAND = "By hand:"
"""How the words begin that a test has called out, so that no other announcement is taken for them."""

INJECTED = """() => [...document.querySelectorAll(
    "[onerror], [onload], [onfocus], [ontoggle], [onmouseover], [srcdoc], script:not([src]), a[href^='javascript:']")]
  .map((each) => each.outerHTML.slice(0, 120))"""
AREAS = [
    "today",
    "rooms",
    "orders",
    "chat",
    "chat/all",
    "chat/closed",
    "chat/group",
    "menu",
    "statistics",
    "messages",
    "messages?day=all&problems=1",
    "messages/alarms",
    "audit",
    "devices",
    "devices/pair",
    "announcements",
    "announcements/templates",
    "staff",
    "shop",
    "shop/hours",
    "account",
]
HITS = "() => window.hits ?? 0"
CANARY = "window.hit = () => { window.hits = (window.hits ?? 0) + 1 }"


def text_fields(document: dict[str, Any]) -> set[str]:
    """`POST /api/v1/rooms .area` of every body that has text somebody may choose."""
    schemas = document["components"]["schemas"]

    def names(schema: dict[str, Any], seen: tuple[str, ...] = ()) -> Iterator[str]:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            if name not in seen:
                yield from names(schemas[name], (*seen, name))
        for one in itertools.chain.from_iterable(schema.get(each, []) for each in ("oneOf", "anyOf", "allOf")):
            yield from names(one, seen)
        kinds = schema.get("type", [])
        if "string" in ([kinds] if isinstance(kinds, str) else kinds) and "enum" not in schema and "format" not in schema:
            yield ""
        yield from names(schema["items"], seen) if "items" in schema else ()
        for name, one in schema.get("properties", {}).items():
            yield from (f".{name}{rest}" for rest in names(one, seen))
        if isinstance(more := schema.get("additionalProperties"), dict):
            yield from names(more, seen)

    found = set()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            found |= {f"{method.upper()} {path} {name}" for name in (names(content["schema"]) if content else ()) if name}
    return {each for each in found if not (SECRETS | WORDS_OF_OURS) & set(each.rpartition(" ")[2].split("."))}


class Poison:
    """Writes scripts wherever the demo's people may write, and keeps count of the fields."""

    def __init__(self, home: str, demo: dict[str, Any]) -> None:
        self.http = httpx.Client(base_url=home, timeout=30)
        self.demo = demo
        self.shop_id = demo["shops"][0]["id"]
        self.manager = next(each for each in demo["users"] if each["role"] == "manager")["access_token"]
        self.owner = next(each for each in demo["users"] if each["role"] == "owner")["access_token"]
        self.written: set[str] = set()
        self.room_id = self.pad = self.pad_access = self.chat_id = ""
        self.item: dict[str, Any] = {}
        self.template_id = self.rule_id = ""
        self.order_ids: list[str] = []
        self.payloads = itertools.cycle(PAYLOADS)

    def text(self, most: int = 80, without: str = "") -> str:
        return next(each for each in self.payloads if len(each) <= most and not set(without) & set(each))

    def names(self) -> dict[str, str]:
        return {"zh-CN": self.text(), "en": self.text()}

    def write(self, method: str, path: str, body: Any, token: str | None = None, template: str | None = None) -> Any:
        """Send it; every text in it counts as written."""
        headers = {"Authorization": f"Bearer {token or self.manager}", "Idempotency-Key": str(uuid4())}
        answer = self.http.request(method, f"/api/v1{path}", json=body, headers=headers)
        assert answer.is_success, f"{method} {path}: {answer.text}"
        self.written |= {f"{method} /api/v1{template or path} {name}" for name in self.fields(body) if name}
        body = answer.json() if answer.content else {}
        return next((one for one in (body, *body.values()) if isinstance(one, dict) and "id" in one), body)

    def said_last(self) -> str:
        """The newest message that was called out by hand and has been said."""
        headers = {"Authorization": f"Bearer {self.manager}"}
        items = self.http.get("/api/v1/im/messages?event=custom&limit=200", headers=headers).json()["items"]
        return str(next(each["id"] for each in items if each["text"]))

    def fields(self, body: Any) -> Iterator[str]:
        if isinstance(body, str):
            yield ""
        elif isinstance(body, list):
            yield from itertools.chain.from_iterable(map(self.fields, body))
        elif isinstance(body, dict):
            for name, one in body.items():
                place = "" if name in LANGUAGES else f".{name}"
                if name in OPEN_NAMES:
                    one = list(itertools.chain.from_iterable(each.values() for each in (one if isinstance(one, list) else [one])))
                yield from (place + more for more in self.fields(one))

    def say(self, kind: str = "announcement") -> None:
        """Somebody tells every channel something by hand."""
        values = {"guestName": self.text(40), "message": self.text()}
        about = {"brand_id": self.demo["shops"][0]["brand_id"], "shop_id": self.shop_id, "event": "custom", "kind": kind}
        self.write("POST", "/im/calls", {**about, "channels": list(SAYS), "params": values})


@pytest.fixture(scope="module")
def poison(demo_hub: RunningHub) -> Poison:
    """A shop in which everything that can be written is a script."""
    demo = demo_hub.hub.demo
    assert demo is not None
    made = Poison(demo_hub.url, demo)
    write_the_house(made)
    write_the_menu(made)
    write_a_pad(made)
    knock(made)
    write_announcements(made)
    write_orders(made, Presses(demo_hub.url, demo))
    write_chats(made)
    return made


def write_the_house(poison: Poison) -> None:
    words = {"name": poison.text(), "names": poison.names(), "address": poison.text(), "phone": poison.text(40)}
    settings = {"settings": {"ext_void": True, "ext_rush": True}}
    poison.write("PATCH", f"/shops/{poison.shop_id}", words | settings, template="/shops/{shop_id}")
    poison.write("POST", "/shops", {**words, "timezone": "Asia/Shanghai", "currency": "CNY"}, token=poison.owner)
    poison.room_id = poison.write(
        "POST", "/rooms", {"number": SHORT, "area": poison.text(40), "area_names": {"zh-CN": poison.text(40), "en": poison.text(40)}}
    )["id"]
    poison.write("POST", "/wristbands", {"code": UNSPACED})
    poison.write("POST", f"/rooms/{poison.room_id}/open", {"guests": 2, "wristbands": [UNSPACED]}, template="/rooms/{room_id}/open")
    person = {"username": poison.text(64), "name": poison.text(), "job": poison.text(), "role": "waiter", "password": "long enough 4711"}
    user_id = poison.write("POST", "/staff", person)["id"]
    poison.write("PATCH", f"/staff/{user_id}", {"name": poison.text(), "job": poison.text()}, template="/staff/{user_id}")
    poison.write("PUT", "/kds/stations/hot", {"names": poison.names()}, template="/kds/stations/{code}")


def knock(poison: Poison) -> None:
    """Somebody tries to sign in as a script: the audit tells of it."""
    for path in ("/api/v1/auth/login", "/api/v1/auth/session"):
        answer = poison.http.post(path, json={"username": poison.text(64), "password": "wrong"})
        assert answer.status_code == 401, answer.text
        poison.written.add(f"POST {path} .username")


def write_the_menu(poison: Poison) -> None:
    category_id = poison.write("POST", "/menu/categories", {"names": poison.names()})["id"]
    poison.write("PUT", f"/menu/categories/{category_id}", {"names": poison.names()}, template="/menu/categories/{category_id}")
    dish = {
        "category_id": category_id,
        "names": poison.names(),
        "kitchen_name": poison.text(),
        "descriptions": poison.names(),
        "price": 1200,
        "station": "hot",
        "allergens": [poison.text(40)],
        "options": [{"names": poison.names(), "min": 0, "max": 1, "choices": [{"names": poison.names(), "price": 100}]}],
    }
    item = poison.write("POST", "/menu/items", dish)
    poison.item = poison.write("PUT", f"/menu/items/{item['id']}", dish, template="/menu/items/{item_id}")


def write_a_pad(poison: Poison) -> None:
    """A pad for the room, and a screen that still waits to be let in."""
    words = {"app": poison.text(64), "model": poison.text(), "shop_id": poison.shop_id}
    asked = poison.write("POST", "/device-pairings", {"kind": "pad", **words})
    approval = {"shop_id": poison.shop_id, "kind": "pad", "name": poison.text(), "room_id": poison.room_id}
    path = f"/device-pairings/{asked['user_code']}/approval"
    poison.write("POST", path, approval, template="/device-pairings/{user_code}/approval")
    answer = poison.http.post("/api/v1/device-pairings/token", json={"device_code": asked["device_code"]})
    poison.pad, poison.pad_access = answer.json()["refresh_token"], answer.json()["access_token"]
    poison.write("POST", "/device-pairings", {"kind": "kitchen", **words})


def write_announcements(poison: Poison) -> None:
    """Words for what is called out by hand, and a rule for every channel. In a template a brace begins a name.

    Without a voice, so that a screen shows it at once and not in its turn.
    """

    def words() -> dict[str, Any]:
        return {
            each: {form: f"{BY_HAND} {poison.text(without='{}')} {{guestName}} {{message}}" for form in ("text", "speech")}
            for each in LANGUAGES
        }

    poison.template_id = poison.write("POST", "/im/templates", {"event": "custom", "name": poison.text(), "texts": words()})["id"]
    reworded = {"name": poison.text(), "texts": words()}
    poison.write("PATCH", f"/im/templates/{poison.template_id}", reworded, template="/im/templates/{template_id}")
    values = {"guestName": poison.text(), "message": poison.text()}
    trial = {"event": "custom", "texts": words(), "language": "en", "params": values, "items": [{"goodsName": poison.text()}]}
    poison.write("POST", "/im/templates/preview", trial)
    for kind, channel in itertools.product(("announcement", "notice"), SAYS):
        rule = {"event": "custom", "channel": channel, "kind": kind, "template_id": poison.template_id, "voice": False}
        poison.rule_id = poison.write("POST", "/im/rules", rule)["id"]
    poison.say("notice")


def write_orders(poison: Poison, house: Presses) -> None:
    """A dish in every state on room and wristband, one of them taken off the bill; and every way to cancel one."""
    choice = poison.item["options"][0]["choices"][0]["id"]
    dish = {"sku_id": poison.item["sku_id"], "quantity": 1, "options": [choice]}
    cashier = house.tokens["Cashier 1"]
    for place in ({"room_id": poison.room_id}, {"wristband": UNSPACED}):
        lines = [{**dish, "note": poison.text(200)} for _ in range(7)]
        order = poison.write("POST", "/orders", {"lines": lines, **place}, token=cashier)
        poison.order_ids.append(order["id"])
        *cooked, alone, together, _ = order["lines"][-7:]
        path = f"/kds/lines/{alone['id']}/cancel"
        poison.write("POST", path, {"reason": poison.text()}, token=cashier, template="/kds/lines/{line_id}/cancel")
        several = {"action": "cancel", "line_ids": [together["id"]], "reason": poison.text()}
        poison.write("POST", "/kds/lines/transitions", several, token=cashier)
        for line, state in zip(cooked, ("preparing", "ready", "called", "void"), strict=True):
            house.bring(line, "preparing" if state == "void" else state)
            if state == "void":
                path = f"/kds/lines/{line['id']}/void"
                poison.write("POST", path, {"reason": poison.text()}, template="/kds/lines/{line_id}/void")
        rest = {"partial": True, "reason": poison.text()}
        poison.write("POST", f"/orders/{order['id']}/cancel", rest, token=cashier, template="/orders/{order_id}/cancel")


def write_chats(poison: Poison) -> None:
    """Guests and staff write every script there is in turns, guests also to everybody; staff give it away and close it; it is rated."""
    guest = poison.pad_access
    poison.chat_id = poison.write("POST", "/chats", {}, token=guest)["id"]
    headers = {"Authorization": f"Bearer {guest}"}
    group_id = poison.http.get("/api/v1/chats/group", headers=headers).json()["chat"]["id"]

    def say(chat_id: str, text: str, token: str | None = None) -> None:
        body = {"text": text, "client_id": f"{text[:27]} {uuid4()}"}
        poison.write("POST", f"/chats/{chat_id}/messages", body, token=token, template="/chats/{chat_id}/messages")

    for payload, writer in zip(PAYLOADS, itertools.cycle((guest, None)), strict=False):
        say(poison.chat_id, payload, writer)
    say(group_id, poison.text(), guest)
    say(poison.chat_id, poison.text())
    path = f"/chats/{poison.chat_id}"
    note = {"staff_id": None, "note": poison.text()}
    poison.write("POST", f"{path}/transfer", note, template="/chats/{chat_id}/transfer")
    poison.write("POST", f"{path}/close", None)
    rating = {"stars": 1, "comment": poison.text()}
    poison.write("POST", f"{path}/rating", rating, token=guest, template="/chats/{chat_id}/rating")
    say(poison.chat_id, poison.text(), guest)
    phrase = poison.write("POST", "/chat-phrases", {"names": poison.names(), "shortcut": "aaa"})
    poison.write("PATCH", f"/chat-phrases/{phrase['id']}", {"names": poison.names()}, template="/chat-phrases/{phrase_id}")


@pytest.fixture
def bare(screens: Screens) -> Screens:
    """Pages without their policy: what holds a script back is that text is never made into a page."""
    screens.watch.forgive(".*")  # a dish whose picture does not exist, and what the policy's absence leads to
    return screens


def opened(bare: Screens, page_name: str, device: str | None = None, token: str | None = None, **size: Any) -> Page:
    context = bare.context(bypass_csp=True, width=1440, height=900, **size)
    context.add_init_script(CANARY)
    page = context.new_page()
    if token:
        page.goto(f"{bare.home}/{page_name}?lang=en#pair={token}")
    else:
        bare.pair(page, page_name, device)
    return page


def unharmed(page: Page, sees: str = "hit()") -> None:
    """The text is there, as text."""
    expect(page.locator("body")).to_contain_text(sees)
    page.wait_for_timeout(150)
    assert page.evaluate(INJECTED) == []
    assert page.evaluate(HITS) == 0


def told(page: Page, poison: Poison, channel: str) -> None:
    """What is called out while a page is open is shown there, as text; it is called out again where it does not come."""
    words = page.locator(SAYS[channel], has_text=BY_HAND).filter(has_text="hit()").first
    for _ in range(5):
        poison.say()
        with suppress(AssertionError):
            expect(words).to_be_visible(timeout=5_000)
            break
    expect(words).to_be_visible()
    unharmed(page)


def test_every_field_that_can_be_written_is_poisoned(poison: Poison) -> None:
    document = poison.http.get("/schema/openapi.json").json()
    assert sorted(text_fields(document) - poison.written) == []


def test_words_of_ours_about_announcements_take_nobody_elses(poison: Poison) -> None:
    rule = {"event": "custom", "channel": "all", "kind": "notice", "template_id": poison.template_id}
    call = {"brand_id": poison.demo["shops"][0]["brand_id"], "shop_id": poison.shop_id, "event": "custom", "kind": "notice"}
    wrong: list[tuple[str, str, dict[str, Any], str]] = [
        ("POST", "/im/calls", call | {"channels": [SHORT]}, "/channels/0"),
        ("POST", "/im/rules", rule | {"quiet_from": SHORT, "quiet_to": "07:00"}, "/quiet_from"),
        ("POST", "/im/rules", rule | {"quiet_from": "23:00", "quiet_to": SHORT}, "/quiet_to"),
        ("PATCH", f"/im/rules/{poison.rule_id}", {"quiet_from": SHORT, "quiet_to": "07:00"}, "/quiet_from"),
        ("PATCH", f"/im/rules/{poison.rule_id}", {"quiet_from": "23:00", "quiet_to": SHORT}, "/quiet_to"),
    ]
    for method, path, body, pointer in wrong:
        headers = {"Authorization": f"Bearer {poison.manager}", "Idempotency-Key": str(uuid4())}
        answer = poison.http.request(method, f"/api/v1{path}", json=body, headers=headers)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), answer.text


def test_the_canary_sings_when_something_runs(bare: Screens, poison: Poison) -> None:
    page = opened(bare, "call")
    page.evaluate("(payload) => { document.body.insertAdjacentHTML('beforeend', payload) }", PAYLOADS[0])
    until(page, f"({HITS})() === 1")
    assert page.evaluate(INJECTED) != []


def test_on_the_pad(bare: Screens, poison: Poison) -> None:
    page = opened(bare, "pad", token=poison.pad)
    unharmed(page)
    page.locator(".welcome-touch").click()
    expect(page.locator(".category").last).to_be_visible()
    page.locator(".category").last.click()
    unharmed(page)
    page.locator(".dish-open").last.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    unharmed(page)
    page.keyboard.press("Escape")
    page.locator(".pad-panels .segment").nth(1).click()
    expect(page.locator(".strip").first).to_be_visible()
    unharmed(page)
    page.get_by_role("button", name="Bill", exact=True).click()
    unharmed(page)
    page.keyboard.press("Escape")
    page.locator(".service-chat").click()
    expect(page.locator(".chat-text", has_text="hit()")).to_have_count(len(PAYLOADS) + 2)
    unharmed(page)
    page.locator(".chat-tabs .segment").nth(1).click()
    expect(page.locator(".chat-text", has_text="hit()")).to_have_count(1)
    unharmed(page)


def test_in_the_kitchen(bare: Screens, poison: Poison) -> None:
    page = opened(bare, "kitchen", "Pass")
    expect(page.locator(".k-card").first).to_be_visible()
    begin_shift(page)
    told(page, poison, "kitchen")
    unharmed(page)
    page.locator(".k-head").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    unharmed(page)
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    unharmed(page)


def test_on_the_wall(bare: Screens, poison: Poison) -> None:
    page = opened(bare, "call")
    expect(page.locator(".number").first).to_be_visible()
    unharmed(page)
    told(page, poison, "call")


def test_at_the_desk(bare: Screens, poison: Poison) -> None:
    page = opened(bare, "cashier", "Cashier 1")
    expect(page.locator(".d-row").first).to_be_visible()
    told(page, poison, "cashier")
    poison.say("notice")
    page.locator(".d-tab").nth(1).click()
    expect(page.locator(".d-row-notice", has_text=BY_HAND).first).to_contain_text("hit()")
    for tab in page.locator(".d-tab").all():
        tab.click()
        unharmed(page)
    page.keyboard.press("F2")
    unharmed(page)


def test_in_the_waiters_hand(bare: Screens, poison: Poison) -> None:
    page = opened(bare, "handheld", "Handheld 1")
    expect(page.locator(".trip").first).to_be_visible()
    unharmed(page)
    page.locator(".hh-tab").nth(2).click()
    poison.say("notice")
    expect(page.locator(".notice-text", has_text=BY_HAND).first).to_contain_text("hit()")
    unharmed(page)
    page.locator(".hh-tab").first.click()
    told(page, poison, "handheld")
    page.locator(".trip .button-primary").first.click()
    for tab in page.locator(".hh-tab").all():
        tab.click()
        page.wait_for_timeout(100)
        unharmed(page, "")
    page.locator(".hh-tab").nth(3).click()
    page.locator(".room", has_text="hit()").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    unharmed(page)


def test_in_the_office(bare: Screens, poison: Poison) -> None:
    page = opened(bare, "office", "manager.bund")
    expect(page.locator(".of-page h1")).to_be_visible()
    for area in AREAS:
        page.evaluate("(hash) => { location.hash = hash }", f"#/{area}")
        page.wait_for_timeout(250)
        expect(page.locator(".skeleton")).to_have_count(0)
        unharmed(page, "")


def test_in_the_office_where_guests_write(bare: Screens, poison: Poison) -> None:
    page = opened(bare, "office", "manager.bund")
    expect(page.locator(".of-page h1")).to_be_visible()
    page.evaluate("(hash) => { location.hash = hash }", f"#/chat/all/{poison.chat_id}")
    expect(page.locator(".chat-text", has_text="hit()")).to_have_count(len(PAYLOADS) + 2)
    expect(page.locator(".of-chat-rating", has_text="hit()")).to_be_visible()
    expect(page.locator(".of-chat-note", has_text="hit()")).to_be_visible()
    unharmed(page)
    page.locator(".chat-input").fill("/")
    expect(page.get_by_role("option", name="hit()")).to_be_visible()
    unharmed(page)
    page.get_by_role("button", name="Edit phrases").click()
    expect(page.get_by_role("dialog").locator(".of-phrase", has_text="hit()")).to_be_visible()
    unharmed(page)


def test_in_the_office_where_something_is_opened(bare: Screens, poison: Poison) -> None:
    page = opened(bare, "office", "manager.bund")
    expect(page.locator(".of-page h1")).to_be_visible()
    a_template, a_rule = f"announcements/templates/{poison.template_id}", f"announcements/rules/{poison.rule_id}"
    seen = [
        *((f"orders/{each}", ".of-timeline li:has-text('Cancelled') small", "Reason: ", 3) for each in poison.order_ids),
        ("announcements/templates", ".of-table tbody td", BY_HAND, 1),
        (a_template, ".of-said dd", BY_HAND, 4),
        (a_rule, ".of-said dd", BY_HAND, 2),
    ]
    said = poison.said_last()
    seen.append((f"messages?message={said}", ".of-life-text", BY_HAND, 1))
    for place, part, words, times in seen:
        page.evaluate("(hash) => { location.hash = hash }", f"#/{place}")
        expect(page.locator(part, has_text=words).filter(has_text="hit()")).to_have_count(times)
        unharmed(page)
