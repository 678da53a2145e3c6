"""What became of messages: their rows, their events and what devices said, held against when they were due and who was alive.

Read from the tables, past all of the hub's code.
"""

import re
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from tests.faults.breakable import share
from tests.faults.seeded import Seeded
from tests.faults.voices import Met, Voice

PROMISED_SECONDS = 2.0
"""From the time a message is due to its being out, while something is alive."""
APART_SECONDS, IN_A_MINUTE = 2.0, 20
"""Voices on one channel."""
CLOCK_TICK = 0.001
OUT = {"sent", "shown", "spoken"}
OVER = {"dropped", "failed"}

MESSAGE_ID = re.compile(rb'"message":"([0-9a-f-]{36})"')
ROWS = """
    select m.id, m.channel, m.kind, m.repeat, m.state, m.reason, m.created_at, m.due_at, m.sent_at, c.order_id, m.voice, m.turn_at
    from im_message m join im_call c on c.id = m.call_id where m.shop_id = {shop} order by m.id
"""
DELIVERIES = "select message_id, device_id, result from im_delivery where shop_id = {shop}"
WAITING = "select count(*) from im_message where shop_id = {shop} and state in ('scheduled', 'sending')"


class Row(NamedTuple):
    """One message as it stands in the table; times in seconds."""

    id: str
    channel: str
    kind: str
    repeat: int
    state: str
    reason: str | None
    created_at: float
    due_at: float
    sent_at: float | None
    order: str | None
    voice: bool
    waited: bool
    """It had to wait for its channel."""

    def __str__(self) -> str:
        return f"{self.kind} {self.repeat} on {self.channel}: {self.state} {self.reason or ''} ({self.id})"


class Lives:
    """When which processes were alive, by the wall clock."""

    def __init__(self) -> None:
        self.spans: list[tuple[float, float]] = []
        self._since: dict[Any, float] = {}

    def begin(self, owner: Any) -> None:
        self._since[owner] = time.time()

    def end(self, owner: Any) -> None:
        since = self._since.pop(owner, None)
        if since is not None:
            self.spans.append((since, time.time()))

    def knows(self, owner: Any) -> bool:
        """Whether this one is alive."""
        return owner in self._since

    def together(self) -> list[tuple[float, float]]:
        """The times in which at least one was alive."""
        merged: list[tuple[float, float]] = []
        for begun, ended in sorted([*self.spans, *((since, time.time()) for since in self._since.values())]):
            if merged and begun <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], ended))
            else:
                merged.append((begun, ended))
        return merged


def seconds_missed(due_at: float, sent_at: float, alive: Sequence[tuple[float, float]]) -> float:
    """The longest time without a break in which somebody could have sent it."""
    return max((min(sent_at, ended) - max(due_at, begun) for begun, ended in alive), default=0.0)


def spoken_on(rows: Sequence[Row]) -> dict[str, list[float]]:
    """When voices went out on each channel."""
    found: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row.voice and row.sent_at is not None:
            found[row.channel].append(row.sent_at)
    return {channel: sorted(times) for channel, times in found.items()}


def silences(times: Sequence[float]) -> list[tuple[float, float]]:
    """When somebody could have spoken on a channel, and nobody did."""
    begun = [0.0]
    for number, at in enumerate(times):
        full = times[number + 1 - IN_A_MINUTE] + 60 if number + 1 >= IN_A_MINUTE else at
        begun.append(max(at + APART_SECONDS, full))
    return list(zip(begun, [*times, time.time()], strict=True))


def both(some: Sequence[tuple[float, float]], others: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The times that lie in one of these and in one of those."""
    cuts = [(max(a, c), min(b, d)) for a, b in some for c, d in others]
    return [(begun, ended) for begun, ended in cuts if begun < ended]


def crowds(times: Sequence[float]) -> list[str]:
    """Voices that came too soon after others."""
    near = [(after - before, APART_SECONDS) for before, after in pairwise(times)]
    near += [(after - before, 60.0) for before, after in zip(times, times[IN_A_MINUTE:], strict=False)]
    return [f"{seconds:.3f} s instead of {least:.0f}" for seconds, least in near if seconds < least - CLOCK_TICK]


@dataclass
class Told:
    """What was found; all lists but the first figures are to be empty."""

    messages: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    met: int = 0
    spoken: int = 0
    missed: list[float] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    unended: list[str] = field(default_factory=list)
    early: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    crowded: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    disagreeing: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    unmet: list[str] = field(default_factory=list)
    unreported: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    audit: str = "clean"

    def faults(self) -> dict[str, int]:
        """How often each promise was broken; empty when all were kept."""
        found = {
            "messages that have not ended, or for no reason": len(self.unended),
            "messages out before their time": len(self.early),
            "messages late though something was alive": len(self.late),
            "voices of one channel too close together": len(self.crowded),
            "messages said after they were not true any more": len(self.untrue),
            "rows that say something else than the stream": len(self.disagreeing),
            "messages shown or spoken twice on a device": len(self.twice),
            "messages that a device with power never met": len(self.unmet),
            "receipts that the hub does not know": len(self.unreported),
            "errors in the log": len(self.errors),
            "an audit that finds something": int(self.audit != "clean"),
        }
        return {what: count for what, count in found.items() if count}

    def summary(self) -> dict[str, Any]:
        return {
            "messages": self.messages,
            "ends": dict(sorted(self.ends.items())),
            "met by devices": self.met,
            "of these spoken": self.spoken,
            "due to out, p50, p99 and most, s": [round(share(self.lags, part), 2) for part in (0.5, 0.99, 1)] if self.lags else [],
            "of that while something was alive, most, s": round(max(self.missed, default=0.0), 2),
            "faults": self.faults(),
        }

    def findings(self) -> str:
        """The first of each sort."""
        text = ""
        for name in ("unended", "early", "late", "crowded", "untrue", "disagreeing", "twice", "unmet", "unreported", "errors"):
            if found := getattr(self, name):
                text += f"\n  {name}: " + "; ".join(found[:5])
        return text + (f"\n  audit: {self.audit}" if self.audit != "clean" else "")


def ident(stored: Any) -> str:
    return str(UUID(bytes=bytes(stored)) if isinstance(stored, bytes | memoryview) else stored)


def seconds(stored: Any) -> float:
    return stored.timestamp() if isinstance(stored, datetime) else stored / 1000


def asked(seeded: Seeded, statement: str) -> list[Any]:
    shop = UUID(str(seeded.shop["id"]))
    return seeded.query(statement.format(shop=f"x'{shop.hex}'" if seeded.kind == "sqlite" else f"'{shop}'"))


def waiting(seeded: Seeded) -> int:
    """How many messages have not ended."""
    return int(asked(seeded, WAITING)[0][0])


def read_rows(seeded: Seeded) -> list[Row]:
    return [
        Row(
            ident(each[0]),
            each[1],
            each[2],
            each[3],
            each[4],
            each[5],
            seconds(each[6]),
            seconds(each[7]),
            None if each[8] is None else seconds(each[8]),
            None if each[9] is None else ident(each[9]),
            bool(each[10]),
            each[11] is not None,
        )
        for each in asked(seeded, ROWS)
    ]


def read_events(seeded: Seeded) -> list[tuple[str, frozenset[str]]]:
    """The message and the channels of each event that carried one."""
    statement = f"select body, channels from event where stream = '{seeded.stream}' and type = 'im.message_sent' order by seq"
    found = []
    for body, channels in seeded.query(statement):
        named = MESSAGE_ID.search(bytes(body))
        assert named is not None
        found.append((named[1].decode(), frozenset(re.findall(r'"([^"]+)"', channels))))
    return found


def judge_messages(seeded: Seeded, voices: Sequence[Voice], lives: Lives, started: dict[str, float], promised: float) -> Told:
    """`started` is when the start of all of an order was answered, by its id."""
    rows, events = read_rows(seeded), read_events(seeded)
    told = Told(messages=len(rows))
    alive, voiced = lives.together(), spoken_on(rows)
    told.crowded = [f"{each} on {channel}" for channel, moments in voiced.items() for each in crowds(moments)]
    chances = {channel: both(alive, silences(moments)) for channel, moments in voiced.items()}
    times = Counter(message for message, _ in events)
    for row in rows:
        told.ends[row.state if row.state in OUT else f"{row.state}:{row.reason}"] += 1
        if row.state not in OUT | OVER or (row.state in OVER and not row.reason):
            told.unended.append(str(row))
        if times[row.id] != (row.state in OUT):
            told.disagreeing.append(f"{times[row.id]} events of {row}")
        if row.state in OVER:
            continue
        out_at = row.sent_at or time.time()  # one that still waits is late already, or will be
        if not row.waited:
            told.lags.append(out_at - row.due_at)
        missed = seconds_missed(row.due_at, out_at, chances[row.channel] if row.voice else alive)
        told.missed.append(missed)
        if out_at < row.due_at and row.sent_at is not None:
            told.early.append(f"{row.due_at - row.sent_at:.3f} s early: {row}")
        if missed > promised:
            told.late.append(f"{missed:.2f} s late: {row}")
        if row.order is not None and row.sent_at is not None and row.sent_at > started.get(row.order, row.sent_at):
            told.untrue.append(str(row))
    judge_devices(told, {row.id: row for row in rows}, events, voices, read_results(seeded))
    return told


def read_results(seeded: Seeded) -> dict[tuple[str, str], str | None]:
    return {(ident(message), ident(device)): result for message, device, result in asked(seeded, DELIVERIES)}


def judge_devices(
    told: Told,
    rows: dict[str, Row],
    events: Sequence[tuple[str, frozenset[str]]],
    voices: Sequence[Voice],
    results: dict[tuple[str, str], str | None],
) -> None:
    """What each device met, against what it was told and what the hub knows of it."""
    for voice in voices:
        met: dict[str, list[Met]] = defaultdict(list)
        for each in voice.met:
            met[each.message].append(each)
        told.met += len(met)
        told.spoken += sum(each.spoken for each in voice.met)
        told.twice += [f"{len(each)} times on {voice.name}: {rows[message]}" for message, each in met.items() if len(each) > 1]
        told.early += [f"on {voice.name}: {rows[message]}" for message, each in met.items() if each[0].at < rows[message].due_at]
        known = voice.heard()
        if not voice.power_cuts:
            meant = [message for message, channels in events if not channels.isdisjoint(voice.channels)]
            told.unmet += [f"{rows[message]} on {voice.name}" for message in meant if message not in known]
        told.unreported += [
            f"{said} on {voice.name}, the hub knows {results.get((message, voice.id), 'of no delivery')}: {rows[message]}"
            for message, said in unreported(voice, results)
        ]


def unreported(voice: Voice, results: dict[tuple[str, str], str | None]) -> list[tuple[str, str]]:
    """What a device has done with messages, as far as the hub does not know."""
    return [(met.message, said) for met in voice.met for said in met.done[:1] if results.get((met.message, voice.id)) != said]


def all_reported(seeded: Seeded, voices: Sequence[Voice]) -> bool:
    results = read_results(seeded)
    return not any(unreported(voice, results) for voice in voices)
