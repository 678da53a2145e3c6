"""The chat over HTTP."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, delete, get, patch, post, put
from litestar.datastructures import State as AppState
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hub.im.chat import agents, phrases, pictures, queries, service, talking
from hub.im.chat.errors import AgentAway, AgentOff, AlreadyRated, ChatClosed, ChatTaken, GroupWithoutGuests
from hub.im.chat.schemas import (
    AddPhrase,
    AgentMe,
    Agents,
    BeAgent,
    BeginChat,
    ChatAnswer,
    ChatMessages,
    ChatOut,
    EditPhrase,
    GroupChat,
    MarkRead,
    MessagePosted,
    OneChat,
    PhraseAnswer,
    Phrases,
    PictureAnswer,
    PostMessage,
    RateChat,
    TransferChat,
)
from hub.im.chat.states import ANSWER, PHRASES, TALK, State
from hub.kit.apart import apart
from hub.kit.errors import (
    Forbidden,
    Invalid,
    NotAPicture,
    NotFound,
    RateLimited,
    StateNotAllowed,
    TooLarge,
    UnsupportedMediaType,
    VersionMismatch,
)
from hub.kit.paging import Page
from hub.kit.pictures import BYTES_MAX, MEDIA_TYPE, TAKEN
from hub.kit.web import Run, allow, refuses
from hub.venue.errors import StayClosed

MAY_TALK, MAY_ANSWER = allow(TALK), allow(ANSWER)
MAY_REWRITE, GUEST = allow(PHRASES), allow("calls.make")
Number = Annotated[int | None, QueryParameter(ge=0, le=queries.NUMBERS_END)]


@post(
    "/chats",
    status_code=200,
    guards=[MAY_TALK],
    responses=refuses(StayClosed, NotFound, Forbidden, Invalid, RateLimited),
    summary="Begin a chat",
    tags=["Chat"],
)
async def begin_chat(data: JSONBody[BeginChat], run: NamedDependency[Run]) -> Response[ChatAnswer]:
    """A pad asks for somebody of the staff; staff write to the guests of a room. One runs per stay: asking again answers that one."""
    return await run(service.begin_chat, data)


@get("/chats", guards=[MAY_TALK], responses=refuses(Forbidden, NotFound, Invalid), summary="Support chats", tags=["Chat"])
async def list_chats(
    run: NamedDependency[Run],
    shop_id: FromQuery[UUID | None] = None,
    in_state: Annotated[State | None, QueryParameter(name="state")] = None,
    mine: FromQuery[bool | None] = None,
    room_id: FromQuery[UUID | None] = None,
    stay_id: FromQuery[UUID | None] = None,
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Response[Page[ChatOut]]:
    """The newest first. For a pad those of its guests alone, whatever it asks for."""
    return await run.read(queries.chats, shop_id, in_state, mine, room_id, stay_id, limit, cursor)


@get(
    "/chats/group",
    guards=[MAY_TALK],
    responses=refuses(GroupWithoutGuests, NotFound, StayClosed, Invalid),
    summary="The group of the shop",
    tags=["Chat"],
)
async def get_group(run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None) -> Response[GroupChat]:
    """Everybody who works in the shop reads and writes here, and guests while the shop's `group_with_guests` is on."""
    return await run.read(queries.group_chat, shop_id)


@get("/chats/agents", guards=[MAY_ANSWER], responses=refuses(NotFound, Invalid), summary="Who answers chats", tags=["Chat"])
async def list_agents(run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None) -> Response[Agents]:
    return await run.read(queries.agents, shop_id)


@get(
    "/chats/{chat_id:uuid}", guards=[MAY_TALK], responses=refuses(NotFound, GroupWithoutGuests, StayClosed), summary="A chat", tags=["Chat"]
)
async def get_chat(chat_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[OneChat]:
    return await run.read(queries.one_chat, chat_id)


@get(
    "/chats/{chat_id:uuid}/messages",
    guards=[MAY_TALK],
    responses=refuses(NotFound, GroupWithoutGuests, StayClosed, Invalid),
    summary="What was written",
    tags=["Chat"],
)
async def list_messages(
    chat_id: FromPath[UUID],
    run: NamedDependency[Run],
    before: Number = None,
    after: Number = None,
    limit: FromQuery[int | None] = None,
) -> Response[ChatMessages]:
    """Ascending. Without a number the newest; `next` is the number to ask on from, in the same direction."""
    return await run.read(queries.messages, chat_id, before, after, limit)


@post(
    "/chats/{chat_id:uuid}/messages",
    status_code=201,
    guards=[MAY_TALK],
    responses=refuses(NotFound, StayClosed, GroupWithoutGuests, ChatClosed, ChatTaken, Invalid, RateLimited),
    summary="Write",
    tags=["Chat"],
)
async def post_message(chat_id: FromPath[UUID], data: JSONBody[PostMessage], run: NamedDependency[Run]) -> Response[MessagePosted]:
    """The hub gives number and time; who writes is said by the token alone. A guest opens a closed chat again by writing.

    Each person, and each party of guests, writes ten messages at once, and from then on one every two seconds."""
    return await run(talking.post_message, chat_id, data)


@post(
    "/chats/{chat_id:uuid}/pictures",
    status_code=201,
    guards=[allow(TALK, takes=TAKEN)],
    responses=refuses(NotFound, StayClosed, GroupWithoutGuests, NotAPicture, TooLarge, UnsupportedMediaType, RateLimited),
    request_max_body_size=BYTES_MAX,
    summary="Bring a picture",
    tags=["Chat"],
)
async def bring_picture(
    request: Request[Any, Any, AppState], chat_id: FromPath[UUID], run: NamedDependency[Run]
) -> Response[PictureAnswer]:
    """The body is the picture itself, at most 8 MiB. It is turned upright, fitted into 1600 by 1600 and encoded anew; what a camera
    wrote into it is gone. Nobody sees it until a message names it. Five at once, and from then on one every twelve seconds."""
    await run.peek(pictures.may_bring, chat_id)  # no stranger makes us work that hard
    kept = await apart(pictures.keep, run.desk.files, await request.body())
    return await run(pictures.add_picture, chat_id, kept)


@get(
    "/chats/pictures/{picture_id:uuid}",
    guards=[MAY_TALK],
    responses=refuses(NotFound, GroupWithoutGuests, StayClosed),
    summary="A picture in a chat",
    tags=["Chat"],
)
async def chat_picture(picture_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[bytes]:
    """For whoever may read the chat; a page fetches it with its token and shows what it got."""
    body = await asyncio.to_thread(run.desk.files.get, await run.peek(pictures.file_of, picture_id))
    if body is None:
        raise NotFound
    return Response(body, media_type=MEDIA_TYPE, headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"})


@post(
    "/chats/{chat_id:uuid}/read",
    status_code=200,
    guards=[MAY_TALK],
    responses=refuses(NotFound, StayClosed, GroupWithoutGuests, Invalid),
    summary="I have read up to here",
    tags=["Chat"],
)
async def mark_read(chat_id: FromPath[UUID], data: JSONBody[MarkRead], run: NamedDependency[Run]) -> Response[ChatAnswer]:
    """Never moves back, and never past what was written."""
    return await run(talking.mark_read, chat_id, data)


@post(
    "/chats/{chat_id:uuid}/typing",
    status_code=204,
    guards=[MAY_TALK],
    responses=refuses(NotFound, StayClosed, GroupWithoutGuests),
    summary="I am writing",
    tags=["Chat"],
)
async def type_on(chat_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[None]:
    """Told at most once in three seconds; say it as often as you like."""
    return await run(talking.type_on, chat_id)


@post(
    "/chats/{chat_id:uuid}/accept",
    status_code=200,
    guards=[MAY_ANSWER],
    responses=refuses(NotFound, ChatTaken, ChatClosed),
    summary="I answer this one",
    tags=["Chat"],
)
async def accept_chat(chat_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[ChatAnswer]:
    """The first wins; everyone else is told who."""
    return await run(service.accept_chat, chat_id)


@post(
    "/chats/{chat_id:uuid}/transfer",
    status_code=200,
    guards=[MAY_ANSWER],
    responses=refuses(NotFound, ChatClosed, AgentAway, AgentOff, Invalid),
    summary="Give a chat away",
    tags=["Chat"],
)
async def transfer_chat(chat_id: FromPath[UUID], data: JSONBody[TransferChat], run: NamedDependency[Run]) -> Response[ChatAnswer]:
    """To a colleague who is here and takes chats, to oneself, or back to the queue. The note is for staff only."""
    return await run(service.transfer_chat, chat_id, data)


@post(
    "/chats/{chat_id:uuid}/close",
    status_code=200,
    guards=[MAY_TALK],
    responses=refuses(NotFound, StayClosed),
    summary="Close a chat",
    tags=["Chat"],
)
async def close_chat(chat_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[ChatAnswer]:
    """By either side."""
    return await run(service.close_chat, chat_id)


@post(
    "/chats/{chat_id:uuid}/rating",
    status_code=200,
    guards=[GUEST],
    responses=refuses(NotFound, StayClosed, StateNotAllowed, AlreadyRated, Invalid),
    summary="Rate a chat",
    tags=["Chat"],
)
async def rate_chat(chat_id: FromPath[UUID], data: JSONBody[RateChat], run: NamedDependency[Run]) -> Response[ChatAnswer]:
    """Guests only, of a closed chat, once."""
    return await run(service.rate_chat, chat_id, data)


@get("/me/chat-agent", guards=[MAY_ANSWER], responses=refuses(NotFound, Invalid), summary="Do I take chats", tags=["Chat"])
async def get_agent(run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None) -> Response[AgentMe]:
    return await run.read(queries.agent_me, shop_id)


@put("/me/chat-agent", guards=[MAY_ANSWER], responses=refuses(NotFound, Invalid), summary="Take chats, or not", tags=["Chat"])
async def be_agent(data: JSONBody[BeAgent], run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None) -> Response[AgentMe]:
    """Chats are given to whoever takes some, is here and has the fewest. Who stops gives back those whose guests wait for a word."""
    return await run(agents.be_agent, data, shop_id)


@get("/chat-phrases", guards=[MAY_ANSWER], responses=refuses(NotFound, Invalid), summary="Canned phrases", tags=["Chat"])
async def list_phrases(run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None) -> Response[Phrases]:
    return await run.read(phrases.phrases, shop_id)


@post(
    "/chat-phrases",
    status_code=201,
    guards=[MAY_REWRITE],
    responses=refuses(NotFound, Invalid),
    summary="Add a canned phrase",
    tags=["Chat"],
)
async def add_phrase(
    data: JSONBody[AddPhrase], run: NamedDependency[Run], shop_id: FromQuery[UUID | None] = None
) -> Response[PhraseAnswer]:
    return await run(phrases.add_phrase, data, shop_id)


@patch(
    "/chat-phrases/{phrase_id:uuid}",
    guards=[MAY_REWRITE],
    responses=refuses(NotFound, Invalid, VersionMismatch),
    summary="Change a canned phrase",
    tags=["Chat"],
)
async def edit_phrase(phrase_id: FromPath[UUID], data: JSONBody[EditPhrase], run: NamedDependency[Run]) -> Response[PhraseAnswer]:
    return await run(phrases.edit_phrase, phrase_id, data)


@delete(
    "/chat-phrases/{phrase_id:uuid}",
    status_code=204,
    guards=[MAY_REWRITE],
    responses=refuses(NotFound, VersionMismatch),
    summary="Take a canned phrase away",
    tags=["Chat"],
)
async def remove_phrase(phrase_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[None]:
    return await run(phrases.remove_phrase, phrase_id)


ROUTES = [
    begin_chat,
    list_chats,
    get_group,
    list_agents,
    get_chat,
    list_messages,
    post_message,
    mark_read,
    type_on,
    accept_chat,
    transfer_chat,
    close_chat,
    rate_chat,
    get_agent,
    be_agent,
    bring_picture,
    chat_picture,
    list_phrases,
    add_phrase,
    edit_phrase,
    remove_phrase,
]
