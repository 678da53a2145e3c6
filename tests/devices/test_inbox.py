"""Messages: met once, late ones listed and never spoken, a receipt for each."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from devices.client import Device, Hub, MemoryStore, Message, SqliteStore, SystemClock
from devices.client.backoff import After
from devices.client.connection import Ending
from devices.client.frames import Receipt
from devices.client.program import may_ask_again
from devices.client.receipts import Receipts, is_result
from hub.im.messages.deliveries import rank_of
from hub.kit.errors import Refusal
from tests.devices.fake_hub import FakeHub, Socket
from tests.devices.soon import soon


def message(fake: FakeHub, message_id: str, *, age_seconds: float = 0.0, **more: Any) -> dict[str, Any]:
    ends = (fake.now() + timedelta(seconds=120 - age_seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    said = {"message": message_id, "kind": "announcement", "event": "order_placed", "text": "801房间下单了水饺2份，请注意", "lang": "zh-CN"}
    return {**said, "chime": "new_order", "expires_at": ends, "group": "g1", "repeat": 1, "of": 3, **more}


async def receipts(socket: Socket, count: int) -> list[tuple[str, str]]:
    await soon(lambda: len(socket.got("receipt")) >= count)
    return [(receipt["message"], receipt["result"]) for receipt in socket.got("receipt")]


async def test_an_announcement_is_spoken_once_per_device_and_message(fake: FakeHub, hub: Hub) -> None:
    spoken: list[str] = []

    async def speak(message: Message) -> str:
        spoken.append(message.message)
        return "spoken"

    store = MemoryStore()
    async with Device(hub, "token-1", store=store, present=speak) as speaker:
        await speaker.wait_live()
        for message_id in ("m1", "m1", "m2"):
            await fake.publish("im.message_sent", message(fake, message_id))
        assert await receipts(await fake.socket(), 2) == [("m1", "spoken"), ("m2", "spoken")]
    async with Device(hub, "token-1", store=store, present=speak) as again:
        await again.wait_live()
        await fake.publish("im.message_sent", message(fake, "m1"))
        await again.wait_applied(4)
    assert spoken == ["m1", "m2"]


async def test_a_late_announcement_is_listed_and_never_spoken(fake: FakeHub, hub: Hub) -> None:
    spoken: list[str] = []

    async def speak(message: Message) -> str:
        spoken.append(message.message)
        return "spoken"

    async with Device(hub, "token-1", present=speak, clock=SystemClock(skew_seconds=-86400)) as speaker:  # its own clock says it is early
        await speaker.wait_live()
        await fake.publish("im.message_sent", message(fake, "m1", age_seconds=121))
        assert await receipts(await fake.socket(), 1) == [("m1", "expired")]
        assert spoken == [] and [listed.message for listed in speaker.inbox.listed] == ["m1"]


async def test_a_screen_without_a_voice_shows_and_a_refresh_needs_no_receipt(fake: FakeHub, hub: Hub) -> None:
    async with Device(hub, "token-1") as screen:
        await screen.wait_live()
        await fake.publish("im.message_sent", message(fake, "m1", kind="refresh", resource="menu", version=3))
        await fake.publish("im.message_sent", message(fake, "m2", kind="notice"))
        assert await receipts(await fake.socket(), 1) == [("m2", "shown")]


async def test_a_receipt_that_the_hub_has_not_named_is_given_again_after_a_break(fake: FakeHub, hub: Hub) -> None:
    """A hub that dies has not written what it heard last. It takes a receipt that says no more than the one before as nothing."""
    fake.keeps_receipts = False
    async with Device(hub, "token-1") as screen:
        await screen.wait_live()
        for message_id in ("m1", "m2"):
            await fake.publish("im.message_sent", message(fake, message_id, kind="notice"))
        socket = await fake.socket()
        assert await receipts(socket, 2) == [("m1", "shown"), ("m2", "shown")]
        await fake.name(socket, {"message": "m1", "result": "spoken"}, {"message": "m2", "result": "shown"})
        await soon(lambda: len(screen.receipts) == 1)
        for breaks in (2, 3):
            screen.cut()
            socket = await fake.socket(breaks)
            assert await receipts(socket, 1) == [("m1", "shown")], "of m2 the hub has said that it is written; of m1 something else"
        await fake.name(socket, {"message": "m1", "result": "shown"})
        await soon(lambda: not len(screen.receipts))
        screen.cut()
        await fake.publish("im.message_sent", message(fake, "m3", kind="notice"))
        assert await receipts(await fake.socket(4), 1) == [("m3", "shown")]


async def test_a_device_that_lost_its_power_gives_the_receipts_that_were_on_their_way(fake: FakeHub, hub: Hub, tmp_path: Path) -> None:
    fake.keeps_receipts = False
    store = SqliteStore(tmp_path / "device.sqlite")
    screen = Device(hub, "token-1", store=store)
    screen.start()
    await screen.wait_live()
    for message_id in ("m1", "m2"):
        await fake.publish("im.message_sent", message(fake, message_id, kind="notice"))
    socket = await fake.socket()
    await receipts(socket, 2)
    await fake.name(socket, {"message": "m1", "result": "shown"})
    await soon(lambda: len(screen.receipts) == 1)
    await screen.kill()
    store.close()
    fake.keeps_receipts = True
    async with Device(hub, "token-1", store=SqliteStore(tmp_path / "device.sqlite")) as again:
        assert await receipts(await fake.socket(2), 1) == [("m2", "shown")]
        await soon(lambda: not len(again.receipts))


def test_what_a_device_did_is_not_said_by_the_one_that_is_paired_in_its_place(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "device.sqlite")
    store.keep_receipt(Receipt("m1", "spoken"))
    assert may_ask_again(store, "speaker", Ending(After.STOP, 4002))
    assert store.receipts() == []


async def test_what_was_being_said_when_the_power_went_was_interrupted(fake: FakeHub, hub: Hub) -> None:
    """It is not said again, for most of it may have been heard; the hub learns why nothing more is known of it."""
    speaking, store = asyncio.Event(), MemoryStore()

    async def speak(message: Message) -> str:
        if message.message == "m1":
            return "spoken"
        speaking.set()
        await asyncio.Event().wait()
        return "spoken"

    for leave in ("kill", "close"):
        speaking.clear()
        speaker = Device(hub, "token-1", store=store, present=speak)
        speaker.start()
        await speaker.wait_live()
        for message_id in ("m1", f"m2 {leave}"):
            await fake.publish("im.message_sent", message(fake, message_id))
        await speaking.wait()
        await soon(lambda: not len(speaker.receipts))  # noqa: B023  it is looked at before the next one
        await getattr(speaker, leave)()
        count = len(fake.hellos) + 1
        async with Device(hub, "token-1", store=store, present=speak) as again:
            assert await receipts(await fake.socket(count), 1) == [(f"m2 {leave}", "skipped:interrupted")]
            await soon(lambda: not len(again.receipts))
    assert store.receipts() == []


async def test_however_often_the_line_breaks_no_receipt_is_forgotten(fake: FakeHub, hub: Hub) -> None:
    """The hub hears twenty at most before it has written some; those behind them wait, and none is lost to those said again."""
    fake.keeps_receipts = False
    given = [f"m{number}" for number in range(50)]
    async with Device(hub, "token-1") as screen:
        await screen.wait_live()
        for message_id in given:
            await fake.publish("im.message_sent", message(fake, message_id, kind="notice"))
        await soon(lambda: len(screen.receipts) == len(given))
        heard: set[str] = set()
        for breaks in range(2, 5):
            screen.cut()
            said = await receipts(await fake.socket(breaks), 20)
            assert len(said) == 20
            heard |= {message_id for message_id, _ in said}
        assert heard == set(given), "a hub that names nothing hears of all, after some breaks"
        fake.keeps_receipts = True
        screen.cut()
        socket = await fake.socket(5)
        assert sorted(await receipts(socket, len(given))) == sorted((each, "shown") for each in given)
        await soon(lambda: not len(screen.receipts))


def test_of_receipts_that_no_hub_takes_the_newest_thousand_are_kept(caplog: pytest.LogCaptureFixture) -> None:
    waiting = Receipts(MemoryStore())
    for number in range(1_002):
        waiting.add(Receipt(f"m{number}", "shown"))
        waiting.add(Receipt(f"m{number}", "shown"))
    assert len(waiting) == 1_000 and waiting.next() == Receipt("m2", "shown")
    assert [record.getMessage().partition(": ")[0] for record in caplog.records] == ["a receipt that no hub has taken is given up"] * 2


async def test_a_fault_of_the_one_who_speaks_is_answered_for_too(fake: FakeHub, hub: Hub) -> None:
    async def speak(message: Message) -> str:
        if message.message == "m1":
            raise OSError("the disk is full")
        return "played" if message.message == "m2" else "spoken"

    async with Device(hub, "token-1", present=speak) as speaker:
        await speaker.wait_live()
        for message_id in ("m1", "m2", "m3"):
            await fake.publish("im.message_sent", message(fake, message_id))
        said = await receipts(await fake.socket(), 3)
        assert sorted(said) == [("m1", "skipped:failed"), ("m2", "skipped:failed"), ("m3", "spoken")]
        with pytest.raises(ValueError, match="'skipped:' is no result"):
            await speaker.receipt("m4", "skipped:")


@pytest.mark.parametrize(
    "result", ["", "heard", "skipped", "skipped:", "shown:x", "skipped:" + "x" * 33, "skipped:a\u0007", "SPOKEN", "skipped:no one"]
)
def test_a_device_says_no_result_that_the_hub_would_refuse(result: str) -> None:
    def taken() -> bool:
        try:
            rank_of(result)
        except Refusal:
            return False
        return True

    assert is_result(result) == taken()
