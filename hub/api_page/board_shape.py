"""The board's shape, kind by kind of screen: which arrays there are and what stands in them (`/me/board`)."""

from msgspec import UNSET, UnsetType

from hub.im.alarms.schemas import AlarmOut
from hub.im.chat.schemas import ChatOut
from hub.im.pad_calls.schemas import PadCallOut
from hub.im.schemas import DeviceOut
from hub.kit.web import Out
from hub.orders.schemas import LineOut, NumberOut, OrderHead, RoundOut
from hub.printing.schemas import PrintJobOut
from hub.store.schemas import SoldOutOut
from hub.venue.schemas import RoomOut, SessionOut, ShopOut, StayOut


class BoardShape(Out, frozen=True, kw_only=True):
    """The arrays of one kind of screen; the others are left out. Every thing has an `id`, and the order inside an array means nothing."""

    shop: ShopOut | None
    room: RoomOut | UnsetType | None = UNSET
    stay: StayOut | UnsetType | None = UNSET
    orders: list[OrderHead] | UnsetType = UNSET
    lines: list[LineOut] | UnsetType = UNSET
    rounds: list[RoundOut] | UnsetType = UNSET
    numbers: list[NumberOut] | UnsetType = UNSET
    pad_calls: list[PadCallOut] | UnsetType = UNSET
    chats: list[ChatOut] | UnsetType = UNSET
    rooms: list[RoomOut] | UnsetType = UNSET
    stays: list[StayOut] | UnsetType = UNSET
    sessions: list[SessionOut] | UnsetType = UNSET
    alarms: list[AlarmOut] | UnsetType = UNSET
    print_jobs: list[PrintJobOut] | UnsetType = UNSET
    sold_out: list[SoldOutOut] | UnsetType = UNSET
    devices: list[DeviceOut] | UnsetType = UNSET


class MyBoardShape(Out, frozen=True, kw_only=True):
    """The board of one screen, and the position it is true from: events with a higher `seq` apply on top."""

    stream: str
    epoch: str
    seq: int
    board: BoardShape
