"""Quiet hours: the voice is off, the text is still shown. Pure."""

from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from hub.venue.days import wall_time


class Hours(Protocol):
    """Two wall times of the shop, or none."""

    @property
    def quiet_from(self) -> str | None: ...
    @property
    def quiet_to(self) -> str | None: ...


def is_quiet(rule: Hours, now: datetime, zone: str) -> bool:
    """Whether the rule keeps its voice down now; hours that end at or before their start run past midnight."""
    if rule.quiet_from is None or rule.quiet_to is None:
        return False
    begins, ends = wall_time(rule.quiet_from), wall_time(rule.quiet_to)
    wall = now.astimezone(ZoneInfo(zone)).time()
    return begins <= wall < ends if begins < ends else wall >= begins or wall < ends
