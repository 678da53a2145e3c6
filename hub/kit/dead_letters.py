"""Jobs that were given up, for an operator: to be seen, and to be run again."""

from sqlalchemy import bindparam, select, update

from hub.kit.db import Tx
from hub.kit.door import Row
from hub.kit.jobs import ADD, jobs, put_job

DEAD = (
    select(jobs.c.id, jobs.c.kind, jobs.c.key, jobs.c.args, jobs.c.attempts, jobs.c.error).where(jobs.c.state == "dead").order_by(jobs.c.id)
)
LEAVE_TO_ANOTHER = (
    update(jobs).where(jobs.c.id == bindparam("job_id"), jobs.c.state == "dead").values(state="done", done_at=bindparam("now"), error=None)
)


def dead_letters(tx: Tx) -> list[Row]:
    """The jobs that were given up, the oldest first, each with what went wrong at last."""
    return tx.all(DEAD)


def run_dead_again(tx: Tx) -> int:
    """Want every job that was given up once more, with all its attempts; how many. What waits again by itself does the work of its like.

    Each is wanted anew: a hub may want the same at this moment, and one of the two is enough.
    """
    again = [row for row in dead_letters(tx) if tx.run(LEAVE_TO_ANOTHER, job_id=row.id, now=tx.now)]
    for row in again:
        put_job(tx, ADD, row.kind, row.key, tx.now, row.args)
    return len(again)
