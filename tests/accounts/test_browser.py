"""The session of a browser: a cookie that no script reads and no other page sends."""

from collections.abc import AsyncIterator
from http.cookies import Morsel, SimpleCookie
from uuid import UUID

import httpx
import pytest

from hub.accounts import sessions
from tests.accounts.signing import code_of, login, who_am_i
from tests.conftest import client_of
from tests.running import Backend, RunningHub
from tests.venues import PASSWORD, Venue

SESSION = "/api/v1/auth/session"
REFRESH = f"{SESSION}/refresh"


@pytest.fixture
async def browser(venue: Venue) -> AsyncIterator[httpx.AsyncClient]:
    """A client with cookies of its own."""
    async with client_of(venue.running) as client:
        yield client


async def open_session(browser: httpx.AsyncClient, venue: Venue, role: str = "manager", password: str = PASSWORD) -> httpx.Response:
    return await browser.post(SESSION, json={"username": f"{role}.{venue.mark}", "password": password})


def cookie_of(answer: httpx.Response) -> Morsel[str]:
    (morsel,) = SimpleCookie(answer.headers["set-cookie"]).values()
    return morsel


async def audit_of(venue: Venue, action: str) -> list[dict[str, object]]:
    answer = await venue["manager"].get("/audit?limit=200")
    return [each for each in answer.json()["items"] if each["action"] == action]


async def test_signing_in_gives_an_access_token_and_hides_the_other(browser: httpx.AsyncClient, venue: Venue) -> None:
    answer = await open_session(browser, venue)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert set(body) == {"access_token", "expires_in", "user"}
    assert (body["expires_in"], body["user"]["role"]) == (900, "manager")
    assert "vh_rt_" not in answer.text
    kept = cookie_of(answer)
    assert kept.value.startswith("vh_rt_")
    assert (kept["path"], kept["httponly"], kept["samesite"].lower(), kept["max-age"]) == (SESSION, True, "strict", str(30 * 24 * 3600))
    assert not kept["secure"], "this hub speaks plain http, over which a browser would not send such a cookie back"
    assert not kept["domain"]
    assert (await who_am_i(venue, body["access_token"])).status_code == 200


async def test_under_https_the_cookie_never_goes_over_plain_http(venue: Venue) -> None:
    from litestar import Request

    from hub.accounts.guards import cookie

    def kept(scheme: str, host: str) -> tuple[str, str | None, bool | None]:
        scope = {"type": "http", "scheme": scheme, "path": SESSION, "headers": [(b"host", host.encode())], "server": ("hub.lan", 8000)}
        made = cookie(Request(scope), "vh_rt_x")  # type: ignore[arg-type]
        return made.key, made.path, made.secure

    assert kept("https", "hub.lan:8443") == ("__Host-venuehub_session_8443", "/", True), "browsers take `__Host-` for this path only"
    assert kept("https", "hub.lan") == ("__Host-venuehub_session_443", "/", True)
    assert kept("http", "hub.lan:8100") == ("venuehub_session_8100", SESSION, False)
    assert kept("http", "hub.lan") == ("venuehub_session_80", SESSION, False)
    for odd in ("[::1]", "hub.lan:", "hub.lan:x; Path=/", "hub.lan:\u0661", ""):
        assert kept("http", odd) == ("venuehub_session_80", SESSION, False), odd
    assert kept("http", "[::1]:8100")[0] == "venuehub_session_8100"


async def test_two_hubs_on_one_host_keep_their_sessions_apart(venue: Venue, backend: Backend) -> None:
    settings = backend.settings()
    other = RunningHub(settings)
    try:
        async with httpx.AsyncClient(timeout=30) as browser:
            neighbour = Venue(other, browser)
            for each in (venue, neighbour):
                answer = await browser.post(f"{each.running.url}{SESSION}", json={"username": f"manager.{each.mark}", "password": PASSWORD})
                assert answer.status_code == 200, answer.text
            assert len(browser.cookies) == 2
            for each in (venue, neighbour):
                goes_on = await browser.post(f"{each.running.url}{REFRESH}")
                assert (goes_on.status_code, goes_on.json()["user"]["username"]) == (200, f"manager.{each.mark}")
            assert (await browser.delete(f"{other.url}{SESSION}")).status_code == 204
            assert (await browser.post(f"{other.url}{REFRESH}")).status_code == 204
            assert (await browser.post(f"{venue.running.url}{REFRESH}")).status_code == 200, "signing out of one leaves the other"
    finally:
        other.stop()
        backend.forget(settings)


async def test_the_browser_goes_on_without_a_password(browser: httpx.AsyncClient, venue: Venue) -> None:
    first = await open_session(browser, venue)
    second = await browser.post(REFRESH)
    third = await browser.post(REFRESH)
    assert [answer.status_code for answer in (second, third)] == [200, 200]
    assert len({cookie_of(answer).value for answer in (first, second, third)}) == 3
    assert third.json()["user"] == first.json()["user"]
    assert (await who_am_i(venue, third.json()["access_token"])).json()["user"]["id"] == first.json()["user"]["id"]


async def test_without_a_cookie_nobody_is_signed_in_and_nothing_is_wrong(browser: httpx.AsyncClient) -> None:
    answer = await browser.post(REFRESH)
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await browser.delete(SESSION)).status_code == 204


async def test_signing_out_ends_the_session_and_takes_the_cookie_away(browser: httpx.AsyncClient, venue: Venue) -> None:
    opened = await open_session(browser, venue)
    token, stolen = opened.json()["access_token"], cookie_of(opened).value
    answer = await browser.delete(SESSION)
    assert answer.status_code == 204
    gone = cookie_of(answer)
    assert (gone.value, gone["max-age"], gone["path"]) == ("", "0", SESSION)
    assert code_of(await who_am_i(venue, token)) == (401, "token_invalid")
    assert (await browser.post(REFRESH)).status_code == 204
    assert code_of(await browser.post(REFRESH, headers={"Cookie": f"{gone.key}={stolen}"})) == (401, "token_invalid")
    assert (await browser.delete(SESSION)).status_code == 204, "again"


async def test_what_happened_stands_in_the_audit_log(browser: httpx.AsyncClient, venue: Venue) -> None:
    manager = (await open_session(browser, venue)).json()["user"]["id"]
    assert (await open_session(browser, venue, password="not it")).status_code == 401
    await browser.delete(SESSION)
    assert [each["object_id"] for each in await audit_of(venue, "auth.signed_in")] == [manager]
    assert [each["object_id"] for each in await audit_of(venue, "auth.signed_out")] == [manager]


async def test_a_copied_cookie_ends_the_session_for_everybody(browser: httpx.AsyncClient, venue: Venue) -> None:
    first = cookie_of(await open_session(browser, venue))
    await browser.post(REFRESH)
    current = await browser.post(REFRESH)
    thief = await venue.http.post(REFRESH, headers={"Cookie": f"{first.key}={first.value}"})
    assert code_of(thief) == (401, "token_reused")
    assert code_of(await who_am_i(venue, current.json()["access_token"])) == (401, "token_invalid")
    assert code_of(await browser.post(REFRESH)) == (401, "token_invalid")


async def test_a_wrong_password_and_an_unknown_name_look_the_same(browser: httpx.AsyncClient, venue: Venue) -> None:
    wrong = await open_session(browser, venue, password="not the password")
    unknown = await open_session(browser, venue, "nobody", "not the password")
    assert code_of(wrong) == code_of(unknown) == (401, "wrong_credentials")
    assert "set-cookie" not in wrong.headers


async def test_tries_count_together_with_those_of_login(browser: httpx.AsyncClient, venue: Venue) -> None:
    for _ in range(5):
        assert (await login(venue, "cook", "wrong")).status_code == 401
        assert (await open_session(browser, venue, "cook", "wrong")).status_code == 401
    assert code_of(await open_session(browser, venue, "cook")) == (429, "rate_limited")


async def test_a_session_opened_elsewhere_is_taken_over(browser: httpx.AsyncClient, venue: Venue) -> None:
    token = (await login(venue)).json()["refresh_token"]
    answer = await browser.post(SESSION, json={"refresh_token": token})
    assert answer.status_code == 200, answer.text
    assert answer.json()["user"]["role"] == "manager"
    assert cookie_of(answer).value.startswith("vh_rt_")
    assert (await browser.post(REFRESH)).status_code == 200
    assert [each["after"].get("with") for each in await audit_of(venue, "auth.signed_in")] == ["refresh_token", None]  # type: ignore[attr-defined]


async def test_whoever_signs_in_ends_the_session_that_this_browser_had(browser: httpx.AsyncClient, venue: Venue) -> None:
    first = await open_session(browser, venue, "manager")
    assert (await open_session(browser, venue, "cook", password="not it")).status_code == 401
    assert (await who_am_i(venue, first.json()["access_token"])).status_code == 200, "a wrong password ends nothing"
    second = await open_session(browser, venue, "cook")
    assert code_of(await who_am_i(venue, first.json()["access_token"])) == (401, "token_invalid")
    assert (await who_am_i(venue, second.json()["access_token"])).json()["user"]["role"] == "cook"
    again = await browser.post(SESSION, json={"refresh_token": cookie_of(second).value})
    assert (await who_am_i(venue, again.json()["access_token"])).status_code == 200, "taking over the same session ends nothing either"


async def test_a_device_keeps_its_own_tokens(browser: httpx.AsyncClient, venue: Venue) -> None:
    pad = UUID(venue["pad 801"].id)
    tokens = venue.running.database.run_now(lambda tx: sessions.open_session(tx, kind="device", subject_id=pad, brand_id=venue.brand_id))
    assert code_of(await browser.post(SESSION, json={"refresh_token": tokens.refresh_token})) == (403, "forbidden")
    again = await browser.post("/api/v1/auth/refresh", json={"refresh_token": tokens.refresh_token})
    assert again.status_code == 200, "the refusal has used nothing up"


async def test_somebody_switched_off_does_not_go_on(browser: httpx.AsyncClient, venue: Venue) -> None:
    await open_session(browser, venue, "cook")
    await venue["manager"].post(f"/staff/{venue['cook'].id}/disable")
    assert code_of(await browser.post(REFRESH)) == (401, "token_invalid")
    assert (await browser.delete(SESSION)).status_code == 204


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"username": "manager.x"},
        {"password": "x"},
        {"username": "manager.x", "password": "x", "refresh_token": "vh_rt_xxxxxxxx"},
        {"refresh_token": "short"},
        {"refresh_token": None},
    ],
)
async def test_a_body_has_one_of_two_forms(browser: httpx.AsyncClient, body: dict[str, str]) -> None:
    answer = await browser.post(SESSION, json=body)
    assert code_of(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1", "http://localhost:1"])
async def test_a_page_of_another_origin_gets_nothing(browser: httpx.AsyncClient, venue: Venue, origin: str) -> None:
    foreign = {"Origin": origin}
    body = {"username": f"manager.{venue.mark}", "password": PASSWORD}
    assert code_of(await browser.post(SESSION, json=body, headers=foreign)) == (403, "foreign_origin")
    opened = await open_session(browser, venue)
    assert code_of(await browser.post(REFRESH, headers=foreign)) == (403, "foreign_origin")
    assert code_of(await browser.delete(SESSION, headers=foreign)) == (403, "foreign_origin")
    assert (await who_am_i(venue, opened.json()["access_token"])).status_code == 200
    assert (await browser.post(REFRESH)).status_code == 200


async def test_the_hubs_own_pages_are_let_in(browser: httpx.AsyncClient, venue: Venue) -> None:
    own = {"Origin": venue.running.url}
    answer = await browser.post(SESSION, json={"username": f"manager.{venue.mark}", "password": PASSWORD}, headers=own)
    assert answer.status_code == 200
    assert (await browser.post(REFRESH, headers=own)).status_code == 200
    assert (await browser.delete(SESSION, headers=own)).status_code == 204
