"""Live screens that watch a venue through a fault, and say afterwards what they lack."""

import asyncio
from types import TracebackType
from typing import Any

from devices.client import Device, Hub
from tests.orders.log import Said, everything_said
from tests.venues import Venue


class Watchers:
    """Screens by name, live when the block begins.

    async with Watchers(venue, hub, "kitchen", "cashier 1") as screens: ...
    """

    def __init__(self, venue: Venue, hub: Hub, *names: str, **more: Any) -> None:
        self.venue = venue
        self.devices = {name: venue.device(name, hub, **more) for name in names}

    def __getitem__(self, name: str) -> Device:
        return self.devices[name]

    async def __aenter__(self) -> "Watchers":
        for device in self.devices.values():
            device.start()
        await self.live(30)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        await asyncio.gather(*(device.close() for device in self.devices.values()), return_exceptions=True)

    async def live(self, within_seconds: float) -> None:
        await asyncio.gather(*(device.wait_live(within_seconds=within_seconds) for device in self.devices.values()))

    async def agree(self, within_seconds: float = 30.0) -> None:
        """Each has every event of its channels, in order and once, and shows what a fresh snapshot shows.

        Raises:
            TimeoutError, AssertionError: one has not.
        """
        log = everything_said(self.venue)
        assert [event.seq for event in log] == list(range(1, len(log) + 1)), "numbers are missing or doubled in the log"
        for name, device in self.devices.items():
            await device.wait_applied(self._last(device, log), within_seconds=within_seconds)
            assert self.missing(device, log) == [], name
            assert device.record.applied_twice == 0, name
            assert (name, await self._differences(device)) == (name, [])

    async def _differences(self, device: Device) -> list[str]:
        """How its board differs from a fresh snapshot. What the hub notes a moment later (a round was seen) may come in between."""
        found: list[str] = []
        for _ in range(10):
            found = device.board.differences(await device.fresh_board())
            if not found:
                break
            await asyncio.sleep(0.3)
        return found

    def missing(self, device: Device, log: list[Said]) -> list[int]:
        """Events of its channels that it neither applied nor had in a snapshot."""
        stream = self.venue.stream
        applied = [entry.seq for entry in device.recorded if entry.what == "applied" and entry.stream == stream]
        assert applied == sorted(applied), "applied out of order"
        covered = max(entry.seq for entry in device.recorded if entry.what == "snapshot")
        known = set(applied)
        return [event.seq for event in log if event.seq > covered and event.seq not in known and self._may_see(device, event)]

    def _last(self, device: Device, log: list[Said]) -> int:
        return max((event.seq for event in log if self._may_see(device, event)), default=0)

    def _may_see(self, device: Device, event: Said) -> bool:
        assert device.welcome is not None
        return not event.channels.isdisjoint(device.welcome.channels)
