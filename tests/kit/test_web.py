"""Between HTTP and verbs: commands that waited, and characters that no database takes."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from hub.kit.clock import Clock, stamp
from hub.kit.ids import new_id
from tests.live.plain import no_complaint
from tests.venues import Venue


def waited(**since: float) -> dict[str, str]:
    return {"Queued-At": stamp(Clock().now() - timedelta(**since))}


async def test_a_command_that_took_effect_is_answered_however_long_its_repeat_has_waited(venue: Venue) -> None:
    """The answer was lost, and the tablet lay in a drawer: were it told "too old", somebody would order a second time."""
    key, body = str(new_id()), {"lines": venue.lines("tea")}
    first = await venue["pad 801"].post("/orders", body, key=key)
    again = await venue["pad 801"].post("/orders", body, key=key, headers=waited(hours=80))
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"


async def test_a_command_older_than_72_hours_has_no_effect_and_leaves_no_key(venue: Venue) -> None:
    key, body = str(new_id()), {"lines": venue.lines("tea")}
    refused = await venue["pad 801"].post("/orders", body, key=key, headers=waited(hours=72, seconds=5))
    assert (refused.status_code, refused.json()["code"]) == (409, "command_too_old")
    assert (await venue["pad 801"].get("/orders")).json()["items"] == []
    assert (await venue["pad 801"].post("/orders", body, key=key, headers=waited(hours=71))).status_code == 201


async def test_a_waiting_time_that_is_no_time_is_refused(venue: Venue) -> None:
    answer = await venue["pad 801"].post("/orders", {"lines": venue.lines("tea")}, headers={"Queued-At": "yesterday"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/Queued-At")


@pytest.mark.parametrize(
    ("who", "method", "path", "body", "status"),
    [
        ("cashier 1", "POST", "/orders", {"lines": [], "wristband": "a\0"}, 422),
        ("manager", "PATCH", "/shops/{shop}", {"phone": "\0"}, 422),
        ("cashier 1", "POST", "/wristbands/a%00b/hand-out", {}, 404),
        ("manager", "GET", "/orders?station=a%00b", None, 422),
        ("manager", "GET", "/audit?object_kind=%00", None, 422),
    ],
)
async def test_nul_is_refused_on_both_databases_alike(venue: Venue, who: str, method: str, path: str, body: Any, status: int) -> None:
    """PostgreSQL cannot hold it and SQLite can; neither fails over it, and neither stores it."""
    answer = await venue[who].send(method, path.replace("{shop}", str(venue.shop_id)), body)
    assert answer.status_code == status, answer.text


async def test_a_text_that_cannot_be_stored_is_pointed_at(venue: Venue) -> None:
    body = {"lines": [*venue.lines("tea"), {**venue.lines("tea")[0], "note": "a\0b"}]}
    answer = await venue["pad 801"].post("/orders", body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/lines/1/note")
    harmless = {"lines": [{**venue.lines("tea")[0], "note": r"the letters \u0000"}]}
    assert (await venue["pad 801"].post("/orders", harmless)).json()["order"]["lines"][0]["note"] == r"the letters \u0000"


async def test_a_stranger_does_not_make_the_hub_hash_slowly(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    from hub.kit import web

    monkeypatch.setattr(web, "slow_hash", lambda *_: pytest.fail("hashed for a stranger"))
    stranger = {"Authorization": "Bearer " + "x" * 40, "Idempotency-Key": str(new_id())}
    answer = await venue.http.patch(f"/api/v1/staff/{new_id()}", json={"name": "x"}, headers=stranger)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")


async def test_a_caller_that_goes_away_in_the_middle_of_a_body_is_no_failure_of_ours(
    venue: Venue, caplog: pytest.LogCaptureFixture
) -> None:
    token = venue["pad 801"].token
    head = (
        f"POST /api/v1/orders HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {new_id()}\r\n"
        "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
    )
    with no_complaint(caplog):
        _, writer = await asyncio.open_connection("127.0.0.1", venue.running.server.port)
        writer.write(head.encode() + b'{"lines": [')
        await writer.drain()
        await asyncio.sleep(0.2)  # the hub is to have begun with it
        writer.transport.abort()
        for _ in range(3):
            assert (await venue["pad 801"].get("/me")).status_code == 200
