"""A tail stepped by hand: whatever order news comes in, doubled or with holes, each member sees each number once, in order."""

import json
from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hub.live.tail import RING, Entry, Tail, entry
from hub.live.wire import payloads

STREAM = "shop:here"
CHANNELS = ("all", "kitchen:hot", "kitchen:cold", "call", "cashier", "device:a", "device:b", "session:a")
AUDIENCES = (
    frozenset({"all", "kitchen:hot", "device:a", "session:a"}),
    frozenset({"all", "kitchen:hot", "kitchen:cold"}),
    frozenset({"all", "call", "device:b"}),
    frozenset({"cashier"}),
    frozenset({"nothing"}),
)


def event_of(seq: int, channels: Sequence[str]) -> Entry:
    return entry(STREAM, seq, "kds.line_moved", channels, b'"data":{"mark":%d}}' % (seq * 7))


LOGS = st.lists(st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=3, unique=True), min_size=1, max_size=40).map(
    lambda audiences: [event_of(seq, channels) for seq, channels in enumerate(audiences, 1)]
)


class Screen:
    """A member that keeps what is written to it."""

    def __init__(self, channels: frozenset[str]) -> None:
        self.channels = channels
        self.seen: list[int] = []
        self.told: list[str] = []
        self.write = self.take

    def take(self, frames: bytes) -> None:
        for text in payloads(frames):
            frame: dict[str, Any] = json.loads(text)
            assert (frame["t"], frame["stream"], frame["data"]) == ("event", STREAM, {"mark": frame["seq"] * 7})
            self.seen.append(frame["seq"])

    def told_to_leave(self, event_type: str) -> None:
        self.told.append(event_type)

    def turned(self, event_type: str) -> None:
        """Its channels are the same whatever it hears."""

    def catch_up(self, log: Sequence[Entry], position: int, head: int) -> None:
        """What a replay does before it joins."""
        for each in log:
            if position < each.seq <= head and not self.channels.isdisjoint(each.channels):
                self.write(each.wire)

    def wants(self, log: Sequence[Entry], after: int = 0) -> list[int]:
        return [each.seq for each in log if each.seq > after and not self.channels.isdisjoint(each.channels)]


@st.composite
def evenings(draw: st.DrawFn) -> tuple[list[Entry], list[list[int]], int]:
    """A log, the batches of numbers in which its news arrives (any order, doubled, some never), and where the tail is opened."""
    log = draw(LOGS)
    numbers = draw(st.lists(st.integers(1, len(log)), max_size=2 * len(log)))
    batches, rest = [], list(numbers)
    while rest:
        size = draw(st.integers(1, 5))
        batches.append(rest[:size])
        rest = rest[size:]
    return log, batches, draw(st.integers(0, len(log)))


@given(evenings())
def test_each_member_sees_each_number_once_and_in_order(evening: tuple[list[Entry], list[list[int]], int]) -> None:
    log, batches, opened_at = evening
    tail = Tail(STREAM)
    tail.open("e", opened_at)
    screens = [Screen(channels) for channels in AUDIENCES]
    for screen in screens:
        tail.join(screen, screen.channels)
    for batch in batches:
        hole = tail.offer([log[seq - 1] for seq in batch])
        assert hole == bool(tail.early)
        assert tail.head + 1 not in tail.early
        for screen in screens:  # never past a number that is missing
            assert screen.seen == [seq for seq in screen.wants(log, opened_at) if seq <= tail.head]
    assert not tail.offer(log)  # the log was read: nothing is missing any more
    assert tail.head == len(log)
    for screen in screens:
        assert screen.seen == screen.wants(log, opened_at)


@given(evenings())
def test_what_comes_before_the_tail_is_open_waits(evening: tuple[list[Entry], list[list[int]], int]) -> None:
    log, batches, opened_at = evening
    tail = Tail(STREAM)
    screen = Screen(frozenset(CHANNELS))
    tail.join(screen, screen.channels)
    for batch in batches:
        assert tail.offer([log[seq - 1] for seq in batch]) is False
    assert screen.seen == []
    tail.open("e", opened_at)
    known = {seq for batch in batches for seq in batch}
    reached = opened_at
    while reached + 1 in known:
        reached += 1
    assert tail.head == reached
    assert screen.seen == list(range(opened_at + 1, reached + 1))
    tail.offer(log)
    assert screen.seen == list(range(opened_at + 1, len(log) + 1))


@given(LOGS, st.lists(st.tuples(st.sampled_from(("offer", "join", "leave")), st.integers(0, 10)), max_size=60))
def test_members_that_come_and_go_miss_nothing_and_get_nothing_twice(log: list[Entry], acts: list[tuple[str, int]]) -> None:
    """Whoever leaves was sent everything up to the head of that moment; from there it is replayed and joins again."""
    tail = Tail(STREAM)
    tail.open("e", 0)
    screens = [Screen(channels) for channels in AUDIENCES]
    outside = dict.fromkeys(range(len(screens)), 0)  # those that do not follow, and up to where they were sent

    def join(index: int) -> None:
        ring = tail.since(outside.pop(index))
        assert ring is not None
        for each in ring:
            if not screens[index].channels.isdisjoint(each.channels):
                screens[index].write(each.wire)
        tail.join(screens[index], screens[index].channels)

    for act, number in acts:
        index = number % len(screens)
        if act == "offer":
            tail.offer([each for each in reversed(log) if tail.head < each.seq <= tail.head + number])
        elif act == "join" and index in outside:
            join(index)
        elif act == "leave" and index not in outside:
            outside[index] = tail.leave(screens[index], screens[index].channels)
            assert outside[index] == tail.head
    tail.offer(log)
    for index in tuple(outside):
        join(index)
    for screen in screens:
        assert screen.seen == screen.wants(log)


def test_whoever_has_left_gets_nothing_and_leaves_nothing_behind() -> None:
    tail = Tail(STREAM)
    tail.open("e", 0)
    screens = [Screen(channels) for channels in (*AUDIENCES, *AUDIENCES)]
    for screen in screens:
        tail.join(screen, screen.channels)
    tail.offer([event_of(1, CHANNELS)])
    for screen in screens:
        assert tail.leave(screen, screen.channels) == 1
    tail.offer([event_of(2, CHANNELS)])
    assert all(screen.seen in ([1], []) for screen in screens)
    assert (tail.groups, tail.personal) == ({}, {})


def test_the_same_bytes_go_to_everybody() -> None:
    tail = Tail(STREAM)
    tail.open("e", 0)
    taken: list[bytes] = []
    for channels in (*AUDIENCES, *AUDIENCES):
        screen = Screen(channels)
        screen.write = taken.append  # type: ignore[assignment]
        tail.join(screen, channels)
    only = event_of(1, ["all", "cashier"])
    tail.offer([only])
    assert taken == [only.wire] * 8


def test_an_event_on_a_personal_channel_comes_before_the_word_to_leave_and_nothing_after_it() -> None:
    tail = Tail(STREAM)
    tail.open("e", 0)
    moved, other = Screen(AUDIENCES[0]), Screen(AUDIENCES[1])

    def go(event_type: str) -> None:
        moved.told.append(f"{event_type} after {moved.seen}")
        tail.leave(moved, moved.channels)

    moved.told_to_leave = go  # type: ignore[method-assign]
    for screen in (moved, other):
        tail.join(screen, screen.channels)
    tail.offer([event_of(1, ["all"]), event_of(2, ["device:a"]), event_of(3, ["all"])])
    assert moved.seen == [1, 2]
    assert moved.told == ["kds.line_moved after [1, 2]"]
    assert other.seen == [1, 3]


def test_an_event_to_a_device_and_to_its_group_comes_once() -> None:
    tail = Tail(STREAM)
    tail.open("e", 0)
    screen = Screen(frozenset({"office", "device:a", "session:a"}))
    tail.join(screen, screen.channels)
    tail.offer([event_of(1, ["office", "device:a"])])
    assert screen.seen == [1]
    tail.offer([event_of(2, ["device:a", "session:a"])])
    assert screen.seen == [1, 2]


def test_one_device_with_several_sockets_hears_itself_on_each() -> None:
    tail = Tail(STREAM)
    tail.open("e", 0)
    screens = [Screen(frozenset({"all", "device:a", f"session:{n}"})) for n in range(4)]
    for screen in screens:
        tail.join(screen, screen.channels)
    tail.offer([event_of(1, ["device:a"]), event_of(2, ["session:2"])])
    assert [screen.seen for screen in screens] == [[1], [1], [1, 2], [1]]


def test_the_ring_remembers_the_newest_and_says_when_it_does_not_reach_back() -> None:
    tail = Tail(STREAM)
    tail.open("e", 100)
    assert tail.since(100) == []
    assert tail.since(99) is None
    tail.offer([event_of(seq, ["all"]) for seq in range(101, 101 + RING + 10)])
    newest = 100 + RING + 10
    assert tail.since(newest) == []
    assert tail.since(newest + 5) == []
    kept = tail.since(newest - RING)
    assert kept is not None
    assert [each.seq for each in kept] == list(range(newest - RING + 1, newest + 1))
    assert tail.since(newest - RING - 1) is None


def test_watchers_are_called_once_when_the_head_has_moved() -> None:
    tail = Tail(STREAM)
    tail.open("e", 0)
    heads: list[int] = []
    tail.watchers.append(lambda: heads.append(tail.head))
    tail.offer([event_of(2, ["all"])])
    assert heads == []
    tail.offer([event_of(1, ["all"])])
    tail.offer([event_of(3, ["all"])])
    assert heads == [2]


class Turning(Screen):
    """Leaves when told that it may see something else from here on."""

    def __init__(self, tail: Tail, channels: frozenset[str]) -> None:
        super().__init__(channels)
        self.tail, self.left_at = tail, 0

    def turned(self, event_type: str) -> None:
        assert event_type == "venue.room_changed"
        self.left_at = self.tail.leave(self, self.channels)


def test_who_turns_leaves_behind_that_very_event_even_in_the_middle_of_a_batch() -> None:
    """What follows it in the same batch is looked at with the new channels, so it must not be sent with the old ones."""
    tail = Tail(STREAM)
    tail.turning = frozenset({"venue.room_changed"})
    tail.open("e", 0)
    pad, other = Turning(tail, frozenset({"room:1"})), Screen(frozenset({"cashier"}))
    for member in (pad, other):
        tail.join(member, member.channels)
    kinds = ("kds.line_moved", "venue.room_changed", "kds.line_moved")
    tail.offer([entry(STREAM, seq, kind, ["room:1", "cashier"], b'"data":{"mark":%d}}' % (seq * 7)) for seq, kind in enumerate(kinds, 1)])
    assert (pad.seen, pad.left_at, other.seen) == ([1, 2], 2, [1, 2, 3])
