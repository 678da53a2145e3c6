"""When a business day begins and ends. Pure; the kitchen's numbers, sold-out marks and opening hours all ask here.

Only the wall clock of the shop's zone decides: never a fixed offset, never "24 hours later", because a day with a clock
change has 23, 23.5, 24.5 or 25 hours and a zone may even skip a whole date.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_ONE_DAY = timedelta(days=1)
_NOT_PLACES = frozenset({"localtime", "posixrules", "Factory"})


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones()) - _NOT_PLACES


def is_zone(name: str) -> bool:
    """Whether this names a zone of the IANA data; a missing zone would silently mean UTC, so a shop is never saved with one."""
    return name in _zone_names()


@cache
def wall_time(text: str) -> time:
    """`"03:00"` as a time of the wall clock."""
    return time.fromisoformat(text)


def first_instant(day: date, wall: time, zone: str) -> datetime:
    """The first instant (UTC) at which the clocks of the zone have reached that time of that day.

    A time that happens twice means its first time; a time that is skipped means the end of the gap.
    """
    target = datetime.combine(day, wall, ZoneInfo(zone))
    at, other = target.astimezone(UTC), target.replace(fold=1).astimezone(UTC)
    return at if at <= other else _end_of_gap(other, at, target.replace(tzinfo=None), zone)


def _end_of_gap(before: datetime, after: datetime, target: datetime, zone: str) -> datetime:
    """Search the second at which the wall clock jumps over `target`; both bounds enclose it."""
    local = ZoneInfo(zone)
    low, high = 0, int((after - before).total_seconds())
    while low < high:
        middle = (low + high) // 2
        if (before + timedelta(seconds=middle)).astimezone(local).replace(tzinfo=None) < target:
            low = middle + 1
        else:
            high = middle
    return before + timedelta(seconds=low)


def business_day(at: datetime, zone: str, day_start: time) -> date:
    """The shop's day that an instant belongs to: before `day_start` on the wall clock it is still yesterday.

    In an hour that happens twice the day turns at the first pass and does not turn back at the second.
    """
    wall = at.astimezone(ZoneInfo(zone))
    if wall.time() >= day_start:
        return wall.date()
    if wall.fold and first_instant(wall.date(), day_start, zone) <= at:
        return wall.date()
    return wall.date() - _ONE_DAY


def next_day_start(at: datetime, zone: str, day_start: time) -> datetime:
    """The instant (UTC) at which the business day of `at` is over."""
    return first_instant(business_day(at, zone, day_start) + _ONE_DAY, day_start, zone)
