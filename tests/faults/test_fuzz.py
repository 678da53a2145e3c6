"""T9: what no client should say, some thousands of times; and that the run finds a hub that bears it badly.

The full size, and one session again: `python -m tests.faults fuzz`.
"""

from random import Random

import pytest

from tests.faults.breakable import LONG
from tests.faults.fuzz_runs import SMALL, run_fuzz
from tests.faults.fuzzing import session_of
from tests.faults.grammar import NOT_UTF8, Grammar
from tests.faults.seeded import Seeded
from tests.faults.socket_model import BINARY, CLOSE, CONTINUATION, PING, TEXT, Heard, Known, Model, differences

KNOWN = Known("a token", "shop:x", 40)
TWINS = {
    "raises-on-a-shape": "written to the log",
    "takes-any-depth": "not as the model says",
    "keeps-what-is-wrong": "memory that does not come back, MiB",
    "thinks-about-it": "other screens wait, p99 in seconds",
    "forgets-to-leave": "connections that are never closed",
}


@pytest.mark.timeout(180)
async def test_the_hub_answers_as_the_model_and_nobody_else_feels_it(seeded: Seeded) -> None:
    run = await run_fuzz(seeded, SMALL)
    assert run.faults() == {}, run.told()
    assert run.part.recorded == SMALL.recorded and run.part.frames >= SMALL.frames
    assert run.part.welcomes > run.part.sessions / 2 and run.part.errors > run.part.sessions / 4, f"too little was taken:\n{run.told()}"
    assert {1002, 1007, 1009, 4001, 4004} <= run.part.ends.keys(), f"too little was refused:\n{run.told()}"


@pytest.mark.timeout(180)
@pytest.mark.parametrize("twin", list(TWINS) if LONG else list(TWINS)[:1])
async def test_the_same_run_finds_what_is_wrong_with_a_hub(seeded_sqlite: Seeded, twin: str) -> None:
    run = await run_fuzz(seeded_sqlite, SMALL, sabotage=twin)
    assert TWINS[twin] in run.faults(), run.told()


# The model itself


def model_of(*frames: bytes) -> Model:
    model = Model(KNOWN)
    model.feed(b"".join(frames))
    return model


def frame(opcode: int, payload: bytes | str, head: int = 0x80) -> bytes:
    return Grammar(Random(1), KNOWN).frame(opcode, payload.encode() if isinstance(payload, str) else payload, head=head)


HELLO = frame(TEXT, '{"t":"hello","token":"a token"}')
ENDS = {
    "no hello": ([frame(TEXT, '{"t":"pong","now":""}')], [4004]),
    "another token": ([frame(TEXT, '{"t":"hello","token":"a toke"}')], [4001]),
    "no object": ([HELLO, frame(TEXT, "[]")], [4004]),
    "binary": ([HELLO, frame(BINARY, '{"t":"pong","now":""}')], [4004]),
    "nine levels": ([HELLO, frame(TEXT, '{"t":"pong","now":' + "[" * 8 + "]" * 8 + "}")], [4004]),
    "16 KiB and a byte": ([HELLO, frame(TEXT, '{"t":"pong","now":"' + "x" * 16_364 + '"}')], [4004]),
    "no UTF-8": ([HELLO, frame(TEXT, NOT_UTF8[0])], [1007]),
    "a reserved bit": ([HELLO, frame(TEXT, "{}", head=0xC0)], [1002]),
    "a piece of nothing": ([HELLO, frame(CONTINUATION, "{}")], [1002]),
    "64 KiB and a byte": ([HELLO, frame(TEXT, bytes(65_537))], [1009]),
    "the peer's own": ([HELLO, frame(CLOSE, b"\x0f\xa0")], [4000]),
    "bad, and then worse": ([HELLO, frame(TEXT, "x"), frame(3, "")], [4004, 1002]),
}


@pytest.mark.parametrize("name", ENDS)
def test_the_model_ends_a_connection_as_the_protocol_says(name: str) -> None:
    frames, ends = ENDS[name]
    assert model_of(*frames).ends == ends


def test_the_model_takes_what_is_just_within_the_limits() -> None:
    eight = frame(TEXT, '{"t":"pong","now":' + "[" * 7 + "]" * 7 + "}")
    whole = frame(TEXT, '{"t":"pong","now":"' + "x" * 16_363 + '"}')
    model = model_of(HELLO, eight, whole, frame(PING, bytes(125)))
    assert (model.ends, [set(wrong.pointers) for wrong in model.answers], len(model.pongs)) == ([], [{"/now"}], 1)


ANSWERED = Heard(True, [frozenset({"/now"})], [], None, None)


@pytest.mark.parametrize(
    "heard",
    [
        ANSWERED._replace(errors=[]),
        ANSWERED._replace(errors=[frozenset({"/t"})]),
        ANSWERED._replace(errors=ANSWERED.errors * 2),
        ANSWERED._replace(closed=4004),
        ANSWERED._replace(bye=4004),
        ANSWERED._replace(pongs=[b"x"]),
        ANSWERED._replace(welcomed=False),
    ],
)
def test_the_model_finds_every_other_answer(heard: Heard) -> None:
    model = model_of(HELLO, frame(TEXT, '{"t":"pong"}'))
    assert list(differences(model, ANSWERED)) == []
    assert list(differences(model, heard))


def test_a_seed_says_the_same_whatever_the_token_is() -> None:
    def heads(token: str) -> list[int]:
        known = Known(token, "shop:x", 40)
        return [session_of(1, number, known, recorded=False).frames for number in range(200)]

    assert heads("a" * 49) == heads("b" * 49)
