"""A live device over real sockets: snapshot, resume, strict numbers, acks, and coming back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import pytest

from devices.client import Device, Hub, MemoryStore, StillUnsent, SystemClock
from devices.client.frames import Event
from tests.devices.fake_hub import STREAM, Answer, FakeHub, problem
from tests.devices.soon import soon
from tests.devices.things import line, moved, order, placed

FAST = 20.0
FIRST_WAIT_SECONDS = 0.5


def screen(hub: Hub, **more: Any) -> Device:
    """A kitchen screen."""
    return Device(hub, "token-1", **{"app": "kitchen/1.0.0", **more})


def hasty(hub: Hub, **more: Any) -> Device:
    """The same twenty times faster than real time. The fake hub sends no pings, so that such a screen comes back again and again."""
    return screen(hub, clock=SystemClock(speed=FAST), **more)


@pytest.fixture
async def kitchen(hub: Hub) -> AsyncIterator[Device]:
    async with screen(hub) as device:
        await device.wait_live()
        yield device


@pytest.fixture
async def hasty_kitchen(hub: Hub) -> AsyncIterator[Device]:
    async with hasty(hub) as device:
        await device.wait_live()
        yield device


async def test_a_new_screen_says_hello_then_takes_the_snapshot(fake: FakeHub, hub: Hub) -> None:
    fake.board["orders"], fake.board["lines"] = [order()], [line()]
    fake.head = 7
    async with screen(hub, caps=("speech",), audio="ready") as kitchen:
        await kitchen.wait_live()
        assert fake.hellos == [{"t": "hello", "token": "token-1", "app": "kitchen/1.0.0", "caps": ["speech"], "audio": "ready"}]
        assert set(kitchen.board.lines) == {"line-1"} and kitchen.applied == 7
        assert kitchen.board == await kitchen.fresh_board()


async def test_events_that_come_while_the_snapshot_is_on_its_way_are_applied_on_top(fake: FakeHub, hub: Hub) -> None:
    async def meanwhile() -> None:
        fake.before_board = None
        await fake.publish("orders.order_placed", placed(line()))  # the snapshot that follows is older than this
        fake.head -= 1
        asyncio.get_running_loop().call_later(0.1, lambda: setattr(fake, "head", 1))

    fake.before_board = meanwhile
    async with screen(hub) as kitchen:
        await kitchen.wait_until(lambda board: "line-1" in board.lines)
        assert kitchen.applied == 1 and kitchen.count.applied == 1 and kitchen.count.snapshots == 1


async def test_events_within_the_snapshot_are_not_applied_again(fake: FakeHub, hub: Hub) -> None:
    async def meanwhile() -> None:
        fake.before_board = None
        await fake.publish("orders.order_placed", placed(line()))
        fake.board["orders"], fake.board["lines"] = [order()], [line(state="preparing", version=2)]
        fake.head += 1

    fake.before_board = meanwhile
    async with screen(hub) as kitchen:
        await kitchen.wait_live()
        assert kitchen.applied == 2 and kitchen.count.applied == 0
        assert kitchen.board.lines["line-1"]["state"] == "preparing"


async def test_a_number_at_or_below_the_place_is_counted_and_ignored(fake: FakeHub, kitchen: Device) -> None:
    await fake.publish("orders.order_placed", placed(line()))
    await fake.publish("kds.line_moved", moved("start", line(state="preparing", version=2)))
    socket = await fake.socket()
    for event in (fake.log[0], fake.log[1], fake.log[0]):
        await socket.say(event)
    await fake.publish("kds.line_moved", moved("finish", line(state="ready", version=3)))
    await kitchen.wait_applied(3)
    assert kitchen.count.duplicates == 3 and kitchen.count.applied == 3 and kitchen.record.applied_twice == 0
    assert [event.seq for event in kitchen.record.applied_events] == [1, 2, 3]
    assert kitchen.board.lines["line-1"]["state"] == "ready"


async def test_after_a_cut_the_screen_resumes_where_it_was(fake: FakeHub, kitchen: Device) -> None:
    await fake.publish("orders.order_placed", placed(line()))
    await kitchen.wait_applied(1)
    kitchen.cut()
    fake.commit("kds.line_moved", moved("start", line(state="preparing", version=2)))
    await kitchen.wait_applied(2)
    assert fake.hellos[-1]["cursors"] == {STREAM: {"epoch": "e1", "seq": 1}}
    assert kitchen.count.snapshots == 1 and kitchen.count.resumed == 1


async def test_another_epoch_means_the_snapshot(fake: FakeHub, kitchen: Device) -> None:
    await fake.publish("orders.order_placed", placed(line()))
    await kitchen.wait_applied(1)
    fake.epoch, fake.head, fake.log = "e2", 0, []
    kitchen.cut()
    await fake.socket(2)
    await kitchen.wait_until(lambda board: kitchen.live and not board.lines)
    assert kitchen.count.snapshots == 2 and kitchen.applied == 0
    await fake.publish("orders.order_placed", placed(line()))  # number 1 again, in the new epoch
    await kitchen.wait_until(lambda board: board.lines)
    assert kitchen.record.applied_twice == 0


async def test_a_snapshot_of_another_epoch_is_not_taken(fake: FakeHub, hub: Hub) -> None:
    answers = [Answer(body={"stream": STREAM, "epoch": "moved", "seq": 9, "board": {**fake.board, "lines": [line()]}})]
    ask = fake._decide
    fake.answers["GET", "/me/board"] = lambda asked: answers.pop(0)

    async def once(asked: Any) -> Answer:
        if not answers:
            fake.answers.pop(("GET", "/me/board"), None)
        return await ask(asked)

    fake._decide = once  # type: ignore[method-assign]
    async with screen(hub) as kitchen:
        await fake.socket(2)
        await kitchen.wait_live()
        assert not kitchen.board.lines and kitchen.applied == 0


async def test_a_ping_is_answered_and_moves_the_place(fake: FakeHub, kitchen: Device) -> None:
    socket = await fake.socket()
    fake.head = 40
    await fake.ping()
    await kitchen.wait_applied(40)
    kitchen.cut()
    await fake.socket(2)
    assert socket.got("pong") and fake.hellos[-1]["cursors"][STREAM]["seq"] == 40


async def test_acks_come_by_sixteen_or_after_two_seconds(fake: FakeHub, hub: Hub) -> None:
    async with screen(hub, ack_seconds=2.0) as kitchen:
        await kitchen.wait_live()
        socket = await fake.socket()
        for number in range(16):
            await fake.publish("kds.line_moved", moved("x", line(version=number + 2)))
        await soon(lambda: socket.got("ack"))
        assert [ack["seq"] for ack in socket.got("ack")] == [16]
        before = kitchen.clock.monotonic()
        await fake.publish("kds.line_moved", moved("x", line(version=99)))
        await soon(lambda: len(socket.got("ack")) > 1)
        assert kitchen.clock.monotonic() - before >= 2.0
        assert [ack["seq"] for ack in socket.got("ack")] == [16, 17]


async def test_a_kitchen_says_at_once_that_a_round_is_here(fake: FakeHub, hub: Hub) -> None:
    async with screen(hub, ack_seconds=3600.0) as kitchen:
        await kitchen.wait_live()
        socket = await fake.socket()
        await fake.publish("kds.line_moved", moved("x", line(version=2)))
        await kitchen.wait_applied(1)
        assert socket.got("ack") == []
        await fake.publish("orders.order_placed", placed(line("line-2")))
        await soon(lambda: socket.got("ack"))
        assert [ack["seq"] for ack in socket.got("ack")] == [2]


async def test_a_screen_that_cooks_nothing_takes_its_time(fake: FakeHub, hub: Hub) -> None:
    fake.device = {"id": "device-1", "kind": "cashier", "name": "Cashier 1"}
    async with screen(hub, ack_seconds=3600.0) as cashier:
        await cashier.wait_live()
        socket = await fake.socket()
        for number in range(15):
            await fake.publish("orders.order_placed", placed(line(f"line-{number}")))
        await cashier.wait_applied(15)
        assert socket.got("ack") == []
        await fake.publish("orders.order_placed", placed(line("line-15")))
        await soon(lambda: socket.got("ack"))
        assert [ack["seq"] for ack in socket.got("ack")] == [16]


async def test_nothing_is_acked_that_is_not_stored(fake: FakeHub, hub: Hub) -> None:
    store = MemoryStore()
    async with screen(hub, store=store) as kitchen:
        await kitchen.wait_live()
        socket = await fake.socket()
        for number in range(40):
            await fake.publish("kds.line_moved", moved("x", line(version=number + 2)))
            for ack in socket.got("ack"):
                place = store.place()
                assert place is not None and place.cursors[STREAM].seq >= ack["seq"]
        await kitchen.wait_applied(40)


async def test_a_power_cut_loses_no_event_and_applies_none_twice(fake: FakeHub, hub: Hub) -> None:
    store = MemoryStore()
    first = screen(hub, store=store, ack_seconds=60.0)
    async with first:
        await first.wait_live()
        for number in range(16):
            await fake.publish("kds.line_moved", moved("x", line(version=number + 2)))
        await soon(lambda: first.count.acks)
        for number in range(16, 20):
            await fake.publish("kds.line_moved", moved("x", line(version=number + 2)))
        await first.wait_applied(20)
        await first.kill()
    place = store.place()
    assert place is not None
    stored = place.cursors[STREAM].seq
    assert stored == 16  # the last four were applied and neither stored nor acked: they are to come again
    async with screen(hub, store=store) as second:
        await second.wait_applied(20)
        assert second.count.snapshots == 0 and second.count.applied == 20 - stored
        assert second.board.lines["line-1"]["version"] == 21


async def test_a_reload_after_a_good_end_has_nothing_to_catch_up(fake: FakeHub, hub: Hub) -> None:
    store = MemoryStore()
    async with screen(hub, store=store) as first:
        await first.wait_live()
        await fake.publish("orders.order_placed", placed(line()))
        await first.wait_applied(1)
    async with screen(hub, store=store) as second:
        await second.wait_live()
        assert second.count.snapshots == 0 and second.count.events == 0 and set(second.board.lines) == {"line-1"}


async def test_a_silent_hub_is_dead_after_fifteen_seconds(fake: FakeHub, hub: Hub) -> None:
    async with hasty(hub) as kitchen:
        before = kitchen.clock.monotonic()
        await fake.socket(2)  # the first one has heard a welcome and no ping after it
        assert kitchen.clock.monotonic() - before >= 15.0
        assert kitchen.count.dead == 1
        await kitchen.wait_live()


async def test_a_hub_that_says_no_welcome_is_left(fake: FakeHub, hub: Hub) -> None:
    fake.silent_after_hello = True
    async with hasty(hub) as kitchen:
        await fake.socket(2)
        assert kitchen.count.welcomes == 0 and not kitchen.live and kitchen.not_live_since is not None


@pytest.mark.parametrize("code", [4002, 4003, 4004, 4005, 4006])
async def test_a_screen_that_is_told_to_stay_away_does(fake: FakeHub, kitchen: Device, code: int) -> None:
    await (await fake.socket()).end(code)
    ending = await kitchen.wait_stopped()
    assert getattr(ending, "code", None) == code and kitchen.state == "stopped"
    await asyncio.sleep(0.7)  # a first try again comes within half a second
    assert len(fake.hellos) == 1


async def test_a_bad_token_is_renewed_once_and_then_it_is_over(fake: FakeHub, hub: Hub) -> None:
    fake.answers["POST", "/auth/refresh"] = lambda asked: Answer(body={"access_token": "token-2", "refresh_token": "r2", "expires_in": 900})
    fake.close_at_hello = 4001
    async with screen(hub, refresh_token="r1") as kitchen:
        await kitchen.wait_stopped()
        assert [hello["token"] for hello in fake.hellos] == ["token-1", "token-2"]


async def test_the_hub_says_when_to_come_back(fake: FakeHub, hasty_kitchen: Device) -> None:
    before = hasty_kitchen.clock.monotonic()
    hellos = len(fake.hellos)
    await (await fake.socket()).end(4200, reason="deploy", retry_after_ms=4000)
    await fake.socket(hellos + 1)
    assert hasty_kitchen.clock.monotonic() - before >= 4.0
    await hasty_kitchen.wait_live()


async def test_a_moved_device_comes_back_at_once_and_takes_its_new_board(fake: FakeHub, kitchen: Device) -> None:
    fake.epoch, fake.stations = "e1.2", ["bar"]
    fake.board["orders"], fake.board["lines"] = [order()], [line(station="bar")]
    await (await fake.socket()).end(4201)
    await kitchen.wait_until(lambda board: "bar" in board.stations and board.lines)
    assert kitchen.count.snapshots == 2


async def test_slow_and_busy_hubs_are_met_with_growing_waits(fake: FakeHub, hub: Hub) -> None:
    fake.close_at_hello = 4105
    async with hasty(hub, random=Random(7)) as kitchen:
        before = kitchen.clock.monotonic()
        await soon(lambda: len(fake.hellos) >= 8)
        assert kitchen.clock.monotonic() - before > 7 * FIRST_WAIT_SECONDS, "seven waits that do not grow"


async def test_an_event_that_cannot_be_read_is_cured_by_the_snapshot(fake: FakeHub, kitchen: Device) -> None:
    fake.board["orders"], fake.board["lines"] = [order()], [line()]
    fake.head = 1
    await (await fake.socket()).say({"t": "event", "stream": STREAM, "seq": "one", "type": "orders.order_placed", "data": []})
    await kitchen.wait_until(lambda board: board.lines)
    assert kitchen.count.snapshots == 2 and kitchen.count.unknown_frames == 1


async def test_unknown_frames_and_errors_are_noted_and_nothing_else(fake: FakeHub, kitchen: Device) -> None:
    socket = await fake.socket()
    await socket.say({"t": "confetti", "colour": "red"})
    await socket.say({"t": "error", "problem": {"code": "invalid"}})
    await fake.publish("weather.rain_started", {"rain": {"id": "r1"}})
    await fake.publish("orders.order_placed", {**placed(line()), "mood": "good"})
    await kitchen.wait_applied(2)
    assert kitchen.count.unknown_frames == 1 and kitchen.count.errors == 1 and len(fake.hellos) == 1


async def test_a_large_event_is_fetched_and_the_order_of_events_is_kept(fake: FakeHub, kitchen: Device) -> None:
    whole = {"order": {**order(), "lines": [line(), line("line-2")]}}
    fake.answers["GET", "/orders/order-1"] = lambda asked: Answer(body=whole, wait_seconds=0.1)
    await fake.publish("orders.order_placed", {"id": "order-1", "fetch": "/api/v1/orders/order-1"})
    await fake.publish("kds.line_moved", moved("start", line(state="preparing", version=2)))
    await kitchen.wait_applied(2)
    assert {held["id"]: held["state"] for held in kitchen.board.lines.values()} == {"line-1": "preparing", "line-2": "placed"}


async def test_sync_brings_events_again_that_are_ignored(fake: FakeHub, kitchen: Device) -> None:
    await fake.publish("orders.order_placed", placed(line()))
    await kitchen.wait_applied(1)
    assert await kitchen.sync(1)
    socket = await fake.socket()
    await soon(lambda: socket.got("sync"))
    assert socket.got("sync") == [{"t": "sync", "stream": STREAM, "from": 1}]


async def test_health_is_said_at_the_welcome_each_minute_and_on_change(fake: FakeHub, hub: Hub) -> None:
    async with hasty(hub, dead_after_seconds=3600.0) as kitchen:
        await kitchen.wait_live()
        await said_each_minute(fake, kitchen)


async def said_each_minute(fake: FakeHub, kitchen: Device) -> None:
    socket = await fake.socket()
    await kitchen.health(audio="blocked", visible=False)
    await soon(lambda: len(socket.got("health")) >= 2)
    first, second = socket.got("health")[:2]
    assert first["audio"] == "none" and first["visible"] is True and first["unsent"] == 0
    assert second["audio"] == "blocked" and second["visible"] is False
    await soon(lambda: len(socket.got("health")) >= 3)


async def test_a_wrong_clock_is_measured_and_reported(fake: FakeHub, hub: Hub) -> None:
    async with screen(hub, clock=SystemClock(skew_seconds=3600)) as kitchen:
        await kitchen.wait_live()
        await fake.ping()
        socket = await fake.socket()
        await kitchen.health()
        await soon(lambda: len(socket.got("health")) >= 2)
        assert abs(socket.got("health")[-1]["clock_offset_ms"] + 3_600_000) < 60_000
        assert abs((kitchen.hub_time.now() - fake.now()).total_seconds()) < 60


async def test_commands_without_an_answer_go_out_by_themselves_when_the_hub_is_back(fake: FakeHub, hub: Hub) -> None:
    away = [True]
    fake.answers["POST", "/kds/lines/line-1/start"] = lambda asked: (
        problem(503, "read_only") if away[0] else fake.take(asked, Answer(body={"line": line(), "changed": True}))
    )
    async with hasty(hub, patience_seconds=1.0) as kitchen:
        await kitchen.wait_live()
        with pytest.raises(StillUnsent):
            await kitchen.commands.start("line-1")
        away[0] = False
        await soon(lambda: not (kitchen.sender.unsent))
        assert len(fake.effects) == 1 and "queued-at" in fake.effects[0].headers


async def test_events_can_be_iterated_and_listened_to(fake: FakeHub, kitchen: Device) -> None:
    heard: list[int] = []
    kitchen.on_event(lambda event: heard.append(event.seq))

    async def first_two() -> list[Event]:
        found = []
        async for event in kitchen.events():
            found.append(event)
            if len(found) == 2:
                return found
        return found

    waiting = asyncio.create_task(first_two())
    await asyncio.sleep(0)
    for number in range(2):
        await fake.publish("kds.line_moved", moved("x", line(version=number + 2)), cause=f"key-{number}")
    async with asyncio.timeout(30):
        assert [event.cause for event in await waiting] == ["key-0", "key-1"]
    assert heard == [1, 2]


async def test_waiting_in_vain_says_what_the_screen_looked_like(kitchen: Device) -> None:
    with pytest.raises(TimeoutError, match="12 lines"):
        await kitchen.wait_until(lambda board: len(board.lines) == 12, within_seconds=0.05, what="12 lines")


async def test_a_person_follows_the_shop_they_name(fake: FakeHub, hub: Hub) -> None:
    fake.device, fake.user = None, {"id": "user-1", "name": "Li", "role": "manager"}
    fake.stations = []
    fake.board = {"shop": fake.board["shop"], "orders": [order()], "devices": [{"id": "device-1"}]}
    async with screen(hub, shop_id="shop-1") as office:
        await office.wait_live()
        assert fake.hellos[0]["shop_id"] == "shop-1"
        assert [asked.query for asked in fake.asked if asked.path == "/me/board"] == [{"shop_id": "shop-1"}]
        assert office.board.kind == "manager" and set(office.board.array("devices")) == {"device-1"}


class NoSleep(SystemClock):
    """A clock with a fault that nobody has thought of."""

    async def sleep(self, seconds: float) -> None:
        raise RuntimeError("nobody has thought of this")


async def test_a_client_that_has_ended_by_a_fault_says_so(caplog: pytest.LogCaptureFixture) -> None:
    async with Hub("http://127.0.0.1:1") as nowhere, Device(nowhere, "token-1", clock=NoSleep()) as device:
        assert await asyncio.wait_for(device.wait_over(), 20) is None
    assert "nobody has thought of this" in caplog.text
