"""F7 and F8: jobs outlive their workers, and one that is poison holds up no other."""

import pytest

from tests.faults.breakable import LONG, figures, share
from tests.faults.seeded import Seeded
from tests.faults.working import SECRET, run_jobs

JOBS, KILLS, SECONDS, LEASE_SECONDS = (2000, 40, 60.0, 30.0) if LONG else (200, 4, 8.0, 8.0)
OTHERS = 999 if LONG else 199
BEHIND_SECONDS = 5.0
"""A job whose worker dies is taken again within its lease and so long after."""


@pytest.mark.timeout(600)
async def test_jobs_whose_workers_are_killed_are_done_once_within_a_lease(seeded_postgresql: Seeded) -> None:
    worked = await run_jobs(seeded_postgresql, jobs=JOBS, kills=KILLS, seconds=SECONDS, lease_seconds=LEASE_SECONDS)
    figures("killed workers", jobs=JOBS, kills=worked.kills, again=worked.again, lag=share(worked.lags, 0.5), most=max(worked.lags))
    assert worked.states == {"done": JOBS}
    assert worked.without_effect == [] and worked.kills == KILLS
    if LONG:  # a machine that runs other tests beside takes its time for what is not the lease
        assert max(worked.lags) <= LEASE_SECONDS + BEHIND_SECONDS


@pytest.mark.timeout(300)
async def test_without_leases_that_run_out_the_same_jobs_would_be_lost(seeded_postgresql: Seeded) -> None:
    """The counterpart: what a killed worker held nobody takes again."""
    worked = await run_jobs(seeded_postgresql, jobs=200, kills=2, seconds=12.0, lease_seconds=3600.0, patience_seconds=15)
    assert worked.states["waiting"] > 0


@pytest.mark.timeout(300)
async def test_a_poison_job_is_a_dead_letter_and_holds_nobody_up(seeded_postgresql: Seeded) -> None:
    worked = await run_jobs(seeded_postgresql, jobs=OTHERS, kills=0, seconds=5.0, lease_seconds=LEASE_SECONDS, poison=1)
    figures("poison", others=OTHERS, lag=share(worked.lags, 0.5), most=max(worked.lags))
    assert worked.states == {"done": OTHERS, "dead": 1}
    ((_, attempts, error),) = worked.dead
    assert attempts == 5
    assert "ValueError: no job can do that" in error and SECRET not in error
    assert worked.others_done_first
    if LONG:
        assert max(worked.lags) <= 1.0
