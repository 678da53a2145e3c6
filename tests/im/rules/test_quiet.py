"""Quiet hours are wall time of the shop's own zone, over midnight and over clock changes."""

from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.im.rules.quiet import is_quiet


class Hours(NamedTuple):
    quiet_from: str | None
    quiet_to: str | None


def at(wall: str, zone: str = "Asia/Shanghai", day: int = 22) -> datetime:
    moment = time.fromisoformat(wall)
    return datetime(2026, 11, day, moment.hour, moment.minute, moment.second, tzinfo=ZoneInfo(zone)).astimezone(UTC)


NIGHT = Hours("22:30", "07:00")
MIDDAY = Hours("12:00", "14:00")


@pytest.mark.parametrize(
    ("hours", "wall", "quiet"),
    [
        (NIGHT, "22:29:59", False),
        (NIGHT, "22:30", True),
        (NIGHT, "23:59:59", True),
        (NIGHT, "00:00", True),
        (NIGHT, "06:59:59", True),
        (NIGHT, "07:00", False),
        (NIGHT, "12:00", False),
        (MIDDAY, "11:59:59", False),
        (MIDDAY, "12:00", True),
        (MIDDAY, "13:59:59", True),
        (MIDDAY, "14:00", False),
        (MIDDAY, "00:00", False),
        (Hours(None, None), "00:00", False),
    ],
)
def test_quiet_from_the_first_time_up_to_the_second(hours: Hours, wall: str, quiet: bool) -> None:
    assert is_quiet(hours, at(wall), "Asia/Shanghai") is quiet


def test_the_shops_zone_decides() -> None:
    midnight_in_shanghai = at("00:00")
    assert is_quiet(NIGHT, midnight_in_shanghai, "Asia/Shanghai")
    assert not is_quiet(NIGHT, midnight_in_shanghai, "Europe/Helsinki"), "18:00 there"


def test_an_hour_that_happens_twice_is_quiet_twice() -> None:
    hours = Hours("03:00", "03:30")
    first, second = datetime(2026, 10, 25, 0, 15, tzinfo=UTC), datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
    for moment in (first, second):
        assert moment.astimezone(ZoneInfo("Europe/Helsinki")).time() == time(3, 15)
        assert is_quiet(hours, moment, "Europe/Helsinki")


WALLS = st.times().map(lambda wall: wall.strftime("%H:%M"))


@given(begins=WALLS, ends=WALLS, wall=st.times())
def test_the_other_way_round_the_rest_of_the_day_is_quiet(begins: str, ends: str, wall: time) -> None:
    if begins == ends:
        return
    moment = datetime.combine(date(2026, 11, 22), wall, ZoneInfo("Asia/Shanghai"))
    assert is_quiet(Hours(begins, ends), moment, "Asia/Shanghai") is not is_quiet(Hours(ends, begins), moment, "Asia/Shanghai")
