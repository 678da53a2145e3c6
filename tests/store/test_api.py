"""The menu over HTTP: who may, and a sold-out mark from the kitchen to the guest's pad and back."""

from datetime import UTC, datetime
from typing import Any

import pytest

from devices.client import Hub
from hub.kit.clock import MovableClock
from hub.kit.ids import new_id
from tests.venues import Venue, comes_to_agree

EVERYBODY = (
    "pad 801",
    "kitchen",
    "call",
    "cashier 1",
    "handheld 1",
    "speaker",
    "printer",
    "manager",
    "owner",
    "cashier",
    "waiter",
    "cook",
    "cleaner",
)
MARKERS = {"kitchen", "cashier 1", "cashier", "cook", "manager", "owner"}
BOSSES = {"manager", "owner"}
NAMES = {"en": "x"}

ROUTES: list[tuple[str, str, Any, set[str]]] = [
    ("GET", "/menu", None, set(EVERYBODY)),
    ("GET", "/sold-out", None, set(EVERYBODY)),
    ("GET", "/menu/items", None, BOSSES),
    ("PUT", "/sold-out/{id}", {"mode": "today"}, MARKERS),
    ("DELETE", "/sold-out/{id}", None, MARKERS),
    ("GET", "/menu/categories", None, BOSSES),
    ("POST", "/menu/categories", {"names": NAMES}, BOSSES),
    ("DELETE", "/menu/categories/{id}", None, BOSSES),
    ("POST", "/menu/order", {}, BOSSES),
    ("GET", "/menu/export", None, BOSSES),
    ("PUT", "/menu/categories/{id}", {"names": NAMES}, BOSSES),
    ("POST", "/menu/items", {"category_id": str(new_id()), "names": NAMES, "station": "hot", "price": 1}, BOSSES),
    ("PUT", "/menu/items/{id}", {"category_id": str(new_id()), "names": NAMES, "station": "hot", "price": 1}, BOSSES),
    ("DELETE", "/menu/items/{id}", None, BOSSES),
]


@pytest.mark.parametrize(("method", "path", "body", "allowed"), ROUTES, ids=[f"{method} {path}" for method, path, *_ in ROUTES])
async def test_each_route_is_open_to_its_roles_only(venue: Venue, method: str, path: str, body: Any, allowed: set[str]) -> None:
    address = path.format(id=new_id())
    for name in EVERYBODY:
        answer = await (venue[name].get(address) if method == "GET" else venue[name].send(method, address, body))
        assert (answer.status_code != 403) == (name in allowed), (name, answer.text)
    nobody = await venue.http.request(method, f"/api/v1{address}", json=body, headers={"Idempotency-Key": str(new_id())})
    assert (nobody.status_code, nobody.json()["code"]) == (401, "not_signed_in")


async def test_sold_out_today_ends_at_three_without_any_job(timed_venue: Venue, clock: MovableClock) -> None:
    venue, tea = timed_venue, timed_venue.skus["tea"]
    marked = await venue["kitchen"].put(f"/sold-out/{tea}", {"mode": "today"})
    assert marked.json() == {"sold_out": {"id": tea, "mode": "today", "until": "2026-11-22T19:00:00.000Z"}}

    async def tea_on_the_pad() -> bool:
        menu = (await venue["pad 801"].get("/menu")).json()
        return next(item["sold_out"] for category in menu["categories"] for item in category["items"] if item["sku_id"] == tea)

    async def order() -> Any:
        return await venue["pad 801"].post("/orders", {"lines": venue.lines("dumplings", "tea")})

    assert await tea_on_the_pad()
    refused = await order()
    assert (refused.status_code, refused.json()["code"]) == (409, "product_sold_out")
    assert [(line["index"], line["sku_id"], line["code"]) for line in refused.json()["lines"]] == [(1, tea, "product_sold_out")]
    assert (await venue["pad 801"].get("/me/board")).json()["board"]["orders"] == [], "nothing was taken"
    clock.jump(datetime(2026, 11, 22, 18, 59, 59, tzinfo=UTC))
    assert await tea_on_the_pad() and (await order()).status_code == 409
    clock.jump(datetime(2026, 11, 22, 19, tzinfo=UTC))
    assert not await tea_on_the_pad() and (await order()).status_code == 201


async def test_a_mark_greys_the_item_on_every_screen_and_its_end_too(venue: Venue, address: Hub) -> None:
    tea = venue.skus["tea"]
    async with venue.device("pad 801", address) as pad, venue.device("kitchen hot", address) as kitchen:
        for screen in (pad, kitchen):
            await screen.wait_live()
        await venue["cashier 1"].put(f"/sold-out/{tea}", {"mode": "indefinite"})
        for screen in (pad, kitchen):
            await screen.wait_until(lambda board: board.array("sold_out"), what="sold out is shown")
            await comes_to_agree(screen)
        assert (await venue["cook"].delete(f"/sold-out/{tea}")).status_code == 204
        for screen in (pad, kitchen):
            await screen.wait_until(lambda board: not board.array("sold_out"), what="the mark is gone")
            await comes_to_agree(screen)


async def test_lines_already_placed_stay(venue: Venue) -> None:
    order = await venue.order("tea")
    await venue["kitchen"].put(f"/sold-out/{venue.skus['tea']}", {"mode": "today"})
    assert (await venue["pad 801"].get(f"/orders/{order['id']}")).json()["order"]["lines"][0]["state"] == "placed"


async def test_an_edited_menu_is_told_to_every_screen_with_its_version(venue: Venue, address: Hub) -> None:
    async with venue.device("pad 801", address) as pad:
        await pad.wait_live()
        before = (await venue["pad 801"].get("/menu")).json()
        made = await venue["manager"].post("/menu/categories", {"names": {"zh-CN": "酒水", "en": "Drinks"}})
        assert made.status_code == 201
        item = {"category_id": made.json()["category"]["id"], "names": {"en": "Sake"}, "station": "bar", "price": 4200}
        assert (await venue["manager"].post("/menu/items", item)).status_code == 201
        after = (await venue["pad 801"].get("/menu")).json()
        assert (after["version"], after["categories"][-1]["items"][0]["name"]) == (before["version"] + 2, "Sake")
        await pad.wait_until(lambda board: board.shop["menu_version"] == after["version"], what="the pad knows")
        await comes_to_agree(pad)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"price": -1}, "/price"),
        ({"price": 1.5}, "/price"),
        ({"station": "Hot Kitchen"}, "/station"),
        ({"names": {}}, "/names"),
        ({"colour": "red"}, "/colour"),
    ],
)
async def test_an_item_that_cannot_be_is_pointed_at(venue: Venue, change: dict[str, Any], pointer: str) -> None:
    category = (await venue["manager"].get("/menu")).json()["categories"][0]["id"]
    item = {"category_id": category, "names": NAMES, "station": "hot", "price": 1} | change
    answer = await venue["manager"].post("/menu/items", item)
    assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"].startswith(pointer), answer.text


async def test_what_the_kitchen_calls_a_dish_is_for_staff_only(venue: Venue) -> None:
    def names(menu: dict[str, Any]) -> set[str | None]:
        return {item.get("kitchen_name") for category in menu["categories"] for item in category["items"]}

    for who in ("kitchen", "cashier 1", "handheld 1", "waiter", "manager"):
        assert names((await venue[who].get("/menu")).json()) == set(venue.skus), who
    assert names((await venue["pad 801"].get("/menu")).json()) == {None}
