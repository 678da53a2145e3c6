"""Tails come and go: none is kept for nobody, and none goes on where the numbers do not."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete

from hub.kit.db import Tx
from hub.live.fanout import Fanout
from hub.live.log import heads, renew_epochs
from hub.live.models import events, streams
from hub.live.tail import Tail
from tests.live.feeding import at_rest, feed
from tests.live.plain import greeted, greeting, next_of, opening, rest_of
from tests.running import RunningHub
from tests.venues import Venue


async def on_its_loop(running: RunningHub, work: Any) -> Any:
    """Run something where the hub's sockets live."""

    async def there() -> Any:
        found = work(running.hub.fanout)
        return await found if asyncio.iscoroutine(found) else found

    loop = running.hub.database.loop
    assert loop is not None
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(there(), loop))


def set_stream(venue: Venue, **values: Any) -> None:
    venue.running.database.run_now(lambda tx: tx.run(streams.update().where(streams.c.name == venue.stream).values(**values)))


async def test_a_tail_that_nobody_follows_is_forgotten_and_opened_again_when_needed(
    running: RunningHub, venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running.hub.fanout, "_forget_unused", lambda: None)  # the hub's own look may come at any moment
    async with greeted(running, venue["pad 801"].token):
        await on_its_loop(running, Fanout._forget_unused)
        await on_its_loop(running, Fanout._forget_unused)
        assert venue.stream in running.hub.fanout.tails
    await at_rest(venue)
    await on_its_loop(running, Fanout._forget_unused)
    assert venue.stream in running.hub.fanout.tails, "only when nobody has come back until the next look"
    await on_its_loop(running, Fanout._forget_unused)
    assert venue.stream not in running.hub.fanout.tails
    feed(venue, 3, ["all"])
    async with greeted(running, venue["pad 801"].token) as (ws, _):
        (seq,) = feed(venue, 1, ["all"])
        assert (await next_of(ws, "event"))["seq"] == seq


async def test_a_paused_screen_holds_its_tail(running: RunningHub, venue: Venue) -> None:
    async with greeted(running, venue["pad 801"].token) as (ws, _):
        mine = next(each for each in tuple(running.hub.stage.connections) if str(each.seat.owner) == venue["pad 801"].id)
        await on_its_loop(running, lambda _: mine.paused())
        for _ in range(3):
            await on_its_loop(running, Fanout._forget_unused)
        (seq,) = feed(venue, 1, ["all"])
        await on_its_loop(running, lambda _: mine.resumed())
        assert (await next_of(ws, "event"))["seq"] == seq


async def test_numbers_that_run_backwards_begin_a_new_epoch(running: RunningHub, venue: Venue) -> None:
    """As when PostgreSQL is put back under hubs that run: their tails would swallow every number up to the old head."""
    numbers = feed(venue, 20, ["all"])
    async with greeted(running, venue["pad 801"].token) as (ws, welcome):
        before = welcome["streams"][venue.stream]
        feed(venue, 1, ["all"])
        await next_of(ws, "event")  # it has come to the head: a screen that is still on its way there is closed for want of what it lacks

        def put_back(tx: Tx) -> None:
            tx.run(delete(events).where(events.c.stream == venue.stream, events.c.seq > numbers[4]))
            tx.run(streams.update().where(streams.c.name == venue.stream).values(head=numbers[4]))

        venue.running.database.run_now(put_back)
        _, code = await rest_of(ws)
        assert code == 4200
    cursor = {venue.stream: {"epoch": before["epoch"], "seq": before["head"]}}
    async with greeted(running, venue["pad 801"].token, cursors=cursor) as (ws, welcome):
        after = welcome["streams"][venue.stream]
        assert (after["resumed"], after["why"]) == (False, "epoch")
        (seq,) = feed(venue, 1, ["all"])
        assert (await next_of(ws, "event"))["seq"] == seq


async def test_a_hub_that_slept_longer_than_the_log_is_kept_lets_its_screens_take_the_snapshot(running: RunningHub, venue: Venue) -> None:
    async with greeted(running, venue["pad 801"].token) as (ws, welcome):
        before = welcome["streams"][venue.stream]
        set_stream(venue, head=before["head"] + 1_000, oldest=before["head"] + 900)  # other hubs went on, and swept
        _, code = await rest_of(ws)
        assert code == 4200
    cursor = {venue.stream: {"epoch": before["epoch"], "seq": before["head"]}}
    async with greeted(running, venue["pad 801"].token, cursors=cursor) as (ws, welcome):
        assert welcome["streams"][venue.stream]["why"] == "too_old"
        (seq,) = feed(venue, 1, ["all"])
        assert (await next_of(ws, "event"))["seq"] == seq


async def test_a_new_epoch_during_a_hello_leaves_nobody_on_a_tail_that_is_fed_no_more(
    running: RunningHub, venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    fanout = running.hub.fanout
    real = fanout.reach

    async def reach(tail: Tail, head: int) -> None:
        await real(tail, head)
        if tail.stream == venue.stream:
            monkeypatch.setattr(fanout, "reach", real)
            await fanout.database.run(renew_epochs)
            await fanout.poll([venue.stream])

    monkeypatch.setattr(fanout, "reach", reach)
    async with opening(running) as ws:
        await ws.send(greeting(venue["pad 801"].token))
        assert await rest_of(ws) == ([], 4200)
    async with greeted(running, venue["pad 801"].token) as (ws, welcome):
        row = running.database.read_now(lambda tx: heads(tx, [venue.stream])[venue.stream])
        assert welcome["streams"][venue.stream]["epoch"].startswith(row.epoch)
        (seq,) = feed(venue, 1, ["all"])
        assert (await next_of(ws, "event"))["seq"] == seq


async def test_a_person_leaves_no_tail_behind(running: RunningHub, venue: Venue) -> None:
    own = f"user:{UUID(venue['waiter'].id)}"
    async with greeted(running, venue["waiter"].token):
        assert own in running.hub.fanout.tails
    await at_rest(venue)
    for _ in range(2):
        await on_its_loop(running, Fanout._forget_unused)
    assert own not in running.hub.fanout.tails


async def test_a_fault_while_somebody_is_welcomed_is_closed_with_4100(
    running: RunningHub, venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(tail: Tail, head: int) -> None:
        raise RuntimeError("for this test")

    with monkeypatch.context() as patched:
        patched.setattr(running.hub.fanout, "reach", broken)
        async with opening(running) as ws:
            await ws.send(greeting(venue["pad 801"].token))
            assert await rest_of(ws) == ([], 4100)
    async with greeted(running, venue["pad 801"].token) as (_, welcome):
        assert welcome["t"] == "welcome"


async def test_what_is_forgotten_between_hello_and_replay_leaves_no_hole(
    running: RunningHub, venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = feed(venue, 30, ["all"])
    async with greeted(running, venue["pad 801"].token) as (_, welcome):
        epoch = welcome["streams"][venue.stream]["epoch"]
    await at_rest(venue)
    fanout = running.hub.fanout
    fanout.tails[venue.stream].ring.clear()
    real = fanout.recall

    async def late(tail: Tail, after: int) -> int:
        monkeypatch.setattr(fanout, "recall", real)

        def forget(tx: Tx) -> None:
            tx.run(delete(events).where(events.c.stream == venue.stream, events.c.seq < numbers[20]))
            tx.run(streams.update().where(streams.c.name == venue.stream).values(oldest=numbers[20]))

        await fanout.database.run(forget)
        return await real(tail, after)

    monkeypatch.setattr(fanout, "recall", late)
    cursors = {venue.stream: {"epoch": epoch, "seq": numbers[5]}}
    async with greeted(running, venue["pad 801"].token, cursors=cursors) as (ws, welcome):
        assert welcome["streams"][venue.stream]["resumed"] is True
        frames, code = await rest_of(ws)
        assert code == 4200
        assert [frame["t"] for frame in frames] == ["bye"]
    async with greeted(running, venue["pad 801"].token, cursors=cursors) as (_, welcome):
        assert welcome["streams"][venue.stream]["why"] == "too_old"
