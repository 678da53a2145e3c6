"""What alarms tell the desk and the office."""

from typing import ClassVar
from uuid import UUID

from hub.im.alarms.schemas import AlarmOut
from hub.live.events import Event


class AlarmRaised(Event, frozen=True, kw_only=True):
    """Something that must work does not. Said once."""

    type: ClassVar[str] = "im.alarm_raised"
    alarm: AlarmOut


class AlarmCleared(Event, frozen=True, kw_only=True):
    """It is over."""

    type: ClassVar[str] = "im.alarm_cleared"
    removed: dict[str, list[UUID]]
