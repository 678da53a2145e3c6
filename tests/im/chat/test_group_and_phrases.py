"""The one group of a shop, in which everyone has a read mark of their own, and the canned phrases of who answers chats."""

from typing import Any

from hub.kit.clock import MovableClock
from hub.kit.ids import new_id
from tests.conftest import MakeVenue
from tests.im.chat.talk import ask, do, group_of, texts, told, write
from tests.venues import Venue


async def mine(venue: Venue, who: str) -> int:
    return int((await venue[who].get("/chats/group")).json()["mine"]["read"])


async def test_there_is_one_group_and_everybody_is_in_it(venue: Venue) -> None:
    people = ("manager", "cashier", "waiter", "cook", "cleaner", "pad 801", "pad 802")
    assert len({(await group_of(venue, who))["id"] for who in people}) == 1
    group = await group_of(venue)
    assert (group["kind"], group["state"], group["subject"], group["messages"]) == ("group", "open", None, 0)
    for who in people:
        await write(venue, group, who, who)
    assert await texts(venue, group, "cook") == list(people)
    assert {frozenset(event.channels) for event in told(venue)} == {frozenset({"staff", "guests"})}
    for who in ("cashier 1", "handheld 1", "kitchen", "speaker"):
        assert (await venue[who].get("/chats/group")).status_code == 403
    owner = await venue["owner"].get("/chats/group", shop_id=str(venue.shop_id))
    assert owner.json()["chat"]["id"] == group["id"]
    assert (await venue["owner"].get("/chats/group")).json()["code"] == "invalid"


async def test_everyone_has_a_mark_of_their_own(venue: Venue) -> None:
    group = await group_of(venue)
    for text in ("one", "two", "three"):
        await write(venue, group, text, "cook")
    assert [await mine(venue, who) for who in ("cook", "waiter", "pad 801")] == [3, 0, 0]
    assert (await do(venue, group, "read", "waiter", {"upto": 2}))["changed"] is True
    assert (await do(venue, group, "read", "waiter", {"upto": 1}))["changed"] is False
    assert (await do(venue, group, "read", "pad 801", {"upto": 99}))["changed"] is True
    assert [await mine(venue, who) for who in ("waiter", "pad 801", "pad 801 b", "pad 802")] == [2, 3, 3, 0]


async def test_the_group_is_nobodys_to_take_or_close(venue: Venue) -> None:
    group = await group_of(venue)
    for action, body in (("accept", None), ("transfer", {}), ("close", None)):
        assert (await do(venue, group, action, "manager", body))["status"] == 404, action
    assert (await do(venue, group, "rating", "pad 801", {"stars": 1}))["status"] == 404
    assert (await venue["manager"].get("/chats")).json()["items"] == []


async def test_the_group_next_door_is_another(venue: Venue, make_venue: MakeVenue) -> None:
    group = await group_of(venue)
    for other in (make_venue(brand_id=venue.brand_id), make_venue()):
        assert (await group_of(other))["id"] != group["id"]
        for who in ("manager", "cook", "pad 801"):
            assert (await other[who].get(f"/chats/{group['id']}")).status_code == 404
            assert (await other[who].post(f"/chats/{group['id']}/messages", {"text": "hi"})).status_code == 404


async def test_guests_read_of_the_group_what_was_written_in_their_time(timed_venue: Venue, clock: MovableClock) -> None:
    venue = timed_venue
    group = await group_of(venue)
    clock.advance(60)
    await write(venue, group, "from the old guests of 801", "pad 801")
    clock.advance(60)
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    empty = await venue["pad 801"].get("/chats/group")
    assert (empty.status_code, empty.json()["code"]) == (409, "stay_closed")
    await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/open", {"guests": 2})
    assert await texts(venue, group, "pad 801") == []
    path = f"/chats/{group['id']}"
    pad = venue["pad 801"]
    asked = await pad.get("/chats/group"), await pad.get(path), await pad.post(f"{path}/read", {"upto": 0})
    assert [(answer.status_code, answer.json()["chat"]["last"]) for answer in asked] == [(200, None)] * 3
    assert "old guests" not in "".join(answer.text for answer in asked)
    assert (await venue["pad 802"].get(path)).json()["chat"]["last"]["text"] == "from the old guests of 801"
    assert (await venue["pad 801"].get("/chats/group")).json()["chat"]["last"] is None
    assert await mine(venue, "pad 801") == 0
    clock.advance(60)
    await write(venue, group, "hello everybody", "cook")
    assert await texts(venue, group, "pad 801") == ["hello everybody"]
    assert await texts(venue, group, "pad 802") == ["from the old guests of 801", "hello everybody"]


async def test_a_new_shop_has_phrases_and_a_manager_rewrites_them(venue: Venue) -> None:
    seeded = (await venue["waiter"].get("/chat-phrases")).json()["items"]
    assert len(seeded) == 8
    assert all(set(each["names"]) == {"zh-CN", "en"} and each["shortcut"] for each in seeded)
    body: Any = {"names": {"zh-CN": "热毛巾马上到", "en": "Hot towels are coming"}, "shortcut": "towels"}
    added = await venue["manager"].post("/chat-phrases", body)
    assert (added.status_code, added.json()["phrase"]["names"]) == (201, body["names"])
    path = f"/chat-phrases/{added.json()['phrase']['id']}"
    assert (await venue["manager"].patch(path, {"shortcut": "towel"})).json()["phrase"]["shortcut"] == "towel"
    assert (await venue["manager"].patch(path, {"shortcut": "towel"})).json()["changed"] is False
    stale = await venue["manager"].patch(path, {"shortcut": "t"}, headers={"If-Match": "1"})
    assert stale.status_code == 412
    assert [each["shortcut"] for each in (await venue["cashier"].get("/chat-phrases")).json()["items"]][-1] == "towel"
    assert (await venue["manager"].delete(path)).status_code == 204
    assert (await venue["manager"].delete(path)).status_code == 404


async def test_phrases_that_cannot_be(venue: Venue, make_venue: MakeVenue) -> None:
    good: dict[str, Any] = {"names": {"en": "Hi"}, "shortcut": "hi"}
    for wrong in (
        {"names": {}},
        {"names": {"fr": "Bonjour"}},
        {"names": {"en": ""}},
        {"names": {"en": " \u0007"}},
        {"names": {"en": "x" * 501}},
        {"shortcut": "Two Words"},
        {"shortcut": ""},
        {"shortcut": "hello"},
    ):
        assert (await venue["manager"].post("/chat-phrases", good | wrong)).json()["code"] == "invalid", wrong
    made = (await venue["manager"].post("/chat-phrases", good)).json()["phrase"]
    path = f"/chat-phrases/{made['id']}"
    assert (await venue["manager"].patch(path, {"shortcut": "hello"})).json()["code"] == "invalid"
    for who in ("waiter", "cashier", "cook", "pad 801"):
        assert (await venue[who].post("/chat-phrases", good)).status_code == 403
        assert (await venue[who].patch(path, {"shortcut": "x"})).status_code == 403
        assert (await venue[who].delete(path)).status_code == 403
    assert (await venue["cook"].get("/chat-phrases")).status_code == 403
    for other in (make_venue(brand_id=venue.brand_id), make_venue()):
        assert (await other["manager"].patch(path, {"shortcut": "x"})).status_code == 404
        assert (await other["manager"].delete(path)).status_code == 404
    assert (await venue["manager"].patch(f"/chat-phrases/{new_id()}", {"shortcut": "x"})).status_code == 404
    assert (await venue["owner"].delete(path)).status_code == 204


async def test_who_takes_chats_says_so_and_how_many(venue: Venue) -> None:
    assert (await venue["waiter"].get("/me/chat-agent")).json() == {"available": False, "capacity": 4}
    assert (await venue["waiter"].put("/me/chat-agent", {"available": True})).json() == {"available": True, "capacity": 4}
    assert (await venue["waiter"].put("/me/chat-agent", {"available": True, "capacity": 7})).json()["capacity"] == 7
    assert (await venue["waiter"].put("/me/chat-agent", {"available": False})).json() == {"available": False, "capacity": 7}
    for wrong in ({"available": True, "capacity": 0}, {"available": True, "capacity": 21}, {"available": "yes"}, {"capacity": 3}):
        assert (await venue["waiter"].put("/me/chat-agent", wrong)).json()["code"] == "invalid"
    for who in ("cook", "cleaner", "pad 801", "cashier 1"):
        assert (await venue[who].put("/me/chat-agent", {"available": True})).status_code == 403
        assert (await venue[who].get("/chats/agents")).status_code == 403
    owner = await venue["owner"].put(f"/me/chat-agent?shop_id={venue.shop_id}", {"available": True})
    assert owner.json()["available"] is True
    agents = (await venue["manager"].get("/chats/agents")).json()["items"]
    assert {each["id"]: each["available"] for each in agents}[venue["owner"].id] is True


async def test_an_owner_acts_in_the_shop_of_the_chat(venue: Venue) -> None:
    chat = await ask(venue)
    assert (await do(venue, chat, "accept", "owner"))["changed"] is True
    assert (await write(venue, chat, "the boss herself", "owner"))["chat"]["agent"]["id"] == venue["owner"].id
    begun = await venue["owner"].post("/chats", {"room_id": venue.rooms["802"]})
    assert begun.json()["chat"]["subject"]["room"]["number"] == "802"
