"""What a device or a person can ask of the hub, one method per button.

Every write makes its own `Idempotency-Key` unless `key` is given (tests repeat one). All of them raise `Problem` when the hub refuses and
`StillUnsent` when no answer came within the sender's patience; reads raise `Problem` and `Silence`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from devices.client.answers import (
    Cancelled,
    Cleaned,
    Line,
    LineResult,
    Menu,
    Moved,
    Order,
    PadCallMoved,
    RoomMoved,
    Session,
    Snapshot,
    SoldOut,
    Stay,
    Wanted,
)
from devices.client.http import Reply
from devices.client.sending import Sender

T = TypeVar("T")


class Commands:
    """The API of one identity. Answers are structs of `answers`; an answer of another shape raises `msgspec.ValidationError`."""

    def __init__(self, sender: Sender) -> None:
        self.sender = sender
        self.identity = sender.identity

    async def write(self, method: str, path: str, body: Any = None, *, key: str | None = None, if_match: str | None = None) -> Reply:
        """Any write that has no method here; `path` is below `/api/v1`."""
        return await self.sender.send(method, path, body, key=key, if_match=if_match)

    # Reading

    async def me(self) -> dict[str, Any]:
        """Who I am: user or device, shop, room, stations, role, permissions, channels."""
        found = await self.identity.get("/me")
        return dict(found)

    async def snapshot(self, shop_id: str | None = None) -> Snapshot:
        """The board of this kind of device now; people name the shop."""
        return msgspec.convert(await self.identity.get("/me/board", shop_id=shop_id), Snapshot)

    async def menu(self) -> Menu:
        """The shop's menu."""
        return msgspec.convert(await self.identity.get("/menu"), Menu)

    async def order(self, order_id: str) -> Order:
        """One order with its lines."""
        return _member(await self.identity.get(f"/orders/{order_id}"), "order", Order)

    async def kitchen_lines(self, station: str | None = None, state: str | None = None) -> list[Line]:
        """The kitchen's lines, rush first, then oldest first."""
        return _member(await self.identity.get("/kds/board", station=station, state=state), "lines", list[Line])

    # Orders

    async def place(
        self,
        lines: Sequence[Wanted],
        *,
        wristband: str | None = None,
        room_id: str | None = None,
        stay_id: str | None = None,
        key: str | None = None,
    ) -> Order:
        """Place one round of 1–50 lines. A pad orders for its own room; cashier and handheld name a wristband or a room."""
        body = {"lines": [msgspec.to_builtins(line) for line in lines], **_given(wristband=wristband, room_id=room_id, stay_id=stay_id)}
        return _member((await self.write("POST", "/orders", body, key=key)).body, "order", Order)

    async def cancel_order(self, order_id: str, *, partial: bool | None = None, key: str | None = None) -> Cancelled:
        """Cancel an order: all of it or nothing, or with `partial` what is still placed."""
        return msgspec.convert((await self.write("POST", f"/orders/{order_id}/cancel", _given(partial=partial), key=key)).body, Cancelled)

    async def confirm_order(self, order_id: str, *, key: str | None = None) -> Order:
        """Send a wristband's order to the kitchen, where the shop asks the cashier first."""
        return _member((await self.write("POST", f"/orders/{order_id}/confirm", key=key)).body, "order", Order)

    # Lines

    async def move(
        self,
        line_id: str,
        action: str,
        *,
        reason: str | None = None,
        on: bool | None = None,
        if_match: str | None = None,
        key: str | None = None,
    ) -> Moved:
        """Move one line by an action of the protocol; `void` goes with a `reason`, `rush` with `on`.

        `if_match` is the version the caller saw; 412 `version_mismatch` when it has moved on.
        """
        body = _given(reason=reason, on=on) or None
        return msgspec.convert((await self.write("POST", f"/kds/lines/{line_id}/{action}", body, key=key, if_match=if_match)).body, Moved)

    async def move_all(
        self, action: str, line_ids: Sequence[str], *, partial: bool | None = None, key: str | None = None
    ) -> list[LineResult]:
        """Move several lines: all or nothing (409 `lines_refused`), or with `partial` a result for each."""
        body = {"action": action, "line_ids": list(line_ids), **_given(partial=partial)}
        return _member((await self.write("POST", "/kds/lines/transitions", body, key=key)).body, "results", list[LineResult])

    async def start(self, line_id: str, *, key: str | None = None) -> Moved:
        """A cook begins."""
        return await self.move(line_id, "start", key=key)

    async def finish(self, line_id: str, *, key: str | None = None) -> Moved:
        """The dish stands on the pass."""
        return await self.move(line_id, "finish", key=key)

    async def call(self, line_id: str, *, key: str | None = None) -> Moved:
        """A waiter is called to fetch it; may be said again."""
        return await self.move(line_id, "call", key=key)

    async def claim(self, line_id: str, *, key: str | None = None) -> Moved:
        """A waiter says: I go."""
        return await self.move(line_id, "claim", key=key)

    async def serve(self, line_id: str, *, key: str | None = None) -> Moved:
        """It is with the guest."""
        return await self.move(line_id, "serve", key=key)

    async def cancel(self, line_id: str, *, key: str | None = None) -> Moved:
        """Take back a line that nobody has started."""
        return await self.move(line_id, "cancel", key=key)

    # Rooms and wristbands

    async def open_room(
        self, room_id: str, *, guests: int | None = None, wristbands: Sequence[str] | None = None, key: str | None = None
    ) -> RoomMoved:
        """A guest comes in: a stay begins."""
        body = _given(guests=guests, wristbands=None if wristbands is None else list(wristbands))
        return msgspec.convert((await self.write("POST", f"/rooms/{room_id}/open", body, key=key)).body, RoomMoved)

    async def move_room(self, room_id: str, to: str, *, key: str | None = None) -> RoomMoved:
        """The room's guest moves to the room with the id `to`."""
        return msgspec.convert((await self.write("POST", f"/rooms/{room_id}/move", {"to": to}, key=key)).body, RoomMoved)

    async def checkout_room(self, room_id: str, *, key: str | None = None) -> RoomMoved:
        """The stay takes no more rounds."""
        return msgspec.convert((await self.write("POST", f"/rooms/{room_id}/checkout", key=key)).body, RoomMoved)

    async def clean_room(self, room_id: str, *, key: str | None = None) -> Cleaned:
        """The room is clean: its orders complete, its stay ends."""
        return msgspec.convert((await self.write("POST", f"/rooms/{room_id}/clean", key=key)).body, Cleaned)

    async def hand_out(self, code: str, *, guests: int | None = None, room_id: str | None = None, key: str | None = None) -> Stay:
        """A wristband goes to a guest, who may stand in a room."""
        body = _given(guests=guests, room_id=room_id)
        return _member((await self.write("POST", f"/wristbands/{code}/hand-out", body, key=key)).body, "stay", Stay)

    async def hand_in(self, code: str, *, key: str | None = None) -> Cleaned:
        """A wristband comes back: its orders complete."""
        return msgspec.convert((await self.write("POST", f"/wristbands/{code}/hand-in", key=key)).body, Cleaned)

    async def start_session(self, staff_id: str, room_id: str, *, minutes: int | None = None, key: str | None = None) -> Session:
        """A therapist clocks on."""
        body = {"staff_id": staff_id, "room_id": room_id, **_given(minutes=minutes)}
        return _member((await self.write("POST", "/therapist-sessions", body, key=key)).body, "session", Session)

    async def extend_session(self, session_id: str, minutes: int, *, key: str | None = None) -> Session:
        """More time."""
        return _member(
            (await self.write("POST", f"/therapist-sessions/{session_id}/extend", {"minutes": minutes}, key=key)).body, "session", Session
        )

    async def finish_session(self, session_id: str, *, key: str | None = None) -> Session:
        """The therapist clocks off."""
        return _member((await self.write("POST", f"/therapist-sessions/{session_id}/finish", key=key)).body, "session", Session)

    # Menu, shop, calls

    async def run_out(self, sku_id: str, mode: str = "today", *, until: str | None = None, key: str | None = None) -> SoldOut:
        """Mark an SKU sold out: `today`, `until` a time, or `indefinite`."""
        body = {"mode": mode, **_given(until=until)}
        return _member((await self.write("PUT", f"/sold-out/{sku_id}", body, key=key)).body, "sold_out", SoldOut)

    async def back_in_stock(self, sku_id: str, *, key: str | None = None) -> None:
        """Take the mark off."""
        await self.write("DELETE", f"/sold-out/{sku_id}", key=key)

    async def set_shop_state(self, shop_id: str, state: str, *, reopens_at: str | None = None, key: str | None = None) -> dict[str, Any]:
        """`open`, `paused` or `closed`; the answer is the shop."""
        body = {"state": state, **_given(reopens_at=reopens_at)}
        return _member((await self.write("POST", f"/shops/{shop_id}/state", body, key=key)).body, "shop", dict[str, Any])

    async def press(self, service: str, *, key: str | None = None) -> PadCallMoved:
        """A guest's button: `water`, `clean`, `cashier` or `therapist`."""
        return msgspec.convert((await self.write("POST", "/me/calls", {"service": service}, key=key)).body, PadCallMoved)

    async def accept_call(self, pad_call_id: str, *, key: str | None = None) -> PadCallMoved:
        """I go there; 409 `already_accepted` names who was first."""
        return msgspec.convert((await self.write("POST", f"/pad-calls/{pad_call_id}/accept", key=key)).body, PadCallMoved)

    async def take_over_call(self, pad_call_id: str, *, key: str | None = None) -> PadCallMoved:
        """I go in their place, once the guest waits too long; 409 `already_accepted` names who still has time."""
        return msgspec.convert((await self.write("POST", f"/pad-calls/{pad_call_id}/take-over", key=key)).body, PadCallMoved)

    async def hand_back_call(self, pad_call_id: str, *, key: str | None = None) -> PadCallMoved:
        """I cannot go after all; everybody is asked anew."""
        return msgspec.convert((await self.write("POST", f"/pad-calls/{pad_call_id}/hand-back", key=key)).body, PadCallMoved)

    async def finish_call(self, pad_call_id: str, *, key: str | None = None) -> PadCallMoved:
        """Done."""
        return msgspec.convert((await self.write("POST", f"/pad-calls/{pad_call_id}/finish", key=key)).body, PadCallMoved)

    async def withdraw_call(self, pad_call_id: str, *, key: str | None = None) -> PadCallMoved:
        """The guest needs nobody after all, as long as nobody has accepted."""
        return msgspec.convert((await self.write("DELETE", f"/me/calls/{pad_call_id}", key=key)).body, PadCallMoved)

    # Chats

    async def begin_chat(self, *, room_id: str | None = None, key: str | None = None) -> dict[str, Any]:
        """A pad asks for somebody; staff write to the guests of a room. The answer is the chat, which may run already."""
        return _member((await self.write("POST", "/chats", _given(room_id=room_id), key=key)).body, "chat", dict[str, Any])

    async def write_message(self, chat_id: str, text: str, *, key: str | None = None) -> dict[str, Any]:
        """Say something; the answer is the message with its number."""
        return _member((await self.write("POST", f"/chats/{chat_id}/messages", {"text": text}, key=key)).body, "message", dict[str, Any])

    async def mark_read(self, chat_id: str, upto: int, *, key: str | None = None) -> dict[str, Any]:
        """Read up to this number; the answer is the chat."""
        return _member((await self.write("POST", f"/chats/{chat_id}/read", {"upto": upto}, key=key)).body, "chat", dict[str, Any])

    async def close_chat(self, chat_id: str, *, key: str | None = None) -> dict[str, Any]:
        """Nothing is left to say; the answer is the chat."""
        return _member((await self.write("POST", f"/chats/{chat_id}/close", key=key)).body, "chat", dict[str, Any])

    async def rate_chat(self, chat_id: str, stars: int, comment: str | None = None, *, key: str | None = None) -> dict[str, Any]:
        """How it was, from 1 to 5, once; the answer is the chat."""
        body = {"stars": stars, **_given(comment=comment)}
        return _member((await self.write("POST", f"/chats/{chat_id}/rating", body, key=key)).body, "chat", dict[str, Any])

    async def take_chats(self, *, available: bool = True, capacity: int | None = None, key: str | None = None) -> dict[str, Any]:
        """Whether chats are given to me, and how many at once: `{available, capacity}`."""
        body = {"available": available, **_given(capacity=capacity)}
        return dict((await self.write("PUT", "/me/chat-agent", body, key=key)).body)

    async def group_chat(self) -> dict[str, Any]:
        """The one group of the shop."""
        return _member(await self.identity.get("/chats/group"), "chat", dict[str, Any])

    async def chat_messages(self, chat_id: str, **page: Any) -> list[dict[str, Any]]:
        """The newest messages, ascending; `before` or `after` a number, where one is given."""
        return _member(await self.identity.get(f"/chats/{chat_id}/messages", **page), "items", list[dict[str, Any]])

    # The back office

    async def bind_device(
        self, device_id: str, *, room_id: str | None = None, stations: Sequence[str] | None = None, key: str | None = None
    ) -> dict[str, Any]:
        """Bind a device to a room or to stations: `{device, changed}`."""
        body = _given(room_id=room_id, stations=None if stations is None else list(stations))
        return dict((await self.write("POST", f"/devices/{device_id}/bind", body, key=key)).body)

    async def revoke_device(self, device_id: str, *, key: str | None = None) -> None:
        """The device is out at once."""
        await self.write("POST", f"/devices/{device_id}/revoke", key=key)

    async def devices(self, **page: Any) -> dict[str, Any]:
        """The shop's devices, `{items, next}`."""
        return dict(await self.identity.get("/devices", **page))

    async def approve_pairing(
        self, user_code: str, *, shop_id: str, kind: str, name: str, key: str | None = None, **more: Any
    ) -> dict[str, Any]:
        """A manager lets a new device in; `room_id`, `stations` and `replaces` may be given."""
        body = {"shop_id": shop_id, "kind": kind, "name": name, **_given(**more)}
        return dict((await self.write("POST", f"/device-pairings/{user_code}/approval", body, key=key)).body)

    async def deny_pairing(self, user_code: str, *, key: str | None = None) -> None:
        """A manager turns a device away."""
        await self.write("POST", f"/device-pairings/{user_code}/denial", key=key)

    async def make_call(self, call: dict[str, Any], *, key: str | None = None) -> dict[str, Any]:
        """`POST /im/calls` with the body as the protocol gives it; the answer is the call."""
        return _member((await self.write("POST", "/im/calls", call, key=key)).body, "call", dict[str, Any])

    async def call_messages(self, call_id: str) -> list[dict[str, Any]]:
        """What became of each message of a call."""
        found = await self.identity.get(f"/im/calls/{call_id}/messages")
        return list(found.get("items") or found.get("messages") or []) if isinstance(found, dict) else list(found)

    async def ticket(self) -> str:
        """A one-use ticket for the websocket, good for 30 s."""
        return str((await self.write("POST", "/auth/ticket")).body["ticket"])

    async def logout(self) -> None:
        """End this session."""
        await self.write("POST", "/auth/logout")


def _given(**members: Any) -> dict[str, Any]:
    """Only what is set: the hub refuses members it does not know, and reads null as a value."""
    return {name: value for name, value in members.items() if value is not None}


def _member(body: Any, name: str, kind: type[T]) -> T:
    """One member of an answer, as a struct."""
    if not isinstance(body, dict) or name not in body:
        raise msgspec.ValidationError(f"the answer has no `{name}`")
    return msgspec.convert(body[name], kind)
