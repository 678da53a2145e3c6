"""Calls and messages over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.im.messages import acting, log, looking_up
from hub.im.messages.looking_up import Wanted
from hub.im.messages.schemas import CallAnswer, CallMessages, LoggedMessage, MakeCall, MessageAnswer, MessageLife, TryRule
from hub.im.messages.states import MessageState
from hub.im.rules.errors import MissingParam
from hub.im.rules.placeholders import EventName
from hub.kit.errors import Forbidden, Invalid, NotFound, NotSignedIn, StateNotAllowed
from hub.kit.paging import Page
from hub.kit.web import WRITE_REFUSALS, Run, allow, refuses

SIGNED_OUT = (NotSignedIn, Forbidden)


@post(
    "/im/calls",
    status_code=202,
    guards=[allow("im.call")],
    summary="Make a call",
    tags=["Messages"],
    responses=refuses(MissingParam, NotFound, *SIGNED_OUT, *WRITE_REFUSALS),
)
async def call_by_hand(data: JSONBody[MakeCall], run: NamedDependency[Run]) -> Response[CallAnswer]:
    """Announce, refresh, notify or call on the named channels. Answered with the call's id before anything is sent."""
    return await run(acting.call_by_hand, data)


@get(
    "/im/calls/{call_id:uuid}/messages",
    guards=[allow("im.call")],
    summary="What became of a call",
    tags=["Messages"],
    responses=refuses(NotFound, *SIGNED_OUT),
)
async def call_messages(call_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[CallMessages]:
    """One row per channel and repeat, each with a delivery per device."""
    return await run.read(log.call_messages, call_id)


@get(
    "/im/messages",
    guards=[allow("im.call")],
    summary="The log of messages",
    tags=["Messages"],
    responses=refuses(NotFound, Invalid, *SIGNED_OUT),
)
async def message_log(
    run: NamedDependency[Run],
    shop_id: FromQuery[UUID | None] = None,
    order_id: FromQuery[UUID | None] = None,
    line_id: FromQuery[UUID | None] = None,
    device_id: FromQuery[UUID | None] = None,
    call_id: FromQuery[UUID | None] = None,
    in_state: Annotated[MessageState | None, QueryParameter(name="state")] = None,
    event: FromQuery[EventName | None] = None,
    channel: FromQuery[str | None] = None,
    number: FromQuery[str | None] = None,
    business_day: FromQuery[date | None] = None,
    problems: FromQuery[bool | None] = None,
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Response[Page[LoggedMessage]]:
    """What was due, where, and what became of it; the newest first. `lines` says of which order lines a message spoke."""
    wanted = Wanted(
        order_id=order_id,
        line_id=line_id,
        device_id=device_id,
        call_id=call_id,
        state=in_state,
        event=event,
        channel=channel,
        number=number,
        day=business_day,
        problems=problems,
    )
    return await run.read(looking_up.message_log, wanted, shop_id, limit, cursor)


@get(
    "/im/messages/{message_id:uuid}",
    guards=[allow("im.call")],
    summary="The life of a message",
    tags=["Messages"],
    responses=refuses(NotFound, *SIGNED_OUT),
)
async def message_life(message_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[MessageLife]:
    """Its rule as it is now, what each device did with it, and whatever else was said of the same happening."""
    return await run.read(looking_up.message_life, message_id)


@post(
    "/im/messages/{message_id:uuid}/got-it",
    status_code=200,
    guards=[allow("kds.read", "calls.answer")],
    summary="Got it",
    tags=["Messages"],
    responses=refuses(NotFound, *SIGNED_OUT, *WRITE_REFUSALS),
)
async def got_it(message_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[MessageAnswer]:
    """A person has understood: its repeats end, on all channels."""
    return await run(acting.got_it, message_id)


@post(
    "/im/messages/{message_id:uuid}/retry",
    status_code=200,
    guards=[allow("im.call")],
    summary="Try a failed message again",
    tags=["Messages"],
    responses=refuses(StateNotAllowed, NotFound, *SIGNED_OUT, *WRITE_REFUSALS),
)
async def retry_message(message_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[MessageAnswer]:
    """A dead letter gets all its attempts once more."""
    return await run(acting.retry_message, message_id)


@post(
    "/im/rules/{rule_id:uuid}/test",
    status_code=202,
    guards=[allow("im.rules")],
    summary="Try a rule on one device",
    tags=["Messages"],
    responses=refuses(NotFound, *SIGNED_OUT, *WRITE_REFUSALS),
)
async def try_rule(
    rule_id: FromPath[UUID], data: JSONBody[TryRule], run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None
) -> Response[CallAnswer]:
    """The rule's words with example values, shown and said on that device alone, once."""
    return await run(acting.try_rule, rule_id, data, shop_id)


ROUTES = [call_by_hand, call_messages, message_log, message_life, got_it, retry_message, try_rule]
