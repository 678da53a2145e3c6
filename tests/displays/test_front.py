"""The front page: what the demo is, and a way into each of its screens."""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import unquote

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from displays.files import Builds
from displays.front import SCREENS, front_pages
from displays.front_words import WORDS
from displays.pages import DISPLAYS
from hub.kit.problems import HANDLERS
from tests.api.conftest import DEMO
from tests.running import Backend, RunningHub


@pytest.fixture(params=[None, DEMO], ids=["no demo", "demo"])
def front(request: pytest.FixtureRequest) -> Iterator[TestClient[Litestar]]:
    """The front page alone, with and without a demo venue."""
    app = Litestar(front_pages(Builds(DISPLAYS / "static")), openapi_config=None, exception_handlers=HANDLERS)
    settings = SimpleNamespace(server=SimpleNamespace(schema=True))
    app.state.hub = SimpleNamespace(demo=request.param, demo_links=None, settings=settings)
    with TestClient(app) as client:
        yield client


def is_demo(front: TestClient[Litestar]) -> bool:
    return front.app.state.hub.demo is not None


def test_it_speaks_two_languages(front: TestClient[Litestar]) -> None:
    cases = {
        ("", "zh-CN,zh;q=0.9,en;q=0.8"): "zh-CN",
        ("", "en-GB,en;q=0.9"): "en",
        ("", "fi,sv;q=0.5"): "en",
        ("?lang=zh", "en"): "zh-CN",
        ("?lang=en", "zh-CN"): "en",
        ("?lang=<script>", "zh"): "zh-CN",
    }
    for (query, accepted), language in cases.items():
        answer = front.get(f"/{query}", headers={"Accept-Language": accepted})
        assert f'<html lang="{language}"' in answer.text
        assert WORDS[language]["head"] in answer.text  # type: ignore[index]
        assert "<script>" not in answer.text
        assert 'href="/schema"' in answer.text
        assert answer.headers["vary"] == "accept-language, accept-encoding"


def test_both_languages_say_the_same_things() -> None:
    chinese, english = WORDS["zh-CN"], WORDS["en"]
    assert chinese.keys() == english.keys()
    for name in english:
        assert re.findall(r"{\w+}", chinese[name]) == re.findall(r"{\w+}", english[name]), name


def test_it_tells_everybody_in_the_demo(front: TestClient[Litestar]) -> None:
    text = front.get("/").text
    for said in ("token-801", "token-hot", "token-owner1", "pw-of-cook1", "Cloud &lt;b&gt;Springs&lt;/b&gt;", "/schema#as=token-802"):
        assert (said in text) is is_demo(front), said
    assert ("PAD=token-801\n" in text) is is_demo(front), "the first order comes from room 801"
    assert ("venuehub demo" in text) is not is_demo(front)


def test_it_names_the_address_at_which_it_was_called(front: TestClient[Litestar]) -> None:
    text = front.get("/", headers={"Host": "hub.lan:8000"}).text
    assert ("HUB=http://hub.lan:8000\n" in text) is is_demo(front)


def test_without_a_demo_it_leads_to_the_screens(front: TestClient[Litestar]) -> None:
    text = front.get("/?lang=en").text
    for name in SCREENS:
        assert (f'href="/{name}?lang=en"' in text) is not is_demo(front), name


WEB = httpx.Client(timeout=30)
"""Shared, since making one takes longer than most requests. No test here needs its cookies."""


def opened(hub: RunningHub, holder_id: str) -> httpx.Response:
    return WEB.get(f"{hub.url}/open/{holder_id}?lang=en")


def ids_on_the_page(hub: RunningHub) -> list[str]:
    return re.findall(r'href="/open/([^?"]+)', WEB.get(hub.url).text)


def test_every_screen_of_the_demo_has_a_link(demo_hub: RunningHub) -> None:
    demo = demo_hub.hub.demo
    assert demo is not None
    linked = set(ids_on_the_page(demo_hub))
    assert {each["id"] for each in demo["devices"] if each["kind"] not in ("speaker", "printer")} <= linked
    assert {each["id"] for each in demo["users"] if each["role"] in ("manager", "owner")} <= linked


def test_a_link_opens_its_device(demo_hub: RunningHub) -> None:
    demo = demo_hub.hub.demo
    assert demo is not None
    pages = {"pad": "pad", "kitchen": "kitchen", "call_screen": "call", "cashier": "cashier", "handheld": "handheld"}
    for device in demo["devices"]:
        if device["kind"] not in pages:
            continue
        answer = opened(demo_hub, device["id"])
        assert answer.status_code == 303
        assert answer.headers["cache-control"] == "no-store"
        page, _, token = answer.headers["location"].partition("#pair=")
        assert page == f"/{pages[device['kind']]}?lang=en"
        tokens = WEB.post(f"{demo_hub.url}/api/v1/auth/refresh", json={"refresh_token": unquote(token)}).json()
        me = WEB.get(f"{demo_hub.url}/api/v1/me", headers={"Authorization": f"Bearer {tokens['access_token']}"}).json()
        assert me["device"]["id"] == device["id"]


def test_a_link_followed_twice_gives_two_sessions_that_do_not_end_each_other(demo_hub: RunningHub) -> None:
    holder = ids_on_the_page(demo_hub)[0]
    held = [unquote(opened(demo_hub, holder).headers["location"].partition("#pair=")[2]) for _ in range(3)]
    assert len(set(held)) == 3
    for _ in range(3):
        answers = [WEB.post(f"{demo_hub.url}/api/v1/auth/refresh", json={"refresh_token": token}) for token in held]
        assert [answer.status_code for answer in answers] == [200, 200, 200]
        held = [answer.json()["refresh_token"] for answer in answers]


def test_the_link_of_a_manager_signs_in_with_a_cookie(demo_hub: RunningHub) -> None:
    demo = demo_hub.hub.demo
    assert demo is not None
    manager = next(each for each in demo["users"] if each["role"] == "manager")
    with httpx.Client(base_url=demo_hub.url, timeout=30) as browser:
        answer = browser.get(f"/open/{manager['id']}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/office")
        assert "HttpOnly" in answer.headers["set-cookie"]
        assert browser.post("/api/v1/auth/session/refresh").json()["user"]["username"] == manager["username"]


def entries_of(hub: RunningHub, user: dict[str, str]) -> list[dict[str, object]]:
    """The audit log of a demo shop, as its manager reads it: ways in by a link."""
    given = WEB.post(f"{hub.url}/api/v1/auth/login", json={"username": user["username"], "password": user["password"]}).json()
    asked = WEB.get(f"{hub.url}/api/v1/audit?limit=200", headers={"Authorization": f"Bearer {given['access_token']}"})
    return [each for each in asked.json()["items"] if each["action"] == "auth.session_opened"]


def test_whoever_follows_a_link_stands_in_the_audit_log(demo_hub: RunningHub) -> None:
    demo = demo_hub.hub.demo
    assert demo is not None
    manager = next(each for each in demo["users"] if each["role"] == "manager")
    pad = next(each for each in demo["devices"] if each["kind"] == "pad" and each["shop_id"] == manager["shop_id"])
    before = entries_of(demo_hub, manager)
    for holder in (manager, pad):
        assert opened(demo_hub, holder["id"]).status_code == 303
    speaker = next(each for each in demo["devices"] if each["kind"] == "speaker" and each["shop_id"] == manager["shop_id"])
    assert opened(demo_hub, speaker["id"]).status_code == 404
    added = entries_of(demo_hub, manager)[: -len(before) or None]
    assert [(each["object_kind"], each["object_id"]) for each in added] == [("device", pad["id"]), ("user", manager["id"])]
    for each in added:
        assert (each["actor_kind"], each["actor_id"], each["actor_name"]) == ("hub", None, "demo link")
        assert (each["shop_id"], each["after"]) == (manager["shop_id"], {"address": "127.0.0.1"})


@pytest.mark.parametrize("holder", ["0199aaaa-0000-7000-8000-000000000000", "801", "x" * 40])
def test_there_is_no_link_to_anybody_else(demo_hub: RunningHub, holder: str) -> None:
    answer = opened(demo_hub, holder)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_link_to_a_device_that_was_revoked_leads_to_its_page_with_a_code(demo_hub: RunningHub) -> None:
    demo = demo_hub.hub.demo
    assert demo is not None
    revoked = next(each for each in demo["devices"] if each["kind"] == "handheld")
    manager = next(each for each in demo["users"] if each["role"] == "manager" and each["shop_id"] == revoked["shop_id"])
    token = {"Authorization": f"Bearer {manager['access_token']}", "Idempotency-Key": "revoke-it"}
    answer = WEB.post(f"{demo_hub.url}/api/v1/devices/{revoked['id']}/revoke", headers=token, json={})
    assert answer.is_success, answer.text
    answer = opened(demo_hub, revoked["id"])
    assert (answer.status_code, answer.headers["location"]) == (303, "/handheld?lang=en")


def test_a_hub_without_a_demo_opens_nothing(sqlite_backend: Backend, demo_hub: RunningHub) -> None:
    settings = sqlite_backend.settings(server={"host": "127.0.0.1", "port": 0, "schema": False})
    hub = RunningHub(settings)
    try:
        assert WEB.get(hub.url).status_code == 200
        assert "/schema" not in WEB.get(hub.url).text
        assert opened(hub, ids_on_the_page(demo_hub)[0]).status_code == 404
    finally:
        hub.stop()
        sqlite_backend.forget(settings)
