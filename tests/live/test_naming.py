"""Which receipts a ping names, and when: the wheel is turned by hand here."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from hub.live.connection import Connection
from hub.live.protocol import Receipt
from hub.live.stage import NAMED_BETWEEN, UNNAMED_MOST, Stage
from tests.live.feeding import feed
from tests.live.plain import framed, greeted, next_of, received, until
from tests.running import RunningHub
from tests.venues import Venue


def receipt(number: int) -> Receipt:
    return Receipt(message=UUID(int=number), result="shown")


def of_pad(running: RunningHub, venue: Venue) -> Connection:
    return next(each for each in tuple(running.hub.stage.connections) if str(each.seat.owner) == venue["pad 801"].id)


async def there(running: RunningHub, work: Callable[[Stage], Any]) -> None:
    """Run something where the hub's sockets live, and wait for it."""

    async def run() -> None:
        work(running.hub.stage)

    running.do(run())


async def names(ws: Any) -> list[int]:
    """The receipts of the next ping."""
    ping = await next_of(ws, "ping")
    await ws.send(framed(t="pong", now=""))
    return [UUID(each["message"]).int for each in ping.get("receipts", ())]


@pytest.fixture(autouse=True)
def by_hand(running: RunningHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running.hub.stage, "_wheel", [{} for _ in running.hub.stage._wheel])


async def test_a_ping_names_what_is_settled_once(running: RunningHub, venue: Venue) -> None:
    async with greeted(running, venue["pad 801"].token) as (ws, _):
        mine = of_pad(running, venue)
        await until(mine.is_live)
        await there(running, lambda stage: [stage.settled(mine, receipt(number)) for number in (1, 2)])
        await there(running, lambda stage: stage.ping([mine]))
        assert await names(ws) == [1, 2]
        await until(lambda: mine.ponged)
        await there(running, lambda stage: stage.ping([mine]))
        assert await names(ws) == []


async def test_many_are_named_before_the_wheel_comes_round(running: RunningHub, venue: Venue) -> None:
    """A client has twenty on their way at most, and waits for names with the rest. Such a ping asks for no answer that would be missed."""
    async with greeted(running, venue["pad 801"].token) as (ws, _):
        mine = of_pad(running, venue)
        await until(mine.is_live)
        await there(running, lambda stage: [stage.settled(mine, receipt(number)) for number in range(NAMED_BETWEEN)])
        assert await names(ws) == list(range(NAMED_BETWEEN))
        assert not mine.pinged


async def test_who_is_behind_is_named_nothing_before_it_has_what_it_missed(running: RunningHub, venue: Venue) -> None:
    """A ping moves the cursor to the heads: one too early, and the events below them would never come."""
    async with greeted(running, venue["pad 801"].token) as (ws, _):
        mine = of_pad(running, venue)
        await until(mine.is_live)
        await there(running, lambda _: mine.paused())
        numbers = feed(venue, 3, ["all"])
        await until(lambda: mine.feeds[0].tail.head >= numbers[-1])
        await there(running, lambda stage: [stage.settled(mine, receipt(number)) for number in range(NAMED_BETWEEN)])
        await there(running, lambda stage: (stage.name_receipts(), stage.ping([mine])))
        await there(running, lambda _: mine.resumed())
        seen = []
        while (frame := await received(ws))["t"] != "ping":
            seen.append(frame.get("seq"))
        assert [seq for seq in seen if seq in numbers] == numbers
        assert len(frame["receipts"]) == NAMED_BETWEEN and frame["heads"][venue.stream] >= numbers[-1]


async def test_of_who_is_gone_nothing_is_kept_and_of_anybody_not_without_end(running: RunningHub, venue: Venue) -> None:
    stage = running.hub.stage
    async with greeted(running, venue["pad 801"].token):
        mine = of_pad(running, venue)
        await until(mine.is_live)
        await there(running, lambda _: mine.paused())
        await there(running, lambda stage: [stage.settled(mine, receipt(number)) for number in range(UNNAMED_MOST + 5)])
        assert len(stage._unnamed[mine]) == UNNAMED_MOST
    await until(lambda: mine not in stage.connections)
    await there(running, lambda stage: stage.settled(mine, receipt(1)))
    assert mine not in stage._unnamed
