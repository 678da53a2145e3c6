"""What the tests of messages share: rules by name, waiting for what is due, and the log as a manager reads it."""

import asyncio
from typing import Any

from sqlalchemy import bindparam, func, select

from hub.im.messages.models import im_lane, im_message
from hub.kit.clock import MovableClock
from hub.kit.columns import Instant
from tests.venues import Venue

DUE = select(func.count().label("many")).where(
    im_message.c.shop_id == bindparam("shop_id"),
    im_message.c.state.in_(["scheduled", "sending"]),
    im_message.c.turn_at.is_(None),
    im_message.c.due_at <= bindparam("now", type_=Instant),
)
TURNS = select(func.count().label("many")).where(
    im_lane.c.shop_id == bindparam("shop_id"), im_lane.c.next_at <= bindparam("now", type_=Instant)
)


async def settled(venue: Venue) -> None:
    """Wait until nothing that is due still waits."""
    hub = venue.running.hub
    assert hub.database.loop is not None
    async with asyncio.timeout(30):
        while hub.database.read_now(lambda tx: sum(tx.value(each, shop_id=venue.shop_id, now=tx.now) for each in (DUE, TURNS))):
            hub.database.loop.call_soon_threadsafe(hub.dispatcher._wake.set)
            await asyncio.sleep(0.02)


async def later(venue: Venue, clock: MovableClock, seconds: float) -> None:
    """Let the clock run on, and whatever is due by then go out."""
    clock.advance(seconds)
    await settled(venue)


async def log(venue: Venue, **filters: Any) -> list[dict[str, Any]]:
    """The messages of the shop, the oldest first."""
    answer = await venue["manager"].get("/im/messages", limit=200, **filters)
    assert answer.status_code == 200, answer.text
    return list(reversed(answer.json()["items"]))


def ends(messages: list[dict[str, Any]]) -> list[tuple[str, int, str, str | None]]:
    """Channel, repeat, state and reason of each."""
    return [(each["channel"], each["repeat"], each["state"], each["reason"]) for each in messages]


async def rule(
    venue: Venue, event: str, channel: str, *, source: str = "any", kind: str = "announcement", **changes: Any
) -> dict[str, Any]:
    """The rule of an event on a channel, with these changes."""
    rules = (await venue["manager"].get("/im/rules", limit=200)).json()["items"]
    (found,) = [each for each in rules if (each["event"], each["channel"], each["source"], each["kind"]) == (event, channel, source, kind)]
    if not changes:
        return dict(found)
    answer = await venue["manager"].patch(f"/im/rules/{found['id']}", changes, headers={"If-Match": str(found["version"])})
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["rule"])


async def add_rule(venue: Venue, event: str, channel: str, texts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A further rule with a template of its own."""
    made = await venue["manager"].post("/im/templates", {"event": event, "name": "words", "texts": texts})
    assert made.status_code == 201, made.text
    body = {"event": event, "channel": channel, "kind": "announcement", "template_id": made.json()["template"]["id"], **more}
    answer = await venue["manager"].post("/im/rules", body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json()["rule"])


PLACED = {"roomName": "801", "goodsName": "水饺", "num": "2"}


async def call(venue: Venue, *channels: str, who: str = "manager", expect: int = 202, **more: Any) -> Any:
    """POST /im/calls; the call, or the problem where another status is expected."""
    body = {
        "brand_id": str(venue.brand_id),
        "shop_id": str(venue.shop_id),
        "event": "order_placed",
        "kind": "announcement",
        "channels": list(channels),
        "params": PLACED,
    } | more
    answer = await venue[who].post("/im/calls", body)
    assert answer.status_code == expect, answer.text
    return answer.json()["call"] if expect == 202 else answer.json()


async def became(venue: Venue, call_id: str) -> list[dict[str, Any]]:
    """The rows of a call."""
    return list((await venue["manager"].get(f"/im/calls/{call_id}/messages")).json()["messages"])
