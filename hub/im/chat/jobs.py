"""What happens to chats by the clock."""

from typing import Any
from uuid import UUID

from hub.im.chat import desk
from hub.kit.jobs import JobRun, job


@job(desk.SETTLE, attempts=10)
def settle_chats(run: JobRun, args: dict[str, Any]) -> None:
    """Look at the queue of a shop again: somebody has not answered in time, or stayed away."""
    run(desk.settle_shop, UUID(args["shop_id"]))
