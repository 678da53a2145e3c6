"""V17, and what happens when a message itself is at fault: workers at once, workers that die, dead letters."""

import asyncio
import threading
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select

from hub.im.messages import sending, tidying
from hub.im.messages.calls import make_call
from hub.im.messages.jobs import send_messages
from hub.kit.clock import MovableClock
from hub.kit.db import Tx
from hub.kit.dead_letters import dead_letters
from hub.kit.jobs import JobRun
from hub.tables import TABLES
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
    async with asyncio.timeout(30):
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


@pytest.mark.timeout(300)
async def test_of_a_thousand_one_at_fault_makes_no_other_late(
    timed_venue: Venue, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock stands still until all the others are out: none of them has waited for it at all. They are of one shop, so of one job."""
    venue, real = timed_venue, sending.Wording.words

    def faulty(self: Any, row: Any, *rest: Any, **more: Any) -> Any:
        if row.params["goodsName"] == "poison":
            raise ZeroDivisionError
        return real(self, row, *rest, **more)

    def write(tx: Tx) -> None:
        for number in range(1_000):
            params = {"roomName": "801", "goodsName": "poison" if number == 500 else "tea", "num": "1", "displayNo": "#01"}
            about: Any = {"kind": "notice", "event": "line_called", "channels": ["handheld"], "params": params}
            make_call(tx, brand_id=venue.brand_id, shop_id=venue.shop_id, **about)

    with monkeypatch.context() as patched:
        patched.setattr(sending.Wording, "words", faulty)
        now = clock.now()
        venue.running.database.run_now(write)
        async with asyncio.timeout(240):
            while counted(venue).get(("sent", None)) != 999:  # noqa: ASYNC110 (the rows are looked at as a manager would)
                await asyncio.sleep(0.1)
        assert clock.now() == now
        assert counted(venue) == {("sent", None): 999, ("scheduled", "fault: ZeroDivisionError"): 1}
        for _ in range(6):
            await later(venue, clock, 40)
    assert counted(venue) == {("sent", None): 999, ("failed", "fault: ZeroDivisionError"): 1}
    listed = [(each["problem"], each["attempts"]) for each in await log(venue, problems=True, state="failed") if each["repeat"] == 1]
    assert listed == [("failed", 6)], "the office's list of problems shows it"
    assert venue.running.database.read_now(dead_letters) == [], "its shop's job is none"


def counted(venue: Venue) -> dict[tuple[str, str | None], int]:
    message = TABLES["im_message"]
    of_shop = select(message.c.state, message.c.reason).where(message.c.shop_id == venue.shop_id, message.c.repeat == 1)
    return dict(Counter((row.state, row.reason) for row in venue.running.database.read_now(lambda tx: tx.query(of_shop))))
