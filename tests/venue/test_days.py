"""The business day: walked minute by minute over clock changes, and as properties over every zone."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.venue.days import business_day, first_instant, is_zone, next_day_start

THREE = time(3)
MINUTE = timedelta(minutes=1)

# Noon before a clock change (or an ordinary day); 48 hours from there pass exactly two starts of a day.
ZONE_DAYS = [
    ("Europe/Athens", date(2026, 3, 28)),  # 03:00 does not exist
    ("Europe/Athens", date(2026, 10, 24)),  # 03:00 happens twice
    ("Europe/Helsinki", date(2026, 3, 28)),
    ("Europe/Helsinki", date(2026, 10, 24)),
    ("Europe/Berlin", date(2026, 3, 28)),
    ("Europe/Berlin", date(2026, 10, 24)),
    ("America/New_York", date(2026, 3, 7)),
    ("America/New_York", date(2026, 10, 31)),
    ("Australia/Lord_Howe", date(2026, 4, 4)),  # half an hour back
    ("Australia/Lord_Howe", date(2026, 10, 3)),  # half an hour forward
    ("Asia/Shanghai", date(2026, 11, 21)),
    ("Asia/Kathmandu", date(2026, 11, 21)),
    ("Pacific/Apia", date(2012, 3, 31)),
    ("Pacific/Apia", date(2026, 11, 21)),
]


@pytest.mark.parametrize(("zone", "day"), ZONE_DAYS)
def test_in_48_hours_the_day_turns_twice_and_never_a_third_time_in_a_repeated_hour(zone: str, day: date) -> None:
    at = datetime.combine(day, time(12), ZoneInfo(zone)).astimezone(UTC)
    days = [business_day(at + MINUTE * n, zone, THREE) for n in range(48 * 60 + 1)]
    assert [b - a for a, b in pairwise(days) if a != b] == [timedelta(days=1)] * 2


@pytest.mark.parametrize("start", ["03:30", "03:59", "01:45", "00:30", "02:15"])
@pytest.mark.parametrize(("zone", "day"), ZONE_DAYS)
def test_a_start_inside_the_changed_hour_turns_the_day_once_too(zone: str, day: date, start: str) -> None:
    at = datetime.combine(day, time(12), ZoneInfo(zone)).astimezone(UTC)
    days = [business_day(at + MINUTE * n, zone, time.fromisoformat(start)) for n in range(48 * 60 + 1)]
    assert sum(a != b for a, b in pairwise(days)) == 2


@pytest.mark.parametrize(
    ("zone", "day", "turns"),
    [
        ("Europe/Helsinki", date(2026, 3, 29), "2026-03-29T01:00:00Z"),  # 02:59:59 is followed by 04:00
        ("Europe/Helsinki", date(2026, 10, 25), "2026-10-25T00:00:00Z"),  # the first of two
        ("Europe/Athens", date(2026, 3, 29), "2026-03-29T01:00:00Z"),
        ("Asia/Kathmandu", date(2026, 11, 22), "2026-11-21T21:15:00Z"),
        ("Asia/Shanghai", date(2026, 11, 22), "2026-11-21T19:00:00Z"),
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00:00Z"),  # a date that never was: it begins where the next one does
    ],
)
def test_the_day_turns_at(zone: str, day: date, turns: str) -> None:
    at = datetime.fromisoformat(turns)
    assert first_instant(day, THREE, zone) == at
    assert business_day(at - timedelta(milliseconds=1), zone, THREE) == day - timedelta(days=1)
    assert business_day(at, zone, THREE) == day
    assert next_day_start(at - timedelta(milliseconds=1), zone, THREE) == at


def test_one_millisecond_before_three_is_still_yesterday() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    assert business_day(datetime(2026, 11, 22, 2, 59, 59, 999000, zone), "Asia/Shanghai", THREE) == date(2026, 11, 21)
    assert business_day(datetime(2026, 11, 22, 3, tzinfo=zone), "Asia/Shanghai", THREE) == date(2026, 11, 22)


ZONES = st.sampled_from(
    [
        "Asia/Shanghai",
        "Europe/Helsinki",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Africa/Cairo",
        "Pacific/Apia",
        "Antarctica/Troll",
    ]
)
INSTANTS = st.datetimes(datetime(2001, 1, 2), datetime(2037, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 (hypothesis wants naive bounds)
STARTS = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(INSTANTS, ZONES, STARTS)
def test_the_next_start_is_the_first_instant_of_another_day(at: datetime, zone: str, start: time) -> None:
    turns = next_day_start(at, zone, start)
    assert turns > at
    assert business_day(turns - timedelta(microseconds=1), zone, start) == business_day(at, zone, start)
    assert business_day(turns, zone, start) > business_day(at, zone, start)


@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(days=3)), ZONES, STARTS)
def test_a_later_instant_never_has_an_earlier_day(at: datetime, later: timedelta, zone: str, start: time) -> None:
    assert business_day(at, zone, start) <= business_day(at + later, zone, start)


@given(INSTANTS, ZONES)
def test_outside_repeated_hours_only_the_wall_clock_decides(at: datetime, zone: str) -> None:
    wall = at.astimezone(ZoneInfo(zone))
    if not wall.fold:
        shifted = wall.replace(tzinfo=None) - timedelta(hours=3)
        assert business_day(at, zone, THREE) == shifted.date()


@pytest.mark.parametrize("name", ["", "localtime", "Mars/Olympus", "../etc/passwd", "UTC+8", "Factory"])
def test_not_every_word_is_a_zone(name: str) -> None:
    assert not is_zone(name)


def test_zones_of_the_iana_data_are_known() -> None:
    assert is_zone("Asia/Shanghai") and is_zone("UTC")
