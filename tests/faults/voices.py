"""Devices that show and say what they are told, each with a memory on the disk and a record of what people saw and heard."""

import asyncio
import time
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from devices.client import Device, Hub, Message, SqliteStore
from tests.faults.guests import Hasty

SAYS_SECONDS = (0.02, 0.12)
"""How long a sentence takes here; a real one takes four seconds, and the lanes of the hub know that."""


class Met(NamedTuple):
    """One message that began to be shown or said, and what became of it: nothing, when the power went meanwhile."""

    message: str
    spoken: bool
    at: float
    done: list[str]


class Forgetful(SqliteStore):
    """A twin's memory: it keeps everything but which messages were met."""

    def hear(self, message_id: str) -> bool:
        super().hear(message_id)
        return True


class Voice:
    """One device through all its lives."""

    def __init__(self, hub: Hub, row: dict[str, Any], folder: Path, random: Random, *, forgets: bool = False) -> None:
        self.hub = hub
        self.row = row
        self.random = random
        self.id = str(row["id"])
        self.name = str(row["name"])
        self.store = (Forgetful if forgets else SqliteStore)(folder / f"voice-{self.id}.db")
        self.met: list[Met] = []
        self.power_cuts = 0
        self.channels: frozenset[str] = frozenset()
        self._turn = asyncio.Lock()
        self._lived_before = 0
        self.device: Device

    def switch_on(self) -> None:
        """Begin, or go on where the store says."""
        token = self.row["access_token"]
        self.device = Device(
            self.hub, token, store=self.store, random=Hasty(), name=self.name, audio="ready", present=self.present, record=False
        )
        self.device.start()

    async def present(self, message: Message) -> str:
        """Show it and, where it has a voice, say it: one sentence after the other."""
        spoken = message.kind == "announcement" and not message.silent
        met = Met(message.message, spoken, time.time(), [])
        self.met.append(met)
        if spoken:
            async with self._turn:
                await asyncio.sleep(self.random.uniform(*SAYS_SECONDS))
        met.done.append("spoken" if spoken else "shown")
        return met.done[0]

    async def power_cut(self) -> None:
        """What was not stored is gone; a sentence that was being said has been said."""
        self.power_cuts += 1
        self.keep_channels()
        await self.device.kill()
        self._turn, self._lived_before = asyncio.Lock(), len(self.met)
        self.switch_on()

    async def kill(self) -> None:
        """For the end of a run that failed."""
        await self.device.kill()

    async def switch_off(self) -> None:
        self.keep_channels()
        await self.device.close()
        self.store.close()

    def applied(self, stream: str) -> int:
        """How far it has come in a stream."""
        place = self.device.follower.positions.get(stream)
        return place.applied if place is not None else 0

    def keep_channels(self) -> None:
        if self.device.welcome is not None:
            self.channels = frozenset(self.device.welcome.channels)

    def heard(self) -> set[str]:
        """The messages that its store knows it has met."""
        return {row[0] for row in self.store._db.execute("select message from heard")}

    @property
    def idle(self) -> bool:
        """Whether it is there, and has dealt with all it was told in this life."""
        return self.device.live and all(met.done for met in self.met[self._lived_before :])
