"""Screens with durable cursors that note every event they apply, and sometimes lose their power."""

import asyncio
import contextlib
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from devices.client import Device, Hub, Problem, Silence, SqliteStore
from devices.client.recording import Counters
from tests.faults.guests import Hasty
from tests.faults.seeded import Seeded

KINDS_OF_A_RUN = {"kitchen": 4, "cashier": 1, "call_screen": 1}


class Logged(NamedTuple):
    """One event as it stands in the hub's log."""

    seq: int
    type: str
    channels: frozenset[str]
    cause: str | None


class Screen:
    """One device through all its lives: what it applied, and where it took a snapshot."""

    def __init__(self, hub: Hub, device: dict[str, Any], folder: Path) -> None:
        self.hub = hub
        self.row = device
        self.name = str(device["name"])
        self.stream = f"shop:{device['shop_id']}"
        self.store = SqliteStore(folder / f"screen-{device['id']}.db")
        self.applied: list[int] = []
        self.snapshots: list[int] = []
        self.channels: frozenset[str] = frozenset()
        self.counts: list[Counters] = []
        self.device: Device

    def switch_on(self) -> None:
        """Begin, or go on where the store says."""
        token = self.row["access_token"]
        self.device = Device(self.hub, token, store=self.store, random=Hasty(), name=self.name, patience_seconds=60)
        self.counts.append(self.device.count)
        self.device.start()

    async def power_cut(self) -> None:
        """What was not stored is gone, and the board with it; the next life begins at the stored place."""
        await self.device.kill()
        self._keep()
        place = self.store.place()
        kept = place.cursors[self.stream].seq if place is not None and self.stream in place.cursors else 0
        self.applied = [seq for seq in self.applied if seq <= kept]
        self.snapshots = [seq for seq in self.snapshots if seq <= kept]
        self.switch_on()

    async def kill(self) -> None:
        """For the end of a run that failed."""
        await self.device.kill()

    async def switch_off(self) -> None:
        await self.device.close()
        self._keep()

    def _keep(self) -> None:
        """Take over what the device recorded in this life."""
        if self.device.welcome is not None:
            self.channels = frozenset(self.device.welcome.channels)
        for entry in self.device.recorded:
            if entry.stream == self.stream and entry.what in {"applied", "snapshot"}:
                (self.applied if entry.what == "applied" else self.snapshots).append(entry.seq)

    async def catch_up(self, log: Iterable[Logged], within_seconds: float) -> None:
        """Wait for the last event that this screen may see; what it lacks then is for the judge to say."""
        channels = frozenset(self.device.welcome.channels) if self.device.welcome is not None else self.channels
        last = max((event.seq for event in log if not channels.isdisjoint(event.channels)), default=0)
        with contextlib.suppress(TimeoutError):
            await self.device.wait_applied(last, within_seconds=within_seconds)

    async def differences(self, within_seconds: float = 4.0) -> list[str]:
        """How the board goes on differing from a fresh snapshot of the hub. Between asking and looking an event may be on its way."""
        give_up_at = time.monotonic() + within_seconds
        while True:
            try:
                found = self.device.board.differences(await self.device.fresh_board())
            except (Problem, Silence) as problem:
                found = [f"no snapshot: {problem}"]
            if not found or time.monotonic() > give_up_at:
                return found
            await asyncio.sleep(0.5)

    def missing(self, log: Iterable[Logged]) -> list[int]:
        """Events of its channels that it neither applied nor had in a snapshot."""
        known = set(self.applied)
        covered = max(self.snapshots, default=0)
        return [
            event.seq for event in log if event.seq > covered and event.seq not in known and not self.channels.isdisjoint(event.channels)
        ]

    def applied_twice(self) -> int:
        """Numbers that came again, or out of order, in what one board took."""
        return sum(1 for before, after in zip(self.applied, self.applied[1:], strict=False) if after <= before)

    @property
    def frames_again(self) -> int:
        """Events on the wire that it had applied before and ignored."""
        return sum(count.duplicates for count in self.counts)

    @property
    def frames(self) -> int:
        return sum(count.events for count in self.counts)


def screens_of(seeded: Seeded, hub: Hub) -> list[Screen]:
    """Four kitchen screens, a cashier and a call screen."""
    rows = [row for kind, many in KINDS_OF_A_RUN.items() for row in seeded.devices(kind)[:many]]
    return [Screen(hub, row, seeded.clients) for row in rows]
