"""Alarms: raised once, told to desk and office, followed up in steps, over when the fault is."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Table, bindparam, insert, select, update

from devices.client.board import Board
from hub.announcing.alarms import look_after_alarms
from hub.im import identity
from hub.im.messages.deliveries import record_receipt
from hub.im.presence import connected, disconnected
from hub.kit.clock import MovableClock
from hub.kit.db import Tx
from hub.kit.ids import new_id
from hub.orders.rounds import mark_round_seen, note_missed_rounds
from hub.tables import TABLES
from hub.upkeep import Upkeep
from tests.conftest import MakeVenue, client_of
from tests.im.messages.saying import call, settled
from tests.orders.log import said
from tests.printing.working import dishes, print_all, take, waiting
from tests.running import Backend, RunningHub
from tests.venues import Venue

LOOKS = 8
"""Each takes up a few things of a shop only."""
KITCHENS = ("kitchen", "kitchen cold", "kitchen hot")
im_message, im_call, alarm_step = (TABLES[name] for name in ("im_message", "im_call", "alarm_step"))


@pytest.fixture(scope="module")
def clock() -> MovableClock:
    """One for all tests here: it only ever goes on, and each test counts from where it finds it."""
    return MovableClock(datetime(2026, 11, 22, 4, 0, tzinfo=UTC))


@pytest.fixture(scope="module")
def moved(backend: Backend, clock: MovableClock) -> Iterator[RunningHub]:
    settings = backend.settings()
    hub = RunningHub(settings, clock)
    hub.by_hand()
    try:
        yield hub
    finally:
        hub.stop()
        backend.forget(settings)


@pytest.fixture
async def timed_venue(moved: RunningHub) -> AsyncIterator[Venue]:
    """A house whose kitchen screens have all been put up, and are switched off now."""
    async with client_of(moved) as client:
        venue = Venue(moved, client)
        for name in KITCHENS:
            come(venue, name)()
        yield venue


def look(venue: Venue) -> None:
    """What a hub does by itself once a second; here nobody does it but the test."""
    for _ in range(LOOKS):
        venue.running.do(look_after_alarms(venue.running.database))


def come(venue: Venue, name: str) -> Callable[[], None]:
    """Connect a screen; the way to leave again."""
    run, hub_id, connection_id = venue.running.database.run_now, uuid4(), uuid4()
    seat = venue.running.database.read_now(lambda tx: identity.identify(tx, venue[name].token))
    run(lambda tx: connected(tx, seat, connection_id, hub_id))
    return lambda: run(lambda tx: disconnected(tx, seat, connection_id))


async def standing(venue: Venue, kind: str | None = None, who: str = "cashier 1") -> list[dict[str, Any]]:
    board = (await venue[who].get("/me/board")).json()["board"]
    return sorted((each for each in board["alarms"] if kind in (None, each["kind"])), key=lambda each: str(each["subject"]))


async def devices_missed(venue: Venue) -> list[str]:
    return sorted(each["about"]["device"] for each in await standing(venue, "device_unreachable"))


def raised(venue: Venue, kind: str) -> list[str]:
    """The subjects that were said to be in alarm, in order; each to desk and office and to nobody else."""
    events = [event for event in said(venue, 0, "im.alarm_raised") if event.data["alarm"]["kind"] == kind]
    assert all(event.channels == {"cashier", "office"} for event in events)
    return [event.data["alarm"]["subject"] for event in events]


def cleared(venue: Venue) -> list[str]:
    events = said(venue, 0, "im.alarm_cleared")
    assert all(event.channels == {"cashier", "office"} for event in events)
    return [ident for event in events for ident in event.data["removed"]["alarm"]]


async def alarms(venue: Venue, **asked: Any) -> list[dict[str, Any]]:
    return (await venue["manager"].get("/im/alarms", **asked)).json()["items"]  # type: ignore[no-any-return]


async def test_a_kitchen_screen_nobody_can_reach_for_twenty_seconds(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    leave = come(venue, "kitchen hot")
    clock.advance(100)
    leave()
    gone_at = clock.now()
    come(venue, "kitchen")
    come(venue, "kitchen cold")
    clock.advance(19)
    look(venue)
    assert await standing(venue) == []
    clock.advance(1)
    for _ in range(3):
        look(venue)
    (alarm,) = await standing(venue)
    assert (alarm["kind"], alarm["subject"]) == ("device_unreachable", f"device:{venue['kitchen hot'].id}")
    assert alarm["about"]["device"] == "kitchen hot"
    assert alarm["since"] == gone_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert await standing(venue, who="manager") == [alarm]
    assert raised(venue, "device_unreachable") == [alarm["subject"]]


async def test_a_screen_that_was_never_put_up_alarms_nobody(moved: RunningHub, clock: MovableClock) -> None:
    async with client_of(moved) as client:
        venue = Venue(moved, client)
        clock.advance(60)
        look(venue)
        assert await standing(venue) == []
        come(venue, "kitchen hot")()
        clock.advance(20)
        look(venue)
        assert await devices_missed(venue) == ["kitchen hot"]


async def test_it_is_over_with_the_next_connection_and_may_begin_anew(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    come(venue, "kitchen")
    come(venue, "kitchen cold")
    clock.advance(20)
    look(venue)
    (first,) = await standing(venue)
    leave = come(venue, "kitchen hot")
    for _ in range(2):
        look(venue)
    assert await standing(venue) == []
    assert cleared(venue) == [first["id"]]
    leave()
    clock.advance(20)
    look(venue)
    (second,) = await standing(venue)
    assert (second["subject"], second["id"] == first["id"]) == (first["subject"], False)


async def test_only_kitchen_screens_of_an_open_shop_must_be_reachable(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    clock.advance(60)
    look(venue)
    assert await devices_missed(venue) == sorted(KITCHENS)
    await venue["manager"].post(f"/devices/{venue['kitchen'].id}/revoke")
    await venue["manager"].post(f"/devices/{venue['kitchen hot'].id}/disable")
    look(venue)
    assert await devices_missed(venue) == ["kitchen cold"]
    await venue["manager"].post(f"/shops/{venue.shop_id}/state", {"state": "closed"})
    look(venue)
    assert await devices_missed(venue) == []
    clock.advance(600)
    await venue["manager"].post(f"/shops/{venue.shop_id}/state", {"state": "open"})
    clock.advance(19)
    look(venue)
    assert await devices_missed(venue) == []
    clock.advance(1)
    look(venue)
    assert await devices_missed(venue) == ["kitchen cold"]


async def test_hubs_that_look_at_once_raise_once_and_take_each_step_once(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    for seconds in (20, 15, 45):
        clock.advance(seconds)
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda _: look(venue), range(6)))
    assert sorted(raised(venue, "device_unreachable")) == sorted(f"device:{venue[name].id}" for name in KITCHENS)
    steps = [each["step"] for alarm in await alarms(venue) for each in alarm["steps"]]
    assert [steps.count(name) for name in ("notice", "print", "text")] == [3, 3, 3]


def told_of(venue: Venue, subject: str) -> list[tuple[str, str, str]]:
    """Channel, kind and state of the messages of an alarm."""
    found = (
        select(im_message.c.channel, im_message.c.kind, im_message.c.state)
        .join_from(im_message, im_call, (im_call.c.id == im_message.c.call_id) & (im_call.c.shop_id == im_message.c.shop_id))
        .where(im_call.c.shop_id == venue.shop_id, im_call.c.subject == subject)
        .order_by(im_message.c.id)
    )
    return [tuple(row) for row in venue.running.database.read_now(lambda tx: tx.query(found))]


async def test_desk_then_paper_then_the_manager_each_once(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    come(venue, "printer")
    come(venue, "kitchen")
    come(venue, "kitchen cold")
    clock.advance(20)
    look(venue)
    taken: list[list[tuple[str, str, str | None]]] = []
    for seconds in (0, 14, 1, 44, 1, 600):
        clock.advance(seconds)
        look(venue)
        (alarm,) = await alarms(venue, standing=True)
        taken.append([(each["step"], each["state"], each["reason"]) for each in alarm["steps"]])
    notice, paper, text = ("notice", "done", None), ("print", "done", None), ("text", "skipped", "no_sms")
    assert taken == [[notice], [notice], [notice, paper], [notice, paper], [notice, paper, text], [notice, paper, text]]
    channels = [(channel, kind) for channel, kind, _ in told_of(venue, f"alarm:{alarm['id']}")]
    assert channels == [("cashier", "notice")]
    (job,) = await waiting(venue, "printer")
    assert (job["kind"], job["id"]) == ("alarm", alarm["steps"][1]["print_job_id"])
    told = (await take(venue, "printer", job))["content"]["alarm"]
    assert (told["kind"], told["device"]) == ("device_unreachable", "kitchen hot")


async def test_the_paper_of_a_round_that_no_kitchen_has_seen_is_its_card(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    for name in (*KITCHENS, "printer"):
        come(venue, name)
    await venue.order("dumplings", "salad")
    clock.advance(10)
    venue.running.database.run_now(lambda tx: note_missed_rounds(tx, tx.now))
    clock.advance(15)
    look(venue)
    (paper,) = await print_all(venue, "printer")
    assert (paper["alarm"]["kind"], paper["number"], paper["room"]) == ("round_missed", "#01", "801")
    assert dishes(paper) == ["1xdumplings", "1xsalad"]


async def test_the_paper_of_an_alarm_that_is_over_is_not_printed(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    come(venue, "printer")
    come(venue, "kitchen")
    come(venue, "kitchen cold")
    clock.advance(20)
    look(venue)
    clock.advance(15)
    look(venue)
    come(venue, "kitchen hot")
    look(venue)
    assert await print_all(venue, "printer") == [None]


async def test_a_printer_that_was_never_put_up_is_none(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    clock.advance(20)
    look(venue)
    clock.advance(15)
    look(venue)
    assert {(each["step"], each["reason"]) for alarm in await alarms(venue) for each in alarm["steps"]} == {
        ("notice", None),
        ("print", "no_printer"),
    }
    assert await waiting(venue, "printer") == []


async def test_a_house_without_a_printer_skips_the_paper(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    come(venue, "printer")
    await venue["manager"].post(f"/devices/{venue['printer'].id}/revoke")
    clock.advance(20)
    look(venue)
    clock.advance(15)
    look(venue)
    for alarm in await alarms(venue):
        assert [(each["step"], each["state"], each["reason"]) for each in alarm["steps"]][1] == ("print", "skipped", "no_printer")


async def test_what_is_over_is_followed_up_no_further(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    clock.advance(20)
    look(venue)
    for name in KITCHENS:
        come(venue, name)
    look(venue)
    clock.advance(600)
    look(venue)
    past = await alarms(venue, standing=False)
    assert [[each["step"] for each in alarm["steps"]] for alarm in past] == [["notice"]] * 3
    assert [alarm["ended"] for alarm in past] == ["connected"] * 3
    assert await alarms(venue, standing=True) == []


async def how_ended(venue: Venue) -> list[tuple[str, str]]:
    """Kind and end of what is over, the latest first."""
    return [(each["kind"], each["ended"]) for each in await alarms(venue, standing=False)]


async def test_a_screen_that_is_switched_off_and_a_shop_that_closes_end_it_too(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    come(venue, "kitchen cold")
    clock.advance(20)
    look(venue)
    assert await devices_missed(venue) == ["kitchen", "kitchen hot"]
    await venue["manager"].post(f"/devices/{venue['kitchen hot'].id}/disable")
    look(venue)
    assert await how_ended(venue) == [("device_unreachable", "switched_off")]
    await venue["manager"].post(f"/shops/{venue.shop_id}/state", {"state": "closed"})
    look(venue)
    assert sorted(await how_ended(venue)) == [("device_unreachable", "shop_closed"), ("device_unreachable", "switched_off")]
    assert all(each["cleared_at"] is not None for each in await alarms(venue))


async def sent(venue: Venue, channel: str, after: int = 0) -> UUID:
    """The newest announcement that went out on a channel, once there is one more than `after`."""
    mine = (
        select(im_message.c.id)
        .where(
            im_message.c.shop_id == venue.shop_id,
            im_message.c.channel == channel,
            im_message.c.kind == "announcement",
            im_message.c.sent_at.is_not(None),
        )
        .order_by(im_message.c.sent_at.desc(), im_message.c.id.desc())
    )
    async with asyncio.timeout(30):
        while True:
            found = venue.running.database.read_now(lambda tx: tx.query(mine))
            if len(found) > after:
                return UUID(str(found[0].id))
            await asyncio.sleep(0.02)


def answer(venue: Venue, message: UUID, result: str = "shown", name: str = "kitchen") -> None:
    seat = venue.running.database.read_now(lambda tx: identity.identify(tx, venue[name].token))
    assert venue.running.database.run_now(lambda tx: record_receipt(tx, seat, message, result))


@pytest.fixture
async def kitchen_is_mute(timed_venue: Venue, clock: MovableClock) -> Venue:
    """Screens are there, an order was announced to the hot kitchen, and nobody there has said a word about it."""
    for name in KITCHENS:
        come(timed_venue, name)
    await timed_venue.order("dumplings")
    await sent(timed_venue, "kitchen:hot")
    return timed_venue


async def test_an_announcement_no_device_answers_within_fifteen_seconds(kitchen_is_mute: Venue, clock: MovableClock) -> None:
    venue = kitchen_is_mute
    answer(venue, await sent(venue, "call"), name="call")
    clock.advance(14)
    look(venue)
    assert await standing(venue, "announcement_unheard") == []
    clock.advance(1)
    for _ in range(3):
        look(venue)
    (alarm,) = await standing(venue, "announcement_unheard")
    assert alarm["subject"] == "channel:kitchen:hot"
    assert alarm["about"]["channel"] == "kitchen:hot"
    assert "801" in alarm["about"]["text"]
    assert raised(venue, "announcement_unheard") == ["channel:kitchen:hot"]


@pytest.mark.parametrize("result", ["shown", "audio_blocked", "expired", "skipped:subject_changed"])
async def test_any_answer_of_any_device_will_do(kitchen_is_mute: Venue, clock: MovableClock, result: str) -> None:
    venue = kitchen_is_mute
    answer(venue, await sent(venue, "kitchen:hot"), result, "kitchen hot")
    answer(venue, await sent(venue, "call"), result, "call")
    clock.advance(20)
    look(venue)
    assert await standing(venue, "announcement_unheard") == []


@pytest.mark.parametrize("result", ["skipped:too_many", "skipped:failed", "skipped:no_voice", "skipped:no_screen", "skipped:tired"])
async def test_what_every_device_has_left_out_nobody_has_heard(kitchen_is_mute: Venue, clock: MovableClock, result: str) -> None:
    venue = kitchen_is_mute
    message = await sent(venue, "kitchen:hot")
    answer(venue, await sent(venue, "call"), name="call")
    answer(venue, message, result, "kitchen hot")
    clock.advance(16)
    look(venue)
    assert [each["subject"] for each in await standing(venue, "announcement_unheard")] == ["channel:kitchen:hot"]
    answer(venue, message, result, "kitchen")
    assert len(await standing(venue, "announcement_unheard")) == 1, "nor does leaving it out end the alarm"
    answer(venue, message, "shown", "kitchen")
    assert await standing(venue, "announcement_unheard") == []


async def test_what_a_device_did_with_an_earlier_message_says_nothing_of_now(kitchen_is_mute: Venue, clock: MovableClock) -> None:
    """It was switched off over night, and tells what was on its way then."""
    venue = kitchen_is_mute
    earlier = await sent(venue, "kitchen:hot")
    answer(venue, earlier, "shown", "kitchen")
    answer(venue, await sent(venue, "call"), name="call")
    clock.advance(60)
    await venue.order("noodles")
    mute = await sent(venue, "kitchen:hot", 1)
    answer(venue, await sent(venue, "call", 1), name="call")
    clock.advance(16)
    look(venue)
    assert [each["subject"] for each in await standing(venue, "announcement_unheard")] == ["channel:kitchen:hot"]
    answer(venue, earlier, "spoken", "kitchen hot")
    assert len(await standing(venue, "announcement_unheard")) == 1
    answer(venue, mute, "shown", "kitchen")
    assert await standing(venue, "announcement_unheard") == []


async def test_it_is_over_when_a_device_answers_and_the_old_silence_raises_no_second(kitchen_is_mute: Venue, clock: MovableClock) -> None:
    venue = kitchen_is_mute
    first = await sent(venue, "kitchen:hot")
    answer(venue, await sent(venue, "call"), name="call")
    clock.advance(5)
    await venue.order("noodles")
    second = await sent(venue, "kitchen:hot", 1)
    answer(venue, await sent(venue, "call", 1), name="call")
    clock.advance(15)
    look(venue)
    assert raised(venue, "announcement_unheard") == ["channel:kitchen:hot"]
    assert first != second
    answer(venue, second)
    assert await standing(venue, "announcement_unheard") == []
    assert await how_ended(venue) == [("announcement_unheard", "answered")]
    clock.advance(5)
    look(venue)
    assert len(raised(venue, "announcement_unheard")) == 1


async def test_a_channel_that_nothing_is_said_on_any_more_is_quiet_again(kitchen_is_mute: Venue, clock: MovableClock) -> None:
    venue = kitchen_is_mute
    clock.advance(20)
    look(venue)
    assert len(await standing(venue, "announcement_unheard")) == 2  # the call screen is mute too
    for line in (await venue["cashier 1"].get("/me/board")).json()["board"]["lines"]:
        await venue.act(line, "start")
    clock.advance(901)
    look(venue)
    assert await standing(venue, "announcement_unheard") == []
    ended = await how_ended(venue)
    assert [each for each in ended if each[0] == "announcement_unheard"] == [("announcement_unheard", "quiet")] * 2


async def test_houses_without_devices_take_no_place_among_those_that_are_looked_at(timed_venue: Venue, clock: MovableClock) -> None:
    """Only the oldest fifty unanswered announcements are looked at: here sixty are to nobody, and one is to a kitchen."""
    async with client_of(timed_venue.running) as client:
        deaf = Venue(timed_venue.running, client)
        for name in ("call", "speaker"):
            await deaf["manager"].post(f"/devices/{deaf[name].id}/revoke")
        for count in range(60):
            await call(deaf, "call")
            clock.advance(5)
            await sent(deaf, "call", count)
    for name in KITCHENS:
        come(timed_venue, name)
    await timed_venue.order("dumplings")
    await sent(timed_venue, "kitchen:hot")
    answer(timed_venue, await sent(timed_venue, "call"), name="call")
    clock.advance(16)
    look(timed_venue)
    assert [each["subject"] for each in await standing(timed_venue, "announcement_unheard")] == ["channel:kitchen:hot"]


async def test_what_was_said_to_a_screen_that_stands_elsewhere_by_now_hides_no_other(timed_venue: Venue, clock: MovableClock) -> None:
    """Sixty announcements to a kitchen screen that was then put up at another station: nobody hears that channel any more."""
    async with client_of(timed_venue.running) as client:
        elsewhere = Venue(timed_venue.running, client)
        await elsewhere["manager"].post(f"/devices/{elsewhere['kitchen'].id}/revoke")
        for count in range(60):
            await call(elsewhere, "kitchen:hot")
            clock.advance(5)
            await sent(elsewhere, "kitchen:hot", count)
        bound = await elsewhere["manager"].post(f"/devices/{elsewhere['kitchen hot'].id}/bind", {"stations": ["cold"]})
        assert bound.status_code == 200, bound.text
    for name in KITCHENS:
        come(timed_venue, name)
    await timed_venue.order("dumplings")
    await sent(timed_venue, "kitchen:hot")
    answer(timed_venue, await sent(timed_venue, "call"), name="call")
    clock.advance(16)
    look(timed_venue)
    assert [each["subject"] for each in await standing(timed_venue, "announcement_unheard")] == ["channel:kitchen:hot"]
    assert raised(elsewhere, "announcement_unheard") == [], "and it is no fault there"


async def test_a_channel_without_devices_is_no_fault(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    for name in ("call", "speaker"):
        await venue["manager"].post(f"/devices/{venue[name].id}/revoke")
    await venue.order("dumplings")
    await sent(venue, "call")
    await sent(venue, "kitchen:hot")
    clock.advance(20)
    look(venue)
    assert [each["subject"] for each in await standing(venue, "announcement_unheard")] == ["channel:kitchen:hot"]


async def missed(venue: Venue, clock: MovableClock) -> dict[str, Any]:
    """An order that no kitchen screen has acknowledged, and the alarm of it."""
    order = await venue.order("dumplings", "tea")
    await sent(venue, "kitchen:hot")
    clock.advance(11)
    before = clock.now() - timedelta(seconds=10)
    for _ in range(2):
        venue.running.database.run_now(lambda tx: note_missed_rounds(tx, before))
    (alarm,) = await standing(venue, "round_missed")
    assert alarm["subject"] == f"round:{order['id']}:1"
    assert (alarm["about"]["number"], alarm["about"]["room"], alarm["about"]["round"]) == (order["number"], "801", 1)
    return order


async def test_a_round_no_kitchen_has_seen_until_one_has(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    order = await missed(venue, clock)
    look(venue)
    assert len(await standing(venue, "round_missed")) == 1
    venue.running.database.run_now(lambda tx: mark_round_seen(tx, venue.shop_id, [(UUID(order["id"]), 1)]))
    look(venue)
    assert await standing(venue, "round_missed") == []
    assert ("round_missed", "seen") in await how_ended(venue)
    assert raised(venue, "round_missed") == [f"round:{order['id']}:1"]


def missed_many_times(tx: Tx, venue: Venue, order: dict[str, Any], many: int) -> None:
    """As if the order had so many rounds more, each with a dish that waits and an alarm that stands."""
    rounds, lines, alarms = TABLES["order_round"], TABLES["order_line"], TABLES["alarm"]

    def copies(table: Table, *conditions: Any, **changes: Callable[[int], Any]) -> None:
        (row,) = tx.query(select(table).where(table.c.shop_id == venue.shop_id, *conditions))
        first = {column.name: getattr(row, column.name) for column in table.columns}
        rows = [first | {"id": new_id()} | {name: value(n) for name, value in changes.items()} for n in range(2, many + 2)]
        tx.many(insert(table).values({column.name: bindparam(column.name, type_=column.type) for column in table.columns}), rows)

    copies(rounds, round=lambda n: n)
    copies(lines, lines.c.id == UUID(order["lines"][0]["id"]), round=lambda n: n, position=lambda n: n + 10)
    copies(
        alarms,
        alarms.c.kind == "round_missed",
        subject=lambda n: f"round:{order['id']}:{n}",
        steps_taken=lambda _: 3,
        next_step_at=lambda _: None,
    )


async def test_two_hundred_rounds_of_one_shop_that_nobody_sees_hide_no_other(
    timed_venue: Venue, clock: MovableClock, moved: RunningHub
) -> None:
    """A shop whose kitchen has no screens; in another one a round is seen, then one is cancelled."""
    order = await missed(timed_venue, clock)
    moved.database.run_now(lambda tx: missed_many_times(tx, timed_venue, order, 205))
    async with client_of(moved) as client:
        other = Venue(moved, client)
        late = await missed(other, clock)
        moved.database.run_now(lambda tx: mark_round_seen(tx, other.shop_id, [(UUID(late["id"]), 1)]))
        assert await standing(other, "round_missed") == [], "at once, with what has brought it"
        assert await how_ended(other) == [("round_missed", "seen")]
        await other["manager"].post(f"/orders/{late['id']}/cancel")
        second = await missed(other, clock)
        await other["manager"].post(f"/orders/{second['id']}/cancel")
        look(other)
        assert await standing(other, "round_missed") == []
    assert len(await standing(timed_venue, "round_missed")) == 206
    await timed_venue["cleaner"].post(f"/rooms/{timed_venue.rooms['801']}/clean")
    look(timed_venue)
    assert await standing(timed_venue, "round_missed") == [], "all of them, not the first two hundred"


async def test_after_a_start_of_the_hub_the_devices_have_time_to_come_back(
    timed_venue: Venue, clock: MovableClock, moved: RunningHub
) -> None:
    """While no hub was there nobody could be reached: that is no fault of the screens. Those that stay away are told of."""
    before = moved.hub.upkeep
    started = Upkeep(before.database, before.hooks, before.files)
    clock.advance(60)
    for _ in range(20):
        moved.do(started.second())
    assert await standing(timed_venue) == []
    leave = come(timed_venue, "kitchen")
    moved.do(started.second())
    assert len(await standing(timed_venue, "device_unreachable")) == len(KITCHENS) - 1
    leave()


async def test_what_is_over_is_cleared_by_a_hub_that_has_just_started(timed_venue: Venue, clock: MovableClock, moved: RunningHub) -> None:
    clock.advance(60)
    look(timed_venue)
    assert len(await standing(timed_venue, "device_unreachable")) == len(KITCHENS)
    leaves = [come(timed_venue, name) for name in KITCHENS]
    before = moved.hub.upkeep
    moved.do(Upkeep(before.database, before.hooks, before.files).second())
    assert await standing(timed_venue, "device_unreachable") == []
    for leave in leaves:
        leave()


async def test_an_alarm_at_fault_stops_no_other_shops_nor_anything_else_that_is_done_once_a_second(
    timed_venue: Venue, clock: MovableClock, moved: RunningHub
) -> None:
    """As if a row had been spoiled by hand: whoever takes it up fails, each time."""
    leases = select(TABLES["hub_lease"].c.until)
    alarm = TABLES["alarm"]
    its_own = update(alarm).where(alarm.c.shop_id == timed_venue.shop_id, alarm.c.kind == "round_missed")
    order = await missed(timed_venue, clock)
    moved.database.run_now(lambda tx: tx.run(its_own.values(subject="round:spoiled")))
    await timed_venue["manager"].post(f"/orders/{order['id']}/cancel")
    clock.advance(16)
    async with client_of(moved) as client:
        other = Venue(moved, client)
        await missed(other, clock)
        clock.advance(16)
        (renewed,) = moved.database.read_now(lambda tx: tx.query(leases))
        for _ in range(5):
            moved.do(moved.hub.upkeep.second())
        (again,) = moved.database.read_now(lambda tx: tx.query(leases))
        assert again.until > renewed.until
        (there,) = [each for each in await alarms(other, standing=True) if each["kind"] == "round_missed"]
        assert [step["step"] for step in there["steps"]] == ["notice", "print"]
    assert len(await standing(timed_venue, "round_missed")) == 1, "its own did fail: nobody waits for that round"
    moved.database.run_now(lambda tx: tx.run(its_own.values(subject=f"round:{order['id']}:1")))
    look(timed_venue)
    assert await standing(timed_venue, "round_missed") == []


@pytest.mark.parametrize("end", ["start", "cancel", "clean"])
async def test_a_missed_round_that_nobody_waits_for_any_more_is_over(timed_venue: Venue, clock: MovableClock, end: str) -> None:
    venue = timed_venue
    order = await missed(venue, clock)
    if end == "start":
        await venue.act(order["lines"][0], "start", "cook")
    elif end == "cancel":
        await venue["manager"].post(f"/orders/{order['id']}/cancel")
    else:
        await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    look(venue)
    assert await standing(venue, "round_missed") == []
    assert ("round_missed", "needless") in await how_ended(venue)


async def test_the_boards_of_desk_and_office_agree_with_their_events(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    boards: dict[str, Board] = {}
    seen: dict[str, int] = {}
    channels = {"cashier 1": {"all", "cashier"}, "manager": {"all", "office"}, "handheld 1": {"all", "handheld"}}
    for name, kind in (("cashier 1", "cashier"), ("manager", "manager"), ("handheld 1", "handheld")):
        snapshot = (await venue[name].get("/me/board")).json()
        boards[name], seen[name] = Board(kind), snapshot["seq"]
        boards[name].load(snapshot["board"])

    async def agree() -> None:
        for name, board in boards.items():
            for event in said(venue, seen[name]):
                seen[name] = event.seq
                if channels[name] & event.channels:
                    board.apply(event.type, event.data)
            fresh = Board(board.kind)
            fresh.load((await venue[name].get("/me/board")).json()["board"])
            assert board.differences(fresh) == [], name

    leave = come(venue, "kitchen hot")
    order = await missed(venue, clock)
    clock.advance(20)
    look(venue)
    await agree()
    assert {each["kind"] for each in await standing(venue)} == {"device_unreachable", "announcement_unheard", "round_missed"}
    leave()
    for name in ("kitchen", "kitchen cold"):
        come(venue, name)
    await venue.act(order["lines"][0], "start", "cook")
    answer(venue, await sent(venue, "kitchen:hot"))
    look(venue)
    await agree()
    clock.advance(20)
    look(venue)
    await agree()


async def test_the_list_is_the_managers_and_shows_their_shop_alone(make_venue: MakeVenue) -> None:
    venue = make_venue()
    sister = make_venue(brand_id=venue.brand_id)
    for who in ("cashier 1", "kitchen", "waiter", "cashier"):
        assert (await venue[who].get("/im/alarms")).status_code == 403, who
    assert (await venue["manager"].get("/im/alarms")).json() == {"items": [], "next": None}
    assert (await venue["manager"].get("/im/alarms", shop_id=str(sister.shop_id))).status_code == 404
    assert (await venue["owner"].get("/im/alarms", shop_id=str(sister.shop_id))).status_code == 200
    assert (await make_venue()["owner"].get("/im/alarms", shop_id=str(venue.shop_id))).status_code == 404


async def test_an_alarm_of_the_only_device_of_a_shop_says_that_nobody_heard_of_it(timed_venue: Venue, clock: MovableClock) -> None:
    """The notice goes out all the same, to whoever comes; the log says that no device was there to hear it."""
    venue = timed_venue
    leave = come(venue, "kitchen hot")
    for device in (await venue["manager"].get("/devices", limit=200)).json()["items"]:
        if device["name"] != "kitchen hot":
            assert (await venue["manager"].post(f"/devices/{device['id']}/revoke")).status_code == 204
    leave()
    clock.advance(21)
    look(venue)
    (alarm,) = [each for each in await alarms(venue) if each["cleared_at"] is None]
    (notice,) = alarm["steps"]
    assert (alarm["about"]["device"], notice["step"], notice["state"]) == ("kitchen hot", "notice", "done")
    await settled(venue)
    clock.advance(60)
    (message,) = (await venue["manager"].get("/im/messages", call_id=notice["call_id"])).json()["items"]
    assert (message["channel"], message["state"], message["deliveries"], message["problem"]) == ("cashier", "sent", [], "nobody")
    look(venue)
    look(venue)
    steps = [(each["step"], each["reason"]) for each in (await alarms(venue))[0]["steps"]]
    assert steps == [("notice", None), ("print", "no_printer"), ("text", "no_sms")]
