"""Every answer of the hub carries the headers that keep a browser from being used against the venue, whatever its status."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from litestar import Litestar, Response, get

from hub.kit.problems import HANDLERS, Envelope
from tests.running import RunningHub

EXAMPLES = {"uuid": "0199aaaa-0000-7000-8000-000000000000", "path": "js/html.js", "int": "1", "date": "2026-11-22"}
SAME_EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
FEATURES = ("autoplay", "fullscreen", "screen-wake-lock")
ALWAYS_AWAKE = "/api/v1/stream"  # a websocket, which answers 426 to anything else


@pytest.fixture(scope="module")
def client(demo_hub: RunningHub) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=demo_hub.url, timeout=30) as opened:
        yield opened


def routes_of(app: Any) -> list[tuple[str, str]]:
    """Every method and address that the hub understands, with an example in the place of each parameter."""
    found = []
    for route in app.routes:
        address = re.sub(r"{\w+:(\w+)}", lambda match: EXAMPLES.get(match[1], "nothing"), route.path)
        found += [(method, address) for method in sorted(getattr(route, "methods", None) or ["GET"])]
    return found


def wrong_with(answer: httpx.Response) -> list[str]:
    """What the headers of an answer lack."""
    headers = answer.headers
    found = [name for name, value in SAME_EVERYWHERE.items() if headers.get(name) != value]
    if "default-src 'none'" not in headers.get("content-security-policy", ""):
        found.append("content-security-policy")
    if "unsafe" in headers.get("content-security-policy", ""):
        found.append("an unsafe policy")
    features = dict(part.strip().split("=", 1) for part in headers.get("permissions-policy", "").split(","))
    if {name for name, allowed in features.items() if allowed != "()"} != set(FEATURES):
        found.append("permissions-policy")
    if not headers.get("x-request-id"):
        found.append("x-request-id")
    if answer.request.url.path.startswith("/api/") and headers.get("cache-control") != "no-store":
        found.append("cache-control")
    return found


def test_every_route_and_method_of_the_hub(client: httpx.Client, demo_hub: RunningHub) -> None:
    app: Any = demo_hub.server.config.app
    routes = routes_of(app)
    assert len(routes) > 100
    seen: dict[int, int] = {}
    lacking = []
    for method, address in routes:
        for answer in (
            client.request(method, address),
            client.request(method, address, headers={"Authorization": "Bearer vh_at_nobody", "Idempotency-Key": "a-key-of-mine"}),
            client.request(method, address, content=b"{", headers={"Content-Type": "application/json"}),
            client.request("PROPFIND", address),
        ):
            seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
            lacking += [f"{method} {address} {answer.status_code}: {name}" for name in wrong_with(answer)]
    assert lacking == []
    assert {status // 100 for status in seen} >= {2, 4}, seen
    assert {200, 204, 400, 401, 404, 405} <= set(seen)


def test_an_answer_that_leads_elsewhere(client: httpx.Client, demo_hub: RunningHub) -> None:
    demo = demo_hub.hub.demo
    assert demo is not None
    moved = client.get(f"/open/{demo['devices'][0]['id']}")
    same = client.get("/schema/openapi.json", headers={"If-None-Match": "*"})
    assert (moved.status_code, same.status_code) == (303, 304)
    assert wrong_with(moved) == wrong_with(same) == []


def test_every_route_when_the_hub_itself_fails(client: httpx.Client, demo_hub: RunningHub, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(demo_hub.hub.desk, "authenticate", broken)
    app: Any = demo_hub.server.config.app
    failed = 0
    for method, address in routes_of(app):
        if method != "GET" or not address.startswith("/api/"):
            continue
        answer = client.get(address, headers={"Authorization": "Bearer vh_at_nobody"})
        failed += answer.status_code == 500
        assert wrong_with(answer) == [], address
        assert "a fault of ours" not in answer.text
    assert failed > 20


def test_a_page_of_ours_lets_nothing_in(client: httpx.Client) -> None:
    host = client.base_url.netloc.decode()
    for address in ("/", "/pad", "/kitchen", "/call", "/cashier", "/handheld", "/office", "/design"):
        headers = client.get(address).headers
        policy = {part.split()[0]: part.split()[1:] for part in headers["content-security-policy"].split("; ")}
        assert policy == {
            "default-src": ["'none'"],
            "script-src": ["'self'"],
            "style-src": ["'self'"],
            "img-src": ["'self'", "data:", "blob:"],
            "media-src": ["'self'"],
            "font-src": ["'self'"],
            "connect-src": ["'self'", f"ws://{host}"],
            "manifest-src": ["'self'"],
            "worker-src": ["'self'"],
            "form-action": ["'self'"],
            "base-uri": ["'none'"],
            "frame-ancestors": ["'none'"],
            "object-src": ["'none'"],
            "require-trusted-types-for": ["'script'"],
            "trusted-types": ["venuehub"],
            "report-uri": ["/csp-reports"],
            "report-to": ["csp"],
        }
        assert headers["reporting-endpoints"] == 'csp="/csp-reports"'


async def answer_under(scheme: str) -> dict[str, str]:
    """The headers of an answer as the server would have asked for it over this scheme."""

    @get("/", opt={"allow": None})
    async def page() -> Response[str]:
        return Response("", status_code=200)

    app = Litestar([page], openapi_config=None, exception_handlers=HANDLERS)
    headers: dict[str, str] = {}

    async def send(message: Any) -> None:
        headers.update({name.decode(): value.decode() for name, value in message.get("headers", ())})

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "raw_path": b"/",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"hub.lan")],
        "scheme": scheme,
        "server": ("192.0.2.7", 8000),
        "client": ("192.0.2.9", 1234),
        "http_version": "1.1",
        "asgi": {"version": "3.0"},
    }
    await Envelope(app)(scope, receive, send)
    return headers


async def test_browsers_stay_with_https_where_there_is_some(anyio_backend: str) -> None:
    assert (await answer_under("https"))["strict-transport-security"] == "max-age=31536000"
    assert (await answer_under("https"))["cross-origin-opener-policy"] == "same-origin"
    assert "strict-transport-security" not in await answer_under("http")
