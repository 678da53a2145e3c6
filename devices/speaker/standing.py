"""Whether an announcement is still true: what this box has heard of the lines it is about."""

from __future__ import annotations

from devices.client import Message
from devices.client.frames import Event

REMEMBERED = 2_000
OVER = {
    "order_placed": {"preparing", "ready", "called", "served", "cancelled", "voided"},
    "line_ready": {"called", "served", "cancelled", "voided"},
    "line_called": {"served", "cancelled", "voided"},
}
"""By event of a message: the states of a line in which nobody need be told of it any more."""


class Standing:
    """The last state of each line that events named. Events come in order, so what was cancelled is known before it would be said."""

    def __init__(self) -> None:
        self._states: dict[str, str] = {}

    def take(self, event: Event) -> None:
        """Remember what an event says of lines."""
        line, lines = event.data.get("line"), event.data.get("lines") or []
        for each in [*([line] if line else []), *lines]:
            if isinstance(each, dict) and "id" in each and "state" in each:
                self._states.pop(each["id"], None)
                self._states[each["id"]] = each["state"]
        while len(self._states) > REMEMBERED:
            del self._states[next(iter(self._states))]

    def holds(self, message: Message) -> bool:
        """Whether one of its lines still waits for what is announced; a message that names no lines always holds."""
        over = OVER.get(message.event or "", set())
        return not message.lines or any(self._states.get(line, "") not in over for line in message.lines)
