"""What makes a page an app of its device: the service worker, a manifest for each screen, and the code that pairs it."""

import io
import re
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery

from displays.files import Builds
from displays.screens import GROUND, ICONS, PAGES, Language, ScreenPage, chosen_language
from hub.kit.errors import NotFound
from hub.kit.web import PUBLIC

Asked = Request[Any, Any, State]

WORKER = "js/sw.js"
USER_CODE = re.compile(r"[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}")
PAIR_AT = "office/devices/pair"
"""Where a manager approves a screen, below the hub's address."""
QUIET = 4
"""Modules of white around a code; with less some cameras do not find it."""


def install_routes(builds: Builds) -> list[Any]:
    """The routes of `/sw.js`, the manifests, and the codes."""

    @get("/sw.js", guards=[PUBLIC], include_in_schema=False)
    async def service_worker() -> Response[bytes]:
        """The service worker, whose address must not change and must stand above everything it serves."""
        headers = {"cache-control": "no-cache", "content-security-policy": "default-src 'none'; connect-src 'self'"}
        return Response(builds.current.files[WORKER], media_type="text/javascript", headers=headers)

    @get("/qr/{name:str}", guards=[PUBLIC], include_in_schema=False)
    async def pairing_code(request: Asked, name: FromPath[str]) -> Response[bytes]:
        """The address at which a manager approves this code, for a telephone's camera."""
        user_code, dot, kind = name.partition(".")
        if not USER_CODE.fullmatch(user_code) or dot + kind != ".svg":
            raise NotFound
        hub = request.app.state.get("hub")
        base = (hub and hub.settings.server.base_url) or str(request.base_url)
        return Response(qr_svg(f"{base.rstrip('/')}/{PAIR_AT}?code={user_code}"), media_type="image/svg+xml")

    @get("/ca.crt", guards=[PUBLIC], include_in_schema=False, sync_to_thread=True)
    def authority(request: Asked) -> Response[bytes]:
        """What a device has to trust when this hub made its certificate itself."""
        hub = request.app.state.get("hub")
        if hub is None or not hub.settings.server.tls:
            raise NotFound
        return Response((hub.settings.data_path / "tls" / "ca.crt").read_bytes(), media_type="application/x-x509-ca-cert")

    return [service_worker, pairing_code, authority, *(manifest_route(page, builds) for page in PAGES.values())]


def manifest_route(page: ScreenPage, builds: Builds) -> Any:
    @get(f"/manifest-{page.name}.webmanifest", name=f"manifest-{page.name}", guards=[PUBLIC], include_in_schema=False)
    async def manifest(lang: FromQuery[str | None] = None) -> Response[bytes]:
        """What a browser needs to know to install this screen."""
        body = msgspec.json.encode(manifest_of(page, builds, chosen_language(lang, "")))
        return Response(body, media_type="application/manifest+json", headers={"cache-control": "no-cache"})

    return manifest


def manifest_of(page: ScreenPage, builds: Builds, language: Language) -> dict[str, Any]:
    build = builds.current
    return {
        "id": f"/{page.name}",
        "name": f"{page.titles[language]} · Venue Hub",
        "short_name": page.titles[language],
        "description": page.about[language],
        "lang": language,
        "start_url": f"/{page.name}",
        "scope": f"/{page.name}",
        "display": page.display,
        "display_override": [page.display, "standalone"],
        "orientation": page.orientation,
        "background_color": GROUND[page.theme],
        "theme_color": GROUND[page.theme],
        "icons": [
            {
                "src": build.address(f"icons/{name}"),
                "sizes": f"{side}x{side}",
                "type": "image/png",
                "purpose": "maskable" if maskable else "any",
            }
            for name, (side, maskable) in ICONS.items()
        ],
    }


def qr_svg(text: str) -> bytes:
    """A QR code: dark on white in every theme, since cameras expect it so."""
    import segno

    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", scale=8, border=QUIET, dark="#0c171b", light="#ffffff", xmldecl=False, omitsize=True)
    return out.getvalue()
