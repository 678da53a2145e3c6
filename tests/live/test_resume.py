"""Coming back: from the cursor when it fits, and if not, why not; nothing missed, nothing twice, nothing beside."""

import asyncio
import json
from typing import Any

import pytest

from hub.kit.clock import MovableClock
from hub.live.log import KEEP_MOST, renew_epochs, sweep
from hub.live.models import streams
from hub.tables import TABLES
from tests.live.feeding import at_rest, feed
from tests.live.plain import framed, greeted, next_of, quiet, received, rest_of, until
from tests.orders.log import everything_said, head
from tests.running import RunningHub
from tests.venues import Venue

NOBODY = "room:00000000-0000-7000-8000-000000000000"


async def state_of(running: RunningHub, venue: Venue, name: str) -> dict[str, Any]:
    """The stream as this screen is told it, when everybody's coming and going is written."""
    async with greeted(running, venue[name].token) as (_, welcome):
        epoch = welcome["streams"][venue.stream]["epoch"]
    return {"epoch": epoch, "head": await at_rest(venue)}


def cursor(venue: Venue, epoch: str, seq: int) -> dict[str, Any]:
    return {"cursors": {venue.stream: {"epoch": epoch, "seq": seq}}}


async def verdict(running: RunningHub, venue: Venue, name: str, epoch: str, seq: int) -> dict[str, Any]:
    """What the hub says of a cursor."""
    async with greeted(running, venue[name].token, **cursor(venue, epoch, seq)) as (_, welcome):
        return dict(welcome["streams"][venue.stream])


async def test_a_cursor_at_the_head_is_resumed_and_nothing_is_sent_again(running: RunningHub, venue: Venue) -> None:
    await venue.order("tea")
    state = await state_of(running, venue, "pad 801")
    async with greeted(running, venue["pad 801"].token, **cursor(venue, state["epoch"], state["head"])) as (ws, welcome):
        assert welcome["streams"][venue.stream] == {"epoch": state["epoch"], "head": state["head"], "oldest": 1, "resumed": True}
        assert await quiet(ws, 0.3) == []


@pytest.mark.parametrize("seq", [0, 1])
async def test_the_very_first_number_is_still_there(running: RunningHub, venue: Venue, seq: int) -> None:
    await venue.order("tea")
    state = await state_of(running, venue, "cashier 1")
    assert (await verdict(running, venue, "cashier 1", state["epoch"], seq))["resumed"] is True


@pytest.mark.parametrize("more", [1, 100, 2**40, 2**70])
async def test_a_cursor_from_the_future_is_ahead(running: RunningHub, venue: Venue, more: int) -> None:
    state = await state_of(running, venue, "pad 801")
    said = await verdict(running, venue, "pad 801", state["epoch"], state["head"] + more)
    assert (said["resumed"], said["why"]) == (False, "ahead")


@pytest.mark.parametrize("seq", [-1, -(2**40)])
async def test_a_number_before_the_first_is_too_old(running: RunningHub, venue: Venue, seq: int) -> None:
    state = await state_of(running, venue, "pad 801")
    said = await verdict(running, venue, "pad 801", state["epoch"], seq)
    assert (said["resumed"], said["why"]) == (False, "too_old")


@pytest.mark.parametrize("epoch", ["", "k3f9", "k3f9.1", ".1", "ffffffff.1", "☃"])
async def test_another_epoch_is_told_from_another_scope(running: RunningHub, venue: Venue, epoch: str) -> None:
    said = await verdict(running, venue, "pad 801", epoch, 1)
    assert (said["resumed"], said["why"]) == (False, "epoch")


async def test_a_cursor_of_another_stream_is_of_no_use(running: RunningHub, venue: Venue) -> None:
    state = await state_of(running, venue, "pad 801")
    strange = {f"shop:{venue.rooms['801']}": {"epoch": state["epoch"], "seq": state["head"]}}
    async with greeted(running, venue["pad 801"].token, cursors=strange) as (_, welcome):
        assert welcome["streams"].keys() == {venue.stream}
        assert welcome["streams"][venue.stream]["why"] == "new"


async def test_whoever_was_moved_while_away_has_another_scope_even_when_moved_back(running: RunningHub, venue: Venue) -> None:
    for name, there, back in (
        ("pad 801", {"room_id": venue.rooms["803"]}, {"room_id": venue.rooms["801"]}),
        ("kitchen hot", {"stations": ["cold"]}, {"stations": ["hot"]}),
    ):
        before = await state_of(running, venue, name)
        for place in (there, back):
            await venue["manager"].post(f"/devices/{venue[name].id}/bind", place)
            now = await verdict(running, venue, name, before["epoch"], before["head"])
            assert (now["resumed"], now["why"]) == (False, "scope")
            assert now["epoch"] != before["epoch"]
        again = await verdict(running, venue, name, now["epoch"], now["head"])
        assert again["resumed"] is True


async def test_a_device_with_the_scope_of_another_is_no_better_off(running: RunningHub, venue: Venue) -> None:
    await venue["manager"].post(f"/devices/{venue['pad 801'].id}/bind", {"room_id": venue.rooms["803"]})
    moved, other = await state_of(running, venue, "pad 801"), await state_of(running, venue, "pad 802")
    assert moved["epoch"] != other["epoch"]
    said = await verdict(running, venue, "pad 802", moved["epoch"], moved["head"])
    assert (said["resumed"], said["why"]) == (False, "scope")


async def test_five_thousand_behind_is_resumed_and_one_more_is_too_far(running: RunningHub, venue: Venue) -> None:
    state = await state_of(running, venue, "pad 801")
    start = state["head"]
    mine = feed(venue, 2_500, ["all"])
    feed(venue, 2_499, [NOBODY])
    mine += feed(venue, 1, ["all"])
    async with greeted(running, venue["pad 801"].token, **cursor(venue, state["epoch"], start)) as (ws, welcome):
        assert welcome["streams"][venue.stream]["resumed"] is True
        assert welcome["streams"][venue.stream]["head"] == start + 5_000
        assert [(await next_of(ws, "event"))["seq"] for _ in mine] == mine
        assert await quiet(ws, 0.2) == []
    top = await at_rest(venue)
    said = await verdict(running, venue, "pad 801", state["epoch"], top - 5_001)
    assert (said["resumed"], said["why"], said["head"]) == (False, "too_far", top)
    top = await at_rest(venue)
    assert (await verdict(running, venue, "pad 801", state["epoch"], top - 5_000))["resumed"] is True


async def test_events_are_kept_for_48_hours_and_an_older_cursor_is_too_old(timed_venue: Venue, clock: MovableClock) -> None:
    hub, venue = timed_venue.running, timed_venue
    old = feed(venue, 30, ["all"])
    state = await state_of(hub, venue, "cashier 1")
    clock.advance(48 * 3600 - 1)
    young = feed(venue, 5, ["all"])
    await signed_in_again(venue, "cashier 1")
    hub.database.run_now(lambda tx: sweep(tx, venue.stream))
    assert (await verdict(hub, venue, "cashier 1", state["epoch"], 0))["resumed"] is True
    clock.advance(2)
    while hub.database.run_now(lambda tx: sweep(tx, venue.stream, most=7)):
        pass
    told = await verdict(hub, venue, "cashier 1", state["epoch"], young[0] - 1)
    assert (told["resumed"], told["oldest"]) == (True, young[0])
    for seq in (young[0] - 2, old[-1], 0):
        told = await verdict(hub, venue, "cashier 1", state["epoch"], seq)
        assert (told["resumed"], told["why"]) == (False, "too_old")
    async with greeted(hub, venue["cashier 1"].token, **cursor(venue, state["epoch"], young[0] - 1)) as (ws, _):
        assert [(await next_of(ws, "event"))["seq"] for _ in young] == young


async def signed_in_again(venue: Venue, name: str) -> None:
    """Two days are longer than an access token lives."""
    answer = await venue.http.post("/api/v1/auth/refresh", json={"refresh_token": venue[name].refresh_token})  # type: ignore[attr-defined]
    venue[name].token = answer.json()["access_token"]


async def test_a_stream_keeps_its_newest_hundred_thousand(timed_venue: Venue) -> None:
    """The rows of such a night are not made here: the counter is moved on, as if they had been."""
    hub, venue = timed_venue.running, timed_venue
    feed(venue, 20, ["all"])
    hub.database.run_now(lambda tx: tx.run(streams.update().where(streams.c.name == venue.stream).values(head=KEEP_MOST + 10)))
    hub.database.run_now(lambda tx: sweep(tx, venue.stream))
    assert (await verdict(hub, venue, "cashier 1", "", 1))["oldest"] == 11


async def test_a_new_epoch_sends_everybody_away_and_no_cursor_fits(timed_venue: Venue) -> None:
    hub, venue = timed_venue.running, timed_venue
    await venue.order("tea")
    before = await state_of(hub, venue, "pad 801")
    async with greeted(hub, venue["pad 801"].token) as (ws, _):
        hub.database.run_now(renew_epochs)
        frames, code = await rest_of(ws)
        assert code == 4200
        assert frames[-1]["t"] == "bye"
    after = await verdict(hub, venue, "pad 801", before["epoch"], before["head"])
    assert (after["resumed"], after["why"]) == (False, "epoch")
    assert after["head"] >= before["head"]
    assert after["epoch"] != before["epoch"]
    assert (await venue["pad 801"].get("/me/board")).json()["epoch"] == after["epoch"]


async def evening(venue: Venue) -> None:
    """A little of everything, heard by different screens."""
    dumplings, salad = (await venue.order("dumplings", "salad"))["lines"][-2:]
    await venue.act(dumplings, "start", "cook")
    await venue.order("tea", who="handheld 1", wristband=venue.wristbands[0])
    await venue.act(salad, "cancel", "pad 801")
    await venue.bring((await venue.order("noodles", who="pad 802"))["lines"][-1], "called")


SCREENS = ("pad 801", "pad 802", "kitchen hot", "kitchen cold", "call", "cashier 1", "handheld 1", "manager", "cook")


@pytest.mark.parametrize("name", SCREENS)
async def test_exactly_what_was_missed_comes_in_order_and_then_what_happens(running: RunningHub, venue: Venue, name: str) -> None:
    await evening(venue)
    before = await state_of(running, venue, name)
    async with greeted(running, venue[name].token) as (stayed, _):
        await evening(venue)
        async with greeted(running, venue[name].token, **cursor(venue, before["epoch"], before["head"])) as (ws, welcome):
            assert welcome["streams"][venue.stream]["resumed"] is True
            await evening(venue)
            channels = set(welcome["channels"])
            due = [each.seq for each in everything_said(venue, before["head"]) if channels & each.channels]
            missed = [each for each in due if each <= welcome["streams"][venue.stream]["head"]]
            assert missed or name == "call"  # which has new numbers only: those of the first evening
            assert due or name == "call"
            raw: list[list[str]] = [[], []]
            for place, socket in enumerate((stayed, ws)):
                while len(raw[place]) < len(due):
                    text = await asyncio.wait_for(socket.recv(decode=False), 10)
                    if json.loads(text)["t"] == "event":
                        raw[place].append(text.decode())
            assert raw[0] == raw[1]
            assert [json.loads(text)["seq"] for text in raw[1]] == due


async def test_sync_sends_again_from_there_and_goes_on_live(running: RunningHub, venue: Venue) -> None:
    async with greeted(running, venue["cashier 1"].token) as (ws, welcome):
        await evening(venue)
        channels = set(welcome["channels"])
        due = [each for each in everything_said(venue, welcome["streams"][venue.stream]["head"]) if channels & each.channels]
        first = [await next_of(ws, "event") for _ in due]
        start = first[2]["seq"]
        await ws.send(framed(t="sync", stream=venue.stream, **{"from": start}))
        again = [await next_of(ws, "event") for _ in first[2:]]
        assert again == first[2:]
        order = await venue.order("beer")
        assert (await next_of(ws, "event"))["data"]["order"]["id"] == order["id"]
        await ws.send(framed(t="sync", stream=venue.stream, **{"from": head(venue) + 1}))
        assert await quiet(ws, 0.2) == []


async def test_a_sync_that_cannot_be_is_an_error_and_the_connection_stays(running: RunningHub, venue: Venue) -> None:
    feed(venue, 5_010, [NOBODY])
    async with greeted(running, venue["pad 801"].token) as (ws, _):
        top = await at_rest(venue, 1)
        for stream, start in (("shop:x", 1), (venue.stream, 0), (venue.stream, -1), (venue.stream, top + 2), (venue.stream, 2)):
            await ws.send(framed(t="sync", stream=stream, **{"from": start}))
            problem = (await next_of(ws, "error"))["problem"]
            assert (problem["status"], problem["code"], problem["type"]) == (422, "invalid", "/problems/invalid")
        await venue.order("tea")
        assert (await next_of(ws, "event"))["type"] == "orders.order_placed"


def acked(venue: Venue, name: str) -> int | None:
    table = TABLES["device_cursor"]
    rows = venue.running.database.read_now(
        lambda tx: [
            row.seq for row in tx.query(table.select().where(table.c.stream == venue.stream)) if str(row.device_id) == venue[name].id
        ]
    )
    return rows[0] if rows else None


async def until_acked(venue: Venue, name: str, seq: int) -> None:
    for _ in range(300):
        if acked(venue, name) == seq:
            return
        await asyncio.sleep(0.1)
    assert acked(venue, name) == seq


async def test_acks_are_kept_rise_only_and_never_pass_the_head(running: RunningHub, venue: Venue) -> None:
    async with greeted(running, venue["pad 801"].token) as (ws, _):
        feed(venue, 5, ["all"])
        top = await at_rest(venue, 1)
        await ws.send(framed(t="ack", stream=venue.stream, seq=top - 1))
        await until_acked(venue, "pad 801", top - 1)
        for seq in (top + 1, 2**70, 1, 0, -5, top - 2):
            await ws.send(framed(t="ack", stream=venue.stream, seq=seq))
        await ws.send(framed(t="ack", stream="shop:elsewhere", seq=1))
        await ws.send(framed(t="ack", stream=venue.stream, seq=top))
        await until_acked(venue, "pad 801", top)
        assert [frame["t"] for frame in await quiet(ws, 0.1) if frame["t"] != "event"] == []


async def test_a_kitchens_ack_of_a_round_is_seen_by_the_pad_and_the_cashier(running: RunningHub, venue: Venue) -> None:
    async with (
        greeted(running, venue["pad 801"].token) as (pad, _),
        greeted(running, venue["cashier 1"].token) as (till, _),
        greeted(running, venue["kitchen hot"].token) as (kitchen, _),
    ):
        order = await venue.order("dumplings")
        placed = await next_of(kitchen, "event")
        await kitchen.send(framed(t="ack", stream=venue.stream, seq=placed["seq"]))
        for screen in (pad, till):
            await next_of(screen, "event")
            seen = await next_of(screen, "event")
            assert seen["type"] == "kds.round_seen"
            assert seen["data"].keys() == {"round"}
            assert seen["data"]["round"] | {"seen_at": "", "delay_ms": 0} == {
                "id": placed["data"]["round"]["id"],
                "order_id": order["id"],
                "round": 1,
                "seen_at": "",
                "delay_ms": 0,
            }
            assert seen["data"]["round"]["delay_ms"] >= 0
        assert [each for each in await quiet(kitchen, 0.2) if each.get("type") != "im.message_sent"] == []


async def test_a_ping_says_the_heads_and_moves_the_cursor_of_a_quiet_screen(running: RunningHub, venue: Venue) -> None:
    async with greeted(running, venue["call"].token) as (ws, welcome):
        feed(venue, 40, [NOBODY])
        top = await at_rest(venue, 1)
        ping = await next_of_within(ws, "ping", 60)
        assert ping.keys() == {"t", "now", "heads"}
        assert ping["heads"] == {venue.stream: top}
        await ws.send(framed(t="pong", now="1970-01-01T00:00:00.000Z"))
        epoch = welcome["streams"][venue.stream]["epoch"]
        assert (await verdict(running, venue, "call", epoch, top))["resumed"] is True


async def next_of_within(ws: Any, kind: str, seconds: float) -> dict[str, Any]:
    async with asyncio.timeout(seconds):
        while True:
            frame = await received(ws, seconds)
            if frame["t"] == kind:
                return frame


async def test_who_does_not_answer_a_ping_is_sent_away_by_the_next(running: RunningHub, venue: Venue) -> None:
    """The wheel is turned by hand here; it turns once in ten seconds."""
    stage, loop = running.hub.stage, running.database.loop
    assert loop is not None

    def turn() -> None:
        stage.ping([each for each in stage.connections if str(each.seat.owner) in (venue["pad 801"].id, venue["pad 802"].id)])

    async with greeted(running, venue["pad 801"].token) as (mute, _), greeted(running, venue["pad 802"].token) as (lively, _):
        here = {str(each.seat.owner): each for each in tuple(stage.connections)}
        there = here[venue["pad 802"].id]
        await until(lambda: there.is_live() and here[venue["pad 801"].id].is_live())
        for _ in range(3):
            loop.call_soon_threadsafe(turn)
            await next_of(lively, "ping")
            await lively.send(framed(t="pong", now=""))
            await until(lambda: there.ponged)
        frames, code = await rest_of(mute)
        assert code == 4104
        assert [frame["t"] for frame in frames] == ["ping", "bye"]
        assert (frames[-1]["code"], frames[-1]["reason"]) == (4104, "no_pong")
        await venue.order("tea", who="pad 802")
        assert (await next_of(lively, "event"))["type"] == "orders.order_placed"


async def test_at_shutdown_each_connection_hears_when_to_come_back(timed_venue: Venue) -> None:
    hub = timed_venue.running
    async with greeted(hub, timed_venue["pad 801"].token) as (one, _), greeted(hub, timed_venue["manager"].token) as (two, _):
        stopping = asyncio.to_thread(hub.stop)
        ends = await asyncio.gather(rest_of(one), rest_of(two), stopping)
    for frames, code in ends[:2]:
        assert code == 4200
        bye = frames[-1]
        assert bye.keys() == {"t", "code", "reason", "retry_after_ms"}
        assert (bye["t"], bye["code"], bye["reason"]) == ("bye", 4200, "going_away")
        assert 0 < bye["retry_after_ms"] < 5_000
