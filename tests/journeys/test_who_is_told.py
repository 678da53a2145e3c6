"""Who is told what: every row of the house's table over the sockets of everybody, the shop next door included.

The table here is the written rule, not the hub's: channels as columns, and what a call screen shows of the order afterwards.
"""

import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from hub.im.devices import add_device
from hub.kit.clock import MovableClock
from hub.orders.rounds import note_missed_rounds
from tests.conftest import MakeVenue, client_of
from tests.journeys.event_shapes import check_frame
from tests.journeys.watching import EVERYBODY, HEARS, House, Told, watched, who_hear
from tests.running import RunningHub
from tests.venues import Venue

KITCHEN, BAR, COLD = "kitchen:hot", "kitchen:bar", "kitchen:cold"
OTHERS = (
    *("kds.round_seen", "kds.round_missed", "im.device_changed", "im.message_sent"),
    *("print.job_changed", "im.alarm_raised", "im.alarm_cleared"),
)
"""What may come in between, by the clock or because somebody connects; each has a test of its own."""

MESSAGES = (*OTHERS, "im.message_sent")
"""What is said of a call besides has rules of its own."""

Row = tuple[str, set[str]]


@pytest.fixture
async def house(venue: Venue, make_venue: MakeVenue) -> AsyncIterator[House]:
    async with watched(venue, make_venue(brand_id=venue.brand_id)) as house:
        yield house


async def expect(house: House, *rows: Row, cause: str | None = None, but: tuple[str, ...] = OTHERS) -> list[Told]:
    """Exactly these events, each to exactly these channels, once to each who belongs to them, and shaped as the protocol says."""
    told = await house.told(*but)
    assert sorted(each.type for each in told) == sorted(kind for kind, _ in rows)
    due = {(kind, frozenset(house.channel(name) for name in channels)) for kind, channels in rows}
    assert {(each.type, frozenset(each.frame["channels"])) for each in told} == due
    names = {house.channel(name): name for name in HEARS}
    for each in told:
        assert each.frame["stream"] == house.venue.stream
        audience = EVERYBODY if each.frame["channels"] == ["all"] else who_hear(names[channel] for channel in each.frame["channels"])
        assert each.who == dict.fromkeys(audience, 1), each.type
        check_frame(each.frame, cause)
        assert len(each.text) < 9_000
    return told


ROOM_LESS_HANDHELD = {"cashier", "office"}
WITH_HANDHELD = {"cashier", "handheld", "office"}
STATIONS = {KITCHEN, BAR}

# The columns of the rule for an order of dumplings (hot) and tea (bar): action, from which state, the handheld too, what the
# number becomes ("" : the call screen is not told, "gone": it is taken off).
ACTIONS: list[tuple[str, str, bool, str]] = [
    ("start", "placed", False, ""),
    ("finish", "preparing", True, ""),
    ("call", "ready", True, "called"),
    ("serve", "ready", True, ""),
    ("serve", "called", True, "preparing"),
    ("cancel", "placed", False, ""),
    ("undo", "preparing", True, ""),
    ("recall", "ready", True, ""),
    ("recall", "called", True, "preparing"),
    ("recall", "served", True, ""),
    ("void", "preparing", True, ""),
    ("void", "called", True, "preparing"),
    ("confirm", "voided", True, ""),
    ("rush", "placed", True, ""),
    ("claim", "ready", True, ""),
]

GUESTS = ["pad", "cashier for the room", "handheld for the room", "wristband in a room", "wristband in no room"]


async def place(venue: Venue, guest: str, *dishes: str) -> dict[str, Any]:
    who, where = {
        "pad": ("pad 801", {}),
        "cashier for the room": ("cashier 1", {"room_id": venue.rooms["801"]}),
        "handheld for the room": ("handheld 1", {"room_id": venue.rooms["801"]}),
        "wristband in a room": ("cashier 1", {"wristband": venue.wristbands[1]}),
        "wristband in no room": ("handheld 1", {"wristband": venue.wristbands[0]}),
    }[guest]
    return await venue.order(*dishes, who=who, **where)


def with_room(channels: set[str], guest: str) -> set[str]:
    """The room's own pads see the orders of its own stay, whoever placed them; a wristband's order shows on no pad."""
    return channels if guest.startswith("wristband") else channels | {"801"}


@pytest.mark.parametrize("guest", GUESTS)
async def test_an_order_and_every_move_of_a_line(house: House, guest: str) -> None:
    venue = house.venue
    for action, state, handheld, number in ACTIONS:
        order = await place(venue, guest, "dumplings", "tea")
        placed = with_room(STATIONS | ROOM_LESS_HANDHELD, guest)
        await expect(house, ("orders.order_placed", placed), ("kds.number_changed", {"call"}))
        line = await venue.bring(order["lines"][0], state)
        await house.told()
        key = f"{action}-of-a-line-that-is-{state}"
        answer = await venue.act(line, action, "manager", {"reason": "x"} if action == "void" else None, key=key)
        assert answer.json()["changed"] is True, answer.text
        columns = with_room(STATIONS | (WITH_HANDHELD if handheld else ROOM_LESS_HANDHELD), guest)
        rows: list[Row] = [("kds.line_moved", columns), *([("kds.number_changed", {"call"})] if number else [])]
        told = await expect(house, *rows, cause=key)
        moved = next(each for each in told if each.type == "kds.line_moved")
        assert (moved.data["action"], moved.data["line"]) == (action, answer.json()["line"])
        assert [each.data["number"]["state"] for each in told if "number" in each.data] == ([number] if number else [])
        await clear(venue, order)
        await house.told()


async def test_a_second_call_is_told_like_the_first(timed: RunningHub, clock: MovableClock) -> None:
    async with client_of(timed) as http:
        first = Venue(timed, http)
        async with watched(first, Venue(timed, http, brand_id=first.brand_id)) as house:
            line = await house.venue.bring((await house.venue.order("dumplings", "tea"))["lines"][0], "called")
            await house.told()
            await house.venue.act(line, "call", "cook", key="two-cooks-at-once")
            assert await house.told(*OTHERS) == []
            clock.advance(4)
            await house.venue.act(line, "call", "cook", key="still-nobody-came")
            columns = STATIONS | WITH_HANDHELD | {"801"}
            told = await expect(house, ("kds.line_moved", columns), ("kds.number_changed", {"call"}), cause="still-nobody-came")
            assert {each.data["line"]["call_count"] for each in told if "line" in each.data} == {2}


async def clear(venue: Venue, order: dict[str, Any]) -> None:
    """The guests go, so that the next row begins with a new order."""
    if order["wristband"]:
        await venue["cashier 1"].post(f"/wristbands/{order['wristband']}/hand-in")
        place = {"room_id": venue.rooms["801"]} if order["room"] else {}
        answer = await venue["cashier 1"].post(f"/wristbands/{order['wristband']}/hand-out", {"guests": 1, **place})
    else:
        await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
        answer = await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/open", {"guests": 2})
    assert answer.status_code == 200, answer.text


async def test_placing_tells_the_stations_of_the_order_the_cashier_and_the_room(house: House) -> None:
    venue = house.venue
    await venue["pad 801"].post("/orders", {"lines": venue.lines("dumplings", "tea")}, key="the-first-round")
    told = await expect(
        house,
        ("orders.order_placed", {KITCHEN, BAR, "cashier", "801", "office"}),
        ("kds.number_changed", {"call"}),
        cause="the-first-round",
    )
    placed = next(each for each in told if each.type == "orders.order_placed")
    assert [line["name"] for line in placed.data["lines"]] == ["dumplings", "tea"]
    assert placed.data["round"]["round"] == 1
    # A further round names its own lines only; every station of the order is told, for the head changes on all of them.
    await venue["pad 801 b"].post("/orders", {"lines": venue.lines("salad")}, key="the-second-round")
    (second,) = await expect(house, ("orders.order_placed", {KITCHEN, BAR, COLD, "cashier", "801", "office"}), cause="the-second-round")
    assert [line["name"] for line in second.data["lines"]] == ["salad"]
    assert second.data["round"]["round"] == 2


async def test_only_the_call_screen_hears_of_a_number_and_only_when_it_changes(house: House) -> None:
    venue = house.venue
    one, other = (await venue.order("dumplings", "tea"))["lines"]
    steps: list[tuple[dict[str, Any], str, str | None]] = [
        (one, "start", None),
        (one, "finish", None),
        (other, "start", None),
        (other, "finish", "ready"),
        (one, "call", "called"),
        (other, "serve", None),
        (one, "serve", "gone"),
    ]
    await house.told()
    for line, action, number in steps:
        await venue.act(line, action)
        told = [each for each in await house.told() if each.type == "kds.number_changed"]
        assert [each.frame["channels"] for each in told] == ([["call"]] if number else [])
        if number:
            assert set(told[0].who) == HEARS["call"]
            check_frame(told[0].frame, told[0].frame["cause"])
            if number == "gone":
                assert told[0].data == {"removed": {"number": [one["order_id"]]}}
            else:
                assert told[0].data["number"]["state"] == number


async def test_a_refusal_and_a_repeat_tell_nobody(house: House) -> None:
    venue = house.venue
    line = await venue.bring((await venue.order("dumplings"))["lines"][0], "preparing")
    await house.told()
    for action, status in (("start", 200), ("serve", 409), ("cancel", 409)):
        assert (await venue.act(line, action, "manager")).status_code == status
    for _ in range(3):
        await venue.act(line, "finish", "manager", key="the-same-key-again")
    assert len(await house.told(*OTHERS)) == 1 + 1  # finished once; the number of the only line is ready
    answer = await venue["pad 801"].post("/orders", {"lines": [{"sku_id": venue.rooms["801"], "quantity": 1}]})
    assert answer.status_code == 422
    assert await house.told(*OTHERS) == []


async def test_cancelling_a_placed_line_is_one_refresh_for_each(house: House) -> None:
    venue = house.venue
    order = await venue.order("dumplings", "tea")
    await house.told()
    await venue.act(order["lines"][0], "cancel", "pad 801", key="changed-my-mind")
    columns = {KITCHEN, BAR, "cashier", "801", "office"}
    await expect(house, ("kds.line_moved", columns), cause="changed-my-mind")
    await venue["cashier 1"].post(f"/orders/{order['id']}/cancel", key="and-the-rest")
    await expect(house, ("kds.line_moved", columns), ("kds.number_changed", {"call"}), cause="and-the-rest")


async def test_several_lines_at_once_are_one_event_each(house: House) -> None:
    venue = house.venue
    lines = (await venue.order("dumplings", "salad", "tea"))["lines"]
    await house.told()
    body = {"action": "start", "line_ids": [line["id"] for line in lines]}
    await venue["kitchen"].post("/kds/lines/transitions", body, key="the-whole-card")
    told = await expect(house, *[("kds.line_moved", {KITCHEN, COLD, BAR, "cashier", "801", "office"})] * 3, cause="the-whole-card")
    assert [each.data["line"]["id"] for each in told] == [line["id"] for line in lines]
    assert len({each.data["order"]["version"] for each in told}) == 1


async def test_cleaning_a_room_is_one_refresh_and_none_per_line(house: House) -> None:
    """With lines placed, preparing, ready and served; afterwards each action is refused and told to nobody."""
    venue = house.venue
    order = await venue.order("dumplings", "salad", "tea", "noodles")
    lines = order["lines"]
    for line, state in zip(lines, ("placed", "preparing", "ready", "served"), strict=True):
        await venue.bring(line, state)
    await house.told()
    cleaned = (await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean", key="room-801-is-clean")).json()
    told = await expect(
        house,
        ("orders.order_closed", {KITCHEN, COLD, BAR, "cashier", "handheld", "801", "office"}),
        ("kds.number_changed", {"call"}),
        ("venue.room_changed", {"cashier", "handheld", "801", "office"}),
        ("venue.room_changed", {"cashier", "handheld", "office"}),
        cause="room-801-is-clean",
    )
    by_type = {each.type: each.data for each in reversed(told)}
    (taken_off,) = [each for each in told if each.type == "venue.room_changed" and house.channel("801") not in each.frame["channels"]]
    assert taken_off.data["stay"]["wristbands"] == [venue.wristbands[1]]  # a guest's tag that stood in the room goes on without one
    assert taken_off.data["stay"]["room"] is None
    assert by_type["orders.order_closed"]["order"]["state"] == "completed"
    assert (
        by_type["orders.order_closed"]["unfinished"] == [line["id"] for line in lines[:3]] == [line["id"] for line in cleaned["unfinished"]]
    )
    assert by_type["kds.number_changed"] == {"removed": {"number": [order["id"]]}}
    assert by_type["venue.room_changed"]["stay"]["closed_at"] is not None
    for line in lines:
        for action in ("start", "finish", "call", "serve", "cancel"):
            answer = await venue.act(line, action)
            assert (answer.status_code, answer.json()["code"]) == (409, "order_closed")
    assert (await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")).json()["changed"] is False
    assert await house.told(*OTHERS) == []


async def test_handing_in_a_wristband_tells_no_pad(house: House) -> None:
    venue = house.venue
    await place(venue, "wristband in a room", "dumplings")
    await house.told()
    await venue["cashier 1"].post(f"/wristbands/{venue.wristbands[1]}/hand-in", key="the-tag-comes-back")
    await expect(
        house,
        ("orders.order_closed", {KITCHEN, "cashier", "handheld", "office"}),
        ("kds.number_changed", {"call"}),
        ("venue.room_changed", {"cashier", "handheld", "office"}),
        cause="the-tag-comes-back",
    )
    body = {"guests": 1, "room_id": venue.rooms["801"]}
    await venue["cashier 1"].post(f"/wristbands/{venue.wristbands[1]}/hand-out", body, key="and-goes-out-again")
    (told,) = await expect(house, ("venue.room_changed", {"cashier", "handheld", "office"}), cause="and-goes-out-again")
    assert told.data["stay"]["wristbands"] == [venue.wristbands[1]]


async def test_a_guest_who_moves_is_told_to_both_rooms_and_the_order_to_the_new_one(house: House) -> None:
    venue = house.venue
    await venue.order("dumplings", who="pad 802")
    await house.told()
    await venue["cashier 1"].post(f"/rooms/{venue.rooms['802']}/move", {"to": venue.rooms["803"]}, key="a-better-view")
    told = await expect(
        house,
        ("venue.room_changed", {"cashier", "handheld", "802", "office"}),
        ("venue.room_changed", {"cashier", "handheld", "803", "office"}),
        ("orders.order_changed", {KITCHEN, "cashier", "handheld", "803", "office"}),
        cause="a-better-view",
    )
    changed = next(each for each in told if each.type == "orders.order_changed")
    assert changed.data["order"]["room"]["number"] == "803"
    assert [line["room"]["number"] for line in changed.data["lines"]] == ["803"]
    assert {each.data["stay"]["room"]["number"] for each in told if each.type == "venue.room_changed"} == {"803"}
    await venue.order("tea", who="pad 803")
    await expect(house, ("orders.order_placed", {KITCHEN, BAR, "cashier", "803", "office"}), cause=None)


async def test_rooms_that_open_and_check_out_are_told_to_the_desk_the_waiters_and_the_room(house: House) -> None:
    venue, columns = house.venue, {"cashier", "handheld", "803", "office"}
    for act, key in (("open", "room-803-open"), ("checkout", "room-803-leave"), ("clean", "room-803-clean")):
        await venue["cashier 1"].post(f"/rooms/{venue.rooms['803']}/{act}", key=key)
        (told,) = await expect(house, ("venue.room_changed", columns), cause=key)
        assert told.data["stay"]["room"] is None or told.data["stay"]["room"]["number"] == "803"
    assert told.data["room"]["state"] == "free"


async def test_a_therapist_is_told_to_the_desk_only(house: House) -> None:
    venue = house.venue
    body = {"staff_id": venue["cleaner"].id, "room_id": venue.rooms["801"], "minutes": 60}
    answer = await venue["cashier 1"].post("/therapist-sessions", body, key="therapist-on-it")
    ident = answer.json()["session"]["id"]
    await expect(house, ("venue.session_changed", {"cashier", "office"}), cause="therapist-on-it")
    await venue["cashier 1"].post(f"/therapist-sessions/{ident}/extend", {"minutes": 30}, key="a-little-longer")
    await expect(house, ("venue.session_changed", {"cashier", "office"}), cause="a-little-longer")
    await venue["cashier 1"].post(f"/therapist-sessions/{ident}/finish", key="therapist-off")
    (told,) = await expect(house, ("venue.session_changed", {"cashier", "office"}), cause="therapist-off")
    assert told.data["session"]["state"] == "off"


async def test_a_guests_call_is_told_to_those_who_can_go_and_to_the_room(house: House) -> None:
    venue = house.venue
    audience = {"cashier", "handheld", "801", "office"}
    call = (await venue["pad 801"].post("/me/calls", {"service": "water"}, key="some-water-please")).json()["pad_call"]
    (made,) = await expect(house, ("im.pad_call_changed", audience), cause="some-water-please", but=MESSAGES)
    assert made.data["pad_call"] == call
    for who, action in (("handheld 2", "accept"), ("cashier 1", "take-over"), ("cashier 1", "hand-back"), ("cashier 1", "finish")):
        answer = await venue[who].post(f"/pad-calls/{call['id']}/{action}", key=f"{action}-of-the-call")
        (changed,) = await expect(house, ("im.pad_call_changed", audience), cause=f"{action}-of-the-call", but=MESSAGES)
        assert changed.data["pad_call"] == answer.json()["pad_call"]
    await venue["pad 801"].post("/me/calls", {"service": "clean"}, key="and-a-towel-too")
    await house.told()
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean", key="the-guests-are-gone")
    ended = [each for each in await house.told(*MESSAGES) if each.type == "im.pad_call_changed"]
    assert [(set(each.who), each.data["pad_call"]["state"]) for each in ended] == [(who_hear(audience), "finished")]


async def test_the_door_and_the_menu_are_told_to_everybody(house: House) -> None:
    venue = house.venue
    await venue["manager"].post(f"/shops/{venue.shop_id}/state", {"state": "paused"}, key="a-short-break")
    await expect(house, ("venue.shop_changed", {"all"}), cause="a-short-break")
    await venue["manager"].post(f"/shops/{venue.shop_id}/state", {"state": "open"}, key="and-on-again")
    await expect(house, ("venue.shop_changed", {"all"}), cause="and-on-again")
    sku = venue.skus["salad"]
    await venue["kitchen"].put(f"/sold-out/{sku}", {"mode": "today"}, key="no-more-salad")
    (told,) = await expect(house, ("store.sold_out_changed", {"all"}), cause="no-more-salad")
    assert told.data["sold_out"]["id"] == sku
    await venue["kitchen"].delete(f"/sold-out/{sku}", key="salad-is-back")
    (told,) = await expect(house, ("store.sold_out_changed", {"all"}), cause="salad-is-back")
    assert told.data == {"removed": {"sold_out": [sku]}}


async def test_an_edited_menu_is_told_to_everybody(house: House) -> None:
    before = (await house.venue["pad 801"].get("/menu")).json()["version"]
    body = {"names": {"zh-CN": "酒水", "en": "Drinks"}}
    await house.venue["manager"].post("/menu/categories", body, key="something-to-drink")
    (told,) = await expect(house, ("store.menu_changed", {"all"}), cause="something-to-drink")
    assert told.data["shop"]["menu_version"] == before + 1


async def test_a_device_hears_of_its_own_move_alone_and_the_office_sees_where_it_is(house: House) -> None:
    venue = house.venue
    pad, moving = venue["pad 803"], house.sockets.pop("pad 803")
    await venue["manager"].post(f"/devices/{pad.id}/bind", {"room_id": venue.rooms["804"]}, key="the-pad-moves")
    own: list[dict[str, Any]] = []
    while not own or own[-1]["t"] != "bye":
        own.append(json.loads(await moving.recv()))
    moved = own[-2]
    assert (moved["type"], moved["channels"]) == ("im.device_moved", [f"device:{pad.id}"])
    assert moved["data"]["channels"] == sorted(["all", f"device:{pad.id}", f"room:{venue.rooms['804']}"])
    check_frame(moved, "the-pad-moves")
    told = await house.told("kds.round_missed")
    assert all(each.type == "im.device_changed" and set(each.who) == HEARS["office"] for each in told)
    (changed,) = [each for each in told if each.frame.get("cause") == "the-pad-moves"]
    assert changed.data["device"]["room"]["number"] == "804"
    check_frame(changed.frame, "the-pad-moves")


async def test_devices_that_come_go_and_are_revoked_are_the_offices_business(house: House) -> None:
    venue = house.venue

    def add(tx: Any) -> UUID:
        return add_device(tx, brand_id=venue.brand_id, shop_id=venue.shop_id, kind="handheld", name="handheld 3").id

    ident = venue.running.database.run_now(add)
    (told,) = await expect(house, ("im.device_changed", {"office"}), but=())
    assert told.data["device"]["id"] == str(ident)
    await venue["manager"].post(f"/devices/{ident}/revoke", key="and-out-again")
    (told,) = [each for each in await house.told() if each.type == "im.device_changed"]
    assert set(told.who) == HEARS["office"]
    assert told.data == {"removed": {"device": [str(ident)]}}
    check_frame(told.frame, "and-out-again")


async def test_a_round_the_kitchen_has_seen_is_told_to_the_guest_and_the_desk(house: House) -> None:
    venue = house.venue
    order = await venue.order("dumplings")
    placed = next(each for each in await house.told() if each.type == "orders.order_placed")
    for name in ("kitchen hot", "kitchen", "kitchen hot"):
        await house.sockets[name].send(json.dumps({"t": "ack", "stream": venue.stream, "seq": placed.frame["seq"]}))
    seen: list[Told] = []
    for _ in range(50):
        seen += [each for each in await house.told() if each.type == "kds.round_seen"]
        if seen:
            break
    assert [(set(each.who), set(each.frame["channels"])) for each in seen] == [
        (who_hear({"cashier", "801", "office"}), {"cashier", "office", house.channel("801")})
    ]
    assert seen[0].data["round"]["order_id"] == order["id"]
    check_frame(seen[0].frame, None)
    await house.quiet()


@pytest.mark.parametrize("guest", ["pad", "wristband in a room"])
async def test_a_round_nobody_has_seen_is_told_to_the_guest_and_the_desk(house: House, guest: str) -> None:
    venue = house.venue
    order = await place(venue, guest, "dumplings")
    await house.told("kds.round_missed")
    venue.running.database.run_now(lambda tx: note_missed_rounds(tx, tx.now))
    missed = [each for each in await house.told() if each.type == "kds.round_missed"]
    columns = with_room({"cashier", "office"}, guest)
    assert [(set(each.who), each.data["round"]["order_id"]) for each in missed] == [(who_hear(columns), order["id"])]
    check_frame(missed[0].frame, None)


async def test_an_order_of_fifty_lines_goes_out_in_pieces_that_fit(house: House) -> None:
    """Long notes in Chinese, twelve lines at most in each event, none above 8 KiB, each line once and in order."""
    venue = house.venue
    dishes = ("dumplings", "tea", "salad", "noodles", "beer")
    note = "不要辣多放葱" * 33
    lines = [{"sku_id": venue.skus[dishes[n % 5]], "quantity": n + 1, "note": note[: 40 * (n % 6)]} for n in range(50)]
    answer = await venue["pad 801"].post("/orders", {"lines": lines}, key="fifty-lines-at-once")
    assert answer.status_code == 201
    told = [each for each in await house.told(*OTHERS) if each.type == "orders.order_placed"]
    assert len(told) >= 5
    assert [line for each in told for line in each.data["lines"]] == answer.json()["order"]["lines"]
    audience = who_hear({KITCHEN, BAR, COLD, "cashier", "801", "office"})
    for each in told:
        assert each.who == dict.fromkeys(audience, 1)
        assert len(each.data["lines"]) <= 12
        assert len(data_of(each)) <= 8 * 1024
        assert each.data["order"] == {key: value for key, value in answer.json()["order"].items() if key != "lines"}
        assert each.data["round"] == told[0].data["round"]
        check_frame(each.frame, "fifty-lines-at-once")


def data_of(each: Told) -> bytes:
    """The bytes of `data` as they went over the wire; it stands last in the frame."""
    return each.text[each.text.index(b',"data":') + 8 : -1]


async def test_a_wristbands_order_that_waits_shows_in_no_kitchen_until_it_is_confirmed(make_venue: MakeVenue) -> None:
    venue = make_venue(settings={"wristband_needs_confirm": True})
    async with watched(venue, make_venue(brand_id=venue.brand_id)) as house:
        order = await place(venue, "wristband in a room", "dumplings", "tea")
        await expect(house, ("orders.order_placed", {"cashier", "office"}), ("kds.number_changed", {"call"}))
        await venue["cashier 2"].post(f"/orders/{order['id']}/confirm", key="yes-it-is-theirs")
        (told,) = await expect(house, ("orders.order_changed", {KITCHEN, BAR, "cashier", "office"}), cause="yes-it-is-theirs")
        assert told.data["order"]["confirmed"] is True
        assert [line["name"] for line in told.data["lines"]] == ["dumplings", "tea"]


async def test_what_happens_next_door_stays_there(house: House) -> None:
    other = house.next_door
    await other.bring((await other.order("dumplings", "tea"))["lines"][0], "called")
    await other["cleaner"].post(f"/rooms/{other.rooms['801']}/clean")
    told = await house.told()
    assert {each.frame["stream"] for each in told} == {other.stream}
    assert len(told) > 5
    for each in told:
        assert all(name.startswith("next door: ") for name in each.who)
        assert str(house.venue.shop_id) not in each.text.decode()


async def test_numbers_and_times_of_a_stream_only_rise(house: House) -> None:
    venue = house.venue
    for _ in range(3):
        await venue.bring((await venue.order("dumplings", "salad"))["lines"][-1], "served")
    told = await house.told()
    numbers = [each.frame["seq"] for each in told]
    assert numbers == sorted(set(numbers))
    # What people do one after the other is told with rising times; messages are sent beside it, by a clock of their own.
    times = [datetime.fromisoformat(each.frame["at"]) for each in told if each.type != "im.message_sent"]
    assert times == sorted(times)
    assert len({each.frame["id"] for each in told}) == len(told)
