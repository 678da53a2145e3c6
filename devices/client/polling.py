"""Where websockets do not get through: the long poll. Slower by a round trip, with the same rules for numbers and snapshots."""

from __future__ import annotations

import msgspec

from devices.client.answers import Missed, Snapshot
from devices.client.backoff import backoff_seconds
from devices.client.connection import Crew
from devices.client.frames import event_from
from devices.client.problems import Problem, Silence
from devices.client.recording import Recorded

MOST_EVENTS = 500


class Poller:
    """Follows the board's stream by asking. It sends no acks, receipts or health: the socket alone carries those."""

    def __init__(self, crew: Crew, *, wait_seconds: int = 20) -> None:
        self.crew = crew
        self.clock = crew.identity.clock
        self.wait_seconds = wait_seconds
        self._attempt = 0

    async def run(self, seconds: float) -> Problem | None:
        """Poll for about so long, then return to let the socket be tried again; a refusal that ends it (401, 403) is returned."""
        until = self.clock.monotonic() + seconds
        while self.clock.monotonic() < until:
            try:
                await self._once()
                self._attempt = 0
            except Problem as refused:
                if refused.status in {401, 403}:
                    return refused
                await self._wait()
            except Silence:
                await self._wait()
        return None

    async def _once(self) -> None:
        follower = self.crew.follower
        self.crew.record.count.polls += 1
        if not follower.ready:
            follower.adopt(await self.crew.identity.get("/me"))  # each time: a device that was moved has other stations
            snapshot = msgspec.convert(await self.crew.identity.get("/me/board", shop_id=self.crew.greeting.shop_id), Snapshot)
            follower.snapshot(snapshot)
            return
        assert follower.board_stream is not None
        place = follower.positions[follower.board_stream]
        params = {"stream": place.stream, "after": place.applied, "epoch": place.epoch, "wait": self.wait_seconds}
        reply = await self.crew.identity.request("GET", "/me/events", params=params, timeout_seconds=self.wait_seconds + 10.0)
        if not reply.ok:
            raise reply.problem()
        self._take(msgspec.convert(reply.body, Missed))

    def _take(self, missed: Missed) -> None:
        follower = self.crew.follower
        if not missed.resumed:
            follower.drop_board()
            return
        for found in missed.events:
            event = event_from(found)
            self.crew.record.count.events += 1
            self.crew.record.add(Recorded(self.clock.monotonic(), "received", event))
            if "fetch" in event.data:
                follower.drop_board()
                return
            follower.event(event)
        if len(missed.events) < MOST_EVENTS:
            follower.heads({missed.stream: missed.head})
        follower.save()

    async def _wait(self) -> None:
        await self.clock.sleep(backoff_seconds(self._attempt, self.crew.random))
        self._attempt += 1
