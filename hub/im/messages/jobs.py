"""The jobs that send what is due in a shop: on the built-in stream, turn by turn, until nothing is; and by a provider outside."""

import logging
import time
import traceback
from typing import Any
from uuid import UUID

from hub.im.messages import due, sending
from hub.im.messages.acting import put_off
from hub.im.messages.calls import POST, SEND
from hub.im.messages.provider import Provider, note_answer, provider_of
from hub.im.messages.sending import Turn
from hub.kit.errors import Refusal
from hub.kit.jobs import JobRun, job
from hub.kit.outgoing import Answered

log = logging.getLogger("hub.im")

MOST_TURNS = 50
"""After so many the job ends and is wanted again at once: its time limit is for one that hangs, not for one with much to do."""

NOBODY = 0
"""The status of an answer that did not come."""

BUSY, REST_SECONDS = 10, 0.05
"""A shop with so many messages at once will have more in a moment: taking them together costs a fraction of a job for each."""


@job(SEND, attempts=8, time_limit_seconds=30)
def send_messages(run: JobRun, args: dict[str, Any]) -> None:
    """Send what is due in a shop."""
    send_all(run, UUID(args["shop_id"]))


@job(POST, attempts=8, time_limit_seconds=60)
def post_messages(run: JobRun, args: dict[str, Any]) -> None:
    """Hand what is due to the provider outside, a few at once; then want the next turn."""
    shop_id, provider = UUID(args["shop_id"]), provider_of(run.database)
    if provider is None:  # switched off since: everything goes out on the stream
        send_all(run, shop_id)
        return
    post_turn(run, shop_id, provider)
    run(due.arm, shop_id, provider.channels)


def send_all(run: JobRun, shop_id: UUID) -> None:
    """Turn by turn; then want the next turn when the next message is due. Blocks, but never for a provider."""
    outside = outside_of(provider_of(run.database))
    for _ in range(MOST_TURNS):
        seen = send_turn(run, shop_id, outside).seen
        if not seen:
            break
        if BUSY <= seen < due.AT_ONCE:
            time.sleep(REST_SECONDS)
    run(due.arm, shop_id, outside)


def outside_of(provider: Provider | None) -> frozenset[str]:
    return provider.channels if provider is not None else frozenset()


def send_turn(run: JobRun, shop_id: UUID, outside: frozenset[str], *, theirs: bool = False) -> Turn:
    """One turn: on the stream, or, for the channels of a provider, as far as claiming what is to be posted."""
    try:
        return run(sending.send_due, shop_id, outside, theirs=theirs)
    except Refusal:  # the database is away or full, which is no message's fault
        raise
    except Exception:  # one message that cannot be sent must not hold up the others
        log.warning("messages are sent one by one", exc_info=True)
        return one_by_one(run, shop_id, outside, theirs=theirs)


def post_turn(run: JobRun, shop_id: UUID, provider: Provider) -> None:
    """Claim, post, write down. One that does not answer is not asked for the others of this turn: they would wait as long, and in vain."""
    away: Answered | None = None
    for out in send_turn(run, shop_id, provider.channels, theirs=True).outgoing:
        answered = away or provider.post(out.body)
        away = answered if answered.status == NOBODY else None
        run(note_answer, out, answered)


def one_by_one(run: JobRun, shop_id: UUID, outside: frozenset[str], *, theirs: bool) -> Turn:
    """Each in a transaction of its own; the one that fails is put off, and in the end given up, with what went wrong."""
    ids = run(due.due_now, shop_id, outside, theirs=theirs)
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
