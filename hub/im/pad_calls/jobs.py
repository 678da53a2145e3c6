"""What happens to guests' calls by the clock."""

from typing import Any
from uuid import UUID

from hub.im.pad_calls import service
from hub.kit.jobs import JobRun, job


@job(service.ESCALATE, attempts=10)
def escalate_pad_call(run: JobRun, args: dict[str, Any]) -> None:
    """Say that a guest waits too long."""
    run(service.escalate_pad_call, UUID(args["shop_id"]), UUID(args["call_id"]), args["state"], args["turn"])
