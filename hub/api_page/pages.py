"""What people open in a browser before there are screens: the API page, and the front page of the demo. No request leaves the hub."""

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery

from hub.api_page.document import PATH, whole_document
from hub.api_page.front_words import WORDS
from hub.api_page.static_files import Folder, etag_of, tagged
from hub.kit.web import PUBLIC

DISPLAYS = Path(str(resources.files("displays")))

Asked = Request[Any, Any, State]
Link = tuple[str, str]
LINKS: tuple[Link, ...] = (("API", PATH), ("openapi.json", f"{PATH}/openapi.json"))

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing inline, nothing from elsewhere. Swagger UI draws icons from `data:` addresses and sets styles by script, which this allows."""
STRICTER = f"{POLICY}; require-trusted-types-for 'script'; trusted-types 'none'"
"""For our own pages. Swagger UI writes HTML as text, so it cannot have this one."""


def api_pages(links: Sequence[Link] = LINKS) -> list[Any]:
    """The routes of the API page, its document, its files, and the front page."""
    files = Folder(DISPLAYS / "static")
    made: list[bytes] = []

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

    @get("/static/{name:path}", guards=[PUBLIC], include_in_schema=False)
    async def static_file(request: Asked, name: FromPath[str]) -> Response[bytes]:
        """Scripts and styles of the pages."""
        return files.answer(request, name.lstrip("/"))

    return [api_page, openapi_json, static_file, front_page(links)]


def front_page(links: Sequence[Link]) -> Any:
    """The route of `/`: where everything is, and a first order to copy."""
    templates = Environment(
        loader=FileSystemLoader(DISPLAYS / "templates"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    @get("/", guards=[PUBLIC], include_in_schema=False)
    async def front(request: Asked, lang: FromQuery[str | None] = None) -> Response[bytes]:
        """The demo venue's devices and people; on a hub without demo data the links alone."""
        language = chosen_language(lang, request.headers.get("accept-language", ""))
        demo = getattr(request.app.state.get("hub"), "demo", None)
        page = templates.get_template("front.html").render(
            language=language,
            words=WORDS[language],
            links=links,
            base=str(request.base_url).rstrip("/"),
            demo=demo,
            first=first_devices(demo),
        )
        return Response(page.encode(), media_type="text/html", headers={"content-security-policy": STRICTER, "vary": "accept-language"})

    return front


def chosen_language(asked: str | None, accepted: str) -> str:
    """What the address says, else the first of the browser's languages that we speak."""
    for tag in [asked or "", *accepted.split(",")]:
        language = tag.strip().lower()[:2]
        if language in WORDS:
            return language
    return "en"


def first_devices(demo: dict[str, Any] | None) -> dict[str, Any]:
    """The devices of the first order: the pad of a room, and a kitchen screen of the same shop that sees every station."""
    if not demo:
        return {}
    shop = demo["shops"][0]["id"]
    here = [device for device in demo["devices"] if device["shop_id"] == shop]
    pads = [device for device in here if device["kind"] == "pad"]
    kitchens = [device for device in here if device["kind"] == "kitchen"]
    if not (pads and kitchens):
        return {}
    return {
        "pad": next((pad for pad in pads if pad["room"] == "801"), pads[0]),
        "kitchen": next((screen for screen in kitchens if not screen["stations"]), kitchens[0]),
    }
