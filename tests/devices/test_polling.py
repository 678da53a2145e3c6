"""Where websockets do not get through."""

from __future__ import annotations

from devices.client import Device, Hub, MemoryStore, SystemClock
from tests.devices.fake_hub import STREAM, Answer, FakeHub, problem
from tests.devices.things import line, moved, order, placed


async def test_a_poller_takes_the_snapshot_and_then_the_events(fake: FakeHub, hub: Hub) -> None:
    fake.board["orders"], fake.board["lines"] = [order()], [line()]
    store = MemoryStore()
    async with Device(hub, "token-1", transport="poll", store=store) as kitchen:
        await kitchen.wait_live()
        assert kitchen.board.kind == "kitchen" and set(kitchen.board.lines) == {"line-1"}
        await fake.publish("kds.line_moved", moved("start", line(state="preparing", version=2)))
        await kitchen.wait_until(lambda board: board.lines["line-1"]["state"] == "preparing")
        assert kitchen.count.snapshots == 1 and kitchen.count.connects == 0
    place = store.place()
    assert place is not None and place.cursors[STREAM].seq == 1
    assert {asked.query["epoch"] for asked in fake.asked if asked.path == "/me/events"} == {"e1"}


async def test_another_epoch_means_the_snapshot_for_a_poller_too(fake: FakeHub, hub: Hub) -> None:
    async with Device(hub, "token-1", transport="poll") as kitchen:
        await kitchen.wait_live()
        fake.epoch = "e2"
        fake.board["orders"], fake.board["lines"] = [order()], [line()]
        await kitchen.wait_until(lambda board: board.lines)
        assert kitchen.count.snapshots == 2


async def test_upgrades_that_are_refused_again_and_again_lead_to_polling(fake: FakeHub, hub: Hub) -> None:
    fake.refuse_upgrades = 404
    async with Device(hub, "token-1", transport="auto", clock=SystemClock(speed=20)) as kitchen:
        await kitchen.wait_live()
        assert kitchen.state == "polling" and kitchen.count.connects == 3
        await fake.publish("orders.order_placed", placed(line()))
        await kitchen.wait_until(lambda board: board.lines)
        fake.refuse_upgrades = None
        await fake.socket()
        await kitchen.wait_until(lambda board: kitchen.state == "live")


async def test_a_poller_that_is_refused_for_good_stops(fake: FakeHub, hub: Hub) -> None:
    fake.answers["GET", "/me"] = lambda asked: problem(401, "token_invalid")
    async with Device(hub, "token-1", transport="poll") as kitchen:
        refused = await kitchen.wait_stopped()
        assert getattr(refused, "code", None) == "token_invalid"


async def test_a_poller_that_was_moved_to_another_station_shows_that_one(fake: FakeHub, hub: Hub) -> None:
    fake.answers["GET", "/me"] = lambda asked: Answer(body={"device": {"kind": "kitchen"}, "stations": fake_stations})
    fake_stations = ["hot"]
    async with Device(hub, "token-1", transport="poll") as kitchen:
        await kitchen.wait_live()
        fake_stations[:] = ["cold"]
        fake.epoch = "e1.2"
        fake.board["orders"], fake.board["lines"] = [order()], [line(station="cold")]
        await kitchen.wait_until(lambda board: board.lines)
        await fake.publish("kds.line_moved", moved("start", line(station="cold", state="preparing", version=2)))
        await kitchen.wait_until(lambda board: board.lines and board.lines["line-1"]["state"] == "preparing")
