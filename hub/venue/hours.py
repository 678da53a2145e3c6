"""Weekly opening hours and what they make of a shop. Pure.

A hand wins over the hours: whoever sets a state keeps it until `reopens_at`, or, for an open shop, until the next
closing time. So a job that runs late, twice or not at all for a night always arrives at the same state.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from hub.venue.days import first_instant, wall_time
from hub.venue.states import CLOSED, OPEN

_SIGHT = timedelta(days=8)
"""How far the hours are laid out to either side; a week repeats, so every change of the pattern lies within."""


class Opening(Protocol):
    """One stretch of a week: ISO weekday (Monday is 1) and two wall times; one that ends at or before its start runs past midnight."""

    @property
    def day(self) -> int: ...
    @property
    def opens(self) -> str: ...
    @property
    def closes(self) -> str: ...


class Standing(NamedTuple):
    """What a shop's door says, since when, and when that ends by itself."""

    state: str
    since: datetime
    reopens_at: datetime | None


def stretches(hours: Sequence[Opening], zone: str, at: datetime) -> list[tuple[datetime, datetime]]:
    """The open stretches around an instant, in order; those that touch or overlap are one."""
    today = at.astimezone(ZoneInfo(zone)).date()
    found = []
    for offset in range(-_SIGHT.days - 2, _SIGHT.days + 3):
        day = today + timedelta(days=offset)
        found += [_stretch(one, day, zone) for one in hours if one.day == day.isoweekday()]
    joined: list[tuple[datetime, datetime]] = []
    for begins, ends in sorted(found):
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ends, joined[-1][1]))
        elif begins < ends:
            joined.append((begins, ends))
    return joined


def _stretch(one: Opening, day: date, zone: str) -> tuple[datetime, datetime]:
    opens, closes = wall_time(one.opens), wall_time(one.closes)
    last_day = day if closes > opens else day + timedelta(days=1)
    return first_instant(day, opens, zone), first_instant(last_day, closes, zone)


def is_open_by(hours: Sequence[Opening], zone: str, at: datetime) -> bool:
    """Whether the hours say open; a shop without hours is opened and closed by hand only, so they never say closed."""
    return not hours or any(begins <= at < ends for begins, ends in stretches(hours, zone, at))


def next_opening(hours: Sequence[Opening], zone: str, after: datetime) -> datetime | None:
    """The next time the hours open the shop, within a week."""
    return min((begins for begins, _ in stretches(hours, zone, after) if after < begins <= after + _SIGHT), default=None)


def next_closing(hours: Sequence[Opening], zone: str, after: datetime) -> datetime | None:
    """The next time the hours close the shop, within a week."""
    return min((ends for _, ends in stretches(hours, zone, after) if after < ends <= after + _SIGHT), default=None)


def standing_at(now: datetime, was: Standing, hours: Sequence[Opening], zone: str) -> Standing:
    """What the shop's door says by now, if nobody touched it since `was`."""
    state, since, reopens_at = was
    if state != OPEN:
        if reopens_at is None or reopens_at > now:
            return was
        state, since, reopens_at = OPEN, reopens_at, None
    closed_at = _last_closing(hours, zone, since, now)
    if closed_at is None or is_open_by(hours, zone, now):
        return Standing(state, since, reopens_at)
    return Standing(CLOSED, closed_at, next_opening(hours, zone, now))


def _last_closing(hours: Sequence[Opening], zone: str, after: datetime, now: datetime) -> datetime | None:
    low = max(after, now - _SIGHT)
    return max((ends for _, ends in stretches(hours, zone, now) if low < ends <= now), default=None)


def next_change(was: Standing, hours: Sequence[Opening], zone: str, now: datetime) -> datetime | None:
    """When to look at this shop again."""
    return next_closing(hours, zone, now) if was.state == OPEN else was.reopens_at
