"""The first frame: what it must be, when it must come, and what the hub says before it, which is nothing."""

import asyncio
import json
import logging
import time
from typing import Any

import pytest

from hub.kit.clock import MovableClock
from hub.live.stage import Stage
from tests.conftest import MakeVenue
from tests.live.feeding import at_rest
from tests.live.plain import OURS, greeted, greeting, next_of, opening, quiet, received, rest_of
from tests.running import RunningHub
from tests.venues import Venue

WELCOME = {
    "t",
    "session",
    "device",
    "account",
    "user",
    "shop",
    "room",
    "stations",
    "channels",
    "streams",
    "now",
    "ping_s",
    "pong_s",
    "limits",
}


async def test_nothing_is_sent_before_a_good_hello_and_silence_ends_after_five_seconds(running: RunningHub, venue: Venue) -> None:
    began = time.monotonic()
    async with opening(running) as ws:
        await venue.order("tea")
        assert await rest_of(ws) == ([], 4103)
        assert time.monotonic() - began > 4.9


async def test_a_token_in_the_address_lets_nobody_in(running: RunningHub, venue: Venue) -> None:
    from websockets.asyncio.client import connect
    from websockets.typing import Subprotocol

    from tests.live.plain import stream_url

    url = f"{stream_url(running)}?token={venue['pad 801'].token}"
    async with connect(url, subprotocols=[Subprotocol(OURS)], compression=None, proxy=None, max_queue=None) as ws:
        await ws.send(greeting(""))
        assert await rest_of(ws) == ([], 4001)


async def test_a_shop_of_another_brand_is_closed_with_4003(running: RunningHub, venue: Venue, make_venue: MakeVenue) -> None:
    other = make_venue()
    for name in ("pad 801", "manager", "owner", "cook"):
        async with opening(running) as ws:
            await ws.send(greeting(venue[name].token, shop_id=str(other.shop_id)))
            assert await rest_of(ws) == ([], 4003)


@pytest.mark.parametrize("offered", [(), ("venuehub.v2.json",), ("chat", "superchat")], ids=str)
async def test_without_our_subprotocol_the_version_does_not_fit(running: RunningHub, venue: Venue, offered: tuple[str, ...]) -> None:
    async with opening(running, subprotocols=offered) as ws:
        assert ws.subprotocol is None
        assert await rest_of(ws) == ([], 4005)


async def test_our_subprotocol_is_taken_out_of_several(running: RunningHub, venue: Venue) -> None:
    async with opening(running, subprotocols=("chat", OURS, "venuehub.v2.json")) as ws:
        assert ws.subprotocol == OURS
        await ws.send(greeting(venue["pad 801"].token))
        assert (await received(ws))["t"] == "welcome"


async def test_the_stream_is_no_page(running: RunningHub, venue: Venue) -> None:
    answer = await venue.http.get("/api/v1/stream")
    assert (answer.status_code, answer.headers["upgrade"]) == (426, "websocket")


@pytest.mark.parametrize(
    ("name", "kind", "room", "stations", "heard"),
    [
        ("pad 801", "pad", "801", [], ["room:801"]),
        ("kitchen", "kitchen", None, [], ["kitchen", "kitchen:bar", "kitchen:cold", "kitchen:hot"]),
        ("kitchen hot", "kitchen", None, ["hot"], ["kitchen", "kitchen:hot"]),
        ("call", "call_screen", None, [], ["call"]),
        ("cashier 1", "cashier", None, [], ["cashier"]),
        ("handheld 1", "handheld", None, [], ["handheld"]),
        ("speaker", "speaker", None, [], ["call"]),
        ("printer", "printer", None, [], ["cashier"]),
    ],
)
async def test_the_welcome_of_a_device(
    running: RunningHub, venue: Venue, name: str, kind: str, room: str | None, stations: list[str], heard: list[str]
) -> None:
    device = venue[name]
    async with greeted(running, device.token) as (_, welcome):
        shop = (await device.get("/me")).json()["shop"]
        number = {f"room:{ident}": f"room:{number}" for number, ident in venue.rooms.items()}
        assert welcome.keys() == WELCOME
        assert welcome["device"] == {"id": device.id, "kind": kind, "name": name}
        assert welcome["account"] == {"id": venue.accounts[name]}
        assert welcome["user"] is None
        assert welcome["shop"] == shop
        assert shop.keys() == {"id", "name", "timezone", "day_start", "business_day"}
        assert (shop["id"], shop["timezone"], shop["day_start"]) == (str(venue.shop_id), "Asia/Shanghai", "03:00")
        assert welcome["room"] == (None if room is None else {"id": venue.rooms[room], "number": room})
        assert welcome["stations"] == stations
        assert sorted(number.get(each, each) for each in welcome["channels"]) == sorted(["all", f"device:{device.id}", *heard])
        assert_the_numbers(welcome, {venue.stream})


def assert_the_numbers(welcome: dict[str, Any], streams: set[str]) -> None:
    assert (welcome["ping_s"], welcome["pong_s"]) == (10, 10)
    assert welcome["limits"] == {"in_bytes": 16384, "in_per_s": 30}
    assert welcome["now"].endswith("Z")
    assert len(welcome["now"]) == len("2026-11-22T02:41:07.123Z")
    assert welcome["streams"].keys() == streams
    for state in welcome["streams"].values():
        assert state.keys() == {"epoch", "head", "oldest", "resumed", "why"}
        assert (state["resumed"], state["why"]) == (False, "new")


@pytest.mark.parametrize(
    ("role", "heard"),
    [
        ("manager", ["chat", "office"]),
        ("cashier", ["chat", "cashier"]),
        ("waiter", ["chat", "handheld"]),
        ("cook", ["kitchen", "kitchen:bar", "kitchen:cold", "kitchen:hot"]),
        ("cleaner", []),
    ],
)
async def test_the_welcome_of_a_person(running: RunningHub, venue: Venue, role: str, heard: list[str]) -> None:
    person = venue[role]
    async with greeted(running, person.token) as (_, welcome):
        assert welcome.keys() == WELCOME
        assert (welcome["device"], welcome["account"], welcome["room"], welcome["stations"]) == (None, None, None, [])
        assert welcome["user"]["id"] == person.id
        assert welcome["user"]["role"] == role
        assert welcome["shop"]["id"] == str(venue.shop_id)
        assert welcome["channels"] == sorted(["all", "staff", *heard])
        assert_the_numbers(welcome, {venue.stream, f"user:{person.id}"})


async def test_an_owner_follows_the_shop_they_name_and_without_one_only_themselves_and_the_brand(
    running: RunningHub, venue: Venue, make_venue: MakeVenue
) -> None:
    owner, second = venue["owner"], make_venue(brand_id=venue.brand_id)
    own = {f"user:{owner.id}", f"brand:{venue.brand_id}"}
    for shop in (venue, second):
        async with greeted(running, owner.token, shop_id=str(shop.shop_id)) as (ws, welcome):
            assert welcome["shop"]["id"] == str(shop.shop_id)
            assert welcome["channels"] == ["all", "chat", "office", "staff"]
            assert_the_numbers(welcome, own | {shop.stream})
            order = await shop.order("tea")
            assert (await next_of(ws, "event"))["data"]["order"]["id"] == order["id"]
    async with greeted(running, owner.token) as (ws, welcome):
        assert (welcome["shop"], welcome["device"]) == (None, None)
        assert_the_numbers(welcome, own)
        await venue.order("tea")
        assert await quiet(ws, 0.5) == []


async def test_whoever_names_their_own_shop_is_let_in(running: RunningHub, venue: Venue) -> None:
    for name in ("manager", "cook", "pad 801"):
        async with greeted(running, venue[name].token, shop_id=str(venue.shop_id)) as (_, welcome):
            assert welcome["shop"]["id"] == str(venue.shop_id)


async def test_each_socket_is_a_session_of_its_own(running: RunningHub, venue: Venue) -> None:
    async with greeted(running, venue["pad 801"].token) as (_, one), greeted(running, venue["pad 801"].token) as (_, two):
        assert one["session"] != two["session"]


async def test_a_ticket_is_good_once_whoever_comes_first(running: RunningHub, venue: Venue) -> None:
    ticket = (await venue["manager"].post("/auth/ticket")).json()
    assert ticket["expires_in"] == 30

    async def enter() -> int | str | None:
        async with opening(running) as ws:
            await ws.send(greeting(ticket["ticket"]))
            return await first_word(ws)

    came = await asyncio.gather(*(enter() for _ in range(6)))
    assert sorted(came, key=str) == [4001] * 5 + ["welcome"]


async def first_word(ws: Any) -> int | str | None:
    from websockets.exceptions import ConnectionClosed

    try:
        return str(json.loads(await ws.recv())["t"])
    except ConnectionClosed as end:
        return end.rcvd.code if end.rcvd is not None else None


async def test_a_ticket_runs_out_after_thirty_seconds(timed_venue: Venue, clock: MovableClock) -> None:
    hub = timed_venue.running
    for seconds, said in ((29.0, "welcome"), (31.0, 4001)):
        ticket = (await timed_venue["cook"].post("/auth/ticket")).json()["ticket"]
        clock.advance(seconds)
        async with opening(hub) as ws:
            await ws.send(greeting(ticket))
            assert await first_word(ws) == said


async def test_an_open_socket_outlives_its_access_token(timed_venue: Venue, clock: MovableClock) -> None:
    hub, cook = timed_venue.running, timed_venue["cook"]
    fresh = await timed_venue.http.post("/api/v1/auth/refresh", json={"refresh_token": cook.refresh_token})  # type: ignore[attr-defined]
    token = fresh.json()["access_token"]
    assert fresh.json()["expires_in"] == 900
    async with greeted(hub, token) as (ws, _):
        clock.advance(3_600)
        order = await timed_venue.order("tea")
        assert (await next_of(ws, "event"))["data"]["order"]["id"] == order["id"]
    async with opening(hub) as ws:
        await ws.send(greeting(token))
        assert await rest_of(ws) == ([], 4001)


async def test_a_second_hello_is_answered_with_an_error_and_changes_nothing(running: RunningHub, venue: Venue) -> None:
    async with greeted(running, venue["pad 801"].token) as (ws, _):
        await ws.send(greeting(venue["cashier 1"].token))
        problem = (await next_of(ws, "error"))["problem"]
        assert (problem["status"], problem["code"]) == (422, "invalid")
        await venue.order("tea", who="cashier 1", wristband=venue.wristbands[0])
        order = await venue.order("tea")
        assert (await next_of(ws, "event"))["data"]["order"]["id"] == order["id"]


@pytest.mark.parametrize("app", ["kitchen/1.0.0\x00", "\x00", "a\x1b[2J", "x" * 5_000, "厨房/1.0", "a\u2028b"])
async def test_what_an_app_calls_itself_does_not_trouble_the_hub(
    running: RunningHub, venue: Venue, caplog: pytest.LogCaptureFixture, app: str
) -> None:
    with caplog.at_level(logging.WARNING):
        async with greeted(running, venue["pad 801"].token, app=app, caps=[app[:100]] * 40) as (_, welcome):
            assert welcome["t"] == "welcome"
            await until_shown(venue, "pad 801", "online")
        await until_shown(venue, "pad 801", "offline")
    assert [record for record in caplog.records if record.name.startswith(("hub", "uvicorn"))] == []


async def until_shown(venue: Venue, name: str, presence: str) -> dict[str, Any]:
    """The device as the office lists it, once it is online or offline."""
    async with asyncio.timeout(30):
        while True:
            listed = (await venue["manager"].get("/devices", limit=200)).json()["items"]
            found: dict[str, Any] = next(each for each in listed if each["name"] == name)
            if found["presence"] == presence:
                return found
            await asyncio.sleep(0.05)


def connections_of(running: RunningHub, venue: Venue, name: str) -> int:
    stage: Stage = running.hub.stage
    return sum(str(each.seat.owner) == venue[name].id for each in tuple(stage.connections))


async def test_whoever_says_hello_and_leaves_at_once_is_not_kept(running: RunningHub, venue: Venue) -> None:
    """A page that is reloaded closes its socket while the hub still looks up who it is."""
    for _ in range(6):
        ws = await opening(running)
        ws.protocol.send_text(greeting(venue["pad 801"].token).encode())
        ws.protocol.send_close(1001, "reload")
        ws.transport.write(b"".join(ws.protocol.data_to_send()))
        await ws.wait_closed()
    async with greeted(running, venue["pad 801"].token) as (_, welcome):
        assert welcome["t"] == "welcome"
        assert connections_of(running, venue, "pad 801") == 1
    await at_rest(venue)
    await until_shown(venue, "pad 801", "offline")


async def test_whoever_says_hello_and_is_cut_off_is_not_kept(running: RunningHub, venue: Venue) -> None:
    for _ in range(6):
        ws = await opening(running)
        ws.protocol.send_text(greeting(venue["pad 802"].token).encode())
        ws.transport.write(b"".join(ws.protocol.data_to_send()))
        await asyncio.sleep(0)
        ws.transport.abort()
    async with greeted(running, venue["pad 802"].token) as (_, welcome):
        assert welcome["t"] == "welcome"
    await at_rest(venue)
    await until_shown(venue, "pad 802", "offline")
