"""V17, and what happens when a message itself is at fault: workers at once, workers that die, dead letters."""

import asyncio
import threading
from typing import Any

import pytest

from hub.im.messages import sending, tidying
from hub.im.messages.jobs import send_messages
from hub.kit.clock import MovableClock
from hub.kit.jobs import JobRun
from tests.im.messages.saying import became, call, later, log, settled
from tests.im.sockets import socket
from tests.venues import Venue


async def test_two_workers_on_one_queue_send_each_message_once(timed_venue: Venue, clock: MovableClock) -> None:
    venue, database = timed_venue, timed_venue.running.database
    async with socket(venue, venue["kitchen"].token) as screen:
        for _ in range(12):
            await venue["manager"].post(
                "/im/calls",
                {
                    "brand_id": str(venue.brand_id),
                    "shop_id": str(venue.shop_id),
                    "event": "line_called",
                    "kind": "notice",
                    "channels": ["kitchen:hot", "kitchen:cold", "kitchen:bar"],
                    "params": {"roomName": "801", "goodsName": "水饺", "num": "1", "displayNo": "#01"},
                },
            )
        run = JobRun(database)
        workers = [threading.Thread(target=send_messages, args=(run, {"shop_id": str(venue.shop_id)})) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            await asyncio.to_thread(worker.join)
        await settled(venue)
        await tidying.send_late(database)
        heard = [(await screen.event("im.message_sent"))["data"]["message"] for _ in range(36)]
    assert len(set(heard)) == 36
    rows = await log(venue)
    assert {each["state"] for each in rows} == {"sent"}
    assert {each["id"] for each in rows} == set(heard)


async def test_a_worker_that_dies_before_its_commit_has_said_nothing(timed_venue: Venue, clock: MovableClock) -> None:
    """The event and the row's state are one transaction, so it is sent again, and heard once."""
    venue, database = timed_venue, timed_venue.running.database

    class Died(BaseException):
        pass

    async with socket(venue, venue["kitchen"].token) as screen:
        clock.advance(1)
        order = await venue.order("dumplings")

        def dies(tx: Any) -> None:
            sending.send_due(tx, venue.shop_id)
            raise RuntimeError("the worker is gone")

        with pytest.raises(RuntimeError):
            database.run_now(dies)
        await settled(venue)
        event = await screen.event("im.message_sent")
        await later(venue, clock, 40)
        second = await screen.event("im.message_sent")
    assert (event["data"]["repeat"], second["data"]["repeat"]) == (1, 2)
    assert event["data"]["message"] != second["data"]["message"]
    assert [
        each["state"] for each in await log(venue, order_id=order["id"]) if each["repeat"] < 3 and each["channel"] == "kitchen:hot"
    ] == ["sent", "sent"]


async def test_a_message_whose_job_is_lost_is_sent_by_the_hub_itself(
    timed_venue: Venue, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker takes the job and dies: its lease runs for half a minute, and nobody waits for it."""
    venue = timed_venue
    monkeypatch.setattr(venue.running.hub.dispatcher, "_send", lambda row, lease: None)
    made = await call(venue, "kitchen:hot")
    clock.advance(1)
    async with asyncio.timeout(10):
        while (await became(venue, made["id"]))[0]["state"] != "sent":  # noqa: ASYNC110 (the log is read as a manager would)
            await asyncio.sleep(0.05)


async def test_one_message_at_fault_holds_up_no_other_and_becomes_a_dead_letter(
    timed_venue: Venue, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    venue, real = timed_venue, sending.Wording.words

    def faulty(self: Any, row: Any, *rest: Any, **more: Any) -> Any:
        if row.params.get("goodsName") == "poison":
            raise ZeroDivisionError
        return real(self, row, *rest, **more)

    notice = {"kind": "notice", "event": "line_called"}
    params = {"roomName": "801", "goodsName": "poison", "num": "1", "displayNo": "#01"}
    with monkeypatch.context() as patched:
        patched.setattr(sending.Wording, "words", faulty)
        bad = await call(venue, "handheld", params=params, **notice)
        good = await call(venue, "handheld", params=params | {"goodsName": "水饺"}, **notice)
        await settled(venue)
        assert (await became(venue, good["id"]))[0]["state"] == "sent"
        first = (await became(venue, bad["id"]))[0]
        assert (first["state"], first["attempts"], first["reason"]) == ("scheduled", 1, "fault: ZeroDivisionError")
        for _ in range(6):
            await later(venue, clock, 40)
        dead = (await became(venue, bad["id"]))[0]
        assert (dead["state"], dead["attempts"], dead["reason"]) == ("failed", 6, "fault: ZeroDivisionError")
    answer = await venue["manager"].post(f"/im/messages/{dead['id']}/retry")
    assert answer.json()["changed"] is True
    await settled(venue)
    assert (await became(venue, bad["id"]))[0]["state"] == "sent"
    dropped = next(each for each in await became(venue, bad["id"]) if each["state"] != "sent")
    assert dropped["repeat"] > 1
