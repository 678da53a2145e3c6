"""Without a websocket: the same frames by asking, as soon as there is one, and nothing lost between two questions."""

import asyncio
import json
import time
from typing import Any

import httpx
import pytest

from hub.live.log import renew_epochs
from tests.conftest import MakeVenue, client_of
from tests.live.feeding import at_rest, feed
from tests.live.plain import greeted
from tests.orders.log import everything_said, head
from tests.running import RunningHub
from tests.venues import Client, Venue

NOBODY = "room:00000000-0000-7000-8000-000000000000"


async def ask(venue: Venue, name: str, after: int, stream: str | None = None, **more: Any) -> httpx.Response:
    return await venue[name].get("/me/events", stream=venue.stream if stream is None else stream, after=after, **more)


async def asked(venue: Venue, name: str, after: int, **more: Any) -> dict[str, Any]:
    answer = await ask(venue, name, after, **more)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def epoch_of(venue: Venue, name: str) -> str:
    return str((await venue[name].get("/me/board")).json()["epoch"])


async def test_it_gives_the_very_frames_of_the_socket(running: RunningHub, venue: Venue) -> None:
    for name in ("cashier 1", "pad 801", "kitchen hot", "manager"):
        async with greeted(running, venue[name].token) as (ws, _):
            start = await at_rest(venue, 1)
            for _ in range(3):
                await venue.order("dumplings")
            texts: list[str] = []
            while len(texts) < 3:
                text = (await asyncio.wait_for(ws.recv(decode=False), 10)).decode()
                if '"orders.order_placed"' in text:
                    texts.append(text)
            answer = await ask(venue, name, start)
            assert answer.json().keys() == {"stream", "epoch", "head", "resumed", "events"}
            assert (answer.json()["stream"], answer.json()["resumed"]) == (venue.stream, True)
            assert [json.loads(text) for text in texts] == answer.json()["events"]
            for text in texts:
                assert text in answer.text
        await at_rest(venue)


async def test_without_wait_an_empty_answer_comes_at_once(running: RunningHub, venue: Venue) -> None:
    start = await at_rest(venue)
    began = time.monotonic()
    assert await asked(venue, "pad 801", start) == {
        "stream": venue.stream,
        "epoch": await epoch_of(venue, "pad 801"),
        "head": start,
        "resumed": True,
        "events": [],
    }
    assert time.monotonic() - began < 10


async def test_it_waits_for_an_event_of_the_callers_channels_and_no_longer(running: RunningHub, venue: Venue) -> None:
    start = await at_rest(venue)
    began = time.monotonic()
    waiting = asyncio.create_task(asked(venue, "pad 801", start, wait=20))
    await asyncio.sleep(0.5)
    feed(venue, 3, [NOBODY])
    await venue.order("tea", who="pad 802")
    await asyncio.sleep(0.5)
    assert not waiting.done()
    order = await venue.order("tea")
    found = await waiting
    assert 0.9 < time.monotonic() - began < 20
    assert [event["data"]["order"]["id"] for event in found["events"]] == [order["id"]]
    assert found["head"] >= found["events"][-1]["seq"]


async def test_the_wait_ends_with_an_empty_answer_that_moves_the_cursor(running: RunningHub, venue: Venue) -> None:
    start = await at_rest(venue)
    began = time.monotonic()
    waiting = asyncio.create_task(asked(venue, "pad 801", start, wait=1.5))
    await asyncio.sleep(0.3)
    top = feed(venue, 5, [NOBODY])[-1]
    found = await waiting
    assert time.monotonic() - began > 1.4
    assert (found["events"], found["head"], found["resumed"]) == ([], top, True)


async def test_fifty_who_wait_are_answered_by_one_event(running: RunningHub, venue: Venue) -> None:
    start = await at_rest(venue)
    waiting = [asyncio.create_task(asked(venue, "pad 801", start, wait=20)) for _ in range(50)]
    await asyncio.sleep(1)
    await venue.order("tea")
    found = await asyncio.gather(*waiting)
    assert len({json.dumps(each["events"]) for each in found}) == 1
    assert not running.hub.fanout.tails[venue.stream].watchers


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"wait": 26}, 422),
        ({"wait": -1}, 422),
        ({"wait": "nan"}, 422),
        ({"wait": "inf"}, 422),
        ({"wait": "soon"}, 422),
        ({"after": -1}, 422),
        ({"after": "x"}, 422),
        ({"after": ""}, 422),
        ({"wait": 25, "after": 0}, 200),
    ],
    ids=str,
)
async def test_the_query_has_limits(venue: Venue, query: dict[str, Any], status: int) -> None:
    await venue.order("tea")
    answer = await venue["cashier 1"].get("/me/events", **({"stream": venue.stream, "after": 0} | query))
    assert answer.status_code == status, answer.text
    if status == 422:
        assert answer.json()["code"] == "invalid"


@pytest.mark.parametrize("left_out", ["stream", "after"])
async def test_stream_and_after_must_be_named(venue: Venue, left_out: str) -> None:
    query = {"stream": venue.stream, "after": 0}
    del query[left_out]
    answer = await venue["pad 801"].get("/me/events", **query)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_a_stream_that_is_not_ones_own_is_not_there(venue: Venue, make_venue: MakeVenue) -> None:
    sibling, stranger = make_venue(brand_id=venue.brand_id), make_venue()
    foreign = [
        stranger.stream,
        f"brand:{stranger.brand_id}",
        f"user:{stranger['manager'].id}",
        f"user:{venue['cook'].id}",
        f"device:{venue['pad 801'].id}",
        "shop:x",
        "shop:",
        "shop",
        "",
        "*",
        venue.stream.upper(),
        venue.stream + " ",
    ]
    for name in ("pad 801", "manager", "owner"):
        for stream in foreign if name == "owner" else [*foreign, sibling.stream, f"brand:{venue.brand_id}"]:
            answer = await ask(venue, name, 0, stream)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), (name, stream)


async def test_people_may_ask_for_each_stream_they_follow(venue: Venue, make_venue: MakeVenue) -> None:
    sibling = make_venue(brand_id=venue.brand_id)
    own = [venue.stream, sibling.stream, f"user:{venue['owner'].id}", f"brand:{venue.brand_id}"]
    for name, streams in (("owner", own), ("manager", [venue.stream, f"user:{venue['manager'].id}"])):
        for stream in streams:
            assert (await ask(venue, name, 0, stream)).json()["resumed"] is True, (name, stream)


async def test_nobody_asks_without_a_token(venue: Venue) -> None:
    answer = await venue.http.get("/api/v1/me/events", params={"stream": venue.stream, "after": 0})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    answer = await Client(venue.http, "vh_at_x", "").get("/me/events", stream=venue.stream, after=0)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")


async def test_a_cursor_that_does_not_fit_says_why_at_once(running: RunningHub, venue: Venue) -> None:
    epoch = await epoch_of(venue, "pad 801")
    top = await at_rest(venue)
    began = time.monotonic()
    for query, why in (
        ({"after": top + 1}, "ahead"),
        ({"after": 2**80}, "ahead"),
        ({"after": top, "epoch": "k3f9"}, "epoch"),
        ({"after": top, "epoch": epoch.partition(".")[0] + ".99"}, "scope"),
        ({"after": top, "epoch": epoch.partition(".")[0]}, "scope"),
        ({"after": top, "epoch": ""}, "epoch"),
    ):
        found = await asked(venue, "pad 801", wait=20, **query)
        assert (found["resumed"], found["why"], found["events"], found["epoch"]) == (False, why, [], epoch), query
    assert time.monotonic() - began < 20, "one of them waited"
    fits = await asked(venue, "pad 801", top, epoch=epoch)
    assert fits["resumed"] is True
    assert "why" not in fits


async def test_too_far_behind_is_said_here_too(running: RunningHub, venue: Venue) -> None:
    feed(venue, 5_001, [NOBODY])
    top = await at_rest(venue)
    found = await asked(venue, "pad 801", top - 5_001)
    assert (found["resumed"], found["why"], found["events"]) == (False, "too_far", [])
    assert (await asked(venue, "pad 801", top - 5_000))["resumed"] is True


async def test_a_move_while_it_waits_is_noticed(running: RunningHub, venue: Venue) -> None:
    """The poll judges anew each time it looks; a poller that checks the epoch takes the snapshot of the new room."""
    pad, epoch, start = venue["pad 801"], await epoch_of(venue, "pad 801"), await at_rest(venue)
    waiting = asyncio.create_task(asked(venue, "pad 801", start, wait=20, epoch=epoch))
    await asyncio.sleep(0.5)
    await venue["manager"].post(f"/devices/{pad.id}/bind", {"room_id": venue.rooms["802"]})
    found = await waiting
    assert (found["resumed"], found["why"], found["events"]) == (False, "scope", [])


async def test_whoever_is_revoked_while_it_waits_gets_no_answer_but_401(running: RunningHub, venue: Venue) -> None:
    start = await at_rest(venue)
    waiting = asyncio.create_task(ask(venue, "pad 801", start, wait=20))
    await asyncio.sleep(0.5)
    await venue["manager"].post(f"/devices/{venue['pad 801'].id}/revoke")
    assert (await waiting).status_code == 401


async def test_at_most_five_hundred_frames_and_the_next_question_goes_on_behind_them(running: RunningHub, venue: Venue) -> None:
    start = await at_rest(venue)
    mine: list[int] = []
    for _ in range(3):
        mine += feed(venue, 390, ["all"])
        feed(venue, 110, [NOBODY])
    seen: list[int] = []
    answers = []
    after = start
    while not answers or len(answers[-1]["events"]) == 500:
        answers.append(await asked(venue, "pad 801", after))
        seen += [event["seq"] for event in answers[-1]["events"]]
        after = seen[-1]
    assert [len(each["events"]) for each in answers] == [500, 500, 170]
    assert seen == mine


async def test_fewer_than_five_hundred_is_everything_up_to_the_head(running: RunningHub, venue: Venue) -> None:
    """A client moves to the head then; an event that stands far behind others' events must be in the answer."""
    start = await at_rest(venue)
    mine = feed(venue, 1, ["all"])
    feed(venue, 1_700, [NOBODY])
    mine += feed(venue, 1, ["all"])
    feed(venue, 700, [NOBODY])
    mine += feed(venue, 1, ["all"])
    found = await asked(venue, "pad 801", start, wait=5)
    assert [event["seq"] for event in found["events"]] == mine
    assert found["head"] == mine[-1]


async def test_following_by_polls_while_commands_run_loses_and_doubles_nothing(running: RunningHub, venue: Venue) -> None:
    start, channels = await at_rest(venue), set((await venue["cashier 1"].get("/me")).json()["channels"])

    async def evening() -> None:
        for dish in ("tea", "salad", "noodles") * 6:
            order = await venue.order(dish, who="pad 802")
            await venue.act(order["lines"][-1], "start", "cook")

    working = asyncio.gather(evening(), evening())
    after, seen = start, list[int]()
    while not working.done() or after < head(venue):
        found = await asked(venue, "cashier 1", after, wait=0.5)
        seen += [event["seq"] for event in found["events"]]
        after = seen[-1] if len(found["events"]) == 500 else found["head"]
    assert seen == [each.seq for each in everything_said(venue, start) if channels & each.channels and each.seq <= after]


async def test_whoever_waits_is_answered_when_the_hub_stops(timed_venue: Venue) -> None:
    hub = timed_venue.running
    start = await at_rest(timed_venue)
    waiting = [asyncio.create_task(asked(timed_venue, name, start, wait=25)) for name in ("pad 801", "pad 802", "manager")]
    await asyncio.sleep(0.5)
    began = time.monotonic()
    await asyncio.to_thread(hub.stop)
    found = await asyncio.gather(*waiting)
    assert time.monotonic() - began < 20, "they were left waiting"
    assert [(each["events"], each["resumed"]) for each in found] == [([], True)] * 3


async def test_a_new_epoch_is_told_to_whoever_asks_next(timed_venue: Venue) -> None:
    hub, epoch = timed_venue.running, await epoch_of(timed_venue, "pad 801")
    start = await at_rest(timed_venue)
    hub.database.run_now(renew_epochs)
    found = await asked(timed_venue, "pad 801", start, epoch=epoch)
    assert (found["resumed"], found["why"]) == (False, "epoch")


async def test_a_client_that_goes_away_while_it_waits_leaves_nothing_behind(running: RunningHub, venue: Venue) -> None:
    start = await at_rest(venue)
    async with client_of(running) as impatient:
        for _ in range(5):
            with pytest.raises(httpx.ReadTimeout):
                await impatient.get(
                    "/api/v1/me/events",
                    params={"stream": venue.stream, "after": start, "wait": 3},
                    headers=venue["pad 801"].headers(),
                    timeout=httpx.Timeout(30, read=0.3),
                )
    async with asyncio.timeout(30):
        while (tail := running.hub.fanout.tails.get(venue.stream)) is not None and tail.watchers:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    order = await venue.order("tea")
    assert (await asked(venue, "pad 801", start))["events"][0]["data"]["order"]["id"] == order["id"]


async def test_what_others_hear_does_not_send_a_poller_to_the_database(
    running: RunningHub, venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred pads that poll must not read two hundred times for every dish that is started somewhere in the house."""
    start = await at_rest(venue)
    poll, looks = running.hub.long_poll, []
    real = poll._look

    async def look(*args: Any) -> Any:
        looks.append(args)
        return await real(*args)

    monkeypatch.setattr(poll, "_look", look)
    waiting = asyncio.create_task(asked(venue, "pad 801", start, wait=25))
    async with asyncio.timeout(30):
        while not poll.waiting:  # noqa: ASYNC110 (the poll waits on the hub's loop)
            await asyncio.sleep(0.02)
    for _ in range(20):
        feed(venue, 1, [NOBODY])
    await asyncio.sleep(0.3)
    assert len(looks) == 1
    (mine,) = feed(venue, 1, ["all"])
    assert [event["seq"] for event in (await waiting)["events"]] == [mine]
    assert len(looks) == 2


async def test_only_so_many_may_wait(running: RunningHub, venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running.hub.long_poll, "waiting", 2_000)
    answer = await ask(venue, "pad 801", await at_rest(venue), wait=5)
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert (await ask(venue, "pad 801", 0)).status_code == 200
