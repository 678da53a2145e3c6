"""The front page: the screens of the demo venue, each behind a link that opens it signed in; without a demo, where the screens are."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery

from displays.files import Builds
from displays.front_words import WORDS
from displays.policies import page_answer
from displays.screens import GROUND, PAGES, Language, chosen_language
from displays.templating import templates
from hub.accounts.guards import cookie
from hub.kit.errors import NotFound
from hub.kit.web import PUBLIC

Asked = Request[Any, Any, State]
Demo = dict[str, Any]
Shown = list[dict[str, str]]

SCREENS = ("pad", "kitchen", "call", "cashier", "handheld", "office")
PAGE_OF_KIND = {page.kind: page for page in PAGES.values() if page.kind}
FIRST_ROOM = "801"


def front_pages(builds: Builds) -> list[Any]:
    """The routes of `/` and of the links on it."""

    @get("/", guards=[PUBLIC], include_in_schema=False)
    async def front(request: Asked, lang: FromQuery[str | None] = None) -> Response[bytes]:
        """The face of the product."""
        hub = request.app.state.get("hub")
        demo: Demo | None = getattr(hub, "demo", None)
        if demo is not None:
            builds.look_again()
        language = chosen_language(lang, request.headers.get("accept-language", ""))
        page = (
            templates()
            .get_template("front.html")
            .render(
                language=language,
                words=WORDS[language],
                build=builds.current,
                colour=GROUND["light"],
                screens=[PAGES[name] for name in SCREENS],
                schema=hub is not None and hub.settings.server.schema,
                base=str(request.base_url).rstrip("/"),
                demo=demo,
                shops=[shop_shown(demo, shop, language) for shop in demo["shops"]] if demo else [],
                people=people_shown(demo, language) if demo else [],
                first=first_devices(demo),
            )
        )
        return page_answer(request, page, keep=demo is None)

    @get("/open/{holder_id:uuid}", guards=[PUBLIC], include_in_schema=False)
    async def open_screen(request: Asked, holder_id: FromPath[UUID], lang: FromQuery[str | None] = None) -> Response[bytes]:
        """Become a device or a person of the demo, with a session that nobody else has."""
        hub = request.app.state.get("hub")
        if hub is None or hub.demo_links is None:
            raise NotFound
        device = next((each for each in hub.demo["devices"] if each["id"] == str(holder_id)), None)
        if device is not None and device["kind"] not in PAGE_OF_KIND:
            raise NotFound  # a speaker or a printer has no page
        query = f"?lang={quote(lang)}" if lang else ""
        try:
            token = await hub.demo_links.open(holder_id, request.client.host if request.client else "unknown")
        except NotFound:
            if device is None:
                raise
            page = PAGE_OF_KIND[device["kind"]].name  # it was revoked: its page shows a code to pair it anew
            return Response(b"", status_code=303, headers={"location": f"/{page}{query}"})
        if device is None:
            return Response(b"", status_code=303, headers={"location": f"/office{query}"}, cookies=[cookie(request, token)])
        page = PAGE_OF_KIND[device["kind"]].name
        return Response(b"", status_code=303, headers={"location": f"/{page}{query}#pair={quote(token)}"})

    return [front, open_screen]


def shop_shown(demo: Demo, shop: dict[str, Any], language: Language) -> dict[str, Any]:
    """A shop with the links of each of its screens: `{"pad": [{"id", "label"}, …], …}`."""
    words = WORDS[language]
    links: dict[str, Shown] = {name: [] for name in SCREENS}
    for device in demo["devices"]:
        if device["shop_id"] == shop["id"] and device["kind"] in PAGE_OF_KIND:
            links[PAGE_OF_KIND[device["kind"]].name].append({"id": device["id"], "label": label_of(device, shop, language)})
    links["kitchen"].sort(key=lambda link: link["label"] != words["every_station"])
    links["pad"].sort(key=lambda link: FIRST_ROOM not in link["label"])
    for role in ("manager", "owner"):
        for user in demo["users"]:
            of_shop = user["shop_id"] == shop["id"] or (user["shop_id"] is None and user["brand_id"] == shop["brand_id"])
            if user["role"] == role and of_shop:
                links["office"].append({"id": user["id"], "label": words[role]})
    return {
        "name": name_of(shop, language),
        "zone": shop["timezone"],
        "rooms": len(shop["rooms"]),
        "stations": shop["stations"],
        "links": links,
    }


def label_of(device: dict[str, Any], shop: dict[str, Any], language: Language) -> str:
    words = WORDS[language]
    if device["room"]:
        return words["room"].format(room=device["room"])
    if device["kind"] != "kitchen":
        number = device["name"].rpartition(" ")[2]
        return f"{PAGE_OF_KIND[device['kind']].titles[language]}{f' {number}' if number.isdigit() else ''}"
    named = shop.get("station_names", {})
    return " · ".join(named.get(code, {}).get(language, code) for code in device["stations"]) or words["every_station"]


def name_of(shop: dict[str, Any], language: Language) -> str:
    return str(shop.get("names", {}).get(language, shop["name"]))


def people_shown(demo: Demo, language: Language) -> Shown:
    """Everybody who can sign in, as the page lists them."""
    words = WORDS[language]
    shops = {shop["id"]: name_of(shop, language) for shop in demo["shops"]}
    brands = {brand["id"]: brand["name"] for brand in demo["brands"]}
    return [
        {
            "id": user["id"],
            "role": words[f"roles_{user['role']}"],
            "where": shops.get(user["shop_id"]) or f"{brands.get(user['brand_id'], '')} · {words['all_shops']}",
            "username": user["username"],
            "password": user["password"],
            "access_token": user["access_token"],
        }
        for user in demo["users"]
    ]


def first_devices(demo: Demo | None) -> dict[str, Any]:
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
        "pad": next((pad for pad in pads if pad["room"] == FIRST_ROOM), pads[0]),
        "kitchen": next((screen for screen in kitchens if not screen["stations"]), kitchens[0]),
    }
