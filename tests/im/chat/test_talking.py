"""Guests and staff write to each other: numbered, stored, told to both sides, and by whom says the token alone."""

from asyncio import gather
from typing import Any

import pytest

from hub.kit.ids import new_id
from tests.conftest import MakeVenue
from tests.im.chat.talk import Json, ask, do, held, now, set_shop, texts, told, write
from tests.venues import Venue


async def test_a_guest_asks_and_is_answered(venue: Venue) -> None:
    chat = await ask(venue)
    assert (chat["kind"], chat["state"], chat["place"], chat["nobody_here"], chat["messages"]) == ("support", "queued", 1, True, 0)
    assert chat["subject"]["room"] == {"id": venue.rooms["801"], "number": "801"}
    first = await write(venue, chat, "请加两双筷子", client_id="c-1")
    message = first["message"]
    assert (message["number"], message["kind"], message["text"], message["client_id"]) == (1, "text", "请加两双筷子", "c-1")
    assert message["by"] == {"kind": "guest", "id": chat["subject"]["stay_id"], "name": "801"}
    answered = await write(venue, chat, "好的", "waiter")
    assert (answered["chat"]["state"], answered["chat"]["agent"]["id"], answered["chat"]["place"]) == ("open", venue["waiter"].id, None)
    assert answered["message"]["by"] == {"kind": "staff", "id": venue["waiter"].id, "name": answered["chat"]["agent"]["name"]}
    assert await texts(venue, chat) == await texts(venue, chat, "pad 801") == ["请加两双筷子", "<assigned>", "好的"]
    assert answered["chat"]["last"] == answered["message"]
    assert {frozenset(event.channels) for event in told(venue)} == {frozenset({"chat", f"stay:{chat['subject']['stay_id']}"})}
    assert [event.data["message"]["number"] for event in told(venue, "chat.message_added")] == [1, 2, 3]


async def test_asking_again_answers_the_chat_that_runs(venue: Venue) -> None:
    chat = await ask(venue)
    answers = await gather(*(venue[pad].post("/chats", {}) for pad in ("pad 801", "pad 801 b") * 4))
    assert {answer.json()["chat"]["id"] for answer in answers} == {chat["id"]}
    assert not any(answer.json()["changed"] for answer in answers)
    assert (await venue["cashier"].post("/chats", {"room_id": venue.rooms["801"]})).json()["chat"]["id"] == chat["id"]
    assert (await ask(venue, "pad 802"))["place"] == 2


async def test_numbers_have_no_holes_however_many_write_at_once(venue: Venue) -> None:
    chat = await ask(venue)
    await do(venue, chat, "accept", "waiter")
    writers = ("pad 801", "pad 801 b", "waiter")
    answers = await gather(*(write(venue, chat, f"{who} {turn}", who) for turn in range(4) for who in writers))
    numbers = sorted(answer["message"]["number"] for answer in answers)
    assert numbers == list(range(2, 14))
    items = (await venue["manager"].get(f"/chats/{chat['id']}/messages", limit=200)).json()["items"]
    assert [each["number"] for each in items] == list(range(1, 14))
    assert [event.data["message"]["number"] for event in told(venue, "chat.message_added")] == list(range(1, 14))
    by_writer = {each["text"]: each["number"] for each in items[1:]}
    assert {answer["message"]["text"]: answer["message"]["number"] for answer in answers} == by_writer
    assert (await now(venue, chat))["messages"] == 13


async def test_who_writes_is_said_by_the_token_alone(venue: Venue) -> None:
    chat = await ask(venue)
    for forged in ({"by": {"kind": "staff", "id": venue["manager"].id, "name": "Boss"}}, {"sender": "manager"}, {"by_id": str(new_id())}):
        refused = await venue["pad 801"].post(f"/chats/{chat['id']}/messages", {"text": "free beer", **forged})
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert await texts(venue, chat) == []


async def test_pages_go_both_ways(venue: Venue) -> None:
    chat = await ask(venue)
    for number in range(1, 8):
        await write(venue, chat, str(number))
    path = f"/chats/{chat['id']}/messages"
    newest = (await venue["pad 801"].get(path, limit=3)).json()
    assert ([each["text"] for each in newest["items"]], newest["next"]) == (["5", "6", "7"], 5)
    older = (await venue["pad 801"].get(path, limit=4, before=5)).json()
    assert ([each["text"] for each in older["items"]], older["next"]) == (["1", "2", "3", "4"], None)
    on = (await venue["pad 801"].get(path, limit=2, after=3)).json()
    assert ([each["text"] for each in on["items"]], on["next"]) == (["4", "5"], 5)
    assert (await venue["pad 801"].get(path, after=7)).json() == {"items": [], "next": None}
    for wrong in ({"before": 3, "after": 1}, {"after": -1}, {"before": "x"}, {"limit": 0}, {"after": 2**31}):
        assert (await venue["pad 801"].get(path, **wrong)).json()["code"] == "invalid", wrong


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  hello\r\nworld\t!  ", "hello\nworld !"),
        ("a\u0007b\u202ec", "abc"),
        ("a\u200bb\u061cc\u2028d\u2060e\u00adf\ufe0fg\u3164h\U000e0041", "abcdef\ufe0fgh"),
        ("👩\u200d🍳 好", "👩\u200d🍳 好"),
        ("🏳\ufe0f\u200d🌈 \u200d❤\ufe0f \ufe0f", "🏳\ufe0f\u200d🌈 ❤\ufe0f"),
        ("می\u200cخواهم no\u200cne", "می\u200cخواهم none"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("x" * 2000, "x" * 2000),
    ],
    ids=["lines", "controls", "unseen", "emoji", "flags", "persian", "markup", "longest"],
)
async def test_a_text_is_kept_without_what_nobody_sees(venue: Venue, sent: str, kept: str) -> None:
    chat = await ask(venue)
    assert (await write(venue, chat, sent))["message"]["text"] == kept
    assert await texts(venue, chat) == [kept]


@pytest.mark.parametrize(
    "body",
    [{}, {"text": ""}, {"text": " \n\t"}, {"text": "\u0007"}, {"text": "\u200b"}, {"text": "\u061c\u3164"},
     {"text": "\u2028\u2800\u200d\ufe0f"}, {"text": "x" * 2001}, {"text": 5}, {"text": "a\u0000"}, {"client_id": "x"},
     {"text": "a", "client_id": ""}, {"text": "a", "client_id": "c" * 65}, {"picture_id": "00000000-0000-7000-8000-000000000000"}],
    ids=str,
)  # fmt: skip
async def test_what_cannot_be_written_is_refused(venue: Venue, body: Json) -> None:
    chat = await ask(venue)
    refused = await venue["pad 801"].post(f"/chats/{chat['id']}/messages", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert (await now(venue, chat))["messages"] == 0


async def test_a_text_too_long_for_an_event_is_fetched(venue: Venue) -> None:
    chat = await ask(venue)
    text = "🀄" * 2000
    await write(venue, chat, text)
    (event,) = told(venue, "chat.message_added")
    assert "message" not in event.data
    assert len(event.data["chat"]["last"]["text"]) == 160
    found = (await venue["waiter"].get(event.data["fetch"].removeprefix("/api/v1"))).json()["items"]
    assert [each["text"] for each in found] == [text]


async def test_read_marks_move_forward_only(venue: Venue) -> None:
    chat = await ask(venue)
    for text in ("one", "two", "three"):
        await write(venue, chat, text)
    await do(venue, chat, "accept", "waiter")
    assert (await now(venue, chat))["read"] == {"guest": 4, "staff": 0}

    async def read(who: str, upto: Any) -> tuple[bool, Json]:
        answer = await do(venue, chat, "read", who, {"upto": upto})
        return answer["changed"], answer["chat"]["read"]

    assert await read("waiter", 2) == (True, {"guest": 4, "staff": 2})
    assert await read("manager", 1) == (False, {"guest": 4, "staff": 2})
    assert await read("waiter", 99) == (True, {"guest": 4, "staff": 4})
    assert told(venue, "chat.changed")[-1].data["chat"]["read"] == {"guest": 4, "staff": 4}
    await write(venue, chat, "four", "waiter")
    assert await read("pad 801 b", 5) == (True, {"guest": 5, "staff": 5})
    for wrong in (-1, "x", None, 2**31):
        assert (await do(venue, chat, "read", "waiter", {"upto": wrong}))["code"] == "invalid"


async def test_what_the_house_says_makes_nothing_unread(venue: Venue) -> None:
    chat = await ask(venue)
    await write(venue, chat, "hello")
    await do(venue, chat, "read", "waiter", {"upto": 1})
    await do(venue, chat, "accept", "waiter")
    await do(venue, chat, "close", "waiter")
    after = await now(venue, chat)
    assert (after["messages"], after["read"]) == (3, {"guest": 3, "staff": 3})


async def test_typing_is_told_once_in_three_seconds(timed_venue: Venue, clock: Any) -> None:
    venue = timed_venue
    chat = await ask(venue)
    for _ in range(5):
        assert (await venue["pad 801"].post(f"/chats/{chat['id']}/typing", {})).status_code == 204
    assert (await venue["waiter"].post(f"/chats/{chat['id']}/typing")).status_code == 204
    assert [event.data["by"]["kind"] for event in told(venue, "chat.typing")] == ["guest", "staff"]
    clock.advance(3.1)
    await venue["pad 801"].post(f"/chats/{chat['id']}/typing", {})
    typing = told(venue, "chat.typing")
    assert len(typing) == 3
    assert typing[-1].channels == {"chat", f"stay:{chat['subject']['stay_id']}"}
    assert await texts(venue, chat) == []


async def test_the_same_key_again_writes_nothing_twice(venue: Venue) -> None:
    chat = await ask(venue)
    path, body = f"/chats/{chat['id']}/messages", {"text": "once", "client_id": "c-7"}
    first, again = [await venue["pad 801"].post(path, body, key="outbox-0000-0007") for _ in range(2)]
    assert (first.json(), again.headers["Idempotency-Replayed"]) == (again.json(), "true")
    assert await texts(venue, chat) == ["once"]


async def test_the_name_of_a_message_stands_once_in_a_chat(venue: Venue) -> None:
    """An outbox that lost an answer and its key has still the name under which it wrote."""
    chat = await ask(venue)
    first = await write(venue, chat, "once", client_id="c-7")
    again = await write(venue, chat, "once more", client_id="c-7")
    assert again["message"] == first["message"]
    answers = await gather(*(write(venue, chat, "at once", pad, client_id="c-8") for pad in ("pad 801", "pad 801 b") * 2))
    assert len({answer["message"]["id"] for answer in answers}) == 1
    assert (await write(venue, chat, "mine", "waiter", client_id="c-7"))["message"]["text"] == "mine"
    answers = await gather(*(write(venue, chat, "also mine", "waiter", client_id="c-9") for _ in range(4)))
    assert len({answer["message"]["id"] for answer in answers}) == 1
    assert await texts(venue, chat) == ["once", "at once", "<assigned>", "mine", "also mine"]
    assert (await now(venue, chat))["messages"] == 5


async def test_only_who_answers_chats_sees_those_of_the_house(venue: Venue) -> None:
    chat = await ask(venue)
    for who in ("cook", "cleaner"):
        assert (await venue[who].get("/chats")).status_code == 403
        assert (await venue[who].get(f"/chats/{chat['id']}")).status_code == 404
        assert (await venue[who].post(f"/chats/{chat['id']}/messages", {"text": "hi"})).status_code == 404
        assert (await do(venue, chat, "accept", who))["status"] == 403
        assert (await venue[who].post("/chats", {"room_id": venue.rooms["801"]})).status_code == 403
    for who in ("cashier 1", "handheld 1", "kitchen", "speaker", "call"):
        assert (await venue[who].get("/chats")).status_code == 403
        assert (await venue[who].post(f"/chats/{chat['id']}/messages", {"text": "hi"})).status_code == 403
    nobody = await venue.http.get(f"/api/v1/chats/{chat['id']}")
    assert nobody.status_code == 401
    for who in ("owner", "manager", "cashier", "waiter"):
        params = {"shop_id": str(venue.shop_id)} if who == "owner" else {}
        assert [each["id"] for each in (await venue[who].get("/chats", **params)).json()["items"]] == [chat["id"]]


async def test_another_room_another_shop_and_another_brand_have_no_such_chat(venue: Venue, make_venue: MakeVenue) -> None:
    chat = await ask(venue)
    await write(venue, chat, "ours alone")
    await do(venue, chat, "close", "waiter")
    strangers = [(venue, "pad 802"), (venue, "pad 803")]
    for other in (make_venue(brand_id=venue.brand_id), make_venue()):
        strangers += [(other, who) for who in ("pad 801", "waiter", "manager", "cashier")]
    strangers.append((make_venue(), "owner"))
    asked: list[tuple[str, str, Any]] = [
        ("GET", "", None),
        ("GET", "/messages", None),
        ("POST", "/messages", {"text": "hello"}),
        ("POST", "/read", {"upto": 1}),
        ("POST", "/typing", {}),
        ("POST", "/close", None),
    ]
    for house, who in strangers:
        guest = who.startswith("pad")
        acts = [*asked, ("POST", "/rating", {"stars": 1})] if guest else [*asked, ("POST", "/accept", None), ("POST", "/transfer", {})]
        for method, path, body in acts:
            url = f"/chats/{chat['id']}{path}"
            answer = await house[who].get(url) if method == "GET" else await house[who].post(url, body)
            assert answer.status_code == 404, (who, method, path)
        if guest:
            assert (await house[who].get("/chats")).json()["items"] == []
            assert await held(house, who) == []
    assert (await now(venue, chat))["messages"] == 2


async def test_a_chat_that_waits_is_taken_by_who_answers_it(venue: Venue) -> None:
    chat, other = await ask(venue), await ask(venue, "pad 802")
    await write(venue, chat, "I come", "manager")
    after = await now(venue, chat)
    assert (after["state"], after["agent"]["id"]) == ("open", venue["manager"].id)
    assert (await now(venue, other))["place"] == 1


async def test_who_has_not_taken_a_chat_writes_nothing_into_it(venue: Venue) -> None:
    """The same for one that is open as for one that is offered to somebody: take it over first."""
    chat = await ask(venue)
    await do(venue, chat, "accept", "waiter")
    for text in ("I help", "and I too"):
        refused = await venue["cashier"].post(f"/chats/{chat['id']}/messages", {"text": text})
        accepted = await do(venue, chat, "accept", "cashier")
        assert (refused.status_code, refused.json()["code"], refused.json()["by"]) == (409, "chat_taken", accepted["by"])
        await write(venue, chat, "one moment", "waiter")
    assert await texts(venue, chat) == ["<assigned>", "one moment", "one moment"]
    await do(venue, chat, "transfer", "cashier", {"staff_id": venue["cashier"].id})
    assert (await write(venue, chat, "here I am", "cashier"))["chat"]["agent"]["id"] == venue["cashier"].id
    late = await venue["waiter"].post(f"/chats/{chat['id']}/messages", {"text": "still me"})
    assert (late.status_code, late.json()["code"]) == (409, "chat_taken")


async def test_the_boards_of_guests_and_of_those_who_answer_hold_it(venue: Venue) -> None:
    chat = await ask(venue)
    for who in ("pad 801", "pad 801 b", "manager", "cashier", "waiter"):
        assert await held(venue, who) == [chat], who
    assert await held(venue, "pad 802") == []
    assert await held(venue, "cashier 1") == await held(venue, "handheld 1") == []
    for who in ("cook", "cleaner", "kitchen"):
        assert "chats" not in (await venue[who].get("/me/board")).json()["board"], who


async def test_staff_write_first(venue: Venue) -> None:
    begun = await venue["cashier"].post("/chats", {"room_id": venue.rooms["802"]})
    chat = begun.json()["chat"]
    assert (begun.json()["changed"], chat["state"], chat["agent"]["id"]) == (True, "open", venue["cashier"].id)
    await write(venue, chat, "您的车到了", "cashier")
    assert await texts(venue, chat, "pad 802") == ["您的车到了"]
    assert [each["id"] for each in await held(venue, "pad 802")] == [chat["id"]]
    empty = await venue["cashier"].post("/chats", {"room_id": venue.rooms["803"]})
    assert (empty.status_code, empty.json()["code"]) == (409, "stay_closed")
    assert (await venue["cashier"].post("/chats", {"room_id": str(new_id())})).status_code == 404
    assert (await venue["cashier"].post("/chats", {})).json()["code"] == "invalid"


async def test_nobody_asks_from_an_empty_room(venue: Venue) -> None:
    refused = await venue["pad 803"].post("/chats", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "stay_closed")
    assert (await venue["pad 803"].get("/chats")).json() == {"items": [], "next": None}
    await venue["manager"].post(f"/devices/{venue['pad 802'].id}/bind", {"room_id": None})
    assert (await venue["pad 802"].post("/chats", {})).json()["code"] == "stay_closed"


async def test_lists_say_what_was_asked_for(venue: Venue) -> None:
    one, two = await ask(venue), await ask(venue, "pad 802")
    await do(venue, one, "accept", "waiter")

    async def found(who: str = "manager", **asked: Any) -> list[str]:
        return [each["id"] for each in (await venue[who].get("/chats", **asked)).json()["items"]]

    assert await found() == [two["id"], one["id"]]
    assert await found(state="queued") == [two["id"]]
    assert await found("waiter", mine="true") == [one["id"]]
    assert await found(mine="true") == []
    assert await found(room_id=venue.rooms["801"]) == [one["id"]]
    assert await found(stay_id=two["subject"]["stay_id"]) == [two["id"]]
    page = (await venue["manager"].get("/chats", limit=1)).json()
    assert await found(limit=1, cursor=page["next"]) == [one["id"]]
    assert (await venue["manager"].get("/chats", state="asleep")).json()["code"] == "invalid"
    assert await found("pad 801", stay_id=two["subject"]["stay_id"], room_id=venue.rooms["802"]) == [one["id"]]


async def test_the_time_to_answer_is_a_number_of_seconds(venue: Venue) -> None:
    await set_shop(venue, chat_answer_seconds=10, group_with_guests=False)
    for wrong in ({"chat_answer_seconds": 9}, {"chat_answer_seconds": "60"}, {"group_with_guests": 1}):
        assert (await venue["manager"].patch(f"/shops/{venue.shop_id}", {"settings": wrong})).json()["code"] == "invalid"


async def test_what_the_last_guests_wrote_never_comes_from_the_next(venue: Venue) -> None:
    """A pad that was offline meanwhile sends it late."""
    chat, group = await ask(venue), (await venue["pad 801"].get("/chats/group")).json()["chat"]
    theirs = {"stay_id": chat["subject"]["stay_id"]}
    assert (await venue["pad 801"].post("/chats", theirs)).json()["changed"] is False
    assert (await write(venue, chat, "in time", **theirs))["message"]["text"] == "in time"
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/open", {"guests": 2})
    for path, body in (("/chats", theirs), (f"/chats/{group['id']}/messages", {"text": "late", **theirs})):
        late = await venue["pad 801"].post(path, body)
        assert (late.status_code, late.json()["code"]) == (409, "stay_closed"), path
    assert (await venue["pad 801"].post(f"/chats/{chat['id']}/messages", {"text": "late", **theirs})).status_code == 404
    assert (await venue["pad 801"].get("/chats")).json()["items"] == []
    assert await texts(venue, group) == []
