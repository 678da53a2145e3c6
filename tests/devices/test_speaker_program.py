"""The speaker's program as it runs on a box: let in by its code, heard at its station, killed, thrown out."""

from __future__ import annotations

import asyncio
import re
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.devices.soon import soon
from tests.venues import Venue

ROOT = Path(__file__).parents[2]


class Program:
    """`python -m devices.speaker` in a folder of its own."""

    def __init__(self, venue: Venue, folder: Path) -> None:
        self.heard_in = folder / "heard"
        self.log = folder / "log"
        self.command = [sys.executable, "-m", "devices.speaker", "--hub", venue.running.url, "--data", str(folder / "data")]
        self.command += ["--shop", str(venue.shop_id), "--null", str(self.heard_in)]
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(self.command, cwd=ROOT, stdout=log, stderr=log)

    def end(self, number: int = signal.SIGTERM) -> int:
        if self.child is None:
            return 0
        self.child.send_signal(number)
        return self.child.wait(60)

    def said(self) -> str:
        return self.log.read_text("utf-8") if self.log.exists() else ""

    def heard(self) -> list[str]:
        return sorted(file.name for file in self.heard_in.glob("*.wav"))

    def spoken(self) -> list[str]:
        """The ids of the messages that were said."""
        return [name.partition("-speech-")[2].removesuffix(".wav") for name in self.heard() if "-speech-" in name]

    async def code(self, number: int = 1) -> str:
        """The code of its n-th pairing."""
        await soon(lambda: len(re.findall(r"code: (\S+)", self.said())) >= number, 60)
        return str(re.findall(r"code: (\S+)", self.said())[number - 1])


@pytest.fixture
def program(venue: Venue, tmp_path: Path) -> Iterator[Program]:
    made = Program(venue, tmp_path)
    yield made
    if made.child is not None and made.child.poll() is None:
        made.child.kill()
        made.child.wait()


async def let_in(venue: Venue, code: str, **more: Any) -> dict[str, Any]:
    about = {"shop_id": str(venue.shop_id), "kind": "speaker", "name": f"Box {venue.mark}", **more}
    answer = await venue["manager"].post(f"/device-pairings/{code}/approval", about)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def until_online(venue: Venue, device_id: str, *, seen_after: str = "") -> str:
    """Until the box is here; when it was last seen."""
    async with asyncio.timeout(60):
        while True:
            device = (await venue["manager"].get(f"/devices/{device_id}")).json()
            if device["presence"] == "online" and (device["last_seen_at"] or "") > seen_after:
                return str(device["last_seen_at"])
            await asyncio.sleep(0.05)


async def log_of(venue: Venue, order_id: str, device_id: str) -> list[tuple[str, str, str | None]]:
    """What the box was sent of an order: message, state, result."""
    answer = await venue["manager"].get("/im/messages", order_id=order_id, limit=200)
    assert answer.status_code == 200, answer.text
    rows = answer.json()["items"]
    return [
        (row["id"], row["state"], delivery["result"])
        for row in rows
        for delivery in row["deliveries"]
        if delivery["device_id"] == device_id and row["event"] == "order_placed"
    ]


async def until_log(venue: Venue, order_id: str, device_id: str, is_so: Callable[[list[tuple[str, str, str | None]]], bool]) -> list[str]:
    async with asyncio.timeout(60):
        while not is_so(found := await log_of(venue, order_id, device_id)):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return [message for message, _, _ in found]


async def test_two_boxes_never_share_a_folder(venue: Venue, program: Program) -> None:
    program.start()
    await program.code()
    ran = await asyncio.to_thread(subprocess.run, program.command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (ran.returncode, "already uses the folder" in ran.stderr, "Traceback" in ran.stderr) == (2, True, False)


async def test_a_box_is_let_in_says_a_new_order_at_its_station_and_not_again_after_a_crash(venue: Venue, program: Program) -> None:
    program.start()
    code = await program.code()
    waiting = (await venue["manager"].get("/device-pairings")).json()["items"]
    assert code in [each["user_code"] for each in waiting]
    assert f"code={code}" in program.said()
    box_id = (await let_in(venue, code, stations=["hot"]))["id"]
    await until_online(venue, box_id)

    order = await venue.order("dumplings", "tea")
    await soon(program.spoken, 60)
    program.end(signal.SIGKILL)
    first = program.spoken()
    (said,) = await until_log(venue, order["id"], box_id, lambda found: len(found) >= 1)
    assert first == [said]

    program.start()
    second = await venue.order("noodles", who="pad 802")
    messages = await until_log(venue, second["id"], box_id, lambda found: "spoken" in {result for _, _, result in found})
    await soon(lambda: set(messages) & set(program.spoken()), 60)
    assert program.spoken().count(said) == 1
    assert program.heard()[0].endswith("-chime-new_order.wav")
    assert program.said().count("code:") == 1, "its tokens were kept"
    assert program.end() == 0
    mode = (program.log.parent / "data" / "speaker.db").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


async def test_a_box_that_was_thrown_out_shows_a_new_code(venue: Venue, program: Program) -> None:
    program.start()
    box_id = (await let_in(venue, await program.code()))["id"]
    await until_online(venue, box_id)
    assert (await venue["manager"].post(f"/devices/{box_id}/revoke")).status_code == 204
    again = await program.code(2)
    refused = await venue["manager"].post(f"/device-pairings/{again}/denial")
    assert refused.status_code == 204
    assert program.child is not None
    assert await asyncio.to_thread(program.child.wait, 60) == 1
    assert "said no" in program.said()


def test_a_box_needs_the_device_programs_and_nothing_of_the_hub(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "devices", tmp_path / "devices", ignore=shutil.ignore_patterns("__pycache__"))
    hidden = [f"sys.modules[{name!r}] = None" for name in ("hub", "displays", "sounds", "litestar", "sqlalchemy", "miniaudio")]
    ran_as = ["sys.argv = ['speaker', '--help']", "runpy.run_module('devices.speaker', run_name='__main__')"]
    script = "\n".join(["import sys, runpy", "sys.path.insert(0, '.')", *hidden, *ran_as])
    ran = subprocess.run([sys.executable, "-I", "-c", script], cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert (ran.returncode, b"--null" in ran.stdout) == (0, True), ran.stderr
