"""Single frames, well and badly made: what is taken, what is answered, and what ends the connection.

No data is touched, so one database is enough.
"""

import pytest

from tests.live.plain import framed, greeted, greeting, next_of, no_complaint, opening, rest_of, still_hears
from tests.running import Backend, RunningHub
from tests.venues import Venue

PONG = framed(t="pong", now="2026-11-22T02:41:07.123Z")
PROBLEM = {"type", "title", "status", "detail", "code"}
AN_ID = "01935f0e-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def backend(sqlite_backend: Backend) -> Backend:
    return sqlite_backend


def nested(depth: int) -> str:
    """A hello with something this deep in it; the outermost object counts as 1."""
    return '{"t":"hello","token":"x","caps":' + "[" * (depth - 1) + "]" * (depth - 1) + "}"


def of_size(size: int) -> str:
    """A hello of exactly so many bytes, with a token nobody has."""
    empty = len(greeting(""))
    return greeting("x" * (size - empty))


BAD_FIRST_FRAMES: dict[str, str | bytes] = {
    "empty": "",
    "no JSON": "hello",
    "cut off": '{"t":"hello","token":"x"',
    "a list": "[]",
    "a text": '"hello"',
    "a number": "1",
    "null": "null",
    "two objects": greeting("x") + greeting("x"),
    "no type": '{"token":"x"}',
    "an unknown type": framed(t="hi", token="x"),
    "a type that is no text": framed(t=1, token="x"),
    "another frame of the protocol": framed(t="pong", now="2026-11-22T02:41:07.123Z"),
    "no token": framed(t="hello"),
    "a token that is no text": framed(t="hello", token=5),
    "an unknown member": greeting("x", colour="red"),
    "a cursor without an epoch": greeting("x", cursors={"shop:a": {"seq": 1}}),
    "a cursor with a text for a number": greeting("x", cursors={"shop:a": {"epoch": "a", "seq": "1"}}),
    "cursors in a list": greeting("x", cursors=[]),
    "a sound state nobody knows": greeting("x", audio="loud"),
    "a shop that is no id": greeting("x", shop_id="here"),
    "nine deep": nested(9),
    "very deep": nested(7_000),
    "too large": of_size(16_385),
    "much too large": of_size(60_000),
    "binary": greeting("x").encode(),
    "not a number of JSON": '{"t":"hello","token":"x","shop_id":NaN}',
    "half a character": '{"t":"hello","token":"\\ud83d"}',
}


@pytest.mark.parametrize("name", BAD_FIRST_FRAMES)
async def test_a_first_frame_that_is_no_hello_is_closed_with_4004_and_without_a_word(running: RunningHub, name: str) -> None:
    async with opening(running) as ws:
        await ws.send(BAD_FIRST_FRAMES[name])
        assert await rest_of(ws) == ([], 4004)


@pytest.mark.parametrize("size", [16_384, 16_383, 100])
async def test_a_hello_may_have_16_kib(running: RunningHub, size: int) -> None:
    assert len(of_size(size)) == size
    async with opening(running) as ws:
        await ws.send(of_size(size))
        assert await rest_of(ws) == ([], 4001)


@pytest.mark.parametrize("token", ["", "x", "vh_at_" + "0" * 40, "vh_tk_" + "0" * 40, "Bearer x", "\x00", "水饺"])
async def test_a_token_nobody_has_is_closed_with_4001(running: RunningHub, token: str) -> None:
    async with opening(running) as ws:
        await ws.send(greeting(token))
        assert await rest_of(ws) == ([], 4001)


WRONG: dict[str, tuple[str, str]] = {
    "no type": ('{"a":1}', "/t"),
    "unknown type": (framed(t="bump", line=AN_ID), "/t"),
    "a type of the hub": (framed(t="event", stream="shop:x", seq=1), "/t"),
    "a type that is no text": ('{"t":7}', "/t"),
    "null for a type": ('{"t":null}', "/t"),
    "unknown member": (framed(t="pong", now="x", later="y"), "/later"),
    "member missing": (framed(t="ack", stream="shop:x"), "/seq"),
    "text for a number": (framed(t="ack", stream="shop:x", seq="5"), "/seq"),
    "half a number": (framed(t="ack", stream="shop:x", seq=1.5), "/seq"),
    "null for a number": (framed(t="sync", stream="shop:x", **{"from": None}), "/from"),
    "endless number": ('{"t":"ack","stream":"shop:x","seq":1e400}', "/seq"),
    "no message id": (framed(t="receipt", message="the last one", result="spoken"), "/message"),
    "a result nobody knows": (framed(t="receipt", message=AN_ID, result="sung"), "/result"),
    "skipped without a why": (framed(t="receipt", message=AN_ID, result="skipped"), "/result"),
    "spoken with a why": (framed(t="receipt", message=AN_ID, result="spoken:loudly"), "/result"),
    "skipped with a control character": (framed(t="receipt", message=AN_ID, result="skipped:\x00"), "/result"),
    "health without visible": (framed(t="health", audio="ready"), "/visible"),
    "a sound state nobody knows": (framed(t="health", visible=True, audio="loud"), "/audio"),
    "a text for a truth": (framed(t="health", visible="yes"), "/visible"),
    "a clock out of this world": (framed(t="health", visible=True, clock_offset_ms=10**18), "/clock_offset_ms"),
    "more unsent than can be": ('{"t":"health","visible":true,"unsent":' + "9" * 300 + "}", "/unsent"),
    "eight deep": (framed(t="pong", now=[[[[[[[]]]]]]]), "/now"),
}


@pytest.mark.parametrize("name", WRONG)
async def test_a_frame_that_is_not_understood_is_answered_and_the_connection_stays(running: RunningHub, venue: Venue, name: str) -> None:
    text, pointer = WRONG[name]
    async with greeted(running, venue["pad 801"].token) as (ws, _):
        await ws.send(text)
        error = await next_of(ws, "error")
        assert error.keys() == {"t", "problem"}
        assert error["problem"].keys() >= PROBLEM
        assert (error["problem"]["status"], error["problem"]["code"]) == (422, "invalid")
        assert [each["pointer"] for each in error["problem"]["errors"]] == [pointer]
        await still_hears(ws, venue)


NO_FRAME: dict[str, str | bytes] = {
    "empty": "",
    "no JSON": "pong",
    "a list": "[]",
    "a list of frames": f"[{PONG}]",
    "a text": '"pong"',
    "null": "null",
    "cut off": PONG[:-1],
    "cut off behind an unknown type": '{"t":"bump", now',
    "cut off behind a wrong member": '{"t":"ack","stream":5',
    "two in one": PONG + PONG,
    "nine deep": framed(t="pong", now=[[[[[[[[]]]]]]]]),
    "nine deep in an unknown member": '{"t":"bump","x":' + '{"a":' * 8 + "1" + "}" * 8 + "}",
    "very deep": '{"t":' + "[" * 8_000 + "]" * 8_000 + "}",
    "deep and never closed": '{"t":' + "[" * 8_000,
    "17 KiB": framed(t="pong", now="x" * 17_000),
    "16 KiB and one byte": framed(t="pong", now="x" * (16_385 - len(framed(t="pong", now="")))),
    "binary": PONG.encode(),
    "not a number": '{"t":"ack","stream":"x","seq":NaN}',
    "single quotes": "{'t':'pong','now':''}",
    "half a character": '{"t":"pong","now":"\\ud83d"}',
}


@pytest.mark.parametrize("name", NO_FRAME)
async def test_what_can_be_no_frame_ends_with_bye_and_4004(
    running: RunningHub, venue: Venue, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    with no_complaint(caplog):
        async with greeted(running, venue["pad 801"].token) as (ws, _):
            await ws.send(NO_FRAME[name])
            frames, code = await rest_of(ws)
            assert code == 4004
            assert [(frame["t"], frame["code"], frame["reason"]) for frame in frames] == [("bye", 4004, "bad_frame")]


async def test_a_frame_of_16_kib_is_taken(running: RunningHub, venue: Venue) -> None:
    async with greeted(running, venue["pad 801"].token) as (ws, _):
        await ws.send(framed(t="pong", now="x" * (16_384 - len(framed(t="pong", now="")))))
        await still_hears(ws, venue)
