"""F11: whoever was out of reach, for a moment or for hours, shows what the hub has; nothing that was pressed is lost or doubled."""

from typing import NamedTuple

import pytest

from tests.faults.breakable import LONG
from tests.faults.outages import FAR, OLD, run_outages
from tests.faults.roaming import FULL, SMALL
from tests.faults.seeded import POSTGRESQL, SQLITE, Seeded

FEW = SMALL._replace(orders=30, pads=5, screens=12, gap_seconds=0.8, patience_seconds=3.0)


class Twin(NamedTuple):
    """A protection that is off, at the hub or at the devices, and what the driver must find then."""

    sabotage: str
    newest_first: bool
    finds: str


TWINS = [
    Twin("cursors-ignored", False, "devices whose state is not the hub's"),
    Twin("without-keys", False, "orders there twice"),
    Twin("", True, "commands of a device out of order"),
]


@pytest.mark.timeout(900)
async def test_whoever_was_out_of_reach_shows_what_the_hub_has(seeded: Seeded) -> None:
    extent = FULL if LONG else SMALL
    run = await run_outages(seeded, extent)
    assert run.faults() == {}, run.told()
    assert (run.verdict.asked, run.verdict.answered) == (extent.orders, extent.orders)
    assert len(run.devices) == extent.pads + extent.screens
    assert run.replays >= (40 if LONG else 15) and run.snapshots.total() >= 5, f"too few came back in one of the ways:\n{run.told()}"
    assert run.snapshots["too_old"] >= OLD and run.snapshots["too_far"] >= (FAR if LONG else 0), run.told()
    assert all(run.left_behind[: extent.pads]) and run.answered_again, f"too little was pressed out of reach:\n{run.told()}"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", [SQLITE, POSTGRESQL] if LONG else [SQLITE])
@pytest.mark.parametrize("twin", [pytest.param(twin, id=twin.sabotage or "newest-first") for twin in (TWINS if LONG else TWINS[1:])])
async def test_the_same_run_finds_what_happens_without_a_protection(request: pytest.FixtureRequest, twin: Twin, kind: str) -> None:
    seeded: Seeded = request.getfixturevalue(f"seeded_{kind}")
    run = await run_outages(seeded, FEW, sabotage=twin.sabotage, newest_first=twin.newest_first)
    assert twin.finds in run.faults(), run.told()
