"""The API to read and to try in a browser. No request leaves the hub."""

from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from hub.api_page.document import PATH, whole_document
from hub.api_page.http_page import http_page
from hub.api_page.socket_document import socket_document
from hub.api_page.socket_page import socket_page
from hub.api_page.static_files import Folder, Made
from hub.kit.web import PUBLIC

DISPLAYS = Path(str(resources.files("displays")))

Asked = Request[Any, Any, State]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Nothing inline, nothing from elsewhere, and no text of an answer ever becomes HTML."""


def api_pages() -> list[Any]:
    """The routes of the two pages, of the API and of the socket, their documents and their files."""
    files = Folder(DISPLAYS / "static", ("api",))
    templates = DISPLAYS / "templates"
    policy = {"content-security-policy": POLICY}
    api = Made(lambda app: msgspec.json.encode(whole_document(app)), "application/json")
    api_read = Made(lambda app: http_page(msgspec.json.decode(api.text(app)), templates), "text/html", policy)
    socket = Made(lambda _: msgspec.json.encode(socket_document()), "application/json")
    socket_read = Made(lambda app: socket_page(msgspec.json.decode(socket.text(app)), templates), "text/html", policy)

    @get(PATH, guards=[PUBLIC], include_in_schema=False, sync_to_thread=True)
    def api_page(request: Asked) -> Response[bytes]:
        """The API to read and to try: every operation, every refusal, every shape."""
        return api_read.answer(request)

    @get(f"{PATH}/openapi.json", guards=[PUBLIC], include_in_schema=False, sync_to_thread=True)
    def openapi_json(request: Asked) -> Response[bytes]:
        """The API's document."""
        return api.answer(request)

    @get(f"{PATH}/asyncapi.json", guards=[PUBLIC], include_in_schema=False, sync_to_thread=True)
    def asyncapi_json(request: Asked) -> Response[bytes]:
        """The socket's document."""
        return socket.answer(request)

    @get(f"{PATH}/socket", guards=[PUBLIC], include_in_schema=False, sync_to_thread=True)
    def socket_page_html(request: Asked) -> Response[bytes]:
        """The socket to read about: every frame, every event, every close code."""
        return socket_read.answer(request)

    @get("/static/{name:path}", guards=[PUBLIC], include_in_schema=False)
    async def static_file(request: Asked, name: FromPath[str]) -> Response[bytes]:
        """Scripts and styles of these pages; those of the displays have addresses of their own."""
        return files.answer(request, name.lstrip("/"))

    return [api_page, openapi_json, asyncapi_json, socket_page_html, static_file]
