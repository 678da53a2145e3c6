"""What a hub must answer to the bytes of a client: RFC 6455 and the protocol, read once more and without any of the hub's code."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

TOKEN_INVALID, BAD_FRAME, RATE_LIMITED, HELLO_TIMEOUT = 4001, 4004, 4102, 4103
BROKEN, NOT_UTF8, TOO_BIG = 1002, 1007, 1009
NO_CODE = 1005
"""The peer closed without a code, and so does the answer."""
WIRE = (BROKEN, NOT_UTF8, TOO_BIG)

FRAME_BYTES, MESSAGE_BYTES, DEPTH = 16_384, 65_536, 8
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
CLOSE_CODES = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, *range(3000, 5000)}
WHOLE = 2**53
DIGITS = 4_300
"""A longer number is none that Python reads."""
REPLAY_MOST = 5_000

Pointers = frozenset[str]


class Known(NamedTuple):
    """What a session may truly say: its token, and its stream with the head it was welcomed at."""

    token: str
    stream: str
    head: int


class Wrong(NamedTuple):
    """An `error` frame is due that names one of these members. `perhaps`: whether it is due depends on what happened meanwhile."""

    pointers: Pointers
    perhaps: bool = False


class NoFrame(Exception):
    """Too large, too deep or no JSON object: the connection ends with 4004."""


# Frames: the members of each, and what each may hold.

Check = Callable[[Any, str], set[str]]


class Half:
    """A number that is not whole, or that nobody can hold."""


def kind(*kinds: type) -> Check:
    return lambda value, at: set() if type(value) in kinds else {at}


def one_of(*words: str) -> Check:
    return lambda value, at: set() if isinstance(value, str) and value in words else {at}


def whole(value: Any, at: str) -> set[str]:
    return set() if type(value) is int and -WHOLE <= value <= WHOLE else {at}


def an_id(value: Any, at: str) -> set[str]:
    fits = isinstance(value, str) and re.fullmatch(r"[0-9a-fA-F]{8}(-?)([0-9a-fA-F]{4}\1){3}[0-9a-fA-F]{12}", value)
    return set() if fits else {at}


def result(value: Any, at: str) -> set[str]:
    if not isinstance(value, str):
        return {at}
    word, colon, why = value.partition(":")
    if word == "skipped":
        return set() if colon and 0 < len(why) <= 32 and why.isprintable() else {at}
    return set() if value in ("shown", "spoken", "silenced", "audio_blocked", "expired") else {at}


def texts(value: Any, at: str) -> set[str]:
    if type(value) is not list:
        return {at}
    return {f"{at}/{number}" for number, each in enumerate(value) if type(each) is not str}


def cursors(value: Any, at: str) -> set[str]:
    """A pointer cannot say which of them is wrong: the hub does not name the stream."""
    fits = type(value) is dict and all(
        type(each) is dict and not wrong_members(each, {"epoch": kind(str), "seq": kind(int)}, {}) for each in value.values()
    )
    return set() if fits else {at}


def or_null(check: Check) -> Check:
    return lambda value, at: set() if value is None else check(value, at)


AUDIO = one_of("ready", "blocked", "none")
PRINTER = one_of("ready", "paper_low", "paper_out", "cover_open", "error", "off")
FRAMES: dict[str, tuple[dict[str, Check], dict[str, Check]]] = {
    "hello": (
        {"token": kind(str)},
        {
            "app": kind(str),
            "cursors": cursors,
            "caps": texts,
            "audio": AUDIO,
            "shop_id": or_null(an_id),
        },
    ),
    "ack": ({"stream": kind(str), "seq": kind(int)}, {}),
    "receipt": ({"message": an_id, "result": result}, {}),
    "sync": ({"stream": kind(str), "from": kind(int)}, {}),
    "health": (
        {"visible": kind(bool)},
        {"audio": AUDIO, "wake_lock": kind(bool), "clock_offset_ms": whole, "unsent": whole, "printer": or_null(PRINTER)},
    ),
    "pong": ({"now": kind(str)}, {}),
}
"""Of each frame of protocol §1 and §2: the members it must have, and those it may have."""


def wrong_members(frame: dict[str, Any], must: dict[str, Check], may: dict[str, Check]) -> set[str]:
    wrong = {f"/{name}" for name in must if name not in frame}
    for name, value in frame.items():
        check = must.get(name) or may.get(name)
        wrong |= check(value, f"/{name}") if check else {f"/{escaped(name)}"}
    return wrong


def escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def read(text: str) -> tuple[dict[str, Any], set[str]]:
    """A frame and its wrong members.

    Raises:
        NoFrame: it can be none.
    """
    try:
        frame = json.loads(text, parse_constant=refuse, parse_float=lambda _: Half(), parse_int=number)
    except (ValueError, RecursionError):
        raise NoFrame from None
    if len(text.encode()) > FRAME_BYTES or not isinstance(frame, dict) or depth(frame) > DEPTH or lonely(frame):
        raise NoFrame
    members = FRAMES.get(frame["t"]) if isinstance(frame.get("t"), str) else None
    if members is None:
        return frame, {"/t"}
    return frame, wrong_members({name: value for name, value in frame.items() if name != "t"}, *members)


def refuse(word: str) -> Any:
    raise ValueError(word)


def number(digits: str) -> Any:
    return int(digits) if len(digits.lstrip("-")) <= DIGITS else Half()


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


def lonely(value: Any) -> bool:
    """Whether a text somewhere in it has half of a pair, which is no character."""
    if isinstance(value, str):
        return any("\ud800" <= char <= "\udfff" for char in value)
    if isinstance(value, dict):
        return any(lonely(name) or lonely(each) for name, each in value.items())
    return isinstance(value, list) and any(map(lonely, value))


# The connection


class Model:
    """The hub's side of one connection, fed with what the client sends.

    `answers` are due in this order, `pongs` too. `ends` are the close codes the connection may end with: the first is the one that is
    due; the hub reads ahead of what it answers, so that a break of the websocket's own rules further on in the same bytes, or the
    peer's own Close, may end it before.
    """

    def __init__(self, known: Known) -> None:
        self.known = known
        self.greeted = False
        self.answers: list[Wrong] = []
        self.pongs: list[bytes] = []
        self.pongs_surely = 0
        self.ends: list[int] = []
        self.texts = 0
        self.frames = 0
        self.closed_by_peer = False
        self.over = False
        """Nothing that comes now is looked at: a frame broke a rule, or was the peer's Close."""
        self._data = bytearray()
        self._message: bytearray | None = None
        self._is_text = False

    @property
    def between_frames(self) -> bool:
        return not self._data

    @property
    def in_message(self) -> bool:
        return self._message is not None

    def feed(self, data: bytes) -> None:
        self._data += data
        while not self.over and self._frame():
            self.frames += 1

    def _frame(self) -> bool:
        """Take one frame off the bytes; False when it is not whole, or broke a rule."""
        data = self._data
        if len(data) < 2:
            return False
        opcode, size, start = data[0] & 15, data[1] & 127, 2
        if opcode not in (CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG) or not data[1] & 128:
            return self._end(BROKEN)
        if size > 125:
            start = 4 if size == 126 else 10
            if len(data) < start:
                return False
            size = int.from_bytes(data[2:start], "big")
        if size > MESSAGE_BYTES - len(self._message or b""):
            return self._end(TOO_BIG)
        if len(data) < start + 4 + size:
            return False
        mask, payload = data[start : start + 4], data[start + 4 : start + 4 + size]
        head = data[0]
        del data[: start + 4 + size]
        if head & 0x70 or (opcode >= CLOSE and (size > 125 or not head & 128)):
            return self._end(BROKEN)
        plain = unmasked(payload, mask)
        return self._control(opcode, plain) if opcode >= CLOSE else self._part(opcode, plain, last=bool(head & 128))

    def _end(self, code: int) -> bool:
        self.ends.append(code)
        self.over = True
        return False

    def _control(self, opcode: int, payload: bytes) -> bool:
        if opcode == PING:
            self.pongs.append(payload)
            self.pongs_surely += not self.ends
        if opcode != CLOSE:
            return True
        code = int.from_bytes(payload[:2], "big") if len(payload) > 1 else NO_CODE
        if not is_utf8(payload[2:]):
            return self._end(NOT_UTF8)
        if len(payload) == 1 or (payload and code not in CLOSE_CODES) or self._message is not None:
            return self._end(BROKEN)
        self.closed_by_peer = True
        return self._end(code)

    def _part(self, opcode: int, payload: bytes, *, last: bool) -> bool:
        if (opcode == CONTINUATION) != (self._message is not None):
            return self._end(BROKEN)
        if opcode != CONTINUATION:
            self._is_text, self._message = opcode == TEXT, bytearray()
        assert self._message is not None
        self._message += payload
        if last:
            message, self._message = bytes(self._message), None
            if self._is_text and not is_utf8(message):
                self.ends.append(NOT_UTF8)
            elif not self.ends:
                self._said(message)
        return True

    def _said(self, message: bytes) -> None:
        """One whole message, as long as the hub still listens."""
        self.texts += 1
        try:
            if not self._is_text:
                raise NoFrame
            frame, wrong = read(message.decode())
        except NoFrame:
            self.ends.append(BAD_FRAME)
            return
        if not self.greeted:
            self._hello(frame, wrong)
        elif wrong or frame["t"] == "hello":
            self.answers.append(Wrong(frozenset(wrong)))
        elif frame["t"] == "sync":
            self._sync(frame)

    def _hello(self, frame: dict[str, Any], wrong: set[str]) -> None:
        if wrong or frame["t"] != "hello":
            self.ends.append(BAD_FRAME)
        elif frame["token"] != self.known.token:
            self.ends.append(TOKEN_INVALID)
        else:
            self.greeted = True

    def _sync(self, frame: dict[str, Any]) -> None:
        """The head moves on while the session lasts, and numbers around it may be sent again or not."""
        first, head = frame["from"], self.known.head
        if frame["stream"] != self.known.stream or first < 1 or first > head + 1 + REPLAY_MOST:
            self.answers.append(Wrong(frozenset({"/from"})))
        elif first > head + 1 or head - first > REPLAY_MOST / 2:
            self.answers.append(Wrong(frozenset({"/from"}), perhaps=True))


def unmasked(payload: bytes | bytearray, mask: bytes | bytearray) -> bytes:
    """The payload under its mask, or masked; the two are the same."""
    size = len(payload)
    key = (bytes(mask) * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")


def is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


# What came


class Heard(NamedTuple):
    """What a client has received: its welcome, the pointers of each `error`, pongs, the code of a `bye`, and the close code."""

    welcomed: bool
    errors: list[Pointers]
    pongs: list[bytes]
    bye: int | None
    closed: int | None


def differences(model: Model, heard: Heard) -> Iterator[str]:
    """Where a hub's answers are not the model's. Nothing means: each frame was taken or refused as it should be."""
    due = model.ends[0] if model.ends else None
    early = heard.closed != due and heard.closed in model.ends
    cut_short = early or heard.closed in WIRE or model.closed_by_peer
    if heard.closed != due and not early:
        yield f"closed with {heard.closed}, not {model.ends or 'at all'}"
    if model.greeted != heard.welcomed and not cut_short:
        yield f"welcomed: {heard.welcomed}"
    if heard.bye not in byes(model, heard):
        yield f"bye {heard.bye} before close {heard.closed}"
    yield from wrong_answers(model.answers, heard.errors, whole=not cut_short)
    if heard.pongs != model.pongs[: len(heard.pongs)] or len(heard.pongs) < (0 if early else model.pongs_surely):
        yield f"{len(heard.pongs)} of {len(model.pongs)} pongs, or others"


def byes(model: Model, heard: Heard) -> set[int | None]:
    """What a `bye` may have said before this close code; None where none is due."""
    ours = [code for code in model.ends if code in (BAD_FRAME, TOKEN_INVALID)]
    due: set[int | None] = {heard.closed} if heard.welcomed and heard.closed in ours else {None}
    return due | {None} if model.closed_by_peer and heard.closed == model.ends[-1] else due


def wrong_answers(due: list[Wrong], heard: list[Pointers], *, whole: bool) -> Iterator[str]:
    """`whole`: all that is due must have come, not only the beginning of it."""
    places = beyond({0}, due)
    for pointers in heard:
        fitting = {at + 1 for at in places if at < len(due) and answers(pointers, due[at])}
        if not fitting:
            yield f"an error at {set(pointers)} where {[set(due[at].pointers) for at in sorted(places) if at < len(due)]} was due"
            return
        places = beyond(fitting, due)
    if whole and len(due) not in places:
        yield f"no error at {[set(each.pointers) for each in due[max(places) :]]}"


def beyond(places: set[int], due: list[Wrong]) -> set[int]:
    """These places in what is due, and those that are reached without the answers that may be left out."""
    found = set(places)
    for at in range(min(found), len(due)):
        if at in found and due[at].perhaps:
            found.add(at + 1)
    return found


def answers(pointers: Pointers, wrong: Wrong) -> bool:
    return pointers <= wrong.pointers and bool(pointers) == bool(wrong.pointers)
