"""The modules of the pages, tested by their own tests under Node, and their reducer by what a real hub sent."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

import msgspec
import pytest
from playwright._impl._driver import compute_driver_executable

from devices.client.board import Board
from tests.displays.recording import SCREENS, evening, record
from tests.running import Backend, RunningHub

HERE = Path(__file__).parent
MODULES = sorted(path.name for path in (HERE / "js").glob("*.test.mjs"))
EXAMPLES = sorted(path.stem for path in (HERE / "examples").glob("*.json"))


def node(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the Node that comes with Playwright."""
    command = [compute_driver_executable()[0], *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)


@pytest.mark.parametrize("module", MODULES)
def test_module(module: str) -> None:
    done = node("--test", "--test-reporter=spec", HERE / "js" / module)
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_is_an_example_of_every_kind_of_board() -> None:
    assert sorted(SCREENS) == EXAMPLES


def test_the_examples_say_what_the_wire_says_today() -> None:
    example = msgspec.json.decode((HERE / "examples" / "manager.json").read_bytes())
    events = [event for step in example["steps"] for event in step["events"]]
    told = {event["type"] for event in events}
    assert {"kds.round_seen", "kds.round_missed", "im.device_changed", "venue.shop_changed", "orders.order_closed"} <= told
    assert {"device", "removed"} <= {member for event in events if event["type"] == "im.device_changed" for member in event["data"]}
    for shop in [example["snapshot"]["shop"], *(event["data"]["shop"] for event in events if event["type"] == "venue.shop_changed")]:
        assert shop["names"].keys() == {"zh-CN", "en"}
    assert {"im.pad_call_changed", "im.alarm_raised", "im.alarm_cleared"} <= told
    assert {"chat.changed", "chat.message_added", "chat.typing", "chat.transferred"} <= told
    chats = [event["data"]["chat"] for event in events if "chat" in event["data"]]
    assert {chat["state"] for chat in chats} == {"queued", "open", "idle", "closed"}
    assert {chat["kind"] for chat in chats} == {"support", "group"} and any(chat["rating"] for chat in chats)
    lines = [event["data"]["line"] for event in events if event["type"] == "kds.line_moved"]
    assert {who for line in lines for who in (line["started_by"], line["ready_by"], line["served_by"])} == {None, "manager"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_client_library_agrees_with_the_examples(name: str) -> None:
    example = msgspec.json.decode((HERE / "examples" / f"{name}.json").read_bytes())
    board = Board(example["kind"], example["stations"])
    board.load(example["snapshot"])
    for step in example["steps"]:
        for event in step["events"]:
            board.apply(event["type"], event["data"])
        assert board.dump() == step["board"]


@pytest.fixture(scope="module")
def hub(sqlite_backend: Backend) -> Iterator[RunningHub]:
    settings = sqlite_backend.settings()
    running = RunningHub(settings)
    try:
        yield running
    finally:
        running.stop()
        sqlite_backend.forget(settings)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_page_is_its_snapshot_plus_events(hub: RunningHub, tmp_path: Path, seed: int) -> None:
    commands = evening(Random(seed), 60)
    recording = record(hub, commands, steps=len(commands))
    (tmp_path / "recording.json").write_bytes(msgspec.json.encode(recording))
    done = node(HERE / "js" / "replay.mjs", tmp_path / "recording.json")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == len(commands) * len(SCREENS)
