"""What printing tells the printer, the desk and the office."""

from typing import ClassVar

from hub.live.events import Event
from hub.printing.schemas import PrintJobOut


class PrintJobChanged(Event, frozen=True, kw_only=True):
    """A job was made, taken, printed, failed, expired, handed to another printer, or is needed no more."""

    type: ClassVar[str] = "print.job_changed"
    print_job: PrintJobOut
