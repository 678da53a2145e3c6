"""What becomes of a job when printers fail: it is never printed twice by itself, never too late, and somebody is told."""

from asyncio import gather
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from devices.client.board import Board
from hub.kit.clock import MovableClock
from hub.printing.watching import forget_jobs
from tests.conftest import client_of
from tests.orders.log import said
from tests.printing.working import add_printer, come, dishes, failed, jobs, look, print_all, printed, states, take, waiting
from tests.running import Backend, RunningHub
from tests.venues import Venue


@pytest.fixture(scope="module")
def clock() -> MovableClock:
    """One for all tests here: it only ever goes on."""
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
async def kitchen(moved: RunningHub) -> AsyncIterator[Venue]:
    """A hot and a cold printer, and the desk's; the cold one and the desk's are there."""
    async with client_of(moved) as client:
        venue = Venue(moved, client)
        add_printer(venue, "hot printer", "hot")
        add_printer(venue, "cold printer", "cold")
        come(venue, "cold printer")
        yield venue


async def troubles(venue: Venue, who: str = "cashier 1") -> list[tuple[str, str, str]]:
    board = (await venue[who].get("/me/board")).json()["board"]
    return sorted((each["device"], each["state"], each["problem"]) for each in board["print_jobs"])


async def again(venue: Venue, job: Any, **body: Any) -> dict[str, Any]:
    answer = await venue["cashier 1"].post(f"/print-jobs/{job.id}/print", body)
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def test_a_job_of_a_printer_that_is_away_goes_to_another_one_after_twenty_seconds(kitchen: Venue, clock: MovableClock) -> None:
    leave = come(kitchen, "hot printer")
    leave()
    await kitchen.order("dumplings")
    clock.advance(19)
    look(kitchen)
    assert states(jobs(kitchen)) == [("hot printer", "waiting", 0)]
    clock.advance(1)
    for _ in range(3):
        look(kitchen)
    assert states(jobs(kitchen)) == [("cold printer", "waiting", 0)]
    (job,) = await waiting(kitchen, "cold printer")
    assert (job["device"], job["meant_for"]) == ("cold printer", "hot printer")
    come(kitchen, "hot printer")
    assert await waiting(kitchen, "hot printer") == [], "it is the other one's now"
    taken = await take(kitchen, "cold printer", job)
    assert (dishes(taken["content"]), taken["maybe_printed"]) == (["1xdumplings"], False)
    assert await troubles(kitchen) == []


@pytest.mark.parametrize("fault", ["paper_out", "cover_open", "error", "off"])
async def test_a_printer_that_is_there_and_cannot_print_is_stood_in_for_too(kitchen: Venue, clock: MovableClock, fault: str) -> None:
    come(kitchen, "hot printer", fault)
    await kitchen.order("dumplings")
    clock.advance(20)
    look(kitchen)
    assert states(jobs(kitchen)) == [("cold printer", "waiting", 0)]


async def test_however_many_wait_for_a_dead_printer_the_cards_behind_them_are_handed_over(
    kitchen: Venue, moved: RunningHub, clock: MovableClock
) -> None:
    """Of test prints nobody relieves it; they are marked once and in nobody's way from then on, in this shop and in others."""
    add_printer(kitchen, "broken printer", "bar")
    come(kitchen, "broken printer", "error")
    come(kitchen, "hot printer", "paper_out")
    for _ in range(60):
        answer = await kitchen["manager"].post(f"/devices/{kitchen['broken printer'].id}/test-print")
        assert answer.status_code in (200, 201), answer.text
    await kitchen.order("dumplings")
    async with client_of(moved) as client:
        other = Venue(moved, client)
        add_printer(other, "hot printer", "hot")
        add_printer(other, "cold printer", "cold")
        come(other, "hot printer", "paper_out")
        come(other, "cold printer")
        await other.order("dumplings")
        clock.advance(20)
        for _ in range(6):  # some change in each, and none stands in the way twice
            look(kitchen)
        cards = [row for venue in (kitchen, other) for row in jobs(venue) if row.kind == "kitchen"]
        assert states(cards) == [("cold printer", "waiting", 0)] * 2
    assert {(row.state, row.problem) for row in jobs(kitchen) if row.kind == "test"} == {("waiting", "printer_down")}
    for hours in (1, 18):
        clock.advance(hours * 3600)
        for _ in range(3):
            look(kitchen)
    assert {row.state for row in jobs(kitchen)} == {"cancelled"}


async def test_little_paper_is_paper(kitchen: Venue, clock: MovableClock) -> None:
    come(kitchen, "hot printer", "paper_low")
    await kitchen.order("dumplings")
    clock.advance(25)
    look(kitchen)
    assert states(jobs(kitchen)) == [("hot printer", "waiting", 0)]
    assert (await kitchen["manager"].get(f"/devices/{kitchen['hot printer'].id}")).json()["faults"] == ["paper_low"]


async def test_without_another_printer_the_desk_is_told_and_nobody_waits(kitchen: Venue, clock: MovableClock) -> None:
    come(kitchen, "hot printer", "paper_out")
    await kitchen["manager"].put(f"/printers/{kitchen['cold printer'].id}", {"kitchen": False, "receipt": False, "fallback": False})
    order = await kitchen.order("dumplings")
    clock.advance(20)
    for _ in range(3):
        look(kitchen)
    assert await troubles(kitchen) == [("hot printer", "waiting", "printer_down")]
    assert await troubles(kitchen, "manager") == [("hot printer", "waiting", "printer_down")]
    started = await kitchen.act(order["lines"][0], "start", who="kitchen")
    assert started.status_code == 200, "the kitchen goes on without paper"
    (paper,) = await print_all(kitchen, "hot printer")
    assert dishes(paper) == ["1xdumplings"]
    assert await troubles(kitchen) == []


async def test_after_a_quarter_of_an_hour_only_a_person_prints_it(kitchen: Venue, clock: MovableClock) -> None:
    leave = come(kitchen, "hot printer")
    await kitchen["manager"].post(f"/devices/{kitchen['cold printer'].id}/disable")
    for _ in range(3):
        await kitchen.order("dumplings")
    leave()
    clock.advance(15 * 60)
    look(kitchen)
    look(kitchen)
    come(kitchen, "hot printer")
    assert await print_all(kitchen, "hot printer") == [], "a printer that comes back does not print what is old"
    assert await troubles(kitchen) == [("hot printer", "expired", "expired")] * 3
    first = jobs(kitchen)[0]
    refused = await kitchen["hot printer"].post(f"/print-jobs/{first.id}/take")
    assert (refused.status_code, refused.json()["code"], refused.json()["from"]) == (409, "state_not_allowed", "expired")

    asked = await again(kitchen, first)
    assert (asked["changed"], asked["print_job"]["state"], asked["print_job"]["copy"]) == (True, "waiting", 0)
    assert (await again(kitchen, first))["changed"] is False
    (paper,) = await print_all(kitchen, "hot printer")
    assert paper["round"] == 1
    assert states(jobs(kitchen)) == [("hot printer", "printed", 0), *[("hot printer", "expired", 0)] * 2]


async def test_a_job_that_waited_too_long_is_not_taken_even_before_anybody_looked(kitchen: Venue, clock: MovableClock) -> None:
    come(kitchen, "hot printer")
    await kitchen.order("dumplings")
    (job,) = await waiting(kitchen, "hot printer")
    clock.advance(15 * 60)
    answer = await kitchen["hot printer"].post(f"/print-jobs/{job['id']}/take")
    assert answer.status_code == 409


async def test_a_printer_that_falls_silent_loses_the_job_after_a_minute(kitchen: Venue, clock: MovableClock) -> None:
    come(kitchen, "hot printer")
    await kitchen.order("dumplings")
    (job,) = await waiting(kitchen, "hot printer")
    await take(kitchen, "hot printer", job)
    clock.advance(59)
    look(kitchen)
    assert states(jobs(kitchen)) == [("hot printer", "printing", 0)]
    clock.advance(1)
    look(kitchen)
    assert states(jobs(kitchen)) == [("hot printer", "waiting", 0)]
    taken = await take(kitchen, "hot printer", job)
    assert (taken["maybe_printed"], taken["print_job"]["attempts"]) == (True, 2)


async def test_its_late_word_is_believed_as_long_as_nobody_else_has_begun(kitchen: Venue, clock: MovableClock) -> None:
    leave = come(kitchen, "hot printer")
    await kitchen.order("dumplings")
    (job,) = await waiting(kitchen, "hot printer")
    await take(kitchen, "hot printer", job)
    leave()
    clock.advance(60)
    look(kitchen)
    clock.advance(20)
    look(kitchen)
    assert states(jobs(kitchen)) == [("cold printer", "waiting", 0)]
    assert (await printed(kitchen, "hot printer", job))["changed"] is True
    assert await waiting(kitchen, "cold printer") == []
    refused = await kitchen["cold printer"].post(f"/print-jobs/{job['id']}/take")
    assert refused.status_code == 409


async def test_two_printers_that_both_began_leave_one_truth(kitchen: Venue, clock: MovableClock) -> None:
    leave = come(kitchen, "hot printer")
    await kitchen.order("dumplings")
    (job,) = await waiting(kitchen, "hot printer")
    await take(kitchen, "hot printer", job)
    leave()
    clock.advance(60)
    look(kitchen)
    clock.advance(20)
    look(kitchen)
    taken = await take(kitchen, "cold printer", job)
    assert taken["maybe_printed"] is True, "the paper says that it may lie there already"
    assert (await printed(kitchen, "hot printer", job))["changed"] is False
    assert (await printed(kitchen, "cold printer", job))["changed"] is True


async def test_what_fails_goes_to_another_printer_at_once(kitchen: Venue) -> None:
    come(kitchen, "hot printer")
    await kitchen.order("dumplings")
    (job,) = await waiting(kitchen, "hot printer")
    await take(kitchen, "hot printer", job)
    answer = await failed(kitchen, "hot printer", job, "no_answer")
    assert (answer["print_job"]["device"], answer["print_job"]["state"]) == ("cold printer", "waiting")
    assert (await failed(kitchen, "hot printer", job, "no_answer"))["changed"] is False


async def test_three_attempts_then_a_person(kitchen: Venue) -> None:
    come(kitchen, "hot printer")
    await kitchen["manager"].post(f"/devices/{kitchen['cold printer'].id}/disable")
    await kitchen.order("dumplings")
    (job,) = await waiting(kitchen, "hot printer")
    for attempt in (1, 2, 3):
        await take(kitchen, "hot printer", job)
        answer = await failed(kitchen, "hot printer", job, "no_answer")
        assert answer["print_job"]["state"] == ("waiting" if attempt < 3 else "failed")
    assert await waiting(kitchen, "hot printer") == []
    assert await troubles(kitchen) == [("hot printer", "failed", "no_answer")]
    (row,) = jobs(kitchen)
    await again(kitchen, row)
    (job,) = await waiting(kitchen, "hot printer")
    assert (await take(kitchen, "hot printer", job))["maybe_printed"] is True


async def test_a_printer_that_says_ready_and_takes_nothing_is_believed_for_half_a_minute(kitchen: Venue, clock: MovableClock) -> None:
    come(kitchen, "hot printer")
    await kitchen.order("dumplings")
    clock.advance(29)
    look(kitchen)
    assert states(jobs(kitchen)) == [("hot printer", "waiting", 0)]
    clock.advance(1)
    look(kitchen)
    assert states(jobs(kitchen)) == [("cold printer", "waiting", 0)]
    await print_all(kitchen, "cold printer")
    assert states(jobs(kitchen)) == [("cold printer", "printed", 0)]


async def test_of_printers_that_all_take_nothing_the_desk_hears_and_no_job_wanders_for_ever(kitchen: Venue, clock: MovableClock) -> None:
    come(kitchen, "hot printer")
    await kitchen.order("dumplings")
    for _ in range(8):
        clock.advance(30)
        look(kitchen)
    (row,) = jobs(kitchen)
    assert (row.problem, row.attempts) == ("printer_down", 0)
    assert await troubles(kitchen) == [(row.device_name, "waiting", "printer_down")]
    wandered = [event.data["print_job"]["device"] for event in said(kitchen, 0, "print.job_changed")]
    assert len(wandered) == len(set(wandered)) + 1, "each printer had it once, and at the last one it was marked"


async def test_a_printer_that_works_through_a_long_queue_is_not_doubted(kitchen: Venue, clock: MovableClock) -> None:
    come(kitchen, "hot printer")
    for _ in range(4):
        await kitchen.order("dumplings")
    for _ in range(4):
        job = (await waiting(kitchen, "hot printer"))[0]
        await take(kitchen, "hot printer", job)
        clock.advance(40)
        look(kitchen)
        await printed(kitchen, "hot printer", job)
        clock.advance(5)
        look(kitchen)
    cards = [row for row in jobs(kitchen) if row.kind == "kitchen"]  # slips of alarms may wait behind them
    assert states(cards) == [("hot printer", "printed", 0)] * 4


async def test_a_paper_that_may_come_out_anywhere_passes_a_printer_that_takes_nothing(kitchen: Venue, clock: MovableClock) -> None:
    come(kitchen, "printer")
    add_printer(kitchen, "second desk")
    come(kitchen, "second desk")
    order = await kitchen.order("dumplings")
    asked = await kitchen["cashier 1"].post(f"/orders/{order['id']}/receipt", {})
    assert asked.json()["print_job"]["device"] == "printer", "premise: by its name it is the first"
    other = await kitchen.order("dumplings", who="pad 802")
    clock.advance(30)
    asked = await kitchen["cashier 1"].post(f"/orders/{other['id']}/receipt", {})
    assert asked.json()["print_job"]["device"] == "second desk"
    listed = (await kitchen["cashier 1"].get("/printers")).json()["items"]
    assert {each["name"]: each["ready"] for each in listed}["printer"] is False


async def test_two_printers_that_fail_in_turn_have_three_attempts_together(kitchen: Venue) -> None:
    come(kitchen, "hot printer")
    await kitchen.order("dumplings")
    tried = []
    for _ in range(12):
        there = {name: await waiting(kitchen, name) for name in ("hot printer", "cold printer")}
        name = next((name for name, found in there.items() if found), None)
        if name is None:
            break
        await take(kitchen, name, there[name][0])
        await failed(kitchen, name, there[name][0], "no_answer")
        tried.append(name)
    assert tried == ["hot printer", "cold printer", "cold printer"], "none that has failed gets it again from another"
    assert await troubles(kitchen) == [("cold printer", "failed", "no_answer")]
    (row,) = jobs(kitchen)
    await again(kitchen, row, device_id=kitchen["hot printer"].id)
    assert len(await waiting(kitchen, "hot printer")) == 1, "a person may send it to any"


async def test_what_is_lost_three_times_waits_for_a_person(kitchen: Venue, clock: MovableClock) -> None:
    come(kitchen, "hot printer")
    await kitchen.order("dumplings")
    (job,) = await waiting(kitchen, "hot printer")
    for after in ("waiting", "waiting", "failed"):
        await take(kitchen, "hot printer", job)
        clock.advance(60)
        look(kitchen)
        assert states(jobs(kitchen)) == [("hot printer", after, 0)]
    assert await troubles(kitchen) == [("hot printer", "failed", "no_answer")]
    assert (await printed(kitchen, "hot printer", job))["print_job"]["state"] == "printed", "its late word is believed even now"


async def test_a_copy_that_never_came_out_is_not_counted(kitchen: Venue) -> None:
    come(kitchen, "hot printer")
    await kitchen.order("dumplings")
    await print_all(kitchen, "hot printer")
    (row,) = jobs(kitchen)
    first = (await again(kitchen, row))["print_job"]
    assert (await kitchen["cashier 1"].post(f"/print-jobs/{first['id']}/cancel")).status_code == 200
    second = (await again(kitchen, row))["print_job"]
    assert (second["id"], second["copy"], second["state"]) == (first["id"], 1, "waiting")
    await print_all(kitchen, "hot printer")
    assert (await again(kitchen, row))["print_job"]["copy"] == 2


async def test_what_lies_on_paper_comes_out_again_as_a_copy(kitchen: Venue) -> None:
    come(kitchen, "hot printer")
    await kitchen.order("dumplings")
    await print_all(kitchen, "hot printer")
    (row,) = jobs(kitchen)
    answer = await again(kitchen, row)
    assert (answer["print_job"]["copy"], answer["print_job"]["made_by"]) == (1, "cashier 1")
    await print_all(kitchen, "hot printer")
    desk = kitchen["printer"].id
    elsewhere = await again(kitchen, row, device_id=desk)
    assert (elsewhere["print_job"]["copy"], elsewhere["print_job"]["device_id"]) == (2, desk)
    refused = await kitchen["cashier 1"].post(f"/print-jobs/{row.id}/print", {"device_id": kitchen["speaker"].id})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_printer")


async def test_hands_that_press_at_once_make_copies_with_numbers_of_their_own(kitchen: Venue) -> None:
    come(kitchen, "hot printer")
    await kitchen.order("dumplings")
    await print_all(kitchen, "hot printer")
    (row,) = jobs(kitchen)
    await gather(*(again(kitchen, row) for _ in range(6)))
    copies = [each.copy for each in jobs(kitchen)]
    assert copies == sorted(set(copies)), "no number twice"


async def test_somebody_lets_a_job_go(kitchen: Venue, clock: MovableClock) -> None:
    await kitchen["manager"].post(f"/devices/{kitchen['cold printer'].id}/disable")
    await kitchen.order("dumplings")
    clock.advance(20)
    look(kitchen)
    (row,) = jobs(kitchen)
    for changed in (True, False):
        answer = await kitchen["cashier 1"].post(f"/print-jobs/{row.id}/cancel")
        assert (answer.status_code, answer.json()["changed"]) == (200, changed)
    assert await troubles(kitchen) == []


async def test_by_the_next_morning_nobody_is_asked_any_more(kitchen: Venue, clock: MovableClock) -> None:
    await kitchen["manager"].post(f"/devices/{kitchen['cold printer'].id}/disable")
    await kitchen.order("dumplings")
    clock.advance(15 * 60)
    look(kitchen)
    assert len(await troubles(kitchen)) == 1
    clock.advance(18 * 3600)
    look(kitchen)
    assert await troubles(kitchen) == []
    assert states(jobs(kitchen)) == [("hot printer", "cancelled", 0)]


async def test_jobs_of_two_weeks_ago_are_forgotten_and_younger_ones_are_not(kitchen: Venue, clock: MovableClock) -> None:
    def tidy() -> None:
        while kitchen.running.database.run_now(forget_jobs):
            pass

    come(kitchen, "hot printer")
    await kitchen.order("dumplings")
    await print_all(kitchen, "hot printer")
    clock.advance(14 * 86_400 - 60)
    tidy()
    assert len(jobs(kitchen)) == 1
    clock.advance(61)
    tidy()
    assert jobs(kitchen) == []


def held(board: Board) -> set[str]:
    return set(board.array("print_jobs"))


@pytest.mark.parametrize("who", ["cashier 1", "manager"])
async def test_a_desk_that_follows_agrees_with_a_fresh_one(kitchen: Venue, clock: MovableClock, who: str) -> None:
    """Every step of a job's life as events, held against the board asked for anew."""
    from devices.client import Hub

    come(kitchen, "hot printer")
    await kitchen["manager"].post(f"/devices/{kitchen['cold printer'].id}/disable")
    async with Hub(kitchen.running.url) as hub, kitchen.device(who, hub) as desk:
        await desk.wait_live()
        await kitchen.order("dumplings")
        (job,) = await waiting(kitchen, "hot printer")
        await take(kitchen, "hot printer", job)
        await failed(kitchen, "hot printer", job)
        await desk.wait_until(lambda board: job["id"] in held(board))
        assert held(await desk.fresh_board()) == {job["id"]}
        await take(kitchen, "hot printer", job)
        await printed(kitchen, "hot printer", job)
        await desk.wait_until(lambda board: job["id"] not in held(board))
        assert held(await desk.fresh_board()) == set()


async def test_its_printer_the_desk_and_the_office_are_told_and_nobody_else(kitchen: Venue, clock: MovableClock) -> None:
    leave = come(kitchen, "hot printer")
    leave()
    await kitchen.order("dumplings")
    clock.advance(20)
    look(kitchen)
    await print_all(kitchen, "cold printer")
    hot, cold = (f"device:{kitchen[name].id}" for name in ("hot printer", "cold printer"))
    told = [(event.data["print_job"]["state"], event.channels) for event in said(kitchen, 0, "print.job_changed")]
    desks = {"cashier", "office"}
    assert told == [
        ("waiting", desks | {hot}),
        ("waiting", desks | {hot, cold}),
        ("printing", desks | {cold}),
        ("printed", desks | {cold}),
    ]
