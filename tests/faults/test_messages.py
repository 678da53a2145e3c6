"""Messages that are due while whoever should send them dies: each is told once, in time and for as long as it is true, by whoever lives."""

from typing import Any, NamedTuple

import pytest

from tests.faults.announcing import FULL, JOBS_LOST, SMALL, TWIN, Extent, run_announcing
from tests.faults.breakable import LONG
from tests.faults.sabotage import MESSAGES_TOLD
from tests.faults.seeded import POSTGRESQL, SQLITE, Seeded
from tests.faults.told import PROMISED_SECONDS

CI_SECONDS = 25.0
"""A machine that runs other tests beside is slow, not dead. Without the look for late messages it is a minute."""


class Twin(NamedTuple):
    """What is off, what the judge must find then, and on which database it is tried."""

    name: str
    off: dict[str, Any]
    finds: str
    kind: str
    extent: Extent = TWIN


TWINS = [
    Twin("no-late-sweep", {"sabotage": "no-late-sweep"}, "messages late though something was alive", POSTGRESQL, JOBS_LOST),
    Twin("forgets", {"forgets": True}, "messages shown or spoken twice on a device", SQLITE),
    Twin(
        "marks-afterwards", {"sabotage": "marks-afterwards", "place": MESSAGES_TOLD}, "rows that say something else than the stream", SQLITE
    ),
]


@pytest.mark.timeout(900)
async def test_what_is_due_is_told_once_and_in_time_whoever_dies(seeded: Seeded) -> None:
    """Hub and worker processes on PostgreSQL with Redis; the hub alone on SQLite."""
    extent = FULL if LONG else SMALL
    run = await run_announcing(seeded, extent, promised=PROMISED_SECONDS if LONG else CI_SECONDS)
    assert run.faults() == {}, run.text()
    told, ends = run.told, run.told.ends
    assert told.messages > 0.8 * extent.messages and all(run.kills.values()) and run.power_cuts, f"too little happened:\n{run.text()}"
    assert ends["shown"] and ends["spoken"] and ends["dropped:subject_changed"] and told.spoken, f"too little was said:\n{run.text()}"
    assert seeded.kind == SQLITE or run.redis_ends, f"Redis was there all the time:\n{run.text()}"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("twin", [pytest.param(twin, id=f"{twin.name}-{twin.kind}") for twin in (TWINS if LONG else TWINS[:1])])
async def test_the_same_run_finds_what_a_house_without_a_protection_does(request: pytest.FixtureRequest, twin: Twin) -> None:
    seeded: Seeded = request.getfixturevalue(f"seeded_{twin.kind}")
    run = await run_announcing(seeded, twin.extent, promised=10.0, patience_seconds=15, **twin.off)
    assert twin.finds in run.faults(), run.text()
