"""A grammar of what clients send: good frames, nearly good ones, and bytes that no client should send. What is due, the model says."""

import json
import zlib
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, NamedTuple

from tests.faults.socket_model import BINARY, CLOSE, CLOSE_CODES, CONTINUATION, PING, PONG, TEXT, Known, unmasked

FRAMES_MOST = 24
"""In one session, so that no limit on their number is reached."""
AN_ID = "01935f0e-0000-7000-8000-000000000000"
WORDS = ["", "x", "水饺2份", "\u0000", "\u202e", "😀" * 3, "a/b~c", "__proto__", "'; --", "%s%n", "x" * 300, "NaN", "\ufeff"]
NUMBERS = ["0", "-0", "-1", "1.5", "1.0", "1e3", "1e400", "-1E-400", str(2**31), str(2**53), str(2**53 + 1), str(2**63), str(-(2**63) - 1)]
NUMBERS += [str(2**64), "9" * 400, "9" * 5_000]
UNKNOWN = ["bump", "event", "welcome", "ping", "bye", "error", "subscribe", "HELLO", "Ack", "ack ", "", "orders.place", "\u0000", "*", "t"]
NOT_UTF8 = [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe6\xb0", b"\x80", b"\xf0\x9f\x98"]


class Raw(str):
    """JSON as it is to be written, valid or not."""

    __slots__ = ()


class Step(NamedTuple):
    """Bytes to send. `settle`: what was sent before is answered first, so that the model can be held to each answer."""

    data: bytes
    settle: bool = False
    frames: int = 1


class Session(NamedTuple):
    """What one client sends, in order, and how it leaves: `close`, `abort`, or `silence` until the hub closes."""

    steps: list[Step]
    leaves: str = "close"
    offers_compression: bool = False
    floods: bool = False

    @property
    def frames(self) -> int:
        return sum(step.frames for step in self.steps)


def written(value: Any) -> str:
    """JSON, with whatever `Raw` stands in it."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{written(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    return json.dumps(value)


class Grammar:
    """The sessions of one seed. The same chance makes the same session, whatever the token is."""

    def __init__(self, chance: Random, known: Known) -> None:
        self.chance = chance
        self.known = known

    # JSON

    def word(self) -> Any:
        return self.chance.choice(WORDS)

    def number(self) -> Raw:
        return Raw(self.chance.choice(NUMBERS) if self.chance.random() < 0.7 else str(self.chance.randint(-(2**70), 2**70)))

    def anything(self, depth: int = 3) -> Any:
        """Some JSON value, of any type."""
        way = self.chance.randrange(8 if depth else 5)
        if way == 0:
            return self.word()
        if way == 1:
            return self.number()
        if way in (2, 3, 4):
            return [None, True, False][way - 2]
        inner = [self.anything(depth - 1) for _ in range(self.chance.randrange(4))]
        return inner if way < 7 else {f"{self.word()}{at}": each for at, each in enumerate(inner)}

    def good(self, name: str = "") -> dict[str, Any]:
        """A frame as a client means it, if not when it means it."""
        chance, known = self.chance, self.known
        name = name or chance.choice(["ack", "receipt", "sync", "health", "pong"])
        near = chance.choice([0, 1, -1, known.head, known.head + 1, 2**40, max(1, known.head - 3), max(1, known.head - 20)])
        audio = chance.choice(["ready", "blocked", "none"])
        frames: dict[str, dict[str, Any]] = {
            "hello": {"token": known.token},
            "ack": {"stream": chance.choice([known.stream, known.stream, "shop:x", ""]), "seq": near},
            "receipt": {"message": AN_ID, "result": chance.choice(["shown", "spoken", "silenced", "expired", "skipped:quiet hours"])},
            "sync": {"stream": chance.choice([known.stream, known.stream, known.stream, "user:x"]), "from": near},
            "health": {"visible": chance.random() < 0.5, "audio": audio, "unsent": chance.choice([0, 3, -7, 2**53])},
            "pong": {"now": chance.choice(["2026-11-22T02:41:07.123Z", "", "never", "x" * 16_000])},
        }
        frame = {"t": name} | frames[name]
        if name == "hello":
            frame |= self.hello_members()
        members = list(frame.items())
        if chance.random() < 0.2:
            chance.shuffle(members)
        return dict(members)

    def hello_members(self) -> dict[str, Any]:
        chance, stream = self.chance, self.known.stream
        cursor = {"epoch": chance.choice(["", "k3f9", "x" * 200]), "seq": chance.choice([0, -1, 5, 2**63, -(2**80)])}
        may: dict[str, Any] = {
            "app": self.word(),
            "cursors": chance.choice([{}, {stream: cursor}, {"shop:x": cursor, stream: cursor}]),
            "caps": [self.word() for _ in range(chance.choice([0, 1, 3, 40]))],
            "audio": "ready",
            "shop_id": None,
        }
        return {name: value for name, value in may.items() if chance.random() < 0.3}

    def wrong(self, name: str = "") -> dict[str, Any]:
        """A JSON object that is no frame: a member too many, too few, or of another type; or a command nobody knows."""
        chance, frame = self.chance, self.good(name)
        members = [each for each in frame if each != "t"]
        way = chance.randrange(6)
        if way == 0:
            return frame | {"t": chance.choice(UNKNOWN)}
        if way == 1:
            return frame | {"t": self.anything()}
        if way == 2:
            return {each: value for each, value in frame.items() if each != "t"}
        if way == 3:
            del frame[chance.choice(members)]
            return frame
        if way == 4:
            return frame | {chance.choice([f"{self.word()}x", "T", "a/b", "~", "x.y", "a`b", "$[0]", "seq "]): self.anything()}
        return frame | {chance.choice(members): self.anything()}

    def deep(self, levels: int) -> str:
        opened = "".join(self.chance.choice(['{"a":', "["]) for _ in range(levels - 1))
        closed = "".join("}" if each == "{" else "]" for each in reversed(opened) if each in "{[")
        return '{"t":"pong","now":' + opened + "1" + closed + "}"

    def no_frame(self) -> str:
        """A text that can be no frame."""
        chance, good = self.chance, written(self.good("pong"))
        ways: list[Callable[[], str]] = [
            lambda: good[: chance.randrange(len(good))],
            lambda: good + chance.choice([good, "}", ",", "x"]),
            lambda: written(chance.choice([[], [1], "pong", None, True, Raw("5"), [{"t": "pong", "now": ""}]])),
            lambda: self.deep(chance.choice([9, 10, 64, 2_000])),
            lambda: '{"t":' + "[" * chance.choice([20, 8_000]),
            lambda: '{"t":"pong","now":"' + "x" * chance.choice([16_366, 17_000, 60_000]) + '"}',
            lambda: written(
                {"t": "ack", "stream": "x", "seq": Raw(chance.choice(["NaN", "Infinity", "-", "01", "1.", "+1", "0x1", "1_0"]))}
            ),
            lambda: '{"t":"pong","now":"' + chance.choice(["\\ud83d", "\\udc00\\ud83d", "\\q", "\n", "\\u12", "\\"]) + '"}',
            lambda: chance.choice(["", " ", "\ufeff{}", "{'t':'pong'}", "{t:1}", '{"t":"pong","now":""}//', "null", "\u0000"]),
        ]
        return chance.choice(ways)()

    # Frames

    def frame(self, opcode: int, payload: bytes, *, head: int = 0x80, masked: bool = True, wide: int = 0) -> bytes:
        """One frame; `wide`: its length in more bytes than it needs."""
        size = len(payload)
        width = max(wide, 0 if size < 126 else 2 if size < 65_536 else 8)
        length = bytes((size,)) if not width else bytes((126 if width == 2 else 127,)) + size.to_bytes(width, "big")
        if not masked:
            return bytes((head | opcode,)) + length + payload
        mask = self.chance.randbytes(4)
        return bytes((head | opcode, length[0] | 128)) + length[1:] + mask + unmasked(payload, mask)

    def text(self, text: str) -> Step:
        """A message, now and then in pieces, with control frames between them."""
        payload, chance = text.encode(), self.chance
        if chance.random() > 0.15:
            return Step(self.frame(TEXT, payload, wide=chance.choice([0, 0, 0, 2, 8])))
        cuts = sorted(chance.randrange(len(payload) + 1) for _ in range(chance.randrange(1, 5)))
        pieces = [payload[a:b] for a, b in zip([0, *cuts], [*cuts, len(payload)], strict=True)]
        data, frames = b"", 0
        for number, piece in enumerate(pieces):
            head = 0x80 if number == len(pieces) - 1 else 0
            data += self.frame(CONTINUATION if number else TEXT, piece, head=head)
            frames += 1
            if not head and chance.random() < 0.3:
                data += self.control().data
                frames += 1
        return Step(data, frames=frames)

    def control(self) -> Step:
        payload = self.chance.randbytes(self.chance.choice([0, 1, 4, 125]))
        return Step(self.frame(self.chance.choice([PING, PING, PONG]), payload))

    def breach(self) -> Step:
        """Bytes that break the websocket's own rules."""
        chance = self.chance
        good = written(self.good()).encode()
        some = chance.randbytes(chance.choice([0, 3, 126, 200]))
        ways: list[Callable[[], Step]] = [
            lambda: Step(self.frame(chance.choice([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), some)),
            lambda: Step(self.frame(TEXT, zlib.compress(good)[2:-4], head=0xC0)),
            lambda: Step(self.frame(chance.choice([TEXT, PING, CLOSE]), b"", head=0x80 | chance.choice([0x10, 0x20, 0x30, 0x70]))),
            lambda: Step(self.frame(chance.choice([TEXT, BINARY, PING]), good[:100], masked=False)),
            lambda: Step(self.frame(CONTINUATION, good, head=chance.choice([0, 0x80]))),
            lambda: Step(self.frame(TEXT, good[:5], head=0) + self.frame(chance.choice([TEXT, BINARY]), good), frames=2),
            lambda: Step(self.frame(TEXT, good[:5], head=0) + self.frame(CLOSE, b"\x03\xe8"), frames=2),
            lambda: Step(self.frame(chance.choice([PING, PONG, CLOSE]), b"\x03\xe8", head=0)),
            lambda: Step(self.frame(chance.choice([PING, PONG, CLOSE]), bytes(chance.choice([126, 127, 4_000])))),
            lambda: Step(self.frame(TEXT, b'{"t":"pong","now":"' + chance.choice(NOT_UTF8) + b'"}')),
            lambda: Step(self.frame(TEXT, good + b"\xe6", head=0) + self.frame(CONTINUATION, b"\xb0"), frames=2),
            lambda: Step(self.frame(CLOSE, b"\x03\xe8" + chance.choice(NOT_UTF8))),
            lambda: Step(self.frame(CLOSE, b"\x03")),
            lambda: Step(
                self.frame(CLOSE, chance.choice([0, 999, 1004, 1005, 1006, 1015, 2_000, 2_999, 5_000, 65_535]).to_bytes(2, "big"))
            ),
            lambda: Step(self.frame(TEXT, bytes(65_537))),
            lambda: Step(self.frame(TEXT, b"x" * 40_000, head=0) + self.frame(CONTINUATION, b"x" * 40_000), frames=2),
            lambda: Step(bytes((0x81, 0xFF)) + chance.choice([65_537, 2**31, 2**63 - 1, 2**63, 2**64 - 1]).to_bytes(8, "big") + some),
        ]
        return chance.choice(ways)()

    def last(self) -> Step:
        """What ends a connection."""
        way = self.chance.random()
        if way < 0.45:
            return self.text(self.no_frame())
        if way < 0.55:
            return Step(self.frame(BINARY, written(self.good()).encode()))
        if way < 0.65:
            code = self.chance.choice(sorted(CLOSE_CODES)).to_bytes(2, "big")
            return Step(self.frame(CLOSE, self.chance.choice([b"", code, code + "再见".encode(), code + b"x" * 123])))
        return self.breach()

    def first(self) -> Step:
        """What should have been a hello."""
        way = self.chance.random()
        if way < 0.3:
            return self.text(written(self.wrong("hello")))
        if way < 0.45:
            return self.text(written(self.good()))
        if way < 0.6:
            token = self.chance.choice([str(self.word()), "vh_at_" + "0" * 43, self.known.token + "x", self.known.token[:-1]])
            return self.text(written({"t": "hello", "token": token}))
        return self.last()

    def session(self) -> Session:
        way = self.chance.random()
        if way < 0.004:
            return self.flood()
        if way < 0.006:
            hello = self.frame(TEXT, written(self.good("hello")).encode())
            return Session([Step(hello[: self.chance.randrange(len(hello))])], "silence")
        return Session(list(self.steps()), self.chance.choice(["close", "close", "abort"]), self.chance.random() < 0.1)

    def flood(self) -> Session:
        """More frames at once than anybody may send; those that are heard count."""
        hello = Step(self.frame(TEXT, written({"t": "hello", "token": self.known.token}).encode()))
        one = self.chance.choice([self.control().data, self.frame(TEXT, written({"t": "pong", "now": ""}).encode())])
        return Session([hello, Step(one * 2_000, settle=True, frames=60)], floods=True)

    def steps(self) -> Iterator[Step]:
        if self.chance.random() < 0.2:
            yield self.first()
            return
        yield self.text(written(self.good("hello")))
        for _ in range(self.chance.randrange(FRAMES_MOST)):
            way = self.chance.random()
            yield self.control() if way < 0.15 else self.text(written(self.good() if way < 0.5 else self.wrong()))
        if self.chance.random() < 0.6:
            yield self.last()._replace(settle=True)
