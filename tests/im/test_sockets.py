"""Whoever may no longer see something stops seeing it: moves, revocations and roles at open sockets."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.accounts.signing import login
from tests.conftest import MakeVenue
from tests.im.sockets import cursors, socket
from tests.venues import Venue


async def test_a_welcome_says_who_where_and_what_is_heard(venue: Venue) -> None:
    pad = venue["pad 801"]
    async with socket(venue, pad.token) as screen:
        assert screen.welcome is not None
        assert screen.welcome["device"] == {"id": pad.id, "kind": "pad", "name": "pad 801"}
        assert screen.welcome["account"] == {"id": venue.accounts["pad 801"]}
        assert screen.welcome["room"] == {"id": venue.rooms["801"], "number": "801"}
        assert screen.welcome["shop"]["business_day"]
        assert screen.welcome["user"] is None
        assert screen.welcome["channels"] == sorted(["all", f"device:{pad.id}", f"room:{venue.rooms['801']}"])
        assert list(screen.welcome["streams"]) == [venue.stream]


@pytest.mark.parametrize(("token", "code"), [("vh_at_nobody", 4001), ("vh_tk_nobody", 4001), ("", 4001)])
async def test_a_bad_token_is_closed_with_4001(venue: Venue, token: str, code: int) -> None:
    async with socket(venue, token) as screen:
        assert screen.code == code


async def test_a_pad_that_moves_is_closed_with_4201_and_takes_a_snapshot(venue: Venue) -> None:
    pad = venue["pad 801"]
    async with socket(venue, pad.token) as screen:
        await venue["manager"].post(f"/devices/{pad.id}/bind", {"room_id": venue.rooms["802"]})
        assert await screen.closed() == 4201
        moved = next(frame for frame in screen.frames if frame.get("type") == "im.device_moved")
        assert moved["channels"] == [f"device:{pad.id}"]
        assert moved["data"]["device"]["room"]["number"] == "802"
        assert f"room:{venue.rooms['802']}" in moved["data"]["channels"]
        before = cursors(screen, venue.stream, moved["seq"])
    async with socket(venue, pad.token, cursors=before) as screen:
        assert screen.welcome is not None
        assert screen.welcome["room"]["number"] == "802"
        assert screen.welcome["streams"][venue.stream] | {"head": 0, "oldest": 0, "epoch": ""} == {
            "resumed": False,
            "why": "scope",
            "head": 0,
            "oldest": 0,
            "epoch": "",
        }
        assert (await pad.get("/me/board")).json()["epoch"] == screen.welcome["streams"][venue.stream]["epoch"]


async def test_each_order_goes_to_exactly_one_side_of_a_move(venue: Venue) -> None:
    """Orders flow in both rooms while the pad moves: it hears 801 up to the move, 802 after it, and nothing twice or beside."""
    pad = venue["pad 801"]
    heard: list[tuple[int, str]] = []
    async with socket(venue, pad.token) as screen:
        others = [venue.order("tea", who=name) for name in ("pad 801 b", "pad 802") for _ in range(5)]
        moving = venue["manager"].post(f"/devices/{pad.id}/bind", {"room_id": venue.rooms["802"]})
        await asyncio.gather(*others[:5], moving, *others[5:])
        assert await screen.closed() == 4201
        orders = [frame for frame in screen.frames if frame.get("type") == "orders.order_placed"]
        moved_at = next(frame["seq"] for frame in screen.frames if frame.get("type") == "im.device_moved")
        assert all(frame["seq"] < moved_at for frame in orders)
        assert {frame["data"]["order"]["room"]["number"] for frame in orders} <= {"801"}
        heard = [(frame["seq"], frame["id"]) for frame in orders]
    assert len(heard) == len(set(heard))
    async with socket(venue, pad.token) as screen:
        await venue.order("tea", who="pad 801 b")
        mine = await venue.order("salad", who="pad 802")
        placed = await screen.event("orders.order_placed")
        assert placed["data"]["order"]["id"] == mine["id"]


async def test_a_revoked_device_is_closed_with_4002_and_stays_out(venue: Venue) -> None:
    pad = venue["pad 801"]
    async with socket(venue, pad.token) as screen, socket(venue, pad.token) as second:
        await venue["manager"].post(f"/devices/{pad.id}/revoke")
        assert [await screen.closed(), await second.closed()] == [4002, 4002]
    async with socket(venue, pad.token) as again:
        assert again.code == 4002


async def test_a_device_that_is_switched_off_is_closed_with_4002(venue: Venue) -> None:
    pad = venue["pad 801"]
    async with socket(venue, pad.token) as screen:
        await venue["manager"].post(f"/devices/{pad.id}/disable")
        assert await screen.closed() == 4002
    async with socket(venue, pad.token) as again:
        assert again.code == 4002
    await venue["manager"].post(f"/devices/{pad.id}/enable")
    async with socket(venue, pad.token) as again:
        assert again.welcome is not None


async def test_the_revocation_of_one_device_leaves_the_others(venue: Venue) -> None:
    async with socket(venue, venue["pad 801 b"].token) as other, socket(venue, venue["pad 801"].token) as screen:
        await venue["manager"].post(f"/devices/{venue['pad 801'].id}/revoke")
        await screen.closed()
        order = await venue.order("tea", who="pad 801 b")
        assert (await other.event("orders.order_placed"))["data"]["order"]["id"] == order["id"]
        assert "im.device_changed" not in other.types()


async def signed_in(venue: Venue, role: str) -> dict[str, Any]:
    return (await login(venue, role)).json()  # type: ignore[no-any-return]


async def test_a_new_role_closes_with_4201_and_brings_other_channels(venue: Venue) -> None:
    token = (await signed_in(venue, "waiter"))["access_token"]
    async with socket(venue, token) as screen:
        assert screen.welcome is not None
        assert "handheld" in screen.welcome["channels"]
        await venue["manager"].patch(f"/staff/{venue['waiter'].id}", {"role": "cook"})
        assert await screen.closed() == 4201
        before = cursors(screen, venue.stream, screen.welcome["streams"][venue.stream]["head"])
    async with socket(venue, token, cursors=before) as screen:
        assert screen.welcome is not None
        assert "kitchen:hot" in screen.welcome["channels"]
        assert "handheld" not in screen.welcome["channels"]
        assert screen.welcome["streams"][venue.stream]["why"] == "scope"


async def test_signing_out_closes_the_sockets_of_that_session_only(venue: Venue) -> None:
    here, elsewhere = await signed_in(venue, "cook"), await signed_in(venue, "cook")
    async with socket(venue, here["access_token"]) as screen, socket(venue, elsewhere["access_token"]) as other:
        await venue.http.post("/api/v1/auth/logout", headers={"Authorization": f"Bearer {here['access_token']}"})
        assert await screen.closed() == 4002
        order = await venue.order("dumplings")
        assert (await other.event("orders.order_placed"))["data"]["order"]["id"] == order["id"]


async def test_a_device_that_signs_out_is_closed_too(venue: Venue) -> None:
    async with socket(venue, venue["pad 801"].token) as screen:
        await venue["pad 801"].post("/auth/logout")
        assert await screen.closed() == 4002


async def test_a_person_who_is_switched_off_is_closed_with_4002(venue: Venue) -> None:
    async with socket(venue, venue["cook"].token) as screen:
        await venue["manager"].post(f"/staff/{venue['cook'].id}/disable")
        assert await screen.closed() == 4002


async def test_a_reused_refresh_token_closes_the_device(venue: Venue) -> None:
    pad = venue["pad 801"]
    first = pad.refresh_token  # type: ignore[attr-defined]
    async with socket(venue, pad.token) as screen:
        for _ in range(2):
            answer = await venue.http.post("/api/v1/auth/refresh", json={"refresh_token": first})
        await venue.http.post("/api/v1/auth/refresh", json={"refresh_token": answer.json()["refresh_token"]})
        await venue.http.post("/api/v1/auth/refresh", json={"refresh_token": first})
        assert await screen.closed() == 4002


async def test_a_ticket_opens_one_socket(venue: Venue) -> None:
    ticket = (await venue["manager"].post("/auth/ticket")).json()["ticket"]
    async with socket(venue, ticket) as screen:
        assert screen.welcome is not None
        assert screen.welcome["user"] == {"id": venue["manager"].id, "name": f"Manager {venue.mark}", "role": "manager"}
        assert "office" in screen.welcome["channels"]
        async with socket(venue, ticket) as second:
            assert second.code == 4001


async def test_a_fifth_socket_of_one_device_closes_its_oldest(venue: Venue) -> None:
    async with AsyncExitStack() as stack:
        screens = [await stack.enter_async_context(socket(venue, venue["pad 801"].token)) for _ in range(5)]
        assert await screens[0].closed() == 4006
        await venue.order("tea")
        for screen in screens[1:]:
            await screen.event("orders.order_placed")


async def test_all_terminals_of_the_cashier_account_hear_a_wristband_order_once(venue: Venue) -> None:
    async with socket(venue, venue["cashier 1"].token) as one, socket(venue, venue["cashier 2"].token) as two:
        assert one.welcome is not None
        assert two.welcome is not None
        assert one.welcome["account"] == two.welcome["account"]
        await venue.order("tea", who="handheld 1", wristband=venue.wristbands[0])
        first, second = await one.event("orders.order_placed"), await two.event("orders.order_placed")
        assert first == second
        await one.say(t="ack", stream=venue.stream, seq=first["seq"])
        before = cursors(one, venue.stream, first["seq"])
        await one.ws.close()
        order = await venue.order("beer", who="handheld 1", wristband=venue.wristbands[0])
        assert (await two.event("orders.order_placed"))["data"]["order"]["id"] == order["id"]
    async with socket(venue, venue["cashier 1"].token, cursors=before) as again:
        assert again.welcome is not None
        assert again.welcome["streams"][venue.stream]["resumed"] is True
        assert (await again.event("orders.order_placed"))["data"]["order"]["id"] == order["id"]


async def test_nobody_hears_another_shop(venue: Venue, make_venue: MakeVenue) -> None:
    sibling = make_venue(brand_id=venue.brand_id)
    async with AsyncExitStack() as stack:
        names = ("pad 801", "kitchen", "cashier 1", "manager")
        screens = [await stack.enter_async_context(socket(sibling, sibling[name].token)) for name in names]
        for name in ("manager", "pad 801"):
            async with socket(venue, venue[name].token, shop_id=str(sibling.shop_id)) as refused:
                assert refused.code == 4003
        await venue.order("dumplings")
        await venue["manager"].post(f"/devices/{venue['pad 802'].id}/bind", {"room_id": venue.rooms["803"]})
        last = await sibling.order("tea")
        for screen in screens:
            assert (await screen.event("orders.order_placed"))["data"]["order"]["id"] == last["id"]
            assert str(venue.shop_id) not in str(screen.frames)
            assert venue.rooms["801"] not in str(screen.frames)


async def test_the_office_sees_a_device_come_and_go(venue: Venue) -> None:
    async with socket(venue, venue["manager"].token) as office:
        async with socket(venue, venue["pad 801"].token, app="pad/1.0.0", audio="ready"):
            came = await device_event(office, venue["pad 801"].id)
            assert (came["presence"], came["faults"], came["app"]) == ("online", [], "pad/1.0.0")
        went = await device_event(office, venue["pad 801"].id)
        assert (went["presence"], went["faults"]) == ("offline", ["offline"])


async def device_event(office: Any, ident: str) -> dict[str, Any]:
    while True:
        device = (await office.event("im.device_changed"))["data"]["device"]
        if device["id"] == ident:
            return device  # type: ignore[no-any-return]


async def test_health_frames_reach_the_office(venue: Venue) -> None:
    async with socket(venue, venue["manager"].token) as office, socket(venue, venue["pad 801"].token, caps=["wake_lock"]) as pad:
        await device_event(office, venue["pad 801"].id)
        await pad.say(t="health", visible=False, audio="blocked", wake_lock=False, clock_offset_ms=-6000, unsent=2)
        told = await device_event(office, venue["pad 801"].id)
        assert told["presence"] == "away"
        assert told["faults"] == ["audio_blocked", "unsent", "clock_off", "wake_lock_lost"]


async def test_devices_of_the_office_board_and_its_events_agree(venue: Venue) -> None:
    async with socket(venue, venue["manager"].token) as office:
        async with socket(venue, venue["pad 801"].token):
            await device_event(office, venue["pad 801"].id)
            await venue["manager"].post(f"/devices/{venue['kitchen'].id}/bind", {"stations": ["bar"]})
            await device_event(office, venue["kitchen"].id)
            await venue["manager"].post(f"/devices/{venue['call'].id}/revoke")
            removed = await office.event("im.device_changed")
            assert removed["data"] == {"removed": {"device": [venue["call"].id]}}
            board = (await venue["manager"].get("/me/board")).json()["board"]["devices"]
        told = {frame["data"]["device"]["id"]: frame["data"]["device"] for frame in office.frames if "device" in frame.get("data", {})}
        shown = {each["id"]: each for each in board}
        assert venue["call"].id not in shown
        for ident, device in told.items():
            assert shown[ident] == device


async def test_of_many_health_frames_the_last_one_counts(venue: Venue) -> None:
    """On PostgreSQL several writers take them up: an older one must not be written behind a newer one."""
    pad = venue["pad 801"]
    well = {"t": "health", "visible": True, "wake_lock": True, "clock_offset_ms": 0}
    async with socket(venue, pad.token) as screen:
        for turn in range(3):  # 45 frames at most, which may be said at once
            await screen.say(**well, audio="blocked", unsent=turn)
            await settled(venue, pad.id, ["audio_blocked", *(["unsent"] if turn else [])])
            for unsent in range(13, -1, -1):
                await screen.say(**well, audio="blocked" if unsent else "ready", unsent=unsent)
            await settled(venue, pad.id, [])


async def settled(venue: Venue, device_id: str, faults: list[str]) -> None:
    """The device's faults become these, as they were not before, and stay."""

    async def now() -> list[str]:
        return list((await venue["manager"].get(f"/devices/{device_id}")).json()["faults"])

    async with asyncio.timeout(30):
        while await now() != faults:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.1)
    assert await now() == faults
