"""The API to read and to try in a browser. No request leaves the hub."""

from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from hub.api_page.document import PATH, whole_document
from hub.api_page.socket_document import socket_document
from hub.api_page.socket_page import socket_page
from hub.api_page.static_files import Folder, etag_of, tagged
from hub.kit.web import PUBLIC

DISPLAYS = Path(str(resources.files("displays")))

Asked = Request[Any, Any, State]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing inline, nothing from elsewhere. Swagger UI draws icons from `data:` addresses and sets styles by script, which this allows."""


def api_pages() -> list[Any]:
    """The routes of the two pages, of the API and of the socket, their documents and their files."""
    files = Folder(DISPLAYS / "static", ("api", "vendor/swagger-ui-dist"))
    made: list[bytes] = []
    socket_made: list[bytes] = []

    @get(PATH, guards=[PUBLIC], include_in_schema=False)
    async def api_page(request: Asked) -> Response[bytes]:
        """The API to read and to try, by Swagger UI."""
        return files.answer(request, "api/page.html", {"content-security-policy": POLICY})

    @get(f"{PATH}/openapi.json", guards=[PUBLIC], include_in_schema=False, sync_to_thread=True)
    def openapi_json(request: Asked) -> Response[bytes]:
        """The document, made when it is first asked for."""
        if not made:
            made.append(msgspec.json.encode(whole_document(request.app)))
        return tagged(request, made[0], etag_of(made[0]), "application/json")

    def socket_texts() -> list[bytes]:
        if not socket_made:
            document = socket_document()
            socket_made.extend((msgspec.json.encode(document), socket_page(document, DISPLAYS / "templates")))
        return socket_made

    @get(f"{PATH}/asyncapi.json", guards=[PUBLIC], include_in_schema=False, sync_to_thread=True)
    def asyncapi_json(request: Asked) -> Response[bytes]:
        """The socket's document, made when it is first asked for."""
        text = socket_texts()[0]
        return tagged(request, text, etag_of(text), "application/json")

    @get(f"{PATH}/socket", guards=[PUBLIC], include_in_schema=False, sync_to_thread=True)
    def socket_page_html(request: Asked) -> Response[bytes]:
        """The socket to read about: every frame, every event, every close code."""
        text = socket_texts()[1]
        return tagged(request, text, etag_of(text), "text/html", {"content-security-policy": POLICY})

    @get("/static/{name:path}", guards=[PUBLIC], include_in_schema=False)
    async def static_file(request: Asked, name: FromPath[str]) -> Response[bytes]:
        """Scripts and styles of the API page; those of the displays have addresses of their own."""
        return files.answer(request, name.lstrip("/"))

    return [api_page, openapi_json, asyncapi_json, socket_page_html, static_file]
