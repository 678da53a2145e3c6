"""What goes in and out of printing."""

from typing import Literal
from uuid import UUID

from hub.kit.clock import Stamp
from hub.kit.web import In, Out
from hub.printing.states import JobKind, JobState

Problem = Literal["off", "paper_out", "cover_open", "error", "no_answer", "interrupted"]


class PrintedLine(Out, frozen=True, kw_only=True):
    """One dish as it stands on paper; `amount` on receipts alone, for all portions together."""

    quantity: int
    name: str
    options: list[str] = []
    allergens: list[str] = []
    note: str = ""
    rush: bool = False
    amount: int | None = None


class PrintedAlarm(Out, frozen=True, kw_only=True):
    """Why a slip was printed that nobody asked for; `time` is since when it does not work, as the shop's clock shows it."""

    kind: str
    device: str | None = None
    channel: str | None = None
    text: str | None = None
    time: str


class PrintContent(Out, frozen=True, kw_only=True):
    """What stands on the paper: words and amounts, no layout. `day` and `time` are those of the shop."""

    kind: JobKind
    language: str
    shop: str
    day: str
    time: str
    address: str = ""
    phone: str = ""
    number: str | None = None
    room: str | None = None
    wristband: str | None = None
    round: int | None = None
    source: str | None = None
    by: str | None = None
    stations: list[str] = []
    lines: list[PrintedLine] = []
    total: int | None = None
    paid: int | None = None
    currency: str | None = None
    alarm: PrintedAlarm | None = None


class PrintJobOut(Out, frozen=True, kw_only=True):
    """A job without what stands on the paper.

    `device_id` is the printer whose turn it is, `meant_for_id` the one it was made for. `problem` says why somebody should look at it:
    `printer_down`, `expired`, or what the printer said.
    """

    id: UUID
    shop_id: UUID
    device_id: UUID
    device: str
    meant_for_id: UUID
    meant_for: str
    kind: JobKind
    order_id: UUID | None
    round: int | None
    number: str | None
    place: str | None
    copy: int
    state: JobState
    attempts: int
    problem: str | None
    made_by: str
    created_at: Stamp
    expires_at: Stamp
    taken_at: Stamp | None
    ended_at: Stamp | None
    version: int


class PrintJobAnswer(Out, frozen=True, kw_only=True):
    """`changed` is false when the job was already as asked for."""

    print_job: PrintJobOut
    changed: bool


class TakenJob(Out, frozen=True, kw_only=True):
    """A job that this printer prints now. `maybe_printed`: a printer has begun it before and did not say how it ended.

    Without `content` there is nothing to print any more: what it was about is over.
    """

    print_job: PrintJobOut
    content: PrintContent | None
    maybe_printed: bool
    changed: bool


class OwnJobs(Out, frozen=True, kw_only=True):
    """What a printer has to do, oldest first; those it has taken and not answered for are among them."""

    items: list[PrintJobOut]


class PrintFailed(In, frozen=True, kw_only=True):
    """What the printer found when it could not print, or not to the end."""

    problem: Problem


class PrintWhere(In, frozen=True, kw_only=True):
    """Which printer; without it the one that is there for this."""

    device_id: UUID | None = None


class PrinterPrints(In, frozen=True, kw_only=True):
    """What a printer prints.

    `kitchen`: every round of its stations. `receipt`: what the cashier asks for. `fallback`: what an alarm wants on paper, and what another
    printer cannot print.
    """

    kitchen: bool
    receipt: bool
    fallback: bool


class PrinterOut(Out, frozen=True, kw_only=True):
    """A printer and what it prints. `ready` is false while it is away, without paper or open, or takes nothing."""

    id: UUID
    name: str
    stations: list[str]
    ready: bool
    faults: list[str]
    kitchen: bool
    receipt: bool
    fallback: bool


class PrinterAnswer(Out, frozen=True, kw_only=True):
    printer: PrinterOut
    changed: bool


class PrinterList(Out, frozen=True, kw_only=True):
    """The printers of a shop, by name."""

    items: list[PrinterOut]
