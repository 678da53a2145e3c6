"""The hub's time on a device whose own clock is wrong, and keys that sort by time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from devices.client.clock import HubTime, SystemClock, instant, stamp
from devices.client.keys import new_key


class Frozen(SystemClock):
    """A wall clock that a test moves."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        """Where it was put."""
        return self.at


def test_the_offset_is_the_median_of_the_last_five_samples() -> None:
    clock = Frozen(datetime(2026, 11, 22, 3, 0, tzinfo=UTC))
    hub_time = HubTime(clock)
    assert hub_time.offset == timedelta()
    for seconds in (900, 10, 11, 12, 13, -500):
        hub_time.heard(stamp(clock.now() + timedelta(seconds=seconds)))
    assert hub_time.offset_ms == 11_000


@pytest.mark.parametrize("year", [1970, 2099])
def test_a_device_set_to_the_wrong_century_knows_the_hubs_time(year: int) -> None:
    clock = Frozen(datetime(year, 1, 1, tzinfo=UTC))
    hub_time = HubTime(clock)
    sent, received = clock.at, clock.at + timedelta(seconds=2)
    hub_time.answer("2026-11-22T02:41:08.000Z", sent, received)
    clock.at = received
    assert stamp(hub_time.now()) == "2026-11-22T02:41:09.000Z"


def test_stamps_read_back_as_written() -> None:
    at = datetime(2026, 11, 22, 2, 41, 7, 123_000, UTC)
    assert stamp(at) == "2026-11-22T02:41:07.123Z" and instant(stamp(at)) == at


def test_keys_are_version_seven_and_never_the_same() -> None:
    keys = [UUID(new_key()) for _ in range(2000)]
    assert len(set(keys)) == 2000
    assert {key.version for key in keys} == {7} and {key.variant for key in keys} == {keys[0].variant}
    assert (keys[0].int >> 80) <= (keys[-1].int >> 80)
