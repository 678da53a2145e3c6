"""The frames of `venuehub.v1.json`: one JSON object per text frame, `t` is its type."""

import time
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from hub.kit.clock import Stamp

SUBPROTOCOL = "venuehub.v1.json"
FRAME_BYTES = 16_384
DEPTH = 8
FRAMES_PER_SECOND = 30
FRAMES_BURST = 60
HELLO_SECONDS = 5.0
PING_SECONDS = 10
PONG_SECONDS = 10
REPLAY_MOST = 5_000

Whole = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]
"""What every JSON reader takes for the number that was written, and every database can hold."""


class ClientFrame(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="t"):
    """What a client may send."""


class Cursor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Up to where a client has stored a stream, and under which epoch it was told so."""

    epoch: str
    seq: int


class Hello(ClientFrame, frozen=True, kw_only=True, tag="hello"):
    """The first frame, within 5 s."""

    token: str
    app: str = ""
    cursors: dict[str, Cursor] = {}
    caps: list[str] = []
    audio: Literal["ready", "blocked", "none"] = "none"
    shop_id: UUID | None = None


class Ack(ClientFrame, frozen=True, kw_only=True, tag="ack"):
    """Stored here up to `seq`."""

    stream: str
    seq: int


class Receipt(ClientFrame, frozen=True, kw_only=True, tag="receipt"):
    """What became of a message on this device; `result` may be `skipped:<why>`."""

    message: UUID
    result: str


class Sync(ClientFrame, frozen=True, kw_only=True, tag="sync"):
    """Please send this stream again from here."""

    stream: str
    from_: int = msgspec.field(name="from")


class Health(ClientFrame, frozen=True, kw_only=True, tag="health"):
    """How the device is, every 60 s and on change."""

    visible: bool
    audio: Literal["ready", "blocked", "none"] = "none"
    wake_lock: bool = False
    clock_offset_ms: Whole = 0
    unsent: Whole = 0
    printer: Literal["ready", "paper_low", "paper_out", "cover_open", "error", "off"] | None = None
    """Of a printer alone: the machine that it feeds."""


class Pong(ClientFrame, frozen=True, kw_only=True, tag="pong"):
    """The answer to a ping, within 10 s; `now` is the device's own clock."""

    now: str


Frame = Hello | Ack | Receipt | Sync | Health | Pong


class StreamState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a stream stands, and whether the client's cursor fits."""

    epoch: str
    head: int
    oldest: int
    resumed: bool
    why: str | None = None


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub takes from one connection."""

    in_bytes: int = FRAME_BYTES
    in_per_s: int = FRAMES_PER_SECOND


class Allowance:
    """How many more frames one connection may say now."""

    __slots__ = ("_at", "_left")

    def __init__(self) -> None:
        self._left, self._at = float(FRAMES_BURST), time.monotonic()

    def take(self) -> bool:
        """One more frame has come; False when it is one too many."""
        now = time.monotonic()
        self._left = min(FRAMES_BURST, self._left + (now - self._at) * FRAMES_PER_SECOND) - 1
        self._at = now
        return self._left >= 0


class Welcome(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="welcome"):
    """The answer to a good hello."""

    session: UUID
    device: Any
    account: Any
    user: Any
    shop: Any
    room: Any
    stations: list[str]
    channels: list[str]
    streams: dict[str, StreamState]
    now: Stamp
    ping_s: int = PING_SECONDS
    pong_s: int = PONG_SECONDS
    limits: Limits = Limits()


class Ping(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="ping", omit_defaults=True):
    """All events of your channels up to these heads were sent before this. Out of turn it comes when many receipts are to be named."""

    now: Stamp
    heads: dict[str, int]
    receipts: list[Receipt] = []
    """What this connection said and need not say again: it is written, or nothing is to be. The others are said again after a break."""


class Bye(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="bye"):
    """The hub is about to close a connection that has had its welcome."""

    code: int
    reason: str
    retry_after_ms: int


class ErrorFrame(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="error"):
    """A frame was not understood; the connection stays."""

    problem: dict[str, Any]


_decoder: msgspec.json.Decoder[Frame] = msgspec.json.Decoder(Frame)


class BadFrame(Exception):
    """Too large, too deep, or not a JSON object: the connection ends with 4004."""


def read_frame(text: str) -> Frame:
    """One frame from a client.

    Raises:
        BadFrame: it cannot be a frame at all.
        msgspec.ValidationError: a JSON object, but no frame we know, or with a wrong member.
    """
    if len(text.encode()) > FRAME_BYTES:
        raise BadFrame("more than 16 KiB")
    try:
        return _decoder.decode(text)
    except msgspec.ValidationError:
        if depth_of(text) > DEPTH or not is_object(text):
            raise BadFrame("not a JSON object of at most 8 levels") from None
        raise
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadFrame(str(error)) from None


_object = msgspec.json.Decoder(dict[str, msgspec.Raw])
"""Reads no number, so that one which nothing can hold does not hide what comes behind it."""


def is_object(text: str) -> bool:
    """Whether the whole text is one JSON object. The decoder stops at the first wrong member, whatever comes behind it."""
    try:
        _object.decode(text)
    except msgspec.DecodeError:
        return False
    return True


def shown(text: str) -> str:
    """What a client says of itself, as it is stored and shown: at most 64 characters, none of them a control character."""
    return "".join(char for char in text[:64] if char.isprintable())


def depth_of(text: str) -> int:
    """How deep the brackets of a JSON text nest, strings left out."""
    depth = deepest = 0
    in_string = escaped = False
    for char in text:
        if escaped:
            escaped = False
        elif in_string:
            escaped, in_string = char == "\\", char != '"'
        elif char == '"':
            in_string = True
        elif char in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "}]":
            depth -= 1
    return deepest
