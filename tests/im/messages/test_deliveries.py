"""What devices report back: receipts move forward only and raise their message; acks mark deliveries; cursors move forward only."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from hub.audit.messages import delivered
from hub.im import identity, sockets
from hub.im.messages import deliveries
from hub.im.messages.deliveries import rank_of, record_acks, record_receipt
from hub.im.messages.log import ONE
from hub.im.models import device_cursor
from hub.kit.errors import Busy, Invalid
from tests.conftest import MakeVenue
from tests.im.messages.saying import PLACED, became, call, log, settled
from tests.im.sockets import Socket, socket
from tests.live.plain import until
from tests.venues import Venue


async def sent(venue: Venue) -> dict[str, Any]:
    """A message that went out to the kitchen's screens."""
    made = await call(venue, "kitchen:hot")
    await settled(venue)
    row: dict[str, Any] = (await became(venue, made["id"]))[0]
    assert row["state"] == "sent"
    return row


def report(venue: Venue, message: UUID | str, result: str, name: str = "kitchen") -> bool:
    seat = venue.running.database.read_now(lambda tx: identity.identify(tx, venue[name].token))
    return venue.running.database.run_now(lambda tx: record_receipt(tx, seat, UUID(str(message)), result))


async def found(venue: Venue, message: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """The state of the message, and what each device has said."""
    (row,) = [each for each in await log(venue) if each["id"] == message["id"]]
    return row["state"], {each["device"]: each["result"] for each in row["deliveries"] if each["result"]}


async def test_a_receipt_moves_forward_only(venue: Venue) -> None:
    message = await sent(venue)
    changed = [report(venue, message["id"], result) for result in ("shown", "shown", "spoken", "shown", "expired", "spoken")]
    assert changed == [True, False, True, False, False, False]
    assert await found(venue, message) == ("spoken", {"kitchen": "spoken"})


async def test_each_device_has_its_own_result_and_the_message_the_best(venue: Venue) -> None:
    message = await sent(venue)
    report(venue, message["id"], "skipped:served already")
    assert await found(venue, message) == ("sent", {"kitchen": "skipped:served already"})
    report(venue, message["id"], "audio_blocked", "kitchen hot")
    assert await found(venue, message) == ("shown", {"kitchen": "skipped:served already", "kitchen hot": "audio_blocked"})
    report(venue, message["id"], "spoken")
    report(venue, message["id"], "silenced", "kitchen hot")
    assert (await found(venue, message))[0] == "spoken"


@pytest.mark.parametrize(
    ("said", "come_to"),
    [
        ((), None),
        ((("kitchen", "skipped:no_screen"),), None),
        ((("kitchen", "skipped:no_screen"), ("kitchen hot", "shown")), "fine"),
        ((("kitchen", "skipped:not_shown_here"), ("kitchen hot", "skipped:no_screen")), None),
        ((("kitchen", "skipped:subject_changed"),), "fine"),
        ((("kitchen", "skipped:too_many"),), "left_out"),
        ((("kitchen", "skipped:failed"), ("kitchen hot", "spoken")), "left_out"),
        ((("kitchen", "spoken"), ("kitchen hot", "skipped:no_voice")), "left_out"),
        ((("kitchen", "expired"), ("kitchen hot", "skipped:tired")), "left_out"),
        ((("kitchen", "skipped:no_voice"), ("kitchen hot", "audio_blocked")), "blocked"),
        ((("kitchen", "skipped:too_many"), ("kitchen hot", "expired"), ("kitchen", "shown")), "late"),
        ((("kitchen", "skipped:too_many"), ("kitchen", "shown")), "fine"),
        ((("kitchen", "shown"), ("kitchen hot", "spoken")), "fine"),
        ((("kitchen", "spoken"), ("kitchen hot", "audio_blocked")), "blocked"),
        ((("kitchen", "expired"), ("kitchen hot", "shown")), "late"),
        ((("kitchen", "audio_blocked"), ("kitchen hot", "expired")), "blocked"),
        ((("kitchen", "expired"), ("kitchen hot", "audio_blocked")), "blocked"),
        ((("kitchen", "audio_blocked"), ("kitchen hot", "expired"), ("kitchen", "spoken")), "late"),
        ((("kitchen", "audio_blocked"), ("kitchen", "shown")), "blocked"),
        ((("kitchen", "expired"), ("kitchen", "shown")), "fine"),
    ],
)
async def test_what_the_answers_come_to_stands_in_the_message(venue: Venue, said: tuple[tuple[str, str], ...], come_to: str | None) -> None:
    """So that the log finds problems without looking at deliveries; the audit's M2 counts them again."""
    message = await sent(venue)
    for name, result in said:
        report(venue, message["id"], result, name)
    assert answers(venue, message) == come_to
    listed = [each["id"] for each in await log(venue, problems=True)]
    assert (message["id"] in listed) == (come_to in ("blocked", "left_out", "late"))
    assert [each for each in venue.running.database.read_now(lambda tx: list(delivered(tx))) if not each.holds] == []


async def test_of_devices_that_answer_at_once_none_is_overlooked(venue: Venue) -> None:
    """On several hubs, as far as a database tells them apart: both transactions run before either has ended."""
    params = {"roomName": "801", "goodsName": "水饺", "num": "1", "displayNo": "#01"}
    for _ in range(8):
        made = await call(venue, "kitchen:hot", kind="notice", event="line_called", params=params)
        await settled(venue)
        (message,) = await became(venue, made["id"])
        said = (("kitchen", "audio_blocked"), ("kitchen hot", "spoken"), ("cashier 1", "expired"))
        await asyncio.gather(*(asyncio.to_thread(report, venue, message["id"], result, name) for name, result in said))
        assert answers(venue, message) == "blocked"
        report(venue, message["id"], "spoken")
        assert answers(venue, message) == "late"


def answers(venue: Venue, message: dict[str, Any]) -> str | None:
    row = venue.running.database.read_now(lambda tx: tx.one(ONE, message_id=UUID(message["id"]), shop_id=venue.shop_id))
    come_to: str | None = row.answers
    return come_to


async def test_a_receipt_for_nothing_of_theirs_is_none(venue: Venue, make_venue: MakeVenue) -> None:
    message, other = await sent(venue), make_venue(brand_id=venue.brand_id)
    assert report(venue, uuid4(), "spoken") is False
    assert report(other, message["id"], "spoken") is False
    assert await found(venue, message) == ("sent", {})


async def test_a_device_that_came_later_may_report_what_it_was_replayed(venue: Venue) -> None:
    message = await sent(venue)
    assert report(venue, message["id"], "shown", "cashier 1") is True
    assert await found(venue, message) == ("shown", {"cashier 1": "shown"})


async def test_over_the_socket_a_message_is_stored_and_spoken(venue: Venue) -> None:
    async with socket(venue, venue["kitchen hot"].token) as screen:
        made = await call(venue, "kitchen:hot")
        event = await screen.event("im.message_sent")
        await screen.say(t="ack", stream=venue.stream, seq=event["seq"])
        await screen.say(t="receipt", message=event["data"]["message"], result="spoken")
        async with asyncio.timeout(30):
            while True:
                row = (await became(venue, made["id"]))[0]
                mine = next(each for each in row["deliveries"] if each["device"] == "kitchen hot")
                if mine["acked_at"] and mine["result"]:
                    break
                await asyncio.sleep(0.05)
    assert (row["state"], mine["result"]) == ("spoken", "spoken")
    assert mine["sent_at"] <= mine["acked_at"]
    assert next(each for each in row["deliveries"] if each["device"] == "kitchen")["acked_at"] is None


async def test_a_screen_that_takes_the_snapshot_has_stored_no_message_from_before(venue: Venue) -> None:
    """Its board shows the orders, and not what was announced: the log must not say that it has the message."""
    earlier = await sent(venue)
    async with socket(venue, venue["kitchen"].token) as screen:
        made = await call(venue, "kitchen:hot", params=PLACED | {"roomName": "802"})
        event = await screen.event("im.message_sent")
        await screen.say(t="ack", stream=venue.stream, seq=event["seq"])

        async def stored_by_kitchen(message_id: str) -> bool:
            row = next(each for each in await log(venue) if each["id"] == message_id)
            return any(each["device"] == "kitchen" and each["acked_at"] for each in row["deliveries"])

        later = (await became(venue, made["id"]))[0]
        async with asyncio.timeout(30):
            while not await stored_by_kitchen(later["id"]):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert not await stored_by_kitchen(earlier["id"])


async def test_what_was_interrupted_says_less_than_anything_else(venue: Venue) -> None:
    """A second page of a device is opened while the first one speaks: it cannot know."""
    message = await sent(venue)
    results = ("skipped:interrupted", "skipped:interrupted", "skipped:subject_changed", "skipped:interrupted", "expired", "spoken")
    assert [report(venue, message["id"], result) for result in results] == [True, False, True, False, False, True]


async def named(venue: Venue, screen: Socket) -> list[tuple[str, str]]:
    """The receipts of a ping that is made now."""
    stage, session = venue.running.hub.stage, (screen.welcome or {})["session"]
    mine = next(each for each in tuple(stage.connections) if str(each.id) == session)
    await until(lambda: mine.ponged and mine.is_live())

    async def turn() -> None:
        stage.ping([mine])

    venue.running.do(turn())
    while (frame := await screen.next())["t"] != "ping":
        pass
    return [(each["message"], each["result"]) for each in frame.get("receipts", ())]


async def all_named(venue: Venue, screen: Socket, count: int) -> list[tuple[str, str]]:
    """All that is named on this connection, once that is so much."""
    found: list[tuple[str, str]] = []
    async with asyncio.timeout(30):
        while len(found) < count:
            found += await named(venue, screen)
            await asyncio.sleep(0.1)  # the hub takes thirty frames a second, and each ping is answered
    return sorted(found)


@pytest.mark.parametrize("problem", [Busy("other things come first"), OSError("no file can be opened")], ids=["busy", "fault"])
async def test_a_receipt_is_named_once_it_is_written_and_not_before(
    venue: Venue, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    """Until then a device says it again after each break: a hub that ends now has lost it."""
    message, tries = await sent(venue), []

    def refuse(*_: Any) -> bool:
        tries.append(problem)
        raise problem

    async with socket(venue, venue["kitchen"].token) as screen:
        monkeypatch.setattr(deliveries, "record_receipt", refuse)
        await screen.say(t="receipt", message=message["id"], result="shown")
        await until(lambda: len(tries) == 2)
        assert await named(venue, screen) == []
        assert (await found(venue, message))[1] == {}
        monkeypatch.undo()
        assert await all_named(venue, screen, 1) == [(message["id"], "shown")]
        assert (await found(venue, message))[1] == {"kitchen": "shown"}


async def test_one_that_is_at_fault_each_time_is_given_up_or_it_would_keep_those_behind_it_waiting(
    venue: Venue, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    message = await sent(venue)
    monkeypatch.setattr(sockets, "FIRST_WAIT_SECONDS", 0.05)

    def fail(*_: Any) -> bool:
        raise ZeroDivisionError("at fault")

    async with socket(venue, venue["kitchen"].token) as screen:
        monkeypatch.setattr(deliveries, "record_receipt", fail)
        await screen.say(t="receipt", message=message["id"], result="shown")
        assert await all_named(venue, screen, 1) == [(message["id"], "shown")]
    assert [record.exc_info[0] for record in caplog.records if record.exc_info and record.name == "hub.im"] == [ZeroDivisionError] * 4


async def test_one_that_changes_nothing_is_named_too_or_it_would_be_said_for_ever(venue: Venue, make_venue: MakeVenue) -> None:
    message, nobodys = await sent(venue), str(uuid4())
    report(venue, message["id"], "spoken")
    async with socket(venue, venue["kitchen"].token) as screen:
        await screen.say(t="receipt", message=message["id"], result="shown")
        await screen.say(t="receipt", message=message["id"], result="silenced")
        await screen.say(t="receipt", message=nobodys, result="expired")
        await screen.say(t="receipt", message=message["id"], result="heard")  # no result of the protocol: an error frame as well
        said = [(message["id"], each) for each in ("shown", "silenced", "heard")]
        assert await all_named(venue, screen, 4) == sorted([*said, (nobodys, "expired")])
    assert [frame["problem"]["code"] for frame in screen.frames if frame["t"] == "error"] == ["invalid"]
    assert await found(venue, message) == ("spoken", {"kitchen": "spoken"})


async def test_people_are_told_so_at_once_as_nothing_is_written_of_them(venue: Venue) -> None:
    message = await sent(venue)
    async with socket(venue, venue["manager"].token) as office:
        await office.say(t="receipt", message=message["id"], result="shown")
        assert await all_named(venue, office, 1) == [(message["id"], "shown")]
    assert await found(venue, message) == ("sent", {})


@pytest.mark.parametrize("result", ["", "heard", "skipped", "skipped:", "shown:x", "skipped:" + "x" * 33, "skipped:a\u0007", "SPOKEN"])
def test_an_unknown_result_is_refused(result: str) -> None:
    with pytest.raises(Invalid):
        rank_of(result)


def acked(venue: Venue, *cursors: tuple[str, int]) -> dict[Any, int]:
    ident = UUID(venue["kitchen"].id)
    venue.running.database.run_now(lambda tx: record_acks(tx, [(ident, stream, seq) for stream, seq in cursors]))
    mine = select(device_cursor.c.stream, device_cursor.c.seq).where(device_cursor.c.device_id == ident)
    return {row.stream: row.seq for row in venue.running.database.read_now(lambda tx: tx.query(mine))}


async def test_a_cursor_moves_forward_only(venue: Venue) -> None:
    assert acked(venue, (venue.stream, 7), ("user:x", 1)) == {venue.stream: 7, "user:x": 1}
    assert acked(venue, (venue.stream, 5)) == {venue.stream: 7, "user:x": 1}
    assert acked(venue, (venue.stream, 9), (venue.stream, 8))[venue.stream] == 9
