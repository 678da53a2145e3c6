"""E2 to E5: what the log says was told, against what the tables say is so.

Everything on a screen comes out of the log, so a difference here is a screen that is wrong, or a guest who sees what is
another's.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from hub.audit.finding import WHOLE, Finding, Offences, table
from hub.audit.log import STREAMS, Told, read_log, uuid_or_none
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.kit.door import Row
from hub.live.append import shop_stream

AT_ONCE = 512

order = table("food_order")
line = table("order_line")
history = table("line_history")
room = table("room")
device = table("device")
job = table("print_job")
session = table("session")


def _by_id(name: str, *columns: str) -> Select[Any]:
    rows = table(name)
    return (
        select(rows.c.id, *(rows.c[each] for each in columns))
        .where(rows.c.id.in_(bindparam("ids", expanding=True)))
        .execution_options(any_tenant=WHOLE)
    )


THINGS = {
    "order": _by_id("food_order", "shop_id", "version"),
    "line": _by_id("order_line", "shop_id", "version"),
    "room": _by_id("room", "shop_id", "version"),
    "stay": _by_id("stay", "shop_id", "version"),
    "session": _by_id("therapist_session", "shop_id", "version"),
    "chat": _by_id("chat", "shop_id", "version"),
    "print_job": _by_id("print_job", "shop_id", "version"),
    "shop": _by_id("shop", "version"),
    "number": select(order.c.id, order.c.shop_id, order.c.number_version.label("version"), order.c.number_state)
    .where(order.c.id.in_(bindparam("ids", expanding=True)))
    .execution_options(any_tenant=WHOLE),
}
"""The things that events carry with a version, and where they stand."""

OWNERS = {"shop": _by_id("shop"), "user": _by_id("user"), "brand": _by_id("brand")}
ROOMS, DEVICES, SESSIONS = _by_id("room", "shop_id"), _by_id("device", "shop_id"), _by_id("session", "subject_id")
STAYS = _by_id("stay", "shop_id")
AUDIENCES = {
    "shop": frozenset({"all", "kitchen", "call", "cashier", "handheld", "office", "staff", "chat", "guests"}),
    "user": frozenset({"all"}),
    "brand": frozenset({"all", "office"}),
}

SHOPS_WITH_ORDERS = select(order.c.shop_id).distinct().execution_options(any_tenant=WHOLE)
_since = bindparam("since", type_=Instant)
CHANGED = select(order.c.id, order.c.version).where(order.c.shop_id == bindparam("shop_id"), order.c.updated_at >= _since)
PRINTED = select(job.c.id, job.c.version).where(job.c.shop_id == bindparam("shop_id"), job.c.updated_at >= _since)
PRINT_JOBS = _by_id("print_job", "state", "attempts", "copy", "problem", "device_id")
PLACED = select(line.c.id, line.c.order_id, line.c.round).where(line.c.shop_id == bindparam("shop_id"), line.c.placed_at >= _since)
MOVED = select(history.c.line_id, history.c.version, history.c.action).where(
    history.c.shop_id == bindparam("shop_id"), history.c.action != "place", history.c.at >= _since
)
MOVES_OF = (
    select(history.c.line_id, history.c.version)
    .where(history.c.line_id.in_(bindparam("ids", expanding=True)), history.c.action != "place")
    .execution_options(any_tenant=WHOLE)
)


class Judges:
    """The four rules about the log, judged stream by stream in one pass."""

    def __init__(self) -> None:
        self.says_so = Offences("E2", "Each event is in the log once, and its bytes say what its row says.")
        self.present = Offences(
            "E3", "The newest event about a thing carries its present version: a screen that has read on shows what is."
        )
        self.own = Offences("E4", "Events go to places, devices and sessions of their own shop, and name nothing of another.")
        self.complete = Offences("E5", "Each placed line and each move of one was told exactly once, as far back as events are kept.")
        for offences, term in ((self.says_so, "events"), (self.present, "things"), (self.own, "channels"), (self.complete, "moves")):
            offences.terms[term] = 0

    def findings(self) -> Iterator[Finding]:
        for offences in (self.says_so, self.present, self.own, self.complete):
            yield offences.finding()


def log_and_tables(tx: Tx) -> Iterator[Finding]:
    """Judge E2 to E5."""
    judges = Judges()
    names = set()
    for row in tx.all(STREAMS):
        names.add(row.name)
        judge_stream(tx, read_log(tx, row), judges)
    for row in tx.all(SHOPS_WITH_ORDERS):
        if shop_stream(row.shop_id) not in names:
            judge_stream(tx, Told(shop_stream(row.shop_id)), judges)
    yield from judges.findings()


def judge_stream(tx: Tx, told: Told, judges: Judges) -> None:
    judges.says_so.terms["events"] += told.events
    for seq, wrong in told.wrong:
        judges.says_so.add(wrong, stream=told.name, seq=seq)
    judge_channels(tx, told, judges.own)
    if told.kind == "shop" and told.owner is not None:
        judge_things(tx, told, told.owner, judges)
        judge_completeness(tx, told, told.owner, judges)


def judge_channels(tx: Tx, told: Told, own: Offences) -> None:
    """Whether somebody of this stream's owner, and nobody else, can be behind each channel."""
    own.terms["channels"] += len(told.channels)
    if told.kind not in OWNERS or told.owner is None or not found_by_id(tx, OWNERS[told.kind], [told.owner]):
        own.add("a stream of nobody", stream=told.name)
        return
    named: dict[str, dict[UUID, str]] = {"room": {}, "stay": {}, "device": {}, "session": {}}
    for channel, seq in told.channels.items():
        kind, _, rest = channel.partition(":")
        personal = uuid_or_none(rest)
        if kind in named and personal is not None:
            named[kind][personal] = channel
        elif channel not in AUDIENCES[told.kind] and not (told.kind == "shop" and kind == "kitchen" and rest):
            own.add("a channel that nobody of this stream can follow", stream=told.name, seq=seq, channel=channel)
    for channel in strangers(tx, told, named):
        own.add("a channel of somebody else", stream=told.name, seq=told.channels[channel], channel=channel)


def strangers(tx: Tx, told: Told, named: dict[str, dict[UUID, str]]) -> Iterator[str]:
    """The channels whose room, stay, device or session is not one of the stream's shop or person."""
    at_sessions = {row.id: row.subject_id for row in found_by_id(tx, SESSIONS, named["session"]).values()}
    at_devices = {row.id: row.shop_id for row in found_by_id(tx, DEVICES, {*named["device"], *at_sessions.values()}).values()}
    at_rooms = {row.id: row.shop_id for row in found_by_id(tx, ROOMS, named["room"]).values()}
    for room_id, channel in named["room"].items():
        if told.kind != "shop" or at_rooms.get(room_id) != told.owner:
            yield channel
    at_stays = {row.id: row.shop_id for row in found_by_id(tx, STAYS, named["stay"]).values()}
    for stay_id, channel in named["stay"].items():
        if told.kind != "shop" or at_stays.get(stay_id) != told.owner:
            yield channel
    for device_id, channel in named["device"].items():
        if told.kind != "shop" or at_devices.get(device_id) != told.owner:
            yield channel
    for session_id, channel in named["session"].items():
        subject = at_sessions.get(session_id)
        holder = at_devices.get(subject) if told.kind == "shop" and subject is not None else subject
        if holder != told.owner:
            yield channel


def judge_things(tx: Tx, told: Told, shop_id: UUID, judges: Judges) -> None:
    """Whether the things that the events carry are the shop's, and stand in the tables as they were told last."""
    for other, seq in told.shops.items():
        if other != shop_id:
            judges.own.add("an event about another shop", stream=told.name, seq=seq, shop_id=other)
    for name, statement in THINGS.items():
        newest = {thing_id: said for (kind, thing_id), said in told.newest.items() if kind == name}
        judges.present.terms["things"] += len(newest)
        rows = found_by_id(tx, statement, newest)
        for thing_id, (seq, version) in newest.items():
            row = rows.get(thing_id)
            if row is None or getattr(row, "shop_id", row.id) != shop_id:
                judges.own.add(f"a {name} of another shop, or of none", stream=told.name, seq=seq, id=thing_id)
            elif version != version_of(row):
                present = version_of(row)
                judges.present.add(
                    f"the {name} is not as it was told last", stream=told.name, seq=seq, id=thing_id, told=version, version=present
                )
    for row in tx.all(CHANGED, shop_id=shop_id, since=told.since):
        if ("order", row.id) not in told.newest:
            judges.present.add("an order that changed and no event says so", stream=told.name, id=row.id, version=row.version)
    judge_print_jobs(tx, told, shop_id, judges.present)


def judge_print_jobs(tx: Tx, told: Told, shop_id: UUID, present: Offences) -> None:
    """Whether print jobs are what was said of them: desk and office show them as events carry them, and read no row again."""
    for row in tx.all(PRINTED, shop_id=shop_id, since=told.since):
        if row.id not in told.print_jobs:
            present.add("a print job that changed and no event says so", stream=told.name, id=row.id, version=row.version)
    for job_id, row in found_by_id(tx, PRINT_JOBS, told.print_jobs).items():
        said = told.print_jobs[job_id]
        other = {name: said.get(name) for name in ("state", "attempts", "copy", "problem") if said.get(name) != getattr(row, name)}
        if uuid_or_none(said.get("device_id")) != row.device_id:
            other["device_id"] = said.get("device_id")
        if other:
            present.add("a print job is not what was said of it", stream=told.name, id=job_id, told=other)


def version_of(row: Row) -> int | None:
    """What the newest event must have said; a number that is shown no more was taken out."""
    return None if getattr(row, "number_state", "") is None else row.version


def judge_completeness(tx: Tx, told: Told, shop_id: UUID, judges: Judges) -> None:
    """Whether each line and each move is in the log, once, and the log holds no more than that."""
    complete = judges.complete
    for seq, wrong in told.twice:
        complete.add(wrong, stream=told.name, seq=seq)
    for row in tx.all(PLACED, shop_id=shop_id, since=told.since):
        if row.id not in told.placed:
            complete.add("a line whose placing nobody was told", stream=told.name, **row._asdict())
    made = {(row.line_id, row.version): row for row in tx.all(MOVED, shop_id=shop_id, since=told.since)}
    complete.terms["moves"] += len(made)
    for move, row in made.items():
        if move not in told.moved:
            complete.add("a move that nobody was told", stream=told.name, **row._asdict())
    unknown = {move: seq for move, seq in told.moved.items() if move not in made}
    for piece in pieces({line_id for line_id, _ in unknown}):
        for row in tx.all(MOVES_OF, ids=piece):
            unknown.pop((row.line_id, row.version), None)
    for (line_id, version), seq in unknown.items():
        complete.add("a move was told that never was", stream=told.name, seq=seq, line_id=line_id, version=version)


def found_by_id(tx: Tx, statement: Select[Any], ids: Iterable[UUID]) -> dict[UUID, Row]:
    """The rows of these ids, those that exist."""
    return {row.id: row for piece in pieces(ids) for row in tx.all(statement, ids=piece)}


def pieces(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    """Long lists of ids in pieces that a statement can take."""
    everything = sorted(set(ids))
    for start in range(0, len(everything), AT_ONCE):
        yield everything[start : start + AT_ONCE]
