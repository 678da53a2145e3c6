"""The kitchen over HTTP: one address per action, named as staff say it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.kds import board, machines, service, stations, stats
from hub.kds.errors import AlreadyClaimed, LinesRefused, WindowOver
from hub.kds.moves import Wish
from hub.kds.schemas import (
    CancelledOrder,
    CancelOrder,
    KitchenBoard,
    KitchenStats,
    Machines,
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
from hub.kit.errors import Forbidden, Invalid, NotEnabled, NotFound, NotSignedIn, Refusal, StateNotAllowed, VersionMismatch
from hub.kit.web import WRITE_REFUSALS, Run, allow, refuses
from hub.orders.errors import LineAlreadyStarted, OrderClosed
from hub.orders.states import LineState

