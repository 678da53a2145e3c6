"""A provider outside the house, on a real loopback socket: what it is posted, and what becomes of a message when it says no."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from hub.im import identity
from hub.im.messages.deliveries import record_receipt
from hub.im.messages.provider import Provider, provider_of, take_up_again, use_provider
from hub.kit.clock import MovableClock
from hub.kit.outgoing import Answered
from hub.tables import TABLES
from tests.conftest import client_of
from tests.im.messages.saying import PLACED, became, call, later, settled
from tests.running import Backend, RunningHub
from tests.venues import Venue

NOTICE: dict[str, Any] = {"kind": "notice", "event": "line_called", "params": PLACED | {"displayNo": "#01"}}


class Outside:
    """A provider that answers as it is told, and keeps what it was posted."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.posted: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.before_it_answers: Callable[[dict[str, Any]], object] = lambda _body: None
        outside = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outside.posted.append((dict(self.headers), body))
                outside.before_it_answers(body)
                status, headers = outside.answers.pop(0) if outside.answers else (202, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/messages"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def outside() -> Iterator[Outside]:
    server = Outside()
    yield server
    server.close()


@pytest.fixture
async def served(backend: Backend, clock: MovableClock, outside: Outside) -> Any:
    """A venue whose waiters are reached through the provider."""
    settings = backend.settings(
        im={"provider_url": outside.url, "provider_token": "a-token", "provider_channels": ["handheld"], "provider_seconds": 2}
    )
    hub = RunningHub(settings, clock)
    try:
        async with client_of(hub) as client:
            yield Venue(hub, client)
    finally:
        hub.stop()
        backend.forget(settings)


async def test_the_waiters_message_is_posted_and_the_kitchens_is_not(served: Venue, outside: Outside, clock: MovableClock) -> None:
    """K-22, M-04: the same payload, with the accounts it is for; other channels stay in the house."""
    order = await served.order("dumplings")
    await settled(served)
    clock.advance(10)  # the order was said on some channels that the dish is called on: they are free again
    line = await served.bring(order["lines"][0], "called")
    await settled(served)
    assert {body["data"]["kind"] for _, body in outside.posted} == {"notice", "announcement"}
    headers, body = outside.posted[0]
    assert headers["Authorization"] == "Bearer a-token"
    assert headers["Idempotency-Key"] == body["id"] == body["data"]["message"]
    assert (body["type"], body["channel"], body["shop"]) == ("im.message_sent", "handheld", str(served.shop_id))
    assert body["accounts"] == sorted({served.accounts["handheld 1"], served.accounts["handheld 2"]})
    assert body["data"]["text"] == "#01 dumplings1份已做好，请送到801房间"
    assert body["data"]["lines"] == [line["id"]]
    rows = (await served["manager"].get("/im/messages", limit=50)).json()["items"]
    out = {(each["channel"], each["state"]) for each in rows if each["repeat"] == 1 and each["event"] == "line_called"}
    assert out == {("handheld", "sent"), ("call", "sent")}
    assert [each["device"] for each in next(each for each in rows if each["id"] == body["id"])["deliveries"]] == [
        "handheld 1",
        "handheld 2",
    ]


async def test_a_provider_that_is_busy_is_asked_again_when_it_says(served: Venue, outside: Outside, clock: MovableClock) -> None:
    """M-25: 429 is no attempt, and is obeyed."""
    outside.answers = [(429, {"Retry-After": "7"})]
    made = await call(served, "handheld", **NOTICE)
    await settled(served)
    row = (await became(served, made["id"]))[0]
    assert (row["state"], row["reason"], row["attempts"]) == ("scheduled", "rate_limited", 0)
    await later(served, clock, 6.5)
    assert len(outside.posted) == 1
    await later(served, clock, 0.5)
    row = (await became(served, made["id"]))[0]
    assert (row["state"], row["reason"]) == ("sent", None)
    assert [body["id"] for _, body in outside.posted] == [row["id"]] * 2  # the same id, by which it is known


async def test_a_provider_that_is_away_is_tried_six_times_and_then_a_person_decides(
    served: Venue, outside: Outside, clock: MovableClock
) -> None:
    outside.answers = [(503, {})] * 40
    made = await call(served, "handheld", **NOTICE)
    await settled(served)
    for _ in range(6):
        await later(served, clock, 40)
    row = (await became(served, made["id"]))[0]
    assert (row["state"], row["reason"], row["attempts"]) == ("failed", "provider_503", 6)
    outside.answers.clear()
    assert (await served["manager"].post(f"/im/messages/{row['id']}/retry")).json()["changed"] is True
    await settled(served)
    assert (await became(served, made["id"]))[0]["state"] == "sent"


async def test_a_provider_that_refuses_is_not_asked_again(served: Venue, outside: Outside) -> None:
    outside.answers = [(400, {})]
    made = await call(served, "handheld", **NOTICE)
    await settled(served)
    row = (await became(served, made["id"]))[0]
    assert (row["state"], row["reason"]) == ("failed", "provider_400")


async def test_a_worker_that_dies_after_posting_leaves_a_message_that_is_posted_again(
    served: Venue, outside: Outside, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """V17: under the same id, and in the end the row says sent."""
    real = Provider.post

    def dies(self: Provider, body: dict[str, Any]) -> Answered:
        real(self, body)
        raise RuntimeError("the worker is gone")

    with monkeypatch.context() as patched:
        patched.setattr(Provider, "post", dies)
        made = await call(served, "handheld", **NOTICE)
        async with asyncio.timeout(30):
            while not outside.posted or (await became(served, made["id"]))[0]["state"] != "sending":  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    await later(served, clock, 31)
    rows = await became(served, made["id"])
    assert rows[0]["state"] == "sent"
    assert {body["id"] for _, body in outside.posted if body["data"]["repeat"] == 1} == {rows[0]["id"]}


async def claimed_and_left(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> str:
    """A message that a worker has claimed, and died with."""

    def dies(self: Provider, body: dict[str, Any]) -> Answered:
        raise RuntimeError("the worker is gone")

    with monkeypatch.context() as patched:
        patched.setattr(Provider, "post", dies)
        made = await call(venue, "handheld", **NOTICE)
        async with asyncio.timeout(10):
            while (await became(venue, made["id"]))[0]["state"] != "sending":  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    ident: str = made["id"]
    return ident


async def test_what_lies_claimed_when_the_provider_is_switched_off_goes_out_on_the_stream(
    served: Venue, outside: Outside, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await claimed_and_left(served, monkeypatch)
    use_provider(served.running.database, None)
    await later(served, clock, 51)
    row = (await became(served, made))[0]
    assert (row["state"], outside.posted) == ("sent", [])
    assert [each["device"] for each in row["deliveries"]] == ["handheld 1", "handheld 2"]


async def test_what_has_taken_six_workers_with_it_ends_without_a_provider_too(
    served: Venue, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await claimed_and_left(served, monkeypatch)
    message = TABLES["im_message"]
    often = update(message).where(message.c.shop_id == served.shop_id, message.c.state == "sending").values(attempts=6)
    served.running.database.run_now(lambda tx: tx.run(often))
    use_provider(served.running.database, None)
    await later(served, clock, 51)
    row = (await became(served, made))[0]
    assert (row["state"], row["reason"]) == ("failed", "provider_lost")


async def test_a_device_may_answer_before_the_provider_does(served: Venue, outside: Outside, clock: MovableClock) -> None:
    """Its receipt stands before the delivery is written; the message is posted once all the same."""
    database = served.running.database
    seat = database.read_now(lambda tx: identity.identify(tx, served["handheld 1"].token))
    outside.before_it_answers = lambda body: database.run_now(lambda tx: record_receipt(tx, seat, UUID(body["id"]), "shown"))
    made = await call(served, "handheld", **NOTICE)
    await settled(served)
    await later(served, clock, 31)
    row = (await became(served, made["id"]))[0]
    assert [body["id"] for _, body in outside.posted].count(row["id"]) == 1
    assert {each["device"]: each["result"] for each in row["deliveries"]} == {"handheld 1": "shown", "handheld 2": None}
    assert (row["state"], row["attempts"]) == ("sent", 1)


async def test_a_provider_that_hangs_holds_up_no_other_channel(backend: Backend, outside: Outside) -> None:
    """The kitchen hears its message while the first of the waiters' is still being posted; the others of that turn are not even tried."""
    settings = backend.settings(im={"provider_url": outside.url, "provider_channels": ["handheld"], "provider_seconds": 10})
    hub, kitchen_has_heard = RunningHub(settings), threading.Event()
    outside.before_it_answers = lambda _body: kitchen_has_heard.wait(30)
    try:
        async with client_of(hub) as client:
            venue = Venue(hub, client)
            waiters = [await call(venue, "handheld", **NOTICE) for _ in range(6)]
            async with asyncio.timeout(8):
                while not outside.posted:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
                kitchen = await call(venue, "kitchen")
                while (await became(venue, kitchen["id"]))[0]["state"] != "sent":  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            assert len(outside.posted) == 1
            kitchen_has_heard.set()
            async with asyncio.timeout(20):
                for made in waiters:
                    while (await became(venue, made["id"]))[0]["state"] != "sent":  # noqa: ASYNC110
                        await asyncio.sleep(0.02)
    finally:
        kitchen_has_heard.set()
        hub.stop()
        backend.forget(settings)


async def test_one_that_does_not_answer_is_asked_once_in_a_turn(
    served: Venue, outside: Outside, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def nobody(_self: Provider, body: dict[str, Any]) -> Answered:
        asked.append(body["id"])
        return Answered(0, error="ConnectTimeout")

    with monkeypatch.context() as patched:
        patched.setattr(Provider, "post", nobody)
        made = [await call(served, "handheld", **NOTICE) for _ in range(3)]
        await settled(served)
        asked.clear()
        await later(served, clock, 3)  # all three are due again, and taken in one turn
        rows = [(await became(served, each["id"]))[0] for each in made]
    assert {each["reason"] for each in rows} == {"provider_away: ConnectTimeout"}
    assert [each["attempts"] for each in rows] == [2, 2, 2]
    assert len(asked) == 1


async def test_a_message_that_takes_every_worker_with_it_is_left_for_a_person(
    served: Venue, outside: Outside, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refresh has no time limit that would end it."""

    def dies(_self: Provider, _body: dict[str, Any]) -> Answered:
        raise RuntimeError("the worker is gone")

    with monkeypatch.context() as patched:
        patched.setattr(Provider, "post", dies)
        made = await call(served, "handheld", kind="refresh", event="custom", params={"resource": "menu"})
        for _ in range(8):
            async with asyncio.timeout(30):
                while (await became(served, made["id"]))[0]["state"] == "scheduled":  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            clock.advance(31)
            served.running.database.run_now(partial(take_up_again, lost=timedelta(seconds=30)))
    row = (await became(served, made["id"]))[0]
    assert (row["state"], row["reason"], row["attempts"]) == ("failed", "provider_lost", 6)


async def test_without_a_setting_there_is_no_provider(timed: RunningHub) -> None:
    assert provider_of(timed.database) is None
