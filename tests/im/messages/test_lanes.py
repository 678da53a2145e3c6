"""Who speaks when on one channel: what has ended holds nothing, first tellings come before repeats, and repeats keep their interval."""

import asyncio
import threading
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.im.messages import lanes, tidying
from hub.im.messages.calls import make_call
from hub.im.messages.jobs import send_messages
from hub.im.messages.wording import Wording
from hub.kit.clock import MovableClock, instant
from hub.kit.db import Tx
from hub.kit.jobs import JobRun
from tests.im.messages.saying import PLACED, add_rule, became, call, ends, later, log, rule, settled
from tests.venues import Venue


async def sent_on(venue: Venue, channel: str, *, since: datetime | None = None) -> list[float]:
    """When voices went out on a channel, in seconds since the first of them, or since then."""
    rows = [each for each in await log(venue) if each["channel"] == channel and each["voice"] and each["sent_at"]]
    times = sorted(instant(each["sent_at"]) for each in rows)
    return [(each - (since or times[0])).total_seconds() for each in times]


def keeps_the_rates(times: Sequence[float]) -> bool:
    moments = [round(each * 1000) for each in times]
    apart = all(after - before >= 2_000 for before, after in pairwise(moments))
    return apart and all(after - before >= 60_000 for before, after in zip(moments, moments[20:], strict=False))


async def test_sixty_that_were_taken_back_hold_up_nobody(timed_venue: Venue, clock: MovableClock) -> None:
    """What has ended waits nowhere: another is heard as soon as the channel is free, though it can wait for only half a minute."""
    for _ in range(60):
        made = await call(timed_venue, "handheld", event="custom", params={"message": "water"})
        await settled(timed_venue)
        (row,) = await became(timed_venue, made["id"])
        await timed_venue["manager"].post(f"/im/messages/{row['id']}/got-it")
        clock.advance(0.5)
    await add_rule(timed_venue, "custom", "handheld", {"zh-CN": {"text": "{message}"}}, time_limit_seconds=30)
    real = await call(timed_venue, "handheld", event="custom", params={"message": "cashier"})
    asked_at = clock.now()
    await settled(timed_venue)
    for _ in range(4):
        await later(timed_venue, clock, 0.5)
    (row,) = await became(timed_venue, real["id"])
    assert row["state"] == "sent", row
    assert (instant(row["sent_at"]) - asked_at).total_seconds() <= 2


async def test_one_that_ends_while_it_waits_leaves_its_place(timed_venue: Venue, clock: MovableClock) -> None:
    """Thirty rounds are placed and all but the first and the last begun: the last is next, not half a minute later."""
    await rule(timed_venue, "order_placed", "call", enabled=False)
    orders = [await timed_venue.order("dumplings") for _ in range(30)]
    await settled(timed_venue)
    for order in orders[1:-1]:
        await timed_venue.act(order["lines"][-1], "start", "kitchen")
    await later(timed_venue, clock, 2)
    assert await sent_on(timed_venue, "kitchen:hot") == [0, 2]


async def test_repeats_of_a_telling_that_had_to_wait_keep_their_interval(timed_venue: Venue, clock: MovableClock) -> None:
    await rule(timed_venue, "order_placed", "call", times=3, interval_seconds=10, time_limit_seconds=600)
    made = [await call(timed_venue, "call") for _ in range(20)]
    await settled(timed_venue)
    for _ in range(200):
        await later(timed_venue, clock, 1)
    assert keeps_the_rates(await sent_on(timed_venue, "call"))
    for each in made:
        rows = await became(timed_venue, each["id"])
        assert {row["state"] for row in rows} == {"sent"}
        first, second, third = [instant(row["sent_at"]) for row in sorted(rows, key=lambda row: int(row["repeat"]))]
        assert min((second - first).total_seconds(), (third - second).total_seconds()) >= 10


async def test_first_tellings_come_before_repeats(timed_venue: Venue, clock: MovableClock) -> None:
    await rule(timed_venue, "order_placed", "call", times=2, interval_seconds=5)
    old = [await call(timed_venue, "call") for _ in range(3)]
    await settled(timed_venue)
    for _ in range(3):
        await later(timed_venue, clock, 2)
    new = [await call(timed_venue, "call") for _ in range(3)]
    await settled(timed_venue)
    for _ in range(10):
        await later(timed_venue, clock, 2)
    told = sorted((each for each in await log(timed_venue) if each["sent_at"] and each["voice"]), key=lambda each: each["sent_at"])
    names = {each["id"]: f"{kind} {at}" for kind, calls in (("old", old), ("new", new)) for at, each in enumerate(calls)}
    order = [(names[each["call_id"]], each["repeat"]) for each in told]
    firsts = [(f"new {at}", 1) for at in range(3)]
    assert sorted(order[order.index(firsts[0]) :][:3]) == firsts, order
    assert len(order) == 12


async def test_after_a_break_the_repeats_of_one_call_do_not_come_together(timed_venue: Venue, clock: MovableClock) -> None:
    """The hub was away for a minute, in which a notice was to be shown three times."""
    await rule(timed_venue, "line_called", "handheld", kind="notice", times=3, interval_seconds=20, time_limit_seconds=600)
    params = PLACED | {"displayNo": "#01"}
    began = clock.now()
    timed_venue.running.database.run_now(
        lambda tx: make_call(
            tx,
            brand_id=timed_venue.brand_id,
            shop_id=timed_venue.shop_id,
            event="line_called",
            kind="notice",
            channels=["handheld"],
            params=params,
        )
    )
    clock.advance(60)
    await settled(timed_venue)
    for _ in range(12):
        await later(timed_venue, clock, 5)
    times = [(instant(each["sent_at"]) - began).total_seconds() for each in await log(timed_venue, channel="handheld") if each["sent_at"]]
    assert len(times) == 3
    assert all(after - before >= 19 for before, after in pairwise(sorted(times))), times


async def test_what_waits_is_heard_as_soon_as_the_channel_is_free_whoever_has_died(
    timed_venue: Venue, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker that should have said the second is dead; the hub finds it a second late, and the channel has been free all the while."""
    first, second = await call(timed_venue, "call"), await call(timed_venue, "call")
    await settled(timed_venue)
    assert [ends(await became(timed_venue, each["id"]))[0][2] for each in (first, second)] == ["sent", "scheduled"]
    monkeypatch.setattr(timed_venue.running.hub.dispatcher, "_send", lambda row, lease: None)
    clock.advance(5)
    found_at = clock.now()
    await tidying.send_late(timed_venue.running.database)
    (row,) = await became(timed_venue, second["id"])
    assert (row["state"], instant(row["sent_at"])) == ("sent", found_at)


async def test_four_workers_leave_the_gap_between_two_voices(timed_venue: Venue, clock: MovableClock) -> None:
    venue, database = timed_venue, timed_venue.running.database
    for step in range(6):
        for _ in range(3):
            await call(venue, "call")
        run = JobRun(database)
        workers = [threading.Thread(target=send_messages, args=(run, {"shop_id": str(venue.shop_id)})) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            await asyncio.to_thread(worker.join)
        clock.advance(0.7 if step % 2 else 2.3)
    for _ in range(36):
        await later(venue, clock, 1)
    times = await sent_on(venue, "call")
    assert len(times) == 18
    assert keeps_the_rates(times), times
    assert times[-1] <= 40, "nobody waits longer than those before"


async def test_those_who_cannot_have_a_turn_any_more_end_at_once(timed_venue: Venue, clock: MovableClock) -> None:
    """Twenty have spoken; the next turn is in the second minute. Who wants to be heard within it goes, the others stay."""
    await rule(timed_venue, "order_placed", "call", time_limit_seconds=45)
    made = [await call(timed_venue, "call") for _ in range(22)]
    await settled(timed_venue)
    for _ in range(20):
        await later(timed_venue, clock, 2)
    rows = [(await became(timed_venue, each["id"]))[0] for each in made]
    assert [each["state"] for each in rows] == ["sent"] * 20 + ["dropped"] * 2
    assert {each["reason"] for each in rows[20:]} == {"expired"}
    assert [each["problem"] for each in await log(timed_venue, problems=True, state="dropped")] == ["late", "late"]


async def test_quiet_hours_let_those_who_wait_out_at_once(timed_venue: Venue, clock: MovableClock) -> None:
    made = [await call(timed_venue, "call") for _ in range(6)]
    await settled(timed_venue)
    await rule(timed_venue, "order_placed", "call", quiet_from="11:30", quiet_to="12:30")  # it is noon in Shanghai
    await later(timed_venue, clock, 2)
    rows = [(await became(timed_venue, each["id"]))[0] for each in made]
    assert [(each["state"], each["voice"]) for each in rows] == [("sent", True)] + [("sent", False)] * 5


async def test_one_at_fault_loses_its_turn_and_no_other_does(
    timed_venue: Venue, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Wording.words

    def faulty(self: Any, row: Any, *rest: Any, **more: Any) -> Any:
        if row.params["goodsName"] == "poison":
            raise ZeroDivisionError
        return real(self, row, *rest, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Wording, "words", faulty)
        await call(timed_venue, "call")
        bad = await call(timed_venue, "call", params=PLACED | {"goodsName": "poison"})
        await call(timed_venue, "call")
        await settled(timed_venue)
        await later(timed_venue, clock, 2)
        assert await sent_on(timed_venue, "call") == [0, 2]
        assert (await became(timed_venue, bad["id"]))[0]["reason"] == "fault: ZeroDivisionError"
    for _ in range(5):
        await later(timed_venue, clock, 2)
    assert (await became(timed_venue, bad["id"]))[0]["state"] == "sent"


async def test_a_clock_that_is_set_back_keeps_nobody_waiting(timed_venue: Venue, clock: MovableClock) -> None:
    await call(timed_venue, "call")
    waits = await call(timed_venue, "call")
    await settled(timed_venue)
    clock.advance(-3600)
    await call(timed_venue, "handheld", kind="notice", event="line_called", params=PLACED | {"displayNo": "#01"})
    await settled(timed_venue)
    assert ends(await became(timed_venue, waits["id"])) == [("call", 1, "sent", None)]


async def test_refreshes_to_different_accounts_swallow_nobody(timed_venue: Venue, clock: MovableClock) -> None:
    """Each of two terminals is told of its own menus, twice: of each the newer alone is heard, and both hear."""
    hot, cold = timed_venue.accounts["kitchen hot"], timed_venue.accounts["kitchen cold"]

    def tell(tx: Tx) -> list[UUID | None]:
        return [
            make_call(
                tx,
                brand_id=timed_venue.brand_id,
                shop_id=timed_venue.shop_id,
                event="custom",
                kind="refresh",
                channels=["kitchen"],
                params={"resource": "menu", "version": version},
                designated=[str(account)],
            )
            for version, account in ((7, hot), (7, cold), (8, hot), (8, cold))
        ]

    made = timed_venue.running.database.run_now(tell)
    await settled(timed_venue)
    await later(timed_venue, clock, 1)
    rows = [(await became(timed_venue, str(each)))[0] for each in made]
    assert [(each["state"], each["reason"]) for each in rows] == [("dropped", "merged")] * 2 + [("sent", None)] * 2
    assert [[one["device"] for one in each["deliveries"]] for each in rows[2:]] == [["kitchen hot"], ["kitchen cold"]]


@given(asked=st.lists(st.integers(0, 4_000), min_size=1, max_size=120))
def test_a_lane_is_free_as_early_as_its_rates_allow_and_never_before(asked: list[int]) -> None:
    """Somebody wants to speak after each of these pauses, in milliseconds, and does so if the lane is free."""
    now, slots, spoken = 0, list[int](), list[int]()
    for pause in asked:
        now += pause
        free = lanes.free_at(slots, now)
        if free == now:
            slots = lanes.with_one_more(slots, now)
            spoken.append(now)
        else:
            assert keeps_the_rates([each / 1000 for each in (*spoken, free)])
            assert not keeps_the_rates([each / 1000 for each in (*spoken, free - 1)])
    assert keeps_the_rates([each / 1000 for each in spoken])
