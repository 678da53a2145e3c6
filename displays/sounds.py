"""The sounds under addresses that do not change with the build, for speakers and other programs. Pages take those of their own build."""

from hashlib import sha256
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from displays.files import TYPES, Builds
from hub.kit.errors import NotFound
from hub.kit.web import PUBLIC

ONE_HOUR = "public, max-age=3600"


def sound_route(builds: Builds) -> Any:
    @get("/sounds/{name:str}", guards=[PUBLIC], include_in_schema=False)
    async def sound(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
        """One sound, as sounds/manifest.toml names it: `/sounds/new_order.wav`."""
        body = builds.current.files.get(f"sounds/{name}")
        if body is None or not name.endswith(".wav"):
            raise NotFound
        headers = {"etag": f'"{sha256(body).hexdigest()[:32]}"', "cache-control": ONE_HOUR}
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(b"", status_code=304, media_type=TYPES[".wav"], headers=headers)
        return Response(body, media_type=TYPES[".wav"], headers=headers)

    return sound
