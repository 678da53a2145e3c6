"""Which faults the office is shown. Pure."""

import pytest

from hub.im.faults import faults_of, is_old

WELL = {"audio": "ready", "wake_lock": True, "clock_offset_ms": 0, "unsent": 0, "caps": ["speech", "wake_lock"]}


def test_a_device_that_is_well_has_none() -> None:
    assert faults_of("online", WELL, "pad/1.0.0") == []
    assert faults_of("away", {}, "") == []


def test_of_a_device_that_is_away_from_us_only_that_is_said() -> None:
    assert faults_of("offline", WELL | {"unsent": 3}, "pad/0.1.0") == ["offline"]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"audio": "blocked"}, "audio_blocked"),
        ({"clock_offset_ms": 5_001}, "clock_off"),
        ({"clock_offset_ms": -5_001}, "clock_off"),
        ({"unsent": 1}, "unsent"),
        ({"wake_lock": False}, "wake_lock_lost"),
    ],
)
def test_each_fault(said: dict[str, object], fault: str) -> None:
    assert faults_of("online", WELL | said, "pad/1.0.0") == [fault]


@pytest.mark.parametrize(
    "said", [{"audio": "none"}, {"clock_offset_ms": 5_000}, {"clock_offset_ms": -5_000}, {"wake_lock": False, "caps": ["speech"]}]
)
def test_what_is_no_fault(said: dict[str, object]) -> None:
    assert faults_of("online", WELL | said, "pad/1.0.0") == []


@pytest.mark.parametrize(
    ("app", "old"),
    [
        ("pad/0.9.9", True),
        ("pad/0", True),
        ("pad/1.0.0", False),
        ("pad/1.0.0-rc1", False),
        ("pad/2.0", False),
        ("pad/10.1.3+build7", False),
        ("pad", False),
        ("", False),
        ("pad/nightly", False),
        ("pad/٣", False),
        ("pad/999999999999", False),
    ],
)
def test_old_apps(app: str, old: bool) -> None:
    assert is_old(app) is old
