"""The whole venue as scripted clients against a real hub: at the end every board is the hub's."""

from __future__ import annotations

import asyncio
import json
import shlex
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from devices.simulator import Options, Seed, read_seed, simulate
from devices.simulator.evening import HUNGER
from hub.seed import seed
from tests.running import RunningHub

SPEEDS = (300.0, 150.0, 75.0)
"""So many times as fast as in a house. On a machine that does not keep up the evening is played again, slower."""
EVENING_SECONDS = 5_400.0


@pytest.fixture(scope="module")
def venue(running: RunningHub) -> dict[str, Any]:
    return seed(running.database, running.settings.data_path)


def options(running: RunningHub, venue: dict[str, Any], **more: Any) -> Options:
    return Options(hub=running.url, seed=msgspec.convert(msgspec.to_builtins(venue), Seed), **{"speed": SPEEDS[0], **more})


async def test_every_board_agrees_after_a_busy_hour(running: RunningHub, venue: dict[str, Any]) -> None:
    summary = await simulate(options(running, venue, orders=25, cashiers=2, managers=1, skew_seconds=86_400))
    assert summary.good, summary.as_text()
    assert summary.orders == 25 and summary.done["serve"] > 25 and summary.latency_ms_p50 is not None
    assert {device.kind for device in summary.devices} == {"pad", "kitchen", "handheld", "cashier", "call_screen", "manager"}


async def test_every_board_agrees_where_connections_are_cut_all_the_time(running: RunningHub, venue: dict[str, Any]) -> None:
    summary = await simulate(options(running, venue, orders=25, cuts_per_minute=60, delay_seconds=0.002, random_seed=2))
    assert summary.good, summary.as_text()
    assert summary.cuts > 0 and sum(device.connects for device in summary.devices) > len(summary.devices)


@pytest.mark.timeout(400)
async def test_an_evening_is_one_that_the_house_keeps_up_with(running: RunningHub, venue: dict[str, Any]) -> None:
    """An hour and a half in eighteen seconds: guests come, eat and go, and no order grows without end."""
    for speed in SPEEDS:
        before = rounds_of(await orders_at_the_desk(running, venue))
        summary = await simulate(options(running, venue, evening=True, speed=speed, duration_seconds=EVENING_SECONDS / speed))
        assert summary.good, summary.as_text()
        board = await orders_at_the_desk(running, venue)
        grown = {order: rounds - before.get(order, 0) for order, rounds in rounds_of(board).items()}
        assert max(grown.values()) <= max(HUNGER), grown
        waiting = sum(line["state"] in ("placed", "preparing") for line in board["lines"])
        missing = missing_in(summary.done, waiting)
        if not missing:
            return
    raise AssertionError(f"{missing}\n{summary.as_text()}")


def missing_in(done: Counter[str], waiting: int) -> list[str]:
    """What a house that keeps up does in an hour and a half and this one did not; `waiting` is of lines that are not ready at the end."""
    rung, gone = done["press"], done["attend"]
    talked = ("ask", "write", "answer", "close", "rate", "tell all", "take chats")
    wanted = {
        "guests order": done["place"] > 5,
        "the desk orders": done["place at desk"] > 5,
        "guests are served": done["serve"] > 20,
        "guests go": done["checkout"] and done["hand in"],
        "guests come": done["open"],
        "guests ring": rung >= 5,
        "who rings is gone to": done["accept"] >= gone >= rung / 3,
        "people talk": all(done[what] for what in talked) and done["take chats"] == 2,
        "guests get answers": done["answer"] >= done["ask"] / 3,
        "the kitchen keeps up": waiting < 40,
    }
    return [what for what, is_so in wanted.items() if not is_so]


def test_a_house_that_does_not_keep_up_is_noticed() -> None:
    busy = Counter(dict.fromkeys(("place", "place at desk", "serve", "checkout", "hand in", "open", "press", "accept", "attend"), 21))
    busy |= Counter(dict.fromkeys(("ask", "write", "answer", "close", "rate", "tell all"), 5)) | Counter({"take chats": 2})
    assert missing_in(busy, waiting=39) == []
    assert missing_in(busy - Counter(serve=1, checkout=21), waiting=40) == ["guests are served", "guests go", "the kitchen keeps up"]


async def orders_at_the_desk(running: RunningHub, venue: dict[str, Any]) -> dict[str, Any]:
    """The board of the cashier's screen."""
    token = next(device["access_token"] for device in venue["devices"] if device["kind"] == "cashier")
    async with httpx.AsyncClient(base_url=running.url, timeout=30) as http:
        answer = await http.get("/api/v1/me/board", headers={"authorization": f"Bearer {token}"})
    board: dict[str, Any] = answer.raise_for_status().json()["board"]
    return board


def rounds_of(board: dict[str, Any]) -> dict[str, int]:
    """Of each order, how many rounds it has."""
    return {order["id"]: len(order["rounds"]) for order in board["orders"]}


async def test_the_command_line_prints_one_summary(running: RunningHub, venue: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "seed.json"
    file.write_bytes(msgspec.json.encode(venue))
    command = [sys.executable, "-m", "devices.simulator", "--hub", running.url, "--seed-json", str(file)]
    program = await asyncio.create_subprocess_exec(
        *command, "--duration", "1", "--speed", "300", "--json", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await program.communicate()
    assert program.returncode == 0, err.decode()
    assert json.loads(out)["mismatches"] == 0


async def test_an_endless_run_ends_when_it_is_told_to(running: RunningHub, venue: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "seed.json"
    file.write_bytes(msgspec.json.encode(venue))
    command = [sys.executable, "-m", "devices.simulator", "--hub", running.url, "--seed-json", str(file), "--forever"]
    program = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
    assert program.stderr is not None
    assert b"screens are live" in await program.stderr.readline()
    program.terminate()
    async with asyncio.timeout(60):
        _, err = await program.communicate()
    assert program.returncode == 0, err.decode()


async def test_an_endless_run_ends_with_whoever_started_it(running: RunningHub, venue: dict[str, Any], tmp_path: Path) -> None:
    """A hub that is killed leaves nobody behind who would order at the next one."""
    file = tmp_path / "seed.json"
    file.write_bytes(msgspec.json.encode(venue))
    command = shlex.join([sys.executable, "-m", "devices.simulator", "--hub", running.url, "--seed-json", str(file), "--forever"])
    starter = await asyncio.create_subprocess_exec("bash", "-c", f"{command} --child-of $$ & wait", stderr=asyncio.subprocess.PIPE)
    assert starter.stderr is not None
    assert b"screens are live" in await starter.stderr.readline()
    starter.kill()
    async with asyncio.timeout(60):
        await starter.stderr.read()  # ends when the last of them has closed it


def test_a_seed_of_another_shape_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        read_seed('{"shops": 3}')
