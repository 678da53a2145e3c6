"""The frames of the websocket, one struct each, with the members that the protocol names.

A frame is one JSON object; `t` says which. Times are RFC 3339 text in UTC with milliseconds. Members that this version does not know are
ignored.
"""

from __future__ import annotations

from typing import Any

import msgspec

SUBPROTOCOL = "venuehub.v1.json"


class Cursor(msgspec.Struct, frozen=True):
    """A place in a stream: everything up to and including `seq` is applied. The epoch is opaque text."""

    epoch: str
    seq: int


class Hello(msgspec.Struct, tag="hello", tag_field="t", omit_defaults=True):
    """The first frame a client sends; `shop_id` is for people who may see several shops."""

    token: str
    app: str
    cursors: dict[str, Cursor] = msgspec.field(default_factory=dict)
    caps: list[str] = msgspec.field(default_factory=list)
    audio: str | None = None
    shop_id: str | None = None


class Ack(msgspec.Struct, tag="ack", tag_field="t"):
    """Cumulative: everything up to `seq` is stored on this device."""

    stream: str
    seq: int


class Receipt(msgspec.Struct, tag="receipt", tag_field="t", frozen=True):
    """What became of a message here: `shown`, `spoken`, `silenced`, `audio_blocked`, `expired` or `skipped:<why>`."""

    message: str
    result: str


class Sync(msgspec.Struct, tag="sync", tag_field="t", rename={"from_seq": "from"}):
    """Please send again from this number."""

    stream: str
    from_seq: int


class Health(msgspec.Struct, tag="health", tag_field="t", omit_defaults=True):
    """How the device is; `clock_offset_ms` is hub time minus device time, `unsent` counts commands that wait here."""

    visible: bool
    audio: str
    wake_lock: bool
    clock_offset_ms: int
    unsent: int
    printer: str | None = None


class Pong(msgspec.Struct, tag="pong", tag_field="t"):
    """The answer to a ping, with the device's own clock."""

    now: str


class StreamState(msgspec.Struct):
    """What the hub says of one stream at the welcome; `why` stands there when `resumed` is false."""

    epoch: str
    head: int
    oldest: int
    resumed: bool
    why: str | None = None


class Limits(msgspec.Struct):
    """What the hub takes from one client: bytes a frame, frames a second."""

    in_bytes: int = 16384
    in_per_s: int = 30


class Welcome(msgspec.Struct, tag="welcome", tag_field="t"):
    """The answer to a good hello. `device` is null for a person, who stands in `user` instead."""

    session: str
    channels: list[str]
    streams: dict[str, StreamState]
    now: str
    device: dict[str, Any] | None = None
    user: dict[str, Any] | None = None
    account: dict[str, Any] | None = None
    shop: dict[str, Any] | None = None
    room: dict[str, Any] | None = None
    stations: list[str] = msgspec.field(default_factory=list)
    ping_s: float = 10
    pong_s: float = 10
    limits: Limits = msgspec.field(default_factory=Limits)


class Event(msgspec.Struct, tag="event", tag_field="t"):
    """One committed fact. `data` carries the new state of what it names, or `removed`, or `{"id", "fetch"}` when it is too big."""

    stream: str
    seq: int
    type: str
    data: dict[str, Any]
    id: str = ""
    at: str = ""
    cause: str | None = None
    channels: list[str] = msgspec.field(default_factory=list)


class Ping(msgspec.Struct, tag="ping", tag_field="t"):
    """Sent every `ping_s`, and when many receipts are settled: all events of this client's channels up to these heads went out before it.

    `receipts` are those of this connection that need not be said again.
    """

    now: str
    heads: dict[str, int] = msgspec.field(default_factory=dict)
    receipts: list[Receipt] = msgspec.field(default_factory=list)


class Bye(msgspec.Struct, tag="bye", tag_field="t"):
    """Comes just before the hub closes the connection."""

    code: int
    reason: str = ""
    retry_after_ms: int | None = None


class Error(msgspec.Struct, tag="error", tag_field="t"):
    """The hub did not like a frame; the connection stays. `problem` is an RFC 9457 document."""

    problem: dict[str, Any]


class Unknown(msgspec.Struct):
    """A frame of a type that this version does not know, or that misses a member; it is counted and ignored."""

    t: str
    why: str


FromHub = Welcome | Event | Ping | Bye | Error
ToHub = Hello | Ack | Receipt | Sync | Health | Pong
Frame = FromHub | ToHub | Unknown

_decoder: msgspec.json.Decoder[FromHub] = msgspec.json.Decoder(FromHub)
_encoder = msgspec.json.Encoder()


def decode(raw: bytes | str) -> FromHub | Unknown:
    """Read one frame from the hub. What cannot be read comes back as `Unknown`, never as an exception."""
    try:
        return _decoder.decode(raw)
    except msgspec.MsgspecError as problem:
        return Unknown(_type_of(raw), str(problem))


def encode(frame: ToHub) -> str:
    """The text of one frame to the hub."""
    return _encoder.encode(frame).decode()


def event_from(frame: object) -> Event:
    """One event of a long poll's answer, which is the same object as on the socket.

    Raises:
        msgspec.ValidationError: it is no event frame.
    """
    return msgspec.convert(frame, Event)


def _type_of(raw: bytes | str) -> str:
    try:
        found = msgspec.json.decode(raw)
    except msgspec.MsgspecError:
        return ""
    return str(found.get("t", "")) if isinstance(found, dict) else ""
