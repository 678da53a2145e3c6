"""The venue over HTTP. `/rooms/{id}/clean` and `/wristbands/{code}/hand-in` complete orders and stand with those."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.kit.errors import Invalid, NotFound, StateNotAllowed, VersionMismatch
from hub.kit.paging import Page
from hub.kit.web import Run, allow, refuses
from hub.venue import queries, rooms, sessions, shops, wristbands
from hub.venue.errors import RoomInUse, RoomNotFree, StayClosed, TherapistBusy, WristbandInUse
from hub.venue.schemas import (
    AddRoom,
    AddShop,
    AddWristband,
    EditShop,
    ExtendSession,
    HandOut,
    MoveGuests,
    OpenRoom,
    RoomAndStay,
    RoomAnswer,
    RoomMoved,
    RoomState,
    SessionAnswer,
    SetShopState,
    ShopAnswer,
    ShopDetail,
    ShopDetailAnswer,
    StartSession,
    StayAnswer,
    Therapists,
    WristbandAnswer,
)

USE_ROOMS = allow("rooms.use")
EDIT_SHOP = allow("shop.edit")


@get("/shops", guards=[allow("menu.read")], responses=refuses(Invalid), summary="The shops of the caller", tags=["Shops"])
async def list_shops(
    run: NamedDependency[Run], limit: FromQuery[int | None] = None, cursor: FromQuery[str | None] = None
) -> Response[Page[ShopDetail]]:
    return await run.read(queries.shops, limit, cursor)


@post("/shops", status_code=201, guards=[EDIT_SHOP], responses=refuses(Invalid), summary="Add a shop to the brand", tags=["Shops"])
async def add_shop(data: JSONBody[AddShop], run: NamedDependency[Run]) -> Response[ShopDetailAnswer]:
    return await run(shops.create_shop, data)


@get("/shops/{shop_id:uuid}", guards=[allow("menu.read")], responses=refuses(NotFound), summary="One shop", tags=["Shops"])
async def get_shop(shop_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[ShopDetailAnswer]:
    return await run.read(queries.shop_answer, shop_id)


@patch(
    "/shops/{shop_id:uuid}",
    guards=[EDIT_SHOP],
    responses=refuses(NotFound, Invalid, VersionMismatch),
    summary="Change a shop's basic information",
    tags=["Shops"],
)
async def edit_shop(shop_id: FromPath[UUID], data: JSONBody[EditShop], run: NamedDependency[Run]) -> Response[ShopDetailAnswer]:
    return await run(shops.edit_shop, shop_id, data)


@post(
    "/shops/{shop_id:uuid}/state",
    status_code=200,
    guards=[EDIT_SHOP],
    responses=refuses(NotFound, Invalid),
    summary="Open, pause or close a shop by hand",
    tags=["Shops"],
)
async def set_shop_state(shop_id: FromPath[UUID], data: JSONBody[SetShopState], run: NamedDependency[Run]) -> Response[ShopAnswer]:
    return await run(shops.set_shop_state, shop_id, data)


@get(
    "/rooms",
    guards=[allow("rooms.use", "rooms.clean")],
    responses=refuses(NotFound, Invalid),
    summary="Rooms by number, with the stay in each",
    tags=["Rooms"],
)
async def list_rooms(
    run: NamedDependency[Run],
    shop_id: FromQuery[UUID | None] = None,
    in_state: Annotated[RoomState | None, QueryParameter(name="state")] = None,
    area: FromQuery[str | None] = None,
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Response[Page[RoomAndStay]]:
    return await run.read(queries.rooms, shop_id, in_state, area, limit, cursor)


@post("/rooms", status_code=201, guards=[EDIT_SHOP], responses=refuses(NotFound, Invalid), summary="Add a room", tags=["Rooms"])
async def add_room(data: JSONBody[AddRoom], run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None) -> Response[RoomAnswer]:
    return await run(rooms.create_room, data, shop_id)


@post(
    "/rooms/{room_id:uuid}/open",
    status_code=200,
    guards=[USE_ROOMS],
    responses=refuses(NotFound, RoomInUse, RoomNotFree, WristbandInUse),
    summary="Guests come in",
    tags=["Rooms"],
)
async def open_room(room_id: FromPath[UUID], run: NamedDependency[Run], data: JSONBody[OpenRoom | None] = None) -> Response[RoomMoved]:
    return await run(rooms.open_room, room_id, data or OpenRoom())


@post(
    "/rooms/{room_id:uuid}/move",
    status_code=200,
    guards=[USE_ROOMS],
    responses=refuses(NotFound, StayClosed, RoomInUse, RoomNotFree),
    summary="Guests move to another room",
    tags=["Rooms"],
)
async def move_guests(room_id: FromPath[UUID], data: JSONBody[MoveGuests], run: NamedDependency[Run]) -> Response[RoomMoved]:
    return await run(rooms.move_guests, room_id, data)


@post(
    "/rooms/{room_id:uuid}/checkout",
    status_code=200,
    guards=[USE_ROOMS],
    responses=refuses(NotFound, StayClosed),
    summary="Guests leave",
    tags=["Rooms"],
)
async def check_out(room_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[RoomMoved]:
    return await run(rooms.check_out, room_id)


@post(
    "/rooms/{room_id:uuid}/reserve",
    status_code=200,
    guards=[USE_ROOMS],
    responses=refuses(NotFound, RoomInUse, RoomNotFree),
    summary="Keep a room for guests who will come",
    tags=["Rooms"],
)
async def reserve_room(room_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[RoomMoved]:
    return await run(rooms.change_room, room_id, "reserve")


@post(
    "/rooms/{room_id:uuid}/release",
    status_code=200,
    guards=[USE_ROOMS],
    responses=refuses(NotFound, RoomInUse, StateNotAllowed),
    summary="Give a reserved room free",
    tags=["Rooms"],
)
async def release_room(room_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[RoomMoved]:
    return await run(rooms.change_room, room_id, "release")


@post(
    "/rooms/{room_id:uuid}/block",
    status_code=200,
    guards=[USE_ROOMS],
    responses=refuses(NotFound, RoomInUse, StateNotAllowed),
    summary="Take a room out of order",
    tags=["Rooms"],
)
async def block_room(room_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[RoomMoved]:
    return await run(rooms.change_room, room_id, "block")


@post(
    "/rooms/{room_id:uuid}/unblock",
    status_code=200,
    guards=[USE_ROOMS],
    responses=refuses(NotFound, RoomInUse, StateNotAllowed),
    summary="Put a room back in order",
    tags=["Rooms"],
)
async def unblock_room(room_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[RoomMoved]:
    return await run(rooms.change_room, room_id, "unblock")


@get("/wristbands", guards=[USE_ROOMS], responses=refuses(NotFound, Invalid), summary="List wristbands", tags=["Rooms"])
async def list_wristbands(
    run: NamedDependency[Run],
    shop_id: FromQuery[UUID | None] = None,
    band_state: Annotated[Literal["free", "out"] | None, QueryParameter(name="state")] = None,
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Response[Page[WristbandAnswer]]:
    """By code. `free`: at the desk, to be handed out; `out`: with a guest."""
    return await run.read(wristbands.wristbands, shop_id, band_state, limit, cursor)


@post("/wristbands", status_code=201, guards=[EDIT_SHOP], responses=refuses(NotFound, Invalid), summary="Add a wristband", tags=["Rooms"])
async def add_wristband(
    data: JSONBody[AddWristband], run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None
) -> Response[WristbandAnswer]:
    return await run(wristbands.create_wristband, data, shop_id)


@post(
    "/wristbands/{code:str}/hand-out",
    status_code=200,
    guards=[USE_ROOMS],
    responses=refuses(NotFound, WristbandInUse, RoomNotFree),
    summary="A guest gets a wristband",
    tags=["Rooms"],
)
async def hand_out(
    code: FromPath[str],
    run: NamedDependency[Run],
    data: JSONBody[HandOut | None] = None,
    shop_id: FromQuery[UUID | None] = None,
) -> Response[StayAnswer]:
    return await run(wristbands.hand_out, code, data or HandOut(), shop_id)


@get("/therapists", guards=[USE_ROOMS], responses=refuses(NotFound, Invalid), summary="Who can be put on a session", tags=["Rooms"])
async def list_therapists(run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None) -> Response[Therapists]:
    """Staff whose job is `therapist`, by name; those at work already are among them."""
    return await run.read(sessions.therapists, shop_id)


@post(
    "/therapist-sessions",
    status_code=200,
    guards=[USE_ROOMS],
    responses=refuses(NotFound, StayClosed, TherapistBusy),
    summary="A therapist begins",
    tags=["Rooms"],
)
async def start_session(data: JSONBody[StartSession], run: NamedDependency[Run]) -> Response[SessionAnswer]:
    return await run(sessions.start_session, data)


@post(
    "/therapist-sessions/{session_id:uuid}/extend",
    status_code=200,
    guards=[USE_ROOMS],
    responses=refuses(NotFound, StateNotAllowed),
    summary="A session is longer",
    tags=["Rooms"],
)
async def extend_session(session_id: FromPath[UUID], data: JSONBody[ExtendSession], run: NamedDependency[Run]) -> Response[SessionAnswer]:
    return await run(sessions.extend_session, session_id, data)


@post(
    "/therapist-sessions/{session_id:uuid}/finish",
    status_code=200,
    guards=[USE_ROOMS],
    responses=refuses(NotFound),
    summary="A therapist is done",
    tags=["Rooms"],
)
async def finish_session(session_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[SessionAnswer]:
    return await run(sessions.finish_session, session_id)


ROUTES = [
    list_shops,
    add_shop,
    get_shop,
    edit_shop,
    set_shop_state,
    list_rooms,
    add_room,
    open_room,
    move_guests,
    check_out,
    reserve_room,
    release_room,
    block_room,
    unblock_room,
    list_wristbands,
    add_wristband,
    hand_out,
    list_therapists,
    start_session,
    extend_session,
    finish_session,
]
