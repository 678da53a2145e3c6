"""The job that sends what is due in a shop, turn by turn, until nothing is."""

import logging
import time
import traceback
from typing import Any
from uuid import UUID

from hub.im.messages import sending
from hub.im.messages.acting import put_off
from hub.im.messages.calls import SEND
from hub.im.messages.provider import Provider, note_answer, provider_of
from hub.im.messages.sending import Turn
from hub.kit.errors import Refusal
from hub.kit.jobs import JobRun, job

log = logging.getLogger("hub.im")

MOST_TURNS = 50
"""After so many the job ends and is wanted again at once: its time limit is for one that hangs, not for one with much to do."""

BUSY, REST_SECONDS = 10, 0.05
"""A shop with so many messages at once will have more in a moment: taking them together costs a fraction of a job for each."""


@job(SEND, attempts=8, time_limit_seconds=30)
def send_messages(run: JobRun, args: dict[str, Any]) -> None:
    """Send what is due; then want the next turn when the next message is."""
    shop_id = UUID(args["shop_id"])
    provider = provider_of(run.database)
    for _ in range(MOST_TURNS):
        seen = send_turn(run, shop_id, provider)
        if not seen:
            break
        if BUSY <= seen < sending.AT_ONCE:
            time.sleep(REST_SECONDS)
    run(sending.arm, shop_id)


def send_turn(run: JobRun, shop_id: UUID, provider: Provider | None) -> int:
    """One turn; how many messages it looked at."""
    outside = provider.channels if provider is not None else frozenset[str]()
    try:
        turn = run(sending.send_due, shop_id, outside)
    except Refusal:  # the database is away or full, which is no message's fault
        raise
    except Exception:  # one message that cannot be sent must not hold up the others
        log.warning("messages are sent one by one", exc_info=True)
        turn = one_by_one(run, shop_id, outside)
    for out in turn.outgoing:
        if provider is not None:
            run(note_answer, out, provider.post(out.body))
    return turn.seen


def one_by_one(run: JobRun, shop_id: UUID, outside: frozenset[str]) -> Turn:
    """Each in a transaction of its own; the one that fails is put off, and in the end given up, with what went wrong."""
    ids = run(sending.due_now, shop_id)
    outgoing = []
    for message_id in ids:
        try:
            outgoing += run(sending.send_due, shop_id, outside, message_id).outgoing
        except Refusal:
            raise
        except Exception as error:  # written into its row, where a manager sees it
            log.warning("a message could not be sent: %s", traceback.format_exc(limit=8))
            run(put_off, shop_id, message_id, type(error).__name__)
    return Turn(len(ids), outgoing)
