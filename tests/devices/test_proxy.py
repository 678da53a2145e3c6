"""The wire that can be broken."""

from __future__ import annotations

import asyncio

import pytest

from devices.client import Device, Hub, Silence, SystemClock
from devices.simulator import FaultProxy, Faults
from tests.devices.fake_hub import FakeHub
from tests.devices.soon import soon
from tests.devices.things import line, placed


def address(fake: FakeHub) -> tuple[str, int]:
    return "127.0.0.1", int(fake.url.rsplit(":", 1)[1])


async def test_a_healthy_proxy_is_not_felt(fake: FakeHub) -> None:
    async with FaultProxy(*address(fake)) as proxy, Hub(proxy.url) as hub, Device(hub, "token-1") as kitchen:
        await kitchen.wait_live()
        await fake.publish("orders.order_placed", placed(line()))
        await kitchen.wait_until(lambda board: board.lines)
        await (await fake.socket()).end(4006)
        assert getattr(await kitchen.wait_stopped(), "code", None) == 4006


async def test_cut_connections_come_back(fake: FakeHub) -> None:
    async with FaultProxy(*address(fake)) as proxy, Hub(proxy.url) as hub, Device(hub, "token-1") as kitchen:
        for count in range(1, 4):
            await fake.socket(count)
            await kitchen.wait_live()
            assert proxy.cut() >= 1
        await fake.socket(4)
        assert kitchen.count.closes == {1006: 3}


async def test_a_half_open_connection_is_noticed_by_the_device(fake: FakeHub) -> None:
    clock = SystemClock(speed=5)
    async with FaultProxy(*address(fake)) as proxy, Hub(proxy.url) as hub, Device(hub, "token-1", clock=clock) as kitchen:
        await kitchen.wait_live()
        proxy.swallow()
        await fake.publish("orders.order_placed", placed(line()))
        await soon(lambda: kitchen.count.dead and not kitchen.live)
        assert kitchen.not_live_since is not None and len(fake.sockets) == 1  # the hub does not know yet
        proxy.heal()
        await kitchen.wait_until(lambda board: board.lines)
        assert kitchen.count.snapshots == 1


async def test_a_swallowed_request_is_silence(fake: FakeHub) -> None:
    async with FaultProxy(*address(fake), faults=Faults(swallow=True)) as proxy, Hub(proxy.url, timeout_seconds=0.2) as hub:
        with pytest.raises(Silence):
            await hub.request("GET", "/me")
        assert not fake.asked


async def test_refused_connections_are_silence(fake: FakeHub) -> None:
    async with FaultProxy(*address(fake)) as proxy, Hub(proxy.url) as hub:
        proxy.refuse(True)
        with pytest.raises(Silence):
            await hub.request("GET", "/me")
        proxy.refuse(False)
        assert (await hub.request("GET", "/me")).ok


async def test_a_delay_holds_every_byte_back_each_way(fake: FakeHub) -> None:
    async with FaultProxy(*address(fake), faults=Faults(delay_seconds=0.1)) as proxy, Hub(proxy.url) as hub:
        loop = asyncio.get_running_loop()
        began = loop.time()
        await hub.request("GET", "/me")
        assert loop.time() - began >= 0.2


async def test_a_throttled_reader_gets_its_bytes_at_the_rate_and_pushes_back(fake: FakeHub) -> None:
    async with FaultProxy(*address(fake), faults=Faults(bytes_per_second=20_000), buffer_bytes=4096) as proxy, Hub(proxy.url) as hub:
        fake.board["orders"] = [{"id": f"order-{number}", "note": "x" * 100} for number in range(100)]
        loop = asyncio.get_running_loop()
        began = loop.time()
        reply = await hub.request("GET", "/me/board", token="token-1")
        assert len(reply.body["board"]["orders"]) == 100
        assert loop.time() - began > 0.4
