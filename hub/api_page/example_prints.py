"""What the page shows of printing: a kitchen card that went to another printer, and a receipt."""

from typing import Any

from msgspec.structs import replace

from hub.api_page import example_things as things
from hub.kit.paging import Page
from hub.printing.schemas import (
    OwnJobs,
    PrintContent,
    PrintedLine,
    PrinterAnswer,
    PrinterList,
    PrinterOut,
    PrintJobAnswer,
    PrintJobOut,
    TakenJob,
)

PRINT_JOB, HOT_PRINTER, DESK_PRINTER = things.an_id(70), things.an_id(71), things.an_id(72)
A_PRINT_JOB = PrintJobOut(
    id=PRINT_JOB,
    shop_id=things.SHOP,
    device_id=DESK_PRINTER,
    device="Desk",
    meant_for_id=HOT_PRINTER,
    meant_for="Hot kitchen",
    kind="kitchen",
    order_id=things.ORDER,
    round=1,
    number="#07",
    place="801",
    copy=0,
    state="waiting",
    attempts=0,
    problem=None,
    made_by="",
    created_at="2026-11-22T10:41:07.123Z",
    expires_at="2026-11-22T10:56:07.123Z",
    taken_at=None,
    ended_at=None,
    version=2,
)
TAKEN = replace(A_PRINT_JOB, state="printing", attempts=1, taken_at="2026-11-22T10:41:28.004Z", version=3)
DONE = replace(TAKEN, state="printed", ended_at="2026-11-22T10:41:29.310Z", version=4)
FAILED = replace(TAKEN, state="failed", attempts=3, problem="no_answer", version=8)
EXPIRED = replace(A_PRINT_JOB, state="expired", problem="expired", version=3)
RECEIPT = replace(
    A_PRINT_JOB, id=things.an_id(73), kind="receipt", round=None, meant_for_id=DESK_PRINTER, meant_for="Desk", made_by="Front desk"
)
A_CARD = PrintContent(
    kind="kitchen",
    language="zh-CN",
    shop="云上汤泉·外滩店",
    day="2026-11-22",
    time="18:41",
    number="#07",
    room="801",
    round=1,
    source="pad",
    by="801",
    stations=["热厨"],
    lines=[PrintedLine(quantity=2, name="水饺", options=["猪肉白菜"], allergens=["gluten", "soybeans"], note="不要香菜")],
)
A_PRINTER = PrinterOut(id=DESK_PRINTER, name="Desk", stations=[], ready=True, faults=[], kitchen=False, receipt=True, fallback=True)

ANSWERS: dict[str, Any] = {
    "own_print_jobs": OwnJobs(items=[A_PRINT_JOB]),
    "take_print_job": TakenJob(print_job=TAKEN, content=A_CARD, maybe_printed=False, changed=True),
    "job_printed": PrintJobAnswer(print_job=DONE, changed=True),
    "job_failed": PrintJobAnswer(print_job=FAILED, changed=True),
    "list_print_jobs": Page(items=[EXPIRED]),
    "print_again": PrintJobAnswer(print_job=replace(A_PRINT_JOB, version=4), changed=True),
    "cancel_print_job": PrintJobAnswer(
        print_job=replace(EXPIRED, state="cancelled", ended_at="2026-11-22T10:58:00.000Z", version=4), changed=True
    ),
    "print_receipt": PrintJobAnswer(print_job=RECEIPT, changed=True),
    "list_printers": PrinterList(items=[A_PRINTER]),
    "set_printer": PrinterAnswer(printer=replace(A_PRINTER, kitchen=True), changed=True),
    "test_print": PrintJobAnswer(
        print_job=replace(RECEIPT, id=things.an_id(74), kind="test", order_id=None, number=None, place=None), changed=True
    ),
}

BODIES: dict[str, dict[str, Any]] = {
    "job_failed": {"out of paper": {"problem": "paper_out"}, "it fell silent": {"problem": "no_answer"}},
    "print_again": {"where it was": {}, "on another printer": {"device_id": str(DESK_PRINTER)}},
    "print_receipt": {"at the desk": {}, "on another printer": {"device_id": str(DESK_PRINTER)}},
    "set_printer": {"receipts alone": {"kitchen": False, "receipt": True, "fallback": False}},
}
