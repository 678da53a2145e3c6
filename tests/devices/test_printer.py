"""The printer against a real hub and a stand-in of paper: prints what it is told, once, and is honest about what did not come out."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from devices.client import Hub, MemoryStore, Problem, Silence
from devices.client.storage import TokenPair
from devices.printer.journal import Journal
from devices.printer.machine import Machine
from devices.printer.paper.commands import Asked, Happening
from devices.printer.paper.machine import Paper
from devices.printer.printer import Printer
from hub.kit.clock import MovableClock
from tests.devices.soon import soon
from tests.im.messages.saying import settled as said
from tests.printing.working import add_printer, come, jobs, look, states
from tests.servers import free_port
from tests.venues import Venue

PATIENCE = 60.0
"""Seconds that a busy machine may take for anything here; only what never comes takes them."""


@pytest.fixture
async def paper(tmp_path: Path) -> AsyncIterator[Paper]:
    async with Paper(tmp_path / "papers", port=free_port()) as made:  # one that nobody has taken when it is switched on again
        yield made


class Box:
    """A printer's program and what has come out of its machine."""

    def __init__(self, printer: Printer, paper: Paper) -> None:
        self.printer = printer
        self.paper = paper

    @property
    def papers(self) -> list[str]:
        return texts(self.paper)

    async def until(self, number: int) -> list[str]:
        await soon(lambda: len(self.papers) >= number, PATIENCE)
        return self.papers


def texts(paper: Paper) -> list[str]:
    """What stands on each piece, oldest first."""
    return [text_of(file) for file in sorted(paper.folder.glob("*.png"))]


def text_of(file: Path) -> str:
    with Image.open(file) as image:
        return str(image.text["Text"])  # type: ignore[attr-defined]


@contextlib.asynccontextmanager
async def box(
    venue: Venue, paper: Paper, name: str, journal: Path, seconds: float = PATIENCE, program: type[Printer] = Printer
) -> AsyncIterator[Box]:
    async with Hub(venue.running.url) as hub:
        kept = Journal(journal)
        machine = Machine(paper.host, paper.port, print_seconds=seconds)
        printer = program(hub, MemoryStore(), TokenPair(venue[name].token), machine, kept)
        try:
            async with printer:
                await printer.device.wait_live(within_seconds=PATIENCE)
                await soon(lambda: printer.state is not None, PATIENCE)
                yield Box(printer, paper)
        finally:
            kept.close()


def with_printers(venue: Venue) -> Venue:
    add_printer(venue, "hot printer", "hot")
    add_printer(venue, "cold printer", "cold")
    return venue


@pytest.fixture
def kitchen(venue: Venue) -> Venue:
    return with_printers(venue)


def settled(venue: Venue, *wanted: str) -> bool:
    return [row.state for row in jobs(venue)] == list(wanted)


async def faults(venue: Venue, name: str) -> list[str]:
    return (await venue["manager"].get(f"/devices/{venue[name].id}")).json()["faults"]  # type: ignore[no-any-return]


async def until_fault(venue: Venue, name: str, *wanted: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while await faults(venue, name) != list(wanted):  # noqa: ASYNC110  # the hub is asked, it does not tell
            await asyncio.sleep(0.02)


async def test_an_order_becomes_a_card_with_everything_a_cook_needs(kitchen: Venue, paper: Paper, tmp_path: Path) -> None:
    menu = (await kitchen["pad 801"].get("/menu")).json()
    dish = next(item for category in menu["categories"] for item in category["items"] if item["sku_id"] == kitchen.skus["dumplings"])
    item_id = dish["id"]
    chinese = {"names": {"zh-CN": "水饺", "en": "Dumplings"}, "kitchen_name": "水饺", "category_id": menu["categories"][0]["id"]}
    kept = {"station": "hot", "price": 3800, "allergens": ["gluten"]}
    option = {"names": {"zh-CN": "辣度", "en": "Spice"}, "min": 0, "max": 1}
    option["choices"] = [{"names": {"zh-CN": "少辣", "en": "mild"}, "price": 0}]
    changed = await kitchen["manager"].put(f"/menu/items/{item_id}", chinese | kept | {"options": [option]})
    assert changed.status_code == 200, changed.text
    choice = changed.json()["item"]["options"][0]["choices"][0]["id"]
    async with box(kitchen, paper, "hot printer", tmp_path / "journal") as printer:
        line = {"sku_id": kitchen.skus["dumplings"], "quantity": 2, "options": [choice], "note": "不要香菜"}
        assert (await kitchen["pad 801"].post("/orders", {"lines": [line]})).status_code == 201
        (text,) = await printer.until(1)
        await soon(lambda: settled(kitchen, "printed"), PATIENCE)
    for wanted in ("hot", "#01", "801", "第1轮", "平板", "2x 水饺", "+ 少辣", "备注: 不要香菜", "过敏原: 麸质", "共 2 份"):
        assert wanted in text, f"{wanted} is not on the paper:\n{text}"
    assert paper.unknown == []
    with Image.open(paper.folder / "0001.png") as image:
        assert image.width == 632
        dark = sum(image.convert("L").histogram()[:128]) / (image.width * image.height)
        assert 0.02 < dark < 0.3, "neither empty nor black"
        assert blackest(image) > 0.3, "the allergens stand white on black"


def blackest(image: Image.Image) -> float:
    """The share of ink in the blackest row of dots."""
    dots = image.convert("L").point(lambda value: 255 if value < 128 else 0)
    return max(dots.resize((1, dots.height), Image.Resampling.BOX).tobytes()) / 255


async def test_what_guests_write_never_commands_the_printer(kitchen: Venue, paper: Paper, tmp_path: Path) -> None:
    async with box(kitchen, paper, "hot printer", tmp_path / "journal") as printer:
        note = "\x1dV\x01\x1b@ cut \x10\x04\x01 é ñ 😀 \u202e end"
        line = {"sku_id": kitchen.skus["dumplings"], "quantity": 1, "note": note}
        assert (await kitchen["pad 801"].post("/orders", {"lines": [line]})).status_code == 201
        (text,) = await printer.until(1)
        await soon(lambda: settled(kitchen, "printed"), PATIENCE)
    assert "V  @ cut" in text
    assert "é ñ ?" in text
    assert (paper.cuts, paper.unknown) == (1, [])


async def test_rounds_come_out_in_order_and_once(kitchen: Venue, paper: Paper, tmp_path: Path) -> None:
    for _ in range(3):
        await kitchen.order("dumplings")
    async with box(kitchen, paper, "hot printer", tmp_path / "journal") as printer:
        await printer.until(3)
        await kitchen.order("noodles")
        papers = await printer.until(4)
        await soon(lambda: settled(kitchen, *["printed"] * 4), PATIENCE)
    assert [text.count(f"第{number}轮") for number, text in enumerate(papers, 1)] == [1, 1, 1, 1]
    assert paper.cuts == 4


class Forgetful(Printer):
    """A printer whose word never reaches the hub: the cable ends between the paper and the answer."""

    async def _post(self, job: dict[str, Any], action: str, body: Any = None) -> dict[str, Any]:
        if action == "printed":
            raise Silence("the answer was lost")
        return await super()._post(job, action, body)


async def print_and_never_say_so(venue: Venue, paper: Paper, journal: Path) -> None:
    """One paper comes out of the hot printer, its program knows that it did, and ends."""
    async with Hub(venue.running.url) as hub:
        kept = Journal(journal)
        lost = Forgetful(hub, MemoryStore(), TokenPair(venue["hot printer"].token), Machine(paper.host, paper.port), kept)
        async with lost:
            await soon(lambda: paper.cuts == 1 and lost.printed == 1, PATIENCE)
        kept.close()


async def test_a_lost_answer_does_not_print_twice(kitchen: Venue, paper: Paper, tmp_path: Path) -> None:
    await kitchen.order("dumplings")
    await print_and_never_say_so(kitchen, paper, tmp_path / "journal")
    assert settled(kitchen, "printing")
    async with box(kitchen, paper, "hot printer", tmp_path / "journal"):
        await soon(lambda: settled(kitchen, "printed"), PATIENCE)
        await kitchen.order("noodles")
        await soon(lambda: settled(kitchen, "printed", "printed"), PATIENCE)
    assert paper.cuts == 2


async def test_after_a_crash_in_the_middle_it_is_printed_again_and_says_so(kitchen: Venue, paper: Paper, tmp_path: Path) -> None:
    await kitchen.order("dumplings")
    (row,) = jobs(kitchen)
    journal = Journal(tmp_path / "journal")
    assert (await kitchen["hot printer"].post(f"/print-jobs/{row.id}/take")).status_code == 200
    journal.begin(str(row.id))
    journal.close()
    async with box(kitchen, paper, "hot printer", tmp_path / "journal") as printer:
        (text,) = await printer.until(1)
        await soon(lambda: settled(kitchen, "printed"), PATIENCE)
    assert "可能已打印过" in text


@pytest.mark.parametrize(
    ("trouble", "fault", "mended"), [("paper out", "paper_out", "paper in"), ("cover open", "cover_open", "cover shut")]
)
async def test_a_machine_that_cannot_print_is_a_fault_and_takes_no_job(
    kitchen: Venue, paper: Paper, tmp_path: Path, trouble: str, fault: str, mended: str
) -> None:
    paper.tell(trouble)
    async with box(kitchen, paper, "hot printer", tmp_path / "journal") as printer:
        await until_fault(kitchen, "hot printer", fault)
        await kitchen.order("dumplings")
        assert states(jobs(kitchen)) == [("hot printer", "waiting", 0)]
        paper.tell(mended)
        printer.printer.look()
        (text,) = await printer.until(1)
        await until_fault(kitchen, "hot printer")
        assert "可能已打印过" not in text, "nothing of it had come out before"


@pytest.mark.parametrize("speaks", [False, True], ids=["asked", "by itself"])
async def test_paper_that_ends_in_the_middle_of_a_card(kitchen: Venue, paper: Paper, tmp_path: Path, speaks: bool) -> None:
    paper.tell("paper 4")
    paper.speaks_by_itself = speaks
    async with box(kitchen, paper, "hot printer", tmp_path / "journal", seconds=0.5) as printer:
        await kitchen.order("dumplings")
        await until_fault(kitchen, "hot printer", "paper_out")
        await soon(lambda: [(row.state, row.problem) for row in jobs(kitchen)] == [("waiting", "paper_out")], PATIENCE)
        printer.printer.machine.print_seconds = PATIENCE
        paper.tell("paper in")
        printer.printer.look()
        (text,) = await printer.until(1)
        await soon(lambda: settled(kitchen, "printed"), PATIENCE)
    assert "可能已打印过" in text
    assert paper.cuts == 1, "what the machine still held was thrown away"


class JustThen(Paper):
    """Something happens to it when a card lies on paper, between the answer that says so and the next question."""

    trouble = ""

    async def _happen(self, happening: Happening, writer: asyncio.StreamWriter) -> None:
        await super()._happen(happening, writer)
        if isinstance(happening, Asked):
            self.tell(self.trouble)


@pytest.mark.parametrize(
    ("trouble", "fault", "mended"),
    [("paper out", "paper_out", "paper in"), ("cover open", "cover_open", "cover shut"), ("hang", "printer_off", "wake")],
)
async def test_what_lies_on_paper_is_printed_whatever_happens_just_then(
    kitchen: Venue, tmp_path: Path, trouble: str, fault: str, mended: str
) -> None:
    paper = JustThen(tmp_path / "papers")
    paper.trouble = trouble
    async with paper, box(kitchen, paper, "hot printer", tmp_path / "journal") as printer:
        await kitchen.order("dumplings")
        await until_fault(kitchen, "hot printer", fault)
        assert settled(kitchen, "printed")
        paper.trouble = ""
        paper.tell(mended)
        printer.printer.look()
        await kitchen.order("noodles")
        await printer.until(2)
        await soon(lambda: settled(kitchen, "printed", "printed"), PATIENCE)
        assert paper.cuts == 2


class GoesOn(Paper):
    """It prints on nothing when the paper has ended, and answers as if it had."""

    @property
    def can_print(self) -> bool:
        return True


async def test_what_was_printed_on_nothing_is_not_printed(kitchen: Venue, tmp_path: Path) -> None:
    async with GoesOn(tmp_path / "papers") as paper, box(kitchen, paper, "hot printer", tmp_path / "journal"):
        paper.tell("paper 4")
        await kitchen.order("dumplings")
        await until_fault(kitchen, "hot printer", "paper_out")
        await soon(lambda: [(row.state, row.problem) for row in jobs(kitchen)] == [("waiting", "paper_out")], PATIENCE)


class TurnedAway(Printer):
    """A printer's program whose hub has too much to do, or no database, when it wants to begin."""

    refusals = (429, 503)

    async def _post(self, job: dict[str, Any], action: str, body: Any = None) -> dict[str, Any]:
        if action == "take" and self.refusals:
            status, *self.refusals = self.refusals  # type: ignore[assignment]
            raise Problem(status, "busy")
        return await super()._post(job, action, body)


async def test_a_hub_that_is_too_busy_is_asked_again_soon(
    kitchen: Venue, paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("devices.printer.printer.LOOK_SECONDS", 3_600.0)
    monkeypatch.setattr("devices.printer.printer.LOOK_AGAIN_SECONDS", 0.02)
    caplog.set_level("INFO", "printer")
    async with box(kitchen, paper, "hot printer", tmp_path / "journal", program=TurnedAway) as printer:
        await kitchen.order("dumplings")
        await printer.until(1)
        await soon(lambda: settled(kitchen, "printed"), PATIENCE)
    assert "not for us any more" not in caplog.text


async def test_while_nothing_can_be_noted_down_nothing_is_taken_and_the_office_is_told(
    kitchen: Venue, paper: Paper, tmp_path: Path
) -> None:
    async with box(kitchen, paper, "hot printer", tmp_path / "journal") as printer:
        await until_fault(kitchen, "hot printer")
        with contextlib.closing(sqlite3.connect(tmp_path / "journal", isolation_level=None)) as full:
            full.execute("BEGIN EXCLUSIVE")
            await kitchen.order("dumplings")
            await until_fault(kitchen, "hot printer", "printer_error")
            assert states(jobs(kitchen)) == [("hot printer", "waiting", 0)]
        await soon(lambda: settled(kitchen, "printed"), PATIENCE)
        await until_fault(kitchen, "hot printer")
        assert len(printer.papers) == 1


async def test_what_came_out_while_nothing_could_be_noted_down_is_told_and_not_printed_again(
    kitchen: Venue, paper: Paper, tmp_path: Path
) -> None:
    paper.tell("slow 0.1")
    async with box(kitchen, paper, "hot printer", tmp_path / "journal") as printer:
        await kitchen.order("dumplings")
        await soon(lambda: settled(kitchen, "printing") and printer.printer.journal.mark(str(jobs(kitchen)[0].id)) == "begun", PATIENCE)
        with contextlib.closing(sqlite3.connect(tmp_path / "journal", isolation_level=None)) as full:
            full.execute("BEGIN EXCLUSIVE")
            await soon(lambda: settled(kitchen, "printed"), PATIENCE)
        await kitchen.order("noodles")
        await soon(lambda: settled(kitchen, "printed", "printed"), PATIENCE)
        assert ["dumplings" in printer.papers[0], "noodles" in printer.papers[1], paper.cuts] == [True, True, 2]


class Wordless(Printer):
    """A printer's program with a fault that nobody has thought of, in its first three turns."""

    turns = 0

    async def _tell_what_is_printed(self) -> None:
        self.turns += 1
        if self.turns <= 3:
            raise RuntimeError("nobody has thought of this")


async def test_a_fault_of_the_program_is_told_and_not_its_end(
    kitchen: Venue, paper: Paper, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with box(kitchen, paper, "hot printer", tmp_path / "journal", program=Wordless) as printer:
        await until_fault(kitchen, "hot printer", "printer_error")
        assert "nobody has thought of this" in caplog.text
        await kitchen.order("dumplings")
        async with asyncio.timeout(PATIENCE):
            while not printer.papers:
                printer.printer.look()
                await asyncio.sleep(0.02)
        await until_fault(kitchen, "hot printer")


@pytest.mark.parametrize("part", ["printer", "device printer"])
async def test_a_program_of_which_a_part_has_ended_says_so_to_whoever_started_it(
    kitchen: Venue, paper: Paper, tmp_path: Path, part: str
) -> None:
    async with box(kitchen, paper, "hot printer", tmp_path / "journal") as printer:
        over = asyncio.create_task(printer.printer.wait_over())
        (ends,) = (task for task in asyncio.all_tasks() if task.get_name() == part)
        ends.cancel()
        assert await asyncio.wait_for(over, PATIENCE) is None


async def test_a_printer_that_prints_and_never_answers_is_told_what_helps(
    kitchen: Venue, paper: Paper, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    paper.tell("slow 30")
    async with box(kitchen, paper, "hot printer", tmp_path / "journal", seconds=0.4):
        await kitchen.order("dumplings")
        await soon(lambda: [row.problem for row in jobs(kitchen)] == ["no_answer"], PATIENCE)
    assert "--mute" in caplog.text


async def test_what_was_printed_is_told_when_the_hub_has_given_it_to_another(
    timed_venue: Venue, clock: MovableClock, paper: Paper, tmp_path: Path
) -> None:
    venue = with_printers(timed_venue)
    await venue.order("dumplings")
    await print_and_never_say_so(venue, paper, tmp_path / "journal")
    clock.advance(60)
    look(venue)
    come(venue, "cold printer")
    clock.advance(20)
    look(venue)
    assert states(jobs(venue)) == [("cold printer", "waiting", 0)], "premise: the hub has given it up"
    async with box(venue, paper, "hot printer", tmp_path / "journal"):
        await soon(lambda: settled(venue, "printed"), PATIENCE)
    assert (await venue["cold printer"].get("/me/print-jobs")).json()["items"] == []
    assert paper.cuts == 1


async def test_what_the_hub_wants_once_more_after_it_was_told_is_printed_once_more(kitchen: Venue, paper: Paper, tmp_path: Path) -> None:
    await kitchen.order("dumplings")
    (row,) = jobs(kitchen)
    journal = Journal(tmp_path / "journal")
    journal.printed(str(row.id))
    journal.told(str(row.id))
    journal.close()
    async with box(kitchen, paper, "hot printer", tmp_path / "journal") as printer:
        await printer.until(1)
        await soon(lambda: settled(kitchen, "printed"), PATIENCE)


async def test_a_dead_printer_holds_up_neither_orders_nor_the_other_printer(kitchen: Venue, paper: Paper, tmp_path: Path) -> None:
    async with Paper(tmp_path / "dead") as dead, box(kitchen, paper, "cold printer", tmp_path / "journal") as cold:
        dead.tell("hang")
        async with box(kitchen, dead, "hot printer", tmp_path / "journal of the dead") as hot:
            await until_fault(kitchen, "hot printer", "printer_off")
            for _ in range(3):
                await kitchen.order("dumplings", "salad")
            await cold.until(3)
            await soon(lambda: sorted(row.state for row in jobs(kitchen)) == ["printed"] * 3 + ["waiting"] * 3, PATIENCE)
            assert hot.papers == []


@pytest.mark.parametrize("in_a_job", [False, True], ids=["says nothing", "hangs in a job"])
async def test_while_a_dead_printer_holds_its_queue_orders_screens_and_jobs_go_on(
    timed_venue: Venue, paper: Paper, tmp_path: Path, in_a_job: bool
) -> None:
    """The hub's clock stands still, so nothing is handed over, freed or given up: whatever waited for that printer would wait for ever."""
    venue = with_printers(timed_venue)
    async with contextlib.AsyncExitStack() as ends:
        dead = await ends.enter_async_context(Paper(tmp_path / "dead"))
        dead.tell("slow 3600" if in_a_job else "hang")
        hot = await ends.enter_async_context(box(venue, dead, "hot printer", tmp_path / "journal of the dead", seconds=3600.0))
        if in_a_job:
            await venue.order("dumplings", who="pad 802")
            await soon(lambda: settled(venue, "printing"), PATIENCE)
        else:
            assert hot.printer.state == "off"
        cold = await ends.enter_async_context(box(venue, paper, "cold printer", tmp_path / "journal"))
        screen = await ends.enter_async_context(venue.device("kitchen", await ends.enter_async_context(Hub(venue.running.url))))
        await screen.wait_live(within_seconds=PATIENCE)
        for _ in range(3):
            order = await venue.order("dumplings", "salad")
            ids = {line["id"] for line in order["lines"]}
            await screen.wait_until(lambda board, ids=ids: ids <= set(board.array("lines")), within_seconds=PATIENCE)  # type: ignore[misc]
        await cold.until(3)
        await soon(lambda: [row.state for row in jobs(venue) if row.device_name == "cold printer"] == ["printed"] * 3, PATIENCE)
        look(venue)
        await said(venue)
        held = [row.state for row in jobs(venue) if row.device_name == "hot printer"]
        assert held == (["printing"] if in_a_job else []) + ["waiting"] * 3, "premise: that printer has its queue still"
        assert hot.papers == []


async def test_what_a_slow_printer_cannot_finish_another_one_prints(kitchen: Venue, paper: Paper, tmp_path: Path) -> None:
    async with Paper(tmp_path / "slow") as slow, box(kitchen, paper, "cold printer", tmp_path / "journal") as cold:
        slow.tell("slow 30")
        async with box(kitchen, slow, "hot printer", tmp_path / "journal of the slow", seconds=0.4):
            await kitchen.order("dumplings")
            (text,) = await cold.until(1)
            await soon(lambda: states(jobs(kitchen)) == [("cold printer", "printed", 0)], PATIENCE)
    assert "代 hot printer 打印" in text
    assert "可能已打印过" in text
    assert slow.cuts == 0


async def test_a_machine_that_was_off_prints_when_it_is_on_again(kitchen: Venue, paper: Paper, tmp_path: Path) -> None:
    async with box(kitchen, paper, "hot printer", tmp_path / "journal") as printer:
        await paper.switch_off()
        printer.printer.look()
        await until_fault(kitchen, "hot printer", "printer_off")
        await kitchen.order("dumplings")
        await paper.switch_on()
        printer.printer.look()
        await printer.until(1)
        await until_fault(kitchen, "hot printer")
