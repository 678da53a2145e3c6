"""Presence: who is here, what the office is told, and that a killed hub leaves no ghosts."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from hub.im import identity, presence
from hub.im.presence import connected, disconnected, record_health, renew_lease, sweep_ghosts
from hub.im.sockets import SocketHooks
from hub.kit.clock import MovableClock
from hub.live.models import events
from hub.live.seat import Seat
from tests.running import RunningHub
from tests.venues import Venue

WELL = {"visible": True, "audio": "ready", "wake_lock": True, "clock_offset_ms": 0, "unsent": 0}


@pytest.fixture(scope="module")
def running(running: RunningHub) -> RunningHub:
    """It renews no lease: on SQLite, where there is one hub, its first one would end those of the hubs that these tests make up."""
    running.by_hand()
    return running


class Screen:
    """A device's seat and the presence verbs, in a hub that holds its connections."""

    def __init__(self, venue: Venue, name: str = "pad 801", hub_id: UUID | None = None) -> None:
        self.venue, self.name, self.hub_id = venue, name, hub_id or uuid4()
        self.run = venue.running.database.run_now
        self.seat: Seat = venue.running.database.read_now(lambda tx: identity.identify(tx, venue[name].token))

    def connect(self, **more: Any) -> UUID:
        connection_id = uuid4()
        self.run(lambda tx: connected(tx, self.seat, connection_id, self.hub_id, **more))
        return connection_id

    def leave(self, connection_id: UUID) -> None:
        self.run(lambda tx: disconnected(tx, self.seat, connection_id))

    def says(self, connection_id: UUID, **health: Any) -> None:
        self.run(lambda tx: record_health(tx, self.seat, connection_id, WELL | health))

    async def seen(self) -> tuple[str, list[str]]:
        device = (await self.venue["manager"].get(f"/devices/{self.seat.owner}")).json()
        return device["presence"], device["faults"]

    def told(self) -> list[tuple[str, list[str]]]:
        """What the office was told of this device, in order."""
        mine = select(events.c.body, events.c.channels, events.c.seq).where(
            events.c.stream == self.venue.stream, events.c.type == "im.device_changed"
        )
        rows = self.venue.running.database.read_now(lambda tx: tx.query(mine.order_by(events.c.seq)))
        told = [json.loads(b"{" + row.body)["data"]["device"] for row in rows if row.channels == ["office"]]
        return [(each["presence"], each["faults"]) for each in told if each["id"] == str(self.seat.owner)]


async def test_a_device_is_online_while_a_connection_is_open(venue: Venue) -> None:
    screen = Screen(venue)
    assert await screen.seen() == ("offline", []), "nobody misses it before it was here"
    first, second = screen.connect(audio="ready"), screen.connect(audio="ready")
    assert await screen.seen() == ("online", [])
    screen.leave(first)
    assert await screen.seen() == ("online", [])
    screen.leave(second)
    assert await screen.seen() == ("offline", ["offline"])


async def test_a_device_whose_pages_are_all_hidden_is_away(venue: Venue) -> None:
    screen = Screen(venue)
    first, second = screen.connect(), screen.connect()
    screen.says(first, visible=False)
    assert (await screen.seen())[0] == "online"
    screen.says(second, visible=False)
    assert (await screen.seen())[0] == "away"
    screen.says(first)
    assert (await screen.seen())[0] == "online"


async def test_the_office_is_told_of_changes_only(venue: Venue) -> None:
    screen = Screen(venue)
    made = len(screen.told())
    connection = screen.connect(audio="ready", caps=["wake_lock"])
    screen.says(connection)
    screen.says(connection, clock_offset_ms=40)
    screen.says(connection, audio="blocked", wake_lock=False)
    screen.says(connection, audio="blocked", wake_lock=False)
    screen.leave(connection)
    assert screen.told()[made:] == [("online", []), ("online", ["audio_blocked", "wake_lock_lost"]), ("offline", ["offline"])]


async def test_faults_come_first_in_the_list(venue: Venue) -> None:
    well, blocked = Screen(venue, "pad 801"), Screen(venue, "speaker")
    well.connect(audio="ready")
    blocked.connect(audio="blocked")
    listed = (await venue["manager"].get("/devices", limit=200)).json()["items"]
    assert listed[0]["id"] == str(blocked.seat.owner)
    assert {each["id"]: each["faults"] for each in listed}[str(blocked.seat.owner)] == ["audio_blocked"]


async def test_the_app_it_runs_is_known(venue: Venue) -> None:
    screen = Screen(venue)
    screen.connect(app="pad/0.9.0")
    assert await screen.seen() == ("online", ["old_app"])
    screen.connect(app="pad/1.2.0")
    assert await screen.seen() == ("online", [])
    assert (await venue["manager"].get(f"/devices/{screen.seat.owner}")).json()["app"] == "pad/1.2.0"


async def test_what_a_device_said_before_it_went_is_not_held_against_it(venue: Venue) -> None:
    screen = Screen(venue)
    connection = screen.connect()
    screen.says(connection, unsent=4)
    assert await screen.seen() == ("online", ["unsent"])
    screen.leave(connection)
    screen.connect(audio="ready")
    assert await screen.seen() == ("online", [])


async def test_a_revoked_device_is_not_spoken_of_again(venue: Venue) -> None:
    screen = Screen(venue)
    connection = screen.connect()
    await venue["manager"].post(f"/devices/{screen.seat.owner}/revoke")
    told = len(screen.told())
    screen.leave(connection)
    assert len(screen.told()) == told


def renew(screen: Screen) -> None:
    screen.run(lambda tx: renew_lease(tx, screen.hub_id, timedelta(seconds=60)))


def die(screen: Screen) -> None:
    """What a killed hub looks like to the others: a lease that has run out."""
    screen.run(lambda tx: renew_lease(tx, screen.hub_id, timedelta(seconds=-1)))


def sweep(screen: Screen) -> None:
    """Until nothing is left."""
    while screen.run(sweep_ghosts):
        pass


async def test_a_killed_hub_leaves_no_ghost(venue: Venue) -> None:
    screen = Screen(venue)
    renew(screen)
    screen.connect()
    sweep(screen)
    assert (await screen.seen())[0] == "online"
    die(screen)
    sweep(screen)
    assert (await screen.seen())[0] == "offline"


async def test_a_connection_to_a_living_hub_keeps_the_device_online(venue: Venue) -> None:
    dead, alive = Screen(venue), Screen(venue)
    renew(dead)
    renew(alive)
    dead.connect()
    remaining = alive.connect()
    die(dead)
    sweep(alive)
    assert (await alive.seen())[0] == "online"
    alive.leave(remaining)
    assert (await alive.seen())[0] == "offline"


async def test_a_hub_that_was_only_slow_gets_its_connections_back(venue: Venue) -> None:
    screen = Screen(venue)
    renew(screen)
    stays, goes = screen.connect(), screen.connect()
    die(screen)
    sweep(screen)
    assert (await screen.seen())[0] == "offline"
    screen.leave(goes)
    renew(screen)
    assert (await screen.seen())[0] == "online"
    screen.leave(stays)
    assert (await screen.seen())[0] == "offline"


async def test_a_hub_does_not_take_itself_for_dead(venue: Venue) -> None:
    """As when its clock is put right, by more than a lease, between its word that it lives and its look at the others."""
    hooks, loop = venue.running.hub.stage.hooks, venue.running.database.loop
    assert isinstance(hooks, SocketHooks)
    assert loop is not None
    screen, dead = Screen(venue, hub_id=hooks.hub_id), Screen(venue, "pad 802")
    connection = screen.connect()
    dead.connect()
    for each in (screen, dead):
        die(each)
    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(hooks.sweep(), loop))
    assert [(await each.seen())[0] for each in (screen, dead)] == ["online", "offline"]
    screen.leave(connection)


async def test_a_hub_that_went_in_order_leaves_nothing_either(venue: Venue) -> None:
    screen = Screen(venue)
    renew(screen)
    screen.connect()
    screen.run(lambda tx: presence.end_hub(tx, screen.hub_id))
    sweep(screen)
    assert (await screen.seen())[0] == "offline"


async def test_hundreds_of_ghosts_go_in_pieces(venue: Venue) -> None:
    screens = [Screen(venue, name) for name in ("pad 801", "pad 802", "kitchen", "call")]
    for screen in screens:
        screen.hub_id = screens[0].hub_id
        for _ in range(60):
            screen.connect()
    die(screens[0])
    pieces = []
    while piece := screens[0].run(sweep_ghosts):
        pieces.append(piece)
    assert pieces == [presence.AT_ONCE, presence.AT_ONCE, 40]
    assert {(await screen.seen())[0] for screen in screens} == {"offline"}


async def test_ended_connections_are_forgotten_after_a_week(timed_venue: Venue, clock: MovableClock) -> None:
    screen = Screen(timed_venue)
    screen.leave(screen.connect())
    still_here = screen.connect()
    clock.advance(8 * 86_400)
    assert screen.run(presence.forget_closed) == 1
    assert screen.run(presence.forget_closed) == 0
    screen.leave(still_here)
