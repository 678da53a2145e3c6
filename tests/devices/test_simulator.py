"""The whole venue as scripted clients against a real hub: at the end every board is the hub's."""

from __future__ import annotations

import asyncio
import json
import shlex
import sys
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from devices.simulator import Options, Seed, read_seed, simulate
from devices.simulator.evening import HUNGER
from hub.seed import seed
from tests.running import RunningHub


@pytest.fixture(scope="module")
def venue(running: RunningHub) -> dict[str, Any]:
    return seed(running.database, running.settings.data_path)


def options(running: RunningHub, venue: dict[str, Any], **more: Any) -> Options:
    return Options(hub=running.url, seed=msgspec.convert(msgspec.to_builtins(venue), Seed), speed=300, **more)


async def test_every_board_agrees_after_a_busy_hour(running: RunningHub, venue: dict[str, Any]) -> None:
    summary = await simulate(options(running, venue, orders=25, cashiers=2, managers=1, skew_seconds=86_400))
    assert summary.good, summary.as_text()
    assert summary.orders == 25 and summary.done["serve"] > 25 and summary.latency_ms_p50 is not None
    assert {device.kind for device in summary.devices} == {"pad", "kitchen", "handheld", "cashier", "call_screen", "manager"}


async def test_every_board_agrees_where_connections_are_cut_all_the_time(running: RunningHub, venue: dict[str, Any]) -> None:
    summary = await simulate(options(running, venue, orders=25, cuts_per_minute=60, delay_seconds=0.002, random_seed=2))
    assert summary.good, summary.as_text()
    assert summary.cuts > 0 and sum(device.connects for device in summary.devices) > len(summary.devices)


async def test_an_evening_is_one_that_the_house_keeps_up_with(running: RunningHub, venue: dict[str, Any]) -> None:
    """An hour and a half in eighteen seconds: guests come, eat and go, and no order grows without end."""
    before = rounds_of(await orders_at_the_desk(running, venue))
    summary = await simulate(options(running, venue, evening=True, duration_seconds=18))
    assert summary.good, summary.as_text()
    assert summary.done["place"] > 5 and summary.done["place at desk"] > 5 and summary.done["serve"] > 20, summary.as_text()
    assert summary.done["checkout"] and summary.done["hand in"] and summary.done["open"], summary.as_text()
    rung, gone = summary.done["press"], summary.done["attend"]
    assert rung >= 5 and summary.done["accept"] >= gone >= rung / 3, summary.as_text()
    talked = {what: summary.done[what] for what in ("ask", "write", "answer", "close", "rate", "tell all", "take chats")}
    assert all(talked.values()) and talked["take chats"] == 2, summary.as_text()
    assert talked["answer"] >= talked["ask"] / 3, summary.as_text()
    board = await orders_at_the_desk(running, venue)
    grown = {order: rounds - before.get(order, 0) for order, rounds in rounds_of(board).items()}
    assert max(grown.values()) <= max(HUNGER), grown
    assert sum(line["state"] in ("placed", "preparing") for line in board["lines"]) < 40


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
