"""Commands: stored before sent, once in effect, in order, whatever the wire does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from devices.client import Hub, Identity, MemoryStore, Problem, Sender, SqliteStore, StillUnsent, SystemClock
from devices.client.clock import instant
from devices.client.storage import DeviceStore, QueuedCommand
from tests.devices.fake_hub import Answer, Asked, FakeHub, problem
from tests.devices.soon import soon


def sender(hub: Hub, store: DeviceStore | None = None, *, clock: SystemClock | None = None, **more: Any) -> Sender:
    identity = Identity(hub, "token-1", clock=clock or SystemClock(speed=20))
    return Sender(identity, store or MemoryStore(), **{"patience_seconds": 600.0, **more})


def script(fake: FakeHub, path: str, *answers: Answer) -> None:
    """Say these first; then do as a hub does."""
    left = list(answers)

    def say(asked: Asked) -> Answer:
        return left.pop(0) if left else fake.take(asked, Answer(body={"ok": path}))

    fake.answers["POST", path] = say


async def test_the_key_is_stored_before_the_first_byte_is_sent(fake: FakeHub, hub: Hub, tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "device.sqlite")
    seen: list[list[str]] = []

    def look(asked: Asked) -> Answer:
        seen.append([command.key for command in SqliteStore(tmp_path / "device.sqlite").queued()])
        return Answer(body={})

    fake.answers["POST", "/orders"] = look
    await sender(hub, store).send("POST", "/orders", {"lines": []})
    assert seen == [[fake.asked[0].key]] and store.queued() == []


async def test_silence_is_answered_with_the_same_key_and_one_effect(fake: FakeHub, hub: Hub) -> None:
    def effect_without_answer(asked: Asked) -> Answer:
        return fake.take(asked, Answer(silent=True)) if asked.key not in fake.stored else Answer(body={"replayed": True})

    fake.answers["POST", "/orders"] = effect_without_answer
    reply = await sender(hub).send("POST", "/orders", {"lines": [1]})
    assert reply.body == {"replayed": True}
    assert len(fake.asked) == 2 and fake.asked[0].key == fake.asked[1].key and fake.asked[0].body == fake.asked[1].body
    assert len(fake.effects) == 1


@pytest.mark.parametrize(
    "again",
    [
        problem(503, "busy"),
        problem(500, "fault"),
        problem(429, "rate_limited"),
        problem(408, "http_408"),
        problem(409, "request_in_progress"),
        problem(507, "storage_full"),
    ],
)
async def test_what_may_pass_is_tried_again_with_the_same_key(fake: FakeHub, hub: Hub, again: Answer) -> None:
    script(fake, "/orders", again, again)
    store = MemoryStore()
    await sender(hub, store).send("POST", "/orders", {})
    assert len(fake.asked) == 3 and len({asked.key for asked in fake.asked}) == 1 and store.queued() == []


async def test_the_wait_is_as_long_as_the_hub_asks(fake: FakeHub, hub: Hub) -> None:
    busy = problem(503, "busy")
    busy.headers["Retry-After"] = "4"
    script(fake, "/orders", busy)
    clock = SystemClock(speed=20)
    before = clock.monotonic()
    await sender(hub, clock=clock).send("POST", "/orders", {})
    assert clock.monotonic() - before >= 4.0


async def test_a_refusal_is_the_end_of_its_key(fake: FakeHub, hub: Hub) -> None:
    script(fake, "/orders", problem(409, "product_sold_out", lines=[{"index": 0, "sku_id": "s", "code": "product_sold_out"}]))
    store = MemoryStore()
    press = sender(hub, store)
    with pytest.raises(Problem) as refused:
        await press.send("POST", "/orders", {})
    assert (refused.value.status, refused.value.code) == (409, "product_sold_out")
    assert refused.value.facts["lines"][0]["index"] == 0
    assert store.queued() == []
    await press.send("POST", "/orders", {})
    assert fake.asked[0].key != fake.asked[1].key


async def test_an_expired_token_is_renewed_and_the_key_stays(fake: FakeHub, hub: Hub) -> None:
    def by_token(asked: Asked) -> Answer:
        if asked.headers["authorization"] == "Bearer token-2":
            return fake.take(asked, Answer(body={}))
        return problem(401, "token_expired")

    fake.answers["POST", "/orders"] = by_token
    fake.answers["POST", "/auth/refresh"] = lambda asked: Answer(body={"access_token": "token-2", "refresh_token": "r2", "expires_in": 900})
    identity = Identity(hub, "token-1", "r1", clock=SystemClock(speed=20))
    await Sender(identity, MemoryStore()).send("POST", "/orders", {})
    sends = [asked for asked in fake.asked if asked.path == "/orders"]
    assert len(sends) == 2 and sends[0].key == sends[1].key


async def test_commands_of_one_device_arrive_in_the_order_they_were_made(fake: FakeHub, hub: Hub) -> None:
    script(fake, "/1", problem(503, "busy"))
    press = sender(hub)
    await asyncio.gather(*(press.send("POST", f"/{number}") for number in range(1, 6)))
    assert [asked.path for asked in fake.effects] == [f"/{number}" for number in range(1, 6)]


async def test_unordered_commands_may_race(fake: FakeHub, hub: Hub) -> None:
    fake.answers["POST", "/1"] = lambda asked: fake.take(asked, Answer(body={}, wait_seconds=3600.0))
    press = sender(hub, ordered=False)
    slow = asyncio.create_task(press.send("POST", "/1"))
    await soon(lambda: fake.asked)
    await press.send("POST", "/2")
    assert not slow.done()
    slow.cancel()
    await asyncio.gather(slow, return_exceptions=True)


async def test_a_command_without_an_answer_waits_and_goes_first_when_the_hub_is_back(fake: FakeHub, hub: Hub) -> None:
    away: list[bool] = [True]
    effects: list[Asked] = []

    def answer(asked: Asked) -> Answer:
        if away[0]:
            return Answer(silent=True)
        effects.append(asked)
        return fake.take(asked, Answer(body={}))

    fake.answers["POST", "/a"] = fake.answers["POST", "/b"] = fake.answers["POST", "/c"] = answer
    store = MemoryStore()
    press = sender(hub, store, patience_seconds=1.0)
    for path in ("/a", "/b"):
        with pytest.raises(StillUnsent):
            await press.send("POST", path, {})
    assert press.unsent == press.left_behind == 2
    away[0] = False
    await press.send("POST", "/c", {})
    assert [asked.path for asked in effects] == ["/a", "/b", "/c"]
    assert ["queued-at" in asked.headers for asked in effects] == [True, True, False]
    assert press.unsent == 0


async def test_a_restarted_device_sends_the_keys_it_had_stored(fake: FakeHub, hub: Hub, tmp_path: Path) -> None:
    fake.answers["POST", "/a"] = lambda asked: Answer(silent=True)
    first = sender(hub, SqliteStore(tmp_path / "device.sqlite"), patience_seconds=0.5)
    with pytest.raises(StillUnsent) as unsent:
        await first.send("POST", "/a", {"x": 1}, if_match="7")
    del fake.answers["POST", "/a"]
    second = sender(hub, SqliteStore(tmp_path / "device.sqlite"))
    settled: list[str] = []
    second.on_settled.append(lambda command, answer: settled.append(command.key))
    assert await second.replay() == 1
    assert settled == [unsent.value.key] == [fake.effects[0].key]
    assert fake.effects[0].body == {"x": 1} and fake.effects[0].headers["if-match"] == "7"


async def test_a_refused_replay_is_reported_and_does_not_hold_up_the_others(fake: FakeHub, hub: Hub) -> None:
    fake.answers["POST", "/a"] = lambda asked: problem(409, "order_closed")
    store = MemoryStore()
    for key, path in (("key-one", "/a"), ("key-two", "/b")):
        store.queue(QueuedCommand(key, "POST", path, {}, "2026-11-22T02:41:07.123Z"))
    press = sender(hub, store)
    told: list[Any] = []
    press.on_settled.append(lambda command, answer: told.append((command.path, getattr(answer, "code", ""))))
    assert await press.replay() == 2
    assert told == [("/a", "order_closed"), ("/b", "")]


async def test_the_time_a_command_was_made_is_told_in_the_hubs_time(fake: FakeHub, hub: Hub) -> None:
    clock = SystemClock(skew_seconds=-50 * 365 * 86400, speed=20)  # a tablet that woke up in the seventies
    store = MemoryStore()
    press = sender(hub, store, clock=clock)
    press.hub_time.heard(fake.stamp)
    made = clock.now() - timedelta(hours=1)
    store.queue(QueuedCommand("key-one", "POST", "/a", {}, made.isoformat()))
    await press.replay()
    age = datetime.now(UTC) - instant(fake.asked[0].headers["queued-at"])
    assert timedelta(minutes=59) < age < timedelta(minutes=61)


async def test_old_bumps_are_left_for_a_person_to_decide(fake: FakeHub, hub: Hub) -> None:
    clock = SystemClock(speed=20)
    made: Callable[[int], str] = lambda minutes: (clock.now() - timedelta(minutes=minutes)).isoformat()  # noqa: E731
    store = MemoryStore()
    store.queue(QueuedCommand("old-bump", "POST", "/kds/lines/1/start", None, made(11)))
    store.queue(QueuedCommand("old-order", "POST", "/orders", {}, made(11)))
    store.queue(QueuedCommand("new-bump", "POST", "/kds/lines/2/start", None, made(9)))
    press = sender(hub, store, clock=clock)
    assert await press.replay() == 2
    assert [asked.key for asked in fake.effects] == ["old-order", "new-bump"]
    assert [command.key for command in press.undecided] == ["old-bump"] and press.left_behind == 0
    await press.decide("old-bump", send=True)
    assert fake.effects[-1].key == "old-bump" and press.unsent == 0
    with pytest.raises(KeyError):
        await press.decide("old-bump", send=False)


async def test_a_caller_that_goes_away_leaves_its_command_in_the_queue(fake: FakeHub, hub: Hub) -> None:
    fake.answers["POST", "/a"] = lambda asked: fake.take(asked, Answer(body={}, wait_seconds=5.0))
    press = sender(hub)
    caller = asyncio.create_task(press.send("POST", "/a", {}))
    await soon(lambda: fake.asked)
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    assert press.left_behind == 1
    assert await press.replay() == 1 and len(fake.effects) == 1 and fake.asked[0].key == fake.asked[1].key
