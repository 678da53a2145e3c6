"""F1: `kill -9` at any instant. What was answered is there, everything is there once, and every screen has seen it once."""

import pytest

from tests.faults.conftest import Sizes
from tests.faults.kills import run_kills, told
from tests.faults.seeded import Seeded

TWINS = {
    "without-keys": (["after_commit"] * 6, "orders there twice"),
    "events-afterwards": (["after_commit"] * 6, "effects without their event"),
    "cursors-ignored": ([], "events missing at screens"),
}
"""A protection that is off, where in the code the hub ends, and what the driver must find then."""


@pytest.mark.timeout(900)
async def test_a_hub_killed_again_and_again_loses_and_doubles_nothing(seeded: Seeded, sizes: Sizes) -> None:
    run = await run_kills(seeded, orders=sizes.orders, kills=sizes.kills)
    assert run.verdict.faults() == {}, told(run)
    assert (run.verdict.asked, run.verdict.answered) == (sizes.orders, sizes.orders)
    assert run.kills >= sizes.kills and run.crashes and run.power_cuts and run.retries, f"too little happened:\n{told(run)}"
    assert all(screen.applied > sizes.orders / 4 for screen in run.verdict.screens), f"a screen saw too little:\n{told(run)}"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("sabotage", TWINS)
async def test_the_same_run_finds_what_a_hub_without_a_protection_does(seeded: Seeded, sabotage: str) -> None:
    places, fault = TWINS[sabotage]
    run = await run_kills(seeded, orders=90, kills=3, crashes=places, sabotage=sabotage, catch_up_seconds=3, afterwards=False)
    assert fault in run.verdict.faults(), told(run)


@pytest.mark.timeout(600)
async def test_the_same_run_finds_numbers_that_were_taken_outside_the_transaction(seeded_postgresql: Seeded) -> None:
    places = ["before_commit"] * 4
    run = await run_kills(
        seeded_postgresql, orders=70, kills=3, crashes=places, sabotage="numbers-outside", catch_up_seconds=3, afterwards=False
    )
    assert "numbers missing or doubled in the stream" in run.verdict.faults(), told(run)
