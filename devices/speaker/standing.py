"""Whether an announcement is still true: what this box has heard of the lines it is about, and that nobody need be told any more."""

from __future__ import annotations

from typing import Any

from devices.client import Message
from devices.client.frames import Event
from devices.client.inbox import STOPPED_EVENT

REMEMBERED = 2_000
OVER = {
    "order_placed": {"preparing", "ready", "called", "served", "cancelled", "voided"},
    "line_ready": {"called", "served", "cancelled", "voided"},
    "line_called": {"served", "cancelled", "voided"},
}
"""By event of a message: the states of a line in which nobody need be told of it any more."""


class Standing:
    """The last state of each line that events named, and the groups that have stopped: somebody goes to the guest who called.

    Events come in order, so what was cancelled is known before it would be said.
    """

    def __init__(self) -> None:
        self._states: dict[str, str] = {}
        self._stopped: dict[str, None] = {}

    def take(self, event: Event) -> None:
        """Remember what an event says of lines, or of what was told before."""
        if event.type == STOPPED_EVENT:
            self._stopped[event.data["group"]] = None
            _forget_oldest(self._stopped)
        line, lines = event.data.get("line"), event.data.get("lines") or []
        for each in [*([line] if line else []), *lines]:
            if isinstance(each, dict) and "id" in each and "state" in each:
                self._states.pop(each["id"], None)
                self._states[each["id"]] = each["state"]
        _forget_oldest(self._states)

    def holds(self, message: Message) -> bool:
        """Whether one of its lines still waits for what is announced; one that names no lines holds until its group has stopped."""
        if message.group in self._stopped:
            return False
        over = OVER.get(message.event or "", set())
        return not message.lines or any(self._states.get(line, "") not in over for line in message.lines)


def _forget_oldest(known: dict[str, Any]) -> None:
    while len(known) > REMEMBERED:
        del known[next(iter(known))]
