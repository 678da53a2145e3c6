"""What a run was worth: the clients' ledger and the screens' records against what stands in the hub's tables."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from tests.faults.ledger import Asked, Ledger
from tests.faults.screens import Logged, Screen
from tests.faults.seeded import Seeded

LINES_OF_AN_ORDER = 3
EVENT_OF = {"order": "orders.order_placed", "move": "kds.line_moved", "clean": "venue.room_changed", "open": "venue.room_changed"}
"""What each sort of command tells."""
TELLS_MORE = {"clean"}
"""A wristband that stood in the room is told of as well."""


@dataclass
class ScreenVerdict:
    """One device. `again` counts frames that came though they had been applied, and were ignored."""

    name: str
    applied: int
    missing: int
    twice: int
    snapshots: int
    again: int
    frames: int
    differences: list[str]


@dataclass
class Verdict:
    """What was found; every list and every number but the first three is to be empty or zero."""

    asked: int = 0
    answered: int = 0
    events: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    halves: list[str] = field(default_factory=list)
    unheard_of: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    told_twice: list[str] = field(default_factory=list)
    answered_anew: list[str] = field(default_factory=list)
    numbering: list[str] = field(default_factory=list)
    screens: list[ScreenVerdict] = field(default_factory=list)
    integrity: str = "ok"
    audit: str = "clean"
    errors: list[str] = field(default_factory=list)

    def faults(self) -> dict[str, int]:
        """How often each promise was broken; empty when all were kept."""
        found = {
            "orders answered and not there": len(self.lost),
            "orders there twice": len(self.doubled),
            "orders there in part": len(self.halves),
            "orders that nobody asked for": len(self.unheard_of),
            "orders without an answer": self.asked - self.answered,
            "commands refused": len(self.refused),
            "effects without their event": len(self.silent),
            "effects with two events": len(self.told_twice),
            "repeats that were not answered from the store": len(self.answered_anew),
            "numbers missing or doubled in the stream": len(self.numbering),
            "events missing at screens": sum(screen.missing for screen in self.screens),
            "events applied twice": sum(screen.twice for screen in self.screens),
            "snapshots where a resume was due": sum(screen.snapshots - 1 for screen in self.screens),
            "boards that differ from a fresh one": sum(1 for screen in self.screens if screen.differences),
            "a damaged database": int(self.integrity != "ok"),
            "an audit that finds something": int(self.audit != "clean"),
            "errors in the hub's log": len(self.errors),
        }
        return {what: count for what, count in found.items() if count}


def read_log(seeded: Seeded) -> list[Logged]:
    """The shop's stream as it stands in the table, in order."""
    rows = seeded.query(f"select seq, type, channels, cause from event where stream = '{seeded.stream}' order by seq")
    return [Logged(seq, kind, frozenset(json.loads(channels)), cause) for seq, kind, channels, cause in rows]


def read_numbers(seeded: Seeded) -> tuple[int, int]:
    """The oldest number kept and the newest given. Read before the log: the hub itself may add to it at any time."""
    oldest, head = seeded.query(f"select oldest, head from stream where name = '{seeded.stream}'")[0]
    return oldest, head


def judge(seeded: Seeded, ledger: Ledger, numbers: tuple[int, int], log: list[Logged]) -> Verdict:
    """Everything but the screens: each command of the ledger against rows, keys and events."""
    verdict = Verdict(events=len(log))
    orders = ledger.all("order")
    verdict.asked, verdict.answered = len(orders), sum(1 for order in orders if order.answer is not None)
    _judge_orders(seeded, verdict, orders)
    everything = [*orders, *(asked for what in ("move", "clean", "open") for asked in ledger.all(what))]
    # a cook may come too late: the guest has left and the room is cleaned; nothing else is ever refused here
    verdict.refused = [f"{asked.what}: {asked.refused}" for asked in everything if asked.refused and asked.refused != "order_closed"]
    _judge_events(verdict, everything, log)
    verdict.numbering = [str(seq) for seq in wrong_numbers(numbers, log)]
    verdict.integrity = seeded.integrity()
    verdict.errors = [line for line in seeded.log().splitlines() if not harmless(line)]
    return verdict


def harmless(line: str) -> bool:
    """A line of the log below error. A line that is no log line, such as a traceback on the way down, is none of these."""
    try:
        return json.loads(line)["level"] in {"debug", "info", "warning"}
    except (ValueError, TypeError, KeyError):
        return False


def _judge_orders(seeded: Seeded, verdict: Verdict, orders: list[Asked]) -> None:
    rows = seeded.query("select note, order_id, round, count(*) from order_line where note like 'order %' group by note, order_id, round")
    found: dict[str, list[int]] = defaultdict(list)
    for note, _order, _round, lines in rows:
        found[note].append(lines)
    for asked in orders:
        lines = found.pop(asked.note, [])
        if not lines and asked.answer is not None:
            verdict.lost.append(asked.note)
        if len(lines) > 1:
            verdict.doubled.append(asked.note)
        if any(count != LINES_OF_AN_ORDER for count in lines):
            verdict.halves.append(asked.note)
    verdict.unheard_of = sorted(found)


def _judge_events(verdict: Verdict, asked: list[Asked], log: list[Logged]) -> None:
    told = Counter((event.cause, event.type) for event in log)
    for command in asked:
        kind = EVENT_OF.get(command.what)
        if kind is None or command.answer is None:
            continue
        count = told[command.key, kind]
        if count == 0 and command.answer.get("changed", True):
            verdict.silent.append(f"{command.what} {command.key}")
        if count > 1 and command.what not in TELLS_MORE:
            verdict.told_twice.append(f"{command.what} {command.key}")


def wrong_numbers(numbers: tuple[int, int], log: list[Logged]) -> list[int]:
    """Numbers of the stream that no event has, or that have no place in it."""
    oldest, head = numbers
    found = [event.seq for event in log]
    wanted = range(oldest, max(head, *found) + 1) if found else range(oldest, head + 1)
    return sorted(set(wanted).symmetric_difference(found))


def judge_screen(screen: Screen, log: list[Logged], differences: list[str]) -> ScreenVerdict:
    """One screen, after it was switched off."""
    return ScreenVerdict(
        screen.name,
        len(screen.applied),
        len(screen.missing(log)),
        screen.applied_twice(),
        len(screen.snapshots),
        screen.frames_again,
        screen.frames,
        differences,
    )
