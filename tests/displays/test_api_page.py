"""The API's page in a browser: to find, to sign in, to send, and to understand what comes back."""

import io
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from tests.browsers import Screens, becomes, until
from tests.displays.presses import Presses
from tests.displays.test_axe import AXE, LOOK, PHONE

DESK: dict[str, Any] = {"width": 1440, "height": 900}


def token_of(screens: Screens, name: str) -> str:
    found = [each for each in [*screens.demo["devices"], *screens.demo["users"]] if name in (each.get("name"), each.get("username"))]
    return str(found[0]["access_token"])


def opened(screens: Screens, name: str | None = None, **size: Any) -> Page:
    """The page, as the links of the front page open it for a device or a person."""
    page = screens.plain(f"/schema#as={token_of(screens, name)}" if name else "/schema", **(size or DESK))
    expect(page.locator(".asker")).not_to_have_text("Sign in") if name else expect(page.locator(".asker")).to_have_text("Sign in")
    return page


def operation(page: Page, id: str) -> Locator:
    """An operation with its form, reached by its address."""
    page.evaluate("(hash) => { location.hash = hash }", f"#{id}")
    place = page.locator(f"#{id}")
    place.locator(".try > summary").click()
    expect(place.locator(".try form")).to_be_visible()
    return place


def sent(place: Locator, status: str) -> Locator:
    """Send what stands in the form; the answer's part, once it has this status."""
    place.get_by_role("button", name="Send", exact=True).click()
    expect(place.locator(".result[aria-busy=false] .status")).to_contain_text(status)
    return place.locator(".result")


def field(place: Locator, name: str) -> Locator:
    return place.get_by_label(re.compile(rf"^{re.escape(name)}\s"))


def asked_with(screens: Screens, token: str) -> int:
    """The status of `/me` for whoever has this token."""
    return httpx.get(f"{screens.home}/api/v1/me", headers={"Authorization": f"Bearer {token}"}, timeout=30).status_code


def test_it_reads_without_a_script(screens: Screens) -> None:
    page = screens.plain("/schema#place_order", context=screens.context(java_script_enabled=False, **DESK))
    expect(page.locator("#place_order").get_by_role("cell", name="lines[].sku_id")).to_be_visible()
    page.locator("summary", has_text="/api/v1/menu/export").click()
    expect(page.locator("#export_menu").get_by_role("heading", name="Answers")).to_be_visible()
    expect(page.locator("search, .asker, .try").locator("visible=true")).to_have_count(0)


def test_finding_leaves_what_has_every_word(screens: Screens) -> None:
    page = opened(screens)
    page.keyboard.press("/")
    page.keyboard.type("POST start_line")
    shown = page.locator("main .op:visible")
    expect(shown).to_have_count(1)
    expect(page.locator(".found")).to_have_text("1 found.")
    expect(page.locator(".list li:visible")).to_have_count(1)
    expect(page.locator("main h2:visible")).to_have_text(["Kitchen"])
    page.keyboard.press("Enter")
    expect(page.locator("#start_line")).to_be_visible()
    expect(page).to_have_url(re.compile("#start_line$"))
    page.locator("#page-find").fill("no such thing")
    expect(page.locator(".found")).to_contain_text("Nothing has all these words")
    page.evaluate("location.hash = '#LineOut'")
    expect(page.locator("#LineOut")).to_be_in_viewport()
    expect(page.locator("#page-find")).to_have_value("")


def test_the_contents_lead_to_an_operation(screens: Screens) -> None:
    page = opened(screens)
    link = page.locator(".list").get_by_role("link", name="Print a receipt")
    link.click()
    expect(page.locator("#print_receipt")).to_be_in_viewport()
    expect(link).to_have_attribute("aria-current", "true")
    page.locator("summary", has_text="/health/ready").click()
    expect(page.locator(".list [aria-current]")).to_have_attribute("href", "#ready")
    expect(page.locator(".list [aria-current]")).to_be_in_viewport()


def test_every_operation_has_a_form_with_all_its_parameters(screens: Screens) -> None:
    page = opened(screens)
    document = httpx.get(f"{screens.home}/schema/openapi.json", timeout=30).json()
    expected = {}
    for methods in document["paths"].values():
        for said in methods.values():
            names = [
                document["components"]["parameters"][each["$ref"].rpartition("/")[2]] if "$ref" in each else each
                for each in said.get("parameters", ())
            ]
            body = list(said.get("requestBody", {}).get("content", {}))
            takes = "" if not body else "textarea" if "application/json" in body else "file"
            expected[said["operationId"]] = [[each["name"] for each in names], takes]
    page.evaluate("document.querySelectorAll('.part .op').forEach((each) => (each.open = true))")
    until(page, f"document.querySelectorAll('.try').length === {len(expected)}")
    page.evaluate("document.querySelectorAll('.try').forEach((each) => (each.open = true))")
    until(page, f"document.querySelectorAll('.try form').length === {len(expected)}")
    found = page.evaluate("""() => Object.fromEntries([...document.querySelectorAll(".try")].map((each) => [
      each.closest(".inside").id,
      [[...each.querySelectorAll(".fields label code")].map((code) => code.textContent),
       each.querySelector("textarea") ? "textarea" : each.querySelector("[type=file]") ? "file" : ""]]))""")
    assert found == expected
    broken = (
        "[...document.querySelectorAll('.try textarea')].filter((each) => { try { JSON.parse(each.value) } catch { return true } }).length"
    )
    assert page.evaluate(broken) == 0


def test_a_person_signs_in_and_asks_who_they_are(screens: Screens) -> None:
    screens.watch.forgive("401")
    page = opened(screens)
    person = next(each for each in screens.demo["users"] if each["role"] == "manager")
    page.locator(".asker").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill(person["username"])
    dialog.get_by_label("Password").fill("not it at all")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    dialog.get_by_label("Password").fill(person["password"])
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".asker")).to_contain_text("manager")
    place = operation(page, "who_am_i")
    result = sent(place, "200")
    expect(result.locator("pre")).to_contain_text('"role": "manager"')
    expect(result.locator("dl")).to_contain_text("x-request-id")
    place.get_by_text("As a curl command").click()
    command = place.locator(".try .example pre").inner_text()
    token = re.search(r"-H 'Authorization: Bearer ([^']+)'", command)
    assert token is not None
    assert asked_with(screens, token[1]) == 200
    page.locator(".asker").click()
    dialog.get_by_role("button", name="Sign out").click()
    expect(page.locator(".asker")).to_have_text("Sign in")
    assert "Authorization" not in (place.locator(".try .example pre").text_content() or "")
    assert asked_with(screens, token[1]) == 401
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_a_link_opens_it_for_somebody_and_forgets_the_token(screens: Screens) -> None:
    page = opened(screens, "Pad 801")
    expect(page.locator(".asker")).to_have_text("Pad 801")
    expect(page).to_have_url(f"{screens.home}/schema")
    place = operation(page, "add_shop")
    expect(place.get_by_text("may not do this")).to_be_visible()


def test_an_unknown_token_is_not_taken(screens: Screens) -> None:
    screens.watch.forgive("401")
    page = opened(screens)
    page.locator(".asker").click()
    page.get_by_label("Or the access token").fill("vh_at_nobody")
    page.get_by_role("button", name="Use this token").click()
    expect(page.get_by_role("alert").locator("visible=true")).to_contain_text("token")
    expect(page.locator(".asker")).to_have_text("Sign in")


def test_an_order_is_placed_with_a_body_and_a_key(screens: Screens, house: Presses) -> None:
    page = opened(screens, "Pad 801")
    place = operation(page, "place_order")
    key = field(place, "Idempotency-Key")
    first = key.input_value()
    assert re.fullmatch(r"[0-9a-f-]{36}", first)
    place.get_by_label("The same key again").check()
    order = sent(place, "201").locator("pre").inner_text()
    assert '"source": "pad"' in order
    expect(key).to_have_value(first)
    expect(sent(place, "201").locator("dl")).to_contain_text("idempotency-replayed")
    assert place.locator(".result pre").inner_text() == order, "the stored answer, not another order"
    place.get_by_label("The same key again").uncheck()
    place.get_by_label("Example").select_option(label="With wishes")
    expect(place.locator("textarea")).to_have_value(re.compile("不要香菜"))
    field(place, "Idempotency-Key").fill("another-command-of-mine")
    assert '"round": 2' in sent(place, "201").locator("pre").inner_text()
    expect(key).not_to_have_value("another-command-of-mine")


def test_a_command_without_an_answer_keeps_its_key(screens: Screens, house: Presses) -> None:
    screens.watch.forgive("ERR_FAILED")
    page = opened(screens, "Pad 801")
    place = operation(page, "place_order")
    key = field(place, "Idempotency-Key").input_value()
    page.route("**/api/v1/orders", lambda route: route.abort())
    place.get_by_role("button", name="Send", exact=True).click()
    expect(place.locator(".result")).to_contain_text("No answer")
    expect(field(place, "Idempotency-Key")).to_have_value(key)
    page.unroute("**/api/v1/orders")
    sent(place, "201")
    expect(field(place, "Idempotency-Key")).not_to_have_value(key)


def test_a_refusal_is_read_as_a_sentence(screens: Screens) -> None:
    screens.watch.forgive("401|422")
    page = opened(screens)
    place = operation(page, "place_order")
    expect(place.get_by_text("Nobody is signed in")).to_be_visible()
    refusal = sent(place, "401").locator(".refusal")
    expect(refusal).to_contain_text("Not signed in")
    expect(refusal.locator("p code").last).to_have_text("Authorization: Bearer …")
    refusal.get_by_role("link", name="not_signed_in").click()
    expect(page.locator("#problem-not_signed_in")).to_be_in_viewport()
    page = opened(screens, "Pad 801")
    place = operation(page, "place_order")
    place.locator("textarea").fill('{"lines": []}')
    expect(sent(place, "422").locator(".refusal li")).to_have_count(1)


def test_bad_json_is_said_before_it_is_sent(screens: Screens) -> None:
    screens.watch.forgive("400")
    page = opened(screens, "Pad 801")
    place = operation(page, "place_order")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    place.locator("textarea").fill('{"lines": ')
    place.locator("textarea").press("Control+Enter")
    expect(place.get_by_role("alert")).to_contain_text("This is not JSON")
    expect(place.locator("textarea")).to_have_attribute("aria-invalid", "true")
    expect(place.locator("textarea")).to_be_focused()
    assert asked == []
    expect(sent(place, "400").locator(".refusal")).to_contain_text("bad_json")


def test_a_double_click_sends_once(screens: Screens, house: Presses) -> None:
    page = opened(screens, "Pad 801")
    place = operation(page, "place_order")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/orders", hold)
    place.get_by_role("button", name="Send", exact=True).dblclick()
    expect(place.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    becomes(page, lambda: len(held) > 0, True)
    held[0].continue_()
    expect(place.locator(".result .status")).to_contain_text("201")
    assert len(held) == 1


def test_what_waits_can_be_stopped(screens: Screens) -> None:
    page = opened(screens, "Pad 801")
    place = operation(page, "me_board")
    board = sent(place, "200").locator("pre").inner_text()
    stream, seq = (re.search(rf'"{name}": "?([^",]+)', board) for name in ("stream", "seq"))
    assert stream is not None
    assert seq is not None
    place = operation(page, "me_events")
    field(place, "stream").fill(stream[1])
    field(place, "after").fill(seq[1])
    field(place, "wait").fill("25")
    place.get_by_role("button", name="Send", exact=True).click()
    place.get_by_role("button", name="Stop", exact=True).click()
    expect(place.locator(".result")).to_contain_text("Stopped")
    expect(place.get_by_role("button", name="Stop", exact=True)).to_be_hidden()


def test_files_go_up_and_come_down_as_what_they_are(screens: Screens, tmp_path: Path) -> None:
    page = opened(screens, "manager.bund")
    place = operation(page, "add_picture")
    png = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(png, "PNG")
    place.get_by_label("File").set_input_files({"name": "dish.png", "mimeType": "image/png", "buffer": png.getvalue()})
    expect(place.get_by_label("Sent as")).to_have_value("image/png")
    name = re.search(r"/pictures/([^\"]+)", sent(place, "201").locator("pre").inner_text())
    assert name is not None
    place = operation(page, "get_picture")
    field(place, "name").fill(name[1])
    expect(sent(place, "200").get_by_role("img", name="The picture, 40 × 30")).to_be_visible()
    place = operation(page, "export_menu")
    expect(sent(place, "200").locator("pre")).to_contain_text("Boiled dumplings")
    field(place, "format").select_option("xlsx")
    result = sent(place, "200")
    with page.expect_download() as download:
        result.get_by_role("link", name="Download menu.xlsx").click()
    kept = tmp_path / "menu.xlsx"
    download.value.save_as(kept)
    assert kept.read_bytes()[:2] == b"PK"


def test_a_sound_can_be_played(screens: Screens, house: Presses) -> None:
    page = opened(screens, "manager.bund")
    house.order("801", "Boiled dumplings")
    headers = {"Authorization": f"Bearer {token_of(screens, 'manager.bund')}"}
    said = f"fetch('/api/v1/im/messages', {{headers: {headers}}}).then((answer) => answer.json())"
    audio = until(page, f"{said}.then(({{ items }}) => items.find((each) => each.audio)?.audio ?? '')")
    place = operation(page, "get_sound")
    field(place, "sound").fill(audio.rpartition("/")[2])
    result = sent(place, "200")
    expect(result.locator("dl")).to_contain_text("audio/wav")
    expect(result.get_by_role("link", name=re.compile(r"^Download .*\.wav"))).to_be_visible()
    result.get_by_role("button", name=re.compile(r"Play [\d.]+ s")).click()


def test_a_phone_scrolls_tables_and_never_the_page(screens: Screens) -> None:
    page = opened(screens, "Pad 801", **PHONE)
    for id in ("place_order", "list_items", "me_board", "LineOut"):
        page.evaluate("(hash) => { location.hash = hash }", f"#{id}")
        expect(page.locator(f"#{id}")).to_be_in_viewport()
    place = operation(page, "place_order")
    place.get_by_text("As a curl command").click()
    sent(place, "201")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"])
def test_axe_finds_nothing(screens: Screens, scheme: str, size: dict[str, Any]) -> None:
    screens.watch.forgive("422")
    page = opened(screens, "Pad 801", color_scheme=scheme, reduced_motion="reduce", **size)
    place = operation(page, "place_order")
    place.get_by_text("As a curl command").click()
    place.locator("textarea").fill("{}")
    sent(place, "422")
    page.evaluate("document.querySelectorAll('#who_am_i, #problem-busy, #LineOut').forEach((each) => (each.closest('.op').open = true))")
    page.evaluate(AXE)
    found = page.evaluate(LOOK, None)
    place.locator("textarea").fill("{")
    place.locator("textarea").press("Control+Enter")
    page.locator(".asker").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found += page.evaluate(LOOK, None)
    page.keyboard.press("Escape")
    page.locator("#page-find").fill("room")
    expect(page.locator(".found")).to_be_visible()
    assert found + page.evaluate(LOOK, None) == []


def test_the_page_of_the_socket_is_clean_too(screens: Screens) -> None:
    page = screens.plain("/schema/socket", color_scheme="dark")
    page.evaluate(AXE)
    assert page.evaluate(LOOK, None) == []
