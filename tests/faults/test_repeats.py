"""F18: time-outs, double taps and proxies send a command again. Every address that changes something does so once per key."""

import asyncio
from typing import Any

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import bindparam, func, select

from hub.kit import idempotency
from hub.kit.db import Tx
from hub.kit.ids import new_id
from hub.kit.web import WRITES, guard_of
from hub.tables import TABLES
from tests.faults.repeats import CASES, Ask
from tests.running import RunningHub
from tests.venues import Venue

PARALLEL = 5
SEQUENTIAL = 5
NOT_OF_COMMANDS = {
    *("event", "stream", "idempotency_key", "job", "start_mark"),
    *("im_delivery", "im_lane", "speech", "alarm", "alarm_step"),
}
"""Tables that are counted by the key instead, or that move without a command."""

_counting = {"any_tenant": "a test counts what a command left behind"}
_events, _keys = TABLES["event"], TABLES["idempotency_key"]
EVENTS = select(_events.c.type).where(_events.c.cause == bindparam("key")).order_by(_events.c.stream, _events.c.seq)
KEYS = select(func.count()).select_from(_keys).where(_keys.c.key == bindparam("key"))


@pytest.fixture(scope="module")
def running(running: RunningHub) -> RunningHub:
    """It looks after nothing by itself: what it found wrong with earlier tests' paper would be counted as an effect."""
    running.by_hand()
    return running


def count_of(name: str) -> Any:
    """Rows, and the sum of their versions where they have one: an effect adds to one or the other. Alarms are the hub's own calls."""
    table = TABLES[name]
    versions = func.coalesce(func.sum(table.c.version), 0) if "version" in table.c else func.count()
    counted = select(func.count().label("many"), versions.label("versions")).select_from(table).execution_options(**_counting)
    calls = TABLES["im_call"]
    if table is calls:
        return counted.where(calls.c.event != "device_alarm")
    if name == "im_message":
        return counted.where(table.c.call_id.in_(select(calls.c.id).where(calls.c.event != "device_alarm")))
    return counted


COUNTS = {name: count_of(name) for name in TABLES if name not in NOT_OF_COMMANDS}


def keyed_routes(app: Litestar) -> set[tuple[str, str]]:
    """Method and address of everything that wants an Idempotency-Key, as the app itself has it."""
    handlers = [(route, handler) for route in app.routes for handler in getattr(route, "route_handlers", ())]
    return {
        (method, route.path.removeprefix("/api/v1"))
        for route, handler in handlers
        for method in handler.http_methods & WRITES
        if not guard_of(handler).keyless
    }


class Look:
    """What there is in the tables, to be compared with what there is later."""

    def __init__(self, running: RunningHub) -> None:
        def counted(tx: Tx) -> dict[str, tuple[int, int]]:
            return {name: tuple(map(int, tx.query(statement)[0])) for name, statement in COUNTS.items()}  # type: ignore[misc]

        self.running = running
        self.counts = running.database.read_now(counted)

    def since(self) -> dict[str, tuple[int, int]]:
        """By table, how many rows and versions have come since."""
        now = Look(self.running).counts
        return {
            name: (now[name][0] - many, now[name][1] - versions)
            for name, (many, versions) in self.counts.items()
            if now[name] != (many, versions)
        }

    def events(self, key: str) -> list[str]:
        return self.running.database.read_now(lambda tx: [row.type for row in tx.query(EVENTS, key=key)])

    def keys(self, key: str) -> int:
        return int(self.running.database.read_now(lambda tx: tx.query(KEYS, key=key)[0][0]))


async def send(venue: Venue, method: str, ask: Ask, key: str | None, *, other: bool = False) -> httpx.Response:
    body = (ask.other if ask.other is not None else {"anything": "else"}) if other else ask.body
    headers = venue[ask.who].headers() | ({} if key is None else {"Idempotency-Key": key})
    sent: Any = (
        {"content": body, "headers": headers | {"content-type": ask.kind}}
        if isinstance(body, bytes)
        else {"json": body, "headers": headers}
    )
    return await venue.http.request(method, f"/api/v1{ask.path}", **sent)


async def test_every_address_that_wants_a_key_is_tried_here(running: RunningHub) -> None:
    app: Any = running.server.config.app
    assert keyed_routes(app) == set(CASES)


async def alone(running: RunningHub, venue: Venue, method: str, path: str) -> tuple[dict[str, tuple[int, int]], list[str]]:
    """What one command without repeats leaves behind: rows and versions by table, and events."""
    ask = await CASES[method, path](venue, 0)
    before, key = Look(running), str(new_id())
    once = await send(venue, method, ask, key)
    assert once.is_success, once.text
    left, events = before.since(), before.events(key)
    assert left, "the command has no effect that could be doubled"
    return left, events


async def again_and_again(venue: Venue, method: str, ask: Ask, key: str) -> tuple[list[httpx.Response], list[httpx.Response]]:
    """The answers to five at once, and to five more one after the other."""
    together = await asyncio.gather(*(send(venue, method, ask, key) for _ in range(PARALLEL)))
    return list(together), [await send(venue, method, ask, key) for _ in range(SEQUENTIAL)]


@pytest.mark.parametrize(("method", "path"), CASES, ids=[f"{method} {path}" for method, path in CASES])
async def test_a_repeat_has_no_second_effect(running: RunningHub, venue: Venue, method: str, path: str) -> None:
    wanted, wanted_events = await alone(running, venue, method, path)

    ask = await CASES[method, path](venue, 1)
    before, key = Look(running), str(new_id())
    together, afterwards = await again_and_again(venue, method, ask, key)

    first = [answer for answer in together if answer.is_success and "idempotency-replayed" not in answer.headers]
    assert len(first) == 1, [(answer.status_code, answer.text) for answer in together]
    for answer in together:
        if answer.status_code == 409:
            assert answer.json()["code"] == "request_in_progress" and answer.headers["retry-after"]
        else:
            assert (answer.status_code, answer.content) == (first[0].status_code, first[0].content)
    for answer in afterwards:
        assert (answer.status_code, answer.content) == (first[0].status_code, first[0].content)
        assert answer.headers.get("idempotency-replayed") == "true"
    assert (before.since(), before.events(key), before.keys(key)) == (wanted, wanted_events, 1)

    changed = await send(venue, method, ask, key, other=True)
    keyless = await send(venue, method, ask, None)
    assert (changed.status_code, changed.json()["code"]) == (422, "idempotency_key_reused")
    assert (keyless.status_code, keyless.json()["code"]) == (400, "idempotency_key_missing")
    assert (before.since(), before.events(key), before.keys(key)) == (wanted, wanted_events, 1)


@pytest.mark.parametrize(("method", "path"), [("POST", "/orders"), ("POST", "/menu/categories"), ("POST", "/shops")])
async def test_the_same_look_finds_the_second_effects_of_a_hub_without_keys(
    running: RunningHub, venue: Venue, monkeypatch: pytest.MonkeyPatch, method: str, path: str
) -> None:
    wanted, wanted_events = await alone(running, venue, method, path)
    monkeypatch.setattr(idempotency, "claim", lambda _tx, _owner, _key, _hash: None)
    monkeypatch.setattr(idempotency, "keep", lambda _tx, _answer: None)
    ask = await CASES[method, path](venue, 1)
    before, key = Look(running), str(new_id())
    await again_and_again(venue, method, ask, key)
    assert (before.since(), before.events(key)) != (wanted, wanted_events)
