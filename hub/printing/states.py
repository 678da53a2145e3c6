"""The flow of a print job. Pure.

A job that has waited for a quarter of an hour is never printed by itself any more: a printer that comes back in the morning would print
last night's cards, and somebody would cook them.
"""

from datetime import timedelta
from typing import Final, Literal, get_args

from hub.venue.states import HUB, Move

JobKind = Literal["kitchen", "cancel", "receipt", "alarm", "test"]
JobState = Literal["waiting", "printing", "printed", "failed", "expired", "cancelled"]

KINDS: tuple[JobKind, ...] = get_args(JobKind)

WAITING: Final = "waiting"
PRINTING: Final = "printing"
PRINTED: Final = "printed"
FAILED: Final = "failed"
EXPIRED: Final = "expired"
CANCELLED: Final = "cancelled"

PRINT_STATES = (WAITING, PRINTING, PRINTED, FAILED, EXPIRED, CANCELLED)
UNPRINTED = frozenset({WAITING, FAILED, EXPIRED})
"""Nobody is at it, and it is not over."""

WORK, ASK = "print.work", "print.ask"

PRINT_FLOW: dict[str, Move] = {
    "make": Move(frozenset(), WAITING, by=HUB),
    "take": Move(frozenset({WAITING}), PRINTING, already=frozenset({PRINTING}), by=WORK),
    "printed": Move(UNPRINTED | {PRINTING}, PRINTED, already=frozenset({PRINTED, CANCELLED}), by=WORK),
    "failed": Move(frozenset({PRINTING}), WAITING, already=UNPRINTED | {PRINTED, CANCELLED}, by=WORK),
    "failed_for_good": Move(frozenset({PRINTING}), FAILED, by=WORK),  # the third time, whichever printers they were
    "print": Move(UNPRINTED | {CANCELLED}, WAITING, already=frozenset({PRINTING}), by=ASK),
    "copy": Move(frozenset({PRINTED}), PRINTED, by=ASK),  # the copy is a job of its own
    "cancel": Move(UNPRINTED, CANCELLED, already=frozenset({CANCELLED, PRINTED}), by=ASK),
    "hand_over": Move(frozenset({WAITING}), WAITING, by=HUB),
    "free": Move(frozenset({PRINTING}), WAITING, by=HUB),
    "lose": Move(frozenset({PRINTING}), FAILED, by=HUB),  # silent for the third time
    "expire": Move(frozenset({WAITING}), EXPIRED, by=HUB),
    "let_go": Move(UNPRINTED, CANCELLED, by=HUB),  # the order was closed, nothing is left of it, or it is the next morning
}

KITCHEN: Final = "kitchen"
TAKEN_BACK: Final = "cancel"
RECEIPT: Final = "receipt"
ALARM: Final = "alarm"
TEST: Final = "test"

GOOD_FOR = timedelta(minutes=15)
TAKEN_FOR = timedelta(seconds=60)
"""A printer that has taken a job and says nothing for so long has lost it: the job waits again."""
STRANDED_AFTER = timedelta(seconds=20)
"""So long a job waits for a printer that cannot print before another one gets it."""
DOUBTED_AFTER = timedelta(seconds=30)
"""A printer that says it can print, prints nothing and lets a job wait for so long is believed no more."""
MOST_ATTEMPTS = 3
"""Of all printers together, until a person asks again."""

PRINTER_DOWN: Final = "printer_down"
NO_ANSWER: Final = "no_answer"
EXPIRED_WHY: Final = "expired"
