"""Guests' calls over HTTP."""

from uuid import UUID

from litestar import Response, delete, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from hub.im.pad_calls import service
from hub.im.pad_calls.errors import AlreadyAccepted
from hub.im.pad_calls.schemas import MakePadCall, PadCallAnswer
from hub.kit.errors import Invalid, NotFound, RateLimited, StateNotAllowed
from hub.kit.web import Run, allow, refuses
from hub.venue.errors import StayClosed

ANSWER = allow("calls.answer")


@post(
    "/me/calls",
    status_code=200,
    guards=[allow("calls.make")],
    responses=refuses(StayClosed, Invalid, RateLimited),
    summary="A guest presses a service button",
    tags=["Messages"],
)
async def make_pad_call(data: JSONBody[MakePadCall], run: NamedDependency[Run]) -> Response[PadCallAnswer]:
    """One call per room and service: pressing again answers the one that runs. A party that presses without end waits in between."""
    return await run(service.make_pad_call, data)


@delete(
    "/me/calls/{call_id:uuid}",
    status_code=200,
    guards=[allow("calls.make")],
    responses=refuses(NotFound, StayClosed, StateNotAllowed),
    summary="The guest needs nobody after all",
    tags=["Messages"],
)
async def withdraw_pad_call(call_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[PadCallAnswer]:
    return await run(service.withdraw_pad_call, call_id)


@post(
    "/pad-calls/{call_id:uuid}/accept",
    status_code=200,
    guards=[ANSWER],
    responses=refuses(NotFound, AlreadyAccepted, StateNotAllowed),
    summary="I go",
    tags=["Messages"],
)
async def accept_pad_call(call_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[PadCallAnswer]:
    """The first wins; everyone else is told who goes."""
    return await run(service.accept_pad_call, call_id)


@post(
    "/pad-calls/{call_id:uuid}/take-over",
    status_code=200,
    guards=[ANSWER],
    responses=refuses(NotFound, AlreadyAccepted, StateNotAllowed),
    summary="I go in their place",
    tags=["Messages"],
)
async def take_over_pad_call(call_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[PadCallAnswer]:
    """Anybody may once the guest waits too long (`escalated_at`), until then who supervises; a call that nobody goes to is accepted."""
    return await run(service.take_over_pad_call, call_id)


@post(
    "/pad-calls/{call_id:uuid}/hand-back",
    status_code=200,
    guards=[ANSWER],
    responses=refuses(NotFound, AlreadyAccepted, StateNotAllowed),
    summary="I cannot go after all",
    tags=["Messages"],
)
async def hand_back_pad_call(call_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[PadCallAnswer]:
    """The call is open again and everybody is asked anew. A colleague's call may be handed back as it may be taken over."""
    return await run(service.hand_back_pad_call, call_id)


@post(
    "/pad-calls/{call_id:uuid}/finish",
    status_code=200,
    guards=[ANSWER],
    responses=refuses(NotFound),
    summary="The guest has what they called for",
    tags=["Messages"],
)
async def finish_pad_call(call_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[PadCallAnswer]:
    return await run(service.finish_pad_call, call_id)


ROUTES = [make_pad_call, withdraw_pad_call, accept_pad_call, take_over_pad_call, hand_back_pad_call, finish_pad_call]
