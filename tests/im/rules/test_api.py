"""Rules and templates over HTTP: who may, what a bad body is told, and the pages that explain refusals."""

from typing import Any

import pytest

from hub.kit.ids import new_id
from tests.venues import Venue

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
BOSSES = {"manager", "owner"}
TEXTS = {"zh-CN": {"text": "{roomName}有菜可取"}, "en": {"text": "Fetch for {roomName}"}}
TEMPLATE = {"event": "line_ready", "name": "Words", "texts": TEXTS}
RULE = {"event": "line_ready", "channel": "handheld", "kind": "notice"}

ROUTES: list[tuple[str, str, Any]] = [
    ("GET", "/im/events", None),
    ("GET", "/im/rules", None),
    ("POST", "/im/rules", RULE | {"template_id": str(new_id())}),
    ("PATCH", "/im/rules/{id}", {"times": 2}),
    ("DELETE", "/im/rules/{id}", None),
    ("GET", "/im/templates", None),
    ("POST", "/im/templates", TEMPLATE),
    ("PATCH", "/im/templates/{id}", {"name": "x"}),
    ("DELETE", "/im/templates/{id}", None),
    ("POST", "/im/templates/preview", {"event": "line_ready", "texts": TEXTS, "language": "en"}),
]


@pytest.mark.parametrize(("method", "path", "body"), ROUTES, ids=[f"{method} {path}" for method, path, _ in ROUTES])
async def test_each_route_is_open_to_managers_and_owners_only(venue: Venue, method: str, path: str, body: Any) -> None:
    address = path.format(id=new_id())
    for name in EVERYBODY:
        answer = await (venue[name].get(address) if method == "GET" else venue[name].send(method, address, body))
        assert (answer.status_code != 403) == (name in BOSSES), (name, answer.text)
    nobody = await venue.http.request(method, f"/api/v1{address}", json=body, headers={"Idempotency-Key": str(new_id())})
    assert (nobody.status_code, nobody.json()["code"]) == (401, "not_signed_in")


async def test_a_rule_and_its_words_are_made_changed_and_taken_away(venue: Venue) -> None:
    manager = venue["manager"]
    template = (await manager.post("/im/templates", TEMPLATE)).json()["template"]
    made = await manager.post("/im/rules", RULE | {"template_id": template["id"], "times": 3})
    assert made.status_code == 201
    rule = made.json()["rule"]
    changed = await manager.patch(f"/im/rules/{rule['id']}", {"enabled": False}, headers={"If-Match": '"1"'})
    assert (changed.json()["rule"]["enabled"], changed.json()["rule"]["times"], changed.json()["rule"]["version"]) == (False, 3, 2)
    stale = await manager.patch(f"/im/rules/{rule['id']}", {"enabled": True}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"], stale.json()["version"]) == (412, "version_mismatch", 2)
    in_use = await manager.delete(f"/im/templates/{template['id']}")
    assert (in_use.status_code, in_use.json()["code"], in_use.json()["rules"]) == (409, "template_in_use", 1)
    assert (await manager.delete(f"/im/rules/{rule['id']}")).status_code == 204
    assert (await manager.delete(f"/im/templates/{template['id']}")).status_code == 204


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"event": "nothing_happened"}, "/event"),
        ({"channel": "kitchen:hot"}, "/channel"),
        ({"kind": "refresh"}, "/kind"),
        ({"source": "phone"}, "/source"),
        ({"times": 0}, "/times"),
        ({"times": 11}, "/times"),
        ({"interval_seconds": 4}, "/interval_seconds"),
        ({"interval_seconds": 3601}, "/interval_seconds"),
        ({"quiet_from": "25:00", "quiet_to": "07:00"}, "/quiet_from"),
        ({"language": "fi"}, "/language"),
        ({"chime": "../../etc"}, "/chime"),
        ({"volume": 101}, "/volume"),
        ({"volume": -1}, "/volume"),
        ({"loudness": 11}, "/loudness"),
    ],
)
async def test_a_rule_that_cannot_be_is_refused_at_its_member(venue: Venue, change: dict[str, Any], pointer: str) -> None:
    answer = await venue["manager"].post("/im/rules", RULE | {"template_id": str(new_id())} | change)
    assert (answer.status_code, answer.json()["code"], answer.json()["errors"][0]["pointer"]) == (422, "invalid", pointer)


async def test_an_unknown_event_is_refused_wherever_it_is_named(venue: Venue) -> None:
    manager = venue["manager"]
    for answer in (
        await manager.post("/im/templates", TEMPLATE | {"event": "lunch"}),
        await manager.post("/im/templates/preview", {"event": "lunch", "texts": TEXTS, "language": "en"}),
    ):
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/event")
    assert (await manager.get("/im/rules", event="lunch")).status_code == 422


async def test_an_unknown_placeholder_is_refused_and_its_page_explains_it(venue: Venue) -> None:
    answer = await venue["manager"].post("/im/templates", TEMPLATE | {"texts": {"en": {"text": "{price}"}}})
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["placeholder"]) == (422, "unknown_placeholder", "price")
    assert problem["errors"] == [{"pointer": "/texts/en/text", "detail": "line_ready has no {price}"}]
    for code in ("unknown_placeholder", "missing_param", "template_in_use"):
        page = await venue.http.get(f"/problems/{code}")
        assert page.status_code == 200 and code in page.text


async def test_another_shops_things_are_not_found(venue: Venue, make_venue: Any) -> None:
    other = make_venue()
    rule = (await other["manager"].get("/im/rules")).json()["items"][0]
    template = (await other["manager"].get("/im/templates")).json()["items"][0]
    for who in ("manager", "owner"):
        for method, path, body in (
            ("PATCH", f"/im/rules/{rule['id']}", {"times": 9}),
            ("DELETE", f"/im/rules/{rule['id']}", None),
            ("PATCH", f"/im/templates/{template['id']}", {"name": "Mine"}),
            ("DELETE", f"/im/templates/{template['id']}", None),
        ):
            assert (await venue[who].send(method, path, body)).status_code == 404
        for path in ("/im/rules", "/im/templates"):
            assert (await venue[who].get(path, shop_id=str(other.shop_id))).status_code == 404
            foreign = await venue[who].post(
                f"{path}?shop_id={other.shop_id}", RULE | {"template_id": template["id"]} if "rules" in path else TEMPLATE
            )
            assert foreign.status_code == 404


async def test_a_preview_needs_no_key_and_keeps_nothing(venue: Venue) -> None:
    manager = venue["manager"]
    before = (await manager.get("/im/templates", limit=200)).json()
    body = {"event": "order_placed", "language": "zh-CN", "texts": {"zh-CN": {"text": "{roomName}房间下单了{goodsName}{num}份，请注意"}}}
    answer = await venue.http.post("/api/v1/im/templates/preview", json=body, headers=manager.headers())
    assert answer.json() == {"text": "801房间下单了水饺2份，请注意", "speech": "八零一房间下单了水饺2份，请注意", "language": "zh-CN"}
    assert (await manager.get("/im/templates", limit=200)).json() == before


async def test_events_say_what_their_texts_may_name(venue: Venue) -> None:
    answer = (await venue["owner"].get("/im/events")).json()
    events = {one["event"]: one for one in answer["events"]}
    assert len(events) == 13
    assert events["service_requested"]["required"] == [["roomName"], ["service"]]
    names = {one["name"]: one for one in events["order_placed"]["placeholders"]}
    assert names["goodsName"] == {"name": "goodsName", "example": {"zh-CN": "水饺", "en": "Dumplings"}, "by_digit": False, "per_item": True}
    assert names["roomName"]["by_digit"] and "service" not in names
    assert answer["kinds"] == ["announcement", "notice", "pad_call"]
