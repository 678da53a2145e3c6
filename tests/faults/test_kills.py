"""F1: `kill -9` at any instant. What was answered is there, everything is there once, and every screen has seen it once."""

from statistics import median
from typing import NamedTuple

import pytest

from tests.faults.conftest import LONG, Sizes
from tests.faults.kills import run_kills, told
from tests.faults.sabotage import NUMBERS_TAKEN, ORDER_COMMITTED
from tests.faults.seeded import POSTGRESQL, SQLITE, Seeded

START_PROCESSOR_SECONDS = 1.5
"""A hub serves again within 1 s of its start on a machine of its own (README); processor time is what a busy one can be held to."""


class Twin(NamedTuple):
    """A protection that is off, where in the code its hub ends, what the driver must find then, and on which database it is tried."""

    sabotage: str
    places: list[str]
    finds: str
    kinds: list[str]


BOTH = [SQLITE, POSTGRESQL]
TWINS = [
    Twin("without-keys", [ORDER_COMMITTED] * 3, "orders there twice", BOTH if LONG else [SQLITE]),
    Twin("events-afterwards", [ORDER_COMMITTED] * 3, "effects without their event", BOTH if LONG else []),
    Twin("numbers-outside", [NUMBERS_TAKEN] * 4, "numbers missing or doubled in the stream", [POSTGRESQL]),
    Twin("cursors-ignored", [], "events missing at screens", BOTH if LONG else [POSTGRESQL]),
]


@pytest.mark.timeout(900)
async def test_a_hub_killed_again_and_again_loses_and_doubles_nothing(seeded: Seeded, sizes: Sizes) -> None:
    run = await run_kills(seeded, orders=sizes.orders, kills=sizes.kills)
    assert run.verdict.faults() == {}, told(run)
    assert (run.verdict.asked, run.verdict.answered) == (sizes.orders, sizes.orders)
    assert run.kills >= sizes.kills and run.crashes and run.power_cuts and run.retries, f"too little happened:\n{told(run)}"
    assert median(run.boots_cpu) <= START_PROCESSOR_SECONDS, f"a start takes too long:\n{told(run)}"
    assert all(screen.applied > sizes.orders / 4 for screen in run.verdict.screens), f"a screen saw too little:\n{told(run)}"


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("twin", "kind"), [pytest.param(twin, kind, id=f"{twin.sabotage}-{kind}") for twin in TWINS for kind in twin.kinds]
)
async def test_the_same_run_finds_what_a_hub_without_a_protection_does(request: pytest.FixtureRequest, twin: Twin, kind: str) -> None:
    seeded: Seeded = request.getfixturevalue(f"seeded_{kind}")
    run = await run_kills(seeded, orders=80, kills=3, crashes=twin.places, sabotage=twin.sabotage, catch_up_seconds=3, afterwards=False)
    assert twin.finds in run.verdict.faults(), told(run)
