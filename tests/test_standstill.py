"""A test that failed while the machine stood still is run again; no other is."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.standstill import LONG_SECONDS

ROOT = Path(__file__).parents[1]
CONFTEST = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from tests.standstill import Standstills

def pytest_configure(config):
    config.pluginmanager.register(Standstills())
"""
TESTS = f"""
import os, signal, subprocess, time
from pathlib import Path
import pytest

def first_time(name):
    there = Path(__file__).with_name(name).exists()
    Path(__file__).with_name(name).touch()
    return not there

def test_fails_once():
    assert not first_time("once")

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


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be stopped there")
def test_what_failed_over_a_standstill_is_run_again(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_some.py").write_text(TESTS)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:valkey",
        "-p",
        "no:cacheprovider",
        "--timeout=60",
        "--rerun-show-tracebacks",
        "test_some.py",
    ]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False)
    assert run.returncode == 1
    assert "2 failed, 1 passed, 5 rerun" in run.stdout, run.stdout
    assert "time passed" in run.stdout
    assert "Timeout (>1.0s)" in run.stdout
    assert "FAILED test_some.py::test_fails_once -" in run.stdout
