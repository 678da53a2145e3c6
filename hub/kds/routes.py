"""The kitchen over HTTP: one address per action, named as staff say it."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.kds import board, service, stations, stats
from hub.kds.errors import AlreadyClaimed, LinesRefused, WindowOver
from hub.kds.moves import Wish
from hub.kds.schemas import (
    Cancel,
    CancelledOrder,
    CancelOrder,
    KitchenBoard,
    KitchenStats,
    Moved,
    MovedLines,
    MoveLines,
    PutStation,
    Rush,
    StationAnswer,
    Stations,
    Void,
)
from hub.kds.states import FLOW
from hub.kit.apart import apart
from hub.kit.errors import Forbidden, Invalid, NotEnabled, NotFound, NotSignedIn, Refusal, VersionMismatch
from hub.kit.web import WRITE_REFUSALS, Run, allow, refuses
from hub.orders.errors import LineAlreadyStarted, OrderClosed
from hub.orders.states import LINE_STATES, LineState

ANY_ACTION = sorted({move.by for move in FLOW.values()})


def line_action(action: str, summary: str, *further: type[Refusal]) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    """The address of an action on one line; who may, and how it is refused, stand in the flow table."""
    move = FLOW[action]
    said = [move.refusal(state) for state in LINE_STATES if state not in move.to and state not in move.already]
    extension = [NotEnabled] if move.setting else []
    return post(
        f"/kds/lines/{{line_id:uuid}}/{action}",
        status_code=200,
        guards=[allow(move.by)],
        responses=refuses(
            OrderClosed, *dict.fromkeys(said), *further, *extension, VersionMismatch, NotFound, Forbidden, NotSignedIn, *WRITE_REFUSALS
        ),
        summary=summary,
        tags=["Kitchen"],
    )


@line_action("start", "Start a line")
async def start_line(line_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[Moved]:
    """A cook begins. A line that has been started already stays as it is: `changed` is false."""
    return await run(service.move_line, line_id, "start")


@line_action("finish", "Finish a line")
async def finish_line(line_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[Moved]:
    """The dish is ready. A second finish, a double tap or a retry, is a success without effect; a line that nobody started is refused."""
    return await run(service.move_line, line_id, "finish")


@line_action("call", "Call a waiter")
async def call_line(line_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[Moved]:
    """Asks for the dish to be fetched; calling again calls again. Two calls within three seconds count as one (`coalesced`)."""
    return await run(service.move_line, line_id, "call")


@line_action("serve", "Serve a line")
async def serve_line(line_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[Moved]:
    """The guest has it, called before or not."""
    return await run(service.move_line, line_id, "serve")


@line_action("cancel", "Cancel a line")
async def cancel_line(line_id: FromPath[UUID], run: NamedDependency[Run], data: JSONBody[Cancel | None] = None) -> Response[Moved]:
    """Only before anyone has started; kitchen screens are refreshed without a voice. A `reason` stands in the order's history."""
    return await run(service.move_line, line_id, "cancel", Wish(reason=data.reason if data else None))


@line_action("undo", "Undo a start", WindowOver)
async def undo_line(line_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[Moved]:
    """Back to placed, within 60 seconds; a manager at any time."""
    return await run(service.move_line, line_id, "undo")


@line_action("recall", "Recall a line", WindowOver)
async def recall_line(line_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[Moved]:
    """A finished line back to the stove, a served one back to ready, within 15 minutes; a manager at any time."""
    return await run(service.move_line, line_id, "recall")


@line_action("void", "Void a line")
async def void_line(line_id: FromPath[UUID], data: JSONBody[Void], run: NamedDependency[Run]) -> Response[Moved]:
    """Takes a line off the order while it is being made. The kitchen sees it struck through until it confirms."""
    return await run(service.move_line, line_id, "void", Wish(reason=data.reason))


@line_action("confirm", "Confirm a void")
async def confirm_line(line_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[Moved]:
    """The kitchen has seen that the line is void."""
    return await run(service.move_line, line_id, "confirm")


@line_action("rush", "Rush a line")
async def rush_line(line_id: FromPath[UUID], run: NamedDependency[Run], data: JSONBody[Rush | None] = None) -> Response[Moved]:
    """Puts the line first on the kitchen's board; `on: false` takes that back."""
    return await run(service.move_line, line_id, "rush", Wish(on=data is None or data.on))


@line_action("claim", "Claim a line", AlreadyClaimed)
async def claim_line(line_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[Moved]:
    """The caller fetches it; the others see who."""
    return await run(service.move_line, line_id, "claim")


@post(
    "/kds/lines/transitions",
    status_code=200,
    guards=[allow(*ANY_ACTION)],
    responses=refuses(LinesRefused, NotEnabled, NotFound, Forbidden, NotSignedIn, *WRITE_REFUSALS),
    summary="Move several lines",
    tags=["Kitchen"],
)
async def move_lines(data: JSONBody[MoveLines], run: NamedDependency[Run]) -> Response[MovedLines]:
    """One action on up to 200 lines: all of them or none. With `partial`, what is possible, and a result for each line."""
    return await run(service.move_lines, data)


@post(
    "/orders/{order_id:uuid}/cancel",
    status_code=200,
    guards=[allow("orders.cancel")],
    responses=refuses(LineAlreadyStarted, OrderClosed, NotFound, Forbidden, NotSignedIn, *WRITE_REFUSALS),
    summary="Cancel an order",
    tags=["Orders"],
)
async def cancel_order(
    order_id: FromPath[UUID], run: NamedDependency[Run], data: JSONBody[CancelOrder | None] = None
) -> Response[CancelledOrder]:
    """All lines or none; with `partial`, those that nobody has started, and `refused` names the rest."""
    return await run(service.cancel_order, order_id, data or CancelOrder())


@get(
    "/kds/board",
    guards=[allow("kds.read")],
    responses=refuses(Invalid, NotFound, Forbidden, NotSignedIn),
    summary="The kitchen's board",
    tags=["Kitchen"],
)
async def kitchen_board(
    run: NamedDependency[Run],
    station: FromQuery[str | None] = None,
    line_state: Annotated[LineState | None, QueryParameter(name="state")] = None,
    shop_id: FromQuery[UUID | None] = None,
) -> Response[KitchenBoard]:
    """What there is to do, rush first, then oldest first. A screen without `station` sees its own stations; an owner names the shop."""
    return await run.read(board.kitchen_board, station, line_state, shop_id)


@get(
    "/kds/stations",
    guards=[allow("kds.read")],
    responses=refuses(Invalid, NotFound, Forbidden, NotSignedIn),
    summary="The stations",
    tags=["Kitchen"],
)
async def list_stations(run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None) -> Response[Stations]:
    """The places in the kitchen, with the ages at which a line there is shown as late and very late."""
    return await run.read(stations.stations, shop_id)


@put(
    "/kds/stations/{code:str}",
    guards=[allow("shop.edit")],
    responses=refuses(Invalid, NotFound, Forbidden, NotSignedIn, *WRITE_REFUSALS),
    summary="Add or change a station",
    tags=["Kitchen"],
)
async def set_station(
    code: FromPath[str], data: JSONBody[PutStation], run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None
) -> Response[StationAnswer]:
    """A station is named by its code everywhere; lines that were placed keep theirs."""
    return await run(stations.set_station, code, data, shop_id)


@get(
    "/kds/stats",
    guards=[allow("reports.read")],
    responses=refuses(Invalid, NotFound, Forbidden, NotSignedIn),
    summary="The kitchen's times",
    tags=["Kitchen"],
)
async def kitchen_stats(
    run: NamedDependency[Run],
    first: Annotated[date | None, QueryParameter(name="from")] = None,
    last: Annotated[date | None, QueryParameter(name="to")] = None,
    station: FromQuery[str | None] = None,
    shop_id: FromQuery[UUID | None] = None,
) -> Response[KitchenStats]:
    """Waiting, cooking and pickup of up to 92 business days, by day, station, dish and hour: medians and nine-in-ten values, and how
    many were late, recalled, cancelled, voided or abandoned. Without days, those of today."""
    found = await run.peek(stats.counted, first, last, station, shop_id)
    return Response(await apart(stats.kitchen_stats, found))


@get(
    "/kds/stats/export",
    guards=[allow("reports.read")],
    responses=refuses(Invalid, NotFound, Forbidden, NotSignedIn),
    summary="The kitchen's times as a table",
    tags=["Kitchen"],
)
async def export_stats(
    run: NamedDependency[Run],
    by: FromQuery[stats.By] = "dish",
    first: Annotated[date | None, QueryParameter(name="from")] = None,
    last: Annotated[date | None, QueryParameter(name="to")] = None,
    station: FromQuery[str | None] = None,
    shop_id: FromQuery[UUID | None] = None,
) -> Response[bytes]:
    """CSV: one row per business day and dish, station or hour, or per day alone. Times are in seconds."""
    found = await run.peek(stats.counted, first, last, station, shop_id, [stats.GRAIN[by]])
    body = await apart(stats.stats_csv, found, by)
    headers = {"content-disposition": f'attachment; filename="kitchen-by-{by}.csv"'}
    return Response(body, media_type="text/csv", headers=headers)


ROUTES = [
    start_line,
    finish_line,
    call_line,
    serve_line,
    cancel_line,
    undo_line,
    recall_line,
    void_line,
    confirm_line,
    rush_line,
    claim_line,
    move_lines,
    cancel_order,
    kitchen_board,
    list_stations,
    set_station,
    kitchen_stats,
    export_stats,
]
