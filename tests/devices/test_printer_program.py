"""The printer's program as it runs on a box: let in by its code, killed, started again, stopped."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from devices.printer.paper.machine import Paper
from tests.devices.soon import soon
from tests.devices.test_printer import PATIENCE, texts
from tests.printing.working import jobs
from tests.venues import Venue

ROOT = Path(__file__).parents[2]


class Program:
    """`python -m devices.printer` in a folder of its own."""

    def __init__(self, venue: Venue, paper: Paper, folder: Path) -> None:
        self.log = folder / "log"
        self.command = [sys.executable, "-m", "devices.printer", "--hub", venue.running.url, "--data", str(folder / "data")]
        self.command += ["--paper", f"{paper.host}:{paper.port}", "--shop", str(venue.shop_id)]
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(self.command, cwd=ROOT, stdout=log, stderr=log)

    def end(self, number: int = signal.SIGTERM) -> int:
        assert self.child is not None
        self.child.send_signal(number)
        return self.child.wait(30)

    def codes(self) -> list[str]:
        return re.findall(r"code: (\S+)", self.log.read_text("utf-8"))


@pytest.fixture
async def paper(tmp_path: Path) -> AsyncIterator[Paper]:
    async with Paper(tmp_path / "papers") as made:
        yield made


@pytest.fixture
def program(venue: Venue, paper: Paper, tmp_path: Path) -> Iterator[Program]:
    made = Program(venue, paper, tmp_path)
    yield made
    if made.child is not None and made.child.poll() is None:
        made.child.kill()
        made.child.wait()


async def test_a_box_is_let_in_prints_and_after_a_crash_prints_nothing_twice(venue: Venue, program: Program, paper: Paper) -> None:
    program.start()
    await soon(program.codes, PATIENCE)
    about = {"shop_id": str(venue.shop_id), "kind": "printer", "name": f"Box {venue.mark}", "stations": ["hot"]}
    answer = await venue["manager"].post(f"/device-pairings/{program.codes()[0]}/approval", about)
    assert answer.status_code == 200, answer.text
    await venue.order("dumplings")
    await soon(lambda: [row.state for row in jobs(venue)] == ["printed"], PATIENCE)
    program.end(signal.SIGKILL)

    await venue.order("noodles", who="pad 802")
    program.start()
    await soon(lambda: [row.state for row in jobs(venue)] == ["printed"] * 2, PATIENCE)
    papers = texts(paper)
    assert ["801" in papers[0], "802" in papers[1]] == [True, True]
    assert len(papers) == 2
    assert len(program.codes()) == 1, "its tokens were kept"
    assert program.end() == 0


async def test_two_programs_never_share_a_folder(venue: Venue, program: Program) -> None:
    program.start()
    await soon(program.codes, PATIENCE)
    ran = await asyncio.to_thread(subprocess.run, program.command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (ran.returncode, "already uses the folder" in ran.stderr, "Traceback" in ran.stderr) == (2, True, False)
    program.end(signal.SIGKILL)
    program.start()
    await soon(lambda: len(program.codes()) == 2, PATIENCE)


def test_a_paper_may_not_take_longer_than_the_hub_waits(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "devices.printer", "--print-seconds", "120", "--data", str(tmp_path / "data")]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (ran.returncode, "at most 45" in ran.stderr, "Traceback" in ran.stderr) == (2, True, False)


def test_a_wrong_address_is_one_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "devices.printer", "--paper", "nowhere:0", "--data", str(tmp_path / "data")]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "--paper" in ran.stderr
    assert "Traceback" not in ran.stderr
