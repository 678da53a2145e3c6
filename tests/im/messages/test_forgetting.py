"""What is old is forgotten, in small steps, and nothing that still matters."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Select, func, select

from hub import upkeep
from hub.im.alarms import tidying as alarms
from hub.im.alarms.schemas import AlarmAbout
from hub.im.alarms.service import Fault, clear_alarm, find_about, raise_alarm
from hub.im.messages import tidying as messages
from hub.im.messages.calls import make_call
from hub.im.messages.states import ANNOUNCEMENT
from hub.kit.clock import MovableClock
from hub.kit.db import Tx
from hub.tables import TABLES
from hub.upkeep import HOUSEKEEPING
from tests.im.messages.saying import PLACED, call, settled
from tests.orders.log import said
from tests.venues import Venue

DAY = 24 * 3600.0
OF_MESSAGES = ("im_call", "im_message", "im_delivery", "im_lane")


def rows(tx: Tx, venue: Venue, names: tuple[str, ...]) -> list[int]:
    """How many rows of the shop each of these tables holds."""
    return [
        tx.query(select(func.count().label("many")).select_from(TABLES[name]).where(TABLES[name].c.shop_id == venue.shop_id))[0].many
        for name in names
    ]


def counted(venue: Venue, names: tuple[str, ...]) -> list[int]:
    return venue.running.database.read_now(lambda tx: rows(tx, venue, names))


def tidy(venue: Venue) -> None:
    """As the hub does once a minute."""
    for work in (messages.forget_calls, messages.forget_lanes, alarms.forget_alarms):
        assert work in HOUSEKEEPING
        while venue.running.database.run_now(work):
            pass


async def test_messages_of_two_weeks_ago_are_forgotten_with_all_that_became_of_them(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    await call(venue, "kitchen:hot")
    await settled(venue)
    clock.advance(13 * DAY)
    await asyncio.to_thread(tidy, venue)
    calls, _, deliveries, lanes = counted(venue, OF_MESSAGES)
    assert calls and deliveries and lanes
    clock.advance(DAY + 60)
    await asyncio.to_thread(call_again, venue)
    await settled(venue)
    await asyncio.to_thread(tidy, venue)
    calls, _, _, lanes = counted(venue, OF_MESSAGES)
    assert (calls, lanes) == (1, 1)
    assert venue.running.database.read_now(lambda tx: {row.channel for row in tx.query(of_shop(venue))}) == {"kitchen:cold"}


def call_again(venue: Venue) -> None:
    """By the hub itself: everybody's tokens have run out."""

    def made(tx: Tx) -> None:
        make_call(
            tx,
            brand_id=venue.brand_id,
            shop_id=venue.shop_id,
            event="order_placed",
            params=PLACED,
            kind=ANNOUNCEMENT,
            channels=["kitchen:cold"],
        )

    venue.running.database.run_now(made)


def of_shop(venue: Venue) -> Select[Any]:
    message = TABLES["im_message"]
    return select(message.c.channel).where(message.c.shop_id == venue.shop_id)


async def test_what_fails_once_a_minute_keeps_nothing_else_from_being_forgotten(
    timed_venue: Venue, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    venue = timed_venue
    await call(venue, "kitchen:hot")
    await settled(venue)

    def fails(_tx: Tx) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(upkeep, "HOUSEKEEPING", (fails, *HOUSEKEEPING))
    assert counted(venue, OF_MESSAGES)[0] == 1
    clock.advance(15 * DAY)
    assert said(venue, 0), "events are forgotten last"
    await asyncio.to_thread(venue.running.do, venue.running.hub.upkeep.minute())
    assert counted(venue, OF_MESSAGES) == [0, 0, 0, 0]
    assert said(venue, 0) == []


async def test_an_alarm_is_forgotten_a_quarter_of_a_year_after_it_was_over_and_never_while_it_stands(
    timed_venue: Venue, clock: MovableClock
) -> None:
    venue, database = timed_venue, timed_venue.running.database

    def raised(name: str) -> None:
        """Of a screen that nobody has switched on, so the hub itself leaves it as it is."""
        device = venue[name].id
        about = AlarmAbout(device_id=UUID(device), device=name)
        fault = Fault(venue.brand_id, venue.shop_id, "device_unreachable", f"device:{device}", about, clock.now())
        assert database.run_now(lambda tx: raise_alarm(tx, fault)) is not None

    def cleared(tx: Tx) -> None:
        row = find_about(tx, venue.shop_id, "device_unreachable", f"device:{venue['kitchen hot'].id}")
        assert row is not None
        clear_alarm(tx, row, "connected")

    def kept() -> list[set[str]]:
        """Whose alarms and whose steps there are. How many steps is up to the hub: it goes on with the one that stands."""
        alarm, step = TABLES["alarm"], TABLES["alarm_step"]
        of_shop = select(alarm.c.id, alarm.c.about).where(alarm.c.shop_id == venue.shop_id)
        steps = select(step.c.alarm_id).where(step.c.shop_id == venue.shop_id)
        names.update(database.read_now(lambda tx: {row.id: row.about["device"] for row in tx.query(of_shop)}))
        return [
            database.read_now(lambda tx: {names[row.id] for row in tx.query(of_shop)}),
            database.read_now(lambda tx: {names[row.alarm_id] for row in tx.query(steps)}),
        ]

    names: dict[UUID, str] = {}
    await asyncio.to_thread(raised, "kitchen hot")
    await asyncio.to_thread(raised, "kitchen cold")
    await asyncio.to_thread(database.run_now, cleared)
    clock.advance(89 * DAY)
    await asyncio.to_thread(tidy, venue)
    assert kept() == [{"kitchen hot", "kitchen cold"}] * 2
    clock.advance(2 * DAY)
    await asyncio.to_thread(tidy, venue)
    assert kept() == [{"kitchen cold"}] * 2
