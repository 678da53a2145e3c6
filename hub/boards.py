"""The snapshot of each kind of screen: `GET /me/board` (protocol §9).

One read of one consistent state, with the stream's number it is true from: snapshot + later events = screen. The arrays of
a kind stand in one table; members of staff see the arrays of the kinds whose channels they hold.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from hub.accounts.actor import Actor
from hub.im import queries as im
from hub.im.alarms.queries import board_alarms
from hub.im.chat.queries import board_chats, board_chats_of_stay
from hub.im.identity import seat
from hub.im.pad_calls.queries import board_pad_calls, board_pad_calls_of_stay
from hub.kit.db import Tx
from hub.kit.errors import Forbidden, Invalid, NotFound, NotSignedIn
from hub.kit.web import Out, Run, allow, refuses
from hub.live.append import shop_stream
from hub.live.log import heads
from hub.orders import queries as orders
from hub.orders.schemas import BoardOrders
from hub.printing.queries import board_print_jobs
from hub.store import queries as store
from hub.venue import queries as venue

Board = dict[str, Any]


class MyBoard(Out, frozen=True, kw_only=True):
    """The board of one device, and the position it is true from."""

    stream: str
    epoch: str
    seq: int
    board: Board


def of_orders(found: BoardOrders, *arrays: str) -> Board:
    return {name: getattr(found, name) for name in arrays}


def board_of_pad(tx: Tx, who: Actor, shop_id: UUID) -> Board:
    room, stay = venue.room_with_stay(tx, shop_id, who.room_id) if who.room_id is not None else (None, None)
    found = orders.board_of_pad(tx, shop_id, stay.id if stay is not None else None)
    return {
        **whole_shop(tx, who, shop_id),
        "room": room,
        "stay": stay,
        **of_orders(found, "orders", "lines", "rounds"),
        "pad_calls": board_pad_calls_of_stay(tx, shop_id, stay.id if stay is not None else None),
        "chats": board_chats_of_stay(tx, shop_id, stay.id if stay is not None else None),
        "sold_out": store.board_sold_out(tx, shop_id),
    }


def board_of_kitchen(tx: Tx, who: Actor, shop_id: UUID) -> Board:
    found = orders.board_of_kitchen(tx, shop_id, who.stations)
    return {**whole_shop(tx, who, shop_id), **of_orders(found, "orders", "lines"), "sold_out": store.board_sold_out(tx, shop_id)}


def board_of_call_screen(tx: Tx, who: Actor, shop_id: UUID) -> Board:
    return {**whole_shop(tx, who, shop_id), **of_orders(orders.board_of_call_screen(tx, shop_id), "numbers")}


def board_of_cashier(tx: Tx, who: Actor, shop_id: UUID) -> Board:
    return {
        **whole_shop(tx, who, shop_id),
        "rooms": venue.board_rooms(tx, shop_id),
        "stays": venue.board_stays(tx, shop_id),
        **of_orders(orders.board_of_cashier(tx, shop_id), "orders", "lines", "rounds"),
        "pad_calls": board_pad_calls(tx, shop_id),
        "sessions": venue.board_sessions(tx, shop_id),
        "alarms": board_alarms(tx, shop_id),
        "print_jobs": board_print_jobs(tx, shop_id),
        "sold_out": store.board_sold_out(tx, shop_id),
        "chats": board_chats(tx, who, shop_id),
    }


def board_of_handheld(tx: Tx, who: Actor, shop_id: UUID) -> Board:
    found = orders.board_of_handheld(tx, shop_id)
    return {
        **whole_shop(tx, who, shop_id),
        "rooms": venue.board_rooms(tx, shop_id),
        **of_orders(found, "lines"),
        "pad_calls": board_pad_calls(tx, shop_id),
        "chats": board_chats(tx, who, shop_id),
    }


def whole_shop(tx: Tx, _who: Actor, shop_id: UUID) -> Board:
    return {"shop": venue.shop_out(tx, shop_id)}


def board_of_manager(tx: Tx, who: Actor, shop_id: UUID) -> Board:
    return {**board_of_cashier(tx, who, shop_id), "devices": im.board_devices(tx, shop_id)}


BOARDS: dict[str, Callable[[Tx, Actor, UUID], Board]] = {
    "pad": board_of_pad,
    "kitchen": board_of_kitchen,
    "call_screen": board_of_call_screen,
    "cashier": board_of_cashier,
    "handheld": board_of_handheld,
    "speaker": whole_shop,
    "printer": whole_shop,
    "cook": board_of_kitchen,
    "waiter": board_of_handheld,
    "cleaner": whole_shop,
    "manager": board_of_manager,
    "owner": board_of_manager,
}
"""By kind of device or role of staff. The cashier's role and the cashier's device see the same."""


def my_board(tx: Tx, who: Actor, shop_id: UUID | None) -> MyBoard:
    """The caller's board; an owner names the shop.

    Raises:
        Invalid: an owner who names none.
        NotFound: a shop that is not the caller's.
    """
    who, shop_id = venue.at_shop(tx, who, shop_id)
    name = shop_stream(shop_id)
    follow = next(each for each in seat(tx, who, shop_id).follows if each.stream == name)
    state = heads(tx, [name]).get(name)
    board = BOARDS[who.role](tx, who, shop_id)
    return MyBoard(stream=name, epoch=follow.told(state.epoch if state else ""), seq=state.head if state else 0, board=board)


@get(
    "/me/board",
    guards=[allow("menu.read")],
    summary="The snapshot for this screen",
    tags=["Live"],
    responses=refuses(NotSignedIn, Forbidden, NotFound, Invalid),
)
async def me_board(run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None) -> Response[MyBoard]:
    """Say hello on the socket first, keep what arrives, then ask: events with a higher `seq` apply on top without a hole."""
    return await run.read(my_board, shop_id)
