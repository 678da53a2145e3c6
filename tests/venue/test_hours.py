"""Opening hours: what the clock makes of a shop's door, and that a hand wins over it."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.venue.hours import Standing, is_open_by, next_change, next_closing, next_opening, standing_at, stretches

SHANGHAI = "Asia/Shanghai"


class Hours(NamedTuple):
    day: int
    opens: str
    closes: str


NIGHTLY = [Hours(day, "18:00", "04:00") for day in range(1, 8)]
OFFICE = [Hours(day, "10:00", "22:00") for day in range(1, 6)]
ALWAYS = [Hours(day, "00:00", "00:00") for day in range(1, 8)]


def local(text: str) -> datetime:
    """A wall time in Shanghai, where it is eight hours later."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.parametrize(
    ("at", "open_now"),
    [("2026-11-23 17:59", False), ("2026-11-23 18:00", True), ("2026-11-24 03:59", True), ("2026-11-24 04:00", False)],
)
def test_a_night_runs_past_midnight(at: str, open_now: bool) -> None:
    assert is_open_by(NIGHTLY, SHANGHAI, local(at)) is open_now


def test_hours_name_the_next_opening_and_closing() -> None:
    friday_night = local("2026-11-27 23:00")
    assert next_opening(OFFICE, SHANGHAI, friday_night) == local("2026-11-30 10:00")
    assert next_closing(OFFICE, SHANGHAI, friday_night) == local("2026-11-30 22:00")


def test_stretches_that_touch_are_one() -> None:
    split = [Hours(1, "10:00", "14:00"), Hours(1, "14:00", "22:00"), Hours(1, "21:00", "23:00")]
    monday = local("2026-11-23 12:00")
    assert (local("2026-11-23 10:00"), local("2026-11-23 23:00")) in stretches(split, SHANGHAI, monday)


def test_a_shop_that_never_closes_has_no_next_change() -> None:
    now = local("2026-11-23 12:00")
    assert is_open_by(ALWAYS, SHANGHAI, now)
    assert next_opening(ALWAYS, SHANGHAI, now) is None
    assert next_change(Standing("open", now, None), ALWAYS, SHANGHAI, now) is None


def test_a_shop_without_hours_is_moved_by_hand_only() -> None:
    now = local("2026-11-23 12:00")
    for state in ("open", "paused", "closed"):
        was = Standing(state, now, None)
        assert standing_at(now + timedelta(days=30), was, [], SHANGHAI) == was
        assert next_change(was, [], SHANGHAI, now) is None


def test_hours_close_an_open_shop_and_say_when_it_opens_again() -> None:
    was = Standing("open", local("2026-11-23 10:00"), None)
    assert standing_at(local("2026-11-23 21:59"), was, OFFICE, SHANGHAI) == was
    closed = standing_at(local("2026-11-23 22:00"), was, OFFICE, SHANGHAI)
    assert closed == Standing("closed", local("2026-11-23 22:00"), local("2026-11-24 10:00"))
    assert standing_at(local("2026-11-24 10:00"), closed, OFFICE, SHANGHAI) == Standing("open", local("2026-11-24 10:00"), None)


def test_a_shop_opened_by_hand_out_of_hours_stays_open_until_the_next_closing() -> None:
    was = Standing("open", local("2026-11-23 23:00"), None)
    assert standing_at(local("2026-11-24 09:00"), was, OFFICE, SHANGHAI) == was
    assert standing_at(local("2026-11-24 22:00"), was, OFFICE, SHANGHAI).state == "closed"


def test_a_shop_opened_by_hand_in_the_very_moment_of_closing_stays_open() -> None:
    was = Standing("open", local("2026-11-23 22:00"), None)
    assert standing_at(local("2026-11-23 22:00"), was, OFFICE, SHANGHAI) == was


def test_a_pause_by_hand_outlasts_the_hours_until_its_own_end() -> None:
    was = Standing("paused", local("2026-11-23 20:00"), local("2026-11-25 12:00"))
    assert standing_at(local("2026-11-25 11:59"), was, OFFICE, SHANGHAI) == was
    assert standing_at(local("2026-11-25 12:00"), was, OFFICE, SHANGHAI) == Standing("open", local("2026-11-25 12:00"), None)


def test_a_hub_that_was_off_over_an_opening_and_a_closing_finds_the_door_closed() -> None:
    was = Standing("closed", local("2026-11-23 22:00"), local("2026-11-24 10:00"))
    late = standing_at(local("2026-11-24 23:30"), was, OFFICE, SHANGHAI)
    assert late == Standing("closed", local("2026-11-24 22:00"), local("2026-11-25 10:00"))


def test_a_night_over_the_spring_gap_is_an_hour_shorter() -> None:
    at = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    begins, ends = next(one for one in stretches(NIGHTLY, "Europe/Helsinki", at) if one[0] <= at < one[1])
    assert ends - begins == timedelta(hours=9)


HOURS = st.lists(
    st.builds(Hours, st.integers(1, 7), *[st.times().map(lambda t: f"{t:%H:%M}")] * 2),
    min_size=1,
    max_size=10,
    unique_by=lambda one: one.day,
)
NOW = st.datetimes(datetime(2020, 1, 15), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (hypothesis wants naive bounds)
ZONES = st.sampled_from([SHANGHAI, "Europe/Helsinki", "America/New_York", "Australia/Lord_Howe"])


@given(
    HOURS, ZONES, NOW, st.sampled_from(["open", "closed"]), st.lists(st.timedeltas(timedelta(0), timedelta(days=6)), min_size=1, max_size=5)
)
def test_late_and_repeated_looks_end_in_the_same_state(
    hours: list[Hours], zone: str, start: datetime, state: str, looks: list[timedelta]
) -> None:
    was = Standing(state, start, None if state == "open" else next_opening(hours, zone, start))
    step = was
    for look in sorted(looks):
        step = standing_at(start + look, step, hours, zone)
    assert step.state == standing_at(start + max(looks), was, hours, zone).state


@given(HOURS, ZONES, NOW)
def test_whoever_looks_at_each_change_follows_the_hours(hours: list[Hours], zone: str, start: datetime) -> None:
    opens = is_open_by(hours, zone, start)
    standing = Standing("open" if opens else "closed", start, None if opens else next_opening(hours, zone, start))
    now = start
    for _ in range(6):
        due = next_change(standing, hours, zone, now)
        if due is None:
            break
        assert due > now
        now = due
        standing = standing_at(now, standing, hours, zone)
        assert (standing.state == "open") == is_open_by(hours, zone, now)
