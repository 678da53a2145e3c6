"""The API page: from this hub alone, nothing inline, nothing that is not meant for everybody."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from hub.api_page.static_files import Folder
from hub.kit.problems import HANDLERS
from tests.running import Backend, RunningHub

DISPLAYS = Path(__file__).resolve().parents[2] / "displays"
OWN = sorted((DISPLAYS / "static" / "api").iterdir())
PAGES = ("/schema", "/schema/socket")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_allows_its_own_scripts_and_styles_only(browser: httpx.Client, page: str) -> None:
    answer = browser.get(page)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["img-src"] == "'self'"
    assert (policy["require-trusted-types-for"], policy["trusted-types"]) == ("'script'", "'none'")
    assert not re.search("unsafe|data:|blob:|http", str(policy))
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|javascript:", answer.text)


@pytest.mark.parametrize("page", PAGES)
def test_everything_a_page_loads_is_here(browser: httpx.Client, page: str) -> None:
    loaded = re.findall(r'<(?:script|link|img)[^>]*?(?:src|href)="([^"]+)"', browser.get(page).text)
    assert loaded
    for address in loaded:
        assert address.startswith("/static/"), address
        assert browser.get(address).status_code == 200, address


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_our_own_files_name_no_other_host(path: Path) -> None:
    addresses = re.findall(r"(?:https?:)?//[a-z][\w-]*(?:\.[\w-]+)+[^\s\"'<>)]*", path.read_text("utf-8"))
    assert [address for address in addresses if "www.w3.org" not in address] == []


def test_a_file_is_kept_until_it_changes(browser: httpx.Client) -> None:
    answer = browser.get("/static/api/page.js")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    etag = answer.headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = browser.get("/static/api/page.js", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert browser.get("/static/api/page.js", headers={"If-None-Match": '"other"'}).status_code == 200


OUTSIDE = (
    "/static/",
    "/static/api",
    "/static/nothing.js",
    "/static/../templates/front.html",
    "/static/%2e%2e/templates/front.html",
    "/static/..%2ftemplates%2ffront.html",
    "/static/api/../../templates/front.html",
    "/static//etc/passwd",
    "/static/%2fetc%2fpasswd",
    "/static/api/page.js%00.css",
    "/static/api\\page.js",
    "/static/js/html.js",
)


@pytest.mark.parametrize("address", OUTSIDE)
def test_nothing_outside_the_folder_is_served(serving: RunningHub, address: str) -> None:
    host, port = serving.url.removeprefix("http://").split(":")
    answer = raw_get(host, int(port), address)
    assert b" 404 " in answer.split(b"\r\n", 1)[0]
    assert b'"code":"not_found"' in answer


def raw_get(host: str, port: int, target: str) -> bytes:
    """A request whose address no client library tidies up."""
    import socket

    with socket.create_connection((host, port), 10) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        received = b""
        while part := connection.recv(65536):
            received += part
    return received


def test_a_changed_file_is_read_again_and_one_that_has_gone_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("one")
    (tmp_path / "secret.sqlite").write_text("no")
    folder = Folder(tmp_path)
    assert sorted(folder.files) == ["a.css"]
    app = Litestar(api_files(folder), openapi_config=None, exception_handlers=HANDLERS)
    with TestClient(app) as client:
        first = client.get("/a.css")
        (tmp_path / "a.css").write_text("another")
        second = client.get("/a.css")
        (tmp_path / "a.css").unlink()
        assert (first.text, second.text, client.get("/a.css").status_code) == ("one", "another", 404)
        assert first.headers["etag"] != second.headers["etag"]


def api_files(folder: Folder) -> list[Any]:
    from litestar import Request, Response, get

    @get("/a.css")
    async def one(request: Request[Any, Any, Any]) -> Response[bytes]:
        return folder.answer(request, "a.css")

    return [one]


def test_addresses_without_a_page_are_problems(browser: httpx.Client) -> None:
    for address in ("/schema/nothing", "/schema/openapi.yaml", "/schema/page.html"):
        answer = browser.get(address)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_without_the_setting_there_are_no_pages(sqlite_backend: Backend) -> None:
    settings = sqlite_backend.settings(server={"host": "127.0.0.1", "port": 0, "schema": False})
    hub = RunningHub(settings)
    try:
        for address in ("/schema", "/schema/openapi.json", "/static/api/page.js"):
            assert httpx.get(hub.url + address).status_code == 404, address
    finally:
        hub.stop()
        sqlite_backend.forget(settings)
