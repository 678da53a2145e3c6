"""The end of a stream as one process knows it, and everybody who follows it.

Delivery is head + 1: commits hand over out of order, hints arrive twice or never, so a tail takes only the next number,
whoever brings it, and reads what is missing from the log. Connections with the same channels form a group; a batch is
joined once per group and written to each member with one bound `write`. What a member was sent is the tail's head: only
when it leaves the group is a number of its own written down.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Protocol

import msgspec

from hub.kit.crash import crash_point
from hub.live.append import frame_text
from hub.live.wire import frame, payloads

RING = 2_048
"""Events a tail remembers, so that short replays need no database."""

PERSONAL = ("device:", "session:", "user:")


class Entry(msgspec.Struct, frozen=True):
    """One numbered event, its frame built once and nothing else kept of it: a tail holds thousands."""

    seq: int
    type: str
    channels: tuple[str, ...]
    wire: bytes

    def text(self) -> bytes:
        """The JSON inside the frame."""
        return next(payloads(self.wire))


def entry(stream: str, seq: int, kind: str, channels: Iterable[str], body: bytes) -> Entry:
    return Entry(seq, kind, tuple(channels), frame(frame_text(stream, seq, body)))


def to_it_alone(each: Entry, channels: frozenset[str]) -> bool:
    """Whether an event came to the holder of these channels as to this one device, session or person."""
    return any(channel.startswith(PERSONAL) and channel in channels for channel in each.channels)


class Member(Protocol):
    """What a tail needs of a connection."""

    write: Callable[[bytes], None]

    def told_to_leave(self, event_type: str) -> None:
        """An event on its personal channel changes or ends what it may see."""

    def turned(self, event_type: str) -> None:
        """An event of a turning type came to it: what it may see from the next event on has to be looked up."""


class Group:
    """Connections that may see the same channels of a stream."""

    __slots__ = ("_writes", "channels", "members")

    def __init__(self, channels: frozenset[str]) -> None:
        self.channels = channels
        self.members: dict[Member, None] = {}
        self._writes: tuple[Callable[[bytes], None], ...] | None = None

    def add(self, member: Member) -> None:
        self.members[member] = None
        self._writes = None

    def discard(self, member: Member) -> None:
        self.members.pop(member, None)
        self._writes = None

    def writes(self) -> tuple[Callable[[bytes], None], ...]:
        """What a fan-out loops over; made anew only when there is something to send and somebody came or went."""
        if self._writes is None:
            self._writes = tuple(each.write for each in self.members)
        return self._writes


class Tail:
    """One stream in one process. Steps by itself: no thread, no socket, no clock."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.epoch = ""
        self.head = -1
        """-1 until the tail is opened: what arrives meanwhile waits in `early`."""
        self.ring: deque[Entry] = deque(maxlen=RING)
        self.older: list[Entry] = []
        """A stretch of the log, without holes, that replays have asked for."""
        self.older_used = False
        self.early: dict[int, Entry] = {}
        self.groups: dict[frozenset[str], Group] = {}
        self.personal: dict[str, dict[Member, None]] = {}
        self.holders = 0
        """Connections that follow it, live or not."""
        self.idle = False
        """Nobody needed it when somebody last looked."""
        self.turning: frozenset[str] = frozenset()
        """Types after which those who hear them may see something else."""
        self.watchers: list[Callable[[], None]] = []
        """Called once, when the head has moved (long polls, and whoever waits for a number)."""

    def join(self, member: Member, channels: frozenset[str]) -> None:
        """Let a member whose position is the head hear what comes next."""
        shared = frozenset(channel for channel in channels if not channel.startswith(PERSONAL))
        group = self.groups.get(shared)
        if group is None:
            group = self.groups[shared] = Group(shared)
        group.add(member)
        for channel in channels - shared:
            self.personal.setdefault(channel, {})[member] = None

    def leave(self, member: Member, channels: frozenset[str]) -> int:
        """Take a member out; what it was sent is the head at this moment."""
        shared = frozenset(channel for channel in channels if not channel.startswith(PERSONAL))
        group = self.groups.get(shared)
        if group is not None:
            group.discard(member)
            if not group.members:
                del self.groups[shared]
        for channel in channels - shared:
            holders = self.personal.get(channel, {})
            holders.pop(member, None)
            if not holders:
                self.personal.pop(channel, None)
        return self.head

    def open(self, epoch: str, head: int) -> None:
        """Begin at this number; what was offered before and lies above it follows at once."""
        self.epoch, self.head = epoch, head
        self.early = {seq: each for seq, each in self.early.items() if seq > head}
        self.offer(())

    def offer(self, entries: Sequence[Entry]) -> bool:
        """Take news from whoever brings it. True when a number before the first early one is missing."""
        for each in entries:
            if each.seq > self.head:
                self.early[each.seq] = each
        if self.head < 0:
            return False
        ready = []
        head = self.head
        while (following := self.early.pop(head + 1, None)) is not None:
            ready.append(following)
            head += 1
        if ready:
            self._deliver(ready)
        return bool(self.early)

    def _deliver(self, entries: list[Entry]) -> None:
        self.ring.extend(entries)
        one_by_one = any(each.type in self.turning for each in entries)
        if one_by_one or any(channel.startswith(PERSONAL) for each in entries for channel in each.channels):
            for each in entries:
                self.head = each.seq
                self._write_groups([each])
                self._write_personal(each)
                if each.type in self.turning:
                    self._turn(each)
        else:
            self.head = entries[-1].seq
            self._write_groups(entries)
        self.wake_watchers()

    def wake_watchers(self) -> None:
        """Let those look again who wait for the head to move."""
        watchers, self.watchers = self.watchers, []
        for watcher in watchers:
            watcher()

    def _write_groups(self, entries: list[Entry]) -> None:
        for group in tuple(self.groups.values()):
            channels = group.channels
            seen = [each.wire for each in entries if not channels.isdisjoint(each.channels)]
            if seen:
                joined = seen[0] if len(seen) == 1 else b"".join(seen)
                for write in group.writes():
                    write(joined)
                crash_point("between_sends")

    def _write_personal(self, each: Entry) -> None:
        for member in dict.fromkeys(member for channel in each.channels for member in self.personal.get(channel, ())):
            if not any(member in group.members and not group.channels.isdisjoint(each.channels) for group in self.groups.values()):
                member.write(each.wire)
            member.told_to_leave(each.type)

    def _turn(self, each: Entry) -> None:
        """Tell everybody who was sent this event what it does to them; who leaves now has it as the last thing they were sent."""
        for group in tuple(self.groups.values()):
            if not group.channels.isdisjoint(each.channels):
                for member in tuple(group.members):
                    member.turned(each.type)

    def since(self, seq: int) -> list[Entry] | None:
        """What is remembered of the entries above `seq`, from `seq + 1` on without a hole; None when that one is not."""
        missing = self.head - seq
        if missing <= len(self.ring):
            return self._newest(missing)
        older = self.older
        if not older or not older[0].seq <= seq + 1 <= older[-1].seq:
            return None
        self.older_used = True
        behind = self.head - older[-1].seq
        return older[seq + 1 - older[0].seq :] + (self._newest(behind) if behind <= len(self.ring) else [])

    def _newest(self, many: int) -> list[Entry]:
        return list(islice(reversed(self.ring), many))[::-1] if many > 0 else []

    def recall(self, entries: list[Entry]) -> None:
        """Remember a stretch of the log, whole and in order, for the replays that are under way."""
        self.older, self.older_used = entries, True
