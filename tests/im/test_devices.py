"""Devices: where they are, moving them, switching them off, throwing them out."""

from typing import Any
from uuid import uuid4

import pytest

from tests.accounts.signing import code_of, refresh
from tests.conftest import MakeVenue
from tests.im.sockets import socket
from tests.venues import Venue


async def bound(venue: Venue, name: str, body: dict[str, Any], by: str = "manager") -> Any:
    return await venue[by].post(f"/devices/{venue[name].id}/bind", body)


async def test_a_pad_moves_to_another_room_and_keeps_account_and_tokens(venue: Venue) -> None:
    pad = venue["pad 801"]
    before = (await pad.get("/me")).json()
    answer = (await bound(venue, "pad 801", {"room_id": venue.rooms["802"]})).json()
    assert answer["changed"] is True
    assert (answer["device"]["id"], answer["device"]["room"]["number"]) == (pad.id, "802")
    after = (await pad.get("/me")).json()
    assert (after["room"]["number"], after["account"]) == ("802", before["account"])
    assert set(after["channels"]) - set(before["channels"]) == {f"room:{venue.rooms['802']}"}


async def test_the_history_shows_both_rooms_with_times(venue: Venue) -> None:
    await bound(venue, "pad 801", {"room_id": venue.rooms["802"]})
    history = (await venue["manager"].get(f"/devices/{venue['pad 801'].id}/bindings")).json()["items"]
    assert [each["room"]["number"] for each in history] == ["802", "801"]
    assert history[0]["until"] is None
    assert history[1]["since"] < history[1]["until"] == history[0]["since"]


async def test_binding_to_the_same_place_changes_nothing(venue: Venue) -> None:
    answer = (await bound(venue, "pad 801", {"room_id": venue.rooms["801"]})).json()
    assert answer["changed"] is False
    assert len((await venue["manager"].get(f"/devices/{venue['pad 801'].id}/bindings")).json()["items"]) == 1
    again = (await bound(venue, "kitchen hot", {"stations": ["hot", "hot"]})).json()
    assert (again["changed"], again["device"]["stations"]) == (False, ["hot"])


async def test_what_is_left_out_stays(venue: Venue) -> None:
    await bound(venue, "speaker", {"room_id": venue.rooms["801"], "stations": ["hot"]})
    answer = (await bound(venue, "speaker", {"stations": ["bar", "hot"]})).json()
    assert (answer["device"]["room"]["number"], answer["device"]["stations"]) == ("801", ["bar", "hot"])
    answer = (await bound(venue, "speaker", {"room_id": None})).json()
    assert (answer["device"]["room"], answer["device"]["stations"]) == (None, ["bar", "hot"])
    assert (await bound(venue, "speaker", {})).json()["changed"] is False


async def test_after_the_move_the_old_rooms_order_is_out_of_reach(venue: Venue) -> None:
    order = await venue.order("dumplings")
    await bound(venue, "pad 801", {"room_id": venue.rooms["802"]})
    assert code_of(await venue["pad 801"].get(f"/orders/{order['id']}")) == (404, "not_found")
    placed = await venue.order("tea")
    assert placed["room"]["number"] == "802"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"stations": ["Hot!"]}, "/stations/0"),
        ({"stations": ["hot", "grill"]}, "/stations/1"),
        ({"stations": ["hot"] * 33}, "/stations"),
        ({"room_id": "801"}, "/room_id"),
        ({"shop_id": str(uuid4())}, "/shop_id"),
        ({"account_id": str(uuid4())}, "/account_id"),
    ],
)
async def test_a_bad_place_is_pointed_at(venue: Venue, body: dict[str, Any], pointer: str) -> None:
    answer = await bound(venue, "kitchen", body)
    assert code_of(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_foreign_devices_and_rooms_are_not_there(venue: Venue, make_venue: MakeVenue) -> None:
    sibling, foreign = make_venue(brand_id=venue.brand_id), make_venue()
    for other in (sibling, foreign):
        assert code_of(await bound(venue, "pad 801", {"room_id": other.rooms["801"]})) == (404, "not_found")
        ident = other["pad 801"].id
        for answer in (
            await venue["manager"].get(f"/devices/{ident}"),
            await venue["manager"].get(f"/devices/{ident}/bindings"),
            await venue["manager"].post(f"/devices/{ident}/bind", {"room_id": venue.rooms["801"]}),
            await venue["manager"].post(f"/devices/{ident}/identify"),
            await venue["manager"].post(f"/devices/{ident}/disable"),
            await venue["manager"].post(f"/devices/{ident}/enable"),
            await venue["manager"].post(f"/devices/{ident}/revoke"),
        ):
            assert code_of(answer) == (404, "not_found")
        assert (await other["pad 801"].get("/me")).json()["room"]["number"] == "801"
    assert (await venue["owner"].get(f"/devices/{sibling['pad 801'].id}")).status_code == 200
    assert (await venue["owner"].post(f"/devices/{sibling['pad 801'].id}/bind", {"room_id": sibling.rooms["804"]})).status_code == 200
    assert code_of(await venue["owner"].get(f"/devices/{foreign['pad 801'].id}")) == (404, "not_found")


@pytest.mark.parametrize("who", ["cashier", "waiter", "cook", "cleaner", "pad 801", "cashier 1", "handheld 1"])
async def test_nobody_below_manager_touches_devices(venue: Venue, who: str) -> None:
    ident = venue["pad 802"].id
    for answer in (
        await venue[who].get("/devices"),
        await venue[who].get(f"/devices/{ident}"),
        await venue[who].get(f"/devices/{ident}/bindings"),
        await venue[who].post(f"/devices/{ident}/bind", {"room_id": venue.rooms["803"]}),
        await venue[who].post(f"/devices/{ident}/identify"),
        await venue[who].post(f"/devices/{ident}/disable"),
        await venue[who].post(f"/devices/{ident}/revoke"),
    ):
        assert code_of(answer) == (403, "forbidden")


async def test_a_device_is_asked_to_show_itself_and_nobody_else_hears_of_it(venue: Venue) -> None:
    pad, other = venue["pad 801"], venue["pad 802"]
    async with socket(venue, pad.token) as screen, socket(venue, other.token) as beside:
        answer = await venue["manager"].post(f"/devices/{pad.id}/identify")
        assert (answer.status_code, answer.content) == (204, b"")
        asked = await screen.event("im.identify_asked")
        assert asked["channels"] == [f"device:{pad.id}"]
        assert asked["data"] == {"name": "pad 801", "by": f"Manager {venue.mark}"}
        await venue["manager"].post(f"/devices/{other.id}/identify")
        await beside.event("im.identify_asked")
        assert [frame["data"]["name"] for frame in beside.frames if frame.get("type") == "im.identify_asked"] == ["pad 802"]


async def test_a_device_that_may_not_connect_cannot_show_itself(venue: Venue) -> None:
    await venue["manager"].post(f"/devices/{venue['pad 801'].id}/disable")
    await venue["manager"].post(f"/devices/{venue['pad 802'].id}/revoke")
    for name, state in (("pad 801", "disabled"), ("pad 802", "revoked")):
        refused = await venue["manager"].post(f"/devices/{venue[name].id}/identify")
        assert code_of(refused) == (409, "state_not_allowed")
        assert refused.json()["from"] == state


async def test_a_revoked_device_is_out_for_good(venue: Venue) -> None:
    pad = venue["pad 801"]
    answer = await venue["manager"].post(f"/devices/{pad.id}/revoke")
    assert (answer.status_code, answer.content) == (204, b"")
    assert code_of(await pad.get("/me")) == (401, "token_invalid")
    assert code_of(await refresh(venue, pad.refresh_token)) == (401, "token_invalid")  # type: ignore[attr-defined]
    assert (await venue["manager"].post(f"/devices/{pad.id}/revoke")).status_code == 204
    for action, body in (("bind", {"room_id": venue.rooms["802"]}), ("disable", None), ("enable", None)):
        refused = await venue["manager"].post(f"/devices/{pad.id}/{action}", body)
        assert code_of(refused) == (409, "state_not_allowed")
        assert refused.json()["from"] == "revoked"
    entries = (await venue["manager"].get("/audit", object_id=pad.id)).json()["items"]
    assert [entry["action"] for entry in entries] == ["device.revoked"]


async def test_a_device_that_is_switched_off_comes_back_with_its_tokens(venue: Venue) -> None:
    pad = venue["pad 801"]
    answers = [(await venue["manager"].post(f"/devices/{pad.id}/disable")).json()["changed"] for _ in range(2)]
    assert answers == [True, False]
    assert code_of(await pad.get("/me")) == (401, "token_invalid")
    assert (await venue["manager"].get(f"/devices/{pad.id}")).json()["state"] == "disabled"
    answers = [(await venue["manager"].post(f"/devices/{pad.id}/enable")).json()["changed"] for _ in range(2)]
    assert answers == [True, False]
    assert (await pad.get("/me")).json()["room"]["number"] == "801"


async def test_the_list_pages_and_holds_only_ones_own(venue: Venue, make_venue: MakeVenue) -> None:
    sibling = make_venue(brand_id=venue.brand_id)
    foreign = make_venue()
    mine = {client.id for name, client in venue.clients.items() if " " in name or name in ("kitchen", "call", "speaker", "printer")}
    assert await listed(venue["manager"]) == mine
    assert {each["kind"] for each in (await venue["manager"].get("/devices", kind="pad")).json()["items"]} == {"pad"}
    both = await listed(venue["owner"])
    assert mine < both
    assert len(both) == 2 * len(mine)
    assert await listed(venue["owner"], shop_id=str(sibling.shop_id)) == both - mine
    assert code_of(await venue["manager"].get("/devices", shop_id=str(sibling.shop_id))) == (404, "not_found")
    assert code_of(await venue["owner"].get("/devices", shop_id=str(foreign.shop_id))) == (404, "not_found")


async def listed(client: Any, **more: Any) -> set[str]:
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await client.get("/devices", limit=5, **more, **cursor)).json()
        seen += [each["id"] for each in page["items"]]
        if page["next"] is None:
            assert len(seen) == len(set(seen))
            return set(seen)
        cursor = {"cursor": page["next"]}


async def test_no_token_and_no_code_leaves_by_the_lists(venue: Venue) -> None:
    text = (await venue["manager"].get("/devices", limit=200)).text + (await venue["manager"].get("/audit", limit=200)).text
    assert "vh_" not in text
