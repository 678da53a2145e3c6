"""Alarms over HTTP: what the office looks back at. Boards carry those that stand."""

from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from hub.im.alarms import queries
from hub.im.alarms.schemas import AlarmListed
from hub.kit.errors import Invalid, NotFound
from hub.kit.paging import Page
from hub.kit.web import Run, allow, refuses


@get(
    "/im/alarms",
    guards=[allow("devices.manage")],
    responses=refuses(NotFound, Invalid),
    summary="Alarms, the latest first, and what was done about each",
    tags=["Messages"],
)
async def list_alarms(
    run: NamedDependency[Run],
    shop_id: FromQuery[UUID | None] = None,
    standing: FromQuery[bool | None] = None,
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Response[Page[AlarmListed]]:
    return await run.read(queries.alarm_page, shop_id, standing, limit, cursor)


ROUTES = [list_alarms]
