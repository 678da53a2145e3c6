"""What happened on one device, in order: for tests, for the simulator's summary, for finding out afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from devices.client.frames import Event, Frame


@dataclass(frozen=True)
class Recorded:
    """One thing that happened at `at` (monotonic seconds of the device's clock).

    `received` and `sent` carry the frame as it was on the wire; `applied` carries an event at the moment the board took it, once each;
    `snapshot` says that the board was replaced at `seq`.
    """

    at: float
    what: Literal["received", "sent", "applied", "snapshot"]
    frame: Frame | None = None
    stream: str = ""
    epoch: str = ""
    seq: int = 0


@dataclass
class Counters:
    """How often; what a long run can keep when it records nothing else."""

    connects: int = 0
    welcomes: int = 0
    resumed: int = 0
    snapshots: int = 0
    frames: int = 0
    events: int = 0
    applied: int = 0
    duplicates: int = 0  # events on the wire at or below what was applied: proof that something was sent again
    unknown_frames: int = 0
    errors: int = 0
    acks: int = 0
    dead: int = 0  # connections given up after 15 s without a frame
    polls: int = 0
    closes: dict[int, int] = field(default_factory=dict)  # by close code; 1006 is a break without one


class Record:
    """The list and the counters; with `keep` false the list stays empty."""

    def __init__(self, keep: bool) -> None:
        self.keep = keep
        self.entries: list[Recorded] = []
        self.count = Counters()

    def add(self, entry: Recorded) -> None:
        """Note one thing."""
        if self.keep:
            self.entries.append(entry)

    @property
    def applied(self) -> list[Recorded]:
        """The events applied, in order."""
        return [entry for entry in self.entries if entry.what == "applied"]

    @property
    def applied_events(self) -> list[Event]:
        """The frames of the events applied, in order."""
        return [entry.frame for entry in self.entries if entry.what == "applied" and isinstance(entry.frame, Event)]

    @property
    def applied_twice(self) -> int:
        """How many events were applied more than once. Anything but zero is a fault of this library."""
        places = [(entry.stream, entry.epoch, entry.seq) for entry in self.applied]
        return len(places) - len(set(places))
