"""The addresses that people and screens open in a browser. Pages are small shells: what they show comes through the API."""

from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery

from displays.files import TYPES, Build, Builds
from displays.front import front_pages
from displays.install import install_routes
from displays.policies import page_answer
from displays.reports import Reports, report_route
from displays.screens import GROUND, NO_SCRIPT, PAGES, ScreenPage, chosen_language
from displays.sounds import sound_route
from displays.templating import DISPLAYS, templates
from hub.kit.errors import NotFound
from hub.kit.web import PUBLIC

FOR_EVER = "public, max-age=31536000, immutable"
ALSO_KEPT = ("icons.svg",)
"""What scripts ask for by themselves, beside the sounds: a screen needs it to start without a network."""

Asked = Request[Any, Any, State]


def display_pages() -> list[Any]:
    """Every route of the displays."""
    builds = Builds(DISPLAYS / "static")

    @get("/a/{build:str}/{name:path}", guards=[PUBLIC], include_in_schema=False)
    async def file(request: Asked, build: FromPath[str], name: FromPath[str]) -> Response[bytes]:
        """A file of one build, which never changes."""
        found, name = builds.find(build), name.lstrip("/")
        if found is None or name not in found.files:
            raise NotFound
        return file_answer(request, found, name)

    return [
        *front_pages(builds),
        *(shell_route(page, builds) for page in PAGES.values()),
        file,
        *install_routes(builds),
        sound_route(builds),
        report_route(Reports()),
    ]


def file_answer(request: Asked, build: Build, name: str) -> Response[bytes]:
    headers = {"cache-control": FOR_EVER, "vary": "accept-encoding"}
    body = build.compressed(name) if "gzip" in request.headers.get("accept-encoding", "") else None
    if body is not None:
        headers["content-encoding"] = "gzip"
    return Response(body or build.files[name], media_type=TYPES[Path(name).suffix], headers=headers)


def shell_route(page: ScreenPage, builds: Builds) -> Any:
    """The route of a screen, which answers below its address too: the office has pages of its own."""

    @get([f"/{page.name}", f"/{page.name}/{{rest:path}}"], name=f"page-{page.name}", guards=[PUBLIC], include_in_schema=False)
    async def screen(request: Asked, lang: FromQuery[str | None] = None) -> Response[bytes]:
        """The shell of a screen."""
        if getattr(request.app.state.get("hub"), "demo", None) is not None:
            builds.look_again()
        language = chosen_language(lang, request.headers.get("accept-language", ""))
        return page_answer(request, shell(page, builds.current, language))

    return screen


def shell(page: ScreenPage, build: Build, language: str) -> str:
    """The HTML of a screen: its styles, its modules all at once, and an empty place for them to draw in."""
    main = f"js/{page.name}/main.js"
    graph = build.graph(main)
    sounds = [name for name in build.files if name.startswith("sounds/")]
    return (
        templates()
        .get_template("screen.html")
        .render(
            page=page,
            build=build,
            language=language,
            title=page.titles[language],
            about=page.about[language],
            colour=GROUND[page.theme],
            styles=[name for name in ("css/tokens.css", "css/base.css", "css/parts.css", f"css/{page.name}.css") if name in build.files],
            graph=graph,
            main=main,
            kept=[build.address(name) for name in (*graph.later, *ALSO_KEPT, *sounds) if name in build.files],
            no_script=NO_SCRIPT[language],
        )
    )
