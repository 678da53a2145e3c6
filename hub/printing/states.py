"""The flow of a print job. Pure.

A job that has waited for a quarter of an hour is never printed by itself any more: a printer that comes back in the morning would print
last night's cards, and somebody would cook them.
"""

from datetime import timedelta
from typing import Final, Literal

JobKind = Literal["kitchen", "receipt", "alarm", "test"]
JobState = Literal["waiting", "printing", "printed", "failed", "expired", "cancelled"]

WAITING: Final = "waiting"
PRINTING: Final = "printing"
PRINTED: Final = "printed"
FAILED: Final = "failed"
EXPIRED: Final = "expired"
CANCELLED: Final = "cancelled"

KITCHEN: Final = "kitchen"
RECEIPT: Final = "receipt"
ALARM: Final = "alarm"
TEST: Final = "test"

GOOD_FOR = timedelta(minutes=15)
TAKEN_FOR = timedelta(seconds=60)
"""A printer that has taken a job and says nothing for so long has lost it: the job waits again."""
STRANDED_AFTER = timedelta(seconds=20)
"""So long a job waits for a printer that cannot print before another one gets it."""
MOST_ATTEMPTS = 3

PRINTER_DOWN: Final = "printer_down"
EXPIRED_WHY: Final = "expired"
