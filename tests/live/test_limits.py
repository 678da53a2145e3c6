"""What the hub takes from one client, what it answers when that is exceeded, and that nothing a client says troubles the others."""

import asyncio
import json
import socket as sockets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from random import Random
from typing import Any
from uuid import UUID

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import InvalidStatus

from hub.accounts import sessions
from hub.im.devices import add_device
from hub.kit.db import Tx
from tests.live.feeding import at_rest, feed
from tests.live.plain import framed, greeted, greeting, next_of, no_complaint, opening, quiet, received, rest_of, still_hears, stream_url
from tests.running import RunningHub
from tests.venues import Venue

PONG = framed(t="pong", now="2026-11-22T02:41:07.123Z")
PROBLEM = {"type", "title", "status", "detail", "code"}
AN_ID = "01935f0e-0000-7000-8000-000000000000"


async def test_sixty_frames_at_once_are_taken(running: RunningHub, venue: Venue) -> None:
    async with greeted(running, venue["pad 801"].token) as (ws, _):
        for _ in range(60):
            await ws.send(PONG)
        await still_hears(ws, venue)


async def test_more_than_thirty_a_second_is_an_error_and_then_4102(running: RunningHub, venue: Venue) -> None:
    async with greeted(running, venue["pad 801"].token) as (ws, _), greeted(running, venue["pad 801"].token) as (other, _):
        for _ in range(200):
            await ws.send(PONG)
        frames, code = await rest_of(ws)
        assert code == 4102
        assert [frame["t"] for frame in frames] == ["error", "bye"]
        assert frames[0]["problem"].keys() >= PROBLEM
        assert (frames[0]["problem"]["status"], frames[0]["problem"]["code"]) == (429, "rate_limited")
        assert (frames[1]["code"], frames[1]["reason"], frames[1]["retry_after_ms"] > 0) == (4102, "rate_limited", True)
        await still_hears(other, venue)


async def test_twenty_five_frames_a_second_may_go_on(running: RunningHub, venue: Venue) -> None:
    async with greeted(running, venue["pad 801"].token) as (ws, _):
        for _ in range(100):
            await ws.send(PONG)
            await asyncio.sleep(0.04)
        await still_hears(ws, venue)


async def test_nothing_follows_the_close_frame(running: RunningHub, venue: Venue) -> None:
    """A client that goes on sending after its limit gets one Close frame, and not a byte behind it."""
    async with raw_socket(running) as raw:
        reading = asyncio.create_task(raw.read_all())
        raw.say(greeting(venue["pad 801"].token))
        await asyncio.sleep(0.3)
        raw.say(*[PONG] * 200)
        await venue.order("tea")
        kinds = await asyncio.wait_for(reading, 30)
        texts = [json.loads(payload) for opcode, payload in kinds if opcode == 1]
        assert [frame["t"] for frame in texts if frame["t"] != "event"] == ["welcome", "error", "bye"]
        assert [opcode for opcode, _ in kinds].index(8) == len(kinds) - 1
        assert int.from_bytes(kinds[-1][1][:2], "big") == 4102


UPGRADE = (
    b"GET /api/v1/stream HTTP/1.1\r\nHost: hub\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: venuehub.v1.json\r\n\r\n"
)


class Raw:
    """A websocket by hand: what the client library would hide can be seen."""

    def __init__(self, plain: sockets.socket) -> None:
        self.plain = plain
        self.loop = asyncio.get_running_loop()

    def say(self, *texts: str) -> None:
        data = b""
        for text in texts:
            payload = text.encode()
            size = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
            data += b"\x81" + size + bytes(4) + payload
        self.plain.sendall(data)

    async def read_all(self) -> list[tuple[int, bytes]]:
        """All frames until the hub has closed its side: (opcode, payload)."""
        data = b""
        while piece := await self.loop.sock_recv(self.plain, 1 << 16):
            data += piece
        frames = []
        while data:
            size, start = data[1], 2
            if size > 125:
                wide = 2 if size == 126 else 8
                size, start = int.from_bytes(data[2 : 2 + wide], "big"), 2 + wide
            frames.append((data[0] & 0x0F, data[start : start + size]))
            data = data[start + size :]
        return frames


@asynccontextmanager
async def raw_socket(running: RunningHub, receive_buffer: int = 0) -> AsyncIterator[Raw]:
    loop = asyncio.get_running_loop()
    with sockets.socket() as plain:
        if receive_buffer:
            plain.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, receive_buffer)
        plain.setblocking(False)
        await loop.sock_connect(plain, ("127.0.0.1", running.server.port))
        await loop.sock_sendall(plain, UPGRADE)
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += await loop.sock_recv(plain, 1)
        assert answer.startswith(b"HTTP/1.1 101 ")
        yield Raw(plain)


def mangled(chance: Random, text: str) -> str | bytes:
    """A frame as a broken client may send it."""
    way = chance.randrange(6)
    if way == 0:
        return text[: chance.randrange(len(text))]
    if way == 1:
        place = chance.randrange(len(text))
        return text[:place] + chance.choice(['"', "{", "}", "[", ",", "\\", "\x00", "😀", "1e999", "-", "null"]) + text[place:]
    if way == 2:
        return json.dumps({key: chance.choice([None, [], {}, -1, 2**64, "", "\x00", True, [[[[]]]]]) for key in json.loads(text)})
    if way == 3:
        return json.dumps({"t": json.loads(text)["t"]} | {chance.choice("abc"): "x" * chance.randrange(20_000)})
    if way == 4:
        return text.encode()
    return json.dumps(
        {**json.loads(text), "t": chance.choice(["ack", "sync", "receipt", "health", "pong", "hello", "event", "welcome", ""])}
    )


async def test_a_broken_client_troubles_nobody(running: RunningHub, venue: Venue, caplog: pytest.LogCaptureFixture) -> None:
    """Hundreds of mangled frames: each connection goes on, is told of an error, or ends with 4004; another screen hears everything."""
    chance = Random(4)
    whole = [
        framed(t="ack", stream=venue.stream, seq=3),
        framed(t="sync", stream=venue.stream, **{"from": 2}),
        framed(t="receipt", message=AN_ID, result="spoken"),
        framed(t="health", visible=True, audio="ready", wake_lock=True, clock_offset_ms=-120, unsent=0),
        PONG,
    ]
    with no_complaint(caplog):
        async with greeted(running, venue["pad 802"].token) as (witness, _):
            for _ in range(60):
                async with greeted(running, venue["pad 801"].token) as (ws, _):
                    for _ in range(8):
                        await ws.send(mangled(chance, chance.choice(whole)))
                    await ws.close()
                    await ws.wait_closed()
                    assert ws.close_code in (1000, 4004)
            await at_rest(venue, 1)
            await venue.order("tea", who="pad 802")
            assert (await next_of(witness, "event"))["type"] == "orders.order_placed"


async def test_the_twenty_first_stranger_of_an_address_is_refused_before_the_upgrade(
    timed_venue: Venue, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.live.stage.HELLO_SECONDS", 300.0)  # nobody's time runs out while the others come
    hub = timed_venue.running
    strangers_here = hub.hub.stage._strangers

    async def until_left(many: int) -> None:
        async with asyncio.timeout(30):
            while sum(strangers_here.values()) != many:  # noqa: ASYNC110 (they leave on the hub's loop)
                await asyncio.sleep(0.01)

    async with AsyncExitStack() as stack:
        stack.enter_context(no_complaint(caplog))
        signed_in = [await stack.enter_async_context(greeted(hub, timed_venue[name].token)) for name in ("call", "kitchen", "manager")]
        strangers = [await stack.enter_async_context(opening(hub)) for _ in range(20)]
        for _ in range(3):
            with pytest.raises(InvalidStatus) as refused:
                await opening(hub)
            assert refused.value.response.status_code == 429
            assert int(refused.value.response.headers["Retry-After"]) > 0
        await strangers[0].send(greeting(timed_venue["pad 801"].token))
        assert (await received(strangers[0]))["t"] == "welcome"
        strangers.append(await stack.enter_async_context(opening(hub)))
        with pytest.raises(InvalidStatus):
            await opening(hub)
        await strangers[1].close()
        strangers[1] = await stack.enter_async_context(opening(hub))
        strangers[2].transport.abort()
        await until_left(19)
        strangers[2] = await stack.enter_async_context(opening(hub))
        assert len(signed_in) == 3
        for ws in strangers[1:]:
            await ws.close()
        async with greeted(hub, timed_venue["pad 802"].token) as (_, welcome):
            assert welcome["t"] == "welcome"
        await until_left(0)
        assert strangers_here == {}


async def test_of_five_sockets_of_a_device_the_oldest_hears_why_it_ends(running: RunningHub, venue: Venue) -> None:
    async with AsyncExitStack() as stack:
        found = [(await stack.enter_async_context(greeted(running, venue["pad 801"].token)))[0] for _ in range(5)]
        frames, code = await rest_of(found[0])
        assert code == 4006
        assert (frames[-1]["t"], frames[-1]["code"], frames[-1]["reason"]) == ("bye", 4006, "replaced")
        for ws in found[1:]:
            await still_hears(ws, venue)


async def test_a_cashier_account_has_thirty_two_sockets(running: RunningHub, venue: Venue) -> None:
    """Its terminals share one account; the first beyond 32 is told to come later, and may when another one has gone."""

    def tokens(tx: Tx) -> list[str]:
        made = [add_device(tx, brand_id=venue.brand_id, shop_id=venue.shop_id, kind="cashier", name=f"till {n}") for n in range(8)]
        opened = [sessions.open_session(tx, kind="device", subject_id=UUID(str(each.id)), brand_id=venue.brand_id) for each in made]
        return [each.access_token for each in opened]

    tills = running.database.run_now(tokens)
    async with AsyncExitStack() as stack:
        found = [(await stack.enter_async_context(greeted(running, tills[n % 8])))[0] for n in range(32)]
        async with opening(running) as ws:
            await ws.send(greeting(venue["cashier 1"].token))
            assert await rest_of(ws) == ([], 4105)
        async with greeted(running, venue["handheld 1"].token), greeted(running, venue["cashier"].token):
            pass
        await found[5].close()
        async with greeted(running, venue["cashier 1"].token) as (ws, _):
            await venue.order("tea", who="handheld 1", wristband=venue.wristbands[0])
            heard = [(await next_event(each, "orders.order_placed"))["seq"] for each in (*found[:5], *found[6:], ws)]
            assert len(set(heard)) == 1


async def next_event(ws: ClientConnection, kind: str) -> dict[str, Any]:
    while True:
        frame = await next_of(ws, "event")
        if frame["type"] == kind:
            return frame


async def test_a_screen_that_reads_nothing_while_it_is_moved_is_sent_away_when_it_reads(
    running: RunningHub, venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paused, it hears of its move out of the log, like everything else, and after it hears nothing."""
    monkeypatch.setattr("hub.live.connection.SLOW_SECONDS", 300.0)
    pad = venue["pad 801"]
    async with raw_socket(running, receive_buffer=4096) as raw:
        raw.say(greeting(pad.token))
        await at_rest(venue, 1)
        (screen,) = [each for each in tuple(running.hub.stage.connections) if str(each.seat.owner) == pad.id]
        fed = feed(venue, 200, ["all"], ids=180)
        for _ in range(1_000):
            if screen.socket.paused:
                break
            await asyncio.sleep(0.02)
        assert screen.socket.paused
        await venue["manager"].post(f"/devices/{pad.id}/bind", {"room_id": venue.rooms["802"]})
        await venue.order("tea", who="pad 801 b")
        await venue.order("tea", who="pad 802")
        frames = await asyncio.wait_for(raw.read_all(), 30)
        texts = [json.loads(payload) for opcode, payload in frames if opcode == 1]
        events = [frame for frame in texts if frame["t"] == "event"]
        assert [frame["seq"] for frame in events[:-1]] == fed
        assert events[-1]["type"] == "im.device_moved"
        assert texts[-1]["t"] == "bye"
        assert frames[-1][0] == 8
        assert int.from_bytes(frames[-1][1][:2], "big") == 4201


async def test_a_screen_that_only_listens_costs_nobody_anything(running: RunningHub, venue: Venue) -> None:
    """It never acks and never speaks; within a ping's time that is nobody's business."""
    async with greeted(running, venue["pad 801"].token) as (ws, _):
        for _ in range(3):
            await venue.order("tea")
        assert [(await next_of(ws, "event"))["type"] for _ in range(3)] == ["orders.order_placed"] * 3
        assert await quiet(ws, 0.5) == []
        assert stream_url(running).endswith("/api/v1/stream")
