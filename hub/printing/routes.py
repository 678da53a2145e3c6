"""Printing over HTTP: for printers, for the desk, for the office."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.kit.errors import Invalid, NotFound, StateNotAllowed
from hub.kit.paging import Page
from hub.kit.web import WRITE_REFUSALS, Run, allow, refuses
from hub.printing import making, printers, queries, service
from hub.printing.errors import NoPrinter
from hub.printing.schemas import (
    OwnJobs,
    PrinterAnswer,
    PrinterList,
    PrinterPrints,
    PrintFailed,
    PrintJobAnswer,
    PrintJobOut,
    PrintWhere,
    TakenJob,
)
from hub.printing.states import JobState

WORK, ASK, MANAGE = allow("print.work"), allow("print.ask"), allow("devices.manage")
TAGS = ["Printing"]


@get("/me/print-jobs", guards=[WORK], responses=refuses(), summary="What this printer has to do", tags=TAGS)
async def own_print_jobs(run: NamedDependency[Run]) -> Response[OwnJobs]:
    """The jobs that wait for this printer, oldest first, and those it has taken and not answered for."""
    return await run.read(queries.own_jobs)


@post(
    "/print-jobs/{job_id:uuid}/take",
    status_code=200,
    guards=[WORK],
    responses=refuses(NotFound, StateNotAllowed, *WRITE_REFUSALS),
    summary="This printer begins with a job",
    tags=TAGS,
)
async def take_print_job(job_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[TakenJob]:
    """Answers what goes on the paper, as true as it is now. The printer has a minute to say how it ended."""
    return await run(service.take_job, job_id)


@post(
    "/print-jobs/{job_id:uuid}/printed",
    status_code=200,
    guards=[WORK],
    responses=refuses(NotFound, *WRITE_REFUSALS),
    summary="It is on paper",
    tags=TAGS,
)
async def job_printed(job_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[PrintJobAnswer]:
    return await run(service.job_printed, job_id)


@post(
    "/print-jobs/{job_id:uuid}/failed",
    status_code=200,
    guards=[WORK],
    responses=refuses(NotFound, *WRITE_REFUSALS),
    summary="It could not be printed",
    tags=TAGS,
)
async def job_failed(job_id: FromPath[UUID], data: JSONBody[PrintFailed], run: NamedDependency[Run]) -> Response[PrintJobAnswer]:
    """Another printer takes over at once if one can; else the job waits here again, and after three attempts for a person."""
    return await run(service.job_failed, job_id, data)


@get("/print-jobs", guards=[ASK], responses=refuses(NotFound, Invalid), summary="Print jobs, the newest first", tags=TAGS)
async def list_print_jobs(
    run: NamedDependency[Run],
    shop_id: FromQuery[UUID | None] = None,
    in_state: Annotated[JobState | None, QueryParameter(name="state")] = None,
    device_id: FromQuery[UUID | None] = None,
    order_id: FromQuery[UUID | None] = None,
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Response[Page[PrintJobOut]]:
    return await run.read(queries.job_page, shop_id, in_state, device_id, order_id, limit, cursor)


@post(
    "/print-jobs/{job_id:uuid}/print",
    status_code=200,
    guards=[ASK],
    responses=refuses(NotFound, NoPrinter, *WRITE_REFUSALS),
    summary="Print it again, here or elsewhere",
    tags=TAGS,
)
async def print_again(job_id: FromPath[UUID], data: JSONBody[PrintWhere], run: NamedDependency[Run]) -> Response[PrintJobAnswer]:
    """What never came out waits once more. What is on paper already comes out as a copy, and the paper says so."""
    return await run(service.print_again, job_id, data)


@post(
    "/print-jobs/{job_id:uuid}/cancel",
    status_code=200,
    guards=[ASK],
    responses=refuses(NotFound, StateNotAllowed, *WRITE_REFUSALS),
    summary="Nobody needs it any more",
    tags=TAGS,
)
async def cancel_print_job(job_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[PrintJobAnswer]:
    return await run(service.cancel_job, job_id)


@post(
    "/orders/{order_id:uuid}/receipt",
    status_code=201,
    guards=[ASK],
    responses=refuses(NotFound, NoPrinter, *WRITE_REFUSALS),
    summary="Print a receipt",
    tags=TAGS,
)
async def print_receipt(order_id: FromPath[UUID], data: JSONBody[PrintWhere], run: NamedDependency[Run]) -> Response[PrintJobAnswer]:
    """What the order costs as it stands when the paper comes out. A further one is marked as a copy."""
    return await run(making.print_receipt, order_id, data)


@get("/printers", guards=[ASK], responses=refuses(NotFound, Invalid), summary="The printers of a shop", tags=TAGS)
async def list_printers(run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None) -> Response[PrinterList]:
    """What each prints, and whether paper would come out of it now."""
    return await run.read(printers.printer_list, shop_id)


@put(
    "/printers/{device_id:uuid}",
    status_code=200,
    guards=[MANAGE],
    responses=refuses(NotFound, *WRITE_REFUSALS),
    summary="Say what a printer prints",
    tags=TAGS,
)
async def set_printer(device_id: FromPath[UUID], data: JSONBody[PrinterPrints], run: NamedDependency[Run]) -> Response[PrinterAnswer]:
    """Until somebody does, its place decides: at stations their cards, at the desk receipts, in a guest's room nothing."""
    return await run(printers.set_printer, device_id, data)


@post(
    "/devices/{device_id:uuid}/test-print",
    status_code=201,
    guards=[MANAGE],
    responses=refuses(NotFound, *WRITE_REFUSALS),
    summary="Try a printer out",
    tags=TAGS,
)
async def test_print(device_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[PrintJobAnswer]:
    """A paper that shows what this printer can do."""
    return await run(making.print_test, device_id)


ROUTES = [
    own_print_jobs,
    take_print_job,
    job_printed,
    job_failed,
    list_print_jobs,
    print_again,
    cancel_print_job,
    print_receipt,
    list_printers,
    set_printer,
    test_print,
]
