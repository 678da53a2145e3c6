"""Orders over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.kit.errors import Forbidden, Invalid, NotFound, NotSignedIn, StateNotAllowed
from hub.kit.paging import Page
from hub.kit.web import WRITE_REFUSALS, Run, allow, refuses
from hub.orders import closing, history, queries, service
from hub.orders.errors import OrderClosed
from hub.orders.schemas import Confirmed, Ended, OneOrder, OrderHead, OrderHistory, PlaceOrder
from hub.orders.states import OrderState
from hub.store.errors import ProductSoldOut, UnknownOption, UnknownSku
from hub.venue.errors import ShopClosed, StayClosed


@post(
    "/orders",
    guards=[allow("orders.place")],
    responses=refuses(ShopClosed, StayClosed, UnknownSku, UnknownOption, ProductSoldOut, NotFound, Forbidden, NotSignedIn, *WRITE_REFUSALS),
    summary="Place an order",
    tags=["Orders"],
)
async def place_order(data: JSONBody[PlaceOrder], run: NamedDependency[Run]) -> Response[OneOrder]:
    """One round. A stay has one open order: later rounds join it and keep its number.

    Prices are those of this moment. If any line is refused, the whole round is, and `lines` names each that fails.
    """
    return await run(service.place_order, data)


@get(
    "/orders",
    guards=[allow("orders.read")],
    responses=refuses(Invalid, NotFound, Forbidden, NotSignedIn),
    summary="List orders",
    tags=["Orders"],
)
async def list_orders(
    run: NamedDependency[Run],
    shop_id: FromQuery[UUID | None] = None,
    order_state: Annotated[OrderState | None, QueryParameter(name="state")] = None,
    room_id: FromQuery[UUID | None] = None,
    station: FromQuery[str | None] = None,
    business_day: FromQuery[date | None] = None,
    number: FromQuery[str | None] = None,
    room: FromQuery[str | None] = None,
    wristband: FromQuery[str | None] = None,
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Response[Page[OrderHead]]:
    """Orders of one shop without their lines, newest first. A pad lists those of its own stay; an owner names the shop.

    A page of a station's orders may hold few, or none, though `next` is there: it is looked for among 10,000 orders, and the next page
    goes on behind them.
    """
    return await run.read(queries.orders, shop_id, order_state, room_id, station, business_day, number, room, wristband, limit, cursor)


@get(
    "/orders/{order_id:uuid}",
    guards=[allow("orders.read")],
    responses=refuses(NotFound, Forbidden, NotSignedIn),
    summary="Read an order",
    tags=["Orders"],
)
async def get_order(order_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[OneOrder]:
    """An order with all its lines, in the order they were placed."""
    return await run.read(queries.get_order, order_id)


@get(
    "/orders/{order_id:uuid}/history",
    guards=[allow("orders.read")],
    responses=refuses(NotFound, Forbidden, NotSignedIn),
    summary="What happened to an order",
    tags=["Orders"],
)
async def order_history(order_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[OrderHistory]:
    """Who did what and when: rounds, every move of every line, when the kitchen saw it, the way from room to room, and the end. Not for
    pads."""
    return await run.read(history.order_history, order_id)


@post(
    "/orders/{order_id:uuid}/confirm",
    status_code=200,
    guards=[allow("orders.confirm")],
    responses=refuses(OrderClosed, StateNotAllowed, NotFound, Forbidden, NotSignedIn, *WRITE_REFUSALS),
    summary="Confirm a wristband order",
    tags=["Orders"],
)
async def confirm_order(order_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[Confirmed]:
    """Where the shop asks the cashier first, a wristband's order goes to the kitchen only now."""
    return await run(service.confirm_order, order_id)


@post(
    "/rooms/{room_id:uuid}/clean",
    status_code=200,
    guards=[allow("rooms.clean")],
    responses=refuses(StateNotAllowed, NotFound, Forbidden, NotSignedIn, *WRITE_REFUSALS),
    summary="Clean a room",
    tags=["Rooms"],
)
async def clean_room(room_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[Ended]:
    """Ends the room's stay and completes its orders. `unfinished` names the lines that nobody finished; they stay as they are."""
    return await run(closing.clean_room, room_id)


@post(
    "/wristbands/{code:str}/hand-in",
    status_code=200,
    guards=[allow("rooms.use")],
    responses=refuses(NotFound, Forbidden, NotSignedIn, *WRITE_REFUSALS),
    summary="Hand in a wristband",
    tags=["Rooms"],
)
async def hand_in_wristband(code: FromPath[str], run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None) -> Response[Ended]:
    """Ends the wristband's stay and completes its orders."""
    return await run(closing.hand_in_wristband, code, shop_id)


ROUTES = [place_order, list_orders, get_order, order_history, confirm_order, clean_room, hand_in_wristband]
