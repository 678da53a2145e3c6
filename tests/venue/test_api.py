"""The venue over HTTP: who may, what a repeat does, and screens that agree with a fresh snapshot."""

from asyncio import sleep
from contextlib import AsyncExitStack
from typing import Any

import pytest

from devices.client import Device, Hub
from hub.kit.ids import new_id
from tests.conftest import MakeVenue
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
DESK = {"cashier 1", "cashier", "manager", "owner"}
CLEANERS = DESK | {"handheld 1", "waiter", "cleaner"}
BOSSES = {"manager", "owner"}

ROUTES: list[tuple[str, str, Any, set[str]]] = [
    ("GET", "/shops", None, set(EVERYBODY)),
    ("GET", "/shops/{id}", None, set(EVERYBODY)),
    ("POST", "/shops", {"name": "x", "timezone": "Mars/X"}, {"owner"}),
    ("PATCH", "/shops/{id}", {"name": "x"}, BOSSES),
    ("POST", "/shops/{id}/state", {"state": "closed"}, BOSSES),
    ("GET", "/rooms", None, CLEANERS),
    ("POST", "/rooms", {"number": "1"}, BOSSES),
    ("GET", "/wristbands?state=free", None, DESK),
    ("POST", "/wristbands", {"code": "1"}, BOSSES),
    ("POST", "/wristbands/none/hand-out", {}, DESK),
    ("GET", "/therapists", None, DESK),
    ("POST", "/therapist-sessions", {"staff_id": str(new_id()), "room_id": str(new_id())}, DESK),
    ("POST", "/therapist-sessions/{id}/extend", {"minutes": 5}, DESK),
    ("POST", "/therapist-sessions/{id}/finish", None, DESK),
    ("POST", "/rooms/{id}/move", {"to": str(new_id())}, DESK),
    *[("POST", f"/rooms/{{id}}/{action}", None, DESK) for action in ("open", "checkout", "reserve", "release", "block", "unblock")],
]


@pytest.mark.parametrize(("method", "path", "body", "allowed"), ROUTES, ids=[f"{method} {path}" for method, path, *_ in ROUTES])
async def test_each_route_is_open_to_its_roles_only(venue: Venue, method: str, path: str, body: Any, allowed: set[str]) -> None:
    """The ids are nobody's: those who may are told that, everyone else only that they may not."""
    address = path.format(id=new_id())
    for name in EVERYBODY:
        answer = await (venue[name].get(address) if method == "GET" else venue[name].send(method, address, body))
        assert (answer.status_code != 403) == (name in allowed), (name, answer.text)
    nobody = await venue.http.request(method, f"/api/v1{address}", json=body, headers={"Idempotency-Key": str(new_id())})
    assert (nobody.status_code, nobody.json()["code"]) == (401, "not_signed_in")


async def test_a_room_is_opened_moved_and_checked_out(venue: Venue) -> None:
    desk, rooms = venue["cashier 1"], venue.rooms
    opened = (await desk.post(f"/rooms/{rooms['803']}/open", {"guests": 2, "wristbands": [venue.wristbands[2]]})).json()
    assert opened.keys() == {"room", "stay", "changed"}
    assert opened["room"].keys() == {"id", "number", "area", "area_names", "state", "stay_id", "version"}
    assert opened["stay"].keys() == {"id", "room", "wristbands", "guests", "opened_at", "checked_out_at", "closed_at", "version"}
    assert (opened["room"]["state"], opened["stay"]["room"], opened["changed"]) == ("in_use", {"id": rooms["803"], "number": "803"}, True)
    moved = (await desk.post(f"/rooms/{rooms['803']}/move", {"to": rooms["804"]})).json()
    assert (moved["room"]["number"], moved["stay"]["id"]) == ("804", opened["stay"]["id"])
    out = (await desk.post(f"/rooms/{rooms['804']}/checkout")).json()
    assert out["room"]["state"] == "dirty" and out["stay"]["checked_out_at"]
    listed = (await desk.get("/rooms", state="dirty")).json()
    assert [(room["number"], room["stay"] and room["stay"]["id"]) for room in listed["items"]] == [
        ("803", None),
        ("804", opened["stay"]["id"]),
    ]


async def test_a_body_that_only_has_optional_members_may_be_left_out(venue: Venue) -> None:
    assert (await venue["cashier 1"].post(f"/rooms/{venue.rooms['804']}/open")).json()["changed"] is True
    handed = await venue["cashier 1"].post(f"/wristbands/{venue.wristbands[2]}/hand-out")
    assert handed.json()["stay"]["wristbands"] == [venue.wristbands[2]]


async def test_the_same_key_opens_a_room_once_and_answers_the_same(venue: Venue) -> None:
    path, key = f"/rooms/{venue.rooms['804']}/open", str(new_id())
    first = await venue["cashier 1"].post(path, {"guests": 2}, key=key)
    again = await venue["cashier 1"].post(path, {"guests": 2}, key=key)
    assert again.content == first.content and again.headers["idempotency-replayed"] == "true"
    other = await venue["cashier 1"].post(path, {"guests": 3}, key=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/rooms/{room}/open", {"guests": 0}, "/guests"),
        ("/rooms/{room}/open", {"guest": 1}, "/guest"),
        ("/rooms/{room}/move", {}, "/to"),
        ("/wristbands/{band}/hand-out", {"guests": "two"}, "/guests"),
        ("/shops/{shop}/state", {"state": "ajar"}, "/state"),
    ],
)
async def test_a_wrong_member_is_pointed_at(venue: Venue, path: str, body: Any, pointer: str) -> None:
    address = path.format(room=venue.rooms["804"], band=venue.wristbands[2], shop=venue.shop_id)
    answer = await venue["manager"].post(address, body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_a_shop_that_is_closed_by_hand_refuses_rounds_and_tells_the_pad(venue: Venue, address: Hub) -> None:
    async with venue.device("pad 801", address) as pad:
        await pad.wait_live()
        body = {"state": "closed", "reopens_at": "2099-01-01T00:00:00.000Z"}
        await venue["manager"].post(f"/shops/{venue.shop_id}/state", body)
        await pad.wait_until(lambda board: board.shop["state"] == "closed", what="the pad knows")
        refused = await venue["pad 801"].post("/orders", {"lines": venue.lines("tea")})
        assert (refused.status_code, refused.json()["code"], refused.json()["reopens_at"]) == (409, "shop_closed", body["reopens_at"])
        await venue["manager"].post(f"/shops/{venue.shop_id}/state", {"state": "open"})
        assert (await venue["pad 801"].post("/orders", {"lines": venue.lines("tea")})).status_code == 201


async def test_two_shops_of_a_brand_do_not_see_each_others_rooms(venue: Venue, make_venue: Any) -> None:
    sister, stranger = make_venue(brand_id=venue.brand_id), make_venue()
    for other in (sister, stranger):
        for action in ("open", "checkout", "clean", "block"):
            assert (await venue["manager"].post(f"/rooms/{other.rooms['801']}/{action}")).status_code == 404
        assert (await venue["manager"].get(f"/shops/{other.shop_id}")).status_code == 404
    assert (await venue["owner"].post(f"/rooms/{sister.rooms['804']}/open")).status_code == 200
    assert (await venue["owner"].post(f"/rooms/{stranger.rooms['804']}/open")).status_code == 404


async def test_every_screen_agrees_with_a_fresh_snapshot_after_guests_come_move_and_go(venue: Venue, address: Hub) -> None:
    desk, rooms = venue["cashier 1"], venue.rooms
    names = ("pad 801", "pad 802", "pad 803", "cashier 1", "handheld 1", "manager", "kitchen", "call")
    async with AsyncExitStack() as stack:
        screens = {name: await stack.enter_async_context(venue.device(name, address)) for name in names}
        for screen in screens.values():
            await screen.wait_live()
        await venue.order("dumplings", who="pad 801")
        band = venue.wristbands[1]
        await venue.order("tea", who="cashier 1", wristband=band)
        session = {"staff_id": venue["waiter"].id, "room_id": rooms["801"], "minutes": 60}
        steps = [
            ("/therapist-sessions", session),
            (f"/rooms/{rooms['803']}/open", {"guests": 4, "wristbands": [venue.wristbands[2]]}),
            (f"/rooms/{rooms['803']}/checkout", None),
            (f"/rooms/{rooms['803']}/clean", None),
            (f"/rooms/{rooms['801']}/move", {"to": rooms["803"]}),
            (f"/rooms/{rooms['801']}/clean", None),
            (f"/rooms/{rooms['804']}/reserve", None),
            (f"/wristbands/{band}/hand-in", None),
            (f"/rooms/{rooms['802']}/checkout", None),
            (f"/rooms/{rooms['802']}/clean", None),
        ]
        for path, body in steps:
            answer = await desk.post(path, body)
            assert answer.status_code == 200, (path, answer.text)
            for name, screen in screens.items():
                assert await agrees(screen), (name, path)
        pad = screens["pad 803"].board
        assert len(pad.array("orders")) == 1 and pad.stay["id"]


async def agrees(screen: Device) -> bool:
    """Whether the screen comes to show what a fresh snapshot holds; something else may happen to the venue between the two."""
    for _ in range(100):
        if screen.board == await screen.fresh_board():
            return True
        await sleep(0.1)
    return False


async def test_the_desk_reads_which_wristbands_are_free(venue: Venue, make_venue: MakeVenue) -> None:
    desk, (out, with_room, free) = venue["cashier 1"], venue.wristbands

    async def codes(**asked: Any) -> list[str]:
        return [one["code"] for one in (await desk.get("/wristbands", **asked)).json()["items"]]

    assert (await codes(), await codes(state="free"), await codes(state="out")) == ([out, with_room, free], [free], [out, with_room])
    await desk.post(f"/wristbands/{out}/hand-in")
    first = (await desk.get("/wristbands", state="free", limit=1)).json()
    assert [(one["code"], one["state"]) for one in first["items"]] == [(out, "in")]
    assert await codes(state="free", limit=1, cursor=first["next"]) == [free]
    await desk.post(f"/wristbands/{free}/hand-out")
    assert await codes(state="free") == [out]
    assert (await desk.get("/wristbands", state="lost")).status_code == 422
    other = make_venue(brand_id=venue.brand_id)
    assert (await venue["manager"].get("/wristbands", shop_id=str(other.shop_id))).status_code == 404
    assert (await venue["owner"].get("/wristbands", shop_id=str(other.shop_id), state="free")).json()["items"][0][
        "code"
    ] == other.wristbands[2]
