"""Messages to people: each met once per device, an announcement past its time listed and never spoken, and a receipt for each.

Messages are no part of the board.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from devices.client.clock import HubTime, instant
from devices.client.frames import Event, Receipt
from devices.client.receipts import Receipts, is_result
from devices.client.storage import DeviceStore

log = logging.getLogger("client")

MESSAGE_EVENT = "im.message_sent"
STOPPED_EVENT = "im.group_stopped"


class Message(msgspec.Struct):
    """What `im.message_sent` carries. `kind` is `announcement`, `refresh`, `notice` or `pad_call`; `audio` is an address on the hub.

    `silent`: to be shown, not heard. `volume`: percent of what the device itself is set to. `lines` are the ids of the lines it is about.
    """

    message: str
    kind: str
    event: str | None = None
    text: str | None = None
    speech: str | None = None
    lang: str | None = None
    chime: str | None = None
    audio: str | None = None
    expires_at: str | None = None
    group: str | None = None
    repeat: int = 1
    of: int = 1
    resource: Any = None
    version: int | None = None
    silent: bool = False
    volume: int = 80
    lines: list[str] = msgspec.field(default_factory=list)


OnMessage = Callable[[Message], Awaitable[str | None]]
Report = Callable[[Receipt], Awaitable[None]]


class Inbox:
    """Takes messages in. `present` shows or speaks one and says how it went (the results of `Receipt`).

    Without `present`, messages are listed and receipted `shown`; one that `present` fails on, or
    answers with no result of the protocol, is receipted `skipped:failed`.
    `listed` keeps the newest 200, late ones too.
    """

    def __init__(self, store: DeviceStore, hub_time: HubTime, receipts: Receipts, present: OnMessage | None = None) -> None:
        self._store = store
        self._receipts = receipts
        self._hub_time = hub_time
        self.present = present
        self.listed: list[Message] = []

    async def take(self, event: Event, report: Report) -> str | None:
        """Handle one event; None when it is no message or was met before, else the result that the receipt says."""
        if event.type != MESSAGE_EVENT:
            return None
        message = msgspec.convert(event.data, Message)
        if not self._store.hear(message.message):
            return None
        if message.kind != "refresh":
            self._receipts.begin(message.message)
        self.listed = [*self.listed[-199:], message]
        try:
            result = await self._present(message)
            if not is_result(result):
                raise ValueError(f"{result!r} says of no message what became of it")
        except Exception:
            log.exception("a message could not be presented")
            result = "skipped:failed"
        if message.kind != "refresh":
            await report(Receipt(message.message, result))
        return result

    async def _present(self, message: Message) -> str:
        late = message.expires_at is not None and instant(message.expires_at) <= self._hub_time.now()
        if late and message.kind == "announcement":
            return "expired"
        if self.present is None or message.kind == "refresh":
            return "shown"
        return await self.present(message) or "shown"
