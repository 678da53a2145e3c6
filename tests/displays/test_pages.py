"""The pages over HTTP: shells that name everything they need, files that never change, and what makes them apps."""

import io
import re
from collections.abc import Iterator

import httpx
import pytest
from PIL import Image, ImageChops

from displays.files import Build
from displays.icons import FOLDER, ICONS, icon, mark_svg
from displays.pages import DISPLAYS
from displays.policies import page_policy
from displays.reports import BYTES_MAX, PER_MINUTE, Reports
from displays.screens import GROUND, PAGES
from hub.kit.errors import RateLimited
from tests.running import RunningHub


@pytest.fixture(scope="module")
def client(demo_hub: RunningHub) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=demo_hub.url, timeout=30) as opened:
        yield opened


def addresses_in(text: str) -> list[str]:
    return re.findall(r'<(?:script|link|img)[^>]*?(?:src|href)="([^"]+)"', text)


@pytest.mark.parametrize("name", PAGES)
def test_everything_a_screen_names_is_there(client: httpx.Client, name: str) -> None:
    text = client.get(f"/{name}").text
    found = addresses_in(text)
    kept = re.search(r'name="venuehub-kept" content="([^"]*)"', text)
    assert kept is not None
    assert len(found) > 10
    for address in [*found, *kept[1].split()]:
        assert client.get(address).status_code == 200, address
        assert address.startswith(("/a/", f"/manifest-{name}.webmanifest")), address


@pytest.mark.parametrize("name", PAGES)
def test_a_screen_preloads_each_of_its_modules(name: str) -> None:
    build = Build(DISPLAYS / "static")
    graph = build.graph(f"js/{name}/main.js")
    assert f"js/{name}/main.js" in graph.now
    assert "js/html.js" in graph.now
    for module in (*graph.now, *graph.later):
        text = build.files[module].decode()
        for address in re.findall(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"']+)["']""", text):
            found = (DISPLAYS / "static" / module).parent.joinpath(address).resolve()
            assert found.relative_to(DISPLAYS / "static").as_posix() in {*graph.now, *graph.later}, f"{module} imports {address}"


@pytest.mark.parametrize("address", ["/", "/kitchen", "/office/devices/pair?code=BCDF-GHJK", "/pad?theme=dark&lang=zh-CN"])
def test_a_page_holds_nothing_inline(client: httpx.Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|javascript:", answer.text)
    for found in addresses_in(answer.text):
        assert found.startswith("/"), found


def test_a_screen_speaks_the_language_it_is_asked_for(client: httpx.Client) -> None:
    for query, accepted, language in (
        ("?lang=zh-CN", "en", "zh-CN"),
        ("", "zh-TW", "zh-CN"),
        ("", "en-GB", "en"),
        ("?lang=xx", "fi", "en"),
    ):
        text = client.get(f"/kitchen{query}", headers={"Accept-Language": accepted}).text
        assert f'<html lang="{language}" data-theme="dark" data-page="kitchen"' in text
        assert PAGES["kitchen"].titles[language] in text


def test_a_file_is_good_for_ever_and_comes_compressed(client: httpx.Client) -> None:
    address = re.search(r"/a/[^\"]+/css/tokens\.css", client.get("/pad").text)
    assert address is not None
    answer = client.get(address[0])
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (answer.headers["content-encoding"], answer.headers["vary"]) == ("gzip", "accept-encoding")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    plain = client.get(address[0], headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == answer.content == (DISPLAYS / "static/css/tokens.css").read_bytes()


def test_other_builds_and_other_folders_are_not_found(client: httpx.Client) -> None:
    build = re.search(r"/a/([^/]+)/", client.get("/pad").text)
    assert build is not None
    for address in (
        "/a/000000000000/css/tokens.css",
        f"/a/{build[1]}/",
        f"/a/{build[1]}/css",
        f"/a/{build[1]}/../templates/screen.html",
        f"/a/{build[1]}/%2e%2e/templates/screen.html",
        f"/a/{build[1]}//etc/passwd",
        f"/a/{build[1]}/api/page.js",
        f"/a/{build[1]}/api/operations.css",
    ):
        assert client.get(address).status_code == 404, address


def test_the_bars_of_the_browser_have_the_colour_of_the_page() -> None:
    tokens = (DISPLAYS / "static/css/tokens.css").read_text("utf-8")
    for theme, colour in GROUND.items():
        block = tokens[tokens.rindex(f'[data-theme="{theme}"] {{') :]
        found = re.search(r"--paper: (#\w{6})", block)
        assert found is not None
        assert found[1] == colour


def test_a_host_that_is_none_does_not_reach_the_policy() -> None:
    from litestar import Request

    for host, allowed in (("hub.lan:8443", True), ("[::1]:8000", True), ("evil; script-src *", False), ("", False)):
        scope = {"type": "http", "scheme": "https", "path": "/", "headers": [(b"host", host.encode())], "server": ("hub.lan", 8443)}
        policy = page_policy(Request(scope))  # type: ignore[arg-type]
        assert (f"connect-src 'self' wss://{host};" in policy) is allowed
        assert "script-src 'self';" in policy


# What makes a page an app.


@pytest.mark.parametrize("name", PAGES)
def test_a_screen_can_be_installed(client: httpx.Client, name: str) -> None:
    answer = client.get(f"/manifest-{name}.webmanifest?lang=zh-CN")
    assert answer.headers["content-type"] == "application/manifest+json"
    said = answer.json()
    assert (said["start_url"], said["scope"], said["lang"]) == (f"/{name}", f"/{name}", "zh-CN")
    assert PAGES[name].titles["zh-CN"] in said["name"]
    assert {each["purpose"] for each in said["icons"]} == {"any", "maskable"}
    for each in said["icons"]:
        picture = Image.open(io.BytesIO(client.get(each["src"]).content))
        assert f"{picture.width}x{picture.height}" == each["sizes"]


def test_nothing_else_can_be_installed(client: httpx.Client) -> None:
    assert client.get("/manifest-front.webmanifest").status_code == 404


def test_the_icons_are_what_their_script_draws() -> None:
    assert (FOLDER / "mark.svg").read_text("utf-8") == mark_svg()
    for name, (side, maskable) in ICONS.items():
        difference = ImageChops.difference(Image.open(FOLDER / name).convert("RGBA"), icon(side, maskable=maskable))
        assert max(high for _, high in difference.getextrema()) <= 8, name  # type: ignore[misc,union-attr]


def test_the_service_worker_is_asked_for_each_time(client: httpx.Client) -> None:
    answer = client.get("/sw.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert set(re.findall(r'"(\w+)"', re.search(r"PAGES = new Set\(\[(.*)\]", answer.text)[1])) == set(PAGES)  # type: ignore[index]


def test_a_pairing_code_is_drawn_for_a_camera(client: httpx.Client) -> None:
    answer = client.get("/qr/BCDF-GHJK.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert 'fill="#fff"' in answer.text, "light behind it, whatever the theme"
    assert answer.text != client.get("/qr/BCDF-GHJL.svg").text


@pytest.mark.parametrize("code", ["ABCD-EFGH", "bcdf-ghjk", "BCDFGHJK", "BCDF-GHJK-LMNP", "BCDF-GHJ", "BCDF-GHJ%0A", "x" * 3000])
def test_only_codes_are_drawn(client: httpx.Client, code: str) -> None:
    assert client.get(f"/qr/{code}.svg").status_code == 404
    assert client.get("/qr/BCDF-GHJK.png").status_code == 404


# What browsers report.

OLD = {"csp-report": {"document-uri": "http://h/pad", "violated-directive": "script-src", "blocked-uri": "inline"}}
NEW = [{"type": "csp-violation", "body": {"documentURL": "http://h/pad", "effectiveDirective": "img-src", "blockedURL": "https://x/"}}]


def test_reports_of_both_kinds_are_counted_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    import msgspec

    reports = Reports()
    reports.take(msgspec.json.encode(OLD))
    reports.take(msgspec.json.encode(NEW * 2))
    assert reports.count == 3
    assert [record.__dict__["report"]["directive"] for record in caplog.records] == ["script-src", "img-src", "img-src"]


def test_a_minute_takes_so_many_reports() -> None:
    now = 0.0
    reports = Reports(lambda: now)
    for _ in range(PER_MINUTE):
        reports.take(b"[]")
    with pytest.raises(RateLimited):
        reports.take(b"[]")
    now = 60.0
    reports.take(b"[]")


def test_the_hub_takes_reports_of_browsers_only(client: httpx.Client) -> None:
    def send(body: bytes, kind: str = "application/reports+json") -> int:
        return client.post("/csp-reports", content=body, headers={"Content-Type": kind}).status_code

    assert send(b"[]") == 204
    assert send(b'{"csp-report": {}}', "application/csp-report") == 204
    assert send(b"[]", "text/plain") == 415
    assert send(b"not json") == 400
    assert send(b"[1]") == 400
    assert send(b"[" + b" " * BYTES_MAX + b"]") == 413
    assert client.get("/csp-reports").status_code == 405
