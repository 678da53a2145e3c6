"""One simulation from the first hello to the comparison of every board with a fresh snapshot."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from random import Random
from typing import Any
from urllib.parse import urlsplit

from devices.client import Device, Hub, Problem, Silence, SystemClock
from devices.simulator import actors, chatting, evening
from devices.simulator.options import Options
from devices.simulator.proxy import FaultProxy, Faults
from devices.simulator.seed import SeedShop
from devices.simulator.summary import DeviceSummary, Summary, percentile
from devices.simulator.world import World

AGENTS = ("waiter", "cashier")
LOOK_SECONDS = 0.2
GO_HOME_SECONDS = 3.0


async def simulate(options: Options, stop: asyncio.Event | None = None, *, started: Callable[[int], None] | None = None) -> Summary:
    """Play the venue and say how it went. `stop` ends a run early; `started` is told how many screens are live, before anybody acts.

    Raises:
        ValueError: the seed holds no shop, or not the one named.
        TimeoutError: a device could not connect within 30 s.
    """
    world = World(options)
    shop = _shop(options)
    began = asyncio.get_running_loop().time()
    async with AsyncExitStack() as stack:
        hub, proxy = await _hub(options, stack)
        cast = _devices(options, shop, hub)
        for device in cast:
            device.start()
            stack.push_async_callback(device.close)
            world.watch(device)
        async with asyncio.timeout(30.0):
            await asyncio.gather(*(device.wait_live(within_seconds=30.0) for device in cast))
            world.menu = await _menu(cast)
        if started is not None:
            started(len(cast))
        await _play(world, cast, shop, proxy, stop)
        differences = await _compare(options, cast) if options.compare else [[] for _ in cast]
        devices = [DeviceSummary.of(device, found) for device, found in zip(cast, differences, strict=True)]
        seconds = asyncio.get_running_loop().time() - began
        p50, p99 = percentile(world.latencies_ms, 0.5), percentile(world.latencies_ms, 0.99)
        retries = sum(device.sender.retries for device in cast)
        return Summary(seconds, world.done, world.refused, world.unanswered, retries, world.done.pop("cut", 0), p50, p99, devices)


def _shop(options: Options) -> SeedShop:
    found = [shop for shop in options.seed.shops if options.shop_id in {None, shop.id}]
    if not found:
        raise ValueError("the seed holds no such shop")
    return found[0]


async def _hub(options: Options, stack: AsyncExitStack) -> tuple[Hub, FaultProxy | None]:
    """The hub's address: through a proxy when something is to go wrong."""
    if not options.cuts_per_minute and not options.delay_seconds:
        verify = ssl.create_default_context(cafile=options.ca) if options.ca else True
        return await stack.enter_async_context(Hub(options.hub, verify=verify)), None
    parts = urlsplit(options.hub)
    if parts.scheme != "http":
        raise ValueError("cuts and delays need a plain http address")
    proxy = FaultProxy(parts.hostname or "127.0.0.1", parts.port or 80, faults=Faults(delay_seconds=options.delay_seconds))
    await stack.enter_async_context(proxy)
    return await stack.enter_async_context(Hub(proxy.url)), proxy


def _devices(options: Options, shop: SeedShop, hub: Hub) -> list[Device]:
    """As many devices of each kind as were wished for and the seed holds, and managers' boards."""
    random = Random(options.random_seed)
    wishes = {
        "pad": options.pads,
        "kitchen": options.kitchens,
        "handheld": options.waiters,
        "cashier": options.cashiers,
        "call_screen": options.call_screens,
    }
    cast: list[Device] = []
    for kind, count in wishes.items():
        for found in [device for device in options.seed.devices if device.shop_id == shop.id and device.kind == kind][:count]:
            clock = SystemClock(skew_seconds=random.uniform(-options.skew_seconds, options.skew_seconds))
            seeded = Random(random.random())
            more: dict[str, Any] = {"clock": clock, "random": seeded, "record": options.record, "name": f"{kind} {found.name}"}
            cast.append(
                Device(hub, found.access_token, found.refresh_token, app="simulator/1.0.0", audio="none", ordered=kind == "pad", **more)
            )
    people = [user for user in options.seed.users if user.shop_id == shop.id]
    agents = sorted((user for user in people if user.role in AGENTS), key=lambda user: AGENTS.index(user.role))
    cast += [
        Device(hub, user.access_token, app="simulator/1.0.0", shop_id=shop.id, record=options.record, name=f"{user.role} {user.username}")
        for user in [
            *[user for user in people if user.role == "manager"][: options.managers],
            *agents[: options.agents if options.evening else 0],
        ]
    ]
    return cast


async def _menu(cast: list[Device]) -> Any:
    """The shop's menu, asked of the hub until it answers: a first request may meet a cut."""
    while True:
        try:
            return await cast[0].commands.menu()
        except Silence:
            await asyncio.sleep(LOOK_SECONDS)


async def _play(world: World, cast: list[Device], shop: SeedShop, proxy: FaultProxy | None, stop: asyncio.Event | None) -> None:
    """Let the actors act until the run is over. An actor that fails ends the run: it is a fault of the simulator or of the protocol."""
    async with asyncio.TaskGroup() as group:
        acting = [group.create_task(act) for act in _acts(world, cast, shop)]
        cutter = group.create_task(_cut(world, proxy, len(cast))) if proxy is not None else None
        await _until_over(world, cast, stop)
        world.stop.set()
        if cutter is not None:
            cutter.cancel()
        if acting:
            await asyncio.wait(acting, timeout=GO_HOME_SECONDS)
        for actor in acting:  # whoever still waits for an answer leaves the command to the device's queue
            actor.cancel()


def _acts(world: World, cast: list[Device], shop: SeedShop) -> list[Coroutine[Any, Any, None]]:
    if world.options.evening:
        return _evening(world, cast, shop)
    random = Random(world.options.random_seed + 1)
    handed_out = [band.code for band in shop.wristbands if band.handed_out]
    acts: list[Coroutine[Any, Any, None]] = []
    for device in cast:
        kind = device.follower.board.kind
        if kind == "pad":
            acts.append(actors.guest(world, device, Random(random.random())))
        elif kind == "kitchen":
            acts += [actors.cook(world, device, Random(random.random())) for _ in range(world.options.cooks_per_kitchen)]
        elif kind == "handheld":
            acts.append(actors.waiter(world, device, Random(random.random())))
        elif kind == "cashier" and device.welcome is not None and device.welcome.device is not None:
            acts.append(actors.cashier(world, device, Random(random.random()), handed_out))
    return acts


def _evening(world: World, cast: list[Device], shop: SeedShop) -> list[Coroutine[Any, Any, None]]:
    random = Random(world.options.random_seed + 1)
    plan = evening.Evening()
    pads = [device for device in world.options.seed.devices if device.kind == "pad" and device.shop_id == shop.id]
    pad_rooms = frozenset(pad.room for pad in pads if pad.room is not None)
    acts: list[Coroutine[Any, Any, None]] = []
    for device in cast:
        kind, chance = device.follower.board.kind, Random(random.random())
        if kind == "pad":
            acts += [evening.guest(world, plan, device, chance), evening.bell(world, device, Random(chance.random()))]
            acts.append(chatting.Asker(world, device, Random(chance.random())).act())
        elif kind == "kitchen":
            cooks = range(world.options.cooks_per_kitchen)
            acts += [actors.cook(world, device, Random(chance.random()), evening.cooking_seconds) for _ in cooks]
        elif kind == "handheld":
            acts.append(evening.waiter(world, device, chance))
        elif kind in AGENTS and device.welcome is not None and device.welcome.user is not None:
            acts.append(chatting.Agent(world, device, chance).act())
        elif kind == "cashier" and device.welcome is not None and device.welcome.device is not None:
            acts.append(evening.desk(world, plan, device, chance, shop, pad_rooms))
    return acts


async def _until_over(world: World, cast: list[Device], stop: asyncio.Event | None) -> None:
    """The orders are placed and eaten, or the time is up, or somebody says stop."""
    options = world.options
    loop = asyncio.get_running_loop()
    until = None if options.duration_seconds is None else loop.time() + options.duration_seconds
    while until is None or loop.time() < until:
        if stop is not None and stop.is_set():
            return
        if world.budget_spent and not any(_busy(device) for device in cast):
            return
        await asyncio.sleep(LOOK_SECONDS)


def _busy(device: Device) -> bool:
    """Whether this screen shows work that its actor would do."""
    states = {line["state"] for line in device.board.lines.values()}
    return device.sender.unsent > 0 or (
        device.board.kind in {"kitchen", "handheld"} and bool(states & {"placed", "preparing", "ready", "called"})
    )


async def _cut(world: World, proxy: FaultProxy, devices: int) -> None:
    """Reset one connection at a time, as often as was asked for."""
    if not world.options.cuts_per_minute:
        return
    random = Random(world.options.random_seed + 2)
    while True:
        await asyncio.sleep(random.expovariate(world.options.cuts_per_minute * devices / 60.0))
        world.done["cut"] += proxy.cut(1, random)


async def _compare(options: Options, cast: list[Device]) -> list[list[str]]:
    """For each device where its board differs from a fresh snapshot, after it had time to catch up."""
    return list(await asyncio.gather(*(_differences(device, options.settle_seconds) for device in cast)))


async def _differences(device: Device, seconds: float) -> list[str]:
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    found = ["never reached"]
    while loop.time() < until:
        try:
            await device.wait_live(within_seconds=max(0.1, until - loop.time()))
            fresh = await device.fresh_board()
        except (Problem, Silence, TimeoutError) as problem:
            found = [f"no fresh snapshot: {problem}"]
        else:
            found = device.board.differences(fresh)
            if not found and not device.sender.left_behind:
                return []
        await asyncio.sleep(LOOK_SECONDS)
    return found
