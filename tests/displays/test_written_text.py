"""Whatever somebody writes stays text: scripts in every field that can be written, every page opened, the pages' policy switched off.

The fields are read off the API's own description, so that a new one cannot be forgotten here.
"""

import itertools
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browsers import Screens, until
from tests.displays.presses import Presses
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
WORDS_OF_OURS = {"timezone", "day_start", "currency", "opens", "closes", "station", "stations", "logo", "picture", "settings"}
"""Refused unless they are one of ours: a zone, a time, a currency, a station's code, a picture of this hub, a setting's own values."""

INJECTED = """() => [...document.querySelectorAll(
    "[onerror], [onload], [onfocus], [ontoggle], [onmouseover], [srcdoc], script:not([src]), a[href^='javascript:']")]
  .map((each) => each.outerHTML.slice(0, 120))"""
AREAS = [
    "today",
    "rooms",
    "orders",
    "menu",
    "statistics",
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
        self.room_id = self.pad = ""
        self.item: dict[str, Any] = {}
        self.payloads = itertools.cycle(PAYLOADS)

    def text(self, most: int = 80) -> str:
        return next(each for each in self.payloads if len(each) <= most)

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

    def fields(self, body: Any) -> Iterator[str]:
        if isinstance(body, str):
            yield ""
        elif isinstance(body, list):
            yield from itertools.chain.from_iterable(map(self.fields, body))
        elif isinstance(body, dict):
            for name, one in body.items():
                place = "" if name in LANGUAGES else f".{name}"
                yield from (place + more for more in self.fields(one))


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
    write_orders(made, Presses(demo_hub.url, demo))
    return made


def write_the_house(poison: Poison) -> None:
    words = {"name": poison.text(), "names": poison.names(), "address": poison.text(), "phone": poison.text(40)}
    settings = {"settings": {"ext_void": True, "ext_rush": True}}
    poison.write("PATCH", f"/shops/{poison.shop_id}", words | settings, template="/shops/{shop_id}")
    poison.write("POST", "/shops", {**words, "timezone": "Asia/Shanghai", "currency": "CNY"}, token=poison.owner)
    poison.room_id = poison.write("POST", "/rooms", {"number": SHORT, "area": poison.text(40)})["id"]
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
    poison.pad = answer.json()["refresh_token"]
    poison.write("POST", "/device-pairings", {"kind": "kitchen", **words})


def write_orders(poison: Poison, house: Presses) -> None:
    """A dish in every state on room and wristband, one of them taken off the bill."""
    choice = poison.item["options"][0]["choices"][0]["id"]
    dish = {"sku_id": poison.item["sku_id"], "quantity": 1, "options": [choice]}
    cashier = house.tokens["Cashier 1"]
    for place in ({"room_id": poison.room_id}, {"wristband": UNSPACED}):
        lines = [{**dish, "note": poison.text(200)} for _ in range(4)]
        order = poison.write("POST", "/orders", {"lines": lines, **place}, token=cashier)
        for line, state in zip(order["lines"][-4:], ("preparing", "ready", "called", "void"), strict=True):
            house.bring(line, "preparing" if state == "void" else state)
            if state == "void":
                path = f"/kds/lines/{line['id']}/void"
                poison.write("POST", path, {"reason": poison.text()}, template="/kds/lines/{line_id}/void")


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


def test_every_field_that_can_be_written_is_poisoned(poison: Poison) -> None:
    document = poison.http.get("/schema/openapi.json").json()
    assert text_fields(document) - poison.written == set()


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


def test_in_the_kitchen(bare: Screens, poison: Poison) -> None:
    page = opened(bare, "kitchen", "Pass")
    expect(page.locator(".k-card").first).to_be_visible()
    page.wait_for_timeout(500)
    if page.locator(".k-shift-start").is_visible():
        page.locator(".k-shift-start").click()
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


def test_at_the_desk(bare: Screens, poison: Poison) -> None:
    page = opened(bare, "cashier", "Cashier 1")
    expect(page.locator(".d-row").first).to_be_visible()
    for tab in page.locator(".d-tab").all():
        tab.click()
        unharmed(page)
    page.keyboard.press("F2")
    unharmed(page)


def test_in_the_waiters_hand(bare: Screens, poison: Poison) -> None:
    page = opened(bare, "handheld", "Handheld 1")
    expect(page.locator(".trip").first).to_be_visible()
    unharmed(page)
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
