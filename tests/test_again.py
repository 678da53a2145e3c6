"""A test that failed while the machine stood still is run again; any other only in CI, once, and a few of a run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.again import AGAIN_MOST, LONG_SECONDS, ONCE_MORE_MOST

ROOT = Path(__file__).parents[1]
CONFTEST = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from tests.again import Again

def pytest_configure(config):
    config.pluginmanager.register(Again())
"""
TESTS = f"""
import os, signal, subprocess, time
from pathlib import Path
import pytest

def first_time(name):
    there = Path(__file__).with_name(name).exists()
    Path(__file__).with_name(name).touch()
    return not there

@pytest.mark.parametrize("number", range(10))
def test_passes(number):
    pass

@pytest.mark.parametrize("name", "abcde")
def test_fails_once(name):
    print("looked at", name)
    assert not first_time(name)

def test_fails_always():
    assert False

def test_fails_once_and_the_machine_stands_still():
    if first_time("still"):
        subprocess.Popen(["sh", "-c", f"sleep {LONG_SECONDS + 0.7}; kill -CONT {{os.getpid()}}"])
        os.kill(os.getpid(), signal.SIGSTOP)
        assert False, "time passed"

@pytest.mark.timeout(1)
def test_fails_always_after_it():
    assert not first_time("always")
    time.sleep(60)
"""


def run(folder: Path, *, in_ci: bool) -> str:
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_some.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-p", "no:valkey", "-p", "no:cacheprovider", "--timeout=60", "--rerun-show-tracebacks"]
    environment = {name: value for name, value in os.environ.items() if name != "CI"} | ({"CI": "true"} if in_ci else {})
    ended = subprocess.run(
        [*command, "test_some.py"], cwd=folder, env=environment, capture_output=True, text=True, timeout=100, check=False
    )
    assert ended.returncode == 1
    return ended.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be stopped there")
def test_what_failed_over_a_standstill_is_run_again(tmp_path: Path) -> None:
    told = run(tmp_path, in_ci=False)
    assert f"7 failed, 11 passed, {1 + AGAIN_MOST} rerun" in told, told
    assert "time passed" in told
    assert "Timeout (>1.0s)" in told


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be stopped there")
def test_in_ci_a_few_others_are_run_once_more_and_told_of(tmp_path: Path) -> None:
    told = run(tmp_path, in_ci=True)
    assert f"4 failed, 14 passed, {ONCE_MORE_MOST + 1 + AGAIN_MOST} rerun" in told, told
    assert told.count("RERUN test_some.py::test_fails_once[") == ONCE_MORE_MOST
    assert "looked at a" in told
