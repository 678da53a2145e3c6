"""What the venue does by the clock."""

from typing import Any
from uuid import UUID

from hub.kit.clock import instant
from hub.kit.jobs import JobRun, job
from hub.venue import shops


@job(shops.FOLLOW_HOURS, attempts=10)
def follow_hours(run: JobRun, args: dict[str, Any]) -> None:
    """Open or close a shop whose hours say so."""
    run(shops.follow_hours, UUID(args["shop_id"]), instant(args["due_at"]))
