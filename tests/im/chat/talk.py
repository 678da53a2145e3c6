"""People who chat: what tests of the chat do again and again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.im.sockets import Socket, socket
from tests.orders.log import said
from tests.venues import Venue

Json = dict[str, Any]


async def ask(venue: Venue, pad: str = "pad 801") -> Json:
    """The guests of a pad's room ask for somebody."""
    answer = await venue[pad].post("/chats", {})
    assert answer.status_code == 200, answer.text
    return answer.json()["chat"]  # type: ignore[no-any-return]


async def write(venue: Venue, chat: Json, text: str, who: str = "pad 801", **more: Any) -> Json:
    """The message and the chat after it."""
    answer = await venue[who].post(f"/chats/{chat['id']}/messages", {"text": text, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def do(venue: Venue, chat: Json, action: str, who: str, body: Any = None) -> Json:
    """Any verb on a chat, with its status."""
    answer = await venue[who].post(f"/chats/{chat['id']}/{action}", body)
    return {"status": answer.status_code, **answer.json()}


async def now(venue: Venue, chat: Json, who: str = "manager") -> Json:
    return (await venue[who].get(f"/chats/{chat['id']}")).json()["chat"]  # type: ignore[no-any-return]


async def texts(venue: Venue, chat: Json, who: str = "manager", **more: Any) -> list[str]:
    """What was written, the house's own words by their code."""
    items = (await venue[who].get(f"/chats/{chat['id']}/messages", **more)).json()["items"]
    return [each["text"] or f"<{each['code']}>" for each in items]


async def held(venue: Venue, who: str) -> list[Json]:
    return (await venue[who].get("/me/board")).json()["board"]["chats"]  # type: ignore[no-any-return]


async def group_of(venue: Venue, who: str = "manager") -> Json:
    return (await venue[who].get("/chats/group")).json()["chat"]  # type: ignore[no-any-return]


async def set_shop(venue: Venue, **settings: Any) -> None:
    answer = await venue["manager"].patch(f"/shops/{venue.shop_id}", {"settings": settings})
    assert answer.status_code == 200, answer.text


async def be_agent(venue: Venue, who: str, capacity: int = 4, available: bool = True) -> None:
    answer = await venue[who].put("/me/chat-agent", {"available": available, "capacity": capacity})
    assert answer.json() == {"available": available, "capacity": capacity}


@asynccontextmanager
async def on_duty(venue: Venue, who: str, capacity: int = 4) -> AsyncIterator[Socket]:
    """A person with a screen of theirs connected, who takes chats."""
    async with socket(venue, venue[who].token) as screen:
        await until_here(venue, who)
        await be_agent(venue, who, capacity)
        yield screen


@asynccontextmanager
async def here(venue: Venue, who: str) -> AsyncIterator[Socket]:
    """A person with a screen of theirs connected, who has not said that they take chats."""
    async with socket(venue, venue[who].token) as screen:
        await until_here(venue, who)
        yield screen


async def until_here(venue: Venue, who: str, here: bool = True) -> None:
    """Wait until the hub has written down that somebody came or went."""
    while True:
        agents = (await venue["manager"].get("/chats/agents")).json()["items"]
        if next(each for each in agents if each["id"] == venue[who].id)["present"] is here:
            return


async def until_state(venue: Venue, chat: Json, state: str) -> Json:
    while (found := await now(venue, chat))["state"] != state:
        pass
    return found


def told(venue: Venue, *types: str) -> list[Any]:
    """The events of chats, or of these types."""
    return [event for event in said(venue, 0) if event.type in (types or ("chat.changed", "chat.message_added", "chat.typing"))]
